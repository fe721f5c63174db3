/** Responses of HSMs as input: put together to a token and shown. Nothing in them is a clear key. */
import * as vscode from 'vscode';
import { assemblePayshield, readFuturex, readPayshieldB9 } from '../../core/cms/tr34/hsmFrames';
import { decodeHex } from '../../core/input/encodings';
import { textOf } from '../../core/input/material';
import { readCertificate } from '../../core/x509/certificate';
import { showStructure } from '../panels/structureEditor';
import { fileOf, readFile } from '../panels/structureFile';

const mostBytes = 1_000_000;

export async function assembleToken(context: vscode.ExtensionContext): Promise<void> {
  const response = await askForResponse();
  if (!response) return;
  const text = textOf(response);
  const futurex = text === undefined ? undefined : readFuturex(text);
  if (futurex) {
    if (futurex.token)
      showStructure(context, fileOf(vscode.l10n.t('Token of a Futurex response'), futurex.token));
    else say(vscode.l10n.t('This Futurex response has no token: {0}.', futurex.problem ?? ''));
    return;
  }
  const hex = text === undefined ? undefined : decodeHex(text);
  const payshield = readPayshieldB9(hex?.strange.length === 0 && hex.bytes.length > 4 ? hex.bytes : response);
  if (!payshield) {
    say(
      vscode.l10n.t(
        'This is no payShield B9 and no Futurex response. Give the response as bytes, as hex, or as its bracketed text.',
      ),
    );
    return;
  }
  if (payshield.problem !== undefined) {
    say(vscode.l10n.t('This payShield response has no token: {0}.', payshield.problem));
    return;
  }
  const kdh = await askForKdh();
  const token = kdh && assemblePayshield(payshield, kdh);
  if (token)
    showStructure(
      context,
      fileOf(vscode.l10n.t('Token of a payShield response, KCV {0}', payshield.kcv ?? ''), token),
    );
}

function say(text: string): void {
  void vscode.window.showWarningMessage(text);
}

/** The clipboard where it looks like one, else a file. */
async function askForResponse(): Promise<Uint8Array | undefined> {
  const clipboard = (await vscode.env.clipboard.readText()).slice(0, mostBytes);
  const bracketed = readFuturex(clipboard) !== undefined;
  const hex = decodeHex(clipboard);
  const coded =
    clipboard.trim() !== '' && hex.strange.length === 0 && readPayshieldB9(hex.bytes) !== undefined;
  if (bracketed || coded) {
    const chosen = await vscode.window.showQuickPick(
      [
        {
          label: `$(clippy) ${vscode.l10n.t('Clipboard')}`,
          description: bracketed ? 'Futurex' : 'payShield B9',
          file: false,
        },
        { label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`, file: true },
      ],
      { title: vscode.l10n.t('Assemble TR-34 Token from HSM Response') },
    );
    if (!chosen) return undefined;
    if (!chosen.file) return new TextEncoder().encode(clipboard);
  }
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Response of the HSM (payShield B9 or Futurex)'),
    })) ?? [];
  if (!uri) return undefined;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > mostBytes) {
    say(vscode.l10n.t('That file is too large for a response of an HSM.'));
    return undefined;
  }
  return vscode.workspace.fs.readFile(uri);
}

/** The signer is not named in a payShield response. */
async function askForKdh(): Promise<Uint8Array | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Certificate of the KDH, which signed the token'),
      openLabel: vscode.l10n.t('Use This Certificate'),
    })) ?? [];
  if (!uri) return undefined;
  const { parts } = await readFile(uri);
  const found = parts.map(({ bytes }) => bytes).find((bytes) => readCertificate(bytes).wellFormed);
  if (!found) say(vscode.l10n.t('No certificate was found in the chosen file.'));
  return found;
}
