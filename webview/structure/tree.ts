import type { FromStructurePage, StructureStrings, TreeRow } from '../../src/protocol/structure';
import { element } from '../ui/dom';
import { fillIn } from './words';
import { VirtualRows } from './virtualRows';

const page = 100;
/** Rows kept; beyond that the farthest are let go. */
const mostKept = 4000;
/** Letters that come faster than this belong together. */
const lettersPause = 700;
const marks = { error: '✗', warning: '!', info: 'i' } as const;

interface RowElement extends HTMLElement {
  cells: {
    twist: HTMLElement;
    name: HTMLElement;
    tag: HTMLElement;
    value: HTMLElement;
    mark: HTMLElement;
    numbers: HTMLElement;
    heard: HTMLElement;
  };
}

/** The tree of values: an ARIA tree of which only the visible rows exist. */
export class TreePane {
  readonly scroller: HTMLElement;
  private readonly list: VirtualRows<RowElement>;
  private kept = new Map<number, TreeRow>();
  private asked = new Set<number>();
  private generation = 0;
  private active = 0;
  private letters = '';
  private lettersAt = 0;

  constructor(
    private readonly strings: StructureStrings,
    private readonly send: (message: FromStructurePage) => void,
    private readonly chosen: (row: TreeRow) => void,
    private readonly hovered: (row: TreeRow | undefined) => void,
  ) {
    this.scroller = element('div', {
      class: 'tree',
      role: 'tree',
      tabindex: '0',
      'aria-label': strings.tree,
    });
    this.list = new VirtualRows<RowElement>(
      this.scroller,
      () => rowHeight(this.scroller),
      () => this.makeRow(),
      (target, row) => this.fillRow(target, row),
      (from, to) => this.want(from, to),
      'none',
    );
    this.scroller.addEventListener('keydown', (event) => this.key(event));
    this.scroller.addEventListener('focus', () => this.list.render());
  }

  get selected(): TreeRow | undefined {
    return this.kept.get(this.active);
  }

  setTotal(total: number, generation: number): void {
    if (generation !== this.generation) {
      this.kept.clear();
      this.asked.clear();
    }
    this.generation = generation;
    this.list.setCount(total);
  }

  setRows(rows: readonly TreeRow[], generation: number): void {
    if (generation !== this.generation) return;
    for (const row of rows) this.kept.set(row.row, row);
    for (const first of [...this.asked])
      if (rows.some(({ row }) => row >= first && row < first + page)) this.asked.delete(first);
    if (this.kept.size > mostKept) {
      const { from, to } = this.list.visible;
      for (const key of [...this.kept.keys()])
        if (key < from - page || key > to + page) this.kept.delete(key);
    }
    this.list.render();
  }

  select(row: TreeRow, focus: boolean): void {
    this.kept.set(row.row, row);
    this.active = row.row;
    this.list.center(row.row);
    if (focus) this.scroller.focus();
    this.list.render();
  }

  refresh(): void {
    this.list.render();
  }

  private makeRow(): RowElement {
    const cells = {
      twist: element('span', { class: 'twist', 'aria-hidden': 'true' }),
      mark: element('span', { class: 'mark', 'aria-hidden': 'true' }),
      name: element('span', { class: 'name' }),
      tag: element('span', { class: 'tag' }),
      value: element('span', { class: 'value' }),
      numbers: element('span', { class: 'numbers', 'aria-hidden': 'true' }),
      heard: element('span', { class: 'heard' }),
    };
    const row = element(
      'div',
      { class: 'row', role: 'treeitem' },
      cells.twist,
      cells.mark,
      cells.name,
      cells.tag,
      cells.value,
      cells.numbers,
      cells.heard,
    );
    const made: RowElement = Object.assign(row, { cells });
    const at = (): TreeRow | undefined => this.kept.get(Number(made.dataset.row));
    made.addEventListener('click', (event) => {
      const found = at();
      if (!found) return;
      if (event.target === cells.twist) this.toggle(found);
      else this.send({ type: 'row', row: found.row });
    });
    made.addEventListener('dblclick', () => {
      const found = at();
      if (found) this.toggle(found);
    });
    made.addEventListener('mouseenter', () => this.hovered(at()));
    made.addEventListener('mouseleave', () => this.hovered(undefined));
    return made;
  }

