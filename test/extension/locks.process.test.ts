import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrivate, replacePrivate } from '../../src/desktop/durable';
import { lock } from '../../src/desktop/locks';
import type { ImportLock } from '../../src/keyservice/imports/noteStore';
import { nodeScript } from '../keyservice/nodeScript';

let folder = '';
let holder = '';
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kmi-locks-'));
  holder = path.join(folder, 'holder.mjs');
  await nodeScript(
    `import { lock } from './src/desktop/locks';
        const held = await lock(process.argv[2]);
        console.log('holder' in held ? 'busy' : 'held');
        setInterval(() => undefined, 1000);`,
    holder,
  );
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const isHeld = (one: Awaited<ReturnType<typeof lock>>): one is ImportLock => !('holder' in one);
async function taken(file: string): Promise<ImportLock> {
  const got = await lock(file);
  expect(isHeld(got)).toBe(true);
  return got as ImportLock;
}
const filesOf = (file: string): string[] =>
  readdirSync(path.dirname(file)).filter((name) => name.startsWith(`${path.basename(file)}.`));

/** A process that has the lock. */
async function holding(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [holder, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('close', (code) => reject(new Error(`the holder ended with ${code}`)));
  });
  expect(said).toBe('held');
  return child;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.once('close', () => resolve()));

/** Changes the record of a lock that a living process holds, as if it had been written elsewhere. */
function rewrite(file: string, change: Record<string, unknown>): void {
  const [name] = filesOf(file);
  const at = path.join(path.dirname(file), name!);
  writeFileSync(at, JSON.stringify({ ...(JSON.parse(readFileSync(at, 'utf8')) as object), ...change }));
}

describe('a lock that other windows see', () => {
  it('is held by one at a time, and can be taken again when it was given back', async () => {
    const file = path.join(folder, 'one.lock');
    const held = await taken(file);
    expect(await held.held()).toBe(true);
    expect(await lock(file)).toMatchObject({ holder: { provable: true, pid: process.pid } });
    await held.release();
    expect(await held.held()).toBe(false);
    expect(filesOf(file)).toEqual([]);
    await (await taken(file)).release();
  });

  it('goes to one of many who ask at once, whatever they see of each other', async () => {
    const file = path.join(folder, 'many.lock');
    for (let round = 0; round < 10; round++) {
      const all = await Promise.all(Array.from({ length: 20 }, () => lock(file)));
      const held = all.filter(isHeld);
      expect(held.length).toBeLessThanOrEqual(1);
      await held[0]?.release();
    }
    expect(filesOf(file)).toEqual([]);
  });

  it('counts for nothing when its process has ended, and then goes to one', async () => {
    const file = path.join(folder, 'dead.lock');
    const child = await holding(file);
    expect(isHeld(await lock(file))).toBe(false);
    child.kill('SIGKILL');
    await ended(child);
    const held = (await Promise.all(Array.from({ length: 10 }, () => lock(file)))).filter(isHeld);
    expect(held.length).toBeLessThanOrEqual(1);
    await held[0]?.release();
    await (await taken(file)).release();
  });

  it.skipIf(process.platform === 'win32')(
    'is not taken from a process that is stopped, however old its file is',
    async () => {
      const file = path.join(folder, 'frozen.lock');
      const child = await holding(file);
      child.kill('SIGSTOP');
      const long = new Date(Date.now() - 48 * 3_600_000);
      for (const name of filesOf(file)) utimesSync(path.join(folder, name), long, long);
      expect(await lock(file)).toMatchObject({ holder: { provable: true, pid: child.pid } });
      child.kill('SIGKILL');
      await ended(child);
      await (await taken(file)).release();
    },
  );

  it.each([
    ['another machine', { machine: 'f'.repeat(32) }],
    ['another process space of this machine', { space: 'pid:[1]' }],
  ])('of %s counts as living, and is not provable', async (_, change) => {
    const file = path.join(folder, 'elsewhere.lock');
    const child = await holding(file);
    rewrite(file, { ...change, pid: 1 });
    child.kill('SIGKILL');
    await ended(child);
    const result = await lock(file);
    expect(result).toMatchObject({ holder: { provable: false } });
    if ('holder' in result) rmSync(result.holder.file);
    await (await taken(file)).release();
  });

  it.skipIf(process.platform !== 'linux')(
    'of an earlier boot of this machine counts for nothing',
    async () => {
      const file = path.join(folder, 'boot.lock');
      const child = await holding(file);
      rewrite(file, { boot: 'before' });
      await (await taken(file)).release();
      child.kill('SIGKILL');
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'whose socket was cleaned away is judged by number and start of its process',
    async () => {
      const file = path.join(folder, 'cleaned.lock');
      const child = await holding(file);
      rewrite(file, { life: path.join(folder, 'gone.sock') });
      expect(await lock(file)).toMatchObject({ holder: { provable: true, pid: child.pid } });
      // Where the system does not give the start, the number may be that of another process: a person settles it.
      rewrite(file, { started: '' });
      expect(await lock(file)).toMatchObject({ holder: { provable: false, pid: child.pid } });
      // The number was given to another process.
      rewrite(file, { started: '1' });
      await (await taken(file)).release();
      child.kill('SIGKILL');
    },
  );

  it.each([
    ['is empty', ''],
    ['is damaged', '{"v":1,"pid":'],
    ['is not ours', '{"v":2}'],
  ])('whose file %s may be anybody’s', async (_, text) => {
    const file = path.join(folder, 'damaged.lock');
    const at = `${file}.${'0'.repeat(16)}`;
    writeFileSync(at, text);
    expect(await lock(file)).toEqual({ holder: { file: at, provable: false } });
    rmSync(at);
    await (await taken(file)).release();
  });
});

describe('private files', () => {
  it('are whole, for their owner alone, with nothing beside them', async () => {
    const file = path.join(folder, 'files', 'note.json');
    await expect(replacePrivate(file, new Uint8Array([1]))).rejects.toThrow(/ENOENT/);
    const at = path.join(folder, 'note.json');
    await replacePrivate(at, new Uint8Array([1, 2]));
    await replacePrivate(at, new Uint8Array([3]));
    expect(statSync(at).size).toBe(1);
    if (process.platform !== 'win32') expect(statSync(at).mode & 0o777).toBe(0o600);
    expect(filesOf(at)).toEqual([]);
  });

  it('are made by one only, and never over one that is there', async () => {
    const at = path.join(folder, 'created.json');
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, i) => createPrivate(at, new Uint8Array([i]))),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(readFileSync(at)[0]).toBe(made.indexOf(true));
    if (process.platform !== 'win32') expect(statSync(at).mode & 0o777).toBe(0o600);
    expect(filesOf(at)).toEqual([]);
  });
});
