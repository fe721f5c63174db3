import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../src/core/x509/certificate';
import type { Certificate } from '../../src/core/x509/certificateTypes';
import type { ServiceTarget } from '../../src/keyservice/operations';
import {
  bearsOurMark,
  custodyObjection,
  custodyVerdict,
  type CustodyMatter,
  type CustodyMemory,
  type CustodyRefusal,
} from '../../src/keyservice/rules/custody';
import { isForTests, isLive } from '../../src/keyservice/rules/live';
import { testParty } from '../../src/keyservice/testsource/parties';
import { issue, party } from '../core/x509/issue';
import { allFour, attributes } from './simulator/client';

const account = '111122223333';
const aws = 'https://controlplane.payment-cryptography.eu-west-1.amazonaws.com';
const target = (given: Partial<ServiceTarget> = {}): ServiceTarget => ({
  kind: 'aws',
  profile: 'payments',
  region: 'eu-west-1',
  endpoint: aws,
  account,
  ...given,
});
const unknown: ServiceTarget = { kind: 'aws', profile: 'payments', region: 'eu-west-1', endpoint: aws };

let made: Certificate;
let madeElsewhere: Certificate;
let loaded: Certificate;
let other: Certificate;
beforeAll(async () => {
  made = readCertificate((await testParty('TEST KDH', { kind: 'ECC_NIST_P256' })).certificate);
  const key = (name: string): Certificate => {
    const one = party(name, 'p256');
    return readCertificate(issue(one, one));
  };
  madeElsewhere = key('remembered');
  loaded = key('loaded');
  other = key('a bank');
});

const aes = (KeyCheckValue: string, KeyAlgorithm: 'AES_128' | 'AES_256' | 'TDES_3KEY' = 'AES_128') => ({
  KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', KeyAlgorithm, allFour),
  KeyCheckValue,
});
const memory: CustodyMemory = {
  clearKeys: [
    {
      cipher: 'AES',
      bytes: 16,
      checkValues: [
        { value: 'AB12CD', method: 'CMAC' },
        { value: '12AB34', method: 'ANSI_X9_24' },
      ],
    },
    { cipher: 'TDES', bytes: 16, checkValues: [{ value: '5C9405' }] },
  ],
  madeHere: (one: Certificate): boolean => one === madeElsewhere,
  keyIsHere: (one: Certificate): boolean => one === loaded,
};
const verdict = (
  where: ServiceTarget,
  what: CustodyMatter,
  accounts: readonly string[] = [],
): CustodyRefusal | undefined => custodyVerdict(where, accounts, custodyObjection(what, memory))?.refusal;

describe('what is live', () => {
  it.each([
    ['AWS', target(), true],
    ['a private endpoint', target({ endpoint: 'https://vpce-1.example.com/x' }), true],
    ['a host that begins like this machine', target({ endpoint: 'https://127.0.0.1.example.com' }), true],
    ['a name before an @', target({ endpoint: 'https://localhost@example.com' }), true],
    ['what cannot be read as an address', target({ endpoint: 'nonsense' }), true],
    ['the simulator of this window', target({ kind: 'simulator' }), false],
    ['a simulator behind a profile', target({ endpoint: 'http://127.0.0.1:4599' }), false],
    ['the same by IPv6', target({ endpoint: 'http://[::1]:4599/' }), false],
    ['the same by name', target({ endpoint: 'http://localhost:4599' }), false],
  ])('%s', (_name, where, live) => {
    expect(isLive(where)).toBe(live);
    expect(isForTests(where, [])).toBe(!live);
  });
});

