import { fieldsTable } from '../ui/fieldsTable';
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { InspectorField } from '../../src/protocol/inspector';
import { meaningOf, placeNumbers, shortened, type PageContext } from './pageContext';

/** Longest code that is shown in full without being asked for. */
const most = 96;

interface Row {
  readonly key: string;
  readonly field: InspectorField;
  readonly depth: number;
}

/** Every field with the parts of the optional blocks, folded until it is opened. Its rows exist only while it is. */
export function fieldsSection(context: PageContext): TemplateResult {
  const { memory, model, paint } = context;
  return html`<details
    class="allFields"
    ?open=${memory.fieldsOpen}
    @toggle=${(event: Event) => {
      const { open } = event.currentTarget as HTMLDetailsElement;
      if (open === memory.fieldsOpen) return;
      memory.fieldsOpen = open;
      paint();
    }}
  >
    <summary><h2 id="fields">${l10n.t('All fields')} (${model.fields.length})</h2></summary>
    ${memory.fieldsOpen ? table(context, rowsOf(model.fields)) : nothing}
  </details>`;
}

function rowsOf(fields: readonly InspectorField[], depth = 0, path = ''): Row[] {
  return fields.flatMap((field) => {
    const key = `${path}/${field.id}@${field.start}`;
    return [{ key, field, depth }, ...rowsOf(field.parts, depth + 1, key)];
  });
}

function table(context: PageContext, rows: readonly Row[]): TemplateResult {
  const columns = [
    l10n.t('Field'),
    l10n.t('Code'),
    l10n.t('Meaning'),
    l10n.t('Characters'),
    l10n.t('Source'),
    html`<span class="unseen">${l10n.t('Copy')}</span>`,
  ];
  return fieldsTable(
    columns,
    'fields',
    '',
    repeat(
      rows,
      ({ key }) => key,
      (row) => rowOf(context, row),
    ),
  );
}

function rowOf(context: PageContext, { field, depth }: Row): TemplateResult {
  const { selection } = context;
  const classes = [
    selection.isChosen(field) ? 'selected' : '',
    selection.isPointed(field) ? 'linked' : '',
    `depth${Math.min(depth, 3)}`,
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
    <th role="rowheader" scope="row">
      <button type="button" class="quiet fieldName" aria-pressed=${String(selection.chosen === field)}>
        ${field.name}
      </button>
    </th>
    <td role="cell" class="characters">${rawOf(context, field)}</td>
    <td role="cell" class="meaning">${meaningOf(context, field)}</td>
    <td role="cell" class="place" data-label=${l10n.t('Characters')}>${placeNumbers(field)}</td>
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

function rawOf({ shownInFull, paint }: PageContext, { raw, start, end }: InspectorField): unknown {
  if (raw.length <= most) return raw;
  const key = `${start}-${end}`;
  if (shownInFull.has(key)) return html`<span>${raw}</span>`;
  const showAll = (event: Event): void => {
    event.stopPropagation();
    shownInFull.add(key);
    paint();
  };
  return html`<span>${shortened(raw, most)}</span>
    <button type="button" class="quiet" @click=${showAll}>
      ${l10n.t('Show All')} (${l10n.t('{0} characters', raw.length)})
    </button>`;
}
