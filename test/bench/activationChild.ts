/** One start of the extension as packaged, in a process of its own: prints what each part of it took, as JSON. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { textDocument } from '../extension/support/textDocument';

interface Panel {
  readonly webview: object;
}
interface Host {
  readonly Uri: { file(path: string): unknown };
  readonly customEditors: ReadonlyMap<
    string,
    {
      openCustomDocument(uri: unknown): Promise<unknown>;
      resolveCustomEditor(document: unknown, panel: Panel): Promise<void>;
    }
  >;
  readonly hoverProviders: readonly { provideHover(...given: unknown[]): Promise<unknown> }[];
}

const [folder = '', block = '', crl = ''] = process.argv.slice(2);
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

/**
 * From the file to the model that the page shows first, its chunks read on the way, as if the page asked at once: in VS
 * Code the tree is read while the page starts.
 */
async function shown(): Promise<number> {
  const began = performance.now();
  const editor = host.customEditors.get('keyMaterial.structure');
  if (!editor) throw new Error('no structure viewer');
  let ask!: (message: unknown) => void;
  let took = 0;
  const nothing = { dispose: () => undefined };
  const webview = {
    cspSource: '',
    asWebviewUri: String,
    onDidReceiveMessage: (listener: typeof ask) => ((ask = listener), nothing),
    postMessage: ({ type }: { type: string }) => {
      if (type === 'show') took ||= performance.now() - began;
      return Promise.resolve(true);
    },
  };
  const told = (): typeof nothing => nothing;
  const panel = { webview, active: true, onDidChangeViewState: told, onDidDispose: told };
  await editor.resolveCustomEditor(await editor.openCustomDocument(host.Uri.file(crl)), panel);
  const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
  await pause();
  ask({ type: 'ready' });
  for (let turn = 0; took === 0 && turn < 1000; turn++) await pause();
  return took;
}
const shownAfter = await shown();
console.log(
  JSON.stringify({ empty, load, activate: own?.duration, first, second, longFirst, shown: shownAfter }),
);
process.exit(0);
