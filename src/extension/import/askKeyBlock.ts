/** A key block for an import: selected, in the open document, pasted, or in a file. */
import * as vscode from 'vscode';
import { cleanKeyBlockText, findKeyBlocks } from '../../core/input/find';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import { nameOf } from '../material/structureFile';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';

const longest = 40_000;

export async function askBlock(
  ui: Ui,
  frame: Frame,
  before: KeyBlock | undefined,
): Promise<Answer<KeyBlock>> {
  const offers = openBlocks();
  if (before && !offers.some(({ text }) => text === before.text))
    offers.unshift({ text: before.text, place: vscode.l10n.t('as before') });
  for (;;) {
    const answer = await ui.pick<string>(frame, {
      placeholder: vscode.l10n.t('Key block that the other party made'),
      choices: [
        ...offers.map(({ text, place }) => ({
          label: escapeNotification(text.slice(0, 16)),
          description: escapeNotification(place),
          value: text,
        })),
        { label: `$(clippy) ${vscode.l10n.t('Paste…')}`, value: 'paste' },
        { label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`, value: 'file' },
      ],
      active: before?.text,
    });
    if (answer === undefined || answer === back) return answer;
    if (answer !== 'paste' && answer !== 'file') return decodeKeyBlock(answer);
    const text = await (answer === 'paste' ? pasted(ui, frame) : fromFile(ui));
    if (text === undefined) return undefined;
    if (text !== back) return decodeKeyBlock(text);
  }
}

/** The selection and the key blocks of open documents, the first few. */
function openBlocks(): { text: string; place: string }[] {
  const editor = vscode.window.activeTextEditor;
  const found: { text: string; place: string }[] = [];
  const add = (text: string, place: string): void => {
    if (found.length < 20 && !found.some((one) => one.text === text)) found.push({ text, place });
  };
  if (editor && !editor.selection.isEmpty)
    for (const block of findKeyBlocks(editor.document.getText(editor.selection).slice(0, longest)))
      add(cleanKeyBlockText(block.text), vscode.l10n.t('Selection'));
  for (const document of editor ? [editor.document] : [])
    for (const block of findKeyBlocks(document.getText().slice(0, 1_000_000)))
      add(cleanKeyBlockText(block.text), nameOf(document.uri));
  return found;
}

async function pasted(ui: Ui, frame: Frame): Promise<Answer<string>> {
  const text = await ui.input(
    { ...frame, canGoBack: true },
    {
      prompt: vscode.l10n.t('Key block that the other party made'),
      placeholder: 'D0144K0AB00E0000…',
      check: (typed, entered) =>
        entered && cleanKeyBlockText(typed) === ''
          ? { message: vscode.l10n.t('Paste a key block.'), severity: 'error' }
          : undefined,
    },
  );
  return typeof text === 'string' ? cleanKeyBlockText(text.slice(0, longest)) : text;
}

async function fromFile(ui: Ui): Promise<Answer<string>> {
  const uri = await ui.file({
    title: vscode.l10n.t('Key Block'),
    openLabel: vscode.l10n.t('Use This File'),
  });
  if (!uri) return back;
  const { size } = await vscode.workspace.fs.stat(uri);
  const text =
    size <= longest ? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) : undefined;
  const [block] = text === undefined ? [] : findKeyBlocks(text);
  if (block) return cleanKeyBlockText(block.text);
  ui.warn(vscode.l10n.t('No key block was found in the chosen file.'));
  return back;
}
