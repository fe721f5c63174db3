/** The text of a template, without its tags and its attributes: what it says, not how it looks. */
export function textOf(value: unknown): string {
  return raw(value)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

function raw(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(raw).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  if ('_$litDirective$' in value) return raw(repeated(value as unknown as { values: readonly unknown[] }));
  if (!('strings' in value)) return '';
  const { strings, values } = value as unknown as { strings: readonly string[]; values: readonly unknown[] };
  return strings.map((part, i) => `${part} ${raw(values[i])}`).join(' ');
}

/** Items of `repeat`, each by its template. */
function repeated({ values: [items, , template] }: { readonly values: readonly unknown[] }): unknown[] {
  return Array.isArray(items) && typeof template === 'function'
    ? items.map((item, place) => (template as (item: unknown, place: number) => unknown)(item, place))
    : [];
}

/** Values of a boolean attribute of a template, in order: `readonly` as `?readonly=${…}`. */
export function flagsOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => flagsOf(one, name));
  if (typeof value !== 'object' || value === null) return [];
  if ('_$litDirective$' in value)
    return flagsOf(repeated(value as unknown as { values: readonly unknown[] }), name);
  if (!('strings' in value)) return [];
  const { strings, values } = value as unknown as { strings: readonly string[]; values: readonly unknown[] };
  return values.flatMap((one, i) => (strings[i]!.endsWith(`?${name}=`) ? [one] : flagsOf(one, name)));
}
