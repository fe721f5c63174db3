import type { InspectorField } from '../../src/protocol/inspector';
import { element } from '../ui/dom';
import { button, placeText, shortened, type PageContext } from './pageContext';

/** Every character of the block in runs, a run for each field; arrow keys move, Enter and Space choose. */
export function strip(context: PageContext): HTMLElement {
  const { model, strings, selection, post } = context;
  const runs = model.fields.map((field, index) => runOf(field, tintOf(model.fields, index)));
  runs[0]?.setAttribute('tabindex', '0');
  const focus = (to: number): void => {
    if (!runs[to]) return;
    for (const other of runs) other.tabIndex = -1;
    runs[to].tabIndex = 0;
    runs[to].focus();
  };
  for (const [index, run] of runs.entries()) {
    const field = model.fields[index]!;
    selection.link(run, field, (on) => {
      run.setAttribute('aria-pressed', String(on));
      if (on) for (const other of runs) other.tabIndex = other === run ? 0 : -1;
    });
    run.addEventListener('click', () => selection.choose(field));
    run.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
        event.preventDefault();
        post({ type: 'copyCharacters', start: field.start, end: field.end });
        return;
      }
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: runs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      focus(to);
    });
  }
  return element('div', { class: 'strip', role: 'toolbar', 'aria-label': strings.strip }, ...runs);
}

/** Neighbours differ in tint and in the style of their line. */
function tintOf(fields: readonly InspectorField[], index: number): string {
  const { id, group } = fields[index]!;
  if (group === 'tail') return id === 'mac' ? 'mac' : 'payload';
  const nth = fields.slice(0, index).filter((other) => other.group === group).length;
  return `${group}${nth % 2}`;
}

function runOf(field: InspectorField, tint: string): HTMLButtonElement {
  return element(
    'button',
    {
      type: 'button',
      class: `run tint-${tint}`,
      tabindex: '-1',
      'data-key': `run:${field.id}`,
      'aria-pressed': 'false',
      title: field.meaning,
    },
    element('span', { class: 'characters' }, shortened(field.raw, 32)),
    element('span', { class: 'label' }, field.name),
  );
}

/** What the chosen field says, and what can be done with it. */
export function chosenField(context: PageContext): HTMLElement {
  const { model, strings, selection, post } = context;
  const text = element('p', { class: 'chosenText' });
  const actions = element('div', { class: 'chosenActions' });
  selection.onChosen((field) => {
    actions.hidden = !field;
    if (!field) {
      text.replaceChildren(strings.nothingSelected);
      return;
    }
    const { start, end } = field;
    text.replaceChildren(
      element('strong', {}, field.name),
      ' ',
      element('span', { class: 'characters' }, `[${shortened(field.raw, 40)}]`),
      ` ${field.meaning} · `,
      element(
        'span',
        { class: 'reference' },
        [placeText(strings, field), field.reference].filter(Boolean).join(' · '),
      ),
    );
    const copy = button(strings.copyValue, () => post({ type: 'copyCharacters', start, end }));
    const show = button(strings.showInEditor, () => post({ type: 'showInEditor', start, end }));
    actions.replaceChildren(copy, ...(model.place === undefined ? [] : [show]));
  });
  return element(
    'div',
    { class: 'chosen', role: 'group', 'aria-label': strings.selected },
    element('div', { role: 'status' }, text),
    actions,
  );
}
