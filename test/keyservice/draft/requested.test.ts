// What a request file asks for, in the draft of its import: every value has its field, every difference is told, and
// nothing that guards an import is left out because a file says so.
import { beforeAll, describe, expect, it } from 'vitest';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import type { Draft, DraftKnown, DraftMaterial } from '../../../src/keyservice/draft/draft';
import { englishOf } from '../../../src/keyservice/draft/draftTexts';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { answeredParameters, requestedAnswers } from '../../../src/keyservice/draft/requested';
import { readRequest } from '../../../src/keyservice/requests/read';
import { testChain, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import {
  arn,
  authorityKey,
  certificateOf,
  checksOf,
  codesOf,
  draftKey,
  faultsOf,
  fieldsOf,
  keptParameters,
  known,
  obstacleOf,
  pairKey,
  target,
} from './setting';

/** What the extension makes of a document. */
function asked(request: unknown, more: Partial<DraftKnown> = {}, place = 'request.json'): DraftKnown {
  const document = readRequest(JSON.stringify(request))!;
  const material = (document.values ?? document.exported)!.material!;
  const decoded: DraftMaterial =
    material.kind === 'keyBlock'
      ? { kind: 'keyBlock', block: decodeKeyBlock(material.text) }
      : material.kind === 'tr34'
        ? { kind: 'tr34', token: material.token }
        : material.kind === 'cryptogram'
          ? { kind: 'cryptogram', bytes: material.bytes }
          : { kind: 'certificates', certificates: [material.certificate] };
  return known(decoded, { request: { place, document }, ...more });
}

async function draftOf(around: DraftKnown, answers = {}, options = {}): Promise<Draft> {
  const draft = await importDraft(around, answers, options);
  expect(faultsOf(draft)).toEqual([]);
  return draft;
}

const token = 'import-token-0123456789abcdef';
const kbpk = new Uint8Array(32).fill(7);
const block = testKeyBlock(
  { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' },
  new Uint8Array(16).fill(0x31),
  kbpk,
);
const tr31 = (more: object = {}, around: object = {}): object => ({
  KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/two', WrappedKeyBlock: block, ...more } },
  ...around,
});
const twoKeys: Partial<DraftKnown> = {
  keys: [draftKey('one'), draftKey('two')],
  aliasTarget: (alias) => (alias === 'alias/two' ? arn('two') : undefined),
};
const cryptogram = (more: object = {}, around: object = {}): object => ({
  KeyMaterial: {
    KeyCryptogram: {
      Exportable: true,
      ImportToken: token,
      KeyAttributes: {
        KeyAlgorithm: 'AES_128',
        KeyClass: 'SYMMETRIC_KEY',
        KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true, Sign: false },
        KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
      },
      WrappedKeyCryptogram: '1A'.repeat(512),
      ...more,
    },
  },
  ...around,
});

describe('a key block', () => {
  it('goes under the key that the file names, with its tags, state and KCV algorithm', async () => {
    const around = {
      KeyCheckValueAlgorithm: 'CMAC',
      Enabled: false,
      Tags: [{ Key: 'env', Value: 'a, b=c' }],
    };
    const draft = await draftOf(asked(tr31({}, around), twoKeys));
    expect(fieldsOf(draft)).toMatchObject({
      way: 'Under a wrapping key of the account <- From the request file',
      wrappingKey: 'alias/two · AES_256 <- From the request file',
      checkValue: 'CMAC <- From the request file',
      enabled: 'Disabled until someone enables it <- From the request file',
      tags: 'env=a, b=c <- From the request file',
    });
    expect(obstacleOf(draft)).toBeUndefined();
    expect(draft.plan?.request).toEqual({
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: arn('two'), WrappedKeyBlock: block } },
      KeyCheckValueAlgorithm: 'CMAC',
      Enabled: false,
      Tags: [{ Key: 'env', Value: 'a, b=c' }],
    });
    expect(draft.plan?.wanted.staysDisabled).toBe(true);
  });

  it('is not enabled by an equal KCV where the file wants it disabled', async () => {
    const answers = { expected: '123456' };
    const options = { enableAfterMatch: true };
    const disabled = await draftOf(asked(tr31({}, { Enabled: false }), twoKeys), answers, options);
    expect(disabled.choices).toMatchObject({ enabled: false, staysDisabled: true });
    const enabled = await draftOf(asked(tr31({}, { Enabled: true }), twoKeys), answers, options);
    expect(enabled.choices).toMatchObject({ enabled: false });
    expect(enabled.choices.staysDisabled).toBeUndefined();
    const plain = await draftOf(asked(tr31({}, { Enabled: true }), twoKeys));
    expect(plain.plan?.request.Enabled).toBe(true);
  });

  it('is under no other key where the named one is not here', async () => {
    const draft = await draftOf(
      asked(tr31({ WrappingKeyIdentifier: 'alias/three' }), { ...twoKeys, keys: [draftKey('one')] }),
    );
    expect(fieldsOf(draft).wrappingKey).toBe('');
    expect(obstacleOf(draft)?.[0]).toBe('wrappingKey');
    expect(checksOf(draft)).toContain(
      'warning @wrappingKey: The request file refers to alias/three, which is not a key in this account and Region.',
    );
  });

  it('says where an answer differs from the file', async () => {
    const draft = await draftOf(asked(tr31(), twoKeys), { wrappingKey: arn('one') });
    expect(obstacleOf(draft)).toBeUndefined();
    expect(checksOf(draft)).toContain('warning @wrappingKey: The request file has alias/two.');
  });

  it.each([
    ['arn:aws:payment-cryptography:us-east-2:999999999999:key/two0000000000000', 'request_key_elsewhere'],
    ['arn:aws:payment-cryptography:eu-west-1:111122223333:key/two0000000000000', 'request_key_elsewhere'],
    ['arn:aws:payment-cryptography:eu-west-1:111122223333:alias/two', 'request_key_elsewhere'],
  ])('stops at %s', async (WrappingKeyIdentifier, code) => {
    const draft = await draftOf(asked(tr31({ WrappingKeyIdentifier }), twoKeys), { wrappingKey: arn('one') });
    expect(codesOf(draft)).toContain(`error ${code}`);
    expect(draft.plan?.blocked).toBe(true);
  });

  it('stops where the file names another Region or endpoint, and not at the same', async () => {
    const of = async (around: object): Promise<string[]> =>
      codesOf(await draftOf(asked(tr31({}, around), twoKeys))).filter((code) => code.startsWith('error'));
    expect(await of({ Region: 'eu-west-1' })).toEqual(['error request_region']);
    expect(await of({ 'endpoint-url': 'http://127.0.0.1:4000' })).toEqual(['error request_endpoint']);
    expect(await of({ Region: target.region, 'endpoint-url': `${target.endpoint}/` })).toEqual([]);
    expect(await of({ ReplicationRegions: ['eu-west-1'] })).toEqual([]);
  });

  it('carries to the confirmation what is not sent, and stops at what is said twice', async () => {
    const draft = await draftOf(asked(tr31({}, { RequesterComment: 'x' }), twoKeys));
    expect(draft.plan?.findings.map(({ code, severity }) => [code, severity])).toContainEqual([
      'request_not_served',
      'warning',
    ]);
    const document = readRequest(
      JSON.stringify(tr31({}, { Enabled: true })).replace('"Enabled":true', '"Enabled":true,"Enabled":false'),
    )!;
    const twice = await draftOf({ ...asked(tr31(), twoKeys), request: { place: 'x', document } });
    expect(obstacleOf(twice)?.[1]).toContain('Enabled appears twice');
  });

  it('under an agreed key has everything of the file', async () => {
    const [ca, party] = await testChain(['TEST EC CA', 'TEST EC PARTY'], 'ECC_NIST_P521');
    const request = {
      DiffieHellmanTr31KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: arn('ca'),
        DerivationData: { SharedInformation: '12 34567890'.replace(' ', '') },
        DeriveKeyAlgorithm: 'AES_256',
        KeyDerivationFunction: 'ANSI_X963',
        KeyDerivationHashAlgorithm: 'SHA_512',
        PrivateKeyIdentifier: arn('pair2'),
        PublicKeyCertificate: party!.parameter,
        WrappedKeyBlock: block,
      },
    };
    const keys = [
      authorityKey('ca', ca!),
      pairKey('pair1', 'ECC_NIST_P521'),
      pairKey('pair2', 'ECC_NIST_P521'),
      draftKey('one'),
    ];
    const draft = await draftOf(asked(request, { keys }));
    expect(fieldsOf(draft)).toMatchObject({
      way: 'Under a key agreed by ECDH <- From the request file',
      pair: 'alias/pair2 · ECC_NIST_P521 <- From the request file',
      partner: 'TEST EC PARTY <- From the request file',
      derived: 'AES_256 <- From the request file',
      function: 'ANSI_X963 <- From the request file',
      hash: 'SHA_512 <- From the request file',
      sharedInformation: '1234567890 <- From the request file',
    });
    expect(draft.plan?.request.KeyMaterial).toEqual(request);
  });
});

