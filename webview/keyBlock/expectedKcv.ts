import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { compareCheckValue } from '../../src/protocol/checkValue';
import type { KnownCheckValue } from '../../src/protocol/verification';
import { mark } from '../ui/marks';

/** The box for the check value that came with the block on paper; what is typed stays in the page. */
export class ExpectedKcv {
  #typed = '';

  constructor(private readonly paint: () => void) {}

  row(known: readonly KnownCheckValue[]): TemplateResult {
    const type = (event: Event): void => {
      this.#typed = (event.target as HTMLInputElement).value;
      this.paint();
    };
    return html`<div class="expected">
      <dt><label for="expectedKcv">${l10n.t('Expected KCV')}</label></dt>
      <dd>
        <input
          id="expectedKcv"
          class="characters"
          type="text"
          maxlength="64"
          spellcheck="false"
          autocomplete="off"
          aria-describedby="expectedKcvVerdict"
          .value=${this.#typed}
          @input=${type}
        />
        <span id="expectedKcvVerdict" role="status">${verdictOf(this.#typed, known)}</span>
      </dd>
    </div>`;
  }
}

function verdictOf(typed: string, known: readonly KnownCheckValue[]): unknown {
  if (typed.trim() === '') return nothing;
  const compared = compareCheckValue(typed, known);
  switch (compared.result) {
    case 'match':
      return html`${mark('right')} ${l10n.t('match ({0})', compared.method)}`;
    case 'noMatch':
      return html`${mark('wrong')} ${l10n.t('no match')}`;
    case 'notComparable':
      return html`${mark('unclear')} ${reasonText(compared.reason)}`;
  }
}

function reasonText(reason: 'notHex' | 'short' | 'long'): string {
  return {
    notHex: l10n.t('not comparable: hexadecimal digits only'),
    short: l10n.t('not comparable: six digits at least'),
    long: l10n.t('not comparable: more digits than the methods known here give'),
  }[reason];
}
