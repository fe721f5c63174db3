// Every operation of the newest model through the adapter that the extension uses, against the simulator's real state.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../src/core/cms/tr34/verify';
import { openTr34 } from '../../../src/core/cms/tr34/open';
import { checkCsrSignature } from '../../../src/core/x509/csr';
import { readCertificate } from '../../../src/core/x509/certificate';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import { KeyServiceError } from '../../../src/keyservice/errors';
import { operationNames, type OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf, Key, OutputOf } from '../../../src/keyservice/operations';
import { startSimulator, type Simulator } from '../../../src/keyservice/simulator/server';
import { certifyRequest, requestOfAnswer } from '../../../src/keyservice/testsource/certifiedRequests';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { certificateOfParameter } from '../../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import { without } from '../../programs';
import { allFour, attributes, verifier } from './sdkClient';

const called = new Set<OperationName>();
const folder = mkdtempSync(path.join(tmpdir(), 'kmi-operations-'));
const file = path.join(folder, 'store');
let simulator: Simulator;
let aws: AwsService;
let west: AwsService;
let now = Date.now();

const connected = (region: string): AwsService =>
  connectAws({
    target: {
      kind: 'simulator',
      profile: 'simulator',
      region,
      account: simulator.account,
      endpoint: simulator.url,
    },
    credentials: () => Promise.resolve(simulator.credentials),
    queue: new RateQueue({ rate: 1000 }),
  });

async function start(): Promise<void> {
  simulator = await startSimulator({
    file,
    otherRegions: ['us-west-2'],
    clock: () => now,
    approval: 'manual',
    replication: { fails: ['eu-west-1'] },
  });
  [aws, west] = [connected('us-east-2'), connected('us-west-2')];
}
async function stop(): Promise<void> {
  aws.close();
  west.close();
  await simulator.close();
}
beforeAll(start);
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

