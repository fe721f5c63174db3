import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { algorithms, modes, usages } from '../../src/core/keyblock/tables';
import { modeLetter, modeList, usageAttributes } from '../../src/keyservice/rules/keyAttributes';
import { awsHeadlineTexts, awsKeyBlockFinding } from '../../src/keyservice/rules/keyBlockTexts';
import { fittingWrappingKeys, judgeKeyBlock } from '../../src/keyservice/rules/keyBlocks';
import { transportMethods } from '../../src/keyservice/rules/wrappingKeys';
import { examples } from '../core/keyblock/blocks';

const codes = (findings: readonly { code: string }[]): string[] => findings.map(({ code }) => code);

interface Parts {
  version?: string;
  usage?: string;
  algorithm?: string;
  mode?: string;
  keyVersion?: string;
  exportability?: string;
  end?: string;
  /** Optional blocks as [identifier, data]. */
  optional?: readonly (readonly [string, string])[];
  /** Bytes of the encrypted key. */
  payload?: number;
  filler?: string;
}

/** A block that is sound to read; payload and MAC are filler, as no rule looks inside. */
function blockText(parts: Parts = {}): string {
  const version = parts.version ?? 'D';
  const size = version === 'D' ? 16 : 8;
  const blocks = (parts.optional ?? []).map(
    ([id, data]) => id + (4 + data.length).toString(16).toUpperCase().padStart(2, '0') + data,
  );
  const missing = (size - (blocks.join('').length % size)) % size;
  if (missing > 0) {
    const padding = missing < 4 ? missing + size : missing;
    blocks.push('PB' + padding.toString(16).toUpperCase().padStart(2, '0') + '0'.repeat(padding - 4));
  }
  const mac = { A: 8, B: 16, C: 8 }[version] ?? 32;
  const rest = (parts.filler ?? 'A').repeat((parts.payload ?? 32) * 2 + mac);
  const length = String(16 + blocks.join('').length + rest.length).padStart(4, '0');
  const count = String(blocks.length).padStart(2, '0');
  const { usage = 'P0', algorithm = 'A', mode = 'E', keyVersion = '00', exportability = 'E' } = parts;
  return (
    version +
    length +
    usage +
    algorithm +
    mode +
    keyVersion +
    exportability +
    count +
    (parts.end ?? '00') +
    blocks.join('') +
    rest
  );
}

const judge = (parts: Parts, options?: Parameters<typeof judgeKeyBlock>[1]) =>
  judgeKeyBlock(decodeKeyBlock(blockText(parts)), options);

/**
 * The guide's table (keys-validattributes), written down by hand as a user reads it: header algorithms, and the
 * sets of modes by their letters. HMAC for M7 is from AWS's samples.
 */
