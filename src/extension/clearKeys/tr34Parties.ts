/**
 * A test KDH and KRD under their own CAs: certificates marked TEST, keys outside every workspace folder, readable
 * by their owner alone.
 */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { generateKeys, type Issued } from '../../core/make/keys';
import type { FileAccess } from '../host/files';
import { log } from '../ui/log';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { keepParties, partyFile, privateFiles, type PartyStore } from '../testKeys/kept';

const crlName = 'kdh-ca.crl.pem';

export const crlFile = (folder: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(folder, crlName);

/** Makes a set and keeps it. */
export async function makeAndKeepParties(
  store: PartyStore,
  files: FileAccess,
  bits: 2048 | 3072,
): Promise<vscode.Uri> {
  const { parties, crl } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Creating test keys…') },
    () => makeParties(bits),
  );
  const folder = await keepParties(store, files, 'parties', parties, { [crlName]: toPem('X509 CRL', crl) });
  log().info('Test parties for TR-34 were made.');
  return folder;
}

export async function generateParties(
  context: PartyStore,
  ui: Ui = vscodeUi,
): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Generate Test KDH and KRD');
  if (!(await ui.clearKeys(title))) return undefined;
  const access = privateFiles(context);
  if (typeof access === 'string') {
    ui.warn(access);
    return undefined;
  }
  const bits = await once(title, (frame) =>
    ui.pick<2048 | 3072>(frame, {
      placeholder: vscode.l10n.t("Size of the KRD's key"),
      choices: [
        { label: 'RSA 2048', description: vscode.l10n.t('for TDES keys'), value: 2048 },
        { label: 'RSA 3072', description: vscode.l10n.t('for TDES and AES-128 keys'), value: 3072 },
      ],
    }),
  );
  if (!bits) return undefined;
  const folder = await makeAndKeepParties(context, access, bits);
  const build = vscode.l10n.t('Build TR-34 Token…');
  const show = vscode.l10n.t('Show in File Manager');
  void ui
    .tell(
      vscode.l10n.t(
        'TEST KDH and KRD were created, each with its CA, valid for 30 days. Keys and certificates are in {0}.',
        folder.fsPath,
      ),
      build,
      show,
    )
    .then((chosen) => {
      if (chosen === build) void vscode.commands.executeCommand('keyMaterial.buildTr34Token');
      if (chosen === show)
        void vscode.commands.executeCommand('revealFileInOS', partyFile(folder, 'krd', 'crt.pem'));
    });
  return folder;
}

async function makeParties(
  bits: 2048 | 3072,
): Promise<{ parties: Readonly<Record<'kdh-ca' | 'krd-ca' | 'kdh' | 'krd', Issued>>; crl: Uint8Array }> {
  const day = 86_400_000;
  const dates = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 30 * day) };
  const authority = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'], ...dates };
  const leaf = { ca: false, serial: 200, ...dates };
  const { issueCertificate, issueCrl } = await import('../../core/make/certificates');
  const caKeys = await Promise.all([generateKeys(`RSA_${bits}`), generateKeys(`RSA_${bits}`)]);
  const kdhCa = await issueCertificate({ name: 'TEST KDH CA', keys: caKeys[0], serial: 100, ...authority });
  const krdCa = await issueCertificate({ name: 'TEST KRD CA', keys: caKeys[1], serial: 101, ...authority });
  // The same serial number under both, as in annex B: whoever compares serial numbers alone is found out.
  const kdh = await issueCertificate({
    name: 'TEST KDH 1',
    keys: await generateKeys('RSA_2048'),
    issuer: kdhCa,
    keyUsage: ['digitalSignature'],
    ...leaf,
  });
  const krd = await issueCertificate({
    name: 'TEST KRD 1',
    keys: await generateKeys(`RSA_${bits}`),
    issuer: krdCa,
    keyUsage: ['keyEncipherment'],
    ...leaf,
  });
  const crl = await issueCrl(kdhCa, [], dates.notBefore, dates.notAfter);
  return { parties: { 'kdh-ca': kdhCa, 'krd-ca': krdCa, kdh, krd }, crl };
}