describe('a cryptogram', () => {
  it('has every attribute of the file, and its token with a warning', async () => {
    const draft = await draftOf(asked(cryptogram()));
    expect(fieldsOf(draft)).toMatchObject({
      parameters: 'RSA_4096 <- From the request file',
      algorithm: 'AES_128 <- From the request file',
      usage: 'TR31_K0_KEY_ENCRYPTION_KEY <- From the request file',
      exportable:
        'Exportable: anyone allowed to call ExportKey can export it in wrapped form <- From the request file',
      spec: 'SHA-256 (RSA_OAEP_SHA_256) <- From the request file',
    });
    expect(obstacleOf(draft)).toBeUndefined();
    expect(codesOf(draft)).toEqual(['warning aws_plan_token_of_file']);
    const finding = draft.plan!.findings.find(({ code }) => code === 'aws_plan_token_of_file');
    expect(finding?.message).toMatch(/request\.json.*account.*are not visible here.*AWS rejects/);
    expect(draft.plan?.request).toEqual({
      KeyMaterial: {
        KeyCryptogram: {
          ...(cryptogram() as { KeyMaterial: { KeyCryptogram: object } }).KeyMaterial.KeyCryptogram,
          KeyAttributes: {
            KeyAlgorithm: 'AES_128',
            KeyClass: 'SYMMETRIC_KEY',
            KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
            KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
          },
          WrappingSpec: 'RSA_OAEP_SHA_256',
        },
      },
    });
  });

  it('uses kept parameters of the same token, of which more is known', async () => {
    const [krd] = await testChain(['TEST KRD'], 'RSA_4096');
    const kept = keptParameters('kept', 'KEY_CRYPTOGRAM', krd!, { token });
    const draft = await draftOf(asked(cryptogram(), { parameters: [kept] }));
    expect(codesOf(draft)).toEqual([]);
    expect(draft.fields.find(({ id }) => id === 'parameters')?.candidates.map(({ id }) => id)).toEqual([
      'kept',
    ]);
    const elsewhere = await draftOf(
      asked(cryptogram(), { parameters: [{ ...kept, misfit: 'They belong to another account.' }] }),
    );
    // Known to be of another account: it is not used as one that is not known.
    expect(obstacleOf(elsewhere)?.[0]).toBe('parameters');
  });

  it('never lends its token to the material of another file', async () => {
    const other = await draftOf(known({ kind: 'cryptogram', bytes: new Uint8Array(512) }));
    expect(obstacleOf(other)?.[0]).toBe('parameters');
  });

  it('leaves empty what the API does not take', async () => {
    const draft = await draftOf(
      asked(
        cryptogram({
          KeyAttributes: {
            KeyAlgorithm: 'AES_256',
            KeyClass: 'SYMMETRIC_KEY',
            KeyModesOfUse: { Encrypt: true, Decrypt: true },
            KeyUsage: 'TR31_K1_KEY_ENCRYPTION_KEY',
          },
        }),
      ),
    );
    const { algorithm, usage, modes } = fieldsOf(draft);
    expect([algorithm, usage, modes]).toEqual(['', '', '']);
    expect(checksOf(draft)).toEqual(
      expect.arrayContaining([
        'warning @algorithm: The request file has AES_256.',
        'warning @usage: The request file has TR31_K1_KEY_ENCRYPTION_KEY.',
        'warning @modes: The request file has Encrypt + Decrypt.',
      ]),
    );
  });

  it('is held against an answer of GetParametersForImport that is open', async () => {
    const [krd, small] = await Promise.all([
      testChain(['TEST KRD'], 'RSA_4096'),
      testChain(['TEST KRD'], 'RSA_2048'),
    ]);
    const validUntil = new Date(Date.now() + 86_400_000 * 9);
    const answers = [
      {
        value: { token, algorithm: 'RSA_4096', certificate: certificateOf(krd[0]!), validUntil },
        place: 'a.json',
      },
      {
        value: {
          token: `${token}1`,
          algorithm: 'RSA_2048',
          certificate: certificateOf(small[0]!),
          validUntil,
        },
        place: 'b.json',
      },
    ];
    const parameters = answeredParameters(answers, [], target);
    const draft = await importDraft(
      known({ kind: 'cryptogram', bytes: new Uint8Array(512) }, { parameters }),
      {},
    );
    const field = draft.fields.find(({ id }) => id === 'parameters')!;
    expect(fieldsOf(draft).parameters).toContain('RSA_4096, a.json');
    expect(field.candidates.map(({ refusals }) => refusals.map(englishOf))).toEqual([
      [],
      [
        'The cryptogram was created for an RSA key of 4096 bits. The key of these parameters has 2048.'.replace(
          '2048',
          'RSA_2048',
        ),
      ],
    ]);
    const kept = keptParameters('kept', 'KEY_CRYPTOGRAM', krd[0]!, { token });
    expect(answeredParameters(answers, [kept], target).map(({ title }) => title)).toEqual([
      'RSA_2048, b.json',
      'RSA_2048, b.json',
    ]);
  });
});

