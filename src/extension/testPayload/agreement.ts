/** Key agreement for a test payload: which key pair of the account, and the KBPK to derive. */
import * as vscode from 'vscode';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import type { KeyService } from '../../keyservice/operations';
import { protectsInKeyBlock, transportMethods } from '../../keyservice/rules/wrappingKeys';
import type { AgreementChoices } from '../host/keyServices';
import { flowInStep, made } from '../flow/flow';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { makeAgreementPair } from '../service/newKey';
import { callService } from '../service/callService';
import { actionOn } from '../service/serviceAction';
import { connectedTarget } from '../service/target';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyWithKcv } from '../service/names';
import type { ServiceTools } from '../service/tools';

/** A key pair of the account, with its certificate. */
export interface OwnPair {
  readonly arn: string;
  readonly algorithm: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521';
  /** Base64 of PEM. */
  readonly certificate: string;
}

const curves = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const;
const derivable = ['AES_256', 'AES_192', 'AES_128', 'TDES_3KEY', 'TDES_2KEY'] as const;

const carries = (curve: string, key: KeyAlgorithm): boolean => transportMethods(key, curve).includes('ECDH');

/** KBPKs that a curve may derive and that may carry the key, the strongest first. */
function derivableFor(curve: string, key: KeyAlgorithm): readonly (typeof derivable)[number][] {
  return derivable.filter((one) => carries(curve, one) && protectsInKeyBlock(one, key) === true);
}

/** Selects a key pair for agreement; a new one can be created. */
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
  const fits = ({ summary }: CatalogueKey): boolean =>
    summary.Enabled !== false && derivableFor(summary.KeyAttributes.KeyAlgorithm, key).length > 0;
  const shown = (pair: CatalogueKey): { label: string; description: string } => ({
    label: `$(key) ${keyWithKcv(pair)}`,
    description: pair.summary.KeyAttributes.KeyAlgorithm,
  });
  const answers = await flowInStep(frame)
    .ask('choice', (inner) => {
      const pairs = catalogue.keys.filter(({ summary }) => {
        const { KeyUsage, KeyClass } = summary.KeyAttributes;
        return (
          KeyUsage.startsWith('TR31_K3') &&
          KeyClass === 'ASYMMETRIC_KEY_PAIR' &&
          summary.KeyState === 'CREATE_COMPLETE'
        );
      });
      return pickFitting<CatalogueKey, 'make'>(ui, inner, {
        placeholder: vscode.l10n.t('Select the key pair in the account for key agreement (K3)'),
        items: pairs,
        show: shown,
        refusal: (pair) =>
          fits(pair)
            ? undefined
            : pair.summary.Enabled === false
              ? vscode.l10n.t('disabled')
              : vscode.l10n.t('too weak for {0}', key),
        others: [
          {
            label: `$(add) ${vscode.l10n.t('Create a key pair in the account')}`,
            description: vscode.l10n.t('{0}, derives key block protection keys', curveFor(key)),
            value: 'make',
          },
        ],
      });
    })
    .ask('own', async (_, { choice }): Promise<Answer<OwnPair>> => {
      const pair =
        choice === 'make'
          ? await makePair(tools, ui, curveFor(key))
          : { arn: choice.summary.KeyArn, algorithm: choice.summary.KeyAttributes.KeyAlgorithm };
      const algorithm = curves.find((curve) => curve === pair?.algorithm);
      if (!pair || !algorithm) return back;
      const reply = await callService(
        { tools, ui, service },
        {
          doing: vscode.l10n.t('Getting the key pair certificate…'),
          repeatable: true,
          run: (signal) => service.call('GetPublicKeyCertificate', { KeyIdentifier: pair.arn }, { signal }),
        },
      );
      return reply ? { arn: pair.arn, algorithm, certificate: reply.output.KeyCertificate } : back;
    })
    .run();
  return made(answers, ({ own }) => own);
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
  const pair = await makeAgreementPair(actionOn(tools, ui, connected.service), algorithm, 'unasked');
  return pair && { arn: pair.KeyArn, algorithm };
}

/** KBPK, then function and hash of the derivation. */
export async function askDerivation(
  ui: Ui,
  frame: Frame,
  curve: KeyAlgorithm,
  key: KeyAlgorithm,
): Promise<Answer<AgreementChoices>> {
  type Method = Pick<AgreementChoices, 'KeyDerivationFunction' | 'KeyDerivationHashAlgorithm'>;
  const methods: Choice<Method>[] = (['NIST_SP800', 'ANSI_X963'] as const).flatMap((KeyDerivationFunction) =>
    (['SHA_256', 'SHA_384', 'SHA_512'] as const).map((KeyDerivationHashAlgorithm) => ({
      label: `${KeyDerivationFunction}, ${KeyDerivationHashAlgorithm}`,
      description:
        KeyDerivationFunction === 'NIST_SP800'
          ? vscode.l10n.t('one-step derivation of SP 800-56A')
          : vscode.l10n.t('ANSI X9.63 key derivation'),
      value: { KeyDerivationFunction, KeyDerivationHashAlgorithm },
    })),
  );
  const answers = await flowInStep(frame)
    .ask('DeriveKeyAlgorithm', (inner) =>
      ui.pick(inner, {
        placeholder: vscode.l10n.t('KBPK to derive'),
        choices: derivableFor(curve, key).map((value) => ({ label: value, value })),
      }),
    )
    .ask('method', (inner) =>
      ui.pick(inner, { placeholder: vscode.l10n.t('Derivation function and hash'), choices: methods }),
    )
    .run();
  return made(answers, ({ DeriveKeyAlgorithm, method }) => ({ DeriveKeyAlgorithm, ...method }));
}
