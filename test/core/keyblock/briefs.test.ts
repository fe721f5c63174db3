import { describe, expect, it } from 'vitest';
import { briefMeaning } from '../../../src/core/keyblock/briefs';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import {
  algorithms,
  exportabilities,
  keyContexts,
  modes,
  usages,
  versions,
} from '../../../src/core/keyblock/tables';

const briefs = (text: string): Record<string, string> =>
  Object.fromEntries(decodeKeyBlock(text).fields.map((field) => [field.id, briefMeaning(field)]));

describe('briefMeaning', () => {
  it('has a few words for every code of the tables', () => {
    const tables = {
      version: versions,
      usage: usages,
      algorithm: algorithms,
      mode: modes,
      exportability: exportabilities,
      keyContext: keyContexts,
    };
    for (const [id, rows] of Object.entries(tables))
      for (const { code } of rows) {
        const brief = briefMeaning({ id, name: '', raw: code, meaning: '-', span: { start: 0, end: 1 } });
        expect(brief, `${id} ${code}`).toMatch(/^[\w .,:-]{3,16}$/);
      }
  });

  it.each([
    ['payload', 96, 'key, 48 bytes'],
    ['mac', 32, 'MAC, 16 bytes'],
    ['lmkId', 2, 'LMK identifier'],
    ['rest', 7, 'not read'],
  ])('has words for %s', (id, size, words) => {
    expect(briefMeaning({ id, name: '', raw: 'A', meaning: '-', span: { start: 16, end: 16 + size } })).toBe(
      words,
    );
  });

  it('has words for every optional block of the tables', () => {
    const brief = (code: string): string =>
      briefMeaning({
        id: `optional-${code}-0`,
        name: '',
        raw: code,
        meaning: '-',
        span: { start: 16, end: 24 },
      });
    const codes = 'AL BI CT DA FL HM IK KC KP KS KV LB PB PK TC TS WP'.split(' ');
    expect(codes.map((code) => `${code} ${brief(code)}`)).toEqual([
      'AL key life',
      'BI BDK identifier',
      'CT certificate',
      'DA derivations',
      'FL flags',
      'HM HMAC hash',
      'IK initial key ID',
      'KC KCV of the key',
      'KP KCV of the KBPK',
      'KS initial KSN',
      'KV old values',
      'LB label',
      'PB padding',
      'PK KCV, export KBPK',
      'TC time created',
      'TS time wrapped',
      'WP pedigree',
    ]);
    expect(['10', 'ZZ'].map(brief)).toEqual(['proprietary', 'unknown']);
  });

  it('tells every field of a block with optional blocks', () => {
    expect(
      briefs(
        'D0144B1TX00S0200KS181ED9D500000001200000PB08nD8U3CAC6F42EF3E1711310E8BC2738E30211D3A1AB6EA61254CE37B5C162C743D1DAB6C866E69354E0276D7E744AAFB3425',
      ),
    ).toEqual({
      version: 'AES derived',
      length: '144 characters',
      usage: 'IPEK',
      algorithm: 'TDES',
      mode: 'derive keys',
      keyVersion: 'no version',
      exportability: 'sensitive',
      optionalBlockCount: '2 opt. blocks',
      keyContext: 'any context',
      reserved: 'reserved',
      'optional-KS': 'initial KSN',
      'optional-PB': 'padding',
      payload: 'key, 32 bytes',
      mac: 'MAC, 16 bytes',
    });
  });

  it.each([
    ['a component', 'B0080P0TEc2E0000', 'keyVersion', 'component 2'],
    ['a version', 'B0080P0TE17E0000', 'keyVersion', 'version 17'],
    ['a code in no table', 'B0080Q7TE00E0000', 'usage', 'unknown'],
    ["a maker's code", 'B008010TE00E0000', 'usage', 'proprietary'],
    ['a length of letters', 'B0x80P0TE00E0000', 'length', 'not a number'],
    ['an LMK', '10112P0AE00E0001', 'lmkId', 'LMK identifier'],
    ['a beginning', 'B0080P0', 'algorithm', ''],
  ])('says what is not in a table: %s', (_, text, id, brief) => {
    expect(briefs(text)[id] ?? '').toBe(brief);
  });
});
