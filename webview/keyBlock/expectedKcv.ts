import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { longestExpected, type ExpectedVerdict } from '../../src/protocol/verification';
import { mark } from '../ui/marks';

/**
 * The box for the check value that came with the block on paper. What is typed the extension compares. It outlives
 * the verifications of a block, as the page is made again for other reasons too, such as a comparison.
 */
export class ExpectedKcv {
  #typed = '';
  #verdict: ExpectedVerdict | undefined;

  constructor(
    private readonly paint: () => void,
    private readonly ask: (typed: string) => void,
  ) {}

  /** The answer to what was typed; one that comes late is about something else. */
  compared(text: string, verdict: ExpectedVerdict | undefined): void {
    if (text !== this.#typed) return;
    this.#verdict = verdict;
    this.paint();
  }

  /** The block was verified again, perhaps with another key: what was said before does not hold. */
  again(): void {
    this.#verdict = undefined;
    if (this.#typed !== '') this.ask(this.#typed);
  }

  /** Another block has another check value. */
  forget(): void {
    this.#typed = '';
    this.#verdict = undefined;
  }

  row(): TemplateResult {
    const verdict = this.#verdict;
    const type = (event: Event): void => {
      this.#typed = (event.target as HTMLInputElement).value;
      this.#verdict = undefined;
      this.ask(this.#typed);
      this.paint();
    };
    return html`<div class="expected">
      <dt><label for="expectedKcv">${l10n.t('Expected KCV')}</label></dt>
      <dd>
        <input
          id="expectedKcv"
          class="characters"
          type="text"
          maxlength=${longestExpected}
          spellcheck="false"
          autocomplete="off"
          aria-describedby="expectedKcvVerdict"
          .value=${this.#typed}
          @input=${type}
        />
        <span id="expectedKcvVerdict" role="status"
          >${verdict ? html`${mark(verdict.mark)} ${verdict.words}` : nothing}</span
        >
      </dd>
    </div>`;
  }
}
