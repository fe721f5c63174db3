/** A request or an answer of the AWS CLI in a hover: what it is, what is wrong with it, and each of its values. */
import * as vscode from 'vscode';
import { bySeverity } from '../../core/findings';
import { escapeTableText } from '../../core/plainText';
import { modesText, usageCode } from '../../keyservice/model/names';
import {
  sourceKinds,
  type RequestDocument,
  type RequestValues,
} from '../../keyservice/requests/requestTypes';
import { localised } from '../ui/localise';
import { escapeMarkdown } from '../ui/markdown';
import { actionLinks, requestActions } from './keyBlockActions';

const mostFindings = 6;
const longestValue = 160;
const icons = { error: '$(error)', warning: '$(warning)', info: '$(info)' } as const;

export async function requestMarkdown(
  request: RequestDocument,
  document: vscode.TextDocument,
): Promise<vscode.MarkdownString> {
  const actions = sourceKinds.has(request.kind) ? await requestActions() : [];
  const findings = bySeverity(request.findings);
  const lines = [
    `**${escapeMarkdown(requestTitle(request))}**`,
    ...findings
      .slice(0, mostFindings)
      .map((finding) => `${icons[finding.severity]} ${escapeMarkdown(localised(finding))}`),
    ...(findings.length > mostFindings
      ? [escapeMarkdown(vscode.l10n.t('and {0} more', findings.length - mostFindings))]
      : []),
    ...(actions.length > 0 ? [actionLinks(actions, placeOf(request, document))] : []),
  ];
  const rows = requestRows(request);
  const table = [
    '|||',
    '|:--|:--|',
    ...rows.map(
      ([label, value]) => `|${escapeMarkdown(label).replaceAll(' ', '\u00a0')}|${escapeTableText(value)}|`,
    ),
  ];
  const text = [lines.join('  \n'), ...(rows.length > 0 ? [table.join('\n')] : [])].join('\n\n');
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands: actions.map(({ command }) => command) };
  return markdown;
}

/** The whole document: its place for a command. */
export function placeOf(
  { span }: RequestDocument,
  { uri }: vscode.TextDocument,
): { readonly uri: string; readonly start: number; readonly end: number } {
  return { uri: uri.toString(), ...span };
}

/** "ImportKey request: RSA-wrapped key". */
export function requestTitle({ kind, values, exported }: RequestDocument): string {
  switch (kind) {
    case 'importKey':
    case 'keyMaterial': {
      const way = wayName(values?.way);
      return kind === 'importKey'
        ? way === ''
          ? vscode.l10n.t('ImportKey request')
          : vscode.l10n.t('ImportKey request: {0}', way)
        : way === ''
          ? vscode.l10n.t('KeyMaterial of an ImportKey request')
          : vscode.l10n.t('KeyMaterial of an ImportKey request: {0}', way);
    }
    case 'exportKey':
      return vscode.l10n.t('ExportKey request');
    case 'exportedKey':
      return exported?.format === undefined
        ? vscode.l10n.t('ExportKey response')
        : vscode.l10n.t('ExportKey response: {0}', exported.format);
    case 'importParameters':
      return vscode.l10n.t('GetParametersForImport response');
    case 'key':
      return vscode.l10n.t('Key in AWS Payment Cryptography');
  }
}

function wayName(way: string | undefined): string {
  switch (way) {
    case 'Tr31KeyBlock':
      return vscode.l10n.t('TR-31 key block');
    case 'DiffieHellmanTr31KeyBlock':
      return vscode.l10n.t('TR-31 key block under an agreed key (ECDH)');
    case 'Tr34KeyBlock':
      return vscode.l10n.t('TR-34 token');
    case 'KeyCryptogram':
      return vscode.l10n.t('RSA-wrapped key');
    case 'RootCertificatePublicKey':
      return vscode.l10n.t('root certificate');
    case 'TrustedCertificatePublicKey':
      return vscode.l10n.t('trusted certificate');
    default:
      return '';
  }
}

type Row = readonly [label: string, value: string];

