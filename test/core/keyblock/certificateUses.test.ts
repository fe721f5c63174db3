// What a certificate lets its key be used for, bit by bit: RFC 5280 4.2.1.3.
import { expect, it } from 'vitest';
import { readCertificateUses } from '../../../src/core/keyblock/optional/certificateUses';
import { partsOf } from '../../../src/core/keyblock/optional/derParts';
import { tlv } from '../asn1/makeCrl';

const usesOf = (...octets: number[]): readonly string[] | undefined => {
  const usage = tlv(0x30, tlv(0x06, [0x55, 0x1d, 0x0f]), tlv(0x04, tlv(0x03, octets)));
  const bytes = tlv(0xa3, tlv(0x30, usage));
  return readCertificateUses(bytes, partsOf(bytes, 0, bytes.length)[0]!).keyUsage;
};

it.each<[string, number[]]>([
  ['digitalSignature', [7, 0x80]],
  ['nonRepudiation', [6, 0x40]],
  ['keyEncipherment', [5, 0x20]],
  ['dataEncipherment', [4, 0x10]],
  ['keyAgreement', [3, 0x08]],
  ['keyCertSign', [2, 0x04]],
  ['cRLSign', [1, 0x02]],
  ['encipherOnly', [0, 0x01]],
  ['decipherOnly', [7, 0x00, 0x80]],
])('%s alone', (name, octets) => {
  expect(usesOf(...octets)).toEqual([name]);
});

it('all together, in the order of their bits, and none', () => {
  expect(usesOf(7, 0xff, 0x80)).toHaveLength(9);
  expect(usesOf(0)).toEqual([]);
});

it('purposes, each by its name; those of other arcs are left out', () => {
  const purposesOf = (...oids: number[][]): readonly string[] | undefined => {
    const usage = tlv(
      0x30,
      tlv(0x06, [0x55, 0x1d, 0x25]),
      tlv(0x04, tlv(0x30, ...oids.map((oid) => tlv(0x06, oid)))),
    );
    const bytes = tlv(0xa3, tlv(0x30, usage));
    return readCertificateUses(bytes, partsOf(bytes, 0, bytes.length)[0]!).extendedKeyUsage;
  };
  const arc = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03];
  const names = [1, 2, 3, 4, 8, 9].map((last) => purposesOf([...arc, last])?.join());
  expect(names).toEqual([
    'serverAuth',
    'clientAuth',
    'codeSigning',
    'emailProtection',
    'timeStamping',
    'OCSPSigning',
  ]);
  expect(purposesOf([...arc, 9], [...arc, 1])).toEqual(['OCSPSigning', 'serverAuth']);
});
