// Tables of certificates, whole: algorithms, public keys, extensions of every kind with every kind of content.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { oidByName } from '../../../src/core/asn1/oidNames';
import { readAsn1 } from '../../../src/core/asn1/read';
import type { Field } from '../../../src/core/findings';
import { hashOf, readAlgorithm } from '../../../src/core/x509/algorithm';
import * as bitNames from '../../../src/core/x509/bitNames';
import { readExtension } from '../../../src/core/x509/certificateExtension';
import { extensionDecoders } from '../../../src/core/x509/extensionDecoders';
import { extensionLabels } from '../../../src/core/x509/extensionLabels';
import { readName } from '../../../src/core/x509/name';
import { readPublicKey } from '../../../src/core/x509/publicKey';
import { tlv } from '../asn1/makeCrl';

const node = (der: Uint8Array) => readAsn1(der).roots[0]!;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function oidDer(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const parts = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      parts.unshift(128 | (left % 128));
    return parts;
  });
  return tlv(6, octets);
}
const named = (name: string): Uint8Array => oidDer(oidByName(name)!);
const known = readFileSync(path.join(import.meta.dirname, '../asn1/whole/oids.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((row) => row.split(' ') as [oid: string, name: string]);

/** Inputs by what they make, as lines; of what is long, the beginning, and a number made of all of it. */
class Groups {
  readonly #groups = new Map<string, string[]>();
  add(name: string, whole: string): void {
    const digest = createHash('sha256').update(whole).digest('hex').slice(0, 12);
    const made = whole.length > 200 ? `${whole.slice(0, 180)}… ${digest}` : whole;
    this.#groups.set(made, [...(this.#groups.get(made) ?? []), name]);
  }
  get text(): string {
    return [...this.#groups].map(([made, names]) => `${names.join(' ')}\n  ${made}`).join('\n');
  }
}

it('names of bits, and labels', async () => {
  await expect(
    JSON.stringify([Object.entries(bitNames).sort(), extensionLabels], undefined, 1),
  ).toMatchFileSnapshot('whole/labels.txt');
});

it('algorithms, by OID', async () => {
  const groups = new Groups();
  for (const [oid, name] of [...known, ['2.999', 'unknown'] as const]) {
    const read = node(tlv(0x30, oidDer(oid)));
    const { hash, scheme, mgfHash, saltLength, known: isKnown } = readAlgorithm(read);
    groups.add(name, `${hash} ${scheme} ${mgfHash} ${saltLength} ${isKnown} ${hashOf(read)}`);
  }
  const sha = (name: string, ...more: Uint8Array[]): Uint8Array => tlv(0x30, named(name), ...more);
  const pss = (...parts: Uint8Array[]): Uint8Array => tlv(0x30, named('id-RSASSA-PSS'), tlv(0x30, ...parts));
  const cases: [string, Uint8Array][] = [
    ['defaults', pss()],
    [
      'SHA-256',
      pss(tlv(0xa0, sha('sha256')), tlv(0xa1, sha('id-mgf1', sha('sha256'))), tlv(0xa2, hex('020120'))),
    ],
    ['MGF only', pss(tlv(0xa1, sha('id-mgf1', sha('sha512'))))],
    ['unknown hash', pss(tlv(0xa0, sha('data')))],
    ['MGF without hash', pss(tlv(0xa1, sha('id-mgf1')))],
    ['negative salt', pss(tlv(0xa2, hex('0201ff')))],
    ['no INTEGER as salt', pss(tlv(0xa2, hex('0400')))],
    ['empty', tlv(0x30)],
    ['no SEQUENCE', hex('0500')],
  ];
  for (const [name, der] of cases) {
    const { oid, name: told, hash, scheme, mgfHash, saltLength, span } = readAlgorithm(node(der));
    groups.add(name, JSON.stringify([oid, told, hash, scheme, mgfHash, saltLength, span]));
  }
  groups.add('nothing', JSON.stringify([readAlgorithm(undefined), hashOf(undefined)]));
  await expect(groups.text).toMatchFileSnapshot('whole/algorithms.txt');
});

it('public keys, by algorithm and length', async () => {
  const groups = new Groups();
  const told = (der: Uint8Array): string => {
    const { algorithm, name, bits, strength, curve, modulus, exponent, exponentBytes, key, findings } =
      readPublicKey(node(der));
    const said = findings.map(({ code, message, span }) => `${code} ${span?.start}-${span?.end} ${message}`);
    return `${algorithm}, ${name}, ${bits}, ${strength}, ${curve}, ${modulus?.length}, ${exponent} ${exponentBytes?.length}, ${key.length}: ${said.join('; ')}`;
  };
  const key = (algorithm: Uint8Array, octets: Uint8Array): Uint8Array =>
    tlv(0x30, algorithm, tlv(3, [0], octets));
  const filled = (length: number, first = 4): Uint8Array => {
    const octets = new Uint8Array(length).fill(0x5a);
    if (length > 0) octets[0] = first;
    return octets;
  };
  for (const [oid, name] of known)
    groups.add(
      name,
      told(key(tlv(0x30, oidDer(oid)), filled(0)))
        .replace(name, '…')
        .replace(name, '…')
        .replace(name, '…'),
    );
  for (const name of [
    'Ed25519',
    'Ed448',
    'X25519',
    'X448',
    'ML-DSA-44',
    'ML-DSA-65',
    'ML-DSA-87',
    'ML-KEM-512',
    'ML-KEM-768',
    'ML-KEM-1024',
  ])
    for (const length of [32, 56, 57, 800, 1184, 1312, 1568, 1952, 2592])
      groups.add(`${name}/${length}`, told(key(tlv(0x30, named(name)), filled(length))));
  for (const curve of [
    'prime192v1',
    'secp224r1',
    'prime256v1',
    'secp256k1',
    'secp384r1',
    'secp521r1',
    'brainpoolP160r1',
    'brainpoolP256r1',
    'brainpoolP512t1',
    'data',
  ])
    for (const [first, length] of [
      [4, 49],
      [4, 57],
      [4, 65],
      [4, 97],
      [4, 133],
      [4, 41],
      [4, 129],
      [2, 33],
      [3, 33],
      [2, 65],
      [0, 1],
      [5, 33],
    ] as const)
      if (oidByName(curve))
        groups.add(
          `${curve}/${first}/${length}`,
          told(key(tlv(0x30, named('ecPublicKey'), named(curve)), filled(length, first))),
        );
  groups.add('EC, explicit', told(key(tlv(0x30, named('ecPublicKey'), tlv(0x30)), filled(65))));
  groups.add('EC, none', told(key(tlv(0x30, named('id-ecDH')), filled(65))));
  const number = (bits: number): Uint8Array => {
    const octets = new Uint8Array(Math.ceil(bits / 8) + 1);
    if (bits > 0) octets[1] = 1 << ((bits - 1) % 8);
    return tlv(2, octets);
  };
  for (const name of ['rsaEncryption', 'id-RSASSA-PSS', 'id-RSAES-OAEP'])
    for (const bits of [0, 512, 1023, 1024, 2047, 2048, 3071, 3072, 7679, 7680, 15_359, 15_360])
      groups.add(
        `${name}/${bits}`,
        told(key(tlv(0x30, named(name)), tlv(0x30, number(bits), hex('0203010001')))),
      );
  for (const exponent of [
    '020101',
    '020102',
    '020103',
    '020104',
    '0201ff',
    '02020080',
    '0200',
    '040103',
    '',
    `0240${'01'.repeat(64)}`,
    `02820400${'01'.repeat(1024)}`,
    `02820401${'01'.repeat(1025)}`,
    `02821001${'01'.repeat(4097)}`,
  ])
    groups.add(
      `exponent ${exponent.slice(0, 20)}`,
      told(key(tlv(0x30, named('rsaEncryption')), tlv(0x30, number(2048), hex(exponent)))),
    );
  for (const name of ['dsa', 'dhPublicNumber', 'dhKeyAgreement'])
    for (const bits of [0, 1, 1024, 2047, 2048, 3072])
      if (oidByName(name))
        groups.add(
          `${name}/${bits}`,
          told(key(tlv(0x30, named(name), tlv(0x30, number(bits))), number(160))),
        );
  groups.add('no key', told(tlv(0x30, tlv(0x30, named('rsaEncryption')))));
  groups.add('no algorithm', told(tlv(0x30, hex('0500'), tlv(3, [0]))));
  groups.add('an OCTET STRING', told(tlv(0x30, tlv(0x30, named('Ed25519')), tlv(4, filled(32)))));
  await expect(`${groups.text}\n${JSON.stringify(readPublicKey(undefined))}`).toMatchFileSnapshot(
    'whole/publicKeys.txt',
  );
});

function told(fields: readonly Field[]): string {
  return fields
    .map(({ id, name, meaning, raw, span, children = [] }) => {
      const text = meaning.length > 60 ? `${meaning.slice(0, 60)}…${meaning.length}` : meaning;
      return `${id}${name === (extensionLabels as Record<string, string>)[id] ? '' : ` ${name}`} ${span.start}-${span.end} ${raw.length} "${text}"${children.length > 0 ? ` (${told(children)})` : ''}`;
    })
    .join(', ');
}

const name = tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), tlv(0x0c, ascii('A')))));
const every = Array.from({ length: 10 }, (_, tag) => tlv(0x80 | tag, hex('0141')));
const everyConstructed = Array.from({ length: 10 }, (_, tag) => tlv(0xa0 | tag, hex('0c0141')));
const contents: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['NULL', hex('0500')],
  ['NULL with content', hex('050100')],
  ['TRUE', hex('0101ff')],
  ['0', hex('020100')],
  ['-5', hex('0201fb')],
  ['128 bits', tlv(2, [0], new Uint8Array(16).fill(0x80))],
  ['-128 bits', tlv(2, [0x80], new Uint8Array(15))],
  ['7', hex('0a0107')],
  ['99', hex('0a0163')],
  ['two integers', hex('020100020101')],
  ['bits', hex('030206c0')],
  ['all bits', hex('030300ffff')],
  ['no bits', hex('030100')],
  ['octets', hex('0403020105')],
  ['600 octets', tlv(4, new Uint8Array(600).fill(0xab))],
  ['a list of timestamps', tlv(4, hex('0004000200ab'))],
  ['a timestamp of version 1', tlv(4, hex('000500030100ab'))],
  ['an OID', hex('0603550403')],
  ['UTF8String', tlv(0x0c, ascii('text'))],
  ['a long text', tlv(0x16, ascii('x'.repeat(5000)))],
  ['BMPString', hex('1e020041')],
  ['a time', tlv(0x18, ascii('20261128201500Z'))],
  ['no time', tlv(0x18, ascii('2026'))],
  ['empty SEQUENCE', hex('3000')],
  ['integers', hex('3006020100020105')],
  ['TRUE and 3', hex('30060101ff020103')],
  ['FALSE', hex('3003010100')],
  ['OIDs', tlv(0x30, hex('06035504030603550404'))],
  [
    'OIDs in SEQUENCEs',
    tlv(0x30, tlv(0x30, hex('0603550403')), tlv(0x30, hex('0603550403'), hex('0603550404'))),
  ],
  [
    'an OID and values',
    tlv(0x30, tlv(0x30, hex('0603550403'), tlv(0x31, tlv(0x0c, ascii('v')), hex('020105')))),
  ],
  ['a name', tlv(0x30, name)],
  ['every context tag', tlv(0x30, ...every)],
  ['every context tag, constructed', tlv(0x30, ...everyConstructed)],
  ['an OID and every context tag', tlv(0x30, tlv(0x30, hex('0603550403'), ...every))],
  ['in SEQUENCEs', tlv(0x30, tlv(0x30, ...everyConstructed))],
  [
    'names in [0] in [0]',
    tlv(
      0x30,
      tlv(0x30, tlv(0xa0, tlv(0xa0, ...every, tlv(0xa4, name))), hex('810206c0'), tlv(0xa2, tlv(0xa4, name))),
    ),
  ],
  [
    'other names',
    tlv(
      0x30,
      tlv(0xa0, hex('060a2b060104018237140203'), tlv(0xa0, tlv(0x0c, ascii('upn')))),
      tlv(0xa0, hex('0603550403'), tlv(0xa0)),
      tlv(0xa0),
      hex('8704c0a80001'),
      hex('870401'),
      hex('87080a000000ff000000'),
      tlv(0xa4),
      tlv(0xa5, tlv(0xa1, tlv(0x0c, ascii('p')))),
    ),
  ],
  [
    'subtrees',
    tlv(
      0x30,
      tlv(
        0xa0,
        tlv(0x30, hex('820141'), hex('800101'), hex('810102')),
        tlv(0x30, hex('87080a000000ff000000')),
      ),
      tlv(0xa1, tlv(0x30, hex('870101')), tlv(0x30)),
    ),
  ],
  [
    'a policy',
    tlv(
      0x30,
      tlv(
        0x30,
        hex('0604551d2000'),
        tlv(
          0x30,
          tlv(0x30, hex('06082b06010505070201'), tlv(0x16, ascii('http://a'))),
          tlv(
            0x30,
            hex('06082b06010505070202'),
            tlv(0x30, tlv(0x30, tlv(0x0c, ascii('Org')), tlv(0x30, hex('020101'))), tlv(0x0c, ascii('note'))),
          ),
        ),
      ),
    ),
  ],
  [
    'locations',
    tlv(
      0x30,
      tlv(0x30, hex('06082b06010505073001'), tlv(0x86, ascii('http://a'))),
      tlv(0x30, hex('06082b06010505073002')),
      tlv(0x30, tlv(0x86, ascii('x'))),
    ),
  ],
  [
    'statements',
    tlv(
      0x30,
      tlv(0x30, hex('060604008e460101')),
      tlv(0x30, hex('060604008e460102'), tlv(0x30, tlv(0x13, ascii('EUR')), hex('020105020102'))),
      tlv(0x30, hex('060604008e460103'), hex('02010a')),
      tlv(0x30, hex('060604008e460106'), tlv(0x30, hex('060704008e46010601'))),
    ),
  ],
  ['cut off', hex('3005020100')],
  ['deep', hex('30123010300e300c300a3008300630043002')],
];

