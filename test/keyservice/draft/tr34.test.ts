// A TR-34 token: parameters, signer, authority with and without a chain, random number.
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/core/x509/certificate';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import type { Tr34Token } from '../../../src/core/cms/tr34/types';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { futureKey } from '../../../src/keyservice/draft/chainSteps';
import type { DraftKnown } from '../../../src/keyservice/draft/draft';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { planTr34 } from '../../../src/keyservice/plans/tokenPlans';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import {
  arn,
  authorityKey,
  candidatesOf,
  certificateOf,
  checksOf,
  context,
  faultsOf,
  fieldsOf,
  keptParameters,
  known,
  obstacleOf,
  open,
  target,
} from './setting';

const nonce = '00112233445566778899AABBCCDDEEFF';
let krd: TestParty;
let other: TestParty;
let chain: TestParty[];
let token: Tr34Token;

async function build(more: Partial<Parameters<typeof testTr34Token>[0]> = {}): Promise<Tr34Token> {
  const text = await testTr34Token({
    key: new Uint8Array(16).fill(0x31),
    header: 'D9999P0TB00E0000',
    kdh: chain.at(-1)!,
    krd: krd.parameter,
    fresh: fromHex(nonce)!,
    ...more,
  });
  return readTr34(fromHex(text)!)!;
}

beforeAll(async () => {
  [krd, other, chain] = await Promise.all([
    testParty('KRD'),
    testParty('Other KRD'),
    testChain(['Root', 'Middle', 'KDH'], 'RSA_2048'),
  ]);
  token = await build();
});

const parties = (...names: readonly string[]): TestParty[] =>
  names.map((name) => chain.find((party) => party.name === name)!);
const draftOf = (more: Partial<DraftKnown> = {}, answers = {}, of = token) =>
  importDraft(
    known(
      { kind: 'tr34', token: of },
      {
        parameters: [
          keptParameters('late', 'TR34_KEY_BLOCK', other, {
            validUntil: new Date(context.now.getTime() + 25 * 86_400_000),
          }),
          keptParameters('right', 'TR34_KEY_BLOCK', krd),
          keptParameters('rsa', 'KEY_CRYPTOGRAM', krd),
        ],
        certificates: open(...parties('Root', 'Middle', 'KDH')),
        ...more,
      },
    ),
    answers,
  );

