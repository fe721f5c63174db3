import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { textOf } from '../../src/core/input/material';
import { toPem } from '../../src/core/input/pem';
import { certificateDiagnostics } from '../../src/extension/material/certificateProblems';
import { type LocatedStructure, structureAtPosition } from '../../src/extension/material/documentStructure';
import { structureHover } from '../../src/extension/material/structureMarkdown';
import { StructureSession } from '../../src/extension/material/structureSession';
import { fileOfText, readFile } from '../../src/extension/material/structureFile';
import { issue, issueCrl, party, request } from '../core/x509/issue';
import { Position, textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const [root, other, leaf] = [party('Root', 'rsa'), party('Other', 'rsa'), party('Leaf')];
const certificate = toPem('CERTIFICATE', issue(leaf, root));
const rootPem = toPem('CERTIFICATE', issue(root, root, { ca: true }));
const crl = toPem('X509 CRL', issueCrl(root, []));

function located(
  text: string,
  line = 1,
): { found: LocatedStructure; document: ReturnType<typeof textDocument> } {
  const document = textDocument(text, 'plaintext', '/file.pem');
  const found = structureAtPosition(document, new Position(line, 5) as never);
  if (!found) throw new Error('nothing here');
  return { found, document };
}

/** The lines of the hover, without escapes and links. */
async function hover(text: string, line = 1): Promise<string[]> {
  return (await hoverWith(text, line)).lines.filter((one) => !one.startsWith('['));
}

/** All of it, as if every command were there; the action on importing stands for what was asked for. */
async function hoverWith(text: string, line = 1) {
  const { found, document } = located(text, line);
  const markdown = await structureHover(found, document, (offers) =>
    Promise.resolve([
      { command: 'keyMaterial.inspect', link: 'Inspect' },
      ...(offers.import ? [{ command: 'keyMaterial.importKey', link: 'Import…' }] : []),
      ...(offers.copy ? [{ command: 'keyMaterial.copyAsPem', link: 'Copy as PEM' }] : []),
    ]),
  );
  const lines = (markdown?.value ?? '').replaceAll('\\', '').replaceAll('&nbsp;', ' ').split('\n');
  return { lines: lines.map((one) => one.trimEnd()), trusted: markdown?.isTrusted };
}
const row = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.startsWith(`|${name}|`));
const problems = async (text: string): Promise<string[]> =>
  (await certificateDiagnostics(textDocument(text, 'plaintext', '/file.pem'), text, now)).map(
    ({ message }) => message,
  );

describe('the hover on a PEM block', () => {
  const cut = certificate.split('\n').toSpliced(5, 4).join('\n');
  it.each([
    ['whose end has another label', certificate.replace('END CERTIFICATE', 'END X509 CRL')],
    ['whose end is missing', certificate.slice(0, certificate.indexOf('-----END'))],
    ['of a certificate that lacks its middle', cut],
    [
      'of something that is no structure',
      toPem(
        'PKCS7',
        Uint8Array.from({ length: 60 }, (_, i) => (i === 0 ? 0x30 : 0x7f)),
      ),
    ],
  ])('%s begins with what Problems says', async (_name, text) => {
    const [first] = await problems(text);
    expect(first).toBeDefined();
    const lines = await hover(text);
    expect(lines[1]).toMatch(/^\$\((error|warning)\) \*\*/);
    // Problems name the certificate in front.
    expect(first!.replace(/^.{0,20}: (?=[A-Z])/, '')).toBe(lines[1]!.replace(/^\S+ \*\*\w+\*\* /, ''));
  });

  it('that is sound begins with its facts', async () => {
    expect((await hover(rootPem)).slice(1, 3)).toEqual(['', '| | |']);
    expect(await problems(rootPem)).toEqual([]);
  });

  it('of a private key tells that it is not encrypted and whose it is, and wipes it', async () => {
    const text = `${certificate}${leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string}`;
    const line = text.split('\n').findIndex((one) => one.includes('BEGIN PRIVATE')) + 1;
    const lines = await hover(text, line);
    expect(lines[1]).toContain('Private key not encrypted');
    expect(row(lines, 'Certificate')).toBe(
      '|Certificate|$(pass) Belongs to certificate 1: the public keys are equal.|',
    );
    const { found, document } = located(text, line);
    expect(found.material.bytes.some((octet) => octet !== 0)).toBe(true);
    await structureHover(found, document);
    expect(found.material.bytes.every((octet) => octet === 0)).toBe(true);
  });
});

describe('the actions of the hover', () => {
  const links = ({ lines }: { lines: string[] }): string =>
    (lines.find((one) => one.startsWith('[')) ?? '').replace(/\([^)]*\)/g, '');

  it('are above the table, below what is wrong, and are all that is trusted', async () => {
    const sound = await hoverWith(rootPem);
    expect(links(sound)).toBe('[Inspect] · [Import…] · [Copy as PEM]');
    expect(sound.lines[1]).toMatch(/^\[Inspect\]/);
    expect(sound.lines[3]).toBe('| | |');
    expect(sound.trusted).toEqual({
      enabledCommands: ['keyMaterial.inspect', 'keyMaterial.importKey', 'keyMaterial.copyAsPem'],
    });
    const broken = await hoverWith(certificate.replace('END CERTIFICATE', 'END X509 CRL'));
    expect(broken.lines.findIndex((one) => one.includes('**Warning**'))).toBe(1);
    expect(broken.lines[2]).toMatch(/^\[Inspect\]/);
    const target = /keyMaterial\.copyAsPem\?([^)]*)\)/.exec(sound.lines[1]!)![1]!;
    expect(JSON.parse(decodeURIComponent(target))).toEqual([
      { uri: 'file:///file.pem', start: 0, end: rootPem.trimEnd().length },
    ]);
  });

  it('offer to import what Import Key takes, and no copy of a private key', async () => {
    expect(links(await hoverWith(crl))).toBe('[Inspect] · [Copy as PEM]');
    const key = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(links(await hoverWith(key))).toBe('[Inspect]');
    const encrypted = leaf.privateKey.export({
      type: 'sec1',
      format: 'pem',
      cipher: 'aes-128-cbc',
      passphrase: 'a',
    }) as string;
    expect(links(await hoverWith(encrypted, 4))).toBe('[Inspect]');
  });
});

