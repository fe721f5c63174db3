// Sixty combinations of usage, algorithm, length, mode, version, exportability and wrapping key, each with what AWS's
// documents say of it and where. Judged by the rules before anything is sent, and imported into the simulator wherever an
// RSA cryptogram can bring the wrapping key there. Nothing of it was tried with the live service.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { KeyServiceError } from '../../src/keyservice/errors';
import type { Key } from '../../src/keyservice/operations';
import type { KeyAlgorithm } from '../../src/keyservice/rules/keyAttributes';
import { judgeKeyBlock } from '../../src/keyservice/rules/keyBlocks';
import { testCryptogram, testKeyBlock } from '../../src/keyservice/testsource/payloads';
import { setting } from './imports/setting';
import { allFour, attributes } from './simulator/sdkClient';

/** Pages of the user guide, and where else it stands. */
const from = {
  attributes: 'user guide, keys-validattributes',
  strength: 'user guide, keys-importexport, table of strengths (PCI HSM appendix D)',
  importing: 'user guide, keys-import',
  exporting: 'user guide, keys-export',
  operations: 'user guide, crypto-ops-validkeys',
  crypto: 'user guide, cryptographic details',
  model: 'API model, KeyUsage and KeyAlgorithm',
  exportability: 'API model, KeyExportability; N is inferred',
  samples: 'AWS samples for Payment Cryptography',
  newest: 'newest API model only',
  inferred: 'inferred: no source',
} as const;

const keks = {
  T2: ['TDES_2KEY', 16],
  T3: ['TDES_3KEY', 24],
  A128: ['AES_128', 16],
  A192: ['AES_192', 24],
  A256: ['AES_256', 32],
} as const satisfies Record<string, readonly [KeyAlgorithm, number]>;
const kekUsages = {
  K0: 'TR31_K0_KEY_ENCRYPTION_KEY',
  K1: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  D0: 'TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY',
} as const;

/**
 * "P0 A128 B D E": usage, algorithm with bits, mode, version, exportability. "A128 K1": the wrapping key. Then whether AWS
 * takes it, the finding that decides ('' where none has to), and the source.
 */
type Row = readonly [
  block: string,
  kek: string,
  taken: 'yes' | 'no' | 'unclear',
  decides: string,
  source: keyof typeof from,
];

