/** Every body of the AWS user guide's import flows, with values that a simulator takes: from it and from test parties. */
import { randomBytes } from 'node:crypto';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf, OutputOf } from '../../../src/keyservice/operations';
import { testChain, type TestParty } from '../../../src/keyservice/testsource/parties';
import {
  testAgreedKeyBlock,
  testCryptogram,
  testKeyBlock,
} from '../../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../../src/keyservice/testsource/tr34Tokens';

export type Call = <Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
) => Promise<OutputOf<Name>>;

export interface GuideForms {
  readonly cryptogram: object;
  readonly tr31: object;
  readonly tr34: object;
  readonly root: object;
  readonly trusted: object;
  readonly publicKey: object;
  readonly ecdh: object;
  readonly exported: object;
  readonly parameters: object;
  readonly key: object;
  readonly parties: { readonly kdh: TestParty[]; readonly d1: TestParty[]; readonly ec: TestParty[] };
  /** The key in every payload. */
  readonly secret: Uint8Array;
}

const allFour = { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true };
const kbpk = new Uint8Array(randomBytes(32));

const verifier = (KeyAlgorithm: 'RSA_2048' | 'RSA_4096' | 'ECC_NIST_P521') =>
  ({
    KeyAlgorithm,
    KeyClass: 'PUBLIC_KEY',
    KeyModesOfUse: { Verify: true },
    KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
  }) as const;

/** JSON as the AWS CLI version 2 prints an answer: times in ISO 8601. */
const asAnswer = (answer: object): object =>
  JSON.parse(
    JSON.stringify(answer, (name, value: unknown) => (name === '$metadata' ? undefined : value)),
  ) as object;

/**
 * Makes keys in the account that the bodies name by alias: alias/kek (K1, AES_256), alias/kdh-root, alias/partner-root,
 * alias/ec-root. The root in `root` and the intermediate in `trusted` are not imported.
 */
export async function guideForms(call: Call, ends: { readonly notAfter?: Date } = {}): Promise<GuideForms> {
  const secret = new Uint8Array(randomBytes(16));
  const [kdh, d1, ec, other] = await Promise.all([
    testChain(['TEST KDH CA', 'TEST KDH'], 'RSA_2048', ends),
    testChain(['TEST PARTNER CA', 'TEST PARTNER'], ['RSA_4096', 'RSA_4096'], ends),
    testChain(['TEST EC CA', 'TEST EC PARTY'], 'ECC_NIST_P521', ends),
    testChain(['TEST ROOT CA', 'TEST ISSUING CA', 'TEST LEAF'], 'RSA_2048', ends),
  ]);
  await kekIn(call);
  for (const [alias, party] of [
    ['alias/kdh-root', kdh[0]!],
    ['alias/partner-root', d1[0]!],
    ['alias/ec-root', ec[0]!],
  ] as const)
    await rootIn(call, alias, party);
  const tr34 = await call('GetParametersForImport', {
    KeyMaterialType: 'TR34_KEY_BLOCK',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const rsa = await call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_4096',
  });
  const nonce = new Uint8Array(randomBytes(8));
  const token = await testTr34Token({
    key: secret,
    header: 'D9999K1AB00E0000',
    kdh: kdh[1]!,
    krd: tr34.WrappingKeyCertificate,
    fresh: nonce,
    cipher: 'AES',
  });
  const pair = await call('CreateKey', {
    Exportable: true,
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyAttributes: {
      KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      KeyClass: 'ASYMMETRIC_KEY_PAIR',
      KeyAlgorithm: 'ECC_NIST_P521',
      KeyModesOfUse: { DeriveKey: true },
    },
  });
  await call('CreateAlias', { AliasName: 'alias/agreement', KeyArn: pair.Key.KeyArn });
  const own = await call('GetPublicKeyCertificate', { KeyIdentifier: pair.Key.KeyArn });
  const derivation = {
    DeriveKeyAlgorithm: 'AES_256',
    KeyDerivationFunction: 'NIST_SP800',
    KeyDerivationHashAlgorithm: 'SHA_256',
  } as const;
  const agreed = testAgreedKeyBlock(header('K1'), secret, ec[1]!.privateKey, own.KeyCertificate, derivation);
  const exportable = await call('CreateKey', {
    Exportable: true,
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: allFour,
    },
  });
  const exported = await call('ExportKey', {
    ExportKeyIdentifier: exportable.Key.KeyArn,
    KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek' } },
  });
  return {
    secret,
    parties: { kdh, d1, ec },
    cryptogram: {
      KeyMaterial: {
        KeyCryptogram: {
          Exportable: true,
          ImportToken: rsa.ImportToken,
          KeyAttributes: {
            KeyAlgorithm: 'AES_128',
            KeyClass: 'SYMMETRIC_KEY',
            KeyModesOfUse: {
              Decrypt: true,
              DeriveKey: false,
              Encrypt: true,
              Generate: false,
              NoRestrictions: false,
              Sign: false,
              Unwrap: true,
              Verify: false,
              Wrap: true,
            },
            KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
          },
          WrappedKeyCryptogram: testCryptogram(secret, rsa.WrappingKeyCertificate),
          WrappingSpec: 'RSA_OAEP_SHA_256',
        },
      },
    },
    tr31: {
      KeyMaterial: {
        Tr31KeyBlock: {
          WrappingKeyIdentifier: 'alias/kek',
          WrappedKeyBlock: testKeyBlock({ ...header('P0'), version: 'D' }, secret, kbpk),
        },
      },
      KeyCheckValueAlgorithm: 'CMAC',
      Enabled: true,
      Tags: [{ Key: 'env', Value: 'test' }],
    },
    tr34: {
      KeyMaterial: {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: 'alias/kdh-root',
          ImportToken: tr34.ImportToken,
          KeyBlockFormat: 'X9_TR34_2012',
          RandomNonce: Buffer.from(nonce).toString('hex').toUpperCase(),
          SigningKeyCertificate: kdh[1]!.parameter,
          WrappedKeyBlock: token,
        },
      },
    },
    root: {
      KeyMaterial: {
        RootCertificatePublicKey: {
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: other[0]!.parameter,
        },
      },
    },
    trusted: {
      KeyMaterial: {
        TrustedCertificatePublicKey: {
          CertificateAuthorityPublicKeyIdentifier: 'alias/kdh-root',
          KeyAttributes: verifier('RSA_2048'),
          PublicKeyCertificate: kdh[1]!.parameter,
        },
      },
    },
    publicKey: {
      KeyMaterial: {
        TrustedCertificatePublicKey: {
          CertificateAuthorityPublicKeyIdentifier: 'alias/partner-root',
          KeyAttributes: {
            KeyAlgorithm: 'RSA_4096',
            KeyClass: 'PUBLIC_KEY',
            KeyModesOfUse: { Encrypt: true, Wrap: true },
            KeyUsage: 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION',
          },
          PublicKeyCertificate: d1[1]!.parameter,
        },
      },
    },
    ecdh: {
      KeyMaterial: {
        DiffieHellmanTr31KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: 'alias/ec-root',
          DerivationData: { SharedInformation: agreed.sharedInformation },
          ...derivation,
          PrivateKeyIdentifier: 'alias/agreement',
          PublicKeyCertificate: ec[1]!.parameter,
          WrappedKeyBlock: agreed.keyBlock,
        },
      },
    },
    exported: asAnswer(exported),
    parameters: asAnswer(rsa),
    key: asAnswer(exportable),
  };
}

