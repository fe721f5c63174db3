/** Certificates, CRLs and keys as they are met: with faults that others pass over, and of other countries' algorithms. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { without } from '../../programs';
import { readAsn1 } from '../../../src/core/asn1/read';
import { fillTemplate } from '../../../src/core/findings';
import { oidByName, oidName } from '../../../src/core/asn1/oidNames';
import { decodeString } from '../../../src/core/asn1/strings';
import { Tag } from '../../../src/core/asn1/tags';
import { readPrivateKey } from '../../../src/core/crypto/privateKey';
import { readCertificate } from '../../../src/core/x509/certificate';
import { crlScope, readCrl } from '../../../src/core/x509/crl';
import { readPublicKey } from '../../../src/core/x509/publicKey';
import { fromHex } from '../asn1/material';
import { tlv } from '../asn1/makeCrl';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const oid = (hex: string): Uint8Array => tlv(6, fromHex(hex));
const dn = (name: string, tag = 12): Uint8Array =>
  tlv(0x30, tlv(0x31, tlv(0x30, oid('550403'), tlv(tag, ascii(name)))));
const algorithm = tlv(0x30, oid('2a8648ce3d040302'));
const ecKey = (curve: string, octets: number): Uint8Array =>
  tlv(0x30, tlv(0x30, oid('2a8648ce3d0201'), oid(curve)), tlv(3, [0, 4], new Uint8Array(2 * octets).fill(7)));
const p256 = '2a8648ce3d030107';

interface Shape {
  readonly spki?: Uint8Array;
  readonly signedWith?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly issuer?: Uint8Array;
}
function certificate(shape: Shape): Uint8Array {
  const { spki = ecKey(p256, 32), signedWith = algorithm, extensions = [], issuer = dn('Issuer') } = shape;
  const times = ['250101000000Z', '350101000000Z'].map((time) => tlv(0x17, ascii(time)));
  const tbs = tlv(
    0x30,
    tlv(0xa0, tlv(2, [2])),
    tlv(2, [0x12, 0x34]),
    signedWith,
    issuer,
    tlv(0x30, ...times),
    dn('Subject'),
    spki,
    ...(extensions.length > 0 ? [tlv(0xa3, tlv(0x30, ...extensions))] : []),
  );
  return tlv(0x30, tbs, signedWith, tlv(3, [0, 0x30, 6, 2, 1, 1, 2, 1, 1]));
}
const codes = (list: readonly { readonly code: string }[]): string[] => list.map(({ code }) => code);
/** What OpenSSL prints, without what differs from run to run. */
const openssl = (der: Uint8Array, ...args: readonly string[]): string =>
  execFileSync('openssl', [...args, '-inform', 'DER', '-noout'], {
    input: der,
    stdio: ['pipe', 'pipe', 'ignore'],
  }).toString();

describe('a modulus without its leading zero', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const [modulus, exponent] = readAsn1(new Uint8Array(publicKey.export({ type: 'pkcs1', format: 'der' })))
    .roots[0]!.children()
    .map((node) => node.content);
  const bare = tlv(
    0x30,
    tlv(0x30, oid('2a864886f70d010101'), tlv(5)),
    tlv(3, [0], tlv(0x30, tlv(2, modulus!.subarray(1)), tlv(2, exponent!))),
  );
  it('has its bits counted without sign, and is said', () => {
    const { publicKey: key, findings } = readCertificate(certificate({ spki: bare }));
    expect(key).toMatchObject({ name: 'RSA 1024', bits: 1024, strength: 80 });
    expect(Buffer.from(key.modulus!).equals(modulus!.subarray(1))).toBe(true);
    expect(codes(findings)).toContain('x509_modulus_negative');
    const sound = readCertificate(certificate({ spki }));
    expect(sound.publicKey.name).toBe('RSA 1024');
    expect(codes(sound.findings)).not.toContain('x509_modulus_negative');
  });
  it.skipIf(without('openssl'))('as OpenSSL counts', () => {
    expect(openssl(certificate({ spki: bare }), 'x509', '-text')).toContain('(1024 bit)');
  });
  it('of a private key, too', () => {
    const der = new Uint8Array(privateKey.export({ type: 'pkcs1', format: 'der' }));
    const members = readAsn1(der)
      .roots[0]!.children()
      .map((node, i) => tlv(2, i === 1 ? node.content.subarray(1) : node.content));
    expect(readPrivateKey(tlv(0x30, ...members)).name).toBe('RSA 1024');
  });
});

