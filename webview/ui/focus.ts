/**
 * Moves the focus to an element, or once the page has the focus again: a dialog of VS Code that asks meanwhile would
 * lose it, and Enter would be pressed in the page. Then only where nothing else in the page was focused by the user.
 * @param find the element of the page as it is then
 */
export function focusWhenHere(find: () => HTMLElement | null | undefined): void {
  if (document.hasFocus()) {
    find()?.focus();
    return;
  }
  window.addEventListener(
    'focus',
    () =>
      // A click gives the page the focus first, then what was clicked.
      setTimeout(() => {
        if (document.activeElement === document.body) find()?.focus();
      }, 0),
    { once: true },
  );
}
