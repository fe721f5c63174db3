/** The key material report: counts by kind, then what each rule found; as Markdown and CSV. */
import { printableJson } from '../../core/report/printable';
import { english, textTable, type Localisable } from '../../core/findings';
import { csvText, escapeTableText, markdownTable } from '../../core/plainText';
import type { Asset, AssetKind } from './inventory';
import { judge, ruleIds, ruleTable, type Hit, type RuleId } from './rules';

type Say = (text: Localisable) => string;

/** What was looked through. */
export interface ReportScope {
  /** "workspace", file names, or profile and Region. */
  readonly name: string;
  readonly files?: number;
  /** Files that were not read, with the reason in words. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

export interface MaterialReport {
  readonly scope: ReportScope;
  readonly at: Date;
  readonly assets: readonly Asset[];
  readonly hits: readonly Hit[];
}

export const materialReport = (scope: ReportScope, assets: readonly Asset[], at: Date): MaterialReport => ({
  scope,
  at,
  assets,
  hits: judge(assets, at),
});

export const assetKindTexts: Readonly<Record<AssetKind, string>> = textTable(
  {
    keyBlock: 'Key blocks',
    certificate: 'Certificates',
    tr34: 'TR-34 tokens',
    cryptogram: 'Key cryptograms',
    atalla: 'Atalla key blocks',
    privateKey: 'Private keys',
    request: 'Certificate signing requests',
    crl: 'Certificate revocation lists',
    accountKey: 'Keys of the account',
  },
  (text) => [text],
);
const kinds = Object.keys(assetKindTexts) as readonly AssetKind[];

export const materialReportTexts = textTable(
  {
    title: 'Key Material Report',
    made: 'Created {0}. Searched: {1}.',
    files: 'Files searched: {0}.',
    nothing: 'No key material was found.',
    kind: 'Kind',
    found: 'Found',
    reasons: 'Reasons to Look',
    reasonsNote:
      'Each rule gives its source. A reason is not a verdict: a file does not show where or how a key is used.',
    noReasons: 'No rule of this report applies to the key material found.',
    rule: 'Rule',
    source: 'Source: {0}, {1}.',
    sourceHead: 'Source',
    count: 'Count',
    place: 'Place',
    detail: 'Detail',
    more: '{0} are shown here; {1} are in the CSV.',
    blocks: 'Key Blocks by Version and Usage',
    version: 'Version',
    usage: 'Usage',
    algorithm: 'Algorithm',
    skipped: 'Not Searched',
    file: 'File',
    reason: 'Reason',
    id: 'ID',
    kcv: 'KCV',
    expires: 'Expires',
  },
  (text) => [text],
);

/** Of one rule in the page; all are in the CSV. */
const mostShown = 100;

/** @param say puts templates into the reader's language */
export function materialReportMarkdown(report: MaterialReport, say: Say = english): string {
  const text = texts(say);
  const { scope, at, assets, hits } = report;
  const parts = [`# ${text('title')}\n`, `${text('made', timeText(at), escapeTableText(scope.name))}\n`];
  if (scope.files !== undefined) parts.push(`${text('files', scope.files)}\n`);
  const counted = kinds
    .map((kind) => [kind, assets.filter((one) => one.kind === kind).length] as const)
    .filter(([, count]) => count > 0);
  parts.push(
    counted.length === 0
      ? `${text('nothing')}\n`
      : markdownTable(
          [text('kind'), text('found')],
          counted.map(([kind, count]) => [say({ template: assetKindTexts[kind] }), String(count)]),
          [1],
        ),
  );
  if (assets.length > 0) parts.push(`## ${text('reasons')}\n`, `${text('reasonsNote')}\n`);
  if (assets.length > 0 && hits.length === 0) parts.push(`${text('noReasons')}\n`);
  const present = ruleIds.filter((rule) => hits.some((hit) => hit.rule === rule));
  if (present.length > 0)
    parts.push(
      markdownTable(
        [text('rule'), text('count'), text('sourceHead')],
        present.map((rule) => [
          say({ template: ruleTable[rule].title }),
          String(hits.filter((hit) => hit.rule === rule).length),
          `${ruleTable[rule].source}, ${ruleTable[rule].edition}`,
        ]),
        [1],
      ),
    );
  for (const rule of present) parts.push(...ruleParts(rule, hits, say));
  parts.push(...blockParts(assets, text));
  if (scope.skipped.length > 0)
    parts.push(
      `## ${text('skipped')}\n`,
      markdownTable(
        [text('file'), text('reason')],
        scope.skipped.slice(0, mostShown).map(({ path, reason }) => [path, reason]),
      ),
    );
  return parts.join('\n');
}

function texts(say: Say) {
  return (id: keyof typeof materialReportTexts, ...args: (string | number)[]): string =>
    say({ template: materialReportTexts[id], args });
}

/** 2026-11-28 14:05 UTC. */
const timeText = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function ruleParts(rule: RuleId, hits: readonly Hit[], say: Say): string[] {
  const text = texts(say);
  const { title, reason, source, edition, detail } = ruleTable[rule];
  const of = hits.filter((hit) => hit.rule === rule);
  const rows = of
    .slice(0, mostShown)
    .map(({ args, assets }) => [say({ template: detail, args }), placesText(assets)]);
  return [
    `### ${say({ template: title })}\n`,
    `${say({ template: reason })}\n`,
    `${text('source', source, edition)}\n`,
    markdownTable([text('detail'), text('place')], rows),
    ...(of.length > mostShown ? [`${text('more', mostShown, of.length)}\n`] : []),
  ];
}

const mostPlaces = 5;

function placesText(assets: readonly Asset[]): string {
  const places = [...new Set(assets.map(({ place }) => place))];
  const more = places.length - mostPlaces;
  return more > 0 ? `${places.slice(0, mostPlaces).join(', ')}, +${more}` : places.join(', ');
}

function blockParts(assets: readonly Asset[], text: ReturnType<typeof texts>): string[] {
  const groups = new Map<string, number>();
  for (const one of assets)
    if (one.kind === 'keyBlock') {
      const name = [one.version, one.usage, one.algorithm].join('\t');
      groups.set(name, (groups.get(name) ?? 0) + 1);
    }
  if (groups.size === 0) return [];
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `## ${text('blocks')}\n`,
    markdownTable(
      [text('version'), text('usage'), text('algorithm'), text('count')],
      rows.map(([name, count]) => [...name.split('\t'), String(count)]),
      [3],
    ),
  ];
}

