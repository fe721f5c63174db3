// Whether the two parties of a token go by the same bytes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sameReference } from '../../../../src/core/cms/tr34/places';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import type { CertificateReference } from '../../../../src/core/cms/types';

it('references are the same by kind and bytes', () => {
  const { signer, envelope } = readTr34(
    new Uint8Array(
      readFileSync(path.join(import.meta.dirname, '../../../../media/samples/tr34-annex-b.cms')),
    ),
  )!;
  const ours = signer!.sid;
  const theirs = envelope!.recipients[0]!.names[0]!;
  expect(ours.kind).toBe('issuerAndSerial');
  const copy = { ...ours, raw: Uint8Array.from((ours as { raw: Uint8Array }).raw) } as CertificateReference;
  const otherKind = { ...copy, kind: 'subjectKeyId' } as unknown as CertificateReference;
  expect(sameReference(ours, copy)).toBe(true);
  for (const other of [theirs, otherKind, undefined]) {
    expect(sameReference(ours, other)).toBe(false);
    expect(sameReference(other, ours)).toBe(false);
  }
  expect(sameReference(undefined, undefined)).toBe(false);
});