it('extensions of every kind, with every kind of content', async () => {
  const lines: string[] = [];
  for (const kind of [...Object.keys(extensionDecoders), 'commonName']) {
    const groups = new Groups();
    // Of a type that the extension does not have, each makes the same of all extensions: once is enough.
    const tag = kind === 'keyUsage' ? undefined : extensionDecoders[kind]?.tag;
    for (const [what, content] of contents) {
      if (tag !== undefined && (content[0] ?? 0) % 32 !== tag) continue;
      const critical = what === 'NULL' ? [hex('0101ff')] : [];
      const {
        critical: isCritical,
        summary,
        fields,
        findings,
        field,
      } = readExtension(node(tlv(0x30, named(kind), ...critical, tlv(4, content))));
      const said = findings.map(
        ({ code, span, args }) => `${code} ${span?.start}-${span?.end} ${args?.slice(1).join()}`,
      );
      const short = summary.length > 60 ? `${summary.slice(0, 60)}…${summary.length}` : summary;
      groups.add(
        `${what},`,
        `${isCritical ? 'critical ' : ''}"${short}" "${field.meaning.slice(0, 30)}" ${told(fields)} | ${said.join('; ')}`,
      );
    }
    lines.push(`# ${kind}`, groups.text);
  }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/extensions.txt');
});

