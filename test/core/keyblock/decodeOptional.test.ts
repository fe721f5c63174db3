import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../src/core/findings';
import { decodeBase64 } from '../../../src/core/input/encodings';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import type { KeyBlock, OptionalBlock } from '../../../src/core/keyblock/types';
import { readCertificate } from '../../../src/core/x509/certificate';
import { issue, party } from '../x509/issue';

/** A header of usage, algorithm and mode with optional blocks of identifier and data. */
function header(codes: string, ...blocks: [string, string][]): string {
  const texts = blocks.map(([id, data]) => {
    const length = data.length + 4;
    return length > 255
      ? `${id}0004${(data.length + 10).toString(16).toUpperCase().padStart(4, '0')}${data}`
      : `${id}${length.toString(16).toUpperCase().padStart(2, '0')}${data}`;
  });
  return `D0000${codes}00E${String(blocks.length).padStart(2, '0')}00${texts.join('')}`;
}
const decode = (codes: string, ...blocks: [string, string][]): KeyBlock =>
  decodeKeyBlock(header(codes, ...blocks), { part: 'header' });
const codesOf = (block: KeyBlock): string[] =>
  block.findings.map(({ code }) => code).filter((code) => code !== 'optional_blocks_not_block_multiple');
const meanings = ({ fields }: OptionalBlock): [string, string][] =>
  fields.slice(2).map(({ raw, meaning }) => [raw, meaning]);

