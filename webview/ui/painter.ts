import { render } from 'lit-html';

type Child = Node | string;

/** An element with attributes and children. Strings become text, so nothing from a file can act as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

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
