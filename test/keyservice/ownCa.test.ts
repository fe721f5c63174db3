// One's own CA against the real simulator: pair, request, certificate, TR-34 import without a token, signed export.
import { beforeAll, describe, expect, it } from 'vitest';
import { openTr34 } from '../../src/core/cms/tr34/open';
import { readTr34 } from '../../src/core/cms/tr34/read';
import type { Tr34Token } from '../../src/core/cms/tr34/types';
import { verifyTr34 } from '../../src/core/cms/tr34/verify';
import { fromHex } from '../../src/core/crypto/bytes';
import { readCertificate } from '../../src/core/x509/certificate';
import type { Certificate } from '../../src/core/x509/certificateTypes';
import { checkCsrSignature, readCsr } from '../../src/core/x509/csr';
import type { DraftPairCertificate } from '../../src/keyservice/draft/draft';
import { importDraft } from '../../src/keyservice/draft/importDraft';
import type { Key } from '../../src/keyservice/operations';
import { planCliText, type ImportContext, type ImportPlan } from '../../src/keyservice/plans/plan';
import { type OwnReceiver, planTr34 } from '../../src/keyservice/plans/tokenPlans';
import { awsCertificateParameter } from '../../src/keyservice/rules/certificates';
import type { KeyAlgorithm, KeyModesOfUse } from '../../src/keyservice/rules/keyAttributes';
import { publicKeyDigest } from '../../src/keyservice/rules/pairCertificates';
import { testChain, type TestParty } from '../../src/keyservice/testsource/parties';
import { testTr34Token } from '../../src/keyservice/testsource/tr34Tokens';
import { ownCa, requestIn, type OwnCa } from '../ownCa';
import { candidatesOf, faultsOf, fieldsOf, known, obstacleOf, open } from './draft/setting';
import { allFour, attributes, service } from './simulator/client';

const at = service();
const context = (more: Partial<ImportContext> = {}): ImportContext => ({
  target: {
    kind: 'simulator',
    profile: 'simulator',
    region: 'us-east-2',
    account: '111122223333',
    endpoint: at().simulator.url,
  },
  now: new Date(),
  ...more,
});
const key = new Uint8Array(16).fill(0x31);
let ca: OwnCa;
let chain: TestParty[];
let authority: Key;
let krd: Key;
let certificate: Certificate;
let token: Tr34Token;

async function pairOf(
  usage: Parameters<typeof attributes>[0],
  algorithm: KeyAlgorithm,
  modes: KeyModesOfUse,
): Promise<Key> {
  const { Key } = await at().call('CreateKey', {
    KeyAttributes: { ...attributes(usage, algorithm, modes), KeyClass: 'ASYMMETRIC_KEY_PAIR' },
    Exportable: true,
    ...(usage.includes('_K3_') ? { DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' as const } : {}),
  });
  return Key;
}

async function request(pair: Key, name: string): Promise<string> {
  const { CertificateSigningRequest } = await at().call('GetCertificateSigningRequest', {
    KeyIdentifier: pair.KeyArn,
    SigningAlgorithm: 'SHA256',
    CertificateSubject: { CommonName: name, Organization: 'Example Bank', Country: 'US' },
  });
  return CertificateSigningRequest;
}

async function root(ofCa: Uint8Array): Promise<Key> {
  const read = readCertificate(ofCa);
  const { Key } = await at().call('ImportKey', {
    KeyMaterial: {
      RootCertificatePublicKey: {
        KeyAttributes: {
          ...attributes(
            'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
            `RSA_${read.publicKey.bits}` as KeyAlgorithm,
            {
              Verify: true,
            },
          ),
          KeyClass: 'PUBLIC_KEY',
        },
        PublicKeyCertificate: awsCertificateParameter(read),
      },
    },
  });
  return Key;
}

const tokenFor = async (receiver: Certificate): Promise<Tr34Token> => {
  const text = await testTr34Token({
    key,
    header: 'D9999P0TB00E0000',
    kdh: chain.at(-1)!,
    krd: awsCertificateParameter(receiver),
    fresh: fromHex('0011223344556677')!,
  });
  return readTr34(fromHex(text)!)!;
};

beforeAll(async () => {
  [ca, chain] = await Promise.all([ownCa(), testChain(['Sender root', 'Sender KDH'], 'RSA_2048')]);
  krd = await pairOf('TR31_K2_TR34_ASYMMETRIC_KEY', 'RSA_3072', { Decrypt: true, Unwrap: true });
  authority = await root(chain[0]!.certificate);
  certificate = readCertificate(await ca.sign(await request(krd, 'payments-krd-01')));
  token = await tokenFor(certificate);
});

const receiver = (more: Partial<OwnReceiver> = {}): OwnReceiver => ({
  materialType: 'TR34_KEY_BLOCK',
  wrappingAlgorithm: 'RSA_3072',
  validUntil: certificate.notAfter!.date!,
  pair: krd,
  certificate,
  publicKey: publicKeyDigest(certificate.publicKey),
  ...more,
});
const plan = (more: Partial<OwnReceiver> = {}, of = token, where = context()): ImportPlan =>
  planTr34(
    { token: of, parameters: receiver(more), signer: readCertificate(chain[1]!.certificate), authority },
    {},
    where,
  );
const codes = ({ findings }: ImportPlan): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ severity, code }) => `${severity} ${code}`);

