/** One test KDH and KRD under their own CAs for all tests of a file: same serial number under both, as annex B has it. */
import { issueCertificate, issueCrl } from '../../../../src/core/make/certificates';
import { generateKeys, type Issued } from '../../../../src/core/make/keys';
import { readCertificate } from '../../../../src/core/x509/certificate';
import type { Certificate } from '../../../../src/core/x509/certificateTypes';

export const at = new Date('2026-12-01T12:00:00Z');
const dates = { notBefore: new Date('2026-11-01T00:00:00Z'), notAfter: new Date('2027-11-01T00:00:00Z') };

export interface Pki {
  readonly kdhCa: Issued;
  readonly krdCa: Issued;
  readonly kdh: Issued;
  readonly kdh2: Issued;
  readonly krd: Issued;
  readonly crl: Uint8Array;
  readonly certificates: readonly Certificate[];
}

export async function makePki(): Promise<Pki> {
  const pairs = await Promise.all([0, 1, 2, 3, 4].map(() => generateKeys('RSA_2048')));
  const ca = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'], ...dates };
  const kdhCa = await issueCertificate({ name: 'KDH CA', keys: pairs[0]!, serial: 100, ...ca });
  const krdCa = await issueCertificate({ name: 'KRD CA', keys: pairs[1]!, serial: 101, ...ca });
  const leaf = { ca: false, ...dates };
  const kdh = await issueCertificate({
    name: 'KDH 1',
    keys: pairs[2]!,
    issuer: kdhCa,
    serial: 200,
    keyUsage: ['digitalSignature'],
    ...leaf,
  });
  const kdh2 = await issueCertificate({
    name: 'KDH 2',
    keys: pairs[3]!,
    issuer: kdhCa,
    serial: 201,
    keyUsage: ['digitalSignature'],
    ...leaf,
  });
  const krd = await issueCertificate({
    name: 'KRD 1',
    keys: pairs[4]!,
    issuer: krdCa,
    serial: 200,
    keyUsage: ['keyEncipherment'],
    ...leaf,
  });
  const crl = await issueCrl(kdhCa, [new Uint8Array([0x55])], dates.notBefore, dates.notAfter);
  const certificates = [kdhCa, krdCa, kdh, kdh2, krd].map(({ certificate }) => readCertificate(certificate));
  return { kdhCa, krdCa, kdh, kdh2, krd, crl, certificates };
}

export const nonce8 = new Uint8Array([0x16, 0x7e, 0xb0, 0xe7, 0x27, 0x81, 0xe4, 0x94]);
export const nonce16 = new Uint8Array(Array.from({ length: 16 }, (_, i) => 0xf0 - i * 7));
/** The published test key: KCV 08D7B4 as TDES, 2090A6 as AES. */
export const clearKey = new Uint8Array(Buffer.from('0123456789abcdeffedcba9876543210', 'hex'));
