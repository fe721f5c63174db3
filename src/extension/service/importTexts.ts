/**
 * What people read of kept import parameters: kind, service, and how long they are still valid.
 *
 * Plans and their findings in the user's words.
 */
import * as vscode from 'vscode';
import { escapeIcons, escapeNotification } from '../ui/markdown';
import type { ServiceTarget } from '../../keyservice/operations';
import { accountText } from '../../keyservice/model/names';
import type { PairPurpose } from '../../keyservice/rules/pairPurposes';
import type { KeptCertificate } from './pairCertificates';
import { hasNoAccount, type KeptParameters, misfitOf } from './parameterStore';
import type { Finding } from '../../core/findings';
import type { ImportPlan, SummaryRow } from '../../keyservice/plans/plan';
import { isLive } from '../../keyservice/rules/live';
import { localised } from '../ui/localise';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Less than this left is worth a warning: a key ceremony takes days to arrange. */
export const soonBefore = 3 * day;

export type Expiry = 'valid' | 'soon' | 'expired';

/** @param validUntil milliseconds since 1970 */
export function expiryOf(validUntil: number, now: number): Expiry {
  const left = validUntil - now;
  return left <= 0 ? 'expired' : left < soonBefore ? 'soon' : 'valid';
}

/** "expires in 29 days", "expires tomorrow", "expires in 3 hours", "expired 2 days ago": whole units, never more than is left. */
export function expiryText(validUntil: number, now: number): string {
  const left = validUntil - now;
  if (left <= 0) return expiredText(-left);
  if (left < minute) return vscode.l10n.t('expires in less than a minute');
  if (left < 2 * minute) return vscode.l10n.t('expires in 1 minute');
  if (left < hour) return vscode.l10n.t('expires in {0} minutes', Math.floor(left / minute));
  if (left < 2 * hour) return vscode.l10n.t('expires in 1 hour');
  if (left < day) return vscode.l10n.t('expires in {0} hours', Math.floor(left / hour));
  if (left < 2 * day && isNextDay(validUntil, now)) return vscode.l10n.t('expires tomorrow');
  return vscode.l10n.t('expires in {0} days', Math.max(2, Math.floor(left / day)));
}

function expiredText(ago: number): string {
  if (ago < hour) return vscode.l10n.t('expired just now');
  if (ago < 2 * hour) return vscode.l10n.t('expired 1 hour ago');
  if (ago < day) return vscode.l10n.t('expired {0} hours ago', Math.floor(ago / hour));
  if (ago < 2 * day) return vscode.l10n.t('expired 1 day ago');
  return vscode.l10n.t('expired {0} days ago', Math.floor(ago / day));
}

/** By this machine's calendar. */
function isNextDay(time: number, now: number): boolean {
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  return new Date(time).toDateString() === tomorrow.toDateString();
}

/** "TR-34", "RSA wrap". */
export function materialName(materialType: string): string {
  if (materialType === 'TR34_KEY_BLOCK') return 'TR-34';
  return materialType === 'KEY_CRYPTOGRAM' ? vscode.l10n.t('RSA wrap') : materialType;
}

/** "TR-34, RSA_3072". */
export function parametersTitle({ materialType, wrappingAlgorithm }: KeptParameters): string {
  return `${materialName(materialType)}, ${wrappingAlgorithm}`;
}

/** "alias/krd, payments-krd-01": a kept certificate of an own key pair. */
export const pairCertificateTitle = ({ pairName, subject }: KeptCertificate): string =>
  `${pairName}, ${subject}`;

/** What a key pair with a certificate of one's own CA is good for. */
export function purposeText(purpose: PairPurpose): string {
  switch (purpose) {
    case 'receive':
      return vscode.l10n.t('receives keys by TR-34, in place of an import token');
    case 'sign':
      return vscode.l10n.t('signs TR-34 exports, in place of an export token');
    case 'agree':
      return vscode.l10n.t('agrees on keys by ECDH: for the other party');
  }
}

