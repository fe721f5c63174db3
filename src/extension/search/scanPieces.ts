/** Searches an open file piece by piece. Knows no VS Code, so that tests and benches run it on files of any size. */
import { KeyBlockScanner, type LocatedKeyBlock } from '../../core/input/keyBlockScanner';
import type { FileAccess, OpenFile } from '../host/files';
import { fileKind, sampleSize, type FileKind } from './fileText';

/** Bytes read at once; scanning them takes a few milliseconds, then the host does other things. */
const pieceSize = 2 * 1024 * 1024;
/** What a piece keeps of the one before: the scanner's 40 000 characters, two bytes each in UTF-16, and a block. */
const mostKept = 256 * 1024;

export interface PieceListener {
  /** Called with blocks as they are found; false: no more of this file. */
  found(block: LocatedKeyBlock): boolean;
  /** Called between pieces with the bytes read so far, of how many; false: stop. */
  progress(bytes: number, of: number): boolean;
}

/** How many bytes were read and searched. */
export type PiecesOutcome =
  { readonly kind: 'searched'; readonly bytes: number } | { readonly kind: 'binary' };

/** Rejects where the file cannot be read. */
export async function scanPieces(
  file: OpenFile,
  access: Pick<FileAccess, 'latin1'>,
  listener: PieceListener,
): Promise<PiecesOutcome> {
  const buffer = new Uint8Array(file.size <= pieceSize ? file.size : pieceSize + mostKept);
  const front = await fill(file, buffer, 0, Math.min(file.size, pieceSize), 0);
  const kind = fileKind(buffer.subarray(0, Math.min(front, sampleSize)));
  if (kind === 'binary') return { kind: 'binary' };
  const toText = textOf(kind, access);
  const scanner = new KeyBlockScanner(kind === 'utf8' ? 'utf8Bytes' : 'utf16');
  const width = kind === 'utf8' ? 1 : 2;
  let place = front;
  let filled = front;
  for (;;) {
    const last = place >= file.size;
    // A half character at the end waits for its other half.
    const whole = last ? filled : filled - (filled % width);
    const { found, keep } = scanner.push(toText(buffer.subarray(0, whole)), last);
    for (const block of found) if (!listener.found(block)) return { kind: 'searched', bytes: place };
    if (!listener.progress(place, file.size) || last) return { kind: 'searched', bytes: place };
    buffer.copyWithin(0, whole - keep * width, filled);
    filled = filled - whole + keep * width;
    const came = await fill(file, buffer, filled, Math.min(pieceSize, buffer.length - filled), place);
    filled += came;
    place += came;
    // Shorter than it was: somebody cut it off while it was read.
    if (came === 0) place = file.size;
  }
}

/** Reads until that many bytes came or the file ends. */
async function fill(
  file: OpenFile,
  buffer: Uint8Array,
  at: number,
  count: number,
  place: number,
): Promise<number> {
  let came = 0;
  while (came < count) {
    const now = await file.read(buffer.subarray(at + came, at + count), place + came);
    if (now === 0) break;
    came += now;
  }
  return came;
}

/** UTF-8 stays bytes, one character each: key blocks are ASCII, and the scanner counts the columns. */
function textOf(kind: FileKind, access: Pick<FileAccess, 'latin1'>): (bytes: Uint8Array) => string {
  if (kind === 'utf8') return (bytes) => access.latin1(bytes);
  const decoder = new TextDecoder(kind === 'utf-16be' ? 'utf-16be' : 'utf-16le', { ignoreBOM: true });
  return (bytes) => decoder.decode(bytes);
}
