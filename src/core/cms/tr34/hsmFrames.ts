/**
 * TR-34 tokens as HSMs hand them out: the fields of a payShield B9 response (`make/payshieldToken.ts` puts a token
 * together from them), and the bracketed fields of a Futurex Excrypt response. Layouts as AWS's published key exchange
 * samples read them.
 */
import { plainOctets } from '../../asn1/read';
import { toHex } from '../../asn1/value';
import { phrase, type Span, type Words } from '../../findings';
import { decodeHex } from '../../input/encodings';

/** What a B9 response holds: answer to B8, export of a key in TR-34. */
export interface PayshieldFrame {
  readonly product: 'payShield';
  /** "00" is no error; with any other there are no fields. */
  readonly errorCode: string;
  /** Signed attributes, [0] or SET. */
  readonly attributes?: Uint8Array;
  /** Check value of the key, upper-case hex. */
  readonly kcv?: string;
  /** EnvelopedData, with its SEQUENCE header. */
  readonly envelope?: Uint8Array;
  readonly signature?: Uint8Array;
  /** Where the fields stand in what was given. */
  readonly spans: Readonly<Partial<Record<'attributes' | 'kcv' | 'envelope' | 'signature', Span>>>;
  /** What keeps the response from being whole. */
  readonly problem?: Words;
}

/** Length (2 bytes), header, "B9", error code; then attributes, KCV, envelope, and the signature behind its length. */
export function readPayshieldB9(given: Uint8Array): PayshieldFrame | undefined {
  const bytes = plainOctets(given);
  const at = findCommand(bytes);
  if (at === undefined) return undefined;
  const errorCode = latin(bytes.subarray(at + 2, at + 4));
  if (!/^\d\d$/.test(errorCode)) return undefined;
  if (errorCode !== '00')
    return {
      product: 'payShield',
      errorCode,
      spans: {},
      problem: phrase('the HSM answered with error {0}', errorCode),
    };
  let place = at + 4;
  const take = (length: number | undefined): Span | undefined => {
    if (length === undefined || place + length > bytes.length) return undefined;
    const span = { start: place, end: place + length };
    place += length;
    return span;
  };
  const attributes = take(valueLength(bytes, place));
  const kcv = attributes && take(3);
  const envelope = kcv && take(valueLength(bytes, place));
  const digits = envelope && latin(bytes.subarray(place, place + 4));
  if (digits !== undefined) place += 4;
  const size = digits !== undefined && /^\d{4}$/.test(digits) ? Number(digits) : undefined;
  const signature = take(size);
  const part = (span: Span | undefined): Uint8Array | undefined =>
    span && bytes.subarray(span.start, span.end);
  const spans = { attributes, kcv, envelope, signature };
  const missing = Object.entries(spans).find(([, span]) => span === undefined)?.[0];
  const values = {
    attributes: part(attributes),
    kcv: kcv && toHex(bytes.subarray(kcv.start, kcv.end)).toUpperCase(),
    envelope: part(envelope),
    signature: part(signature),
  };
  return {
    product: 'payShield',
    errorCode,
    ...defined(values),
    spans: defined(spans),
    ...(missing === undefined ? {} : { problem: unreadable[missing as keyof typeof unreadable] }),
  };
}

const unreadable = {
  attributes: phrase('the attributes cannot be read'),
  kcv: phrase('the KCV cannot be read'),
  envelope: phrase('the envelope cannot be read'),
  signature: phrase('the signature cannot be read'),
};

/** Members whose value is there. */
function defined<Members extends object>(
  members: Members,
): { [Key in keyof Members]?: NonNullable<Members[Key]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Members]?: NonNullable<Members[Key]>;
  };
}

/** "B9" stands behind length and message header, which is 0 to 255 characters long: near the front. */
function findCommand(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < 64 && at + 4 <= bytes.length; at++) {
    if (bytes[at] !== 0x42 || bytes[at + 1] !== 0x39) continue;
    const first = bytes[at + 4];
    const ok =
      latin(bytes.subarray(at + 2, at + 4)) !== '00' || first === 0xa0 || first === 0x31 || first === 0x30;
    if (ok) return at;
  }
  return undefined;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Header and content of the DER value at an offset; undefined where there is none or it is cut off. */
function valueLength(bytes: Uint8Array, at: number): number | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  if (octets === 0 || octets > 3) return undefined;
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  return 2 + octets + length;
}

export interface FuturexField {
  /** Two letters. */
  readonly tag: string;
  readonly value: string;
  readonly span: Span;
}

export interface FuturexFrame {
  readonly product: 'Futurex';
  /** "TRTP", …: value of the field AO. */
  readonly command: string;
  readonly fields: readonly FuturexField[];
  /** The token in field SJ, as bytes. */
  readonly token?: Uint8Array;
  readonly tokenSpan?: Span;
  readonly problem?: Words;
}

const longest = 200_000;

/** `[AOTRTP;SJ3082…;BJ…;]`: fields of two letters and a value, each closed by a semicolon. */
export function readFuturex(text: string): FuturexFrame | undefined {
  const open = text.indexOf('[AO');
  if (open < 0 || text.length > longest) return undefined;
  const close = text.indexOf(']', open);
  const end = close < 0 ? text.length : close;
  const fields: FuturexField[] = [];
  for (let at = open + 1; at + 2 <= end;) {
    const stop = text.indexOf(';', at);
    const to = stop < 0 || stop > end ? end : stop;
    const tag = text.slice(at, at + 2);
    if (/^[A-Z][A-Z0-9]$/.test(tag))
      fields.push({ tag, value: text.slice(at + 2, to), span: { start: at + 2, end: to } });
    at = to + 1;
  }
  const command = fields[0]?.value ?? '';
  const error = fields.find(({ tag }) => tag === 'BB');
  // A request names the KRD's certificate in SJ; the response's SJ is the token.
  const field = fields.find(({ tag, value }) => tag === 'SJ' && /^30[0-9A-Fa-f]+$/.test(value));
  const bytes = field && decodeHex(field.value).bytes;
  const problem = field
    ? close < 0
      ? phrase('the closing bracket is missing')
      : undefined
    : error
      ? phrase('there is no token in field SJ; the HSM reports: {0}', error.value)
      : phrase('there is no token in field SJ');
  return {
    product: 'Futurex',
    command,
    fields,
    ...(field && bytes ? { token: bytes, tokenSpan: field.span } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}
