import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { FromStructurePage } from '../../src/protocol/structure';
import { element, painter } from '../ui/painter';

/** The bar above the tree: search with what came of it, and buttons that open and close all. */
export class SearchBox {
  readonly node = element('div', { class: 'bar' });
  private found = { text: '', failed: false };
  private readonly paint = painter(() => this.part(), this.node);

  constructor(private readonly send: (message: FromStructurePage) => void) {
    this.paint();
  }

  /** @param text "2 of 5", "not found" */
  show(text: string, failed: boolean): void {
    this.found = { text, failed };
    this.paint();
  }

  private get field(): (HTMLElement & { value: string }) | null {
    return this.node.querySelector('vscode-text-field');
  }

  private part(): TemplateResult {
    const button = (name: string, sign: string, run: () => void): TemplateResult =>
      html`<vscode-button appearance="icon" aria-label=${name} title=${name} @click=${run}
        >${sign}</vscode-button
      >`;
    const fold = (open: boolean): void => this.send({ type: 'fold', node: -1, open, all: true });
    const label = l10n.t('Find name, text, OID, hex or @offset');
    const { text, failed } = this.found;
    // The toolkit names the field by its content, over any aria-label.
    return html`<vscode-text-field
        placeholder=${label}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
        @input=${() => this.typed()}
        >${label}</vscode-text-field
      >
      <span class=${failed ? 'found failed' : 'found'} role="status">${text}</span>
      ${button(l10n.t('Find Previous'), '↑', () => this.find(true))}
      ${button(l10n.t('Find Next'), '↓', () => this.find(false))}
      ${button(l10n.t('Expand All'), '⊞', () => fold(true))}
      ${button(l10n.t('Collapse All'), '⊟', () => fold(false))}`;
  }

  private find(backwards: boolean): void {
    const text = this.field?.value ?? '';
    if (text.trim() !== '') this.send({ type: 'find', text, backwards });
  }

  /** What was found of other words says nothing any more; without words nothing is marked. */
  private typed(): void {
    if (this.found.text !== '') this.show('', false);
    if (this.field?.value === '') this.send({ type: 'find', text: '', backwards: false });
  }

  private key(event: KeyboardEvent): void {
    const { field } = this;
    const wanted = field?.value.trim() ?? '';
    if (event.key === 'Escape' && field && field.value !== '') {
      event.preventDefault();
      field.value = '';
      this.typed();
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    // An offset is where it can be one; a number is searched for with a blank in front.
    if (/^@\s*(0x[0-9a-f]+|\d+)$/i.test(wanted)) this.send({ type: 'goTo', text: wanted.replace('@', '') });
    else this.find(event.shiftKey);
  }
}
