// Tables of TR-34, whole: axes and profiles, checks, forms; what HSMs hand out, with each part changed.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { nearestProfile, tr34Axis, tr34AxisTexts, type Tr34AxisId } from '../../../../src/core/cms/tr34/axes';
import { tr34Check, worstVerdict } from '../../../../src/core/cms/tr34/checks';
import type { Tr34Verdict } from '../../../../src/core/cms/tr34/checkText';
import { tr34CheckTexts, type Tr34CheckCode } from '../../../../src/core/cms/tr34/checkTexts';
import { contentCiphers, decryptContent, readInnerKeyBlock } from '../../../../src/core/cms/tr34/envelope';
import { readFuturex, readPayshieldB9 } from '../../../../src/core/cms/tr34/hsmFrames';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import { tr34StatementTexts } from '../../../../src/core/cms/tr34/statements';
import { tr34Forms } from '../../../../src/core/cms/tr34/types';
import { tlv } from '../../asn1/makeCrl';
import { wholeLines, wholeText } from '../../../whole';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const digestOf = (value: unknown): string =>
  createHash('sha256').update(wholeLines(value).join('\n')).digest('hex').slice(0, 12);

it('axes, checks, statements and forms', async () => {
  const ids = Object.keys(tr34AxisTexts) as Tr34AxisId[];
  const axes = ids.flatMap((id) =>
    [...Object.keys(tr34AxisTexts[id].values), 'unheard of'].map((value) =>
      tr34Axis(id, value, { start: 1, end: 2 }, 'X'),
    ),
  );
  const codes = Object.keys(tr34CheckTexts) as Tr34CheckCode[];
  const checks = codes.map((code) =>
    tr34Check({ spans: { token: { start: 3, end: 4 } } }, code, ['A', 'B', 'C']),
  );
  const verdicts: readonly Tr34Verdict[] = ['right', 'wrong', 'warning', 'cannot_tell'];
  const worst = verdicts.flatMap((a) =>
    verdicts.map((b) => `${a} ${b}: ${worstVerdict([a, b].map((verdict) => ({ ...checks[0]!, verdict })))}`),
  );
  await expect(
    wholeText([
      ['axes', axes],
      ['checks', checks],
      ['worst', [...worst, `none: ${worstVerdict([])}`]],
      ['statements', tr34StatementTexts],
      ['forms', tr34Forms],
      ['ciphers', contentCiphers],
    ]),
  ).toMatchFileSnapshot('whole/tables.txt');
});

it('the profile nearest to each combination of axes', async () => {
  const choices = {
    envelope: ['sequence', 'no_sequence', 'content_info'],
    ciphertext: ['sibling', 'inside_algorithm'],
    oaep: ['untagged', 'tagged', 'untagged_no_null', 'other'],
    order: ['sample', 'der', 'both'],
    versions: ['1/1', '3/1', '73/73'],
    signature: ['rsaEncryption', 'sha256WithRSAEncryption'],
    crl: ['present', 'absent'],
  } as const;
  let rows: Record<string, string>[] = [{}];
  for (const [axis, values] of Object.entries(choices))
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [axis]: value })));
  const groups = new Map<string, number>();
  const all = rows.map((row) => {
    const { id, differences, fromAws } = nearestProfile(
      Object.entries(row).map(([axis, value]) => tr34Axis(axis as Tr34AxisId, value, undefined)),
    );
    groups.set(`${id} ${differences.length}`, (groups.get(`${id} ${differences.length}`) ?? 0) + 1);
    return `${id} ${differences.join()} ${fromAws.join()}`;
  });
  await expect(
    [...[...groups].map(([id, count]) => `${id}: ${count}`).sort(), digestOf(all)].join('\n'),
  ).toMatchFileSnapshot('whole/profiles.txt');
});

const told = (frame: ReturnType<typeof readPayshieldB9>): unknown => frame ?? 'none';

