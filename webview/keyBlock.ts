import type { InspectorField, InspectorModel, InspectorStrings } from '../src/protocol/inspector';
import { control, element } from './ui/dom';

const marks = { error: '✗', warning: '!', info: 'i' } as const;

/** The page for one block: strip of characters, findings, table of fields, each linked to the others. */
export function keyBlockPage(model: InspectorModel, strings: InspectorStrings): Node[] {
  const runs = model.fields.map((field, index) => stripRun(field, index));
  const rows = model.fields.map((field) => fieldRow(field));
  const link = (index: number, on: boolean): void => {
    runs[index]?.classList.toggle('linked', on);
    rows[index]?.classList.toggle('linked', on);
  };
  for (const [index, run] of runs.entries()) {
    for (const [target, enter, leave] of [
      [run, 'mouseenter', 'mouseleave'],
      [rows[index]!, 'mouseenter', 'mouseleave'],
      [run, 'focus', 'blur'],
    ] as const) {
      target.addEventListener(enter, () => link(index, true));
      target.addEventListener(leave, () => link(index, false));
    }
    run.addEventListener('click', () => select(index));
    run.addEventListener('keydown', (event) => {
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: runs.length - 1 }[event.key];
      if (to === undefined || !runs[to]) return;
      event.preventDefault();
      for (const other of runs) other.tabIndex = -1;
      runs[to].tabIndex = 0;
      runs[to].focus();
    });
  }
  const select = (index: number): void => {
    for (const [other, row] of rows.entries()) {
      const chosen = other === index;
      row.classList.toggle('selected', chosen);
      runs[other]?.setAttribute('aria-pressed', String(chosen));
    }
    rows[index]?.scrollIntoView({ block: 'nearest' });
  };
  const strip = element('div', { class: 'strip', role: 'toolbar', 'aria-label': strings.strip }, ...runs);
  return [
    element('h1', {}, model.title),
    strip,
    findingsPart(model, strings, (start) => {
      const index = model.fields.findIndex((field) => field.start <= start && start < field.end);
      if (index < 0) return;
      select(index);
      runs[index]?.focus();
    }),
    element('h2', { id: 'fields' }, strings.fields),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'fields' },
      element(
        'table',
        { 'aria-labelledby': 'fields' },
        element(
          'thead',
          {},
          element('tr', {}, ...strings.columns.map((name) => element('th', { scope: 'col' }, name))),
        ),
        element('tbody', {}, ...rows),
      ),
    ),
  ];
}

function stripRun(field: InspectorField, index: number): HTMLButtonElement {
  const shown = field.raw.length > 40 ? `${field.raw.slice(0, 32)}…` : field.raw;
  return element(
    'button',
    {
      type: 'button',
      class: `run tint-${index % 6}`,
      tabindex: index === 0 ? '0' : '-1',
      'aria-pressed': 'false',
      title: `${field.name}: ${field.meaning}`,
    },
    element('span', { class: 'characters' }, shown),
    element('span', { class: 'label' }, field.name),
  );
}

function fieldRow(field: InspectorField): HTMLTableRowElement {
  const place = field.end - field.start === 1 ? String(field.start) : `${field.start}–${field.end - 1}`;
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, field.name),
    element('td', { class: 'characters' }, field.raw),
    element('td', {}, field.meaning),
    element('td', {}, place),
  );
}

function findingsPart(
  model: InspectorModel,
  strings: InspectorStrings,
  go: (start: number) => void,
): HTMLElement {
  const heading = element('h2', { id: 'findings' }, `${strings.findings} (${model.findings.length})`);
  if (model.findings.length === 0)
    return element(
      'section',
      { 'aria-labelledby': 'findings' },
      heading,
      element('p', { class: 'finding' }, `✓ ${strings.noFindings}`),
    );
  const items = model.findings.map((finding) => {
    const place = strings.characters
      .replace('{0}', String(finding.start))
      .replace('{1}', String(Math.max(finding.start, finding.end - 1)));
    const button = control('vscode-button', { appearance: 'secondary' }, place);
    button.addEventListener('click', () => go(finding.start));
    return element(
      'li',
      { class: `finding ${finding.severity}` },
      element('span', { 'aria-hidden': 'true', class: 'mark' }, marks[finding.severity]),
      element(
        'span',
        {},
        element('strong', {}, strings.severities[finding.severity]),
        ` ${finding.message} `,
        element('span', { class: 'reference' }, finding.reference),
      ),
      button,
    );
  });
  return element('section', { 'aria-labelledby': 'findings' }, heading, element('ul', {}, ...items));
}
