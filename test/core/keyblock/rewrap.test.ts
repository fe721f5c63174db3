import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/findings';
import type { KeyBlockHeader } from '../../../src/core/keyblock/blockHeader';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { rewrapChoices } from '../../../src/core/keyblock/headerChoices';
import type { KeyBlockError } from '../../../src/core/keyblock/keyBlockError';
import {
  judgeRewrap,
  rewrapKeyBlock,
  timeStampOf,
  type RewrapChanges,
} from '../../../src/core/keyblock/rewrap';
import { unwrapKeyBlock } from '../../../src/core/keyblock/unwrap';
import { wrapKeyBlock } from '../../../src/core/keyblock/wrap';
import { bytes, hex } from '../crypto/hex';

const random = (count: number): Uint8Array => new Uint8Array(count).fill(0x5a);
const aes256 = bytes('88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6');
const aes128 = bytes('3F419E1CB7079442AA37474C2EFBF8B8');
const tdes = bytes('DD7515F2BFC17F85CE48F3CA25CB21F6');
const timeStamp = '20260131120000Z';
const header: KeyBlockHeader = {
  version: 'D',
  usage: 'P0',
  algorithm: 'A',
  mode: 'B',
  exportability: 'S',
  keyVersion: '07',
  optionalBlocks: [
    { id: 'LB', data: 'a label' },
    { id: 'TS', data: '20200101000000Z' },
    { id: 'TC', data: '20190101000000Z' },
    { id: 'KC', data: '' },
    { id: 'KP', data: '' },
    { id: 'WP', data: '000' },
    { id: '77', data: 'ours' },
  ],
};
const key = aes256;

function rewrapped(kbpk: Uint8Array, changes: RewrapChanges, from: KeyBlockHeader = header) {
  const block = decodeKeyBlock(wrapKeyBlock(from, key, aes256, { random }));
  const unwrapped = unwrapKeyBlock(block, aes256);
  const text = rewrapKeyBlock(block, unwrapped, { kbpk, changes, timeStamp, options: { random } });
  const made = decodeKeyBlock(text);
  const data = (id: string): string | undefined =>
    made.optionalBlocks.find((optional) => optional.id === id)?.data;
  return { block, unwrapped, made, data, again: unwrapKeyBlock(made, kbpk) };
}

