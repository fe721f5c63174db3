// The product's model and the types of its port against the newest API model, both ways.
import { describe, expect, it } from 'vitest';
import * as enums from '../../src/keyservice/model/enums';
import type { Shape } from '../../src/keyservice/model/shape';
import { operationInputs, operationNames, type OperationName } from '../../src/keyservice/model/shapes';
import type { InputOf, OutputOf } from '../../src/keyservice/operations';
import { keyAlgorithms } from '../../src/keyservice/rules/keyAttributes';
import * as newest from './newestModel';

/** Patterns of the model that its tools garbled, as they are meant. */
const meant: Readonly<Record<string, string>> = {
  // One branch ends in "$|^": both ends belong around the whole.
  KeyArnOrKeyAliasType:
    '(arn:aws:payment-cryptography:[a-z]{2}-[a-z]{1,16}-[0-9]+:[0-9]{12}:(key/[0-9a-zA-Z]{16,64}|alias/[a-zA-Z0-9/_-]+)|alias/[a-zA-Z0-9/_-]+)',
  HexLength20Or24: '([0-9A-F]{20}|[0-9A-F]{24})',
  // "{2}+" is no quantifier of JavaScript, and the length is 2.
  KeyVersion: '[0-9A-Z]{2}',
  OptionalBlockId: '[0-9A-Z]{2}',
  // Three control characters by other names.
  ResourcePolicy: '[\\t\\n\\r\\u0020-\\u00FF]+',
};
/** The API text allows an empty value, the model asks for a character: nothing refuses it here. */
const shortest: Readonly<Record<string, number>> = { TagValue: 0 };

type Lookup = Readonly<Record<string, Readonly<Record<string, string>>>>;
const { structures, unions }: { structures: Lookup; unions: Lookup } = newest;
const texts: Readonly<
  Record<string, { min?: number; max?: number; pattern?: string; sensitive?: boolean } | undefined>
> = newest.texts;
const lists: Readonly<Record<string, { of: string; max?: number } | undefined>> = newest.lists;
const maps: Readonly<Record<string, { key: string; value: string } | undefined>> = newest.maps;
const integers: Readonly<Record<string, { min: number; max: number } | undefined>> = newest.integers;
const enumerations: Readonly<Record<string, readonly string[] | undefined>> = newest.enumerations;

/** A shape of the model in the form of `canonical`. */
function ofModel(name: string): unknown {
  if (structures[name]) return ofMembers(structures[name]);
  if (unions[name])
    return { union: Object.fromEntries(Object.entries(unions[name]).map(([one, of]) => [one, ofModel(of)])) };
  const text = texts[name];
  if (text) return { text: [shortest[name] ?? text.min, text.max, meant[name] ?? text.pattern] };
  const list = lists[name];
  if (list) return { list: ofModel(list.of), max: list.max ?? Infinity };
  const map = maps[name];
  if (map) return { map: [ofModel(map.key), ofModel(map.value)] };
  const values = enumerations[name];
  if (values) return { values: [...values].sort() };
  const integer = integers[name];
  if (integer) return { integer: [integer.min, integer.max] };
  if ((newest.booleans as readonly string[]).includes(name)) return 'boolean';
  throw new Error(`the model has no ${name}`);
}

const ofMembers = (members: Readonly<Record<string, string>>): unknown =>
  Object.fromEntries(Object.entries(members).map(([name, of]) => [name, ofModel(of)]));

/** A shape of the product, so that two that mean the same are equal. */
function canonical(shape: Shape): unknown {
  switch (shape.kind) {
    case 'string':
      return { text: [shape.min, shape.max, shape.pattern && sourceOf(shape.pattern)] };
    case 'enum':
      return { values: [...shape.values].sort() };
    case 'integer':
      return { integer: [shape.min, shape.max] };
    case 'boolean':
      return 'boolean';
    case 'list':
      return { list: canonical(shape.of), max: shape.max };
    case 'map':
      return { map: [canonical(shape.key), canonical(shape.value)] };
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members).map(([name, member]) => [
          member.required ? name : `${name}?`,
          canonical(member.shape),
        ]),
      );
    case 'union':
      return {
        union: Object.fromEntries(Object.entries(shape.members).map(([name, of]) => [name, canonical(of)])),
      };
  }
}

