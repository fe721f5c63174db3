import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { longestInput, type FromInspectorPage } from '../../src/protocol/inspector';

/** Milliseconds without a key before what was typed is read. */
const pause = 250;

/** The box to type a block into. It stays on the page whatever else changes, with what was typed in it. */
export class PasteBox {
  #text = '';
  #shown = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Opened by the user beside a block of a document. */
  #asked = false;

  constructor(
    private readonly post: (message: FromInspectorPage) => void,
    private readonly paint: () => void,
  ) {}

  part(): TemplateResult {
    return html`<div class="ask" ?hidden=${!this.#shown}>
      <vscode-text-area
        rows="3"
        resize="vertical"
        spellcheck="false"
        maxlength=${longestInput}
        placeholder="D0112P0AE00E0000…"
        .value=${live(this.#text)}
        @input=${(event: Event) => {
          this.#text = (event.currentTarget as HTMLElement & { value: string }).value;
          clearTimeout(this.#waiting);
          this.#waiting = setTimeout(() => this.post({ type: 'decode', text: this.#text }), pause);
        }}
        >${l10n.t('Key block')}</vscode-text-area
      >
      <p class="reference">${l10n.t('Spaces and line breaks are ignored. Decoded as you type.')}</p>
    </div>`;
  }

  /** What was typed before, as the extension remembers it; never over what is being typed. */
  show(typed: string | undefined): void {
    const typing = document.activeElement?.localName === 'vscode-text-area';
    if (typed !== undefined && !typing) this.#text = typed;
    if (typed !== undefined) this.#asked = false;
    this.#shown = typed !== undefined || this.#asked;
  }

  ask(): void {
    this.#asked = this.#shown = true;
    this.paint();
    document.querySelector<HTMLElement>('vscode-text-area')?.focus();
  }
}