describe('a TR-34 token', () => {
  let kdh: TestParty[];
  let text: string;
  beforeAll(async () => {
    kdh = await testChain(['TEST KDH CA', 'TEST KDH'], 'RSA_2048');
    const [krd] = await testChain(['TEST KRD'], 'RSA_3072');
    text = await testTr34Token({
      key: new Uint8Array(16).fill(3),
      header: 'D9999K1AB00E0000',
      kdh: kdh[1]!,
      krd: krd!.parameter,
      fresh: new Uint8Array(8).fill(0x1f),
      cipher: 'AES',
    });
  });
  const tr34 = (more: object = {}): object => ({
    Tr34KeyBlock: {
      CertificateAuthorityPublicKeyIdentifier: 'alias/ca',
      ImportToken: token,
      KeyBlockFormat: 'X9_TR34_2012',
      RandomNonce: '1F'.repeat(8),
      SigningKeyCertificate: kdh[1]!.parameter,
      WrappedKeyBlock: text,
      ...more,
    },
  });
  const around = (): Partial<DraftKnown> => ({
    keys: [authorityKey('ca', kdh[0]!), authorityKey('other', kdh[1]!)],
    aliasTarget: (alias) => (alias === 'alias/ca' ? arn('ca') : undefined),
  });

  it('has signer, authority, random number and token of the file; its signature is still checked', async () => {
    const draft = await draftOf(asked(tr34(), around()));
    expect(fieldsOf(draft)).toMatchObject({
      parameters: 'RSA_3072 <- From the request file',
      signer: 'TEST KDH <- From the request file',
      randomNumber: `${'1F'.repeat(8)} <- From the request file`,
    });
    expect(fieldsOf(draft).authority).toContain('<- From the request file');
    expect(obstacleOf(draft)).toBeUndefined();
    expect(draft.plan?.request.KeyMaterial).toEqual({
      Tr34KeyBlock: {
        ...(tr34() as { Tr34KeyBlock: object }).Tr34KeyBlock,
        CertificateAuthorityPublicKeyIdentifier: arn('ca'),
      },
    });
    const bytes = Buffer.from(text, 'hex');
    bytes[bytes.length - 3]! ^= 1;
    const broken = await draftOf(
      asked(tr34({ WrappedKeyBlock: bytes.toString('hex').toUpperCase() }), around()),
    );
    expect(obstacleOf(broken)?.[0]).toBe('signer');
  });

  it('is opened with the own key pair of the file, whose certificate is kept, and with no other', async () => {
    const [own, other] = await Promise.all([
      testChain(['OWN'], 'RSA_3072'),
      testChain(['OTHER'], 'RSA_3072'),
    ]);
    const request = tr34({
      ImportToken: undefined,
      WrappingKeyIdentifier: arn('krd'),
      WrappingKeyCertificate: own[0]!.parameter,
    });
    const pairCertificates = [other, own].map(([party], place) => ({
      id: ['other', 'own'][place]!,
      pair: arn('krd'),
      certificate: certificateOf(party!),
      issuers: [],
      publicKey: undefined,
    }));
    const around = asked(request);
    expect(around.request?.document.findings.map(({ code }) => code)).not.toContain('request_not_served');
    expect(requestedAnswers({ ...around, pairCertificates }).parameters).toBe('own');
    const draft = await draftOf({ ...around, pairCertificates: pairCertificates.slice(0, 1) });
    expect(fieldsOf(draft).parameters).toBe('');
    expect(checksOf(draft)).toContain(
      `warning @parameters: The request file specifies the key pair ${arn('krd')} and its certificate, which is not saved on this computer.`,
    );
  });

  it('stops at a random number of another request', async () => {
    const draft = await draftOf(asked(tr34({ RandomNonce: '00'.repeat(8) }), around()));
    expect(obstacleOf(draft)?.[0]).toBe('randomNumber');
  });

  it('uses no authority but the one that is named', async () => {
    const draft = await draftOf(
      asked(tr34({ CertificateAuthorityPublicKeyIdentifier: 'alias/gone' }), around()),
    );
    expect(fieldsOf(draft).authority).toBe('');
    expect(checksOf(draft).join('\n')).toContain('The request file refers to alias/gone');
    expect(readTr34(Buffer.from(text, 'hex'))?.kind).toBe('KT_KDH');
  });
});

