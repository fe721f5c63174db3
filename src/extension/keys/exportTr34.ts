/** Export as TR-34 key token to the certificate of a receiver, whose authority the account trusts. */
import * as vscode from 'vscode';
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import { toPem } from '../../core/input/pem';
import { sameOctets } from '../../core/octets';
import { KeyServiceError } from '../../keyservice/errors';
import type { OutputOf } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import { awsCertificateParameter } from '../../keyservice/rules/certificates';
import { escapeIcons, escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, back } from '../flow/ui';
import { runSteps } from '../flow/steps';
import { custodyRefusal } from '../service/custody';
import { importChain } from '../import/certificatesImport';
import { fingerprintOf } from '../service/confirmation';
import { ImportedCertificates } from '../service/importedCertificates';
import { grouped } from '../service/importTexts';
import { certificatesOf } from '../service/parameterCertificates';
import { nonceOf } from '../viewer/tr34Loading';
import { askTyped, confirmed, keyLines, live, send, type Change } from '../service/change';
import { asTheKeyHasIt, headerLines, headersOf, headerSteps } from './exportHeaders';
import { fileName, tellExported } from './exported';
import type { CatalogueKey } from '../service/keyCatalogue';
import { tellFailure, type KeyFlow } from '../service/keyFlow';
import { descriptionParts, keyName, keyWithKcv } from '../service/keyWords';
import type { KeyPanels } from './panels';
import { askRecipient, type Recipient } from './recipient';

const verifying = 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE';

