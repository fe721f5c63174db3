/** Verdicts of the page: a sign for the eye, a word for the ear, the text for both. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ImportVerdict, VerdictState } from '../../src/protocol/importPage';
import { mark } from './marks';

/** The sign of a state. */
export const signs = {
  verified: 'right',
  failed: 'wrong',
  warning: 'warning',
  notChecked: 'unclear',
  info: 'info',
} as const;

export function stateWord(state: VerdictState): string {
  return {
    verified: l10n.t('Verified'),
    failed: l10n.t('Failed'),
    warning: l10n.t('Warning'),
    notChecked: l10n.t('Not checked'),
    info: l10n.t('Note'),
  }[state];
}

export function verdictItem({ state, text }: ImportVerdict): TemplateResult {
  return html`<li class="importVerdict ${state}">
    ${mark(signs[state])}<span><span class="unseen">${stateWord(state)}: </span>${text}</span>
  </li>`;
}

export function verdictList(
  verdicts: readonly ImportVerdict[],
  label: string,
  id?: string,
): TemplateResult | typeof nothing {
  if (verdicts.length === 0) return nothing;
  return html`<ul class="importVerdicts" aria-label=${label} id=${id ?? nothing}>
    ${verdicts.map(verdictItem)}
  </ul>`;
}
