/// <reference lib="dom" />
/* global Event, self, top */
/** @typedef {{ dark: boolean, contrast: boolean }} Colours what the system says of its colours */

/**
 * Runs in the page before VS Code does: `setSystemColours` changes what VS Code is told of the system's colours, so
 * that it changes its theme in an open window, as on a desktop at dusk. The browser's own emulation of forced colours
 * would paint over the theme.
 * @param {Colours} first
 */
export function systemColours(first) {
  if (self !== top) return;
  let colours = first;
  /** @type {Record<string, () => boolean>} */
  const told = {
    '(prefers-color-scheme: dark)': () => colours.dark,
    '(prefers-color-scheme: light)': () => !colours.dark,
    '(forced-colors: active)': () => colours.contrast,
  };
  /** @type {Map<string, MediaQueryList>} */
  const lists = new Map();
  const real = globalThis.matchMedia.bind(globalThis);
  globalThis.matchMedia = (query) => {
    const matches = told[query];
    if (matches === undefined) return real(query);
    const list = lists.get(query) ?? Object.defineProperty(real(query), 'matches', { get: matches });
    lists.set(query, list);
    return list;
  };
  /** @param {Colours} next */
  const set = (next) => {
    colours = next;
    for (const list of lists.values()) list.dispatchEvent(new Event('change'));
  };
  Object.assign(globalThis, { setSystemColours: set });
}
