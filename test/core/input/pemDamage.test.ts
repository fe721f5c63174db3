/** Damaged PEM: one problem with its place, whatever follows from it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from '../../properties';
import { findKeyMaterial, findStructures } from '../../../src/core/input/material';
import { findPemBlocks, toPem } from '../../../src/core/input/pem';
import { Places, textStart } from '../../../src/core/input/pemDamage';
import { issue, party } from '../x509/issue';

const root = party('Damage Root');
const der = issue(root, root, { ca: true });
const pem = toPem('CERTIFICATE', der);
const lines = pem.trimEnd().split('\n');
const last = lines.length - 2;
const join = (list: readonly string[]): string => list.join('\n');
const changed = (at: number, change: (line: string) => string): string =>
  join(lines.map((line, i) => (i === at ? change(line) : line)));
const problemOf = (text: string, first = textStart): { problem: string | undefined; at: string } => {
  const blocks = findPemBlocks(text, first);
  expect(blocks).toHaveLength(1);
  const { problem, problemSpan } = blocks[0]!;
  expect(findStructures(text, first)).toMatchObject([problem === undefined ? {} : { problem }]);
  return {
    problem: problem?.toString(),
    at: problemSpan ? text.slice(problemSpan.start, problemSpan.end) : '',
  };
};

describe('one cause', () => {
  it('a character that is no base64, at every place', () => {
    for (let line = 1; line <= last; line++)
      for (const column of [0, 1, 20, 61].filter((at) => at < lines[line]!.length))
        for (const strange of ['!', '.', '\u00a0', '…', '🔑', '\u0000']) {
          const text = changed(line, (was) => was.slice(0, column) + strange + was.slice(column + 1));
          const { problem, at } = problemOf(text);
          const name = strange.charCodeAt(0) > 32 && strange.charCodeAt(0) < 127 ? `"${strange}"` : undefined;
          expect(problem, text).toMatch(
            new RegExp(
              `^${name ? name.replace('.', '\\.') : 'U\\+[0-9A-F]{4,6}'} at line ${line + 1}, column ${column + 1} is not a base64 character$`,
            ),
          );
          expect(at).toBe(strange);
        }
  });

  it('a line of another length, at every line', () => {
    for (let line = 1; line < last; line++) {
      expect(problemOf(changed(line, (was) => was.slice(0, 30) + was.slice(31)))).toEqual({
        problem: `line ${line + 1} has 63 characters, the other lines have 64: a character is missing there`,
        at: lines[line]!.slice(0, 30) + lines[line]!.slice(31),
      });
      expect(problemOf(changed(line, (was) => `${was.slice(0, 30)}AB${was.slice(30)}`)).problem).toBe(
        `line ${line + 1} has 66 characters, the other lines have 64: 2 characters are too many there`,
      );
    }
  });

  it('missing lines, wherever they were', () => {
    for (let line = 2; line < last; line++) {
      const { problem } = problemOf(join(lines.filter((_, i) => i !== line)));
      expect(problem).toMatch(
        new RegExp(
          `^a line is missing( somewhere above line \\d+)?: the certificate declares ${der.length} bytes, ${der.length - 48} are here$`,
        ),
      );
      // The line that is named is below the gap.
      const above = /above line (\d+)/.exec(problem!)?.[1];
      if (above !== undefined) expect(Number(above)).toBeGreaterThanOrEqual(line + 1);
      const two = problemOf(join(lines.filter((_, i) => i !== line && i !== line + 1))).problem;
      if (line + 1 < last) expect(two).toMatch(/^2 lines are missing/);
    }
    expect(problemOf(join(lines.filter((_, i) => i !== 1))).problem).toBe(
      'the beginning is missing: what is here begins inside a structure',
    );
    expect(problemOf(join(lines.filter((_, i) => i !== last))).problem).toMatch(
      new RegExp(
        `^the last lines are missing after line ${last}: the certificate declares ${der.length} bytes`,
      ),
    );
  });

  it('a line that is there twice', () => {
    for (let line = 1; line < last; line++)
      expect(problemOf(join([...lines.slice(0, line + 1), ...lines.slice(line)])).problem).toBe(
        `line ${line + 2} is the same as line ${line + 1}`,
      );
  });

  it('padding', () => {
    const padded = toPem('CERTIFICATE', Uint8Array.of(0x30, 11, 2, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    expect(problemOf(padded.replace('==', '=')).problem).toBe(
      'there is 1 padding character instead of 2 (line 2, column 19)',
    );
    expect(problemOf(padded.replace('==', '==AAAA')).problem).toBe(
      'there are characters after the padding (line 2, column 19)',
    );
  });

  it('a missing END, alone and with what is cut off', () => {
    const open = join(lines.slice(0, -1));
    expect(problemOf(open).problem).toBe('the END line is missing');
    expect(problemOf(`${open}\n\nSome words that follow it.\n`)).toEqual(problemOf(open));
    expect(findStructures(`${open}\n\nSome words.`)[0]!.bytes).toEqual(new Uint8Array(der));
    expect(problemOf(join(lines.slice(0, 4))).problem).toBe(
      `the END line is missing, and the last lines are missing after line 4: the certificate declares ${der.length} bytes, 144 are here`,
    );
  });

  it('a BEGIN line with other dashes, around a whole structure only', () => {
    for (const dashes of ['----', '---', '-- ', '——', '––-']) {
      const text = `words\n${pem.replace('-----BEGIN', `${dashes}BEGIN`)}words`;
      expect(problemOf(text).problem).toBe('the BEGIN line is not written as "-----BEGIN CERTIFICATE-----"');
      expect(findKeyMaterial(text)).toMatchObject([{ encoding: 'pem', label: 'CERTIFICATE' }]);
      const cut = `words\n${join(lines.slice(0, 4)).replace('-----BEGIN', `${dashes}BEGIN`)}\n${lines.at(-1)}`;
      expect(findPemBlocks(cut)).toEqual([]);
    }
    expect(problemOf(pem.replaceAll('-----', '----')).problem).toBe(
      'the BEGIN line is not written as "-----BEGIN CERTIFICATE-----", and the END line is not written as "-----END CERTIFICATE-----"',
    );
    expect(findPemBlocks(`-- BEGIN TRANSACTION\n${'SELECT 1;\n'.repeat(1000)}-- END TRANSACTION`)).toEqual(
      [],
    );
  });

  it('counts lines from the first of the text, or from what the caller says', () => {
    const text = `a\r\nb\r\n\r\n${changed(2, (was) => `${was.slice(0, 9)}*${was.slice(10)}`)}`;
    expect(problemOf(text).problem).toBe('"*" at line 6, column 10 is not a base64 character');
    expect(problemOf(text, { line: 100, column: 7 }).problem).toBe(
      '"*" at line 105, column 10 is not a base64 character',
    );
    const inside = `x${changed(1, (was) => `*${was.slice(1)}`).replace('\n', '\\n')}`;
    expect(problemOf(inside, { line: 3, column: 11 }).problem).toBe(
      '"*" at line 3, column 41 is not a base64 character',
    );
    const json = JSON.stringify({ pem: changed(2, (was) => was.slice(1)) });
    expect(problemOf(json).problem).toBe(
      'the part at line 1, column 104 has 63 characters, the other lines have 64: a character is missing there',
    );
    const wrapped = Buffer.from(changed(2, (was) => was.slice(1))).toString('base64');
    const [inner] = findKeyMaterial(`x: ${wrapped}`);
    expect(inner?.kind === 'der' && String(inner.problem)).toMatch(/^line 3 has 63/);
  });
});

describe('nothing', () => {
  it('of whole blocks, however their lines are', () => {
    const base64 = Buffer.from(der).toString('base64');
    for (const width of [4, 60, 64, 70, 76, 100, 5000]) {
      const body = base64.match(new RegExp(`.{1,${width}}`, 'g'))!.join('\n');
      expect(problemOf(`-----BEGIN X-----\n${body}\n-----END X-----`).problem).toBeUndefined();
    }
    const uneven = `${base64.slice(0, 7)}\n${base64.slice(7, 100)}\n\n  ${base64.slice(100)}`;
    expect(problemOf(`-----BEGIN X-----\n${uneven}\n-----END X-----`).problem).toBeUndefined();
  });

  it('of what is encrypted or no ASN.1', () => {
    const noise = Buffer.from('3081f0'.repeat(50), 'hex');
    const headers = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n';
    const body = toPem('RSA PRIVATE KEY', noise);
    expect(problemOf(body.replace('KEY-----\n', `KEY-----\n${headers}`)).problem).toBeUndefined();
    for (const label of ['PGP PUBLIC KEY BLOCK', 'PGP MESSAGE', 'OPENSSH PRIVATE KEY', 'SSH SIGNATURE'])
      expect(problemOf(toPem(label, noise)).problem).toBeUndefined();
  });

  const folder = path.join(import.meta.dirname, '../../../media/samples');
  it.each(['chain.pem', 'tr34-certificates.pem'])('of %s', (name) => {
    const blocks = findPemBlocks(readFileSync(path.join(folder, name), 'latin1'));
    expect(blocks.length).toBeGreaterThan(1);
    for (const { problem } of blocks) expect(problem).toBeUndefined();
  });
});

it('never throws, names a place inside the text, and says nothing of a block that was not changed', () => {
  const characters = fc.constantFrom('', '\n', '=', 'A', '-', '!', ' ', '\\n', '\u2028', '"', '/');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(pem.length), characters, fc.nat(70)), { maxLength: 4 }), (edits) => {
      let text = pem;
      for (const [at, put, gone] of edits) text = text.slice(0, at) + put + text.slice(at + gone);
      for (const { problemSpan, span, problem } of findPemBlocks(text)) {
        if (!problemSpan) continue;
        expect(problem).not.toBe('');
        expect(problemSpan.start).toBeGreaterThanOrEqual(span.start);
        expect(problemSpan.end).toBeLessThanOrEqual(span.end);
        expect(problemSpan.end).toBeGreaterThan(problemSpan.start);
      }
      if (text === pem) expect(findPemBlocks(text)[0]!.problem).toBeUndefined();
    }),
  );
});

it('lines and columns in any order', () => {
  const text = 'a\nbc\r\n\nd';
  const places = new Places(text, { line: 5, column: 1 });
  const wanted = Array.from({ length: text.length }, (_, at) => {
    const before = text.slice(0, at).split('\n');
    return { line: 4 + before.length, column: before.at(-1)!.length + 1 };
  });
  for (const at of [0, 1, 2, 3, 4, 5, 6, 7, 3, 0, 6]) expect(places.of(at)).toEqual(wanted[at]);
  const later = new Places(text, { line: 5, column: 20 });
  expect([later.of(0), later.of(1), later.of(2), later.of(0)]).toEqual([
    { line: 5, column: 20 },
    { line: 5, column: 21 },
    { line: 6, column: 1 },
    { line: 5, column: 20 },
  ]);
});

it('how many characters are not base64 is said up to where they are many', () => {
  const said = (count: number): string | undefined =>
    findPemBlocks(
      changed(1, (line) => line.slice(0, 20) + '!'.repeat(count) + line.slice(20)),
    )[0]?.problem?.toString();
  const first = '"!" at line 2, column 21 is not a base64 character';
  expect([1, 2, 3, 90, 91, 92, 150].map(said)).toEqual([
    first,
    `${first}; 1 more is not`,
    `${first}; 2 more are not`,
    `${first}; 89 more are not`,
    `${first}; many more are not`,
    `${first}; many more are not`,
    `${first}; many more are not`,
  ]);
});
