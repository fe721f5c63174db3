import { control, element } from './dom';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

/** A button that opens a menu: arrow keys, Home and End move, Enter chooses, Escape closes and returns. */
export function menuButton(label: string, items: readonly MenuItem[]): HTMLElement {
  const button = control(
    'vscode-button',
    { appearance: 'secondary', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
    `${label} ▾`,
  );
  const entries = items.map(({ label: name, run }) => {
    const entry = element('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, name);
    entry.addEventListener('click', () => {
      close(true);
      run();
    });
    return entry;
  });
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': label }, ...entries);
  menu.hidden = true;
  const holder = element('div', { class: 'menuHolder' }, button, menu);

  const open = (index: number): void => {
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    entries[index]?.focus();
  };
  const close = (back: boolean): void => {
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (back) button.focus();
  };
  button.addEventListener('click', () => (menu.hidden ? open(0) : close(true)));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 0 : entries.length - 1);
  });
  menu.addEventListener('keydown', (event) => {
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const count = entries.length;
    const to = { ArrowDown: (at + 1) % count, ArrowUp: (at + count - 1) % count, Home: 0, End: count - 1 }[
      event.key
    ];
    if (to !== undefined) {
      event.preventDefault();
      entries[to]?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close(true);
    } else if (event.key === 'Tab') close(false);
  });
  holder.addEventListener('focusout', (event) => {
    if (!menu.hidden && !holder.contains(event.relatedTarget as Node | null)) close(false);
  });
  return holder;
}
