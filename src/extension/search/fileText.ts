/** What the first bytes of a file say about it: text or not, and how its characters are written. */

export type FileKind = 'utf8' | 'utf-16le' | 'utf-16be' | 'binary';

/** Bytes at the front that decide; as much as VS Code itself looks at. */
export const sampleSize = 512;

/** By byte order mark, then by where NULs stand: everywhere else they mean that it is no text. */
export function fileKind(front: Uint8Array): FileKind {
  const [first, second] = front;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = front.subarray(0, sampleSize);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, at) => {
    if (byte !== 0) return;
    if (at % 2 === 0) even++;
    else odd++;
  });
  if (even + odd === 0) return 'utf8';
  // Text in Latin letters has a NUL in nearly every second place.
  const most = Math.floor(sample.length / 2);
  if (even === 0 && odd > most * 0.7) return 'utf-16le';
  if (odd === 0 && even > most * 0.7) return 'utf-16be';
  return 'binary';
}
