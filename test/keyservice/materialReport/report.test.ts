import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TemplateArguments } from '../../../src/core/findings';
import { cbomOf } from '../../../src/keyservice/materialReport/cbom';
import {
  assetsOfAccount,
  assetsOfFile,
  type Asset,
  type ReportedKey,
} from '../../../src/keyservice/materialReport/inventory';
import {
  materialReport,
  materialReportCsv,
  materialReportMarkdown,
} from '../../../src/keyservice/materialReport/report';
import { validateCbom } from './cbomSchema';
import { judge, ruleIds, ruleTable, type RuleId } from '../../../src/keyservice/materialReport/rules';

const root = path.resolve(__dirname, '../../..');
const now = new Date('2026-11-30T12:00:00Z');
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const hitsOf = (content: string): [RuleId, ...TemplateArguments][] =>
  judge(assetsOfFile(text(content), 'f'), now).map(({ rule, args }) => [rule, ...args]);

const zeros = (count: number): string => '0'.repeat(count);
/** Blocks by their headers; what is encrypted is zeros. */
const block = (head: string, length: number, optional = ''): string => {
  const start = head.slice(0, 1) + String(length).padStart(4, '0') + head.slice(5);
  return start + optional + zeros(length - start.length - optional.length);
};

describe('what files hold', () => {
  const samples = path.join(root, 'media/samples');
  const all = readdirSync(samples, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ name }) => assetsOfFile(readFileSync(path.join(samples, name)), name));
  const count = (kind: Asset['kind']): number => all.filter((one) => one.kind === kind).length;

  it('is counted by kind in the samples', () => {
    expect(count('keyBlock')).toBeGreaterThan(20);
    expect(count('certificate')).toBeGreaterThan(5);
    expect(count('tr34')).toBeGreaterThanOrEqual(2);
    expect(count('request')).toBe(1);
    expect(count('crl')).toBeGreaterThanOrEqual(1);
    expect(all.filter(({ place }) => place.startsWith('keys.csv:'))).toHaveLength(5);
  });

  it('never has a payload, a MAC or wrapped bytes in it, in any form', () => {
    const report = materialReport({ name: 'samples', skipped: [] }, all, now);
    const blocks = readFileSync(path.join(samples, 'keys.csv'), 'utf8').match(/[A-D]0\d{3}[A-Z0-9]{60,}/g)!;
    expect(blocks.length).toBeGreaterThan(3);
    const forms = [
      materialReportMarkdown(report),
      materialReportCsv(report),
      cbomOf(report, { kcv: true, random: () => new Uint8Array(16), tool: { name: 'test', version: '1' } }),
    ];
    for (const form of forms)
      for (const one of blocks) {
        expect(form).not.toContain(one.slice(0, 24));
        expect(form).not.toContain(one.slice(-12));
      }
  });

  it('has of a private key its kind only', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n`;
    expect(assetsOfFile(text(pem), 'key.pem')).toEqual([
      {
        kind: 'privateKey',
        id: '',
        place: 'key.pem:1',
        detail: expect.stringMatching(/PrivateKey/) as unknown,
      },
    ]);
  });

  it('never throws', () => {
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(100).fill(0x30),
      text('\u0000D0112'),
      text('\n'.repeat(10)),
    ])
      expect(() => assetsOfFile(bytes, 'x')).not.toThrow();
  });
});

describe('rules', () => {
  it.each<[string, string, [RuleId, ...TemplateArguments][]]>([
    ['version A', block('A0000P0TE00N0000', 80), [['versionA', 'P0', 'T']]],
    ['version C', block('C0000M3TC00N0000', 80), [['versionC', 'M3', 'T']]],
    ['version B', block('B0000P0TE00N0000', 96), []],
    ['AES under TDES', block('B0000D0AE00N0000', 96), [['tdesOverAes', 'B', 'D0']]],
    [
      'exportable',
      `${block('D0000P0AE00E0000', 112)}\n${block('D0000P0AE00S0000', 144)}`,
      [['exportable', 'P0', 2]],
    ],
    ['a cryptogram', `ZPK: U${'0123456789ABCDEF'.repeat(2)}`, [['cryptogram', 'U, 32 digits']]],
    [
      'one KBPK over two usages',
      [
        block('D0000P0TE00N0200', 144, 'KP0C01233155' + 'PB04').replace('PB04', 'PB04'),
        block('D0000K0TB00N0200', 144, 'KP0C01233155' + 'PB04'),
      ].join('\n'),
      [['kekUsages', '233155 (CMAC)', 'K0, P0']],
    ],
    [
      'one value, two blocks',
      [block('B0000P0TE00N0100', 120, 'KC0C0008D7B4'), block('B0000P0TE00N0100', 128, 'KC0C0008D7B4')].join(
        '\n',
      ),
      [['duplicates', '08D7B4', 2]],
    ],
    [
      'one block twice',
      [block('B0000P0TE00N0100', 120, 'KC0C0008D7B4'), block('B0000P0TE00N0100', 120, 'KC0C0008D7B4')].join(
        '\n',
      ),
      [],
    ],
  ])('%s', (_, content, expected) => expect(hitsOf(content)).toEqual(expected));

  it('of certificates go by the day of the report', () => {
    const certificate = (notAfter: string, party = false, more: object = {}): Asset => ({
      kind: 'certificate',
      id: notAfter,
      place: 'c.pem:1',
      subject: 'CN=x',
      issuer: 'CN=x',
      serial: '01',
      publicKey: 'RSA 2048',
      bits: 2048,
      strength: 112,
      hash: 'SHA-256',
      notAfter: new Date(notAfter),
      party,
      ...more,
    });
    const rules = (...assets: Asset[]): RuleId[] => judge(assets, now).map(({ rule }) => rule);
    expect(rules(certificate('2026-11-30T11:59:59Z'))).toEqual(['expired']);
    expect(rules(certificate('2026-11-30T12:00:00Z'))).toEqual(['expiring']);
    expect(rules(certificate('2027-02-28T11:59:59Z'))).toEqual(['expiring']);
    expect(rules(certificate('2027-02-28T12:00:00Z'))).toEqual([]);
    expect(rules(certificate('2020-01-01T00:00:00Z', true))).toEqual(['partyExpired']);
    expect(rules(certificate('2030-01-01T00:00:00Z', false, { strength: 80, hash: 'SHA-1' }))).toEqual([
      'weakKey',
      'weakHash',
    ]);
    expect(rules(certificate('2030-01-01T00:00:00Z', false, { strength: 0 }))).toEqual([]);
  });

  it('of an account name keys without alias, disabled and exportable ones', () => {
    const key = (id: string, more: object = {}, aliases: string[] = ['alias/a']): ReportedKey => ({
      aliases,
      summary: {
        KeyArn: `arn:aws:payment-cryptography:eu-west-1:111122223333:key/${id}`,
        KeyState: 'CREATE_COMPLETE',
        KeyAttributes: {
          KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: 'TDES_2KEY',
        },
        KeyCheckValue: '08D7B4',
        Enabled: true,
        Exportable: false,
        ...more,
      },
    });
    const hits = judge(
      assetsOfAccount(
        [
          key('one'),
          key('two', { Exportable: true, KeyCheckValue: '111111' }, []),
          key('three', { Enabled: false }),
          key('gone', { KeyState: 'DELETE_COMPLETE' }, []),
          key('going', { KeyState: 'DELETE_PENDING', Exportable: true, KeyCheckValue: '222222' }, []),
        ],
        'test',
      ),
      now,
    );
    expect(hits.map(({ rule, args }) => [rule, ...args])).toEqual([
      ['exportable', 'P0', 1],
      ['duplicates', '08D7B4', 2],
      ['noAlias', 'two', 'P0'],
      ['disabled', 'alias/a', 'P0', ''],
    ]);
  });

  it('cite a source and edition, and PCI PIN 18-3 with its dates and no verdict', () => {
    for (const id of ruleIds) {
      expect(ruleTable[id].source, id).not.toBe('');
      expect(ruleTable[id].edition, id).not.toBe('');
      expect(ruleTable[id].reason, id).not.toMatch(/\bviolat|\bnon-?complian|\billegal/i);
    }
    const { source, edition, reason } = ruleTable.cryptogram;
    expect([source, edition]).toEqual(['PCI PIN Security Requirements, requirement 18-3', 'v3.1']);
    for (const date of ['1 June 2019', '1 January 2023', '1 January 2025']) expect(reason).toContain(date);
    expect(reason).toContain('PIN keys only, and a file does not show');
  });
});

describe('the bill of materials', () => {
  const samples = path.join(root, 'media/samples');
  const assets = readdirSync(samples, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ name }) => assetsOfFile(readFileSync(path.join(samples, name)), name));
  const account = assetsOfAccount(
    [
      {
        aliases: ['alias/kek'],
        summary: {
          KeyArn: 'arn:aws:payment-cryptography:eu-west-1:111122223333:key/abc',
          KeyState: 'CREATE_COMPLETE',
          KeyAttributes: {
            KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
            KeyClass: 'SYMMETRIC_KEY',
            KeyAlgorithm: 'AES_256',
          },
          KeyCheckValue: '233155',
          Enabled: false,
        },
      },
    ],
    'test',
  );
  const cryptogram = assetsOfFile(text(`ZPK: U${'0123456789ABCDEF'.repeat(2)}`), 'c.txt');
  const report = materialReport({ name: 'all', skipped: [] }, [...assets, ...account, ...cryptogram], now);
  const made = (kcv: boolean): string =>
    cbomOf(report, {
      kcv,
      random: (bytes) => new Uint8Array(bytes).fill(7),
      tool: { name: 'test', version: '1' },
    });

  it('validates against the schema of CycloneDX 1.6', () => {
    for (const kcv of [true, false]) {
      const valid = validateCbom(JSON.parse(made(kcv)));
      expect(validateCbom.errors).toBeNull();
      expect(valid).toBe(true);
    }
    // The schema does refuse what is wrong.
    const wrong = JSON.parse(made(false)) as { components: { cryptoProperties: Record<string, unknown> }[] };
    wrong.components[0]!.cryptoProperties.assetType = 'key';
    expect(validateCbom(wrong)).toBe(false);
  });

  it('has no value of any key, and a KCV only where it was asked for', () => {
    interface Part {
      'bom-ref': string;
      cryptoProperties: { relatedCryptoMaterialProperties?: Record<string, unknown> };
      properties?: { name: string; value: string }[];
    }
    for (const kcv of [true, false]) {
      const { components } = JSON.parse(made(kcv)) as { components: Part[] };
      for (const { cryptoProperties } of components)
        expect(cryptoProperties.relatedCryptoMaterialProperties ?? {}).not.toHaveProperty('value');
      const values = components.flatMap(({ properties = [] }) =>
        properties.filter(({ name }) => name === 'key-material-inspector:kcv').map(({ value }) => value),
      );
      if (kcv) {
        expect(values).toContain('233155');
        for (const value of values) expect(value).toMatch(/^[0-9A-F]{6}$/);
      } else expect(values).toEqual([]);
      expect(new Set(components.map((one) => one['bom-ref'])).size).toBe(components.length);
    }
  });

  it('gives a key of an account its id, type, size, state and protection', () => {
    const { components } = JSON.parse(made(false)) as {
      components: { name: string; cryptoProperties: unknown }[];
    };
    expect(components.find(({ name }) => name === 'alias/kek')!.cryptoProperties).toEqual({
      assetType: 'related-crypto-material',
      relatedCryptoMaterialProperties: {
        type: 'secret-key',
        id: 'abc',
        state: 'suspended',
        algorithmRef: 'algorithm/AES',
        size: 256,
        securedBy: { mechanism: 'HSM' },
      },
    });
  });
});
