// Opens an address that holds a secret in the user's browser.
import fs from 'node:fs';

/**
 * Writes a page that only its owner can read and that leads to the address. The browser is given the page: other users
 * of this machine can read the arguments of a process.
 * @param {string} file made new @param {string} url
 */
export function writeOpeningPage(file, url) {
  const escaped = url.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
  fs.rmSync(file, { force: true });
  fs.writeFileSync(
    file,
    `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${escaped}">
<title>VS Code</title>
<a href="${escaped}">Open VS Code</a>
`,
    { mode: 0o600, flag: 'wx' },
  );
}

/**
 * The command that opens a file in the user's browser; undefined where there is no screen.
 * @param {string} file @param {NodeJS.Platform} platform @param {NodeJS.ProcessEnv} environment
 * @returns {[string, string[]] | undefined}
 */
export function openingCommand(file, platform, environment) {
  if (platform === 'darwin') return ['open', [file]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', file]];
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? ['xdg-open', [file]] : undefined;
}
