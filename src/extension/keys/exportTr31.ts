/**
 * What the header of an exported block may say otherwise than the key has it.
 *
 * Export as TR-31 key block under a key of the service that the receiver has too.
 */
import * as vscode from 'vscode';
import type { KeyBlockHeaders } from '../../keyservice/operations';
import { arnEnd, modesText } from '../../keyservice/model/names';
import { modeLetter, modeList, modesOfUse, usageAttributesOf } from '../../keyservice/rules/keyAttributes';
import { flowWithin, made } from '../flow/flow';
import { type Answer, back, type Choice, type Frame } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { ServiceAction } from '../service/serviceAction';
import { escapeNotification } from '../ui/markdown';
import { custodyRefusal } from '../service/custody';
import { askTyped, type Change, confirmChange, keyLines, live, sendChange } from '../service/confirmChange';
import { pickKey } from '../service/pickKey';
import { fileName, tellExported } from './exported';
import { keyName, keyWithKcv, modesWords } from '../service/names';
import type { KeyPanels } from './keyDetails';
import { unfitToExport } from './wrappingKey';

export interface HeaderWishes {
  readonly exportability: 'EXPORTABLE' | 'NON_EXPORTABLE' | 'SENSITIVE';
  /** Letter of the header; undefined as the key has it. */
  readonly mode: string | undefined;
}

/** Sets that are narrower than those of the key, and that its usage allows. */
export function narrowerModes({ summary }: CatalogueKey): readonly string[] {
  const { KeyUsage, KeyModesOfUse: modes } = summary.KeyAttributes;
  // What is narrower than modes that are not given is not known.
  if (!modes) return [];
  const own = new Set(modeList(modes));
  const letter = modeLetter(modes);
  return Array.from(usageAttributesOf(KeyUsage)?.modes ?? '').filter((one) => {
    if (one === letter || one === 'N') return false;
    return modes.NoRestrictions === true || modeList(modesOfUse(one) ?? {}).every((name) => own.has(name));
  });
}

/** Undefined where nothing is to be said otherwise. */
export function headersOf({ exportability, mode }: HeaderWishes): KeyBlockHeaders | undefined {
  if (exportability === 'EXPORTABLE' && mode === undefined) return undefined;
  const modes = mode === undefined ? undefined : modesOfUse(mode);
  return {
    ...(modes ? { KeyModesOfUse: modes } : {}),
    ...(exportability === 'EXPORTABLE' ? {} : { KeyExportability: exportability }),
  };
}

/** A line each for the confirmation. */
export function headerLines({ exportability, mode }: HeaderWishes, key: CatalogueKey): string[] {
  const modes =
    mode === undefined ? modesWords(key.summary.KeyAttributes) : modesText(modesOfUse(mode) ?? {});
  return [
    [modes, ...(exportability === 'EXPORTABLE' ? [] : [exportabilityWords(exportability)])].join(', '),
    ...(exportability === 'EXPORTABLE'
      ? [`! ${vscode.l10n.t('The receiver may export it again under a trusted key (E).')}`]
      : []),
  ];
}

function exportabilityWords(exportability: HeaderWishes['exportability']): string {
  switch (exportability) {
    case 'EXPORTABLE':
      return vscode.l10n.t('Exportable under a trusted key (E)');
    case 'NON_EXPORTABLE':
      return vscode.l10n.t('Not exportable (N)');
    case 'SENSITIVE':
      return vscode.l10n.t('Sensitive: exportable under any key (S)');
  }
}

const exportabilities = ['EXPORTABLE', 'NON_EXPORTABLE', 'SENSITIVE'] as const;

/**
 * One question where the receiver may use the key as it is used here.
 * @param former what was answered before, to begin with
 */
export async function askHeaders(
  { ui }: ServiceAction,
  frame: Frame,
  key: CatalogueKey,
  former: HeaderWishes = { exportability: 'EXPORTABLE', mode: undefined },
): Promise<Answer<HeaderWishes>> {
  const narrower = narrowerModes(key);
  const asItIs = 'as it is';
  const answers = await flowWithin(frame)
    .ask('exportability', (inner) =>
      ui.pick<`${'' | 'narrower '}${HeaderWishes['exportability']}`>(inner, {
        placeholder: vscode.l10n.t('May the receiver export it again? This is written into the header.'),
        choices: [
          ...exportabilities.map((value) => ({ label: exportabilityWords(value), value })),
          ...(narrower.length === 0 ? [] : exportabilities).map((value, place) => ({
            label: exportabilityWords(value),
            description: vscode.l10n.t('select the modes of use next'),
            ...(place === 0 ? { group: vscode.l10n.t('With narrower modes of use') } : {}),
            value: `narrower ${value}` as const,
          })),
        ],
        active: former.mode === undefined ? former.exportability : `narrower ${former.exportability}`,
      }),
    )
    .askWhen(
      ({ exportability }) => exportability?.startsWith('narrower ') === true,
      'mode',
      (inner) =>
        ui.pick<string>(inner, {
          placeholder: vscode.l10n.t('What can the receiver use the key for?'),
          choices: [
            {
              label: modesWords(key.summary.KeyAttributes),
              description: vscode.l10n.t('same as the key'),
              value: asItIs,
            },
            ...narrower.map((letter): Choice<string> => ({
              label: modesText(modesOfUse(letter) ?? {}),
              description: vscode.l10n.t('mode of use {0}', letter),
              value: letter,
            })),
          ],
          active: former.mode ?? asItIs,
        }),
    )
    .run();
  return made(answers, ({ exportability, mode }) => ({
    exportability: exportability.replace('narrower ', '') as HeaderWishes['exportability'],
    mode: mode === asItIs ? undefined : mode,
  }));
}

