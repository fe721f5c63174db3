import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ContentsCell, ContentsModel, ContentsRow } from '../../src/protocol/structure';
import { focusWhenHere } from '../ui/focus';
import { verdictMark } from './statements';

/** The table of a file that holds several structures: Enter or a click opens a row. */
export class ContentsPage {
  private model: ContentsModel | undefined;
  private waiting = false;

  /** @param stop row that the Tab key stops at: the one that was open last */
  constructor(
    private stop: number,
    private readonly open: (part: number) => void,
  ) {}

  show(model: ContentsModel): void {
    this.model = model;
  }

  /** Focuses the row that was open last, as soon as it is there. */
  takeFocus(): void {
    this.waiting = true;
    this.painted();
  }

  /** After the table was painted. */
  painted(): void {
    const button = this.waiting ? document.getElementById(`part-${this.stop}`) : undefined;
    if (!button) return;
    this.waiting = false;
    focusWhenHere(() => button);
  }

  counts(): TemplateResult {
    return html`<ul class="counts" aria-label=${l10n.t('Verdicts')} aria-live="polite">
      ${this.model?.counts.map((count) => html`<li>${cell(count)}</li>`)}
    </ul>`;
  }

  table(): unknown {
    if (!this.model) return nothing;
    const { rows } = this.model;
    // Who goes from row to row by arrow keys hears the verdicts of each, as they describe its button.
    // A column that says nothing of any row takes room from the others.
    const columns = columnsOf().filter(({ of }) => rows.some((row) => of(row) !== undefined));
    // Roles are said again because a narrow page lays the cells of a row out under each other.
    return html`<table class="partTable" role="table" @keydown=${(event: KeyboardEvent) => this.key(event)}>
      <caption class="heard">
        ${l10n.t('Structures in this file')}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="number">#</th>
          <th role="columnheader" scope="col">${l10n.t('Item')}</th>
          ${columns.map(({ name }) => html`<th role="columnheader" scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map((row) => this.row(row, columns))}
      </tbody>
    </table>`;
  }

  private row(row: ContentsRow, columns: readonly Column[]): TemplateResult {
    const { part, what, detail, duplicateOf } = row;
    return html`<tr
      role="row"
      class=${duplicateOf === undefined ? '' : 'duplicate'}
      @click=${() => this.open(part)}
    >
      <td role="cell" class="number">${part + 1}</td>
      <th role="rowheader" scope="row">
        <button
          type="button"
          class="link what"
          id="part-${part}"
          aria-describedby="part-${part}-detail ${columns.map(({ id }) => `part-${part}-${id}`).join(' ')}"
          tabindex=${part === this.stop ? '0' : '-1'}
        >
          ${what}
        </button>
        <span class="detail" id="part-${part}-detail">${detail}</span>
      </th>
      ${columns.map(({ id, name, of }) => {
        const shown = of(row);
        return html`<td role="cell" class=${id} id="part-${part}-${id}" data-label=${name}>
          ${shown ? cell(shown) : nothing}
        </td>`;
      })}
    </tr>`;
  }

  /** One stop of the Tab key for all rows; arrow keys go from row to row. */
  private key(event: KeyboardEvent): void {
    const count = this.model?.rows.length ?? 0;
    const to = { ArrowDown: this.stop + 1, ArrowUp: this.stop - 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const before = document.getElementById(`part-${this.stop}`);
    this.stop = Math.max(0, Math.min(count - 1, to));
    const next = document.getElementById(`part-${this.stop}`);
    before?.setAttribute('tabindex', '-1');
    next?.setAttribute('tabindex', '0');
    next?.focus();
  }
}

interface Column {
  readonly id: string;
  readonly name: string;
  readonly of: (row: ContentsRow) => ContentsCell | undefined;
}

const columnsOf = (): readonly Column[] => [
  { id: 'until', name: l10n.t('Valid until'), of: ({ until }) => until },
  { id: 'issuer', name: l10n.t('Issuer'), of: ({ issuer }) => issuer },
  { id: 'key', name: l10n.t('Key'), of: ({ key }) => key },
];

function cell({ status, before, text }: ContentsCell): TemplateResult {
  return html`<span class="cell"
    >${before === undefined ? nothing : html`<span>${before}</span>`}${verdictMark(status)}<span
      >${text}</span
    ></span
  >`;
}