async function call<Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  at = aws,
): Promise<OutputOf<Name>> {
  called.add(name);
  return (await at.call(name, input)).output;
}
async function failure<Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  at = aws,
): Promise<KeyServiceError> {
  try {
    await call(name, input, at);
  } catch (error) {
    if (error instanceof KeyServiceError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

const kek = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256', allFour);
const create = async (
  KeyAttributes = kek,
  more: Partial<InputOf<'CreateKey'>> = {},
  at = aws,
): Promise<Key> => (await call('CreateKey', { KeyAttributes, Exportable: true, ...more }, at)).Key;
const read = async (KeyIdentifier: string, at = aws): Promise<Key> =>
  (await call('GetKey', { KeyIdentifier }, at)).Key;
const inWest = (arn: string): string => arn.replace('us-east-2', 'us-west-2');

describe('operations that the pinned SDK has', () => {
  it('the life of a key, its names and its tags', async () => {
    const { KeyArn } = await create(kek, { Tags: [{ Key: 'a', Value: 'b' }] });
    const AliasName = 'alias/every';
    await call('CreateAlias', { AliasName, KeyArn });
    expect((await call('GetAlias', { AliasName })).Alias.KeyArn).toBe(KeyArn);
    expect((await call('ListAliases', { KeyArn })).Aliases).toHaveLength(1);
    await call('UpdateAlias', { AliasName });
    await call('DeleteAlias', { AliasName });
    await call('TagResource', { ResourceArn: KeyArn, Tags: [{ Key: 'c', Value: '' }] });
    await call('UntagResource', { ResourceArn: KeyArn, TagKeys: ['a'] });
    expect((await call('ListTagsForResource', { ResourceArn: KeyArn })).Tags).toEqual([
      { Key: 'c', Value: '' },
    ]);
    expect((await call('StopKeyUsage', { KeyIdentifier: KeyArn })).Key.Enabled).toBe(false);
    expect((await call('StartKeyUsage', { KeyIdentifier: KeyArn })).Key.Enabled).toBe(true);
    await call('DeleteKey', { KeyIdentifier: KeyArn });
    expect((await call('RestoreKey', { KeyIdentifier: KeyArn })).Key.KeyState).toBe('CREATE_COMPLETE');
    const { Keys } = await call('ListKeys', {});
    expect(Keys.map((key) => key.KeyArn)).toContain(KeyArn);
  });
});

describe('replication', () => {
  afterEach(async () => {
    const { EnabledReplicationRegions: regions } = await call('GetDefaultKeyReplicationRegions', {});
    if (regions.length > 0)
      await call('DisableDefaultKeyReplicationRegions', { ReplicationRegions: regions });
  });

  it('of a new key is on its way in the answer, and there at the next read', async () => {
    const key = await create(kek, { ReplicationRegions: ['us-west-2', 'eu-west-1'] });
    expect(key).toMatchObject({
      MultiRegionKeyType: 'PRIMARY',
      PrimaryRegion: 'us-east-2',
      UsingDefaultReplicationRegions: false,
      ReplicationStatus: { 'us-west-2': { Status: 'IN_PROGRESS' }, 'eu-west-1': { Status: 'IN_PROGRESS' } },
    });
    expect((await read(key.KeyArn)).ReplicationStatus).toEqual({
      'us-west-2': { Status: 'SYNCHRONIZED' },
      'eu-west-1': { Status: 'FAILED', StatusMessage: expect.stringContaining('Simulator:') as string },
    });
    const { Keys } = await call('ListKeys', { MaxResults: 100 });
    expect(Keys.find(({ KeyArn }) => KeyArn === key.KeyArn)).toMatchObject({
      MultiRegionKeyType: 'PRIMARY',
      PrimaryRegion: 'us-east-2',
    });
  });

  it('gives the other Region a replica that is read, used and listed, and not changed', async () => {
    const key = await create(kek, { ReplicationRegions: ['us-west-2'] });
    const arn = inWest(key.KeyArn);
    const replica = await read(arn, west);
    expect(replica).toMatchObject({
      KeyArn: arn,
      MultiRegionKeyType: 'REPLICA',
      PrimaryRegion: 'us-east-2',
      KeyCheckValue: key.KeyCheckValue,
    });
    const { Keys } = await call('ListKeys', { MaxResults: 100 }, west);
    expect(Keys.map(({ KeyArn, MultiRegionKeyType }) => [KeyArn, MultiRegionKeyType])).toContainEqual([
      arn,
      'REPLICA',
    ]);
    const working = await create(attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour), {}, west);
    const exported = await call(
      'ExportKey',
      {
        ExportKeyIdentifier: working.KeyArn,
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: arn } },
      },
      west,
    );
    // What the replica wrapped opens under the primary.
    const again = await call('ImportKey', {
      KeyMaterial: {
        Tr31KeyBlock: {
          WrappingKeyIdentifier: key.KeyArn,
          WrappedKeyBlock: exported.WrappedKey.KeyMaterial,
        },
      },
    });
    expect(again.Key.KeyCheckValue).toBe(working.KeyCheckValue);
    await call('CreateAlias', { AliasName: 'alias/replica', KeyArn: arn }, west);
    for (const [name, input] of [
      ['StopKeyUsage', { KeyIdentifier: arn }],
      ['DeleteKey', { KeyIdentifier: arn }],
      ['TagResource', { ResourceArn: arn, Tags: [{ Key: 'a', Value: 'b' }] }],
      ['AddKeyReplicationRegions', { KeyIdentifier: arn, ReplicationRegions: ['us-east-1'] }],
      ['DeleteResourcePolicy', { ResourceArn: arn }],
    ] as const)
      expect((await failure(name, input, west)).serviceText).toContain('replica');
    await call('StopKeyUsage', { KeyIdentifier: key.KeyArn });
    expect((await read(arn, west)).Enabled).toBe(false);
  });

  it('pages through keys and replicas alike', async () => {
    const all = (await call('ListKeys', { MaxResults: 100 }, west)).Keys.map(({ KeyArn }) => KeyArn);
    const paged: string[] = [];
    let token: string | undefined;
    do {
      const page: OutputOf<'ListKeys'> = await call(
        'ListKeys',
        { MaxResults: 1, ...(token === undefined ? {} : { NextToken: token }) },
        west,
      );
      paged.push(...page.Keys.map(({ KeyArn }) => KeyArn));
      token = page.NextToken;
    } while (token !== undefined);
    expect(paged).toEqual(all);
    expect(paged.length).toBeGreaterThan(1);
  });

  it('is added and removed, and a key without replicas is of one Region', async () => {
    const { KeyArn } = await create();
    expect((await read(KeyArn)).MultiRegionKeyType).toBeUndefined();
    const ReplicationRegions = ['us-west-2'];
    const added = await call('AddKeyReplicationRegions', { KeyIdentifier: KeyArn, ReplicationRegions });
    expect(added.Key.ReplicationStatus).toEqual({ 'us-west-2': { Status: 'IN_PROGRESS' } });
    await read(KeyArn);
    expect(
      (await failure('AddKeyReplicationRegions', { KeyIdentifier: KeyArn, ReplicationRegions })).kind,
    ).toBe('conflict');
    expect((await read(inWest(KeyArn), west)).MultiRegionKeyType).toBe('REPLICA');
    const removed = await call('RemoveKeyReplicationRegions', { KeyIdentifier: KeyArn, ReplicationRegions });
    expect(removed.Key.ReplicationStatus).toEqual({ 'us-west-2': { Status: 'DELETE_IN_PROGRESS' } });
    const { MultiRegionKeyType, ReplicationStatus, UsingDefaultReplicationRegions } = await read(KeyArn);
    expect([MultiRegionKeyType, ReplicationStatus, UsingDefaultReplicationRegions]).toEqual(
      Array(3).fill(undefined),
    );
    expect((await failure('GetKey', { KeyIdentifier: inWest(KeyArn) }, west)).kind).toBe('notFound');
    for (const regions of [[], ['us-east-2']])
      expect(
        (await failure('AddKeyReplicationRegions', { KeyIdentifier: KeyArn, ReplicationRegions: regions }))
          .kind,
      ).toBe('validation');
  });

  it('follows the defaults of the account, for imports as well, unless the request names Regions', async () => {
    const ReplicationRegions = ['us-west-2'];
    expect(
      (await call('EnableDefaultKeyReplicationRegions', { ReplicationRegions })).EnabledReplicationRegions,
    ).toEqual(ReplicationRegions);
    expect(await create()).toMatchObject({
      UsingDefaultReplicationRegions: true,
      ReplicationStatus: { 'us-west-2': { Status: 'IN_PROGRESS' } },
    });
    const root = await testParty('replicated root', { kind: 'ECC_NIST_P256', ca: true });
    const KeyMaterial = {
      RootCertificatePublicKey: {
        KeyAttributes: verifier('ECC_NIST_P256'),
        PublicKeyCertificate: root.parameter,
      },
    };
    expect((await call('ImportKey', { KeyMaterial })).Key.UsingDefaultReplicationRegions).toBe(true);
    const own = await call('ImportKey', { KeyMaterial, ReplicationRegions: ['us-east-1'] });
    expect(Object.keys(own.Key.ReplicationStatus ?? {})).toEqual(['us-east-1']);
    expect((await create(kek, { ReplicationRegions: [] })).ReplicationStatus).toBeUndefined();
    expect(
      (await call('DisableDefaultKeyReplicationRegions', { ReplicationRegions })).EnabledReplicationRegions,
    ).toEqual([]);
    expect((await create()).MultiRegionKeyType).toBeUndefined();
  });
});

