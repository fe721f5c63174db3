import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { digestOf } from '../../src/core/crypto/hmac';
import { openTr34 } from '../../src/core/cms/tr34/open';
import { colonHex } from '../../src/core/x509/fingerprints';
import { readBeside } from '../../src/extension/material/besideFiles';
import { readFile } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import { nameList, offerNotice } from '../../src/extension/material/tr34Offer';
import { addFiles } from '../../src/extension/viewer/addFiles';
import { lookBeside } from '../../src/extension/viewer/tr34Beside';
import { exchangeFiles } from '../core/cms/tr34/tokenFiles';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const folder = mkdtempSync(path.join(tmpdir(), 'tr34-beside-'));
const at = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
const now = new Date('2026-12-01T12:00:00Z');
let files: Readonly<Record<string, Uint8Array>>;

beforeAll(async () => {
  files = await exchangeFiles();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  writeFileSync(path.join(folder, 'large.pem'), new Uint8Array(1_000_001).fill(0x41));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = async (name = 'kt-kdh.cms'): Promise<StructureSession> =>
  new StructureSession(await readFile(at(name)));
const head = async (session: StructureSession): Promise<string[]> =>
  ((await session.overview(now)).verdicts ?? []).map(({ status, text }) => `${status}: ${text}`);
const lines = async (session: StructureSession): Promise<string[]> =>
  (await session.overview(now)).sections
    .find(({ id }) => id === 'checks')!
    .statements.map(({ status, text }) => `${status}: ${text}`);

describe('files beside a token', () => {
  it('are offered by name, and used only when the user says so', async () => {
    const session = await open();
    const before = await lines(session);
    await lookBeside(session);
    expect(await lines(session)).toEqual(before);
    expect(session.certificates()).toEqual([]);
    expect(offerNotice(session.offered!.files)).toEqual([
      {
        status: 'none',
        text: 'Found kdh.crt, kdhca.crl, kdhca.crt, krd.pem and 2 more in the same folder',
        action: { id: 'useOffered', title: 'Use 6 Files' },
      },
    ]);
    session.useOffered();
    const after = await lines(session);
    expect(after.filter((line) => line.startsWith('wrong') || line.startsWith('warn'))).toEqual([]);
    expect(after).toContain('ok: The signature is valid over the attributes, both as sent and in DER order.');
    expect(
      after.some((line) => /^ok: The CRL of .*issued 2026-11-01, next update due 2027-11-01/.test(line)),
    ).toBe(true);
    expect(after).toContain(
      'unknown: The random number is the same as in rtkrd.der; this does not prove freshness.',
    );
    // Used: not offered again.
    await lookBeside(session);
    expect(session.offered?.files).toEqual([]);
  });

  it('complete the chain; the fingerprint of the root is there to be compared', async () => {
    const session = await open();
    await lookBeside(session);
    session.useOffered();
    expect(await head(session)).toEqual(
      expect.arrayContaining([
        'ok: Signatures up to "KDH CA" (found near the token)',
        'unknown: Trust: compare the fingerprint',
      ]),
    );
    const { sections } = await session.overview(now);
    const trust = sections
      .find(({ id }) => id === 'checks')!
      .statements.find(({ action }) => action?.id === 'chooseRoot');
    const [root] = (await readFile(at('kdhca.crt'))).parts[0]!.reading.certificates;
    expect(trust).toMatchObject({
      status: 'unknown',
      inside: [{ label: 'SHA-256', text: colonHex(digestOf('SHA-256', root!.raw)), mono: true }],
    });
    session.tr34.expect('root', root);
    expect(await head(session)).toContain('ok: Signatures up to the selected root "KDH CA"');
  });

  it('give no tick to a token whose own signature fails: that stands first', async () => {
    const token = Uint8Array.from(files['kt-kdh.cms']!);
    token[token.length - 1]! ^= 1;
    writeFileSync(path.join(folder, 'altered.cms'), token);
    const session = await open('altered.cms');
    await lookBeside(session);
    session.useOffered();
    const told = await head(session);
    const content = told.filter((line) => !line.endsWith('Encoding'));
    expect(content[0]).toBe('wrong: Signer: a check failed');
    expect(told.filter((line) => line.includes('Signatures up to'))).toEqual([]);
    rmSync(path.join(folder, 'altered.cms'));
  });

  it('that hold a private key are not read, nor those that are too large', async () => {
    const read = await readBeside(at('kt-kdh.cms'));
    expect(read.map(({ name }) => name)).toEqual([
      'kdh.crt',
      'kdhca.crl',
      'kdhca.crt',
      'krd.pem',
      'krdca.der',
      'other.crt',
      'rtkrd.der',
    ]);
  });

  it('without a CRL among them: revocation is not checked', async () => {
    const session = await open();
    await addFiles(session, ['kdh.crt', 'kdhca.crt', 'krd.pem'].map(at));
    expect((await lines(session)).some((line) => line.startsWith('unknown: Revocation is not checked'))).toBe(
      true,
    );
  });

  it('can be loaded by hand, several at once: then the number is the one the KRD asked with', async () => {
    const session = await open();
    expect(await addFiles(session, ['kdh.crt', 'kdhca.crl', 'rtkrd.der'].map(at))).toEqual({
      count: 3,
      hasNumber: true,
    });
    expect(await lines(session)).toContain("ok: The random number matches the one in the KRD's request.");
  });

  it('in the JSON of a request: certificate and random number', async () => {
    const [signer] = (await readFile(at('kdh.crt'))).parts[0]!.reading.certificates;
    const request = {
      WrappedKeyBlock: Buffer.from(files['kt-kdh.cms']!).toString('hex').toUpperCase(),
      SigningKeyCertificate: Buffer.from(files['kdh.crt']!).toString('base64'),
      RandomNonce: '167EB0E72781E494',
    };
    const own = mkdtempSync(path.join(tmpdir(), 'tr34-request-'));
    try {
      writeFileSync(path.join(own, 'kt.cms'), files['kt-kdh.cms']!);
      writeFileSync(path.join(own, 'import.json'), JSON.stringify(request));
      const session = new StructureSession(await readFile(vscode.Uri.file(path.join(own, 'kt.cms'))));
      await lookBeside(session);
      expect(offerNotice(session.offered!.files)[0]?.text).toBe('Found import.json in the same folder');
      session.useOffered();
      expect(session.certificates().map(({ serial }) => serial.hex)).toEqual([signer!.serial.hex]);
      expect(await lines(session)).toContain(
        'unknown: The random number is the same as in import.json; this does not prove freshness.',
      );
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});

describe('on top of a token that was opened', () => {
  const opened = async (session: StructureSession): Promise<string[]> => {
    session.tr34.useOpened(openTr34(session.token()!, files['bare.der']!));
    return head(session);
  };

  it('stand the key, its check value and that the signer is not checked', async () => {
    expect((await opened(await open())).slice(0, 3)).toEqual([
      'ok: Opened · TDES double length · KCV 08D7B4',
      'unknown: Signer not checked',
      'ok: Encoding',
    ]);
  });

  it('stands who signed, once that is checked', async () => {
    const session = await open();
    await lookBeside(session);
    session.useOffered();
    expect((await opened(session))[1]).toBe('ok: Signed by "KDH 1"');
  });

  it('stands no tick where it did not open', async () => {
    const session = await open();
    const stranger = (await exchangeFiles())['bare.der']!;
    session.tr34.useOpened(openTr34(session.token()!, stranger));
    expect((await head(session))[0]).toBe('unknown: Not opened');
  });
});

it('names are listed as far as there is room', () => {
  expect(nameList(['a'])).toBe('a');
  expect(nameList(['a', 'b', 'c'])).toBe('a, b and c');
  expect(nameList(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d and 1 more');
});
