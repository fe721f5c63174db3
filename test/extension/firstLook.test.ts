/** What a first look at material as OpenSSL writes it shows: nothing false, and no tick for less than was checked. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { certificateDiagnostics } from '../../src/extension/material/certificateProblems';
import { structureAtPosition } from '../../src/extension/material/documentStructure';
import { structureHover } from '../../src/extension/material/structureMarkdown';
import { fileOfText } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import type { Statement } from '../../src/protocol/structure';
import { certificateBundle } from '../../src/core/make/certificateBundle';
import { readCertificate } from '../../src/core/x509/certificate';
import { tlv } from '../core/asn1/makeCrl';
import { dn, issue, issueCrl, oid, party, request } from '../core/x509/issue';
import { Position, textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const [root, leaf] = [party('Root', 'rsa'), party('Leaf')];
const rootPem = toPem('CERTIFICATE', issue(root, root, { ca: true }));
const leafPem = toPem('CERTIFICATE', issue(leaf, root, { serial: 7 }));
const keyPem = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const line = ({ status, label, text }: Statement): string =>
  `${status === 'none' ? '' : `${status}: `}${label === '' ? '' : `${label}: `}${text}`;
const lines = (statements: readonly Statement[]): string[] =>
  statements.flatMap((one) => [line(one), ...lines(one.inside ?? [])]);

/** What the viewer shows of one part: on top, in its sections, and as codes of findings. */
async function look(text: string, part = 0, trusted?: Uint8Array) {
  const session = new StructureSession(fileOfText('file.pem', text));
  session.part = part;
  if (trusted) session.tr34.expect('root', readCertificate(trusted));
  const { verdicts = [], sections } = await session.overview(now);
  return {
    top: verdicts.map(line),
    all: sections.flatMap(({ title, statements }) => [title, ...lines(statements)]),
    codes: (await session.findings()).map(({ code }) => code),
  };
}
const problems = async (text: string): Promise<unknown[]> =>
  (await certificateDiagnostics(textDocument(text, 'plaintext', '/file.pem'), text, now)).map(
    ({ code }) => code,
  );

describe('an EC key as OpenSSL writes it', () => {
  const parameters = toPem('EC PARAMETERS', oid('2a8648ce3d030107'));
  const key = leaf.privateKey.export({ type: 'sec1', format: 'pem' }) as string;

  it('has its curve above it: an OID is a whole structure', async () => {
    const { top, all, codes } = await look(parameters + key);
    expect(top).toEqual(['ok: Encoding']);
    expect(all).toContain('Curve: P-256, about 128 bits of security');
    expect(codes).toEqual([]);
    expect(await problems(parameters + key)).toEqual(['private_key_not_encrypted']);
  });

  it('encrypted by its PEM header has no encoding that could be wrong', async () => {
    for (const format of ['sec1', 'pkcs1'] as const) {
      const { privateKey } = format === 'sec1' ? leaf : party('RSA', 'rsa');
      const pem = privateKey.export({ type: format, format: 'pem', cipher: 'aes-128-cbc', passphrase: 'a' });
      const { top, codes } = await look(pem as string);
      expect(top).toEqual(['unknown: Encrypted: not opened']);
      expect(codes).toEqual([]);
    }
  });
});

describe('a key of which only the request is there', () => {
  const both = toPem('CERTIFICATE REQUEST', request(leaf)) + rootPem + keyPem;

  it('belongs to that, on its page as in the list', async () => {
    expect((await look(both, 2)).all).toContain('ok: Belongs to request 1: the public keys are equal.');
    expect((await look(both, 0)).all).toContain('ok: Private key 3 in this file matches.');
    expect((await look(both + leafPem, 2)).all).toContain(
      'ok: Belongs to certificate 4: the public keys are equal.',
    );
  });

  it('has its exponent as certificates have it', async () => {
    const rsa = root.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect((await look(rsa)).all).toContain('Exponent: 65537');
  });
});

