import * as vscode from 'vscode';
import type { PrivateKeyInfo } from '../../core/crypto/privateKey';
import { protects, type KeyStrength } from '../../core/crypto/strength';
import { bySeverity, type Finding } from '../../core/findings';
import { kcvMethodName } from '../../core/crypto/kcv';
import type { CheckValueComparison } from '../../core/keyblock/checkValueBlocks';
import type { LikelyCause } from '../../core/keyblock/keyBlockError';
import type { KeyBlock } from '../../core/keyblock/types';
import type { UnwrappedDetails } from '../../core/keyblock/unwrap';
import type { KnownCheckValue, VerificationModel, VerificationRow } from '../../protocol/verification';
import type { NamedCheckValue } from '../testKeys/keyFacts';
import { tdesLength } from '../ui/keyLength';
import { localised } from '../ui/localise';

/** What is known of the keys beside what unwrapping says; no bytes of them. */
export interface KeyFacts {
  readonly kbpk: KeyStrength | undefined;
  readonly kbpkCheckValues: readonly NamedCheckValue[];
  /** Bytes of a DES key with even parity; undefined for other keys. */
  readonly evenParityBytes?: number | undefined;
}

/** The result of a MAC that fits. */
export function verificationModel(
  block: KeyBlock,
  unwrapped: UnwrappedDetails,
  facts: KeyFacts,
): VerificationModel {
  const changed = unwrapped.findings.some(({ code }) => code === 'mac_over_upper_case');
  const rows: VerificationRow[] = [
    ...checkValueRows(block, unwrapped),
    ...unwrapped.checkValues.map(comparisonRow),
    ...(unwrapped.privateKey ? privateKeyRows(unwrapped.privateKey, unwrapped.certificateMatches) : []),
    ...parityRow(unwrapped, facts),
    lengthRow(unwrapped),
    ...strengthRow(unwrapped, facts),
    ...kbpkRows(facts),
  ];
  return {
    verdict: changed ? 'changed' : 'right',
    headline: headline(facts, changed),
    title: changed
      ? vscode.l10n.t('MAC verified for the block in upper case: its letters were changed in transit.')
      : vscode.l10n.t('MAC verified: the block was created under this KBPK and has not been altered.'),
    key: keyLine(block, unwrapped),
    rows,
    checkValues: knownCheckValues(unwrapped),
    findings: shown(unwrapped.findings),
    reveal: { label: unwrapped.component ? vscode.l10n.t('Component') : vscode.l10n.t('Key') },
  };
}

/** "MAC verified under KBPK 233155". */
function headline({ kbpkCheckValues: [first] }: KeyFacts, changed: boolean): string {
  if (changed) return vscode.l10n.t('MAC verified for the block in upper case only');
  return first
    ? vscode.l10n.t('MAC verified under KBPK {0}', first.digits.slice(0, 6))
    : vscode.l10n.t('MAC verified');
}

function knownCheckValues({ kcvs }: UnwrappedDetails): KnownCheckValue[] {
  const all = [
    ['ANSI_X9_24', kcvs.ansiX924],
    ['CMAC', kcvs.cmac],
    ['HMAC', kcvs.hmac],
  ] as const;
  return all.flatMap(([method, digits]) => (digits === undefined ? [] : [{ method, digits }]));
}

/** The result of a MAC that does not fit, or of a payload that cannot be the one of a key. */
export function failureModel(
  findings: readonly Finding[],
  cause: LikelyCause | undefined,
  facts: KeyFacts,
): VerificationModel {
  return {
    verdict: 'wrong',
    headline: failureTitle(findings, cause),
    title: failureTitle(findings, cause),
    key: undefined,
    rows: kbpkRows(facts),
    checkValues: [],
    // What the title says is said once; what the block itself has stands with its findings.
    findings: shown(findings.filter(({ code }) => /^(kp_|kc_|pk_)/.test(code))),
    reveal: undefined,
  };
}

/** Why a MAC does not fit, in one or two sentences. */
export function failureTitle(findings: readonly Finding[], cause: LikelyCause | undefined): string {
  switch (cause) {
    case 'wrong_kbpk':
      return vscode.l10n.t('MAC does not match: the block was not created under this KBPK.');
    case 'block_altered':
      return vscode.l10n.t('MAC does not match: the block was altered after it was created.');
    case 'unknown':
      return vscode.l10n.t(
        'MAC check failed: wrong KBPK, or the block was altered. There is no KP block to tell which.',
      );
    case undefined: {
      const [first] = findings;
      return first ? localised(first) : vscode.l10n.t('The block cannot be unwrapped.');
    }
  }
}

function shown(findings: readonly Finding[]): VerificationModel['findings'] {
  return bySeverity(findings).map((finding) => ({
    severity: finding.severity,
    message: localised(finding),
    reference: finding.reference ?? '',
    start: finding.span?.start ?? 0,
    end: finding.span?.end ?? 0,
  }));
}

