import { fieldsTable } from '../ui/fieldsTable';
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ComparedValue, ComparisonRow } from '../../src/protocol/inspector';
import { button, section, shortened, type PageContext } from './pageContext';

type DifferingState = Exclude<ComparisonRow['state'], 'same'>;

const signs = { differs: '≠', onlyHere: '−', onlyThere: '+' } as const satisfies Record<
  DifferingState,
  string
>;

const stateWord = (state: DifferingState): string =>
  ({
    differs: l10n.t('differs'),
    onlyHere: l10n.t('only in this block'),
    onlyThere: l10n.t('only in the other block'),
  })[state];

/** Characters before and after a difference that stay in sight in long values. */
const around = 12;

/** Two blocks side by side: fields that differ with both values, fields that are equal in one line that unfolds. */
export function comparisonSection({ model, post }: PageContext): unknown {
  const { comparison } = model;
  if (!comparison) return nothing;
  const equal = comparison.rows.filter(({ state }) => state === 'same');
  return section(
    'comparison',
    l10n.t('Comparison'),
    html`<p>${comparison.title}</p>
      <p class="summary">
        <strong>${comparison.summary}</strong>
        ${button(l10n.t('Close Comparison'), () => post({ type: 'endCompare' }))}
      </p>
      ${equal.length < comparison.rows.length ? differingTable(comparison.rows) : nothing}
      ${equal.length > 0 ? equalFields(equal) : nothing}`,
  );
}

function differingTable(rows: readonly ComparisonRow[]): TemplateResult {
  const [here, there] = [l10n.t('This block'), l10n.t('Other block')];
  const row = ({ name, state, ...values }: ComparisonRow): unknown =>
    state === 'same'
      ? nothing
      : html`<tr role="row" class=${state}>
          <th role="rowheader" scope="row">${name}</th>
          ${valueCell(values.here, here)} ${valueCell(values.there, there)}
          <td role="cell" class="result">
            <span aria-hidden="true" class="mark">${signs[state]}</span> ${stateWord(state)}
          </td>
        </tr>`;
  return fieldsTable(
    [l10n.t('Field'), here, there, l10n.t('Result')],
    'comparison',
    'comparison differing',
    rows.map(row),
  );
}

function equalFields(rows: readonly ComparisonRow[]): TemplateResult {
  const label = l10n.t('In both blocks');
  return html`<details class="equal">
    <summary>${l10n.t('Equal: {0}', rows.map(({ name }) => name).join(', '))}</summary>
    ${fieldsTable(
      [l10n.t('Field'), label],
      'comparison',
      'comparison same',
      rows.map(
        ({ name, here }) =>
          html`<tr role="row" class="same">
            <th role="rowheader" scope="row">${name}</th>
            ${valueCell(here, label)}
          </tr>`,
      ),
    )}
  </details>`;
}

function valueCell(value: ComparedValue | undefined, label: string): TemplateResult {
  return value
    ? html`<td role="cell" data-label=${label}>
        <span class="characters">${marked(value)}</span> <span class="meaning">${value.meaning}</span>
      </td>`
    : html`<td role="cell" data-label=${label} class="missing">${l10n.t('not present')}</td>`;
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
