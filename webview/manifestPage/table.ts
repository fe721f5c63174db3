/** The rows of a manifest: every reason of each, KCV expected and found side by side. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type {
  FromManifestPage,
  ManifestPageModel,
  ManifestRowView,
  RowGroup,
} from '../../src/protocol/manifestPage';
import { mark } from '../ui/marks';
import { signs, stateWord, verdictList } from '../ui/verdicts';

/** Rows that are painted at once: more would make the page slow, and nobody reads more. */
export const rowsAPage = 100;

/** Which rows are shown; it stays so from model to model. */
export interface TableMemory {
  group: RowGroup | undefined;
  /** Of the rows of that group, from 0. */
  page: number;
}

export interface TableContext {
  readonly post: (message: FromManifestPage) => void;
  readonly paint: () => void;
  readonly memory: TableMemory;
}

/** A count for each group, which is its filter, too. */
export function filters(
  { counts, rows }: Pick<ManifestPageModel, 'counts' | 'rows'>,
  { memory, paint }: TableContext,
): TemplateResult | typeof nothing {
  if (rows === 0) return nothing;
  const chip = (group: RowGroup | undefined, label: string): TemplateResult =>
    html`<button
      type="button"
      class="small ${group ?? 'all'}"
      aria-pressed=${memory.group === group ? 'true' : 'false'}
      @click=${() => {
        memory.group = group;
        memory.page = 0;
        paint();
      }}
    >
      ${label}
    </button>`;
  return html`<div class="filters" role="group" aria-label=${l10n.t('Filter rows')}>
    ${chip(undefined, rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', rows))}
    ${counts.map(({ group, label }) => chip(group, label))}
  </div>`;
}

export function rowsTable(
  rows: readonly ManifestRowView[],
  context: TableContext,
): TemplateResult | typeof nothing {
  const { memory } = context;
  if (rows.length === 0) return nothing;
  const wanted = memory.group === undefined ? rows : rows.filter(({ group }) => group === memory.group);
  const pages = Math.max(1, Math.ceil(wanted.length / rowsAPage));
  const page = Math.min(memory.page, pages - 1);
  const shown = wanted.slice(page * rowsAPage, (page + 1) * rowsAPage);
  return html`<table role="table" class="rows" aria-label=${l10n.t('Rows of the manifest')}>
      <thead role="rowgroup">
        <tr role="row">
          ${[
            l10n.t('Row'),
            l10n.t('State'),
            l10n.t('Key'),
            l10n.t('Wrapping key'),
            l10n.t('Alias'),
            l10n.t('KCV expected'),
            l10n.t('KCV found'),
          ].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${
          shown.length === 0
            ? html`<tr role="row">
                <td role="cell" colspan="7">${l10n.t('No rows are in this state.')}</td>
              </tr>`
            : repeat(
                shown,
                ({ number }) => number,
                (row) => rowPart(row, context),
              )
        }
      </tbody>
    </table>
    ${pages > 1 ? pager(page, pages, wanted.length, context) : nothing}`;
}

function rowPart(row: ManifestRowView, { post }: TableContext): TemplateResult {
  const { number, line, key, wrappingKey, alias, expected, found, compared, reasons, arn, actions } = row;
  const more = reasons.length > 0 || arn !== '' || actions.length > 0;
  return html`<tr role="row" class="row ${row.state} ${more ? 'followed' : ''}">
      <th role="rowheader" scope="row" data-label=${l10n.t('Row')}>
        <button
          type="button"
          class="quiet"
          title=${l10n.t('Line {0} of the manifest', line)}
          aria-label=${l10n.t('Row {0}, show line {1}', number, line)}
          @click=${() => post({ type: 'reveal', row: number })}
        >
          ${number}
        </button>
      </th>
      <td role="cell" class="state">
        ${
          row.state === 'plain' || row.state === 'running'
            ? nothing
            : html`${mark(signs[row.state])}<span class="unseen">${stateWord(row.state)}: </span>`
        }<span>${row.word}</span>
      </td>
      <td role="cell" data-label=${l10n.t('Key')}>${key}</td>
      <td role="cell" data-label=${l10n.t('Wrapping key')}>${wrappingKey}</td>
      <td role="cell" data-label=${l10n.t('Alias')}>${alias}</td>
      <td role="cell" class="characters" data-label=${l10n.t('KCV expected')}>${expected}</td>
      <td role="cell" class=${found === '' ? 'vacant' : nothing} data-label=${l10n.t('KCV found')}>
        ${
          found === ''
            ? nothing
            : html`<span class="characters">${found}</span> ${
                  compared && compared.state !== 'info'
                    ? html`<span class="compared ${compared.state}"
                        >${mark(signs[compared.state])}<span>${compared.text}</span></span
                      >`
                    : nothing
                }`
        }
      </td>
    </tr>
    ${
      more
        ? html`<tr role="row" class="more ${row.state}">
            <td role="cell" colspan="7" aria-label=${l10n.t('Details of row {0}', number)}>
              ${verdictList(reasons, l10n.t('Reasons'))}
              ${
                arn === ''
                  ? nothing
                  : html`<span class="characters reference">${arn}</span>
                      <button
                        type="button"
                        class="quiet"
                        aria-label=${l10n.t('Copy ARN of row {0}', number)}
                        @click=${() => post({ type: 'copy', row: number })}
                      >
                        ${l10n.t('Copy')}
                      </button>`
              }
              ${actions.map(
                ({ id, label }) =>
                  html`<button
                    type="button"
                    class="quiet"
                    aria-label=${l10n.t('{0} (row {1})', label, number)}
                    @click=${() => post({ type: 'act', row: number, id })}
                  >
                    ${label}
                  </button>`,
              )}
            </td>
          </tr>`
        : nothing
    }`;
}

function pager(page: number, pages: number, count: number, { memory, paint }: TableContext): TemplateResult {
  const to = (wanted: number): void => {
    memory.page = wanted;
    paint();
  };
  const first = page * rowsAPage + 1;
  return html`<div class="fieldActions" role="group" aria-label=${l10n.t('Pages')}>
    <button type="button" class="small" ?disabled=${page === 0} @click=${() => to(page - 1)}>
      ${l10n.t('Previous')}
    </button>
    <span role="status"
      >${l10n.t('{0} to {1} of {2}', first, Math.min(count, first + rowsAPage - 1), count)}</span
    >
    <button type="button" class="small" ?disabled=${page === pages - 1} @click=${() => to(page + 1)}>
      ${l10n.t('Next')}
    </button>
  </div>`;
}
