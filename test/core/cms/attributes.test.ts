import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { smimeCapabilities, signingCertificates } from '../../../src/core/cms/attributes';
import { readAttributes } from '../../../src/core/cms/parts';
import type { Attribute } from '../../../src/core/cms/types';
import { tlv } from '../asn1/makeCrl';
import { fromHex } from '../asn1/material';
import { dn, oid } from '../x509/issue';
import fc from '../../properties';

const attribute = (type: string, value: Uint8Array): Attribute => {
  const set = tlv(0x31, tlv(0x30, oid(type), tlv(0x31, value)));
  return readAttributes(readAsn1(set).roots[0])[0]!;
};
const capabilities = '2a864886f70d01090f';
const signing = '2a864886f70d010910020c';
const signingV2 = '2a864886f70d010910022f';
const digest = fromHex('aa'.repeat(32));
const issuerSerial = tlv(0x30, tlv(0x30, tlv(0xa4, dn('Issuing CA'))), tlv(2, fromHex('00c8')));

describe('attributes of signers', () => {
  it('list capabilities by name, keys of RC2 in bits', () => {
    const value = tlv(
      0x30,
      tlv(0x30, oid('60864801650304012a')),
      tlv(0x30, oid('2a864886f70d0302'), tlv(2, [0x40])),
      tlv(0x30, tlv(5)),
    );
    expect(smimeCapabilities(attribute(capabilities, value))).toEqual([
      { name: 'aes256-CBC', parameters: '' },
      { name: 'rc2-CBC', parameters: '64 bits' },
    ]);
    expect(smimeCapabilities(attribute(signing, value))).toEqual([]);
  });

  it('name the certificate that was signed with, in both versions', () => {
    const first = attribute(signing, tlv(0x30, tlv(0x30, tlv(0x30, tlv(4, digest), issuerSerial))));
    expect(signingCertificates(first)).toEqual([
      { hash: 'SHA-1', isDefault: false, digest, issuer: 'CN=Issuing CA', serial: 'C8' },
    ]);
    const short = attribute(signingV2, tlv(0x30, tlv(0x30, tlv(0x30, tlv(4, digest)))));
    expect(signingCertificates(short)).toEqual([
      { hash: 'SHA-256', isDefault: true, digest, issuer: undefined, serial: undefined },
    ]);
    const sha512 = tlv(0x30, oid('608648016503040203'));
    const long = attribute(signingV2, tlv(0x30, tlv(0x30, tlv(0x30, sha512, tlv(4, digest), issuerSerial))));
    expect(signingCertificates(long)).toMatchObject([{ hash: 'SHA-512', isDefault: false, serial: 'C8' }]);
  });

  it('never throw, whatever the value is', () => {
    fc.assert(
      fc.property(fc.constantFrom(capabilities, signing, signingV2), fc.uint8Array(), (type, bytes) => {
        const one = attribute(type, bytes);
        smimeCapabilities(one);
        signingCertificates(one);
      }),
    );
  });
});
