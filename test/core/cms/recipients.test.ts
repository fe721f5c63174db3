/** Recipients whose encrypted key is missing or something else: RFC 5652 6.2. */
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { readRecipients } from '../../../src/core/cms/recipients';
import type { Finding } from '../../../src/core/findings';
import { tlv } from '../asn1/makeCrl';

const version = tlv(0x02, [0]);
const party = tlv(0x30, tlv(0x30), tlv(0x02, [7]));
/** RSA encryption. */
const algorithm = tlv(0x30, tlv(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]));
const key = tlv(0x04, [1, 2, 3]);
const number = tlv(0x02, [5]);

function read(...members: Uint8Array[]) {
  const findings: Finding[] = [];
  const recipients = readRecipients(readAsn1(tlv(0x31, ...members)).roots[0], findings);
  return { recipients, said: findings.map(({ message, span }) => [message, span]) };
}

const missing = 'its encrypted key is missing';
const other = 'its encrypted key is INTEGER, not an OCTET STRING';

describe('the encrypted key of a recipient', () => {
  const transport = (...last: Uint8Array[]) => tlv(0x30, version, party, algorithm, ...last);
  const agreement = (...last: Uint8Array[]) =>
    tlv(
      0xa1,
      version,
      tlv(0xa0, party),
      algorithm,
      tlv(0x30, tlv(0x30, party, key), tlv(0x30, party, ...last)),
    );
  const kek = (...last: Uint8Array[]) => tlv(0xa2, version, tlv(0x30, key), algorithm, ...last);
  const password = (...last: Uint8Array[]) => tlv(0xa3, version, algorithm, ...last);

  it.each([
    ['key transport', transport],
    ['key agreement', agreement],
    ['key encryption key', kek],
    ['password', password],
  ] as const)('%s', (name, make) => {
    const whole = make(key);
    expect(read(whole).said).toEqual([]);
    expect(Array.from(read(whole).recipients[0]!.encryptedKeys.at(-1)!)).toEqual([1, 2, 3]);
    for (const [one, why] of [
      [make(), missing],
      [make(number), other],
    ] as const)
      // Behind a sound one: the finding is at the recipient that it is about.
      expect(read(whole, one).said).toEqual([
        [
          `The ${name} recipient is not complete: ${why}.`,
          { start: 2 + whole.length, end: 2 + whole.length + one.length },
        ],
      ]);
  });

  it('is not asked for where the kind is not known', () => {
    expect(read(tlv(0xa4, tlv(0x06, [0x2a, 3]))).said).toEqual([]);
  });
});
