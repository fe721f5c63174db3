/** Text that nobody who reads it takes for anything else, and that acts on nothing: no terminal, no direction of writing. */

/** Control characters, line separators, and what changes the direction of a text or cannot be seen. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** On one line; what cannot be seen is replaced. */
export const printable = (text: string): string => text.replace(unprintable, '\ufffd');

/** JSON escapes C0 controls and halves of characters by itself. */
const unescaped = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * JSON, laid out: the same value when it is parsed, and what cannot be seen in it is escaped. Names of files come this
 * way to terminals and language models: they have to stay as they are.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(unescaped, (character) =>
    Array.from({ length: character.length }, (_, at) => escape(character.charCodeAt(at))).join(''),
  );
}

const escape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
