/** Requests with one thing wrong in them: each member in turn, and each way in which people get a member wrong. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What becomes of a member: another name, another value, or nothing. */
const damages: Readonly<Record<string, (name: string, value: Json) => readonly (readonly [string, Json])[]>> =
  {
    'left out': () => [],
    null: (name) => [[name, null]],
    'a number': (name) => [[name, 5]],
    empty: (name) => [[name, '']],
    'another text': (name) => [[name, 'other']],
    'a placeholder': (name) => [[name, `<${name}>`]],
    'a list': (name, value) => [[name, [value]]],
    'as text': (name, value) => [[name, typeof value === 'string' ? ` ${value} ` : JSON.stringify(value)]],
    'lower case': (name, value) => [[name.charAt(0).toLowerCase() + name.slice(1), value]],
    'as an option': (name, value) => [[`--${name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()}`, value]],
  };

function* within(value: Json, made: (value: Json) => Json, path: string): Generator<readonly [string, Json]> {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries())
      yield* within(one, (other) => made(value.map((old, j) => (j === i ? other : old))), `${path}[${i}]`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  for (const [at, [name, member]] of entries.entries()) {
    const here = `${path}.${name}`;
    const written = new Set<string>();
    for (const [damage, change] of Object.entries(damages)) {
      const other = Object.fromEntries(
        entries.flatMap((one, i) => (i === at ? change(name, member) : [one])),
      );
      const text = JSON.stringify(other);
      if (!written.has(text)) yield [`${here} ${damage}`, made(other)];
      written.add(text);
    }
    yield* within(
      member,
      (inner) => made(Object.fromEntries(entries.map((one, i) => (i === at ? [name, inner] : one)))),
      here,
    );
  }
}

/** Each damaged request with what was done to it. */
export const damaged = (request: Json): (readonly [string, Json])[] => [
  ...within(request, (value) => value, ''),
];

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const around = {
  KeyCheckValueAlgorithm: 'CMAC',
  Enabled: false,
  Tags: [
    { Key: 'env', Value: 'test' },
    { Key: 'owner', Value: '' },
  ],
  ReplicationRegions: ['us-west-2', 'us-east-1'],
} satisfies Json;

/** A sound request of each way without a certificate. */
export const requests = {
  tr31: {
    KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/two', WrappedKeyBlock: block } },
    ...around,
  },
  cryptogram: {
    KeyMaterial: {
      KeyCryptogram: {
        Exportable: true,
        ImportToken: 'import-token-0123456789abcdef',
        KeyAttributes: {
          KeyAlgorithm: 'AES_128',
          KeyClass: 'SYMMETRIC_KEY',
          KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
          KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
        },
        WrappedKeyCryptogram: '1A'.repeat(256),
        WrappingSpec: 'RSA_OAEP_SHA_512',
      },
    },
  },
  agreed: {
    KeyMaterial: {
      DiffieHellmanTr31KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: 'alias/authority',
        DerivationData: { SharedInformation: 'ABCD1234' },
        DeriveKeyAlgorithm: 'AES_256',
        KeyDerivationFunction: 'NIST_SP800',
        KeyDerivationHashAlgorithm: 'SHA_256',
        PrivateKeyIdentifier: 'alias/pair',
        PublicKeyCertificate: 'LS0tLS1CRUdJTg==',
        WrappedKeyBlock: block,
      },
    },
  },
  tr34: {
    KeyMaterial: {
      Tr34KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: 'alias/authority',
        ImportToken: 'import-token-0123456789abcdef',
        KeyBlockFormat: 'X9_TR34_2012',
        RandomNonce: '0011223344556677',
        SigningKeyCertificate: 'LS0tLS1CRUdJTg==',
        WrappedKeyBlock: '308201',
      },
    },
  },
} satisfies Readonly<Record<string, Json>>;
