/** Who signs a TR-34 export: AWS by an export token, or an own key pair (S0) with a certificate of one's own CA. */
import * as vscode from 'vscode';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Finding } from '../../core/findings';
import type { ExportKeyMaterialMembers, OutputOf } from '../../keyservice/operations';
import { awsCertificateParameter } from '../../keyservice/rules/certificates';
import { pairCertificateFindings, publicKeyDigest } from '../../keyservice/rules/pairCertificates';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, back, type Frame } from '../flow/ui';
import { callService } from '../service/callService';
import { fingerprintOf } from '../service/confirmChange';
import { expiryText, findingText, grouped, localTime, misfitText } from '../service/importTexts';
import type { CatalogueKey } from '../service/keyCatalogue';
import { isPair, keyName } from '../service/names';
import type { KeptCertificate } from '../service/pairCertificates';
import { certificatesOf } from '../service/parameterCertificates';
import { unusableState } from '../service/pickKey';
import type { ServiceAction } from '../service/serviceAction';
import { escapeIcons } from '../ui/markdown';
import { comparedText, type PairKey, readPairKey } from './pairPublicKey';

/** An own key pair, with its certificate and the issuers that were kept. */
export interface OwnSigner {
  readonly key: CatalogueKey;
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
  /** SHA-256 of the pair's public key, where it was read when the certificate was kept. */
  readonly publicKey: string | undefined;
  /** Who gave it then. */
  readonly publicKeyBy: KeptCertificate['publicKeyBy'];
  /** What was read of it for this export; undefined where the service had given it before. */
  readonly pair?: PairKey;
}

export type Signer = 'aws' | OwnSigner;

type SigningMembers = Pick<
  ExportKeyMaterialMembers['Tr34KeyBlock'],
  'ExportToken' | 'SigningKeyIdentifier' | 'SigningKeyCertificate'
>;

/** The members of the call, and the certificates by which the token can be checked. */
export interface Signing {
  readonly members: SigningMembers;
  readonly certificates: readonly Certificate[];
}

/** Certificates of key pairs that sign, of all accounts: without any there is nothing to ask. */
export async function keptSigners({
  tools,
}: Pick<ServiceAction, 'tools'>): Promise<readonly KeptCertificate[]> {
  return (await tools.parameters.certificates()).filter(({ purpose }) => purpose === 'sign');
}

/** AWS, or one of the own key pairs; what does not fit says why. */
export async function askSigner(
  action: ServiceAction,
  frame: Frame,
  kept: readonly KeptCertificate[],
): Promise<Answer<Signer>> {
  const { ui } = action;
  const picked = await pickFitting<KeptCertificate, 'aws'>(ui, frame, {
    placeholder: vscode.l10n.t('Who signs the token?'),
    items: kept,
    show: (one) => ({
      label: escapeIcons(nameOf(action, one)),
      description: [one.subject, expiryText(one.validUntil, Date.now())].join(' · '),
      detail: vscode.l10n.t('your own key pair, with the certificate from your own CA'),
    }),
    refusal: (one) => {
      const signer = signerOf(action, one);
      return typeof signer === 'string' ? signer : undefined;
    },
    others: [
      {
        label: vscode.l10n.t('AWS Payment Cryptography'),
        description: vscode.l10n.t('with an export token, under the CA of the service'),
        value: 'aws',
      },
    ],
  });
  if (picked === undefined || picked === back || picked === 'aws') return picked;
  const signer = signerOf(action, picked);
  return typeof signer === 'string' ? undefined : signer;
}

const pairOf = (
  { tools }: Pick<ServiceAction, 'tools'>,
  { pair }: KeptCertificate,
): CatalogueKey | undefined => tools.catalogue.find(pair);

function nameOf(action: ServiceAction, kept: KeptCertificate): string {
  const key = pairOf(action, kept);
  return key ? keyName(key) : kept.pairName;
}