  private fillRow(target: RowElement, row: number): void {
    const found = this.kept.get(row);
    const { cells } = target;
    target.dataset.row = String(row);
    target.id = `row-${row}`;
    const active = row === this.active;
    target.classList.toggle('selected', active);
    if (active) this.scroller.setAttribute('aria-activedescendant', target.id);
    if (!found) {
      for (const name of ['aria-level', 'aria-setsize', 'aria-posinset', 'aria-expanded'])
        target.removeAttribute(name);
      target.style.removeProperty('--level');
      for (const cell of Object.values(cells)) cell.textContent = '';
      cells.name.textContent = this.strings.loading;
      return;
    }
    target.setAttribute('aria-level', String(found.level));
    target.setAttribute('aria-setsize', String(found.siblings));
    target.setAttribute('aria-posinset', String(found.position));
    target.setAttribute('aria-selected', String(active));
    if (found.open === undefined) target.removeAttribute('aria-expanded');
    else target.setAttribute('aria-expanded', String(found.open));
    target.style.setProperty('--level', String(Math.min(found.level - 1, 40)));
    cells.twist.textContent = found.open === undefined ? '' : found.open ? '▾' : '▸';
    cells.mark.textContent = found.mark ? marks[found.mark] : '';
    cells.mark.className = `mark ${found.mark ?? ''}`;
    const name = found.name || found.type;
    cells.name.textContent = name;
    cells.tag.textContent =
      found.type && found.name && found.type !== found.name ? `${found.type} · ${found.tag}` : found.tag;
    cells.value.textContent = found.note === '' ? found.value : `${found.value} (${found.note})`.trim();
    cells.numbers.textContent = `${found.start}: ${found.headerLength}+${found.length}`;
    cells.heard.textContent = this.heard(found);
    if (found.value.length > 40) target.title = found.value;
    else target.removeAttribute('title');
  }

  /** What the ear gets after name, tag and value: ", 3 bytes at offset 17". */
  private heard(row: TreeRow): string {
    const mark = row.mark ? `, ${this.strings[row.mark]}` : '';
    return `, ${fillIn(this.strings.rowLabel, row.end - row.start, row.start)}${mark}`;
  }

  private want(from: number, to: number): void {
    for (let first = Math.floor(from / page) * page; first < to; first += page) {
      if (this.asked.has(first)) continue;
      let missing = false;
      for (let row = Math.max(first, from); row < Math.min(first + page, to); row++)
        if (!this.kept.has(row)) missing = true;
      if (!missing) continue;
      this.asked.add(first);
      this.send({ type: 'rows', from: first, to: first + page, generation: this.generation });
    }
  }

  private toggle(row: TreeRow): void {
    if (row.open !== undefined) this.send({ type: 'fold', node: row.node, open: !row.open, all: false });
  }

  /** WAI-ARIA tree pattern; the page answers at once where the row is known. */
  private go(row: number): void {
    const to = Math.max(0, Math.min(row, this.list.count - 1));
    this.active = to;
    this.list.show(to);
    const known = this.kept.get(to);
    if (known) this.chosen(known);
    this.send({ type: 'row', row: to });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.selected;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.go(this.active + 1),
      ArrowUp: () => this.go(this.active - 1),
      PageDown: () => this.go(this.active + this.list.pageSize),
      PageUp: () => this.go(this.active - this.list.pageSize),
      Home: () => this.go(0),
      End: () => this.go(this.list.count - 1),
      ArrowRight: () => {
        if (row?.open === false) this.toggle(row);
        else if (row?.open === true) this.go(this.active + 1);
      },
      ArrowLeft: () => {
        if (row?.open === true) this.toggle(row);
        else if (row && row.level > 1) this.send({ type: 'parent', node: row.node });
      },
      Enter: () => {
        if (row) this.toggle(row);
      },
      '*': () => {
        if (row) this.send({ type: 'fold', node: row.node, open: true, all: true });
      },
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      move();
      return;
    }
    if (event.key.length === 1 && event.key !== ' ') {
      event.preventDefault();
      const now = event.timeStamp;
      const again = now - this.lettersAt > lettersPause;
      this.letters = again ? event.key : this.letters + event.key;
      this.lettersAt = now;
      this.send({ type: 'letters', text: this.letters, row: again ? this.active + 1 : this.active });
    }
  }
}

const heights = new WeakMap<HTMLElement, number>();

/** From the style sheet, read once: it does not change while the page lives. */
export function rowHeight(of: HTMLElement): number {
  const known = heights.get(of);
  if (known) return known;
  const read = Number.parseFloat(getComputedStyle(of).getPropertyValue('--row-height'));
  const height = read > 0 ? read : 22;
  if (read > 0) heights.set(of, height);
  return height;
}
