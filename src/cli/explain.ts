/** explain, find and lint: one way through the sources, three ways to put out what was found. */
import { moment } from '../core/report/moment';
import { reportNotice, ReportWriter } from '../core/report/report';
import type { Reports } from '../core/report/reports';
import type { ReportedFinding, ReportedMaterial, ReportOptions } from '../core/report/types';
import { awsReportJudge } from '../keyservice/rules/reportJudge';
import type { Values } from './options';
import { CommandProblem, count, type FailOn, failOn, momentOf, Tally, warn, write } from './outcome';
import { scan, type Scanned } from './scan';
import { isSingle, type Source, sourcesOf } from './sources';
import { foundText, lintText, materialText } from './table';

/** Where materials go. */
interface Output {
  begin?(source: Source, options: ReportOptions): void;
  materials(source: Source, materials: readonly ReportedMaterial[]): Promise<void>;
  end?(source: Source, scanned: Scanned): Promise<void>;
  close?(tally: Tally, searched: number): Promise<void>;
}

export const explain = (args: readonly string[], values: Values): Promise<number> =>
  run(args, values, 'never', () => ({
    materials: async ({ name }, materials) => {
      for (const material of materials) await write(materialText(name, material));
    },
    close: summary,
  }));

export const find = (args: readonly string[], values: Values): Promise<number> =>
  run(args, values, 'never', () => ({
    materials: async ({ name }, materials) => {
      await write(materials.map((material) => foundText(name, material)).join(''));
    },
    close: summary,
  }));

export const lint = (args: readonly string[], values: Values): Promise<number> =>
  run(args, values, 'error', () => ({
    materials: async ({ name }, materials) => {
      for (const material of materials)
        for (const finding of findingsOf(material, values)) await write(lintText(name, material, finding));
    },
    close: summary,
  }));

/** On the other stream: what is piped on stays what was found. */
function summary(tally: Tally, searched: number): Promise<void> {
  process.stderr.write(`${tally.words} in ${count(searched, 'source')}.\n`);
  return Promise.resolve();
}

export const findingsOf = (
  { findings, aws }: ReportedMaterial,
  values: Values,
): readonly ReportedFinding[] => (values.aws === true && aws ? [...findings, ...aws.findings] : findings);

async function run(
  args: readonly string[],
  values: Values,
  usual: FailOn,
  table: () => Output,
): Promise<number> {
  const level = failOn(values['fail-on'], usual);
  const at = momentOf(values.at);
  const output = await outputFor(args, values, at, table);
  const tally = new Tally();
  let searched = 0;
  for await (const source of sourcesOf(args, values['stdin-name'])) {
    const options: ReportOptions = { at, name: source.name, judge: awsReportJudge };
    output.begin?.(source, options);
    try {
      const scanned = await scan(source, options, async (materials) => {
        tally.materials += materials.length;
        for (const material of materials) tally.add(findingsOf(material, values));
        await output.materials(source, materials);
      });
      searched++;
      if (!scanned.complete) warn(`${source.name} was not read to its end.`);
      await output.end?.(source, scanned);
    } catch (error) {
      if (!(error instanceof CommandProblem)) throw error;
      warn(error.message);
      tally.unread++;
    }
  }
  await output.close?.(tally, searched);
  return tally.exitCode(level);
}

async function outputFor(
  args: readonly string[],
  values: Values,
  at: Date,
  table: () => Output,
): Promise<Output> {
  if (values.json === true && values.sarif === true)
    throw new CommandProblem('Give either --json or --sarif.');
  if (values.json === true) return (await isSingle(args)) ? new OneReport() : new ManyReports(at);
  if (values.sarif === true) {
    const { SarifLog, sarifText } = await import('./sarif');
    const log = new SarifLog();
    return {
      materials: ({ name }, materials) => {
        for (const material of materials) log.addMaterial(name, material, findingsOf(material, values));
        return Promise.resolve();
      },
      close: async ({ unread }) => write(sarifText(log, unread === 0)),
    };
  }
  return table();
}

/** The report of one source, as every door puts it out. */
class OneReport implements Output {
  private writer: ReportWriter | undefined;

  begin(_: Source, options: ReportOptions): void {
    this.writer = new ReportWriter(options);
  }

  async materials(_: Source, materials: readonly ReportedMaterial[]): Promise<void> {
    for (const material of materials) await write(this.writer!.materials([material]));
  }

  async end(_: Source, { size, complete }: Scanned): Promise<void> {
    await write(this.writer!.end(size, complete));
  }
}

/** The reports of several sources: of those with material, each put out as it comes. */
class ManyReports implements Output {
  private writer: ReportWriter | undefined;
  private options: ReportOptions | undefined;
  private reports = 0;
  private complete = true;

  constructor(private readonly at: Date) {}

  begin(_: Source, options: ReportOptions): void {
    this.options = options;
    this.writer = undefined;
  }

  async materials(_: Source, materials: readonly ReportedMaterial[]): Promise<void> {
    for (const material of materials) {
      const opening = this.writer ? '' : `${this.opening()}    `;
      this.writer ??= new ReportWriter(this.options!);
      await write(opening + indented(this.writer.materials([material])));
    }
  }

  async end(_: Source, { size, complete }: Scanned): Promise<void> {
    this.complete &&= complete;
    if (this.writer) await write(indented(this.writer.end(size, complete).trimEnd()));
  }

  async close({ unread: skipped }: Tally, searched: number): Promise<void> {
    const rest = JSON.stringify({ searched, skipped, complete: this.complete }, undefined, 2).slice(
      '{\n'.length,
    );
    await write(`${this.reports === 0 ? `${this.opening().trimEnd()}]` : '\n  ]'},\n${rest}\n`);
  }

  private opening(): string {
    if (this.reports++ > 0) return ',\n';
    const head: Pick<Reports, 'format' | 'version' | 'notice' | 'at'> = {
      format: 'key-material-reports',
      version: 1,
      notice: reportNotice,
      at: moment(this.at),
    };
    return `${JSON.stringify(head, undefined, 2).slice(0, -'\n}'.length)},\n  "reports": [\n`;
  }
}

const indented = (text: string): string => text.replaceAll('\n', '\n    ');
