/** Export as TR-34 key token to the certificate of a receiver, whose authority the account trusts. */
import * as vscode from 'vscode';
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import { toPem } from '../../core/input/pem';
import { sameOctets } from '../../core/octets';
import type { OutputOf } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import { awsCertificateParameter } from '../../keyservice/rules/certificates';
import { escapeIcons, escapeNotification } from '../ui/markdown';
import { flowWithin, made } from '../flow/flow';
import { back, type Answer, type Choice, type Frame } from '../flow/ui';
import { custodyRefusal } from '../service/custody';
import { importAuthorityNow } from '../import/importNow';
import {
  askTyped,
  type Change,
  confirmChange,
  fingerprintOf,
  keyLines,
  live,
  sendChange,
} from '../service/confirmChange';
import { ImportedCertificates } from '../service/importPorts';
import { grouped } from '../service/importTexts';
import { nonceOf } from '../viewer/tr34Loading';
import type { ServiceAction } from '../service/serviceAction';
import { askHeaders, headerLines, headersOf, type HeaderWishes } from './exportTr31';
import { fileName, tellExported } from './exported';
import type { CatalogueKey } from '../service/keyCatalogue';
import { descriptionParts, keyName, keyWithKcv } from '../service/names';
import type { KeyPanels } from './keyDetails';
import {
  askSigner,
  keptSigners,
  type Signer,
  signerLines,
  type Signing,
  signingOf,
  withPublicKey,
} from './exportSigner';
import { askRecipient, type Recipient } from './recipient';

const verifying = 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE';

export async function exportTr34(
  action: ServiceAction,
  key: CatalogueKey,
  panels: KeyPanels,
): Promise<Answer<true>> {
  const title = vscode.l10n.t('Export as TR-34');
  const refuse = (
    certificate: Recipient['certificate'],
    signer: Signer = 'aws',
  ): Promise<string | undefined> =>
    custodyRefusal(action.tools, action.target, {
      receives: certificate,
      ...(signer === 'aws' ? {} : { ofPair: [signer.certificate, ...signer.chain] }),
    });
  const kept = await keptSigners(action);
  const answers = await flowWithin({ title, canGoBack: true })
    .ask('recipient', (frame) =>
      askRecipient(action, frame, key.summary.KeyAttributes.KeyAlgorithm, (one) => refuse(one)),
    )
    .ask('authority', (frame, { recipient }) => askAuthority(action, frame, recipient))
    .askWhen(
      () => kept.length > 0,
      'signer',
      (frame) => askSigner(action, frame, kept),
    )
    .ask('nonce', (frame, _, former: string | undefined) => askNonce(action, frame, former ?? ''))
    .ask('headers', (frame, _, former: HeaderWishes | undefined) => askHeaders(action, frame, key, former))
    .askWhen(
      () => live(action),
      'typed',
      (frame, { recipient: { certificate } }) => {
        const print = fingerprintOf(certificate);
        const prompt = vscode.l10n.t(
          'LIVE: {0} will leave the account for "{1}", SHA-256 {2}. Compare the fingerprint with its owner, and type its last eight digits.',
          keyWithKcv(key),
          certificate.subject.text,
          grouped(print),
        );
        return askTyped(action, frame, prompt, [print.slice(-8)]);
      },
    )
    .run();
  if (answers === undefined || answers === back) return answers;
  const { recipient, authority, nonce, headers } = answers;
  const signer = await withPublicKey(action, answers.signer ?? 'aws');
  const signing = signer && (await signingOf(action, signer));
  if (!signing) return undefined;
  const KeyBlockHeaders = headersOf(headers);
  const known = action.tools.catalogue.find(authority.KeyArn);
  const { certificate } = recipient;
  const change: Change<'ExportKey'> = {
    operation: 'ExportKey',
    input: {
      ExportKeyIdentifier: key.summary.KeyArn,
      KeyMaterial: {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
          WrappingKeyCertificate: awsCertificateParameter(certificate),
          ...signing.members,
          KeyBlockFormat: 'X9_TR34_2012',
          ...(nonce === '' ? {} : { RandomNonce: nonce }),
          ...(KeyBlockHeaders ? { KeyBlockHeaders } : {}),
        },
      },
    },
    question: vscode.l10n.t('Export {0} as TR-34?', keyWithKcv(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t('to {0}', certificate.subject.text),
      vscode.l10n.t('SHA-256 {0}', grouped(fingerprintOf(certificate))),
      vscode.l10n.t('issued under {0}', known ? keyName(known) : authority.KeyArn),
      ...signerLines(signer),
      nonce === ''
        ? vscode.l10n.t('one-pass: without a random number from the receiver')
        : vscode.l10n.t('two-pass: random number {0}', nonce),
      ...headerLines(headers, key),
    ],
    action: vscode.l10n.t('Export'),
    doing: vscode.l10n.t('Exporting {0}', keyName(key)),
    // Nothing changed at the service that could be looked at.
    look: () => Promise.resolve(undefined),
  };
  if (!(await confirmChange(action, change))) return undefined;
  // Once more: the list of test accounts and what is loaded here may have changed while questions stood.
  const objection = await refuse(certificate, signer);
  if (objection !== undefined) {
    await action.ui.failed(vscode.l10n.t('Nothing was exported.'), escapeNotification(objection));
    return undefined;
  }
  const output = await sendChange(action, change);
  if (!output) return undefined;
  panels.structure(vscode.l10n.t('TR-34 token of {0}', keyName(key)), tokenText(output, signing));
  tellExported(action, key, output, {
    name: `${fileName(key)}.tr34`,
    bytes: fromHex(output.WrappedKey.KeyMaterial) ?? new Uint8Array(),
  });
  return true;
}

