import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from '../../properties';
import { quick, runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import {
  cleanKeyBlockText,
  findKeyBlocks,
  inputOffset,
  inputSpans,
  keyBlockAt,
  keyBlockInSelection,
} from '../../../src/core/input/find';

const samples = path.resolve(__dirname, '../../../media/samples');
const sample = (name: string): string => readFileSync(path.join(samples, name), 'utf8');
const tdes = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';

describe('digits behind a block', () => {
  it.each([
    ['A1B2', 80, 'A1B2'],
    ['A1B2C3', 80, 'A1B2C3'],
    // The end of a line in hexadecimal is no check value: it belongs to what is wrong with the block.
    ['0D0A', 84, undefined],
    ['0d0a', 84, undefined],
    ['A1B2C', 85, undefined],
  ])('%s', (digits, length, after) => {
    const [block] = findKeyBlocks(`${tdes}${digits}`);
    expect([block?.text.length, block?.after?.text]).toEqual([length, after]);
  });
});

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

const aes =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const labelled =
  'D0208B3AX00E0500DA1001D2ABND3AENLB10My Great KeyPK10019876543210WP07003PB09ABCDE' + 'A0'.repeat(64);
const withKs =
  'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627';

/** The characters of the input that a block says it is made of. */
const ofInput = (text: string, block: ReturnType<typeof findKeyBlocks>[number]): string =>
  inputSpans(block, { start: 0, end: block.text.length })
    .map(({ start, end }) => text.slice(start, end))
    .join('');

describe('what a block may stand in', () => {
  it.each([
    ['JSON, after an escaped line break', `"first\\n${aes}"`, aes],
    ['JSON, after an escaped quote', `"\\u0022${aes}"`, aes],
    ['a colour of a terminal', `\u001b[31m${aes}\u001b[0m`, aes],
    ['a URL', `?block=%22${tdes}&x=1`, tdes],
    ['the scheme tag S', `S${tdes}`, tdes],
    ['emoji around it', `😀${tdes}😀`, tdes],
    ['right-to-left text', `\u05d0\u05d1 ${tdes} \u202e`, tdes],
    ['NULs around it', `\0${tdes}\0`, tdes],
    ['CRLF', `\r\n${tdes}\r\n`, tdes],
    ['a label with spaces', `key: "${labelled}",`, labelled],
    ['lower case altogether', aes.toLowerCase(), aes.toLowerCase()],
    [
      'lower-case hex',
      tdes.slice(0, 16) + tdes.slice(16).toLowerCase(),
      tdes.slice(0, 16) + tdes.slice(16).toLowerCase(),
    ],
    ['a usage that no table has', tdes.replace('P0', 'Q7'), tdes.replace('P0', 'Q7')],
    ['a block that was cut', `${aes.slice(0, 100)} rest`, aes.slice(0, 100)],
  ])('%s', (_name, text, expected) => {
    const [block, ...more] = findKeyBlocks(text);
    expect(more).toEqual([]);
    expect(block?.text).toBe(expected);
    expect(ofInput(text, block!)).toBe(expected);
  });

  it('as many as there are in a row', () => {
    const text = Array.from({ length: 50 }, () => tdes).join('\n');
    expect(findKeyBlocks(text).map(({ span }) => span.start)).toEqual(
      Array.from({ length: 50 }, (_, i) => i * 81),
    );
    for (const separator of [',', '|', ';', '\t', '","', ' '])
      expect(findKeyBlocks([tdes, aes, withKs].join(separator)).map((b) => b.text)).toEqual([
        tdes,
        aes,
        withKs,
      ]);
  });

  it('at every offset of a line', () => {
    for (let before = 0; before < 40; before++) {
      const text = `${'-'.repeat(before)}${tdes} ${aes}`;
      expect(findKeyBlocks(text).map(({ span }) => span.start)).toEqual([before, before + 81]);
    }
  });
});

const lines = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];

