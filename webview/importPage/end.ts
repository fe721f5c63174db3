/** How an import ended: the result takes the page. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { FromImportPage, ImportResultView } from '../../src/protocol/importPage';
import { actionsPart } from '../ui/ends';
import { verdictList } from '../ui/verdicts';

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
    ${actionsPart(actions, (id) => post({ type: 'act', field: '', id }))}
  </section>`;
}
