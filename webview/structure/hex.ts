import * as l10n from '@vscode/l10n';
import type { FromStructurePage, TreeRow } from '../../src/protocol/structure';
import { element } from '../ui/painter';
import { rowHeight, write } from './tree';
import { VirtualRows } from './virtualRows';

const perRow = 16;
const page = 2048;
const mostPages = 64;

interface ByteElement extends HTMLElement {
  offsetCell: HTMLElement;
  bytes: HTMLElement[];
  characters: HTMLElement[];
  /** Bytes and marks that it shows, to leave alone what stays. */
  shows: string;
}

/** Offset, hex and characters of every byte, in step with the tree. */
export class HexPane {
  readonly scroller: HTMLElement;
  private readonly list: VirtualRows<ByteElement>;
  private pages = new Map<number, string>();
  private asked = new Set<number>();
  private size = 0;
  private cursor = 0;
  private anchor = 0;
  private row: TreeRow | undefined;
  private hoverRow: TreeRow | undefined;
  private digits = 4;

  constructor(
    private readonly send: (message: FromStructurePage) => void,
    private readonly moved: (offset: number, byte: string) => void,
  ) {
    this.scroller = element('div', {
      class: 'hex',
      role: 'grid',
      tabindex: '0',
      'aria-label': l10n.t('Bytes of the structure'),
      'aria-multiselectable': 'true',
      'aria-readonly': 'true',
    });
    this.list = new VirtualRows<ByteElement>(
      this.scroller,
      () => rowHeight(this.scroller),
      () => this.makeRow(),
      (target, row) => this.fillRow(target, row),
      (from, to) => this.want(from, to),
      'rowgroup',
    );
    this.scroller.addEventListener('keydown', (event) => this.key(event));
    this.scroller.addEventListener('focus', () => this.list.render());
  }

  setSize(size: number): void {
    this.size = size;
    this.pages.clear();
    this.asked.clear();
    this.cursor = this.anchor = 0;
    this.row = undefined;
    this.digits = Math.max(4, Math.max(0, size - 1).toString(16).length);
    this.scroller.setAttribute('aria-rowcount', String(Math.ceil(size / perRow)));
    this.list.setCount(Math.ceil(size / perRow));
  }

  setBytes(from: number, hex: string): void {
    for (let at = 0; at < hex.length; at += page * 2)
      this.pages.set((from + at / 2) / page, hex.slice(at, at + page * 2));
    this.asked.delete(from / page);
    if (this.pages.size > mostPages) {
      const { from: first, to } = this.list.visible;
      for (const key of [...this.pages.keys()])
        if (key < (first * perRow) / page - 2 || key > (to * perRow) / page + 2) this.pages.delete(key);
    }
    this.list.render();
  }

  /** Marks a value and brings one of its bytes into view. */
  select(row: TreeRow, offset: number): void {
    this.row = row;
    this.cursor = this.anchor = Math.min(offset, Math.max(0, this.size - 1));
    this.list.center(Math.floor(this.cursor / perRow));
    this.list.render();
  }

  hover(row: TreeRow | undefined): void {
    this.hoverRow = row;
    this.list.render();
  }

  refresh(): void {
    this.list.render();
  }

  /** The bytes chosen by the keyboard, else those of the selected value. */
  get range(): { from: number; to: number } {
    const [from, to] = [Math.min(this.cursor, this.anchor), Math.max(this.cursor, this.anchor) + 1];
    return to - from > 1 || !this.row ? { from, to } : { from: this.row.start, to: this.row.end };
  }

  private makeRow(): ByteElement {
    const offsetCell = element('span', { class: 'offset', role: 'rowheader' });
    const cell = (role: Record<string, string>): HTMLElement => element('span', role);
    const bytes = Array.from({ length: perRow }, () => cell({ class: 'byte', role: 'gridcell' }));
    const characters = Array.from({ length: perRow }, () => cell({ class: 'character' }));
    const text = element('span', { class: 'text', 'aria-hidden': 'true' }, ...characters);
    const row = element('div', { class: 'row', role: 'row' }, offsetCell, ...bytes, text);
    const pick = (event: Event): void => {
      const target = event.target as HTMLElement;
      const column = Math.max(bytes.indexOf(target), characters.indexOf(target));
      const offset = Number(row.dataset.row) * perRow + column;
      if (column >= 0 && offset < this.size) this.to(offset, (event as MouseEvent).shiftKey, true);
    };
    row.addEventListener('click', pick);
    return Object.assign(row, { offsetCell, bytes, characters, shows: '' });
  }