describe('addresses in a subjectAltName', () => {
  const san = (...octets: number[]): string[] =>
    readCertificate(
      certificate({ extensions: [tlv(0x30, oid('551d11'), tlv(4, tlv(0x30, tlv(0x87, octets))))] }),
    )
      .findings.filter(({ code }) => code === 'x509_extension_broken')
      .map(({ args }) => fillTemplate('{1}', args ?? []));
  it.each<[string, number[], string[]]>([
    ['four bytes', [10, 0, 0, 1], []],
    ['sixteen bytes', new Array<number>(16).fill(0x31), []],
    [
      'text',
      [...ascii('10.0.0.1')],
      ['an IP address has 8 bytes, not 4 or 16: they are the characters "10.0.0.1"'],
    ],
    [
      'text of another length',
      [...ascii('192.168.100.10')],
      ['an IP address has 14 bytes, not 4 or 16: they are the characters "192.168.100.10"'],
    ],
    [
      'with a mask',
      [10, 0, 0, 0, 255, 0, 0, 0],
      ['an IP address has 8 bytes, not 4 or 16; an address with its mask belongs into nameConstraints'],
    ],
    ['five bytes', [10, 0, 0, 1, 0], ['an IP address has 5 bytes, not 4 or 16']],
    ['none', [], ['an IP address has 0 bytes, not 4 or 16']],
  ])('%s', (_, octets, findings) => expect(san(...octets)).toEqual(findings));
  it.skipIf(without('openssl'))('OpenSSL refuses to show those, too', () => {
    const der = certificate({
      extensions: [tlv(0x30, oid('551d11'), tlv(4, tlv(0x30, tlv(0x87, ascii('10.0.0.1')))))],
    });
    expect(openssl(der, 'x509', '-text')).toContain('<invalid length=8>');
  });
});

describe('Latin-1 in a UTF8String', () => {
  it('is readable, beside real UTF-8', () => {
    const read = readCertificate(certificate({ issuer: dn('Soci\xe9t\xe9 G\xe9n\xe9rale') }));
    expect(read.issuer.text).toBe('CN=Société Générale');
    expect(codes(read.findings)).toContain('asn1_utf8_invalid');
    const german = ascii('M\xfc\xdfig \xc4\xd6\xdc');
    expect(decodeString(german, 0, german.length, Tag.utf8String)).toBe('Müßig ÄÖÜ');
    const mixed = Uint8Array.from(
      Buffer.concat([Buffer.from('é', 'utf8'), Buffer.from([0xe9, 0x20, 0x85, 0xff])]),
    );
    expect(decodeString(mixed, 0, mixed.length, Tag.utf8String)).toBe('éé \ufffd\ufffd');
  });
});

describe('revocation lists', () => {
  const entry = (serial: readonly number[], ...extensions: readonly Uint8Array[]): Uint8Array =>
    tlv(
      0x30,
      tlv(2, serial),
      tlv(0x17, ascii('260601120000Z')),
      ...(extensions.length > 0 ? [tlv(0x30, ...extensions)] : []),
    );
  const of = (issuer: string): Uint8Array =>
    tlv(0x30, oid('551d1d'), tlv(1, [0xff]), tlv(4, tlv(0x30, tlv(0xa4, dn(issuer)))));
  const critical = (id: string, value: Uint8Array): Uint8Array =>
    tlv(0x30, oid(id), tlv(1, [0xff]), tlv(4, value));
  function crl(entries: readonly Uint8Array[], extensions: readonly Uint8Array[] = []): Uint8Array {
    const times = ['261101000000Z', '261201000000Z'].map((time) => tlv(0x17, ascii(time)));
    const number = tlv(0x30, oid('551d14'), tlv(4, tlv(2, [7])));
    const tbs = tlv(
      0x30,
      tlv(2, [1]),
      algorithm,
      dn('CRL Issuer'),
      ...times,
      ...(entries.length > 0 ? [tlv(0x30, ...entries)] : []),
      tlv(0xa0, tlv(0x30, number, ...extensions)),
    );
    return tlv(0x30, tbs, algorithm, tlv(3, [0, 0x30, 6, 2, 1, 1, 2, 1, 1]));
  }

  it('serial numbers that are zero or negative are said once', () => {
    const read = readCrl(crl([entry([5]), entry([0]), entry([0xff]), entry([0x80, 1]), entry([0, 0x80])]));
    expect(read.revoked().map(({ serial }) => serial.hex)).toEqual(['05', '00', '-01', '-7FFF', '80']);
    const [finding, ...more] = read.findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: 'x509_crl_serial', args: [2, '0', 3] });
    expect(codes(readCrl(crl([entry([5]), entry([0, 0x80])])).findings)).toEqual([]);
    expect(codes(readCrl(crl([])).findings)).toEqual([]);
  });
  it.skipIf(without('openssl'))('as OpenSSL prints them', () => {
    const text = openssl(crl([entry([0]), entry([0x80, 1])]), 'crl', '-text');
    expect(text).toMatch(/Serial Number: 0+\n/);
    expect(text).toMatch(/Serial Number: -7FFF\n/i);
  });

  it('a delta CRL', () => {
    const read = readCrl(crl([entry([5])], [critical('551d1b', tlv(2, [6]))]));
    expect(read).toMatchObject({ base: '6', indirect: false, number: '7' });
    expect(crlScope(read).map(({ message }) => message)).toEqual([
      'This is a delta CRL: it lists only changes since CRL number 6. Use it together with that CRL to check whether a certificate is revoked.',
    ]);
  });

  it('an indirect CRL: entries belong to the issuer that they or those before them name', () => {
    const point = critical('551d1c', tlv(0x30, tlv(0x84, [0xff])));
    const read = readCrl(
      crl([entry([1]), entry([2], of('Other CA')), entry([3]), entry([2], of('CRL Issuer'))], [point]),
    );
    expect(read.indirect).toBe(true);
    expect(codes(crlScope(read))).toEqual(['x509_crl_indirect']);
    expect(read.revoked().map(({ issuer }) => issuer?.text)).toEqual([
      undefined,
      'CN=Other CA',
      'CN=Other CA',
      'CN=CRL Issuer',
    ]);
    expect(read.revoked(2).map(({ issuer }) => issuer?.text)).toEqual(['CN=Other CA', 'CN=CRL Issuer']);
    const find = (serial: number, name?: string): number | undefined =>
      read.find(Uint8Array.of(serial), name === undefined ? undefined : dn(name))?.span.start;
    const starts = read.revoked().map(({ span }) => span.start);
    expect([find(1), find(2), find(3)]).toEqual([starts[0], starts[3], undefined]);
    expect([find(1, 'Other CA'), find(2, 'Other CA'), find(3, 'Other CA')]).toEqual([
      undefined,
      starts[1],
      starts[2],
    ]);
  });

  it('a CRL about a part', () => {
    const point = critical('551d1c', tlv(0x30, tlv(0x81, [0xff]), tlv(0x83, [4, 0x40])));
    const read = readCrl(crl([], [point]));
    expect(crlScope(read).map(({ args }) => fillTemplate('{0}', args ?? []))).toEqual([
      'certificates of users, some reasons of revocation',
    ]);
    expect(crlScope(readCrl(crl([], [critical('551d1c', tlv(0x30, tlv(0x81, [0])))])))).toEqual([]);
  });
});

