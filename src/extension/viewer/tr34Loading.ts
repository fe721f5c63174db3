/** Loading what checks of a TR-34 token need: the KRD's random number, its test key. */
import * as vscode from 'vscode';
import { openTr34 } from '../../core/cms/tr34/open';
import { readTr34 } from '../../core/cms/tr34/read';
import { fromHex, wipe } from '../../core/crypto/bytes';
import { kcvCipher } from '../../core/crypto/kcv';
import {
  PrivateKeyFileError,
  readPrivateKeyFile,
  type PrivateKeyFile,
} from '../../core/crypto/privateKeyFile';
import { privateKeyOctets } from '../../core/crypto/privateKey';
import { readCertificate } from '../../core/x509/certificate';
import { fileOfText } from '../material/structureFile';
import type { StructureSession } from '../material/structureSession';
import { rememberClearKey, rememberLoadedKeyOf } from '../testKeys/loadedKeys';
import { localised } from '../ui/localise';
import { log } from '../ui/log';
import { escapeNotification } from '../ui/markdown';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { addFiles } from './addFiles';
import { askPassphrase } from './askPassphrase';

const mostKeyBytes = 1_000_000;

/** From a file with RT_KRD, or pasted. True where something was loaded. */
export async function loadRandomNumber(session: StructureSession, ui: Ui = vscodeUi): Promise<boolean> {
  const title = vscode.l10n.t('Random Number of the KRD');
  const source = await once(title, (frame) =>
    ui.pick(frame, {
      placeholder: vscode.l10n.t('Select the source of the random number or random number token (RT_KRD)'),
      choices: [
        { label: `$(clippy) ${vscode.l10n.t('Paste or Type…')}`, value: 'paste' as const },
        { label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`, value: 'file' as const },
      ],
    }),
  );
  if (!source) return false;
  if (source === 'file') return numberFromFiles(session, ui);
  const nonce = await pastedNonce(title, ui);
  if (!nonce) return false;
  session.tr34.useNonce(nonce);
  return true;
}

async function pastedNonce(title: string, ui: Ui): Promise<Uint8Array | undefined> {
  const text = await once(title, (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('8 to 16 bytes as hexadecimal digits, or RT_KRD as digits, base64 or PEM'),
      check: (typed) =>
        nonceOf(typed)
          ? undefined
          : {
              message: vscode.l10n.t('8 to 16 bytes as hexadecimal digits, or a random number token'),
              severity: 'error',
            },
    }),
  );
  return text === undefined ? undefined : nonceOf(text);
}

/** Several files may be chosen: what else is in them is taken too. */
async function numberFromFiles(session: StructureSession, ui: Ui): Promise<boolean> {
  const chosen = await ui.files({ title: vscode.l10n.t('Random Number Token (RT_KRD)') });
  if (chosen.length === 0) return false;
  const { count, hasNumber } = await addFiles(session, chosen);
  if (!hasNumber) ui.warn(vscode.l10n.t('There is no random number in it.'));
  return count > 0;
}

/** Of 8 to 16 bytes as hex digits, or of a random number token in any form; undefined where the text is none. */
export function nonceOf(text: string): Uint8Array | undefined {
  const bytes = fromHex(text.replace(/[\s:]/g, ''));
  const token = bytes?.[0] === 0x30 ? readTr34(bytes) : undefined;
  if (token?.nonce) return token.nonce;
  if (bytes) return bytes.length >= 8 && bytes.length <= 16 ? bytes : undefined;
  return fileOfText('', text)
    .parts.map(({ reading }) => reading.token?.nonce)
    .find((one) => one !== undefined);
}

/** Asks for the KRD's key and opens the token of the session. True where something is to be shown anew. */
export async function openWithKrdKey(session: StructureSession, ui: Ui = vscodeUi): Promise<boolean> {
  const token = session.token();
  if (token?.kind !== 'KT_KDH') {
    void ui.tell(vscode.l10n.t('There is no key token here. Open a TR-34 key token (KT_KDH) first.'));
    return false;
  }
  if (!(await ui.clearKeys(vscode.l10n.t('Open TR-34 Token with KRD Key')))) return false;
  const key = await askForKey(ui);
  if (!key) return false;
  try {
    rememberLoadedKeyOf(key.der);
    for (const der of key.certificates) {
      const certificate = readCertificate(der);
      if (certificate.wellFormed) session.added.push(certificate);
    }
    const opened = openTr34(token, key.der, session.certificates());
    const cipher = kcvCipher(token.header?.charAt(7) ?? '');
    if (cipher && opened.key) rememberClearKey(cipher, opened.key);
    session.tr34.useOpened(opened);
    log().info(
      opened.open
        ? 'A TR-34 token was opened.'
        : `A TR-34 token did not open: ${opened.findings[0]?.code ?? ''}.`,
    );
    if (!opened.open) {
      const last = opened.findings.at(-1);
      ui.warn(last ? escapeNotification(localised(last)) : vscode.l10n.t('The token did not open.'));
    }
    return true;
  } finally {
    wipe(key.der);
  }
}

/** From a file or pasted, with its passphrase where it has one. */
async function askForKey(ui: Ui): Promise<PrivateKeyFile | undefined> {
  const title = vscode.l10n.t('Private Key of the KRD (Test Key)');
  const source = await once(title, (frame) =>
    ui.pick(frame, {
      placeholder: vscode.l10n.t('Select the source of the test key'),
      choices: [
        {
          label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`,
          description: 'PEM, PKCS#8, PKCS#12',
          value: 'file' as const,
        },
        {
          label: `$(clippy) ${vscode.l10n.t('Paste…')}`,
          description: vscode.l10n.t('hidden as you type'),
          value: 'paste' as const,
        },
      ],
    }),
  );
  if (!source) return undefined;
  const data = await (source === 'file' ? keyFromFile(title, ui) : pastedKey(title, ui));
  if (!data) return undefined;
  try {
    return await keyOf(data, title, ui);
  } finally {
    wipe(data);
  }
}

