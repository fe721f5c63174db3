/** Check values that are written near key material in a text: they rank wrapping keys, and choose none. */

const reach = 2000;
const most = 20;

/**
 * KCVs with six digits and more that follow the letters KCV within a line, upper case, each once.
 * @param start, end of the material in the text, characters
 */
export function checkValuesNear(text: string, start: number, end: number): readonly string[] {
  const around = [
    text.slice(Math.max(0, start - reach), start),
    text.slice(end, Math.min(text.length, end + reach)),
  ].join('\n');
  const found = new Set<string>();
  for (const [, value] of around.matchAll(
    /\bKCV\b[^\n0-9A-Fa-f]{0,20}([0-9A-Fa-f]{6,16})(?![0-9A-Za-z])/gi,
  )) {
    if (value !== undefined && found.size < most) found.add(value.toUpperCase());
  }
  return [...found];
}
