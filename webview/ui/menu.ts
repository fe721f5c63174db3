import { html, type TemplateResult } from 'lit-html';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

/**
 * A button that opens a menu: arrow keys, Home and End move, Enter chooses, Escape closes and returns. Whether it
 * is open stays with its elements.
 */
export function menuButton(label: string, items: readonly MenuItem[]): TemplateResult {
  return html`<div class="menuHolder" @focusout=${leave}>
    <vscode-button
      appearance="secondary"
      aria-haspopup="menu"
      aria-expanded="false"
      @click=${(event: Event) => {
        const { menu } = partsOf(event);
        if (menu.hidden) open(event, 0);
        else close(event, true);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        open(event, event.key === 'ArrowDown' ? 0 : items.length - 1);
      }}
      >${label} ▾</vscode-button
    >
    <div class="menu" role="menu" aria-label=${label} hidden @keydown=${move}>
      ${items.map(
        ({ label: name, run }) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${(event: Event) => {
              close(event, true);
              run();
            }}
          >
            ${name}
          </button>`,
      )}
    </div>
  </div>`;
}

interface MenuParts {
  readonly holder: HTMLElement;
  readonly button: HTMLElement;
  readonly menu: HTMLElement;
  readonly entries: readonly HTMLElement[];
}

function partsOf({ currentTarget }: Event): MenuParts {
  const holder = (currentTarget as HTMLElement).closest<HTMLElement>('.menuHolder')!;
  const menu = holder.querySelector<HTMLElement>('[role="menu"]')!;
  return {
    holder,
    menu,
    button: holder.querySelector<HTMLElement>('vscode-button')!,
    entries: [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')],
  };
}

function open(event: Event, index: number): void {
  const { menu, button, entries } = partsOf(event);
  menu.hidden = false;
  button.setAttribute('aria-expanded', 'true');
  entries[index]?.focus();
}

function close(event: Event, back: boolean): void {
  const { menu, button } = partsOf(event);
  menu.hidden = true;
  button.setAttribute('aria-expanded', 'false');
  if (back) button.focus();
}

function move(event: KeyboardEvent): void {
  const { entries } = partsOf(event);
  const at = entries.indexOf(document.activeElement as HTMLElement);
  const count = entries.length;
  const to = { ArrowDown: (at + 1) % count, ArrowUp: (at + count - 1) % count, Home: 0, End: count - 1 }[
    event.key
  ];
  if (to !== undefined) {
    event.preventDefault();
    entries[to]?.focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    close(event, true);
  } else if (event.key === 'Tab') close(event, false);
}

function leave(event: FocusEvent): void {
  const { menu, holder } = partsOf(event);
  if (!menu.hidden && !holder.contains(event.relatedTarget as Node | null)) close(event, false);
}
