import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { InspectorModel, InspectorVerdict } from '../../src/protocol/inspector';
import type { VerificationModel } from '../../src/protocol/verification';
import { mark } from '../ui/marks';
import { findingList } from './findings';
import { type PageContext, section } from './pageContext';

/** What was checked, and how it came out. "Not checked" is never "nothing found". */
export type VerdictState = 'verified' | 'failed' | 'warning' | 'notChecked';

export interface Verdict {
  readonly id: 'structure' | 'certificates' | 'mac' | 'aws';
  readonly state: VerdictState;
  readonly text: string;
}

const signs = { verified: 'right', failed: 'wrong', warning: 'warning', notChecked: 'unclear' } as const;

/** What is told of a block, each for exactly what was checked. */
export function verdictsOf(model: InspectorModel, verification: VerificationModel | undefined): Verdict[] {
  return [
    structureOf(model),
    ...certificatesOf(model),
    macOf(verification),
    awsOf(model.verdict, verification),
  ];
}

/** Checks that were not done, in the words of their verdicts. */
export function openChecks({ mac }: PageContext): string[] {
  return mac === undefined ? [macOf(undefined).text] : [];
}

function structureOf({ findings }: InspectorModel): Verdict {
  const count = (wanted: string): number =>
    findings.filter(({ severity, ofDates }) => severity === wanted && !ofDates).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const id = 'structure';
  if (errors > 0)
    return {
      id,
      state: 'failed',
      text: errors === 1 ? l10n.t('Structure: one error') : l10n.t('Structure: {0} errors', errors),
    };
  if (warnings > 0)
    return {
      id,
      state: 'warning',
      text: warnings === 1 ? l10n.t('Structure: one warning') : l10n.t('Structure: {0} warnings', warnings),
    };
  return { id, state: 'verified', text: l10n.t('Structure') };
}

/** Certificates whose dates do not hold: the block is built no worse for them. Nothing where there is none. */
function certificatesOf({ optionalBlocks }: InspectorModel): Verdict[] {
  const dates = optionalBlocks.flatMap(({ certificates }) => certificates.map(({ validity }) => validity));
  const expired = dates.filter((one) => one === 'expired').length;
  const early = dates.filter((one) => one === 'notYetValid').length;
  const texts = [
    ...(expired === 1 ? [l10n.t('One certificate has expired')] : []),
    ...(expired > 1 ? [l10n.t('{0} certificates have expired', expired)] : []),
    ...(early === 1 ? [l10n.t('One certificate is not valid yet')] : []),
    ...(early > 1 ? [l10n.t('{0} certificates are not valid yet', early)] : []),
  ];
  return texts.map((text) => ({ id: 'certificates', state: 'warning', text }));
}

function macOf(verification: VerificationModel | undefined): Verdict {
  if (!verification) return { id: 'mac', state: 'notChecked', text: l10n.t('MAC not verified') };
  return {
    id: 'mac',
    state: ({ right: 'verified', changed: 'warning', wrong: 'failed' } as const)[verification.verdict],
    text: verification.headline,
  };
}

/** Nothing was sent to AWS: what fits its rules is checked only as far as the block itself is. */
function awsState(
  importable: InspectorVerdict['importable'],
  mac: VerificationModel['verdict'] | undefined,
): VerdictState {
  if (importable === 'no') return 'failed';
  if (importable === 'unclear') return 'warning';
  return mac === 'right' ? 'verified' : 'notChecked';
}

function awsOf({ importable }: InspectorVerdict, verification: VerificationModel | undefined): Verdict {
  const text = {
    yes: l10n.t('AWS: meets the documented rules'),
    unclear: l10n.t('AWS: not documented whether it is accepted'),
    no: l10n.t('AWS: does not meet the documented rules'),
  }[importable];
  return { id: 'aws', state: awsState(importable, verification?.verdict), text };
}

function stateWord(state: VerdictState): string {
  return {
    verified: l10n.t('verified'),
    failed: l10n.t('failed'),
    warning: l10n.t('warning'),
    notChecked: l10n.t('not checked'),
  }[state];
}

/** The verdicts in one line; a reader hears the state of each before its text. */
export function verdictLine(verdicts: readonly Verdict[], afterMac: unknown): TemplateResult {
  return html`<ul class="verdicts" aria-label=${l10n.t('Verdicts')} aria-live="polite">
    ${verdicts.map(
      ({ id, state, text }) =>
        html`<li class="verdict ${state}">
          ${mark(signs[state])}<span class="unseen">${stateWord(state)}: </span><span>${text}</span>${
            id === 'mac' && state === 'notChecked' ? afterMac : nothing
          }
        </li>`,
    )}
  </ul>`;
}

/** What AWS Payment Cryptography makes of the block: one line, and behind it the reasons. */
export function verdictSection(context: PageContext): TemplateResult {
  const { importable, line, facts, findings } = context.model.verdict;
  return section(
    'aws',
    'AWS Payment Cryptography',
    html`<p class="finding">
        ${mark(signs[awsState(importable, context.mac)])}<span class="sentence">${line}</span>
      </p>
      <details>
        <summary>${l10n.t('Reasons')}${findings.length > 0 ? ` (${findings.length})` : ''}</summary>
        ${
          facts.length > 0
            ? html`<dl class="facts">
                ${facts.map(
                  ({ label, value }) =>
                    html`<div>
                      <dt>${label}</dt>
                      <dd class="characters">${value}</dd>
                    </div>`,
                )}
              </dl>`
            : nothing
        }
        ${
          findings.length > 0
            ? findingList(context, findings, 'aws')
            : html`<p>${l10n.t('No documented rule forbids it.')}</p>`
        }
      </details>`,
  );
}
