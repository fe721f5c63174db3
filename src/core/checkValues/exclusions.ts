/** What is known of two values and excludes a cause, or shows it without any key. */
import { textTable, type Localisable, type TemplateArguments, type Words } from '../findings';
import type { CauseId } from './causes';
import { cipherValues, methodWords, type CheckMethod } from './methods';
import type { GivenValue, KeyFacts } from './types';

export const exclusionTexts = textTable(
  {
    sameMethod: 'both values are made by the same method',
    otherMethods: 'the methods of both values are known, and neither is this one',
    notPrefix: 'the digits differ where both values have digits',
    notClose: 'the values differ in more than one digit, or by method',
    notZero: 'neither value is the KCV of a key of zeros',
    desIgnoresParity: 'DES and TDES ignore parity bits: the KCV is the same with any parity',
    sameKcvWrittenOut: 'K1K2 and K1K2K1 give the same KCV',
    onlyDes: 'it concerns DES and TDES keys only',
    onlyCipher: 'it concerns keys of AES and TDES only',
    onePart: 'the key has one part only',
    noDouble: 'the key is not triple length',
    noHmac: 'the key is not an HMAC key',
    wholeOnly: 'both values are of whole keys, and the key was not moved in components',
    notComponents: 'the key was not moved in components',
    inKeyBlock: 'the key was moved in a key block, whose MAC fails under another key or mode',
    inComponents: 'the key was moved in components, not as a cryptogram',
    oneBlock: 'a cryptogram of one block is the same with ECB and with CBC',
    otherLength: 'no TDES key has 256 bits, and no AES key has 64',
    kekDiffers: 'neither value is the given KCV of the wrapping key',
    componentsDiffer: 'neither value is the given KCV of a component',
    variantOfTdes: 'these variants are defined for TDES keys',
    computedOther: 'computed from the test key: it gives other digits',
    needsKek: 'not computed: it needs the wrapping key',
    needsComponents: 'not computed: it needs the components',
    notApplicable: 'computed from the test key: it does not change such a key',
  },
  (text) => [text],
);

type ExclusionText = keyof typeof exclusionTexts;

/** The reason as a text that can be localised. */
export const excludedBecause = (text: ExclusionText): Localisable => ({ template: exclusionTexts[text] });

/** What the values or their labels show. */
export const shownTexts = textTable(
  {
    prefix: 'the first {0} digits are the same: one value is the start of the other',
    oneDigit: 'only digit {0} differs',
    exchanged: 'digits {0} and {1} are exchanged',
    zeroKey: '{0} is the KCV of a {1} key of zeros ({2})',
    label: 'according to its label, {0} belongs to a component',
    labelKek: 'according to its label, {0} belongs to a wrapping key',
    componentGiven: '{0} is also the given KCV of a component: {1}',
    kekGiven: '{0} is also the given KCV of the wrapping key: {1}',
    methods: 'according to the labels: {0} and {1}',
    made: '{0}, and {1}',
  },
  (text) => [text],
);

type ShownText = keyof typeof shownTexts;
const shown = (text: ShownText, ...args: TemplateArguments): Localisable => ({
  template: shownTexts[text],
  args,
});

/** Two methods that were computed. */
export const methodsShown = (one: Words, other: Words): Localisable => shown('made', one, other);

export interface ReadValue extends GivenValue {
  /** Upper case, without separators. */
  readonly digits: string;
}

export interface Situation {
  readonly a: ReadValue;
  readonly b: ReadValue;
  readonly facts: KeyFacts;
  /** Values that the other ones are held against: of components and of the wrapping key. */
  readonly others: readonly ReadValue[];
}

/** Digits from which on two that are the same are no chance worth speaking of. */
export const fewestShown = 6;

/** How many digits are the same from the left. */
export const commonDigits = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
};

/** Whether all digits that both have are the same. */
export const isPrefix = (a: string, b: string): boolean =>
  commonDigits(a, b) === Math.min(a.length, b.length);

