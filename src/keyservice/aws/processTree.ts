/** Ends a program with all that it started: its process group on POSIX, its tree on Windows. */
import { execFile, type ChildProcess } from 'node:child_process';
import { existsSync, promises as fs } from 'node:fs';
import { promisify } from 'node:util';
import { pause } from './cancel';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Process group. */
  readonly group: number;
  /** Of the program, as the system has it: up to 15 characters on Linux. */
  readonly name: string;
}

/** A variable of the environment by which processes that left their parents are known; Linux shows it. */
export const markName = 'KEY_MATERIAL_WAIT';

/** All processes that can be seen; none on Windows, or where the system does not tell. */
async function allProcesses(): Promise<RunningProcess[]> {
  if (process.platform === 'win32') return [];
  if (existsSync('/proc/self/stat')) {
    const numbers = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const read = await Promise.all(
      numbers.map((number) => fs.readFile(`/proc/${number}/stat`, 'utf8').catch(() => '')),
    );
    return read.flatMap((stat) => {
      // The name is in parentheses and may hold some itself.
      const end = stat.lastIndexOf(')');
      const start = stat.indexOf('(');
      const [, parent, group] = stat.slice(end + 2).split(' ');
      return start < 0 || end < start
        ? []
        : [row(stat.slice(0, start), parent, group, stat.slice(start + 1, end))];
    });
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,pgid=,comm=']).catch(() => ({
    stdout: '',
  }));
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, ...name] = line.trim().split(/\s+/);
    return pid === undefined || pid === '' ? [] : [row(pid, parent, group, name.join(' '))];
  });
}

function row(
  pid: string,
  parent: string | undefined,
  group: string | undefined,
  name: string,
): RunningProcess {
  return { pid: Number(pid), parent: Number(parent), group: Number(group), name };
}

/** What a process started and that still runs, by parents, by group, and by its mark on Linux. */
export async function startedBy(leader: number, mark: string): Promise<RunningProcess[]> {
  const all = await allProcesses();
  const found = new Set<number>([leader]);
  for (const { pid, group } of all) if (group === leader || (await isMarked(pid, mark))) found.add(pid);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => pid !== leader && found.has(pid));
}

async function isMarked(pid: number, mark: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  // Those of other users cannot be read.
  const text = await fs.readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return text.split('\0').includes(`${markName}=${mark}`);
}

export interface Ending {
  readonly mark: string;
  /** Milliseconds between the signal that can be handled and the one that cannot. */
  readonly grace: number;
  /** Told of each process that left the group and goes on: its number and name. */
  readonly strayed: (process: RunningProcess) => void;
}

/** Ends it; resolves when nothing of its group is left. */
export async function endTree(child: ChildProcess, { mark, grace, strayed }: Ending): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    await promisify(execFile)('taskkill', ['/pid', String(pid), '/T', '/F']).catch(() => undefined);
    return;
  }
  // Looked at before: afterwards nobody knows whose children they were.
  const started = await startedBy(pid, mark);
  if (signalGroup(pid, 'SIGTERM')) {
    await groupGone(pid, grace);
    if (signalGroup(pid, 'SIGKILL')) await groupGone(pid, 1_000);
  }
  const alive = new Set((await allProcesses()).map((one) => one.pid));
  for (const one of started) if (one.group !== pid && alive.has(one.pid)) strayed(one);
}

async function groupGone(group: number, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (signalGroup(group, 0) && Date.now() < end) await pause(Math.min(50, milliseconds));
}

/** @returns false where there is no such group any more, or it may not be signalled */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}