/** The token as hex, then the certificates of whoever signed it, so that the viewer can check it. */
function tokenText({ WrappedKey }: OutputOf<'ExportKey'>, { certificates }: Signing): string {
  return [WrappedKey.KeyMaterial, ...certificates.map(({ raw }) => toPem('CERTIFICATE', raw))].join('\n\n');
}

type Authority = KnownKey | 'import';

/** The imported certificate that issued the receiver's, or one that is imported now. */
async function askAuthority(
  action: ServiceAction,
  frame: Frame,
  { certificate, others }: Recipient,
): Promise<Answer<KnownKey>> {
  const { tools, target, ui } = action;
  const issuers = others.filter(({ subject }) => sameOctets(subject.raw, certificate.issuer.raw));
  const imported = await ImportedCertificates.read(tools, target);
  const remembered = new Set(
    issuers.map((issuer) => imported.find(issuer, verifying)?.KeyArn).filter((arn) => arn !== undefined),
  );
  const authorities = tools.catalogue.keys.filter(
    ({ summary: { KeyState, Enabled, KeyAttributes } }) =>
      KeyState === 'CREATE_COMPLETE' &&
      Enabled !== false &&
      KeyAttributes.KeyClass === 'PUBLIC_KEY' &&
      KeyAttributes.KeyUsage === verifying,
  );
  const choice = (key: CatalogueKey): Choice<Authority> => ({
    label: escapeIcons(keyName(key)),
    description: descriptionParts(key).join(' · '),
    ...(remembered.has(key.summary.KeyArn)
      ? { detail: vscode.l10n.t('issued the certificate; imported from here') }
      : {}),
    value: key.summary,
  });
  const first = authorities.filter(({ summary }) => remembered.has(summary.KeyArn));
  const rest = authorities.filter(({ summary }) => !remembered.has(summary.KeyArn));
  const importing: Choice<Authority> = {
    label: `$(cloud-upload) ${vscode.l10n.t('Import Its CA Now…')}`,
    description:
      issuers.length > 0
        ? vscode.l10n.t('included with the certificate')
        : vscode.l10n.t('the root and intermediate certificates'),
    value: 'import',
  };
  const chosen = await ui.pick<Authority>(frame, {
    placeholder: escapeIcons(
      vscode.l10n.t('Which imported certificate is the issuer "{0}"?', certificate.issuer.text),
    ),
    choices: [...first.map(choice), ...(first.length > 0 ? [] : [importing]), ...rest.map(choice)],
  });
  if (chosen !== 'import') return chosen;
  if (issuers.length > 0)
    return importAuthorityNow(action, [certificate, ...others], { purpose: 'TR34_RECIPIENT' });
  await vscode.commands.executeCommand('keyMaterial.importKey', { flow: 'certificates' });
  return undefined;
}

/** Hex digits; '' for a one-pass token. */
async function askNonce({ ui }: ServiceAction, frame: Frame, value: string): Promise<Answer<string>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t(
      'Random number of the receiver (RT_KRD, or 8 to 16 bytes as hexadecimal digits); leave empty for one-pass',
    ),
    value,
    check: (text, entered) =>
      !entered || text.trim() === '' || nonceOf(text)
        ? undefined
        : {
            message: vscode.l10n.t('8 to 16 bytes as hexadecimal digits, or a random number token'),
            severity: 'error',
          },
  });
  return made(answer, (text) => {
    const bytes = text.trim() === '' ? undefined : nonceOf(text);
    return bytes ? toUpperHex(bytes) : '';
  });
}
