/** A CRL of `entries` entries as DER: 16-byte serials, UTCTime, reasonCode; the signature is filler. */
export function tlv(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 255]
          : length < 0x1000000
            ? [tag, 0x83, length >> 16, (length >> 8) & 255, length & 255]
            : [tag, 0x84, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  const whole = new Uint8Array(header.length + length);
  whole.set(header);
  let at = header.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

export function makeCrl(entries: number): Uint8Array {
  const rows: Uint8Array[] = [];
  let seed = 1;
  for (let i = 0; i < entries; i++) {
    const serial = new Uint8Array(16);
    for (let k = 0; k < 16; k++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      serial[k] = seed >>> 24;
    }
    serial[0] = 0x40 | (serial[0]! & 0x3f);
    const time = ascii(`2511${String(1 + (i % 28)).padStart(2, '0')}120000Z`);
    const reason = tlv(0x30, tlv(0x30, tlv(0x06, [0x55, 0x1d, 0x15]), tlv(0x04, tlv(0x0a, [i % 6]))));
    rows.push(tlv(0x30, tlv(0x02, serial), tlv(0x17, time), reason));
  }
  const algorithm = tlv(0x30, tlv(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), tlv(0x05));
  const name = tlv(0x30, tlv(0x31, tlv(0x30, tlv(0x06, [0x55, 0x04, 0x03]), tlv(0x0c, ascii('Bench CA')))));
  const times = [tlv(0x17, ascii('251101120000Z')), tlv(0x17, ascii('251201120000Z'))];
  const tbs = tlv(0x30, tlv(0x02, [1]), algorithm, name, ...times, tlv(0x30, ...rows));
  const signature = new Uint8Array(257).fill(0x5a);
  signature[0] = 0;
  return tlv(0x30, tbs, algorithm, tlv(0x03, signature));
}
