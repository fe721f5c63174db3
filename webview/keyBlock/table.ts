import type { InspectorField } from '../../src/protocol/inspector';
import { element } from '../ui/dom';
import { copyButton, filled, section, shortened, type PageContext } from './pageContext';

/** Longest code that is shown in full without being asked for. */
const most = 96;

/** A table of fields. In a narrow page its rows become small cards; roles keep it a table for a reader. */
export function fieldsSection(
  context: PageContext,
  id: string,
  heading: string,
  fields: readonly InspectorField[],
): HTMLElement {
  const { columns } = context.strings;
  return section(
    id,
    heading,
    element(
      'table',
      { role: 'table', class: 'fields', 'aria-labelledby': id },
      element(
        'thead',
        { role: 'rowgroup' },
        element(
          'tr',
          { role: 'row' },
          ...columns.map((name, index) =>
            element(
              'th',
              { role: 'columnheader', scope: 'col' },
              index === columns.length - 1 ? element('span', { class: 'unseen' }, name) : name,
            ),
          ),
        ),
      ),
      element('tbody', { role: 'rowgroup' }, ...fields.map((field) => rowOf(context, field))),
    ),
  );
}

function rowOf(context: PageContext, field: InspectorField): HTMLElement {
  const { strings, selection } = context;
  const place = field.end - field.start <= 1 ? String(field.start) : `${field.start}–${field.end - 1}`;
  const row = element(
    'tr',
    { role: 'row' },
    element('th', { role: 'rowheader', scope: 'row' }, field.name),
    element('td', { role: 'cell', class: 'characters' }, ...rawOf(context, field.raw)),
    element('td', { role: 'cell', class: 'meaning' }, field.meaning),
    element('td', { role: 'cell', class: 'place', 'data-label': strings.columns[3] }, place),
    element('td', { role: 'cell', class: 'reference' }, field.reference),
    element('td', { role: 'cell', class: 'action' }, copyButton(context, field)),
  );
  selection.link(row, field, (on) => row.classList.toggle('selected', on));
  row.addEventListener('click', () => {
    // A click that ends the selecting of text is none on the row.
    if (document.getSelection()?.isCollapsed !== false) selection.choose(field);
  });
  return row;
}

function rawOf({ strings }: PageContext, raw: string): (Node | string)[] {
  if (raw.length <= most) return [raw];
  const shown = element('span', {}, shortened(raw, most));
  const all = element(
    'button',
    { type: 'button', class: 'quiet' },
    `${strings.showAll} (${filled(strings.length, raw.length)})`,
  );
  all.addEventListener('click', (event) => {
    event.stopPropagation();
    shown.textContent = raw;
    all.remove();
  });
  return [shown, ' ', all];
}
