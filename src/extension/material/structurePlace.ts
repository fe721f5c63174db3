/** Where a link or a lens says that a structure is: characters of a text document. */
export interface StructurePlace {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

export function isStructurePlace(value: unknown): value is StructurePlace {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, start, end } = value as Record<string, unknown>;
  return typeof uri === 'string' && Number.isInteger(start) && Number.isInteger(end);
}
