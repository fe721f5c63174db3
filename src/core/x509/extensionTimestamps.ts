/** Lists of signed certificate timestamps: RFC 6962 3.2 and 3.3, in the encoding of TLS. */
import { utcText } from '../asn1/time';
import { stringOctets, toHex } from '../asn1/value';
import { phrase, type Field, type Localisable, type Span } from '../findings';
import type { ExtensionLabel } from './extensionLabels';
import { extensionLabels } from './extensionLabels';
import type { Decoder, ExtensionReading } from './extensionReading';

const hashes = ['none', 'MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'];
const signatures = ['anonymous', 'RSA', 'DSA', 'ECDSA'];

/** Bytes of a TLS structure, read from the front; what is missing ends the reading. */
class TlsBytes {
  at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    /** Place of the first byte in the document. */
    private readonly start: number,
  ) {}

  get rest(): number {
    return this.bytes.length - this.at;
  }

  get octets(): Uint8Array {
    return this.bytes;
  }

  span(from: number): Span {
    return { start: this.start + from, end: this.start + this.at };
  }

  take(count: number): TlsBytes | undefined {
    if (count > this.rest) return undefined;
    this.at += count;
    return new TlsBytes(this.bytes.subarray(this.at - count, this.at), this.start + this.at - count);
  }

  number(octets: number): number | undefined {
    const taken = this.take(octets)?.bytes;
    return taken?.reduce((value, octet) => value * 256 + octet, 0);
  }

  /** A vector with its length in two octets. */
  vector(): TlsBytes | undefined {
    const length = this.number(2);
    return length === undefined ? undefined : this.take(length);
  }
}

/** Signed certificate timestamps, each with log and time in UTC: RFC 6962 3.3. */
export const timestampList: Decoder = (node, reading) => {
  // Where the string comes in pieces, which only BER allows, the places are near the truth.
  const bytes = new TlsBytes(stringOctets(node), node.contentStart);
  const list = bytes.vector();
  const broken = (): void =>
    reading.broken(node.span, phrase('the list of SCTs is cut off, or longer than its length field'));
  if (!list || bytes.rest > 0) broken();
  const fields: Field[] = [];
  while (list && list.rest > 0 && reading.room) {
    const from = list.at;
    const sct = list.vector();
    if (!sct) {
      broken();
      break;
    }
    const children = timestamp(sct, reading);
    const raw = toHex(sct.octets.subarray(0, 512));
    fields.push(reading.part(list.span(from), 'sct', extensionLabels.sct, raw, '', children));
  }
  return { fields };
};

function timestamp(sct: TlsBytes, reading: ExtensionReading): Field[] {
  const fields: Field[] = [];
  const add = (id: ExtensionLabel, from: number, value: string | Localisable): void => {
    const span = sct.span(from);
    const raw = toHex(sct.octets.subarray(from, sct.at).subarray(0, 512));
    fields.push(reading.part(span, id, extensionLabels[id], raw, value, []));
  };
  const cut = (): Field[] => {
    reading.broken(sct.span(0), phrase('an SCT is cut off'));
    return fields;
  };
  const version = sct.number(1);
  if (version === undefined) return cut();
  add('version', 0, version === 0 ? 'v1' : phrase('unknown ({0})', version));
  // Other versions have other fields.
  if (version !== 0) {
    const from = sct.at;
    sct.take(sct.rest);
    add('hex', from, toHex(sct.octets.subarray(from).subarray(0, 256)));
    return fields;
  }
  const log = sct.take(32);
  if (!log) return cut();
  add('logId', 1, reading.octets(log.octets));
  const time = sct.number(8);
  if (time === undefined) return cut();
  const date = new Date(time);
  add('timestamp', 33, Number.isNaN(date.getTime()) ? phrase('unknown ({0})', String(time)) : utcText(date));
  const more = sct.vector();
  if (!more) return cut();
  if (more.octets.length > 0) add('sctExtensions', 41, reading.octets(more.octets));
  const from = sct.at;
  const [hash, algorithm] = [sct.number(1), sct.number(1)];
  if (hash === undefined || algorithm === undefined) return cut();
  add(
    'signatureAlgorithm',
    from,
    `${signatures[algorithm] ?? `unknown (${algorithm})`} with ${hashes[hash] ?? `unknown (${hash})`}`,
  );
  const at = sct.at;
  const signature = sct.vector();
  if (!signature) return cut();
  add('signature', at, reading.octets(signature.octets));
  if (sct.rest > 0)
    reading.broken(sct.span(sct.at), phrase('{0} bytes follow the signature of an SCT', sct.rest));
  return fields;
}
