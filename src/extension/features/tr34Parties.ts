/**
 * A test KDH and KRD under their own CAs: certificates marked TEST, keys outside every workspace folder, readable
 * by their owner alone.
 */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { wipe } from '../../core/crypto/bytes';
import { generateKeys, issueCertificate, issueCrl, type Issued } from '../../core/x509/issue';
import { rangeAccess } from '../support/files';
import { log } from '../support/log';
import { back } from '../support/prompts';
import { TestCertificates } from '../support/testCertificates';
import { alone, flowPrompts, type FlowPrompts } from './flowPrompts';

const folderName = 'tr34-test-parties';

export interface PartyFiles {
  /** One folder per set of parties, the newest last by name. */
  readonly folder: vscode.Uri;
}

const files = {
  kdhCa: 'kdh-ca',
  krdCa: 'krd-ca',
  kdh: 'kdh',
  krd: 'krd',
} as const;
export type PartyName = keyof typeof files;

export function partyFile(folder: vscode.Uri, party: PartyName, kind: 'crt.pem' | 'key.pem'): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${files[party]}.${kind}`);
}

export const crlFile = (folder: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(folder, 'kdh-ca.crl.pem');

/** Where sets are kept and certificates remembered. */
export type PartyStore = Pick<vscode.ExtensionContext, 'globalStorageUri' | 'globalState'>;

/** Sets that were made before, newest first. */
export async function knownParties(context: PartyStore): Promise<vscode.Uri[]> {
  const root = vscode.Uri.joinPath(context.globalStorageUri, folderName);
  try {
    const entries = await vscode.workspace.fs.readDirectory(root);
    return entries
      .filter(([, type]) => type === vscode.FileType.Directory)
      .map(([name]) => vscode.Uri.joinPath(root, name))
      .sort((a, b) => (a.path < b.path ? 1 : -1));
  } catch {
    return [];
  }
}

export async function generateParties(
  context: PartyStore,
  asks: FlowPrompts = flowPrompts,
): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Generate Test KDH and KRD');
  if (!(await asks.clearKeys(title))) return undefined;
  const access = rangeAccess(context.globalStorageUri);
  if (!access) {
    asks.warn(
      vscode.l10n.t(
        'Private keys are kept in files that only you can read, which a browser does not have. Use desktop VS Code or a remote window.',
      ),
    );
    return undefined;
  }
  const bits = await asks.pick<2048 | 3072>(alone(title), {
    placeholder: vscode.l10n.t('Size of the KRD’s key'),
    choices: [
      { label: 'RSA 2048', description: vscode.l10n.t('for TDES keys'), value: 2048 },
      { label: 'RSA 3072', description: vscode.l10n.t('for TDES and AES-128 keys'), value: 3072 },
    ],
  });
  if (bits === undefined || bits === back) return undefined;
  const made = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Making test keys…') },
    () => makeParties(bits),
  );
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const folder = vscode.Uri.joinPath(context.globalStorageUri, folderName, stamp);
  await vscode.workspace.fs.createDirectory(folder);
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const remembered = new TestCertificates(context.globalState);
  for (const party of Object.keys(files) as PartyName[]) {
    const { certificate, privateKey } = made.parties[party];
    const key = text(toPem('PRIVATE KEY', privateKey));
    await access.writePrivate(partyFile(folder, party, 'key.pem').fsPath, key);
    wipe(key, privateKey);
    await vscode.workspace.fs.writeFile(
      partyFile(folder, party, 'crt.pem'),
      text(toPem('CERTIFICATE', certificate)),
    );
    await remembered.remember(certificate);
  }
  await vscode.workspace.fs.writeFile(crlFile(folder), text(toPem('X509 CRL', made.crl)));
  log().info('Test parties for TR-34 were made.');
  const build = vscode.l10n.t('Build TR-34 Token…');
  const show = vscode.l10n.t('Show in File Manager');
  void asks
    .tell(
      vscode.l10n.t(
        'TEST KDH and KRD were made, each with its CA, valid for 30 days. Keys and certificates are in {0}.',
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
): Promise<{ parties: Readonly<Record<PartyName, Issued>>; crl: Uint8Array }> {
  const day = 86_400_000;
  const dates = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 30 * day) };
  const authority = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'], ...dates };
  const leaf = { ca: false, serial: 200, ...dates };
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
  return { parties: { kdhCa, krdCa, kdh, krd }, crl };
}
