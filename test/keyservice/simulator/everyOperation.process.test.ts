// Every operation of the newest model by the AWS CLI against the simulator. A CLI is older than the model, or has none: it is
// given one that is made from the data of `newestModel.ts`.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationNames, type OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf } from '../../../src/keyservice/operations';
import { startSimulator, type LogEntry, type Simulator } from '../../../src/keyservice/simulator/server';
import { requestOfAnswer } from '../../../src/keyservice/testsource/certifiedRequests';
import { testParty } from '../../../src/keyservice/testsource/parties';
import { without } from '../../programs';
import * as newest from '../newestModel';
import { allFour, attributes, verifier } from './sdkClient';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'kmi-every-'));
const entries: LogEntry[] = [];
let simulator: Simulator;

/** A structure in the form of botocore's models. */
function structureOf(members: Readonly<Record<string, string>>, union = false): object {
  const names = Object.keys(members);
  return {
    type: 'structure',
    ...(union ? { union: true } : { required: names.filter((name) => !name.endsWith('?')) }),
    members: Object.fromEntries(
      Object.entries(members).map(([name, shape]) => [name.replace('?', ''), { shape }]),
    ),
  };
}

/** `service-2.json` of the newest model. */
function serviceModel(): object {
  const named = (of: (name: string) => object, names: Iterable<string>): [string, object][] =>
    [...names].map((name) => [name, of(name)]);
  const errors = new Set<string>([
    ...newest.commonErrors,
    ...Object.values(newest.operations).flatMap(({ errors: some }) => some),
  ]);
  const all = Object.entries(newest.operations);
  return {
    version: '2.0',
    metadata: {
      apiVersion: '2021-09-14',
      endpointPrefix: 'controlplane.payment-cryptography',
      jsonVersion: '1.0',
      protocol: 'json',
      serviceFullName: 'Payment Cryptography Control Plane',
      serviceId: 'Payment Cryptography',
      signatureVersion: 'v4',
      signingName: 'payment-cryptography',
      targetPrefix: 'PaymentCryptographyControlPlane',
      uid: 'payment-cryptography-2021-09-14',
    },
    operations: Object.fromEntries(
      all.map(([name, { errors: own }]) => [
        name,
        {
          name,
          http: { method: 'POST', requestUri: '/' },
          input: { shape: `${name}Input` },
          output: { shape: `${name}Output` },
          errors: [...newest.commonErrors, ...own].map((shape) => ({ shape })),
        },
      ]),
    ),
    shapes: Object.fromEntries([
      ...all.flatMap(([name, { input, output }]): [string, object][] => [
        [`${name}Input`, structureOf(input)],
        [`${name}Output`, structureOf(output)],
      ]),
      ...Object.entries(newest.structures).map(([name, members]): [string, object] => [
        name,
        structureOf(members),
      ]),
      ...Object.entries(newest.unions).map(([name, members]): [string, object] => [
        name,
        structureOf(members, true),
      ]),
      ...Object.entries(newest.enumerations).map(([name, values]): [string, object] => [
        name,
        { type: 'string', enum: values },
      ]),
      ...Object.entries(newest.texts).map(([name, text]): [string, object] => [
        name,
        // The CLI holds lengths and not patterns.
        { ...text, type: 'string' },
      ]),
      ...Object.entries(newest.integers).map(([name, limits]): [string, object] => [
        name,
        { type: 'integer', ...limits },
      ]),
      ...Object.entries(newest.lists).map(([name, { of }]): [string, object] => [
        name,
        { type: 'list', member: { shape: of } },
      ]),
      ...Object.entries(newest.maps).map(([name, { key, value }]): [string, object] => [
        name,
        { type: 'map', key: { shape: key }, value: { shape: value } },
      ]),
      ...named(() => ({ type: 'boolean' }), newest.booleans),
      ['Timestamp', { type: 'timestamp' }],
      ...named(
        (name) => ({
          type: 'structure',
          members:
            name === 'ResourceNotFoundException'
              ? { ResourceId: { shape: 'String' } }
              : { Message: { shape: 'String' } },
          exception: true,
        }),
        errors,
      ),
    ]),
  };
}

beforeAll(async () => {
  simulator = await startSimulator({ approval: 'manual', log: (entry) => void entries.push(entry) });
  const models = path.join(folder, 'models', 'payment-cryptography', '2021-09-14');
  mkdirSync(models, { recursive: true });
  writeFileSync(path.join(models, 'service-2.json'), JSON.stringify(serviceModel()));
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();

/** The answer as the CLI prints it: times are texts. Rejects with what it prints of an error. */
async function cli<Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
): Promise<Record<string, unknown>> {
  const file = path.join(folder, 'input.json');
  writeFileSync(file, JSON.stringify(input));
  const { stdout } = await run(
    'aws',
    [
      ...['payment-cryptography', kebab(operation), '--cli-input-json', `file://${file}`],
      ...['--endpoint-url', simulator.url, '--region', simulator.region, '--output', 'json'],
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_DATA_PATH: path.join(folder, 'models'),
        AWS_ACCESS_KEY_ID: simulator.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: simulator.credentials.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        AWS_MAX_ATTEMPTS: '1',
      },
    },
  );
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
}
interface Told {
  readonly KeyArn: string;
  readonly [name: string]: unknown;
}
const keyOf = (answer: Record<string, unknown>): Told => answer.Key as Told;

