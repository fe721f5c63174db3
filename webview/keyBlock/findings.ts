import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { InspectorFinding } from '../../src/protocol/inspector';
import { mark, severityWord } from '../ui/marks';
import { button, placeText, section, type PageContext } from './pageContext';
import { fieldAt } from './selection';

/** What is wrong with the block, worst first. @param open checks that were not done, in the words of the header */
export function findingsSection(context: PageContext, open: readonly string[]): TemplateResult {
  const { mac, model } = context;
  const { findings } = model;
  const failed = mac !== undefined && mac !== 'right';
  return section(
    'findings',
    `${l10n.t('Findings')} (${findings.length})`,
    html`${
      findings.length > 0
        ? findingList(context, findings, 'block')
        : // A tick here would be taken for all of the checks.
          html`<p class="finding">
            ${open.length > 0 || failed ? nothing : mark('right')}<span
              >${failed ? l10n.t('No other findings: only the MAC is wrong.') : nothingFound(open.length)}</span
            >
          </p>`
    }
    ${open.map((text) => notChecked(context, text))}`,
  );
}

function nothingFound(open: number): string {
  if (open === 0) return l10n.t('Structure is valid.');
  return open === 1
    ? l10n.t('0 findings, 1 check not done')
    : l10n.t('0 findings, {0} checks not done', open);
}

function notChecked({ offers, post }: PageContext, text: string): TemplateResult {
  return html`<p class="finding notChecked">
    ${mark('unclear')}<span>${text}</span>
    ${offers.verify ? button(l10n.t('Verify…'), () => post({ type: 'verify' })) : nothing}
  </p>`;
}

/** Findings with their place, which leads to the field, and a copy button. */
export function findingList(
  context: PageContext,
  findings: readonly InspectorFinding[],
  of: 'block' | 'aws',
): TemplateResult {
  return html`<ul class="findings">
    ${findings.map(
      (finding, index) =>
        html`<li class="finding ${finding.severity}">
          ${mark(finding.severity)}
          <span class="findingText"
            ><strong>${severityWord(finding.severity)}</strong> ${finding.message}
            <span class="reference">${finding.reference}</span>${following(finding)}</span
          >
          ${placeButton(context, finding)}
          <button
            type="button"
            class="quiet"
            aria-label="${l10n.t('Copy finding')} ${index + 1}"
            @click=${() => context.post({ type: 'copyFinding', of, index })}
          >
            ${l10n.t('Copy')}
          </button>
        </li>`,
    )}
  </ul>`;
}

/** What follows from a finding, folded under it. */
function following({ folded = [] }: InspectorFinding): TemplateResult | typeof nothing {
  if (folded.length === 0) return nothing;
  return html`<details>
    <summary>
      ${folded.length === 1 ? l10n.t('One more finding caused by this one') : l10n.t('{0} more findings caused by this one', folded.length)}
    </summary>
    <ul>
      ${folded.map(
        (finding) =>
          html`<li>
            ${finding.message} <span class="reference">${finding.nowhere ? '' : placeText(finding)}</span>
          </li>`,
      )}
    </ul>
  </details>`;
}

function placeButton({ model, selection }: PageContext, finding: InspectorFinding): TemplateResult {
  if (finding.nowhere) return html`<span class="place">${l10n.t('complete block')}</span>`;
  const show = (): void => {
    // What is missing is missing at the end of what is there.
    const at = Math.min(finding.start, model.text.length - 1);
    const field = fieldAt(model.fields, at);
    if (!field) return;
    selection.choose(field);
    const tile = document.querySelector<HTMLElement>('.tile[aria-selected="true"]');
    tile?.focus();
    tile?.scrollIntoView({ block: 'nearest' });
  };
  return html`<button type="button" class="quiet place" @click=${show}>${placeText(finding)}</button>`;
}