describe('policies', () => {
  const policyOf = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const grant = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::444455556666:root' },
    Action: 'payment-cryptography:ImportKey',
    Resource: '*',
  };

  it('are kept as they were put, and gone when they were deleted', async () => {
    const { KeyArn: ResourceArn } = await create();
    expect((await failure('GetResourcePolicy', { ResourceArn })).kind).toBe('notFound');
    const Policy = policyOf(grant);
    expect(await call('PutResourcePolicy', { ResourceArn, Policy })).toEqual({ ResourceArn, Policy });
    expect(await call('GetResourcePolicy', { ResourceArn })).toEqual({ ResourceArn, Policy });
    await call('DeleteResourcePolicy', { ResourceArn });
    await call('DeleteResourcePolicy', { ResourceArn });
    expect((await failure('GetResourcePolicy', { ResourceArn })).kind).toBe('notFound');
  });

  it.each([
    ['everybody', { ...grant, Principal: '*' }, 'PublicPolicyException'],
    ['every account', { ...grant, Principal: { AWS: ['*'] } }, 'PublicPolicyException'],
    [
      'all but one',
      { Effect: 'Allow', NotPrincipal: { AWS: 'x' }, Action: '*', Resource: '*' },
      'PublicPolicyException',
    ],
    ['no principal', { Effect: 'Allow', Action: '*' }, 'ValidationException'],
    [
      'everybody of an organisation',
      { ...grant, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      undefined,
    ],
    ['nobody', { ...grant, Effect: 'Deny', Principal: '*' }, undefined],
  ])('for %s', async (_, statement, refused) => {
    const { KeyArn: ResourceArn } = await create();
    const input = { ResourceArn, Policy: policyOf(statement) };
    if (refused === undefined) await call('PutResourcePolicy', input);
    else expect((await failure('PutResourcePolicy', input)).serviceName).toBe(refused);
  });

  it('are JSON', async () => {
    const { KeyArn: ResourceArn } = await create();
    for (const Policy of ['{', '[]', '"x"', '{"Statement":[]}'])
      expect((await failure('PutResourcePolicy', { ResourceArn, Policy })).kind).toBe('validation');
  });
});

