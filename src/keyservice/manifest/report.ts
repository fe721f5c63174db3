/** What can be said of an import manifest without an account: its form, its key blocks, and the rules of AWS. */
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { Finding, Span } from '../../core/findings';
import { inputSpans } from '../../core/input/keyMaterial';
import { moment } from '../../core/report/moment';
import { reportedFindings } from '../../core/report/findings';
import { toldKeyBlock } from '../../core/report/keyBlock';
import { TextPlaces } from '../../core/report/places';
import { reportNotice } from '../../core/report/report';
import type { ReportedField, ReportedFinding, ReportedPlace, ReportedVerdict } from '../../core/report/types';
import { quoted, withoutKeys } from '../../core/report/values';
import { awsReportJudge } from '../rules/reportJudge';
import type { Manifest, ManifestRow } from './format';
import { readManifest } from './read';

export interface ManifestReport {
  readonly format: 'key-material-manifest';
  readonly version: 1;
  readonly notice: string;
  readonly at: string;
  readonly name: string | null;
  readonly rows: readonly {
    /** From 1. */
    readonly number: number;
    readonly place: ReportedPlace;
    readonly wrappingKey: string;
    readonly alias: string | null;
    /** Of the key block; empty where there is none. */
    readonly fields: readonly ReportedField[];
    /** Of the row's form and of its key block. */
    readonly findings: readonly ReportedFinding[];
    readonly aws: ReportedVerdict | null;
  }[];
  /** Of the manifest as a whole. With an error among them nothing can be imported. */
  readonly findings: readonly ReportedFinding[];
}

export function manifestReport(
  text: string,
  { at, name, form }: { readonly at: Date; readonly name?: string; readonly form?: Manifest['form'] },
): ManifestReport {
  const manifest = readManifest(text, form);
  const places = new TextPlaces(text, { line: 0, character: 0 });
  return {
    format: 'key-material-manifest',
    version: 1,
    notice: reportNotice,
    at: moment(at),
    name: name ?? null,
    rows: manifest.rows.map((row) => reportedRow(row, places, at)),
    findings: ofForm(manifest.findings, places),
  };
}

/** They quote members, in which a key may be by mistake. */
function ofForm(findings: readonly Finding[], places: TextPlaces): ReportedFinding[] {
  return reportedFindings(findings, (span) => places.of(span)).map((finding) => ({
    ...finding,
    message: withoutKeys(finding.message),
  }));
}

function reportedRow(row: ManifestRow, places: TextPlaces, at: Date): ManifestReport['rows'][number] {
  const { number, span, wrappingKey, alias, keyBlock, material } = row;
  const form = ofForm(row.findings, places);
  const common = {
    number,
    place: places.of(span),
    wrappingKey: quoted(withoutKeys(wrappingKey)),
    alias: alias === undefined ? null : quoted(withoutKeys(alias)),
  };
  if (keyBlock === '') return { ...common, fields: [], findings: form, aws: null };
  const block = decodeKeyBlock(keyBlock, { at });
  const told = toldKeyBlock(block);
  const placeOf = (inner: Span): ReportedPlace => {
    if (!material) return places.of(row.places.keyBlock ?? span);
    const spans = inputSpans(material.block, inner);
    return places.of({
      start: material.at + (spans[0]?.start ?? 0),
      end: material.at + (spans.at(-1)?.end ?? 0),
    });
  };
  const judged = awsReportJudge.keyBlock(block);
  return {
    ...common,
    fields: told.fields,
    findings: [...form, ...reportedFindings(told.findings, placeOf)],
    aws: { ...judged, findings: reportedFindings(told.withoutQuotations(judged.findings), placeOf) },
  };
}
