/** A structure as plain text: what it is, the tree, the findings. For search, diff, print and screen readers. */
import * as vscode from 'vscode';
import type { ChainModel, Section, Statement } from '../../protocol/structure';
import { withFollowing } from '../ui/localise';
import { findingsSummary, unsettledChecks } from '../material/structureChecks';
import type { StructureRows } from '../material/structureRows';
import type { StructureSession } from '../material/structureSession';

/** Values listed; a document of more lines is slow to open, and the viewer has them all. */
const mostLines = 100_000;

/** `plain`: without offsets and lengths, so that a comparison shows what differs and not what moved. */
export async function dumpOf(session: StructureSession, plain: boolean, all: boolean): Promise<string> {
  const before = session.part;
  const parts = all ? session.partNames().map((_, part) => part) : [before];
  const lines: string[] = [];
  for (const part of parts) {
    session.part = part;
    if (lines.length > 0) lines.push('', '');
    lines.push(...(await partLines(session, plain, mostLines - lines.length)));
    if (lines.length >= mostLines) break;
  }
  session.part = before;
  const chain = all ? await session.chain() : undefined;
  if (chain?.paths.some(({ certificates }) => certificates.length > 1))
    lines.push('', '', ...chainLines(chain));
  return lines.join('\n') + '\n';
}

async function partLines(session: StructureSession, plain: boolean, most: number): Promise<string[]> {
  const rows = session.rows();
  const { title, detail } = session.partName(session.part);
  const lines = [plain ? title : `${title} (${detail})`, ''];
  const { file } = session;
  if (file.total > file.bytes.length)
    lines.push(vscode.l10n.t('Only the first {0} of {1} bytes are read.', file.bytes.length, file.total), '');
  const overview = await session.overview();
  // Nothing can be chosen in a text.
  for (const part of overview.sections.filter(({ id }) => id !== 'expected'))
    lines.push(...sectionLines(part), '');
  const findings = await session.findings();
  const checks = unsettledChecks(overview);
  const words = {
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Note'),
  };
  lines.push(vscode.l10n.t('Findings'), `  ${findingsSummary(findings.length, checks)}`);
  for (const finding of findings.slice(0, 500)) {
    const at = finding.span && !plain ? ` (${vscode.l10n.t('offset {0}', finding.span.start)})` : '';
    lines.push(`  ${words[finding.severity]}: ${withFollowing(finding)}${at}`);
  }
  lines.push(...checks.map((check) => `  ${statementLine(check)}`), '');
  lines.push(
    plain
      ? vscode.l10n.t('Structure, without offsets and lengths')
      : vscode.l10n.t('Structure: offset, header + content, level, tag, name, value'),
    '',
  );
  lines.push(...treeLines(rows, plain, most - lines.length));
  return lines;
}

function treeLines(rows: StructureRows, plain: boolean, most: number): string[] {
  const lines: string[] = [];
  const { length } = rows.index;
  const width = String(rows.bytes.length).length;
  const count = Math.min(length, Math.max(0, most));
  for (let at = 0; at < count; at++) {
    const node = rows.document.node(at)!;
    const name = rows.nameOf(node);
    const value = rows.valueOf(node, 2000);
    const numbers = plain
      ? ''
      : `${String(node.start).padStart(width)}  ${node.contentStart - node.start}+${String(node.contentEnd - node.contentStart).padEnd(width)}  `;
    const indent = '  '.repeat(Math.min(node.depth, 60));
    const words = [name?.field ?? '', name?.type ?? ''].filter((word) => word !== '').join(' ');
    const text = [words === '' ? node.tagName : `${words} (${node.tagName})`, value && visible(value)];
    lines.push(numbers + indent + text.filter((word) => word !== '').join(': '));
  }
  const left = length - count;
  if (left > 0)
    lines.push(
      left === 1
        ? vscode.l10n.t('… 1 more value is not listed.')
        : vscode.l10n.t('… {0} more values are not listed.', left),
    );
  return lines;
}

/** One line stays one line, whatever stands in the value. */
function visible(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what this looks for
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sectionLines(part: Section): string[] {
  return [part.title, ...part.statements.flatMap((statement) => statementLines(statement, '  '))];
}

/** A statement, and its parts under it. */
function statementLines(statement: Statement, indent: string): string[] {
  const { inside = [] } = statement;
  return [indent + statementLine(statement), ...inside.flatMap((one) => statementLines(one, `${indent}  `))];
}

const marks = { ok: '✓ ', wrong: '✗ ', unknown: '? ', warn: '! ', none: '' } as const;

export function statementLine({ status, label, text }: Statement): string {
  return visible(marks[status] + (label === '' ? text : `${label}: ${text}`.trimEnd()));
}

function chainLines(chain: ChainModel): string[] {
  return chain.paths.flatMap((path) => [
    path.title,
    ...path.certificates.flatMap(({ name, signature, dates, facts, problems }, level) => {
      const indent = `  ${'  '.repeat(level)}`;
      const words = `${marks[signature.status]}${name}: ${signature.text}. ${facts} · ${marks[dates.status]}${dates.text}`;
      return [visible(indent + words), ...problems.map((one) => `${indent}  ${statementLine(one)}`)];
    }),
    ...path.aws.map((statement) => `  AWS: ${statementLine(statement)}`),
    '',
  ]);
}
