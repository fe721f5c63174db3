import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { ActionId, CopyForm, FromStructurePage, TreeRow } from '../../src/protocol/structure';
import { element, painter } from '../ui/painter';

/** Path of the selected value and what can be done with it. Painted by itself, as it follows every key in the tree. */
export class NodeBar {
  readonly node = element('div', { class: 'nodeBar' });
  row: TreeRow | undefined;
  #path = '';
  /** Link that the Tab key stops at. */
  #stop = 0;
  readonly #paint = painter(() => this.#part(), this.node);

  /** @param range bytes that Copy means: those chosen in the hex pane, or those of the value */
  constructor(
    private readonly send: (message: FromStructurePage) => void,
    private readonly range: (form: CopyForm, row: TreeRow) => { from: number; to: number },
  ) {
    this.#paint();
  }

  /** @param path left as it is where it follows with the extension's answer */
  show(row: TreeRow, path = this.#path): void {
    if (row.inside === this.row?.inside && path === this.#path) {
      this.row = row;
      return;
    }
    this.row = row;
    this.#path = path;
    this.#paint();
  }

  #part(): unknown {
    const inside = this.row?.inside;
    const links = [
      { text: l10n.t('Copy Value'), run: () => this.#copy('value') },
      { text: l10n.t('Copy as Hex'), run: () => this.#copy('hex') },
      { text: l10n.t('Copy as Base64'), run: () => this.#copy('base64') },
      { text: l10n.t('Copy as PEM'), run: () => this.#copy('pem') },
      { text: l10n.t('Copy Path'), run: () => this.#copy('path') },
      { text: l10n.t('Save to File…'), run: () => this.#act('saveNode') },
      { text: l10n.t('Open in New Tab'), run: () => this.#act('openEmbedded') },
      {
        // Of values that can be shown as structure or as value.
        text: inside === 'closed' ? l10n.t('Show Structure Inside') : l10n.t('Show as Value'),
        hidden: inside === undefined,
        run: () => this.#act('turnInside'),
      },
    ];
    const stopAt = (index: number): void => {
      this.#stop = index;
      this.#paint();
    };
    return html`<div class="path">${this.#path}</div>
      ${linkBar(l10n.t('Actions on the selected value'), links, this.#stop, stopAt)}`;
  }

  #copy(form: CopyForm): void {
    const { row } = this;
    if (row) this.send({ type: 'copy', form, ...this.range(form, row), node: row.node });
  }

  #act(id: ActionId): void {
    if (this.row) this.send({ type: 'action', id, argument: this.row.node });
  }
}

export interface BarLink {
  readonly text: string;
  readonly hidden?: boolean;
  readonly run: () => void;
}

/**
 * A toolbar of plain links: one stop of the Tab key, arrow keys inside (WAI-ARIA toolbar). A hidden link is not
 * the stop.
 *
 * @param stop number of the link that the Tab key stops at
 * @param stopAt tells which link has the focus now
 */
export function linkBar(
  label: string,
  links: readonly BarLink[],
  stop: number,
  stopAt: (index: number) => void,
): TemplateResult {
  const at = links[stop]?.hidden === true ? 0 : stop;
  return html`<div class="nodeActions" role="toolbar" aria-label=${label} @keydown=${move}>
    ${links.map(
      ({ text, hidden, run }, i) =>
        html`<button
          type="button"
          class="link"
          tabindex=${i === at ? '0' : '-1'}
          ?hidden=${hidden}
          @click=${run}
          @focus=${() => stopAt(i)}
        >
          ${text}
        </button>`,
    )}
  </div>`;
}

function move(event: KeyboardEvent): void {
  const shown = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')].filter(
    ({ hidden }) => !hidden,
  );
  const at = shown.findIndex((button) => button === document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  const next = to === undefined ? undefined : shown[(to + shown.length) % shown.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
