import {
  bySeverity,
  phrase,
  unfolded,
  type Field,
  type Finding,
  type Localisable,
} from '../../core/findings';
import { briefMeaning } from '../../core/keyblock/briefs';
import { decodeKeyBlock, keyBlockHeading, keyBlockTitle } from '../../core/keyblock/decode';
import type { CarriedCertificate, KeyBlock } from '../../core/keyblock/types';
import { modesText } from '../../keyservice/model/names';
import { type AwsVerdict, type Headline, judgeKeyBlock } from '../../keyservice/rules/keyBlocks';
import type {
  InspectorCertificate,
  InspectorField,
  InspectorFinding,
  InspectorModel,
  InspectorOptionalBlock,
  InspectorVerdict,
} from '../../protocol/inspector';
import { compareKeyBlocks } from './compareKeyBlocks';

/** Where the rules of a field are written, for the column "Source". */
const x9 = (table: string): string => `X9.143:2021 ${table}`;

const references: Readonly<Record<string, string>> = {
  version: x9('table 1'),
  length: x9('table 1'),
  usage: x9('table 2'),
  algorithm: x9('table 3'),
  mode: x9('table 4'),
  keyVersion: x9('table 5'),
  exportability: x9('table 6'),
  optionalBlockCount: x9('table 1'),
  keyContext: x9('table 1'),
  reserved: x9('table 1'),
  payload: x9('clause 5'),
  mac: x9('clause 5'),
};

/** Optional blocks whose table is known from published implementations. */
const optionalTables: Readonly<Record<string, string>> = {
  AL: x9('table 8'),
  BI: x9('table 9'),
  CT: x9('tables 10 and 11'),
  DA: x9('table 12'),
  HM: x9('table 13'),
  KC: x9('table 15'),
  KV: x9('table 17'),
  LB: x9('table 18'),
  PB: x9('table 19'),
  TC: x9('tables 21 and 22'),
  TS: x9('tables 21 and 22'),
  WP: x9('table 23'),
};

/** '' where no source is known: proprietary blocks, and what could not be read. */
export function fieldReference(id: string): string {
  const optional = /^optional-([0-9A-Z]{2})/.exec(id)?.[1];
  if (optional === undefined) return references[id] ?? '';
  if (/^[0-9]{2}$/.test(optional)) return '';
  return optionalTables[optional] ?? x9('clause 6');
}

/** Texts of the model, in the user's language. */
export interface ModelTexts {
  readonly localise: (text: Localisable) => string;
  readonly finding: (finding: Finding) => string;
  readonly headline: (headline: Headline) => string;
  readonly facts: Readonly<Record<'keyUsage' | 'keyAlgorithms' | 'modes' | 'exportable' | 'usable', string>>;
  readonly yes: string;
  readonly no: string;
  readonly unclear: string;
  readonly comparedWith: (title: string) => string;
  readonly comparison: (differing: number, equal: number) => string;
}

/** A block with what the inspector knows of it besides its characters. */
export interface ShownBlock extends Pick<InspectorModel, 'restore' | 'place' | 'typed' | 'notice' | 'made'> {
  /** Without white space. */
  readonly text: string;
  /** Now, for the validity of certificates in it. */
  readonly at: Date;
  /** The block to compare with. */
  readonly other?: { readonly text: string; readonly place?: string } | undefined;
}

/** Deepest nesting of decoded parts that is shown. */
const deepest = 8;
/** Longest text that is shown: the length field has four digits. */
const longest = 9999;

/** What the inspector shows of a block. Pure: nothing of the host is asked. */
export function keyBlockModel(shown: ShownBlock, texts: ModelTexts): InspectorModel {
  const block = decodeKeyBlock(shown.text, { at: shown.at });
  const { restore, place, typed, notice, made } = shown;
  const verdict = judgeKeyBlock(block);
  return {
    title: keyBlockHeading(block, texts.localise),
    text: shown.text.slice(0, longest),
    fields: block.fields.map((field) => fieldModel(field, shown.text, texts.localise)),
    optionalBlocks: optionalBlockModels(block, unfolded([...block.findings, ...verdict.findings]), texts),
    findings: findingModels(block.findings, texts.finding),
    verdict: verdictModel(verdict, texts),
    restore,
    place,
    typed,
    notice,
    made,
    comparison: shown.other === undefined ? undefined : comparisonModel(block, shown.other, texts),
  };
}

