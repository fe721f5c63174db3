// BER and DER, whole: the tree of values with their text, and every finding, of sound and of broken bytes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Asn1Node } from '../../../src/core/asn1/node';
import { readAsn1 } from '../../../src/core/asn1/read';
import { recognise } from '../../../src/core/asn1/schema/recognise';
import { valueText } from '../../../src/core/asn1/value';
import { wholeLines, wholeText } from '../../whole';

function tree(node: Asn1Node, indent = ''): string[] {
  const { kind, tagName, span, constructed } = node;
  const text = constructed ? '' : valueText(node);
  const findings = wholeLines([...node.findings()], [], `${indent}  ! `);
  return [
    `${indent}${kind === 'value' ? '' : `${kind} `}${tagName} ${span.start}-${span.end} ${text}`,
    ...findings,
    ...node.children().flatMap((child) => tree(child, `${indent}  `)),
  ];
}

const broken: readonly (readonly [name: string, hex: string])[] = [
  ['nothing', ''],
  ['two values', '020105020106'],
  ['zeros behind', '0201050000'],
  ['one zero behind', '02010500'],
  ['a tag behind', '02010504'],
  ['cut off in the content', '04050102'],
  ['cut off in the length', '048201'],
  ['no length', '04'],
  ['a tag without end', '1f8181'],
  ['a huge tag', '1fffffffffffffffff7f00'],
  ['tag 30 in high form', '1f1e00'],
  ['tag in high form with a leading zero', '1f801f00'],
  ['reserved length', '04ff00'],
  ['a long length', '04810101'],
  ['a length with a leading zero', '0482000101'],
  ['indefinite', '3080020105000000'],
  ['indefinite without end', '3080020105'],
  ['indefinite primitive', '0480010000'],
  ['inner beyond outer', '3003040501'],
  ['empty BOOLEAN', '0100'],
  ['BOOLEAN 01', '010101'],
  ['BOOLEAN of two', '0102ffff'],
  ['empty INTEGER', '0200'],
  ['INTEGER with a leading zero', '02020001'],
  ['INTEGER with leading ones', '0202ff80'],
  ['negative', '0201ff'],
  ['large INTEGER', '0209008000000000000000'],
  ['NULL with content', '050100'],
  ['empty OID', '0600'],
  ['OID cut off', '06022a86'],
  ['OID with a leading 80', '06032a8001'],
  ['OID 2.999', '06028837'],
  ['BIT STRING empty', '0300'],
  ['BIT STRING of 9 unused bits', '03020900'],
  ['BIT STRING with bits that are not zero', '03020701'],
  ['BIT STRING with unused bits of nothing', '030101'],
  ['constructed OCTET STRING', '240804020102040203040000'],
  ['constructed INTEGER', '2203020105'],
  ['primitive SEQUENCE', '1000'],
  ['SET out of order', '3106020105010100'],
  ['PrintableString with @', '13014a130140'],
  ['NumericString with a letter', '120141'],
  ['IA5String with a high octet', '160180'],
  ['UTF8String cut off', '0c02c3c3'],
  ['UTF8String with a surrogate', '0c03eda080'],
  ['BMPString of three', '1e03004100'],
  ['BMPString with a surrogate', '1e02d800'],
  ['BMPString that ends in half a surrogate', '1e030041d8'],
  ['UniversalString of five', '1c05000000410a'],
  ['UniversalString beyond Unicode', '1c0400110000'],
  ['UniversalString, a surrogate', '1c040000d800'],
  ['UTF8String too long for its character', '0c02c081'],
  ['UTF8String of 4 octets', '0c04f09f9491'],
  ['UTF8String beyond Unicode', '0c04f4908080'],
  ['VisibleString with a control character', '1a02411f'],
  ['UniversalString', '1c0400000041'],
  ['TeletexString', '1401e4'],
  ['UTCTime', '170d3236313132383230313530305a'],
  ['UTCTime without seconds', '170b323631313238323031355a'],
  ['UTCTime with an offset', '1711323631313238323031353030' + '2b30313030'],
  ['UTCTime, month 13', '170d3236313332383230313530305a'],
  ['UTCTime, 30 February', '170d3236303233303230313530305a'],
  ['GeneralizedTime', '180f32303236313132383230313530305a'],
  ['GeneralizedTime with a fraction', '181132303236313132383230313530302e355a'],
  ['GeneralizedTime with a zero at the end', '181332303236313132383230313530302e35305a'],
  ['GeneralizedTime of local time', '180e3230323631313238323031353030'],
  ['GeneralizedTime, the third digit a letter', '180f32304136313132383230313530305a'],
  ['GeneralizedTime, the fourth digit a letter', '180f32303241313132383230313530305a'],
  ['GeneralizedTime, the first digit a letter', '180f41303236313132383230313530305a'],
  ['an OCTET STRING with DER inside', '0403020105'],
  ['a BIT STRING with DER inside', '03040002010a'],
  ['unassigned 15', '0f00'],
  ['application, private', '4100c100'],
  ['end of contents', '0000'],
];

it('values', async () => {
  const cases = broken.map(([name, hex]) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const document = readAsn1(bytes);
    return [
      `${name}: ${hex}`,
      { roots: document.roots.flatMap((root) => tree(root)), findings: document.findings() },
    ] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/values.txt');
});

it('limits', async () => {
  const deep = Uint8Array.from(Buffer.from('30083006300430020500', 'hex'));
  const wide = Uint8Array.from(Buffer.from('300a05000500050005000500', 'hex'));
  const inside = Uint8Array.from(Buffer.from('3007040502010502010a'.slice(0, 18), 'hex'));
  const cases = [
    ['depth 2', readAsn1(deep, { depth: 2 })],
    ['3 children', readAsn1(wide, { children: 3 })],
    ['4 nodes', readAsn1(wide, { nodes: 4 })],
    ['not opened', readAsn1(inside, { embedded: false })],
    ['opened', readAsn1(inside)],
    ['one finding', readAsn1(Uint8Array.from(Buffer.from('010101010101', 'hex')), { findings: 1 })],
  ] as const;
  await expect(
    wholeText(
      cases.map(
        ([name, document]) =>
          [
            name,
            { roots: document.roots.flatMap((root) => tree(root)), findings: document.findings() },
          ] as const,
      ),
    ),
  ).toMatchFileSnapshot('whole/limits.txt');
});

it('what the samples are', async () => {
  const samples = path.join(import.meta.dirname, '../../../media/samples');
  const cases = ['kdh.der', 'tr34-annex-b.cms', 'tr34-random.der', 'tr34-rebind.cms'].map((name) => {
    const [root] = readAsn1(new Uint8Array(readFileSync(path.join(samples, name)))).roots;
    const known = recognise(root!);
    return [name, { ...known, tree: tree(root!) }] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/samples.txt');
});

it('what cannot be read has no children, even where they are asked for', () => {
  const [, rest] = readAsn1(Uint8Array.from(Buffer.from('02010504', 'hex'))).roots;
  const [set] = readAsn1(Uint8Array.from(Buffer.from('3103020105', 'hex'))).roots;
  expect(rest?.kind).toBe('error');
  expect(rest?.forcedChildren()).toEqual([]);
  expect(set!.forcedChildren()).toBe(set!.children());
});
