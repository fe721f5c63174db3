/** What is asked of a new key. */
import * as vscode from 'vscode';
import { deriveKeyUsages, keyUsages, type DeriveKeyUsage, type KeyUsage } from '../../keyservice/model/enums';
import type { Tag } from '../../keyservice/operations';
import {
  modesOfUse,
  modesText,
  usageAttributes,
  type KeyAlgorithm,
  type UsageAttributes,
} from '../../keyservice/rules/keyAttributes';
import { type Answer, type Choice, type Frame, back } from '../flow/ui';
import type { Step } from '../flow/steps';
import { askAlias, askTags, suggestAlias, tagsText } from '../service/choices';
import { taken } from './aliasActions';
import type { KeyFlow } from '../service/keyFlow';
import { algorithmWords, usageWords } from '../service/keyWords';

/** Answers so far. */
export interface Wishes {
  usage?: UsageAttributes;
  algorithm?: KeyAlgorithm;
  /** As a header has it. */
  mode?: string;
  derives?: DeriveKeyUsage;
  exportable?: boolean;
  alias?: string;
  tags: readonly Tag[];
  enabled: boolean;
}

/** Usage, algorithm, modes, names: only what goes together is offered. */
export function createQuestions(flow: KeyFlow, wishes: Wishes): Step[] {
  const { ui } = flow;
  const step = <T extends object | string>(
    ask: (frame: Frame) => Promise<Answer<T>>,
    take: (value: T) => void,
    when?: () => boolean,
  ): Step => ({
    ...(when ? { when } : {}),
    ask: async (frame) => {
      const answer = await ask(frame);
      if (answer === undefined) return undefined;
      if (answer === back) return back;
      take(answer);
      return 'next';
    },
  });
  return [
    step(
      (frame) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('What is the key for?'),
          choices: usageChoices(),
          active: wishes.usage,
        }),
      (usage) => {
        if (usage !== wishes.usage) {
          delete wishes.algorithm;
          delete wishes.mode;
          delete wishes.alias;
        }
        wishes.usage = usage;
      },
    ),
    step(
      (frame) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('Algorithm'),
          choices: algorithmChoices(wishes.usage!),
          active: wishes.algorithm,
        }),
      (algorithm) => (wishes.algorithm = algorithm),
    ),
    step(
      (frame) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('What may be done with it? This cannot be changed later.'),
          choices: modeChoices(wishes.usage!),
          active: wishes.mode,
        }),
      (mode) => (wishes.mode = mode),
    ),
    step(
      (frame) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('What are the keys for that are agreed with this pair?'),
          choices: deriveKeyUsages.map((usage): Choice<DeriveKeyUsage> => ({
            label: usageWords(usage),
            description: usage,
            value: usage,
          })),
          active: wishes.derives ?? 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        }),
      (derives) => (wishes.derives = derives),
      () => wishes.usage?.code === 'K3',
    ),
    step(
      (frame) =>
        ui.pick<'yes' | 'no'>(frame, {
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
          active: wishes.exportable === false ? 'no' : 'yes',
        }),
      (answer) => (wishes.exportable = answer === 'yes'),
      () => wishes.usage?.kind === 'symmetric',
    ),
    step(
      (frame) =>
        askAlias(ui, frame, wishes.alias ?? suggestAlias(wishes.usage?.keyUsage, taken(flow)), taken(flow)),
      (alias) => (wishes.alias = alias),
    ),
    step(
      (frame) => askTags(ui, frame, tagsText(wishes.tags)),
      (tags) => (wishes.tags = tags),
    ),
    step(
      (frame) =>
        ui.pick<'yes' | 'no'>(frame, {
          placeholder: vscode.l10n.t('May it be used at once?'),
          choices: [
            { label: vscode.l10n.t('Enabled'), value: 'yes' },
            {
              label: vscode.l10n.t('Disabled at first'),
              description: vscode.l10n.t('until somebody enables it'),
              value: 'no',
            },
          ],
          active: wishes.enabled ? 'yes' : 'no',
        }),
      (answer) => (wishes.enabled = answer === 'yes'),
    ),
  ];
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
      label: algorithmWords(value),
      description: value,
      value,
    })),
    ...unused.map((value, place): Choice<KeyAlgorithm> => ({
      label: algorithmWords(value),
      description: value,
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
