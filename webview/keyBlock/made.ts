import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { mark } from '../ui/marks';
import { button, type PageContext } from './pageContext';

/** What was made a moment ago, with the check values to write down. It stays until it is closed. */
export function madeSection({ model, post }: PageContext): TemplateResult | typeof nothing {
  const { made } = model;
  if (!made) return nothing;
  return html`<section class="made" aria-labelledby="made">
    <h2 id="made">${mark('right')} ${made.title}</h2>
    <dl class="facts">
      ${made.rows.map(
        ({ label, value }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${button(l10n.t('Close'), () => post({ type: 'endMade' }))}
  </section>`;
}