async function keyFromFile(title: string, ui: Ui): Promise<Uint8Array | undefined> {
  const uri = await ui.file({
    title,
    openLabel: vscode.l10n.t('Use This Key'),
    filters: {
      [vscode.l10n.t('Private keys')]: ['pem', 'key', 'p8', 'der', 'p12', 'pfx'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  if (!uri) return undefined;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size <= mostKeyBytes) return vscode.workspace.fs.readFile(uri);
  ui.warn(vscode.l10n.t('That file is too large for a private key.'));
  return undefined;
}

async function pastedKey(title: string, ui: Ui): Promise<Uint8Array | undefined> {
  const text = await once(title, (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('PEM, also in one line, or DER as base64 or hexadecimal digits'),
      password: true,
      check: (typed) => {
        const octets = typed.length > mostKeyBytes ? undefined : privateKeyOctets(typed);
        if (octets) {
          wipe(octets);
          return undefined;
        }
        return {
          message: vscode.l10n.t('This is not a private key as PEM, base64 or hexadecimal digits.'),
          severity: 'error',
        };
      },
    }),
  );
  return text === undefined ? undefined : privateKeyOctets(text);
}

async function keyOf(data: Uint8Array, title: string, ui: Ui): Promise<PrivateKeyFile | undefined> {
  let passphrase: string | undefined;
  for (;;) {
    try {
      return await readPrivateKeyFile(data, passphrase);
    } catch (error) {
      if (!(error instanceof PrivateKeyFileError)) throw error;
      if (error.code !== 'passphrase_needed' && error.code !== 'passphrase_wrong') {
        ui.warn(escapeNotification(keyFileText(error)));
        return undefined;
      }
      const answer = await askPassphrase(
        ui,
        title,
        vscode.l10n.t('Passphrase of the key ({0})', escapeNotification(localised(error.detail))),
        error.code === 'passphrase_wrong',
      );
      if (answer === undefined) return undefined;
      passphrase = answer;
    }
  }
}

function keyFileText({ code, detail: words }: PrivateKeyFileError): string {
  const detail = localised(words);
  switch (code) {
    case 'encryption_old':
      return vscode.l10n.t(
        'The key is encrypted with a legacy method that is not supported here ({0}). Encrypt it again with PBES2.',
        detail,
      );
    case 'encryption_unknown':
      return vscode.l10n.t('The key is encrypted with an unknown method ({0}).', detail);
    case 'too_many_iterations':
      return vscode.l10n.t('The passphrase iteration count is too high ({0}).', detail);
    case 'damaged':
      return vscode.l10n.t('The private key is damaged: {0}.', detail);
    default:
      return vscode.l10n.t('There is no private key in it.');
  }
}
