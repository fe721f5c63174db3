// Loaded into the VS Code server: answers POST …/mint-key, which the program around the server answers elsewhere.
// With the half of a key that it gives, and another half of its own, the workbench seals what it keeps for
// extensions in the browser (SecretStorage); without it, nothing is kept beyond a reload.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import { Server } from 'node:http';

const half = randomBytes(32);
const at = process.argv.indexOf('--connection-token-file');
const token = at < 0 ? undefined : fs.readFileSync(process.argv[at + 1] ?? '', 'utf8').trim();

/** The cookie that the server sets for who came with the token. @param {string | undefined} cookies */
function mayAsk(cookies = '') {
  if (token === undefined) return true;
  const given = Buffer.from(/(?:^|;\s*)vscode-tkn=([^;]*)/.exec(cookies)?.[1] ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const { emit } = Server.prototype;
/** @type {(this: Server, event: string, ...rest: any[]) => boolean} */
function withMintKey(event, ...rest) {
  if (event === 'request') {
    /** @type {[import('node:http').IncomingMessage, import('node:http').ServerResponse]} */
    const [request, response] = /** @type {any} */ (rest);
    if (request.method === 'POST' && /\/mint-key$/.test(request.url?.split('?')[0] ?? '')) {
      response.statusCode = mayAsk(request.headers.cookie) ? 200 : 403;
      response.end(response.statusCode === 200 ? half : undefined);
      return true;
    }
  }
  return /** @type {any} */ (emit).call(this, event, ...rest);
}
Server.prototype.emit = /** @type {any} */ (withMintKey);
