import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { english } from '../../src/core/findings';
import { Reading } from '../../src/core/cms/reading';
import { certificateBundle } from '../../src/core/make/certificateBundle';
import { readAsn1 } from '../../src/core/asn1/read';
import { readAlgorithm } from '../../src/core/x509/algorithm';
import { toPem } from '../../src/core/input/pem';
import { readCertificate } from '../../src/core/x509/certificate';
import { algorithmStatement } from '../../src/extension/material/structureAlgorithm';
import { certificateDiagnostics } from '../../src/extension/material/certificateProblems';
import { Tr34Memory } from '../../src/extension/material/tr34Memory';
import { overviewOf } from '../../src/extension/material/structureOverview';
import { StructureRows } from '../../src/extension/material/structureRows';
import type { Overview } from '../../src/extension/material/overview';
import type { Statement } from '../../src/protocol/structure';
import { tlv } from '../core/asn1/makeCrl';
import { issue, oid, party, type Party } from '../core/x509/issue';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Root', 'rsa');
const leaf = party('Leaf', 'p384');
const der = { root: issue(root, root, { ca: true }), leaf: issue(leaf, root) };
/** The last octet of a certificate is one of its signature. */
const altered = (bytes: Uint8Array): Uint8Array =>
  bytes.map((octet, i) => (i === bytes.length - 1 ? octet ^ 1 : octet));

const words = {
  hidden: '',
  unread: '',
  broken: '',
  truncated: '',
  unterminated: '',
  tooDeep: '',
  localise: english,
};
function overview(bytes: Uint8Array, added: readonly Uint8Array[] = []): Promise<Overview> {
  const rows = new StructureRows(bytes, undefined, words);
  const certificates = added.map(readCertificate);
  return overviewOf({ rows, reading: new Reading(bytes), type: rows.type, certificates, now });
}

/** Every sentence with a verdict, as "ok: …". */
function verdicts(told: Overview): string[] {
  const of = (statements: readonly Statement[]): string[] =>
    statements.flatMap(({ status, text, inside = [] }) => [
      ...(status === 'none' ? [] : [`${status}: ${text}`]),
      ...of(inside),
    ]);
  return of(told.sections.flatMap(({ statements }) => statements)).filter((text) =>
    text.includes('ignature'),
  );
}
const codes = ({ findings }: Overview): string[] => findings.map(({ code }) => code);

describe('the signature on a certificate', () => {
  it('that verifies with an added issuer, that signed itself, and that nobody here can check', async () => {
    expect(verdicts(await overview(der.leaf, [der.root]))).toEqual([
      'ok: The signature verifies with the key of "Root".',
    ]);
    expect(verdicts(await overview(der.root))).toEqual([
      'ok: The signature verifies with its own key: self-signed.',
    ]);
    expect(verdicts(await overview(der.leaf))).toEqual([
      'unknown: Signature not checked: the issuer "Root" is not in this file.',
    ]);
  });

  it('that fails is listed in Problems, where its issuer is in the same text', async () => {
    const problems = async (...certificates: readonly Uint8Array[]): Promise<string[]> => {
      const text = certificates.map((bytes) => toPem('CERTIFICATE', bytes)).join('');
      const document = textDocument(text, 'plaintext', '/chain.pem');
      return (await certificateDiagnostics(document, text, now)).map(
        ({ code, range }) => `${JSON.stringify(code)} in line ${range.start.line}`,
      );
    };
    expect(await problems(der.root, der.leaf)).toEqual([]);
    expect(await problems(altered(der.leaf))).toEqual([]);
    const line = toPem('CERTIFICATE', der.root).trimEnd().split('\n').length;
    expect(await problems(der.root, altered(der.leaf))).toEqual([
      `"chain_signature_invalid" in line ${line}`,
    ]);
    expect(await problems(altered(der.root))).toEqual(['"chain_signature_invalid" in line 0']);
  });

  it('that fails is a finding of the whole file', async () => {
    const told = await overview(altered(der.leaf), [der.root]);
    expect(verdicts(told)).toEqual(['wrong: The signature does not verify with the key of "Root".']);
    expect(codes(told)).toContain('chain_signature_invalid');
    const own = await overview(altered(der.root));
    expect(verdicts(own)).toEqual(['wrong: The signature does not verify with its own key.']);
    expect(codes(own)).toContain('chain_signature_invalid');
  });
});

describe('certificates inside a message', () => {
  it('have dates and signature apart: no tick stands for both', async () => {
    const told = await overview(certificateBundle([altered(der.leaf), der.root]));
    expect(verdicts(told)).toEqual([
      'wrong: The signature does not verify with the key of "Root".',
      'ok: The signature verifies with its own key: self-signed.',
    ]);
    expect(codes(told)).toContain('chain_signature_invalid');
    const bag = told.sections.find(({ id }) => id === 'bag')!;
    for (const { status, inside } of bag.statements) {
      expect(status).toBe('none');
      expect(inside).toHaveLength(2);
    }
  });

  it('whose issuer is not there get no tick for their signature', async () => {
    const told = await overview(certificateBundle([der.leaf]));
    expect(verdicts(told)).toEqual([
      'unknown: Signature not checked: the issuer "Root" is not in this file.',
    ]);
    expect(codes(told)).not.toContain('chain_signature_invalid');
  });
});