/** The signer, or why it cannot sign. */
function signerOf(action: ServiceAction, kept: KeptCertificate): OwnSigner | string {
  const misfit = misfitText(kept, action.target);
  if (misfit !== undefined) return misfit;
  const key = pairOf(action, kept);
  if (!key) return vscode.l10n.t('Its key pair is not in this account and Region.');
  const { KeyAttributes } = key.summary;
  const state = unusableState(key.summary);
  if (state !== undefined) return state;
  const [certificate, ...chain] = certificatesOf(kept);
  if (!certificate) return vscode.l10n.t('The certificate cannot be read.');
  if (!isPair(key.summary) || !KeyAttributes.KeyAlgorithm.startsWith('RSA_'))
    return vscode.l10n.t(
      'A TR-34 token is signed by an RSA key pair; this is {0}.',
      KeyAttributes.KeyAlgorithm,
    );
  const { KeyModesOfUse: modes } = KeyAttributes;
  if (modes && modes.Sign !== true && modes.NoRestrictions !== true)
    return vscode.l10n.t('The mode Sign is missing.');
  const { publicKey, publicKeyBy } = kept;
  const signer = { key, certificate, chain, publicKey, publicKeyBy };
  const error = findingsOf(signer).find(({ severity }) => severity === 'error');
  return error ? findingText(error) : signer;
}

function findingsOf({ key, certificate, publicKey }: OwnSigner): readonly Finding[] {
  return pairCertificateFindings({ certificate, purpose: 'sign', pair: keyName(key), publicKey }, new Date());
}

/** What is confirmed of an own signer, warnings first. */
export function signerLines(signer: Signer): string[] {
  if (signer === 'aws') return [];
  const { key, certificate, pair } = signer;
  const until = certificate.notAfter?.date;
  return [
    ...findingsOf(signer)
      .filter(({ severity }) => severity === 'warning')
      .map((finding) => `! ${findingText(finding)}`),
    vscode.l10n.t(
      'signed by {0} with the certificate "{1}", without an export token',
      keyName(key),
      certificate.subject.text,
    ),
    vscode.l10n.t('SHA-256 {0}', grouped(fingerprintOf(certificate))),
    ...(until ? [vscode.l10n.t('Certificate valid until {0}', localTime(until.getTime()))] : []),
    ...(pair ? [comparedText(pair)] : []),
  ];
}

/**
 * The public key of an own signer, read again where the service had not given it: pair and certificate that do not match are the
 * most common error of such exports (user guide), and a call that fails by it is not sent.
 */
export async function withPublicKey(action: ServiceAction, signer: Signer): Promise<Signer | undefined> {
  if (signer === 'aws') return signer;
  if (signer.publicKey !== undefined && signer.publicKeyBy === 'certificate') return signer;
  const pair = await readPairKey(action, signer.key.summary.KeyArn, vscode.l10n.t('Reading the public key'));
  if (!pair) return undefined;
  if (!('digest' in pair)) return { ...signer, pair };
  const known: OwnSigner = { ...signer, publicKey: pair.digest, publicKeyBy: pair.by, pair };
  if (pair.digest === publicKeyDigest(signer.certificate.publicKey)) return known;
  const [error] = findingsOf(known).filter(({ severity }) => severity === 'error');
  await action.ui.failed(vscode.l10n.t('Nothing was exported.'), error ? findingText(error) : '');
  return undefined;
}

/** By AWS: a token is fetched, which changes no key. Undefined where that failed, and was said. */
export async function signingOf(action: ServiceAction, signer: Signer): Promise<Signing | undefined> {
  if (signer !== 'aws')
    return {
      members: {
        SigningKeyIdentifier: signer.key.summary.KeyArn,
        SigningKeyCertificate: awsCertificateParameter(signer.certificate),
      },
      certificates: [signer.certificate, ...signer.chain],
    };
  const parameters: OutputOf<'GetParametersForExport'> | undefined = await callService(action, {
    doing: vscode.l10n.t('Getting export parameters'),
    repeatable: true,
    run: async (signal) =>
      (
        await action.service.call(
          'GetParametersForExport',
          { KeyMaterialType: 'TR34_KEY_BLOCK', SigningKeyAlgorithm: 'RSA_2048' },
          { signal },
        )
      ).output,
  });
  return (
    parameters && {
      members: { ExportToken: parameters.ExportToken },
      certificates: certificatesOf({
        certificate: parameters.SigningKeyCertificate,
        chain: parameters.SigningKeyCertificateChain,
      }),
    }
  );
}
