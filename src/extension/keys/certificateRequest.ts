/**
 * Get Certificate Signing Request: asks what the certificate will say, has the service sign the request, checks it, and
 * shows it as a document for one's own CA.
 */
import * as vscode from 'vscode';
import { decodeBase64 } from '../../core/input/encodings';
import { findPemBlocks, toPem } from '../../core/input/pem';
import { checkCsrSignature, readCsr, type Csr } from '../../core/x509/csr';
import { accountText } from '../../keyservice/model/names';
import type { InputOf } from '../../keyservice/operations';
import { publicKeyDigest } from '../../keyservice/rules/pairCertificates';
import { type PairPurpose, pairPurpose } from '../../keyservice/rules/pairPurposes';
import { callService } from '../service/callService';
import { confirmChange, keyLines } from '../service/confirmChange';
import { grouped, purposeText } from '../service/importTexts';
import type { CatalogueKey } from '../service/keyCatalogue';
import { isPair, keyName } from '../service/names';
import { chooseKey, unusableState } from '../service/pickKey';
import { changing, type ServiceAction } from '../service/serviceAction';
import { keepChoices, keptChoices } from '../service/tools';
import { localised } from '../ui/localise';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { fileName } from './exported';
import type { KeyPanels } from './keyDetails';
import { type PairKey, readPairKey, rememberRequestedKey } from './pairPublicKey';
import { askRequest, type RequestWishes, subjectText } from './requestSubject';

const choicesKey = 'certificateRequest';
const pemLabel = 'CERTIFICATE REQUEST';

/** Why one's own CA has nothing to certify of a key; undefined where it has. */
export function unfitForCertificate({ summary }: CatalogueKey): string | undefined {
  if (!isPair(summary) || pairPurpose(summary.KeyAttributes.KeyUsage) === undefined)
    return vscode.l10n.t('Not a key pair of usage K2, S0 or K3.');
  return unusableState(summary);
}

/** The command. @param argument the key pair; it is asked for where none is given */
export async function getCertificateRequest(
  action: ServiceAction,
  argument: unknown,
  panels: KeyPanels,
): Promise<void> {
  const title = vscode.l10n.t('Get Certificate Signing Request');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key pair that your own CA will certify'),
    unfit: unfitForCertificate,
  });
  const there = key && (await changing(action));
  if (!there) return;
  const { KeyAlgorithm } = key.summary.KeyAttributes;
  const last = keptChoices<RequestWishes>(there.tools, choicesKey);
  const wishes = await askRequest(there.ui, title, KeyAlgorithm, last);
  if (!wishes) return;
  const answer = await request(there, key, wishes);
  if (answer === undefined) return;
  await keepChoices(there.tools, choicesKey, wishes);
  const checked = await check(there, key, answer);
  if (checked) show(there, key, checked, panels);
}

