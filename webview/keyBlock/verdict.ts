import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { InspectorVerdict } from '../../src/protocol/inspector';
import { mark } from '../ui/marks';
import { findingList } from './findings';
import { section, type PageContext } from './pageContext';

const markOf = { yes: 'right', no: 'error', unclear: 'unclear' } as const satisfies Record<
  InspectorVerdict['importable'],
  string
>;

/** What AWS Payment Cryptography makes of the block: one line, and behind it the reasons. */
export function verdictSection(context: PageContext): TemplateResult {
  const { importable, line, facts, findings } = context.model.verdict;
  return section(
    'aws',
    'AWS Payment Cryptography',
    html`<p class="finding">${mark(markOf[importable])}<span class="sentence">${line}</span></p>
      <details>
        <summary>${l10n.t('Why')}${findings.length > 0 ? ` (${findings.length})` : ''}</summary>
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
            : html`<p>${l10n.t('No rule speaks against it.')}</p>`
        }
      </details>`,
  );
}
