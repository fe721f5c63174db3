// What HSMs put out that is no TR-31 key block: Atalla key blocks, cryptograms and key serial numbers, whole.
import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { readAtallaKeyBlock } from '../../../src/core/hsm/atalla';
import { openAtallaKeyBlock } from '../../../src/core/hsm/openAtalla';
import { cryptogramDigits, readKeyCryptogram } from '../../../src/core/hsm/cryptogram';
import { countersAbove, readKeySerialNumber } from '../../../src/core/hsm/ksn';
import { findHsmMaterial } from '../../../src/core/input/finder';
import { hsmMaterialInSelection } from '../../../src/core/input/hsmMaterial';
import { wholeText } from '../../whole';
import { bytes } from '../crypto/hex';

const published = '1kDNE000,C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121,A6F16E2D41A449B3';
const key48 = 'C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121';
const without = ['template', 'args'];

it('Atalla key blocks', async () => {
  const letters = Array.from('0123456789ABCDEFGIJKMNPRSUVXacdeikmnpsx');
  const headers = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((at) =>
    letters.map((letter) => `1KDNE000`.slice(0, at) + letter + `1KDNE000`.slice(at + 1)),
  );
  const meanings = headers.map((header) => {
    const block = readAtallaKeyBlock(`${header},${key48},A6F16E2D41A449B3`);
    const said = block?.findings.map(({ code, span }) => `${code} ${span?.start}-${span?.end}`).join(' ');
    return `${header}: ${
      block
        ? block.fields
            .slice(0, 8)
            .map(({ meaning }) => meaning)
            .join(' | ')
        : 'none'
    } | ${said}`;
  });
  const cases = [published, `3${published.slice(1)}`, published.replace('000,', '0k0,')].map(
    (text) => [text, readAtallaKeyBlock(text)] as const,
  );
  await expect(`${wholeText(cases, without)}\n${meanings.join('\n')}`).toMatchFileSnapshot(
    'whole/atalla.txt',
  );
  for (const text of [
    published.slice(1),
    `${published}0`,
    published.slice(0, -1),
    published.replace(',', ';'),
    published.replace('C02C', 'C02G'),
    ` ${published}`,
    published.replace('1kDNE000', 'AkDNE000'),
    published.replace('1kDNE000', '1kDNE00-'),
    '',
  ])
    expect(readAtallaKeyBlock(text)).toBeUndefined();
});

