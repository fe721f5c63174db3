/** Opening and building TR-34 tokens, with test keys. */
import * as vscode from 'vscode';
import { buildKeyToken } from '../../core/cms/tr34/build';
import { tr34Forms } from '../../core/cms/tr34/forms';
import type { Tr34ProfileId } from '../../core/cms/tr34/axes';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { keyCheckValues } from '../../core/crypto/kcv';
import { readPrivateKeyFile } from '../../core/crypto/privateKeyFile';
import { findPemBlocks } from '../../core/input/pem';
import { randomOctets } from '../../core/platform';
import { readCertificate } from '../../core/x509/certificate';
import { showStructure } from '../panels/structureEditor';
import { fileOf, nameOf, readFile } from '../panels/structureFile';
import { activeSession } from '../panels/structureSession';
import { log } from '../support/log';
import { requireClearKeys } from './clearKeys';
import { openWithKrdKey } from './tr34Loading';
import { crlFile, generateParties, knownParties, partyFile } from './tr34Parties';

/** The token of the active viewer; where there is none, what is asked for is shown first. */
export async function openToken(): Promise<void> {
  if (activeSession()?.token()?.kind !== 'KT_KDH')
    await vscode.commands.executeCommand('keyMaterial.inspect');
  const session = activeSession();
  if (!session) return;
  if (await openWithKrdKey(session)) session.refresh?.();
}

interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** Builds a two-pass or one-pass key token from test parties and a random key, and shows it. */
export async function buildToken(context: vscode.ExtensionContext): Promise<void> {
  const title = vscode.l10n.t('Build TR-34 Token');
  if (!(await requireClearKeys(title))) return;
  const parties = await chooseParties(context, title);
  if (!parties) return;
  try {
    await buildFrom(context, title, parties);
  } finally {
    wipe(parties.kdh.privateKey);
  }
}

async function buildFrom(context: vscode.ExtensionContext, title: string, parties: Parties): Promise<void> {
  const profile = await pick(title, vscode.l10n.t('Form of the token'), profileChoices());
  if (!profile) return;
  const key = await pick(title, vscode.l10n.t('Key to send: random, a test key'), [
    { label: 'TDES 2-key', value: { bytes: 16, letter: 'T' } },
    { label: 'TDES 3-key', value: { bytes: 24, letter: 'T' } },
    {
      label: 'AES-128',
      description: vscode.l10n.t('AWS wants RSA 3072 for it'),
      value: { bytes: 16, letter: 'A' },
    },
  ]);
  if (!key) return;
  const usage = await pick(title, vscode.l10n.t('What the key is for'), [
    { label: 'K1', description: vscode.l10n.t('key block protection key'), value: 'K1' + key.letter + 'B' },
    { label: 'K0', description: vscode.l10n.t('key encryption key'), value: 'K0' + key.letter + 'B' },
    { label: 'P0', description: vscode.l10n.t('PIN encryption key'), value: 'P0' + key.letter + 'B' },
    { label: 'B0', description: vscode.l10n.t('base derivation key'), value: 'B0' + key.letter + 'X' },
    { label: 'D0', description: vscode.l10n.t('data encryption key'), value: 'D0' + key.letter + 'B' },
  ]);
  if (!usage) return;
  const pass = await pick(title, vscode.l10n.t('What makes it fresh'), [
    { label: vscode.l10n.t('Random number of 8 bytes'), description: vscode.l10n.t('two-pass'), value: 8 },
    {
      label: vscode.l10n.t('Random number of 16 bytes'),
      description: vscode.l10n.t('two-pass, attributes not in DER order'),
      value: 16,
    },
    { label: vscode.l10n.t('Signing time'), description: vscode.l10n.t('one-pass'), value: 0 },
  ]);
  if (pass === undefined) return;
  const clear = randomOctets(key.bytes);
  try {
    const token = await buildKeyToken({
      kdh: parties.kdh,
      krd: parties.krd,
      key: clear,
      header: `D9999${usage}00E0000`,
      fresh: pass > 0 ? randomOctets(pass) : new Date(),
      cipher: key.letter === 'A' ? 'AES' : 'TDES',
      crl: parties.crl,
      form: tr34Forms[profile],
    });
    const kcvs = keyCheckValues(key.letter, clear);
    const kcv = (key.letter === 'A' ? kcvs.cmac?.slice(0, 6) : kcvs.ansiX924) ?? '';
    log().info('A TR-34 test token was built.');
    showStructure(context, fileOf(vscode.l10n.t('TEST token, KCV {0}', kcv), token));
    const copy = vscode.l10n.t('Copy as Hex');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('A TEST token was built with a random key, KCV {0}. The key itself is not kept.', kcv),
      copy,
    );
    if (chosen === copy) await vscode.env.clipboard.writeText(toUpperHex(token));
  } finally {
    wipe(clear);
  }
}