describe.skipIf(without('aws'))('the AWS CLI', () => {
  it('runs every operation', { timeout: 240_000 }, async () => {
    const kek = keyOf(
      await cli('CreateKey', {
        KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256', allFour),
        Exportable: true,
        ReplicationRegions: ['us-west-2'],
      }),
    );
    const { KeyArn } = kek;
    expect(kek).toMatchObject({
      MultiRegionKeyType: 'PRIMARY',
      ReplicationStatus: { 'us-west-2': { Status: 'IN_PROGRESS' } },
    });
    const of = { KeyIdentifier: KeyArn };
    expect(keyOf(await cli('GetKey', of)).ReplicationStatus).toEqual({
      'us-west-2': { Status: 'SYNCHRONIZED' },
    });
    await cli('AddKeyReplicationRegions', { ...of, ReplicationRegions: ['us-east-1'] });
    await cli('RemoveKeyReplicationRegions', { ...of, ReplicationRegions: ['us-west-2'] });
    const ReplicationRegions = ['eu-west-1'];
    await cli('EnableDefaultKeyReplicationRegions', { ReplicationRegions });
    expect(await cli('GetDefaultKeyReplicationRegions', {})).toEqual({
      EnabledReplicationRegions: ReplicationRegions,
    });
    await cli('DisableDefaultKeyReplicationRegions', { ReplicationRegions });

    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'payment-cryptography:GetKey' },
      ],
    });
    const resource = { ResourceArn: KeyArn };
    await cli('PutResourcePolicy', { ...resource, Policy });
    expect(await cli('GetResourcePolicy', resource)).toEqual({ ...resource, Policy });
    await cli('DeleteResourcePolicy', resource);
    await expect(
      cli('PutResourcePolicy', { ...resource, Policy: Policy.replace('"444455556666"', '"*"') }),
    ).rejects.toThrow('(PublicPolicyException)');

    const team = { Action: 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE' } as const;
    const MpaTeamArn = 'arn:aws:mpa:us-east-2:111122223333:approval-team/roots';
    await cli('AssociateMpaTeam', { ...team, MpaTeamArn });
    expect(await cli('GetMpaTeamAssociation', team)).toMatchObject({ MpaTeamAssociation: { MpaTeamArn } });
    const root = await testParty('CLI root', { ca: true });
    const waiting = keyOf(
      await cli('ImportKey', {
        KeyMaterial: {
          RootCertificatePublicKey: {
            KeyAttributes: verifier('RSA_2048'),
            PublicKeyCertificate: root.parameter,
          },
        },
        RequesterComment: 'by the CLI',
      }),
    );
    expect(waiting).toMatchObject({ KeyState: 'CREATE_IN_PROGRESS', MpaStatus: { Status: 'PENDING' } });
    simulator.decide('APPROVED');
    expect(keyOf(await cli('GetKey', { KeyIdentifier: waiting.KeyArn })).KeyState).toBe('CREATE_COMPLETE');
    await cli('DisassociateMpaTeam', team);

    const pair = keyOf(
      await cli('CreateKey', {
        KeyAttributes: attributes(
          'TR31_K2_TR34_ASYMMETRIC_KEY',
          'RSA_2048',
          { Decrypt: true, Unwrap: true },
          'ASYMMETRIC_KEY_PAIR',
        ),
        Exportable: false,
        KeyCheckValueAlgorithm: 'SHA_1',
      }),
    );
    const { CertificateSigningRequest } = await cli('GetCertificateSigningRequest', {
      KeyIdentifier: pair.KeyArn,
      SigningAlgorithm: 'SHA256',
      CertificateSubject: { CommonName: 'CLI' },
    });
    expect(requestOfAnswer(String(CertificateSigningRequest)).subject.text).toContain('CLI');
    await cli('GetPublicKeyCertificate', { KeyIdentifier: pair.KeyArn });

    const alias = { AliasName: 'alias/cli' };
    await cli('CreateAlias', { ...alias, KeyArn });
    await cli('GetAlias', alias);
    await cli('UpdateAlias', alias);
    await cli('ListAliases', {});
    await cli('DeleteAlias', alias);
    await cli('TagResource', { ...resource, Tags: [{ Key: 'a', Value: 'b' }] });
    await cli('ListTagsForResource', resource);
    await cli('UntagResource', { ...resource, TagKeys: ['a'] });
    await cli('GetParametersForImport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      WrappingKeyAlgorithm: 'RSA_2048',
      ReuseLastGeneratedToken: true,
    });
    await cli('GetParametersForExport', {
      KeyMaterialType: 'TR34_KEY_BLOCK',
      SigningKeyAlgorithm: 'RSA_2048',
      ReuseLastGeneratedToken: true,
    });
    const mac = keyOf(
      await cli('CreateKey', {
        KeyAttributes: attributes('TR31_M0_ISO_16609_MAC_KEY', 'TDES_2KEY', {
          Generate: true,
          Verify: true,
        }),
        Exportable: true,
      }),
    );
    await cli('ExportKey', {
      ExportKeyIdentifier: mac.KeyArn,
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: KeyArn } },
    });
    await cli('StopKeyUsage', of);
    await cli('StartKeyUsage', of);
    await cli('DeleteKey', of);
    await cli('RestoreKey', of);
    await cli('ListKeys', { MaxResults: 10 });

    const done = new Set(entries.filter(({ status }) => status === 200).map(({ operation }) => operation));
    expect(operationNames.filter((name) => !done.has(name))).toEqual([]);
    expect(entries.flatMap(({ ignored = [] }) => ignored)).toEqual([]);
  });
});
