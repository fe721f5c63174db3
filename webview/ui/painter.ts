import { render } from 'lit-html';

/**
 * What paints a page from its state: call it after a change. At once, so that what it made can be focused; but
 * never inside itself, as events that the painting sets off (focus that is lost) may change the state again.
 */
export function painter(page: () => unknown, root: HTMLElement): () => void {
  let painting = false;
  let again = false;
  return () => {
    again = true;
    if (painting) return;
    painting = true;
    try {
      while (again) {
        again = false;
        render(page(), root);
      }
    } finally {
      painting = false;
    }
  };
}
