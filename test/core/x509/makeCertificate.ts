/** Certificates as DER, with faults to order. Unsigned: the signature is filler. */
import { tlv } from '../asn1/makeCrl';
import { fromHex } from '../asn1/material';

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export interface CertificateOptions {
  serial?: readonly number[];
  notBefore?: string;
  notAfter?: string;
  country?: string;
  /** Hex of the value inside the OCTET STRING. */
  basicConstraints?: string;
  keyUsage?: string;
  /** Hex of the OID of one more extension, critical. */
  other?: string;
}

const oid = (hex: string): Uint8Array => tlv(6, fromHex(hex));

function extension(id: string, value: string): Uint8Array {
  return tlv(0x30, oid(id), tlv(1, [0xff]), tlv(4, fromHex(value)));
}

export function makeCertificate(options: CertificateOptions = {}): Uint8Array {
  const algorithm = tlv(0x30, oid('2a8648ce3d040302'));
  const attribute = (id: string, tag: number, text: string): Uint8Array =>
    tlv(0x31, tlv(0x30, oid(id), tlv(tag, ascii(text))));
  const name = tlv(
    0x30,
    attribute('550406', 0x13, options.country ?? 'DE'),
    attribute('550403', 0x0c, 'TEST made here'),
  );
  const key = tlv(
    0x30,
    tlv(0x30, oid('2a8648ce3d0201'), oid('2a8648ce3d030107')),
    tlv(3, [0, 4], new Uint8Array(64).fill(0x11)),
  );
  const extensions = [
    ...(options.basicConstraints === undefined ? [] : [extension('551d13', options.basicConstraints)]),
    ...(options.keyUsage === undefined ? [] : [extension('551d0f', options.keyUsage)]),
    ...(options.other === undefined ? [] : [extension(options.other, '0500')]),
  ];
  const tbs = tlv(
    0x30,
    tlv(0xa0, tlv(2, [2])),
    tlv(2, options.serial ?? [0x12, 0x34]),
    algorithm,
    name,
    tlv(
      0x30,
      tlv(0x17, ascii(options.notBefore ?? '260101000000Z')),
      tlv(0x17, ascii(options.notAfter ?? '460101000000Z')),
    ),
    name,
    key,
    ...(extensions.length > 0 ? [tlv(0xa3, tlv(0x30, ...extensions))] : []),
  );
  return tlv(0x30, tbs, algorithm, tlv(3, [0], tlv(0x30, tlv(2, [1]), tlv(2, [1]))));
}
