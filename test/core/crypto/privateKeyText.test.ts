import { generateKeyPairSync } from 'node:crypto';
import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { readPrivateKeyFile } from '../../../src/core/crypto/privateKeyFile';
import { privateKeyOctets } from '../../../src/core/crypto/privateKey';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const der = privateKey.export({ type: 'pkcs8', format: 'der' });
const hex = der.toString('hex');

describe('a private key that is pasted', () => {
  it.each([
    ['PEM', pem],
    ['PEM whose line breaks are gone', pem.replaceAll('\n', '')],
    ['PEM whose line breaks became blanks', pem.replaceAll('\n', ' ')],
    ['PEM with line breaks spelled out', pem.replaceAll('\n', '\\n')],
    ['PEM in its old form', privateKey.export({ type: 'pkcs1', format: 'pem' }) as string],
    ['base64', ` ${der.toString('base64')} `],
    ['hexadecimal digits', hex],
    ['hexadecimal digits in pairs', hex.toUpperCase().replace(/(..)(?=.)/g, '$1:')],
  ])('as %s', async (_, text) => {
    const read = await readPrivateKeyFile(privateKeyOctets(text)!);
    const expected = text.includes('RSA PRIVATE') ? privateKey.export({ type: 'pkcs1', format: 'der' }) : der;
    expect(Buffer.from(read.der).equals(expected)).toBe(true);
  });

  it.each([
    '',
    ' ',
    'password',
    '30',
    'MII',
    hex.slice(1),
    `${hex}!`,
    '0123456789ABCDEF',
    pem.slice(40, 200),
  ])('not: %j', async (text) => {
    const octets = privateKeyOctets(text);
    // What begins like one is refused by its reader.
    if (octets) await expect(readPrivateKeyFile(octets)).rejects.toThrow();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void privateKeyOctets(text)));
    fc.assert(fc.property(fc.string(), (text) => void privateKeyOctets(`M${text}`)));
  });
});