/** Between its ends; "/" and "[" need a backslash in one spelling, and none in the other. */
const sourceOf = ({ source }: RegExp): string =>
  /^\^(.*)\$$/.exec(source)![1]!.replaceAll('\\/', '/').replace('[^[;', '[^\\[;');

/** Paths of members that are secret. */
function secretsOf(shape: Shape, path: string): string[] {
  switch (shape.kind) {
    case 'string':
      return shape.sensitive ? [path] : [];
    case 'list':
      return secretsOf(shape.of, `${path}[]`);
    case 'map':
      return [...secretsOf(shape.key, `${path} key`), ...secretsOf(shape.value, `${path} value`)];
    case 'structure':
      return Object.entries(shape.members).flatMap(([name, member]) =>
        secretsOf(member.shape, `${path}.${name}`),
      );
    case 'union':
      return Object.entries(shape.members).flatMap(([name, of]) => secretsOf(of, `${path}.${name}`));
    default:
      return [];
  }
}
function secretsOfModel(name: string, path: string): string[] {
  const under = (members: Readonly<Record<string, string>>): string[] =>
    Object.entries(members).flatMap(([one, of]) => secretsOfModel(of, `${path}.${one.replace('?', '')}`));
  if (texts[name]?.sensitive) return [path];
  const members = structures[name] ?? unions[name];
  if (members) return under(members);
  const list = lists[name];
  if (list) return secretsOfModel(list.of, `${path}[]`);
  const map = maps[name];
  return map
    ? [...secretsOfModel(map.key, `${path} key`), ...secretsOfModel(map.value, `${path} value`)]
    : [];
}

describe('requests', () => {
  it('has the operations of the newest model, and no others', () =>
    expect([...operationNames].sort()).toEqual(Object.keys(newest.operations).sort()));

  it.each(operationNames)('%s: every member, whether it is required, and what it may hold', (name) => {
    expect(canonical(operationInputs[name])).toEqual(ofMembers(newest.operations[name].input));
  });

  it.each(operationNames)('%s: what the model calls sensitive is', (name) => {
    const ours = secretsOf(operationInputs[name], name);
    const theirs = Object.entries(newest.operations[name].input as Readonly<Record<string, string>>).flatMap(
      ([one, of]) => secretsOfModel(of, `${name}.${one.replace('?', '')}`),
    );
    expect(ours).toEqual(expect.arrayContaining(theirs));
  });

  it.each(Object.entries(texts).flatMap(([name, text]) => (text?.pattern ? [[name, text.pattern]] : [])))(
    'the pattern of %s is one here too, or is read as it is meant',
    (name, pattern) => {
      if (!Object.hasOwn(meant, name)) expect(() => new RegExp(`^(?:${pattern})$`)).not.toThrow();
      else expect(meant[name]).not.toBe(pattern);
    },
  );
});

describe('enumerations', () => {
  const ours: Readonly<Record<keyof typeof newest.enumerations, readonly string[]>> = {
    As2805KeyVariant: enums.as2805KeyVariants,
    AssociationState: enums.associationStates,
    DeriveKeyUsage: enums.deriveKeyUsages,
    KeyAlgorithm: keyAlgorithms,
    KeyCheckValueAlgorithm: enums.requestedCheckValueAlgorithms,
    KeyClass: enums.keyClasses,
    KeyDerivationFunction: enums.keyDerivationFunctions,
    KeyDerivationHashAlgorithm: enums.keyDerivationHashes,
    KeyExportability: enums.keyExportabilities,
    KeyMaterialType: enums.keyMaterialTypes,
    KeyOrigin: enums.keyOrigins,
    KeyReplicationState: enums.keyReplicationStates,
    KeyState: enums.keyStates,
    KeyUsage: enums.keyUsages,
    MpaOperation: enums.mpaOperations,
    MultiRegionKeyType: enums.multiRegionKeyTypes,
    SessionStatus: enums.sessionStatuses,
    SigningAlgorithmType: enums.signingAlgorithmTypes,
    SymmetricKeyAlgorithm: enums.symmetricKeyAlgorithms,
    Tr34KeyBlockFormat: enums.tr34KeyBlockFormats,
    WrappedKeyMaterialFormat: enums.wrappedKeyMaterialFormats,
    WrappingKeySpec: enums.wrappingKeySpecs,
  };
  it.each(Object.keys(newest.enumerations) as (keyof typeof ours)[])('%s has the same values', (name) =>
    expect([...ours[name]].sort()).toEqual([...newest.enumerations[name]].sort()),
  );
});

