// What the adapter sends for every operation, and how it reads answers, whether or not the pinned SDK knows them.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-payment-cryptography';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../src/keyservice/aws/service';
import { KeyServiceError } from '../../src/keyservice/errors';
import { operationNames, type OperationName } from '../../src/keyservice/model/shapes';
import { readOperations, type InputOf } from '../../src/keyservice/operations';
import { newerOperations } from './newestModel';

interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly path: string | undefined;
  readonly body: string;
}

const sent: Sent[] = [];
let answer: { status: number; body: string } | 'drop';
let server: Server;
let endpoint: string;
let aws: AwsService;
const credentials = { accessKeyId: 'SIMULATOR', secretAccessKey: 'x'.repeat(40) };

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      sent.push({ headers: request.headers, path: request.url, body: Buffer.concat(parts).toString() });
      if (answer === 'drop') {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': `request-${sent.length}`,
      });
      response.end(answer.body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = connectAws({
    target: { kind: 'simulator', profile: 'simulator', region: 'us-east-2', endpoint },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 1000 }),
  });
});
afterAll(async () => {
  aws.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  sent.length = 0;
});

const failure = (promise: Promise<unknown>): Promise<KeyServiceError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof KeyServiceError) return error;
      throw error;
    },
  );

const arn = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/k7x2m4pqabcdefgh';
const team = 'arn:aws:mpa:us-east-2:111122223333:approval-team/roots';
const session = 'arn:aws:mpa:us-east-2:111122223333:session/roots/4711';
const whole = { KeyArn: arn, Key: { KeyArn: arn }, NextToken: 'später ü' };

/** What the newer operations are called with. */
const newer: { readonly [Name in (typeof newerOperations)[number]]: InputOf<Name> } = {
  AddKeyReplicationRegions: { KeyIdentifier: arn, ReplicationRegions: ['us-west-2'] },
  AssociateMpaTeam: {
    Action: 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE',
    MpaTeamArn: team,
    RequesterComment: 'für die Roots',
  },
  DeleteResourcePolicy: { ResourceArn: arn },
  DisableDefaultKeyReplicationRegions: { ReplicationRegions: ['us-west-2'] },
  DisassociateMpaTeam: { Action: 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE' },
  EnableDefaultKeyReplicationRegions: { ReplicationRegions: ['us-west-2', 'us-east-1'] },
  GetCertificateSigningRequest: {
    KeyIdentifier: arn,
    SigningAlgorithm: 'SHA256',
    CertificateSubject: { CommonName: 'Müller Bank' },
  },
  GetDefaultKeyReplicationRegions: {},
  GetMpaTeamAssociation: { Action: 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE' },
  GetResourcePolicy: { ResourceArn: arn },
  PutResourcePolicy: { ResourceArn: arn, Policy: '{"Statement":[]}' },
  RemoveKeyReplicationRegions: { KeyIdentifier: arn, ReplicationRegions: ['us-west-2'] },
};

describe('requests', () => {
  it.each(newerOperations)('%s is signed and sent with its own name and body', async (name) => {
    answer = { status: 400, body: '{"__type":"ValidationException","Message":"no"}' };
    await failure(aws.call(name, newer[name]));
    expect(sent).toHaveLength(1);
    const [{ headers, path, body }] = sent as [Sent];
    expect([path, headers['x-amz-target'], headers['content-type'], JSON.parse(body)]).toEqual([
      '/',
      `PaymentCryptographyControlPlane.${name}`,
      'application/x-amz-json-1.0',
      newer[name],
    ]);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body));
    expect(headers.authorization).toMatch(/SignedHeaders=[a-z0-9;-]*content-length;[a-z0-9;-]*x-amz-target/);
  });

  it.each(operationNames.filter((name) => !(newerOperations as readonly string[]).includes(name)))(
    '%s goes out as the command of the SDK sends it',
    async (name) => {
      answer = { status: 400, body: '{"__type":"ValidationException","Message":"no"}' };
      await failure(aws.call(name, whole));
      type Command = new (input: unknown) => sdk.ListKeysCommand;
      const Make = (sdk as unknown as Record<string, Command>)[`${name}Command`]!;
      const client = new sdk.PaymentCryptographyClient({
        endpoint,
        region: 'us-east-2',
        credentials,
        maxAttempts: 1,
      });
      await client.send(new Make(whole)).catch(() => undefined);
      client.destroy();
      const [ours, theirs] = sent as [Sent, Sent];
      const steady = ({ headers, path, body }: Sent): unknown => ({
        path,
        body,
        names: Object.keys(headers).sort(),
        headers: [headers['x-amz-target'], headers['content-type'], headers['content-length']],
        signed: /SignedHeaders=([^,]+)/.exec(headers.authorization!)![1],
      });
      expect(steady(ours)).toEqual(steady(theirs));
    },
  );

  it('only those that change nothing are sent again after a lost answer', async () => {
    answer = 'drop';
    const errors = await Promise.all(
      operationNames.map((name) =>
        failure(aws.call(name, (newer as Record<string, unknown>)[name] ?? (whole as never))),
      ),
    );
    const times = (name: OperationName): number =>
      sent.filter(({ headers }) => String(headers['x-amz-target']).endsWith(`.${name}`)).length;
    expect(errors.map(({ operation, kind, effect }) => [operation, kind, effect, times(operation)])).toEqual(
      operationNames.map((name) => [
        name,
        'unreachable',
        ...(readOperations.has(name) ? ['none', 4] : ['unknown', 1]),
      ]),
    );
  });
});