/** What is there; what is absent has no row. A token is never shown. */
export function requestRows(request: RequestDocument): readonly Row[] {
  const { values, exported, parameters, key } = request;
  const row = (label: string, value: string | undefined): Row[] =>
    value === undefined || value === ''
      ? []
      : [[label, value.length > longestValue ? `${value.slice(0, longestValue - 1)}…` : value]];
  const flag = (value: boolean | undefined): string | undefined =>
    value === undefined ? undefined : value ? vscode.l10n.t('yes') : vscode.l10n.t('no');
  const modes = (names: readonly string[] | undefined): string | undefined =>
    names && modesText(Object.fromEntries(names.map((name) => [name, true])));
  const usage = (text: string | undefined): string | undefined =>
    text === undefined || usageCode(text) === text ? text : `${text} (${usageCode(text)})`;
  if (values)
    return [
      ...row(vscode.l10n.t('Key usage'), usage(values.usage)),
      ...row(vscode.l10n.t('Algorithm'), values.algorithm),
      ...row(vscode.l10n.t('Modes of use'), modes(values.modes)),
      ...row(vscode.l10n.t('Exportable'), flag(values.exportable)),
      ...materialRow(values),
      ...row(vscode.l10n.t('Wrapping key'), values.wrappingKey),
      ...row(vscode.l10n.t('Certificate authority'), values.authority),
      ...row(vscode.l10n.t('Key pair (K3)'), values.pair),
      ...row(
        values.way === 'Tr34KeyBlock' ? vscode.l10n.t('Signed by') : vscode.l10n.t('Certificate'),
        values.certificate?.subject.text,
      ),
      ...row(vscode.l10n.t('Derived key'), values.derived),
      ...row(
        vscode.l10n.t('Derivation function'),
        [values.derivation, values.hash].filter((one) => one !== undefined).join(', '),
      ),
      ...row(
        vscode.l10n.t('Import token'),
        values.token === undefined
          ? undefined
          : vscode.l10n.t('in the file; its account and validity cannot be seen'),
      ),
      ...row(vscode.l10n.t('Hash of RSA-OAEP'), values.spec),
      ...row(vscode.l10n.t('KCV algorithm'), values.checkValueAlgorithm),
      ...row(vscode.l10n.t('Enabled'), flag(values.enabled)),
      ...row(
        vscode.l10n.t('Tags'),
        (values.tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`).join(', '),
      ),
    ];
  if (exported)
    return [
      ...row(vscode.l10n.t('Wrapping key'), exported.wrappingKeyArn),
      ...row('KCV', exported.checkValue),
      ...row(vscode.l10n.t('KCV algorithm'), exported.checkValueAlgorithm),
    ];
  if (parameters)
    return [
      ...row(vscode.l10n.t('Wrapping key'), parameters.algorithm),
      ...row(vscode.l10n.t('Certificate'), parameters.certificate?.subject.text),
      ...row(vscode.l10n.t('Serial number'), parameters.certificate?.serial.hex),
      ...row(vscode.l10n.t('Valid until'), parameters.validUntil?.toISOString()),
    ];
  if (key)
    return [
      ...row('ARN', key.arn),
      ...row(vscode.l10n.t('Key usage'), usage(key.usage)),
      ...row(vscode.l10n.t('Algorithm'), key.algorithm),
      ...row(vscode.l10n.t('Class'), key.keyClass),
      ...row(vscode.l10n.t('Modes of use'), modes(key.modes)),
      ...row(vscode.l10n.t('Exportable'), flag(key.exportable)),
      ...row(vscode.l10n.t('Enabled'), flag(key.enabled)),
      ...row(vscode.l10n.t('State'), key.state),
      ...row('KCV', key.checkValue),
      ...row(vscode.l10n.t('KCV algorithm'), key.checkValueAlgorithm),
      ...row(vscode.l10n.t('Derived key usage'), key.derives),
      ...row(vscode.l10n.t('Created'), key.created?.toISOString()),
    ];
  return [];
}

/** What is imported, by its size or its header. */
function materialRow({ material }: RequestValues): Row[] {
  const label = vscode.l10n.t('Key material');
  switch (material?.kind) {
    case 'keyBlock':
      return [[label, `${material.text.slice(0, 16)}…`]];
    case 'cryptogram':
      return [
        [
          label,
          vscode.l10n.t(
            'RSA cryptogram, {0} bytes (RSA-{1})',
            material.bytes.length,
            material.bytes.length * 8,
          ),
        ],
      ];
    case 'tr34':
      return [
        [label, vscode.l10n.t('TR-34 key token, {0} bytes', material.token.raw.length.toLocaleString('en'))],
      ];
    default:
      return [];
  }
}