describe('data of optional blocks', () => {
  const table: [string, string, string, [string, string][]][] = [
    [
      'S0RS',
      'AL',
      '0101',
      [
        ['01', '01'],
        ['01', 'static key'],
      ],
    ],
    [
      'B0TX',
      'BI',
      '0012345ABCDE',
      [
        ['00', 'TDES DUKPT: key set identifier (KSI)'],
        ['12345ABCDE', '12345ABCDE'],
      ],
    ],
    [
      'B0AX',
      'BI',
      '0112345678',
      [
        ['01', 'AES DUKPT: BDK identifier'],
        ['12345678', '12345678'],
      ],
    ],
    ['M7HC', 'HM', '21', [['21', 'SHA-256']]],
    ['M7HC', 'HM', '41', [['41', 'SHAKE256']]],
    [
      'B1AX',
      'IK',
      '1234567890123456',
      [
        ['12345678', '12345678'],
        ['90123456', '90123456'],
      ],
    ],
    [
      'P0TE',
      'KC',
      '00F4B08D',
      [
        ['00', 'legacy: a block of zeros encrypted under the key'],
        ['F4B08D', 'F4B08D'],
      ],
    ],
    [
      'P0AE',
      'KP',
      '012331550BC9',
      [
        ['01', 'CMAC of a block of zeros'],
        ['2331550BC9', '2331550BC9'],
      ],
    ],
    [
      'P0AE',
      'PK',
      '019876543210',
      [
        ['01', 'CMAC of a block of zeros'],
        ['9876543210', '9876543210'],
      ],
    ],
    [
      'B1TX',
      'KS',
      '00604B120F9292800000',
      [
        ['00604B120F', '00604B120F'],
        ['9292800000', 'device 49494, counter 0'],
      ],
    ],
    [
      'B1TX',
      'KS',
      'DE#GBIC#OPT1',
      [
        ['DE#', 'DE: text form of the German banking industry'],
        ['GBIC#', 'GBIC'],
        ['OPT1', 'OPT1'],
      ],
    ],
    ['B1TX', 'KS', 'MMK1', [['MMK1', 'text form of the German banking industry']]],
    ['P0AE', 'LB', 'My Great Key', [['My Great Key', 'My Great Key']]],
    ['P0AE', 'PB', '0000', [['0000', '4 characters of filler, no meaning']]],
    ['P0AE', 'TC', '20190717181929Z', [['20190717181929Z', '2019-07-17 18:19:29 UTC']]],
    ['P0AE', 'TC', '2019071718192921Z', [['2019071718192921Z', '2019-07-17 18:19:29.21 UTC']]],
    ['P0AE', 'TS', '2018-06-18T20:42:39Z', [['2018-06-18T20:42:39Z', '2018-06-18 20:42:39 UTC']]],
    ['P0AE', 'TS', '2018-06-18T20:42:39.22Z', [['2018-06-18T20:42:39.22Z', '2018-06-18 20:42:39.22 UTC']]],
    ['P0AE', 'TS', '2024-02-29T23:59:60Z', [['2024-02-29T23:59:60Z', '2024-02-29 23:59:60 UTC']]],
    [
      'P0AE',
      'WP',
      '000',
      [
        ['00', '00'],
        ['0', 'always wrapped by keys as strong or stronger'],
      ],
    ],
    ['P0AE', 'FL', 'whatever', [['whatever', 'shown as received: its format is not published']]],
    ['P0AE', '99', 'x', [['x', 'shown as received: its maker defines it']]],
    [
      'P0AE',
      '10',
      'IBMC01140123456789ABCDEF',
      [
        ['IBMC', 'IBM CCA'],
        ['01140123456789ABCDEF', '0123456789ABCDEF'],
      ],
    ],
    [
      'P0AE',
      '10',
      'IBMC01020304',
      [
        ['IBMC', 'IBM CCA'],
        ['01020304', 'shown as received'],
      ],
    ],
  ];
  it.each(table)('%s %s %s', (codes, id, data, expected) => {
    const block = decode(codes, [id, data]);
    expect(codesOf(block)).toEqual([]);
    expect(meanings(block.optionalBlocks[0]!)).toEqual(expected);
    expect(block.optionalBlocks[0]!.summary).not.toBe('');
  });

  it('derivations are said as sentences', () => {
    const [block] = decode('B3AX', ['DA', '01D2ABND3AEN']).optionalBlocks;
    expect(block!.summary).toBe('may derive D2, D3');
    expect(block!.fields[3]!.meaning).toBe(
      'may derive a key of usage Data encryption key for a decimalization table; AES; encrypt and decrypt, wrap and unwrap; not exportable; keys derived from it may be',
    );
    expect(block!.fields[3]!.children?.map(({ raw }) => raw)).toEqual(['D2', 'A', 'B', 'N']);
  });

  it('a KSN of 8 bytes passes as the old form', () => {
    const block = decode('B1TX', ['KS', '1234567890E00000']);
    expect(codesOf(block)).toEqual([]);
    expect(block.optionalBlocks[0]!.summary).toContain('legacy form');
  });

  it('a time is given as a moment', () => {
    const [block] = decode('P0AE', ['TS', '2018-06-18T20:42:39.22Z']).optionalBlocks;
    expect(new Date(block!.time!).toISOString()).toBe('2018-06-18T20:42:39.220Z');
  });
});

