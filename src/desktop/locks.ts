/**
 * A lock is a file of its own for everybody who wants it, with a name that is never used twice: whoever sees the file
 * of a living holder steps back, and the file of a dead one is removed without taking anything from anybody.
 *
 * Whether a holder lives is never judged by the age of its file: a machine that slept, a debugger or a long freeze
 * stops the clock of a holder, not its call. Proof of life is a socket that the operating system closes with its
 * process. A process number means something only on its own machine, boot and process space (container): a lock from
 * elsewhere counts as living, and a person settles it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ImportLock, ImportLockHolder } from '../keyservice/imports/noteStore';
import { codeOf } from './durable';

interface LockRecord {
  readonly v: 1;
  readonly token: string;
  readonly pid: number;
  /** Start of the process in ticks since boot, where the system says it: numbers of processes are used again. */
  readonly started: string;
  readonly machine: string;
  readonly boot: string;
  /** Process space: containers of one machine number their processes by themselves. */
  readonly space: string;
  /** Host name, for people. */
  readonly host: string;
  /** Socket or pipe that answers while the process lives; '' where none could be opened. */
  readonly life: string;
  /** Milliseconds since 1970, for people. */
  readonly at: number;
}

type Life = 'living' | 'dead' | 'elsewhere';

/** Tries to be the only one; with `holder` where somebody else is, or may be. */
export async function lock(file: string): Promise<ImportLock | { readonly holder: ImportLockHolder }> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const token = randomBytes(8).toString('hex');
  const mine = `${file}.${token}`;
  const record: LockRecord = {
    v: 1,
    token,
    ...(await ownProcess()),
    at: Date.now(),
  };
  // Under its name only when it is whole: half a record would be nobody's.
  await writeFile(`${mine}.new`, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
  await rename(`${mine}.new`, mine);
  try {
    for (let look = 0; look < 10; look++) {
      const others = await othersOf(folder, path.basename(file), token);
      if (others.length === 0) return heldLock(mine, token);
      // Two at the same moment: the later name gives way at once, the earlier one waits for that. Who was first
      // and saw nobody stays, and then both others give way.
      if (others.some(({ before }) => before)) return await giveWay(mine, others);
      if (look === 9) return await giveWay(mine, others);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    throw new Error('not reached');
  } catch (error) {
    await rm(mine, { force: true });
    throw error;
  }
}

interface Other {
  readonly holder: ImportLockHolder;
  readonly before: boolean;
}

async function giveWay(mine: string, others: readonly Other[]): Promise<{ holder: ImportLockHolder }> {
  await rm(mine, { force: true });
  return { holder: others[0]!.holder };
}

function heldLock(mine: string, token: string): ImportLock {
  const held = async (): Promise<boolean> =>
    (await readFile(mine, 'utf8').catch(() => '')).includes(`"token":"${token}"`);
  return { held, release: () => rm(mine, { force: true }) };
}

/** Holders that live or may live; files of dead ones are removed. */
async function othersOf(folder: string, name: string, token: string): Promise<Other[]> {
  const others: Other[] = [];
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.`)) continue;
    const rest = entry.slice(name.length + 1);
    const file = path.join(folder, entry);
    if (rest.endsWith('.new')) await removeOld(file);
    if (!/^[0-9a-f]{16}$/.test(rest) || rest === token) continue;
    const record = await readRecord(file);
    if (record === undefined) continue;
    const life = record === 'unreadable' ? 'elsewhere' : await lifeOf(record);
    if (life === 'dead') {
      await rm(file, { force: true });
      continue;
    }
    others.push({
      before: rest < token,
      holder:
        record === 'unreadable'
          ? { file, provable: false }
          : { file, provable: life === 'living', pid: record.pid, host: record.host, since: record.at },
    });
  }
  return others;
}

/** Left by a process that ended between two lines. */
async function removeOld(file: string): Promise<void> {
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > 24 * 3_600_000) await rm(file, { force: true });
}

/** Undefined where it was given back meanwhile. What cannot be read may be anybody's. */
async function readRecord(file: string): Promise<LockRecord | 'unreadable' | undefined> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<LockRecord>;
    const texts = [
      value.token,
      value.started,
      value.machine,
      value.boot,
      value.space,
      value.host,
      value.life,
    ];
    const whole =
      value.v === 1 &&
      Number.isInteger(value.pid) &&
      Math.abs(value.at ?? Infinity) <= 8.64e15 &&
      texts.every((text) => typeof text === 'string');
    return whole ? (value as LockRecord) : 'unreadable';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : 'unreadable';
  }
}

async function lifeOf({ machine, boot, space, life, pid, started }: LockRecord): Promise<Life> {
  const here = place();
  if (machine !== here.machine) return 'elsewhere';
  // No process outlives its boot.
  if (boot !== here.boot) return boot === '' || here.boot === '' ? 'elsewhere' : 'dead';
  if (space !== here.space) return 'elsewhere';
  if (life !== '' && (await answers(life)) === 'living') return 'living';
  // It did not answer: its process ended, its socket was cleaned away, or more ask it than the system lets wait. The
  // number of the process decides, and its start where the system says it.
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process is alive and not ours to signal.
    if (codeOf(error) !== 'EPERM') return 'dead';
  }
  const now = startOf(pid);
  // Numbers are used again: without its start it may be any process, and a person has to say.
  if (started === '' || now === '') return 'elsewhere';
  return now === started ? 'living' : 'dead';
}

/**
 * Takes a lock away of which a person says that nobody holds it any more.
 * @returns false where a living process of this machine holds it
 */
export async function unlock(file: string): Promise<boolean> {
  const record = await readRecord(file);
  if (record !== undefined && record !== 'unreadable' && (await lifeOf(record)) === 'living') return false;
  await rm(file, { force: true });
  return true;
}

/** Connecting works while its process lives, even one that is stopped. */
function answers(life: string): Promise<'living' | 'unknown'> {
  return new Promise((resolve) => {
    const socket = connect(life);
    const timer = setTimeout(() => end('living'), 2000);
    const end = (result: 'living' | 'unknown'): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end('living'));
    socket.once('error', (error) => {
      const code = codeOf(error);
      end(code === 'EAGAIN' || code === 'EBUSY' ? 'living' : 'unknown');
    });
  });
}

let own: Promise<Omit<LockRecord, 'v' | 'token' | 'at'>> | undefined;

function ownProcess(): Promise<Omit<LockRecord, 'v' | 'token' | 'at'>> {
  own ??= openLife().then((life) => ({
    pid: process.pid,
    started: startOf(process.pid),
    ...place(),
    host: os.hostname(),
    life,
  }));
  return own;
}

/** One for the process, opened with its first lock. */
function openLife(): Promise<string> {
  const name = `kmi-${randomBytes(8).toString('hex')}`;
  const where =
    process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(os.tmpdir(), `${name}.sock`);
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(''));
    server.listen(where, () => {
      // The process must not stay for it, and its file goes with the process.
      server.unref();
      process.once('exit', () => rmSync(where, { force: true }));
      resolve(where);
    });
  });
}

interface Place {
  readonly machine: string;
  readonly boot: string;
  readonly space: string;
}

let known: Place | undefined;

/** Where process numbers mean something. Hashed: the machine's id is nobody's business. */
function place(): Place {
  known ??= {
    machine: createHash('sha256')
      .update(`${readText('/etc/machine-id')}\n${os.hostname()}`)
      .digest('hex')
      .slice(0, 32),
    boot: bootId(),
    space: readLink('/proc/self/ns/pid'),
  };
  return known;
}

/** Linux names its boot. Elsewhere none is known, and the same for all: sockets and pipes decide there. */
function bootId(): string {
  return process.platform === 'linux' ? readText('/proc/sys/kernel/random/boot_id') : 'unnamed';
}

/** Field 22 of /proc/PID/stat; the name of the program, in brackets, may hold blanks. */
function startOf(pid: number): string {
  const text = readText(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function readLink(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
