/** GetParametersForImport, asked for by what is to be imported: each call makes a token, so none happens by itself. */
import * as vscode from 'vscode';
import { awsCliText } from '../../keyservice/cliText';
import type { GetParametersForImportInput, ServiceTarget } from '../../keyservice/operations';
import { accountText } from '../../keyservice/model/names';
import { isLive } from '../../keyservice/rules/live';
import { cipherAlgorithms, type KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { escapeNotification } from '../ui/markdown';
import { flowWithin, made } from '../flow/flow';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { copyCliLine } from '../service/cliShell';
import type { SecretPersistence } from '../service/secretPersistence';
import { connectedTarget } from '../service/target';
import type { ServiceTools } from '../service/tools';
import { callService } from '../service/callService';
import type { KeptParameters } from '../service/parameterStore';
import { expiryText, localTime, materialName, misfitText, parametersTitle } from '../service/importTexts';

export type ParameterMaterial = 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM';

/** What a flow knows already; then it is not asked. */
export interface WantedParameters {
  readonly materialType?: ParameterMaterial;
  readonly keyAlgorithm?: KeyAlgorithm;
}

const wrappingAlgorithms = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;
const method = { TR34_KEY_BLOCK: 'TR34', KEY_CRYPTOGRAM: 'RSA' } as const;

const stateKey = 'keyMaterial.parameterChoices';

/** What was chosen before, kept in the workspace. */
interface Choices {
  readonly materialType: ParameterMaterial;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly wrappingAlgorithm: KeyAlgorithm;
}

/** Wrapping keys under which a key may travel, the smallest first. */
export function fittingWrapping(materialType: ParameterMaterial, key: KeyAlgorithm): readonly KeyAlgorithm[] {
  return wrappingAlgorithms.filter((one) => transportMethods(key, one).includes(method[materialType]));
}

/** Asks, calls, and keeps what comes. Parameters at hand that fit are offered before new ones are made. */
export async function getParameters(
  tools: ServiceTools,
  ui: Ui,
  wanted: WantedParameters = {},
  outer?: Frame,
): Promise<Answer<KeptParameters>> {
  const sent = (answers: Partial<Choices>): Pick<Choices, 'materialType' | 'keyAlgorithm'> => ({
    materialType: wanted.materialType ?? answers.materialType!,
    keyAlgorithm: wanted.keyAlgorithm ?? answers.keyAlgorithm!,
  });
  const answers = await flowWithin(
    outer ?? { title: vscode.l10n.t('Get Import Parameters'), canGoBack: false },
  )
    .askWhen(
      () => wanted.materialType === undefined,
      'materialType',
      (frame, _, former?: ParameterMaterial) => askMaterial(ui, frame, former),
    )
    .askWhen(
      () => wanted.keyAlgorithm === undefined,
      'keyAlgorithm',
      (frame, sofar, former?: KeyAlgorithm) => askKey(ui, frame, sent(sofar).materialType, former),
    )
    .ask('wrappingAlgorithm', (frame, sofar, former?: KeyAlgorithm) => {
      const { materialType, keyAlgorithm } = sent(sofar);
      return askWrapping(ui, frame, materialType, keyAlgorithm, former);
    })
    .ask('kept', (frame, { wrappingAlgorithm, ...sofar }) =>
      fetchOrReuse(tools, ui, { ...sent(sofar), wrappingAlgorithm }, frame),
    )
    .run({
      answers: {
        materialType: 'TR34_KEY_BLOCK',
        keyAlgorithm: 'TDES_2KEY',
        ...tools.context.workspaceState.get<Partial<Choices>>(stateKey, {}),
      },
    });
  return made(answers, ({ kept }) => kept);
}

function askMaterial(
  ui: Ui,
  frame: Frame,
  active: ParameterMaterial | undefined,
): Promise<Answer<ParameterMaterial>> {
  return ui.pick<ParameterMaterial>(frame, {
    placeholder: vscode.l10n.t('How will the key be sent?'),
    choices: [
      {
        label: 'TR-34',
        description: vscode.l10n.t('signed by the sender (KDH), encrypted for the receiver (KRD)'),
        value: 'TR34_KEY_BLOCK',
      },
      {
        label: vscode.l10n.t('RSA wrap'),
        description: vscode.l10n.t('only the key, encrypted with RSA-OAEP; nothing shows who sent it'),
        value: 'KEY_CRYPTOGRAM',
      },
    ],
    active,
  });
}

function askKey(
  ui: Ui,
  frame: Frame,
  materialType: ParameterMaterial,
  active: KeyAlgorithm | undefined,
): Promise<Answer<KeyAlgorithm>> {
  const wrapping = (key: KeyAlgorithm): readonly KeyAlgorithm[] => fittingWrapping(materialType, key);
  return pickFitting<KeyAlgorithm>(ui, frame, {
    placeholder: vscode.l10n.t(
      'What kind of key will be imported? It determines how strong the wrapping key must be',
    ),
    items: cipherAlgorithms,
    show: (key) => ({ label: key, description: wrapping(key).join(', ') }),
    refusal: (key) => (wrapping(key).length === 0 ? noRsaCarries(key) : undefined),
    active,
  });
}

const noRsaCarries = (algorithm: KeyAlgorithm): string =>
  vscode.l10n.t(
    'No RSA key is strong enough for {0}. Use ECDH, or TR-31 under a key of equal strength.',
    algorithm,
  );

function askWrapping(
  ui: Ui,
  frame: Frame,
  materialType: ParameterMaterial,
  key: KeyAlgorithm,
  former: KeyAlgorithm | undefined,
): Promise<Answer<KeyAlgorithm>> {
  const fitting = fittingWrapping(materialType, key);
  return pickFitting<KeyAlgorithm>(ui, frame, {
    placeholder: vscode.l10n.t('Wrapping key size (sizes strong enough for {0})', key),
    items: [...fitting, ...wrappingAlgorithms.filter((algorithm) => !fitting.includes(algorithm))],
    show: (algorithm) => ({
      label: algorithm,
      description:
        algorithm === fitting[0]
          ? vscode.l10n.t('the smallest that is strong enough')
          : fitting.includes(algorithm)
            ? vscode.l10n.t('stronger; not every HSM can wrap under it')
            : '',
    }),
    refusal: (algorithm) =>
      fitting.includes(algorithm)
        ? undefined
        : vscode.l10n.t(
            'A wrapping key must be at least as strong as the key it protects: {0} is weaker than {1}.',
            algorithm,
            key,
          ),
    active: fitting.find((algorithm) => algorithm === former) ?? fitting[0],
  });
}

async function fetchOrReuse(
  tools: ServiceTools,
  ui: Ui,
  choices: Choices,
  frame: Frame,
): Promise<Answer<KeptParameters>> {
  const connected = await connectedTarget(tools);
  if (!connected) return back;
  const { service, target } = connected;
  const { materialType, keyAlgorithm, wrappingAlgorithm } = choices;
  const alike = (await tools.parameters.list()).filter(
    (one) => one.materialType === materialType && one.wrappingAlgorithm === wrappingAlgorithm,
  );
  const known = (await tools.parameters.fitting(target, materialType, new Date())).filter(({ id }) =>
    alike.some((one) => one.id === id),
  );
  const answer = known.length === 0 ? 'new' : await askKnown(ui, frame, target, known, alike);
  if (answer !== 'new') return answer;
  const input = { KeyMaterialType: materialType, WrappingKeyAlgorithm: wrappingAlgorithm };
  if (!(await agreed(ui, target, input))) return back;
  let asked = 0;
  const reply = await callService(
    { tools, ui, service },
    {
      doing: vscode.l10n.t('Getting import parameters…'),
      repeatable: true,
      run: (signal) =>
        // Asked again after an answer that was lost: the token of that one, not a second.
        service.call(
          'GetParametersForImport',
          asked++ === 0 ? input : { ...input, ReuseLastGeneratedToken: true },
          {
            signal,
            // What is kept says in which account they were fetched: so they are fetched there, or not at all.
            ...(isLive(target) && target.account !== undefined ? { account: target.account } : {}),
          },
        ),
    },
  );
  if (!reply) return back;
  const kept = await tools.parameters.add(target, materialType, reply.output);
  const lost = lostText(await tools.parameters.persistence(), vscode.env.uiKind);
  if (lost !== undefined) ui.warn(lost);
  await tools.context.workspaceState.update(stateKey, { materialType, keyAlgorithm, wrappingAlgorithm });
  return kept;
}

/** Where the host will not, or may not, have them after a reload; a browser tells neither. */
export function lostText(persistence: SecretPersistence, host: vscode.UIKind): string | undefined {
  if (persistence === 'lost')
    return vscode.l10n.t(
      'This host cannot store secrets: the import token is lost after a reload, and other windows do not have it. Import the keys before you reload, or use VS Code on a machine with a keyring.',
    );
  if (persistence === 'unknown' && host === vscode.UIKind.Web)
    return vscode.l10n.t(
      'VS Code in a browser might not store secrets, so the import token might be lost after a reload. Import the keys before you reload.',
    );
  return undefined;
}

/** Parameters at hand, or new ones. */
function askKnown(
  ui: Ui,
  frame: Frame,
  target: ServiceTarget,
  known: readonly KeptParameters[],
  alike: readonly KeptParameters[],
): Promise<Answer<KeptParameters | 'new'>> {
  return pickFitting<KeptParameters, 'new'>(ui, frame, {
    placeholder: vscode.l10n.t(
      'Import parameters of this kind already exist; they can be used for many keys',
    ),
    items: [...known, ...alike.filter((kept) => misfitText(kept, target) !== undefined)],
    show: (kept) => ({
      label: parametersTitle(kept),
      description: vscode.l10n.t('saved, {0}', expiryText(kept.validUntil, Date.now())),
    }),
    // Those that the store gave for this account and Region fit.
    refusal: (kept) => (known.includes(kept) ? undefined : misfitText(kept, target)),
    others: [{ label: `$(add) ${vscode.l10n.t('Get New Parameters')}`, value: 'new' }],
    active: known[0],
  });
}

/** On a live account what will happen is confirmed first, with where. */
async function agreed(ui: Ui, target: ServiceTarget, input: GetParametersForImportInput): Promise<boolean> {
  if (!isLive(target)) return true;
  const get = vscode.l10n.t('Get Parameters');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  const detail = [
    vscode.l10n.t('{0} with {1}', materialName(input.KeyMaterialType), input.WrappingKeyAlgorithm),
    vscode.l10n.t('Profile: {0}', target.profile || vscode.l10n.t('environment')),
    vscode.l10n.t('Account: {0}', accountText(target.account ?? '')),
    vscode.l10n.t('Region: {0}', target.region),
    vscode.l10n.t('Endpoint: {0}', target.endpoint),
    vscode.l10n.t('A wrapping key and an import token are created; no key in the account changes.'),
  ].join('\n');
  for (;;) {
    const answer = await ui.confirm(
      vscode.l10n.t('Get import parameters from this live account?'),
      detail,
      get,
      cli,
    );
    if (answer !== cli) return answer === get;
    const { profile, region } = target;
    await copyCliLine(ui, awsCliText('GetParametersForImport', input, { profile, region }).lines);
  }
}

/** The command: gets them, and says what to do with them. */
export async function getAndTell(tools: ServiceTools, ui: Ui): Promise<KeptParameters | undefined> {
  const kept = await getParameters(tools, ui);
  if (typeof kept !== 'object') return undefined;
  const save = vscode.l10n.t('Save KRD Certificate…');
  const open = vscode.l10n.t('Open');
  ui.afterwards(async () => {
    const answer = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'Import parameters for {0} are valid until {1}. Send the KRD certificate to the sender of the key.',
          parametersTitle(kept),
          localTime(kept.validUntil),
        ),
      ),
      save,
      open,
    );
    if (answer === save)
      await vscode.commands.executeCommand('keyMaterial.importParameters.saveCertificate', kept.id);
    if (answer === open)
      await vscode.commands.executeCommand('keyMaterial.importParameters.openCertificate', kept.id);
  });
  return kept;
}