const isDes = ({ algorithm }: KeyFacts): boolean => algorithm === 'DES' || algorithm === 'TDES';

const methodRows: Readonly<Partial<Record<CauseId, readonly CheckMethod[]>>> = {
  methodEmpty: ['CMAC_EMPTY'],
  methodOnes: ['ONES'],
  methodHmac: ['HMAC', 'HMAC_ZEROS'],
  methodDigest: ['SHA_1', 'SHA_256'],
};

/** Cause of two different methods, or of one method with two hashes. */
export function causeOfMethods(a: CheckMethod, b: CheckMethod): CauseId {
  const [named] = Object.entries(methodRows).find(([, methods]) =>
    [a, b].some((one) => methods.includes(one)),
  ) ?? ['methodCmac'];
  return named as CauseId;
}

/** What excludes a cause; undefined where nothing does. */
export function exclusionOf(id: CauseId, situation: Situation): ExclusionText | undefined {
  const { a, b, facts, others } = situation;
  const { algorithm, bits, part, moved } = facts;
  const known = a.method !== undefined && b.method !== undefined;
  switch (id) {
    case 'digits':
      return isPrefix(a.digits, b.digits) && a.digits.length !== b.digits.length ? undefined : 'notPrefix';
    case 'transcription':
      return closeness(situation) ? undefined : 'notClose';
    case 'zeroKey':
      return (zeroOf(a.digits) ?? zeroOf(b.digits)) ? undefined : 'notZero';
    case 'methodCmac':
    case 'methodEmpty':
    case 'methodOnes':
    case 'methodHmac':
    case 'methodDigest':
      if (known && a.method === b.method) return 'sameMethod';
      if (known && causeOfMethods(a.method, b.method) !== id) return 'otherMethods';
      if (algorithm === 'HMAC' && id !== 'methodHmac' && id !== 'methodDigest') return 'onlyCipher';
      return undefined;
    case 'componentKcv':
    case 'componentLeftOut':
    case 'componentTwice':
    case 'componentsEqual': {
      if (moved !== undefined && moved !== 'components') return 'notComponents';
      const labelled = [a, b].some(({ role }) => role === 'component');
      const given = others.filter(({ role }) => role === 'component');
      // A given list of components excludes that one of them was compared, and nothing else.
      if (id === 'componentKcv' && !labelled && given.length > 1 && !givenAs(situation, 'component'))
        return 'componentsDiffer';
      return part === 'component' && id !== 'componentKcv' ? 'notComponents' : undefined;
    }
    case 'kekKcv': {
      const labelled = [a, b].filter(({ role }) => role === 'kek').length === 1;
      if (labelled || givenAs(situation, 'kek')) return undefined;
      return others.some(({ role }) => role === 'kek') ? 'kekDiffers' : undefined;
    }
    case 'halfKcv':
    case 'singleDes':
    case 'halvesSwapped':
    case 'writtenOut':
      if (algorithm !== undefined && !isDes(facts)) return 'onlyDes';
      if (algorithm === 'DES' || bits === 64) return 'onePart';
      if (id === 'writtenOut' && bits !== 192) return bits === undefined ? undefined : 'sameKcvWrittenOut';
      return undefined;
    case 'length':
      if (algorithm === 'HMAC') return 'onlyCipher';
      return algorithm === 'DES' || bits === 64 ? 'onePart' : undefined;
    case 'parity':
      return isDes(facts) ? 'desIgnoresParity' : undefined;
    case 'aesTdes':
      if (algorithm === 'HMAC') return 'onlyCipher';
      return bits === 256 || bits === 64 ? 'otherLength' : undefined;
    case 'variant':
      if (algorithm === 'AES' || algorithm === 'HMAC') return 'variantOfTdes';
      return movedOtherwise(facts);
    case 'ecbCbc':
      return movedOtherwise(facts) ?? (bits === 64 ? 'oneBlock' : undefined);
    case 'wrongKek':
      return movedOtherwise(facts);
  }
}

