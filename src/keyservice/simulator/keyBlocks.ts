/** Key blocks under a key of the account or a derived one: unwrapped on import, wrapped on export. */
import { randomBytes } from 'node:crypto';

import { fromHex, wipe } from '../../core/crypto/bytes';
import { aesInitialKey, tdesInitialKey } from '../../core/crypto/dukpt';
import type { OptionalBlockInput } from '../../core/keyblock/blockHeader';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { KeyBlockError } from '../../core/keyblock/keyBlockError';
import { unwrapKeyBlock } from '../../core/keyblock/unwrap';
import { wrapKeyBlock } from '../../core/keyblock/wrap';
import type { KeyAttributes, KeyBlockHeaders } from '../operations';
import { modeLetter, usageAttributesOf } from '../rules/keyAttributes';
import { judgeKeyBlock, type WrappingKey } from '../rules/keyBlocks';
import { isCipherAlgorithm, protectsInKeyBlock } from '../rules/wrappingKeys';
import type { Account } from './account';
import { usableKeyFor } from './otherAccounts';
import type { KeyRecord } from './store';
import { invalid } from './serviceError';

/** A KBPK: what the rules look at, and its bytes. The caller wipes them. */
export interface Kbpk {
  readonly about: WrappingKey;
  readonly key: Uint8Array;
}

/** A stored key as KBPK; throws ValidationException where its state, usage, algorithm or modes forbid it. */
export function kbpkOf(
  account: Account,
  identifier: string,
  purpose: 'import' | 'export',
): Kbpk & { record: KeyRecord } {
  // Only the page of ImportKey says that it may be a key of another account.
  const record =
    purpose === 'import'
      ? usableKeyFor(account, identifier, 'wrapping key', 'ImportKey')
      : account.usableKey(identifier, 'wrapping key');
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse: modes } = record.attributes;
  if (record.material.kind !== 'symmetric' || !isCipherAlgorithm(KeyAlgorithm))
    throw invalid(`the wrapping key must be a TDES or AES key, not ${KeyAlgorithm}.`);
  if (!/^TR31_K[01]_/.test(KeyUsage))
    throw invalid(`the wrapping key must be of usage TR31_K1 or TR31_K0, not ${KeyUsage}.`);
  const allowed = purpose === 'import' ? modes.Decrypt && modes.Unwrap : modes.Encrypt && modes.Wrap;
  if (!allowed && !modes.NoRestrictions)
    throw invalid(
      `the wrapping key lacks the modes ${purpose === 'import' ? 'Decrypt and Unwrap' : 'Encrypt and Wrap'}.`,
    );
  return {
    record,
    key: fromHex(record.material.key)!,
    about: {
      algorithm: KeyAlgorithm,
      usage: KeyUsage,
      modes,
      state: record.state,
      enabled: record.enabled,
      checkValue: record.checkValue,
      checkValueAlgorithm: record.checkValueAlgorithm,
    },
  };
}

export interface UnwrappedKey {
  readonly attributes: KeyAttributes;
  readonly exportable: boolean;
  /** The caller wipes it. */
  readonly key: Uint8Array;
}

/** Attributes come from the header. Throws ValidationException where the service would refuse the block. */
export function unwrapFor(text: string, kbpk: Kbpk): UnwrappedKey {
  const block = decodeKeyBlock(text);
  refuse(judgeKeyBlock(block, { wrappingKey: kbpk.about }));
  let unwrapped: ReturnType<typeof unwrapKeyBlock>;
  try {
    unwrapped = unwrapKeyBlock(block, kbpk.key);
  } catch (error) {
    if (!(error instanceof KeyBlockError)) throw error;
    throw invalid(`the key block cannot be unwrapped under this key: ${error.message}`);
  }
  try {
    // Only now is the length known, and with it the algorithm.
    const verdict = judgeKeyBlock(block, { wrappingKey: kbpk.about, keyBits: unwrapped.bits });
    refuse(verdict);
    const [algorithm] = verdict.keyAlgorithms;
    if (algorithm === undefined || verdict.keyUsage === undefined)
      throw invalid('AWS has no KeyAlgorithm for the key in the key block.');
    return {
      attributes: {
        KeyUsage: verdict.keyUsage,
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: algorithm,
        KeyModesOfUse: verdict.modes,
      },
      exportable: verdict.exportable ?? true,
      key: unwrapped.key.slice(),
    };
  } finally {
    unwrapped.dispose();
  }
}

function refuse({ findings }: ReturnType<typeof judgeKeyBlock>): void {
  const wrong = findings.find(({ severity }) => severity === 'error');
  if (wrong) throw invalid(wrong.message);
}

