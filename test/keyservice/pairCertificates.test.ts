// Certificates that one's own CA issued for key pairs: what is checked of them, and what is said.
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKeys, type KeyPair } from '../../src/core/make/keys';
import { readCertificate } from '../../src/core/x509/certificate';
import type { Certificate } from '../../src/core/x509/certificateTypes';
import {
  judgePairCertificate,
  type PairCertificate,
  publicKeyDigest,
  requestAlgorithms,
} from '../../src/keyservice/rules/pairCertificates';
import { pairPurpose, type PairPurpose } from '../../src/keyservice/rules/pairPurposes';
import { custodyObjection } from '../../src/keyservice/rules/custody';
import { testChain } from '../../src/keyservice/testsource/parties';
import { ownCa, type OwnCa, type Wanted } from '../ownCa';

const hour = 3_600_000;
let ca: OwnCa;
let weak: OwnCa;
let pair: KeyPair;
let stranger: KeyPair;
const digest = (): string => publicKeyDigest({ raw: pair.publicKey });

beforeAll(async () => {
  [ca, weak, pair, stranger] = await Promise.all([
    ownCa(),
    ownCa('Small Root', 'RSA_2048'),
    generateKeys('RSA_3072'),
    generateKeys('RSA_3072'),
  ]);
});

async function issued(wanted: Wanted = {}, by: OwnCa = ca, of = pair): Promise<Certificate> {
  return readCertificate(await by.issue(of.publicKey, wanted));
}

async function said(
  certificate: Certificate,
  issuers: readonly Certificate[] = [readCertificate(ca.certificate)],
  more: Partial<PairCertificate> = {},
): Promise<{ key: string; signature: string; codes: string[] }> {
  const { key, signature, findings } = await judgePairCertificate(
    { certificate, purpose: 'receive', pair: 'alias/krd', publicKey: digest(), ...more },
    issuers,
    new Date(),
  );
  return {
    key,
    signature: signature.verdict,
    codes: findings.map(({ severity, code }) => `${severity} ${code}`),
  };
}

describe('a certificate that came back', () => {
  it('of the pair, in time, for its role, under an issuer that is there', async () => {
    expect(await said(await issued())).toEqual({ key: 'same', signature: 'valid', codes: [] });
  });

  it('of another key is an error that names both keys', async () => {
    const { findings } = await judgePairCertificate(
      {
        certificate: await issued({}, ca, stranger),
        purpose: 'receive',
        pair: 'alias/krd',
        publicKey: digest(),
      },
      [],
      new Date(),
    );
    expect(findings.map(({ code }) => code)).toEqual(['aws_pair_certificate_key']);
    for (const part of ['alias/krd', digest(), publicKeyDigest({ raw: stranger.publicKey })])
      expect(findings[0]?.message).toContain(part);
  });

  it.each<[name: string, wanted: Wanted, codes: readonly string[]]>([
    ['expired', { notAfter: new Date(Date.now() - hour) }, ['error aws_certificate_expired']],
    ['of tomorrow', { notBefore: new Date(Date.now() + hour) }, ['error aws_certificate_not_yet_valid']],
    [
      'that ends today',
      { notAfter: new Date(Date.now() + hour) },
      ['warning aws_pair_certificate_ends_soon'],
    ],
    ['of an authority', { ca: true }, ['warning aws_pair_certificate_authority']],
    ['for signing', { keyUsage: ['digitalSignature'] }, ['warning aws_certificate_key_usage']],
  ])('%s', async (_, wanted, codes) => {
    expect((await said(await issued(wanted))).codes).toEqual(codes);
  });

  it.each<[purpose: PairPurpose, fits: 'keyEncipherment' | 'digitalSignature' | 'keyAgreement']>([
    ['receive', 'keyEncipherment'],
    ['sign', 'digitalSignature'],
    ['agree', 'keyAgreement'],
  ])('keyUsage for "%s"', async (purpose, fits) => {
    const codes = async (keyUsage: Wanted['keyUsage']): Promise<string[]> =>
      (await said(await issued({ keyUsage: keyUsage! }), [], { purpose })).codes;
    expect(await codes([fits])).toEqual([]);
    expect(await codes(['dataEncipherment'])).toEqual(['warning aws_certificate_key_usage']);
  });

  it('is not checked without its issuer, nor without the public key of the pair', async () => {
    expect(await said(await issued(), [], { publicKey: undefined })).toEqual({
      key: 'notRead',
      signature: 'no_issuer',
      codes: ['warning aws_pair_certificate_key_unread'],
    });
  });

  it('with a signature that does not verify is an error', async () => {
    const bytes = Uint8Array.from((await issued()).raw);
    bytes[bytes.length - 1]! ^= 1;
    expect(await said(readCertificate(bytes))).toEqual({
      key: 'same',
      signature: 'invalid',
      codes: ['error aws_certificate_signature'],
    });
  });

  it('under an issuer that is weaker than the pair is an error', async () => {
    expect(await said(await issued({}, weak), [readCertificate(weak.certificate)])).toEqual({
      key: 'same',
      signature: 'valid',
      codes: ['error aws_certificate_weak_issuer'],
    });
  });
});

it('purposes go by usage', () => {
  expect(
    ['TR31_K2_TR34_ASYMMETRIC_KEY', 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE'].map(pairPurpose),
  ).toEqual(['receive', 'sign']);
  expect(pairPurpose('TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT')).toBe('agree');
  expect(['TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'TR31_D1_X', '', 'K2'].map(pairPurpose)).toEqual(
    new Array(4).fill(undefined),
  );
});

it('proposes a hash as strong as the key, and offers all of the model', () => {
  expect(requestAlgorithms('RSA_4096')).toEqual(['SHA256', 'SHA224', 'SHA384', 'SHA512']);
  expect(requestAlgorithms('ECC_NIST_P384')[0]).toBe('SHA384');
  expect(requestAlgorithms('ECC_NIST_P521')[0]).toBe('SHA512');
});

it('an authority that was made here may not vouch for a key pair of a live account', async () => {
  const [root, leaf] = (await testChain(['TEST CA', 'TEST KRD'], 'RSA_2048')).map(({ certificate }) =>
    readCertificate(certificate),
  );
  const memory = { madeHere: () => false, keyIsHere: () => false };
  const foreign = await issued();
  expect(custodyObjection({ ofPair: [foreign, root!] }, memory)?.refusal).toBe('ownCertificateOfPair');
  expect(custodyObjection({ ofPair: [leaf!] }, memory)?.certificate).toBe(leaf);
  expect(custodyObjection({ ofPair: [foreign] }, memory)).toBeUndefined();
  expect(custodyObjection({ ofPair: [foreign] }, { ...memory, madeHere: () => true })?.refusal).toBe(
    'ownCertificateOfPair',
  );
});

it('nor may an authority whose private key is loaded here', async () => {
  const foreign = await issued();
  const memory = { madeHere: () => false, keyIsHere: () => true };
  const objection = custodyObjection({ ofPair: [foreign] }, memory);
  expect(objection).toEqual({ refusal: 'loadedKeyOfPair', certificate: foreign });
});
