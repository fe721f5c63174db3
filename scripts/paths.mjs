// Where things lie. What a script makes in the checkout is under .vscode-test/ (downloads, kept between runs)
// or .build/ (results, made anew), both ignored by git.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from './alive.mjs';
import { onExit } from './children.mjs';

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What was downloaded, kept between runs. */
export const cache = path.join(root, '.vscode-test');

/** What a run makes and leaves to be looked at. */
export const build = path.join(root, '.build');

// Asked once: browser.mjs changes it for what it starts.
const temporary = os.tmpdir();

/** @param {string} name a package's script, such as `eslint/bin/eslint.js` */
export const tool = (name) => path.join(root, 'node_modules', name);

/**
 * A folder of this run, removed when the script ends however it ends; one left by a run that was
 * killed is removed by the next run. In the system's place for such, as Chromium puts a socket there, whose
 * path may have some 100 characters only.
 * @param {string} purpose letters, for people who look there
 * @returns {string} its absolute path
 */
export function temporaryFolder(purpose) {
  for (const name of fs.readdirSync(temporary)) {
    const pid = Number(/^kmi-[a-z]+-(\d+)-/.exec(name)?.[1] ?? process.pid);
    if (!isAlive(pid)) remove(path.join(temporary, name));
  }
  const folder = fs.mkdtempSync(path.join(temporary, `kmi-${purpose}-${process.pid}-`));
  onExit(() => remove(folder));
  return folder;
}

/** Removes a folder as far as this user may. @param {string} folder */
export function remove(folder) {
  try {
    // What just ended may still be writing its last file: try again rather than leave the folder.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {
    // Another user's, or held open on Windows: the next run tries again.
  }
}