  private fillRow(target: ByteElement, row: number): void {
    const start = row * perRow;
    const { from, to } = this.range;
    const chosen = to - from > 1 && from !== this.row?.start ? { from, to } : undefined;
    const shows = this.looksOf(row, chosen);
    if (target.shows === shows) return;
    target.shows = shows;
    target.dataset.row = String(row);
    target.setAttribute('aria-rowindex', String(row + 1));
    write(target.offsetCell, start.toString(16).toUpperCase().padStart(this.digits, '0'));
    for (let i = 0; i < perRow; i++) {
      const offset = start + i;
      const text = this.byte(offset);
      const [byte, character] = [target.bytes[i]!, target.characters[i]!];
      const marks =
        this.classAt(offset) +
        (offset === this.cursor ? ' cursor' : '') +
        (chosen && offset >= chosen.from && offset < chosen.to ? ' chosen' : '');
      write(byte, text);
      write(character, characterOf(text));
      if (byte.dataset.marks !== marks) {
        byte.dataset.marks = marks;
        byte.className = `byte${marks}`;
        character.className = `character${marks}`;
      }
      if (offset === this.cursor) {
        byte.id = 'byte-cursor';
        byte.setAttribute('aria-selected', 'true');
        this.scroller.setAttribute('aria-activedescendant', 'byte-cursor');
      } else if (byte.id !== '') {
        byte.removeAttribute('id');
        byte.removeAttribute('aria-selected');
      }
    }
  }

  /** All that a row's looks depend on: its bytes, and what of each marked run lies in it. */
  private looksOf(row: number, chosen: { from: number; to: number } | undefined): string {
    const start = row * perRow;
    const end = start + perRow;
    const inRow = (from: number, to: number): string =>
      from < end && to > start ? `${Math.max(from, start)}-${Math.min(to, end)}` : '';
    const hex = this.pages.get(Math.floor(start / page));
    const at = (start % page) * 2;
    const { row: value, hoverRow } = this;
    const marked = value ? inRow(value.start, value.end) : '';
    return [
      row,
      this.digits,
      hex?.slice(at, at + perRow * 2) ?? '',
      value && marked !== ''
        ? `${value.start} ${value.tagLength} ${value.headerLength} ${value.length} ${value.end}`
        : '',
      hoverRow ? inRow(hoverRow.start, hoverRow.end) : '',
      chosen ? inRow(chosen.from, chosen.to) : '',
      inRow(this.cursor, this.cursor + 1),
    ].join('|');
  }

  /** Tag, length and content of the selected value; the value under the pointer. */
  private classAt(offset: number): string {
    const { row, hoverRow } = this;
    let name = '';
    if (row && offset >= row.start && offset < row.end) {
      const inside = offset - row.start;
      name =
        inside < row.tagLength
          ? ' t'
          : inside < row.headerLength
            ? ' l'
            : inside < row.headerLength + row.length
              ? ' c'
              : ' e';
    }
    if (hoverRow && offset >= hoverRow.start && offset < hoverRow.end) name += ' h';
    return name;
  }

  private byte(offset: number): string {
    if (offset >= this.size) return '';
    const hex = this.pages.get(Math.floor(offset / page));
    const at = (offset % page) * 2;
    return hex?.slice(at, at + 2).toUpperCase() ?? '';
  }

  private want(from: number, to: number): void {
    const first = Math.floor((from * perRow) / page);
    for (let at = first; at * page < to * perRow && at * page < this.size; at++) {
      if (this.pages.has(at) || this.asked.has(at)) continue;
      this.asked.add(at);
      this.send({ type: 'bytes', from: at * page, to: Math.min((at + 1) * page, this.size) });
    }
  }

  private to(offset: number, extend: boolean, locate: boolean): void {
    this.cursor = Math.max(0, Math.min(offset, this.size - 1));
    if (!extend) this.anchor = this.cursor;
    this.list.show(Math.floor(this.cursor / perRow));
    this.list.render();
    const text = this.byte(this.cursor);
    this.moved(this.cursor, text === '..' ? l10n.t('hidden') : text);
    if (!extend && locate) this.send({ type: 'locate', offset: this.cursor, end: 0, focus: false });
  }

  private key(event: KeyboardEvent): void {
    const far = event.ctrlKey || event.metaKey;
    const line = this.cursor - (this.cursor % perRow);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: this.cursor + 1,
      ArrowLeft: this.cursor - 1,
      ArrowDown: this.cursor + perRow,
      ArrowUp: this.cursor - perRow,
      PageDown: this.cursor + perRow * this.list.pageSize,
      PageUp: this.cursor - perRow * this.list.pageSize,
      Home: far ? 0 : line,
      End: far ? this.size - 1 : line + perRow - 1,
    };
    const to = steps[event.key];
    if (to === undefined || event.altKey || this.size === 0) return;
    event.preventDefault();
    this.to(to, event.shiftKey, true);
  }
}

function characterOf(hex: string): string {
  if (hex === '') return '';
  const code = Number.parseInt(hex, 16);
  return code >= 32 && code < 127 ? String.fromCharCode(code) : '·';
}
