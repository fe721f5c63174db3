/** Which of the kept import parameters a payload was made for; new ones, where it was made for none of them. */
import * as vscode from 'vscode';
import type { ServiceTarget } from '../../keyservice/operations';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { certificatesOf } from '../service/parameterCertificates';
import { getParameters, type ParameterMaterial } from '../parameters/getParameters';
import type { KeptParameters } from '../service/parameterStore';
import { warnSoon } from '../parameters/warnSoon';
import { expiryText, localTime, misfitText, parametersTitle } from '../service/parameterWords';
import type { ServiceTools } from '../service/tools';
import { connectedTarget } from '../service/target';

export interface ParametersQuestion {
  readonly materialType: ParameterMaterial;
  /** Of what is to be imported, where it is known: decides what new parameters are offered. */
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Why the payload cannot have been made for these; undefined where it can. */
  readonly refusal: (kept: KeptParameters) => string | undefined;
  /** What is to be said of those that fit. */
  readonly fits: string;
}

/** @param active those that were chosen before */
export async function askParameters(
  tools: ServiceTools,
  ui: Ui,
  frame: Frame,
  question: ParametersQuestion,
  active?: KeptParameters,
): Promise<Answer<KeptParameters>> {
  let chosen = active?.id;
  for (;;) {
    const connected = await connectedTarget(tools);
    if (!connected) return undefined;
    const { materialType } = question;
    const all = (await tools.parameters.list()).filter((one) => one.materialType === materialType);
    const offers = all.map((kept) => ({ kept, refusal: refusalOf(kept, connected.target, question) }));
    const answer = await ui.pick<KeptParameters | 'new'>(frame, {
      placeholder: vscode.l10n.t('Import parameters for which the sender wrapped the key'),
      choices: choicesOf(offers, question),
      active: all.find(({ id }) => id === chosen),
    });
    if (answer === undefined || answer === back) return answer;
    if (answer === 'new') {
      const got = await getParameters(
        tools,
        ui,
        {
          materialType,
          ...(question.keyAlgorithm === undefined ? {} : { keyAlgorithm: question.keyAlgorithm }),
        },
        { ...frame, canGoBack: true },
      );
      if (got === undefined) return undefined;
      if (got !== back) {
        chosen = got.id;
        tellNew(ui, got);
      }
      continue;
    }
    const refusal = offers.find(({ kept }) => kept.id === answer.id)?.refusal;
    if (refusal === undefined) {
      ui.afterwards(() => warnSoon(tools, [answer], (message) => ui.tell(message).then(() => undefined)));
      return answer;
    }
    ui.warn(escapeNotification(refusal));
  }
}

function refusalOf(
  kept: KeptParameters,
  target: ServiceTarget,
  { refusal }: ParametersQuestion,
): string | undefined {
  const wrong = misfitText(kept, target) ?? refusal(kept);
  if (wrong !== undefined) return wrong;
  return kept.validUntil <= Date.now()
    ? vscode.l10n.t(
        'They expired {0}. Get new ones, and have the key wrapped for their certificate.',
        localTime(kept.validUntil),
      )
    : undefined;
}

interface Offer {
  readonly kept: KeptParameters;
  readonly refusal: string | undefined;
}

function choicesOf(offers: readonly Offer[], { fits }: ParametersQuestion): Choice<KeptParameters | 'new'>[] {
  const now = Date.now();
  const usable = offers
    .filter(({ refusal }) => refusal === undefined)
    .sort((a, b) => b.kept.validUntil - a.kept.validUntil);
  const others = offers.filter(({ refusal }) => refusal !== undefined);
  const serial = (kept: KeptParameters): string => {
    const [krd] = certificatesOf(kept);
    return krd ? vscode.l10n.t('KRD certificate with serial {0}', krd.serial.hex) : '';
  };
  return [
    ...usable.map(({ kept }) => ({
      label: parametersTitle(kept),
      description: [fits, expiryText(kept.validUntil, now)].filter(Boolean).join(' · '),
      detail: serial(kept),
      value: kept,
    })),
    {
      label: `$(add) ${vscode.l10n.t('Get New Import Parameters…')}`,
      description: vscode.l10n.t('the sender then wraps the key anew for their certificate'),
      value: 'new',
      ...(usable.length > 0 ? { group: vscode.l10n.t('For another payload') } : {}),
    },
    ...others.map(({ kept, refusal }, place) => ({
      label: parametersTitle(kept),
      description: refusal ?? '',
      detail: serial(kept),
      value: kept,
      ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
    })),
  ];
}

/** New ones never fit a payload that is there already. */
function tellNew(ui: Ui, kept: KeptParameters): void {
  const save = vscode.l10n.t('Save KRD Certificate…');
  ui.afterwards(async () => {
    const answer = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'New import parameters {0} are kept. Send their KRD certificate to the sender, and import what is wrapped for it.',
          parametersTitle(kept),
        ),
      ),
      save,
    );
    if (answer === save)
      await vscode.commands.executeCommand('keyMaterial.importParameters.saveCertificate', kept.id);
  });
}
