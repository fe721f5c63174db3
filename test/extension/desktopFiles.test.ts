import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quick } from '../quick';
import { erase, openFile, writePrivate } from '../../src/desktop/files';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kmi-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files on disk', () => {
  it.skipIf(process.platform === 'win32' || quick)(
    'does not wait on a pipe, nor read a device',
    async () => {
      const pipe = path.join(folder, 'token.der');
      execFileSync('mkfifo', [pipe]);
      await expect(openFile(pipe)).rejects.toThrow();
      await expect(openFile('/dev/zero')).rejects.toThrow();
      await expect(openFile(folder)).rejects.toThrow();
    },
    5000,
  );

  it('reads a file by its ranges', async () => {
    const file = path.join(folder, 'a.bin');
    writeFileSync(file, 'abcdef');
    const open = await openFile(file);
    const into = new Uint8Array(3);
    expect(open.size).toBe(6);
    expect(await open.read(into, 2)).toBe(3);
    expect(Buffer.from(into).toString()).toBe('cde');
    await open.close();
  });

  it.skipIf(process.platform === 'win32')('writes private files for the owner alone, once', async () => {
    const file = path.join(folder, 'key.pem');
    await writePrivate(file, new Uint8Array([1]));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(writePrivate(file, new Uint8Array([2]))).rejects.toThrow();
  });

  it('overwrites what it removes, where it lay', async () => {
    const file = path.join(folder, 'key');
    const before = Buffer.alloc(70_000, 7);
    await writePrivate(file, before);
    const other = path.join(folder, 'link');
    linkSync(file, other);
    await erase(file);
    expect(existsSync(file)).toBe(false);
    const after = readFileSync(other);
    expect(after.length).toBe(before.length);
    expect(after.subarray(0, 64).equals(before.subarray(0, 64))).toBe(false);
    expect(after.subarray(-64).equals(before.subarray(-64))).toBe(false);
    await expect(erase(file)).rejects.toThrow();
  });
});