describe('findings on optional blocks', () => {
  const start = 20;
  /** Codes of header, blocks, expected code, where its span begins and ends. */
  const table: [string, [string, string][], string, number, number][] = [
    ['S0RS', [['AL', '02']], 'al_malformed', start, start + 2],
    ['B0TX', [['BI', '']], 'bi_length_invalid', start, start],
    ['B0TX', [['BI', '00123456']], 'bi_length_invalid', start, start + 8],
    ['B0TX', [['BI', '11123456']], 'bi_type_unknown', start, start + 2],
    ['B0TX', [['BI', '001234X67890']], 'bi_not_hex', start + 6, start + 7],
    ['S0RS', [['CT', '']], 'ct_length_invalid', start, start],
    ['S0RS', [['CT', '00']], 'ct_length_invalid', start, start + 2],
    ['S0RS', [['CT', '02']], 'ct_length_invalid', start, start + 2],
    ['S0RS', [['CT', '0200FFFFAAAA']], 'ct_length_invalid', start + 4, start + 8],
    ['S0RS', [['CT', '020200FFAAAA']], 'ct_format_unknown', start + 2, start + 4],
    ['S0RS', [['CT', '77AAAA']], 'ct_format_unknown', start, start + 2],
    ['S0RS', [['CT', '00AA*A']], 'ct_not_base64', start + 4, start + 5],
    ['S0RS', [['CT', '00AAAAA']], 'ct_base64_damaged', start + 2, start + 7],
    ['S0RS', [['CT', '00AAAA']], 'ct_not_certificate', start + 2, start + 6],
    ['B3AX', [['DA', '02D2ABN']], 'da_version_unknown', start, start + 2],
    ['B3AX', [['DA', 'D2ABN']], 'da_version_missing', start, start + 2],
    ['B3AX', [['DA', '01D2AB']], 'da_length_invalid', start + 2, start + 6],
    ['B3AX', [['DA', '01']], 'da_length_invalid', start + 2, start + 2],
    ['B3AX', [['DA', '01QQABN']], 'da_code_unknown', start + 2, start + 4],
    ['B3AX', [['DA', '01D2AQN']], 'da_code_unknown', start + 5, start + 6],
    ['M7HC', [['HM', '99']], 'hm_unknown', start, start + 2],
    ['P0AE', [['HM', '21']], 'hm_without_hmac_algorithm', 16, 18],
    ['M7HC', [], 'hm_missing', 7, 8],
    ['B1AX', [['IK', '123']], 'ik_malformed', start, start + 3],
    ['B1AX', [['IK', '1234567890ABCDEX']], 'ik_malformed', start, start + 16],
    ['P0AE', [['KC', '021234']], 'check_value_malformed', start, start + 6],
    ['P0AE', [['KP', '0012345678']], 'check_value_malformed', start + 2, start + 10],
    ['P0AE', [['PK', '01123']], 'check_value_malformed', start + 2, start + 5],
    ['P0AE', [['KC', '0112345X']], 'check_value_malformed', start + 2, start + 8],
    ['P0AE', [['KC', '01']], 'check_value_malformed', start + 2, start + 2],
    ['B1TX', [['KS', 'VM9A']], 'ks_not_hex', start, start + 1],
    ['B1TX', [['KS', '123456']], 'ks_length_invalid', start, start + 6],
    ['B1TX', [['KS', 'ffff9876543210e00000']], 'ks_not_uppercase_hex', start, start + 1],
    ['B1TX', [['KS', 'FFFF9876543210E00001']], 'ks_counter_nonzero', start + 14, start + 20],
    ['P0AE', [['KV', '0101']], 'kv_deprecated', start, start + 4],
    ['P0AE', [['KV', '01']], 'kv_malformed', start, start + 2],
    ['P0AE', [['TS', '2018-06-18T20:42:39']], 'ts_format_invalid', start + 19, start + 19],
    ['P0AE', [['TC', '2018-06-18 20:42:39Z']], 'ts_format_invalid', start, start + 20],
    ['P0AE', [['TS', '2026-13-31T23:59:59Z']], 'ts_value_invalid', start, start + 20],
    ['P0AE', [['TS', '20230229000000Z']], 'ts_value_invalid', start, start + 15],
    ['P0AE', [['TS', '20230228000060Z']], 'ts_value_invalid', start, start + 15],
    [
      'P0AE',
      [
        ['TC', '20230228000000Z'],
        ['TS', '20230227000000Z'],
      ],
      'ts_before_tc',
      start + 19,
      start + 34,
    ],
    ['P0AE', [['WP', '004']], 'wp_value_unknown', start, start + 3],
    ['P0AE', [['WP', '0']], 'wp_value_unknown', start, start + 1],
    ['P0AE', [['XY', 'abc']], 'optional_block_unknown', 16, 18],
    ['P0AE', [['PA', 'abc']], 'optional_block_unknown', 16, 18],
    [
      'P0AE',
      [
        ['LB', 'a'],
        ['LB', 'b'],
      ],
      'optional_block_duplicate',
      21,
      23,
    ],
    [
      'P0AE',
      [
        ['PB', ''],
        ['LB', 'b'],
      ],
      'optional_block_pb_not_last',
      16,
      18,
    ],
    ['P0TE', [['KS', '00604B120F9292800000']], 'optional_block_not_for_usage', 16, 18],
    ['B1AX', [['KS', '00604B120F9292800000']], 'optional_block_not_for_algorithm', 16, 18],
    ['P0AE', [['AL', '0101']], 'optional_block_not_for_algorithm', 16, 18],
  ];
  it.each(table)('%s %j: %s', (codes, blocks, code, from, to) => {
    const found = decode(codes, ...blocks).findings.find((finding) => finding.code === code);
    expect(found?.span).toEqual({ start: from, end: to });
    expect(found?.message).not.toMatch(/\{\d\}|undefined|NaN/);
  });

  it('data that is not printable is reported at its character and not guessed at', () => {
    const block = decode('P0AE', ['LB', 'ab\u00e9c']);
    expect(block.findings[0]).toMatchObject({
      code: 'optional_block_data_not_printable',
      span: { start: 22, end: 23 },
    });
    expect(meanings(block.optionalBlocks[0]!)).toEqual([['ab\u00e9c', 'not printable']]);
  });
});

