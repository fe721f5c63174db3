/**
 * A small notation for ASN.1 types, close to X.680 but only as far as naming nodes needs it:
 *
 *   Name = type
 *   type:  SEQ { field type ?, … } · SET { … } · CHOICE { … } · SEQ OF type · SET OF type
 *          [n] type (IMPLICIT) · [n] EXPLICIT type
 *          OCTETS OF type · BITS OF type (the string holds DER of that type)
 *          BY Table ELSE type (told by the OBJECT IDENTIFIER in front; ANY where ELSE is left out) · OID(name) (just this one)
 *          INTEGER BOOLEAN OID NULL OCTETS BITS ENUM TIME STRING ANY, or a Name
 *   Name TABLE { oidName type, … }
 *
 * "?" marks an optional field.
 */
export interface SchemaField {
  readonly name: string;
  readonly type: Schema;
  readonly optional: boolean;
}

export type Schema =
  | { readonly kind: 'primitive'; readonly name: string; readonly tags: readonly number[] }
  | { readonly kind: 'oid'; readonly name: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'fields'; readonly tag: number; readonly fields: readonly SchemaField[] }
  | { readonly kind: 'list'; readonly tag: number; readonly item: Schema }
  | { readonly kind: 'choice'; readonly options: readonly SchemaField[] }
  | { readonly kind: 'tagged'; readonly number: number; readonly explicit: boolean; readonly type: Schema }
  | { readonly kind: 'wrapping'; readonly tag: number; readonly type: Schema }
  | { readonly kind: 'by'; readonly table: string; readonly otherwise: Schema }
  | { readonly kind: 'reference'; readonly name: string };

export interface Definitions {
  readonly types: ReadonlyMap<string, Schema>;
  /** Table → OID name → type. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
}

const primitives: Readonly<Record<string, readonly number[]>> = {
  BOOLEAN: [1],
  INTEGER: [2],
  BITS: [3],
  OCTETS: [4],
  NULL: [5],
  OID: [6],
  ENUM: [10],
  TIME: [23, 24],
  STRING: [12, 18, 19, 20, 22, 26, 27, 28, 30],
};

/** Parses the notation. Throws on a mistake in it: definitions are part of the program, not input. */
export function parseDefinitions(text: string): Definitions {
  const tokens = text.replace(/--[^\n]*/g, '').match(/[A-Za-z][\w-]*|\d+|[=,?{}[\]()]/g) ?? [];
  const types = new Map<string, Schema>();
  const tables = new Map<string, Map<string, Schema>>();
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (): string => tokens[at++] ?? '';
  const expect = (token: string): void => {
    const found = take();
    if (found !== token)
      throw new SyntaxError(`schema: "${token}" expected, "${found}" found at token ${at}`);
  };
  const accept = (token: string): boolean => {
    if (peek() !== token) return false;
    at++;
    return true;
  };

  const fields = (): SchemaField[] => {
    const list: SchemaField[] = [];
    expect('{');
    while (peek() !== '}') {
      const name = take();
      const type = parseType();
      list.push({ name, type, optional: accept('?') });
      if (!accept(',')) break;
    }
    expect('}');
    return list;
  };

  const parseType = (): Schema => {
    const word = take();
    switch (word) {
      case 'SEQ':
      case 'SET': {
        const tag = word === 'SEQ' ? 16 : 17;
        return accept('OF')
          ? { kind: 'list', tag, item: parseType() }
          : { kind: 'fields', tag, fields: fields() };
      }
      case 'CHOICE':
        return { kind: 'choice', options: fields() };
      case '[': {
        const number = Number(take());
        expect(']');
        const explicit = accept('EXPLICIT');
        return { kind: 'tagged', number, explicit, type: parseType() };
      }
      case 'BY':
        return { kind: 'by', table: take(), otherwise: accept('ELSE') ? parseType() : { kind: 'any' } };
      case 'ANY':
        return { kind: 'any' };
    }
    if (word === 'OID' && accept('(')) {
      const name = take();
      expect(')');
      return { kind: 'oid', name };
    }
    const tags = primitives[word];
    if (tags && (word === 'OCTETS' || word === 'BITS') && accept('OF')) {
      return { kind: 'wrapping', tag: tags[0]!, type: parseType() };
    }
    return tags ? { kind: 'primitive', name: word, tags } : { kind: 'reference', name: word };
  };

  while (at < tokens.length) {
    const name = take();
    if (accept('TABLE')) {
      tables.set(name, new Map(fields().map((field) => [field.name, field.type])));
    } else {
      expect('=');
      types.set(name, parseType());
    }
  }
  return { types, tables };
}
