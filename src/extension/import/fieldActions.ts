/** Small commands beside a field: what is missing is loaded from files, pasted, fetched or created. */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Draft, Found } from '../../keyservice/draft/draft';
import { pairCarries } from '../../keyservice/draft/agreedDraft';
import { cipherAlgorithms, type KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { once } from '../flow/flow';
import { back } from '../flow/ui';
import { fileOfText, readFile } from '../material/structureFile';
import type { ImportSource } from '../material/importSource';
import { fingerprintOf } from '../service/confirmChange';
import { callService } from '../service/callService';
import { makeAgreementPair } from '../service/newKey';
import type { FieldChange } from './fieldChange';
import { foreignKey } from './foreignKey';
import { certificatesOf } from '../service/parameterCertificates';
import type { ServiceAction } from '../service/serviceAction';
import { getParameters } from '../parameters/getParameters';
import { escapeNotification } from '../ui/markdown';
import { certificatesInFile, randomNumbersInFile } from './openMaterial';

/** Undefined where nothing changed; what went wrong was said. */
export async function fieldAction(
  action: ServiceAction,
  draft: Draft,
  field: string,
  id: string,
  source: ImportSource | undefined,
): Promise<FieldChange | undefined> {
  switch (`${field} ${id}`) {
    case 'parameters get':
      return newParameters(action, draft, source);
    case 'pair make':
      return newPair(action, draft.becomes.algorithms ?? []);
    case 'pair save':
      return saveCertificate(action, draft);
    case 'wrappingKey foreign':
      return foreignKey(action, 'wrappingKey');
    case 'authority foreign':
      return foreignKey(action, 'authority');
    case 'partner file':
    case 'signer file':
    case 'authority file':
    case 'randomNumber file':
      return fromFiles(action);
    case 'partner paste':
    case 'signer paste':
    case 'authority paste':
      return fromPaste(action);
    default:
      return undefined;
  }
}

async function fromFiles({ ui }: ServiceAction): Promise<FieldChange | undefined> {
  const uris = await ui.files({
    title: vscode.l10n.t('Certificates and Tokens for This Import'),
    openLabel: vscode.l10n.t('Use These Files'),
  });
  if (uris.length === 0) return undefined;
  const files = await Promise.all(uris.map((uri) => readFile(uri)));
  const certificates = files.flatMap(certificatesInFile);
  const randomNumbers = files.flatMap(randomNumbersInFile);
  if (certificates.length + randomNumbers.length > 0) return { certificates, randomNumbers };
  ui.warn(vscode.l10n.t('No certificate or random number token was found in the selected files.'));
  return undefined;
}

async function fromPaste({ ui }: ServiceAction): Promise<FieldChange | undefined> {
  const inText = (text: string): readonly Found<Certificate>[] =>
    certificatesInFile(fileOfText(vscode.l10n.t('pasted'), text));
  const text = await once(vscode.l10n.t('Certificate for This Import'), (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('Certificate as PEM, base64 or hexadecimal digits'),
      check: (typed) =>
        inText(typed).length > 0
          ? undefined
          : { message: vscode.l10n.t('No complete certificate in this text.'), severity: 'error' },
    }),
  );
  return typeof text === 'string' ? { certificates: inText(text) } : undefined;
}

async function newParameters(
  { tools, ui }: ServiceAction,
  draft: Draft,
  source: ImportSource | undefined,
): Promise<FieldChange | undefined> {
  const materialType = source?.kind === 'tr34' ? 'TR34_KEY_BLOCK' : 'KEY_CRYPTOGRAM';
  const [keyAlgorithm] = (draft.becomes.algorithms ?? []).filter(
    (one) => transportMethods(one, 'RSA_4096').length > 0,
  );
  const got = await getParameters(tools, ui, {
    materialType,
    ...(keyAlgorithm === undefined ? {} : { keyAlgorithm }),
  });
  if (got === undefined || got === back) return undefined;
  const save = vscode.l10n.t('Save KRD Certificate…');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      vscode.l10n.t(
        'New import parameters are saved. They do not match material that was created for others: send their KRD certificate to the sender.',
      ),
      save,
    );
    if (chosen === save)
      await vscode.commands.executeCommand('keyMaterial.importParameters.saveCertificate', got.id);
  });
  return {};
}

const curves = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const;

async function newPair(
  action: ServiceAction,
  carried: readonly KeyAlgorithm[],
): Promise<FieldChange | undefined> {
  const fitting = curves.filter((curve) => pairCarries(curve, carried));
  const curve = await once(vscode.l10n.t('Create Key Pair'), (frame) =>
    action.ui.pick<KeyAlgorithm>(frame, {
      placeholder: vscode.l10n.t('Curve of the new key pair; it determines which keys can be protected'),
      choices: fitting.map((value) => ({
        label: value,
        description: cipherAlgorithms
          .filter((algorithm) => transportMethods(algorithm, value).includes('ECDH'))
          .join(', '),
        value,
      })),
      active: fitting[0],
    }),
  );
  if (curve === undefined) return undefined;
  const pair = await makeAgreementPair(action, curve);
  return pair && { answers: { pair: pair.KeyArn } };
}

async function saveCertificate(action: ServiceAction, draft: Draft): Promise<undefined> {
  const { ui, service } = action;
  const arn = draft.fields.find(({ id }) => id === 'pair')?.value ?? '';
  if (arn === '') return undefined;
  const reply = await callService(action, {
    doing: vscode.l10n.t('Getting the certificate…'),
    repeatable: true,
    run: (signal) => service.call('GetPublicKeyCertificate', { KeyIdentifier: arn }, { signal }),
  });
  if (!reply) return undefined;
  const certificates = certificatesOf({
    certificate: reply.output.KeyCertificate,
    chain: reply.output.KeyCertificateChain,
  });
  const [first] = certificates;
  const uri = await ui.save({
    title: vscode.l10n.t('Save Certificate and Chain'),
    name: `agreement-${arn.slice(-16)}.pem`,
    filters: { PEM: ['pem'] },
  });
  if (!uri || !first) return undefined;
  const pem = certificates.map(({ raw }) => toPem('CERTIFICATE', raw)).join('');
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(pem));
  ui.afterwards(async () => {
    await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'Saved with its chain. Have the other party compare the SHA-256 fingerprint: {0}',
          fingerprintOf(first),
        ),
      ),
    );
  });
  return undefined;
}
