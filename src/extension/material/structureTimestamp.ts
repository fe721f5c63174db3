/** Time stamps in the overview: what a token says of a moment, and how an authority answered. */
import * as vscode from 'vscode';
import {
  policyText,
  readTimestampInfo,
  timestampInfoOid,
  type TimestampInfo,
  type TimestampRequest,
  type TimestampResponse,
} from '../../core/cms/timestamp';
import type { Cms } from '../../core/cms/types';
import { colonHex } from '../../core/x509/fingerprints';
import type { Section, Statement } from '../../protocol/structure';
import { fact, moment, section, verdict } from './structureStatements';

/** The section of a token; none for any other message. */
export function timestampSections({ content }: Cms): Section[] {
  if (content.type !== 'signedData' || content.eContentType.oid !== timestampInfoOid || !content.eContent)
    return [];
  const info = readTimestampInfo(content.eContent);
  return info ? [section('timestamp', vscode.l10n.t('Time stamp'), infoStatements(info))] : [];
}

/** What was asked of an authority. */
export function requestSection({ policy, nonce, certificate, ...rest }: TimestampRequest): Section {
  return section('request', vscode.l10n.t('Request'), [
    ...imprintStatements(rest),
    fact(
      vscode.l10n.t('Policy'),
      policy === undefined ? vscode.l10n.t('not named: the authority chooses') : policyText(policy),
    ),
    ...nonceStatement(nonce),
    fact(
      vscode.l10n.t('Certificate of the signer'),
      certificate ? vscode.l10n.t('requested') : vscode.l10n.t('not requested'),
    ),
  ]);
}

const imprintStatements = ({ hash, imprint }: Pick<TimestampInfo, 'hash' | 'imprint'>): Statement[] => [
  fact(vscode.l10n.t('Hash'), hash ?? vscode.l10n.t('not known')),
  fact(vscode.l10n.t('Imprint of the data'), colonHex(imprint.subarray(0, 64)), undefined, true),
];

const nonceStatement = (nonce: bigint | undefined): Statement[] =>
  nonce === undefined
    ? []
    : [fact(vscode.l10n.t('Nonce'), `0x${nonce.toString(16).toUpperCase()}`, undefined, true)];

function infoStatements(info: TimestampInfo): Statement[] {
  const { time, timeText, policy, serial, nonce, tsa } = info;
  return [
    fact(vscode.l10n.t('Time'), time ? moment(time) : timeText),
    fact(vscode.l10n.t('Accuracy'), accuracyText(info)),
    fact(vscode.l10n.t('Policy'), policy === undefined ? '' : policyText(policy)),
    ...imprintStatements(info),
    fact(vscode.l10n.t('Serial number, hex'), serial, undefined, true),
    fact(
      vscode.l10n.t('Ordering'),
      info.ordering
        ? vscode.l10n.t('yes: tokens of this authority can be ordered by time alone')
        : vscode.l10n.t('no'),
    ),
    ...nonceStatement(nonce),
    fact(vscode.l10n.t('Authority'), tsa ?? vscode.l10n.t('not named')),
    verdict('unknown', vscode.l10n.t('The data is not available: the imprint was not compared with it.')),
  ];
}

function accuracyText({ accuracy }: TimestampInfo): string {
  if (!accuracy) return vscode.l10n.t('not named');
  const { seconds = 0, millis = 0, micros = 0 } = accuracy;
  // In whole microseconds, as fractions would be rounded.
  const all = BigInt(Math.max(0, seconds)) * 1_000_000n + BigInt(Math.max(0, millis * 1000 + micros));
  const fraction = String(all % 1_000_000n)
    .padStart(6, '0')
    .replace(/0{1,6}$/, '');
  if (all === 1_000_000n) return vscode.l10n.t('1 second');
  return vscode.l10n.t('{0} seconds', `${all / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`);
}

/** On top: that the authority gave no time stamp; nothing where it did. */
export function responseVerdicts({ status, statusWord, failures }: TimestampResponse): Statement[] {
  if (status === 0 || status === 1) return [];
  const why = [statusWord ?? `${vscode.l10n.t('not known')} (${status ?? '?'})`, ...failures].join(', ');
  return [verdict('wrong', vscode.l10n.t('No time stamp: {0}', why))];
}

/** How the authority answered. */
export function responseSection({ status, statusWord, texts, failures }: TimestampResponse): Section {
  const word = `${statusWord ?? vscode.l10n.t('not known')} (${status ?? '?'})`;
  return section('response', vscode.l10n.t('Response'), [
    status === 0 || status === 1
      ? fact(vscode.l10n.t('Status'), word)
      : { ...fact(vscode.l10n.t('Status'), word), status: 'warn' },
    ...texts.map((text) => fact(vscode.l10n.t('Text'), text)),
    ...(failures.length > 0 ? [fact(vscode.l10n.t('Reason'), failures.join(', '))] : []),
  ]);
}
