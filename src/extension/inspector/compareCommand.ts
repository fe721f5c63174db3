import * as vscode from 'vscode';
import { cleanKeyBlockText, findKeyBlocks } from '../../core/input/find';
import { decodeKeyBlock, keyBlockTitle } from '../../core/keyblock/decode';
import { keyBlockAtPosition } from '../material/documentKeyBlock';
import { compareInInspector, inspectedBlock, showInspector, type Origin } from './inspector';

/** A block that can be chosen. */
interface Choice {
  readonly text: string;
  readonly origin?: Origin;
}

/** Documents are searched for other blocks up to this many characters, and this many blocks are offered. */
const searched = 1_000_000;
const offered = 200;

/** Set by the inspector's own button: the block is the one it shows, wherever the cursor is. */
function isInspected(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'inspected' in argument;
}

/** Two selections; or the selection, the block at the cursor or the one in the inspector, and one to choose. */
export async function compareCommand(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  const shown = isInspected(argument) ? inspectedBlock() : undefined;
  const selected = shown ? [shown] : selectedBlocks();
  const first = selected[0] ?? blockHere() ?? (await choose(undefined));
  if (!first) return;
  const second = selected[1] ?? (await choose(first));
  if (!second) return;
  showInspector(context, first.text, first.origin);
  compareInInspector(second.text);
}

function selectedBlocks(): Choice[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return [];
  const { document } = editor;
  return editor.selections
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start))
    .map((range) => ({
      text: cleanKeyBlockText(document.getText(range).slice(0, 40_000)),
      origin: { document, range },
    }));
}

function blockHere(): Choice | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return inspectedBlock();
  const located = keyBlockAtPosition(editor.document, editor.selection.active);
  return located
    ? { text: located.text, origin: { document: editor.document, range: located.range } }
    : inspectedBlock();
}

/** Another block of the document, or one that is pasted. */
async function choose(first: Choice | undefined): Promise<Choice | undefined> {
  const document = first?.origin?.document ?? vscode.window.activeTextEditor?.document;
  const blocks = document ? blocksOf(document, first) : [];
  if (blocks.length === 0) return paste();
  const pasting = { label: `$(clippy) ${vscode.l10n.t('Paste Another Block…')}`, choice: undefined };
  const picked = await vscode.window.showQuickPick(
    [
      pasting,
      {
        label: vscode.l10n.t('In this document'),
        kind: vscode.QuickPickItemKind.Separator,
        choice: undefined,
      },
      ...blocks,
    ],
    {
      title: vscode.l10n.t('Compare Key Blocks'),
      placeHolder: first
        ? vscode.l10n.t('Compare {0} with', `${first.text.slice(0, 16)}…`)
        : vscode.l10n.t('The first block'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked === pasting ? paste() : picked?.choice;
}

interface BlockItem extends vscode.QuickPickItem {
  readonly choice: Choice;
}

function blocksOf(document: vscode.TextDocument, first: Choice | undefined): BlockItem[] {
  const start = first?.origin?.range.start;
  return findKeyBlocks(document.getText().slice(0, searched))
    .map(({ text, span }) => ({
      text,
      range: new vscode.Range(document.positionAt(span.start), document.positionAt(span.end)),
    }))
    .filter(({ range }) => start === undefined || !range.start.isEqual(start))
    .slice(0, offered)
    .map(({ text, range }) => ({
      label: `${text.slice(0, 16)}…`,
      description: vscode.l10n.t('line {0}', range.start.line + 1),
      detail: keyBlockTitle(decodeKeyBlock(text)),
      choice: { text, origin: { document, range } },
    }));
}

async function paste(): Promise<Choice | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare Key Blocks'),
    prompt: vscode.l10n.t('Paste the other key block.'),
    placeHolder: 'D0112P0AE00E0000…',
    ignoreFocusOut: true,
  });
  const text = typed === undefined ? '' : cleanKeyBlockText(typed.slice(0, 40_000));
  return text === '' ? undefined : { text };
}
