import { generateKeyPairSync } from 'node:crypto';
import type * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { fileOfText, type StructureFile } from '../../src/extension/material/structureFile';
import {
  sessionClosed,
  sessionOpened,
  StructureSession,
} from '../../src/extension/material/structureSession';
import { runStructureAction } from '../../src/extension/viewer/structureActions';
import { structureText, structureTextUri } from '../../src/extension/viewer/structureText';
import { StructureView } from '../../src/extension/viewer/structureView';
import type { FromStructurePage } from '../../src/protocol/structure';
import { revealSeconds } from '../../src/protocol/verification';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = toPem('PRIVATE KEY', new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })));

describe('Open in New Tab', () => {
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url');
  type Shown = readonly [file: StructureFile, endsAt: number | undefined];
  /** Every value of a session by itself. */
  const openAll = async (session: StructureSession): Promise<Shown[]> => {
    const shown: Shown[] = [];
    const { index } = session.rows();
    for (let node = 0; node < index.length; node++)
      await runStructureAction((...one) => shown.push([one[0], one[1]]), 'openEmbedded', session, node);
    expect(shown).toHaveLength(index.length);
    return shown;
  };
  const holdsSecret = ([{ bytes }]: Shown): boolean => Buffer.from(bytes).includes(secret);

  it('shows a revealed private value for some seconds only, and others without end', async () => {
    const session = new StructureSession(fileOfText('key.pem', pem));
    session.rows().revealed = true;
    const before = Date.now();
    const shown = await openAll(session);
    const ofSecret = shown.filter(holdsSecret);
    expect(ofSecret.length).toBeGreaterThan(0);
    for (const [, endsAt = Infinity] of ofSecret) {
      expect(endsAt).toBeGreaterThanOrEqual(before + revealSeconds * 1000);
      expect(endsAt).toBeLessThanOrEqual(Date.now() + revealSeconds * 1000);
    }
    expect(shown.some(([, endsAt]) => endsAt === undefined)).toBe(true);
  });

  it('asked for again in such a page, ends when that page does', async () => {
    const session = new StructureSession(fileOfText('key.pem', pem));
    session.rows().revealed = true;
    const ofSecret = (await openAll(session)).filter(holdsSecret);
    for (const [file, endsAt] of ofSecret) {
      const inner = new StructureSession(file);
      inner.endsAt = endsAt;
      // What is a key by itself is hidden there, too.
      inner.rows().revealed = true;
      for (const [, ends] of await openAll(inner)) expect(ends).toBe(endsAt);
    }
  });

  it('gives a page without a text that would outlive it', async () => {
    const session = new StructureSession(
      fileOfText('key.pem', toPem('DATA', Buffer.concat([Buffer.from([4, secret.length]), secret]))),
    );
    sessionOpened(session);
    try {
      const uri = structureTextUri(session, 0);
      expect(await structureText(uri)).toContain(secret.toString('hex'));
      session.endsAt = Date.now() + 1000;
      expect(await structureText(uri)).toBe(
        'Private values are shown only for a limited time, so they cannot be opened as text.\n',
      );
    } finally {
      sessionClosed(session);
    }
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
