/** What the page of a key says, and how it is read. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { readResourcePolicy } from '../../keyservice/iam/resourcePolicy';
import type { Tag } from '../../keyservice/operations';
import { accountText } from '../../keyservice/model/names';
import { failureSentences } from '../service/callService';
import type { CatalogueKey } from '../service/keyCatalogue';
import { regionRows } from '../service/keyRegions';
import { chooseKey } from '../service/pickKey';
import type { ServiceAction } from '../service/serviceAction';
import {
  approvalRows,
  dateWords,
  keyName,
  modesWords,
  originWords,
  stageWords,
  usageWords,
} from '../service/names';
import { readPolicyOf } from './policyActions';
import { policyLines } from './policyText';
import { unfitAsWrappingKey } from './wrappingKey';
import { kcvMethodName } from '../../core/crypto/kcv';
import { visible } from '../../core/plainText';

export interface ShownKey {
  readonly arn: string;
  readonly tags: readonly Tag[];
  /** Lines on where the key is. */
  readonly where: readonly (readonly [string, string])[];
  /** What the resource policy gives, a line each; undefined where it was not read. */
  readonly policy?: readonly string[] | undefined;
}

/** Opens the page of a key. */
export interface DetailsPages {
  open(name: string, shown: ShownKey, quietly: boolean): Promise<void>;
}

/** Reads what is not known yet and opens the page. */
export async function showDetails(
  details: DetailsPages,
  action: ServiceAction,
  argument: unknown,
): Promise<void> {
  const chosen = await chooseKey(action, argument, {
    title: vscode.l10n.t('Show Key Details'),
    placeholder: vscode.l10n.t('Select the key to show'),
  });
  if (!chosen) return;
  const arn = chosen.summary.KeyArn;
  const tags = await action.ui.shortly(async () => {
    await action.tools.catalogue.detail(arn);
    return readTags(action, arn);
  });
  const { target } = action;
  const where = [
    [
      vscode.l10n.t('Profile'),
      target.kind === 'simulator' ? vscode.l10n.t('Simulator') : target.profile,
    ] as const,
    ...(target.account === undefined
      ? []
      : [[vscode.l10n.t('Account'), accountText(target.account)] as const]),
    [vscode.l10n.t('Region'), target.region] as const,
  ];
  const quietly = typeof argument === 'object' && argument !== null && 'preview' in argument;
  // A key that is only looked at in passing costs no further call.
  const policy = quietly ? undefined : await action.ui.shortly(() => policyOf(action, arn));
  await details.open(keyName(chosen).replaceAll('/', '-'), { arn, tags, where, policy }, quietly);
}

/** What cannot be read is said; the rest of the page does not depend on it. */
async function policyOf(action: ServiceAction, arn: string): Promise<readonly string[]> {
  try {
    const policy = await readPolicyOf(action, arn);
    return policy === null ? [] : policyLines(readResourcePolicy(policy), arn.split(':')[4] ?? '');
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    return [failureSentences(error, action.target.kind === 'simulator')];
  }
}

