/** Lists of INTEGERs look alike: what each is. PEM blocks by OpenSSL 3.0.19 (`openssl dhparam`, `openssl genpkey -genparam`). */
import { createECDH, generateKeyPairSync, getDiffieHellman, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import fc from '../../properties';
import { readAsn1 } from '../../../src/core/asn1/read';
import { recognise } from '../../../src/core/asn1/schema/recognise';
import { unsignedBits } from '../../../src/core/asn1/value';
import { structureOf, structureUnder } from '../../../src/core/input/material';

const octets = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

function tlv(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}
/** An INTEGER that is not negative. */
const integer = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const content = octets(hex.length % 2 === 0 ? hex : `0${hex}`);
  return tlv(2, content[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), content]) : content);
};
const list = (...values: bigint[]): Buffer => tlv(0x30, Buffer.concat(values.map(integer)));
const odd = (bits: number): bigint => (1n << BigInt(bits - 1)) + 0x10001n;

const dh5 = base64(
  'MEYCQQD2ldfV55kJBNNwES/ervPYIwimCrL7pCuMdJ6aw8zOlGFuueHLjm78WjM/l+GkxDLI+Gkr6QPa+DhPdRrzGkR3AgEF',
);
const dh3 = base64(
  'MEYCQQCz7xrCE3fwmVfQV2gFNa/12UpDVadBUNHXK36++8Ew05T/1W5F9BR+ERnhUNyULscWMD5fRNS0nMDtixI3vd+PAgED',
);
const dh2 = base64(
  'MEYCQQDen/oVX9yQEolemryClFl3kfgNx6qCWNVlX9OqoM93vokNp221G9dkNQYyFjc6fiPnFVoo5J9Sx45+5KPAas0nAgEC',
);
const dsa = base64(
  'MIIBHwKBgQDj8pIIPHN2HPrQCp1HzjDcL2du96FdMva+/LnIuLQIFSRv6jILlHx0FQenyqN0RcAplLzH/k1TeWkWX9Zg3IYGxsdy/HWvGCcwjUfc' +
    'bwgOWPdASDJGeA82SZ+yIXf19XR1JlvAiqpNhGUr8mCOBU4tsB8MaOGoUVeOON/UgUZyLQIVAONsmlu2rDGFP7SsFWrzieZKX/lpAoGBAM9RaDhN' +
    'xpRdkUwQrubml5MixPJYGroOCvWvAQDIvIsdc2QpZqgj+N1lUXvpj6zMjRaT96jdzLBAm2iWlvO+OvlyguQeaJRdnidhMqIg6OjkxRUVMr9bHrA/' +
    '2aksd9r2lP+LpEq7/Xs1MlcGJ6k/1dQB6bmxa1TNpacCDmu5n4no',
);
const dhx = base64(
  'MIGkAkEAu+T8WxoTo3EJYKsU35zGvGUN0DwWNPzcdO04a95WzBScaNc2DUJY93PBsEUwDFwlmxCrlHVJxnnXBZ1HBaEjswJATP/CjkRu2jrA4C5S' +
    '2gGO5B3o8SiGLS/DgHLN5smVtKaYTzoe2QQggG9GSkTMFA5HspaTMgmAIRF6LXVzBGu6QwIdALzzgUb+41GXmlgMw6zQ4cV12ooEllwV2ygT1bM=',
);

