/**
 * What a file or an account holds of keys, as a report counts it: kinds, headers, names, dates, places. Never a payload,
 * a MAC or a wrapped byte: they are there as a short digest, by which the same block is known again.
 */
import { wipe } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import { Reading } from '../../core/cms/reading';
import { toUpperHex } from '../../core/crypto/bytes';
import { findHsmMaterial } from '../../core/input/finder';
import { findKeyMaterial, textOf } from '../../core/input/material';
import { readCheckValue } from '../../core/keyblock/checkValueBlocks';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Key, KeySummary } from '../operations';
import { keyIdOf, usageCode } from '../model/names';

export type AssetKind =
  | 'keyBlock'
  | 'certificate'
  | 'tr34'
  | 'cryptogram'
  | 'atalla'
  | 'privateKey'
  | 'request'
  | 'crl'
  | 'accountKey';

interface Found {
  /**
   * A short digest of what was found, or the id of a key: the same wherever it was found. Empty for what is, or may be,
   * a clear key.
   */
  readonly id: string;
  /** File and line, or profile and Region. */
  readonly place: string;
}

/** A check value that is written in the material. Of no key was one computed. */
export interface WrittenKcv {
  /** At most six digits. */
  readonly digits: string;
  readonly method: string;
}

export interface KeyBlockAsset extends Found {
  readonly kind: 'keyBlock';
  readonly version: string;
  readonly usage: string;
  readonly algorithm: string;
  readonly mode: string;
  readonly exportability: string;
  /** KC: of the wrapped key. */
  readonly kcv?: WrittenKcv;
  /** KP: of the KBPK. */
  readonly kbpk?: WrittenKcv;
}

export interface CertificateAsset extends Found {
  readonly kind: 'certificate';
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly publicKey: string;
  readonly bits: number;
  /** Bits of security; 0 where not known. */
  readonly strength: number;
  readonly hash?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** It is in a TR-34 token. */
  readonly party: boolean;
}

export interface OtherAsset extends Found {
  readonly kind: 'tr34' | 'cryptogram' | 'atalla' | 'privateKey' | 'request' | 'crl';
  /** "KT_KDH", "U, 32 digits", "RSA". */
  readonly detail: string;
}

export interface AccountAsset extends Found {
  readonly kind: 'accountKey';
  readonly aliases: readonly string[];
  readonly usage: string;
  readonly algorithm: string;
  readonly keyClass: string;
  readonly state: string;
  readonly enabled?: boolean;
  readonly exportable?: boolean;
  readonly kcv?: WrittenKcv;
  /** Since when it is not used any more, where the service reported it. */
  readonly stopped?: Date;
  readonly created?: Date;
}

export type Asset = KeyBlockAsset | CertificateAsset | OtherAsset | AccountAsset;

/** Bytes of a file that are looked at; the caller says aloud what is larger. */
export const largestFile = 8 * 1024 * 1024;

const shortDigest = (bytes: Uint8Array): string => toUpperHex(digestOf('SHA-256', bytes)).slice(0, 16);