interface Parties {
  readonly kdh: { readonly certificate: Uint8Array; readonly privateKey: Uint8Array };
  readonly krd: Uint8Array;
  readonly crl: Uint8Array;
}

/** A set made before, or a new one; the KRD may be another's certificate, such as that of a test account. */
async function chooseParties(context: vscode.ExtensionContext, title: string): Promise<Parties | undefined> {
  const known = await knownParties(context);
  const chosen = await pick<vscode.Uri | 'new'>(title, vscode.l10n.t('Test KDH and KRD'), [
    ...known.slice(0, 20).map((folder, place) => ({
      label: nameOf(folder),
      description: place === 0 ? vscode.l10n.t('the newest') : '',
      value: folder,
    })),
    { label: `$(add) ${vscode.l10n.t('Generate Test KDH and KRD…')}`, value: 'new' as const },
  ]);
  if (!chosen) return undefined;
  const folder = chosen === 'new' ? await generateParties(context) : chosen;
  if (!folder) return undefined;
  const krd = await pick<'own' | 'other'>(title, vscode.l10n.t('For whom is the token?'), [
    {
      label: vscode.l10n.t('The test KRD'),
      description: vscode.l10n.t('whose key is here: the token can be opened'),
      value: 'own',
    },
    {
      label: vscode.l10n.t('Another KRD…'),
      description: vscode.l10n.t('a certificate from a file'),
      value: 'other',
    },
  ]);
  if (!krd) return undefined;
  const recipient = krd === 'own' ? partyFile(folder, 'krd', 'crt.pem') : await chooseCertificate();
  if (!recipient) return undefined;
  const certificate = (await readFile(recipient)).parts[0]!.bytes;
  if (!readCertificate(certificate).publicKey.modulus) {
    void vscode.window.showWarningMessage(vscode.l10n.t('That is no certificate with an RSA key.'));
    return undefined;
  }
  const block = async (uri: vscode.Uri): Promise<Uint8Array> =>
    findPemBlocks(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)))[0]!.bytes;
  const [kdh, crl] = [await block(partyFile(folder, 'kdh', 'crt.pem')), await block(crlFile(folder))];
  // The key comes last: nothing can fail between it and who wipes it.
  const data = await vscode.workspace.fs.readFile(partyFile(folder, 'kdh', 'key.pem'));
  try {
    const { der } = await readPrivateKeyFile(data);
    return { kdh: { certificate: kdh, privateKey: der }, krd: certificate, crl };
  } finally {
    wipe(data);
  }
}

async function chooseCertificate(): Promise<vscode.Uri | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Certificate of the KRD') })) ?? [];
  return uri;
}

function profileChoices(): Choice<Tr34ProfileId>[] {
  const ids: Tr34ProfileId[] = ['aws_2012', 'annex_b_2019', 'cms', 'futurex', 'annex_b_print'];
  const names: Readonly<Record<Tr34ProfileId, string>> = {
    aws_2012: vscode.l10n.t('TR-34:2012 non-CMS (Diebold), as AWS documents'),
    annex_b_2019: 'TR-34:2019 annex B',
    annex_b_print: vscode.l10n.t('TR-34 annex B, original print'),
    cms: vscode.l10n.t('CMS by RFC 5652'),
    futurex: 'Futurex VirtuCrypt',
  };
  return ids.map((id) => ({ label: names[id], value: id }));
}

async function pick<Value>(
  title: string,
  placeHolder: string,
  choices: Choice<Value>[],
): Promise<Value | undefined> {
  return (await vscode.window.showQuickPick(choices, { title, placeHolder, ignoreFocusOut: true }))?.value;
}
