/** Reads a source of any size in bounded memory, and gives its materials as they are found. */
import { open } from 'node:fs/promises';
import { textOf } from '../core/input/material';
import { reportOf, ReportScanner } from '../core/report/report';
import type { Report, ReportedMaterial, ReportOptions } from '../core/report/types';
import { CommandProblem } from './outcome';
import type { Source } from './sources';

/** Files up to this size are read whole, as every other door reads them. */
const mostWhole = 4 * 1024 * 1024;
/** Bytes read at once. */
const pieceSize = 512 * 1024;
/** Bytes at the front that decide whether a stream is text. */
const sampleSize = 64 * 1024;
/** Bytes of a binary file that are read; certificates and tokens are far smaller. */
const mostBinary = 32 * 1024 * 1024;

/** What is found: materials in their order, then what was read. */
export interface Scanned {
  readonly size: Report['source']['size'];
  readonly complete: boolean;
}

/** @param found called with materials as they come */
export async function scan(
  source: Source,
  options: ReportOptions,
  found: (materials: readonly ReportedMaterial[]) => Promise<void>,
): Promise<Scanned> {
  const pieces = piecesOf(source);
  const front: Uint8Array[] = [];
  let held = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) {
      const report = reportOf(joined(front, held), options);
      await found(report.materials);
      return { size: report.source.size, complete: report.complete };
    }
    front.push(next.value);
    held += next.value.length;
    if (held > mostWhole) break;
  }
  const beginning = joined(front, held);
  front.length = 0;
  if (textOf(beginning.subarray(0, sampleSize)) === undefined)
    return binary(beginning, pieces, options, found);
  return stream(beginning, pieces, options, found);
}

async function stream(
  beginning: Uint8Array,
  pieces: AsyncGenerator<Uint8Array>,
  options: ReportOptions,
  found: (materials: readonly ReportedMaterial[]) => Promise<void>,
): Promise<Scanned> {
  const [first, second] = beginning;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  const decoder = new TextDecoder(encoding);
  const scanner = new ReportScanner(options);
  let count = 0;
  const push = async (bytes: Uint8Array | undefined): Promise<void> => {
    const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    count += text.length;
    const materials = scanner.push(text, bytes === undefined);
    if (materials.length > 0) await found(materials);
  };
  for (let at = 0; at < beginning.length; at += pieceSize) await push(beginning.subarray(at, at + pieceSize));
  for await (const piece of pieces) await push(piece);
  await push(undefined);
  return { size: { unit: 'characters', count }, complete: true };
}

async function binary(
  beginning: Uint8Array,
  pieces: AsyncGenerator<Uint8Array>,
  options: ReportOptions,
  found: (materials: readonly ReportedMaterial[]) => Promise<void>,
): Promise<Scanned> {
  const parts = [beginning];
  let held = beginning.length;
  for await (const piece of pieces) {
    if (held < mostBinary) parts.push(Uint8Array.from(piece));
    held += piece.length;
    if (held >= mostBinary) break;
  }
  const whole = held < mostBinary;
  const report = reportOf(joined(parts, Math.min(held, mostBinary)), options);
  if (!whole) return { size: report.source.size, complete: false };
  await found(report.materials);
  return { size: report.source.size, complete: report.complete };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part.subarray(0, length - at), at);
    at += Math.min(part.length, length - at);
  }
  return whole;
}

/** Each piece is a buffer of its own. */
async function* piecesOf({ file, name }: Source): AsyncGenerator<Uint8Array, undefined> {
  if (file === undefined) {
    if (process.stdin.isTTY) throw new CommandProblem('Give a file, or pipe text into standard input.');
    // A pipe gives little at once, and what follows a place is looked at again with the next piece.
    let parts: Buffer[] = [];
    let held = 0;
    for await (const part of process.stdin as AsyncIterable<Buffer>) {
      parts.push(part);
      held += part.length;
      if (held < pieceSize) continue;
      yield joined(parts, held);
      [parts, held] = [[], 0];
    }
    if (held > 0) yield joined(parts, held);
    return undefined;
  }
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new CommandProblem(
      `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  });
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(pieceSize);
      const { bytesRead } = await handle.read(buffer, 0, pieceSize);
      if (bytesRead === 0) return undefined;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw new CommandProblem(
      `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  } finally {
    await handle.close();
  }
}
