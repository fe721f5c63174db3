/// <reference lib="dom" />
/* global TextDecoder */
// Whether key material was written or said anywhere: in the server's data, its output, the console, the browser.
import fs from 'node:fs';
import path from 'node:path';

/**
 * Ways in which a part of a key may be written: as it was typed, as it is revealed, as bytes.
 * @param {string} secret hexadecimal digits
 */
export function piecesOf(secret) {
  return [0, secret.length / 2 - 8, secret.length - 16].flatMap((from) => {
    const piece = secret.slice(from, from + 16);
    return [
      Buffer.from(piece.toUpperCase()),
      Buffer.from(piece.toLowerCase()),
      Buffer.from(piece.replace(/(.{4})(?=.)/g, '$1 ')),
      Buffer.from(piece, 'hex'),
      Buffer.from(Buffer.from(secret, 'hex').toString('base64').slice(0, 16)),
    ];
  });
}

/** @param {Buffer} bytes @param {readonly Buffer[]} pieces */
const holds = (bytes, pieces) => pieces.some((piece) => bytes.includes(piece));

/** Names of the files below a folder that hold one of the pieces. @param {string} folder @param {readonly Buffer[]} pieces */
export function filesHolding(folder, pieces) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => holds(fs.readFileSync(path.join(entry.parentPath, entry.name)), pieces))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/**
 * Looks everywhere once; the function it gives tells where pieces were found.
 * @param {import('./workbench.mjs').Workbench} workbench
 * @returns {Promise<(pieces: readonly Buffer[]) => string[]>}
 */
export async function places(workbench) {
  const state = Buffer.from(await browserState(workbench.page));
  return (pieces) => [
    ...filesHolding(workbench.data, pieces),
    ...workbench.said.filter((text) => holds(Buffer.from(text), pieces)).map(() => 'what was said'),
    ...(holds(Buffer.from(workbench.running.log()), pieces) ? ['what the server said'] : []),
    ...(holds(state, pieces) ? ['state in the browser'] : []),
  ];
}

/** Everything that VS Code keeps in the browser, as text. @param {import('@playwright/test').Page} page */
function browserState(page) {
  return page.evaluate(async () => {
    const scope = /** @type {any} */ (globalThis);
    const kept = [JSON.stringify({ ...scope.localStorage }), JSON.stringify({ ...scope.sessionStorage })];
    /** @param {any} request @returns {Promise<any>} */
    const result = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name } of await scope.indexedDB.databases()) {
      const database = await result(scope.indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values = database.transaction(store).objectStore(store);
        for (const value of await result(values.getAll()))
          kept.push(
            value instanceof Uint8Array ? new TextDecoder().decode(value) : (JSON.stringify(value) ?? ''),
          );
      }
      database.close();
    }
    return kept.join('\n');
  });
}
