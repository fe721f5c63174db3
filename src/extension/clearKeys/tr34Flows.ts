/** Opening and building TR-34 tokens, with test keys. */
import * as vscode from 'vscode';
import { tr34Forms } from '../../core/cms/tr34/types';
import type { Tr34ProfileId } from '../../core/cms/tr34/axes';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { keyCheckValues } from '../../core/crypto/kcv';
import { randomOctets } from '../../core/platform';
import { readCertificate } from '../../core/x509/certificate';
import { showStructure } from '../viewer/structureEditor';
import { fileOf, nameOf, readFile } from '../material/structureFile';
import { activeSession } from '../material/structureSession';
import { log } from '../ui/log';
import { once } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { openWithKrdKey } from '../viewer/tr34Loading';
import { keptDer, keptParty, knownParties, partyFile, type PartyStore } from '../testKeys/kept';
import { crlFile, generateParties } from './tr34Parties';

/** The token of the active viewer; where there is none, what is asked for is shown first. */
export async function openToken(): Promise<void> {
  if (activeSession()?.token()?.kind !== 'KT_KDH')
    await vscode.commands.executeCommand('keyMaterial.inspect');
  const session = activeSession();
  if (!session) return;
  if (await openWithKrdKey(session)) session.refresh?.();
}

/** Builds a token from test parties and a random key, and shows it. */
export async function buildToken(context: vscode.ExtensionContext): Promise<void> {
  const made = await askAndBuild(context, vscodeUi);
  if (!made) return;
  const { token, kcv } = made;
  log().info('A TR-34 test token was built.');
  showStructure(context, fileOf(vscode.l10n.t('TEST token, KCV {0}', kcv), token));
  const copy = vscode.l10n.t('Copy as Hex');
  const chosen = await vscodeUi.tell(
    vscode.l10n.t('A TEST token was created with a random key, KCV {0}. The key itself was not saved.', kcv),
    copy,
  );
  if (chosen === copy) await vscode.env.clipboard.writeText(toUpperHex(token));
}

export interface BuiltToken {
  readonly token: Uint8Array;
  /** Of the random key in it. */
  readonly kcv: string;
}

/** Two-pass or one-pass, in the form that is chosen. The key is not kept. */
export async function askAndBuild(context: PartyStore, ui: Ui): Promise<BuiltToken | undefined> {
  const title = vscode.l10n.t('Build TR-34 Token');
  if (!(await ui.clearKeys(title))) return undefined;
  const pick: AskOne = (placeholder, choices) =>
    once(title, (frame) => ui.pick(frame, { placeholder, choices }));
  const parties = await chooseParties(context, ui, pick);
  if (!parties) return undefined;
  try {
    return await buildFrom(parties, pick);
  } finally {
    wipe(parties.kdh.privateKey);
  }
}

type AskOne = <Value>(placeholder: string, choices: readonly Choice<Value>[]) => Promise<Value | undefined>;

async function buildFrom(parties: Parties, pick: AskOne): Promise<BuiltToken | undefined> {
  const profile = await pick(vscode.l10n.t('Token format'), profileChoices());
  if (!profile) return undefined;
  const key = await pick(vscode.l10n.t('Key to send: random, a test key'), [
    { label: 'TDES 2-key', value: { bytes: 16, letter: 'T' } },
    { label: 'TDES 3-key', value: { bytes: 24, letter: 'T' } },
    {
      label: 'AES-128',
      description: vscode.l10n.t('AWS requires RSA 3072 for this key'),
      value: { bytes: 16, letter: 'A' },
    },
  ]);
  if (!key) return undefined;
  const usage = await pick(vscode.l10n.t('Purpose of the key'), [
    { label: 'K1', description: vscode.l10n.t('key block protection key'), value: 'K1' + key.letter + 'B' },
    { label: 'K0', description: vscode.l10n.t('key encryption key'), value: 'K0' + key.letter + 'B' },
    { label: 'P0', description: vscode.l10n.t('PIN encryption key'), value: 'P0' + key.letter + 'B' },
    { label: 'B0', description: vscode.l10n.t('base derivation key'), value: 'B0' + key.letter + 'X' },
    { label: 'D0', description: vscode.l10n.t('data encryption key'), value: 'D0' + key.letter + 'B' },
  ]);
  if (!usage) return undefined;
  const pass = await pick(vscode.l10n.t('Freshness'), [
    { label: vscode.l10n.t('Random number of 8 bytes'), description: vscode.l10n.t('two-pass'), value: 8 },
    {
      label: vscode.l10n.t('Random number of 16 bytes'),
      description: vscode.l10n.t('two-pass, attributes not in DER order'),
      value: 16,
    },
    { label: vscode.l10n.t('Signing time'), description: vscode.l10n.t('one-pass'), value: 0 },
  ]);
  if (pass === undefined) return undefined;
  const { buildKeyToken } = await import('../../core/make/tr34Tokens');
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
    return { token, kcv };
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
async function chooseParties(context: PartyStore, ui: Ui, pick: AskOne): Promise<Parties | undefined> {
  const known = await knownParties(context);
  const chosen = await pick<vscode.Uri | 'new'>(vscode.l10n.t('Test KDH and KRD'), [
    ...known.slice(0, 20).map((folder, place) => ({
      label: nameOf(folder),
      description: place === 0 ? vscode.l10n.t('the newest') : '',
      value: folder,
    })),
    { label: `$(add) ${vscode.l10n.t('Generate Test KDH and KRD…')}`, value: 'new' as const },
  ]);
  if (!chosen) return undefined;
  const folder = chosen === 'new' ? await generateParties(context, ui) : chosen;
  if (!folder) return undefined;
  const krd = await pick<'own' | 'other'>(vscode.l10n.t('Recipient of the token'), [
    {
      label: vscode.l10n.t('The test KRD'),
      description: vscode.l10n.t('its private key is available here: the token can be opened'),
      value: 'own',
    },
    {
      label: vscode.l10n.t('Another KRD…'),
      description: vscode.l10n.t('a certificate from a file'),
      value: 'other',
    },
  ]);
  if (!krd) return undefined;
  const recipient =
    krd === 'own'
      ? partyFile(folder, 'krd', 'crt.pem')
      : await ui.file({ title: vscode.l10n.t('Certificate of the KRD') });
  if (!recipient) return undefined;
  const certificate = (await readFile(recipient)).parts[0]!.bytes;
  if (!readCertificate(certificate).publicKey.modulus) {
    ui.warn(vscode.l10n.t('That is not a certificate with an RSA key.'));
    return undefined;
  }
  const crl = await keptDer(crlFile(folder));
  return { kdh: await keptParty(folder, 'kdh'), krd: certificate, crl };
}

function profileChoices(): Choice<Tr34ProfileId>[] {
  const ids: Tr34ProfileId[] = ['aws_2012', 'annex_b_2019', 'cms', 'futurex', 'annex_b_print'];
  const names: Readonly<Record<Tr34ProfileId, string>> = {
    aws_2012: vscode.l10n.t('TR-34:2012 non-CMS (Diebold), as AWS documents'),
    annex_b_2019: 'TR-34:2019 annex B',
    annex_b_print: vscode.l10n.t('TR-34 annex B, as originally printed'),
    cms: vscode.l10n.t('CMS (RFC 5652)'),
    futurex: 'Futurex VirtuCrypt',
  };
  return ids.map((id) => ({ label: names[id], value: id }));
}
