/** check-values: why values differ, from the values and what is known of the key. No clear key is accepted here. */
import { readFile } from 'node:fs/promises';
import { checkValueDigits, explainCheckValues, mostValues } from '../core/checkValues/explain';
import { explanationJson, explanationMarkdown } from '../core/checkValues/page';
import type { GivenValue, KeyFacts } from '../core/checkValues/types';
import { english } from '../core/findings';
import { KeyBlockScanner } from '../core/input/keyBlockScanner';
import { textOf } from '../core/input/material';
import { decodeKeyBlock } from '../core/keyblock/decode';
import { readAlgorithm } from '../keyservice/reconcile/listedKey';
import { asKeys, writtenValues, type WrittenValue } from '../keyservice/reconcile/writtenValues';
import { standardInput } from './chain';
import type { Values } from './options';
import { CommandProblem, exitCodes, warn, write } from './outcome';
import { kindOf } from './sources';

/** Of a form; what is longer is none. */
const mostCharacters = 1024 * 1024;

export async function explainValues(args: readonly string[], options: Values): Promise<number> {
  const stated = statedFacts(options);
  const values: GivenValue[] = [];
  const written: WrittenValue[] = [];
  for (const arg of args.length === 0 ? ['-'] : args) {
    if (arg !== '-' && (await kindOf(arg)) !== 'file') values.push(typed(arg));
    else {
      const found = await valuesOfFile(arg);
      if (found.length === 0)
        warn(`${arg === '-' ? 'Standard input' : arg} has no check value behind a label.`);
      written.push(...found);
      values.push(
        ...found.map(({ given, origin }) => ({ ...given, origin: `${english(origin)}${named(arg)}` })),
      );
    }
  }
  if (values.length < 2)
    throw new CommandProblem(
      'Give two check values, or a file in which they are behind a label, as in "KCV: 08D7B4".',
    );
  if (values.length > mostValues)
    warn(`Only the first ${mostValues} of ${values.length} values are compared.`);
  const compared = values.slice(0, mostValues);
  const facts: KeyFacts = { ...factsOf(written), ...stated };
  const explanation = explainCheckValues(asKeys(compared), facts);
  await write(
    options.json === true ? explanationJson(explanation, facts) : explanationMarkdown(explanation, facts),
  );
  return exitCodes.clean;
}

const named = (arg: string): string => (arg === '-' ? '' : `, ${arg}`);

/** What was typed is not repeated where it is refused: it may be a key. */
function typed(text: string): GivenValue {
  const digits = checkValueDigits(text);
  if (digits === undefined)
    throw new CommandProblem(
      'An argument is neither a file nor a check value of 4 to 16 hexadecimal digits.',
    );
  if (digits.length > 16 && digits.length !== 40)
    throw new CommandProblem(
      `An argument has ${digits.length} hexadecimal digits. Check values have 4 to 16, or 40 (SHA-1). Never enter a key here: the shell keeps what is typed.`,
    );
  return { value: digits, origin: 'typed', role: 'key' };
}

async function valuesOfFile(arg: string): Promise<WrittenValue[]> {
  const text = textOf(arg === '-' ? await standardInput() : await readFile(arg));
  if (text === undefined) throw new CommandProblem(`${arg} is not text.`);
  const part = text.slice(0, mostCharacters);
  const { found } = new KeyBlockScanner('utf16').push(part, true);
  const blocks = found.map(({ material, start }) => ({
    block: decodeKeyBlock(material.text),
    line: start.line + 1,
  }));
  return writtenValues(part, blocks, arg);
}

/** What all places agree on. */
function factsOf(written: readonly WrittenValue[]): KeyFacts {
  const only = <K extends keyof KeyFacts>(key: K): Partial<Pick<KeyFacts, K>> => {
    const known = [...new Set(written.flatMap(({ facts }) => facts[key] ?? []))];
    return known.length === 1 ? ({ [key]: known[0] } as Partial<Pick<KeyFacts, K>>) : {};
  };
  return { ...only('algorithm'), ...only('moved'), ...only('usage') };
}

/** @throws CommandProblem */
function statedFacts({ algorithm, moved }: Values): KeyFacts {
  const ways = { components: 'components', cryptogram: 'cryptogram', 'key-block': 'keyBlock' } as const;
  const way = Object.entries(ways).find(([name]) => name === moved)?.[1];
  if (moved !== undefined && way === undefined)
    throw new CommandProblem(`--moved must be one of ${Object.keys(ways).join(', ')}.`);
  const { cipher, bits } = algorithm === undefined ? {} : readAlgorithm(algorithm);
  if (algorithm !== undefined && (cipher === undefined || cipher === 'RSA' || cipher === 'ECC'))
    throw new CommandProblem(
      '--algorithm must be DES, TDES, AES or HMAC, with a length or without: AES-256.',
    );
  return {
    ...(cipher === undefined ? {} : { algorithm: cipher as NonNullable<KeyFacts['algorithm']> }),
    ...(bits === undefined ? {} : { bits }),
    ...(way === undefined ? {} : { moved: way }),
  };
}
