/** The move of the focus that waits until the page has it again. */
let pending: (() => HTMLElement | null | undefined) | undefined;
let isListening = false;

/**
 * Moves the focus to an element, or once the page has the focus again: a dialog of VS Code that asks meanwhile would
 * lose it, and Enter would be pressed in the page. Of several that wait, the last counts; what the user does in the page
 * first, comes first.
 * @param find the element of the page as it is then
 */
export function focusWhenHere(find: () => HTMLElement | null | undefined): void {
  if (document.hasFocus()) {
    pending = undefined;
    find()?.focus();
    return;
  }
  pending = find;
  if (isListening) return;
  isListening = true;
  const forget = (): void => {
    pending = undefined;
  };
  window.addEventListener('pointerdown', forget, true);
  window.addEventListener('keydown', forget, true);
  // A click gives the page the focus first, and is told of then.
  window.addEventListener('focus', () => setTimeout(moveOn, 0));
}

function moveOn(): void {
  const find = pending;
  pending = undefined;
  if (find && document.hasFocus() && document.activeElement === document.body) find()?.focus();
}