describe('lists of INTEGERs', () => {
  /** The first number of 1024 bits and more with this rest that 7 divides: no prime. */
  const like = (rest: bigint, modulo: bigint): bigint => {
    let value = odd(1024) - (odd(1024) % modulo) + rest;
    while (value % 7n !== 0n) value += modulo;
    return value;
  };
  const group = BigInt(`0x${getDiffieHellman('modp14').getPrime('hex')}`);
  it.each<[string, Uint8Array, string | undefined]>([
    ['DH parameters, generator 2', dh2, 'DhParameters'],
    ['DH parameters, generator 5', dh5, 'DhParameters'],
    ['DH parameters, generator 3', dh3, 'DhParameters'],
    ['DH parameters, RFC 3526', list(group, 2n), 'DhParameters'],
    ['DH parameters with the length of the private value', list(group, 2n, 225n), 'DhParameters'],
    ['DSA parameters', dsa, 'DsaParameters'],
    ['DH parameters of X9.42', dhx, 'X942DhParameters'],
    ['DH parameters of X9.42, generator 2', list(group, 2n, (group - 1n) / 2n), 'X942DhParameters'],
    ['an even modulus', list(odd(2048) - 1n, 65_537n), undefined],
    ['a modulus of 511 bits', list(odd(511), 65_537n), undefined],
    ['an even exponent of more than a generator', list(odd(2048), 65_536n << 16n), undefined],
    ['exponent 1', list(odd(2048), 1n), undefined],
    ['a modulus of 512 bits', list(odd(512), 65_537n), 'RSAPublicKey'],
    ['exponent 3, as payment keys have it', list(odd(1024), 3n), 'RSAPublicKey'],
    ['an exponent as long as the modulus', list(odd(1024) + 2n, odd(1023)), 'RSAPublicKey'],
    // p mod 12 = 11 or p mod 60 = 59, as of DH parameters, and divided by 7.
    ['a modulus like a safe prime, exponent 3', list(like(11n, 12n), 3n), 'RSAPublicKey'],
    ['a modulus like a safe prime, exponent 5', list(like(59n, 60n), 5n), 'RSAPublicKey'],
    ['a generator of which nothing is known', list(group, 7n), 'RSAPublicKey'],
    ['p, q and g, q of 128 bits', list(odd(1024), odd(128), odd(1000)), 'DsaParameters'],
    ['p, q and g, q of 127 bits', list(odd(1024), odd(127), odd(1000)), undefined],
    ['p, q and g, q even', list(odd(1024), odd(160) - 1n, odd(1000)), undefined],
    ['p, q and g, q as long as g', list(odd(1024), odd(160), odd(160)), undefined],
    ['p, q and g, q a bit shorter than g', list(odd(1024), odd(160), odd(161)), 'DsaParameters'],
    ['p, g and q, q of 128 bits', list(odd(1024), odd(1000), odd(128)), 'X942DhParameters'],
    ['p, g and q, q of 127 bits', list(odd(1024), odd(1000), odd(127)), undefined],
    ['p, g and q, q even', list(odd(1024), odd(1000), odd(160) - 1n), undefined],
    ['p, g and q, g as long as q', list(odd(1024), odd(160) - 1n, odd(160)), undefined],
    [
      'a small generator of 16 bits and a length of 32 bits',
      list(group, 0xffffn, 0xffffffffn),
      'DhParameters',
    ],
    ['a small generator and a length of 33 bits', list(group, 2n, 0x1ffffffffn), undefined],
    ['a generator of 17 bits and a length', list(group, 0x1ffffn, 225n), undefined],
    ['r and s of 100 bits', list(odd(100), odd(100)), 'DsaSignature'],
    ['r and s of 99 bits', list(odd(99), odd(99)), undefined],
    ['r and s of 576 bits', list(odd(576), odd(576)), 'DsaSignature'],
    ['numbers of 577 bits', list(odd(577), odd(577)), 'RSAPublicKey'],
    ['r and s that differ by 20 bits', list(odd(256), odd(236)), 'DsaSignature'],
    ['r and s that differ by 21 bits', list(odd(256), odd(235)), undefined],
    ['r and s that differ by 20 bits, r shorter', list(odd(236), odd(256)), 'DsaSignature'],
    ['r and s that differ by 21 bits, r shorter', list(odd(235), odd(256)), undefined],
    ['exponent of 256 bits, modulus of 576', list(odd(576), odd(256)), 'RSAPublicKey'],
    ['exponent of 257 bits, modulus of 576', list(odd(576), odd(257)), undefined],
    ['exponent a bit longer than its modulus', list(odd(1024), odd(1025)), undefined],
    ['numbers of 40 bits', list(odd(40), odd(40)), undefined],
    ['two small numbers', octets('3006 02010B 020103'), undefined],
    ['six numbers', list(0n, 1n, 2n, 3n, 4n, 5n), 'DSAPrivateKey'],
  ])('%s', (_, der, type) => expect(structureOf(der)).toBe(type));

  it('a modulus without its leading zero is read as a number without sign', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const der = publicKey.export({ type: 'pkcs1', format: 'der' });
    expect(structureOf(der)).toBe('RSAPublicKey');
    // 30 81 89 02 81 81 00 …: the 00 taken out.
    const bare = Buffer.concat([octets('3081880281 80'), der.subarray(7)]);
    expect(structureOf(bare)).toBe('RSAPublicKey');
    expect(unsignedBits(readAsn1(bare).roots[0]!.children()[0]!.content)).toBe(1024);
  });

  it.each([
    'secp112r1',
    'prime192v1',
    'prime256v1',
    'secp384r1',
    'secp521r1',
    'brainpoolP512r1',
    'sect571r1',
  ])('signatures of %s are not keys', (namedCurve) => {
    expect(createECDH(namedCurve).generateKeys().length).toBeGreaterThan(0);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    for (let i = 0; i < 20; i++)
      expect(structureOf(sign('sha256', Buffer.from([i]), privateKey))).toBe('DsaSignature');
  });

  it('signatures of DSA with q of 160 and 256 bits', () => {
    for (const bits of [160, 256]) expect(structureOf(list(odd(bits), odd(bits - 3)))).toBe('DsaSignature');
  });

  it('a label decides where both fit, and nothing else', () => {
    expect(structureUnder(list(odd(2048), 5n), 'DH PARAMETERS')).toBe('DhParameters');
    expect(structureUnder(dh5, 'RSA PUBLIC KEY')).toBe('RSAPublicKey');
    expect(structureUnder(list(odd(2048), 65_537n), 'DH PARAMETERS')).toBe('RSAPublicKey');
    expect(structureUnder(dh2, 'RSA PUBLIC KEY')).toBe('DhParameters');
    expect(structureUnder(dsa, 'RSA PUBLIC KEY')).toBe('DsaParameters');
  });

  it('names the numbers', () => {
    const [root] = readAsn1(dsa).roots;
    const { names } = recognise(root!)!;
    expect(root!.children().map((child) => names.nameOf(child)?.field)).toEqual(['p', 'q', 'g']);
  });

  it('never throws, and calls nothing an RSA key that has an even modulus or exponent', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { minLength: 1, maxLength: 6 }), (numbers) => {
        const der = tlv(0x30, Buffer.concat(numbers.map((content) => tlv(2, content))));
        const type = structureOf(der);
        if (type === 'RSAPublicKey') for (const number of numbers) expect(number.at(-1)! & 1).toBe(1);
      }),
    );
  });
});