describe('certificates', () => {
  const request = (way: string, party: TestParty, more: object = {}, attributes: object = {}): object => ({
    KeyMaterial: {
      [way]: {
        KeyAttributes: {
          KeyAlgorithm: 'RSA_2048',
          KeyClass: 'PUBLIC_KEY',
          KeyModesOfUse: { Verify: true },
          KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
          ...attributes,
        },
        PublicKeyCertificate: party.parameter,
        ...more,
      },
    },
  });

  it('a root, a trusted certificate and a public key become what the file says', async () => {
    const [ca, leaf] = await testChain(['TEST CA', 'TEST LEAF'], 'RSA_2048');
    const root = await draftOf(asked(request('RootCertificatePublicKey', ca!)));
    expect(obstacleOf(root)).toBeUndefined();
    // The root is among the steps, whose fingerprint is typed before anything is sent.
    expect(root.work?.steps.map(({ step }) => step.importAs)).toEqual(['RootCertificatePublicKey']);
    const under = { CertificateAuthorityPublicKeyIdentifier: arn('ca') };
    const keys = [authorityKey('other', leaf!), authorityKey('ca', ca!)];
    const trusted = request('TrustedCertificatePublicKey', leaf!, under);
    expect((await draftOf(asked(trusted, { keys }))).plan?.request).toEqual(trusted);
    const d1 = request('TrustedCertificatePublicKey', leaf!, under, {
      KeyModesOfUse: { Encrypt: true, Wrap: true },
      KeyUsage: 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION',
    });
    expect((await draftOf(asked(d1, { keys }))).plan?.request).toEqual(d1);
  });

  it('are not imported as something else than the file says', async () => {
    const [ca, leaf] = await testChain(['TEST CA', 'TEST LEAF'], 'RSA_2048');
    const keys = [authorityKey('ca', ca!)];
    const asRoot = await draftOf(asked(request('RootCertificatePublicKey', leaf!), { keys }));
    expect(obstacleOf(asRoot)?.[1]).toContain(
      'imports the certificate as a root, but another certificate issued it',
    );
    const under = { CertificateAuthorityPublicKeyIdentifier: arn('ca') };
    const asTrusted = await draftOf(asked(request('TrustedCertificatePublicKey', ca!, under), { keys }));
    expect(obstacleOf(asTrusted)?.[1]).toContain('but it is a root');
  });
});

