/** A small language for shapes of an API model: what a member may hold, as the service checks it. */
import type { Words } from '../../core/findings';

export interface StringShape {
  readonly kind: 'string';
  readonly min?: number;
  readonly max?: number;
  /** Matches the whole text. */
  readonly pattern?: RegExp;
  /** What the pattern asks for, in words: "upper-case hexadecimal digits". */
  readonly means?: Words;
  /** Never shown in a message, log or summary. */
  readonly sensitive?: true;
}

export interface EnumShape {
  readonly kind: 'enum';
  readonly values: readonly string[];
}

export interface IntegerShape {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

export interface ListShape {
  readonly kind: 'list';
  readonly of: Shape;
  readonly max: number;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: StringShape;
  readonly value: StringShape;
}

export interface Member {
  readonly shape: Shape;
  readonly required: boolean;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly members: Readonly<Record<string, Member>>;
}

/** Exactly one of its members is given. */
export interface UnionShape {
  readonly kind: 'union';
  readonly members: Readonly<Record<string, Shape>>;
}

export type Shape =
  StringShape | EnumShape | IntegerShape | BooleanShape | ListShape | MapShape | StructureShape | UnionShape;

export const oneOf = (values: readonly string[]): EnumShape => ({ kind: 'enum', values });
export const integer = (min: number, max: number): IntegerShape => ({ kind: 'integer', min, max });
export const boolean: BooleanShape = { kind: 'boolean' };
/** A list without a limit of its own is limited by the size of a request. */
export const listOf = (of: Shape, max = Infinity): ListShape => ({ kind: 'list', of, max });
export const union = (members: Readonly<Record<string, Shape>>): UnionShape => ({ kind: 'union', members });

/** Members whose name ends in "?" may be left out. */
export function structure(given: Readonly<Record<string, Shape>>): StructureShape {
  const members = Object.entries(given).map(([name, shape]): [string, Member] =>
    name.endsWith('?') ? [name.slice(0, -1), { shape, required: false }] : [name, { shape, required: true }],
  );
  return { kind: 'structure', members: Object.fromEntries(members) };
}
