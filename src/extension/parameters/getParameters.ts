/** GetParametersForImport, asked for by what is to be imported: each call makes a token, so none happens by itself. */
import * as vscode from 'vscode';
import { awsCliText } from '../../keyservice/cliText';
import type { GetParametersForImportInput, ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { transportMethods } from '../../keyservice/rules/strength';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { runSteps, type Step, type StepEnd } from '../flow/steps';
import { copyCliLine } from '../service/cliShell';
import { accountText, connectedTarget } from '../service/target';
import type { ServiceTools } from '../service/tools';
import { serviceCall } from '../service/serviceCall';
import type { KeptParameters } from '../service/parameterStore';
import {
  algorithmName,
  expiryText,
  localTime,
  materialName,
  misfitText,
  parametersTitle,
} from '../service/parameterWords';

export type ParameterMaterial = 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM';

/** What a flow knows already; then it is not asked. */
export interface WantedParameters {
  readonly materialType?: ParameterMaterial;
  readonly keyAlgorithm?: KeyAlgorithm;
}

const keyAlgorithms = ['TDES_2KEY', 'TDES_3KEY', 'AES_128', 'AES_192', 'AES_256'] as const;
const wrappingAlgorithms = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;
const method = { TR34_KEY_BLOCK: 'TR34', KEY_CRYPTOGRAM: 'RSA' } as const;

const stateKey = 'keyMaterial.parameterChoices';

interface Choices {
  materialType: ParameterMaterial;
  keyAlgorithm: KeyAlgorithm;
  wrappingAlgorithm?: KeyAlgorithm;
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
  const title = outer?.title ?? vscode.l10n.t('Get Import Parameters');
  const last = tools.context.workspaceState.get<Partial<Choices>>(stateKey, {});
  const choices: Choices = {
    materialType: wanted.materialType ?? last.materialType ?? 'TR34_KEY_BLOCK',
    keyAlgorithm: wanted.keyAlgorithm ?? last.keyAlgorithm ?? 'TDES_2KEY',
    ...(last.wrappingAlgorithm === undefined ? {} : { wrappingAlgorithm: last.wrappingAlgorithm }),
  };
  let kept: KeptParameters | undefined;
  const steps: Step[] = [
    { when: () => wanted.materialType === undefined, ask: (frame) => askMaterial(frame, ui, choices) },
    { when: () => wanted.keyAlgorithm === undefined, ask: (frame) => askKey(frame, ui, choices) },
    { ask: (frame) => askWrapping(frame, ui, choices) },
    {
      ask: async (frame) => {
        const answer = await fetchOrReuse(tools, ui, choices, frame);
        if (answer === undefined || answer === back) return answer;
        kept = answer;
        return 'next';
      },
    },
  ];
  const end = await runSteps(title, steps, outer);
  return end === 'next' ? kept : end;
}

async function askMaterial(frame: Frame, ui: Ui, choices: Choices): Promise<StepEnd> {
  const answer = await ui.pick<ParameterMaterial>(frame, {
    placeholder: vscode.l10n.t('How will the key be sent?'),
    choices: [
      {
        label: 'TR-34',
        description: vscode.l10n.t('signed by the sender (KDH), wrapped for the service (KRD)'),
        value: 'TR34_KEY_BLOCK',
      },
      {
        label: vscode.l10n.t('RSA wrap'),
        description: vscode.l10n.t('the key alone, encrypted by RSA-OAEP; nothing says who sent it'),
        value: 'KEY_CRYPTOGRAM',
      },
    ],
    active: choices.materialType,
  });
  if (answer === back || answer === undefined) return answer;
  choices.materialType = answer;
  return 'next';
}

async function askKey(frame: Frame, ui: Ui, choices: Choices): Promise<StepEnd> {
  for (;;) {
    const answer = await ui.pick<KeyAlgorithm>(frame, {
      placeholder: vscode.l10n.t(
        'What kind of key will be imported? It decides how strong the wrapping key has to be',
      ),
      choices: keyChoices(choices.materialType),
      active: choices.keyAlgorithm,
    });
    if (answer === back || answer === undefined) return answer;
    choices.keyAlgorithm = answer;
    if (fittingWrapping(choices.materialType, answer).length > 0) return 'next';
    ui.warn(noRsaCarries(answer));
  }
}

function keyChoices(materialType: ParameterMaterial): Choice<KeyAlgorithm>[] {
  const fits = (one: KeyAlgorithm): boolean => fittingWrapping(materialType, one).length > 0;
  const usable = keyAlgorithms.filter(fits).map((value) => ({
    label: keyName(value),
    description: fittingWrapping(materialType, value).map(algorithmName).join(', '),
    value,
  }));
  const others = keyAlgorithms.filter((one) => !fits(one));
  return [
    ...usable,
    ...others.map((value, place) => ({
      label: keyName(value),
      description: noRsaCarries(value),
      value,
      ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
    })),
  ];
}

const keyName = (algorithm: KeyAlgorithm): string => algorithm.replace('_', '-').replace('KEY', '-key');

const noRsaCarries = (algorithm: KeyAlgorithm): string =>
  vscode.l10n.t('No RSA key may carry {0}. Use ECDH, or TR-31 under a key as strong.', keyName(algorithm));

async function askWrapping(frame: Frame, ui: Ui, choices: Choices): Promise<StepEnd> {
  const fitting = fittingWrapping(choices.materialType, choices.keyAlgorithm);
  const weak = wrappingAlgorithms.filter((one) => !fitting.includes(one));
  for (;;) {
    const answer = await ui.pick<KeyAlgorithm>(frame, {
      placeholder: vscode.l10n.t(
        'Size of the wrapping key, of those that may carry {0}',
        keyName(choices.keyAlgorithm),
      ),
      choices: [
        ...fitting.map((value, place) => ({
          label: algorithmName(value),
          description:
            place === 0
              ? vscode.l10n.t('the smallest that is strong enough')
              : vscode.l10n.t('stronger; not every HSM wraps for it'),
          value,
        })),
        ...weak.map((value, place) => ({
          label: algorithmName(value),
          description: vscode.l10n.t(
            'weaker than {0}: the table of AWS does not allow it',
            keyName(choices.keyAlgorithm),
          ),
          value,
          ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
        })),
      ],
      active: fitting.find((one) => one === choices.wrappingAlgorithm) ?? fitting[0],
    });
    if (answer === back || answer === undefined) return answer;
    if (fitting.includes(answer)) {
      choices.wrappingAlgorithm = answer;
      return 'next';
    }
    ui.warn(
      vscode.l10n.t(
        'A wrapping key has to be as strong as what it carries: {0} is weaker than {1}.',
        algorithmName(answer),
        keyName(choices.keyAlgorithm),
      ),
    );
  }
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
  const { materialType, keyAlgorithm, wrappingAlgorithm = 'RSA_2048' } = choices;
  const alike = (await tools.parameters.list()).filter(
    (one) => one.materialType === materialType && one.wrappingAlgorithm === wrappingAlgorithm,
  );
  const known = (await tools.parameters.fitting(target, materialType, new Date())).filter(({ id }) =>
    alike.some((one) => one.id === id),
  );
  const others = alike.flatMap((kept) => {
    const reason = misfitText(kept, target);
    return reason === undefined ? [] : [{ kept, reason }];
  });
  while (known.length > 0) {
    const answer = await ui.pick<KeptParameters | 'new'>(frame, {
      placeholder: vscode.l10n.t('There are parameters of this kind already; they are good for many keys'),
      choices: [
        ...known.map((one) => ({
          label: parametersTitle(one),
          description: vscode.l10n.t('kept, {0}', expiryText(one.validUntil, Date.now())),
          value: one,
        })),
        { label: `$(add) ${vscode.l10n.t('Get New Ones')}`, value: 'new' as const },
        ...others.map(({ kept, reason }, place) => ({
          label: parametersTitle(kept),
          description: reason,
          value: kept,
          ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
        })),
      ],
      active: known[0],
    });
    if (answer === 'new') break;
    const refused = others.find(({ kept }) => kept === answer)?.reason;
    if (refused === undefined) return answer;
    ui.warn(escapeNotification(refused));
  }
  const input = { KeyMaterialType: materialType, WrappingKeyAlgorithm: wrappingAlgorithm };
  if (!(await agreed(ui, target, input))) return back;
  const reply = await serviceCall(ui, service, vscode.l10n.t('Getting import parameters…'), (signal) =>
    service.call('GetParametersForImport', input, {
      signal,
      // What is kept says in which account they were fetched: so they are fetched there, or not at all.
      ...(isLive(target) && target.account !== undefined ? { account: target.account } : {}),
    }),
  );
  if (!reply) return back;
  const kept = await tools.parameters.add(target, materialType, reply.output);
  await tools.context.workspaceState.update(stateKey, { materialType, keyAlgorithm, wrappingAlgorithm });
  return kept;
}

/** On a live account what will happen is confirmed first, with where. */
async function agreed(ui: Ui, target: ServiceTarget, input: GetParametersForImportInput): Promise<boolean> {
  if (!isLive(target)) return true;
  const get = vscode.l10n.t('Get Parameters');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  const detail = [
    vscode.l10n.t(
      '{0} with {1}',
      materialName(input.KeyMaterialType),
      algorithmName(input.WrappingKeyAlgorithm),
    ),
    vscode.l10n.t('Profile: {0}', target.profile || vscode.l10n.t('environment')),
    vscode.l10n.t('Account: {0}', accountText(target.account ?? '')),
    vscode.l10n.t('Region: {0}', target.region),
    vscode.l10n.t('Endpoint: {0}', target.endpoint),
    vscode.l10n.t('The service makes a wrapping key and a token for it; no key of the account changes.'),
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
  if (kept === undefined || kept === back) return undefined;
  const save = vscode.l10n.t('Save KRD Certificate…');
  const open = vscode.l10n.t('Open');
  ui.afterwards(async () => {
    const answer = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'Import parameters for {0} are valid until {1}. Give the KRD certificate to the sender.',
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
