/** One start of the extension as packaged, in a process of its own: prints what each part of it took, as JSON. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { textDocument } from '../extension/support/textDocument';

interface Host {
  readonly hoverProviders: readonly { provideHover(...given: unknown[]): Promise<unknown> }[];
}

const [folder = '', block = ''] = process.argv.slice(2);
const timed = async (run: () => unknown): Promise<number> => {
  const began = performance.now();
  await run();
  return performance.now() - began;
};
const at = (name: string): string => pathToFileURL(path.join(folder, name)).href;
const host = (await import(at('node_modules/vscode/index.mjs'))) as Host;
const empty = await timed(() => import(at('empty.mjs')));
let entry!: { activate(context: unknown): void };
const load = await timed(async () => (entry = (await import(at('dist/extension.mjs'))) as typeof entry));
const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as unknown;
const state = { get: () => undefined, update: () => Promise.resolve() };
const context = {
  subscriptions: [],
  extension: { packageJSON: manifest },
  workspaceState: state,
  globalState: state,
  secrets: { get: () => Promise.resolve(undefined), store: () => Promise.resolve() },
  globalStorageUri: { fsPath: folder },
  extensionUri: { fsPath: folder },
};
entry.activate(context);
const [own] = performance.getEntriesByName('keyMaterial.activate');
const hovers = async (text: string): Promise<number> => {
  const document = textDocument(text);
  const position = { line: 0, character: text.indexOf(block) + 20 };
  let answers = 0;
  const took = await timed(async () => {
    for (const provider of host.hoverProviders)
      if ((await provider.provideHover(document, position, { isCancellationRequested: false })) !== undefined)
        answers++;
  });
  if (answers !== 1) throw new Error(`${answers} hovers`);
  return took;
};
const line = `2026-11-25T01:07:07.123Z INFO request block=${block} status=OK`;
const first = await hovers(line);
const second = await hovers(`again ${line}`);
const filler = 'id=9e3779b1 card=tok_17 took=17ms status=OK '.repeat(12_000);
const long = `${filler}block=${block} ${filler}`;
const longFirst = await hovers(long);
console.log(JSON.stringify({ empty, load, activate: own?.duration, first, second, longFirst }));
process.exit(0);