describe('what a custodian refuses', () => {
  const matters: [string, () => CustodyMatter, CustodyRefusal | undefined][] = [
    ['a root that was made here is trusted', () => ({ trusts: [made] }), 'ownCertificateTrusted'],
    ['the second of a chain was made here', () => ({ trusts: [other, made] }), 'ownCertificateTrusted'],
    ['one without our mark that is remembered', () => ({ trusts: [madeElsewhere] }), 'ownCertificateTrusted'],
    ['one whose private key is here', () => ({ trusts: [other, loaded] }), 'loadedKeyTrusted'],
    ['a key goes to one made here', () => ({ receives: made }), 'ownCertificateReceives'],
    ['a key goes to a remembered one', () => ({ receives: madeElsewhere }), 'ownCertificateReceives'],
    ['a key goes to a key that is here', () => ({ receives: loaded }), 'loadedKeyReceives'],
    ['a typed key', () => ({ typedKey: true }), 'typedKey'],
    ['a typed key from another’s certificate', () => ({ trusts: [other], typedKey: true }), 'typedKey'],
    ['a generated key', () => ({ typedKey: false }), undefined],
    ['a key leaves under one that is here', () => ({ wrapsUnder: aes('AB12CD') }), 'wrappingKeyHere'],
    ['the same by its other method', () => ({ wrapsUnder: aes('12ab34') }), 'wrappingKeyHere'],
    [
      'a TDES key that is here in two parts',
      () => ({ wrapsUnder: aes('5C9405', 'TDES_3KEY') }),
      'wrappingKeyHere',
    ],
    ['a key of another length', () => ({ wrapsUnder: aes('AB12CD', 'AES_256') }), undefined],
    ['a key of another check value', () => ({ wrapsUnder: aes('AB12CE') }), undefined],
    ['a key leaves under a published one', () => ({ wrapsUnder: aes('2090A6') }), 'wrappingKeyPublished'],
    ['certificates of others', () => ({ trusts: [other], receives: other }), undefined],
    ['nothing of the kind', () => ({}), undefined],
  ];

  it.each(matters)('%s', (_name, what, refusal) => {
    expect(verdict(target(), what())).toBe(refusal);
    expect(verdict(target(), what(), ['999999999999'])).toBe(refusal);
    expect(verdict(unknown, what(), [account])).toBe(refusal && 'accountUnknown');
    expect(verdict(target({ account: '' }), what(), [account, ''])).toBe(refusal && 'accountUnknown');
    expect(verdict(target(), what(), [account])).toBeUndefined();
    expect(verdict(target({ kind: 'simulator' }), what())).toBeUndefined();
    expect(verdict({ ...unknown, endpoint: 'http://127.0.0.1:4599' }, what())).toBeUndefined();
  });

  it('judges a payload by the account for which it is made, and by the one that is chosen', () => {
    const made = (chosen: ServiceTarget, madeFor: ServiceTarget, accounts: string[] = []) => {
      const found = custodyVerdict(chosen, accounts, custodyObjection({ typedKey: true }, memory), madeFor);
      return found && [found.refusal, found.account];
    };
    const simulator = target({ kind: 'simulator' });
    const other = target({ account: '999999999999' });
    expect(made(simulator, target())).toEqual(['typedKey', account]);
    expect(made(target(), other, [account])).toEqual(['typedKey', '999999999999']);
    expect(made(target(), other, ['999999999999'])).toEqual(['typedKey', account]);
    expect(made(target(), other, [account, '999999999999'])).toBeUndefined();
    expect(made(target(), unknown, [account])).toEqual(['receiverUnknown', undefined]);
    expect(made(simulator, unknown)).toEqual(['receiverUnknown', undefined]);
    expect(made(unknown, simulator)).toEqual(['accountUnknown', undefined]);
    expect(made(simulator, simulator)).toBeUndefined();
  });

  it('names the certificate that stands against it', () => {
    expect(custodyObjection({ trusts: [other, loaded] }, memory)?.certificate).toBe(loaded);
    expect(custodyObjection({ typedKey: true }, memory)).toEqual({ refusal: 'typedKey' });
  });

  it('knows what was made here by its subject, and by who issued it', async () => {
    const ca = await testParty('TEST CA', { kind: 'ECC_NIST_P256', ca: true });
    const below = await testParty('below', { kind: 'ECC_NIST_P256', issuer: ca });
    expect([made, madeElsewhere, other].map(bearsOurMark)).toEqual([true, false, false]);
    const { subject, issuer } = readCertificate(below.certificate);
    expect(bearsOurMark({ subject: other.subject, issuer })).toBe(true);
    expect(bearsOurMark({ subject, issuer: other.subject })).toBe(true);
  });
});
