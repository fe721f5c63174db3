/** What a report has of key blocks and of what else HSMs put out: what is shown, and by what it is told otherwise. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { phrase, type Finding } from '../../../src/core/findings';
import { findPemBlocks } from '../../../src/core/input/pem';
import { toldHsmMaterial, toldKeyBlock } from '../../../src/core/report/keyBlock';
import { reportOf } from '../../../src/core/report/report';
import { keyBlocks } from '../../fuzz/keyBlocks';
import { fieldLines, findingLines, reportLines } from './lines';
import { reportedFindings } from '../../../src/core/report/findings';

const at = new Date('2026-11-30T00:00:00Z');
const [payload, mac] = ['0123456789ABCDEF'.repeat(4), 'FEDCBA9876543210FEDCBA9876543210'];
const block = `D0112P0AE00E0000${payload}${mac}`;

/** Header, fields behind it, and findings with spans of the block. */
function toldLines(title: string, text: string): string[] {
  const { name, fields, findings } = toldKeyBlock(decodeKeyBlock(text, { at }));
  const place = ({ start, end }: { start: number; end: number }) => ({ unit: 'bytes', start, end }) as const;
  return [
    `# ${title}: ${name}`,
    ...fieldLines(fields),
    ...findingLines(reportedFindings(findings, place)),
    '',
  ];
}

const withOptional = (count: string, optional: string, rest = `${payload}${mac}`): string => {
  const text = `D0000P0AE00E${count}00${optional}${rest}`;
  return `D${String(text.length).padStart(4, '0')}${text.slice(5)}`;
};

it('framed and not, whole and cut off', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['framed', block],
    ['lower case', block.slice(0, 16) + block.slice(16).toLowerCase()],
    ['a character too few', block.slice(0, -1)],
    ['two characters too many', `${block}00`],
    ['a letter in the payload', block.replace('0123', '01G3')],
    ['a letter in the MAC', `${block.slice(0, -1)}Z`],
    ['length not a number', `DX112${block.slice(5)}`],
    ['a length that it has not', `D0128${block.slice(5)}`],
    ['no MAC', `D0016P0AE00E0000`],
    ['a MAC and no payload', `D0048P0AE00E0000${mac}`],
    ...[1, 5, 12, 15, 16, 17, 18, 48].map(
      (length) => [`${length} characters`, block.slice(0, length)] as const,
    ),
    ['an odd payload', withOptional('00', '', `${payload}0${mac}`)],
    ['version B', `B0080P0TE00E0000${'0123456789ABCDEF'.repeat(3)}FEDCBA9876543210`],
    ['version 1', `10096P0AE00E0000${payload}FEDCBA9876543210`],
  ];
  await expect(cases.flatMap(([title, text]) => toldLines(title, text)).join('\n')).toMatchFileSnapshot(
    'whole/frames.txt',
  );
});

it('optional blocks: shown where a standard says what they hold', async () => {
  const long = (length: number): string => 'My label, '.repeat(40).slice(0, length);
  const hexadecimal = (value: number, digits: number): string =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  const one = (id: string, data: string): string => `${id}${hexadecimal(data.length + 4, 2)}${data}`;
  const cases: readonly (readonly [string, string])[] = [
    ['a label', withOptional('01', one('LB', 'My Great Key'))],
    ['a label with a key in it', withOptional('01', one('LB', 'Key 0123456789ABCDEF'))],
    ['a label of 120 characters', withOptional('01', one('LB', long(120)))],
    ['a label of 121 characters', withOptional('01', one('LB', long(121)))],
    ['filler', withOptional('01', one('PB', '000000000000'))],
    ["a maker's own", withOptional('01', one('10', 'IBMC0114012345'))],
    ['not known', withOptional('01', one('XX', '0123456789AB'))],
    ['faulty', withOptional('01', one('KC', '99ABCDEF'))],
    [
      'one faulty between two sound ones',
      withOptional('03', one('LB', 'One') + one('KC', '99ABCDEF') + one('LB', 'Two')),
    ],
    ['cut off in its data', withOptional('01', 'LB40My Great Key', '').slice(0, 30)],
    ['empty', withOptional('01', 'LB04')],
    ['counted too many', withOptional('02', one('KS', 'FFFF00A0200001E00000'))],
    ['counted not at all', withOptional('00', one('KS', 'FFFF00A0200001E00000'))],
  ];
  const [ca, , expired] = findPemBlocks(
    readFileSync(path.join(import.meta.dirname, '../../../media/samples/chain.pem'), 'latin1'),
  ).map(({ bytes }) => Buffer.from(bytes).toString('base64'));
  const certificates = (data: string, usage = 'S0ES'): string => {
    const optional = `CT0004${hexadecimal(data.length + 10, 4)}${data}`;
    return withOptional('01', optional).replace('P0AE', usage);
  };
  const sized = (format: string, base64: string): string =>
    `${format}${hexadecimal(base64.length, 4)}${base64}`;
  const carrying: readonly (readonly [string, string])[] = [
    ['a certificate', certificates(`00${ca!}`, 'S0EV')],
    ['an expired one', certificates(`00${expired!}`, 'S0EV')],
    ['two', certificates(`02${sized('00', ca!)}${sized('00', ca!)}`, 'S0EV')],
    ['one of EMV', certificates(`01${Buffer.from('any bytes of EMV').toString('base64')}`)],
    [
      'one of EMV in a list',
      certificates(`02${sized('01', Buffer.from('any').toString('base64'))}${sized('00', ca!)}`),
    ],
  ];
  const made = keyBlocks.map((text, nth) => [`fuzz ${nth}`, text] as const).slice(-10);
  await expect(
    [...cases, ...carrying, ...made].flatMap(([title, text]) => toldLines(title, text)).join('\n'),
  ).toMatchFileSnapshot('whole/optionalBlocks.txt');
});

