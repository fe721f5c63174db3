// What is found in texts, whole: pieces, places and encodings.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readKeyText } from '../../../src/core/crypto/keyText';
import { decodeBase64, decodeHex, encodeBase64, type Decoded } from '../../../src/core/input/encodings';
import { findKeyBlocks, keyBlockAt, keyBlockInSelection } from '../../../src/core/input/find';
import { findKeyMaterial, structureOf, textOf } from '../../../src/core/input/material';
import { findPemBlocks, pemLabels } from '../../../src/core/input/pem';
import { wholeText } from '../../whole';

const samples = path.join(import.meta.dirname, '../../../media/samples');
const sample = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(samples, name)));
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const optional =
  'B0128B1TX00N0300KS18FFFF00A0200001E00000KC0C000169E3KP0C00ECAD626F9F1A826814AA066D86C8C18BD0E14033E1EBEC75BEDF586E6E325F3AA8C0E5';
const wrapped = (text: string, width: number, indent = '', end = '\n'): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => indent + line).join(end);

/** Decoded bytes, with the place of the character of each. */
const placed = ({ charOf, ...decoded }: Decoded): object => ({
  ...decoded,
  places: Array.from({ length: decoded.bytes.length + 1 }, (_, i) => charOf(i)).join(' '),
});

const texts: readonly (readonly [name: string, text: string])[] = [
  ['alone', block],
  ['with the tag of a scheme', `key=S${block};`],
  ['with the other tag', `R${block}`],
  ['two with a comma', `${block},${optional}`],
  ['two without anything between', `${block}${block}`],
  ['after an escape', `"\\n${block}"`],
  ['after an escape of a code point', `"\\u0022${block}\\u0022"`],
  ['after an escape of an address', `?block=%22${block}%22`],
  ['coloured', `\u001b[32;1m${block}\u001b[0m`],
  ['inside a word', `xx${block}`],
  ['cut off', block.slice(0, 60)],
  ['too long', `${block}00`],
  ['lower case', block.toLowerCase()],
  ['wrapped at 64', wrapped(block, 64)],
  ['wrapped at 32, indented, CRLF', `x:\r\n${wrapped(optional, 32, '  ', '\r\n')}\r\nend`],
  ['wrapped at 8', wrapped(block, 8)],
  ['wrapped at 7, which is too narrow', wrapped(block, 7)],
  ['wrapped, lines of several widths', `${block.slice(0, 30)}\n${block.slice(30, 50)}\n${block.slice(50)}`],
  ['wrapped, one indented otherwise', `${block.slice(0, 40)}\n ${block.slice(40)}`],
  ['wrapped, too short', `${block.slice(0, 40)}\n${block.slice(40, 70)}\nend`],
  ['wrapped, another begins', `${block.slice(0, 40)}\n${block}`],
  [
    'wrapped, a letter 16 characters before the end',
    wrapped(`${optional.slice(0, -16)}G${optional.slice(-15)}`, 64),
  ],
  [
    'wrapped, a letter 17 characters before the end',
    wrapped(`${optional.slice(0, -17)}G${optional.slice(-16)}`, 64),
  ],
  ['a header only', block.slice(0, 16)],
  ['no length', `BABCD${block.slice(5)}`],
  [
    'an LMK',
    '10096P0TE00E000001309DFC752C7DBE53A3480510652D7BBAA7F8CE5417EAFEC76F69572CF6F76EE397EA948564C33A',
  ],
];

