/** What can be done with the kept certificate of an own key pair: look at it, give it to others, use it, forget it. */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { once } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import { expiryText, ownerName, pairCertificateTitle, purposeText } from '../service/importTexts';
import type { KeptCertificate } from '../service/pairCertificates';
import { certificatesOf } from '../service/parameterCertificates';
import type { ServiceTools } from '../service/tools';
import { escapeNotification } from '../ui/markdown';
import { fingerprintOf } from './certificateActions';

type Tools = Pick<ServiceTools, 'parameters'>;

/**
 * @param argument a node of the view, or the id of a kept certificate; anything else is asked for
 * @param title of the command that asks
 */
export async function pairCertificateOf(
  { parameters }: Tools,
  ui: Ui,
  argument: unknown,
  title: string,
): Promise<KeptCertificate | undefined> {
  const list = await parameters.certificates();
  const id =
    typeof argument === 'string' ? argument : (argument as { kept?: { id?: unknown } } | undefined)?.kept?.id;
  const found = list.find((one) => one.id === id);
  if (found) return found;
  if (list.length === 0) {
    const use = vscode.l10n.t('Use Signed Certificate…');
    ui.afterwards(async () => {
      const answer = await ui.tell(vscode.l10n.t('No certificates of your own key pairs are saved.'), use);
      if (answer === use) await vscode.commands.executeCommand('keyMaterial.keys.useCertificate');
    });
    return undefined;
  }
  return once(title, (frame) =>
    ui.pick(frame, {
      placeholder: vscode.l10n.t('Certificate of your own key pair'),
      choices: list.map((one): Choice<KeptCertificate> => ({
        label: pairCertificateTitle(one),
        description: `${purposeText(one.purpose)} · ${expiryText(one.validUntil, Date.now())}`,
        detail: ownerName(one),
        value: one,
      })),
    }),
  );
}

const pemOf = (kept: KeptCertificate): string =>
  certificatesOf(kept)
    .map(({ raw }) => toPem('CERTIFICATE', raw))
    .join('');

/** Certificate and chain in the structure viewer. */
export async function openPairCertificate(
  tools: Pick<ServiceTools, 'showStructure'>,
  kept: KeptCertificate,
): Promise<void> {
  await tools.showStructure?.(vscode.l10n.t('Certificate of {0}', kept.pairName), pemOf(kept));
}

/** Certificate and chain as PEM, for the sender, the receiver or the other party. */
export async function savePairCertificate(kept: KeptCertificate, ui: Ui): Promise<vscode.Uri | undefined> {
  const name = kept.pairName.split('/').at(-1) ?? 'certificate';
  const uri = await ui.save({
    title: vscode.l10n.t('Save Certificate and Chain'),
    name: `${name}.pem`,
    filters: { PEM: ['pem'] },
  });
  if (!uri) return undefined;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(pemOf(kept)));
  return uri;
}

export async function copyPairFingerprint(kept: KeptCertificate, ui: Ui): Promise<void> {
  const [certificate] = certificatesOf(kept);
  if (!certificate) return;
  await ui.copy(fingerprintOf(certificate));
  ui.done(vscode.l10n.t('The SHA-256 fingerprint of the certificate was copied.'));
}

/** After a confirmation. The key pair and the certificate itself stay what they are. */
export async function forgetPairCertificate(tools: Tools, ui: Ui, kept: KeptCertificate): Promise<boolean> {
  const yes = vscode.l10n.t('Forget');
  const answer = await ui.confirm(
    escapeNotification(vscode.l10n.t('Forget the certificate of {0}?', kept.pairName)),
    vscode.l10n.t(
      'The key pair and its other certificates are not changed. The certificate can be used again from its file.',
    ),
    yes,
  );
  if (answer !== yes) return false;
  await tools.parameters.forget(kept.id);
  return true;
}