describe('blocks wrapped over lines', () => {
  it.each([
    ['bare', lines(aes, 40).join('\n')],
    ['CRLF', lines(aes, 64).join('\r\n')],
    ['indented, the first after a name', `block: ${lines(aes, 32).join('\n       ')}\nnext: 1`],
    ['a YAML scalar', `key: >-\n  ${lines(aes, 32).join('\n  ')}\n`],
    ['a shell command', `--block ${lines(aes, 48).join('\\\n')} --next`],
    ['source with plus', `x = "${lines(aes, 48).join('" +\n    "')}";`],
    ['source with adjacent strings', `x = ('${lines(aes, 48).join("'\n     '")}')`],
    ['a scheme tag', `R${lines(aes, 50).join('\n')}`],
  ])('%s', (_name, text) => {
    const found = findKeyBlocks(text);
    expect(found.map((b) => b.text)).toEqual([aes]);
    const block = found[0]!;
    expect(ofInput(text, block)).toBe(aes);
    for (let at = 0; at < aes.length; at++) expect(text[inputOffset(block, at)]).toBe(aes[at]);
    expect(keyBlockAt(text, inputOffset(block, 100))?.text).toBe(aes);
  });

  it('with optional blocks, the wrap inside them', () => {
    const text = lines(withKs, 20).join('\n');
    expect(findKeyBlocks(text)[0]?.text).toBe(withKs);
  });

  it('a character that is no hex joins a block only where it counts optional blocks', () => {
    const header = (count: string, reserved: string) => `B0080P0TE00N${count}${reserved}0`;
    const body = `${'A'.repeat(16)}${'0'.repeat(48)}`;
    const joined = (head: string, data: string) =>
      findKeyBlocks((head + data).match(/.{1,20}/g)!.join('\n')).some(({ segments }) => segments.length > 1);
    const odd = `${'A'.repeat(10)}XY${body.slice(12)}`;
    for (const reserved of ['0', '1', '9']) {
      expect(joined(header('00', reserved), body)).toBe(true);
      expect(joined(header('00', reserved), odd)).toBe(false);
      expect(joined(header('01', reserved), odd)).toBe(true);
      expect(joined(header('10', reserved), odd)).toBe(true);
    }
  });

  it.each([
    ['lines of other hex after a cut block', `${aes.slice(0, 60)}\n${'AB'.repeat(40)}\n`],
    ['another block after it', `${aes.slice(0, 60)}\n${tdes}`],
    ['lines of different indentation', `${aes.slice(0, 40)}\n  ${aes.slice(40, 80)}\n ${aes.slice(80)}`],
    [
      'lines of different width',
      `${aes.slice(0, 30)}\n${aes.slice(30, 60)}\n${aes.slice(60, 70)}\n${aes.slice(70)}`,
    ],
    ['a blank line between', `${aes.slice(0, 56)}\n\n${aes.slice(56)}`],
    ['words on the next line', `${aes.slice(0, 56)}\nand ${aes.slice(56)}`],
  ])('not joined: %s', (_name, text) => {
    expect(findKeyBlocks(text).map((b) => b.text)).not.toContain(aes);
    for (const block of findKeyBlocks(text)) expect(block.segments).toHaveLength(1);
  });
});

describe('a selection', () => {
  it.each([
    ['groups of four', lines(aes, 4).join(' '), aes],
    [
      'groups on lines',
      lines(aes, 16)
        .map((l) => lines(l, 4).join(' '))
        .join('\r\n  '),
      aes,
    ],
    ['quotes around it', ` "${aes}", `, aes],
    ['source with plus', `"${lines(aes, 48).join('" +\n    "')}";`, aes],
    ['a label with spaces, wrapped', `${labelled.slice(0, 90)}\n${labelled.slice(90)}`, labelled],
    ['more than the block', `key=${aes} # test`, aes],
    ['a tag and groups', `R ${lines(tdes, 8).join(' ')}`, tdes],
    ['nothing of the kind', ' hello world ', 'helloworld'],
    ['nothing', '', ''],
  ])('%s', (_name, selected, expected) => {
    const block = keyBlockInSelection(selected);
    expect(block.text).toBe(expected);
    expect(ofInput(selected, block)).toBe(expected);
  });
});

describe('whatever the text', () => {
  const parts = fc.oneof(
    fc.constantFrom(
      tdes,
      aes,
      labelled,
      withKs,
      'R',
      'S',
      '\n',
      '\r\n',
      ' ',
      '"',
      '\\',
      '+',
      '0',
      'D9999P0AE00E0000',
    ),
    fc.integer({ min: 1, max: 111 }).map((at) => aes.slice(0, at)),
    fc.integer({ min: 1, max: 111 }).map((at) => aes.slice(at)),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );

  it('spans lie inside it, in order, and hold what the block says', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let free = 0;
        for (const block of findKeyBlocks(text)) {
          expect(block.span.start).toBeGreaterThanOrEqual(free);
          expect(block.span.end).toBeLessThanOrEqual(text.length);
          expect(ofInput(text, block)).toBe(block.text);
          expect(keyBlockAt(text, block.span.start)?.text).toBe(block.text);
          free = block.span.end;
        }
        const selected = keyBlockInSelection(text);
        expect(ofInput(text, selected)).toBe(selected.text);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('a block with anything but letters and digits around it is found', () => {
    const around = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(around, around, fc.constantFrom(tdes, aes, withKs), (before, after, block) => {
        const text = `${before} ${block} ${after}`;
        expect(findKeyBlocks(text).map((b) => b.text)).toContain(block);
      }),
      { numRuns: runs(1000) },
    );
  });

  it.skipIf(quick).each([
    ['a hundred megabytes of D', () => 'D'.repeat(100_000_000)],
    ['headers that promise more', () => ' D9999P0AE00E0100'.repeat(200_000)],
    ['one a line', () => 'D9999P0AE00E0100\n'.repeat(200_000)],
    ['and hex lines between', () => 'D9999P0AE00E0000\n0123456789ABCDEF\n'.repeat(100_000)],
    ['spaces', () => ' '.repeat(1_000_000)],
    ['digits', () => '0'.repeat(10_000_000)],
  ])('ends soon on %s', (_name, make) => {
    const text = make();
    // A quadratic search would not come back within the time that a test has.
    expect(findKeyBlocks(text)).toEqual([]);
    expect(cleanKeyBlockText(text.slice(0, 1_000_000)).length).toBeLessThanOrEqual(1_000_000);
  });
});
