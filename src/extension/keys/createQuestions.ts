/** What is asked of a new key. */
import * as vscode from 'vscode';
import { deriveKeyUsages, keyUsages, type DeriveKeyUsage, type KeyUsage } from '../../keyservice/model/enums';
import type { Tag } from '../../keyservice/operations';
import { modesText } from '../../keyservice/model/names';
import {
  modesOfUse,
  usageAttributes,
  type KeyAlgorithm,
  type UsageAttributes,
} from '../../keyservice/rules/keyAttributes';
import { flow } from '../flow/flow';
import type { Choice } from '../flow/ui';
import { askAlias, askTags, suggestAlias, tagsText } from '../service/choices';
import { taken } from './aliasActions';
import type { ServiceAction } from '../service/serviceAction';
import { usageWords } from '../service/names';

/** What is wanted of a new key. */
export interface Wishes {
  readonly usage: UsageAttributes;
  readonly algorithm: KeyAlgorithm;
  /** As a header has it. */
  readonly mode: string;
  readonly derives?: DeriveKeyUsage;
  readonly exportable?: YesNo;
  /** '' for none. */
  readonly alias: string;
  readonly tags: readonly Tag[];
  readonly enabled: YesNo;
}

type YesNo = 'yes' | 'no';

/** Usage, algorithm, modes, names: only what goes together is offered. Undefined where the user gave up. */
export function askWishes(action: ServiceAction): Promise<Wishes | undefined> {
  const { ui } = action;
  const known = taken(action);
  /** What was proposed: it follows the usage for as long as the user leaves it as it is. */
  let suggested: string | undefined;
  return flow(vscode.l10n.t('Create Key'))
    .ask('usage', (frame, _, former: UsageAttributes | undefined) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('What is the key for?'),
        choices: usageChoices(),
        active: former,
      }),
    )
    .ask('algorithm', (frame, { usage }, former: KeyAlgorithm | undefined) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('Algorithm'),
        choices: algorithmChoices(usage),
        active: former,
      }),
    )
    .ask('mode', (frame, { usage }, former: string | undefined) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('What may be done with it? This cannot be changed later.'),
        choices: modeChoices(usage),
        active: former,
      }),
    )
    .askWhen(
      ({ usage }) => usage?.code === 'K3',
      'derives',
      (frame, _, former: DeriveKeyUsage | undefined) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('What are the keys for that are agreed with this pair?'),
          choices: deriveKeyUsages.map((usage): Choice<DeriveKeyUsage> => ({
            label: usageWords(usage),
            description: usage,
            value: usage,
          })),
          active: former ?? 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        }),
    )
    .askWhen(
      ({ usage }) => usage?.kind === 'symmetric',
      'exportable',
      (frame, _, former: YesNo | undefined) =>
        ui.pick<YesNo>(frame, {
          placeholder: vscode.l10n.t('May it leave the service, wrapped? This cannot be changed later.'),
          choices: [
            {
              label: vscode.l10n.t('Exportable'),
              description: vscode.l10n.t('under a key or certificate that you choose then'),
              value: 'yes',
            },
            {
              label: vscode.l10n.t('Not exportable'),
              description: vscode.l10n.t('it stays in the service for ever'),
              value: 'no',
            },
          ],
          active: former ?? 'yes',
        }),
    )
    .ask('alias', (frame, { usage }, former: string | undefined) => {
      const before = suggested;
      suggested = suggestAlias(usage.keyUsage, known);
      return askAlias(ui, frame, former === undefined || former === before ? suggested : former, known);
    })
    .ask('tags', (frame, _, former: readonly Tag[] | undefined) => askTags(ui, frame, tagsText(former ?? [])))
    .ask('enabled', (frame, _, former: YesNo | undefined) =>
      ui.pick<YesNo>(frame, {
        placeholder: vscode.l10n.t('May it be used at once?'),
        choices: [
          { label: vscode.l10n.t('Enabled'), value: 'yes' },
          {
            label: vscode.l10n.t('Disabled at first'),
            description: vscode.l10n.t('until somebody enables it'),
            value: 'no',
          },
        ],
        active: former ?? 'yes',
      }),
    )
    .run();
}

const ofService = (name: string): name is KeyUsage => (keyUsages as readonly string[]).includes(name);

function usageChoices(): Choice<UsageAttributes>[] {
  const choice = (one: UsageAttributes): Choice<UsageAttributes> => ({
    label: usageWords(one.keyUsage),
    description: one.keyUsage,
    value: one,
    ...(one.listed === 'guide'
      ? {}
      : { detail: vscode.l10n.t('Not in the table of the user guide; the service may refuse it.') }),
  });
  const known = usageAttributes.filter(({ keyUsage }) => ofService(keyUsage));
  const grouped = (kind: UsageAttributes['kind'], group: string): Choice<UsageAttributes>[] =>
    known
      .filter((one) => one.kind === kind)
      .map((one, place) => ({ ...choice(one), ...(place === 0 ? { group } : {}) }));
  return [
    ...grouped('symmetric', vscode.l10n.t('Symmetric keys')),
    ...grouped('pair', vscode.l10n.t('Key pairs')),
  ];
}

function algorithmChoices({ algorithms, unused }: UsageAttributes): Choice<KeyAlgorithm>[] {
  const usable = algorithms.filter((one) => !unused.includes(one));
  return [
    ...usable.map((value): Choice<KeyAlgorithm> => ({
      label: value,
      value,
    })),
    ...unused.map((value, place): Choice<KeyAlgorithm> => ({
      label: value,
      detail: vscode.l10n.t('No cryptographic operation of the service uses it for this at present.'),
      value,
      ...(place === 0 ? { group: vscode.l10n.t('Can be made, but not used yet') } : {}),
    })),
  ];
}

function modeChoices({ modes }: UsageAttributes): Choice<string>[] {
  return Array.from(modes, (letter) => ({
    label: modesText(modesOfUse(letter) ?? {}),
    description: vscode.l10n.t('mode of use {0}', letter),
    value: letter,
  }));
}
