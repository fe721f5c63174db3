// Finds a Chromium, Chrome or Edge that is there already.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';
import { Problem } from './problem.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'msedge',
];

/** Browsers that share Chromium's engine and understand its flags. @returns {string | undefined} its path */
export function findChromium() {
  const chosen = process.env['KMI_BROWSER'];
  if (chosen !== undefined && chosen !== '') {
    if (fs.existsSync(chosen)) return chosen;
    throw new Problem(
      `KMI_BROWSER names ${chosen}, which is not there: set it to the path of Chromium, Chrome or Edge, or unset it.`,
    );
  }
  return [...onPath(names), ...usualPlaces()].find((file) => fs.existsSync(file));
}

/**
 * A Chromium for the tests; on Debian and its kin, as root, it is installed when there is none.
 * @param {(text: string) => void} [say]
 * @returns {Promise<string>}
 */
export async function chromium(say = () => {}) {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && onPath(['apt-get']).length > 0) {
    say('Installing the package chromium (apt-get), for the tests…');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    const { code, output } = await run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      { env },
    );
    const installed = findChromium();
    if (installed !== undefined) return installed;
    if (code !== 0)
      throw new Problem(
        `apt-get could not install the package chromium, which the tests need; it says:\n${output.trim()}`,
      );
  }
  throw new Problem(
    `The tests need Chromium, Chrome or Edge and found none: ${howToGet()}, or set KMI_BROWSER to its path.`,
  );
}

/**
 * Files of these names in the folders of PATH.
 * @param {readonly string[]} commands @returns {string[]}
 */
export function onPath(commands) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return commands.flatMap((command) =>
    folders
      .flatMap((folder) => endings.map((ending) => path.join(folder, command + ending)))
      .filter((file) => fs.existsSync(file)),
  );
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', path.join(process.env['HOME'] ?? '', 'Applications')];
    return apps.flatMap((folder) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) =>
        path.join(folder, `${app}.app/Contents/MacOS/${app}`),
      ),
    );
  }
  if (process.platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
      .map((name) => process.env[name] ?? '')
      .filter(Boolean);
    return folders.flatMap((folder) =>
      [
        'Google/Chrome/Application/chrome.exe',
        'Microsoft/Edge/Application/msedge.exe',
        'Chromium/Application/chrome.exe',
      ].map((file) => path.join(folder, file)),
    );
  }
  return [
    '/usr/lib/chromium/chromium',
    '/snap/bin/chromium',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
  ];
}

function howToGet() {
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (process.platform === 'win32') return 'install Microsoft Edge or Chrome';
  return 'install the package chromium (Debian, Ubuntu: sudo apt-get install chromium; Fedora: sudo dnf install chromium)';
}
