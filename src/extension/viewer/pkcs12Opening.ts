/** Opens the PKCS#12 file of a session with its passphrase, which is used in memory and not kept. */
import * as vscode from 'vscode';
import { PrivateKeyFileError } from '../../core/crypto/passphraseCipher';
import { needsPassphrase, openPkcs12, type Pkcs12Store } from '../../core/crypto/pkcs12Store';
import type { StructureSession } from '../material/structureSession';
import { localised } from '../ui/localise';
import { log } from '../ui/log';
import type { Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { askPassphrase } from './askPassphrase';

/** Asks until one is right or the user gives up. True where it was opened. */
export async function openWithPassphrase(session: StructureSession, ui: Ui = vscodeUi): Promise<boolean> {
  const part = session.file.parts[session.part]!;
  const { store: known } = part.reading;
  if (part.store || !known || !needsPassphrase(known)) return false;
  const title = vscode.l10n.t('Open with Passphrase');
  const prompt = vscode.l10n.t('Passphrase of the file (leave empty if there is none)');
  for (let again = false; ; again = true) {
    const passphrase = await askPassphrase(ui, title, prompt, again);
    if (passphrase === undefined) return false;
    let store: Pkcs12Store | undefined;
    try {
      store = await openPkcs12(part.bytes, passphrase);
    } catch (error) {
      if (!(error instanceof PrivateKeyFileError)) throw error;
      ui.warn(vscode.l10n.t('The passphrase iteration count is too high ({0}).', localised(error.detail)));
      return false;
    }
    if (!store) continue;
    // The part may have gone while the question was open: the file changed and was read again.
    if (session.file.parts[session.part] !== part) return false;
    session.useStore(store);
    log().info('A PKCS#12 file was opened; its private keys were not decrypted.');
    return true;
  }
}
