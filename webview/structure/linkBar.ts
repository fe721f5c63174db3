import { html, type TemplateResult } from 'lit-html';

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
