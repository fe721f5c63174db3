/** A TR-31 key block under a key of the service: the wrapping key is picked, the header says the rest. */
import * as vscode from 'vscode';
import { decodeKeyBlock, keyBlockTitle } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import type { KeyServiceError } from '../../keyservice/errors';
import { planKeyBlock, wrappingKeyOf } from '../../keyservice/plans/keyBlockPlans';
import { fittingWrappingKeys } from '../../keyservice/rules/keyBlocks';
import { escapeIcons, escapeNotificationLines } from '../ui/markdown';
import { failureText } from '../service/callService';
import { askKeyBlock } from '../material/keyBlockSource';
import { flow, made } from '../flow/flow';
import { pickFitting } from '../flow/pickFitting';
import type { Answer, Frame } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import { descriptionParts, keyName } from '../service/names';
import { finishImport, finishSteps } from './confirmImport';
import type { ImportFlow, ImportStart } from './importRun';
import type { ImportDraft } from './importRun';
import { findingText } from '../service/importTexts';

/** @param flows the other ways, offered where no key fits */
export async function importKeyBlock(start: ImportStart, flows: readonly ImportFlow[]): Promise<void> {
  const { ui, source } = start;
  const given = source?.kind === 'keyBlock' ? source.text : undefined;
  const blockOf = ({ text }: { readonly text?: string }): KeyBlock => decodeKeyBlock(given ?? text ?? '');
  let other: ImportFlow | undefined;
  await flow(vscode.l10n.t('Import TR-31 Key Block'))
    .askWhen(
      () => given === undefined,
      'text',
      async (frame, _, former: string | undefined) =>
        made(await askKeyBlock(ui, frame, former), ({ text }) => text),
    )
    .ask('wrapping', async (frame, answers, former: CatalogueKey | undefined) =>
      made(await askWrappingKey(start, frame, { block: blockOf(answers), flows, former }), (chosen) => {
        if (!('load' in chosen)) return chosen;
        other = chosen;
        return undefined;
      }),
    )
    .ask('key', (frame, answers) => finishImport(start, frame, draftOf(blockOf(answers), answers.wrapping)), {
      count: finishSteps,
    })
    .run();
  if (!other) return;
  const run = await other.load();
  // ECDH takes the same block; the others bring a wrapping key for it.
  await run({ tools: start.tools, ui, source: other.takes.includes('keyBlock') ? source : undefined });
}

function draftOf(block: KeyBlock, wrapping: CatalogueKey): ImportDraft {
  const [alias] = wrapping.aliases;
  const { KeyAlgorithm } = wrapping.summary.KeyAttributes;
  return {
    headline: vscode.l10n.t('TR-31 key block under {0} ({1})', keyName(wrapping), KeyAlgorithm),
    plan: (choices, context) =>
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

interface WrappingQuestion {
  readonly block: KeyBlock;
  readonly flows: readonly ImportFlow[];
  readonly former: CatalogueKey | undefined;
}

/** Fitting keys first, those whose check value the block names on top; the others with the reason. */
async function askWrappingKey(
  { tools, ui, wrappingKey = '' }: ImportStart,
  frame: Frame,
  { block, flows, former }: WrappingQuestion,
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
  const items = fittingWrappingKeys(
    block,
    catalogue.keys
      .filter(({ summary }) => summary.KeyAttributes.KeyClass === 'SYMMETRIC_KEY')
      .map((key) => ({ ...wrappingKeyOf(key.detail ?? key.summary), of: key })),
  );
  const fits = items.some((item) => item.fits !== 'no');
  const wished = (former ?? catalogue.find(wrappingKey))?.summary.KeyArn;
  // Keys fit that the block does not come under: it may come under an agreed one all the same.
  const ways = flows.filter(
    ({ id, takes }) => id !== 'keyBlock' && id !== 'certificates' && (!fits || takes.includes('keyBlock')),
  );
  const answer = await pickFitting<(typeof items)[number], ImportFlow>(ui, frame, {
    placeholder: fits
      ? vscode.l10n.t('Wrapping key of {0}', keyBlockTitle(block))
      : vscode.l10n.t('No key here can unwrap this block. Send a wrapping key first:'),
    items,
    show: ({ key: { of: key }, checkValue, findings }) => {
      const worst = findings.find(({ severity }) => severity !== 'info');
      return {
        label: escapeIcons(keyName(key)),
        description: [
          ...descriptionParts(key),
          ...(checkValue === 'equal' ? [vscode.l10n.t('the block names this KCV')] : []),
        ].join(' · '),
        ...(worst ? { detail: findingText(worst) } : {}),
      };
    },
    refusal: ({ fits: verdict, findings }) =>
      verdict === 'no'
        ? findings
            .filter(({ severity }) => severity === 'error')
            .map(findingText)
            .join(' ')
        : undefined,
    others: ways.map((way, place) => ({
      label: way.label,
      description: way.description,
      value: way,
      ...(fits && place === 0 ? { group: vscode.l10n.t('Another way') } : {}),
    })),
    active: items.find(({ key: { of: key } }) => key.summary.KeyArn === wished),
  });
  return made(answer, (chosen) => ('load' in chosen ? chosen : chosen.key.of));
}
