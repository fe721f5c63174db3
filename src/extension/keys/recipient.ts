/** The certificate that a key goes to: from what is open, a file, or pasted. */
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
    return vscode.l10n.t('that of an authority, not of a receiver');
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
  { ui }: ServiceAction,
  frame: Frame,
  algorithm: string,
  refuse: (certificate: Certificate) => Promise<string | undefined>,
): Promise<Answer<Recipient>> {
  let found = certificatesOf(sourcesHere());
  for (;;) {
    const picked = await pickFitting<Certificate, 'file' | 'paste'>(ui, frame, {
      placeholder: vscode.l10n.t('Who receives the key? Its certificate (KRD), checked with its owner.'),
      items: found,
      show: (certificate) => ({
        label: escapeIcons(certificate.subject.text),
        description: awsKeyAlgorithm(certificate.publicKey) ?? certificate.publicKey.algorithm,
        detail: vscode.l10n.t('SHA-256 {0}', grouped(fingerprintOf(certificate))),
      }),
      refusal: (certificate) => unfitRecipient(certificate, algorithm),
      group: vscode.l10n.t('Found here'),
      others: [
        {
          label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`,
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
    const objection = await refuse(picked);
    if (objection === undefined)
      return { certificate: picked, others: found.filter((other) => other !== picked) };
    await ui.failed(vscode.l10n.t('No key goes to this certificate.'), escapeNotification(objection));
  }

  async function fromFile(): Promise<readonly Certificate[]> {
    const uri = await ui.file({ title: vscode.l10n.t('Certificate of the Receiver') });
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
            ? { message: vscode.l10n.t('There is no certificate in this.'), severity: 'error' }
            : undefined,
      },
    );
    return typeof text === 'string' ? certificatesOf(sourcesOfText(text, '')) : [];
  }
}