/** All that a file holds. Never throws; what is damaged is left out or counted by what can be read. */
export function assetsOfFile(bytes: Uint8Array, path: string): Asset[] {
  const text = textOf(bytes);
  const assets: Asset[] = [];
  const lines = text === undefined ? undefined : lineStarts(text);
  const placeOf = (offset: number): string => (lines ? `${path}:${lineAt(lines, offset)}` : path);
  for (const material of findKeyMaterial(text ?? bytes)) {
    const place = placeOf(material.span.start);
    if (material.kind === 'keyBlock') assets.push(keyBlockAsset(material.text, place));
    else {
      if (material.encrypted !== true) assets.push(...structureAssets(material.bytes, material.label, place));
      wipe(material.bytes);
    }
  }
  if (text !== undefined)
    for (const { kind, text: value, span } of findHsmMaterial(text)) {
      const place = placeOf(span.start);
      if (kind === 'atalla')
        assets.push({
          id: shortDigest(new TextEncoder().encode(value)),
          place,
          kind,
          detail: value.slice(0, 8),
        });
      // Nothing shows that the digits are encrypted: a digest of a clear key would be an oracle.
      else if (kind === 'cryptogram')
        assets.push({ id: '', place, kind, detail: `${value.slice(0, 1)}, ${value.length - 1} digits` });
    }
  return assets;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** From 1; by halving. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** A key block by its header and the check values that it carries. */
export function keyBlockAsset(text: string, place: string): KeyBlockAsset {
  const block = decodeKeyBlock(text);
  const kcv = writtenKcv(block, 'KC');
  const kbpk = writtenKcv(block, 'KP');
  return {
    kind: 'keyBlock',
    id: shortDigest(new TextEncoder().encode(text)),
    place,
    version: block.version.code,
    usage: block.usage.code,
    algorithm: block.algorithm.code,
    mode: block.mode.code,
    exportability: block.exportability.code,
    ...(kcv ? { kcv } : {}),
    ...(kbpk ? { kbpk } : {}),
  };
}

function writtenKcv({ optionalBlocks }: KeyBlock, id: 'KC' | 'KP'): WrittenKcv | undefined {
  const block = optionalBlocks.find((one) => one.id === id);
  const read = block && readCheckValue(block.data);
  return read && { digits: read.given.slice(0, 6), method: read.method };
}

function structureAssets(bytes: Uint8Array, label: string | undefined, place: string): Asset[] {
  const reading = new Reading(bytes, label);
  const { type, token } = reading;
  const found = { id: shortDigest(bytes), place };
  if (token?.certainty === 'certain') {
    const parties = reading.certificates.filter(({ wellFormed }) => wellFormed);
    return [
      { ...found, kind: 'tr34', detail: token.kind },
      ...parties.map((party) => certificateAsset(party, place, true)),
    ];
  }
  // A digest of clear key material would be an oracle: a private key is its kind and nothing else.
  if (type?.includes('PrivateKey') === true) return [{ id: '', place, kind: 'privateKey', detail: type }];
  if (type === 'CertificateList') return [{ ...found, kind: 'crl', detail: reading.crl.issuer.text }];
  if (type === 'CertificationRequest')
    return [{ ...found, kind: 'request', detail: reading.request.subject.text }];
  return reading.certificates
    .filter(({ wellFormed }) => wellFormed)
    .map((certificate) => certificateAsset(certificate, place, false));
}

function certificateAsset(certificate: Certificate, place: string, party: boolean): CertificateAsset {
  const { subject, issuer, serial, publicKey, signatureAlgorithm, notBefore, notAfter, raw } = certificate;
  return {
    kind: 'certificate',
    id: shortDigest(raw),
    place,
    subject: subject.text,
    issuer: issuer.text,
    serial: serial.hex,
    publicKey: publicKey.name,
    bits: publicKey.bits,
    strength: publicKey.strength,
    ...(signatureAlgorithm.hash === undefined ? {} : { hash: signatureAlgorithm.hash }),
    ...(notBefore?.date ? { notBefore: notBefore.date } : {}),
    ...(notAfter?.date ? { notAfter: notAfter.date } : {}),
    party,
  };
}

export interface ReportedKey {
  readonly summary: KeySummary;
  readonly aliases: readonly string[];
  readonly detail?: Key;
}

/** Keys of an account. Deleted ones are left out. @param place profile and Region */
export function assetsOfAccount(keys: readonly ReportedKey[], place: string): AccountAsset[] {
  return keys
    .filter(({ summary }) => summary.KeyState !== 'DELETE_COMPLETE')
    .map(({ summary, aliases, detail }) => {
      const { KeyUsage, KeyAlgorithm, KeyClass } = summary.KeyAttributes;
      const kcv = summary.KeyCheckValue;
      return {
        kind: 'accountKey',
        id: keyIdOf(summary.KeyArn),
        place,
        aliases,
        usage: usageCode(KeyUsage),
        algorithm: KeyAlgorithm,
        keyClass: KeyClass,
        state: summary.KeyState,
        ...(summary.Enabled === undefined ? {} : { enabled: summary.Enabled }),
        ...(summary.Exportable === undefined ? {} : { exportable: summary.Exportable }),
        ...(kcv === undefined || KeyClass !== 'SYMMETRIC_KEY'
          ? {}
          : { kcv: { digits: kcv.slice(0, 6), method: detail?.KeyCheckValueAlgorithm ?? '' } }),
        ...(detail?.UsageStopTimestamp ? { stopped: detail.UsageStopTimestamp } : {}),
        ...(detail?.CreateTimestamp ? { created: detail.CreateTimestamp } : {}),
      };
    });
}
