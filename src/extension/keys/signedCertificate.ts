/**
 * Use Signed Certificate: what one's own CA made of a request is checked against its key pair, told in words, and kept
 * beside the import parameters.
 */
import * as vscode from 'vscode';
import type { Certificate } from '../../core/x509/certificateTypes';
import { issuersOf } from '../../keyservice/draft/authority';
import { bySeverity } from '../../core/findings';
import { awsCertificateParameter } from '../../keyservice/rules/certificates';
import {
  judgePairCertificate,
  type PairCertificateVerdict,
  publicKeyDigest,
} from '../../keyservice/rules/pairCertificates';
import { pairPurpose, type PairPurpose } from '../../keyservice/rules/pairPurposes';
import { once } from '../flow/flow';
import { fingerprintOf } from '../service/confirmChange';
import { custodyRefusal } from '../service/custody';
import { findingText, grouped, localTime, purposeText, targetLines } from '../service/importTexts';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyName } from '../service/names';
import type { KeptCertificate } from '../service/pairCertificates';
import { chainParameter } from '../service/parameterCertificates';
import { chooseKey } from '../service/pickKey';
import { changing, type ServiceAction } from '../service/serviceAction';
import { localised } from '../ui/localise';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { unfitForCertificate } from './certificateRequest';
import { comparedText, type PairKey, readPairKey } from './pairPublicKey';
import { askCertificate, type Recipient } from './recipient';

/** What was made of a certificate that was chosen. */
interface Judged {
  readonly verdict: PairCertificateVerdict;
  /** Those that issued it, the nearest first, each with a signature that verifies. */
  readonly chain: readonly Certificate[];
}

/** The command. @param argument the key pair; it is asked for where none is given */
export async function useSignedCertificate(
  action: ServiceAction,
  argument: unknown,
): Promise<KeptCertificate | undefined> {
  const title = vscode.l10n.t('Use Signed Certificate');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key pair that the certificate was issued for'),
    unfit: unfitForCertificate,
  });
  const there = key && (await changing(action));
  const purpose = key && pairPurpose(key.summary.KeyAttributes.KeyUsage);
  if (!there || !purpose) return undefined;
  const pair = await readPairKey(there, key.summary.KeyArn, vscode.l10n.t('Reading the public key'));
  if (!pair) return undefined;
  const publicKey = 'digest' in pair ? pair.digest : undefined;
  const judge = async ({ certificate, others }: Recipient): Promise<Judged> => ({
    verdict: await judgePairCertificate(
      { certificate, purpose, pair: keyName(key), publicKey },
      others,
      new Date(),
    ),
    chain: await issuersOf(certificate, others),
  });
  const given = await once(title, (frame) =>
    askCertificate(there, frame, {
      placeholder: vscode.l10n.t('Certificate that your CA issued for {0}', keyName(key)),
      file: vscode.l10n.t('Signed Certificate'),
      unfit: (certificate) => unfitFor(certificate, publicKey),
      refuse: async (chosen) => refusal(there, key, chosen, await judge(chosen)),
    }),
  );
  if (!given) return undefined;
  const judged = await judge(given);
  if (!(await agreed(there, key, purpose, given.certificate, judged, pair))) return undefined;
  const kept = await there.tools.parameters.keepCertificate(there.target, {
    purpose,
    pair: key.summary.KeyArn,
    pairName: keyName(key),
    subject: given.certificate.subject.label || given.certificate.subject.text,
    ...('digest' in pair ? { publicKey: pair.digest, publicKeyBy: pair.by } : {}),
    certificate: awsCertificateParameter(given.certificate),
    chain: chainParameter(judged.chain),
    validUntil: given.certificate.notAfter?.date?.getTime() ?? 0,
  });
  tellKept(there, purpose, kept, [given.certificate, ...judged.chain]);
  return kept;
}

