/** A TR-31 key block under a key of the service: the wrapping key is picked, the header says the rest. */
import * as vscode from 'vscode';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import type { KeyBlock } from '../../core/keyblock/types';
import type { KeyServiceError } from '../../keyservice/errors';
import { planKeyBlock, wrappingKeyOf } from '../../keyservice/plans/keyBlockPlans';
import { fittingWrappingKeys } from '../../keyservice/rules/keyBlocks';
import { escapeIcons, escapeNotificationLines } from '../ui/markdown';
import { failureText } from '../service/serviceFailure';
import { askKeyBlock } from '../material/keyBlockSource';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { runSteps, type Step } from '../flow/steps';
import type { ServiceTools } from '../service/tools';
import type { CatalogueKey } from '../service/keyCatalogue';
import { descriptionParts, keyName } from '../service/names';
import { finishImport, finishSteps } from './finishImport';
import type { ImportFlow, ImportWishes } from './importFlow';
import type { ImportSource } from '../material/importSource';
import { findingText } from '../service/importTexts';

/** @param flows the other ways, offered where no key fits */
export async function importKeyBlock(
  tools: ServiceTools,
  ui: Ui,
  source?: ImportSource,
  wishes: ImportWishes = {},
  flows: readonly ImportFlow[] = [],
): Promise<void> {
  const given = source?.kind === 'keyBlock' ? source.text : undefined;
  let text = given;
  let wrapping: CatalogueKey | undefined;
  let other: ImportFlow | undefined;
  const steps: Step[] = [
    {
      when: () => given === undefined,
      ask: async (frame) => {
        const answer = await askKeyBlock(ui, frame, text);
        if (answer === undefined || answer === back) return answer;
        text = answer.text;
        return 'next';
      },
    },
    {
      ask: async (frame) => {
        const answer = await askWrappingKey(
          tools,
          ui,
          frame,
          decodeKeyBlock(text ?? ''),
          wishes,
          wrapping,
          flows,
        );
        if (answer === undefined || answer === back) return answer;
        if ('load' in answer) {
          other = answer;
          return undefined;
        }
        wrapping = answer;
        return 'next';
      },
    },
    {
      count: finishSteps,
      ask: async (frame) => {
        if (!wrapping) return back;
        const answer = await finishImport(tools, draftOf(decodeKeyBlock(text ?? ''), wrapping), ui, frame);
        return answer === back ? back : answer && 'next';
      },
    },
  ];
  await runSteps(vscode.l10n.t('Import TR-31 Key Block'), steps);
  if (!other) return;
  const run = await other.load();
  // ECDH takes the same block; the others bring a wrapping key for it.
  await run(tools, ui, other.takes.includes('keyBlock') ? source : undefined);
}

function draftOf(block: KeyBlock, wrapping: CatalogueKey) {
  const [alias] = wrapping.aliases;
  const { KeyAlgorithm } = wrapping.summary.KeyAttributes;
  return {
    headline: vscode.l10n.t('TR-31 key block under {0} ({1})', keyName(wrapping), KeyAlgorithm),
    plan: (...[choices, context]: Parameters<Parameters<typeof finishImport>[1]['plan']>) =>
      planKeyBlock(
        {
          block,
          wrappingKey: wrapping.detail ?? wrapping.summary,
          ...(alias === undefined ? {} : { wrappingKeyAlias: alias }),
        },
        choices,
        context,
      ),
    advice,
  };
}

/** What a refused block most often means: MAC, KEK, cut text. */
function advice({ kind }: KeyServiceError): string | undefined {
  return kind === 'validation'
    ? vscode.l10n.t(
        'Most often the wrapping key is not the one that the block was made under: compare its KCV with the sheet of the sender. Otherwise characters of the block were altered or lost.',
      )
    : undefined;
}

type Picked = CatalogueKey | ImportFlow | { readonly refused: string };

