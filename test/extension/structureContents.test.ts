import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { encodeBase64 } from '../../src/core/input/encodings';
import { toPem } from '../../src/core/input/pem';
import { contentsTitle } from '../../src/extension/material/structureContents';
import { fileOfText } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import type { ContentsCell } from '../../src/protocol/structure';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Root', 'rsa');
const leaf = party('leaf.example', 'p384');
const elsewhere = party('Elsewhere');
const der = {
  root: issue(root, root, { ca: true }),
  leaf: issue(leaf, root),
  expired: issue(leaf, root, { notBefore: '240101000000Z', notAfter: '250104000000Z' }),
  orphan: issue(leaf, elsewhere),
};
const altered = der.leaf.map((octet, i) => (i === der.leaf.length - 1 ? octet ^ 1 : octet));
const pem = (...certificates: Uint8Array[]): string =>
  certificates.map((one) => toPem('CERTIFICATE', one)).join('');
const keyPem = (key: typeof leaf.privateKey): string =>
  key.export({ format: 'pem', type: 'pkcs8' }).toString();

const session = (text: string): StructureSession => new StructureSession(fileOfText('bundle.pem', text));
const said = (cell: ContentsCell | undefined): string =>
  cell === undefined ? '' : [cell.before, cell.status, cell.text].filter(Boolean).join(' ');
async function table(text: string): Promise<{ rows: string[]; counts: string[] }> {
  const { rows, counts } = await session(text).contents(now);
  return {
    rows: rows.map(({ what, until, issuer, key }) =>
      [what, said(until), said(issuer), said(key)].join(' | '),
    ),
    counts: counts.map(said),
  };
}

describe('the contents of a file', () => {
  it('that holds one structure are not listed, those of several are', () => {
    expect(session(pem(der.root)).isWhole).toBe(false);
    const several = session(pem(der.root, der.leaf));
    expect(several.isWhole).toBe(true);
    expect(several.tab).toBe('contents');
  });

  it('say until when, by whom of this file, with which key, and what is there twice', async () => {
    const text = pem(der.leaf, der.expired, der.leaf, der.root, der.orphan) + keyPem(leaf.privateKey);
    expect(await table(text)).toEqual({
      rows: [
        'leaf.example | none 2036-01-01 | 4 ok | private key 6 ok matches',
        'leaf.example | wrong 2025-01-04 | 4 ok | private key 6 ok matches',
        'duplicate of 1 |  |  | ',
        'Root | none 2036-01-01 | itself ok | ',
        'leaf.example | none 2036-01-01 | unknown not in this file: Elsewhere | private key 6 ok matches',
        'Private key EC P-384, not encrypted |  |  | none belongs to 1, 2, 5',
      ],
      counts: ['wrong 1 expired', 'warn private key not encrypted'],
    });
    const { file } = session(text);
    expect(contentsTitle(file.parts, file.keyBlocks)).toBe('5 certificates, 1 private key');
  });

  it('give no tick to a signature that does not verify, and none to a key of another', async () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    expect(await table(pem(altered, der.root) + keyPem(stranger))).toEqual({
      rows: [
        'leaf.example | none 2036-01-01 | 2 wrong signature does not verify | ',
        'Root | none 2036-01-01 | itself ok | ',
        'Private key EC P-384, not encrypted |  |  | warn belongs to no certificate here',
      ],
      counts: [
        'wrong 1 signature does not verify',
        'warn private key not encrypted',
        'warn private key belongs to no certificate here',
      ],
    });
  });

  it('number the certificates of one text in base64', async () => {
    const chain = encodeBase64(new TextEncoder().encode(pem(der.leaf, der.root)));
    const { rows } = await session(JSON.stringify({ chain, alone: encodeBase64(der.orphan) })).contents(now);
    expect(rows.map(({ detail }) => detail)).toEqual([
      'EC P-384 · base64 of PEM, 1 of 2',
      expect.stringMatching(/^RSA \d+ · base64 of PEM, 2 of 2$/),
      'EC P-384 · BASE64',
    ]);
  });

  it('do not call an encrypted key open', async () => {
    const encrypted = leaf.privateKey
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'test' })
      .toString();
    const { rows, counts } = await table(pem(der.leaf) + encrypted);
    expect(rows[1]).toBe('Private key, encrypted |  |  | ');
    expect(counts).toEqual([]);
  });
});
