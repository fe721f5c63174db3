/** Bytes that are text: ASCII, or EBCDIC of a mainframe (code pages 037 and 1047, which agree on these characters). */

/** Control characters but for line ends and tabs are no text. */
const isAscii = (octet: number): boolean =>
  (octet >= 0x20 && octet < 0x7f) || octet === 9 || octet === 10 || octet === 13;

const ebcdic = new Uint8Array(256);
for (const [from, letters] of [
  [0xc1, 'ABCDEFGHI'],
  [0xd1, 'JKLMNOPQR'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0x4b, '.<(+|'],
  [0x5c, '*);'],
  [0x60, '-/'],
  [0x6b, ',%_>?'],
  [0x7a, ':#@\'="'],
  [0x40, ' '],
  [0x50, '&'],
  [0x15, '\n'],
  [0x25, '\n'],
  [0x0d, '\r'],
] as const)
  for (let i = 0; i < letters.length; i++) ebcdic[from + i] = letters.charCodeAt(i);

/** Characters of which nearly all have to be text. */
const sampled = 96;

/** In which characters bytes are text, told by their beginning; the first few may be a length or a header of a message. */
export function charsetOf(bytes: Uint8Array, share: number): 'ASCII' | 'EBCDIC' | undefined {
  const count = Math.min(bytes.length, sampled);
  if (count === 0) return undefined;
  let ascii = 0;
  let letters = 0;
  for (let i = 0; i < count; i++) {
    const octet = bytes[i]!;
    if (isAscii(octet)) ascii++;
    if (ebcdic[octet] !== 0) letters++;
  }
  if (ascii >= share * count) return 'ASCII';
  return letters >= share * count ? 'EBCDIC' : undefined;
}

const chunk = 8192;

/** A character for each octet. */
export function textOfBytes(bytes: Uint8Array, charset: 'ASCII' | 'EBCDIC'): string {
  const parts: string[] = [];
  const units = new Uint16Array(Math.min(chunk, bytes.length));
  for (let from = 0; from < bytes.length; from += chunk) {
    const count = Math.min(chunk, bytes.length - from);
    for (let i = 0; i < count; i++) {
      const octet = bytes[from + i]!;
      units[i] = charset === 'ASCII' ? octet : ebcdic[octet]!;
    }
    parts.push(String.fromCharCode(...units.subarray(0, count)));
  }
  units.fill(0);
  return parts.join('');
}