/** A certificate of another key is not the one that is meant: most are those of its CA. */
function unfitFor(certificate: Certificate, publicKey: string | undefined): string | undefined {
  return publicKey === undefined || publicKeyDigest(certificate.publicKey) === publicKey
    ? undefined
    : vscode.l10n.t(
        'Its public key differs from the public key of the key pair (SHA-256 {0}).',
        grouped(publicKeyDigest(certificate.publicKey)),
      );
}

async function refusal(
  { tools, target }: ServiceAction,
  key: CatalogueKey,
  { certificate }: Recipient,
  { verdict, chain }: Judged,
): Promise<{ readonly what: string; readonly why: string } | undefined> {
  const errors = verdict.findings.filter(({ severity }) => severity === 'error');
  const what = vscode.l10n.t('This certificate cannot be used with {0}.', keyName(key));
  if (errors.length > 0) return { what, why: errors.map(findingText).join('\n') };
  const objection = await custodyRefusal(tools, target, { ofPair: [certificate, ...chain] });
  return objection === undefined ? undefined : { what, why: escapeNotificationLines(objection) };
}

/** All that was checked, before it is kept. */
async function agreed(
  { ui, target }: ServiceAction,
  key: CatalogueKey,
  purpose: PairPurpose,
  certificate: Certificate,
  { verdict }: Judged,
  pair: PairKey,
): Promise<boolean> {
  const keep = vscode.l10n.t('Keep Certificate');
  const { signature } = verdict;
  const until = certificate.notAfter?.date;
  const lines = [
    ...bySeverity(verdict.findings)
      .filter(({ severity }) => severity === 'warning')
      .map((finding) => `! ${findingText(finding)}`),
    ...[
      vscode.l10n.t('Certificate: {0}', certificate.subject.text),
      vscode.l10n.t('Issued by: {0}', certificate.issuer.text),
      vscode.l10n.t('SHA-256: {0}', grouped(fingerprintOf(certificate))),
      comparedText(pair),
      signature.verdict === 'valid'
        ? `✓ ${vscode.l10n.t('The signature verifies with the key of "{0}".', signature.by.subject.text)}`
        : signature.verdict === 'cannot_check'
          ? `– ${vscode.l10n.t('The signature was not checked: {0}.', localised(signature.reason))}`
          : `– ${vscode.l10n.t("The signature was not checked: the issuer's certificate is not available.")}`,
      ...(until ? [`✓ ${vscode.l10n.t('Valid until {0}', localTime(until.getTime()))}`] : []),
      vscode.l10n.t('Purpose: {0}', purposeText(purpose)),
    ].map(escapeNotification),
    ...targetLines(target),
  ];
  const question = vscode.l10n.t('Keep this certificate for {0}?', keyName(key));
  return (await ui.confirm(escapeNotification(question), lines.join('\n'), keep)) === keep;
}

/** What is imported of its chain depends on who uses the certificate. */
const chainPurposes: Readonly<Record<PairPurpose, string>> = {
  receive: 'TR34_RECIPIENT',
  sign: 'TR34_SIGNER',
  agree: 'ECDH_PARTNER',
};

function tellKept(
  { ui }: ServiceAction,
  purpose: PairPurpose,
  { pairName, id }: KeptCertificate,
  certificates: readonly Certificate[],
): void {
  const importChain = vscode.l10n.t('Import Its CA…');
  const save = vscode.l10n.t('Save with Chain…');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'The certificate of {0} is kept in the Import Parameters view: it {1}.',
          pairName,
          purposeText(purpose),
        ),
      ),
      ...(certificates.length > 1 ? [importChain] : []),
      save,
    );
    if (chosen === importChain)
      await vscode.commands.executeCommand('keyMaterial.importKey', {
        source: { kind: 'certificates', certificates, place: pairName },
        purpose: chainPurposes[purpose],
      });
    if (chosen === save) await vscode.commands.executeCommand('keyMaterial.pairCertificates.save', id);
  });
}
