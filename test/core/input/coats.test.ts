/** Coats × materials: each cell is a test. What is found has the right bytes, and its places hold it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKeyMaterial, type DerMaterial } from '../../../src/core/input/material';
import { inputSpans, type KeyMaterial } from '../../../src/core/input/keyMaterial';
import { toPem } from '../../../src/core/input/pem';
import { coats, decorations, dumps, toEbcdic, type Wrapping } from './coatSamples';
import { issue, party } from '../x509/issue';

const root = party('Coats Root');
const certificate = issue(root, root, { ca: true });
const publicKey = Uint8Array.from(Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex'));
const token = new Uint8Array(
  readFileSync(path.join(import.meta.dirname, '../../../media/samples/tr34-random.der')),
);
const cms = Uint8Array.from(Buffer.from(`303806092a864886f70d010701a02b0429${'41'.repeat(41)}`, 'hex'));
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const tdes = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const aes =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const withKs =
  'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627';

const structures = { certificate, publicKey, cms } as const;
const blocks = { tdes, aes, withKs } as const;

const only = <T>(found: readonly T[]): T => {
  expect(found).toHaveLength(1);
  return found[0]!;
};

function expectStructure(text: string, bytes: Uint8Array): DerMaterial {
  const found = only(findKeyMaterial(text));
  if (found.kind !== 'der') throw new Error('a key block');
  expect(Buffer.from(found.bytes).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
  expect(found.problem).toBeUndefined();
  expect(found.span.start).toBeGreaterThanOrEqual(0);
  expect(found.span.end).toBeLessThanOrEqual(text.length);
  return found;
}

function expectBlock(text: string, block: string): KeyMaterial {
  const found = only(findKeyMaterial(text));
  if (found.kind !== 'keyBlock') throw new Error('a structure');
  expect(found.text).toBe(block);
  const [first, last] = [
    inputSpans(found, { start: 0, end: 1 })[0]!,
    inputSpans(found, { start: block.length - 1, end: block.length })[0]!,
  ];
  expect(first.start).toBe(found.span.start);
  expect(last.end).toBe(found.span.end);
  return found;
}

/** Where it stands in texts: by itself, named, in a log, between words. */
const around = (text: string): string[] => [
  text,
  `value = ${text}`,
  `some words before it\n\n${text}\n\nand some behind it\n`,
  `"${text}",`,
];

describe.each(coats)('$name', ({ name, wrap }: Wrapping) => {
  it.each(Object.entries(structures))('of a structure: %s', (_, bytes) => {
    const text = wrap(bytes);
    for (const whole of around(text)) {
      if (whole.startsWith('value') && /^ |^0000/.test(text)) continue;
      const found = expectStructure(whole, bytes);
      // The first byte is where its digits are.
      expect(whole.slice(found.charOf!(0), found.charOf!(0) + 2)).toMatch(/^(30|M)/);
    }
  });

  it.each(Object.entries(blocks))('of a key block: %s', (_, block) => {
    expectBlock(wrap(ascii(block)), block);
    const found = expectBlock(`received:\n${wrap(ascii(`HDR1A900R${block}A1B2C3`))}\n`, block);
    expect(found.prefix).toBe('R');
    expect(found.after?.text).toBe('A1B2C3');
  });

  it('of PEM', () => {
    const found = expectStructure(wrap(ascii(toPem('CERTIFICATE', certificate))), certificate);
    expect(found.label).toBe('CERTIFICATE');
  });

  it.skipIf(name.startsWith('base64'))('of EBCDIC', () => {
    const text = wrap(toEbcdic(ascii(`  ${tdes}  `)));
    expect(expectBlock(text, tdes).coats).toContain('EBCDIC');
  });

  it.each(coats)('in $name', (outer: Wrapping) => {
    expectStructure(outer.wrap(ascii(wrap(certificate))), certificate);
    expectBlock(outer.wrap(ascii(wrap(ascii(aes)))), aes);
  });
});

it('a random number token in hexadecimal', () => {
  for (const { name, wrap } of coats.filter(({ name }) => /^hex\b/.test(name) && !name.startsWith('hexdump')))
    expect([name, findKeyMaterial(`x = ${wrap(token)}\n`).length]).toEqual([name, 1]);
});

it('coats are named, the outermost first', () => {
  const inner = Buffer.from(toPem('CERTIFICATE', certificate)).toString('base64');
  const found = expectStructure(Buffer.from(inner).toString('hex'), certificate);
  expect(found.coats).toEqual(['hexadecimal', 'base64', 'PEM']);
  expect(expectBlock(Buffer.from(tdes).toString('hex'), tdes).coats).toEqual(['hexadecimal']);
  expect(expectBlock(dumps[0]!.wrap(ascii(tdes)), tdes).coats).toEqual(['dump']);
  expect(expectBlock(Buffer.from(toEbcdic(ascii(tdes))).toString('hex'), tdes).coats).toEqual([
    'hexadecimal',
    'EBCDIC',
  ]);
});

