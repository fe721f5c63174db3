import { describe, expect, it, vi } from 'vitest';
import { Reading } from '../../src/core/cms/reading';
import { certificateBundle } from '../../src/core/make/certificateBundle';
import { readCertificate } from '../../src/core/x509/certificate';
import { overviewOf } from '../../src/extension/material/structureOverview';
import { StructureRows } from '../../src/extension/material/structureRows';
import type { Overview } from '../../src/extension/material/overview';
import type { Statement } from '../../src/protocol/structure';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Root', 'rsa');
const leaf = party('Leaf', 'p384');
const der = { root: issue(root, root, { ca: true }), leaf: issue(leaf, root) };
/** The last octet of a certificate is one of its signature. */
const altered = (bytes: Uint8Array): Uint8Array =>
  bytes.map((octet, i) => (i === bytes.length - 1 ? octet ^ 1 : octet));

const words = { hidden: '', unread: '', broken: '', truncated: '', unterminated: '', tooDeep: '' };
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
      'ok: The signature verifies with the key of “Root”.',
    ]);
    expect(verdicts(await overview(der.root))).toEqual([
      'ok: The signature verifies with its own key: self-signed.',
    ]);
    expect(verdicts(await overview(der.leaf))).toEqual([
      'unknown: Signature not checked: the issuer “Root” is not in this file.',
    ]);
  });

  it('that fails is a finding of the whole file', async () => {
    const told = await overview(altered(der.leaf), [der.root]);
    expect(verdicts(told)).toEqual(['wrong: The signature does not verify with the key of “Root”.']);
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
      'wrong: The signature does not verify with the key of “Root”.',
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
      'unknown: Signature not checked: the issuer “Root” is not in this file.',
    ]);
    expect(codes(told)).not.toContain('chain_signature_invalid');
  });
});
