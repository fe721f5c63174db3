/** Two materials, field by field, as their reports have them: what is withheld is compared by length and hash. */
import { reportNotice } from './report';
import type { Report, ReportedField, ReportedMaterial, Withheld } from './types';

export type ComparedState = 'same' | 'different' | 'onlyA' | 'onlyB' | 'notCompared';

export interface ComparedField {
  readonly id: string;
  readonly name: string;
  /** 'notCompared': both are withheld without a hash, and have the same length. */
  readonly state: ComparedState;
  readonly a: string | null;
  readonly b: string | null;
  readonly fields: readonly ComparedField[];
}

export interface ComparisonReport {
  readonly format: 'key-material-comparison';
  readonly version: 1;
  readonly notice: string;
  /** The first material of each source; null where it has none, or the two are of different kinds: then nothing is compared. */
  readonly a: ReportedMaterial | null;
  readonly b: ReportedMaterial | null;
  readonly fields: readonly ComparedField[];
}

/** The first materials of two reports, side by side. */
export function comparisonReport(a: Report, b: Report): ComparisonReport {
  const [first = null] = a.materials;
  const [second = null] = b.materials;
  return {
    format: 'key-material-comparison',
    version: 1,
    notice: reportNotice,
    a: first,
    b: second,
    fields: first?.kind === second?.kind && first && second ? compared(first.fields, second.fields) : [],
  };
}

function compared(a: readonly ReportedField[], b: readonly ReportedField[]): ComparedField[] {
  const others = new Map(b.map((field) => [field.id, field]));
  const own = new Set(a.map(({ id }) => id));
  return [
    ...a.map((field) => pair(field, others.get(field.id))),
    ...b.filter(({ id }) => !own.has(id)).map((field) => pair(undefined, field)),
  ];
}

function pair(a: ReportedField | undefined, b: ReportedField | undefined): ComparedField {
  const { id, name } = (a ?? b)!;
  const fields = compared(a?.fields ?? [], b?.fields ?? []);
  const state = !a ? 'onlyB' : !b ? 'onlyA' : stateOf(a, b, fields);
  return { id, name, state, a: a?.value ?? null, b: b?.value ?? null, fields };
}

function stateOf(a: ReportedField, b: ReportedField, fields: readonly ComparedField[]): ComparedState {
  if (a.value !== b.value) return 'different';
  if (a.withheld && b.withheld) return withheldState(a.withheld, b.withheld);
  if (a.withheld || b.withheld) return 'different';
  if (fields.some(({ state }) => state !== 'same' && state !== 'notCompared')) return 'different';
  return fields.some(({ state }) => state === 'notCompared') ? 'notCompared' : 'same';
}

function withheldState(a: Withheld, b: Withheld): ComparedState {
  if (a.size.unit === b.size.unit && a.size.count !== b.size.count) return 'different';
  if (a.sha256 === null || b.sha256 === null) return 'notCompared';
  return a.sha256 === b.sha256 ? 'same' : 'different';
}
