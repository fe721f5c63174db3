// Key blocks, whole: every field, span and finding of sound and of damaged ones.
import { expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { decodeKeyBlock, keyBlockTitle } from '../../../src/core/keyblock/decode';
import { rewrapChoices } from '../../../src/core/keyblock/headerChoices';
import { KeyBlockError } from '../../../src/core/keyblock/keyBlockError';
import { doubtfulUsages } from '../../../src/core/keyblock/tables';
import { unwrapKeyBlock } from '../../../src/core/keyblock/unwrap';
import { wholeText } from '../../whole';
import { examples } from './blocks';

const hex = (length: number, digits: number): string =>
  length.toString(16).toUpperCase().padStart(digits, '0');
const optional = (id: string, data: string): string => `${id}${hex(data.length + 4, 2)}${data}`;
const header = (codes: string, ...blocks: string[]): string =>
  `D0000${codes}00E${String(blocks.length).padStart(2, '0')}00${blocks.join('')}`;

const data: readonly (readonly [codes: string, id: string, data: string])[] = [
  ['S0RS', 'AL', '0100'],
  ['S0RS', 'AL', '0201'],
  ['S0RS', 'AL', '010100'],
  ['B0TX', 'BI', '0'],
  ['B0TX', 'BI', '00'],
  ['B0TX', 'BI', '0012345ABCDE'],
  ['B0AX', 'BI', '0112345678'],
  ['B0AX', 'BI', '011234567G'],
  ['S0RS', 'CT', '0'],
  ['S0RS', 'CT', '00'],
  ['S0RS', 'CT', '01QUJDRA=='],
  ['S0RS', 'CT', '02000008QUJDRA=='],
  ['S0RS', 'CT', '02000008QUJDRA==010004QUJD'],
  ['S0RS', 'CT', '02010004QUJD000005QUJD'],
  ['S0RS', 'CT', '020X0004QUJD'],
  ['B3AX', 'DA', '01D2ABND3AEN'],
  ['B3AX', 'DA', '0112AB9D3AEN1'],
  ['B3AX', 'DA', 'D2ABND3AEN'],
  ['M7HC', 'HM', '33'],
  ['M7HC', 'HM', '34'],
  ['B1AX', 'IK', '1234567890ABCDEF'],
  ['P0AE', 'KC', '00ABCDEF'],
  ['P0AE', 'KP', '01ABCDEF0123'],
  ['P0AE', 'PK', '01ABCDEF012345'],
  ['P0AE', 'KC', '00ABC'],
  ['B1TX', 'KS', 'FFFF9876543210E00000'],
  ['B1TX', 'KS', '9876543210E00001'],
  ['B1TX', 'KS', 'ffff9876543210FFFFFF'],
  ['B1TX', 'KS', 'DE#GBIC#OPT1#MORE'],
  ['B1TX', 'KS', 'AT#'],
  ['P0AE', 'KV', 'A1B2'],
  ['P0AE', 'LB', ''],
  ['P0AE', 'PB', '000000'],
  ['P0AE', 'TC', '20190717181929Z'],
  ['P0AE', 'TC', '2019071718192921'],
  ['P0AE', 'TS', '2019-07-17T23:59:60.99Z'],
  ['P0AE', 'TS', '20190717225960Z'],
  ['P0AE', 'TS', '20190700000000Z'],
  ['P0AE', 'TS', '20191232000000Z'],
  ['P0AE', 'TS', '20190101240000Z'],
  ['P0AE', 'TS', '20190101006000Z'],
  ['P0AE', 'WP', '003'],
  ['P0AE', 'WP', '013'],
  ['P0AE', 'FL', 'x'],
  ['P0AE', '99', 'x'],
  ['P0AE', '10', 'other'],
  ['P0AE', '10', 'IBMC'],
  // Bit 5 of the first byte of tag 02: compliance-tagged; 08 and 02 are its neighbours.
  ['P0AE', '10', 'IBMC0208040002080800'],
  ['P0AE', '10', 'IBMC02080200'],
  ['P0AE', '10', 'IBMC0206FF0304'],
  ['P0AE', '10', 'IBMC0104010504'],
  ['P0AE', '10', 'IBMC0109'],
  ['P0AE', 'PA', 'x'],
  ['P0AE', 'XY', 'x'],
];

it('data of optional blocks', async () => {
  const cases = data.map(([codes, id, text]) => {
    const [block] = decodeKeyBlock(header(codes, optional(id, text)), { part: 'header' }).optionalBlocks;
    const { findings } = decodeKeyBlock(header(codes, optional(id, text)), { part: 'header' });
    return [`${codes} ${id} ${text}`, { ...block, findings }] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/optionalBlocks.txt');
});

const filler = (count: number): string => 'A'.repeat(count);
const sound = examples[2]!.block;

const blocks: readonly (readonly [name: string, text: string, part?: 'header'])[] = [
  ...examples.map(({ name, block }) => [name, block] as const),
  ['nothing', ''],
  ['15 characters', sound.slice(0, 15)],
  ['16 characters', sound.slice(0, 16)],
  ['cut off in the MAC', sound.slice(0, -1)],
  ['a character more', `${sound}0`],
  ['a newline behind it', `${sound}\n`],
  ['lower case payload', sound.slice(0, 16) + sound.slice(16).toLowerCase()],
  ['no hex in the payload', `${sound.slice(0, 20)}G${sound.slice(21)}`],
  ['no hex in the MAC', `${sound.slice(0, -3)}x${sound.slice(-2)}`],
  ['unknown version', `F${sound.slice(1)}`],
  ['lower case version', `d${sound.slice(1)}`],
  ['letters as length', `DABCD${sound.slice(5)}`],
  ['unknown usage', `${sound.slice(0, 5)}QQ${sound.slice(7)}`],
  ['a numeric usage', `${sound.slice(0, 5)}12${sound.slice(7)}`],
  ...[...doubtfulUsages].map(
    (code) => [`usage ${code}`, `${sound.slice(0, 5)}${code}${sound.slice(7)}`] as const,
  ),
  ['usage in lower case', `${sound.slice(0, 5)}p0${sound.slice(7)}`],
  ['algorithm in lower case', `${sound.slice(0, 7)}a${sound.slice(8)}`],
  ['mode in lower case', `${sound.slice(0, 8)}e${sound.slice(9)}`],
  ['exportability in lower case', `${sound.slice(0, 11)}e${sound.slice(12)}`],
  ['a numeric algorithm', `${sound.slice(0, 7)}9${sound.slice(8)}`],
  ['a numeric mode', `${sound.slice(0, 8)}9${sound.slice(9)}`],
  ['version c of the key', `${sound.slice(0, 9)}c0${sound.slice(11)}`],
  ['version AB of the key', `${sound.slice(0, 9)}AB${sound.slice(11)}`],
  ['a version of other characters', `${sound.slice(0, 9)}-1${sound.slice(11)}`],
  ['usage of other characters', `${sound.slice(0, 5)}P-${sound.slice(7)}`],
  ['DES', `${sound.slice(0, 7)}D${sound.slice(8)}`],
  ['unknown algorithm', `${sound.slice(0, 7)}Z${sound.slice(8)}`],
  ['an algorithm that the usage does not have', `${sound.slice(0, 7)}R${sound.slice(8)}`],
  ['a mode that the usage does not have', `${sound.slice(0, 8)}S${sound.slice(9)}`],
  ['unknown mode', `${sound.slice(0, 8)}Q${sound.slice(9)}`],
  ['a component', `${sound.slice(0, 9)}c1${sound.slice(11)}`],
  ['version 7 of the key', `${sound.slice(0, 9)}07${sound.slice(11)}`],
  ['unknown exportability', `${sound.slice(0, 11)}Q${sound.slice(12)}`],
  ['sensitive', `${sound.slice(0, 11)}S${sound.slice(12)}`],
  ['letters as number of blocks', `${sound.slice(0, 12)}AB${sound.slice(14)}`],
  ['a number of blocks without blocks', `${sound.slice(0, 12)}02${sound.slice(14)}`],
  ['key context 2', `${sound.slice(0, 14)}2${sound.slice(15)}`],
  ['key context 7', `${sound.slice(0, 14)}7${sound.slice(15)}`],
  ['reserved character', `${sound.slice(0, 15)}1${sound.slice(16)}`],
  ['LMK of other characters', examples[4]!.block.replace('E000001', 'E0000-1')],
  ['LMK cut off', examples[4]!.block.slice(0, 15)],
  ['length of length in characters', `D0000P0AE00E0100LB00040100${filler(246)}`, 'header'],
  ['length of length in bytes', `D0000P0AE00E0100LB00020100${filler(246)}`, 'header'],
  ['either', `D0000P0AE00E0100LB00021010${filler(0x1010 - 10)}`, 'header'],
  ['neither', `D0000P0AE00E0100LB00021010${filler(20)}`, 'header'],
  ['8 bytes of length', `D0000P0AE00E0100LB000800000000000000${hex(0x30, 2)}${filler(28)}`, 'header'],
  ['two, the first in bytes', `D0000P0AE00E0200LB0002001E${filler(20)}PB0600`, 'header'],
  ['length 3', 'D0000P0AE00E0100LB03', 'header'],
  ['length beyond the end', 'D0000P0AE00E0100LB05', 'header'],
  ['no hex as length', 'D0000P0AE00E0100LBXX', 'header'],
  ['an identifier of other characters', 'D0000P0AE00E0100L-04', 'header'],
  ['cut off in the second', 'D0000P0AE00E0200LB05aTS', 'header'],
  [
    'padding first, one twice',
    header('P0AE', optional('PB', '00'), optional('LB', 'a'), optional('LB', 'b')),
    'header',
  ],
  [
    'wrapped before it was created',
    header('P0AE', optional('TC', '20230228000001Z'), optional('TS', '20230228000000Z')),
    'header',
  ],
  [
    'wrapped when it was created',
    header('P0AE', optional('TC', '20230228000000Z'), optional('TS', '20230228000000Z')),
    'header',
  ],
];

it('blocks', async () => {
  const cases = blocks.map(([name, text, part]) => {
    const block = decodeKeyBlock(text, part ? { part } : undefined);
    return [name, { title: keyBlockTitle(block), ...block }] as const;
  });
  await expect(wholeText(cases, ['text'])).toMatchFileSnapshot('whole/blocks.txt');
});

it('what is inside', async () => {
  const cases = examples.map(({ name, block, kbpk }) => {
    const unwrapped = unwrapKeyBlock(decodeKeyBlock(block), fromHex(kbpk)!);
    return [name, unwrapped] as const;
  });
  await expect(wholeText(cases, ['block', 'key'])).toMatchFileSnapshot('whole/unwrapped.txt');
});

it('what does not open', async () => {
  const why = (text: string, kbpk: Uint8Array): unknown => {
    try {
      return unwrapKeyBlock(decodeKeyBlock(text), kbpk);
    } catch (error) {
      if (!(error instanceof KeyBlockError)) throw error;
      const { name, code, message, likelyCause, findings } = error;
      return { name, code, message, likelyCause, findings };
    }
  };
  const cases = examples.flatMap(({ name, block, kbpk }) => {
    const key = fromHex(kbpk)!;
    const wrong = key.slice();
    wrong[0]! ^= 0x10;
    return [
      [`${name}: another KBPK`, why(block, wrong)],
      [`${name}: a short KBPK`, why(block, key.subarray(0, 8))],
      [`${name}: changed`, why(`${block.slice(0, 11)}N${block.slice(12)}`, key)],
      [`${name}: cut off`, why(block.slice(0, -2), key)],
      [`${name}: a header`, why(block.slice(0, 16), key)],
    ] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/mismatches.txt');
});

it('what rewrapping may make of a header', async () => {
  const base = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', keyVersion: '00', exportability: 'S' };
  const headers = [
    {},
    { mode: 'N', exportability: 'E' },
    { usage: 'M3', mode: 'C', exportability: 'N', keyContext: '1' },
    { usage: 'S0', mode: 'T', keyContext: '2' },
    { usage: 'K0', mode: 'D', exportability: 'Q', keyContext: '7' },
    { usage: '99', mode: 'N', keyContext: '0' },
    { usage: '99', mode: 'B', keyContext: '0' },
  ];
  const cases = headers.map((more) => [JSON.stringify(more), rewrapChoices({ ...base, ...more })] as const);
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/rewrap.txt');
});
