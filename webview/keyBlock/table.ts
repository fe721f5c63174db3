import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { InspectorField } from '../../src/protocol/inspector';
import { meaningOf, section, shortened, type PageContext } from './pageContext';

/** Longest code that is shown in full without being asked for. */
const most = 96;

/** A table of fields. In a narrow page its rows become small cards; roles keep it a table for a reader. */
export function fieldsSection(
  context: PageContext,
  id: string,
  heading: string,
  fields: readonly InspectorField[],
): TemplateResult {
  const columns = [
    l10n.t('Field'),
    l10n.t('Code'),
    l10n.t('Meaning'),
    l10n.t('Characters'),
    l10n.t('Source of the rule'),
    html`<span class="unseen">${l10n.t('Copy')}</span>`,
  ];
  return section(
    id,
    heading,
    html`<table role="table" class="fields" aria-labelledby=${id}>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          fields,
          (field) => field.id,
          (field) => rowOf(context, field),
        )}
      </tbody>
    </table>`,
  );
}

function rowOf(context: PageContext, field: InspectorField): TemplateResult {
  const { selection } = context;
  const place = field.end - field.start <= 1 ? String(field.start + 1) : `${field.start + 1}–${field.end}`;
  const classes = [
    selection.isChosen(field) ? 'selected' : '',
    selection.isPointed(field) ? 'linked' : '',
  ].join(' ');
  return html`<tr
    role="row"
    class=${classes}
    @click=${() => {
      // A click that ends the selecting of text is none on the row.
      if (document.getSelection()?.isCollapsed !== false) selection.choose(field);
    }}
    @mouseenter=${() => selection.point(field)}
    @mouseleave=${() => selection.point(undefined)}
    @focusin=${() => selection.point(field)}
    @focusout=${() => selection.point(undefined)}
  >
    <th role="rowheader" scope="row">${field.name}</th>
    <td role="cell" class="characters">${rawOf(context, field)}</td>
    <td role="cell" class="meaning">${meaningOf(context, field)}</td>
    <td role="cell" class="place" data-label=${l10n.t('Characters')}>${place}</td>
    <td role="cell" class="reference">${field.reference}</td>
    <td role="cell" class="action">${copyButton(context, field)}</td>
  </tr>`;
}

function copyButton({ post }: PageContext, { start, end, name }: InspectorField): TemplateResult {
  return html`<button
    type="button"
    class="quiet"
    aria-label=${l10n.t('Copy {0}', name)}
    @click=${(event: Event) => {
      event.stopPropagation();
      post({ type: 'copyCharacters', start, end });
    }}
  >
    ${l10n.t('Copy')}
  </button>`;
}

function rawOf({ shownInFull, paint }: PageContext, { raw, start }: InspectorField): unknown {
  if (raw.length <= most) return raw;
  if (shownInFull.has(start)) return html`<span>${raw}</span>`;
  const showAll = (event: Event): void => {
    event.stopPropagation();
    shownInFull.add(start);
    paint();
  };
  return html`<span>${shortened(raw, most)}</span>
    <button type="button" class="quiet" @click=${showAll}>
      ${l10n.t('Show All')} (${l10n.t('{0} characters', raw.length)})
    </button>`;
}
