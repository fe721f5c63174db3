/**
 * How values of the key service are written wherever a person reads them, each in one way:
 *
 * - KeyAlgorithm, KeyClass, KeyState and hashes as the API spells them ("TDES_2KEY"), without a formatter: what is shown can
 *   be searched for, and pasted into the AWS CLI. A clear key or a certificate is named in the field's words instead
 *   ("TDES 2-key", "RSA 2048"), by `core/crypto/strength.ts` and `core/x509/publicKey.ts`.
 * - KeyUsage in words with its code, "PIN encryption (P0)", by `extension/service/names.ts`, which translates it.
 * - Modes of use, ARNs, aliases and accounts by the functions below.
 */
import { modeList, type KeyModesOfUse } from '../rules/keyAttributes';

/** Two characters of a key block header: "K1" of TR31_K1_KEY_BLOCK_PROTECTION_KEY; another text unchanged. */
export function usageCode(keyUsage: string): string {
  return /^TR31_([0-9A-Z]{2})_/.exec(keyUsage)?.[1] ?? keyUsage;
}

/** "Encrypt + Wrap": modes in the order in which they are given. */
export const modeNamesText = (names: readonly string[]): string => names.join(' + ');

/** The modes that are on, in the guide's order, and after them those that are newer than this model; empty where none is. */
export function modesText(modes: KeyModesOfUse): string {
  const known = modeList(modes);
  const newer = Object.entries(modes).flatMap(([name, on]) =>
    on && !known.some((one) => one === name) ? [name] : [],
  );
  return modeNamesText([...known, ...newer]);
}

/** Last part of an ARN: the id of a key; another text unchanged. */
export const keyIdOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** "k7x2m4pq…": enough of a key's id to tell it from others in a list. */
export function shortKeyId(arn: string): string {
  const id = keyIdOf(arn);
  return id.length > 9 ? `${id.slice(0, 8)}…` : id;
}

/** Last characters of an ARN, which a person types to confirm a key. */
export const arnEnd = (arn: string): string => arn.slice(-8);

const aliasPrefix = 'alias/';

/** An alias as it is typed, "kek-main" or "alias/kek-main", with its prefix; '' for none. */
export function aliasOf(text: string): string {
  const alias = text.trim();
  return alias === '' || isAlias(alias) ? alias : aliasPrefix + alias;
}

/** Whether a key is named by its alias. */
export const isAlias = (identifier: string): boolean => identifier.startsWith(aliasPrefix);

/** "pos/kek" of "alias/pos/kek". */
export const aliasStem = (alias: string): string =>
  isAlias(alias) ? alias.slice(aliasPrefix.length) : alias;

/** "1111-2222-3333", as AWS's own pages write it. */
export const accountText = (account: string): string =>
  account.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
