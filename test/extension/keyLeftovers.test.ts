import { generateKeyPairSync } from 'node:crypto';
import * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { partsOf } from '../../src/extension/material/documentParts';
import { structureFixesOf } from '../../src/extension/material/structureFix';
import { tr34Diagnostics } from '../../src/extension/material/tr34Problems';
import { berPfx } from '../core/crypto/berPfx';
import { leftovers } from '../core/crypto/leftovers';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url');
const base64 = Buffer.from(der).toString('base64');

describe('what reads a text leaves no copy of a private key in it', () => {
  it.each([
    ['a key', toPem('PRIVATE KEY', der)],
    ['a key store in DER', toPem('PKCS12', berPfx(der, false))],
    ['a key store in BER', toPem('PKCS12', berPfx(der))],
  ])('a hover, of %s', async (_name, text) => {
    const document = textDocument(text);
    expect(await leftovers(secret, () => partsOf(document))).toBe(0);
    expect(partsOf(document).spans).toHaveLength(1);
  });

  it.each([
    ['a key on a line of its own', `${base64}\n`, 1],
    ['a key in a line of other text', `${base64} and more\n`, 0],
  ])('a quick fix, of %s', async (_name, text, fixes) => {
    const document = textDocument(text);
    const fixed = (): unknown[] => structureFixesOf(document, new vscode.Position(0, 4));
    expect(fixed()).toHaveLength(fixes);
    expect(await leftovers(secret, fixed)).toBe(0);
  });

  it('the problems of tokens', async () => {
    const text = `TR-34\n${toPem('PRIVATE KEY', der)}`;
    expect(await leftovers(secret, () => tr34Diagnostics(textDocument(text), text))).toBe(0);
  });
});
