// What a hover says of a certificate in a key block: of the samples with every small change, of every name and key.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificateSummary } from '../../../src/core/keyblock/optional/certificateSummary';
import { tlv } from '../asn1/makeCrl';
import { effects } from '../asn1/restructured';
import { wholeText } from '../../whole';

const sample = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../media/samples', name)));
const pem = (name: string): Uint8Array[] =>
  findPemBlocks(Buffer.from(sample(name)).toString('latin1')).map(({ bytes }) => bytes);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

it('certificates with every small change of their structure', async () => {
  // Not inside of extensions and of the signature, which it does not read.
  const where = /^(?!0\.7|1|2)/;
  const texts = [
    await effects(sample('kdh.der'), readCertificateSummary, [], where),
    await effects(pem('tr34-certificates.pem')[0]!, readCertificateSummary, [], /^0\.[46]/),
  ];
  await expect(texts.join('\n')).toMatchFileSnapshot('whole/restructuredSummary.txt');
});

const time = (text: string, tag = 0x17): Uint8Array => tlv(tag, ascii(text));
const attribute = (type: string, value: Uint8Array): Uint8Array => tlv(0x31, tlv(0x30, hex(type), value));
const name = attribute('0603550403', tlv(0x0c, ascii('A')));
const ed25519 = tlv(0x30, tlv(0x30, hex('06032b6570')), tlv(3, new Uint8Array(33)));

function certificate(parts: {
  subject?: Uint8Array[];
  validity?: Uint8Array[];
  key?: Uint8Array;
  serial?: Uint8Array;
}): Uint8Array {
  const {
    subject = [name],
    validity = [time('260101000000Z'), time('360101000000Z')],
    key = ed25519,
  } = parts;
  const tbs = tlv(
    0x30,
    hex('a003020102'),
    parts.serial ?? hex('02020080'),
    tlv(0x30),
    tlv(0x30, name),
    tlv(0x30, ...validity),
    tlv(0x30, ...subject),
    key,
  );
  return tlv(0x30, tbs);
}

it('names, times and keys', async () => {
  const modulus = (bits: number): Uint8Array => {
    const octets = new Uint8Array(Math.ceil(bits / 8) + 1);
    if (bits > 0) octets[1] = 1 << ((bits - 1) % 8);
    return octets;
  };
  const rsa = (...inside: Uint8Array[]): Uint8Array =>
    tlv(0x30, tlv(0x30, hex('06092a864886f70d010101')), ...inside);
  const rsaOf = (bits: number): Uint8Array =>
    rsa(tlv(3, [0], tlv(0x30, tlv(2, modulus(bits)), hex('0203010001'))));
  const ec = (...parameters: Uint8Array[]): Uint8Array =>
    tlv(0x30, tlv(0x30, hex('06072a8648ce3d0201'), ...parameters), tlv(3, [0, 4]));
  const dsa = (...parameters: Uint8Array[]): Uint8Array =>
    tlv(0x30, tlv(0x30, hex('06072a8648ce380401'), ...parameters), tlv(3, [0, 4]));
  const types = [
    '0603550403',
    '0603550405',
    '0603550406',
    '0603550407',
    '0603550408',
    '060355040a',
    '060355040b',
    '0603550461',
    '060a0992268993f22c640119',
    '060a0992268993f22c640101',
    '06092a864886f70d010901',
    '0603550404',
    `0641${'2b'.repeat(65)}`,
    '0500',
  ];
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ...types.map(
      (type) =>
        [
          `type ${type.slice(0, 30)}`,
          certificate({ subject: [attribute(type, tlv(0x0c, ascii('x')))] }),
        ] as const,
    ),
    ...[',+"\\<>;#=', 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(257), ''].map(
      (text) =>
        [
          `name ${text.slice(0, 12)} ${text.length}`,
          certificate({ subject: [attribute('0603550403', tlv(0x0c, ascii(text)))] }),
        ] as const,
    ),
    ['two names', certificate({ subject: [name, attribute('060355040a', tlv(0x13, ascii('B')))] })],
    [
      'two in one',
      certificate({
        subject: [
          tlv(
            0x31,
            tlv(0x30, hex('0603550403'), hex('0c0141')),
            tlv(0x30, hex('060355040a'), hex('1e020042')),
          ),
        ],
      }),
    ],
    ['no name', certificate({ subject: [] })],
    ['no SET', certificate({ subject: [tlv(0x30, hex('0603550403'), hex('0c0141'))] })],
    ['no value', certificate({ subject: [tlv(0x31, tlv(0x30, hex('0603550403')))] })],
    ['an empty SET', certificate({ subject: [tlv(0x31)] })],
    ...[63, 64, 65].map(
      (count) =>
        [`${count} names`, certificate({ subject: Array.from({ length: count }, () => name) })] as const,
    ),
    [
      'GeneralizedTime',
      certificate({ validity: [time('20260101000000Z', 0x18), time('20360101000000Z', 0x18)] }),
    ],
    ['no times', certificate({ validity: [] })],
    ['one time', certificate({ validity: [time('260101000000Z')] })],
    ['no dates', certificate({ validity: [time('x'), time('260101000000Z '.repeat(5))] })],
    [
      'a long time',
      certificate({
        validity: [
          time('20260101000000.00000000000000001Z', 0x18),
          time('20260101000000.000000000000000001Z', 0x18),
        ],
      }),
    ],
    ...[0, 1, 512, 1023, 1024, 2047, 2048, 4096].map(
      (bits) => [`RSA ${bits}`, certificate({ key: rsaOf(bits) })] as const,
    ),
    ...[0, 1, 1024, 2047, 2048].map(
      (bits) => [`DSA ${bits}`, certificate({ key: dsa(tlv(0x30, tlv(2, modulus(bits)))) })] as const,
    ),
    ['DSA without parameters', certificate({ key: dsa() })],
    ['DSA, no INTEGER', certificate({ key: dsa(tlv(0x30, hex('0401ff'))) })],
    ['DSA, nothing inside', certificate({ key: dsa(tlv(0x30)) })],
    ['RSA without key', certificate({ key: rsa() })],
    ['RSA, OCTET STRING', certificate({ key: rsa(tlv(4, [0])) })],
    ['RSA, nothing inside', certificate({ key: rsa(tlv(3, [0])) })],
    ['RSA, no INTEGER', certificate({ key: rsa(tlv(3, [0], tlv(0x30, hex('0401ff')))) })],
    ...['06082a8648ce3d030107', '06052b81040022', '06052b81040023', '06052b8104000a', '06052b81040021'].map(
      (curve) => [`EC ${curve}`, certificate({ key: ec(hex(curve)) })] as const,
    ),
    ['EC, explicit', certificate({ key: ec(tlv(0x30)) })],
    ['EC, none', certificate({ key: ec() })],
    ['no algorithm', certificate({ key: tlv(0x30) })],
    ['an empty algorithm', certificate({ key: tlv(0x30, tlv(0x30)) })],
    ['serial of 64 octets', certificate({ serial: tlv(2, new Uint8Array(64).fill(0x11)) })],
    ['serial of 65 octets', certificate({ serial: tlv(2, new Uint8Array(65).fill(0x11)) })],
    ['indefinite', hex('30800000')],
    ['nothing', new Uint8Array()],
  ];
  await expect(
    wholeText(cases.map(([title, der]) => [title, readCertificateSummary(der)?.summary ?? 'none'])),
  ).toMatchFileSnapshot('whole/summaries.txt');
});
