import * as vscode from 'vscode';
import type { Choices } from '../../core/keyblock/headerChoices';
import { rowName, type TableRow } from '../../core/keyblock/tables';
import type { Answer, Choice, Frame, Ui } from '../flow/ui';
import type { Cipher } from '../testKeys/keyRing';
import { localised } from '../ui/localise';

/** One step that asks for a code of the header: legal ones first, all on request. */
export async function askCode(
  ui: Ui,
  frame: Frame,
  question: { readonly placeholder: string; readonly choices: Choices; readonly active?: string | undefined },
): Promise<Answer<string>> {
  const { legal, other } = question.choices;
  const row = ({ code, ...rest }: TableRow, group?: string): Choice<string> => ({
    label: code,
    description: localised({ template: rowName({ code, ...rest }) }),
    value: code,
    ...(group === undefined ? {} : { group }),
  });
  let all = other.some(({ code }) => code === question.active);
  for (;;) {
    const choices = legal.map((choice) => row(choice));
    if (all)
      other.forEach((choice, i) =>
        choices.push(
          row(choice, i === 0 ? vscode.l10n.t('Non-standard; receivers may reject it') : undefined),
        ),
      );
    else if (other.length > 0)
      choices.push({
        label: `$(list-unordered) ${vscode.l10n.t('Show all')}`,
        description: vscode.l10n.t('{0} more that are not allowed with this selection', other.length),
        value: '',
      });
    const answer = await ui.pick(frame, {
      placeholder: question.placeholder,
      choices,
      active: question.active,
    });
    if (answer !== '') return answer;
    all = true;
  }
}

/** Key version number: "00", or a component "c1". X9.143:2021 table 5. */
export function askKeyVersion(ui: Ui, frame: Frame, value: string): Promise<Answer<string>> {
  return ui.input(frame, {
    prompt: vscode.l10n.t('Key version (00 = not used, c1 = component 1)'),
    value,
    check: (text, entered) =>
      /^(c[0-9A-Za-z]|[0-9A-Zabd-z][0-9A-Za-z])$/.test(text)
        ? undefined
        : {
            message: vscode.l10n.t('Two letters or digits expected.'),
            severity: entered || !/^[0-9A-Za-z]?$/.test(text) ? 'error' : 'info',
          },
  });
}

/** Which cipher a KBPK is for. */
export function askCipher(
  ui: Ui,
  frame: Frame,
  placeholder: string,
  active: Cipher | undefined,
): Promise<Answer<Cipher>> {
  return ui.pick(frame, {
    placeholder,
    choices: [
      { label: 'AES', description: vscode.l10n.t('128, 192 or 256 bits; versions D and E'), value: 'AES' },
      {
        label: 'TDES',
        description: vscode.l10n.t('double or triple length; versions B, C and A'),
        value: 'TDES',
      },
    ],
    active,
  });
}

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
