import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lock, replacePrivate } from '../../src/desktop/files';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kmi-locks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a process that has ended. */
function endedProcess(): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', '']);
    child.on('exit', () => resolve(child.pid!));
  });
}

describe('a lock that other windows see', () => {
  it('is held by one at a time, and can be taken again when it was given back', async () => {
    const file = path.join(folder, 'one.lock');
    const release = await lock(file);
    expect(release).toBeDefined();
    expect(await lock(file)).toBeUndefined();
    await release!();
    expect(existsSync(file)).toBe(false);
    const again = await lock(file);
    expect(again).toBeDefined();
    await again!();
  });

  it('goes to one of many who ask at once', async () => {
    const file = path.join(folder, 'many.lock');
    const all = await Promise.all(Array.from({ length: 20 }, () => lock(file)));
    expect(all.filter((one) => one !== undefined)).toHaveLength(1);
    await all.find((one) => one !== undefined)!();
  });

  it('counts for nothing when its process has ended, and then goes to one', async () => {
    const file = path.join(folder, 'dead.lock');
    writeFileSync(file, `${await endedProcess()} x`);
    const all = await Promise.all(Array.from({ length: 10 }, () => lock(file)));
    const held = all.filter((one) => one !== undefined);
    expect(held).toHaveLength(1);
    await held[0]!();
  });

  it('counts for nothing when nobody renewed it, though its number lives on in another process', async () => {
    const file = path.join(folder, 'old.lock');
    writeFileSync(file, `${process.ppid} x`);
    expect(await lock(file)).toBeUndefined();
    const before = new Date(Date.now() - 120_000);
    utimesSync(file, before, before);
    const release = await lock(file);
    expect(release).toBeDefined();
    await release!();
  });

  it('leaves nothing beside it', () => {
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a private file that is replaced', () => {
  it('is whole, for its owner alone, with nothing beside it', async () => {
    const file = path.join(folder, 'intent.json');
    await replacePrivate(file, new Uint8Array([1, 2]));
    await replacePrivate(file, new Uint8Array([3]));
    expect(statSync(file).size).toBe(1);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['intent.json']);
  });
});
