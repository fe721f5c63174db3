/** Parts that pages of imports share: failures, facts, small commands, and the word after a copy. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ImportAction, ImportFailureView, ImportRow } from '../../src/protocol/importPage';
import { mark } from './marks';

/** @param act posts the command with an `id` */
export function failurePart(
  failure: ImportFailureView | undefined,
  act: (id: string) => void,
): TemplateResult | typeof nothing {
  if (!failure) return nothing;
  const { title, lines, actions, past } = failure;
  return html`<section class="failure ${past ? 'past' : ''}" role=${past ? 'note' : 'alert'}>
    <p class="failureTitle">
      ${mark(past ? 'info' : 'wrong')}<span>${past ? l10n.t('Before your change: {0}', title) : title}</span>
    </p>
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

/** Labels with their values; those that deserve a second look are marked. */
export function factsList(facts: readonly ImportRow[]): TemplateResult | typeof nothing {
  if (facts.length === 0) return nothing;
  return html`<dl class="facts">
    ${facts.map(
      ({ label, value, danger }) =>
        html`<dt>${label}</dt>
          <dd class=${danger ? 'danger' : nothing}>
            ${danger ? html`${mark('warning')}<span class="unseen">${l10n.t('Warning')}: </span>` : nothing}
            ${value}
          </dd>`,
    )}
  </dl>`;
}

/** Says for two seconds that something was copied. */
export class CopiedWord {
  text = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly paint: () => void) {}

  say(): void {
    clearTimeout(this.timer);
    this.text = l10n.t('Copied.');
    this.timer = setTimeout(() => {
      this.text = '';
      this.paint();
    }, 2000);
    this.paint();
  }
}
