// What is in a ZIP file, such as a VSIX, without a package for it.
import { inflateRawSync } from 'node:zlib';

/**
 * The files in the order of the central directory: name, bytes as they are packed, and whether they are deflated.
 * @param {Buffer} zip @returns {Generator<{ name: string, packed: Buffer, deflated: boolean }>}
 */
export function* entriesIn(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [method, packed, length] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ];
    // The local header has lengths of its own.
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + length);
    yield { name, packed: zip.subarray(start, start + packed), deflated: method !== 0 };
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** The files by name, unpacked. @param {Buffer} zip @returns {Map<string, Buffer>} */
export function filesIn(zip) {
  return new Map(
    [...entriesIn(zip)].map(({ name, packed, deflated }) => [
      name,
      deflated ? inflateRawSync(packed) : packed,
    ]),
  );
}