describe('rewrapping', () => {
  it('keeps the key and the header, renews TS, KC and KP', () => {
    const { block, made, data, again } = rewrapped(aes128, {});
    expect(hex(again.key)).toBe(hex(key));
    for (const field of ['version', 'usage', 'algorithm', 'mode', 'keyVersion', 'exportability'] as const)
      expect(made[field].code).toBe(block[field].code);
    expect([data('LB'), data('TC'), data('77')]).toEqual(['a label', '20190101000000Z', 'ours']);
    expect(data('TS')).toBe(timeStamp);
    expect(again.checkValues.map(({ id, matches }) => [id, matches])).toEqual([
      ['KC', true],
      ['KP', true],
    ]);
    // AES-256 under AES-128 is weaker from now on.
    expect(data('WP')).toBe('001');
    expect(made.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('leaves WP alone where the KBPK is as strong, and never makes it better', () => {
    expect(rewrapped(aes256, {}).data('WP')).toBe('000');
    const wp = (data: string): string | undefined =>
      rewrapped(aes128, {}, { ...header, optionalBlocks: [{ id: 'WP', data }] }).data('WP');
    expect(['000', '001', '002', '003', 'xyz'].map(wp)).toEqual(['001', '001', '003', '003', 'xyz']);
  });

  it('goes from AES to TDES: another version, other check values of the KBPK', () => {
    const { made, data, again } = rewrapped(tdes, { version: 'B' });
    expect(made.version.code).toBe('B');
    expect(hex(again.key)).toBe(hex(key));
    expect(data('KP')).toMatch(/^00[0-9A-F]{6}$/);
    expect(again.findings.map(({ code }) => code)).toContain('key_stronger_than_kbpk');
  });

  it('makes a key stricter where asked, never wider', () => {
    const { made } = rewrapped(aes256, { exportability: 'N', mode: 'E', keyContext: '2' });
    expect([made.exportability.code, made.mode.code, made.keyContext.code]).toEqual(['N', 'E', '2']);
    for (const [from, changes] of [
      [{ exportability: 'N' }, { exportability: 'E' }],
      [{ exportability: 'E' }, { exportability: 'S' }],
      [{ mode: 'E' }, { mode: 'B' }],
      [{ mode: 'E' }, { mode: 'D' }],
      [{ mode: 'B' }, { mode: 'N' }],
      [{ keyContext: '1' }, { keyContext: '0' }],
    ] as const)
      expect(() => rewrapped(aes256, changes, { ...header, ...from })).toThrow(
        /Rewrapping can only restrict a key further:/,
      );
  });

  it('takes exactly the changes that are offered, for any header', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('P0', 'B0', 'M3', 'S2', '10', 'K4'),
        fc.constantFrom(...'BCDEGNSTVXY1'.split('')),
        fc.constantFrom(...'ENS5'.split('')),
        fc.constantFrom(...'BCDEGNSTVXY1'.split('')),
        fc.constantFrom(...'ENS5'.split('')),
        (usage, mode, exportability, toMode, toExportability) => {
          const from = { ...header, usage, mode, exportability, optionalBlocks: [] };
          const choices = rewrapChoices(from);
          const offered = choices.mode.includes(toMode) && choices.exportability.includes(toExportability);
          let done = true;
          try {
            rewrapped(aes256, { mode: toMode, exportability: toExportability }, from);
          } catch (error) {
            expect((error as KeyBlockError).code).toBe('rewrap_widens');
            done = false;
          }
          expect(done).toBe(offered);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('says beforehand what stands against it', () => {
    const judged = (kbpk: Uint8Array, version: string, exportability = 'E'): string[] => {
      const { block, unwrapped } = rewrapped(aes256, {}, { ...header, exportability });
      return judgeRewrap(block, unwrapped, kbpk, version).map(({ code }) => code);
    };
    expect(judged(aes256, 'D')).toEqual([]);
    expect(judged(aes128, 'D')).toEqual(['key_stronger_than_kbpk']);
    expect(judged(aes256, 'D', 'N')).toEqual(['rewrap_not_exportable']);
    expect(judged(bytes('0123456789ABCDEF'.repeat(2)), 'B')).toEqual([
      'kbpk_repeated_parts',
      'key_stronger_than_kbpk',
    ]);
  });

  it('says it with its words, at its place, what is worst first', () => {
    const { block, unwrapped } = rewrapped(aes256, {}, { ...header, exportability: 'N', optionalBlocks: [] });
    const payload = block.payload!.span;
    expect(payload).toEqual({ start: 16, end: block.text.length - 32 });
    const found = (kbpk: Uint8Array, version: string) =>
      judgeRewrap(block, unwrapped, kbpk, version).map(({ severity, code, span, args }) => ({
        severity,
        code,
        span,
        args: args?.map((value) => (typeof value === 'object' ? english(value) : value)),
      }));
    const notExportable = {
      severity: 'warning',
      code: 'rewrap_not_exportable',
      span: { start: 11, end: 12 },
      args: undefined,
    };
    expect(found(aes256, 'D')).toEqual([notExportable]);
    expect(found(bytes('0123456789ABCDEF'.repeat(2)), 'B')).toEqual([
      notExportable,
      {
        severity: 'warning',
        code: 'kbpk_repeated_parts',
        span: undefined,
        args: ['DES', 56, 'both halves are equal'],
      },
      {
        severity: 'warning',
        code: 'key_stronger_than_kbpk',
        span: payload,
        args: ['AES-256', 256, 'DES', 56],
      },
    ]);
    // A version that nobody knows is taken for one under AES; without a payload all of the block is meant.
    const cut = decodeKeyBlock(block.text.slice(0, 16));
    expect(judgeRewrap(cut, unwrapped, aes128, 'Z').map(({ code, span }) => [code, span])).toEqual([
      ['rewrap_not_exportable', { start: 11, end: 12 }],
      ['key_stronger_than_kbpk', { start: 0, end: 16 }],
    ]);
    expect(() => rewrapped(aes256, { exportability: 'E' }, { ...header, exportability: 'N' })).toThrow(
      expect.objectContaining({ findings: [expect.objectContaining({ found: 'E', args: ['E', 'N'] })] }),
    );
  });

  it('writes times as TS has them', () => {
    expect(timeStampOf(new Date('2026-01-31T12:00:00.123Z'))).toBe(timeStamp);
  });
});
