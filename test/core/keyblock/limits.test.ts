// Limits of key blocks and of the padding around keys: one below, the limit, one above.
import { expect, it } from 'vitest';
import { oaepDecode, oaepForms } from '../../../src/core/crypto/oaep';
import { findKeyBlocks } from '../../../src/core/input/find';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { wholeText } from '../../whole';

it('blocks as long as one can be, and longer', async () => {
  const long = (length: number): string => `D${Math.min(length, 9999)}P0AE00E0000`.padEnd(length, 'A');
  const cases = [9983, 9984, 9998, 9999, 10_000, 10_001, 20_000].map((length) => {
    const { findings, fields } = decodeKeyBlock(long(length));
    const last = fields.at(-1);
    return [String(length), { findings, fields: fields.length, last: last?.id, span: last?.span }] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/longBlocks.txt');
});

it('optional data over several lines, with every character', () => {
  const block = (data: string): string => {
    const optional = `LB${(data.length + 4).toString(16).toUpperCase().padStart(2, '0')}${data}`;
    const head = `00P0TE00N0100${optional}`;
    const length = 3 + head.length + 32;
    return `B${String(length).padStart(4, '0')}${head.slice(2)}`.padEnd(length, '0');
  };
  const found = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((character) => {
    const text = block(`${'a'.repeat(20)}${character}${'a'.repeat(3)}`);
    const lines = text.match(/.{1,32}/g)!.join('\n');
    return findKeyBlocks(lines).some(({ segments }) => segments.length > 1);
  });
  expect(found.join('')).toBe('#+./0123456789:=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
});

it('identifiers of base derivation keys, with each digit wrong', () => {
  const at = (data: string) =>
    decodeKeyBlock(
      `D0000B0TX00E0100BI${(data.length + 4).toString(16).toUpperCase().padStart(2, '0')}${data}`,
      {
        part: 'header',
      },
    )
      .findings.filter(({ code }) => code.startsWith('bi_'))
      .map(({ code, span }) => `${code} ${span?.start}-${span?.end}`);
  expect([0, 1, 9].map((place) => at(`00${'1'.repeat(place)}G${'1'.repeat(9 - place)}`))).toEqual([
    ['bi_not_hex 22-23'],
    ['bi_not_hex 23-24'],
    ['bi_not_hex 31-32'],
  ]);
  expect([at('001111111111'), at('00111111111'), at('0011111111111')].map((found) => found.length)).toEqual([
    0, 1, 1,
  ]);
});

it('padding of PKCS#1 has eight bytes at least', () => {
  const results = [8, 9, 10, 11, 63].map((zero) => {
    const padded = new Uint8Array(64).fill(0x5a);
    padded.set([0, 2]);
    padded[zero] = 0;
    const opened = oaepDecode(padded, oaepForms());
    return `${opened.result} ${'message' in opened ? opened.message.length : ''}`;
  });
  expect(results).toEqual(['unknown ', 'unknown ', 'pkcs1 53', 'pkcs1 52', 'pkcs1 0']);
  const none = new Uint8Array(64).fill(0x5a);
  none.set([0, 2]);
  expect(oaepDecode(none, oaepForms()).result).toBe('unknown');
});
