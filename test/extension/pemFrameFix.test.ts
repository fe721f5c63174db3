import { generateKeyPairSync } from 'node:crypto';
import * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { english } from '../../src/core/findings';
import { Reading } from '../../src/core/cms/reading';
import { findPemBlocks, toPem } from '../../src/core/input/pem';
import { certificateDiagnostics } from '../../src/extension/material/certificateProblems';
import { structureFixesOf } from '../../src/extension/material/structureFix';
import { overviewOf } from '../../src/extension/material/structureOverview';
import { StructureRows } from '../../src/extension/material/structureRows';
import { issue, party } from '../core/x509/issue';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Root');
const certificate = toPem('CERTIFICATE', issue(root, root, { ca: true }));

const fixes = (text: string, line: number): readonly (readonly [string, string | undefined])[] =>
  structureFixesOf(textDocument(text), new vscode.Position(line, 3)).map(({ title, code }) => [title, code]);
const problems = async (text: string): Promise<readonly (readonly [number, string])[]> =>
  (await certificateDiagnostics(textDocument(text, 'plaintext', '/a.pem'), text, now)).map(
    ({ range, message }) => [range.start.line, message],
  );

describe('the frame of a PEM block', () => {
  it('is mended by a fix that says what it writes, from each of its lines', () => {
    const text = `about it\n${certificate.replace('-----BEGIN', '----BEGIN')}`;
    for (const line of [1, 3, text.split('\n').length - 2])
      expect(fixes(text, line)).toEqual([
        ['Replace ----BEGIN CERTIFICATE----- with -----BEGIN CERTIFICATE-----', 'pem_broken'],
      ]);
    expect(fixes(text, 0)).toEqual([]);
    expect(fixes(certificate.replace(/-----END.*\n/, ''), 0)).toEqual([
      ['Add the line -----END CERTIFICATE-----', 'pem_broken'],
    ]);
    expect(fixes(certificate.replaceAll('-----', '----'), 0)).toEqual([
      ['Insert the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----', 'pem_broken'],
    ]);
  });

  it('is one problem, whichever line is damaged', async () => {
    expect(await problems(`\n${certificate.replace('-----BEGIN', '----BEGIN')}`)).toEqual([
      [1, 'This block is broken: the BEGIN line is not written as "-----BEGIN CERTIFICATE-----".'],
    ]);
    expect(await problems(certificate.replace('-----END', '----END'))).toEqual([
      [0, 'This block is broken: the END line is not written as "-----END CERTIFICATE-----".'],
    ]);
    expect(await problems(certificate.replace(/-----END.*\n/, ''))).toEqual([
      [0, 'This block is broken: the END line is missing.'],
    ]);
    expect(await problems(certificate.replace(/-----BEGIN.*\n/, ''))).toEqual([
      [0, 'This block is broken: the BEGIN line is missing.'],
    ]);
    expect(await problems(certificate)).toEqual([]);
  });
});

describe('the lines and the label of a PEM block', () => {
  it('have one problem, on the line that it is about, with what follows from it', async () => {
    const lines = certificate.split('\n');
    const text = `about it\n${lines.map((line, i) => (i === 3 ? line.slice(1) : line)).join('\n')}`;
    const found = await certificateDiagnostics(textDocument(text, 'plaintext', '/a.pem'), text, now);
    expect(found.map(({ range, code }) => [range.start.line, code])).toEqual([[4, 'pem_broken']]);
    expect(found[0]!.message).toBe(
      'This block is broken: line 5 has 63 characters, the other lines have 64: a character is missing there.',
    );
    expect(found[0]!.relatedInformation!.length).toBeGreaterThan(0);
  });

  it('a label that is not that of the content is said, and written by a fix', async () => {
    const text = certificate.replaceAll('CERTIFICATE', 'PRIVATE KEY');
    expect(await problems(text)).toEqual([
      [
        0,
        expect.stringMatching(/^This is a certificate with the label PRIVATE KEY: there is no private key/),
      ],
    ]);
    expect(fixes(text, 2)).toEqual([
      ['Insert the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----', 'pem_label'],
    ]);
  });

  it('keys of other formats are named', async () => {
    const putty = 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n';
    expect(await problems(`\n${putty}`)).toEqual([[1, expect.stringContaining('private key of PuTTY')]]);
  });
});

describe('EC parameters in a key file', () => {
  const overview = async (bytes: Uint8Array): Promise<string[]> => {
    const rows = new StructureRows(bytes, undefined, {
      hidden: '',
      unread: '',
      broken: '',
      truncated: '',
      unterminated: '',
      tooDeep: '',
      localise: english,
    });
    const told = await overviewOf({
      rows,
      reading: new Reading(bytes),
      type: rows.type,
      certificates: [],
      now,
    });
    return told.sections.flatMap(({ statements }) =>
      statements.map(({ label, text }) => (label === '' ? text : `${label}: ${text}`)),
    );
  };

  it('are the curve that they name', async () => {
    // openssl ecparam -name prime256v1
    const [block] = findPemBlocks(
      '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n',
    );
    expect(await overview(block!.bytes)).toEqual([
      'Curve: P-256, about 128 bits of security',
      'Identified by: prime256v1 (1.2.840.10045.3.1.7)',
      'These parameters name a curve; they contain no key.',
    ]);
    // secp521r1, and a curve without a name here.
    expect((await overview(Buffer.from('06052b81040023', 'hex')))[0]).toBe(
      'Curve: P-521, about 256 bits of security',
    );
    expect((await overview(Buffer.from('06052b8104007f', 'hex')))[0]).toBe('Curve: 1.3.132.0.127');
  });

  it('that spell the curve out have the sizes that tell', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    // SubjectPublicKeyInfo, AlgorithmIdentifier, OID of 7 octets: the parameters are behind it.
    const start = spki.indexOf(Buffer.from('06072a8648ce3d0201', 'hex')) + 9;
    const length =
      spki.readUInt8(start + 1) === 0x81 ? 3 + spki.readUInt8(start + 2) : 4 + spki.readUInt16BE(start + 2);
    expect(await overview(spki.subarray(start, start + length))).toEqual([
      'Curve: explicit parameters, not a named curve',
      'Field: 256 bits',
      'Order: 256 bits',
      'Cofactor: 1',
      'These parameters describe a curve; they contain no key.',
    ]);
  });

  it('no OID but that of a curve is called so', async () => {
    // commonName
    expect((await overview(Buffer.from('0603550403', 'hex')))[0]).toContain(
      'Unknown structure. See the tree for its contents.',
    );
  });
});