const hmOf: Readonly<Record<string, string>> = {
  HMAC_SHA224: '20',
  HMAC_SHA256: '21',
  HMAC_SHA384: '22',
  HMAC_SHA512: '23',
};

/** A key on its way out. The caller wipes its bytes. */
export interface LeavingKey {
  readonly attributes: KeyAttributes;
  /** Usage in a header where it is not that of the attributes: B1, a DUKPT initial key. */
  readonly usage?: string;
  readonly key: Uint8Array;
}

/**
 * The clear key of a record that may leave, or the DUKPT initial key that it derives for a serial number.
 * Throws ValidationException where there is none.
 */
export function exportableKey(record: KeyRecord, serialNumber: string | undefined): LeavingKey {
  if (!record.exportable) throw invalid('the key is not exportable.');
  if (record.material.kind !== 'symmetric') throw invalid('only symmetric keys can be exported.');
  const { attributes } = record;
  const key = fromHex(record.material.key)!;
  if (serialNumber === undefined) return { attributes, key };
  try {
    if (!attributes.KeyUsage.startsWith('TR31_B0'))
      throw invalid(`initial keys are derived from keys of usage TR31_B0, not ${attributes.KeyUsage}.`);
    const aes = attributes.KeyAlgorithm.startsWith('AES');
    if (!aes && attributes.KeyAlgorithm !== 'TDES_2KEY')
      throw invalid(`DUKPT has no base derivation key of ${attributes.KeyAlgorithm}.`);
    const serial = fromHex(serialNumber)!;
    if (serial.length !== (aes ? 12 : 10))
      throw invalid(
        `KeySerialNumber must have ${aes ? 24 : 20} digits for a key of ${attributes.KeyAlgorithm}.`,
      );
    return { attributes, usage: 'B1', key: (aes ? aesInitialKey : tdesInitialKey)(key, serial) };
  } finally {
    wipe(key);
  }
}

/** The characters of a header for a key that leaves, with what the request wants changed. */
export function headerFor(
  { attributes: { KeyUsage, KeyAlgorithm, KeyModesOfUse }, usage: special }: LeavingKey,
  wanted: KeyBlockHeaders | undefined,
): {
  readonly usage: string;
  readonly algorithm: string;
  readonly mode: string;
  readonly keyVersion: string;
  readonly exportability: string;
  readonly optionalBlocks: readonly OptionalBlockInput[];
} {
  const usage = usageAttributesOf(KeyUsage);
  const mode = modeLetter(wanted?.KeyModesOfUse ?? KeyModesOfUse);
  if (!usage || mode === undefined || !usage.modes.includes(mode))
    throw invalid(`KeyBlockHeaders.KeyModesOfUse is not a set of modes allowed for ${KeyUsage}.`);
  const hm = Object.hasOwn(hmOf, KeyAlgorithm) ? hmOf[KeyAlgorithm] : undefined;
  const given = Object.entries(wanted?.OptionalBlocks ?? {}).map(([id, data]) => ({ id, data }));
  // The API counts identifier and length in.
  if (given.reduce((sum, { data }) => sum + 4 + data.length, 0) > 112)
    throw invalid('KeyBlockHeaders.OptionalBlocks may have at most 112 characters in total.');
  if (given.some(({ id }) => id === 'PB' || id === 'HM'))
    throw invalid('the optional blocks PB and HM are added by the service.');
  return {
    usage: special ?? usage.code,
    algorithm: hm ? 'H' : KeyAlgorithm.startsWith('TDES') ? 'T' : 'A',
    mode,
    keyVersion: wanted?.KeyVersion ?? '00',
    exportability: { EXPORTABLE: 'E', NON_EXPORTABLE: 'N', SENSITIVE: 'S' }[
      wanted?.KeyExportability ?? 'EXPORTABLE'
    ],
    optionalBlocks: hm ? [{ id: 'HM', data: hm }, ...given] : given,
  };
}

/** Version B under TDES, D under AES: user guide, keys-export. */
export function wrapFor(leaving: LeavingKey, kbpk: Kbpk, wanted: KeyBlockHeaders | undefined): string {
  const { KeyAlgorithm } = leaving.attributes;
  if (protectsInKeyBlock(kbpk.about.algorithm, KeyAlgorithm) === false)
    throw invalid(
      `a wrapping key must be at least as strong as the key: ${kbpk.about.algorithm} may not protect ${KeyAlgorithm}.`,
    );
  const version = kbpk.about.algorithm.startsWith('TDES') ? 'B' : 'D';
  try {
    return wrapKeyBlock({ version, ...headerFor(leaving, wanted) }, leaving.key, kbpk.key, {
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
    });
  } catch (error) {
    if (error instanceof KeyBlockError) throw invalid(error.message);
    throw error;
  }
}
