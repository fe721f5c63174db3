/** Which of the kept import parameters a payload was made for; new ones, where it was made for none of them. */
import * as vscode from 'vscode';
import type { ServiceTarget } from '../../keyservice/operations';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { certificatesOf } from '../service/parameterCertificates';
import { getParameters, type ParameterMaterial } from '../parameters/getParameters';
import type { KeptParameters } from '../service/parameterStore';
import { warnSoon } from '../parameters/warnSoon';
import { expiryText, localTime, misfitText, parametersTitle } from '../service/importTexts';
import type { Asking } from './importRun';
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
  { tools, ui }: Asking,
  frame: Frame,
  question: ParametersQuestion,
  active?: KeptParameters,
): Promise<Answer<KeptParameters>> {
  const { materialType, keyAlgorithm, fits } = question;
  let chosen = active?.id;
  for (;;) {
    const connected = await connectedTarget(tools);
    if (!connected) return undefined;
    const now = Date.now();
    const refusal = (kept: KeptParameters): string | undefined => refusalOf(kept, connected.target, question);
    const items = (await tools.parameters.list())
      .filter((kept) => kept.materialType === materialType)
      .sort((a, b) => b.validUntil - a.validUntil);
    const answer = await pickFitting<KeptParameters, 'new'>(ui, frame, {
      placeholder: vscode.l10n.t('Import parameters for which the sender wrapped the key'),
      items,
      show: (kept) => {
        const [krd] = certificatesOf(kept);
        return {
          label: parametersTitle(kept),
          description: [refusal(kept) === undefined ? fits : '', expiryText(kept.validUntil, now)]
            .filter(Boolean)
            .join(' · '),
          detail: krd ? vscode.l10n.t('KRD certificate with serial {0}', krd.serial.hex) : '',
        };
      },
      refusal,
      others: [
        {
          label: `$(add) ${vscode.l10n.t('Get New Import Parameters…')}`,
          description: vscode.l10n.t('the sender then wraps the key anew for their certificate'),
          value: 'new',
          ...(items.some((kept) => refusal(kept) === undefined)
            ? { group: vscode.l10n.t('For another payload') }
            : {}),
        },
      ],
      active: items.find(({ id }) => id === chosen),
    });
    if (answer === undefined || answer === back) return answer;
    if (answer !== 'new') {
      ui.afterwards(() => warnSoon(tools, [answer], (message) => ui.tell(message).then(() => undefined)));
      return answer;
    }
    const got = await getParameters(
      tools,
      ui,
      { materialType, ...(keyAlgorithm === undefined ? {} : { keyAlgorithm }) },
      { ...frame, canGoBack: true },
    );
    if (got === undefined) return undefined;
    if (got === back) continue;
    chosen = got.id;
    tellNew(ui, got);
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
