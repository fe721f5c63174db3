// Runs a command and does not outlive the process that started it.
//
// A process that is killed outright cannot end its children, so each child is started through this small
// one: it sees that its parent is gone (its own parent id changes) and ends the whole process group.
// Usage: node leash.mjs PARENT COMMAND [ARGUMENT…], by PARENT (its id), as leader of a new process group.
import { spawn, spawnSync } from 'node:child_process';
import { isAlive } from './alive.mjs';

const [parentId = '', command = '', ...args] = process.argv.slice(2);
const parent = Number(parentId);
const child = spawn(command, args, { stdio: 'inherit' });

// The group gets these signals whole; the child decides when it is done, and then so are we.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});

setInterval(() => {
  if (process.ppid === parent && isAlive(parent)) return;
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  else process.kill(-process.pid, 'SIGKILL');
  process.exit(1);
}, 250).unref();

child.on('error', (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 143)));
