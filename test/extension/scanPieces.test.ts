import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LocatedKeyBlock } from '../../src/core/input/keyBlockScanner';
import { openFile } from '../../src/desktop/files';
import { scanPieces } from '../../src/extension/search/scanPieces';
import type { OpenFile } from '../../src/extension/host/files';
import { examples } from '../core/keyblock/blocks';

const d = examples.find(({ block }) => block.startsWith('D'))!.block;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const megabyte = 1024 * 1024;

async function scan(file: OpenFile, most = Number.POSITIVE_INFINITY, pieces = Number.POSITIVE_INFINITY) {
  const found: LocatedKeyBlock[] = [];
  let seen = 0;
  const outcome = await scanPieces(
    file,
    { latin1 },
    {
      found: (block) => found.length < most && found.push(block) > 0,
      progress: () => ++seen < pieces,
    },
  );
  return { outcome, places: found.map(({ start }) => [start.line, start.character]), seen };
}

/** A file in memory that gives at most `most` bytes at once, and ends at `end` though it said more. */
function inMemory(bytes: Uint8Array, most = Number.POSITIVE_INFINITY, end = bytes.length): OpenFile {
  return {
    size: bytes.length,
    read(into, place) {
      const part = bytes.subarray(place, Math.min(end, place + Math.min(most, into.length)));
      into.set(part);
      return Promise.resolve(part.length);
    },
    close: () => Promise.resolve(),
  };
}

describe('a file on disk', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-scan-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const line = 'é '.repeat(20) + '\n';

  it.each([
    ['utf8', 'utf8'],
    ['UTF-16', 'utf16le'],
  ] as const)('of several pieces, %s', async (name, encoding) => {
    const every = 1000;
    const count = Math.floor((7 * megabyte) / Buffer.byteLength(line, encoding));
    const lines = Array.from({ length: count }, (_, i) => (i % every === 0 ? `é ${d}\n` : line));
    const file = path.join(folder, name);
    writeFileSync(file, lines.join(''), encoding);
    const open = await openFile(file);
    const { outcome, places } = await scan(open);
    await open.close();
    expect(outcome).toEqual({ kind: 'searched', bytes: open.size });
    expect(places).toEqual(Array.from({ length: Math.ceil(count / every) }, (_, i) => [i * every, 2]));
  });

  it('that is not there is an error', async () => {
    await expect(openFile(path.join(folder, 'none'))).rejects.toThrow();
  });
});

describe('any file', () => {
  it('a block over every border of a piece is found once', async () => {
    for (let shift = 0; shift <= d.length; shift += 7) {
      const before = 2 * megabyte - shift;
      const bytes = Buffer.from('.'.repeat(before) + d + ' '.repeat(3 * megabyte));
      expect((await scan(inMemory(bytes))).places).toEqual([[0, before]]);
    }
  });

  it('that comes in small parts, or was cut off while it was read', async () => {
    const bytes = Buffer.from(`${d}\n`.repeat(1000));
    expect((await scan(inMemory(bytes, 999))).places).toHaveLength(1000);
    expect((await scan(inMemory(bytes, 999, 50 * (d.length + 1)))).places).toHaveLength(50);
    expect((await scan(inMemory(new Uint8Array(0)))).outcome).toEqual({ kind: 'searched', bytes: 0 });
  });

  it('is left when the listener has enough', async () => {
    const bytes = Buffer.from(`${d}\n`.repeat(60_000));
    const few = await scan(inMemory(bytes), 10);
    expect(few.places).toHaveLength(10);
    expect(few.outcome).toEqual({ kind: 'searched', bytes: 2 * megabyte });
    const one = await scan(inMemory(bytes), undefined, 1);
    expect([one.seen, one.outcome]).toEqual([1, { kind: 'searched', bytes: 2 * megabyte }]);
  });

  it('with a NUL near its front is no text', async () => {
    const bytes = Buffer.from(`${d}\0\0 ${d}`);
    expect((await scan(inMemory(bytes))).outcome).toEqual({ kind: 'binary' });
  });
});