it('no more than three coats of text are taken off', () => {
  let text = tdes;
  const found: number[] = [];
  for (let deep = 0; deep < 6; deep++) {
    found.push(findKeyMaterial(text).length);
    text = Buffer.from(text).toString('base64');
  }
  expect(found).toEqual([1, 1, 1, 1, 0, 0]);
});

describe.each(dumps)('$name between other lines', ({ wrap }: Wrapping) => {
  it.each(Object.entries(structures))('%s', (_, bytes) => {
    expectStructure(`Frame 1: 211 bytes\n\n${wrap(bytes)}\n\nend of frame\n`, bytes);
  });
  it('behind what a log puts before each line', () => {
    const logged = wrap(certificate)
      .split(/\r?\n/)
      .map((line, i) => `2026-11-25T01:07:${String(10 + (i % 50))}.123Z DEBUG [worker-3] ${line}`)
      .join('\n');
    expectStructure(logged, certificate);
  });
});

describe.each(decorations)('lines with $name', ({ decorate }) => {
  const pem = toPem('CERTIFICATE', certificate).trimEnd().split('\n');
  it('of PEM', () => {
    const found = expectStructure(pem.map(decorate).join('\n'), certificate);
    expect(found.label).toBe('CERTIFICATE');
    expect(found.coats).toContain('PEM');
  });
  it('of PEM with CRLF', () => {
    expectStructure(pem.map(decorate).join('\r\n'), certificate);
  });
  it('of base64', () => {
    expectStructure(pem.slice(1, -1).map(decorate).join('\n'), certificate);
  });
});

describe('neighbours', () => {
  it.each([
    ['hexadecimal', (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')],
    ['base64', (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')],
    ['pairs', (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').match(/../g)!.join(' ')],
  ])('%s: bytes behind, two in a row, cut off', (_, encode) => {
    const behind = only(findKeyMaterial(encode(Buffer.concat([certificate, Buffer.from('A1B2C3', 'hex')]))));
    if (behind.kind !== 'der') throw new Error('no structure');
    expect(Buffer.from(behind.bytes).equals(certificate)).toBe(true);
    expect(behind.after).toBe(3);
    const two = findKeyMaterial(encode(Buffer.concat([certificate, publicKey])));
    expect(two.map((one) => one.kind === 'der' && Buffer.from(one.bytes).toString('hex'))).toEqual(
      [certificate, publicKey].map((one) => Buffer.from(one).toString('hex')),
    );
    const cut = only(findKeyMaterial(encode(certificate.subarray(0, 300))));
    if (cut.kind !== 'der') throw new Error('no structure');
    expect(cut.declared).toBe(certificate.length);
    expect(cut.bytes.length).toBe(300);
    expect(String(cut.problem)).toContain(
      `begins like a Certificate of ${certificate.length} bytes, 300 are here`,
    );
  });
});

it('padding of another number than the digits need is said, with both numbers', () => {
  const problems = [43, 44, 45].flatMap((size) => {
    const der = Buffer.from([0x30, size - 2, 0x04, size - 4, ...Array<number>(size - 4).fill(0x5a)]);
    const digits = der.toString('base64').replaceAll('=', '');
    return ['', '=', '=='].map((padding) => {
      const [found] = findKeyMaterial(`k: ${digits}${padding} `);
      return `${digits.length % 4} digits, ${padding.length}: ${found?.kind === 'der' ? String(found.problem ?? 'right') : 'none'}`;
    });
  });
  expect(problems).toEqual([
    '2 digits, 0: right',
    '2 digits, 1: there is 1 padding character instead of 2',
    '2 digits, 2: right',
    '3 digits, 0: right',
    '3 digits, 1: right',
    '3 digits, 2: there are 2 padding characters instead of 1',
    '0 digits, 0: right',
    '0 digits, 1: there is 1 padding character instead of 0',
    '0 digits, 2: there are 2 padding characters instead of 0',
  ]);
});

it('what stands directly behind a frame of PEM is found, from there on', () => {
  const der = Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex');
  const base64 = der.toString('base64');
  const frame = `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----`;
  const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
  const from = frame.length;
  for (const [behind, kind] of [
    [base64, 'der'],
    [der.toString('hex'), 'der'],
    [block, 'keyBlock'],
  ] as const)
    expect(findKeyMaterial(`${frame}${behind} `).map((one) => [one.kind, one.span])).toEqual([
      ['der', { start: 0, end: from }],
      [kind, { start: from, end: from + behind.length }],
    ]);
});

it('structures of every length are found in base64 and hexadecimal', () => {
  for (let size = 40; size < 140; size++) {
    const length = size < 130 ? [size - 2] : [0x81, size - 3];
    const content = size - 1 - length.length;
    const inner = content < 130 ? [4, content - 2] : [4, 0x81, content - 3];
    const der = Buffer.from([0x30, ...length, ...inner, ...Array<number>(content - inner.length).fill(0x5a)]);
    for (const text of [der.toString('base64'), der.toString('hex'), der.toString('hex').toUpperCase()])
      expect([size, findKeyMaterial(` ${text} `).map((one) => [one.kind, one.span])]).toEqual([
        size,
        [['der', { start: 1, end: 1 + text.length }]],
      ]);
  }
});