function movedOtherwise({ moved }: KeyFacts): ExclusionText | undefined {
  if (moved === 'keyBlock') return 'inKeyBlock';
  return moved === 'components' ? 'inComponents' : undefined;
}

/** What shows a cause without any key; undefined where nothing does. */
export function shownBy(id: CauseId, situation: Situation): Localisable | undefined {
  const { a, b } = situation;
  switch (id) {
    case 'digits': {
      const common = commonDigits(a.digits, b.digits);
      const short = Math.min(a.digits.length, b.digits.length);
      return common === short && a.digits.length !== b.digits.length ? shown('prefix', common) : undefined;
    }
    case 'transcription':
      return closeness(situation);
    case 'zeroKey': {
      const [first, second] = [zeroOf(a.digits), zeroOf(b.digits)];
      const [value, zero] = first ? [a, first] : [b, second];
      return zero ? shown('zeroKey', value.digits, ...zero) : undefined;
    }
    case 'methodCmac':
    case 'methodEmpty':
    case 'methodOnes':
    case 'methodHmac':
    case 'methodDigest':
      if (a.method === undefined || b.method === undefined || a.method === b.method) return undefined;
      return causeOfMethods(a.method, b.method) === id
        ? shown('methods', methodWords(a.method), methodWords(b.method))
        : undefined;
    case 'componentKcv':
      return labelOf(situation, 'component') ?? givenAs(situation, 'component');
    case 'kekKcv':
      return labelOf(situation, 'kek') ?? givenAs(situation, 'kek');
    default:
      return undefined;
  }
}

/** One value is labelled as that of a component or wrapping key, and the other is not. */
function labelOf({ a, b }: Situation, role: 'component' | 'kek'): Localisable | undefined {
  if ((a.role === role) === (b.role === role)) return undefined;
  return shown(role === 'kek' ? 'labelKek' : 'label', (a.role === role ? a : b).origin);
}

/** A value that is also given as that of a component or of the wrapping key. */
function givenAs({ a, b, others }: Situation, role: 'component' | 'kek'): Localisable | undefined {
  for (const value of [a, b])
    for (const other of others)
      if (
        other.role === role &&
        value.role === 'key' &&
        Math.min(value.digits.length, other.digits.length) >= fewestShown &&
        isPrefix(value.digits, other.digits) &&
        (value.method === undefined || other.method === undefined || value.method === other.method)
      )
        return shown(role === 'kek' ? 'kekGiven' : 'componentGiven', value.digits, other.origin);
  return undefined;
}

function closeness({ a, b }: Situation): Localisable | undefined {
  const length = a.digits.length;
  if (length !== b.digits.length || length < fewestShown) return undefined;
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return undefined;
  const places: number[] = [];
  for (let i = 0; i < length; i++) if (a.digits[i] !== b.digits[i]) places.push(i);
  const [first = 0, second = 0] = places;
  if (places.length === 1) return shown('oneDigit', first + 1);
  const exchanged =
    places.length === 2 &&
    second === first + 1 &&
    a.digits[first] === b.digits[second] &&
    a.digits[second] === b.digits[first];
  return exchanged ? shown('exchanged', first + 1, second + 1) : undefined;
}

let zeroValues: readonly (readonly [digits: string, algorithm: string, method: CheckMethod])[] | undefined;

/** Algorithm and method of the key of zeros that has this check value. */
function zeroOf(digits: string): readonly [string, string] | undefined {
  if (digits.length < fewestShown) return undefined;
  zeroValues ??= (
    [
      ['TDES', 'TDES', 16],
      ['AES', 'AES-128', 16],
      ['AES', 'AES-192', 24],
      ['AES', 'AES-256', 32],
    ] as const
  ).flatMap(([cipher, name, bytes]) =>
    cipherValues(cipher, new Uint8Array(bytes), true).map(
      ({ digits: zero, method }) => [zero, name, method] as const,
    ),
  );
  const found = zeroValues.find(([zero]) => isPrefix(zero, digits));
  return found && [found[1], found[2]];
}
