import * as vscode from 'vscode';
import { bySeverity, type Field, type Finding, type Severity } from '../../core/findings';
import { decodeKeyBlock, keyBlockTitle } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import { judgeKeyBlock, type AwsVerdict } from '../../keyservice/rules/keyBlocks';
import { actionLinks, type KeyBlockAction } from './keyBlockActions';
import type { LocatedKeyBlock, Place } from './documentKeyBlock';
import { wordsAround } from './keyBlockAround';
import {
  charactersOf,
  fieldMeaning,
  fieldName,
  followingWords,
  localisedHeadline,
  localised,
} from '../ui/localise';
import { codeSpan, escapeMarkdown } from '../ui/markdown';

const mostFindings = 5;
const mostOptionalBlocks = 8;
const longestMeaning = 160;
const icons: Record<Severity, string> = { error: '$(error)', warning: '$(warning)', info: '$(info)' };

/**
 * The hover on a key block: what is wrong first, then what can be done, then each field. Made to be seen without
 * scrolling, as VS Code shows some twelve lines: nothing is said twice, and what is as usual is left out.
 */
export function keyBlockHover(
  located: LocatedKeyBlock,
  place: Place,
  actions: readonly KeyBlockAction[],
  longLine = false,
): vscode.MarkdownString {
  const block = decodeKeyBlock(located.text, { at: new Date() });
  const parts = [
    lines([
      title(block),
      ...aroundLine(located),
      ...findingLines(bySeverity(block.findings)),
      awsLine(block),
      actionLinks(actions, place),
    ]),
    table(block),
    lines(longLine ? [escapeMarkdown(longLineNote())] : []),
  ];
  const markdown = new vscode.MarkdownString(parts.filter((part) => part !== '').join('\n\n'), true);
  markdown.isTrusted = { enabledCommands: actions.map(({ command }) => command) };
  return markdown;
}

/** Lines of one paragraph. */
const lines = (all: readonly string[]): string => all.join('  \n');

function title(block: KeyBlock): string {
  return `**${escapeMarkdown(keyBlockTitle(block, localised))}**`;
}

/** One line, however much there is to say: a hover is low. */
function aroundLine(located: LocatedKeyBlock): string[] {
  const words = wordsAround(located);
  return words.length === 0 ? [] : [`$(info) ${escapeMarkdown(words.join(' · '))}`];
}

export function findingLines(findings: readonly Finding[]): string[] {
  const words: Record<Severity, string> = {
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Note'),
  };
  const shown = findings.slice(0, mostFindings).map((finding) => {
    const where = finding.span ? ` (${charactersOf(finding.span.start, finding.span.end)})` : '';
    const folded = finding.folded?.length ?? 0;
    const follows = folded === 0 ? '' : ` ${followingWords(folded)}`;
    return `${icons[finding.severity]} **${words[finding.severity]}** ${escapeMarkdown(localised(finding) + where + follows)}`;
  });
  if (findings.length > mostFindings)
    shown.push(escapeMarkdown(vscode.l10n.t('and {0} more', findings.length - mostFindings)));
  return shown;
}

/** Fields in order, one row each; long values are cut. */
export function fieldTable(fields: readonly Field[]): string {
  const rows = fields.map((field) => {
    const { raw } = field;
    const shown = raw.length > 20 ? `${raw.slice(0, 16)}…` : raw;
    return `|${escapeMarkdown(fieldName(field)).replaceAll(' ', '\u00a0')}|${codeSpan(shown)}|${escapeMarkdown(fieldMeaning(field))}|`;
  });
  return ['||||', '|:--|:--|:--|', ...rows].join('\n');
}

/** Nothing was sent, and no MAC was verified: what fits is no more than not refused. */
const verdictIcons: Record<AwsVerdict['importable'], string> = {
  yes: '$(question)',
  unclear: '$(warning)',
  no: '$(error)',
};

function awsLine(block: KeyBlock): string {
  const verdict = judgeKeyBlock(block);
  // What is wrong with the block itself stands above this line already.
  const words =
    verdict.headline.reason?.code === 'aws_block_unsound'
      ? vscode.l10n.t('does not meet the documented rules: the block has errors')
      : localisedHeadline(verdict.headline);
  return `${verdictIcons[verdict.importable]} **AWS Payment Cryptography:** ${escapeMarkdown(words)}`;
}

const longLineNote = (): string =>
  vscode.l10n.t('VS Code shows only the first 10,000 characters of this line; more key blocks may follow.');

/**
 * One row a field, but algorithm and mode share one, and so do the key version and the number of optional blocks
 * where there are none: then a typical block takes no more height than VS Code gives a hover. The length is in the
 * title, or in a finding; what is reserved or left open has a row only where it says something.
 */
function table(block: KeyBlock): string {
  const rows: string[] = [];
  // Narrow columns do not break: each line more is one that may be out of sight.
  const row: AddRow = (name, codes, meaning) => {
    const label = escapeMarkdown(name).replaceAll(' ', '\u00a0');
    rows.push(
      `|${label}|${codes.map((code) => codeSpan(code)).join('\u00a0')}|${escapeMarkdown(cut(meaning))}|`,
    );
  };
  const field = (id: string): Field | undefined => block.fields.find((one) => one.id === id);
  const plain = (id: string): void => {
    const one = field(id);
    if (one) row(fieldName(one), [one.raw], fieldMeaning(one));
  };
  const long = (id: string): void => {
    const one = field(id);
    if (one) row(fieldName(one), [], fieldMeaning(one));
  };
  plain('version');
  plain('usage');
  const [algorithm, mode] = [field('algorithm'), field('mode')];
  if (algorithm && mode)
    row(
      vscode.l10n.t('Algorithm, mode'),
      [algorithm.raw, mode.raw],
      `${fieldMeaning(algorithm)}; ${fieldMeaning(mode)}`,
    );
  else plain('algorithm');
  plain('exportability');
  const [keyVersion, count] = [field('keyVersion'), field('optionalBlockCount')];
  if (keyVersion && count?.raw === '00')
    row(
      fieldName(keyVersion),
      [keyVersion.raw, count.raw],
      vscode.l10n.t('{0}; no optional blocks', fieldMeaning(keyVersion)),
    );
  else {
    plain('keyVersion');
    if (block.optionalBlocks.length === 0) plain('optionalBlockCount');
  }
  if (block.keyContext.code !== '0') plain('keyContext');
  if (block.reserved !== '0') plain('reserved');
  optionalRows(block, row);
  const [payload, mac] = [field('payload'), field('mac')];
  if (payload && mac)
    row(vscode.l10n.t('Key and MAC'), [], vscode.l10n.t('{0}; MAC not verified', fieldMeaning(payload)));
  else {
    long('payload');
    long('mac');
  }
  long('rest');
  return ['||||', '|:--|:--|:--|', ...rows].join('\n');
}

type AddRow = (name: string, codes: readonly string[], meaning: string) => void;

function optionalRows(block: KeyBlock, row: AddRow): void {
  for (const { id, name, summary, summaryWords } of block.optionalBlocks.slice(0, mostOptionalBlocks)) {
    const said = summaryWords ? localised(summaryWords) : summary;
    row(
      vscode.l10n.t('Optional block'),
      [id],
      id === 'PB' ? said : `${localised({ template: name })}: ${said}`,
    );
  }
  const more = block.optionalBlocks.length - mostOptionalBlocks;
  if (more > 0) row('', [], vscode.l10n.t('and {0} more', more));
}

const cut = (text: string): string =>
  text.length > longestMeaning ? `${text.slice(0, longestMeaning - 1)}…` : text;
