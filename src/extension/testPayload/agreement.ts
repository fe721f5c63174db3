/** Key agreement for a test payload: which key pair of the service, and what is derived. */
import * as vscode from 'vscode';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import type { KeyService } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/custody';
import { protectsInKeyBlock, transportMethods } from '../../keyservice/rules/strength';
import type { AgreementChoices } from '../host/keyServices';
import { taken } from '../clearKeys/headerPrompts';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import type { StepEnd } from '../flow/steps';
import { accountText, connectedTarget } from '../service/target';
import { serviceCall } from '../service/serviceCall';
import type { CatalogueKey } from '../service/keyCatalogue';
import { algorithmWords, keyWithKcv } from '../service/keyWords';
import type { ServiceTools } from '../service/tools';

/** Own key pair of the service, with its certificate. */
export interface OwnPair {
  readonly arn: string;
  readonly algorithm: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521';
  /** Base64 of PEM. */
  readonly certificate: string;
}

const curves = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const;
const derivable = ['AES_256', 'AES_192', 'AES_128', 'TDES_3KEY', 'TDES_2KEY'] as const;

const carries = (curve: KeyAlgorithm, key: KeyAlgorithm): boolean =>
  transportMethods(key, curve).includes('ECDH');

/** KBPKs that a curve may derive and that may carry the key, the strongest first. */
function derivableFor(curve: KeyAlgorithm, key: KeyAlgorithm): readonly (typeof derivable)[number][] {
  return derivable.filter((one) => carries(curve, one) && protectsInKeyBlock(one, key) === true);
}

/** Picks a key pair for agreement; where none is there, one can be made. */
export async function askOwnPair(
  tools: ServiceTools,
  ui: Ui,
  service: KeyService,
  frame: Frame,
  key: KeyAlgorithm,
): Promise<Answer<OwnPair>> {
  const { catalogue } = tools;
  if (!catalogue.complete)
    await ui.progress(vscode.l10n.t('Reading keys…'), (signal) => catalogue.loadAll(signal));
  for (;;) {
    const pairs = catalogue.keys.filter(({ summary }) => {
      const { KeyUsage, KeyClass } = summary.KeyAttributes;
      return (
        KeyUsage.startsWith('TR31_K3') &&
        KeyClass === 'ASYMMETRIC_KEY_PAIR' &&
        summary.KeyState === 'CREATE_COMPLETE'
      );
    });
    const fits = ({ summary }: CatalogueKey): boolean =>
      summary.Enabled && derivableFor(summary.KeyAttributes.KeyAlgorithm, key).length > 0;
    const choice = (one: CatalogueKey): Choice<CatalogueKey> => ({
      label: `$(key) ${keyWithKcv(one)}`,
      description: algorithmWords(one.summary.KeyAttributes.KeyAlgorithm),
      value: one,
    });
    const answer = await ui.pick<CatalogueKey | 'make'>(frame, {
      placeholder: vscode.l10n.t('Key pair of the service for key agreement (K3)'),
      choices: [
        ...pairs.filter(fits).map(choice),
        {
          label: `$(add) ${vscode.l10n.t('Make a key pair in the service')}`,
          description: vscode.l10n.t('{0}, derives key block protection keys', algorithmWords(curveFor(key))),
          value: 'make',
        },
        ...pairs
          .filter((one) => !fits(one))
          .map((one, place) => ({
            ...choice(one),
            detail: one.summary.Enabled
              ? vscode.l10n.t('too weak for {0}', algorithmWords(key))
              : vscode.l10n.t('disabled'),
            ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
          })),
      ],
    });
    if (answer === undefined || answer === back) return answer;
    if (answer !== 'make' && !fits(answer)) {
      ui.warn(vscode.l10n.t('This key pair cannot be used here. Take another, or make one.'));
      continue;
    }
    const pair =
      answer === 'make'
        ? await makePair(tools, ui, curveFor(key))
        : { arn: answer.summary.KeyArn, algorithm: answer.summary.KeyAttributes.KeyAlgorithm };
    if (!pair) continue;
    const algorithm = curves.find((one) => one === pair.algorithm);
    if (!algorithm) continue;
    const reply = await serviceCall(
      ui,
      service,
      vscode.l10n.t('Getting the certificate of the key pair…'),
      (signal) => service.call('GetPublicKeyCertificate', { KeyIdentifier: pair.arn }, { signal }),
    );
    if (reply) return { arn: pair.arn, algorithm, certificate: reply.output.KeyCertificate };
  }
}