describe('a token whose parties are all at hand', () => {
  it('asks for nothing: its authority is in the account', async () => {
    const keys = [authorityKey('root', chain[0]!), authorityKey('middle', chain[1]!)];
    const draft = await draftOf({
      keys,
      randomNumbers: [{ value: fromHex(nonce)!, place: 'rt_krd.pem' }],
    });
    expect(fieldsOf(draft)).toEqual({
      parameters: expect.stringMatching(
        /^TR-34, RSA_2048 · \d{4}-\d\d-\d\d <- The token was created for its certificate$/,
      ) as string,
      signer: 'KDH <- Found in KDH.pem',
      authority: `alias/middle · RSA_2048 · KCV ${keys[1]!.key.KeyCheckValue} <- Its KCV matches the key that issued "KDH"`,
      randomNumber: `${nonce} <- Found in rt_krd.pem`,
      alias: 'alias/pek-01 <- Next free alias for this usage',
      expected: '',
      tags: '',
    });
    expect(candidatesOf(draft, 'parameters')[1]).toMatch(
      / - The token is for .*KRD.*\. Have the key wrapped for the certificate of these parameters, or select the parameters that it was created for\.$/,
    );
    expect(candidatesOf(draft, 'signer').slice(1)).toEqual(
      ['Root', 'Middle'].map(
        (name) =>
          expect.stringContaining(
            `${name} (Found in ${name}.pem) - The token identifies a different signer: `,
          ) as string,
      ),
    );
    expect(checksOf(draft)).toEqual([
      'verified: The signed content type matches the type of the content (envelopedData).',
      'verified: The SHA-256 of the content matches the signed one.',
      expect.stringContaining('verified @signer: The signer is "') as string,
      'verified @signer: The signature is valid over the attributes as sent, but not in DER order: verifiers that sort first (BouncyCastle) reject this token.',
      expect.stringContaining('verified @authority: Every signature from "') as string,
      expect.stringContaining('verified @parameters: It is for "') as string,
      expect.stringContaining('notChecked @authority: Revocation is not checked') as string,
      'verified @randomNumber: The random number is the same as in the token. It does not show when the token was made.',
    ]);
    expect([obstacleOf(draft), faultsOf(draft)]).toEqual([undefined, []]);
    expect(draft.work).toMatchObject({
      steps: [],
      relied: [certificateOf(chain[2]!), certificateOf(chain[1]!)],
    });
    expect(draft.work).not.toHaveProperty('authorityStep');
    expect(draft.plan).toEqual(
      planTr34(
        {
          token,
          parameters: keptParameters('right', 'TR34_KEY_BLOCK', krd).parameters,
          signer: certificateOf(chain[2]!),
          authority: keys[1]!.key,
        },
        { alias: 'alias/pek-01' },
        context,
      ),
    );
    expect(draft.plan?.request).toEqual({
      KeyMaterial: {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: arn('middle'),
          SigningKeyCertificate: chain[2]!.parameter,
          ImportToken: 'import-token-right00000000000',
          WrappedKeyBlock: toUpperHex(token.raw),
          KeyBlockFormat: 'X9_TR34_2012',
          RandomNonce: nonce,
        },
      },
    });
  });

  it('imports its chain first where nothing of it is in the account', async () => {
    const draft = await draftOf({ keys: [authorityKey('stranger', other)] });
    expect(fieldsOf(draft).authority).toBe(
      'Import 2 certificates first, up to Middle <- Issued "KDH" and has not been imported',
    );
    expect(
      draft.work?.steps.map(({ certificate, parent, step }) => [
        certificate.subject.label,
        parent,
        step.importAs,
      ]),
    ).toEqual([
      ['Root', undefined, 'RootCertificatePublicKey'],
      ['Middle', 0, 'TrustedCertificatePublicKey'],
    ]);
    expect(draft.work?.authorityStep).toBe(1);
    // All that the account would rely on is guarded.
    expect(draft.work?.relied.map(({ subject }) => subject.label)).toEqual(['KDH', 'Middle', 'Root']);
    expect([obstacleOf(draft), faultsOf(draft)]).toEqual([undefined, []]);
    expect(draft.plan?.request.KeyMaterial).toMatchObject({
      Tr34KeyBlock: { CertificateAuthorityPublicKeyIdentifier: futureKey(1, target).KeyArn },
    });
    const made = authorityKey('made', chain[1]!).key;
    expect(draft.work?.plan?.({}, context, made).request.KeyMaterial).toMatchObject({
      Tr34KeyBlock: { CertificateAuthorityPublicKeyIdentifier: arn('made') },
    });
  });

  it.each([
    ['from here, as the note says', true],
    ['elsewhere, as its KCV shows', false],
  ])('imports only what is missing under a root that was imported %s', async (_, noted) => {
    const root = authorityKey('root', chain[0]!, noted ? { KeyCheckValue: '00000000' } : {});
    const draft = await draftOf({
      keys: [root],
      imported: (certificate) => (noted && certificate.subject.label === 'Root' ? root.key : undefined),
    });
    expect(fieldsOf(draft).authority).toBe('Import Middle first <- Issued "KDH" and has not been imported');
    expect(
      draft.work?.steps.map(({ certificate, known: key, parent }) => [
        certificate.subject.label,
        key?.KeyArn,
        parent,
      ]),
    ).toEqual([
      ['Root', arn('root'), undefined],
      ['Middle', undefined, 0],
    ]);
    expect([draft.work?.authorityStep, faultsOf(draft)]).toEqual([1, []]);
  });

  it('leaves out what is above an authority that was imported', async () => {
    const middle = authorityKey('middle', chain[1]!, { KeyCheckValue: '00000000' });
    const draft = await draftOf({
      keys: [middle],
      imported: (certificate) => (certificate.subject.label === 'Middle' ? middle.key : undefined),
    });
    expect(candidatesOf(draft, 'authority')).toEqual([
      'alias/middle · RSA_2048 · KCV 00000000 (The certificate that issued "KDH", imported from this computer)',
    ]);
    expect([draft.work?.steps, obstacleOf(draft)]).toEqual([[], undefined]);
    expect(draft.work?.relied.map(({ subject }) => subject.label)).toEqual(['KDH', 'Middle']);
  });

  it('does not propose a second copy of an authority that is disabled', async () => {
    const draft = await draftOf({ keys: [authorityKey('middle', chain[1]!, { Enabled: false })] });
    expect(fieldsOf(draft).authority).toBe('');
    expect(candidatesOf(draft, 'authority').at(-1)).toMatch(/- It is disabled\. Enable it first\.$/);
    expect(obstacleOf(draft)).toEqual(['authority', 'Select the certificate authority that issued "KDH".']);
  });

  it('a chain without its root cannot be imported', async () => {
    const draft = await draftOf({ certificates: open(...parties('Middle', 'KDH')) });
    expect(candidatesOf(draft, 'authority')).toEqual([
      'Import Middle first - The root of this chain is missing. Add the certificate of "Root".',
    ]);
    expect(obstacleOf(draft)).toEqual([
      'authority',
      'No imported certificate can have issued "KDH". Load the certificates that issued it.',
    ]);
    expect([draft.plan, faultsOf(draft)]).toEqual([undefined, []]);
  });

  it('without its issuer no authority is proposed, though only one key can be it', async () => {
    const draft = await draftOf({ certificates: open(...parties('KDH')), keys: [authorityKey('ca', other)] });
    expect(fieldsOf(draft).authority).toBe('');
    expect(obstacleOf(draft)).toEqual(['authority', 'Select the certificate authority that issued "KDH".']);
  });

  it('a chain that AWS refuses stands against the token', async () => {
    const weak = await testChain(['Small Root', 'Large CA', 'KDH'], ['RSA_2048', 'RSA_3072', 'RSA_2048']);
    const of = await build({ kdh: weak[2]! });
    const draft = await draftOf({ certificates: open(...weak) }, {}, of);
    expect(draft.obstacle?.text).toMatchObject({ code: 'aws_certificate_weak_issuer' });
    expect([draft.plan?.blocked, faultsOf(draft)]).toEqual([true, []]);
  });

  it('one certificate in two documents is one choice', async () => {
    const twice = [
      ...open(...parties('KDH', 'Root', 'Middle')),
      { ...open(...parties('KDH'))[0]!, place: 'copy' },
    ];
    const draft = await draftOf({ certificates: twice });
    expect(fieldsOf(draft).signer).toBe('KDH <- Found in KDH.pem');
  });

  it('of certificates that share issuer and serial number, the one that signed is proposed', async () => {
    // The same certificate with another key in it.
    const bytes = Uint8Array.from(chain.at(-1)!.certificate);
    const { publicKey } = readCertificate(bytes);
    const at = Buffer.from(bytes).indexOf(Buffer.from(publicKey.raw)) + 100;
    bytes[at]! ^= 1;
    const twin = { value: readCertificate(bytes), place: 'twin.pem' };
    const whole = open(...parties('Root', 'Middle', 'KDH'));
    const draft = await draftOf({ certificates: [twin, ...whole] });
    const signer = draft.fields.find(({ id }) => id === 'signer')!;
    const named = signer.candidates.filter(({ refusals }) => refusals.length === 0);
    expect(signer.value).not.toBe('');
    const other = await draftOf({ certificates: open(...parties('Root', 'Middle', 'KDH')) });
    expect(signer.value).toBe(other.fields.find(({ id }) => id === 'signer')!.value);
    expect(named.length).toBe(2);
  });

  it('an answer means the same certificate when documents are closed', async () => {
    const first = await draftOf({ certificates: open(...parties('Root', 'Middle', 'KDH')) });
    const signer = first.fields.find(({ id }) => id === 'signer')!.value;
    const later = await draftOf({ certificates: open(...parties('KDH')) }, { signer });
    expect(fieldsOf(later).signer).toBe('KDH');
  });
});

