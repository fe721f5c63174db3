import { describe, expect, it } from 'vitest';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { passwordOctets, pbkdf2, pkcs12Key } from '../../../src/core/crypto/passphrase';

describe('the derivation of PKCS#12', () => {
  // The vectors that GnuTLS and Bouncy Castle test with; the last one is of `openssl kdf PKCS12KDF`.
  it.each([
    ['SHA-1', 1, 'smeg', '0A58CF64530D823F', 1, '8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3'],
    ['SHA-1', 2, 'smeg', '0A58CF64530D823F', 1, '79993DFE048D3B76'],
    ['SHA-1', 3, 'smeg', '3D83C0E4546AC140', 1, '8D967D88F6CAA9D714800AB3D48051D63F73A312'],
    ['SHA-1', 1, 'queeg', '05DEC959ACFF72F7', 1000, 'ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4'],
    ['SHA-1', 3, 'queeg', '263216FCC2FAB31C', 1000, '5EC4C7A80DF652294C3925B6489A7AB857C83476'],
    [
      'SHA-256',
      3,
      '\u20ac\u0100',
      '0A58CF64530D823F',
      2,
      '5A562BAC4399E9BA1E909465945C5629B12EAD6C602C43CBCE60FBCB9E37EC598D565B0D4E4052D8',
    ],
  ] as const)('%s, purpose %i, "%s"', (hash, purpose, passphrase, salt, iterations, expected) => {
    const key = pkcs12Key(hash, passphrase, fromHex(salt)!, iterations, purpose, expected.length / 2);
    expect(toUpperHex(key)).toBe(expected);
  });
});

describe('PBKDF2', () => {
  // RFC 6070, RFC 7914 section 11.
  it.each([
    ['SHA-1', 'password', 'salt', 4096, '4B007901B765489ABEAD49D926F721D065A429C1'],
    [
      'SHA-256',
      'passwd',
      'salt',
      1,
      '55AC046E56E3089FEC1691C22544B605F94185216DDE0465E68B9D57C20DACBC49CA9CCCF179B645991664B39D77EF317C71B845B1E30BD509112041D3A19783',
    ],
  ] as const)('%s', async (hash, password, salt, iterations, expected) => {
    const [key, bytes] = [passwordOctets(password), passwordOctets(salt)];
    expect(toUpperHex(await pbkdf2(hash, key, bytes, iterations, expected.length / 2))).toBe(expected);
  });
});

it('passphrases are UTF-8, a broken pair of surrogates a question mark', () => {
  expect(toUpperHex(passwordOctets('a\u00e4\u20ac\u{1f511}\ud800'))).toBe('61C3A4E282ACF09F94913F');
});
