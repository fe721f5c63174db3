import * as l10n from '@vscode/l10n';
import type { FromStructurePage, TreeRow } from '../../src/protocol/structure';
import { element } from '../ui/painter';
import { marks, severityWord } from '../ui/marks';
import { VirtualRows } from './virtualRows';

const page = 100;
/** Rows kept; beyond that the farthest are let go. */
const mostKept = 4000;
/** Letters that come faster than this belong together. */
const lettersPause = 700;

interface RowElement extends HTMLElement {
  cells: {
    twist: HTMLElement;
    name: HTMLElement;
    tag: HTMLElement;
    value: HTMLElement;
    mark: HTMLElement;
    start: HTMLElement;
    size: HTMLElement;
    heard: HTMLElement;
  };
  /** What it shows, to leave alone what stays. */
  shows: { row: number; found: TreeRow | undefined; active: boolean };
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
  /** Row that was gone to and not told yet: one message for all keys of a frame. */
  private untold: number | undefined;
  /** Row that was told last, until it is answered: older answers do not move anything back. */
  private told: number | undefined;

  constructor(
    private readonly send: (message: FromStructurePage) => void,
    private readonly chosen: (row: TreeRow) => void,
    private readonly hovered: (row: TreeRow | undefined) => void,
  ) {
    this.scroller = element('div', {
      class: 'tree',
      role: 'tree',
      tabindex: '0',
      'aria-label': l10n.t('Tree of values'),
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
      this.untold = this.told = undefined;
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

  /** False where the user is somewhere else already: an answer to a key before the last. */
  select(row: TreeRow, focus: boolean): boolean {
    this.kept.set(row.row, row);
    const late = this.untold !== undefined || (this.told !== undefined && this.told !== row.row);
    if (late && !focus) return false;
    this.untold = this.told = undefined;
    this.active = row.row;
    this.list.center(row.row);
    if (focus) this.scroller.focus();
    this.list.render();
    return true;
  }

  refresh(): void {
    this.list.render();
  }

  private makeRow(): RowElement {
    const cells = {
      twist: element('span', { class: 'twist', 'aria-hidden': 'true' }),
      mark: element('span', { class: 'mark', 'aria-hidden': 'true' }),
      name: element('span', { class: 'name' }),
      value: element('span', { class: 'value' }),
      tag: element('span', { class: 'tag' }),
      start: element('span', { class: 'start', 'aria-hidden': 'true' }),
      size: element('span', { class: 'size', 'aria-hidden': 'true' }),
      heard: element('span', { class: 'heard' }),
    };
    const row = element(
      'div',
      { class: 'row', role: 'treeitem' },
      cells.twist,
      cells.mark,
      cells.name,
      cells.value,
      cells.tag,
      cells.start,
      cells.size,
      cells.heard,
    );
    const made: RowElement = Object.assign(row, {
      cells,
      shows: { row: -1, found: undefined, active: false },
    });
    const at = (): TreeRow | undefined => this.kept.get(Number(made.dataset.row));
    made.addEventListener('click', (event) => {
      const found = at();
      if (!found) return;
      if (event.target === cells.twist) this.toggle(found);
      else this.tell({ type: 'row', row: found.row, generation: this.generation });
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
    const active = row === this.active;
    const before = target.shows;
    if (before.row === row && before.found === found && before.active === active) return;
    target.shows = { row, found, active };
    const { cells } = target;
    if (before.row !== row) {
      target.dataset.row = String(row);
      target.id = `row-${row}`;
    }
    if (before.active !== active) target.classList.toggle('selected', active);
    if (active) this.scroller.setAttribute('aria-activedescendant', target.id);
    if (!found) {
      for (const name of ['aria-level', 'aria-setsize', 'aria-posinset', 'aria-expanded', 'title'])
        target.removeAttribute(name);
      for (const cell of Object.values(cells)) write(cell, '');
      write(cells.name, l10n.t('Loading…'));
      return;
    }
    attribute(target, 'aria-level', String(found.level));
    attribute(target, 'aria-setsize', String(found.siblings));
    attribute(target, 'aria-posinset', String(found.position));
    attribute(target, 'aria-selected', String(active));
    attribute(target, 'aria-expanded', found.open === undefined ? undefined : String(found.open));
    attribute(target, 'title', found.value.length > 40 ? found.value : undefined);
    // As a length and not as a variable, which every cell would inherit.
    const indent = `${8 + Math.min(found.level - 1, 40) * 14}px`;
    if (target.style.paddingLeft !== indent) target.style.paddingLeft = indent;
    write(cells.twist, found.open === undefined ? '' : found.open ? '▾' : '▸');
    write(cells.mark, found.mark ? marks[found.mark] : '');
    if (before.found?.mark !== found.mark) cells.mark.className = `mark ${found.mark ?? ''}`;
    const value = found.note === '' ? found.value : `${found.value} (${found.note})`.trim();
    // A value speaks for itself; without one its type does.
    const name = found.name || (value === '' ? found.type || shortTag(found.tag) : '');
    write(cells.name, name);
    write(cells.value, value);
    const types = [found.type, shortTag(found.tag)].filter((word) => word !== '' && word !== name);
    write(cells.tag, [...new Set(types)].join(' · '));
    write(cells.start, String(found.start));
    write(cells.size, `${found.headerLength}+${found.length}`);
    if (before.found?.hit !== found.hit) target.classList.toggle('hit', found.hit);
    write(cells.heard, this.heard(found));
  }

  /** What the ear gets after name, tag and value: ", 3 bytes at offset 17". */
  private heard(row: TreeRow): string {
    const hit = row.hit ? `, ${l10n.t('found')}` : '';
    const mark = (row.mark ? `, ${severityWord(row.mark)}` : '') + hit;
    return `, ${l10n.t('{0} bytes at offset {1}', row.end - row.start, row.start)}${mark}`;
  }

  /** Asks for what shows, and for half a page around it, so that paging finds its rows there. */
  private want(shownFrom: number, shownTo: number): void {
    const from = Math.max(0, shownFrom - page / 2);
    const to = Math.min(this.list.count, shownTo + page / 2);
    for (let first = Math.floor(from / page) * page; first < to; first += page) {
      if (this.asked.has(first)) continue;
      let missing = false;
      for (let row = Math.max(first, from); row < Math.min(first + page, to) && !missing; row++)
        missing = !this.kept.has(row);
      if (!missing) continue;
      this.asked.add(first);
      this.send({ type: 'rows', from: first, to: first + page, generation: this.generation });
    }
  }

  /** Sends after what was not told yet, so that the extension knows the same row as selected. */
  private tell(message: FromStructurePage): void {
    this.tellRow();
    this.send(message);
  }

  private tellRow(): void {
    if (this.untold === undefined) return;
    this.told = this.untold;
    this.untold = undefined;
    this.send({ type: 'row', row: this.told, generation: this.generation });
  }

  private toggle(row: TreeRow): void {
    if (row.open !== undefined) this.tell({ type: 'fold', node: row.node, open: !row.open, all: false });
  }

  /** WAI-ARIA tree pattern; the page answers at once where the row is known. */
  private go(row: number): void {
    const to = Math.max(0, Math.min(row, this.list.count - 1));
    this.active = to;
    this.list.show(to);
    const known = this.kept.get(to);
    if (known) this.chosen(known);
    if (this.untold === undefined) requestAnimationFrame(() => this.tellRow());
    this.untold = to;
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
        else if (row && row.level > 1) this.tell({ type: 'parent', node: row.node });
      },
      Enter: () => {
        if (row) this.toggle(row);
      },
      '*': () => {
        if (row) this.tell({ type: 'fold', node: row.node, open: true, all: true });
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
      this.tell({ type: 'letters', text: this.letters, row: again ? this.active + 1 : this.active });
    }
  }
}

/** As ASN.1 tools write it. */
function shortTag(tag: string): string {
  return tag === 'OBJECT IDENTIFIER' ? 'OID' : tag;
}

/** Text of a cell, written only where it changes, into the text node that is there already. */
export function write(cell: HTMLElement, text: string): void {
  const { firstChild } = cell;
  if (!(firstChild instanceof Text)) cell.append(text);
  else if (firstChild.data !== text) firstChild.data = text;
}

function attribute(of: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) of.removeAttribute(name);
  else if (of.getAttribute(name) !== value) of.setAttribute(name, value);
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
