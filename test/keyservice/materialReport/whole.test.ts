// The report on key material, whole: each kind of item and each rule, as Markdown, CSV, JSON and a bill of materials.
import { describe, expect, it } from 'vitest';
import { assetsOfAccount } from '../../../src/keyservice/materialReport/inventory';
import { cbomOf } from '../../../src/keyservice/materialReport/cbom';
import { assetsOfFile, type Asset } from '../../../src/keyservice/materialReport/inventory';
import {
  assetKindTexts,
  materialReport,
  materialReportCsv,
  materialReportJson,
  materialReportMarkdown,
  materialReportTexts,
  type MaterialReport,
} from '../../../src/keyservice/materialReport/report';
import { ruleIds, ruleTable } from '../../../src/keyservice/materialReport/rules';
import { block } from '../reconcile/blocks';

import { now, bytes, certificate, all, key } from './materials';

const skipped = [{ path: 'big|file.bin', reason: 'larger than 8 MB' }];
const report = materialReport({ name: 'the *workspace*', files: 7, skipped }, all, now);
const random = (count: number): Uint8Array => new Uint8Array(count).map((_, i) => 0xf0 + i);
const tool = { name: 'test', version: '1' };

describe('a report', () => {
  it('has each kind and each rule, and is the same as before', async () => {
    expect([...new Set(report.hits.map(({ rule }) => rule))].sort()).toEqual([...ruleIds].sort());
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(Object.keys(assetKindTexts)));
    const forms: Readonly<Record<string, string>> = {
      markdown: materialReportMarkdown(report),
      csv: materialReportCsv(report),
      json: materialReportJson(report),
      cbom: cbomOf(report, { kcv: true, random, tool }),
    };
    for (const [form, made] of Object.entries(forms))
      await expect(made).toMatchFileSnapshot(`whole/report.${form}.txt`);
  });

  it('has no KCV in a bill of materials that is not to have any, and the same otherwise', () => {
    const without = (json: string): string[] => json.split('\n').map((line) => line.replace(/,$/, ''));
    const plain = new Set(without(cbomOf(report, { kcv: false, random, tool })));
    const more = without(cbomOf(report, { kcv: true, random, tool })).filter((line) => !plain.has(line));
    expect([...new Set(more)].map((line) => line.trim())).toMatchInlineSnapshot(`
      [
        ""name": "key-material-inspector:kcv"",
        ""value": "08D7B4"",
        ""name": "key-material-inspector:kcvMethod"",
        ""value": "ANSI_X9_24"",
        ""value": "111111"",
        ""value": "233155"",
        ""value": "CMAC"",
        ""value": "222222"",
        ""value": "333333"",
        ""value": "444444"",
        ""value": "555555"",
      ]
    `);
  });

  it('gives each algorithm of the service its size', () => {
    const keys = ['TDES_2KEY', 'TDES_3KEY', 'AES_128', 'AES_192', 'AES_256', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'HMAC_SHA256']; // prettier-ignore
    const made = assetsOfAccount(
      keys.map((name) => key(name, {}, { KeyAlgorithm: name })),
      'x',
    );
    const { components } = JSON.parse(
      cbomOf(materialReport({ name: 'x', skipped: [] }, made, now), { kcv: false, random, tool }),
    ) as {
      components: {
        name: string;
        cryptoProperties: { relatedCryptoMaterialProperties?: { size?: number } };
      }[];
    };
    const sizes = components.flatMap(({ name, cryptoProperties: { relatedCryptoMaterialProperties: of } }) => (of ? [`${name} ${of.size ?? '-'}`] : [])); // prettier-ignore
    expect(sizes.map((one) => one.replace('alias/', '')).join(', ')).toBe(
      'TDES_2KEY 128, TDES_3KEY 192, AES_128 128, AES_192 192, AES_256 256, RSA_2048 2048, RSA_3072 3072, RSA_4096 4096, ECC_NIST_P256 256, ECC_NIST_P384 384, ECC_NIST_P521 521, HMAC_SHA256 -',
    );
  });

  it('of little is the same as before', async () => {
    const of = (assets: readonly Asset[], scope: Partial<MaterialReport['scope']> = {}): string =>
      materialReportMarkdown(materialReport({ name: 'x', skipped: [], ...scope }, assets, now));
    const one = certificate('sound', 1000);
    const json = materialReportJson(materialReport({ name: 'x', skipped: [] }, [one], now));
    const parts = {
      nothing: of([]),
      'nothing in no file': of([], { files: 0, skipped }),
      'no reasons': of([one]),
      json,
    };
    await expect(
      Object.entries(parts)
        .map(([name, made]) => `===== ${name}\n\n${made}`)
        .join('\n'),
    ).toMatchFileSnapshot('whole/little.txt');
  });

  it('is told in another language by the texts of the tables', () => {
    const texts = new Set([
      ...Object.values(assetKindTexts),
      ...Object.values(materialReportTexts),
      ...ruleIds.flatMap((rule) => [ruleTable[rule].title, ruleTable[rule].reason, ruleTable[rule].detail]),
    ]);
    const said = new Set<string>();
    const say = ({ template }: { template: string }): string => (said.add(template), template);
    materialReportMarkdown(report, say);
    materialReportCsv(report, say);
    expect([...said].filter((one) => !texts.has(one))).toEqual([]);
    const { nothing, noReasons, more } = materialReportTexts;
    expect([...texts].filter((one) => !said.has(one)).sort()).toEqual([nothing, noReasons, more].sort());
  });

  it.each([99, 100, 101])('shows 100 of a rule and of files that were not searched: %d', (count) => {
    const many = Array.from({ length: count }, (_, i) => certificate(`c${i}`, -1));
    const reasons = many.map(({ id }) => ({ path: `${id}.bin`, reason: 'large' }));
    const made = materialReport({ name: 'x', skipped: reasons }, many, now);
    const page = materialReportMarkdown(made);
    const most = Math.min(count, 100);
    expect([page.match(/^\| CN=c/gm)?.length, page.match(/^\| c\d+\.bin/gm)?.length]).toEqual([most, most]);
    expect(/^.* in the CSV\.$/m.exec(page)?.[0]).toBe(
      count > 100 ? '100 are shown here; 101 are in the CSV.' : undefined,
    );
    expect(materialReportCsv(made).trim().split('\n')).toHaveLength(count + 1);
  });

  it('names five places of one item, and how many more there are', () => {
    const places = (count: number): string | undefined => {
      const content = `${'\n'.repeat(2)}${`${block('B0000P0TE00N0100', 120, 'KC0C0008D7B4')}\n`.repeat(count)}`;
      const twin = assetsOfFile(bytes(block('B0000P0TE00N0100', 128, 'KC0C0008D7B4')), 'twin');
      const page = materialReportMarkdown(
        materialReport({ name: 'x', skipped: [] }, [...assetsOfFile(bytes(content), 'f'), ...twin], now),
      );
      return /^\| KCV 08D7B4: 2 \| (.*) \|$/m.exec(page)?.[1];
    };
    expect([1, 4, 5, 6].map(places)).toMatchInlineSnapshot(`
      [
        "f:3, twin:1",
        "f:3, f:4, f:5, f:6, twin:1",
        "f:3, f:4, f:5, f:6, f:7, +1",
        "f:3, f:4, f:5, f:6, f:7, +2",
      ]
    `);
  });
});
