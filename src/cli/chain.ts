/** chain: the certificates of files, put in order and checked. */
import { readFile } from 'node:fs/promises';
import { chainReport, type ChainReport, type ChainSource } from '../core/report/chain';
import { printable } from '../core/report/printable';
import { reportText } from '../core/report/report';
import type { Values } from './options';
import { CommandProblem, failOn, momentOf, Tally, write } from './outcome';
import { sourcesOf } from './sources';
import { findingText } from './table';

/** Bytes of files with certificates together. */
const mostBytes = 32 * 1024 * 1024;

export async function chain(args: readonly string[], values: Values): Promise<number> {
  const level = failOn(values['fail-on'], 'error');
  const at = momentOf(values.at);
  const sources: ChainSource[] = [];
  let size = 0;
  for await (const { name, file } of sourcesOf(args)) {
    const input = file === undefined ? await standardInput() : await readFile(file);
    size += input.length;
    if (size > mostBytes) throw new CommandProblem('These files are too large for certificates.');
    sources.push({ name, input });
  }
  const report = await chainReport(sources, at);
  const tally = new Tally();
  tally.materials = report.certificates.length;
  for (const { findings } of report.paths) tally.add(findings);
  for (const { findings } of report.certificates) tally.add(findings.filter(({ code }) => !isDate(code)));
  tally.add(report.findings);
  await write(values.json === true ? reportText(report) : table(report));
  if (report.certificates.length === 0) throw new CommandProblem('No certificate was found.');
  return tally.exitCode(level);
}

/** Dates are among the findings of each path as well. */
const isDate = (code: string): boolean => code === 'x509_expired' || code === 'x509_not_yet_valid';

export async function standardInput(): Promise<Buffer> {
  if (process.stdin.isTTY) throw new CommandProblem('Give a file, or pipe text into standard input.');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) throw new CommandProblem('Standard input is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const verdicts: Readonly<Record<ChainReport['paths'][number]['verdict'], string>> = {
  good: 'good: signatures, validity and CA rules hold',
  bad: 'bad',
  cannot_check: 'not all of it can be checked',
  missing_issuer: 'an issuer is missing',
};

function table({ certificates, paths, findings }: ChainReport): string {
  const lines: string[] = [];
  for (const [i, path] of paths.entries()) {
    lines.push(`Chain ${i + 1}: ${verdicts[path.verdict]}`);
    path.links.forEach(({ subject, issuer, verdict }, depth) => {
      const { subject: name, source } = certificates[subject]!;
      const by = issuer === null ? 'issuer not given' : issuer === subject ? 'self-signed' : 'signed by';
      lines.push(`${'  '.repeat(depth + 1)}${name}  (${printable(source ?? 'text')})  ${by}: ${verdict}`);
    });
    for (const finding of path.findings) lines.push(`  ${findingText(finding)}`);
    lines.push('');
  }
  lines.push(...findings.map(findingText));
  return lines.length === 0 ? '' : `${lines.join('\n').trimEnd()}\n`;
}