/** Base64 of PEM, as the service gave it. */
async function request(
  action: ServiceAction,
  key: CatalogueKey,
  { subject, algorithm }: RequestWishes,
): Promise<string | undefined> {
  const operation = 'GetCertificateSigningRequest';
  const input: InputOf<typeof operation> = {
    KeyIdentifier: key.summary.KeyArn,
    SigningAlgorithm: algorithm,
    CertificateSubject: subject,
  };
  const agreed = await confirmChange(action, {
    operation,
    input,
    question: vscode.l10n.t('Get a certificate signing request for {0}?', keyName(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t('Subject: {0}', subjectText(subject)),
      vscode.l10n.t('Signed by the key pair with {0}', algorithm),
      vscode.l10n.t('No key of the account changes.'),
    ],
    action: vscode.l10n.t('Get Request'),
  });
  if (!agreed) return undefined;
  return callService(action, {
    doing: vscode.l10n.t('Getting the certificate signing request'),
    repeatable: true,
    run: async (signal) =>
      (await action.service.call(operation, input, { signal })).output.CertificateSigningRequest,
  });
}

/** A request whose signature was not found wrong, and what the service says of the public key. */
interface Checked {
  readonly csr: Csr;
  readonly digest: string;
  readonly signature: Awaited<ReturnType<typeof checkCsrSignature>>;
  readonly pair: PairKey;
}

/** Undefined where the request must not go to a CA; then that was said. */
async function check(action: ServiceAction, key: CatalogueKey, answer: string): Promise<Checked | undefined> {
  const { ui } = action;
  const refuse = async (why: string): Promise<undefined> => {
    await ui.failed(
      vscode.l10n.t('The certificate signing request cannot be used.'),
      escapeNotificationLines(why),
    );
    return undefined;
  };
  const text = new TextDecoder('latin1').decode(decodeBase64(answer.trim()).bytes);
  const [block] = findPemBlocks(text);
  const csr = block && readCsr(block.bytes);
  if (csr?.wellFormed !== true)
    return refuse(vscode.l10n.t('The response is not a certificate signing request (PKCS #10).'));
  const signature = await checkCsrSignature(csr);
  if (signature.verdict === 'invalid')
    return refuse(
      vscode.l10n.t('Its signature does not verify with the public key in it. Get the request again.'),
    );
  const digest = publicKeyDigest(csr.publicKey);
  const pair = await readPairKey(action, key.summary.KeyArn, vscode.l10n.t('Reading the public key'));
  if (!pair) return undefined;
  if ('digest' in pair && pair.by === 'certificate' && pair.digest !== digest)
    return refuse(
      vscode.l10n.t(
        'Its public key differs from the public key of {0}: SHA-256 {1}, not {2}.',
        keyName(key),
        grouped(digest),
        grouped(pair.digest),
      ),
    );
  if (signature.verdict === 'valid') await rememberRequestedKey(action.tools, key.summary.KeyArn, digest);
  return { csr, digest, signature, pair };
}

/** As a document, and what can be done with it. */
function show(action: ServiceAction, key: CatalogueKey, checked: Checked, panels: KeyPanels): void {
  const { ui } = action;
  const pem = toPem(pemLabel, checked.csr.raw);
  panels.text(documentText(action, key, checked, pem));
  const save = vscode.l10n.t('Save…');
  const copy = vscode.l10n.t('Copy as PEM');
  const structure = vscode.l10n.t('Show Structure');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'Have your CA sign this request, then select Use Signed Certificate… for {0}.',
          keyName(key),
        ),
      ),
      save,
      copy,
      structure,
    );
    if (chosen === copy) await ui.copy(pem);
    if (chosen === structure)
      panels.structure(vscode.l10n.t('Certificate signing request of {0}', keyName(key)), pem);
    if (chosen !== save) return;
    const uri = await ui.save({
      title: vscode.l10n.t('Save Certificate Signing Request'),
      name: `${fileName(key)}.csr`,
      filters: { PEM: ['csr', 'pem'] },
    });
    if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(pem));
  });
}

function documentText(
  { target }: Pick<ServiceAction, 'target'>,
  key: CatalogueKey,
  { csr, digest, signature, pair }: Checked,
  pem: string,
): string {
  const purpose = pairPurpose(key.summary.KeyAttributes.KeyUsage);
  const lines = [
    vscode.l10n.t('Certificate signing request of {0}', keyName(key)),
    '',
    vscode.l10n.t('Key pair: {0}', key.summary.KeyArn),
    ...(target.account === undefined ? [] : [vscode.l10n.t('Account: {0}', accountText(target.account))]),
    ...(purpose ? [vscode.l10n.t('Purpose: {0}', purposeText(purpose))] : []),
    vscode.l10n.t('Subject: {0}', csr.subject.text),
    vscode.l10n.t('Public key: {0}', csr.publicKey.name),
    vscode.l10n.t('SHA-256 of the public key: {0}', grouped(digest)),
    vscode.l10n.t('Signed with: {0}', csr.signatureAlgorithm.name),
    '',
    signature.verdict === 'valid'
      ? `✓ ${vscode.l10n.t('The signature verifies with the public key in the request.')}`
      : `– ${vscode.l10n.t('The signature was not checked: {0}.', signature.reason ? localised(signature.reason) : '')}`,
    'digest' in pair && pair.by === 'certificate'
      ? `✓ ${vscode.l10n.t("The public key matches the key pair's certificate from GetPublicKeyCertificate.")}`
      : `– ${vscode.l10n.t('The public key was not compared with GetPublicKeyCertificate.')} ${'problem' in pair ? pair.problem : ''}`.trimEnd(),
    ...(purpose ? ['', askedOfCa(purpose)] : []),
  ];
  return `${lines.join('\n')}\n\n${pem}`;
}

/** What the CA has to put into the certificate. */
function askedOfCa(purpose: PairPurpose): string {
  switch (purpose) {
    case 'receive':
      return vscode.l10n.t(
        'The certificate needs keyUsage keyEncipherment, and must not be a CA certificate.',
      );
    case 'sign':
      return vscode.l10n.t(
        'The certificate needs keyUsage digitalSignature, and must not be a CA certificate.',
      );
    case 'agree':
      return vscode.l10n.t('The certificate needs keyUsage keyAgreement, and must not be a CA certificate.');
  }
}
