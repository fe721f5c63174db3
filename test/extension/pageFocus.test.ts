import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const body = {};
const page = { hasFocus: () => here, activeElement: body, body };
let here = false;
let window: EventTarget;
let focused: string[];
const find = (name: string) => (): HTMLElement =>
  ({ focus: () => void focused.push(name) }) as unknown as HTMLElement;

let focusWhenHere: (find: () => HTMLElement | undefined) => void;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  ({ focusWhenHere } = await import('../../webview/ui/focus'));
  here = false;
  focused = [];
  window = new EventTarget();
  page.activeElement = body;
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
const comeBack = (): void => {
  here = true;
  window.dispatchEvent(new Event('focus'));
  vi.runAllTimers();
};

it('a page that has the focus moves it at once', () => {
  here = true;
  focusWhenHere(find('cancel'));
  expect(focused).toEqual(['cancel']);
});

it('a page without it takes it from no dialog, and moves it once when it comes back', () => {
  focusWhenHere(find('cancel'));
  vi.runAllTimers();
  expect(focused).toEqual([]);
  comeBack();
  comeBack();
  expect(focused).toEqual(['cancel']);
});

it('what the user focused on coming back keeps the focus', () => {
  focusWhenHere(find('cancel'));
  page.activeElement = {};
  comeBack();
  expect(focused).toEqual([]);
});

it('of two that wait the last counts', () => {
  focusWhenHere(find('usage'));
  focusWhenHere(find('expected'));
  comeBack();
  expect(focused).toEqual(['expected']);
});

it.each(['pointerdown', 'keydown'])('what waits is given up with a %s in the page', (type) => {
  focusWhenHere(find('import'));
  window.dispatchEvent(new Event(type));
  comeBack();
  here = true;
  expect(focused).toEqual([]);
});

it('a move that succeeds takes the place of one that waits', () => {
  focusWhenHere(find('usage'));
  here = true;
  focusWhenHere(find('alias'));
  comeBack();
  expect(focused).toEqual(['alias']);
});

it('an element that is gone by then is not missed', () => {
  focusWhenHere(() => undefined);
  expect(comeBack).not.toThrow();
});
