import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pfxOf } from '../../../src/core/crypto/pkcs12';
import { readPkcs12, clearKeys } from '../../../src/core/crypto/pkcs12Store';
import { privateKeyOctets } from '../../../src/core/crypto/privateKey';
import { readPrivateKeyFile } from '../../../src/core/crypto/privateKeyFile';
import { findStructures } from '../../../src/core/input/material';
import { toPem } from '../../../src/core/input/pem';
import { berPfx } from './berPfx';
import { leftovers } from './leftovers';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url');
const pem = toPem('PRIVATE KEY', der);
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));

/** A key in the clear, with what is left of it besides what its reader hands out. */
describe('a private key in the clear leaves no copy', () => {
  it('and the recorder sees one that is left', async () => {
    expect(await leftovers(secret, () => new Uint8Array(der).slice())).toBe(2);
  });

  it('of the PEM block that it was read from', async () => {
    expect(
      await leftovers(
        secret,
        () => readPrivateKeyFile(text(pem)),
        (file) => [file.der],
      ),
    ).toBe(0);
    expect(await leftovers(secret, () => privateKeyOctets(pem))).toBe(0);
  });

  it.each([
    ['base64 of PEM', Buffer.from(pem).toString('base64')],
    ['base64', Buffer.from(der).toString('base64')],
    ['hex', Buffer.from(der).toString('hex')],
    ['PEM', pem],
  ])('of %s in a text', async (encoding, given) => {
    expect(findStructures(given).map((one) => one.encoding.toLowerCase())).toEqual([encoding.toLowerCase()]);
    const found = (): readonly Uint8Array[] => findStructures(given).map(({ bytes }) => bytes);
    expect(await leftovers(secret, found, (kept) => kept)).toBe(0);
    // The PEM inside is text with the key in it, too.
    expect(await leftovers(Buffer.from(pem.slice(40, 80)), found)).toBe(0);
  });

  it('of a key store in BER, whose octets are in pieces', async () => {
    const file = berPfx(der);
    expect(clearKeys(readPkcs12(file)!)).toHaveLength(1);
    expect(pfxOf(file)!.base).toBeUndefined();
    const left = [
      await leftovers(
        secret,
        () => readPkcs12(file),
        () => [file],
      ),
      await leftovers(
        secret,
        () => readPrivateKeyFile(file, 'any'),
        (read) => [file, read.der],
      ),
    ];
    expect(left).toEqual([0, 0]);
    // The file itself is the caller's.
    expect(Buffer.from(file).includes(secret)).toBe(true);
  });
});