it('key blocks', async () => {
  const cases = texts.map(([name, text]) => {
    const found = findKeyBlocks(text);
    const places = found.flatMap(({ span }) => [span.start - 1, span.start, span.end, span.end + 1]);
    const at = places.map((offset) => `${offset}: ${keyBlockAt(text, offset)?.span.start ?? 'none'}`);
    return [name, { found, at }] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/keyBlocks.txt');
});

it('key blocks in a selection', async () => {
  const selections = [
    ...texts,
    ['with quotes and a comma', `  "${block}",`],
    ['an assignment', `BLOCK = '${block}';`],
    ['joined strings', `"${block.slice(0, 40)}" +\n  "${block.slice(40)}"`],
    ['with spaces', block.replaceAll(/(.{4})/g, '$1 ')],
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['a tag before pieces', `S${block.slice(0, 20)} ${block.slice(20)}`],
    ['a tag that is a piece', `S ${block}`],
  ] as const;
  const cases = selections.map(([name, text]) => [name, keyBlockInSelection(text)] as const);
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/selections.txt');
});

it('structures', async () => {
  const der = sample('kdh.der');
  const base64 = Buffer.from(der).toString('base64');
  const hex = Buffer.from(der).toString('hex');
  const cases = [
    ...[
      'notes.txt',
      'payments.log',
      'keys.json',
      'keys.yaml',
      'keys.csv',
      'chain.pem',
      'tr34-import.json',
      'blocks.tr31',
    ].map((name) => [name, findKeyMaterial(sample(name))] as const),
    ['DER', findKeyMaterial(der)],
    ['base64', findKeyMaterial(base64)],
    ['base64 in lines', findKeyMaterial(wrapped(base64, 76))],
    ['hex', findKeyMaterial(hex)],
    ['hex with colons', findKeyMaterial(`x ${hex.replaceAll(/(..)(?=.)/g, '$1:')} x`)],
    ['hex in a JSON member', findKeyMaterial(JSON.stringify({ a: hex.toUpperCase(), b: base64 }))],
    [
      'PEM in a string',
      findKeyMaterial(JSON.stringify(Buffer.from(sample('revoked.crl')).toString('latin1'))),
    ],
  ] as const;
  await expect(wholeText(cases, ['findings'])).toMatchFileSnapshot('whole/structures.txt');
  const kinds = ['kdh.der', 'revoked.crl', 'kdh.csr', 'ceremony.p7m', 'tr34-random.der', 'notes.txt'].map(
    (name) => {
      const bytes = findPemBlocks(Buffer.from(sample(name)).toString('latin1'))[0]?.bytes ?? sample(name);
      return `${name}: ${String(structureOf(bytes))}, ${String(textOf(bytes)?.length)}`;
    },
  );
  expect(kinds).toMatchInlineSnapshot(`
    [
      "kdh.der: Certificate, undefined",
      "revoked.crl: CertificateList, undefined",
      "kdh.csr: CertificationRequest, undefined",
      "ceremony.p7m: ContentInfo, undefined",
      "tr34-random.der: RandomNumberToken, undefined",
      "notes.txt: undefined, 1002",
    ]
  `);
});

it('encodings', async () => {
  const given = [
    '',
    'QQ==',
    'QUI=',
    'QUJD',
    'QUJ',
    'QR==',
    'Q',
    'QUJD=',
    'QUJD====',
    'QU-_',
    'QU JD\nRA==',
    'QU*JD',
    '=QUJD',
    'QQ==QQ==',
    '4142',
    '41 42',
    '41:42:43',
    '0x4142',
    '414',
    '41,42',
    '4g',
    'AbCdEf',
    '41\r\n42',
    '0000: 41 42 43  ABC',
    '00000000: 4142 43 ABC',
    '00000000  41 42 43  |ABC|\n00000003',
    `00000000  ${'41 '.repeat(16)} |${'A'.repeat(16)}|\n00000010  42 |B|\n00000011`,
    `0000 - ${'41 '.repeat(16)}  ${'A'.repeat(16)}\n0010 - 42  B`,
    '0001: 41 42',
    '0000: 41\n0100: 42',
    '0000 4142\n0002 43',
    `0000: ${'4142 '.repeat(32)}\n0040: 4142`,
    `0000: ${'4142 '.repeat(32)}\n0041: 4142`,
  ];
  const cases = given.map(
    (text) =>
      [
        JSON.stringify(text),
        {
          base64: placed(decodeBase64(text)),
          hex: placed(decodeHex(text)),
          inside: [
            placed(decodeBase64(`xx${text}yy`, 2, 2 + text.length)),
            placed(decodeHex(`xx${text}yy`, 2, 2 + text.length)),
          ],
          key: readKeyText(text),
          keyOfTwo: readKeyText(text, [2, 3]),
        },
      ] as const,
  );
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/encodings.txt');
  const bytes = Uint8Array.from({ length: 10 }, (_, i) => 250 - 25 * i);
  expect([0, 1, 2, 3, 10].map((count) => encodeBase64(bytes.subarray(0, count), 8))).toEqual(
    [0, 1, 2, 3, 10].map((count) => wrapped(Buffer.from(bytes.subarray(0, count)).toString('base64'), 8)),
  );
});

it('labels of PEM', async () => {
  await expect(wholeText([['labels', pemLabels]])).toMatchFileSnapshot('whole/pemLabels.txt');
});

it('PEM', async () => {
  const pem = '-----BEGIN TEST-----\nQUJD\n-----END TEST-----';
  const cases = [
    pem,
    `x ${pem} y`,
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll('\n', '\\n'),
    pem.replace('END TEST', 'END OTHER'),
    pem.replace('-----END TEST-----', ''),
    pem.replace('QUJD', 'QU*D'),
    pem.replace('QUJD', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nQUJD'),
    pem.replace('QUJD', ''),
    `${pem}\n${pem}`,
    pem.replaceAll(/^/gm, '  '),
    pem.replaceAll(/^/gm, '> '),
    '-----BEGIN -----\nQUJD\n-----END -----',
    '----BEGIN TEST----\nQUJD\n----END TEST----',
  ];
  await expect(
    wholeText(cases.map((text) => [JSON.stringify(text), findPemBlocks(text)] as const)),
  ).toMatchFileSnapshot('whole/pem.txt');
});
