/** The page of a file through reloads, by the listeners that it leaves; real VS Code cannot be asked for their number. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { openSessions } from '../../src/extension/material/structureSession';
import { openStructureDocument, resolveStructureEditor } from '../../src/extension/viewer/structureEditor';
import type { FromStructurePage, ToStructurePage } from '../../src/protocol/structure';
import { issue, party } from '../core/x509/issue';

/** Listeners of one event, counted. */
class Event<T> {
  readonly listeners = new Set<(value: T) => unknown>();
  readonly on = (listener: (value: T) => unknown): { dispose: () => void } => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
const events = vi.hoisted(() => ({ changed: [] as (() => void)[], watchers: 0 }));

vi.mock('vscode', async () => {
  const { vscodeStub } = await import('./support/vscodeStub');
  const from = (...all: { dispose: () => unknown }[]): { dispose: () => void } => ({
    dispose: () => {
      for (const one of all) one.dispose();
    },
  });
  return {
    ...vscodeStub,
    Disposable: Object.assign(vscodeStub.Disposable, { from }),
    RelativePattern: Object,
    workspace: {
      ...vscodeStub.workspace,
      createFileSystemWatcher: () => {
        events.watchers++;
        return {
          onDidChange: (listener: () => void) => void events.changed.push(listener),
          onDidCreate: () => undefined,
          dispose: () => {
            events.watchers--;
          },
        };
      },
    },
  };
});

const root = party('Root');
const leaf = party('Leaf');
const chain = [issue(leaf, root), issue(root, root, { ca: true })].map((one) => toPem('CERTIFICATE', one));
const folder = mkdtempSync(path.join(tmpdir(), 'structure-editor-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that changes while it is shown', () => {
  it('leaves no listener and no session of what it was, and stays on its tab', async () => {
    const file = path.join(folder, 'chain.pem');
    writeFileSync(file, chain.join(''));
    const document = await openStructureDocument(vscode.Uri.file(file));
    const [viewState, disposed] = [new Event<unknown>(), new Event<unknown>()];
    const messages = new Event<FromStructurePage>();
    const posted: ToStructurePage[] = [];
    const panel = {
      active: true,
      onDidChangeViewState: viewState.on,
      onDidDispose: disposed.on,
      webview: {
        onDidReceiveMessage: messages.on,
        postMessage: (message: ToStructurePage) => posted.push(message),
        asWebviewUri: (uri: vscode.Uri) => uri,
        cspSource: 'x',
      },
    } as unknown as vscode.WebviewPanel;
    const counts = (): number[] => [
      ...[viewState, disposed, messages].map(({ listeners }) => listeners.size),
      openSessions().length,
    ];
    resolveStructureEditor(
      { extensionUri: vscode.Uri.file('/') } as vscode.ExtensionContext,
      document,
      panel,
    );
    const before = counts();
    messages.fire({ type: 'ready' });
    messages.fire({ type: 'part', part: 0 });
    messages.fire({ type: 'tab', tab: 'chain' });
    for (let round = 0; round < 3; round++) {
      const { session } = document;
      writeFileSync(file, `\n${round}\n${chain.join('')}`);
      for (const changed of events.changed) changed();
      await vi.waitFor(() => expect(document.session).not.toBe(session), { timeout: 5000 });
      expect(counts()).toEqual(before);
      expect([document.session.tab, document.session.isWhole, document.session.part]).toEqual([
        'chain',
        false,
        0,
      ]);
    }
    posted.length = 0;
    messages.fire({ type: 'ready' });
    await vi.waitFor(() => expect(posted.some(({ type }) => type === 'chain')).toBe(true), { timeout: 5000 });
    expect(posted.find((one) => one.type === 'show')).toMatchObject({ model: { tab: 'chain' } });
    expect(posted.find((one) => one.type === 'chain')).toMatchObject({
      chain: { paths: [{ certificates: [{}, {}] }] },
    });
    disposed.fire(undefined);
    document.dispose();
    expect(counts().slice(1)).toEqual([before[1]! - 1, 0, 0]);
    expect([viewState.listeners.size, events.watchers]).toEqual([0, 0]);
  });
});
