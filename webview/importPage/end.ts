/** How an import ended: the result takes the page, a failure stays beside the fields. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type {
  FromImportPage,
  ImportAction,
  ImportFailureView,
  ImportResultView,
} from '../../src/protocol/importPage';
import { mark } from '../ui/marks';
import { verdictList } from './marks';

type Post = (message: FromImportPage) => void;

export function resultPart({ verdicts, rows, actions }: ImportResultView, post: Post): TemplateResult {
  return html`<section class="result" aria-label=${l10n.t('Result')}>
    ${verdictList(verdicts, l10n.t('Checks'))}
    <dl class="facts">
      ${rows.map(
        ({ id, label, value }) =>
          html`<dt>${label}</dt>
            <dd>
              <span class="characters">${value}</span>
              <button
                type="button"
                class="quiet"
                aria-label=${l10n.t('Copy {0}', label)}
                @click=${() => post({ type: 'copy', what: 'row', id })}
              >
                ${l10n.t('Copy')}
              </button>
            </dd>`,
      )}
    </dl>
    ${actionsPart(actions, post)}
  </section>`;
}

export function failurePart(
  failure: ImportFailureView | undefined,
  post: Post,
): TemplateResult | typeof nothing {
  if (!failure) return nothing;
  const { title, lines, actions } = failure;
  return html`<section class="failure" role="alert">
    <p class="failureTitle">${mark('wrong')}<span>${title}</span></p>
    ${lines.map((line) => html`<p>${line}</p>`)} ${actionsPart(actions, post)}
  </section>`;
}

function actionsPart(actions: readonly ImportAction[], post: Post): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return html`<div class="fieldActions" role="group" aria-label=${l10n.t('Next steps')}>
    ${actions.map(
      ({ id, label }) =>
        html`<button type="button" class="small" @click=${() => post({ type: 'act', field: '', id })}>
          ${label}
        </button>`,
    )}
  </div>`;
}