// Types that follow from the data, held against those of the port by the compiler.
type Structures = typeof newest.structures;
type Unions = typeof newest.unions;
type Enumerations = typeof newest.enumerations;
type Lists = typeof newest.lists;
type Maps = typeof newest.maps;

type Optional<Name> = Name extends `${infer Bare}?` ? Bare : never;
type Required<Name> = Name extends `${string}?` ? never : Name;
type Members<Given> = {
  readonly [Name in keyof Given as Required<Name>]: Value<Given[Name]>;
} & { readonly [Name in keyof Given as Optional<Name>]?: Value<Given[Name]> };
type Value<Name> = Name extends keyof Structures
  ? Members<Structures[Name]>
  : Name extends keyof Unions
    ? OneOf<Unions[Name]>
    : Name extends keyof Enumerations
      ? Enumerations[Name][number]
      : Name extends keyof Lists
        ? readonly Value<Lists[Name]['of']>[]
        : Name extends keyof Maps
          ? Readonly<Record<string, Value<Maps[Name]['value']>>>
          : Name extends keyof typeof newest.integers
            ? number
            : Name extends 'Boolean' | 'PrimitiveBoolean'
              ? boolean
              : Name extends 'Timestamp'
                ? Date
                : string;
type OneOf<Given> = {
  [Name in keyof Given]: { readonly [Only in Name]: Value<Given[Only]> } & Readonly<
    Partial<Record<Exclude<keyof Given, Name>, never>>
  >;
}[keyof Given];

type Model = typeof newest.operations;
type Input<Name extends OperationName> = Members<Model[Name]['input']>;
type Output<Name extends OperationName> = Members<Model[Name]['output']>;

type Fits<A, B> = [A] extends [B] ? true : false;
/** Names of members at any depth, so that none is left out where it is optional. */
type Paths<T> = T extends Date | string | number | boolean
  ? never
  : T extends readonly (infer Item)[]
    ? Paths<Item>
    : string extends keyof T
      ? [T[string & keyof T]] extends [never]
        ? never
        : '*' | `*.${Paths<T[string & keyof T]>}`
      : { [Name in keyof T & string]-?: Name | `${Name}.${Paths<NonNullable<T[Name]>>}` }[keyof T & string];

type InputsFit = {
  [Name in OperationName]: [
    Fits<InputOf<Name>, Input<Name>>,
    Fits<Input<Name>, InputOf<Name>>,
    Fits<Paths<InputOf<Name>>, Paths<Input<Name>>>,
    Fits<Paths<Input<Name>>, Paths<InputOf<Name>>>,
  ];
};
/** Outputs may be sparse, and their values newer: what the model says fits ours, and no member is missing on either side. */
type OutputsFit = {
  [Name in OperationName]: [
    Fits<Output<Name>, OutputOf<Name>>,
    Fits<Paths<OutputOf<Name>>, Paths<Output<Name>>>,
    Fits<Paths<Output<Name>>, Paths<OutputOf<Name>>>,
  ];
};

describe('types of the port', () => {
  it('fit those that follow from the model', () => {
    const inputs: Record<OperationName, [true, true, true, true]> = {} as InputsFit;
    const outputs: Record<OperationName, [true, true, true]> = {} as OutputsFit;
    expect([inputs, outputs]).toHaveLength(2);
  });
});