describe('what findings quote', () => {
  const told = toldKeyBlock(decodeKeyBlock(withOptional('01', 'LB10My Great Key'), { at }));
  const said = (...args: NonNullable<Finding['args']>[number][]): string =>
    told.withoutQuotations([
      {
        code: 'x',
        severity: 'error',
        template: args.map((_, nth) => `{${nth}}`).join('|'),
        args,
        message: '',
      },
    ])[0]!.message;

  it.each<[string, NonNullable<Finding['args']>, string]>([
    ['four characters of the payload', ['0123'], '0123'],
    ['five of them', ['01234'], '(5 characters)'],
    ['five of the MAC, with others around', ['xxFEDCBxx'], '(9 characters)'],
    ['five at the end of the value', ['..43210'], '(7 characters)'],
    ['in another case', ['fedcb'], 'fedcb'],
    ['of a label that is shown', ['Great Key'], 'Great Key'],
    ['of the header', ['P0AE00E'], 'P0AE00E'],
    ['a number', [1234567], '1234567'],
    ['of both, with a sign between', ['0123-4567'], '0123-4567'],
    ['in a text of its own', [phrase('it has {0}', 'ABCDEF01')], 'it has (8 characters)'],
    ['some values', ['P0', 'CDEF0123', 7], 'P0|(8 characters)|7'],
    ['over header and payload', ['0000LB'], '0000LB'],
  ])('%s', (_, args, expected) => expect(said(...args)).toBe(expected));

  it('and what is folded under them', () => {
    const finding = {
      code: 'x',
      severity: 'error',
      template: '{0}',
      args: ['ABCDEF01'],
      message: 'ABCDEF01',
    } as const;
    const [clean] = told.withoutQuotations([{ ...finding, args: ['P0'], message: 'P0', folded: [finding] }]);
    expect(clean!.message).toBe('P0');
    expect(clean!.folded).toEqual([expect.objectContaining({ args: [phrase('({0} characters)', 8)] })]);
    expect(clean!.folded![0]!.message).toBe('(8 characters)');
    expect('folded' in told.withoutQuotations([finding])[0]!).toBe(false);
  });
});

it('Atalla key blocks, cryptograms and serial numbers', async () => {
  const atalla = '1kDNE000,C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121,A6F16E2D41A449B3';
  const text = [
    `AKB: ${atalla}`,
    `\n  ${atalla.replace('1kDNE000', '1KDXQ0z9')} \n`,
    'ZPK under ZMK: U0123456789ABCDEFFEDCBA9876543210',
    'KCV: 08D7B4, key T0123456789ABCDEFFEDCBA98765432100011223344556677',
    'KSN: FFFF9876543210E00008',
    'KSN: 1234567890123456 00000001',
    'KSN FFFF9876543210FFFFFF',
  ].join('\n');
  await expect(reportLines('of an HSM', reportOf(text, { at })).join('\n')).toMatchFileSnapshot(
    'whole/hsm.txt',
  );
  const none = { span: { start: 0, end: 3 }, text: 'abc' };
  for (const kind of ['atalla', 'cryptogram', 'ksn'] as const)
    expect(toldHsmMaterial({ ...none, kind })).toBeUndefined();
});
