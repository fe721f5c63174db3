/** Where the other key block of a comparison comes from: a cursor, an open tab, the clipboard or a paste. */
import * as vscode from 'vscode';
import { cleanKeyBlockText, findKeyBlocks } from '../../core/input/find';
import { decodeKeyBlock, keyBlockTitle } from '../../core/keyblock/decode';
import { type Answer, back, type Choice, type Ui } from '../flow/ui';
import { keyBlockAtPosition, type LocatedKeyBlock } from '../material/documentKeyBlock';
import { keyBlocksOf } from '../material/keyBlocksOf';
import type { SourceBlock } from '../material/keyBlockSource';
import { nameOf } from '../material/structureFile';
import { clipboardText } from '../ui/clipboard';
import { escapeIcons } from '../ui/markdown';
import { localised } from '../ui/localise';
import { openTextDocuments } from '../ui/openTabs';

/** A block that was chosen; `place` says in words where it was. */
export interface ChosenBlock extends SourceBlock {
  readonly place: string;
}

type Source = ChosenBlock | 'clipboard' | 'paste';

/** Blocks that are offered, in all documents together. */
const offered = 300;
/** A block has 9 999 characters, with room for line breaks. */
const longest = 40_000;

const frame = () => ({ title: vscode.l10n.t('Compare Key Block'), canGoBack: false });

/**
 * Asks for a block to compare with `first`, or for the first one. What is at a cursor leads, then every block of the
 * open tabs.
 * @param inspected the block in the inspector, which may be the other side too
 */
export async function chooseKeyBlock(
  ui: Ui,
  first: SourceBlock | undefined,
  inspected: SourceBlock | undefined,
): Promise<ChosenBlock | undefined> {
  const source = await ui.pick<Source>(frame(), {
    placeholder: first
      ? vscode.l10n.t('Compare {0} with', labelOf(first.text))
      : vscode.l10n.t('The first key block'),
    choices: await choicesFor(first, inspected),
  });
  if (source === undefined || source === back) return undefined;
  if (source === 'paste') return paste(ui, vscode.l10n.t('Paste the other key block.'));
  if (source !== 'clipboard') return source;
  const text = (await clipboardText(10_000)).slice(0, longest);
  return looksLikeBlock(text)
    ? { text: cleanKeyBlockText(text), place: vscode.l10n.t('Clipboard') }
    : paste(ui, vscode.l10n.t('The clipboard has no key block. Paste one.'));
}

/** Broken ones too: what is wrong with a block may be what is looked for. */
const looksLikeBlock = (text: string): boolean =>
  findKeyBlocks(text).length > 0 || /^[A-Ea-e01][0-9]{4}[0-9A-Za-z]{4}/.test(cleanKeyBlockText(text));

async function paste(ui: Ui, prompt: string): Promise<ChosenBlock | undefined> {
  const typed: Answer<string> = await ui.input(frame(), {
    prompt,
    placeholder: 'D0112P0AE00E0000…',
    check: (text, entered) =>
      entered && cleanKeyBlockText(text.slice(0, longest)) === ''
        ? { message: vscode.l10n.t('Paste a key block.'), severity: 'error' }
        : undefined,
  });
  return typeof typed === 'string'
    ? { text: cleanKeyBlockText(typed.slice(0, longest)), place: vscode.l10n.t('Pasted') }
    : undefined;
}

async function choicesFor(
  first: SourceBlock | undefined,
  inspected: SourceBlock | undefined,
): Promise<Choice<Source>[]> {
  const used = new Set<string>();
  const key = (document: vscode.TextDocument, { start }: vscode.Range): string =>
    `${start.line}:${start.character} ${document.uri.toString()}`;
  if (first?.origin) used.add(key(first.origin.document, first.origin.range));
  const choices: Choice<Source>[] = [];
  const add = (document: vscode.TextDocument, { text, range }: LocatedKeyBlock, group?: string): boolean => {
    if (used.has(key(document, range)) || choices.length >= offered) return false;
    used.add(key(document, range));
    choices.push(choiceOf({ text, origin: { document, range }, place: placeOf(document, range) }, group));
    return true;
  };
  let group: string | undefined = vscode.l10n.t('At the cursor');
  for (const { document, selection } of vscode.window.visibleTextEditors) {
    const at = keyBlockAtPosition(document, selection.active);
    if (at && add(document, at, group)) group = undefined;
  }
  const origin = inspected?.origin && key(inspected.origin.document, inspected.origin.range);
  if (inspected && inspected.text !== first?.text && !(origin !== undefined && used.has(origin))) {
    if (origin !== undefined) used.add(origin);
    choices.push(
      choiceOf({ ...inspected, place: vscode.l10n.t('Inspector') }, vscode.l10n.t('In the inspector')),
    );
  }
  for (const document of await openTextDocuments()) {
    let heading: string | undefined = escapeIcons(vscode.workspace.asRelativePath(document.uri));
    for (const { located } of keyBlocksOf(document).blocks)
      if (add(document, located, heading)) heading = undefined;
  }
  return [
    ...choices,
    {
      label: `$(clippy) ${vscode.l10n.t('Clipboard')}`,
      value: 'clipboard',
      group: vscode.l10n.t('Other sources'),
    },
    { label: `$(edit) ${vscode.l10n.t('Paste Another Block…')}`, value: 'paste' },
  ];
}

function choiceOf(block: ChosenBlock, group: string | undefined): Choice<Source> {
  return {
    label: labelOf(block.text),
    description: escapeIcons(block.place),
    detail: keyBlockTitle(decodeKeyBlock(block.text), localised),
    value: block,
    ...(group === undefined ? {} : { group }),
  };
}

const labelOf = (text: string): string => `${escapeIcons(text.slice(0, 16))}…`;

const placeOf = ({ uri }: vscode.TextDocument, { start }: vscode.Range): string =>
  vscode.l10n.t('{0}, line {1}', nameOf(uri), start.line + 1);