/** One row for each item, and one more for each rule that it meets. */
export function materialReportCsv({ assets, hits }: MaterialReport, say: Say = english): string {
  const text = texts(say);
  const rulesOf = new Map<Asset, Hit[]>();
  for (const hit of hits)
    for (const asset of hit.assets) rulesOf.set(asset, [...(rulesOf.get(asset) ?? []), hit]);
  const head = [
    'kind',
    'id',
    'place',
    'version',
    'usage',
    'algorithm',
    'kcv',
    'expires',
    'rule',
    'detail',
    'sourceHead',
  ] as const;
  const rows = assets.flatMap((asset) => {
    const facts = csvFacts(asset, say);
    const met = rulesOf.get(asset) ?? [];
    if (met.length === 0) return [[...facts, '', '', '']];
    return met.map(({ rule, args }) => {
      const { title, detail, source, edition } = ruleTable[rule];
      return [...facts, say({ template: title }), say({ template: detail, args }), `${source}, ${edition}`];
    });
  });
  return csvText([head.map((id) => text(id)), ...rows]);
}

function csvFacts(asset: Asset, say: Say): string[] {
  const kind = say({ template: assetKindTexts[asset.kind] });
  const first = [kind, asset.id, asset.place];
  switch (asset.kind) {
    case 'keyBlock':
      return [...first, asset.version, asset.usage, asset.algorithm, asset.kcv?.digits ?? '', ''];
    case 'accountKey':
      return [...first, '', asset.usage, asset.algorithm, asset.kcv?.digits ?? '', ''];
    case 'certificate':
      return [...first, '', asset.subject, asset.publicKey, '', asset.notAfter?.toISOString() ?? ''];
    default:
      return [...first, '', '', asset.detail, '', ''];
  }
}

/** For programs: English codes, every item and every rule that it meets by its place in `items`. */
export function materialReportJson({ scope, at, assets, hits }: MaterialReport): string {
  const placeOf = new Map(assets.map((asset, place) => [asset, place]));
  const report = {
    report: 'key-material-inspector material report',
    version: 1,
    at: at.toISOString(),
    scope: { name: scope.name, files: scope.files },
    counts: Object.fromEntries(
      kinds
        .map((kind) => [kind, assets.filter((one) => one.kind === kind).length] as const)
        .filter(([, count]) => count > 0),
    ),
    reasons: hits.map(({ rule, args, assets: of }) => {
      const { title, detail, source, edition } = ruleTable[rule];
      return {
        rule,
        title,
        detail: english({ template: detail, args }),
        source: `${source}, ${edition}`,
        items: of.flatMap((one) => placeOf.get(one) ?? []),
      };
    }),
    items: assets,
    skipped: scope.skipped,
  };
  return `${printableJson(report)}\n`;
}
