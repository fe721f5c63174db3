/** A choice of which some cannot be used: fitting ones first, the others under "Not usable" with the reason. */
import * as vscode from 'vscode';
import { escapeNotification } from '../ui/markdown';
import { back, type Answer, type Choice, type Frame, type Ui } from './ui';

export interface Fitting<Item, Other = never> {
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** How an item is shown; a heading only over one that fits. */
  readonly show: (item: Item) => Omit<Choice<unknown>, 'value'>;
  /** Why an item cannot be chosen; undefined where it can. */
  readonly refusal: (item: Item) => string | undefined;
  /** Heading over the fitting ones, where they need one. */
  readonly group?: string;
  /** What else can be chosen, between the fitting ones and the others. */
  readonly others?: readonly Choice<Other>[];
  readonly active?: Item | undefined;
}

type Chosen<Item, Other> = { readonly item: Item } | { readonly other: Other } | { readonly refused: string };

/** Asks until something is chosen that can be used; one that cannot says why. */
export async function pickFitting<Item, Other = never>(
  ui: Pick<Ui, 'pick' | 'warn'>,
  frame: Frame,
  { placeholder, items, show, refusal, group, others = [], active }: Fitting<Item, Other>,
): Promise<Answer<Item | Other>> {
  const fitting: Choice<Chosen<Item, Other>>[] = [];
  const unfit: Choice<Chosen<Item, Other>>[] = [];
  for (const item of items) {
    const refused = refusal(item);
    const shown = show(item);
    if (refused === undefined) fitting.push({ ...shown, value: { item } });
    else {
      const { label, description } = shown;
      unfit.push({
        label,
        ...(description === undefined ? {} : { description }),
        detail: refused,
        value: { refused },
      });
    }
  }
  const wished = fitting.find(({ value }) => 'item' in value && value.item === active);
  const besides = others.map(({ value, ...shown }) => ({ ...shown, value: { other: value } }));
  const choices: Choice<Chosen<Item, Other>>[] = [
    ...headed(fitting, group),
    ...besides,
    ...headed(unfit, vscode.l10n.t('Not usable')),
  ];
  for (;;) {
    const chosen = await ui.pick(frame, { placeholder, choices, active: wished?.value });
    if (chosen === undefined || chosen === back) return chosen;
    if ('refused' in chosen) ui.warn(escapeNotification(chosen.refused));
    else return 'item' in chosen ? chosen.item : chosen.other;
  }
}

function headed<Value>(choices: readonly Choice<Value>[], group: string | undefined): Choice<Value>[] {
  return choices.map((choice, place) => (place === 0 && group !== undefined ? { ...choice, group } : choice));
}
