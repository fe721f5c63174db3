import * as l10n from '@vscode/l10n';
import { html } from 'lit-html';
import type { ActionId, CopyForm, FromStructurePage, TreeRow } from '../../src/protocol/structure';
import { element } from '../ui/dom';
import { painter } from '../ui/painter';
import { linkBar } from './linkBar';

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
      { text: l10n.t('Open by Itself'), run: () => this.#act('openEmbedded') },
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
