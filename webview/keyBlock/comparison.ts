import type { ComparedValue, ComparisonRow } from '../../src/protocol/inspector';
import { element } from '../ui/dom';
import { button, section, shortened, type PageContext } from './pageContext';

const signs = { same: '=', differs: '≠', onlyHere: '−', onlyThere: '+' } as const satisfies Record<
  ComparisonRow['state'],
  string
>;

/** Characters before and after a difference that stay in sight in long values. */
const around = 12;

/** Two blocks side by side, field by field; what differs is marked and said in words. */
export function comparisonSection(context: PageContext): HTMLElement | undefined {
  const { model, strings, post } = context;
  const { comparison } = model;
  if (!comparison) return undefined;
  const labels = strings.comparisonColumns;
  const table = element(
    'table',
    { role: 'table', class: 'fields comparison', 'aria-labelledby': 'comparison' },
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...labels.map((name) => element('th', { role: 'columnheader', scope: 'col' }, name)),
      ),
    ),
    element(
      'tbody',
      { role: 'rowgroup' },
      ...comparison.rows.map((row) =>
        element(
          'tr',
          { role: 'row', class: row.state },
          element('th', { role: 'rowheader', scope: 'row' }, row.name),
          valueCell(row.here, labels[1], strings.missing),
          valueCell(row.there, labels[2], strings.missing),
          element(
            'td',
            { role: 'cell', class: 'result' },
            element('span', { 'aria-hidden': 'true', class: 'mark' }, signs[row.state]),
            ` ${strings.comparisonStates[row.state]}`,
          ),
        ),
      ),
    ),
  );
  return section(
    'comparison',
    strings.comparison,
    element('p', {}, comparison.title),
    element(
      'p',
      { class: 'summary' },
      element('strong', {}, comparison.summary),
      ' ',
      button(strings.closeComparison, () => post({ type: 'endCompare' })),
    ),
    table,
  );
}

function valueCell(value: ComparedValue | undefined, label: string, missing: string): HTMLElement {
  const attributes = { role: 'cell', 'data-label': label };
  if (!value) return element('td', { ...attributes, class: 'missing' }, missing);
  return element(
    'td',
    attributes,
    element('span', { class: 'characters' }, ...marked(value)),
    ' ',
    element('span', { class: 'meaning' }, value.meaning),
  );
}

/** The characters with what differs marked; long runs of either kind are shortened. */
function marked({ raw, differing }: ComparedValue): (Node | string)[] {
  if (differing.length === 0) return [shortened(raw, 4 * around)];
  const first = differing[0]![0];
  const last = differing.at(-1)![1];
  // Where most of the value differs, as ciphertext does, single equal characters say nothing.
  const runs = differing.length > 6 ? [[first, last] as const] : differing;
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const [start, end] of runs) {
    const equal = raw.slice(at, start);
    parts.push(equal.length > 2 * around ? `${equal.slice(0, around)}…${equal.slice(-around)}` : equal);
    parts.push(element('mark', {}, shortened(raw.slice(start, end), 4 * around)));
    at = end;
  }
  parts.push(shortened(raw.slice(at), 2 * around));
  return parts;
}
