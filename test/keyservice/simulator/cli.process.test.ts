import { once } from 'node:events';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsCliText } from '../../../src/keyservice/cliText';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { ImportKeyMaterial, InputOf, Key } from '../../../src/keyservice/operations';
import { testChain } from '../../../src/keyservice/testsource/parties';
import {
  testAgreedKeyBlock,
  testCryptogram,
  testKeyBlock,
} from '../../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';
import { allFour, attributes, service, verifier } from './client';

const run = promisify(execFile);
// A CLI without the service's model does not know the words.
const known = spawnSync('aws', ['payment-cryptography', 'list-keys', '--generate-cli-skeleton', 'input'], {
  encoding: 'utf8',
});
if (known.status !== 0) console.log('skipped: no AWS CLI that knows payment-cryptography is on the PATH');

const at = service();
/** A name that a shell has to be kept from reading. */
const profile = 'my lab $HOME; exit';
const folder = mkdtempSync(path.join(tmpdir(), 'kmi-cli-'));
let proxy: Server;
let endpointUrl: string;
/** Bodies as they went over the wire. */
const bodies: { target: string; body: unknown }[] = [];

beforeAll(async () => {
  const { port } = new URL(at().simulator.url);
  proxy = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      bodies.push({
        target: String(incoming.headers['x-amz-target']),
        body: JSON.parse(body.toString()) as unknown,
      });
      const { method = 'POST', url = '/', headers } = incoming;
      httpRequest({ host: '127.0.0.1', port, method, path: url, headers }, (from) => {
        answer.writeHead(from.statusCode!, from.headers);
        from.pipe(answer);
      }).end(body);
    });
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  endpointUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  writeFileSync(
    path.join(folder, 'config'),
    `[profile "${profile}"]
region = us-east-2
aws_access_key_id = ${at().simulator.credentials.accessKeyId}
aws_secret_access_key = ${at().simulator.credentials.secretAccessKey}
`,
  );
});
afterAll(async () => {
  await new Promise((resolve) => proxy.close(resolve));
  rmSync(folder, { recursive: true });
});

const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  AWS_CONFIG_FILE: path.join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  AWS_MAX_ATTEMPTS: '1',
};

/** What the extension copies, run by sh, and what went over the wire. */
async function copied<Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
  form: 'line' | 'file',
): Promise<Record<string, unknown>> {
  const text = awsCliText(operation, input, { profile, region: 'us-east-2', endpointUrl });
  if (form === 'file') writeFileSync(path.join(folder, text.file.name), text.file.json);
  bodies.length = 0;
  const { posix } = (form === 'file' ? text.file : text).lines;
  if ('refusal' in posix) throw new Error(posix.refusal.reason);
  const { stdout } = await run('/bin/sh', ['-c', `${posix.command} --output json`], {
    cwd: folder,
    env: environment,
  });
  expect(bodies).toEqual([{ target: `PaymentCryptographyControlPlane.${operation}`, body: input }]);
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
}