it('requests of all three kinds of pairs are signed by the pair, which GetPublicKeyCertificate shows', async () => {
  const pairs = [
    krd,
    await pairOf('TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', 'RSA_2048', { Sign: true }),
    await pairOf('TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT', 'ECC_NIST_P256', { DeriveKey: true }),
  ];
  for (const pair of pairs) {
    const csr = readCsr(requestIn(await request(pair, 'one')));
    expect(await checkCsrSignature(csr)).toEqual({ verdict: 'valid' });
    const { KeyCertificate } = await at().call('GetPublicKeyCertificate', { KeyIdentifier: pair.KeyArn });
    const pem = Buffer.from(KeyCertificate, 'base64').toString('latin1');
    expect(pem).toContain('BEGIN CERTIFICATE');
    const [, body = ''] = /-----\n([^-]+)-----END/.exec(pem) ?? [];
    const own = readCertificate(new Uint8Array(Buffer.from(body, 'base64')));
    expect(publicKeyDigest(csr.publicKey)).toBe(publicKeyDigest(own.publicKey));
  }
});

describe('TR-34 import by a run-time certificate', () => {
  it('names pair and certificate instead of a token, and the key arrives', async () => {
    const planned = plan({}, token, context({ aliasOf: () => 'alias/krd' }));
    expect(codes(planned)).toEqual([]);
    const material = planned.request.KeyMaterial.Tr34KeyBlock;
    expect(material).toMatchObject({
      WrappingKeyIdentifier: krd.KeyArn,
      WrappingKeyCertificate: awsCertificateParameter(certificate),
    });
    expect(material).not.toHaveProperty('ImportToken');
    const rows = Object.fromEntries(planned.summary.map(({ row, value }) => [row, value]));
    expect(rows).toMatchObject({
      wrappingKey: 'alias/krd, RSA_3072',
      ownCertificate: expect.stringMatching(/^CN=payments-krd-01.*, SHA-256 [0-9A-F]{64}$/) as string,
      certificateEnds: certificate.notAfter!.date!.toISOString(),
    });
    expect(rows).not.toHaveProperty('tokenEnds');
    const command = planCliText(planned, context().target).posix;
    expect(command).toContain('"WrappingKeyIdentifier"');
    expect(command).not.toContain('ImportToken');
    const { Key } = await at().call('ImportKey', planned.request);
    expect(Key.KeyAttributes).toMatchObject({
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyAlgorithm: 'TDES_2KEY',
    });
  });

  it.each<[name: string, make: () => ImportPlan, code: string]>([
    [
      'a certificate of another key',
      () => plan({ publicKey: '00'.repeat(32) }),
      'error aws_pair_certificate_key',
    ],
    [
      'a public key that was not read',
      () => plan({ publicKey: undefined }),
      'warning aws_pair_certificate_key_unread',
    ],
    ['a disabled pair', () => plan({ pair: { ...krd, Enabled: false } }), 'error aws_plan_key_disabled'],
    [
      'a pair that is to be deleted',
      () => plan({ pair: { ...krd, KeyState: 'DELETE_PENDING' } }),
      'error aws_plan_key_state',
    ],
    [
      'a pair of another account',
      () => plan({ pair: { ...krd, KeyArn: krd.KeyArn.replace('111122223333', '444455556666') } }),
      'aws_plan_key_elsewhere',
    ],
    [
      'a pair that only encrypts',
      () =>
        plan({
          pair: {
            ...krd,
            KeyAttributes: { ...krd.KeyAttributes, KeyModesOfUse: { Encrypt: true, Decrypt: false } },
          },
        }),
      'error aws_plan_receiver_usage',
    ],
    [
      'an expired certificate',
      () => plan({}, token, context({ now: new Date(Date.now() + 400 * 86_400_000) })),
      'error aws_certificate_expired',
    ],
  ])('%s', (_, make, code) => {
    expect(codes(make()).join()).toContain(code);
  });

  it('a pair whose modes are not answered is not refused, and DeriveKey opens as the guide lists it', () => {
    const { KeyUsage, KeyClass, KeyAlgorithm } = krd.KeyAttributes;
    const bare = { KeyUsage, KeyClass, KeyAlgorithm };
    expect(codes(plan({ pair: { ...krd, KeyAttributes: bare } }))).toEqual([]);
    const derives = { ...bare, KeyModesOfUse: { Decrypt: false, DeriveKey: true } };
    expect(codes(plan({ pair: { ...krd, KeyAttributes: derives } }))).toEqual([]);
  });

  it('what AWS says is the most common error, the simulator refuses as well', async () => {
    const other = readCertificate(await ca.issue(chain[1]!.publicKey));
    const planned = plan({ certificate: other, publicKey: publicKeyDigest(other.publicKey) });
    const { message } = await at().wrong('ImportKey', planned.request);
    expect(message).toContain('do not match');
  });
});

