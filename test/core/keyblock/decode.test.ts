import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { keyBlockTitle } from '../../../src/core/keyblock/summary';

const aes =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const codes = (text: string): string[] => decodeKeyBlock(text).findings.map((f) => f.code);

describe('decodeKeyBlock', () => {
  it('names every header field of a sound block', () => {
    const block = decodeKeyBlock(aes);
    expect(block.findings).toEqual([]);
    expect(block.fields.map((f) => [f.id, f.raw.slice(0, 4), f.span.start, f.span.end])).toEqual([
      ['version', 'D', 0, 1],
      ['length', '0112', 1, 5],
      ['usage', 'P0', 5, 7],
      ['algorithm', 'A', 7, 8],
      ['mode', 'E', 8, 9],
      ['keyVersion', '00', 9, 11],
      ['exportability', 'E', 11, 12],
      ['optionalBlockCount', '00', 12, 14],
      ['keyContext', '0', 14, 15],
      ['reserved', '0', 15, 16],
      ['payload', 'B826', 16, 80],
      ['mac', '7E8E', 80, 112],
    ]);
    expect(keyBlockTitle(block)).toContain('112 characters');
    expect(block.payload?.possibleKeyBits).toEqual([128, 192]);
  });

  const table: [string, string, string[]][] = [
    ['nothing', '', ['header_too_short']],
    ['one character', 'D', ['header_too_short']],
    ['length off', aes.slice(0, -2), ['length_field_mismatch']],
    ['no such version', 'X' + aes.slice(1), ['version_unsupported']],
    ['length not digits', 'D01x2' + aes.slice(5), ['length_field_not_numeric']],
    ['usage in no table', 'D0112QQ' + aes.slice(7), ['usage_unknown']],
    ['usage not alphanumeric', 'D0112P!' + aes.slice(7), ['key_usage_invalid']],
    ['mode not legal', 'D0112P0AX' + aes.slice(9), ['mode_illegal_for_usage']],
    ['count not digits', aes.slice(0, 12) + 'x0' + aes.slice(14), ['optional_block_count_not_numeric']],
    ['reserved not 0', aes.slice(0, 15) + '7' + aes.slice(16), ['reserved_nonzero']],
    ['payload not hex', aes.slice(0, 20) + 'z' + aes.slice(21), ['payload_not_hex']],
    ['MAC not hex', aes.slice(0, -1) + 'z', ['mac_not_hex']],
    ['lower case', aes.slice(0, 16) + aes.slice(16).toLowerCase(), ['payload_not_uppercase_hex']],
    ['declares 0000', 'D0000' + aes.slice(5), ['length_field_mismatch']],
    ['99 optional blocks', aes.slice(0, 12) + '99' + aes.slice(14), ['optional_block_data_truncated']],
    ['trailing newline', aes + '\n', ['length_field_mismatch', 'mac_not_hex']],
  ];
  it.each(table)('%s', (_name, text, expected) => {
    for (const code of expected) expect(codes(text)).toContain(code);
  });

  it('reads optional blocks and what they leave', () => {
    const block = decodeKeyBlock(
      'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627',
    );
    expect(block.findings).toEqual([]);
    expect(block.optionalBlocks.map((o) => [o.id, o.data])).toEqual([['KS', '00604B120F9292800000']]);
    expect(block.mac?.hex).toBe('248719E24B433627');
  });

  it('never throws, keeps spans inside the text, and tiles it, whatever is changed', () => {
    const seeds = fc.constantFrom(
      aes,
      'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627',
      '',
    );
    fc.assert(
      fc.property(
        seeds,
        fc.nat(120),
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.nat(8),
        (seed, at, put, drop) => {
          const text = seed.slice(0, at) + put + seed.slice(at + drop);
          const block = decodeKeyBlock(text);
          for (const { span } of block.findings) {
            expect(span!.start).toBeGreaterThanOrEqual(0);
            expect(span!.end).toBeLessThanOrEqual(text.length);
            expect(span!.start).toBeLessThanOrEqual(span!.end);
          }
          let end = 0;
          for (const { span } of block.fields) {
            expect(span.start).toBe(end);
            end = span.end;
          }
          expect(end).toBe(text.length);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('ends at once on a hundred megabytes of D', () => {
    expect(codes('D'.repeat(100_000_000))).toContain('length_field_not_numeric');
  });
});

interface Vector {
  id: string;
  keyblock: string;
  scope: string;
  header?: { version: string; usage: string; optional_blocks: unknown[]; header_length: number };
}
const file = path.resolve(__dirname, '../../../../shared/vectors/keyblocks.json');
describe.skipIf(!existsSync(file))('published key blocks', () => {
  const vectors = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { published: Vector[]; constructed: Vector[] })
    : { published: [], constructed: [] };
  it.each([...vectors.published, ...vectors.constructed].map((v) => [v.id, v] as const))(
    '%s',
    (_id, vector) => {
      const block = decodeKeyBlock(vector.keyblock, vector.scope === 'keyblock' ? {} : { part: 'header' });
      if (!vector.header) return;
      expect(block.version.code).toBe(vector.header.version);
      expect(block.usage.code).toBe(vector.header.usage);
      if (vector.scope === 'keyblock' && block.findings.every((f) => f.severity !== 'error'))
        expect(block.headerLength).toBe(vector.header.header_length);
    },
  );
});