it('responses of a payShield', async () => {
  const digits = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
  const attributes = tlv(0xa0, hex('020105'));
  const envelope = tlv(0x30, new Uint8Array(200));
  const response = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
  const whole = response(
    digits('\0\x10HEADB900'),
    attributes,
    hex('08d7b4'),
    envelope,
    digits('0004'),
    hex('01020304'),
  );
  const start = (error: string, first: Uint8Array = attributes): Uint8Array =>
    response(digits(`B9${error}`), first);
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['whole', whole],
    ['an error', digits('xxB968')],
    ['an error of letters', digits('xxB9AA')],
    ['a command without error', digits('B9')],
    ['00 and nothing', digits('B900')],
    ['00 and a SET', start('00', tlv(0x31, hex('05')))],
    ['00 and a SEQUENCE', start('00', tlv(0x30, hex('05')))],
    ['00 and an INTEGER', start('00', hex('020105'))],
    ['a command at 63', response(new Uint8Array(63), digits('B968'))],
    ['a command at 64', response(new Uint8Array(64), digits('B968'))],
    ['B without 9, then the command', digits('B8B968')],
    ['no lengths in the DER', start('00', hex('a080'))],
    ['four octets of length', start('00', hex('a08400000001'))],
    ['three octets of length', start('00', hex('a0830000010508d7b4'))],
    ['two octets of length', start('00', hex('a08200010508d7b43000'))],
    ['length that is cut off', start('00', hex('a082'))],
    ['no digits', response(start('00'), hex('08d7b4'), envelope, digits('00x4'), hex('01020304'))],
    ['signature too short', response(start('00'), hex('08d7b4'), envelope, digits('0005'), hex('01020304'))],
    ['octets behind it', response(start('00'), hex('08d7b4'), envelope, digits('0003'), hex('01020304'))],
  ];
  const cuts = Array.from({ length: whole.length }, (_, at) => {
    const frame = readPayshieldB9(whole.subarray(0, at));
    return `${at}: ${frame === undefined ? 'none' : `${frame.errorCode} ${String(frame.problem)}`} ${digestOf(told(frame))}`;
  });
  await expect(
    `${wholeText(cases.map(([name, bytes]) => [name, told(readPayshieldB9(bytes))]))}\n${cuts.join('\n')}`,
  ).toMatchFileSnapshot('whole/payShield.txt');
});

it('responses of a Futurex', async () => {
  const texts = [
    '[AOTRTP;SJ3082ABCD;BJ08D7B4;]',
    'text [AOTRTP;SJ3000;] text',
    '[AOTRTP;SJ3000',
    '[AOTRTP;BBno key;]',
    '[AOTRTP;SJ3000;SJ3001;]',
    '[AOTRTP;SJnone;SJ30ab;BByes]',
    '[AOTRTP;SJ300;]',
    '[AO;]',
    '[AO]',
    '[AOX;A;B1x;1Bx;ab;;SJ30]',
    '[AOX]SJ3000;',
    'AO',
    '',
    `[AO${'x'.repeat(199_997)}`,
    `[AO${'x'.repeat(199_998)}`,
  ];
  const cases = texts.map((text) => [text.slice(0, 40), readFuturex(text) ?? 'none'] as const);
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/futurex.txt');
});