export async function exportTr31(
  action: ServiceAction,
  key: CatalogueKey,
  panels: KeyPanels,
): Promise<Answer<true>> {
  const title = vscode.l10n.t('Export as TR-31');
  const refuse = ({ summary }: CatalogueKey): Promise<string | undefined> =>
    custodyRefusal(action.tools, action.target, { wrapsUnder: summary });
  const answers = await flowWithin({ title, canGoBack: true })
    .ask('wrapping', (frame) => askWrappingKey(action, frame, key, refuse))
    .ask('headers', (frame, _, former: HeaderWishes | undefined) => askHeaders(action, frame, key, former))
    .askWhen(
      () => live(action),
      'typed',
      (frame, { wrapping }) => askTyped(action, frame, ...typedOf(key, wrapping)),
    )
    .run();
  if (answers === undefined || answers === back) return answers;
  const { wrapping, headers } = answers;
  const KeyBlockHeaders = headersOf(headers);
  const change: Change<'ExportKey'> = {
    operation: 'ExportKey',
    input: {
      ExportKeyIdentifier: key.summary.KeyArn,
      KeyMaterial: {
        Tr31KeyBlock: {
          WrappingKeyIdentifier: wrapping.summary.KeyArn,
          ...(KeyBlockHeaders ? { KeyBlockHeaders } : {}),
        },
      },
    },
    question: vscode.l10n.t('Export {0} as TR-31?', keyWithKcv(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t('under {0}', keyWithKcv(wrapping)),
      wrapping.summary.KeyArn,
      ...headerLines(headers, key),
    ],
    action: vscode.l10n.t('Export'),
    doing: vscode.l10n.t('Exporting {0}', keyName(key)),
    // Nothing changed at the service that could be looked at.
    look: () => Promise.resolve(undefined),
  };
  if (!(await confirmChange(action, change))) return undefined;
  // Again: the list of test accounts, and the keys that are here, may have changed since the question.
  const objection = await refuse(wrapping);
  if (objection !== undefined) {
    await action.ui.failed(vscode.l10n.t('Nothing was exported.'), escapeNotification(objection));
    return undefined;
  }
  const output = await sendChange(action, change);
  if (!output) return undefined;
  const text = output.WrappedKey.KeyMaterial;
  panels.block(text);
  tellExported(action, key, output, {
    name: `${fileName(key)}.tr31`,
    bytes: new TextEncoder().encode(text),
  });
  return true;
}

/** One that the custody guard lets through. */
async function askWrappingKey(
  action: ServiceAction,
  frame: Frame,
  key: CatalogueKey,
  refuse: (wrapping: CatalogueKey) => Promise<string | undefined>,
): Promise<Answer<CatalogueKey>> {
  for (;;) {
    const answer = await pickKey(
      action,
      {
        placeholder: vscode.l10n.t('Select the wrapping key. The receiver must have the same key.'),
        unfit: (wrapping) => unfitToExport(wrapping, key),
      },
      frame,
    );
    if (answer === undefined || answer === back) return answer;
    const objection = await refuse(answer);
    if (objection === undefined) return answer;
    await action.ui.failed(
      vscode.l10n.t('The key cannot be exported under this key.'),
      escapeNotification(objection),
    );
  }
}

function typedOf(key: CatalogueKey, wrapping: CatalogueKey): [prompt: string, expected: string[]] {
  const end = arnEnd(wrapping.summary.KeyArn);
  const kcv = wrapping.summary.KeyCheckValue;
  return [
    vscode.l10n.t(
      'LIVE: {0} will leave the account wrapped under {1}. To confirm, type the last 8 characters of the ARN of the wrapping key: {2}',
      keyWithKcv(key),
      keyWithKcv(wrapping),
      kcv === undefined ? end : `${end} (KCV ${kcv})`,
    ),
    [end],
  ];
}
