/** Loading what checks of a TR-34 token need: the KRD's random number, its test key. */
import * as vscode from 'vscode';
import { openTr34 } from '../../core/cms/tr34/open';
import { readTr34 } from '../../core/cms/tr34/read';
import { fromHex, wipe } from '../../core/crypto/bytes';
import {
  PrivateKeyFileError,
  readPrivateKeyFile,
  type PrivateKeyFile,
} from '../../core/crypto/privateKeyFile';
import { readCertificate } from '../../core/x509/certificate';
import type { StructureSession } from '../panels/structureSession';
import { tokenOf } from '../panels/structureTr34';
import { log } from '../support/log';
import { escapeNotification } from '../support/markdown';
import { requireClearKeys } from './clearKeys';

/** From a file with RT_KRD, or typed as hex. True where something was loaded. */
export async function loadRandomNumber(session: StructureSession): Promise<boolean> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Random Number of the KRD'),
    prompt: vscode.l10n.t(
      'As hex, or the whole random number token (RT_KRD) as hex; leave it empty to choose a file',
    ),
    ignoreFocusOut: true,
    validateInput: (value) =>
      nonceOf(value.replace(/[\s:]/g, '')) || value.trim() === ''
        ? undefined
        : vscode.l10n.t('8 to 16 bytes as hex digits, or a random number token'),
  });
  if (text === undefined) return false;
  let nonce = nonceOf(text.replace(/[\s:]/g, ''));
  if (!nonce) {
    const [uri] =
      (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Random Number Token (RT_KRD)') })) ?? [];
    if (!uri) return false;
    const { readFile } = await import('../panels/structureFile');
    const { parts } = await readFile(uri);
    nonce = parts.map(({ bytes }) => readTr34(bytes)?.nonce).find((one) => one !== undefined);
  }
  if (!nonce) {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is no random number in it.'));
    return false;
  }
  session.tr34.useNonce(nonce);
  return true;
}

function nonceOf(hex: string): Uint8Array | undefined {
  const bytes = fromHex(hex);
  if (!bytes) return undefined;
  const token = bytes[0] === 0x30 ? readTr34(bytes) : undefined;
  if (token?.nonce) return token.nonce;
  return bytes.length >= 8 && bytes.length <= 16 ? bytes : undefined;
}

/** Asks for the KRD's key and opens the token of the session. True where something is to be shown anew. */
export async function openWithKrdKey(session: StructureSession): Promise<boolean> {
  const token = tokenOf(session.file.parts[session.part]!.bytes);
  if (token?.kind !== 'KT_KDH') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no key token here. Open a TR-34 key token (KT_KDH) first.'),
    );
    return false;
  }
  if (!(await requireClearKeys(vscode.l10n.t('Open TR-34 Token with KRD Key')))) return false;
  const key = await askForKey();
  if (!key) return false;
  try {
    for (const der of key.certificates) {
      const certificate = readCertificate(der);
      if (certificate.wellFormed) session.added.push(certificate);
    }
    const opened = openTr34(token, key.der, session.certificates());
    session.tr34.useOpened(opened);
    log().info(
      opened.open
        ? 'A TR-34 token was opened.'
        : `A TR-34 token did not open: ${opened.findings[0]?.code ?? ''}.`,
    );
    if (!opened.open) {
      const { tr34FindingText } = await import('../support/tr34Words');
      const last = opened.findings.at(-1);
      void vscode.window.showWarningMessage(
        last ? escapeNotification(tr34FindingText(last)) : vscode.l10n.t('The token did not open.'),
      );
    }
    return true;
  } finally {
    wipe(key.der);
  }
}

/** A file with the key, and its passphrase where it has one. */
async function askForKey(): Promise<PrivateKeyFile | undefined> {
  const title = vscode.l10n.t('Private Key of the KRD (Test Key)');
  const [uri] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: vscode.l10n.t('Use This Key'),
      filters: {
        [vscode.l10n.t('Private keys')]: ['pem', 'key', 'p8', 'der', 'p12', 'pfx'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  if (!uri) return undefined;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > 1_000_000) {
    void vscode.window.showWarningMessage(vscode.l10n.t('That file is too large for a private key.'));
    return undefined;
  }
  const data = await vscode.workspace.fs.readFile(uri);
  try {
    let passphrase: string | undefined;
    for (;;) {
      try {
        return await readPrivateKeyFile(data, passphrase);
      } catch (error) {
        if (!(error instanceof PrivateKeyFileError)) throw error;
        if (error.code !== 'passphrase_needed' && error.code !== 'passphrase_wrong') {
          void vscode.window.showWarningMessage(escapeNotification(keyFileText(error)));
          return undefined;
        }
        passphrase = await vscode.window.showInputBox({
          title,
          password: true,
          ignoreFocusOut: true,
          prompt:
            error.code === 'passphrase_wrong'
              ? vscode.l10n.t('That was not the right passphrase. Try again, or press Escape.')
              : vscode.l10n.t('Passphrase of the key ({0})', escapeNotification(error.detail)),
        });
        if (passphrase === undefined) return undefined;
      }
    }
  } finally {
    wipe(data);
  }
}

function keyFileText({ code, detail }: PrivateKeyFileError): string {
  switch (code) {
    case 'encryption_old':
      return vscode.l10n.t(
        'The key is encrypted in an old way that is not opened here ({0}). Encrypt it again with PBES2.',
        detail,
      );
    case 'encryption_unknown':
      return vscode.l10n.t('The key is encrypted in a way that is not known here ({0}).', detail);
    case 'too_many_iterations':
      return vscode.l10n.t('The passphrase would have to be hashed too often ({0} times).', detail);
    case 'damaged':
      return vscode.l10n.t('The private key is damaged: {0}.', detail);
    default:
      return vscode.l10n.t('There is no private key in that file.');
  }
}
