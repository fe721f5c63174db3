import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanKeyBlockText, findKeyBlocks, keyBlockAt } from '../../../src/core/input/find';

const samples = path.resolve(__dirname, '../../../media/samples');
const sample = (name: string): string => readFileSync(path.join(samples, name), 'utf8');
const tdes = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';

describe('findKeyBlocks', () => {
  it.each([
    ['payments.log', ['D0112P0A', 'B0104B0T', 'A0072P0T', 'B0096P0T', 'D0144D0A', 'B0080P0T', 'D0144B1T']],
    ['keys.json', ['D0112P0A', 'D0208B3A', 'B0080P0T']],
    ['keys.yaml', ['D0112C0T', 'D0128M7H', 'D0176D0T', 'B0096B0T']],
    ['keys.csv', ['D0112K1T', 'D0144K0A', 'B0128B1T', 'A0088M3T', 'B0080P0T']],
  ])('finds all of %s', (name, heads) => {
    expect(findKeyBlocks(sample(name)).map((b) => b.text.slice(0, 8))).toEqual(heads);
  });

  it.each([
    ['2026-11-20T08:14:02.117Z 20261120081406'],
    ['9f1c2d3e-58a1-4b0e-9d2b-1f0f4e7a6c55'],
    ['d41d8cd98f00b204e9800998ecf8427e'],
    ['5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8'],
    ['MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuz'],
    ['A1234567890123456789012345678901234567890123456789'],
    ['0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF'],
    ['QjAwODBQMFRFMDBFMDAwMA=='],
  ])('says nothing on %s', (text) => {
    expect(findKeyBlocks(text)).toEqual([]);
  });

  it('takes the scheme tag off and keeps it', () => {
    const [block] = findKeyBlocks(`key=R${tdes} next`);
    expect(block).toMatchObject({ text: tdes, prefix: 'R', span: { start: 5, end: 85 } });
  });

  it('finds the block at an offset, also at its ends', () => {
    const text = `x ${tdes} y`;
    for (const offset of [2, 40, 82]) expect(keyBlockAt(text, offset)?.text).toBe(tdes);
    expect(keyBlockAt(text, 0)).toBeUndefined();
    expect(keyBlockAt(text, 84)).toBeUndefined();
  });

  it('takes white space and a scheme tag out of a selection', () => {
    expect(cleanKeyBlockText(` R${tdes.slice(0, 20)} \r\n ${tdes.slice(20)}\n`)).toBe(tdes);
  });
});
