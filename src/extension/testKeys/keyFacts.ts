import * as vscode from 'vscode';
import { judgeDesKey } from '../../core/crypto/desKey';
import type { HashName } from '../../core/crypto/hmac';
import { kcvMethodName, keyCheckValues } from '../../core/crypto/kcv';
import { readPrivateKey } from '../../core/crypto/privateKey';
import { protects, type KeyStrength } from '../../core/crypto/strength';
import type { Finding } from '../../core/findings';
import { keyStrength } from '../../core/keyblock/judgeKey';
import { keyFinding } from '../../core/keyblock/keyBlockError';

/** What kind of key is asked for or shown: its algorithm character in a header, and of an HMAC key the hash. */
export interface KeyKind {
  readonly algorithm: string;
  readonly hash?: HashName | undefined;
  /** A component: check values, but no strength and no weak keys, which only the whole key has. */
  readonly component?: boolean;
}

/** A check value and the method by which it was made. */
export interface NamedCheckValue {
  readonly method: string;
  /** Upper-case hexadecimal digits; CMAC has ten, of which the first six are what most show. */
  readonly digits: string;
}

/** Every check value that a key has, the usual method first. */
export function checkValuesOf(kind: KeyKind, key: Uint8Array): NamedCheckValue[] {
  const { ansiX924, cmac, hmac, hash } = keyCheckValues(kind.algorithm, key, kind.hash);
  const values: NamedCheckValue[] = [];
  if (cmac !== undefined) values.push({ method: kcvMethodName('CMAC'), digits: cmac });
  if (ansiX924 !== undefined) values.push({ method: kcvMethodName('ANSI_X9_24'), digits: ansiX924 });
  if (hmac !== undefined) values.push({ method: `HMAC-${hash ?? ''}`, digits: hmac });
  // TDES is known by its legacy value, everything newer by CMAC.
  return kind.algorithm === 'A' ? values : values.reverse();
}

/** "KCV 233155 (CMAC), E45F2B (ANSI X9.24)"; where a key has none, what it is instead. */
export function checkValueText(kind: KeyKind, key: Uint8Array): string {
  const values = checkValuesOf(kind, key).map(({ method, digits }) => `${digits.slice(0, 6)} (${method})`);
  if (values.length > 0) return `KCV ${values.join(', ')}`;
  if (/^[RES]$/.test(kind.algorithm)) return readPrivateKey(key).name;
  return vscode.l10n.t('no check value');
}

/** "AES-256", "TDES 2-key", "HMAC-SHA-256, 160 bits", "component, 128 bits". */
export function keyText(kind: KeyKind, key: Uint8Array): string {
  const bits = key.length * 8;
  if (kind.component === true) return vscode.l10n.t('component, {0} bits', bits);
  const privateKey = /^[RES]$/.test(kind.algorithm) ? readPrivateKey(key) : undefined;
  const name = keyStrength(kind.algorithm, key, kind.hash, privateKey)?.name ?? '';
  if (/^[AD]/.test(kind.algorithm) || privateKey) return name || vscode.l10n.t('{0} bits', bits);
  return vscode.l10n.t('{0}, {1} bits', name, bits);
}

/** What is to be said of a key before it is used: repeated and weak parts, parity, what a private key lacks. */
export function remarksOn(kind: KeyKind, key: Uint8Array): readonly Finding[] {
  if (kind.component === true) return [];
  if (/^[TD]$/.test(kind.algorithm)) return judgeDesKey(key);
  return /^[RES]$/.test(kind.algorithm) ? readPrivateKey(key).findings : [];
}

/** Says where a key is stronger than the KBPK that shall protect it; empty where it is not. */
export function strengthRemarks(kind: KeyKind, key: Uint8Array, kbpk: KeyStrength | undefined): Finding[] {
  if (kind.component === true || !kbpk) return [];
  const privateKey = /^[RES]$/.test(kind.algorithm) ? readPrivateKey(key) : undefined;
  const strength = keyStrength(kind.algorithm, key, kind.hash, privateKey);
  if (!strength || protects(kbpk, strength)) return [];
  return [
    keyFinding('key_stronger_than_kbpk', undefined, [strength.name, strength.bits, kbpk.name, kbpk.bits]),
  ];
}