describe('extended lengths', () => {
  const codesOfText = (text: string): string[] =>
    decodeKeyBlock(text, { part: 'header' }).findings.map(({ code }) => code);
  const filler = 'A'.repeat(246);

  it('in characters, as X9.143 has them', () => {
    const [block] = decodeKeyBlock(`D0000P0AE00E0100LB00040100${filler}`, { part: 'header' }).optionalBlocks;
    expect(block).toMatchObject({ dialect: 'characters', length: 256, lengthSpan: { start: 18, end: 26 } });
  });

  it('in bytes, where only that makes sense, and said', () => {
    const text = `D0000P0AE00E0100LB00020100${filler}`;
    const [block] = decodeKeyBlock(text, { part: 'header' }).optionalBlocks;
    expect(block).toMatchObject({ dialect: 'bytes', length: 256, lengthSpan: { start: 18, end: 26 } });
    expect(codesOfText(text)).toContain('optional_block_length_in_bytes');
    expect(block!.fields[1]!.meaning).toContain('in bytes');
  });

  it('both, and said', () => {
    // Two digits: 16 characters, and hex behind them. Four digits: 0x1010 characters, which is all there is.
    const text = `D0000P0AE00E0100LB00021010${'A'.repeat(0x1010 - 10)}`;
    expect(codesOfText(text)).toContain('optional_block_length_ambiguous');
    expect(decodeKeyBlock(text, { part: 'header' }).optionalBlocks[0]!.length).toBe(16);
    expect(codesOfText(text.slice(0, -16))).not.toContain('optional_block_length_ambiguous');
  });

  it.each([
    ['of a length that is not there', 'LB00', 'optional_block_length_of_length_malformed', 20],
    ['of length 0', 'LB0000', 'optional_block_length_of_length_zero', 20],
    ['of more than 8 digits', 'LB0009000000010', 'optional_block_length_malformed', 20],
    ['of FF digits', `LB00FF${'0'.repeat(500)}`, 'optional_block_length_malformed', 20],
    ['of 8 digits that say too much', 'LB0008FFFFFFFF', 'optional_block_data_truncated', 30],
  ])('%s', (_name, optional, code, at) => {
    const found = decodeKeyBlock(`D0000P0AE00E0100${optional}`, { part: 'header' }).findings[0];
    expect([found?.code, found?.span?.start]).toEqual([code, at]);
  });
});