const rows: readonly Row[] = [
  // Each usage of the guide's table with a mode that it has.
  ['B0 T128 X B E', 'T2 K1', 'yes', '', 'attributes'],
  ['B0 A128 X D N', 'A128 K1', 'yes', 'aws_not_exportable', 'attributes'],
  ['B0 T192 N B E', 'T3 K1', 'yes', '', 'attributes'],
  ['C0 T128 C B E', 'T2 K1', 'yes', '', 'attributes'],
  ['C0 T192 G B S', 'T3 K0', 'yes', '', 'attributes'],
  ['C0 A128 C D E', 'A128 K1', 'yes', 'aws_algorithm_unused', 'attributes'],
  ['D0 T128 B B E', 'T2 K1', 'yes', '', 'attributes'],
  ['D0 A128 E D S', 'A128 K1', 'yes', '', 'attributes'],
  ['D0 A256 D D E', 'A256 K1', 'yes', '', 'attributes'],
  ['E0 T128 X B E', 'T2 K1', 'yes', '', 'attributes'],
  ['E0 A128 X D E', 'A128 K1', 'yes', 'aws_algorithm_unused', 'attributes'],
  ['E1 T128 N B E', 'T2 K1', 'yes', '', 'attributes'],
  ['E2 T192 X B E', 'T3 K1', 'yes', '', 'attributes'],
  ['E4 A192 X D E', 'A192 K1', 'yes', 'aws_algorithm_unused', 'attributes'],
  ['E5 T128 X D E', 'A128 K1', 'yes', '', 'attributes'],
  ['E6 T128 X A E', 'T2 K1', 'yes', 'aws_export_version', 'exporting'],
  ['K0 A128 B D E', 'A128 K1', 'yes', 'aws_key_encryption_key', 'attributes'],
  ['K1 A128 D D E', 'A128 K1', 'yes', '', 'attributes'],
  ['K1 T192 B B E', 'T3 K1', 'yes', '', 'attributes'],
  ['M1 T128 C B E', 'T2 K1', 'yes', '', 'attributes'],
  ['M3 T192 V B N', 'T3 K1', 'yes', 'aws_not_exportable', 'exportability'],
  ['M6 A128 C D E', 'A128 K1', 'yes', '', 'attributes'],
  ['M6 T128 G C E', 'T2 K1', 'yes', 'aws_export_version', 'exporting'],
  ['M7 H256 C D E', 'A256 K1', 'yes', '', 'samples'],
  ['M7 A128 G D E', 'A128 K1', 'yes', 'aws_hmac_as_cipher', 'attributes'],
  ['P0 T128 B B E', 'T2 K1', 'yes', '', 'attributes'],
  ['P0 T128 N D E', 'A128 K1', 'yes', '', 'importing'],
  ['P0 A256 E D S', 'A256 K0', 'yes', '', 'attributes'],
  ['V1 T128 C B E', 'T2 K1', 'yes', '', 'attributes'],
  ['V2 T128 V B E', 'T3 K1', 'yes', '', 'attributes'],
  ['V2 A128 G D N', 'A128 K1', 'yes', 'aws_not_exportable', 'exportability'],
  // Modes that the usage has not.
  ['B0 T128 B B E', 'T2 K1', 'no', 'aws_mode_not_allowed', 'attributes'],
  ['D0 A128 G D E', 'A128 K1', 'no', 'aws_mode_not_allowed', 'attributes'],
  ['E0 T128 E B E', 'T2 K1', 'no', 'aws_mode_not_allowed', 'attributes'],
  ['P0 A128 C D E', 'A128 K1', 'no', 'aws_mode_not_allowed', 'attributes'],
  ['M1 T128 B B E', 'T2 K1', 'no', 'aws_mode_not_allowed', 'attributes'],
  ['V2 T128 X B E', 'T2 K1', 'no', 'aws_mode_not_allowed', 'attributes'],
  ['B0 T128 Y B E', 'T2 K1', 'no', 'aws_mode_no_value', 'inferred'],
  ['D0 A128 T D E', 'A128 K1', 'no', 'aws_mode_no_value', 'inferred'],
  // Usages and algorithms without a value, or with one that few documents have.
  ['E3 T128 X B E', 'T2 K1', 'no', 'aws_usage_no_value', 'model'],
  ['B1 A128 X D E', 'A128 K1', 'no', 'aws_usage_no_value', 'model'],
  ['I0 T128 N B E', 'T2 K1', 'no', 'aws_usage_no_value', 'model'],
  ['K4 A128 B D E', 'A128 K1', 'no', 'aws_usage_no_value', 'model'],
  ['S0 T128 S B E', 'T2 K1', 'no', 'aws_key_pair', 'attributes'],
  ['M1 A128 C D E', 'A128 K1', 'no', 'aws_algorithm_not_allowed', 'attributes'],
  ['M3 A256 G D E', 'A256 K1', 'no', 'aws_algorithm_not_allowed', 'attributes'],
  ['M0 T128 C B E', 'T2 K1', 'unclear', 'aws_usage_newest', 'newest'],
  ['P1 T128 B B E', 'T2 K1', 'unclear', 'aws_usage_unlisted', 'model'],
  // Strength, version and wrapping key.
  ['P0 A128 B B E', 'T3 K1', 'no', 'aws_version_too_weak', 'strength'],
  ['P0 T192 B B E', 'T2 K1', 'no', 'aws_wrapping_weaker', 'strength'],
  ['K1 A192 B D E', 'A128 K1', 'no', 'aws_wrapping_weaker', 'strength'],
  ['K1 A256 B D E', 'A192 K1', 'no', 'aws_wrapping_weaker', 'strength'],
  ['P0 T192 B D E', 'A128 K1', 'yes', '', 'strength'],
  ['D0 A192 B D E', 'A256 K1', 'yes', '', 'strength'],
  ['P0 T128 B D E', 'T2 K1', 'no', 'aws_wrapping_version', 'crypto'],
  ['P0 T128 B B E', 'A128 K1', 'no', 'aws_wrapping_version', 'crypto'],
  ['P0 T128 B D E', 'A128 D0', 'no', 'aws_wrapping_usage', 'operations'],
  ['M7 H256 C D E', 'A128 K1', 'yes', 'aws_wrapping_hmac', 'samples'],
  // Versions and exportabilities that are none of AWS's.
  ['P0 A128 B E E', 'A128 K1', 'no', 'aws_version', 'crypto'],
  ['P0 T128 B B X', 'T2 K1', 'unclear', 'aws_exportability_unknown', 'exportability'],
];

const sizes: Readonly<Record<string, number>> = {
  T128: 16,
  T192: 24,
  A128: 16,
  A192: 24,
  A256: 32,
  H256: 32,
};