/** Fitting keys first, those whose check value the block names on top; the others with the reason. */
async function askWrappingKey(
  tools: ServiceTools,
  ui: Ui,
  frame: Frame,
  block: KeyBlock,
  wishes: ImportWishes,
  before: CatalogueKey | undefined,
  flows: readonly ImportFlow[],
): Promise<Answer<CatalogueKey | ImportFlow>> {
  const { catalogue } = tools;
  await ui.progress(vscode.l10n.t('Reading the keys of the service'), (signal) => catalogue.loadAll(signal));
  const { failure } = catalogue;
  if (failure && catalogue.keys.length === 0) {
    const simulator = tools.connection.chosen?.choice.kind === 'simulator';
    await ui.failed(
      vscode.l10n.t('The keys of the service could not be read.'),
      escapeNotificationLines(failureText(failure, simulator)),
    );
    return undefined;
  }
  const choices = wrappingChoices(block, catalogue.keys);
  const wished = before ?? catalogue.find(wishes.wrappingKey ?? '');
  const ways = flows.filter(({ id }) => id !== 'keyBlock' && id !== 'certificates');
  // Keys fit that the block does not come under: it may come under an agreed one all the same.
  const agreed = ways.filter(({ takes }) => takes.includes('keyBlock'));
  for (;;) {
    const fits = choices.filter(({ value }) => !('refused' in value));
    const chosen = await ui.pick<Picked>(frame, {
      placeholder:
        fits.length > 0
          ? vscode.l10n.t('Wrapping key of {0}', keyBlockTitle(block))
          : vscode.l10n.t('No key here can unwrap this block. Send a wrapping key first:'),
      choices: [
        ...fits,
        ...(fits.length > 0 ? [] : ways.map((flow) => wayChoice(flow, false))),
        ...(fits.length > 0 ? agreed.map((flow, place) => wayChoice(flow, place === 0)) : []),
        ...choices.filter(({ value }) => 'refused' in value),
      ],
      active:
        wished &&
        fits.find(({ value }) => 'summary' in value && value.summary.KeyArn === wished.summary.KeyArn)?.value,
    });
    if (chosen === undefined || chosen === back) return chosen;
    if (!('refused' in chosen)) return chosen;
    await ui.confirm(vscode.l10n.t('This key cannot unwrap the block.'), chosen.refused);
  }
}

function wayChoice(flow: ImportFlow, first: boolean): Choice<Picked> {
  return {
    label: flow.label,
    description: flow.description,
    value: flow,
    ...(first ? { group: vscode.l10n.t('Another way') } : {}),
  };
}

function wrappingChoices(block: KeyBlock, keys: readonly CatalogueKey[]): Choice<Picked>[] {
  const symmetric = keys.filter(({ summary }) => summary.KeyAttributes.KeyClass === 'SYMMETRIC_KEY');
  const fits = fittingWrappingKeys(
    block,
    symmetric.map((key) => ({ ...wrappingKeyOf(key.detail ?? key.summary), of: key })),
  );
  let refusedBefore = false;
  return fits.map(({ key: { of: key }, fits: verdict, checkValue, findings }): Choice<Picked> => {
    const shown = {
      label: escapeIcons(keyName(key)),
      description: [
        ...descriptionParts(key),
        ...(checkValue === 'equal' ? [vscode.l10n.t('the block names this KCV')] : []),
      ].join(' · '),
    };
    const worst = findings.find(({ severity }) => severity !== 'info');
    const reason = worst && findingText(worst);
    if (verdict !== 'no')
      return { ...shown, ...(reason === undefined ? {} : { detail: reason }), value: key };
    const first = !refusedBefore;
    refusedBefore = true;
    return {
      ...shown,
      detail: reason ?? '',
      value: {
        refused: findings
          .filter(({ severity }) => severity === 'error')
          .map(findingText)
          .join('\n'),
      },
      ...(first ? { group: vscode.l10n.t('Not usable') } : {}),
    };
  });
}