describe('approval', () => {
  const Action = 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE';
  const MpaTeamArn = 'arn:aws:mpa:us-east-2:111122223333:approval-team/roots';
  let root: TestParty;
  const importRoot = (RequesterComment?: string): InputOf<'ImportKey'> => ({
    KeyMaterial: {
      RootCertificatePublicKey: {
        KeyAttributes: verifier('ECC_NIST_P256'),
        PublicKeyCertificate: root.parameter,
      },
    },
    ...(RequesterComment === undefined ? {} : { RequesterComment }),
  });
  beforeAll(async () => {
    root = await testParty('approved root', { kind: 'ECC_NIST_P256', ca: true });
    expect((await failure('GetMpaTeamAssociation', { Action })).kind).toBe('notFound');
    const { MpaTeamAssociation } = await call('AssociateMpaTeam', { Action, MpaTeamArn });
    expect(MpaTeamAssociation).toEqual({ Action, MpaTeamArn, AssociationState: 'ACTIVE' });
  });

  it('is of one team', async () => {
    expect((await call('GetMpaTeamAssociation', { Action })).MpaTeamAssociation.MpaTeamArn).toBe(MpaTeamArn);
    expect((await failure('AssociateMpaTeam', { Action, MpaTeamArn })).kind).toBe('conflict');
  });

  it('needs a comment of at most 200 characters for a root, and for nothing else', async () => {
    expect((await failure('ImportKey', importRoot())).serviceText).toContain('RequesterComment');
    expect((await failure('ImportKey', importRoot('x'.repeat(201)))).kind).toBe('validation');
    expect((await create()).MpaStatus).toBeUndefined();
    expect(simulator.pendingApprovals()).toEqual([]);
  });

  it.each([
    ['APPROVED', 'CREATE_COMPLETE', true],
    ['FAILED', 'CREATE_FAILED', false],
    ['CANCELLED', 'CREATE_FAILED', false],
  ] as const)('that ends as %s makes the key %s', async (decision, KeyState, Enabled) => {
    const { Key: waiting } = await call('ImportKey', importRoot('for tests'));
    expect(waiting).toMatchObject({
      KeyState: 'CREATE_IN_PROGRESS',
      MpaStatus: { Status: 'PENDING', InitiationDate: expect.any(Date) as Date },
    });
    const session = waiting.MpaStatus!.MpaSessionArn;
    expect(simulator.pendingApprovals()).toEqual([
      { account: simulator.account, session, subject: waiting.KeyArn, comment: 'for tests' },
    ]);
    expect((await read(waiting.KeyArn)).KeyState).toBe('CREATE_IN_PROGRESS');
    // Nothing is verified under it before.
    const child = await testParty('child', { kind: 'ECC_NIST_P256', issuer: root });
    const trusted: InputOf<'ImportKey'> = {
      KeyMaterial: {
        TrustedCertificatePublicKey: {
          KeyAttributes: verifier('ECC_NIST_P256'),
          PublicKeyCertificate: child.parameter,
          CertificateAuthorityPublicKeyIdentifier: waiting.KeyArn,
        },
      },
    };
    expect((await failure('ImportKey', trusted)).serviceText).toContain('CREATE_IN_PROGRESS');
    // It waits over a restart.
    await stop();
    await start();
    expect(simulator.decide(decision, session)).toBe(1);
    expect(simulator.decide(decision, session)).toBe(0);
    expect(await read(waiting.KeyArn)).toMatchObject({
      KeyState,
      Enabled,
      MpaStatus: { MpaSessionArn: session, Status: decision },
    });
    if (Enabled) await call('ImportKey', trusted);
    else expect((await failure('ImportKey', trusted)).serviceText).toContain('CREATE_FAILED');
  });

  it('ends by itself where the rule says so', async () => {
    simulator.setApproval({ as: 'APPROVED', after: 5000 });
    const { Key: waiting } = await call('ImportKey', importRoot(''));
    now += 4999;
    expect((await read(waiting.KeyArn)).MpaStatus?.Status).toBe('PENDING');
    now += 1;
    expect((await read(waiting.KeyArn)).KeyState).toBe('CREATE_COMPLETE');
    simulator.setApproval('manual');
  });

  it('is needed to end the association as well', async () => {
    const RequesterComment = 'team is leaving';
    const { MpaTeamAssociation: leaving } = await call('DisassociateMpaTeam', { Action, RequesterComment });
    expect(leaving).toMatchObject({ AssociationState: 'DELETE_PENDING', MpaStatus: { Status: 'PENDING' } });
    expect((await failure('DisassociateMpaTeam', { Action })).kind).toBe('conflict');
    simulator.decide('FAILED');
    expect((await call('GetMpaTeamAssociation', { Action })).MpaTeamAssociation).toMatchObject({
      AssociationState: 'ACTIVE',
      MpaStatus: { Status: 'FAILED' },
    });
    await call('DisassociateMpaTeam', { Action });
    simulator.decide('APPROVED');
    expect((await failure('GetMpaTeamAssociation', { Action })).kind).toBe('notFound');
    expect((await call('ImportKey', importRoot())).Key.KeyState).toBe('CREATE_COMPLETE');
  });
});