it('extensions that are none', async () => {
  const groups = new Groups();
  const parts: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', tlv(0x30)],
    ['an OID', tlv(0x30, hex('0603551d0f'))],
    ['octets', tlv(0x30, hex('0400'))],
    ['octets first', tlv(0x30, hex('0400'), hex('0603551d0f'))],
    ['FALSE', tlv(0x30, hex('0603551d0f'), hex('010100'), hex('0404030206c0'))],
    ['printable octets', tlv(0x30, hex('06022a03'), hex('0403207e41'))],
    ['nearly printable', tlv(0x30, hex('06022a03'), hex('04031f7e41'))],
    ['a delete character', tlv(0x30, hex('06022a03'), hex('04027f41'))],
    ['many octets', tlv(0x30, hex('06022a03'), tlv(4, new Uint8Array(257).fill(0x41)))],
    ['256 octets', tlv(0x30, hex('06022a03'), tlv(4, new Uint8Array(256).fill(0x41)))],
    ['critical', tlv(0x30, hex('06022a03'), hex('0101ff'), hex('04020500'))],
    ['two values', tlv(0x30, hex('0603551d0f'), hex('040405000500'))],
    ['three octets after it', tlv(0x30, hex('0603551d0f'), hex('0404030206c0'), hex('040105'))],
  ];
  for (const [what, der] of parts) {
    const {
      oid,
      name: title,
      known: isKnown,
      critical,
      summary,
      fields,
      findings,
      value,
    } = readExtension(node(der));
    const said = findings.map(
      ({ code, span, args }) => `${code} ${span?.start}-${span?.end} ${args?.join()}`,
    );
    groups.add(
      what,
      `${oid} ${title} ${isKnown} ${critical} ${value.length} ${summary.length} ${told(fields)} | ${said.join('; ')}`,
    );
  }
  await expect(groups.text).toMatchFileSnapshot('whole/brokenExtensions.txt');
});

