/** Findings as SARIF 2.1.0 (OASIS), for code scanning. */
import { sha256 } from '@noble/hashes/sha2.js';
import { asn1Finding } from '../core/asn1/findingTexts';
import { cmsFinding } from '../core/cms/findingTexts';
import { tr34Finding } from '../core/cms/tr34/findingTexts';
import { toUpperHex } from '../core/crypto/bytes';
import { keyMaterialFinding } from '../core/crypto/findingTexts';
import { pkcs12Finding } from '../core/crypto/pkcs12FindingTexts';
import type { FindingTable, FindingTemplate, Severity } from '../core/findings';
import { hsmFinding } from '../core/hsm/findingTexts';
import { formatFinding, pemFinding } from '../core/input/findingTexts';
import { keyBlockFinding } from '../core/keyblock/findingTexts';
import { faultsOf, type Fault } from '../core/report/faults';
import { printableJson } from '../core/report/printable';
import type { ReportedField, ReportedFinding, ReportedMaterial, ReportedPlace } from '../core/report/types';
import { x509Finding } from '../core/x509/findingTexts';
import type { ManifestReport } from '../keyservice/manifest/report';
import { manifestFinding } from '../keyservice/manifest/texts';
import { awsCertificateFinding } from '../keyservice/rules/certificates';
import { awsKeyBlockFinding } from '../keyservice/rules/keyBlockTexts';
import { awsTr34Finding } from '../keyservice/rules/tr34';
import { count, packageVersion, warn } from './outcome';

/** The tables of docs/findings.md whose findings are in reports. */
const tables: readonly Pick<FindingTable, 'heading' | 'templates'>[] = [
  ...[asn1Finding, cmsFinding, tr34Finding, keyMaterialFinding, pkcs12Finding, hsmFinding],
  ...[formatFinding, pemFinding, keyBlockFinding, x509Finding, manifestFinding],
  ...[awsCertificateFinding, awsKeyBlockFinding, awsTr34Finding],
];

/** Results that a log holds: services that read SARIF show no more. */
const mostResults = 25_000;

const sarifLevels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
  /** What follows from the fault. */
  readonly relatedLocations?: readonly object[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

export class SarifLog {
  readonly results: Result[] = [];
  leftOut = 0;
  /** How often the same finding on the same material came up: each has a fingerprint of its own. */
  private readonly repeats = new Map<string, number>();

  addMaterial(name: string, material: ReportedMaterial, findings: readonly ReportedFinding[]): void {
    const identity = identityOf(material);
    for (const fault of faultsOf(findings)) this.add(name, fault, material.place, identity);
  }

  addManifest({ name, rows, findings }: ManifestReport): void {
    const file = name ?? 'stdin';
    for (const fault of faultsOf(findings)) this.add(file, fault, null, 'manifest');
    for (const { fields, place, findings: own, aws } of rows)
      for (const fault of faultsOf([...own, ...(aws?.findings ?? [])]))
        this.add(file, fault, place, `row ${valuesOf(fields)}`);
  }

  private add(
    name: string,
    { cause: { code, message, place }, follows, severity }: Fault,
    /** Of what the fault is in, where it has no place of its own. */
    around: ReportedPlace | null,
    identity: string,
  ): void {
    if (this.results.length >= mostResults) {
      this.leftOut++;
      return;
    }
    const base = `${name}\n${code}\n${identity}`;
    const repeat = this.repeats.get(base) ?? 0;
    this.repeats.set(base, repeat + 1);
    this.results.push({
      ruleId: code,
      level: sarifLevels[severity],
      message: { text: message },
      locations: [physical(name, place ?? around)],
      ...(follows.length === 0
        ? {}
        : {
            relatedLocations: follows.map((one) => ({
              ...physical(name, one.place ?? around),
              message: { text: `${one.code}: ${one.message}` },
            })),
          }),
      // Of the material and not of its line: it stays where lines are added above.
      partialFingerprints: { 'keyMaterial/v1': hash(`${base}\n${repeat}`) },
    });
  }
}

const physical = (name: string, place: ReportedPlace | null): object => ({
  physicalLocation: {
    artifactLocation: locationOf(name),
    ...(place ? { region: regionOf(place) } : {}),
  },
});

const hash = (text: string): string => toUpperHex(sha256(new TextEncoder().encode(text)).subarray(0, 16));

/** What tells a material from others, from what a report has of it. */
function identityOf({ kind, size, fields }: ReportedMaterial): string {
  return `${kind} ${size.count} ${valuesOf(fields)}`;
}

const valuesOf = (fields: readonly ReportedField[]): string =>
  fields.map(({ value, withheld }) => value ?? withheld?.sha256 ?? '').join(' ');

function locationOf(name: string): object {
  const path = encodeURI(name.replace(/^\.\//, '')).replace(/[?#]/g, encodeURIComponent);
  if (/^[A-Za-z]:/.test(name)) return { uri: `file:///${path}` };
  if (name.startsWith('/')) return { uri: `file://${path}` };
  return { uri: path, uriBaseId: '%SRCROOT%' };
}

function regionOf(place: ReportedPlace): object {
  if (place.unit === 'bytes') return { byteOffset: place.start, byteLength: place.end - place.start };
  const { line, column, endLine, endColumn } = place;
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** The help of a rule: its line of docs/findings.md. */
export function ruleOf(code: string): object {
  let found: (FindingTemplate & { readonly heading: string }) | undefined;
  for (const { templates, heading } of tables) {
    const template = Object.hasOwn(templates, code) ? templates[code] : undefined;
    if (template) found = { ...template, heading };
  }
  if (!found) return { id: code };
  const { template, severity, reference, heading } = found;
  const text = template.replace(/\{\d+\}/g, '…');
  const source = reference === undefined ? '' : ` Source: ${reference}.`;
  return {
    id: code,
    shortDescription: { text },
    help: {
      text: `${text}${source}`,
      markdown: `${markdown(text)}${reference === undefined ? '' : `\n\nSource: ${markdown(reference)}.`}`,
    },
    defaultConfiguration: { level: sarifLevels[severity] },
    properties: { category: heading },
  };
}

const markdown = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&');

export function sarifText(log: SarifLog, successful: boolean): string {
  const { results, leftOut } = log;
  if (leftOut > 0) warn(`${count(leftOut, 'finding')} more are not in the log.`);
  const codes = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  const version = packageVersion();
  const sarif = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'key-material', version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: successful }],
        results: results.map((result) => ({ ...result, ruleIndex: codes.indexOf(result.ruleId) })),
      },
    ],
  };
  return `${printableJson(sarif)}\n`;
}