describe('an Atalla key block and its master file key', () => {
  const mfk = bytes('2ABC3DEF4567018998107645FED3CBA20123456789ABCDEF');
  const cbc = (key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer => {
    const cipher = createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  };
  /** Made by OpenSSL, not by our own code. */
  const made = (text: string, content: Uint8Array): string => {
    const header = Buffer.from(text);
    const encrypted = cbc(
      mfk.map((octet) => octet ^ 0x45),
      header,
      content,
    );
    const macKey = mfk.map((octet) => octet ^ 0x4d);
    const mac = cbc(macKey, new Uint8Array(8), Buffer.concat([header, encrypted])).subarray(-8);
    return [text, encrypted.toString('hex').toUpperCase(), mac.toString('hex').toUpperCase()].join(',');
  };
  const single = bytes('0123456789ABCDEF');
  const double = bytes('0123456789ABCDEFFEDCBA9876543210');
  const filled = (key: Uint8Array, filler: number): Uint8Array => {
    const content = new Uint8Array(24).fill(filler);
    content.set(key);
    return content;
  };
  const opened = (header: string, content: Uint8Array, key = mfk) =>
    openAtallaKeyBlock(readAtallaKeyBlock(made(header, content))!, key);

  it('opens, with the length that its filler shows', () => {
    const kcv = (key: Uint8Array): string => keyCheckValue('ANSI_X9_24', key, { algorithm: 'TDES' });
    expect(opened('1KDNE000', filled(double, 0x44))).toEqual({
      content: filled(double, 0x44),
      keyBytes: 16,
      kcv: kcv(double),
    });
    expect(kcv(double)).toBe('08D7B4');
    expect(opened('1PUNN0I0', filled(single, 0x53))).toEqual({
      content: filled(single, 0x53),
      keyBytes: 8,
      kcv: kcv(new Uint8Array([...single, ...single])),
    });
    for (const content of [filled(double, 0x53), filled(double, 0), filled(single, 0x54)]) {
      const found = opened('1KDNE000', content);
      expect([found?.keyBytes, found?.kcv, found?.content]).toEqual([undefined, undefined, content]);
    }
  });

  it('knows a length only where every octet behind the key is its filler', () => {
    const length = (content: Uint8Array): unknown => opened('1KDNE000', content)?.keyBytes;
    const changed = (content: Uint8Array, at: number): Uint8Array =>
      content.map((octet, i) => (i === at ? octet ^ 0x80 : octet));
    for (const [key, filler] of [
      [single, 0x53],
      [double, 0x44],
    ] as const) {
      const content = filled(key, filler);
      const found = Array.from({ length: 24 }, (_, at) => length(changed(content, at)));
      expect(found).toEqual(
        Array.from({ length: 24 }, (_, at) => (at < key.length ? key.length : undefined)),
      );
    }
    // A key of double length that ends as filler does, and one of nothing but filler.
    expect([length(filled(single, 0x44)), length(new Uint8Array(24).fill(0x53))]).toEqual([16, 8]);
  });

  it('does not open under another key, with another octet, or where its version is not that of TDES', () => {
    const text = made('1KDNE000', filled(double, 0x44));
    const open = (changed: string, key = mfk): unknown =>
      openAtallaKeyBlock(readAtallaKeyBlock(changed)!, key);
    expect(open(text)).toBeDefined();
    expect(
      open(
        text,
        mfk.map((octet, i) => (i === 0 ? octet ^ 0x80 : octet)),
      ),
    ).toBeUndefined();
    for (const at of [1, 7, 9, 56, 58, 73])
      expect(
        open(text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1)),
        `${at}`,
      ).toBeUndefined();
    expect(opened('3KDNE000', filled(double, 0x44))).toBeUndefined();
    for (const size of [0, 16, 23, 25])
      expect(() => open(text, new Uint8Array(size))).toThrow(
        new RangeError('an Atalla master file key has 24 bytes'),
      );
    // The key that was given stays as it was.
    expect(mfk).toEqual(bytes('2ABC3DEF4567018998107645FED3CBA20123456789ABCDEF'));
  });
});