/** "TDES double length (16 bytes) · KCV 08D7B4 (ANSI X9.24)". */
function keyLine(block: KeyBlock, unwrapped: UnwrappedDetails): VerificationRow {
  const { component, bits, strength, privateKey } = unwrapped;
  const { code, name } = block.algorithm;
  const values = knownCheckValues(unwrapped);
  const usual = values.find(({ method }) => (method === 'CMAC') === (code === 'A')) ?? values[0];
  const what = component
    ? vscode.l10n.t('component {0} of a key', block.keyVersion.code.slice(1))
    : /^[DT]$/.test(code)
      ? tdesLength(bits)
      : (privateKey?.name ?? strength?.name ?? name);
  return {
    label: component ? vscode.l10n.t('Component') : vscode.l10n.t('Key'),
    value: [
      privateKey ? what : vscode.l10n.t('{0} ({1} bytes)', what, bits / 8),
      ...(usual ? [`KCV ${usual.digits.slice(0, 6)} (${kcvMethodName(usual.method)})`] : []),
    ].join(' · '),
    ...(component ? { note: vscode.l10n.t('the KCV belongs to the component') } : {}),
  };
}

function checkValueRows(block: KeyBlock, { kcvs }: UnwrappedDetails): VerificationRow[] {
  const rows: VerificationRow[] = [];
  const row = (method: string, digits: string, note: string): void =>
    void rows.push({ label: `KCV, ${method}`, value: digits, digits: true, note });
  const cmac = (): void => {
    if (kcvs.cmac !== undefined)
      row(
        kcvMethodName('CMAC'),
        kcvs.cmac,
        vscode.l10n.t('AWS and most HSMs show the first six: {0}', kcvs.cmac.slice(0, 6)),
      );
  };
  if (block.algorithm.code === 'A') cmac();
  if (kcvs.ansiX924 !== undefined)
    row(kcvMethodName('ANSI_X9_24'), kcvs.ansiX924, vscode.l10n.t('zero block encrypted'));
  if (block.algorithm.code !== 'A') cmac();
  if (kcvs.hmac !== undefined)
    row(`HMAC-${kcvs.hash ?? ''}`, kcvs.hmac, vscode.l10n.t('of the empty message, as AWS defines it'));
  return rows;
}

function comparisonRow({ id, given, computed, matches, method }: CheckValueComparison): VerificationRow {
  const of = {
    KC: vscode.l10n.t('the key'),
    KP: vscode.l10n.t('the KBPK'),
    PK: vscode.l10n.t('the KBPK of an export'),
  }[id];
  return {
    label: vscode.l10n.t('{0} in the block', id),
    value: given,
    digits: true,
    mark: matches ? 'right' : 'warning',
    note: matches
      ? vscode.l10n.t('matches {0}', of)
      : vscode.l10n.t('differs from {0}: {1} ({2})', of, computed, kcvMethodName(method)),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

function privateKeyRows(key: PrivateKeyInfo, matches: boolean | undefined): VerificationRow[] {
  const rows: VerificationRow[] = [{ label: vscode.l10n.t('Private key'), value: key.name, note: key.form }];
  if (key.modulus && key.exponent)
    rows.push(
      { label: vscode.l10n.t('Public modulus'), value: hexOf(key.modulus), digits: true },
      { label: vscode.l10n.t('Public exponent'), value: hexOf(key.exponent), digits: true },
    );
  else if (key.publicKey)
    rows.push({ label: vscode.l10n.t('Public key'), value: hexOf(key.publicKey), digits: true });
  if (matches !== undefined)
    rows.push({
      label: vscode.l10n.t('Certificate in CT'),
      value: matches ? vscode.l10n.t('is for this key') : vscode.l10n.t('is for another key'),
      mark: matches ? 'right' : 'wrong',
    });
  return rows;
}

function parityRow({ bits, component }: UnwrappedDetails, { evenParityBytes }: KeyFacts): VerificationRow[] {
  if (evenParityBytes === undefined || component) return [];
  return [
    {
      label: vscode.l10n.t('Parity'),
      value:
        evenParityBytes === 0
          ? vscode.l10n.t('odd in every byte')
          : vscode.l10n.t('not odd in {0} of {1} bytes', evenParityBytes, bits / 8),
      mark: evenParityBytes === 0 ? 'right' : 'warning',
    },
  ];
}

function lengthRow({ obfuscated, padding }: UnwrappedDetails): VerificationRow {
  return {
    label: vscode.l10n.t('Length of the key'),
    value: obfuscated ? vscode.l10n.t('hidden') : vscode.l10n.t('not hidden'),
    note: vscode.l10n.t('{0} bytes of padding', padding),
  };
}

function strengthRow({ strength }: UnwrappedDetails, { kbpk }: KeyFacts): VerificationRow[] {
  if (!strength || !kbpk) return [];
  const enough = protects(kbpk, strength);
  return [
    {
      label: vscode.l10n.t('Strength'),
      value: vscode.l10n.t('{0} bits under {1} bits', strength.bits, kbpk.bits),
      mark: enough ? 'right' : 'warning',
      note: enough
        ? vscode.l10n.t('the KBPK is strong enough')
        : vscode.l10n.t('the KBPK is weaker than the key it protects'),
    },
  ];
}

function kbpkRows({ kbpk, kbpkCheckValues }: KeyFacts): VerificationRow[] {
  return [
    {
      label: vscode.l10n.t('KBPK used'),
      value: kbpk?.name ?? '',
      note: kbpkCheckValues.map(({ method, digits }) => `KCV ${digits.slice(0, 6)} (${method})`).join(', '),
    },
  ];
}
