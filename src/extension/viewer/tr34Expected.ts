/** What a token is checked against: the root that is trusted, the signer and the KRD that are expected. */
import * as vscode from 'vscode';
import { digestOf } from '../../core/crypto/hmac';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { colonHex } from '../../core/x509/fingerprints';
import { fileOfText, readFile, type StructureFile, wipeKeys } from '../material/structureFile';
import type { StructureSession } from '../material/structureSession';
import type { ExpectedRole } from '../material/tr34Memory';
import { once } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';

const mostOffered = 100;

/** One that is at hand, or from a file or a paste; it is kept for this panel. True where something changed. */
export async function chooseExpected(
  session: StructureSession,
  role: ExpectedRole,
  ui: Ui = vscodeUi,
): Promise<boolean> {
  const title = {
    root: vscode.l10n.t('Trusted Root'),
    kdh: vscode.l10n.t('Expected Signer'),
    krd: vscode.l10n.t('Expected KRD'),
  }[role];
  const before = session.tr34.expected[role];
  const chosen = await once(title, (frame) =>
    ui.pick(frame, {
      placeholder: {
        root: vscode.l10n.t('Root certificate of the chain; compare its fingerprint'),
        kdh: vscode.l10n.t('Certificate that must have signed the token'),
        krd: vscode.l10n.t('Certificate of the intended recipient'),
      }[role],
      choices: [...offers(session, role, before), ...sources(before !== undefined)],
      active: before,
    }),
  );
  if (!chosen) return false;
  if (chosen === 'none') {
    session.tr34.expect(role, undefined);
    return true;
  }
  const certificate =
    chosen === 'file' ? await fromFile(title, ui) : chosen === 'paste' ? await fromPaste(title, ui) : chosen;
  if (!certificate) return false;
  // It stays at hand for the other checks, whatever is chosen later.
  if (!session.certificates().some(({ raw }) => sameOctets(raw, certificate.raw)))
    session.added.push(certificate);
  session.tr34.expect(role, certificate);
  return true;
}

type Source = 'file' | 'paste' | 'none';

function offers(
  session: StructureSession,
  role: ExpectedRole,
  before: Certificate | undefined,
): Choice<Certificate | Source>[] {
  const found: Certificate[] = [];
  for (const one of [...(before ? [before] : []), ...session.certificates()])
    if (
      one.wellFormed &&
      (role !== 'root' || one.selfIssued || one === before) &&
      !found.some(({ raw }) => sameOctets(raw, one.raw))
    )
      found.push(one);
  return found.slice(0, mostOffered).map((value) => ({
    label: value.subject.label || value.subject.text,
    description: vscode.l10n.t('serial {0}', value.serial.hex),
    detail: `SHA-256 ${colonHex(digestOf('SHA-256', value.raw))}`,
    value,
  }));
}

function sources(chosenBefore: boolean): Choice<Certificate | Source>[] {
  return [
    {
      label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`,
      value: 'file',
      group: vscode.l10n.t('Another certificate'),
    },
    { label: `$(clippy) ${vscode.l10n.t('Paste…')}`, value: 'paste' },
    ...(chosenBefore
      ? [{ label: `$(close) ${vscode.l10n.t('None: skip this comparison')}`, value: 'none' as const }]
      : []),
  ];
}

async function fromFile(title: string, ui: Ui): Promise<Certificate | undefined> {
  const uri = await ui.file({ title, openLabel: vscode.l10n.t('Use This Certificate') });
  if (!uri) return undefined;
  const found = certificateIn(await readFile(uri));
  if (!found) ui.warn(vscode.l10n.t('No certificate was found in the selected file.'));
  return found;
}

async function fromPaste(title: string, ui: Ui): Promise<Certificate | undefined> {
  const text = await once(title, (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('Certificate as PEM, base64 or hexadecimal digits'),
      check: (typed) =>
        certificateIn(fileOfText('', typed))
          ? undefined
          : { message: vscode.l10n.t('There is no complete certificate in it.'), severity: 'error' },
    }),
  );
  return text === undefined ? undefined : certificateIn(fileOfText('', text));
}

/** Private keys that stand beside it are overwritten. */
function certificateIn(file: StructureFile): Certificate | undefined {
  const found = file.parts.map(({ reading }) => reading.certificate).find(({ wellFormed }) => wellFormed);
  wipeKeys(file);
  return found;
}
