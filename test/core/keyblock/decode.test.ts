import fc from '../../properties';
import { quick, runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { headerOf, headerText } from '../../../src/core/keyblock/blockHeader';
import { decodeKeyBlock, keyBlockHeading, keyBlockTitle } from '../../../src/core/keyblock/decode';
import { versionRow } from '../../../src/core/keyblock/tables';

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

  it.each([
    ['P0TEc2E', 'Component 2 of a PIN encryption key', 'Component 2 of a PIN encryption key (P0) · TDES'],
    ['E0TXcAE', 'Component A of an EMV issuer master key: application', 'Component A of an EMV issuer'],
    [
      'K0TNc1E',
      'Component 1 of a key encryption key (KEK), TDES',
      'Component 1 of a key encryption key (K0)',
    ],
    ['I0TNc1E', 'Component 1 of an initialization vector', 'Component 1 of an initialization vector (I0)'],
    ['Q7TNc1E', 'Component 1 of a key, usage Q7', 'Component 1 of a key, usage Q7 · TDES'],
    ['Q7TN00E', 'usage Q7, TDES', 'Usage Q7 · TDES · version B · exportable'],
    [
      'K0TN12N',
      'Key encryption key (KEK), TDES',
      'Key encryption key (K0) · TDES · version B · not exportable',
    ],
  ])('titles what is in the block: %s', (header, title, heading) => {
    const block = decodeKeyBlock(`B0080${header}0000${'0'.repeat(64)}`);
    expect(keyBlockTitle(block)).toContain(` · ${title}`);
    expect(keyBlockHeading(block)).toContain(heading);
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
    ['trailing newline', aes + '\n', ['length_field_mismatch']],
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
      { numRuns: runs(3000) },
    );
  });

  it.skipIf(quick)('ends at once on a hundred megabytes of D', () => {
    expect(codes('D'.repeat(100_000_000))).toContain('length_field_not_numeric');
  });
});

describe('bad input', () => {
  const withKs =
    'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627';
  const insert = (at: number, put: string): string => aes.slice(0, at) + put + aes.slice(at + put.length);
  it.each([
    ['an emoji in the payload', insert(40, '😀'), 'payload_not_hex', 16, 80],
    ['half a surrogate pair in the usage', insert(5, '\ud83d'), 'key_usage_invalid', 5, 6],
    ['a NUL in the mode', insert(8, '\0'), 'mode_of_use_invalid', 8, 9],
    ['a NUL in the MAC', insert(100, '\0'), 'mac_not_hex', 80, 112],
    ['CRLF behind it', `${aes}\r\n`, 'length_field_mismatch', 1, 5],
    ['right-to-left text in the exportability', insert(11, '\u05d0'), 'exportability_invalid', 11, 12],
    ['full-width digits in the length', insert(1, '\uff10\uff11'), 'length_field_not_numeric', 1, 5],
    [
      'an emoji in an optional block',
      withKs.replace('0060', '00😀'),
      'optional_block_data_not_printable',
      22,
      23,
    ],
    ['declared 9999', insert(1, '9999'), 'length_field_mismatch', 1, 5],
    ['a digit as version', insert(0, '7'), 'version_unsupported', 0, 1],
    ['lower case', aes.toLowerCase(), 'lower_case_letters', 0, 12],
    ['a reserved character that is none', insert(15, '-'), 'header_not_alphanumeric', 15, 16],
    ['a key version of signs', insert(9, '0_'), 'key_version_invalid', 10, 11],
    ['an algorithm of its maker', insert(7, '5'), 'algorithm_proprietary', 7, 8],
    ['an exportability of its maker', insert(11, '5'), 'exportability_proprietary', 11, 12],
    ['a key context of 7', insert(14, '7'), 'key_context_unknown', 14, 15],
    [
      'too little for an AES key',
      'D0080P0AE00E0000' + 'A0'.repeat(32),
      'payload_too_short_for_algorithm',
      16,
      48,
    ],
  ])('%s', (_name, text, code, start, end) => {
    const found = decodeKeyBlock(text).findings.find((finding) => finding.code === code);
    expect(found?.span).toEqual({ start, end });
  });

  it('structure comes before meaning, both in the order of the text', () => {
    expect(codes('d01x2QQZZ!0Z0x77' + 'x'.repeat(96))).toEqual([
      'lower_case_letters',
      'length_field_not_numeric',
      'key_version_invalid',
      'optional_block_count_not_numeric',
      'usage_unknown',
      'algorithm_unknown',
      'mode_unknown',
      'exportability_unknown',
      'key_context_unknown',
      'reserved_nonzero',
    ]);
  });

  it('of a header alone expects no length, payload or MAC', () => {
    const header = decodeKeyBlock('D9999K0TB00E0000', { part: 'header' });
    expect(header.findings).toEqual([]);
    expect(header.fields).toHaveLength(10);
  });
});

describe('Thales key blocks', () => {
  it.each([
    ['00072P0TE00E0007F3ABE56BDCD4AA26BE0A30C7D895A975B9EA276E7D434FFEFB025CE7', '07'],
    [
      '10096P0TE00E001201309DFC752C7DBE53A3480510652D7BBAA7F8CE5417EAFEC76F69572CF6F76EE397EA948564C33A',
      '12',
    ],
  ])('%s', (text, lmkId) => {
    const block = decodeKeyBlock(text);
    expect(block.lmkId).toBe(lmkId);
    expect(block.findings.map(({ code }) => code)).toEqual(['version_proprietary']);
    expect(block.version.name).toContain('proprietary');
    expect(keyBlockTitle(block)).toContain(`Thales key block, LMK ${lmkId}`);
    expect(block.fields[8]).toMatchObject({ id: 'lmkId', raw: lmkId, span: { start: 14, end: 16 } });
  });
});