const header = (usage: string) =>
  ({
    usage,
    algorithm: 'A',
    mode: 'B',
    keyVersion: '00',
    exportability: 'E',
    keyContext: '0',
    optionalBlocks: [],
  }) as const;

/** AES-256 goes in under an agreed key only: the KBPK is moved so. */
async function kekIn(call: Call): Promise<void> {
  const party = await testChain(['TEST SETUP CA', 'TEST SETUP'], 'ECC_NIST_P521');
  const pair = await call('CreateKey', {
    Exportable: false,
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyAttributes: {
      KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      KeyClass: 'ASYMMETRIC_KEY_PAIR',
      KeyAlgorithm: 'ECC_NIST_P521',
      KeyModesOfUse: { DeriveKey: true },
    },
  });
  const own = await call('GetPublicKeyCertificate', { KeyIdentifier: pair.Key.KeyArn });
  const authority = await rootIn(call, 'alias/setup-root', party[0]!);
  const choices = {
    DeriveKeyAlgorithm: 'AES_256',
    KeyDerivationFunction: 'NIST_SP800',
    KeyDerivationHashAlgorithm: 'SHA_256',
  } as const;
  const { keyBlock, sharedInformation } = testAgreedKeyBlock(
    header('K1'),
    kbpk,
    party[1]!.privateKey,
    own.KeyCertificate,
    choices,
  );
  const { Key } = await call('ImportKey', {
    KeyMaterial: {
      DiffieHellmanTr31KeyBlock: {
        ...choices,
        CertificateAuthorityPublicKeyIdentifier: authority,
        PrivateKeyIdentifier: pair.Key.KeyArn,
        PublicKeyCertificate: party[1]!.parameter,
        DerivationData: { SharedInformation: sharedInformation },
        WrappedKeyBlock: keyBlock,
      },
    },
  });
  await call('CreateAlias', { AliasName: 'alias/kek', KeyArn: Key.KeyArn });
}

async function rootIn(call: Call, alias: string, { kind, parameter }: TestParty): Promise<string> {
  const { Key } = await call('ImportKey', {
    KeyMaterial: {
      RootCertificatePublicKey: {
        KeyAttributes: verifier(kind as 'RSA_2048'),
        PublicKeyCertificate: parameter,
      },
    },
  });
  await call('CreateAlias', { AliasName: alias, KeyArn: Key.KeyArn });
  return Key.KeyArn;
}

/** Names of the samples, by form. */
export const sampleNames = {
  cryptogram: 'import-key-cryptogram.json',
  tr31: 'import-key-tr31.json',
  tr34: 'import-key-tr34.json',
  root: 'import-key-root.json',
  trusted: 'import-key-trusted.json',
  publicKey: 'import-key-public-key.json',
  ecdh: 'import-key-ecdh.json',
  exported: 'export-key-answer.json',
  parameters: 'get-parameters-for-import-answer.json',
  key: 'get-key-answer.json',
} as const;
export type SampleForm = keyof typeof sampleNames;
export const sampleForms = Object.keys(sampleNames) as SampleForm[];

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
