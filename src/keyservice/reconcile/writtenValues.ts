/** Check values that are written in a text, with what each place shows of the key: forms, key blocks, import manifests. */
import { checkValueDigits } from '../../core/checkValues/explain';
import { originTexts, readForm } from '../../core/checkValues/form';
import type { CheckMethod } from '../../core/checkValues/methods';
import type { GivenValue, KeyFacts } from '../../core/checkValues/types';
import type { Localisable } from '../../core/findings';
import { readCheckValue } from '../../core/keyblock/checkValueBlocks';
import type { KeyBlock } from '../../core/keyblock/types';
import { readManifest } from '../manifest/read';

export interface WrittenValue {
  readonly group: 'form' | 'block' | 'manifest';
  readonly given: Omit<GivenValue, 'origin'>;
  readonly origin: Localisable;
  readonly facts: KeyFacts;
}

const mostWritten = 200;

/**
 * @param blocks key blocks of the text, each with its line, from 1
 * @param name of the file: only .keymanifest.json and .csv are read as manifests
 */
export function writtenValues(
  text: string,
  blocks: readonly { readonly block: KeyBlock; readonly line: number }[],
  name: string,
): WrittenValue[] {
  return [
    ...formValues(text),
    ...blocks.flatMap(({ block, line }) => blockValues(block, line)),
    ...(/\.(?:keymanifest\.json|csv)$/i.test(name) ? manifestValues(text) : []),
  ].slice(0, mostWritten);
}

function formValues(text: string): WrittenValue[] {
  return readForm(text).map(({ digits, role, method, label, line }) => ({
    group: 'form',
    given: { value: digits, role, ...(method ? { method } : {}) },
    origin: { template: originTexts.form, args: [label, line] },
    facts: {},
  }));
}

function blockValues(block: KeyBlock, line: number): WrittenValue[] {
  return block.optionalBlocks.flatMap(({ id, data }): WrittenValue[] => {
    if (id !== 'KC' && id !== 'KP') return [];
    const read = readCheckValue(data);
    if (!read || read.given.length < 4) return [];
    return [
      {
        group: 'block',
        given: { value: read.given, role: id === 'KP' ? 'kek' : 'key', method: read.method },
        origin: { template: originTexts.block, args: [id, line] },
        facts: {
          ...algorithmFact(block.algorithm.code),
          ...(block.usage.known ? { usage: `${block.usage.code} ${block.usage.name}` } : {}),
          moved: 'keyBlock',
        },
      },
    ];
  });
}

function algorithmFact(code: string): Pick<KeyFacts, 'algorithm'> {
  const algorithm = ({ A: 'AES', T: 'TDES', D: 'DES', H: 'HMAC' } as const)[code];
  return algorithm === undefined ? {} : { algorithm };
}

function manifestValues(text: string): WrittenValue[] {
  return readManifest(text).rows.flatMap(
    ({ checkValue, checkValueAlgorithm, number, keyBlock }): WrittenValue[] =>
      checkValue === undefined || checkValueDigits(checkValue) === undefined
        ? []
        : [
            {
              group: 'manifest',
              given: { value: checkValue, role: 'key', ...methodGiven(checkValueAlgorithm) },
              origin: { template: originTexts.manifest, args: [number] },
              facts: keyBlock === '' ? {} : { moved: 'keyBlock' },
            },
          ],
  );
}

/** The method by its name in the API. */
export function methodGiven(name: string | undefined): { method?: CheckMethod } {
  switch (name) {
    case 'ANSI_X9_24':
    case 'CMAC':
    case 'HMAC':
    case 'SHA_1':
      return { method: name };
    default:
      return {};
  }
}

/** A form about a wrapping key alone is about that key. */
export function asKeys(values: readonly GivenValue[]): readonly GivenValue[] {
  return values.some(({ role }) => role !== 'kek')
    ? values
    : values.map((value) => ({ ...value, role: 'key' }));
}