describe('an exported key', () => {
  const exported = (WrappingKeyArn: string): object => ({
    WrappedKey: {
      WrappingKeyArn,
      WrappedKeyMaterialFormat: 'TR31_KEY_BLOCK',
      KeyMaterial: block,
      KeyCheckValue: '08D7B4',
    },
  });

  it('goes back under its wrapping key, with its KCV expected', async () => {
    const draft = await draftOf(asked(exported(arn('two')), twoKeys));
    expect(fieldsOf(draft)).toMatchObject({
      wrappingKey: 'alias/two · AES_256 <- From the request file',
      expected: '08D7B4 <- From the request file',
    });
  });

  it('is not released by the KCV of the same file, but by one that was typed', async () => {
    const options = { enableAfterMatch: true };
    const ofFile = await draftOf(asked(exported(arn('two')), twoKeys), {}, options);
    expect(ofFile.choices).toMatchObject({
      expectedCheckValues: [{ value: '08D7B4' }],
      expectedOfFile: true,
      enabled: false,
      staysDisabled: true,
    });
    expect(ofFile.plan?.wanted.staysDisabled).toBe(true);
    const typed = await draftOf(asked(exported(arn('two')), twoKeys), { expected: '08D7B4' }, options);
    expect(typed.choices).toMatchObject({ enabled: false });
    expect(typed.choices.expectedOfFile).toBeUndefined();
    expect(typed.choices.staysDisabled).toBeUndefined();
  });

  it('of another account stops nothing, and proposes no key', async () => {
    const draft = await draftOf(asked(exported(arn('two').replace('1111', '9999')), twoKeys));
    expect(fieldsOf(draft).wrappingKey).toBe('');
    expect(codesOf(draft).filter((code) => code.startsWith('error'))).toEqual([]);
  });
});