/** The smallest curve that may carry the key. */
function curveFor(key: KeyAlgorithm): (typeof curves)[number] {
  return curves.find((curve) => derivableFor(curve, key).length > 0) ?? 'ECC_NIST_P521';
}

async function makePair(
  tools: ServiceTools,
  ui: Ui,
  algorithm: (typeof curves)[number],
): Promise<{ arn: string; algorithm: string } | undefined> {
  const connected = await connectedTarget(tools);
  if (!connected) return undefined;
  const { service, target } = connected;
  if (isLive(target)) {
    const make = vscode.l10n.t('Make Key Pair');
    const where = [
      vscode.l10n.t('Profile: {0}', target.profile || vscode.l10n.t('environment')),
      vscode.l10n.t('Account: {0}', accountText(target.account ?? '')),
      vscode.l10n.t('Region: {0}', target.region),
      vscode.l10n.t('Endpoint: {0}', target.endpoint),
    ].join('\n');
    const question = vscode.l10n.t(
      'Make a key pair for key agreement ({0}) in this live account?',
      algorithmWords(algorithm),
    );
    if ((await ui.confirm(question, where, make)) !== make) return undefined;
  }
  const choice = tools.connection.chosen?.choice;
  const reply = await serviceCall(ui, service, vscode.l10n.t('Making a key pair…'), (signal) =>
    service.call(
      'CreateKey',
      {
        KeyAttributes: {
          KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
          KeyClass: 'ASYMMETRIC_KEY_PAIR',
          KeyAlgorithm: algorithm,
          KeyModesOfUse: { DeriveKey: true },
        },
        Exportable: false,
        DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      },
      { signal },
    ),
  );
  if (!reply) return undefined;
  tools.catalogue.keyChanged(reply.output.Key, choice);
  return { arn: reply.output.Key.KeyArn, algorithm };
}

/** What is derived, and how: two questions. */
export async function askDerivation(
  ui: Ui,
  frame: Frame,
  curve: KeyAlgorithm,
  key: KeyAlgorithm,
  set: (choices: AgreementChoices) => void,
): Promise<StepEnd> {
  const derived = await ui.pick(frame, {
    placeholder: vscode.l10n.t('KBPK to derive'),
    choices: derivableFor(curve, key).map((value) => ({ label: algorithmWords(value), value })),
  });
  if (derived === undefined || derived === back) return derived;
  type Method = Pick<AgreementChoices, 'KeyDerivationFunction' | 'KeyDerivationHashAlgorithm'>;
  const methods: Choice<Method>[] = (['NIST_SP800', 'ANSI_X963'] as const).flatMap((KeyDerivationFunction) =>
    (['SHA_256', 'SHA_384', 'SHA_512'] as const).map((KeyDerivationHashAlgorithm) => ({
      label: `${KeyDerivationFunction}, ${KeyDerivationHashAlgorithm.replace('_', '-')}`,
      description:
        KeyDerivationFunction === 'NIST_SP800'
          ? vscode.l10n.t('one-step derivation of SP 800-56A')
          : vscode.l10n.t('derivation of ANSI X9.63'),
      value: { KeyDerivationFunction, KeyDerivationHashAlgorithm },
    })),
  );
  const method = await ui.pick(
    { ...frame, canGoBack: true },
    { placeholder: vscode.l10n.t('Derivation function and hash'), choices: methods },
  );
  return taken(method, (value) => set({ DeriveKeyAlgorithm: derived, ...value }));
}
