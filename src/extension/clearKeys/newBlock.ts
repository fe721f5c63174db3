import * as vscode from 'vscode';
import type { Answer, Choice, Frame, Ui } from '../flow/ui';

/** What to do with a block that was made. */
export type Delivery = 'show' | 'insert' | 'copy';

/** Asks what to do with a new block; `facts` is one line on it. */
export async function askDelivery(
  ask: Ui,
  frame: Frame,
  block: string,
  facts: string,
): Promise<Answer<Delivery>> {
  const editor = vscode.window.activeTextEditor;
  const short = block.length > 60 ? `${block.slice(0, 56)}…` : block;
  const choices: Choice<Delivery>[] = [
    {
      label: `$(inspect) ${vscode.l10n.t('Show in the inspector')}`,
      description: vscode.l10n.t('field by field'),
      value: 'show',
    },
    ...(editor
      ? [
          {
            label: `$(insert) ${vscode.l10n.t('Insert at the cursor')}`,
            description: vscode.workspace.asRelativePath(editor.document.uri),
            value: 'insert' as const,
          },
        ]
      : []),
    {
      label: `$(copy) ${vscode.l10n.t('Copy')}`,
      description: vscode.l10n.t('{0} characters', block.length),
      value: 'copy',
    },
  ];
  choices[0] = { ...choices[0]!, detail: short };
  return ask.pick(frame, { placeholder: facts, choices });
}

/** Does it. `show` opens the inspector. */
export async function deliver(
  delivery: Delivery,
  block: string,
  show: (block: string) => void,
): Promise<void> {
  switch (delivery) {
    case 'show':
      show(block);
      return;
    case 'insert': {
      const editor = vscode.window.activeTextEditor;
      const inserted = await editor?.edit((edit) => edit.replace(editor.selection, block));
      if (inserted === true) return;
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The document cannot be edited. The block was copied instead.'),
      );
      await vscode.env.clipboard.writeText(block);
      return;
    }
    case 'copy':
      await vscode.env.clipboard.writeText(block);
      vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Key block copied')}`, 5000);
  }
}