describe('usages of Thales', () => {
  const block =
    '10096P0TE00E001201309DFC752C7DBE53A3480510652D7BBAA7F8CE5417EAFEC76F69572CF6F76EE397EA948564C33A';
  const usage = (code: string, from = block) => decodeKeyBlock(`${from.slice(0, 5)}${code}${from.slice(7)}`);
  it.each([
    ['31', 'Visa Cash master load key (KML) (usage of Thales)'],
    ['32', 'Dynamic CVV master key (MK-CVC3) (usage of Thales)'],
    ['43', 'Base derivation key of type 4 (BDK-4) (usage of Thales)'],
    ['44', 'Base derivation key of type 5 (BDK-5) (usage of Thales, seen in one public table)'],
    ['49', 'EMV session key for encryption (usage of Thales)'],
  ])('%s', (code, name) => {
    expect(usage(code).usage).toMatchObject({ name, known: true });
    expect(usage(code).findings.map((finding) => finding.code)).not.toContain('usage_proprietary');
  });
  it('one that is in no table has its number, and no word of a maker', () => {
    for (const code of ['45', '46', '99']) {
      const { usage: read, findings } = usage(code);
      expect(read).toMatchObject({ code, name: `usage ${code} of Thales, in no public table`, known: false });
      expect(findings.map((finding) => finding.code)).toEqual([
        'usage_thales_unknown',
        'version_proprietary',
      ]);
    }
  });
  it("in other versions digits are any maker's", () => {
    const own = usage(
      '31',
      'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E',
    );
    expect(own.findings.map((finding) => finding.code)).toContain('usage_proprietary');
  });
});

describe('what fits into a payload', () => {
  const payload = (text: string) => decodeKeyBlock(text).payload!;
  const made = (header: string, bytes: number, mac: number): string => header + 'A0'.repeat(bytes + mac);
  it.each([
    ['B0080P0T', made('B0080P0TE00E0000', 24, 8), [128], 'no'],
    ['B0096P0T', made('B0096P0TE00E0000', 32, 8), [128, 192], 'possible'],
    ['A0072P0T', made('A0072P0TE00E0000', 24, 4), [128], 'no'],
    ['D0112P0A', made('D0112P0AE00E0000', 32, 16), [128, 192], 'no'],
    ['D0144P0A', made('D0144P0AE00E0000', 48, 16), [128, 192, 256], 'possible'],
    ['D0144P0T', made('D0144P0TE00E0000', 48, 16), [128, 192], 'unknown'],
    ['B0096D0D', made('B0096D0DE00E0000', 32, 8), [64], 'likely'],
    ['B0064D0D', made('B0064D0DE00E0000', 16, 8), [64], 'no'],
    ['E0084P0A', made('E0084P0AE00E0000', 18, 16), [128], 'no'],
  ])('%s', (_name, text, bits, obfuscation) => {
    expect(payload(text)).toMatchObject({ possibleKeyBits: bits, obfuscation });
  });
});

describe('properties', () => {
  const of = (members: string, size: number) =>
    fc.string({ unit: fc.constantFrom(...Array.from(members)), minLength: size, maxLength: size });
  const upper = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const header = fc.record({
    version: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
    usage: of(upper, 2),
    algorithm: of(upper, 1),
    mode: of(upper, 1),
    keyVersion: of(upper + 'abcdefghijklmnopqrstuvwxyz', 2),
    exportability: of(upper, 1),
    keyContext: fc.constantFrom('0', '1', '2'),
    reserved: fc.constant('0'),
    optionalBlocks: fc.uniqueArray(
      fc.record({
        id: of(upper, 2).filter((id) => id !== 'PB'),
        data: fc.string({ unit: fc.constantFrom(...Array.from(`${upper} ~a`)), maxLength: 300 }),
      }),
      { maxLength: 6, selector: ({ id }) => id },
    ),
  });

  it('a header that is written is read back as it was, and its reading written again is the same', () => {
    fc.assert(
      fc.property(header, fc.integer({ min: 1, max: 4 }), (given, blocks) => {
        const version = versionRow(given.version)!;
        const rest = version.macBytes * 2 + blocks * version.blockSize * 2;
        const text = headerText(given, version, rest);
        const block = decodeKeyBlock(text + 'A0'.repeat(rest / 2));
        expect(block.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(block.headerLength).toBe(text.length);
        expect([block.usage.code, block.algorithm.code, block.mode.code]).toEqual([
          given.usage,
          given.algorithm,
          given.mode,
        ]);
        expect([block.keyVersion.code, block.exportability.code, block.keyContext.code]).toEqual([
          given.keyVersion,
          given.exportability,
          given.keyContext,
        ]);
        const read = block.optionalBlocks.filter(({ id }) => id !== 'PB');
        expect(read.map(({ id, data }) => ({ id, data }))).toEqual(given.optionalBlocks);
        expect(headerText(headerOf(block), version, rest)).toBe(text);
      }),
      { numRuns: runs(1500) },
    );
  });
});
