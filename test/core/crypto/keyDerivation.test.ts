import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveKey } from '../../../src/core/crypto/keyDerivation';
import { without } from '../../programs';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('keys from a shared secret', () => {
  // NIST CAVS 12.0, ansx963_2001: SHA-256, Z of 192 bits, no shared information, 128 bits of key.
  it('ANSI X9.63 with the published vector', () => {
    const key = deriveKey(hex('96c05619d56c328ab95fe84b18264b08725b85e33fd34f08'), {
      function: 'ANSI_X963',
      hash: 'SHA_256',
      sharedInformation: new Uint8Array(),
      bytes: 16,
    });
    expect(Buffer.from(key).toString('hex')).toBe('443024c3dae66b95e6f5670601558f71');
  });

  it
    .skipIf(without('openssl'))
    .each(
      (['NIST_SP800', 'ANSI_X963'] as const).flatMap((name) =>
        (['SHA_256', 'SHA_384', 'SHA_512'] as const).flatMap((hash) =>
          [16, 24, 32, 100].map((bytes) => [name, hash, bytes] as const),
        ),
      ),
    )('%s with %s, %d bytes, as OpenSSL', (name, hash, bytes) => {
    const secret = new Uint8Array(randomBytes(66));
    const information = new Uint8Array(randomBytes(17));
    const theirs = execFileSync('openssl', [
      'kdf',
      '-keylen',
      String(bytes),
      '-kdfopt',
      `digest:SHA2-${hash.slice(4)}`,
      '-kdfopt',
      `hexsecret:${Buffer.from(secret).toString('hex')}`,
      '-kdfopt',
      `hexinfo:${Buffer.from(information).toString('hex')}`,
      '-binary',
      name === 'NIST_SP800' ? 'SSKDF' : 'X963KDF',
    ]);
    const ours = deriveKey(secret, { function: name, hash, sharedInformation: information, bytes });
    expect(ours).toEqual(new Uint8Array(theirs));
  });
});
