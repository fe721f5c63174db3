/** What HSMs put out that is no TR-31 key block, found in a text: Atalla key blocks, cryptograms, key serial numbers. */
import type { Span } from '../findings';
import { readAtallaKeyBlock } from '../hsm/atalla';
import { cryptogramDigits, readKeyCryptogram } from '../hsm/cryptogram';
import { readKeySerialNumber } from '../hsm/ksn';
import { isAlphanumeric } from '../keyblock/characters';
import { allHex } from './hexDigits';

export interface HsmMaterial {
  readonly kind: 'atalla' | 'cryptogram' | 'ksn';
  readonly text: string;
  readonly span: Span;
  /** The word before it that shows what it is: "ZMK"; or the code of a payShield answer: "A1". */
  readonly label?: string;
}

/** Characters before a value that may name it. */
const labelReach = 40;
const keyLabel =
  /(?:^|[^A-Za-z])((?:[A-Za-z]{0,12}[ _-])?(?:zmk|zpk|tmk|tpk|tak|zak|dek|zek|tek|kek|cvk|pvk|bdk|lmk|kwk|key|cryptogram))["'\])]{0,2}[^0-9A-Za-z\r\n]{1,6}$/i;
const ksnLabel = /(?:^|[^A-Za-z])(ksn|key serial(?: number)?|smid)["'\])]{0,2}[^0-9A-Za-z\r\n]{1,6}$/i;
const answer = /^[0-9A-Za-z]{0,12}?([A-Z][0-9A-Z])00(?=[UTXY][0-9A-F]{32})/;

/** The value in the run of letters and digits [start, …); undefined where it is none. Looks at its neighbourhood only. */
export function hsmMaterialAt(text: string, start: number): HsmMaterial | undefined {
  return atallaAt(text, start) ?? cryptogramAt(text, start) ?? ksnAt(text, start);
}

/** `start` is where the 48 digits of the key begin. */
function atallaAt(text: string, start: number): HsmMaterial | undefined {
  if (text[start - 1] !== ',' || text[start + 48] !== ',') return undefined;
  const span = { start: start - 9, end: start + 65 };
  if (span.start < 0 || isWordAt(text, span.start - 1) || isWordAt(text, span.end)) return undefined;
  const block = readAtallaKeyBlock(text.slice(span.start, span.end));
  return block && { kind: 'atalla', text: block.text, span };
}

function cryptogramAt(text: string, start: number): HsmMaterial | undefined {
  let at = start;
  let label = labelBefore(text, start, keyLabel);
  if (label === undefined) {
    const message = answer.exec(text.slice(start, start + 52));
    if (!message) return undefined;
    label = message[1]!;
    at = start + message[0].length;
  }
  const digits = cryptogramDigits(text[at] ?? '');
  const end = at + 1 + (digits ?? 0);
  // A check value may follow in an answer.
  if (digits === undefined || (at === start && isWordAt(text, end))) return undefined;
  const found = readKeyCryptogram(text.slice(at, end));
  return found && { kind: 'cryptogram', text: found.text, span: { start: at, end }, label };
}

function ksnAt(text: string, start: number): HsmMaterial | undefined {
  const size = [20, 24, 16].find(
    (digits) => !isWordAt(text, start + digits) && allHex(text, start, start + digits),
  );
  if (size === undefined || start + size > text.length) return undefined;
  const label = labelBefore(text, start, ksnLabel);
  if (label === undefined) return undefined;
  const span = { start, end: start + size };
  return { kind: 'ksn', text: text.slice(start, span.end), span, label };
}

function labelBefore(text: string, start: number, expression: RegExp): string | undefined {
  return expression.exec(text.slice(Math.max(0, start - labelReach), start))?.[1];
}

const isWordAt = (text: string, at: number): boolean => isAlphanumeric(text.charCodeAt(at));

/** What a selection or pasted text is by itself, blanks, quotation marks and the like around it taken off. */
export function hsmMaterialInSelection(selected: string): HsmMaterial | undefined {
  if (selected.length > 400) return undefined;
  const start = /^[\s"'`,;]*/.exec(selected)![0].length;
  let end = selected.length;
  while (end > start && /[\s"'`,;]/.test(selected[end - 1]!)) end--;
  const text = selected.slice(start, end);
  const span = { start, end };
  if (readAtallaKeyBlock(text)) return { kind: 'atalla', text, span };
  if (readKeyCryptogram(text)) return { kind: 'cryptogram', text, span };
  // Digits alone are anything; with the two octets FF that a bank's identifier begins with, a serial number.
  return /^FFFF/i.test(text) && text.length === 20 && readKeySerialNumber(text)
    ? { kind: 'ksn', text, span }
    : undefined;
}