it('names, by attribute and type of string', async () => {
  const groups = new Groups();
  const values = [
    tlv(0x0c, ascii('A')),
    tlv(0x13, ascii('DE')),
    tlv(0x13, ascii('DEU')),
    tlv(0x16, ascii('a@b')),
    tlv(0x14, hex('e4')),
    hex('1e0200e4'),
    tlv(0x0c),
    tlv(0x0c, ascii(' #a,b+"\\<>;= ')),
    tlv(0x0c, ascii('x'.repeat(300))),
    tlv(0x0c, hex('00c2a90a')),
    hex('020105'),
    hex('3000'),
  ];
  for (const [oid, attribute] of known.filter(
    ([one]) =>
      one.startsWith('2.5.4.') || /^(0\.9|1\.2\.840\.113549\.1\.9\.[12]$|1\.3\.6\.1\.4\.1\.311)/.test(one),
  ))
    for (const [at, value] of values.entries()) {
      const { text, label, rdns } = readName(node(tlv(0x30, tlv(0x31, tlv(0x30, oidDer(oid), value)))));
      const told = JSON.stringify([
        text.slice(0, 60),
        text.length,
        label.slice(0, 60),
        rdns.map((rdn) => rdn.map((one) => [one.type, one.encoding, one.span])),
      ]);
      groups.add(String(at), `${attribute} ${told}`);
    }
  const two = tlv(0x30, hex('0603550403'), tlv(0x0c, ascii('B')));
  const more: readonly Uint8Array[] = [
    tlv(0x30),
    tlv(0x30, tlv(0x31)),
    tlv(0x30, tlv(0x31, two, two)),
    tlv(0x30, tlv(0x31, two), tlv(0x31, two)),
    tlv(0x30, two),
    hex('0500'),
    tlv(0x30, tlv(0x31, tlv(0x30, hex('06022a03'), hex('0c0141')))),
    tlv(0x30, tlv(0x31, tlv(0x30, hex('0c0141')))),
  ];
  for (const der of more) groups.add(Buffer.from(der).toString('hex'), JSON.stringify(readName(node(der))));
  groups.add('none', JSON.stringify(readName(undefined)));
  await expect(groups.text).toMatchFileSnapshot('whole/names.txt');
});
