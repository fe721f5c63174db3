/** The KRD's certificate of kept parameters: to look at, to save for the sender's HSM, to copy. */
import * as vscode from 'vscode';
import { digestOf } from '../../core/crypto/hmac';
import { toPem } from '../../core/input/pem';
import type { Certificate } from '../../core/x509/certificateTypes';
import { colonHex } from '../../core/x509/fingerprints';
import { escapeNotification } from '../ui/markdown';
import { flow } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import type { ServiceTools } from '../service/tools';
import { certificatesOf } from '../service/parameterCertificates';
import type { KeptParameters } from '../service/parameterStore';
import { parametersTitle } from '../service/importTexts';

export const fingerprintOf = (certificate: Certificate): string =>
  colonHex(digestOf('SHA-256', certificate.raw));

const pemOf = (certificates: readonly Certificate[]): string =>
  certificates.map(({ raw }) => toPem('CERTIFICATE', raw)).join('');

/** Certificate and chain in the structure viewer. */
export async function openCertificates(
  tools: Pick<ServiceTools, 'showStructure'>,
  kept: KeptParameters,
): Promise<void> {
  const name = vscode.l10n.t('KRD certificate, {0}', parametersTitle(kept));
  await tools.showStructure?.(name, pemOf(certificatesOf(kept)));
}

export async function copyCertificate(kept: KeptParameters): Promise<void> {
  const [krd] = certificatesOf(kept);
  if (!krd) return;
  await vscode.env.clipboard.writeText(pemOf([krd]));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The KRD certificate was copied as PEM.'), 5000);
}

export async function copyFingerprint(kept: KeptParameters): Promise<void> {
  const [krd] = certificatesOf(kept);
  if (!krd) return;
  await vscode.env.clipboard.writeText(fingerprintOf(krd));
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('The SHA-256 fingerprint of the KRD certificate was copied.'),
    5000,
  );
}

type Format = 'pem' | 'der';

async function bundleOf(certificates: readonly Certificate[]): Promise<Uint8Array> {
  const { certificateBundle } = await import('../../core/make/certificateBundle');
  return certificateBundle(certificates.map(({ raw }) => raw));
}

/** Leaf, authority or chain, as PEM or DER, into a file. The file that was written; undefined where none was. */
export async function saveCertificates(kept: KeptParameters, ui: Ui): Promise<vscode.Uri | undefined> {
  const all = certificatesOf(kept);
  const title = vscode.l10n.t('Save KRD Certificate');
  // One list, as the former answer is found in it by identity.
  const choices = what(all);
  const answers = await flow(title)
    .ask('chosen', (frame, _, former?: readonly Certificate[]) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('What does the sender need?'),
        choices,
        active: former,
      }),
    )
    .ask('format', (frame, { chosen }, former: Format = 'pem') =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('Select a format'),
        choices: forms(chosen.length),
        active: former,
      }),
    )
    .ask('file', (_, { chosen, format }) => {
      const ending = format === 'pem' ? 'pem' : chosen.length > 1 ? 'p7b' : 'cer';
      return ui.save({
        title,
        name: `${nameFor(kept, chosen, all)}.${ending}`,
        filters: { [format.toUpperCase()]: [ending], [vscode.l10n.t('All files')]: ['*'] },
      });
    })
    .run();
  if (!answers) return undefined;
  const { chosen, format, file } = answers;
  const [first] = chosen;
  const bytes =
    format === 'pem'
      ? new TextEncoder().encode(pemOf(chosen))
      : chosen.length > 1
        ? await bundleOf(chosen)
        : first!.raw;
  await vscode.workspace.fs.writeFile(file, bytes);
  ui.afterwards(() => tellSaved(chosen, file, ui));
  return file;
}

async function tellSaved(chosen: readonly Certificate[], file: vscode.Uri, ui: Ui): Promise<void> {
  const print = fingerprintOf(chosen[0]!);
  const copy = vscode.l10n.t('Copy Fingerprint');
  const open = vscode.l10n.t('Open');
  const answer = await ui.tell(
    escapeNotification(
      vscode.l10n.t(
        'Saved as {0}. Have the sender compare the SHA-256 fingerprint over a different channel than the file: {1}',
        file.path.split('/').at(-1) ?? '',
        print,
      ),
    ),
    copy,
    open,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(print);
  if (answer === open) await vscode.commands.executeCommand('keyMaterial.inspect', file);
}

function what(all: readonly Certificate[]): Choice<readonly Certificate[]>[] {
  const [krd, ...above] = all;
  if (!krd) return [];
  const single = (
    certificate: Certificate,
    label: string,
    detail: string,
  ): Choice<readonly Certificate[]> => ({
    label,
    description: certificate.subject.label || certificate.subject.text,
    detail,
    value: [certificate],
  });
  const hashes = all.some(({ signatureAlgorithm }) => /sha512/i.test(signatureAlgorithm.name));
  return [
    single(
      krd,
      vscode.l10n.t('KRD certificate'),
      vscode.l10n.t('The sender wraps the key for its public key.'),
    ),
    ...above.map((certificate) =>
      single(
        certificate,
        certificate.selfIssued
          ? vscode.l10n.t('Root certificate')
          : vscode.l10n.t('Intermediate certificate'),
        vscode.l10n.t('The sending HSM must trust it before it accepts the KRD certificate.'),
      ),
    ),
    ...(above.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('Complete chain'),
            description: vscode.l10n.t("{0} certificates, the KRD's first", all.length),
            ...(hashes
              ? {
                  detail: vscode.l10n.t(
                    'Signed with SHA-512, which not every HSM accepts (Atalla command 123 does not): enter the public key by hand there.',
                  ),
                }
              : {}),
            value: all,
          },
        ]),
  ];
}

function forms(count: number): Choice<Format>[] {
  return [
    { label: 'PEM', description: vscode.l10n.t('text, to paste or to send'), value: 'pem' },
    {
      label: 'DER',
      description:
        count > 1 ? vscode.l10n.t('binary, all in one PKCS#7 file (.p7b)') : vscode.l10n.t('binary (.cer)'),
      value: 'der',
    },
  ];
}

/** "krd-rsa-3072", "krd-root-rsa-3072", "krd-chain-rsa-3072". */
function nameFor(kept: KeptParameters, chosen: readonly Certificate[], all: readonly Certificate[]): string {
  const part =
    chosen.length > 1
      ? '-chain'
      : chosen[0] === all[0]
        ? ''
        : chosen[0]?.selfIssued
          ? '-root'
          : '-intermediate';
  return `krd${part}-${kept.wrappingAlgorithm.toLowerCase().replace('_', '-')}`;
}
