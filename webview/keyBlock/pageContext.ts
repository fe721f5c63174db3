import type {
  InspectorField,
  InspectorModel,
  InspectorOffers,
  InspectorStrings,
  ToExtension,
} from '../../src/protocol/inspector';
import { control, element } from '../ui/dom';
import type { Selection } from './selection';

/** What every part of the page is made with. */
export interface PageContext {
  readonly model: InspectorModel;
  readonly offers: InspectorOffers;
  readonly strings: InspectorStrings;
  readonly selection: Selection;
  readonly post: (message: ToExtension) => void;
}

/** Puts values into `{0}`, `{1}`, … of a text of the extension. */
export function filled(template: string, ...values: readonly (string | number)[]): string {
  return values.reduce<string>(
    (text, value, index) => text.replace(`{${index}}`, () => String(value)),
    template,
  );
}

/** "characters 1–4", counted from 0. */
export function placeText(strings: InspectorStrings, { start, end }: { start: number; end: number }): string {
  return end - start <= 1 ? filled(strings.character, start) : filled(strings.characters, start, end - 1);
}

/** Long runs of characters with their middle left out; what stands there in full is one copy away. */
export function shortened(raw: string, most: number): string {
  if (raw.length <= most) return raw;
  const tail = Math.min(8, Math.floor(most / 3));
  return `${raw.slice(0, most - tail - 1)}…${raw.slice(-tail)}`;
}

export function button(label: string, run: () => void, attributes: Record<string, string> = {}): HTMLElement {
  const made = control('vscode-button', { appearance: 'secondary', ...attributes }, label);
  made.addEventListener('click', run);
  return made;
}

/** A small button beside a value. */
export function copyButton({ strings, post }: PageContext, field: InspectorField): HTMLElement {
  const { start, end, name, id } = field;
  const made = element(
    'button',
    { type: 'button', class: 'quiet', 'data-key': `copy:${id}`, 'aria-label': filled(strings.copyOf, name) },
    strings.copy,
  );
  made.addEventListener('click', (event) => {
    event.stopPropagation();
    post({ type: 'copyCharacters', start, end });
  });
  return made;
}

export function section(id: string, heading: string, ...content: readonly Node[]): HTMLElement {
  return element('section', { 'aria-labelledby': id }, element('h2', { id }, heading), ...content);
}

export const marks = { error: '✗', warning: '!', info: 'i', right: '✓', unclear: '?' } as const;

export function mark(kind: keyof typeof marks): HTMLElement {
  return element('span', { 'aria-hidden': 'true', class: `mark ${kind}` }, marks[kind]);
}