describe('certificates', () => {
  const [ca, leaf, rsa] = [party('TEST CA'), party('TEST leaf, "quoted"', 'p384'), party('TEST RSA', 'rsa')];
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  const ders = [issue(leaf, ca), issue(ca, ca), issue(rsa, ca)];

  it.each(ders.map((der, i) => [i, der] as const))('one, %i, says what the full reader says', (i, der) => {
    const text = base64(der);
    const block = decode(i === 2 ? 'S0RS' : 'S0ES', ['CT', `00${text}`]);
    expect(codesOf(block)).toEqual([]);
    const [optional] = block.optionalBlocks;
    const [carried] = optional!.certificates!;
    const full = readCertificate(der);
    expect(carried).toMatchObject({
      format: 'X.509',
      base64: text,
      summary: {
        subject: full.subject.text,
        issuer: full.issuer.text,
        notBefore: full.notBefore?.date,
        notAfter: full.notAfter?.date,
        publicKey: full.publicKey.name,
      },
    });
    expect(block.text.slice(carried!.span.start, carried!.span.end)).toBe(text);
    const field = optional!.fields.at(-1)!;
    expect(field.children?.map(({ id }) => id)).toEqual([
      'serial',
      'issuer',
      'validity',
      'subject',
      'publicKey',
    ]);
    // The characters of a part hold its bytes.
    const subject = field.children!.find(({ id }) => id === 'subject')!;
    expect(subject.raw).toBe(block.text.slice(subject.span.start, subject.span.end));
    const offset = subject.span.start - carried!.span.start;
    const whole = decodeBase64(text.slice(offset - (offset % 4))).bytes;
    expect(Buffer.from(whole).toString('latin1')).toContain(full.subject.rdns[0]![0]!.value);
  });

  it('a chain, the leaf first', () => {
    const entries = ders.slice(0, 2).map((der) => {
      const text = base64(der);
      return `00${text.length.toString(16).toUpperCase().padStart(4, '0')}${text}`;
    });
    const block = decode('S0ES', ['CT', `02${entries.join('')}`]);
    expect(codesOf(block)).toEqual([]);
    const [optional] = block.optionalBlocks;
    expect(optional!.certificates!.map(({ summary }) => summary?.subject)).toEqual([
      'CN=TEST leaf\\, \\"quoted\\"',
      'CN=TEST CA',
    ]);
    expect(optional!.summary).toBe('CN=TEST leaf\\, \\"quoted\\" ← CN=TEST CA');
    // The second is cut: the first is still read.
    const cut = decode('S0ES', ['CT', `02${entries.join('').slice(0, -8)}`]);
    expect(cut.optionalBlocks[0]!.certificates).toHaveLength(1);
    expect(codesOf(cut)).toEqual(['ct_length_invalid']);
  });

  it('an EMV certificate is carried and not opened', () => {
    const block = decode('S0RS', ['CT', '01AAAAAAAA']);
    expect(codesOf(block)).toEqual([]);
    expect(block.optionalBlocks[0]!.certificates).toEqual([
      { format: 'EMV', span: { start: 22, end: 30 }, base64: 'AAAAAAAA' },
    ]);
  });
});

describe('fields', () => {
  const file = path.resolve(__dirname, '../../../../shared/vectors/keyblocks.json');
  it.skipIf(!existsSync(file))('of every published block tile it, and those inside lie inside', () => {
    const { published, constructed } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'published' | 'constructed',
      { keyblock: string; scope: string }[]
    >;
    for (const { keyblock, scope } of [...published, ...constructed]) {
      const block = decodeKeyBlock(keyblock, { part: scope === 'keyblock' ? 'block' : 'header' });
      tiles(block.fields, 0, keyblock.length, keyblock);
      for (const { fields, span } of block.optionalBlocks) tiles(fields, span.start, span.end, keyblock);
    }
  });

  function tiles(fields: readonly Field[], start: number, end: number, text: string): void {
    let at = start;
    for (const { span, raw, children, id } of fields) {
      expect(span.start).toBe(at);
      if (!id.startsWith('optional-')) expect(raw).toBe(text.slice(span.start, span.end));
      for (const child of children ?? []) {
        expect(child.span.start).toBeGreaterThanOrEqual(span.start);
        expect(child.span.end).toBeLessThanOrEqual(span.end);
        if (child.id !== 'data') expect(child.raw).toBe(text.slice(child.span.start, child.span.end));
      }
      at = span.end;
    }
    expect(at).toBe(end);
  }
});
