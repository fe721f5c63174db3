// Which processes a script left running: those whose environment has its mark, and those that were seen among its
// descendants (a program may start others with an environment of their own, or write over it, as Chromium does).
// Linux only: elsewhere there is no /proc to look into.
import fs from 'node:fs';

const proc = '/proc';

/** Whether this machine shows its processes. */
export const canSeeProcesses = fs.existsSync(`${proc}/self/stat`);

/** @typedef {{ pid: number, parent: number, name: string, state: string, began: string }} Process */

/** @param {string} pid @returns {Process | undefined} undefined where it is gone */
function processOf(pid) {
  try {
    const stat = fs.readFileSync(`${proc}/${pid}/stat`, 'utf8');
    // The name stands in brackets, and may hold some itself.
    const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [state = '', parent = ''] = after;
    return { pid: Number(pid), parent: Number(parent), name, state, began: after[19] ?? '' };
  } catch {
    return undefined;
  }
}

const all = () =>
  fs
    .readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(name) ?? []);

/** Process ids are given out again; with the time of its start a process is itself. @param {Process} process */
const identity = ({ pid, began }) => `${pid} ${began}`;

/** @param {number} pid @param {string} text @returns {boolean} */
function hasMark(pid, text) {
  try {
    return fs.readFileSync(`${proc}/${pid}/environ`, 'latin1').split('\0').includes(text);
  } catch {
    return false;
  }
}

/**
 * Marks this process's environment, and watches its descendants from now on.
 * @returns {{ running: () => string[] }} running: those that are there now, as `pid command`; a process that ended
 *   and that nobody asked about yet is not running
 */
export function watchDescendants() {
  const [name, value] = ['KMI_RUN', `${process.pid}-${Date.now()}`];
  process.env[name] = value;
  /** @type {Set<string>} */
  const seen = new Set();
  const look = () => {
    const processes = all();
    const ours = new Set([process.pid]);
    // A child may have a lower id than its parent, so until nothing is added.
    for (let before = 0; before !== ours.size;) {
      before = ours.size;
      for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
    }
    for (const one of processes) if (one.pid !== process.pid && ours.has(one.pid)) seen.add(identity(one));
    return processes;
  };
  setInterval(look, 2000).unref();
  return {
    running: () =>
      look()
        .filter((found) => found.pid !== process.pid && found.state !== 'Z')
        .filter((found) => seen.has(identity(found)) || hasMark(found.pid, `${name}=${value}`))
        .map(({ pid, name: program }) => `${pid} ${commandOf(pid) || program}`),
  };
}

/** @param {number} pid */
function commandOf(pid) {
  try {
    return fs.readFileSync(`${proc}/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 300);
  } catch {
    return '';
  }
}