describe("run-time certificates of one's own authority", () => {
  const nonce = '00112233445566778899AABBCCDDEEFF';
  const key16 = fromHex('0123456789ABCDEFFEDCBA9876543210')!;
  let ca: TestParty;
  let kdh: TestParty;
  let authority: string;
  const pairOf = (usage: 'K2' | 'S0' | 'K3'): Promise<Key> =>
    usage === 'K2'
      ? create(
          attributes(
            'TR31_K2_TR34_ASYMMETRIC_KEY',
            'RSA_2048',
            { Decrypt: true, Unwrap: true },
            'ASYMMETRIC_KEY_PAIR',
          ),
        )
      : usage === 'S0'
        ? create(
            attributes(
              'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
              'RSA_2048',
              { Sign: true },
              'ASYMMETRIC_KEY_PAIR',
            ),
          )
        : create(
            attributes(
              'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
              'ECC_NIST_P256',
              { DeriveKey: true },
              'ASYMMETRIC_KEY_PAIR',
            ),
            {
              DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
            },
          );
  const requestOf = async (
    { KeyArn: KeyIdentifier }: Pick<Key, 'KeyArn'>,
    SigningAlgorithm: InputOf<'GetCertificateSigningRequest'>['SigningAlgorithm'] = 'SHA256',
  ): Promise<string> =>
    (
      await call('GetCertificateSigningRequest', {
        KeyIdentifier,
        SigningAlgorithm,
        CertificateSubject: {
          CommonName: 'Müller Bank',
          Organization: 'O',
          OrganizationUnit: 'Keys',
          City: 'Bern',
          Country: 'CH',
          StateOrProvince: 'BE',
          EmailAddress: 'keys@bank.example',
        },
      })
    ).CertificateSigningRequest;

  beforeAll(async () => {
    [ca, kdh] = (await testChain(['own CA', 'KDH'], 'RSA_2048')) as [TestParty, TestParty];
    authority = (
      await call('ImportKey', {
        KeyMaterial: {
          RootCertificatePublicKey: {
            KeyAttributes: verifier('RSA_2048'),
            PublicKeyCertificate: ca.parameter,
          },
        },
      })
    ).Key.KeyArn;
  });

  it.each([
    ['K2', 'SHA224'],
    ['K2', 'SHA256'],
    ['S0', 'SHA384'],
    ['S0', 'SHA512'],
    ['K3', 'SHA256'],
    ['K3', 'SHA512'],
  ] as const)('a request for a %s pair is signed by it with %s', async (usage, algorithm) => {
    const text = await requestOf(await pairOf(usage), algorithm);
    const request = requestOfAnswer(text);
    expect([request.wellFormed, request.version]).toEqual([true, 1]);
    expect(request.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    for (const part of ['Müller Bank', 'Keys', 'Bern', 'CH', 'BE', 'keys@bank.example'])
      expect(request.subject.text).toContain(part);
    // The host has no SHA-224 for this check; OpenSSL has.
    if (algorithm !== 'SHA224') expect((await checkCsrSignature(request)).verdict).toBe('valid');
    if (without('openssl')) return;
    const checked = spawnSync('openssl', ['req', '-verify', '-noout', '-text'], {
      input: Buffer.from(text, 'base64'),
      encoding: 'utf8',
    });
    expect([checked.status, checked.stderr]).toEqual([0, expect.stringMatching(/verify OK/) as string]);
    expect(checked.stdout.toLowerCase()).toContain(algorithm.toLowerCase());
  });

  it('no request is for another kind of key', async () => {
    const { KeyArn: KeyIdentifier } = await create();
    const error = await failure('GetCertificateSigningRequest', {
      KeyIdentifier,
      SigningAlgorithm: 'SHA256',
      CertificateSubject: { CommonName: 'x' },
    });
    expect(error.serviceText).toMatch(/TR31_K2/);
  });

  it('a TR-34 token for such a pair is opened with its private key, without an import token', async () => {
    const pair = await pairOf('K2');
    const certificate = await certifyRequest(await requestOf(pair), ca);
    const base = {
      CertificateAuthorityPublicKeyIdentifier: authority,
      SigningKeyCertificate: kdh.parameter,
      KeyBlockFormat: 'X9_TR34_2012',
      RandomNonce: nonce,
      WrappedKeyBlock: await testTr34Token({
        key: key16,
        header: 'D9999K0TB00E0000',
        kdh,
        krd: certificate,
        fresh: fromHex(nonce)!,
      }),
    } as const;
    const own = { WrappingKeyIdentifier: pair.KeyArn, WrappingKeyCertificate: certificate };
    const imported = await call('ImportKey', { KeyMaterial: { Tr34KeyBlock: { ...base, ...own } } });
    expect(imported.Key.KeyCheckValue).toBe(
      keyCheckValue('ANSI_X9_24', key16, { algorithm: 'TDES' }).slice(0, 6),
    );
    const refused = async (more: Partial<InputOf<'ImportKey'>['KeyMaterial']['Tr34KeyBlock'] & object>) =>
      (await failure('ImportKey', { KeyMaterial: { Tr34KeyBlock: { ...base, ...more } } })).serviceText;
    const other = await pairOf('K2');
    expect(await refused({ ...own, WrappingKeyIdentifier: other.KeyArn })).toContain('do not match');
    const another = await certifyRequest(await requestOf(other), ca);
    expect(await refused({ WrappingKeyIdentifier: other.KeyArn, WrappingKeyCertificate: another })).toContain(
      'TR-34 token',
    );
    expect(await refused({})).toContain('ImportToken is missing');
    expect(await refused({ WrappingKeyIdentifier: pair.KeyArn })).toContain('missing');
    expect(await refused({ ...own, ImportToken: 'import-token-aaaaaaaaaaaaaaaa' })).toContain(
      'cannot be combined',
    );
    expect(await refused({ ImportToken: '' })).toContain('ImportToken is missing');
    const signer = await pairOf('S0');
    expect(await refused({ ...own, WrappingKeyIdentifier: signer.KeyArn })).toContain('TR31_K2');
    const parameters = await call('GetParametersForImport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      WrappingKeyAlgorithm: 'RSA_2048',
    });
    expect(await refused({ ImportToken: parameters.ImportToken })).toContain('TR-34 token');
  });

  it('a TR-34 export is signed by such a pair, without an export token', async () => {
    const pair = await pairOf('S0');
    const certificate = await certifyRequest(await requestOf(pair), ca);
    const leaving = await create(attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', allFour));
    const base = {
      CertificateAuthorityPublicKeyIdentifier: authority,
      WrappingKeyCertificate: kdh.parameter,
      KeyBlockFormat: 'X9_TR34_2012',
      RandomNonce: nonce,
    } as const;
    const own = { SigningKeyIdentifier: pair.KeyArn, SigningKeyCertificate: certificate };
    const input = (more: object): InputOf<'ExportKey'> => ({
      ExportKeyIdentifier: leaving.KeyArn,
      KeyMaterial: { Tr34KeyBlock: { ...base, ...more } },
    });
    const { WrappedKey } = await call('ExportKey', input(own));
    const token = readTr34(fromHex(WrappedKey.KeyMaterial)!);
    if (token?.kind !== 'KT_KDH') throw new Error('no token');
    const signing = certificateOfParameter(certificate);
    const krd = readCertificate(kdh.certificate);
    const opened = openTr34(token, new Uint8Array(kdh.privateKey.export({ type: 'pkcs8', format: 'der' })), [
      krd,
      signing,
    ]);
    const { checks } = await verifyTr34(token, [signing, krd], {
      at: new Date(now),
      kdh: signing,
      krd,
      opened: opened.checks,
      nonce: fromHex(nonce)!,
    });
    expect(checks.find(({ id }) => id === 'signature')?.verdict).toBe('right');
    expect(keyCheckValue('ANSI_X9_24', opened.key!, { algorithm: 'TDES' }).slice(0, 6)).toBe(
      leaving.KeyCheckValue,
    );
    opened.dispose();
    const other = await pairOf('S0');
    const text = async (more: object): Promise<string | undefined> =>
      (await failure('ExportKey', input(more))).serviceText;
    expect(await text({ ...own, SigningKeyIdentifier: other.KeyArn })).toContain('do not match');
    expect(await text({ ...own, ExportToken: 'export-token-aaaaaaaaaaaaaaaa' })).toContain(
      'cannot be combined',
    );
    expect(await text({ SigningKeyCertificate: certificate })).toContain('missing');
    await call('GetParametersForExport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      SigningKeyAlgorithm: 'RSA_2048',
    });
  });

  it('a public key has the check value that SHA_1 names', async () => {
    const pair = await pairOf('K2');
    const { KeyCertificate } = await call('GetPublicKeyCertificate', { KeyIdentifier: pair.KeyArn });
    const spki = certificateOfParameter(KeyCertificate).publicKey.raw;
    const sha1 = createHash('sha1').update(spki).digest('hex').toUpperCase();
    expect([pair.KeyCheckValue, pair.KeyCheckValueAlgorithm]).toEqual([sha1.slice(0, 8), 'SHA_1']);
  });
});

it('AS 2805 cryptograms are of the model, and refused in words', async () => {
  const wrapping = await create(attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'TDES_2KEY', allFour));
  const imported = await failure('ImportKey', {
    KeyMaterial: {
      As2805KeyCryptogram: {
        As2805KeyVariant: 'PIN_ENCRYPTION_KEY_VARIANT_28',
        KeyModesOfUse: allFour,
        KeyAlgorithm: 'TDES_2KEY',
        Exportable: true,
        WrappingKeyIdentifier: wrapping.KeyArn,
        WrappedKeyCryptogram: '0'.repeat(32),
      },
    },
  });
  expect(imported.serviceText).toMatch(/^Simulator: AS 2805/);
});

it('every operation was called', () => expect([...called].sort()).toEqual([...operationNames].sort()));