describe('the draft', () => {
  const kept = (more: Partial<DraftPairCertificate> = {}): DraftPairCertificate => ({
    id: 'own',
    pair: krd.KeyArn,
    certificate,
    issuers: [readCertificate(ca.certificate)],
    publicKey: publicKeyDigest(certificate.publicKey),
    ...more,
  });
  const draftOf = async (certificates: readonly DraftPairCertificate[], more = {}) =>
    importDraft(
      known(
        { kind: 'tr34', token },
        {
          context: context(),
          keys: [
            { key: krd, aliases: ['alias/krd'] },
            { key: authority, aliases: ['alias/sender'] },
          ],
          certificates: open(...chain),
          pairCertificates: certificates,
          ...more,
        },
      ),
      {},
    );

  it('offers the certificate that the token names, and the guard sees it with its issuers', async () => {
    const draft = await draftOf([kept()]);
    expect(fieldsOf(draft).parameters).toMatch(
      /^alias\/krd · RSA_3072 · \d{4}-\d\d-\d\d <- The token was created for its certificate$/,
    );
    expect([obstacleOf(draft), faultsOf(draft)]).toEqual([undefined, []]);
    expect(draft.work?.ofPair?.map(({ subject }) => subject.label)).toEqual([
      'payments-krd-01',
      'Example Bank Root',
    ]);
    expect(draft.plan?.request.KeyMaterial).toHaveProperty('Tr34KeyBlock.WrappingKeyIdentifier', krd.KeyArn);
  });

  it.each<
    [
      name: string,
      more: () => Partial<DraftPairCertificate> | Promise<Partial<DraftPairCertificate>>,
      reason: string,
    ]
  >([
    [
      'made for another certificate',
      async () => ({ certificate: readCertificate(await ca.issue(certificate.publicKey.raw)) }),
      'The token is for ',
    ],
    ['of another account', () => ({ misfit: 'They belong to account 1.' }), 'They belong to account 1.'],
    ['whose pair is gone', () => ({ pair: `${krd.KeyArn}X` }), 'Its key pair is not in this account'],
    ['of another key', () => ({ publicKey: '00'.repeat(32) }), 'the public keys differ'],
    ['that cannot be read', () => ({ certificate: undefined }), 'cannot be read'],
  ])('refuses one %s, with the reason', async (_, more, reason) => {
    const draft = await draftOf([kept(await more())]);
    expect(candidatesOf(draft, 'parameters').join()).toContain(reason);
    expect(obstacleOf(draft)).toEqual(['parameters', 'No matching import parameters on this computer.']);
    expect(faultsOf(draft)).toEqual([]);
  });

  it('refuses one that expired, and one whose pair is disabled', async () => {
    const later = await draftOf([kept()], {
      context: context({ now: new Date(Date.now() + 366 * 86_400_000) }),
    });
    expect(candidatesOf(later, 'parameters').join()).toContain('The certificate expired ');
    const disabled = await draftOf([kept()], { keys: [{ key: { ...krd, Enabled: false }, aliases: [] }] });
    expect(candidatesOf(disabled, 'parameters').join()).toContain('It is disabled');
  });

  it('is not offered for a cryptogram, and says why', async () => {
    const draft = await importDraft(
      known(
        { kind: 'cryptogram', bytes: new Uint8Array(384) },
        { keys: [{ key: krd, aliases: ['alias/krd'] }], pairCertificates: [kept()] },
      ),
      { parameters: 'own' },
    );
    expect(candidatesOf(draft, 'parameters').join()).toContain(
      'For RSA-wrapped keys the API of AWS requires an import token.',
    );
    expect(draft.fields.find(({ id }) => id === 'parameters')?.value).toBe('');
  });
});

