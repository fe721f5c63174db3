/** Runs a tool: what it reads comes through a port, what it answers is a report as text. */
import { textOf } from '../core/input/material';
import { chainReport, type ChainSource } from '../core/report/chain';
import { comparisonReport } from '../core/report/compare';
import { readMoment } from '../core/report/moment';
import { mostMaterials, reportNotice, reportOf, reportText } from '../core/report/report';
import { reportsOf } from '../core/report/reports';
import type { Report } from '../core/report/types';
import { awsReportJudge } from '../keyservice/rules/reportJudge';
import { checkedInput, type ToolInput, type ToolName, ToolRefusal, tools } from './tools';

/** What a file has in it: text where the host has it as text, else bytes. */
export interface ReadFile {
  /** Path inside the folder, with forward slashes. */
  readonly name: string;
  readonly input: string | Uint8Array;
}

/** A key as the Keys view shows it. */
export interface LoadedKey {
  readonly arn: string;
  readonly alias: string | null;
  readonly usage: string | null;
  readonly algorithm: string | null;
  readonly state: string | null;
  readonly enabled: boolean | null;
  readonly exportable: boolean | null;
  readonly checkValue: string | null;
}

export interface LoadedKeys {
  /** Whether all keys of the account were loaded. */
  readonly complete: boolean;
  readonly keys: readonly LoadedKey[];
}

/** The host of a tool. Both throw ToolRefusal for what may not be read. */
export interface ToolPort {
  /** @param path as the agent gave it: it may lead anywhere, and is refused outside the folder */
  read(path: string): Promise<ReadFile>;
  /** Files of the folder in order; undefined in place of one that cannot be read. */
  files(include: string | undefined): AsyncIterable<ReadFile | undefined>;
  /** Undefined where the host has no Keys view. */
  keys(): LoadedKeys | undefined;
  readonly now: () => Date;
}

/** Materials of all files together: an answer is read by a model. */
const mostFound = 1000;
/** Bytes or characters of files with certificates together. */
const mostOfChain = 32 * 1024 * 1024;

/**
 * The answer of a tool, as text. @throws ToolRefusal where it is not done
 * @param given the input as the agent sent it, unchecked
 */
export async function callTool(name: ToolName, given: unknown, port: ToolPort): Promise<string> {
  const input = checkedInput(
    tools.find((tool) => tool.name === name)!,
    given,
  );
  const at = momentOf(input, port);
  switch (name) {
    case 'keyMaterial_explain': {
      const { startLine, endLine } = input as { startLine?: number; endLine?: number };
      const source = await oneOf(input, 'text', 'path', port);
      return reportText(rangeReport(source, startLine, endLine, at));
    }
    case 'keyMaterial_find':
      return find(input.include as string | undefined, at, port);
    case 'keyMaterial_checkChain': {
      const sources: ChainSource[] =
        input.text === undefined ? [] : [{ name: null, input: input.text as string }];
      let size = 0;
      for (const path of (input.paths ?? []) as readonly string[]) {
        const file = await port.read(path);
        size += file.input.length;
        if (size > mostOfChain) throw new ToolRefusal('These files are too large for certificates.');
        sources.push(file);
      }
      if (sources.length === 0) throw new ToolRefusal('Give text or paths.');
      return reportText(await chainReport(sources, at));
    }
    case 'keyMaterial_compare': {
      const a = await oneOf(input, 'textA', 'pathA', port);
      const b = await oneOf(input, 'textB', 'pathB', port);
      return reportText(comparisonReport(report(a, at), report(b, at)));
    }
    case 'keyMaterial_keys': {
      const loaded = port.keys();
      if (!loaded) throw new ToolRefusal('No keys are loaded here. In VS Code, open the Keys view first.');
      return reportText({ format: 'key-material-keys', version: 1, notice: reportNotice, ...loaded });
    }
  }
}

interface Source {
  readonly name: string | null;
  readonly input: string | Uint8Array;
}

function report({ name, input }: Source, at: Date): Report {
  return reportOf(input, { at, judge: awsReportJudge, name: name ?? undefined });
}

/** The lines of a text; places are those of the whole file. */
function rangeReport(
  { name, input }: Source,
  startLine: number | undefined,
  endLine: number | undefined,
  at: Date,
): Report {
  if (startLine === undefined && endLine === undefined) return report({ name, input }, at);
  const content = typeof input === 'string' ? input : textOf(input);
  if (content === undefined) throw new ToolRefusal('The file is not text: it has no lines.');
  const lines = content.split(/\r\n|\r|\n/);
  const first = Math.min((startLine ?? 1) - 1, lines.length);
  const text = lines.slice(first, endLine).join('\n');
  const whole = report({ name, input: '\n'.repeat(first) + text }, at);
  return { ...whole, source: { ...whole.source, size: { unit: 'characters', count: text.length } } };
}

async function find(include: string | undefined, at: Date, port: ToolPort): Promise<string> {
  const reports: Report[] = [];
  let [searched, skipped, found] = [0, 0, 0];
  let complete = true;
  for await (const file of port.files(include)) {
    if (!file) {
      skipped++;
      continue;
    }
    searched++;
    const made = report(file, at);
    if (made.materials.length === 0) continue;
    found += made.materials.length;
    reports.push(made);
    if (found < Math.min(mostFound, mostMaterials)) continue;
    complete = false;
    break;
  }
  return reportText(reportsOf(reports, { at, searched, skipped, complete }));
}

async function oneOf(input: ToolInput, text: string, path: string, port: ToolPort): Promise<Source> {
  const [given, where] = [input[text], input[path]] as (string | undefined)[];
  if ((given === undefined) === (where === undefined))
    throw new ToolRefusal(`Give either ${text} or ${path}.`);
  return given === undefined ? port.read(where!) : { name: null, input: given };
}

function momentOf({ at }: ToolInput, { now }: ToolPort): Date {
  if (at === undefined) return now();
  const moment = readMoment(at as string);
  if (!moment) throw new ToolRefusal('at is not a moment in ISO 8601.');
  return moment;
}
