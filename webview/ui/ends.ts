/** Failures and small commands of pages that import. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ImportAction, ImportFailureView } from '../../src/protocol/importPage';
import { mark } from './marks';

/** @param act posts the command with an `id` */
export function failurePart(
  failure: ImportFailureView | undefined,
  act: (id: string) => void,
): TemplateResult | typeof nothing {
  if (!failure) return nothing;
  const { title, lines, actions } = failure;
  return html`<section class="failure" role="alert">
    <p class="failureTitle">${mark('wrong')}<span>${title}</span></p>
    ${lines.map((line) => html`<p>${line}</p>`)} ${actionsPart(actions, act)}
  </section>`;
}

export function actionsPart(
  actions: readonly ImportAction[],
  act: (id: string) => void,
): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return html`<div class="fieldActions" role="group" aria-label=${l10n.t('Next steps')}>
    ${actions.map(
      ({ id, label }) => html`<button type="button" class="small" @click=${() => act(id)}>${label}</button>`,
    )}
  </div>`;
}
