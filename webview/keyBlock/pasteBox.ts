import type { InspectorStrings, ToExtension } from '../../src/protocol/inspector';
import { longestInput } from '../../src/protocol/inspector';
import { control, element } from '../ui/dom';

/** Milliseconds without a key before what was typed is read. */
const pause = 250;

/** The box to type a block into. It stays on the page whatever else changes, with what was typed in it. */
export class PasteBox {
  readonly node: HTMLElement;
  readonly #area: HTMLElement & { value: string };
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Opened by the user beside a block of a document. */
  #asked = false;

  constructor(strings: InspectorStrings, post: (message: ToExtension) => void) {
    this.#area = control(
      'vscode-text-area',
      {
        rows: '3',
        resize: 'vertical',
        spellcheck: 'false',
        maxlength: String(longestInput),
        placeholder: 'D0112P0AE00E0000…',
        'data-key': 'box',
      },
      strings.pasteLabel,
    ) as HTMLElement & { value: string };
    this.#area.addEventListener('input', () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => post({ type: 'decode', text: this.#area.value }), pause);
    });
    this.node = element(
      'div',
      { class: 'ask' },
      this.#area,
      element('p', { class: 'reference' }, strings.pasteHint),
    );
    this.node.hidden = true;
  }

  /** What was typed before, as the extension remembers it; never over what is being typed. */
  show(typed: string | undefined): void {
    const typing = document.activeElement === this.#area;
    if (typed !== undefined && !typing && this.#area.value !== typed) this.#area.value = typed;
    if (typed !== undefined) this.#asked = false;
    this.node.hidden = typed === undefined && !this.#asked;
  }

  ask(): void {
    this.#asked = true;
    this.node.hidden = false;
    this.#area.focus();
  }
}
