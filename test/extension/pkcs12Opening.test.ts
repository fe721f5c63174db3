import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { fileOf } from '../../src/extension/material/structureFile';
import { sessionClosed, StructureSession } from '../../src/extension/material/structureSession';
import { statementLine } from '../../src/extension/viewer/structureDump';
import { structureModel } from '../../src/extension/viewer/structureModel';
import { openWithPassphrase } from '../../src/extension/viewer/pkcs12Opening';
import type { Statement } from '../../src/protocol/structure';
import { issue, party } from '../core/x509/issue';
import { scriptedUi } from '../host/support/scriptedUi';
import { without } from '../programs';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Root');
const leaf = party('leaf.example');

/** Statements and those inside them, as the text twin shows them. */
const lines = (statements: readonly Statement[], indent = ''): string[] =>
  statements.flatMap((one) => [indent + statementLine(one), ...lines(one.inside ?? [], `${indent}  `)]);
const overview = async (session: StructureSession): Promise<string> => {
  const { sections, verdicts = [] } = await session.overview(now);
  return [
    ...lines(verdicts),
    ...sections.flatMap(({ title, statements }) => [title, ...lines(statements)]),
  ].join('\n');
};
const actions = (session: StructureSession): string[] =>
  structureModel(session, false).actions.map(({ title }) => title);

describe.skipIf(without('openssl'))(
  'a PKCS#12 file in the viewer (skipped where OpenSSL is not installed)',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pkcs12-'));
    const at = (name: string): string => path.join(folder, name);

    function made(pass: string, ...options: string[]): Uint8Array {
      execFileSync(
        'openssl',
        [
          ...['pkcs12', '-export', '-inkey', at('key.pem'), '-in', at('cert.pem'), '-certfile', at('ca.pem')],
          ...['-name', 'terminal', '-out', at('file.p12'), '-passout', `pass:${pass}`, ...options],
        ],
        { stdio: 'pipe' },
      );
      return new Uint8Array(readFileSync(at('file.p12')));
    }
    const sessionOf = (bytes: Uint8Array): StructureSession =>
      new StructureSession(fileOf('terminal.p12', bytes));

    beforeAll(() => {
      writeFileSync(at('key.pem'), leaf.privateKey.export({ format: 'pem', type: 'pkcs8' }));
      writeFileSync(at('cert.pem'), toPem('CERTIFICATE', issue(leaf, root)));
      writeFileSync(at('ca.pem'), toPem('CERTIFICATE', issue(root, root, { ca: true })));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('shows what can be read, then all but the key', async () => {
      const session = sessionOf(made('secret'));
      const before = await overview(session);
      expect(before).toMatch(/^✓ Encoding\n\? Not opened\n\? MAC not checked\n/);
      for (const part of [
        'Version: 3',
        '? MAC: HMAC with SHA-256, 2,048 iterations: not checked without the passphrase',
        '? Part 1: encrypted, not opened (PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC, 2,048 iterations)',
        'Part 2: not completely encrypted: 1 entry',
        'Private key: encrypted, not decrypted here',
        '  friendlyName: terminal',
      ])
        expect(before).toContain(part);
      expect(before).not.toContain('leaf.example');
      expect(actions(session)).toContain('Open with Passphrase…');

      const ui = scriptedUi([{ type: 'wrong' }, { type: 'secret' }]);
      expect(await openWithPassphrase(session, ui)).toBe(true);
      expect(ui.asked[1]!.text).toContain('That was not the right passphrase.');
      const after = await overview(session);
      expect(after).toMatch(/^✓ Encoding\n✓ MAC\n/);
      for (const part of [
        '✓ MAC: HMAC with SHA-256, 2,048 iterations: verified',
        'Part 1: decrypted: 2 entries',
        'leaf.example: Valid until 2036-01-01',
        'Certificate: leaf.example (same localKeyId; the keys are not compared)',
      ])
        expect(after).toContain(part);
      expect(actions(session)).not.toContain('Open with Passphrase…');
      expect(await openWithPassphrase(session, scriptedUi([]))).toBe(false);

      const { rows } = await session.contents(now);
      expect(rows.map(({ what, detail, issuer, key }) => [what, detail, issuer?.before, key?.text])).toEqual([
        ['PKCS#12 key store', 'DER', undefined, undefined],
        ['leaf.example', 'EC P-256 · in PKCS#12 as "terminal"', '3', 'private key 4 by localKeyId'],
        ['Root', 'EC P-256 · in PKCS#12', 'itself', undefined],
        ['Private key, encrypted', 'in PKCS#12 as "terminal"', undefined, 'belongs to 2 by localKeyId'],
      ]);
      const chain = await session.chain(now);
      expect(chain!.paths[0]!.certificates.map(({ name }) => name)).toEqual(['Root', 'leaf.example']);
      expect(chain!.notes).toEqual([]);
    });

    it('Escape leaves it as it was', async () => {
      const session = sessionOf(made('secret'));
      expect(await openWithPassphrase(session, scriptedUi([{ type: 'wrong' }, 'escape']))).toBe(false);
      expect(session.isOpened).toBe(false);
      expect(session.partCount).toBe(1);
    });

    it('an empty passphrase opens what was made with none', async () => {
      const session = sessionOf(made('', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES'));
      expect(await openWithPassphrase(session, scriptedUi([{ type: '' }]))).toBe(true);
      expect(await overview(session)).toContain('leaf.example');
    });

    it('RC2 is not checked, and said so; the key has no certificate to look for', async () => {
      const session = sessionOf(made('secret', '-legacy'));
      expect(await overview(session)).toContain('? Part 1: not checked: RC2-40 is not read here');
      expect(await openWithPassphrase(session, scriptedUi([{ type: 'secret' }]))).toBe(true);
      const after = await overview(session);
      expect(after).toContain('✓ MAC: HMAC with SHA-1');
      expect(after).toContain('? 1 of 2 parts not read');
      expect(after).not.toContain('none in this file has this localKeyId');
    });

    it('a private key that is not encrypted is a warning, hidden in the tree, and wiped', async () => {
      const file = made('secret', '-keypbe', 'NONE', '-certpbe', 'NONE');
      const session = sessionOf(file);
      expect(await overview(session)).toContain('! Private key not encrypted');
      expect((await session.findings()).map(({ code }) => code)).toEqual(['private_key_not_encrypted']);
      // Certificates show without the passphrase and are in the chain.
      expect((await session.chain(now))!.paths[0]!.certificates.length).toBe(2);
      const secret = Buffer.from(leaf.privateKey.export({ format: 'jwk' }).d!, 'base64url');
      expect(Buffer.from(file).includes(secret)).toBe(true);
      const rows = session.rows();
      expect(rows.isSecret).toBe(true);
      expect(rows.hex(0, file.length)).not.toContain(secret.toString('hex'));
      expect(await openWithPassphrase(session, scriptedUi([{ type: 'secret' }]))).toBe(true);
      expect((await session.chain(now))!.notes).toEqual([]);
      sessionClosed(session);
      expect(Buffer.from(file).includes(secret)).toBe(false);
    });

    it('a changed file says so once', async () => {
      const file = made('secret');
      const span = new StructureSession(fileOf('x', file)).reading().store!.safes[1]!.span!;
      file[span.end - 1]! ^= 1;
      const session = sessionOf(file);
      expect(await openWithPassphrase(session, scriptedUi([{ type: 'secret' }]))).toBe(true);
      expect(await overview(session)).toContain('✗ MAC does not match');
      expect((await session.findings()).filter(({ code }) => code === 'pkcs12_mac_invalid').length).toBe(1);
    });
  },
);
