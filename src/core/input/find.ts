import type { Span } from '../findings';
import { algorithmRow, exportabilityRow, modeRow, usageRow, versionRow } from '../keyblock/tables';

/** Key material found in a text: what it is and where it stands. */
export interface KeyMaterial {
  readonly kind: 'keyBlock';
  readonly encoding: 'text';
  /** The material without transport decorations. */
  readonly text: string;
  /** Where `text` stands in the input, decorations left out. */
  readonly span: Span;
  /** Transport prefix before the block: a payShield scheme tag "R" or "S". */
  readonly prefix?: string;
}

/** A header begins where no letter or digit stands before it, a scheme tag apart. */
const candidate =
  /(?<![0-9A-Za-z])([RS]?)([A-E01][0-9]{4}[0-9A-Z]{2}[0-9A-Z][0-9A-Z][0-9A-Za-z]{2}[0-9A-Z][0-9]{2}[0-9A-Za-z]{2})/g;
const run = /[0-9A-Za-z]*/y;
const alphanumeric = /[0-9A-Za-z]/;
const hexTail = /^[0-9A-Fa-f]{16}$/;
const printable = /^[\x20-\x7e]*$/;

/**
 * The key blocks of a text. One rule for every surface: a run of characters is a block when
 * its length field fits exactly, or when version, usage, algorithm, mode and exportability
 * are all in the tables though the length is off.
 */
export function findKeyBlocks(text: string): KeyMaterial[] {
  const found: KeyMaterial[] = [];
  candidate.lastIndex = 0;
  for (let match = candidate.exec(text); match; match = candidate.exec(text)) {
    const prefix = match[1] ?? '';
    const start = match.index + prefix.length;
    const block = blockFrom(text, start, prefix);
    if (block) {
      found.push(block);
      candidate.lastIndex = block.span.end;
    } else {
      candidate.lastIndex = match.index + 1;
    }
  }
  return found;
}

/** The key block that covers an offset of a text, if there is one. */
export function keyBlockAt(text: string, offset: number): KeyMaterial | undefined {
  return findKeyBlocks(text).find(
    ({ span, prefix }) => span.start - (prefix?.length ?? 0) <= offset && offset <= span.end,
  );
}

function blockFrom(text: string, start: number, prefix: string): KeyMaterial | undefined {
  run.lastIndex = start;
  const runEnd = start + (run.exec(text)?.[0].length ?? 0);
  const declared = Number(text.slice(start + 1, start + 5));
  const sound = headerIsSound(text, start);
  const fits = lengthFits(text, start, declared);
  if (!fits && !(sound && runEnd - start >= 24)) return undefined;
  // Without a sound header the length alone decides, and a date such as "120260112…" has a length too.
  if (fits && !sound && !versionRow(text[start] ?? '')) return undefined;
  if (fits && !sound && !usageRow(text.slice(start + 5, start + 7)) && !/[A-E]/.test(text[start] ?? ''))
    return undefined;
  const end = fits ? start + declared : runEnd;
  return {
    kind: 'keyBlock',
    encoding: 'text',
    text: text.slice(start, end),
    span: { start, end },
    ...(prefix ? { prefix } : {}),
  };
}

/** The declared number of characters stands there, in one line, ends in hex, and nothing goes on after it. */
function lengthFits(text: string, start: number, declared: number): boolean {
  const end = start + declared;
  if (declared < 40 || end > text.length) return false;
  if (end < text.length && alphanumeric.test(text[end] ?? '')) return false;
  const body = text.slice(start, end);
  return (
    hexTail.test(body.slice(-16)) &&
    printable.test(body) &&
    (!/[^0-9A-Za-z]/.test(body) || Number(body.slice(12, 14)) > 0)
  );
}

function headerIsSound(text: string, start: number): boolean {
  return (
    versionRow(text[start] ?? '') !== undefined &&
    usageRow(text.slice(start + 5, start + 7)) !== undefined &&
    algorithmRow(text[start + 7] ?? '') !== undefined &&
    modeRow(text[start + 8] ?? '') !== undefined &&
    exportabilityRow(text[start + 11] ?? '') !== undefined
  );
}

/** White space out of a selection, a scheme tag off: the block as it was before it was wrapped. */
export function cleanKeyBlockText(selected: string): string {
  const joined = selected.replace(/[\s\u200b\ufeff]+/g, '');
  return /^[RS][A-E01][0-9]{4}/.test(joined) ? joined.slice(1) : joined;
}
