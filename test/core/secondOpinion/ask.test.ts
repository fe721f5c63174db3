import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKeyMaterial } from '../../../src/core/input/material';
import { askSecondOpinion, opinionKind } from '../../../src/core/secondOpinion/ask';
import { refusal, type OpinionKind, readerLimits } from '../../../src/core/secondOpinion/opinion';
import fc from '../../properties';
import { tlv } from '../asn1/makeCrl';

const folder = path.join(import.meta.dirname, '../../../media/samples');
function sample(name: string): Uint8Array {
  const [found] = findKeyMaterial(new Uint8Array(readFileSync(path.join(folder, name))));
  if (found?.kind !== 'der') throw new Error(`no structure in ${name}`);
  return found.bytes;
}
const certificate = sample('kdh.der');
const reads = (consumed: number) => ({ outcome: 'reads', consumed, differences: [], refused: [] });
const notAsked = (why: string) => ({ outcome: 'notAsked', why });

/** SEQUENCEs in one another, with nothing in the innermost. */
function nested(levels: number): Uint8Array {
  let der = tlv(0x30);
  for (let level = 0; level < levels; level++) der = tlv(0x30, der);
  return der;
}

describe('second opinion', () => {
  it.each<[string, OpinionKind]>([
    ['kdh.der', 'certificate'],
    ['revoked.crl', 'crl'],
    ['kdh.csr', 'request'],
  ])('both read %s', async (name, kind) => {
    const der = sample(name);
    const opinion = await askSecondOpinion(der, kind);
    expect(opinion).toEqual({ asn1js: reads(der.length), x509: reads(der.length) });
  });

  it('asks @peculiar/x509 of certificates, revocation lists and requests only', async () => {
    const der = sample('ceremony.p7m');
    expect(await askSecondOpinion(der, 'other')).toEqual({
      asn1js: reads(der.length),
      x509: notAsked('kind'),
    });
  });

  it('hands no private values on', async () => {
    expect(opinionKind('PrivateKeyInfo')).toBe('private');
    expect(opinionKind('Tr34KeyBlock')).toBe('private');
    expect(await askSecondOpinion(certificate, 'private')).toEqual({
      asn1js: notAsked('private'),
      x509: notAsked('private'),
    });
  });

  it('names reason and place of a refusal: of the innermost value that it stopped at', async () => {
    // SEQUENCE { INTEGER 1, SEQUENCE { INTEGER that says 2 octets and has 1 } }
    const { asn1js } = await askSecondOpinion(new Uint8Array([0x30, 8, 2, 1, 1, 0x30, 3, 2, 2, 0]), 'other');
    expect(asn1js).toEqual({
      outcome: 'refuses',
      reason: 'End of input reached before message was fully decoded (inconsistent offset and length values)',
      offset: 7,
    });
  });

  it('is refused by both when it is cut off', async () => {
    const cut = certificate.subarray(0, 300);
    const refusal = {
      outcome: 'refuses',
      offset: 0,
      reason: expect.stringContaining('End of input') as string,
    };
    expect(await askSecondOpinion(cut, 'certificate')).toEqual({ asn1js: refusal, x509: refusal });
  });

  it('is refused by @peculiar/x509 where it is another structure, without names that a bundler changes', async () => {
    const { asn1js, x509 } = await askSecondOpinion(sample('revoked.crl'), 'certificate');
    expect(asn1js.outcome).toBe('reads');
    expect(x509.outcome).toBe('refuses');
    expect(x509).not.toHaveProperty('reason', expect.stringContaining('Data does not match'));
  });

  it('says how far they read where more follows', async () => {
    const longer = new Uint8Array([...certificate, 0, 0, 0, 0]);
    expect(await askSecondOpinion(longer, 'certificate')).toEqual({
      asn1js: reads(certificate.length),
      x509: reads(certificate.length),
    });
  });

  it('does not ask past a limit, and asks at it', async () => {
    const nulls = (count: number) =>
      tlv(
        0x30,
        new Uint8Array(count * 2).map((_, i) => (i % 2 === 0 ? 5 : 0)),
      );
    const most = readerLimits.values - 1;
    expect((await askSecondOpinion(nulls(most), 'other')).asn1js.outcome).toBe('reads');
    expect((await askSecondOpinion(nulls(most + 1), 'other')).asn1js).toEqual(notAsked('values'));
    expect((await askSecondOpinion(nested(readerLimits.depth), 'other')).asn1js.outcome).toBe('reads');
    expect((await askSecondOpinion(nested(readerLimits.depth + 1), 'other')).asn1js).toEqual(
      notAsked('depth'),
    );
    const large = new Uint8Array(readerLimits.bytes + 1);
    expect((await askSecondOpinion(large, 'other')).asn1js).toEqual(notAsked('bytes'));
    expect((await askSecondOpinion(new Uint8Array(), 'other')).asn1js).toEqual(notAsked('empty'));
  });

  it('calls a length that is false a refusal, though the reader calls it too large', async () => {
    const { asn1js } = await askSecondOpinion(
      new Uint8Array([0x30, 0x84, 255, 255, 255, 255, 2, 1]),
      'other',
    );
    expect(asn1js.outcome).toBe('refuses');
  });

  it('says in which value the readers part', async () => {
    const negative = certificate.slice();
    // Serial number: INTEGER of one octet behind the version.
    const serial = negative.findIndex(
      (_, i) => negative[i] === 2 && negative[i + 1] === 1 && negative[i + 2] === 0x53,
    );
    negative[serial + 2] = 0xd3;
    const { asn1js, x509 } = await askSecondOpinion(negative, 'certificate');
    expect(asn1js).toEqual(reads(certificate.length));
    expect(x509).toMatchObject({ differences: [{ what: 'serial', there: 'd3', here: '-2d' }] });
  });

  it('answers whatever the bytes are', async () => {
    const kinds = fc.constantFrom<OpinionKind>('certificate', 'crl', 'request', 'other');
    const broken = fc
      .tuple(
        fc.constantFrom('kdh.der', 'revoked.crl', 'kdh.csr', 'ceremony.p7m'),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        fc.nat(),
      )
      .map(([name, changes, cut]) => {
        const der = sample(name).slice();
        for (const [at, octet] of changes) der[at % der.length] = octet;
        return cut % 3 === 0 ? der.subarray(0, cut % der.length) : der;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 60 }), broken), kinds, async (bytes, kind) => {
        const before = bytes.slice();
        const { asn1js, x509 } = await askSecondOpinion(bytes, kind);
        expect(bytes).toEqual(before);
        for (const opinion of [asn1js, x509]) {
          expect(['reads', 'refuses', 'notAsked']).toContain(opinion.outcome);
          if (opinion.outcome === 'refuses') expect(opinion.reason.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

it('words of a limit of asn1js are no refusal; other words are, in one short line', () => {
  expect(refusal(new Error('x: Maximum ASN.1 nesting depth exceeded (100)'))).toEqual(notAsked('depth'));
  expect(refusal(new Error('Maximum ASN.1 node count exceeded'), 5)).toEqual(notAsked('values'));
  expect(refusal(new Error('no\n  such \u0000 thing '), 5)).toEqual({
    outcome: 'refuses',
    reason: 'no such thing',
    offset: 5,
  });
  expect(refusal('text')).toEqual({ outcome: 'refuses', reason: 'text' });
});

it('as many bytes as the readers take are asked of, one more is not', async () => {
  const { bytes: most } = readerLimits;
  const octets = (size: number): Uint8Array => {
    const der = new Uint8Array(size);
    der.set([4, 0x84, ...[24, 16, 8, 0].map((shift) => ((size - 6) >>> shift) & 255)]);
    return der;
  };
  expect((await askSecondOpinion(octets(most), 'other')).asn1js).toEqual(reads(most));
  expect((await askSecondOpinion(octets(most + 1), 'other')).asn1js).toEqual(notAsked('bytes'));
});