/** "payments-test · us-east-1" or "Simulator". */
export function serviceName({ kind, profile, region }: ServiceTarget): string {
  return kind === 'simulator'
    ? vscode.l10n.t('Simulator')
    : `${escapeIcons(profile) || vscode.l10n.t('environment')} · ${region}`;
}

/** The same with the account: "payments-test · us-east-1 · 1111-2222-3333". */
export function ownerName(kept: ServiceTarget): string {
  if (kept.kind === 'simulator' && kept.account !== undefined) return serviceName(kept);
  if (kept.account !== undefined) return `${serviceName(kept)} · ${accountText(kept.account)}`;
  return hasNoAccount(kept) ? vscode.l10n.t('{0} · account not known', serviceName(kept)) : serviceName(kept);
}

/** Why parameters cannot be used for calls to a service; undefined where they can. */
export function misfitText(kept: ServiceTarget, target: ServiceTarget): string | undefined {
  switch (misfitOf(kept, target)) {
    case undefined:
      return undefined;
    case 'accountUnknown':
      return vscode.l10n.t(
        'The account that they belong to is unknown. Forget them, or get new import parameters.',
      );
    case 'targetUnknown':
      return vscode.l10n.t(
        'They belong to account {0}, and the account of the selected profile is not known. Sign in and try again.',
        accountText(kept.account ?? ''),
      );
    case 'otherAccount':
      return vscode.l10n.t(
        'They belong to account {0}; the selected account is {1}.',
        accountText(kept.account ?? ''),
        accountText(target.account ?? ''),
      );
    case 'otherService':
      return vscode.l10n.t('They belong to {0}, not to the selected service.', ownerName(kept));
  }
}

/** Date and time of this machine. */
export function localTime(time: number): string {
  return new Date(time).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A finding in the user's language, for a notification or a list. */
export function findingText(finding: Finding): string {
  return escapeNotification(localised(finding));
}

/** Findings that are worth a list of their own: that names may stand in logs, the question said. */
export function notableFindings(plan: ImportPlan): readonly Finding[] {
  return plan.findings.filter(({ code }) => code !== 'aws_plan_plaintext');
}

export function row(plan: ImportPlan, name: SummaryRow): string | undefined {
  return plan.summary.find((one) => one.row === name)?.value;
}

/** Profile, account, Region and endpoint, a line each: where a change goes, as a person confirms it. */
export function targetLines(target: ServiceTarget): string[] {
  const { profile, account, region, endpoint, kind } = target;
  return [
    vscode.l10n.t('Profile: {0}', profile),
    vscode.l10n.t('Account: {0}', account === undefined ? vscode.l10n.t('not known') : accountText(account)),
    vscode.l10n.t('Region: {0}', region),
    vscode.l10n.t(
      'Endpoint: {0}',
      kind === 'simulator'
        ? vscode.l10n.t('simulator on this computer, {0}', endpoint)
        : isLive(target)
          ? vscode.l10n.t('live AWS, {0}', endpoint)
          : vscode.l10n.t('{0}, not AWS', endpoint),
    ),
  ].map(escapeNotification);
}

/** "payments-test · 1111-2222-3333 · us-east-1 · live AWS": the same in one line, for the heading of a page. */
export function targetText(target: ServiceTarget): string {
  const { profile, account, region, kind } = target;
  return [
    ...(kind === 'simulator' ? [] : [profile]),
    ...(account === undefined ? [] : [accountText(account)]),
    region,
    kind === 'simulator'
      ? vscode.l10n.t('simulator on this computer')
      : isLive(target)
        ? vscode.l10n.t('live AWS')
        : vscode.l10n.t('not AWS: {0}', target.endpoint),
  ].join(' · ');
}

/** Hex digits in groups of four, as fingerprints are read aloud. */
export function grouped(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}