it('a TR-34 export is signed by the own pair: our verifier and the receiver agree', async () => {
  const signer = await pairOf('TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', 'RSA_2048', { Sign: true });
  const signing = readCertificate(
    await ca.sign(await request(signer, 'payments-kdh'), { keyUsage: ['digitalSignature'] }),
  );
  const [receiverRoot, receiverKrd] = await testChain(['Receiver root', 'Receiver KRD'], 'RSA_2048');
  const trusted = await root(receiverRoot!.certificate);
  const { Key: leaving } = await at().call('CreateKey', {
    KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', allFour),
    Exportable: true,
  });
  const tr34 = {
    CertificateAuthorityPublicKeyIdentifier: trusted.KeyArn,
    WrappingKeyCertificate: receiverKrd!.parameter,
    SigningKeyIdentifier: signer.KeyArn,
    KeyBlockFormat: 'X9_TR34_2012',
    RandomNonce: '0011223344556677',
  } as const;
  const { WrappedKey } = await at().call('ExportKey', {
    ExportKeyIdentifier: leaving.KeyArn,
    KeyMaterial: { Tr34KeyBlock: { ...tr34, SigningKeyCertificate: awsCertificateParameter(signing) } },
  });
  const made = readTr34(fromHex(WrappedKey.KeyMaterial)!)!;
  const krdCertificate = readCertificate(receiverKrd!.certificate);
  const { checks } = await verifyTr34(made, [signing, krdCertificate], { kdh: signing, krd: krdCertificate });
  for (const id of ['digest', 'signer', 'signature', 'recipient'])
    expect(checks.find((one) => one.id === id)?.verdict, id).toBe('right');
  const pkcs8 = new Uint8Array(receiverKrd!.privateKey.export({ type: 'pkcs8', format: 'der' }));
  const opened = openTr34(made, pkcs8, [krdCertificate]);
  expect(opened.open).toBe(true);
  opened.dispose();
  // Of another key: refused here before it is sent, and by the simulator.
  const { message } = await at().wrong('ExportKey', {
    ExportKeyIdentifier: leaving.KeyArn,
    KeyMaterial: { Tr34KeyBlock: { ...tr34, SigningKeyCertificate: awsCertificateParameter(certificate) } },
  });
  expect(message).toContain('do not match');
});
