/** Responses of HSMs as input: put together to a token and shown. Nothing in them is a clear key. */
import * as vscode from 'vscode';
import { readFuturex, readPayshieldB9 } from '../../core/cms/tr34/hsmFrames';
import { decodeHex } from '../../core/input/encodings';
import { textOf } from '../../core/input/material';
import { readCertificate } from '../../core/x509/certificate';
import { showStructure } from '../viewer/structureEditor';
import { fileOf, readFile } from '../material/structureFile';
import { clipboardText } from '../ui/clipboard';
import { escapeNotification } from '../ui/markdown';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { localised } from '../ui/localise';

const mostBytes = 1_000_000;

export async function assembleToken(context: vscode.ExtensionContext): Promise<void> {
  const made = await askAndAssemble(vscodeUi, await clipboardText(2000));
  if (made) showStructure(context, fileOf(made.name, made.token));
}

export interface AssembledToken {
  readonly name: string;
  readonly token: Uint8Array;
}

/** A token from a response in the clipboard or in a file; what is not one is said. */
export async function askAndAssemble(ui: Ui, clipboard: string): Promise<AssembledToken | undefined> {
  const response = await askForResponse(ui, clipboard.slice(0, mostBytes));
  if (!response) return undefined;
  const text = textOf(response);
  const futurex = text === undefined ? undefined : readFuturex(text);
  if (futurex?.token) return { name: vscode.l10n.t('Token of a Futurex response'), token: futurex.token };
  if (futurex) {
    say(
      ui,
      vscode.l10n.t(
        'This Futurex response has no token: {0}.',
        futurex.problem ? localised(futurex.problem) : '',
      ),
    );
    return undefined;
  }
  const hex = text === undefined ? undefined : decodeHex(text);
  const payshield = readPayshieldB9(hex?.strange.length === 0 && hex.bytes.length > 4 ? hex.bytes : response);
  if (!payshield) {
    say(
      ui,
      vscode.l10n.t(
        'This is neither a payShield B9 nor a Futurex response. Provide the response as bytes, as hexadecimal digits, or as its bracketed text.',
      ),
    );
    return undefined;
  }
  if (payshield.problem !== undefined) {
    say(ui, vscode.l10n.t('This payShield response has no token: {0}.', localised(payshield.problem)));
    return undefined;
  }
  const kdh = await askForKdh(ui);
  const { assemblePayshield } = await import('../../core/make/payshieldToken');
  const token = kdh && assemblePayshield(payshield, kdh);
  return (
    token && { name: vscode.l10n.t('Token of a payShield response, KCV {0}', payshield.kcv ?? ''), token }
  );
}

/** Problems quote what the response says. */
function say(ui: Ui, text: string): void {
  ui.warn(escapeNotification(text));
}

/** The clipboard where it looks like one, else a file. */
async function askForResponse(ui: Ui, clipboard: string): Promise<Uint8Array | undefined> {
  const bracketed = readFuturex(clipboard) !== undefined;
  const hex = decodeHex(clipboard);
  const coded =
    clipboard.trim() !== '' && hex.strange.length === 0 && readPayshieldB9(hex.bytes) !== undefined;
  if (bracketed || coded) {
    const title = vscode.l10n.t('Assemble TR-34 Token from HSM Response');
    const chosen = await once(title, (frame) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('Select the source of the response'),
        choices: [
          {
            label: `$(clippy) ${vscode.l10n.t('Clipboard')}`,
            description: bracketed ? 'Futurex' : 'payShield B9',
            value: 'clipboard' as const,
          },
          { label: `$(folder-opened) ${vscode.l10n.t('Select a File…')}`, value: 'file' as const },
        ],
      }),
    );
    if (!chosen) return undefined;
    if (chosen === 'clipboard') return new TextEncoder().encode(clipboard);
  }
  const uri = await ui.file({ title: vscode.l10n.t('Response of the HSM (payShield B9 or Futurex)') });
  if (!uri) return undefined;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size <= mostBytes) return vscode.workspace.fs.readFile(uri);
  ui.warn(vscode.l10n.t('That file is too large for a response of an HSM.'));
  return undefined;
}

/** The signer is not named in a payShield response. */
async function askForKdh(ui: Ui): Promise<Uint8Array | undefined> {
  const uri = await ui.file({
    title: vscode.l10n.t('Certificate of the KDH, which signed the token'),
    openLabel: vscode.l10n.t('Use This Certificate'),
  });
  if (!uri) return undefined;
  const { parts } = await readFile(uri);
  const found = parts.map(({ bytes }) => bytes).find((bytes) => readCertificate(bytes).wellFormed);
  if (!found) ui.warn(vscode.l10n.t('No certificate was found in the selected file.'));
  return found;
}
