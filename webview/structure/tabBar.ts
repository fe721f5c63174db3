/** Tabs as the ARIA pattern has them: one tab stop, arrows move and open, Home and End. */
import { html, type TemplateResult } from 'lit-html';

interface Tab<Id extends string> {
  readonly id: Id;
  readonly name: string;
  readonly hidden: boolean;
}

/** The tab `x` has the id "tab-x" and controls the element "panel-x". */
export function tabBar<Id extends string>({
  tabs,
  current,
  label,
  open,
}: {
  readonly tabs: readonly Tab<Id>[];
  readonly current: Id;
  readonly label: string;
  readonly open: (id: Id) => void;
}): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    const shown = tabs.filter(({ hidden }) => !hidden).map(({ id }) => id);
    const at = shown.indexOf(current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const id = shown[(to + shown.length) % shown.length]!;
    open(id);
    document.getElementById(`tab-${id}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${key}>
    ${tabs.map(
      ({ id, name, hidden }) =>
        html`<button
          type="button"
          role="tab"
          id="tab-${id}"
          aria-controls="panel-${id}"
          aria-selected=${String(id === current)}
          tabindex=${id === current ? '0' : '-1'}
          ?hidden=${hidden}
          @click=${() => open(id)}
        >
          ${name}
        </button>`,
    )}
  </div>`;
}