describe.skipIf(known.status !== 0)('the AWS CLI runs what is copied, and sends what was planned', () => {
  const importKey = async (
    KeyMaterial: ImportKeyMaterial,
    form: 'line' | 'file',
    more: Partial<InputOf<'ImportKey'>> = {},
  ): Promise<Key> => (await copied('ImportKey', { KeyMaterial, ...more }, form)).Key as Key;

  it('imports by RSA, TR-31, certificates and TR-34', async () => {
    const kbpk = new Uint8Array(randomBytes(16));
    const rsa = (await copied(
      'GetParametersForImport',
      { KeyMaterialType: 'KEY_CRYPTOGRAM', WrappingKeyAlgorithm: 'RSA_3072' },
      'line',
    )) as {
      ImportToken: string;
      WrappingKeyCertificate: string;
    };
    const kek = await importKey(
      {
        KeyCryptogram: {
          KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
          Exportable: true,
          WrappedKeyCryptogram: testCryptogram(kbpk, rsa.WrappingKeyCertificate),
          ImportToken: rsa.ImportToken,
          WrappingSpec: 'RSA_OAEP_SHA_256',
        },
      },
      'file',
    );
    const block = testKeyBlock(
      { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' },
      new Uint8Array(randomBytes(16)),
      kbpk,
    );
    const material = { Tr31KeyBlock: { WrappingKeyIdentifier: kek.KeyArn, WrappedKeyBlock: block } };
    const more = {
      KeyCheckValueAlgorithm: 'CMAC',
      Enabled: false,
      Tags: [{ Key: "it's", Value: '$HOME `date` "x" \\ ü' }],
    } as const;
    const key = await importKey(material, 'line', more);
    expect(key).toMatchObject({ Enabled: false, KeyCheckValueAlgorithm: 'CMAC' });
    await importKey(material, 'file', more);

    const [root, kdh] = await testChain(['CLI root', 'CLI KDH'], 'RSA_2048');
    const authority = await importKey(
      {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: root!.parameter,
        },
      },
      'line',
    );
    const tr34 = (await copied(
      'GetParametersForImport',
      { KeyMaterialType: 'TR34_KEY_BLOCK', WrappingKeyAlgorithm: 'RSA_2048' },
      'file',
    )) as {
      ImportToken: string;
      WrappingKeyCertificate: string;
    };
    const nonce = randomBytes(16);
    const token = await testTr34Token({
      key: new Uint8Array(randomBytes(16)),
      header: 'D9999K0TB00E0000',
      kdh: kdh!,
      krd: tr34.WrappingKeyCertificate,
      fresh: new Uint8Array(nonce),
    });
    await importKey(
      {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
          SigningKeyCertificate: kdh!.parameter,
          ImportToken: tr34.ImportToken,
          WrappedKeyBlock: token,
          KeyBlockFormat: 'X9_TR34_2012',
          RandomNonce: nonce.toString('hex'),
        },
      },
      'line',
    );
  }, 180_000);

  it('imports a chain, public keys for encryption and verification, and a block under an agreed key', async () => {
    const [root, kdhCa, kdh] = await testChain(['CLI root', 'CLI KDH CA', 'CLI KDH'], 'RSA_2048');
    const authority = await importKey(
      {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: root!.parameter,
        },
      },
      'file',
    );
    const below = await importKey(
      {
        TrustedCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: kdhCa!.parameter,
          CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
        },
      },
      'line',
      { Tags: [{ Key: 'party', Value: 'KDH, test' }] },
    );
    for (const [usage, mode] of [
      ['TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION', { Encrypt: true, Wrap: true }],
      ['TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', { Verify: true }],
    ] as const)
      expect(
        await importKey(
          {
            TrustedCertificatePublicKey: {
              KeyAttributes: attributes(usage, 'RSA_2048', mode, 'PUBLIC_KEY'),
              PublicKeyCertificate: kdh!.parameter,
              CertificateAuthorityPublicKeyIdentifier: below.KeyArn,
            },
          },
          'line',
        ),
      ).toMatchObject({ KeyAttributes: { KeyUsage: usage } });

    const { Key: own } = (await copied(
      'CreateKey',
      {
        KeyAttributes: attributes(
          'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
          'ECC_NIST_P256',
          { DeriveKey: true },
          'ASYMMETRIC_KEY_PAIR',
        ),
        Exportable: true,
        DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      },
      'line',
    )) as unknown as { Key: Key };
    const { KeyCertificate } = await copied('GetPublicKeyCertificate', { KeyIdentifier: own.KeyArn }, 'line');
    const [top, party] = await testChain(['CLI EC root', 'CLI EC party'], 'ECC_NIST_P256');
    const above = await importKey(
      {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('ECC_NIST_P256'),
          PublicKeyCertificate: top!.parameter,
        },
      },
      'line',
    );
    const choices = {
      DeriveKeyAlgorithm: 'AES_128',
      KeyDerivationFunction: 'NIST_SP800',
      KeyDerivationHashAlgorithm: 'SHA_256',
    } as const;
    const { keyBlock, sharedInformation } = testAgreedKeyBlock(
      { usage: 'K1', algorithm: 'A', mode: 'B', exportability: 'E' },
      new Uint8Array(randomBytes(16)),
      party!.privateKey,
      String(KeyCertificate),
      choices,
    );
    for (const form of ['line', 'file'] as const)
      await importKey(
        {
          DiffieHellmanTr31KeyBlock: {
            PrivateKeyIdentifier: own.KeyArn,
            CertificateAuthorityPublicKeyIdentifier: above.KeyArn,
            PublicKeyCertificate: party!.parameter,
            ...choices,
            DerivationData: { SharedInformation: sharedInformation },
            WrappedKeyBlock: keyBlock,
          },
        },
        form,
      );
  }, 180_000);

  it('exports as a TR-34 token, and reads what the flows read', async () => {
    const [root, krd] = await testChain(['CLI KRD root', 'CLI KRD'], 'RSA_2048');
    const authority = await importKey(
      {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: root!.parameter,
        },
      },
      'line',
    );
    const { Key: one } = (await copied(
      'CreateKey',
      { KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', allFour), Exportable: true },
      'line',
    )) as unknown as { Key: Key };
    const { ExportToken } = await copied(
      'GetParametersForExport',
      { KeyMaterialType: 'TR34_KEY_BLOCK', SigningKeyAlgorithm: 'RSA_2048' },
      'line',
    );
    const exported = await copied(
      'ExportKey',
      {
        KeyMaterial: {
          Tr34KeyBlock: {
            CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
            WrappingKeyCertificate: krd!.parameter,
            ExportToken: String(ExportToken),
            KeyBlockFormat: 'X9_TR34_2012',
            RandomNonce: '0011223344556677',
          },
        },
        ExportKeyIdentifier: one.KeyArn,
      },
      'line',
    );
    expect((exported.WrappedKey as { KeyMaterial: string }).KeyMaterial).toMatch(/^30/);
    await copied('CreateAlias', { AliasName: 'alias/cli/read' }, 'line');
    await copied('GetAlias', { AliasName: 'alias/cli/read' }, 'line');
    await copied('DeleteAlias', { AliasName: 'alias/cli/read' }, 'line');
    await copied('ListTagsForResource', { ResourceArn: one.KeyArn, MaxResults: 10 }, 'line');
  }, 180_000);

  it('the life of a key, aliases, tags, lists, export', async () => {
    const KeyAttributes = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour);
    const { Key: one } = (await copied(
      'CreateKey',
      { KeyAttributes, Exportable: true },
      'line',
    )) as unknown as { Key: Key };
    const KeyIdentifier = one.KeyArn;
    await copied('CreateAlias', { AliasName: 'alias/cli', KeyArn: KeyIdentifier }, 'line');
    await copied('UpdateAlias', { AliasName: 'alias/cli' }, 'line');
    await copied('ListAliases', { MaxResults: 10 }, 'line');
    await copied('TagResource', { ResourceArn: KeyIdentifier, Tags: [{ Key: 'a', Value: 'b' }] }, 'line');
    await copied('UntagResource', { ResourceArn: KeyIdentifier, TagKeys: ['a'] }, 'line');
    await copied('ListKeys', { KeyState: 'CREATE_COMPLETE' }, 'line');
    const { WrappedKey } = await copied(
      'ExportKey',
      {
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: KeyIdentifier } },
        ExportKeyIdentifier: KeyIdentifier,
      },
      'line',
    );
    expect((WrappedKey as { KeyMaterial: string }).KeyMaterial).toMatch(/^D/);
    await copied('StopKeyUsage', { KeyIdentifier }, 'line');
    await copied('StartKeyUsage', { KeyIdentifier }, 'line');
    await copied('DeleteKey', { KeyIdentifier, DeleteKeyInDays: 3 }, 'line');
    await copied('RestoreKey', { KeyIdentifier }, 'file');
    await copied('GetKey', { KeyIdentifier }, 'line');
  }, 180_000);

  it('shows the errors of the simulator', async () => {
    const text = awsCliText(
      'GetKey',
      { KeyIdentifier: 'kwapwa6qaifllw2h' },
      { profile, region: 'us-east-2', endpointUrl },
    );
    const failed = await run('/bin/sh', ['-c', text.posix], { cwd: folder, env: environment }).catch(
      (error: unknown) => error as { stderr: string },
    );
    expect(failed.stderr).toMatch(/ValidationException.*Simulator: /);
  }, 60_000);
});