export async function exportTr34(flow: KeyFlow, key: CatalogueKey, panels: KeyPanels): Promise<Answer<true>> {
  const title = vscode.l10n.t('Export as TR-34');
  const headers = asTheKeyHasIt();
  let recipient: Recipient | undefined;
  let authority: KnownKey | undefined;
  let nonce = '';
  const refuse = (certificate: Recipient['certificate']): Promise<string | undefined> =>
    custodyRefusal(flow.tools, flow.target, { receives: certificate });
  const end = await runSteps(
    title,
    [
      {
        ask: async (frame) => {
          const { KeyAlgorithm } = key.summary.KeyAttributes;
          const answer = await askRecipient(flow, frame, KeyAlgorithm, refuse);
          if (answer === undefined || answer === back) return answer;
          recipient = answer;
          return 'next';
        },
      },
      {
        ask: async (frame) => {
          const answer = await askAuthority(flow, frame, recipient!);
          if (answer === undefined || answer === back) return answer;
          authority = answer;
          return 'next';
        },
      },
      {
        ask: async (frame) => {
          const answer = await askNonce(flow, frame, nonce);
          if (answer === undefined || answer === back) return answer;
          nonce = answer;
          return 'next';
        },
      },
      ...headerSteps(flow, key, headers),
      {
        when: () => live(flow),
        ask: async (frame) => {
          const print = fingerprintOf(recipient!.certificate);
          const prompt = vscode.l10n.t(
            'LIVE: {0} leaves the account to "{1}", SHA-256 {2}. Compare it with its owner, and type its last eight digits.',
            keyWithKcv(key),
            recipient!.certificate.subject.text,
            grouped(print),
          );
          const answer = await askTyped(flow, frame, prompt, [print.slice(-8)]);
          return answer === true ? 'next' : answer;
        },
      },
    ],
    { title, canGoBack: true },
  );
  if (end !== 'next' || !recipient || !authority) return end === back ? back : undefined;
  const parameters = await parametersOf(flow);
  if (!parameters) return undefined;
  const KeyBlockHeaders = headersOf(headers);
  const known = flow.tools.catalogue.find(authority.KeyArn);
  const { certificate } = recipient;
  const change: Change<'ExportKey'> = {
    operation: 'ExportKey',
    input: {
      ExportKeyIdentifier: key.summary.KeyArn,
      KeyMaterial: {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
          WrappingKeyCertificate: awsCertificateParameter(certificate),
          ExportToken: parameters.ExportToken,
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
      nonce === ''
        ? vscode.l10n.t('one-pass: without a random number of the receiver')
        : vscode.l10n.t('two-pass: random number {0}', nonce),
      ...headerLines(headers, key),
    ],
    action: vscode.l10n.t('Export'),
    doing: vscode.l10n.t('Exporting {0}', keyName(key)),
    // Nothing changed at the service that could be looked at.
    look: () => Promise.resolve(undefined),
  };
  if (!(await confirmed(flow, change))) return undefined;
  // Once more: the list of test accounts and what is loaded here may have changed while questions stood.
  const objection = await refuse(certificate);
  if (objection !== undefined) {
    await flow.ui.failed(vscode.l10n.t('Nothing was exported.'), escapeNotification(objection));
    return undefined;
  }
  const output = await send(flow, change);
  if (!output) return undefined;
  panels.structure(vscode.l10n.t('TR-34 token of {0}', keyName(key)), tokenText(output, parameters));
  tellExported(flow, key, output, {
    name: `${fileName(key)}.tr34`,
    bytes: fromHex(output.WrappedKey.KeyMaterial) ?? new Uint8Array(),
  });
  return true;
}

/** The token as hex, then the certificates of the service that signed it, so that the viewer can check it. */
function tokenText(
  { WrappedKey }: OutputOf<'ExportKey'>,
  { SigningKeyCertificate, SigningKeyCertificateChain }: OutputOf<'GetParametersForExport'>,
): string {
  const chain = certificatesOf({ certificate: SigningKeyCertificate, chain: SigningKeyCertificateChain });
  return [WrappedKey.KeyMaterial, ...chain.map(({ raw }) => toPem('CERTIFICATE', raw))].join('\n\n');
}

/** A token to export with; no key of the account changes by it. */
async function parametersOf(flow: KeyFlow): Promise<OutputOf<'GetParametersForExport'> | undefined> {
  const again = vscode.l10n.t('Try Again');
  for (;;) {
    try {
      const { output } = await flow.ui.progress(vscode.l10n.t('Getting export parameters'), (signal) =>
        flow.service.call(
          'GetParametersForExport',
          { KeyMaterialType: 'TR34_KEY_BLOCK', SigningKeyAlgorithm: 'RSA_2048' },
          { signal },
        ),
      );
      return output;
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      if (!(await tellFailure(flow, error, error.kind === 'otherAccount' ? undefined : again)))
        return undefined;
    }
  }
}

type Authority = KnownKey | 'import';

/** The imported certificate that issued the receiver's, or one that is imported now. */
async function askAuthority(
  flow: KeyFlow,
  frame: Frame,
  { certificate, others }: Recipient,
): Promise<Answer<KnownKey>> {
  const { tools, target, ui } = flow;
  const issuers = others.filter(({ subject }) => sameOctets(subject.raw, certificate.issuer.raw));
  const imported = await ImportedCertificates.read(tools, target);
  const remembered = new Set(
    issuers.map((issuer) => imported.find(issuer, verifying)?.KeyArn).filter((arn) => arn !== undefined),
  );
  const authorities = tools.catalogue.keys.filter(
    ({ summary: { KeyState, Enabled, KeyAttributes } }) =>
      KeyState === 'CREATE_COMPLETE' &&
      Enabled &&
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
    label: `$(cloud-upload) ${vscode.l10n.t('Import Its Authority Now…')}`,
    description:
      issuers.length > 0
        ? vscode.l10n.t('it came with the certificate')
        : vscode.l10n.t('the root, and what stands between'),
    value: 'import',
  };
  const chosen = await ui.pick<Authority>(frame, {
    placeholder: escapeIcons(
      vscode.l10n.t('Which imported certificate is "{0}", that issued it?', certificate.issuer.text),
    ),
    choices: [...first.map(choice), ...(first.length > 0 ? [] : [importing]), ...rest.map(choice)],
  });
  if (chosen !== 'import') return chosen;
  const given = issuers.length > 0 ? [certificate, ...others] : undefined;
  return importChain(tools, ui, given, 'TR34_RECIPIENT', { title: frame.title, canGoBack: true });
}

/** Hex digits; '' for a one-pass token. */
async function askNonce({ ui }: KeyFlow, frame: Frame, value: string): Promise<Answer<string>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t(
      'Random number of the receiver (RT_KRD, or 8 to 16 bytes as hex digits); leave it empty for one pass',
    ),
    value,
    check: (text, entered) =>
      !entered || text.trim() === '' || nonceOf(text)
        ? undefined
        : {
            message: vscode.l10n.t('8 to 16 bytes as hex digits, or a random number token'),
            severity: 'error',
          },
  });
  if (answer === undefined || answer === back) return answer;
  const bytes = answer.trim() === '' ? undefined : nonceOf(answer);
  return bytes ? toUpperHex(bytes) : '';
}