it('cryptograms', async () => {
  const digits = '0123456789abcdefABCDEF0123456789'.repeat(2);
  expect(Array.from('UTXYuZ0S').map(cryptogramDigits)).toEqual([
    32,
    48,
    32,
    48,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(cryptogramDigits('')).toBeUndefined();
  const cases = Array.from('UTXY').map(
    (letter) => [letter, readKeyCryptogram(letter + digits.slice(0, cryptogramDigits(letter)))] as const,
  );
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/cryptograms.txt');
  for (const text of [
    '',
    'U',
    `U${digits.slice(0, 31)}`,
    `U${digits.slice(0, 33)}`,
    `T${digits.slice(0, 32)}`,
  ])
    expect(readKeyCryptogram(text)).toBeUndefined();
  for (const at of [1, 15, 32])
    expect(readKeyCryptogram(`U${digits.slice(0, at - 1)}g${digits.slice(at, 32)}`)).toBeUndefined();
  expect(readKeyCryptogram(`V${digits.slice(0, 32)}`)).toBeUndefined();
});

it('key serial numbers', async () => {
  const texts = [
    'FFFF9876543210E00000',
    'FFFF9876543210E00001',
    'ffff9876543210efffff',
    'FFFF9876543210FFFFFF',
    '9876543210E00001',
    'FFFF9876543210FFC001',
    'FFFF9876543210E003FF',
    'FFFF9876543210E007FF',
    '123456789012345600000000',
    '123456789012345600000001',
    '12345678901234560000FFFF',
    '12345678901234560001FFFF',
    '1234567890123456FFFF0000',
    '1234567890123456FFFFFFFF',
  ];
  const cases = texts.map((text) => [text, readKeySerialNumber(text)] as const);
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/serialNumbers.txt');
  for (const text of [
    '',
    '0'.repeat(15),
    '0'.repeat(17),
    '0'.repeat(18),
    '0'.repeat(21),
    '0'.repeat(25),
    'G'.repeat(20),
  ])
    expect(readKeySerialNumber(text)).toBeUndefined();
});

it('transactions that are left, counted one by one', () => {
  const ones = (value: number): number => value.toString(2).replaceAll('0', '').length;
  for (const [bits, most] of [
    [6, 3],
    [8, 8],
    [9, 2],
    [5, 0],
  ] as const)
    for (let value = 0; value < 2 ** bits; value++) {
      if (ones(value) > most) continue;
      let left = 0;
      for (let above = value + 1; above < 2 ** bits; above++) if (ones(above) <= most) left++;
      expect(countersAbove(value, bits, most), `${value} of ${bits} bits`).toBe(left);
    }
  // "About one million" of X9.24-1, and 2,448,023,842 of X9.24-3, without the counter 0.
  expect(countersAbove(0, 21, 10)).toBe(1_048_575);
  expect(countersAbove(0, 32, 16)).toBe(2_448_023_842);
});

it('found in texts, where something shows what they are', async () => {
  const u = 'U0123456789ABCDEF0123456789ABCDEF';
  const t = `T${'0123456789ABCDEF'.repeat(3)}`;
  const ksn = 'FFFF9876543210E00001';
  const texts = [
    published,
    `a ${published}.`,
    `x${published}`,
    `${published}F`,
    `key ${published}, ${published}`,
    published.replace('1kDNE000', ' kDNE000'),
    published.slice(2),
    `ZMK: ${u}`,
    `zmk=${u}`,
    `"zmk": "${u}"`,
    `(ZMK) ${u}`,
    `ZMK       ${u}`,
    `ZMK      ${u}`,
    `ZMK\n${u}`,
    `XZMK ${u}`,
    `host ZMK ${u}`,
    `host-zmk ${u}`,
    `averylongnames_zmk ${u}`,
    `ABCDEFGHIJKLM ZMK ${u}`,
    `cryptogram ${t}`,
    `key ${u.replace('U', 'X')} and key ${t.replace('T', 'Y')}`,
    `ZMK: ${u}A`,
    `ZMK: ${u.slice(0, -1)}`,
    `ZMK: ${u.replace('U', 'V')}`,
    `ZMK: ${' '.repeat(40)}${u}`,
    u,
    `A100${u}`,
    `0000A100${u}08D7B4`,
    `000000000000A100${u}`,
    `0000000000000A100${u}`,
    `A101${u}`,
    `a100${u}`,
    `1100${u}`,
    `KSN: ${ksn}`,
    `key serial number = ${ksn}`,
    `Key Serial ${ksn}`,
    `SMID ${ksn.slice(4)}`,
    `KSN 123456789012345600000001`,
    `ksn=${ksn}0`,
    `ksn=${ksn}G`,
    `xksn=${ksn}`,
    ksn,
    `KSN: ${ksn}, ZMK: ${u}\n${published}`,
  ];
  const lines = texts.map((text) => {
    const found = findHsmMaterial(text).map(
      ({ kind, span, label, text: value }) =>
        `${kind} ${span.start}-${span.end} ${label ?? ''} ${value === text.slice(span.start, span.end)}`,
    );
    const selected = hsmMaterialInSelection(` '${text}';`);
    return `${JSON.stringify(text)}: ${found.join(', ') || 'none'} | selected ${selected ? `${selected.kind} ${selected.span.start}-${selected.span.end}` : 'none'}`;
  });
  const bounds = [
    ['400 characters', hsmMaterialInSelection(u.padEnd(400))],
    ['401 characters', hsmMaterialInSelection(u.padEnd(401))],
    ['blanks', hsmMaterialInSelection('  ')],
    ['nothing', hsmMaterialInSelection('')],
  ] as const;
  await expect(`${lines.join('\n')}\n${wholeText(bounds)}`).toMatchFileSnapshot('whole/found.txt');
});
