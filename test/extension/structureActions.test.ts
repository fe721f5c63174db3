import { generateKeyPairSync } from 'node:crypto';
import type * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { fileOfText, type StructureFile } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import { runStructureAction } from '../../src/extension/viewer/structureActions';
import { StructureView } from '../../src/extension/viewer/structureView';
import type { FromStructurePage } from '../../src/protocol/structure';
import { revealSeconds } from '../../src/protocol/verification';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = toPem('PRIVATE KEY', new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })));

describe('Open by Itself', () => {
  it('shows a revealed private value for some seconds only, and others without end', async () => {
    const session = new StructureSession(fileOfText('key.pem', pem));
    const shown: [StructureFile, number | undefined][] = [];
    const open = async (node: number): Promise<void> => {
      await runStructureAction((file, seconds) => shown.push([file, seconds]), 'openEmbedded', session, node);
    };
    const { index, rows } = session.rows();
    expect(rows.length).toBeGreaterThan(0);
    session.rows().revealed = true;
    for (let node = 0; node < index.length; node++) await open(node);
    expect(shown).toHaveLength(index.length);
    const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url');
    const ofSecret = shown.filter(([{ bytes }]) => Buffer.from(bytes).includes(secret));
    expect(ofSecret.length).toBeGreaterThan(0);
    expect(new Set(ofSecret.map(([, seconds]) => seconds))).toEqual(new Set([revealSeconds]));
    expect(shown.some(([, seconds]) => seconds === undefined)).toBe(true);
  });
});

describe('the page of a structure', () => {
  it.each([
    ['is left as it is after a dialog that was cancelled', false, 1],
    ['is shown anew after one that added something', true, 2],
  ])('%s', async (_name, changed, times) => {
    const posted: string[] = [];
    let page: (message: FromStructurePage) => void = () => undefined;
    const webview = {
      postMessage: ({ type }: { type: string }) => void posted.push(type),
      onDidReceiveMessage: (heard: typeof page) => {
        page = heard;
        return { dispose: () => undefined };
      },
    } as unknown as vscode.Webview;
    const session = new StructureSession(fileOfText('key.pem', pem));
    const ran = vi.fn(() => Promise.resolve(changed));
    const view = new StructureView(session, webview, false, ran, () => Promise.resolve(true));
    await view.begin();
    page({ type: 'action', id: 'addCertificates', argument: 0 });
    await vi.waitFor(() => expect(ran).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(posted.filter((type) => type === 'show')).toHaveLength(times);
    view.dispose();
  });
});
