/** What the header of an exported block may say otherwise than the key has it. */
import * as vscode from 'vscode';
import type { KeyBlockHeaders } from '../../keyservice/operations';
import {
  modeLetter,
  modeList,
  modesOfUse,
  modesText,
  usageAttributesOf,
} from '../../keyservice/rules/keyAttributes';
import { type Choice, back } from '../flow/ui';
import type { Step } from '../flow/steps';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { KeyFlow } from '../service/keyFlow';

export interface HeaderWishes {
  exportability: 'EXPORTABLE' | 'NON_EXPORTABLE' | 'SENSITIVE';
  /** Letter of the header; undefined as the key has it. */
  mode: string | undefined;
}

export const asTheKeyHasIt = (): HeaderWishes => ({ exportability: 'EXPORTABLE', mode: undefined });

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

export function headerSteps({ ui }: KeyFlow, key: CatalogueKey, wishes: HeaderWishes): Step[] {
  const narrower = narrowerModes(key);
  const asItIs = 'as it is';
  return [
    {
      ask: async (frame) => {
        const answer = await ui.pick<HeaderWishes['exportability']>(frame, {
          placeholder: vscode.l10n.t('May the receiver export it further? The header of the block says so.'),
          choices: (['EXPORTABLE', 'NON_EXPORTABLE', 'SENSITIVE'] as const).map((value) => ({
            label: exportabilityWords(value),
            value,
          })),
          active: wishes.exportability,
        });
        if (answer === undefined || answer === back) return answer;
        wishes.exportability = answer;
        return 'next';
      },
    },
    {
      when: () => narrower.length > 0,
      ask: async (frame) => {
        const choice = (letter: string): Choice<string> => ({
          label: modesText(modesOfUse(letter) ?? {}),
          description: vscode.l10n.t('mode of use {0}', letter),
          value: letter,
        });
        const answer = await ui.pick<string>(frame, {
          placeholder: vscode.l10n.t('What may the receiver do with it?'),
          choices: [
            {
              label: modesText(key.summary.KeyAttributes.KeyModesOfUse),
              description: vscode.l10n.t('as the key has it'),
              value: asItIs,
            },
            ...narrower.map(choice),
          ],
          active: wishes.mode ?? asItIs,
        });
        if (answer === undefined || answer === back) return answer;
        wishes.mode = answer === asItIs ? undefined : answer;
        return 'next';
      },
    },
  ];
}
