// Tables of BER and DER, whole: tags, OIDs, what each universal type makes of its content and its form.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { oidByName, oidName } from '../../../src/core/asn1/oidNames';
import { readAsn1 } from '../../../src/core/asn1/read';
import { isLocalTime, isPlainDerTime, parseGeneralizedTime, parseUtcTime } from '../../../src/core/asn1/time';
import {
  isAssigned,
  isConstructedOnly,
  isPrimitiveOnly,
  tagClasses,
  tagName,
} from '../../../src/core/asn1/tags';
import { valueText } from '../../../src/core/asn1/value';

it('tags', async () => {
  const lines = Array.from({ length: 40 }, (_, number) => {
    const names = tagClasses.map((tagClass) => tagName(tagClass, number)).join(', ');
    return `${number}: ${names} ${isAssigned(number)} ${isPrimitiveOnly(number)} ${isConstructedOnly(number)}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/tags.txt');
});

it('OIDs and their names', () => {
  const rows = readFileSync(path.join(import.meta.dirname, 'whole/oids.txt'), 'utf8')
    .trim()
    .split('\n');
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.map((row) => `${row.split(' ')[0]} ${oidName(row.split(' ')[0]!)}`)).toEqual(rows);
  for (const name of new Set(rows.map((row) => row.slice(row.indexOf(' ') + 1))))
    expect(oidByName(name)).toBe(rows.find((row) => row.endsWith(` ${name}`))?.split(' ')[0]);
  expect([oidName('2.5.4'), oidName('2.5.4.03'), oidByName('none')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

/** What a message was filled with; its words are in the table of findings. */
const numbersIn = (message: string): string => (message.match(/\d+/g) ?? []).join();

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const contents = [
  '',
  '00',
  '01',
  'ff',
  '0000',
  '0001',
  '0100',
  '0080',
  'ff80',
  'ff7f',
  '41',
  '7f',
  '80',
  'c2a9',
  '0041',
  '00410042',
  '00000041',
  '0203ff',
  '300030',
  '808080',
  '2a8648',
  '32363131',
  '8000000000000000ff',
];

it('every universal type with every content', async () => {
  const lines = Array.from({ length: 37 }, (_, number) => number).flatMap((number) =>
    [0, 0x20].flatMap((form) => {
      /** Contents by what they make. */
      const groups = new Map<string, string[]>();
      for (const content of contents) {
        const tag = number < 31 ? [number | form] : [0x1f | form, number];
        const bytes = Uint8Array.from([...tag, content.length / 2, ...octets(content)]);
        const document = readAsn1(bytes);
        const [root] = document.roots;
        const said = document
          .findings()
          .map(
            ({ code, severity, span, message }) =>
              `${severity} ${code} ${span?.start}-${span?.end} ${numbersIn(message)}`,
          );
        const text = form === 0 ? ` "${valueText(root!)}"` : '';
        const made = `${root?.kind}${text} ${root?.children().length} ${said.join(', ')}`;
        groups.set(made, [...(groups.get(made) ?? []), content || 'nothing']);
      }
      return [...groups].map(
        ([made, all]) => `${number}${form ? ' constructed' : ''} ${all.join(' ')}: ${made}`,
      );
    }),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/types.txt');
});

it('lengths and tags, in every form', async () => {
  const rest = ['', '00', '05', '0500'];
  const starts = [
    '02',
    '04',
    '30',
    '1f',
    '1f1e',
    '1f1f',
    '1f8020',
    '3f81',
    '3f8100',
    '3f8101',
    '9f8fffffff7f',
    'bf1f',
  ];
  const lengths = [
    '',
    '00',
    '01',
    '02',
    '7f',
    '80',
    '8100',
    '8101',
    '8180',
    '820001',
    '82',
    '8201',
    '8300000001',
    '84ffffffff',
    '8500ffffffff',
    '8800000000000001',
    '87ffffffffffffff',
    'ff',
  ];
  const groups = new Map<string, string[]>();
  for (const start of starts)
    for (const length of lengths)
      for (const one of rest) {
        const document = readAsn1(octets(start + length + one));
        const roots = document.roots.map(
          ({ kind, span, contentSpan, declaredLength, indefinite, truncated, unterminated }) =>
            `${kind} ${span.start}-${span.end} ${contentSpan.start}-${contentSpan.end} ${declaredLength} ${indefinite} ${truncated} ${unterminated}`,
        );
        const said = document
          .findings()
          .map(({ code, span, message }) => `${code} ${span?.start}-${span?.end} ${numbersIn(message)}`);
        const made = [...roots, ...said].join('; ');
        groups.set(made, [...(groups.get(made) ?? []), `${start}/${length}/${one}`]);
      }
  const lines = [...groups].map(([made, all]) => `${all.join(' ')}\n  ${made}`);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/headers.txt');
});

const times = [
  '',
  '2',
  '26',
  '2611',
  '261128',
  '26112820',
  '2611282015',
  '2611282015Z',
  '261128201500',
  '261128201500Z',
  '261128201500z',
  '491231235959Z',
  '500101000000Z',
  '260229000000Z',
  '280229000000Z',
  '261301000000Z',
  '260001000000Z',
  '260100000000Z',
  '260131000000Z',
  '260132000000Z',
  '260431000000Z',
  '261128240000Z',
  '261128236000Z',
  '261128235960Z',
  '261128235961Z',
  '261128201500+0100',
  '261128201500-0100',
  '261128201500+2400',
  '261128201500+0060',
  '261128201500+01',
  '2611282015+0100',
  '261128201500Z0',
  '26112820150Z',
  '261128 01500Z',
  '26112820150:Z',
  '20261128',
  '2026112820',
  '2026112820Z',
  '202611282015Z',
  '20261128201500',
  '20261128201500Z',
  '20261128201500.Z',
  '20261128201500.5Z',
  '20261128201500,5Z',
  '20261128201500.50Z',
  '20261128201500.0Z',
  '20261128201500.123456789Z',
  '20261128201500.5',
  '2026112820.5Z',
  '202611282015.25Z',
  '20261128201500+01',
  '20261128201500+0130',
  '20261128201500-1400',
  '20261128201500+1500',
  '00010101000000Z',
  '00000101000000Z',
  '99991231235959Z',
  '19000229000000Z',
  '20000229000000Z',
  '20261128201560Z',
  '20261128201561Z',
  '20261128201500.5+0100',
  '20261128201500.x',
  'x0261128201500Z',
];

it('times', async () => {
  const lines = times.map((text) => {
    const content = Uint8Array.from(Buffer.from(text, 'latin1'));
    const said = [23, 24].map((tag) =>
      readAsn1(Uint8Array.from([tag, content.length, ...content]))
        .findings()
        .map(({ code, message }) => `${code} ${numbersIn(message)}`),
    );
    const plain = ([2, 4] as const).map((digits) => isPlainDerTime(content, 0, content.length, digits));
    const local = [false, true].map((generalized) => isLocalTime(text, generalized));
    return `"${text}" ${JSON.stringify([parseUtcTime(text), parseGeneralizedTime(text), plain, local, said])}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/times.txt');
});