const documented: Readonly<Record<string, readonly [keyUsage: string, algorithms: string, modes: string]>> = {
  B0: ['TR31_B0_BASE_DERIVATION_KEY', 'TA', 'XN'],
  C0: ['TR31_C0_CARD_VERIFICATION_KEY', 'TA', 'GVCN'],
  D0: ['TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY', 'TA', 'BEDN'],
  E0: ['TR31_E0_EMV_MKEY_APP_CRYPTOGRAMS', 'TA', 'XN'],
  E1: ['TR31_E1_EMV_MKEY_CONFIDENTIALITY', 'TA', 'XN'],
  E2: ['TR31_E2_EMV_MKEY_INTEGRITY', 'TA', 'XN'],
  E4: ['TR31_E4_EMV_MKEY_DYNAMIC_NUMBERS', 'TA', 'XN'],
  E5: ['TR31_E5_EMV_MKEY_CARD_PERSONALIZATION', 'TA', 'XN'],
  E6: ['TR31_E6_EMV_MKEY_OTHER', 'TA', 'XN'],
  K0: ['TR31_K0_KEY_ENCRYPTION_KEY', 'TA', 'BEDN'],
  K1: ['TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'TA', 'BEDN'],
  M1: ['TR31_M1_ISO_9797_1_MAC_KEY', 'T', 'GVCN'],
  M3: ['TR31_M3_ISO_9797_3_MAC_KEY', 'T', 'GVCN'],
  M6: ['TR31_M6_ISO_9797_5_CMAC_KEY', 'TA', 'GVCN'],
  M7: ['TR31_M7_HMAC_KEY', 'TAH', 'GVCN'],
  P0: ['TR31_P0_PIN_ENCRYPTION_KEY', 'TA', 'BEDN'],
  V1: ['TR31_V1_IBM3624_PIN_VERIFICATION_KEY', 'TA', 'GVCN'],
  V2: ['TR31_V2_VISA_PIN_VERIFICATION_KEY', 'TA', 'GVCN'],
};
/** Values of KeyUsage that the table does not settle for key blocks. */
const undecided: Readonly<Record<string, readonly [algorithms: string, modes: string]>> = {
  M0: ['T', 'GVC'],
  P1: ['TA', 'BEDGVCXN'],
};

const allUsages = [...usages.map(({ code }) => code), '10', '00', '99', 'F3', 'P2', 'ZZ'];
const allAlgorithms = [...algorithms.map(({ code }) => code), '1', 'Z'];
const allModes = [...modes.map(({ code }) => code), '1', 'Q'];

const letters: Readonly<Record<string, string>> = {
  B: 'Encrypt + Decrypt + Wrap + Unwrap',
  E: 'Encrypt + Wrap',
  D: 'Decrypt + Unwrap',
  C: 'Generate + Verify',
  G: 'Generate',
  V: 'Verify',
  X: 'DeriveKey',
  N: 'NoRestrictions',
  S: 'Sign',
};

describe('every usage, algorithm and mode', () => {
  it.each(allUsages)('usage %s', (usage) => {
    const row = documented[usage];
    const maybe = undecided[usage];
    for (const algorithm of allAlgorithms)
      for (const mode of allModes) {
        const optional: Parts['optional'] = algorithm === 'H' ? [['HM', '21']] : [];
        // 32 bytes hold AES-128 or -192 and any TDES key.
        const verdict = judge({ usage, algorithm, mode, optional });
        const where = `${usage} ${algorithm} ${mode}`;
        const fits = (list?: readonly [string, string]): boolean =>
          list?.[0].includes(algorithm) === true && list[1].includes(mode);
        const wanted = row && fits([row[1], row[2]]) ? 'yes' : fits(maybe) ? 'unclear' : 'no';
        expect([where, verdict.importable]).toEqual([where, wanted]);
        if (wanted === 'no') {
          expect(verdict.findings.some(({ severity }) => severity === 'error')).toBe(true);
          expect(verdict.headline.code).toBe('aws_refused');
          expect(verdict.headline.reason?.severity).toBe('error');
          continue;
        }
        if (row) expect(verdict.keyUsage).toBe(row[0]);
        expect(modeList(verdict.modes).join(' + ')).toBe(letters[mode]);
        expect(verdict.keyAlgorithms).toEqual(
          algorithm === 'H'
            ? ['HMAC_SHA256']
            : algorithm === 'T'
              ? ['TDES_2KEY', 'TDES_3KEY']
              : ['AES_128', 'AES_192'],
        );
        expect(verdict.headline.text).not.toMatch(/\{\d\}/);
      }
  });

  it('the rows are those of the enum KeyUsage', () => {
    const pairs = ['D1', 'K2', 'K3', 'S0'];
    expect(usageAttributes.map(({ code }) => code).sort()).toEqual(
      [...Object.keys(documented), ...Object.keys(undecided), ...pairs].sort(),
    );
    for (const code of pairs) {
      const verdict = judge({ usage: code, algorithm: 'R', mode: 'E' });
      expect(verdict.importable).toBe('no');
      expect(codes(verdict.findings)).toContain('aws_key_pair');
    }
  });

  it.each([
    ['C0', 'A', 'no'],
    ['C0', 'T', 'yes'],
    ['E0', 'T', 'unclear'],
    ['E0', 'A', 'no'],
    ['E1', 'T', 'yes'],
    ['E6', 'A', 'no'],
    ['P0', 'A', 'yes'],
  ])('%s with %s: used by an operation: %s', (usage, algorithm, usable) => {
    const mode = { C: 'C', E: 'X', P: 'B' }[usage[0]!]!;
    const verdict = judge({ usage, algorithm, mode });
    expect([verdict.importable, verdict.usable]).toEqual(['yes', usable]);
    expect(codes(verdict.findings).includes('aws_algorithm_unused')).toBe(usable !== 'yes');
  });

  it('modes go to letters and back', () => {
    for (const [letter, text] of Object.entries(letters))
      expect(modeLetter(Object.fromEntries(text.split(' + ').map((name) => [name, true])))).toBe(letter);
    expect(modeLetter({ Encrypt: true, Decrypt: true })).toBeUndefined();
  });
});

describe('the line', () => {
  it('is that of the sketch', () => {
    const d = examples.find(({ block }) => block.startsWith('D'))!.block;
    expect(judgeKeyBlock(decodeKeyBlock(d)).headline.text).toBe(
      'meets the documented rules as TR31_P0_PIN_ENCRYPTION_KEY, Encrypt + Wrap, AES_128 or AES_192 (not in the header; known after unwrapping)',
    );
  });

  it('says one algorithm once the length is known, three where three fit', () => {
    expect(judge({}, { keyBits: 128 }).headline.text).toBe(
      'meets the documented rules as TR31_P0_PIN_ENCRYPTION_KEY, Encrypt + Wrap, AES_128',
    );
    expect(judge({ payload: 48 }).headline.text).toContain('AES_128, AES_192 or AES_256');
  });

  it('gives the first reason against', () => {
    const { headline } = judge({ usage: 'E3', mode: 'X' });
    expect(headline.text).toBe(
      'does not meet the documented rules: KeyUsage has no value for usage E3: such a key cannot be imported.',
    );
    expect(headline.args).toEqual([headline.reason?.message]);
  });

  it('names four HMAC algorithms where a header comes without its HM block', () => {
    const header = decodeKeyBlock('D9999M7HC00E0100', { part: 'header' });
    const { keyAlgorithms } = judgeKeyBlock({ ...header, findings: [] });
    expect(keyAlgorithms).toHaveLength(4);
    const { text } = judgeKeyBlock({ ...header, findings: [] }).headline;
    expect(text).toContain('HMAC_SHA224, HMAC_SHA256, HMAC_SHA384 or HMAC_SHA512');
  });
});

const everyRule: readonly (readonly [
  code: keyof typeof awsKeyBlockFinding.templates,
  parts: Parts,
  options?: Parameters<typeof judgeKeyBlock>[1],
])[] = [
  ['aws_block_characters', { optional: [['LB', 'a label with blanks']] }],
  ['aws_block_lower_case', { filler: 'a' }],
  ['aws_version', { version: 'E' }],
  ['aws_usage_no_value', { usage: 'B1', mode: 'X' }],
  ['aws_usage_newest', { usage: 'M0', algorithm: 'T', mode: 'C' }],
  ['aws_usage_unlisted', { usage: 'P1', mode: 'N' }],
  ['aws_key_pair', { usage: 'S0', algorithm: 'R', mode: 'S' }],
  ['aws_algorithm_no_value', { algorithm: 'D' }],
  ['aws_algorithm_not_allowed', { usage: 'M3', algorithm: 'A', mode: 'C' }],
  ['aws_algorithm_unused', { usage: 'C0', mode: 'C' }],
  ['aws_hmac_as_cipher', { usage: 'M7', mode: 'C' }],
  ['aws_key_too_short', { payload: 16 }],
  ['aws_key_length', {}, { keyBits: 64 }],
  ['aws_mode_no_value', { mode: 'Y' }],
  ['aws_mode_not_allowed', { usage: 'B0', mode: 'E' }],
  ['aws_hm_missing', { usage: 'M7', algorithm: 'H', mode: 'C' }],
  ['aws_hm_hash', { usage: 'M7', algorithm: 'H', mode: 'C', optional: [['HM', '10']] }],
  ['aws_hmac_version', { version: 'B', usage: 'M7', algorithm: 'H', mode: 'C', optional: [['HM', '21']] }],
  ['aws_component', { keyVersion: 'c1' }],
  ['aws_key_version', { keyVersion: '12' }],
  ['aws_not_exportable', { exportability: 'N' }],
  ['aws_exportability_unknown', { exportability: '7' }],
  ['aws_reserved', { end: '10' }],
  ['aws_optional_blocks', { optional: [['KS', '0123456789ABCDEF0000']] }],
  ['aws_kp_dropped', { optional: [['KP', '0012345F']] }],
  ['aws_export_version', { version: 'A', algorithm: 'T', payload: 24 }],
  ['aws_key_encryption_key', { usage: 'K0' }],
  ['aws_version_too_weak', { version: 'B', payload: 24 }],
];

it('a key of no length that its algorithm has is named by its family', () => {
  const said = (parts: Parts, keyBits?: number) =>
    judge(parts, keyBits === undefined ? {} : { keyBits })
      .findings.filter(({ code }) => code === 'aws_key_length' || code === 'aws_key_too_short')
      .map(({ code, args }) => [code, ...(args ?? []).slice(0, 2)]);
  const tdes = { version: 'B', algorithm: 'T', mode: 'B', payload: 24 };
  expect([64, 128, 192, 256].map((bits) => said(tdes, bits))).toEqual([
    [['aws_key_length', 'TDES', 64]],
    [],
    [],
    [['aws_key_length', 'TDES', 256]],
  ]);
  expect([64, 112, 128, 192, 256, 512].map((bits) => said({ payload: 48 }, bits))).toEqual([
    [['aws_key_length', 'AES', 64]],
    [['aws_key_length', 'AES', 112]],
    [],
    [],
    [],
    [['aws_key_length', 'AES', 512]],
  ]);
  expect([8, 16].map((payload) => said({ ...tdes, payload }))).toEqual([
    [['aws_key_too_short', 8, 'TDES']],
    [['aws_key_too_short', 16, 'TDES']],
  ]);
  expect(said({ payload: 16 })).toEqual([['aws_key_too_short', 16, 'AES']]);
});

describe('the rules', () => {
  it.each(everyRule.map(([code, parts, options]) => ({ code, parts, options })))(
    '$code',
    ({ code, parts, options }) => {
      const found = judge(parts, options).findings.find((one) => one.code === code);
      expect(found).toBeDefined();
      expect(found!.severity).toBe(awsKeyBlockFinding.templates[code].severity);
      expect(found!.reference).not.toBe('');
      expect(found!.message).not.toMatch(/\{\d\}|undefined/);
      const text = blockText(parts);
      if (found!.span) expect(found!.span.end).toBeLessThanOrEqual(text.length);
    },
  );

  it('no rule is without a test, and every error decides', () => {
    const elsewhere = Object.keys(awsKeyBlockFinding.templates).filter(
      (code) => code.startsWith('aws_wrapping_') || ['aws_block_unsound', 'aws_block_length'].includes(code),
    );
    expect([...new Set([...everyRule.map(([code]) => code as string), ...elsewhere])].sort()).toEqual(
      Object.keys(awsKeyBlockFinding.templates).sort(),
    );
    for (const [code, parts, options] of everyRule) {
      const text: { severity: string; doubt?: boolean } = awsKeyBlockFinding.templates[code];
      const { importable } = judge(parts, options);
      if (text.severity === 'error') expect([code, importable]).toEqual([code, 'no']);
      else if (text.doubt) expect([code, importable]).toEqual([code, 'unclear']);
      else expect(['yes', 'no']).toContain(importable);
    }
  });

  it('every template is used with as many arguments as it has places', () => {
    expect(Object.keys(awsHeadlineTexts)).toHaveLength(5);
    for (const [code, parts, options] of everyRule) {
      const found = judge(parts, options).findings.find((one) => one.code === code)!;
      const places = new Set(
        [...awsKeyBlockFinding.templates[code].template.matchAll(/\{(\d)\}/g)].map(([, n]) => n),
      );
      expect([code, found.args?.length ?? 0]).toEqual([code, places.size]);
    }
  });

  it('a block that is not sound is not imported, whatever its header', () => {
    for (const text of [
      '',
      'D',
      blockText().slice(0, 60),
      blockText() + '\n',
      'D0112P0AE00E0000' + 'G'.repeat(96),
    ]) {
      const verdict = judgeKeyBlock(decodeKeyBlock(text));
      expect(codes(verdict.findings)[0]).toBe('aws_block_unsound');
      expect(verdict.importable).toBe('no');
    }
  });

  it('lengths of the API', () => {
    // The shortest block of TR-31 is version C with one block of payload: 16 + 16 + 8 characters.
    const short = judgeKeyBlock(decodeKeyBlock(blockText({ version: 'C', algorithm: 'D', payload: 8 })));
    expect(codes(short.findings)).toContain('aws_block_length');
    const text = blockText({ version: 'B', algorithm: 'T', payload: 4976, optional: [['LB', 'ABCD']] });
    const long = decodeKeyBlock(text);
    expect(long.findings).toEqual([]);
    const found = judgeKeyBlock(long).findings.find(({ code }) => code === 'aws_block_length');
    expect(found?.args).toEqual([56, 9984, 9992]);
  });

  it.each([
    ['E', true],
    ['S', true],
    ['N', false],
    ['7', undefined],
  ] as const)('exportability %s', (exportability, exportable) => {
    expect(judge({ exportability }).exportable).toBe(exportable);
  });

  it.each([
    ['20', 'HMAC_SHA224'],
    ['21', 'HMAC_SHA256'],
    ['22', 'HMAC_SHA384'],
    ['23', 'HMAC_SHA512'],
  ])('hash %s is %s', (hash, algorithm) => {
    const verdict = judge({ usage: 'M7', algorithm: 'H', mode: 'G', optional: [['HM', hash]] });
    expect([verdict.importable, verdict.keyAlgorithms]).toEqual(['yes', [algorithm]]);
  });

  it('a header as in TR-34 is judged without version and length', () => {
    const verdict = judgeKeyBlock(decodeKeyBlock('E9999K0TB00E0000', { part: 'header' }));
    expect(verdict.importable).toBe('yes');
    expect(verdict.keyAlgorithms).toEqual(['TDES_2KEY', 'TDES_3KEY']);
    expect(codes(verdict.findings)).toEqual(['aws_key_encryption_key']);
  });

  it('any text gets a verdict, its spans inside the text', () => {
    const part = fc.stringMatching(
      /^[A-E01][0-9]{4}[A-Z0-9]{5}[0-9c][0-9][A-Z0-9][0-9]{4}[0-9A-Fa-f ]{0,80}$/,
    );
    fc.assert(
      fc.property(fc.oneof(part, fc.string({ unit: 'binary' })), (text) => {
        for (const one of ['block', 'header'] as const) {
          const { findings, headline, importable } = judgeKeyBlock(decodeKeyBlock(text, { part: one }));
          for (const { span } of findings)
            if (span) expect(span.end).toBeLessThanOrEqual(Math.max(text.length, 16));
          expect(headline.text.length).toBeGreaterThan(0);
          if (importable === 'no') expect(headline.reason?.severity).toBe('error');
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('the wrapping key', () => {
  const k1 = { usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' } as const;
  const all = { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true };
  const aes256 = { ...k1, algorithm: 'AES_256', modes: all, state: 'CREATE_COMPLETE', enabled: true };

  it.each([
    [{ ...aes256, usage: 'TR31_K0_KEY_ENCRYPTION_KEY' }, 'yes', []],
    [aes256, 'yes', []],
    [{ ...k1, algorithm: 'AES_256' }, 'yes', []],
    [{ ...aes256, modes: { Decrypt: true, Unwrap: true } }, 'yes', []],
    [{ ...aes256, modes: { Encrypt: true, Wrap: true } }, 'no', ['aws_wrapping_modes']],
    [{ ...aes256, modes: { NoRestrictions: true } }, 'unclear', ['aws_wrapping_no_restrictions']],
    [{ ...aes256, usage: 'TR31_P0_PIN_ENCRYPTION_KEY' }, 'no', ['aws_wrapping_usage']],
    [{ ...aes256, state: 'DELETE_PENDING' }, 'no', ['aws_wrapping_state']],
    [{ ...aes256, enabled: false }, 'no', ['aws_wrapping_disabled']],
    [{ ...aes256, algorithm: 'TDES_3KEY' }, 'no', ['aws_wrapping_version']],
    [{ ...aes256, algorithm: 'RSA_2048' }, 'no', ['aws_wrapping_algorithm']],
    [{ ...aes256, algorithm: 'AES_128' }, 'unclear', ['aws_wrapping_perhaps_weaker']],
    [{ ...aes256, algorithm: 'AES_192' }, 'yes', []],
  ] as const)('%j', (key, fits, wanted) => {
    const block = decodeKeyBlock(blockText());
    const [fit] = fittingWrappingKeys(block, [key]);
    expect([fit!.fits, codes(fit!.findings)]).toEqual([fits, wanted]);
    expect(judgeKeyBlock(block, { wrappingKey: key }).importable).toBe(fits);
  });

  it.each([
    ['A', 'TDES_2KEY', true],
    ['B', 'TDES_3KEY', true],
    ['C', 'AES_128', false],
    ['D', 'AES_128', true],
    ['D', 'TDES_2KEY', false],
  ])('version %s under %s: %s', (version, algorithm, fits) => {
    const block = decodeKeyBlock(blockText({ version, algorithm: 'T', payload: version === 'D' ? 32 : 24 }));
    const [fit] = fittingWrappingKeys(block, [{ ...k1, algorithm }]);
    expect(fit!.fits).toBe(fits ? 'yes' : 'no');
  });

  it('a key that is surely too strong is refused, one that may be is unclear', () => {
    const tdes = (payload: number) => decodeKeyBlock(blockText({ version: 'B', algorithm: 'T', payload }));
    const under = (payload: number, keyBits?: number) =>
      codes(
        judgeKeyBlock(tdes(payload), {
          wrappingKey: { ...k1, algorithm: 'TDES_2KEY' },
          ...(keyBits === undefined ? {} : { keyBits }),
        }).findings,
      );
    expect(under(24)).toEqual([]);
    expect(under(32)).toContain('aws_wrapping_perhaps_weaker');
    expect(under(32, 192)).toContain('aws_wrapping_weaker');
    expect(under(32, 128)).toEqual([]);
  });

  it('HMAC keys want AES_256', () => {
    const block = decodeKeyBlock(
      blockText({ usage: 'M7', algorithm: 'H', mode: 'C', optional: [['HM', '21']] }),
    );
    const fits = fittingWrappingKeys(block, [{ ...k1, algorithm: 'AES_128' }, aes256]);
    expect(fits.map(({ findings }) => codes(findings))).toEqual([['aws_wrapping_hmac'], []]);
  });

  it('the check value in KP finds the key and doubts the others', () => {
    const block = decodeKeyBlock(blockText({ optional: [['KP', '01A1B2C3D4E5']] }));
    const keys = [
      { ...aes256, name: 'other', checkValue: '08D7B4' },
      { ...aes256, name: 'unknown' },
      { ...aes256, name: 'right', checkValue: 'a1b2c3' },
      { ...aes256, name: 'weak', algorithm: 'TDES_2KEY', checkValue: 'A1B2C3' },
    ];
    const fits = fittingWrappingKeys(block, keys);
    expect(fits.map(({ key, fits: one, checkValue }) => [key.name, one, checkValue])).toEqual([
      ['right', 'yes', 'equal'],
      ['unknown', 'yes', 'unknown'],
      ['other', 'unclear', 'different'],
      ['weak', 'no', 'unknown'],
    ]);
    expect(codes(fits[2]!.findings)).toEqual(['aws_wrapping_check_value']);
  });

  it('the strength table of the guide', () => {
    const columns = [
      'TDES_2KEY',
      'TDES_3KEY',
      'AES_128',
      'AES_192',
      'AES_256',
      'RSA_2048',
      'RSA_3072',
      'RSA_4096',
      'ECC_NIST_P256',
      'ECC_NIST_P384',
      'ECC_NIST_P521',
    ] as const;
    const rows = {
      TDES_2KEY: '3 3 3 3 3 R R R E E E',
      TDES_3KEY: '- 3 3 3 3 R R R E E E',
      AES_128: '- - 3 3 3 - R R E E E',
      AES_192: '- - - 3 3 - - - - E E',
      AES_256: '- - - - 3 - - - - - E',
    } as const;
    for (const [key, row] of Object.entries(rows))
      row.split(' ').forEach((cell, i) => {
        const wanted = { '3': ['TR31'], R: ['TR34', 'RSA'], E: ['ECDH'], '-': [] }[cell];
        expect([key, columns[i], transportMethods(key as 'AES_128', columns[i]!)]).toEqual([
          key,
          columns[i],
          wanted,
        ]);
      });
  });
});

const vectors = path.join(import.meta.dirname, '../../../shared/vectors/keyblocks.json');

describe.skipIf(!existsSync(vectors))('published blocks', () => {
  const published = (): { id: string; keyblock: string; scope: string; valid: boolean }[] =>
    (JSON.parse(readFileSync(vectors, 'utf8')) as { published: ReturnType<typeof published> }).published;

  it.each([
    [
      'aws-import-b0',
      'meets the documented rules as TR31_B0_BASE_DERIVATION_KEY, DeriveKey, AES_128 or AES_192',
    ],
    [
      'aws-ecdh-k1',
      'meets the documented rules as TR31_K1_KEY_BLOCK_PROTECTION_KEY, Encrypt + Decrypt + Wrap + Unwrap, TDES_2KEY',
    ],
    [
      'aws-export-1',
      'meets the documented rules as TR31_K1_KEY_BLOCK_PROTECTION_KEY, Encrypt + Decrypt + Wrap + Unwrap, TDES_2KEY',
    ],
    [
      'aws-export-2',
      'meets the documented rules as TR31_K0_KEY_ENCRYPTION_KEY, Encrypt + Decrypt + Wrap + Unwrap, AES_128',
    ],
    ['aws-export-3', 'does not meet the documented rules: KeyUsage has no value for usage B1'],
  ])("of AWS's guide: %s", (id, headline) => {
    const { keyblock } = published().find((one) => one.id === id)!;
    expect(judgeKeyBlock(decodeKeyBlock(keyblock)).headline.text).toContain(headline);
  });

  it('a block that is not valid is never accepted', () => {
    for (const { keyblock, scope, valid } of published()) {
      if (scope !== 'keyblock') continue;
      const block = decodeKeyBlock(keyblock);
      const wrong = block.findings.some(({ severity }) => severity === 'error');
      if (wrong || !valid)
        expect([keyblock, wrong && judgeKeyBlock(block).importable !== 'no']).toEqual([keyblock, false]);
    }
  });
});