describe('the hover says whether a signature was checked', () => {
  it('of CMS and TR-34 tokens: not on hover', async () => {
    const unchecked = '|Signature|$(question) Signature not checked here: select Inspect|';
    const samples = path.join(import.meta.dirname, '../../media/samples');
    const cms = (name: string): string => {
      const bytes = new Uint8Array(readFileSync(path.join(samples, name)));
      const text = textOf(bytes);
      return text?.startsWith('-----BEGIN') === true ? text : toPem('CMS', bytes);
    };
    for (const name of ['tr34-annex-b.cms', 'ceremony.p7m'])
      expect(row(await hover(cms(name)), 'Signature'), name).toBe(unchecked);
    // Nobody signed it.
    expect(row(await hover(cms('chain.p7b')), 'Signature')).toBeUndefined();
    expect((await hoverWith(cms('tr34-annex-b.cms'))).lines.find((one) => one.startsWith('['))).toContain(
      'Import',
    );
  });

  it('of a certificate: by itself, with an issuer in the same file, or not', async () => {
    const name = 'Signature';
    expect(row(await hover(rootPem), name)).toContain('$(pass) The signature verifies with its own key');
    expect(row(await hover(certificate + rootPem), name)).toContain(
      '$(pass) The signature verifies with the key of "Root".',
    );
    expect(row(await hover(certificate), name)).toContain(
      '$(question) Signature not checked: the issuer "Root" is not in this file.',
    );
    const alike = toPem(
      'CERTIFICATE',
      issue({ ...other, name: 'Root' }, { ...other, name: 'Root' }, { ca: true }),
    );
    const lines = await hover(certificate + alike);
    expect(row(lines, name)).toContain('$(error) The signature does not verify');
    expect(lines[1]).toContain('**Error** The signature on "Leaf" does not verify');
  });

  it('of a CRL and of a request', async () => {
    expect(row(await hover(crl + rootPem), 'Signature')).toContain('$(pass) ');
    expect(row(await hover(crl), 'Signature')).toContain('$(question) Signature not checked');
    expect(row(await hover(toPem('CERTIFICATE REQUEST', request(leaf))), 'Signature')).toContain('$(pass) ');
    const lines = await hover(toPem('CERTIFICATE REQUEST', request(leaf, party('Other'))));
    expect(row(lines, 'Signature')).toContain('$(error) The signature does not verify with its own key.');
    expect(lines[1]).toContain('The request is not signed with its own key.');
  });

  it('but not that an issuer is missing in a file that was not read whole', async () => {
    const lines = await hover(`${certificate}${'# filler\n'.repeat(230_000)}${rootPem}`);
    expect(row(lines, 'Signature')).toContain('too long to look for the issuer');
  });

  it('and what a certificate may do', async () => {
    expect(row(await hover(rootPem), 'Role')).toBe('|Role|Certificate authority (keyCertSign, cRLSign)|');
    expect(row(await hover(certificate), 'Role')).toBe('|Role|End entity (digitalSignature)|');
    const names = readFileSync(path.join(import.meta.dirname, '../core/x509/extensions/names.pem'), 'utf8');
    expect(row(await hover(names), 'Names')).toMatch(/^\|Names\|.*, and \d+ more\|$/);
    const purposes = issue(leaf, root, { extendedKeyUsage: ['2b06010505070302'] });
    expect(row(await hover(toPem('CERTIFICATE', purposes)), 'Purposes')).toBe('|Purposes|clientAuth|');
  });
});

it('a request that somebody else signed is a finding of the viewer too', async () => {
  const text = toPem('CERTIFICATE REQUEST', request(leaf, party('Other')));
  const findings = await new StructureSession(fileOfText('request.pem', text)).findings();
  expect(findings.map(({ code }) => code)).toContain('x509_request_signature');
});

it('an issuer in the folder is found when it is looked for, and not before', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-'));
  try {
    const middle = party('Middle', 'rsa');
    writeFileSync(path.join(folder, 'leaf.pem'), toPem('CERTIFICATE', issue(leaf, middle)));
    writeFileSync(path.join(folder, 'middle.crt'), toPem('CERTIFICATE', issue(middle, root, { ca: true })));
    writeFileSync(path.join(folder, 'root.der'), issue(root, root, { ca: true }));
    writeFileSync(path.join(folder, 'other.pem'), toPem('CERTIFICATE', issue(other, other, { ca: true })));
    const session = new StructureSession(await readFile(vscode.Uri.file(path.join(folder, 'leaf.pem'))));
    const signature = async () =>
      (await session.overview(now)).sections
        .flatMap(({ statements }) => statements)
        .find(({ text }) => /signature (not|verifies)/i.test(text));
    expect(await signature()).toMatchObject({ status: 'unknown', action: { id: 'lookInFolder' } });
    expect(await session.lookBeside()).toBe(2);
    expect(session.added.map(({ subject }) => subject.label)).toEqual(['Middle', 'Root']);
    expect(await signature()).toMatchObject({
      status: 'ok',
      text: 'The signature verifies with the key of "Middle".',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
