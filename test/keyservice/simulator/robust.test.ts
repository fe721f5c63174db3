import fc from '../../properties';
import { runs } from '../../quick';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operationNames, type OperationName } from '../../../src/keyservice/model/shapes';
import { Account } from '../../../src/keyservice/simulator/account';
import { run } from '../../../src/keyservice/simulator/dispatch';
import { ServiceError } from '../../../src/keyservice/simulator/serviceError';
import { Store } from '../../../src/keyservice/simulator/store';
import { testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes, verifier } from './sdkClient';

let account: Account;
let store: Store;
let root: TestParty;
let kek: string;
let pair: string;
let authority: string;
let token: string;

const arn = async (operation: OperationName, input: Record<string, unknown>): Promise<string> => {
  const { Key } = (await run(account, operation, input)) as { Key: { KeyArn: string } };
  return Key.KeyArn;
};

beforeAll(async () => {
  store = await Store.open();
  account = new Account(store, {
    account: '111122223333',
    region: 'us-east-2',
    now: Date.now,
    mostKeys: 1e6,
    mostAliases: 1e6,
    tokenDays: 30,
  });
  root = await testParty('Root', { kind: 'ECC_NIST_P256', ca: true });
  kek = await arn('CreateKey', {
    KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
    Exportable: true,
  });
  pair = await arn('CreateKey', {
    KeyAttributes: attributes(
      'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      'ECC_NIST_P256',
      { DeriveKey: true },
      'ASYMMETRIC_KEY_PAIR',
    ),
    Exportable: true,
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  });
  authority = await arn('ImportKey', {
    KeyMaterial: {
      RootCertificatePublicKey: {
        KeyAttributes: verifier('ECC_NIST_P256'),
        PublicKeyCertificate: root.parameter,
      },
    },
  });
  const parameters = await run(account, 'GetParametersForImport', {
    KeyMaterialType: 'TR34_KEY_BLOCK',
    WrappingKeyAlgorithm: 'RSA_2048',
  });
  token = parameters.ImportToken as string;
});
afterAll(() => store.close());

/** Whatever comes in, the answer is an answer or an error of the service, never a fault of the simulator. */
async function answers(operation: OperationName, input: unknown): Promise<void> {
  try {
    JSON.stringify(await run(account, operation, input as Record<string, unknown>));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.type).not.toMatch(/Internal|Unavailable/);
    expect(error.message).toMatch(/^Simulator: /);
  }
}

it('any JSON for any operation', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operationNames), fc.dictionary(fc.string(), fc.jsonValue()), answers),
    { numRuns: runs(300) },
  );
});

/** Valid by the model, with anything inside. */
const hex = fc
  .uint8Array({ minLength: 60, maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());
const text = fc.stringMatching(/^[0-9A-Za-z]{56,200}$/);
const header = fc
  .tuple(
    fc.constantFrom('A', 'B', 'C', 'D'),
    fc.constantFrom('P0', 'K1', 'M7', 'D1', 'ZZ'),
    fc.constantFrom('T', 'A', 'H', 'R', 'E'),
    fc.constantFrom('B', 'E', 'D', 'N', 'X', 'C'),
    fc.constantFrom('E', 'N', 'S'),
  )
  .map(([version, usage, algorithm, mode, exportability]) => ({
    version,
    usage,
    algorithm,
    mode,
    exportability,
  }));
const block = fc.oneof(
  text,
  fc
    .tuple(header, fc.uint8Array({ minLength: 0, maxLength: 40 }))
    .map(([given, key]) =>
      testKeyBlock(given, key, new Uint8Array(['A', 'B', 'C'].includes(given.version) ? 24 : 16)),
    ),
);
const certificate = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc
    .uint8Array({ minLength: 1, maxLength: 400 })
    .map((bytes) =>
      Buffer.from(
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`,
      ).toString('base64'),
    ),
  // The right one with one byte changed.
  fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
    const changed = Buffer.from(root.certificate);
    changed[at % changed.length]! ^= mask;
    return Buffer.from(
      `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----\n`,
    ).toString('base64');
  }),
);

it('imports that fit the model, with anything inside', async () => {
  const materials = fc.oneof(
    block.map((WrappedKeyBlock) => ({ Tr31KeyBlock: { WrappingKeyIdentifier: kek, WrappedKeyBlock } })),
    certificate.map((PublicKeyCertificate) => ({
      RootCertificatePublicKey: { KeyAttributes: verifier('ECC_NIST_P256'), PublicKeyCertificate },
    })),
    certificate.map((PublicKeyCertificate) => ({
      TrustedCertificatePublicKey: {
        KeyAttributes: verifier('ECC_NIST_P256'),
        PublicKeyCertificate,
        CertificateAuthorityPublicKeyIdentifier: authority,
      },
    })),
    fc.tuple(hex, certificate).map(([WrappedKeyBlock, SigningKeyCertificate]) => ({
      Tr34KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: authority,
        SigningKeyCertificate,
        ImportToken: token,
        WrappedKeyBlock,
        KeyBlockFormat: 'X9_TR34_2012',
      },
    })),
    fc.tuple(block, certificate).map(([WrappedKeyBlock, PublicKeyCertificate]) => ({
      DiffieHellmanTr31KeyBlock: {
        PrivateKeyIdentifier: pair,
        CertificateAuthorityPublicKeyIdentifier: authority,
        PublicKeyCertificate,
        DeriveKeyAlgorithm: 'AES_128',
        KeyDerivationFunction: 'NIST_SP800',
        KeyDerivationHashAlgorithm: 'SHA_256',
        DerivationData: { SharedInformation: '01' },
        WrappedKeyBlock,
      },
    })),
  );
  await fc.assert(
    fc.asyncProperty(materials, (KeyMaterial) => answers('ImportKey', { KeyMaterial })),
    { numRuns: runs(400) },
  );
});