describe('the verdicts on top', () => {
  const top = ({ verdicts: list = [] }: Overview): string[] =>
    list.map(({ status, text }) => `${status}: ${text}`);
  async function trusting(root: Uint8Array, added: readonly Uint8Array[] = []): Promise<string | undefined> {
    const tr34 = new Tr34Memory();
    tr34.expect('root', readCertificate(root));
    const rows = new StructureRows(der.leaf, undefined, words);
    const certificates = added.map(readCertificate);
    const told = await overviewOf({
      rows,
      reading: new Reading(der.leaf),
      type: rows.type,
      certificates,
      now,
      tr34,
    });
    return top(told).at(-1);
  }

  it('say what was checked of a certificate, and what to load for the rest', async () => {
    expect(top(await overview(der.leaf))).toEqual([
      'ok: Encoding',
      'ok: Valid until 2036-01-01',
      'unknown: Signature: issuer "Root" not in this file',
      'unknown: Trust: root not given',
    ]);
    const told = await overview(der.leaf, [der.root]);
    expect(top(told)[2]).toBe('ok: Signature (issuer "Root", in this file)');
    // A root beside it is no trusted root.
    expect(top(told)[3]).toBe('unknown: Trust: root not given');
    expect(told.verdicts?.at(-1)?.action?.id).toBe('chooseRoot');
    expect(top(await overview(der.root))[2]).toBe('ok: Signature (self-signed)');
  });

  it('give no tick to bytes, dates and signatures that are wrong', async () => {
    const expired = issue(leaf, root, { notBefore: '240101000000Z', notAfter: '250104000000Z' });
    expect(top(await overview(expired))[1]).toBe('wrong: Expired on 2025-01-04');
    expect(top(await overview(altered(der.leaf), [der.root]))[2]).toBe(
      'wrong: Signature does not verify (issuer "Root", in this file)',
    );
    expect(top(await overview(Uint8Array.from([...der.leaf, 0])))[0]).not.toMatch(/^ok/);
    expect(top(await overview(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])))[0]).not.toMatch(/^ok/);
  });

  it('trust the root that was chosen, and no other', async () => {
    expect(await trusting(der.root)).toBe(
      'ok: Chain to the root "Root" that you selected, revocation not checked',
    );
    const stranger = party('Stranger');
    expect(await trusting(issue(stranger, stranger, { ca: true }))).toBe(
      'unknown: Trust: no chain to "Stranger" could be checked',
    );
    // Of the same name, with another key.
    const impostor = party('Root', 'rsa');
    expect(await trusting(issue(impostor, impostor, { ca: true }), [der.root])).not.toMatch(/^ok/);
    expect(await trusting(issue(root, root))).not.toMatch(/^ok/);
  });

  it('tell the parameters of PSS, and which of them are defaults', () => {
    const inside = (bytes: Uint8Array): string[] =>
      algorithmStatement('Signed with', readAlgorithm(readAsn1(bytes).roots[0])).inside!.map(
        ({ label, text }) => `${label}: ${text}`,
      );
    const pss = readCertificate(issue(leaf, root, { pss: true })).signatureAlgorithm.raw;
    expect(inside(pss)).toEqual([
      'Hash: SHA-256',
      'Mask generation: MGF1 with SHA-256',
      'Salt length: 32 bytes',
    ]);
    const bare = tlv(0x30, oid('2a864886f70d01010a'), tlv(0x30));
    expect(inside(bare)).toEqual([
      'Hash: SHA-1 (default)',
      'Mask generation: MGF1 with SHA-1 (default)',
      'Salt length: 20 bytes (default)',
    ]);
  });
});

describe('what a certificate is warned of', () => {
  it('stands on top, among the ticks', async () => {
    const top = async (bytes: Uint8Array): Promise<string[]> =>
      ((await overview(bytes)).verdicts ?? []).map(({ status, text }) => `${status}: ${text}`);
    expect((await top(der.root)).filter((line) => line.startsWith('warn'))).toEqual([]);
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const weak: Party = {
      name: 'Weak',
      privateKey: pair.privateKey,
      spki: new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })),
    };
    const told = await overview(issue(weak, weak, { ca: true }));
    expect(told.findings.filter(({ severity }) => severity === 'warning')).toHaveLength(1);
    expect(await top(issue(weak, weak, { ca: true }))).toContain('warn: 1 warning');
  });
});

describe('a message of certificates', () => {
  it('says on top that a signature on one of them does not verify', async () => {
    const top = async (...certificates: readonly Uint8Array[]): Promise<string[]> =>
      ((await overview(certificateBundle(certificates))).verdicts ?? []).map(
        ({ status, text }) => `${status}: ${text}`,
      );
    expect(await top(der.leaf, der.root)).toEqual(['ok: Encoding']);
    expect(await top(altered(der.leaf), der.root)).toEqual([
      'ok: Encoding',
      'wrong: 1 signature does not verify',
    ]);
  });
});
