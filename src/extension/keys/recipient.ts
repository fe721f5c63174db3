/** A certificate that is chosen: that a key goes to, or that a CA made for an own key pair. */
import * as vscode from 'vscode';
import type { Certificate } from '../../core/x509/certificateTypes';
import { awsKeyAlgorithm } from '../../keyservice/rules/certificates';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { escapeIcons, escapeNotification } from '../ui/markdown';
import { pickFitting } from '../flow/pickFitting';
import { back, type Answer, type Frame } from '../flow/ui';
import { fingerprintOf } from '../service/confirmChange';
import { sourcesHere, sourcesOfFile, sourcesOfText } from '../import/findSource';
import type { ImportSource } from '../material/importSource';
import { grouped } from '../service/importTexts';
import type { ServiceAction } from '../service/serviceAction';

export interface Recipient {
  readonly certificate: Certificate;
  /** Those that came with it: its issuers, where they are among them. */
  readonly others: readonly Certificate[];
}

/** Why no key of this algorithm may go there; undefined where it may. */
export function unfitRecipient(certificate: Certificate, algorithm: string): string | undefined {
  const own = awsKeyAlgorithm(certificate.publicKey);
  if (own?.startsWith('RSA_') !== true) return vscode.l10n.t('not an RSA key of 2048, 3072 or 4096 bits');
  if (certificate.basicConstraints?.ca === true)
    return vscode.l10n.t('belongs to an authority, not to a receiver');
  const { notAfter, notBefore } = certificate;
  if (notAfter?.date && notAfter.date < new Date())
    return vscode.l10n.t('it expired on {0}', notAfter.date.toLocaleDateString());
  if (notBefore?.date && notBefore.date > new Date())
    return vscode.l10n.t('it is not valid before {0}', notBefore.date.toLocaleDateString());
  return transportMethods(algorithm, own).includes('TR34')
    ? undefined
    : vscode.l10n.t('{0} is too weak for a key of {1}', own, algorithm);
}

const certificatesOf = (sources: readonly ImportSource[]): readonly Certificate[] =>
  sources.flatMap((source) => (source.kind === 'certificates' ? source.certificates : []));

/** @param refuse what stands against a certificate beyond its form: custody */
export async function askRecipient(
  action: ServiceAction,
  frame: Frame,
  algorithm: string,
  refuse: (certificate: Certificate) => Promise<string | undefined>,
): Promise<Answer<Recipient>> {
  return askCertificate(action, frame, {
    placeholder: vscode.l10n.t(
      'Who receives the key? Select the certificate (KRD) that you verified with its owner.',
    ),
    file: vscode.l10n.t('Certificate of the Receiver'),
    unfit: (certificate) => unfitRecipient(certificate, algorithm),
    refuse: async ({ certificate }) => {
      const objection = await refuse(certificate);
      return objection === undefined
        ? undefined
        : {
            what: vscode.l10n.t('The key cannot be exported to this certificate.'),
            why: escapeNotification(objection),
          };
    },
  });
}

export interface CertificateQuestion {
  readonly placeholder: string;
  /** Title of the dialog for a file. */
  readonly file: string;
  /** Why a certificate cannot be chosen; undefined where it can. */
  readonly unfit: (certificate: Certificate) => string | undefined;
  /** What stands against one that was chosen, escaped; then another can be chosen. */
  readonly refuse: (given: Recipient) => Promise<{ readonly what: string; readonly why: string } | undefined>;
}

/** A certificate of what is open, of a file, or pasted; those that came with it are given too. */
export async function askCertificate(
  { ui }: Pick<ServiceAction, 'ui'>,
  frame: Frame,
  { placeholder, file, unfit, refuse }: CertificateQuestion,
): Promise<Answer<Recipient>> {
  let found = certificatesOf(sourcesHere());
  for (;;) {
    const picked = await pickFitting<Certificate, 'file' | 'paste'>(ui, frame, {
      placeholder,
      items: found,
      show: (certificate) => ({
        label: escapeIcons(certificate.subject.text),
        description: awsKeyAlgorithm(certificate.publicKey) ?? certificate.publicKey.algorithm,
        detail: vscode.l10n.t('SHA-256 {0}', grouped(fingerprintOf(certificate))),
      }),
      refusal: unfit,
      group: vscode.l10n.t('Found here'),
      others: [
        {
          label: `$(folder-opened) ${vscode.l10n.t('Select a File…')}`,
          value: 'file',
          group: vscode.l10n.t('Elsewhere'),
        },
        {
          label: `$(edit) ${vscode.l10n.t('Paste…')}`,
          description: vscode.l10n.t('PEM, base64 or hex'),
          value: 'paste',
        },
      ],
    });
    if (picked === undefined || picked === back) return picked;
    if (picked === 'file' || picked === 'paste') {
      const more = picked === 'file' ? await fromFile() : await fromPaste();
      if (more.length > 0) found = more;
      continue;
    }
    const given = { certificate: picked, others: found.filter((other) => other !== picked) };
    const refused = await refuse(given);
    if (!refused) return given;
    await ui.failed(refused.what, refused.why);
  }

  async function fromFile(): Promise<readonly Certificate[]> {
    const uri = await ui.file({ title: file });
    if (!uri) return [];
    const certificates = certificatesOf(await sourcesOfFile(uri));
    if (certificates.length === 0) ui.warn(vscode.l10n.t('There is no certificate in that file.'));
    return certificates;
  }

  async function fromPaste(): Promise<readonly Certificate[]> {
    const text = await ui.input(
      { title: frame.title, canGoBack: true },
      {
        prompt: vscode.l10n.t('Certificates as PEM, base64 or hex'),
        check: (typed, entered) =>
          entered && certificatesOf(sourcesOfText(typed, '')).length === 0
            ? { message: vscode.l10n.t('There is no certificate here.'), severity: 'error' }
            : undefined,
      },
    );
    return typeof text === 'string' ? certificatesOf(sourcesOfText(text, '')) : [];
  }
}