describe('curves and algorithms by name', () => {
  it.each<[string, number, string, string]>([
    ['2a811ccf5501822d', 32, 'EC SM2', 'SM2'],
    ['2b2403030208010107', 32, 'EC brainpoolP256r1', 'brainpoolP256r1'],
    ['2b240303020801010c', 48, 'EC brainpoolP384t1', 'brainpoolP384t1'],
    ['2b81040020', 28, 'EC secp224k1', 'secp224k1'],
    ['2b81040027', 72, 'EC sect571r1', 'sect571r1'],
  ])('%s', (curve, octets, name, named) => {
    const key = readPublicKey(readAsn1(ecKey(curve, octets)).roots[0]);
    expect(key).toMatchObject({ name, curve: named, findings: [] });
    expect(key.bits).toBeGreaterThan(200);
  });

  it('SM2 with SM3', () => {
    const sm = tlv(0x30, oid('2a811ccf55018375'));
    const read = readCertificate(certificate({ spki: ecKey('2a811ccf5501822d', 32), signedWith: sm }));
    expect(read.signatureAlgorithm).toMatchObject({ name: 'SM2 with SM3', known: true });
    expect(codes(read.findings)).not.toContain('x509_algorithm_unknown');
  });

  it('GOST R 34.10-2012 and 2001', () => {
    const gost = (id: string, curve: string, octets: number): Uint8Array =>
      tlv(
        0x30,
        tlv(0x30, oid(id), tlv(0x30, oid(curve))),
        tlv(3, [0], tlv(4, new Uint8Array(octets).fill(9))),
      );
    const signed = tlv(0x30, oid('2a85030701010302'));
    const spki = gost('2a85030701010101', '2a8503020223 01'.replace(' ', ''), 64);
    const read = readCertificate(certificate({ spki, signedWith: signed }));
    expect(read.signatureAlgorithm.name).toBe('GOST R 34.10-2012 with GOST R 34.11-2012 256');
    expect(read.publicKey).toMatchObject({
      algorithm: 'GOST',
      name: 'GOST R 34.10-2012 256',
      bits: 256,
      curve: 'GostR3410-2001-CryptoPro-A',
      findings: [],
    });
    const old = readPublicKey(readAsn1(gost('2a8503020213', '2a850302022302', 64)).roots[0]);
    expect(old).toMatchObject({ name: 'GOST R 34.10-2001', bits: 256 });
    const long = readPublicKey(readAsn1(gost('2a85030701010102', '2a8503070102010201', 128)).roots[0]);
    expect(long).toMatchObject({ name: 'GOST R 34.10-2012 512', bits: 512, strength: 256 });
  });

  it('each name has one OID', () => {
    for (const name of [
      'SM2',
      'SM3',
      'SM2 with SM3',
      'brainpoolP512t1',
      'GOST R 34.11-2012 512',
      'sect233k1',
    ])
      expect(oidName(oidByName(name)!)).toBe(name);
  });
});
