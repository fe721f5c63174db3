import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { checkIssuerSignature } from '../../../src/core/x509/issuerSignature';
import { english, phrase } from '../../../src/core/findings';
import { issue, type Party, party } from './issue';

const root = party('Root', 'rsa');
const renewed = { ...party('Root', 'p256'), name: root.name };
const leaf = party('Leaf', 'p384');
const der = {
  root: issue(root, root, { ca: true }),
  renewed: issue(renewed, renewed, { ca: true }),
  leaf: issue(leaf, root),
};
const read = (bytes: Uint8Array): Certificate => readCertificate(bytes);
/** The last octet of a certificate is one of its signature. */
const altered = (bytes: Uint8Array): Uint8Array =>
  bytes.map((octet, i) => (i === bytes.length - 1 ? octet ^ 1 : octet));

describe('the signature of an issuer', () => {
  it('verifies with the certificate of that name', async () => {
    const by = read(der.root);
    expect(await checkIssuerSignature(read(der.leaf), [by])).toEqual({ verdict: 'valid', by });
  });

  it('of a certificate that signed itself', async () => {
    const by = read(der.root);
    expect(await checkIssuerSignature(by, [by])).toEqual({ verdict: 'valid', by });
    const broken = read(altered(der.root));
    expect(await checkIssuerSignature(broken, [broken])).toEqual({ verdict: 'invalid', by: broken });
  });

  it('is wrong where one octet of it is another', async () => {
    const by = read(der.root);
    expect(await checkIssuerSignature(read(altered(der.leaf)), [by])).toEqual({ verdict: 'invalid', by });
  });

  it('cannot be checked where its algorithm is not known, and says why', async () => {
    const by = read(der.root);
    const known = Buffer.from('2a864886f70d01010b', 'hex');
    const bytes = der.leaf.slice();
    const places = [...bytes.keys()].filter((i) => known.equals(bytes.subarray(i, i + known.length)));
    for (const place of places) bytes[place + known.length - 1] = 0x7f;
    const check = await checkIssuerSignature(read(bytes), [by, by]);
    expect(check).toMatchObject({ verdict: 'cannot_check', by });
    expect('reason' in check && english(check.reason)).toMatch(/cannot be checked here$/);
  });

  it('is looked for among all that bear the name, whatever their order', async () => {
    const [old, other] = [read(der.root), read(der.renewed)];
    for (const known of [
      [old, other],
      [other, old],
    ])
      expect(await checkIssuerSignature(read(der.leaf), known)).toEqual({ verdict: 'valid', by: old });
    expect(await checkIssuerSignature(read(der.leaf), [other])).toMatchObject({
      verdict: 'invalid',
      by: other,
    });
  });

  it('is not checked where nobody bears the name', async () => {
    expect(await checkIssuerSignature(read(der.leaf), [read(der.leaf)])).toEqual({ verdict: 'no_issuer' });
    expect(await checkIssuerSignature(read(der.leaf), [])).toEqual({ verdict: 'no_issuer' });
  });

  it('is tried with the key that is named first, once for each key', async () => {
    const crowd = Array.from({ length: 40 }, () => read(issue(party('Root'), party('Root'), { ca: true })));
    const real = party('Root');
    const by = read(issue(real, real, { ca: true }));
    const count = countVerifications();
    try {
      expect(await checkIssuerSignature(read(issue(leaf, real)), [...crowd, by])).toEqual({
        verdict: 'valid',
        by,
      });
      expect(count.calls).toBe(1);
      const broken = read(issue(leaf, real, { breakSignature: true, keyIds: false }));
      const copies = Array.from({ length: 40 }, (_, serial) => read(issue(real, real, { ca: true, serial })));
      expect(await checkIssuerSignature(broken, copies)).toEqual({ verdict: 'invalid', by: copies[0] });
      expect(count.calls).toBe(2);
    } finally {
      count.end();
    }
  });

  it('is not called wrong where keys were left untried', async () => {
    const crowd = Array.from({ length: 40 }, () => read(issue(party('Root'), party('Root'), { ca: true })));
    const real = party('Root');
    const count = countVerifications();
    try {
      expect(await checkIssuerSignature(read(issue(leaf, real, { keyIds: false })), crowd)).toEqual({
        verdict: 'cannot_check',
        by: crowd[0],
        reason: phrase('{0} keys bear the name of the issuer, and {1} of them were tried', 40, 8),
      });
      expect(count.calls).toBe(8);
      // The one that is named failed: no other one can have made it.
      const named = read(issue(real, real, { ca: true }));
      expect(
        await checkIssuerSignature(read(issue(leaf, real, { breakSignature: true })), [...crowd, named]),
      ).toEqual({ verdict: 'invalid', by: named });
    } finally {
      count.end();
    }
  });

  it('is not called wrong where a key of the name cannot be used here', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const real: Party = {
      name: 'Root',
      privateKey: pair.privateKey,
      spki: new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })),
    };
    const other = party('Root');
    const known = [other, real].map((one) => read(issue(one, one, { ca: true })));
    for (const options of [{}, { keyIds: false }])
      expect(await checkIssuerSignature(read(issue(leaf, real, options)), known)).toMatchObject({
        verdict: 'cannot_check',
        by: known[1],
      });
    const broken = read(issue(leaf, other, { breakSignature: true }));
    expect(await checkIssuerSignature(broken, known)).toEqual({ verdict: 'invalid', by: known[0] });
  });
});

/** Counts what the host verifies, and lets it. */
function countVerifications(): { calls: number; end: () => void } {
  const spy = vi.spyOn(crypto.subtle, 'verify');
  return {
    get calls() {
      return spy.mock.calls.length;
    },
    end: () => spy.mockRestore(),
  };
}