describe('a certificate that a CRL of the same file lists', () => {
  const crl = (revoked: number[], signer = root): string =>
    toPem(
      'X509 CRL',
      issueCrl(
        signer,
        revoked.map((serial) => ({ serial: [serial] })),
      ),
    );

  it('is revoked, where the signature on the CRL verifies', async () => {
    const { top, codes } = await look(leafPem + rootPem + crl([7]));
    expect(top.filter((text) => text.includes('evoked'))).toEqual([
      expect.stringMatching(/^wrong: Revoked \(\d{4}-\d\d-\d\d.*\) by a CRL in this file$/),
    ]);
    expect(codes).toContain('x509_revoked');
    const text = leafPem + rootPem + crl([7]);
    expect(await problems(text)).toEqual(['x509_revoked']);
    const { rows, counts } = await new StructureSession(fileOfText('file.pem', text)).contents(now);
    expect(rows[0]!.until).toEqual({ status: 'wrong', text: 'revoked 2026-06-01' });
    expect(counts).toEqual([{ status: 'wrong', text: '1 revoked' }]);
    const document = textDocument(text, 'plaintext', '/file.pem');
    const at = structureAtPosition(document, new Position(1, 5) as never)!;
    const hover = await structureHover(at, document, () => Promise.resolve([]));
    expect(hover?.value).toContain('|Revocation|$(error) Revoked');
    expect(top.filter((text) => text.includes('Trust'))).toEqual([]);
  });

  it('is listed only, where nobody here can verify it, and neither where it fails or lists others', async () => {
    const { top, codes } = await look(leafPem + crl([7]));
    expect(top.some((text) => /^warn: Listed as revoked .*CRL not verified$/.test(text))).toBe(true);
    expect(codes).toContain('x509_listed_revoked');
    for (const other of [crl([8]), crl([7], party('Root', 'rsa'))]) {
      const told = await look(leafPem + rootPem + other);
      expect(told.top.join()).not.toContain('evoked');
      expect(told.codes).toEqual([]);
    }
  });
});

describe('no tick alone', () => {
  it('on a time-stamp response without a time stamp', async () => {
    const refused = 'MDcwNQIBAjAsDCpNZXNzYWdlIGRpZ2VzdCBhbGdvcml0aG0gaXMgbm90IHN1cHBvcnRlZC4DAgeA';
    expect((await look(toPem('TS', new Uint8Array(Buffer.from(refused, 'base64'))))).top).toEqual([
      'ok: Encoding',
      'wrong: No time stamp: rejection, badAlg',
    ]);
  });

  it('on a message with certificates that are out of their dates', async () => {
    const expired = issue(leaf, root, { notBefore: '240101000000Z', notAfter: '250104000000Z' });
    const early = issue(leaf, root, { notBefore: '350101000000Z' });
    const { top, codes } = await look(toPem('PKCS7', certificateBundle([expired, early])));
    expect(top).toEqual([
      'ok: Encoding',
      'wrong: 1 certificate expired',
      'wrong: 1 certificate not yet valid',
    ]);
    expect(codes).toEqual(expect.arrayContaining(['cms_certificate_expired', 'cms_certificate_early']));
  });

  it('on a chain whose names were not held against the constraints of its issuers', async () => {
    // permitted: DNS names below example.com
    const permitted = tlv(0xa0, tlv(0x30, tlv(0x82, Buffer.from('example.com'))));
    const constraints = tlv(0x30, oid('551d1e'), tlv(1, [0xff]), tlv(4, tlv(0x30, permitted)));
    const issuing = party('Issuing');
    const trusted = issue(root, root, { ca: true });
    for (const [more, expected] of [
      [[], /^ok: Chain to the root "Root" that you selected, revocation not checked$/],
      [[constraints], /^unknown: Chain to the root "Root" .* name constraints and revocation not checked$/],
    ] as const) {
      const middle = issue(issuing, root, { ca: true, extensions: more });
      const told = await look(
        toPem('CERTIFICATE', issue(leaf, issuing)) + toPem('CERTIFICATE', middle),
        0,
        trusted,
      );
      expect(told.top.at(-1)).toMatch(expected);
      const all = new StructureSession(
        fileOfText(
          'chain.pem',
          [issue(leaf, issuing), middle, trusted].map((one) => toPem('CERTIFICATE', one)).join(''),
        ),
      );
      expect((await all.chain(now))?.paths.map(({ status }) => status)).toEqual([
        more.length > 0 ? 'unknown' : 'ok',
      ]);
    }
  });
});

