import fc from '../properties';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeHex, encodeBase64 } from '../../src/core/input/encodings';
import { findPemBlocks, toPem } from '../../src/core/input/pem';
import { hasVectors, vectorBytes, vectorFiles, vectorIndex } from './asn1/material';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('base64', () => {
  it('there and back, any bytes, any breaks, and every byte knows its character', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 20 }), (data, line) => {
        const text = encodeBase64(data, line);
        expect(text.replaceAll('\n', '')).toBe(Buffer.from(data).toString('base64'));
        const back = decodeBase64(text);
        expect([...back.bytes]).toEqual([...data]);
        expect(back.problem).toBeUndefined();
        const clean = text.replaceAll('\n', '');
        data.forEach((_, i) => {
          const before = text.slice(0, back.charOf(i)).replaceAll('\n', '').length;
          expect(before).toBe(Math.floor((i * 8) / 6));
        });
        expect(clean.length % 4).toBe(0);
      }),
    );
  });
  it.each([
    ['AAA', undefined],
    ['AAAA=', 'there is 1 padding character instead of 0'],
    ['AA=', 'there is 1 padding character instead of 2'],
    ['A', 'a character is missing at the end'],
    ['AAAAA', 'a character is missing at the end'],
    ['AA==AA==', 'there are characters after the padding'],
    ['AB==', 'the last character has bits that belong to no byte'],
  ])('%s', (text, problem) => expect(decodeBase64(text).problem?.toString()).toBe(problem));
  it('lists strange characters', () => expect(decodeBase64('AA!AA').strange).toEqual([2]));
  it('reads base64url', () =>
    expect([...decodeBase64('-_-_').bytes]).toEqual([...Buffer.from('-_-_', 'base64url')]));
});

describe('hex', () => {
  it.each([
    ['30 03 02 01 05'],
    ['30:03:02:01:05'],
    ['3003020105'],
    ['0x30, 0x03, 0x02, 0x01, 0x05'],
    ['30-03-02-01-05\r\n'],
    ['00000000: 3003 0201 05                             0....'],
    ['00000000  30 03 02 01 05                                    |0....|'],
  ])('%s', (text) => expect([...decodeHex(text).bytes]).toEqual([0x30, 3, 2, 1, 5]));

  it('dumps of several lines, as xxd, hexdump and od write them', () => {
    const data = Uint8Array.from({ length: 40 }, (_, i) => 0x41 + i);
    const rows = [0, 16, 32].map((at) => data.subarray(at, at + 16));
    const pad = (at: number): string => at.toString(16).padStart(8, '0');
    const pairs = (row: Uint8Array, width: number): string =>
      (
        Buffer.from(row)
          .toString('hex')
          .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
      ).join(' ');
    const xxd = rows
      .map((row, i) => `${pad(16 * i)}: ${pairs(row, 4).padEnd(39)}  ${Buffer.from(row).toString('latin1')}`)
      .join('\n');
    const hexdump = [
      ...rows.map(
        (row, i) =>
          `${pad(16 * i)}  ${pairs(row.subarray(0, 8), 2)}  ${pairs(row.subarray(8), 2)}  |${Buffer.from(row).toString('latin1')}|`,
      ),
      pad(40),
    ].join('\n');
    for (const text of [xxd, hexdump]) {
      const decoded = decodeHex(text);
      expect([...decoded.bytes]).toEqual([...data]);
      expect(text.slice(decoded.charOf(17), decoded.charOf(17) + 2)).toBe('52');
    }
  });
  it('an odd digit is said', () => expect(decodeHex('300').problem).toBeDefined());
  it('zeros are not an offset', () => expect(decodeHex('00000000 0000').bytes.length).toBe(6));
});

describe('PEM', () => {
  const der = bytes('3003020105');
  it('any label, several blocks, text around them', () => {
    const text = `hello\n${toPem('CERTIFICATE', der)}between\n${toPem('TR34 KRD CREDENTIAL TOKEN', bytes('0500'))}after`;
    const blocks = findPemBlocks(text);
    expect(blocks.map(({ label }) => label)).toEqual(['CERTIFICATE', 'TR34 KRD CREDENTIAL TOKEN']);
    expect(blocks.map((block) => Buffer.from(block.bytes).toString('hex'))).toEqual(['3003020105', '0500']);
    expect(text.slice(blocks[1]!.span.start, blocks[1]!.span.end)).toMatch(/^-----BEGIN TR34[^]*TOKEN-----$/);
  });
  it('in a JSON string, with \\n spelled out', () => {
    const text = JSON.stringify({ certificate: toPem('CERTIFICATE', new Uint8Array(100).fill(0xff)) });
    const [block] = findPemBlocks(text);
    expect([...block!.bytes]).toEqual(new Array(100).fill(0xff));
    expect(block!.problem).toBeUndefined();
    expect(text.slice(block!.decoded.charOf(60)).startsWith('//')).toBe(true);
  });
  it('RFC 1421 headers', () => {
    const text =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233\n\nMAMCAQU=\n-----END RSA PRIVATE KEY-----';
    const [block] = findPemBlocks(text);
    expect(block!.headers).toEqual([
      ['Proc-Type', '4,ENCRYPTED'],
      ['DEK-Info', 'AES-128-CBC,00112233'],
    ]);
    expect([block!.encrypted, Buffer.from(block!.bytes).toString('hex')]).toEqual([true, '3003020105']);
  });
  it.each([
    ['-----BEGIN A-----\nMAMCAQU=\n', 'the END line is missing'],
    ['-----BEGIN A-----\nMAMCAQU=\n-----END B-----', 'it begins as "A" and ends as "B"'],
    ['-----BEGIN A-----\nMAMCAQU=\n-----BEGIN C-----\nBQA=\n-----END C-----', 'the END line is missing'],
  ])('%j', (text, problem) => expect(findPemBlocks(text)[0]!.problem?.toString()).toBe(problem));

  it('hyphens belong to one line only', () => {
    const blocks = findPemBlocks('-----BEGIN A-----BEGIN B-----\nMAMCAQU=\n-----END B-----');
    expect(blocks.map(({ label, span }) => [label, span.start])).toEqual([['A', 0]]);
  });

  it.skipIf(!hasVectors)('every PEM file of the corpus', () => {
    const certificates = vectorIndex().filter(({ kind, file }) => kind === 'x509' && file.endsWith('pem'));
    for (const { file, expected } of certificates) {
      const blocks = findPemBlocks(Buffer.from(vectorBytes(file)).toString('latin1'));
      const ours = blocks.filter(({ label }) => label === 'CERTIFICATE');
      if (typeof expected?.certs === 'number') expect(ours.length, file).toBe(expected.certs);
      for (const block of ours) expect(block.problem, file).toBeUndefined();
    }
    expect(vectorFiles('x509').length).toBeGreaterThan(10);
  });
  it('a long file without END is read in bounded time', () => {
    const text = '-----BEGIN A-----\nAAAA\n'.repeat(20_000);
    const began = Date.now();
    expect(findPemBlocks(text).length).toBe(10_000);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});