describe('errors', () => {
  it.each([
    ['PublicPolicyException', 'validation'],
    ['ConflictException', 'conflict'],
    ['AccessDeniedException', 'notAuthorised'],
    ['SomethingNewException', 'unexpected'],
  ])('%s keeps its name, text and request id', async (name, kind) => {
    answer = { status: 400, body: JSON.stringify({ __type: `com.amazonaws#${name}`, Message: 'the text' }) };
    const error = await failure(aws.call('PutResourcePolicy', newer.PutResourcePolicy));
    expect([error.kind, error.serviceName, error.serviceText, error.requestId]).toEqual([
      kind,
      name,
      'the text',
      'request-1',
    ]);
  });

  it('names what was not found', async () => {
    answer = {
      status: 400,
      body: JSON.stringify({ __type: 'ResourceNotFoundException', ResourceId: 'alias/nobody' }),
    };
    const error = await failure(aws.call('GetResourcePolicy', newer.GetResourcePolicy));
    expect([error.kind, error.args.includes('alias/nobody')]).toEqual(['notFound', true]);
  });

  it('takes a page that is no JSON as that of another server', async () => {
    answer = { status: 200, body: '<html>' };
    expect((await failure(aws.call('AssociateMpaTeam', newer.AssociateMpaTeam))).kind).toBe('wrongEndpoint');
  });

  const incomplete: OperationName[] = [
    'AddKeyReplicationRegions',
    'AssociateMpaTeam',
    'DisableDefaultKeyReplicationRegions',
    'ExportKey',
    'GetCertificateSigningRequest',
    'GetMpaTeamAssociation',
    'GetParametersForImport',
    'GetResourcePolicy',
    'StopKeyUsage',
  ];
  it.each(incomplete)('an answer to %s without its substance is none', async (name) => {
    for (const body of [
      '{}',
      '[]',
      'null',
      '',
      '{"Key":{},"WrappedKey":[],"EnabledReplicationRegions":"x"}',
    ]) {
      answer = { status: 200, body };
      const error = await failure(aws.call(name, whole));
      expect([body, error.serviceName]).toEqual([body, 'IncompleteAnswer']);
    }
  });
});