describe('what is encrypted', () => {
  it('says so on top, beside its encoding', async () => {
    const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'test' } as const;
    const { top } = await look(leaf.privateKey.export(encrypted) as string);
    expect(top).toEqual(['ok: Encoding', 'unknown: Encrypted: not opened']);
  });

  it('shows how an agreed key is wrapped, and a tag that was not checked', async () => {
    const id = (hex: string, ...parameters: Uint8Array[]): Uint8Array => tlv(0x30, oid(hex), ...parameters);
    const name = tlv(0x30, dn('Issuer'), tlv(2, [5]));
    const agreed = tlv(
      0xa1,
      tlv(2, [3]),
      tlv(0xa0, tlv(0xa1, id('2a8648ce3d0201'), tlv(3, [0, 4]))),
      id('2b81051086483f0002', id('60864801650304012d')),
      tlv(0x30, tlv(0x30, name, tlv(4, [1, 2]))),
    );
    const gcm = id('60864801650304012e', tlv(0x30, tlv(4, new Uint8Array(12)), tlv(2, [16])));
    const content = tlv(0x30, oid('2a864886f70d010701'), gcm, tlv(0x80, [7]));
    const enveloped = tlv(
      0x30,
      tlv(2, [0]),
      tlv(0x31, agreed),
      content,
      tlv(4, new Uint8Array(16).fill(0xab)),
    );
    const message = tlv(0x30, oid('2a864886f70d0109100117'), tlv(0xa0, enveloped));
    const { top, all } = await look(toPem('CMS', message));
    expect(top).toEqual(['ok: Encoding', 'unknown: Encrypted: not opened']);
    expect(all.join('\n')).toMatch(
      /Key agreement: for CN=Issuer, serial 05, with dhSinglePass-stdDH-sha1kdf \(.*aes256-wrap.*\)/i,
    );
    expect(all).toContain(`Authentication tag: ${'AB:'.repeat(15)}AB`);
    expect(all).toContain("unknown: The tag cannot be checked without the recipient's key.");
  });
});

it('a CRL that is overdue is a finding too', async () => {
  const late = toPem('X509 CRL', issueCrl(root, [], '260201000000Z'));
  expect((await look(late)).codes).toEqual(['x509_crl_stale']);
  expect(await problems(late)).toEqual(['x509_crl_stale']);
});

it('a time-stamp request shows what it asks for', async () => {
  const imprint = tlv(0x30, tlv(0x30, oid('608648016503040201')), tlv(4, Uint8Array.of(0xaa, 0xbb)));
  const asked = tlv(0x30, tlv(2, [1]), imprint, oid('2a030401'), tlv(2, [0x32, 0x6d]), tlv(1, [0xff]));
  expect((await look(toPem('TIMESTAMP', asked))).all).toEqual([
    'Request',
    'Hash: SHA-256',
    'Imprint of the data: AA:BB',
    'Policy: 1.2.3.4.1',
    'Nonce: 0x326D',
    'Certificate of the signer: requested',
  ]);
});

it('that a certificate signed itself is said where the signature shows it', async () => {
  const altered = issue(root, root, { ca: true, breakSignature: true });
  expect((await look(toPem('CERTIFICATE', altered))).top).toContain(
    'wrong: Signature does not verify (self-issued)',
  );
  expect((await look(rootPem)).top).toContain('ok: Signature (self-signed)');
});

it('a private key for PSS alone is called that, as in its certificate', async () => {
  const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const { all } = await look(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  expect(all).toContain('Key: RSA-PSS 2048, about 112 bits of security');
});

it('a key of one line is the same block from each of its lines', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const document = textDocument(`words\n${pem}`, 'plaintext', '/file.pem');
  for (const at of [1, 2, 3]) {
    const found = structureAtPosition(document, new Position(at, 20) as never);
    expect(found?.material.label, String(at)).toBe('PRIVATE KEY');
  }
});

it('dates are in one form', async () => {
  const { all } = await look(leafPem);
  expect(all).toContain('From: 2026-01-01 00:00:00 UTC');
  expect(all).toContain('Until: 2036-01-01 00:00:00 UTC');
});

it('the hover on a public key or an encrypted one says which', async () => {
  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'test' } as const;
  for (const [text, row] of [
    [toPem('PUBLIC KEY', leaf.spki), '|Key|EC P-256|'],
    [toPem('EC PARAMETERS', oid('2a8648ce3d030107')), '|Curve|P-256|'],
    [leaf.privateKey.export(encrypted) as string, '|Encrypted with|PBES2, PBKDF2'],
  ] as const) {
    const document = textDocument(text, 'plaintext', '/file.pem');
    const at = structureAtPosition(document, new Position(1, 5) as never)!;
    const hover = await structureHover(at, document, () => Promise.resolve([]));
    expect(hover?.value.replaceAll('\\', '')).toContain(row);
  }
});
