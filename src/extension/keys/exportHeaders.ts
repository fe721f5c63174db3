/** What the header of an exported block may say otherwise than the key has it. */
import * as vscode from 'vscode';
import type { KeyBlockHeaders } from '../../keyservice/operations';
import { modesText } from '../../keyservice/model/names';
import { modeLetter, modeList, modesOfUse, usageAttributesOf } from '../../keyservice/rules/keyAttributes';
import { flowWithin, made } from '../flow/flow';
import type { Answer, Choice, Frame } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { ServiceAction } from '../service/serviceAction';

export interface HeaderWishes {
  readonly exportability: 'EXPORTABLE' | 'NON_EXPORTABLE' | 'SENSITIVE';
  /** Letter of the header; undefined as the key has it. */
  readonly mode: string | undefined;
}

/** Sets that are narrower than those of the key, and that its usage allows. */
export function narrowerModes({ summary }: CatalogueKey): readonly string[] {
  const { KeyUsage, KeyModesOfUse: modes } = summary.KeyAttributes;
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
  const modes = mode === undefined ? key.summary.KeyAttributes.KeyModesOfUse : (modesOfUse(mode) ?? {});
  return [
    [modesText(modes), ...(exportability === 'EXPORTABLE' ? [] : [exportabilityWords(exportability)])].join(
      ', ',
    ),
    ...(exportability === 'EXPORTABLE'
      ? [`! ${vscode.l10n.t('The receiver may export it further under a trusted key (E).')}`]
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

/** Questions that `askHeaders` asks. */
export const headerQuestions = (key: CatalogueKey): number => (narrowerModes(key).length > 0 ? 2 : 1);

/** @param former what was answered before, to begin with */
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
      ui.pick<HeaderWishes['exportability']>(inner, {
        placeholder: vscode.l10n.t('May the receiver export it further? The header of the block says so.'),
        choices: (['EXPORTABLE', 'NON_EXPORTABLE', 'SENSITIVE'] as const).map((value) => ({
          label: exportabilityWords(value),
          value,
        })),
        active: former.exportability,
      }),
    )
    .askWhen(
      () => narrower.length > 0,
      'mode',
      (inner) =>
        ui.pick<string>(inner, {
          placeholder: vscode.l10n.t('What may the receiver do with it?'),
          choices: [
            {
              label: modesText(key.summary.KeyAttributes.KeyModesOfUse),
              description: vscode.l10n.t('as the key has it'),
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
    exportability,
    mode: mode === asItIs ? undefined : mode,
  }));
}