function blockOf(written: string, kbpk: Uint8Array): string {
  const [usage = '', algorithm = '', mode = '', version = '', exportability = ''] = written.split(' ');
  return testKeyBlock(
    {
      version,
      usage,
      algorithm: algorithm.slice(0, 1),
      mode,
      keyVersion: '00',
      exportability,
      keyContext: '0',
      optionalBlocks: algorithm.startsWith('H') ? [{ id: 'HM', data: '21' }] : [],
    },
    new Uint8Array(randomBytes(sizes[algorithm] ?? 0)),
    kbpk,
  );
}

function kekOf(written: string): { algorithm: KeyAlgorithm; bytes: number; usage: string } {
  const [kind, usage] = written.split(' ') as [keyof typeof keks, keyof typeof kekUsages];
  const [algorithm, bytes] = keks[kind];
  return { algorithm, bytes, usage: kekUsages[usage] };
}

/** Bytes of a KBPK that the version takes: a KEK of another type can have wrapped nothing. */
function kbpkFor(version: string, bytes: number): Uint8Array {
  const wanted = version === 'D' || version === 'E' ? (bytes === 32 || bytes === 24 ? bytes : 16) : bytes;
  return new Uint8Array(randomBytes(wanted));
}

const at = setting();
const wrapping = new Map<string, { key: Key; bytes: Uint8Array }>();

/** The wrapping key in the simulator, brought by an RSA cryptogram; undefined for those that are too strong for one. */
async function kekInAccount(written: string): Promise<{ key: Key; bytes: Uint8Array } | undefined> {
  const { algorithm, bytes, usage } = kekOf(written);
  if (algorithm === 'AES_192' || algorithm === 'AES_256') return undefined;
  const there = wrapping.get(written);
  if (there) return there;
  const material = new Uint8Array(randomBytes(bytes));
  const { output } = await at.aws.call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const made = await at.aws.call('ImportKey', {
    KeyMaterial: {
      KeyCryptogram: {
        KeyAttributes: attributes(usage as Parameters<typeof attributes>[0], algorithm, allFour),
        Exportable: true,
        WrappedKeyCryptogram: testCryptogram(material, output.WrappingKeyCertificate),
        ImportToken: output.ImportToken,
        WrappingSpec: 'RSA_OAEP_SHA_256',
      },
    },
  });
  const kek = { key: made.output.Key, bytes: material };
  wrapping.set(written, kek);
  return kek;
}

it('there are sixty, each once, and every source is used', () => {
  expect(new Set(rows.map(([block, kek]) => `${block} ${kek}`)).size).toBe(60);
  expect(new Set(rows.map(([, , , , source]) => source))).toEqual(new Set(Object.keys(from)));
});

describe('judged', () => {
  it.each(rows)('%s under %s: %s %s (%s)', (written, kek, taken, decides) => {
    const { algorithm, bytes, usage } = kekOf(kek);
    const block = decodeKeyBlock(blockOf(written, kbpkFor(written.split(' ')[3]!, bytes)));
    const { importable, findings } = judgeKeyBlock(block, {
      wrappingKey: {
        algorithm,
        usage,
        modes: allFour,
        state: 'CREATE_COMPLETE',
        enabled: true,
      },
      keyBits: sizes[written.split(' ')[1]!]! * 8,
    });
    expect({ importable, codes: findings.map(({ code }) => code).join(' ') }).toEqual({
      importable: taken,
      codes: decides === '' ? (expect.any(String) as string) : (expect.stringContaining(decides) as string),
    });
    if (taken === 'yes') expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('imported into the simulator', () => {
  const known = rows.filter(([, kek, taken]) => taken !== 'unclear' && !/A192|A256/.test(kek));
  it.each(known)('%s under %s: %s', async (written, kekWritten, taken) => {
    const kek = (await kekInAccount(kekWritten))!;
    const version = written.split(' ')[3]!;
    const fits = (version === 'D' || version === 'E') === kekOf(kekWritten).algorithm.startsWith('AES');
    const text = blockOf(written, fits ? kek.bytes : kbpkFor(version, 16));
    const sent = at.aws.call('ImportKey', {
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek.key.KeyArn, WrappedKeyBlock: text } },
    });
    if (taken === 'no') {
      const failure = await sent.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(KeyServiceError);
      expect((failure as KeyServiceError).serviceName).toBe('ValidationException');
      return;
    }
    const { KeyAttributes, Exportable } = (await sent).output.Key;
    const judged = judgeKeyBlock(decodeKeyBlock(text), { keyBits: sizes[written.split(' ')[1]!]! * 8 });
    expect([KeyAttributes.KeyUsage, KeyAttributes.KeyAlgorithm, Exportable]).toEqual([
      judged.keyUsage,
      judged.keyAlgorithms[0],
      judged.exportable,
    ]);
    expect(KeyAttributes.KeyModesOfUse).toMatchObject(judged.modes);
  });
});
