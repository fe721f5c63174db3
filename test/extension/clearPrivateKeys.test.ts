import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { readCertificate } from '../../src/core/x509/certificate';
import { certificateDiagnostics } from '../../src/extension/material/certificateProblems';
import { partsOf } from '../../src/extension/material/documentParts';
import { fileOf, fileOfText } from '../../src/extension/material/structureFile';
import { sessionClosed, StructureSession } from '../../src/extension/material/structureSession';
import { wasLoaded } from '../../src/extension/testKeys/loadedKeys';
import { structureModel } from '../../src/extension/viewer/structureModel';
import type { Statement } from '../../src/protocol/structure';
import { berPfx } from '../core/crypto/berPfx';
import { issue, party, type Party } from '../core/x509/issue';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const [ca, rsa, ec, other] = [party('CA', 'rsa'), party('RSA', 'rsa'), party('EC'), party('Other', 'rsa')];
const pem = (...given: Parameters<typeof issue>): string => toPem('CERTIFICATE', issue(...given));
const keyPem = ({ privateKey }: Party, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8'): string =>
  privateKey.export({ type, format: 'pem' }) as string;
const encrypted = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'test' },
}).privateKey;

async function problems(text: string): Promise<{ code: unknown; message: string; text: string }[]> {
  const document = textDocument(text, 'plaintext', '/bundle.pem');
  return (await certificateDiagnostics(document, text, now)).map(({ code, message, range }) => ({
    code,
    message,
    text: document.getText(range),
  }));
}
const session = (text: string): StructureSession => new StructureSession(fileOfText('bundle.pem', text));
async function sentences(of: StructureSession, part: number): Promise<string[]> {
  of.part = part;
  const { sections } = await of.overview(now);
  const all = (statements: readonly Statement[]): string[] =>
    statements.flatMap(({ status, text, inside = [] }) => [`${status}: ${text}`, ...all(inside)]);
  return all(sections.flatMap(({ statements }) => statements));
}

const bundle = `${pem(ca, ca, { ca: true })}${pem(rsa, ca)}${pem(ec, ca)}${keyPem(rsa)}${keyPem(ec, 'sec1')}`;

describe('a private key that is not encrypted', () => {
  it('is a problem over its whole block, with the certificate that is its', async () => {
    const found = await problems(bundle);
    expect(found.map(({ code }) => code)).toEqual(['private_key_not_encrypted', 'private_key_not_encrypted']);
    expect(found[0]!.message).toMatch(
      /^Private key not encrypted: .* Belongs to certificate 2: the public keys are equal\.$/,
    );
    expect(found[1]!.message).toContain('Belongs to certificate 3:');
    expect(`${found[0]!.text}\n`).toBe(keyPem(rsa));
    expect((await problems(keyPem(other, 'pkcs1')))[0]!.message).not.toContain('certificate');
    expect(await problems(encrypted)).toEqual([]);
  });

  it('is named on top of the viewer, and matched both ways', async () => {
    const shown = session(bundle);
    const { parts } = structureModel(shown, false);
    expect((await shown.contents()).counts).toContainEqual({
      status: 'warn',
      text: '2 private keys not encrypted',
    });
    expect(parts[3]!.detail).toContain('not encrypted · belongs to 2');
    expect(parts[1]!.detail).toContain('private key 4 ✓ matches');
    expect(parts[0]!.detail).not.toContain('private key');
    expect(await sentences(shown, 1)).toContain('ok: Private key 4 in this file matches.');
    expect(await sentences(shown, 4)).toContain('ok: Belongs to certificate 3: the public keys are equal.');
    expect((await shown.findings()).map(({ code }) => code)).toContain('private_key_not_encrypted');
  });

  it('is remembered as opened here as soon as its file is, whichever part is shown', () => {
    const fresh = party('Fresh', 'rsa');
    const shown = session(`${pem(fresh, ca)}${keyPem(fresh)}`);
    const { publicKey } = shown.file.parts[0]!.reading.certificate;
    expect(wasLoaded(publicKey)).toBe(false);
    structureModel(shown, false);
    expect(wasLoaded(publicKey)).toBe(true);
    sessionClosed(shown);
    expect(wasLoaded(publicKey)).toBe(true);
  });

  it('is remembered where it lies in a key store, too', () => {
    const fresh = party('Stored', 'rsa');
    const { publicKey } = readCertificate(issue(fresh, ca));
    const store = berPfx(new Uint8Array(fresh.privateKey.export({ type: 'pkcs8', format: 'der' })), false);
    expect(wasLoaded(publicKey)).toBe(false);
    structureModel(new StructureSession(fileOf('store.p12', store)), false);
    expect(wasLoaded(publicKey)).toBe(true);
  });

  it('whose certificate is not there is told so; an encrypted one is left alone', async () => {
    const shown = session(`${pem(rsa, ca)}${keyPem(other)}${encrypted}`);
    expect(await sentences(shown, 1)).toContain(
      'warn: No certificate in this file belongs to this private key.',
    );
    expect(shown.keyMatches().map(({ key }) => key)).toEqual([1]);
  });

  it('that does not carry its public key cannot be matched', async () => {
    const jwk = ec.privateKey.export({ format: 'jwk' });
    const d = Buffer.from(jwk.d!, 'base64url');
    // ECPrivateKey: version 1, the number, the curve in [0], no [1].
    const der = Uint8Array.from([
      0x30,
      49,
      2,
      1,
      1,
      4,
      32,
      ...d,
      0xa0,
      10,
      6,
      8,
      42,
      134,
      72,
      206,
      61,
      3,
      1,
      7,
    ]);
    const shown = session(`${pem(ec, ca)}${toPem('EC PRIVATE KEY', der)}`);
    expect((await sentences(shown, 1)).filter((text) => text.startsWith('unknown'))).toEqual([
      'unknown: It does not contain its public key, so it cannot be matched to a certificate here.',
    ]);
  });
});

describe('the bytes of such a key', () => {
  it('are overwritten when the viewer closes, with the text they stood in', () => {
    const shown = session(bundle);
    const { parts, bytes } = shown.file;
    expect(parts[3]!.bytes.some((octet) => octet !== 0)).toBe(true);
    sessionClosed(shown);
    expect(parts[3]!.bytes.every((octet) => octet === 0)).toBe(true);
    expect(bytes.every((octet) => octet === 0)).toBe(true);
    // Certificates may be in use elsewhere.
    expect(parts[1]!.bytes.some((octet) => octet !== 0)).toBe(true);
  });

  it('are not among what is kept of a document', () => {
    const { matches, certificates } = partsOf(textDocument(bundle));
    expect(matches).toEqual([
      { key: 3, certificates: [1], open: [] },
      { key: 4, certificates: [2], open: [] },
    ]);
    expect(certificates).toHaveLength(3);
  });
});

describe('a private key that is encrypted', () => {
  it('is no fault, and says how it is encrypted', async () => {
    const overview = await session(encrypted).overview();
    const lines = overview.sections.flatMap(({ statements }) =>
      statements.map(({ label, text }) => `${label}: ${text}`),
    );
    expect(lines[1]).toMatch(
      /^Encrypted with: PBES2, PBKDF2 with hmacWithSHA\d+, aes\d+-CBC, [\d,]+ iterations$/,
    );
    expect(lines[2]).toBe(': The contents were not read: the passphrase is required.');
    expect(overview.findings).toEqual([]);
  });
});