describe('answers', () => {
  const at = 1_796_000_000.25;
  const key = {
    KeyArn: arn,
    KeyState: 'CREATE_IN_PROGRESS',
    KeyAttributes: { KeyUsage: 'TR31_Q7_NEW', KeyClass: 'PUBLIC_KEY', KeyAlgorithm: 'RSA_2048' },
    KeyOrigin: 'EXTERNAL',
    CreateTimestamp: at,
    MultiRegionKeyType: 'PRIMARY',
    PrimaryRegion: 'us-east-2',
    ReplicationStatus: {
      'us-west-2': { Status: 'IN_PROGRESS' },
      'us-east-1': { Status: 'PAUSED', StatusMessage: 'why' },
    },
    UsingDefaultReplicationRegions: false,
    MpaStatus: { MpaSessionArn: session, Status: 'PENDING', InitiationDate: at, StatusMessage: 'asked' },
    SomethingNew: { NewTimestamp: at, List: [1, 'a'] },
  };

  it.each(['GetKey', 'ImportKey', 'CreateKey', 'StopKeyUsage', 'AddKeyReplicationRegions'] as const)(
    '%s keeps newer members of a key, with times as dates',
    async (name) => {
      answer = { status: 200, body: JSON.stringify({ Key: key }) };
      const { output, requestId } = await aws.call(name, whole as never);
      const date = new Date(at * 1000);
      expect(output.Key).toEqual({
        ...key,
        CreateTimestamp: date,
        MpaStatus: { ...key.MpaStatus, InitiationDate: date },
        SomethingNew: { NewTimestamp: date, List: [1, 'a'] },
      });
      expect(output.Key.Enabled).toBeUndefined();
      expect(requestId).toBe('request-1');
    },
  );

  it('leaves out newer members of another type', async () => {
    const wrong = {
      ...key,
      Enabled: 'yes',
      MultiRegionKeyType: 7,
      PrimaryRegion: '',
      ReplicationStatus: { 'us-west-2': 'FAILED', 'us-east-1': { Status: 3 } },
      UsingDefaultReplicationRegions: 1,
      MpaStatus: { InitiationDate: 'yesterday', StatusMessage: {} },
      CreateTimestamp: '2026-01-01T00:00:00Z',
    };
    answer = { status: 200, body: JSON.stringify({ Key: wrong }) };
    const { Key } = (await aws.call('GetKey', { KeyIdentifier: arn })).output;
    expect(Key).toEqual({
      KeyArn: arn,
      KeyState: key.KeyState,
      KeyAttributes: key.KeyAttributes,
      KeyOrigin: 'EXTERNAL',
      ReplicationStatus: { 'us-east-1': { Status: '' } },
      MpaStatus: { MpaSessionArn: '', Status: '' },
      SomethingNew: { ...key.SomethingNew, NewTimestamp: new Date(at * 1000) },
    });
  });

  it('reads associations, Regions, policies and requests', async () => {
    const association = { Action: 'SOMETHING_NEW', MpaTeamArn: team, AssociationState: 'UPDATE_PENDING' };
    answer = {
      status: 200,
      body: JSON.stringify({
        MpaTeamAssociation: {
          ...association,
          MpaStatus: { MpaSessionArn: session, Status: 'APPROVED', InitiationDate: at },
        },
      }),
    };
    expect((await aws.call('GetMpaTeamAssociation', newer.GetMpaTeamAssociation)).output).toEqual({
      MpaTeamAssociation: {
        ...association,
        MpaStatus: { MpaSessionArn: session, Status: 'APPROVED', InitiationDate: new Date(at * 1000) },
      },
    });
    for (const [name, output] of [
      ['GetDefaultKeyReplicationRegions', { EnabledReplicationRegions: ['us-west-2'] }],
      ['GetResourcePolicy', { ResourceArn: arn, Policy: '{}' }],
      ['GetCertificateSigningRequest', { CertificateSigningRequest: 'LS0t' }],
      ['DeleteResourcePolicy', {}],
    ] as const) {
      answer = { status: 200, body: JSON.stringify(output) };
      expect((await aws.call(name, newer[name] as never)).output).toEqual(output);
    }
  });
});