it('contents that are decrypted, and the key block in them', async () => {
  const content = (name: string, iv: string | undefined, ciphertext: Uint8Array | undefined) =>
    ({ algorithm: { name }, iv: iv === undefined ? undefined : hex(iv), ciphertext }) as never;
  const lines = ['des-EDE3-CBC', 'aes128-CBC', 'aes192-CBC', 'aes256-CBC', 'des-CBC'].flatMap((name) =>
    [8, 16, 24, 32].flatMap((key) =>
      [undefined, 0, 8, 15, 16, 24, 32].flatMap((size) =>
        [undefined, '', '0011223344556677', '00112233445566778899aabbccddeeff'].map((iv) => {
          const ephemeral = Uint8Array.from({ length: key }, (_, i) => i * 7);
          const ciphertext = size === undefined ? undefined : new Uint8Array(size).fill(0x5a);
          const opened = decryptContent(content(name, iv, ciphertext), ephemeral);
          const made =
            typeof opened === 'string' ? opened : `${opened.zeroFilledIv} ${digestOf(opened.plaintext)}`;
          return `${name} ${key} ${size} ${iv?.length}: ${made}`;
        }),
      ),
    ),
  );
  const name = tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), hex('0c0141'))));
  const kdh = tlv(0x30, name, hex('020105'));
  const version = hex('020101');
  const key = hex('0410000102030405060708090a0b0c0d0e0f');
  const attribute = tlv(
    0x30,
    hex('06092a864886f70d010701'),
    tlv(0x31, tlv(4, Buffer.from('D0000K0TB00E0000'))),
  );
  const block = (...parts: Uint8Array[]): Uint8Array => tlv(0x30, ...parts);
  const whole = block(version, kdh, key, attribute);
  const blocks: readonly (readonly [string, Uint8Array])[] = [
    ['whole', whole],
    ['with padding', Buffer.concat([whole, hex('03030303'.slice(0, 6))])],
    ['with padding of 16', Buffer.concat([whole, new Uint8Array(16).fill(16)])],
    ['with padding of 17', Buffer.concat([whole, new Uint8Array(17).fill(17)])],
    ['with zeros', Buffer.concat([whole, new Uint8Array(4)])],
    ['header as OCTET STRING', block(version, kdh, key, tlv(4, Buffer.from('D0000K0TB00E0000')))],
    ['header as text', block(version, kdh, key, tlv(0x0c, Buffer.from('D0000')))],
    [
      'attribute of text',
      block(version, kdh, key, tlv(0x30, hex('06022a03'), tlv(0x31, tlv(0x0c, Buffer.from('D0000'))))),
    ],
    ['an empty attribute', block(version, kdh, key, tlv(0x30, hex('06022a03'), tlv(0x31)))],
    ['no SEQUENCE', version],
    ['nothing', new Uint8Array()],
    ['cut off', whole.subarray(0, whole.length - 1)],
    ['indefinite', hex('30800201010000')],
    ['no version', block(kdh, key, attribute)],
    ['no KDH', block(version, key, attribute)],
    ['no key', block(version, kdh, attribute)],
    ['no header', block(version, kdh, key)],
    ['a member cut off', block(version, kdh, key, hex('04050102'))],
    ['an unreadable member', block(version, kdh, key, attribute, hex('1f'))],
    ['a long header', block(version, kdh, key, tlv(4, new Uint8Array(10_001).fill(0x41)))],
  ];
  const read = blocks.map(([title, bytes]) => [title, readInnerKeyBlock(bytes)] as const);
  await expect(`${lines.join('\n')}\n${wholeText(read)}`).toMatchFileSnapshot('whole/contents.txt');
});

it('random numbers, by their length and what stands in their place', () => {
  const oid = hex('060a2a864886f70d01091903');
  const said = (inside: readonly Uint8Array[]): string => {
    const token = readTr34(tlv(0x30, oid, tlv(0x31, ...inside)));
    const codes = token?.findings.map(({ code }) => code).filter((code) => code !== 'tr34_random_token') ?? [
      'none',
    ];
    return `${token?.nonce?.length ?? '-'} ${codes.join(' ') || 'right'}`;
  };
  const sizes = Array.from({ length: 20 }, (_, size) => said([tlv(0x04, new Uint8Array(size).fill(7))]));
  expect(sizes).toEqual(
    Array.from(
      { length: 20 },
      (_, size) => `${size} ${size < 8 || size > 16 ? 'tr34_nonce_length' : 'right'}`,
    ),
  );
  expect([said([]), said([tlv(0x02, hex('01020304050607080910'))])]).toEqual([
    '- tr34_nonce_form',
    '- tr34_nonce_form',
  ]);
});
