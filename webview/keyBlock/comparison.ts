import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ComparedValue, ComparisonRow } from '../../src/protocol/inspector';
import { button, section, shortened, type PageContext } from './pageContext';

const signs = { same: '=', differs: '≠', onlyHere: '−', onlyThere: '+' } as const satisfies Record<
  ComparisonRow['state'],
  string
>;

const stateWord = (state: ComparisonRow['state']): string =>
  ({
    same: l10n.t('same'),
    differs: l10n.t('differs'),
    onlyHere: l10n.t('only in this block'),
    onlyThere: l10n.t('only in the other block'),
  })[state];

/** Characters before and after a difference that stay in sight in long values. */
const around = 12;

/** Two blocks side by side, field by field; what differs is marked and said in words. */
export function comparisonSection({ model, post }: PageContext): unknown {
  const { comparison } = model;
  if (!comparison) return nothing;
  const [here, there] = [l10n.t('This block'), l10n.t('Other block')];
  const columns = [l10n.t('Field'), here, there, l10n.t('Result')];
  return section(
    'comparison',
    l10n.t('Comparison'),
    html`<p>${comparison.title}</p>
      <p class="summary">
        <strong>${comparison.summary}</strong>
        ${button(l10n.t('Close Comparison'), () => post({ type: 'endCompare' }))}
      </p>
      <table role="table" class="fields comparison" aria-labelledby="comparison">
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${comparison.rows.map(
            (row) =>
              html`<tr role="row" class=${row.state}>
                <th role="rowheader" scope="row">${row.name}</th>
                ${valueCell(row.here, here)} ${valueCell(row.there, there)}
                <td role="cell" class="result">
                  <span aria-hidden="true" class="mark">${signs[row.state]}</span> ${stateWord(row.state)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>`,
  );
}

function valueCell(value: ComparedValue | undefined, label: string): TemplateResult {
  return value
    ? html`<td role="cell" data-label=${label}>
        <span class="characters">${marked(value)}</span> <span class="meaning">${value.meaning}</span>
      </td>`
    : html`<td role="cell" data-label=${label} class="missing">${l10n.t('not there')}</td>`;
}

/** The characters with what differs marked; long runs of either kind are shortened. */
function marked({ raw, differing }: ComparedValue): unknown[] {
  if (differing.length === 0) return [shortened(raw, 4 * around)];
  const first = differing[0]![0];
  const last = differing.at(-1)![1];
  // Where most of the value differs, as ciphertext does, single equal characters say nothing.
  const runs = differing.length > 6 ? [[first, last] as const] : differing;
  const parts: unknown[] = [];
  let at = 0;
  for (const [start, end] of runs) {
    const equal = raw.slice(at, start);
    parts.push(equal.length > 2 * around ? `${equal.slice(0, around)}…${equal.slice(-around)}` : equal);
    parts.push(html`<mark>${shortened(raw.slice(start, end), 4 * around)}</mark>`);
    at = end;
  }
  parts.push(shortened(raw.slice(at), 2 * around));
  return parts;
}
