/** The text of a template, without its tags and its attributes: what it says, not how it looks. */
export function textOf(value: unknown): string {
  return raw(value)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

function raw(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(raw).join(' ');
  if (typeof value !== 'object' || value === null || !('strings' in value)) return '';
  const { strings, values } = value as unknown as { strings: readonly string[]; values: readonly unknown[] };
  return strings.map((part, i) => `${part} ${raw(values[i])}`).join(' ');
}
