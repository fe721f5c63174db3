// Whether the two parties of a token go by the same bytes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readAsn1 } from '../../../../src/core/asn1/read';
import { sameReference, spansOf } from '../../../../src/core/cms/tr34/places';
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

it('a token without its outer ContentInfo is read, and said to be without', () => {
  const bytes = new Uint8Array(
    readFileSync(path.join(import.meta.dirname, '../../../../media/samples/tr34-annex-b.cms')),
  );
  const whole = readTr34(bytes)!;
  const signed = readAsn1(bytes).roots[0]!.children()[1]!.children()[0]!;
  const bare = readTr34(signed.raw.slice())!;
  expect([whole.kind, whole.certainty]).toEqual(['KT_KDH', 'certain']);
  expect([bare.kind, bare.certainty, bare.header]).toEqual(['KT_KDH', 'possible', whole.header]);
  const [said] = bare.findings;
  expect(said).toMatchObject({
    code: 'tr34_structure',
    span: { start: 0, end: 4 },
    args: [{ template: 'the ContentInfo around the SignedData is missing' }],
  });
  expect(bare.findings.slice(1).map(({ code }) => code)).toEqual(whole.findings.map(({ code }) => code));
  // In something else than a ContentInfo, that is named.
  const inSet = bytes.slice();
  inSet[0] = 0x31;
  expect(readTr34(inSet)?.findings[0]?.args?.map(String)).toEqual([
    'the outer structure is not a ContentInfo of type signedData (SET, type signedData)',
  ]);
});

it('signed attributes are where the first begins and the last ends, also where there is one', () => {
  const token = readTr34(
    new Uint8Array(
      readFileSync(path.join(import.meta.dirname, '../../../../media/samples/tr34-annex-b.cms')),
    ),
  )!;
  const signed = token.signed!;
  const [signer] = signed.signers;
  const all = signer!.signedAttributes!;
  expect(all.length).toBeGreaterThan(2);
  const placed = (attributes: typeof all | undefined, more: object = {}) =>
    spansOf(
      [],
      {
        ...signed,
        signers: [{ ...signer!, signedAttributes: attributes, ...more }] as typeof signed.signers,
      },
      {},
      { spans: {}, order: 'none', findings: [] },
      undefined,
    );
  const of = (attributes: typeof all | undefined): unknown => placed(attributes).signedAttributes;
  expect(of(all)).toEqual({ start: all[0]!.span.start, end: all.at(-1)!.span.end });
  for (const one of all) expect(of([one])).toEqual(one.span);
  expect([of([]), of(undefined)]).toEqual([undefined, undefined]);
  // The signature is the end of its signer; a signer named by key identifier is the signer as a whole.
  const { span, signature } = signer!;
  expect(placed(all)).toMatchObject({
    signer: span,
    signature: { start: span.end - signature.length, end: span.end },
  });
  expect(placed(all, { sid: { kind: 'subjectKeyId' } }).signerId).toEqual(span);
  // Without an envelope and identifiers, only the content as a whole can be shown.
  const { eContent, krdId, kdhId, recipient, ciphertext } = placed(all);
  expect([krdId, kdhId, recipient, ciphertext]).toEqual([eContent, eContent, undefined, undefined]);
});
