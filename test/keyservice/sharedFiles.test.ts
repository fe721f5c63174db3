// The shared files watched as they lie on real disks: replaced, and behind links that are made to lead elsewhere.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedFilePaths, watchSharedFiles } from '../../src/keyservice/aws/sharedFiles';

let folder: string;
let seen: number;
let end: () => void;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kmi-shared-'));
  for (const name of ['aws', 'one', 'two']) fs.mkdirSync(path.join(folder, name));
  seen = 0;
  end = () => undefined;
});
afterEach(() => {
  end();
  fs.rmSync(folder, { recursive: true, force: true });
});

const at = (...parts: string[]): string => path.join(folder, ...parts);
const keys = (name: string): string => `[payments]\naws_access_key_id = ${name}\n`;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

async function watching(credentials: string): Promise<void> {
  const files = { AWS_CONFIG_FILE: at('aws', 'config'), AWS_SHARED_CREDENTIALS_FILE: credentials };
  end = watchSharedFiles(() => {
    seen++;
  }, files);
  // What was written before may still be reported.
  await settled();
  seen = 0;
}

/** Waits until the change was noticed, and until nothing more comes of it. */
async function notices(change: () => void): Promise<void> {
  const before = seen;
  change();
  await expect.poll(() => seen, { timeout: 5000 }).toBeGreaterThan(before);
  await settled();
}

/** As a secret's mount or a tool does it: another link of that name takes its place at once. */
function lead(link: string, target: string): void {
  fs.symlinkSync(target, `${link}.new`);
  fs.renameSync(`${link}.new`, link);
}

describe.skipIf(process.platform === 'win32')('the watch over the shared files', () => {
  it('notices a file that appears, changes, is replaced and goes', async () => {
    const file = at('aws', 'credentials');
    await watching(file);
    await notices(() => fs.writeFileSync(file, keys('A')));
    await notices(() => fs.appendFileSync(file, keys('B')));
    await notices(() => {
      fs.writeFileSync(at('aws', 'new'), keys('C'));
      fs.renameSync(at('aws', 'new'), file);
    });
    await notices(() => fs.rmSync(file));
  });

  it('does not care for other files of the folder', async () => {
    await watching(at('aws', 'credentials'));
    fs.writeFileSync(at('aws', 'other'), 'x');
    await settled();
    expect(seen).toBe(0);
  });

  it('notices a change of what a link leads to, and that it leads elsewhere', async () => {
    const link = at('aws', 'credentials');
    for (const place of ['one', 'two']) fs.writeFileSync(at(place, 'real'), keys(place));
    fs.symlinkSync(at('one', 'real'), link);
    await watching(link);
    await notices(() => fs.appendFileSync(at('one', 'real'), keys('B')));
    await notices(() => lead(link, path.join('..', 'two', 'real')));
    await notices(() => fs.appendFileSync(at('two', 'real'), keys('C')));
    // What it led to before no longer matters.
    const before = seen;
    fs.appendFileSync(at('one', 'real'), keys('D'));
    await settled();
    expect(seen).toBe(before);
  });

  it('notices a change at each link of a chain', async () => {
    const link = at('aws', 'credentials');
    for (const place of ['one', 'two']) fs.writeFileSync(at(place, 'real'), keys(place));
    fs.symlinkSync(at('one', 'real'), at('two', 'middle'));
    fs.symlinkSync(at('two', 'middle'), link);
    await watching(link);
    await notices(() => fs.appendFileSync(at('one', 'real'), keys('B')));
    await notices(() => lead(at('two', 'middle'), 'real'));
    await notices(() => fs.appendFileSync(at('two', 'real'), keys('C')));
  });

  it('notices that a folder on the way leads elsewhere', async () => {
    for (const place of ['one', 'two']) fs.writeFileSync(at(place, 'credentials'), keys(place));
    fs.symlinkSync('one', at('data'));
    fs.symlinkSync(at('data', 'credentials'), at('aws', 'credentials'));
    await watching(at('aws', 'credentials'));
    await notices(() => fs.appendFileSync(at('one', 'credentials'), keys('B')));
    await notices(() => lead(at('data'), 'two'));
    await notices(() => fs.appendFileSync(at('two', 'credentials'), keys('C')));
  });

  it('notices a folder that is not there yet', async () => {
    const file = at('later', 'inner', 'credentials');
    await watching(file);
    await notices(() => {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, keys('A'));
    });
    await notices(() => fs.appendFileSync(file, keys('B')));
  });

  it('ends at links that lead in a circle', async () => {
    fs.symlinkSync(at('one', 'b'), at('one', 'a'));
    fs.symlinkSync(at('one', 'a'), at('one', 'b'));
    await watching(at('one', 'a'));
    await notices(() => {
      fs.rmSync(at('one', 'b'));
      fs.writeFileSync(at('one', 'b'), keys('A'));
    });
  });
});

it('paths of the shared files: of the environment, with a tilde for the home folder, or in it', () => {
  const home = os.homedir();
  expect(sharedFilePaths({})).toEqual({
    config: path.join(home, '.aws', 'config'),
    credentials: path.join(home, '.aws', 'credentials'),
  });
  expect(
    sharedFilePaths({ AWS_CONFIG_FILE: '~/x/config', AWS_SHARED_CREDENTIALS_FILE: '/y/~/credentials' }),
  ).toEqual({ config: path.join(home, 'x/config'), credentials: '/y/~/credentials' });
  expect(sharedFilePaths({ AWS_CONFIG_FILE: '~x/config' }).config).toBe('~x/config');
});