describe('what is wrong', () => {
  const changed = async (place: number): Promise<Tr34Token> => {
    const raw = Uint8Array.from(token.raw);
    raw[place < 0 ? raw.length + place : place]! ^= 1;
    return Promise.resolve(readTr34(raw)!);
  };

  it('a false signature stands before every question', async () => {
    const draft = await draftOf({ parameters: [] }, {}, await changed(-5));
    expect(obstacleOf(draft)).toEqual([
      'signer',
      'The signature does not verify with the key of "CN=KDH,OU=TEST,O=Key Material Inspector".',
    ]);
    expect(draft.checks.find(({ state }) => state === 'failed')?.advice?.template).toBe(
      'Get the token again from the sender, and check the certificate of the key distribution host (KDH).',
    );
    expect(faultsOf(draft)).toEqual([]);
    const whole = await draftOf({ keys: [authorityKey('middle', chain[1]!)] }, {}, await changed(-5));
    expect([whole.plan?.blocked, whole.work?.plan?.({}, context).blocked]).toEqual([true, true]);
  });

  it('a content that was changed is said without the signer', async () => {
    const { start } = token.envelope!.recipients[0]!.span;
    const draft = await draftOf({ certificates: [] }, {}, await changed(start + 250));
    expect(obstacleOf(draft)).toEqual([
      undefined,
      'The content was changed after signing: its digest is not the signed one.',
    ]);
  });

  it('another random number', async () => {
    const draft = await draftOf(
      { keys: [authorityKey('middle', chain[1]!)] },
      { randomNumber: '0011223344556677' },
    );
    const text = `The token contains ${nonce}: it answers a different request. Ask the sender to create it again.`;
    expect(obstacleOf(draft)).toEqual(['randomNumber', text]);
    expect(checksOf(draft).at(-1)).toBe(`failed @randomNumber: ${text}`);
    expect([draft.plan?.blocked, faultsOf(draft)]).toEqual([true, []]);
  });

  it.each([
    ['00', 'Enter 8 to 16 bytes as hexadecimal digits, or the random number token (RT_KRD).'],
    ['x'.repeat(30_000), 'Enter 8 to 16 bytes as hexadecimal digits, or the random number token (RT_KRD).'],
    [nonce.toLowerCase().replace(/../g, '$& '), undefined],
    ['', undefined],
  ])('%#: random numbers as they are typed', async (randomNumber, problem) => {
    const draft = await draftOf({ keys: [authorityKey('middle', chain[1]!)] }, { randomNumber });
    expect(obstacleOf(draft)?.[1]).toBe(problem);
  });

  it('of several random numbers that are open, that of the token is compared', async () => {
    const numbers = ['AA'.repeat(8), nonce].map((one, place) => ({
      value: fromHex(one)!,
      place: `${place}.pem`,
    }));
    expect(fieldsOf(await draftOf({ randomNumbers: numbers })).randomNumber).toBe(
      `${nonce} <- Found in 1.pem`,
    );
    const wrong = await draftOf({ randomNumbers: numbers.slice(0, 1), keys: [authorityKey('m', chain[1]!)] });
    expect(wrong.obstacle?.field).toBe('randomNumber');
  });

  it('parameters that have expired or are of another account', async () => {
    const expired = keptParameters('old', 'TR34_KEY_BLOCK', krd, {
      validUntil: new Date('2026-01-02T00:00:00Z'),
    });
    const misfit = { ...keptParameters('far', 'TR34_KEY_BLOCK', krd), misfit: 'They belong to account 1.' };
    const draft = await draftOf({ parameters: [expired, misfit] }, { parameters: 'far' });
    expect(candidatesOf(draft, 'parameters').map((line) => line.split(' - ')[1])).toEqual([
      'They belong to account 1.',
      'Expired 2026-01-02. Get new import parameters, and have the key wrapped for their certificate.',
    ]);
    expect(obstacleOf(draft)).toEqual(['parameters', 'No matching import parameters on this computer.']);
  });

  it('a signer that is not here', async () => {
    const draft = await draftOf({ certificates: [] });
    expect(obstacleOf(draft)).toEqual(['signer', "Load the signer's certificate."]);
    expect(faultsOf(draft)).toEqual([]);
  });
});

describe('one-pass tokens', () => {
  it('have no random number to compare, and show their time', async () => {
    const of = await build({ fresh: new Date(context.now.getTime() - 60_000) });
    const draft = await draftOf({ keys: [authorityKey('middle', chain[1]!)] }, {}, of);
    expect(Object.keys(fieldsOf(draft))).toEqual([
      'parameters',
      'signer',
      'authority',
      'alias',
      'expected',
      'tags',
    ]);
    expect(checksOf(draft).at(-1)).toMatch(/^verified: It was signed .*, before the selected time\.$/);
    expect(draft.plan?.request.KeyMaterial).not.toHaveProperty('Tr34KeyBlock.RandomNonce');
    expect([obstacleOf(draft), faultsOf(draft)]).toEqual([undefined, []]);
  });

  it('of tomorrow are said', async () => {
    const of = await build({ fresh: new Date(context.now.getTime() + 86_400_000) });
    expect(checksOf(await draftOf({}, {}, of)).at(-1)).toMatch(
      /^warning: It was signed .*, after the selected time\.$/,
    );
  });
});