/** All tags of a key. Rejects with KeyServiceError. */
export async function readTags(action: ServiceAction, arn: string): Promise<readonly Tag[]> {
  const tags: Tag[] = [];
  let token: string | undefined;
  do {
    const { output } = await action.service.call('ListTagsForResource', {
      ResourceArn: arn,
      MaxResults: 100,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    tags.push(...output.Tags);
    token = output.NextToken;
  } while (token !== undefined);
  return tags;
}

type Row = readonly [name: string, value: string | undefined];

export function detailsText(
  key: CatalogueKey,
  tags: readonly Tag[],
  where: readonly (readonly [string, string])[],
  policy?: readonly string[],
): string {
  const { summary, aliases, detail } = key;
  const { KeyAttributes: attributes } = summary;
  const date = (at: Date | undefined): string | undefined => at && dateWords(at);
  const yesNo = (value: boolean | undefined): string | undefined =>
    value === undefined ? undefined : value ? vscode.l10n.t('yes') : vscode.l10n.t('no');
  const origin = originWords(key);
  const sections: (readonly [string, readonly Row[]])[] = [
    [
      vscode.l10n.t('Key'),
      [
        [vscode.l10n.t('ARN'), summary.KeyArn],
        [vscode.l10n.t('State'), `${stageWords(summary)} (${summary.KeyState})`],
        ...approvalRows(detail?.MpaStatus),
        [vscode.l10n.t('Origin'), origin && `${origin} (${detail?.KeyOrigin})`],
        ...where,
      ],
    ],
    [
      vscode.l10n.t('Attributes'),
      [
        [vscode.l10n.t('Usage'), `${usageWords(attributes.KeyUsage)}, ${attributes.KeyUsage}`],
        [vscode.l10n.t('Algorithm'), attributes.KeyAlgorithm],
        [vscode.l10n.t('Class'), attributes.KeyClass],
        [vscode.l10n.t('Modes of use'), modesWords(attributes)],
        [vscode.l10n.t('Derives keys of usage'), detail?.DeriveKeyUsage && usageWords(detail.DeriveKeyUsage)],
        [vscode.l10n.t('Exportable'), yesNo(summary.Exportable)],
        [vscode.l10n.t('Enabled'), yesNo(summary.Enabled)],
        [vscode.l10n.t('KCV'), summary.KeyCheckValue],
        [
          vscode.l10n.t('KCV method'),
          detail?.KeyCheckValueAlgorithm && kcvMethodName(detail.KeyCheckValueAlgorithm),
        ],
      ],
    ],
    [
      vscode.l10n.t('Dates'),
      [
        [vscode.l10n.t('Created'), date(detail?.CreateTimestamp)],
        [vscode.l10n.t('Usage started'), date(detail?.UsageStartTimestamp)],
        [vscode.l10n.t('Usage stopped'), date(detail?.UsageStopTimestamp)],
        [vscode.l10n.t('Scheduled deletion'), date(detail?.DeletePendingTimestamp)],
        [vscode.l10n.t('Deleted'), date(detail?.DeleteTimestamp)],
      ],
    ],
    ...regionSection(key),
    [vscode.l10n.t('Aliases'), aliases.map((alias) => [alias, ''] as const)],
    [vscode.l10n.t('Tags'), tags.map(({ Key, Value }) => [Key, Value] as const)],
    ...(policy === undefined
      ? []
      : [[vscode.l10n.t('Resource policy'), policy.map((line) => [line, ''] as const)] as const]),
    [vscode.l10n.t('Wrapping'), wrappingRows(key)],
  ];
  const width = Math.max(
    ...sections.flatMap(([, rows]) => rows.filter(([, value]) => value).map(([name]) => name.length)),
  );
  const body = sections.map(([title, rows]) => {
    const lines = rows
      .filter((row): row is readonly [string, string] => row[1] !== undefined)
      .map(([name, value]) => `  ${visible(name).padEnd(width)}  ${visible(value)}`.trimEnd());
    return [title, ...(lines.length > 0 ? lines : [`  ${vscode.l10n.t('none')}`])].join('\n');
  });
  return [keyName(key), ...body].join('\n\n') + '\n';
}

/** Only of a key that exists in several Regions. */
function regionSection(key: CatalogueKey): (readonly [string, readonly Row[]])[] {
  const rows = regionRows(key);
  return rows.length === 0 ? [] : [[vscode.l10n.t('Regions'), rows]];
}

/** Whether the key can stand in for a KBPK; user guide, page crypto-ops-validkeys. */
function wrappingRows(key: CatalogueKey): Row[] {
  const fits = key.summary.KeyAttributes.KeyModesOfUse
    ? vscode.l10n.t('usable as wrapping key')
    : vscode.l10n.t('unknown: its modes were not reported');
  const rows: Row[] = [
    [vscode.l10n.t('For TR-31 import'), unfitAsWrappingKey(key, 'import') ?? fits],
    [vscode.l10n.t('For TR-31 export'), unfitAsWrappingKey(key, 'export') ?? fits],
  ];
  return rows;
}
