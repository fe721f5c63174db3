import { element } from '../ui/dom';

/** A toolbar of plain links: one stop of the Tab key, arrow keys inside (WAI-ARIA toolbar). */
export function linkBar(
  label: string,
  entries: readonly (readonly [text: string, run: () => void])[],
): HTMLElement {
  const buttons = entries.map(([text, run], i) => {
    const button = element('button', { type: 'button', class: 'link', tabindex: i === 0 ? '0' : '-1' }, text);
    button.addEventListener('click', run);
    return button;
  });
  const bar = element('div', { class: 'nodeActions', role: 'toolbar', 'aria-label': label }, ...buttons);
  bar.addEventListener('keydown', (event) => {
    const shown = buttons.filter(({ hidden }) => !hidden);
    const at = shown.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    const next = to === undefined ? undefined : shown[(to + shown.length) % shown.length];
    if (!next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return bar;
}

/** Gives a link of a bar another text; undefined hides it. A hidden one is not the bar's stop of the Tab key. */
export function showLink(link: HTMLElement, text: string | undefined): void {
  link.hidden = text === undefined;
  if (text !== undefined) link.textContent = text;
  const first = link.parentElement?.firstElementChild;
  if (!link.hidden || link.tabIndex !== 0 || !(first instanceof HTMLElement)) return;
  link.tabIndex = -1;
  first.tabIndex = 0;
}