function fieldModel(
  field: Field,
  text: string,
  localise: ModelTexts['localise'],
  depth = 0,
  parent?: InspectorField,
): InspectorField {
  const { id, name, nameWords = { template: name }, words, meaning, span } = field;
  const group =
    parent?.group ?? (id.startsWith('optional-') ? 'optional' : span.start < 16 ? 'header' : 'tail');
  const model = {
    id,
    name: localise(nameWords),
    // As it stands in the block: a field's own `raw` may leave framing out.
    raw: text.slice(span.start, span.end),
    meaning: words ? localise(words) : meaning,
    brief: parent ? '' : briefMeaning(field, localise),
    ...span,
    reference: parent ? '' : fieldReference(id),
    group,
    parts: [],
  } satisfies InspectorField;
  if (depth >= deepest || !field.children) return model;
  return {
    ...model,
    parts: field.children.map((child) => fieldModel(child, text, localise, depth + 1, model)),
  };
}

function optionalBlockModels(
  block: KeyBlock,
  findings: readonly Finding[],
  texts: ModelTexts,
): InspectorOptionalBlock[] {
  return block.optionalBlocks.map(({ id, name, summary, summaryWords, span, certificates = [] }) => ({
    field: block.fields.find((field) => field.span.start === span.start)?.id ?? '',
    id,
    name: texts.localise({ template: name }),
    value: summaryWords ? texts.localise(summaryWords) : summary,
    certificates: certificates.map((certificate) => certificateModel(certificate, findings, texts)),
  }));
}

function certificateModel(
  { span, format, summary }: CarriedCertificate,
  findings: readonly Finding[],
  texts: ModelTexts,
): InspectorCertificate {
  const has = (wanted: string): boolean =>
    findings.some(
      ({ code, span: place }) =>
        code === wanted && place !== undefined && place.start < span.end && place.end > span.start,
    );
  return {
    title:
      summary?.subject ??
      texts.localise(phrase('{0}, {1} characters of base64', format, span.end - span.start)),
    issuer: summary?.issuer,
    validUntil: summary?.notAfter?.toISOString().slice(0, 10),
    publicKey: summary?.publicKey,
    validity: has('ct_expired') ? 'expired' : has('ct_not_yet_valid') ? 'notYetValid' : undefined,
    ...span,
  };
}

const isOfDates = ({ code }: Finding): boolean => code === 'ct_expired' || code === 'ct_not_yet_valid';

/** Worst first. */
export function findingModels(
  findings: readonly Finding[],
  localise: (finding: Finding) => string,
): InspectorFinding[] {
  return bySeverity(findings).map((finding) => ({
    severity: finding.severity,
    message: localise(finding),
    reference: finding.reference ?? '',
    start: finding.span?.start ?? 0,
    end: finding.span?.end ?? 0,
    ...(finding.span ? {} : { nowhere: true }),
    ...(isOfDates(finding) ? { ofDates: true } : {}),
    ...(finding.folded ? { folded: findingModels(finding.folded, localise) } : {}),
  }));
}

function verdictModel(verdict: AwsVerdict, texts: ModelTexts): InspectorVerdict {
  const { facts } = texts;
  const word = (value: boolean | 'yes' | 'no' | 'unclear' | undefined): string =>
    value === undefined || value === 'unclear'
      ? texts.unclear
      : value === true || value === 'yes'
        ? texts.yes
        : texts.no;
  const all = [
    { label: facts.keyUsage, value: verdict.keyUsage ?? '' },
    { label: facts.keyAlgorithms, value: verdict.keyAlgorithms.join(', ') },
    { label: facts.modes, value: modesText(verdict.modes) },
    { label: facts.exportable, value: word(verdict.exportable) },
    { label: facts.usable, value: word(verdict.usable) },
  ];
  return {
    importable: verdict.importable,
    line: texts.headline(verdict.headline),
    // Of a block that is refused, the rest would be about a key that never comes to be.
    facts: verdict.importable === 'no' ? [] : all.filter(({ value }) => value !== ''),
    findings: findingModels(verdict.findings, texts.finding),
  };
}

function comparisonModel(
  block: KeyBlock,
  { text, place }: NonNullable<ShownBlock['other']>,
  texts: ModelTexts,
): InspectorModel['comparison'] {
  const other = decodeKeyBlock(text);
  const rows = compareKeyBlocks(block, other, texts.localise);
  const equal = rows.filter(({ state }) => state === 'same').length;
  return {
    title: texts.comparedWith(
      [...(place === undefined ? [] : [place]), keyBlockTitle(other, texts.localise)].join(' · '),
    ),
    summary: texts.comparison(rows.length - equal, equal),
    rows,
  };
}
