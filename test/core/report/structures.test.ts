/** What a report has of private keys, key stores, messages, and of what is not known: names, lengths, and nothing more. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPemBlocks } from '../../../src/core/input/pem';
import { reportOf } from '../../../src/core/report/report';
import { awsReportJudge } from '../../../src/keyservice/rules/reportJudge';
import { tlv } from '../asn1/makeCrl';
import { reportLines } from './lines';

const options = { at: new Date('2026-11-30T00:00:00Z'), judge: awsReportJudge };
const folder = import.meta.dirname;
const kept = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(folder, '../crypto', file), 'utf8')) as Record<string, string>;
const sample = (name: string): Buffer => readFileSync(path.join(folder, '../../../media/samples', name));
const pem = (label: string, base64: string, headers = ''): string =>
  `-----BEGIN ${label}-----\n${headers}${base64.replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const held = async (
  file: string,
  cases: readonly (readonly [string, string | Uint8Array])[],
): Promise<void> => {
  const lines = cases.flatMap(([title, input]) => reportLines(title, reportOf(input, options)));
  await expect(lines.join('\n')).toMatchFileSnapshot(`whole/${file}.txt`);
};

it('private keys and key stores, by themselves and as PEM', async () => {
  const keys = kept('privateKeys.json');
  const stores = Object.entries(kept('stores.json')).filter(([name]) => name !== 'about');
  const labels: Record<string, string> = {
    EC: 'EC PRIVATE KEY',
    RS: 'RSA PRIVATE KEY',
    PB: 'ENCRYPTED PRIVATE KEY',
  };
  const rsa = keys['PKCS8-RSA']!;
  await held('privateKeys', [
    ...[...Object.entries(keys), ...stores].map(
      ([name, text]) => [name, Uint8Array.from(Buffer.from(text, 'base64'))] as const,
    ),
    ...Object.entries(keys).map(
      ([name, text]) =>
        [
          `${name} as PEM`,
          pem(labels[name.slice(0, 2)] ?? (name.startsWith('PKCS8') ? 'PRIVATE KEY' : 'PKCS12'), text),
        ] as const,
    ),
    [
      'encrypted by its header',
      pem('RSA PRIVATE KEY', rsa, 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n'),
    ],
    ['cut off', pem('PRIVATE KEY', rsa.slice(0, 200))],
    ['a digit that is none', pem('PRIVATE KEY', rsa.replace('E', '!'))],
    ['with another label', pem('CERTIFICATE', rsa)],
    ['with a key as label', pem('KEY 0123456789ABCDEF0123456789ABCDEF', 'MAMCAQU=')],
  ]);
});

it('public keys, other formats, and what is not known', async () => {
  const [certificate] = findPemBlocks(sample('expired.crt').toString('latin1'));
  const { bytes } = certificate!;
  const date = (text: string): Uint8Array =>
    tlv(0x30, tlv(0x17, Buffer.from(text)), tlv(0x18, Buffer.from(`${text}00`)));
  await held('otherStructures', [
    ['a key of a certificate', bytes.subarray(bytes.indexOf(0x59, 100) - 1)],
    [
      'SubjectPublicKeyInfo',
      pem(
        'PUBLIC KEY',
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExQzG/Lw4MLEuBcwPhd5BinEJzh0Y4f6HJ4bfAfw9Oc09Rc698yU+519MPUgPOpUCTV2WUqHaFpbfTuvnfrY+zg==',
      ),
    ],
    [
      'OpenSSH',
      pem(
        'OPENSSH PRIVATE KEY',
        base64(
          Buffer.from(
            'openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01\0\0\0\x0f\0\0\0\x0bssh-ed25519',
          ),
        ),
      ),
    ],
    ['OpenPGP', pem('PGP PUBLIC KEY BLOCK', 'mDMEAAAAABYJKwYBBAHaRw8BAQdA')],
    ['nothing at all', Uint8Array.of(0, 1, 2, 3)],
    ['a number', Uint8Array.of(2, 1, 5)],
    ['a number and more', Uint8Array.of(2, 1, 5, 0)],
    ['a sequence that is cut off', Uint8Array.of(0x30, 9, 2, 1, 5)],
    ['a label and a number', pem('THING', 'AgEF')],
    ['a label and no structure', pem('THING', 'AAECAwQFBgc=')],
    ['a faulty date', date('2613')],
    ['a faulty date with a label', pem('THING', base64(date('261399')))],
    ['parameters', pem('EC PARAMETERS', 'BggqhkjOPQMBBw==')],
    ['a certificate that is cut off', bytes.subarray(0, 200)],
    ['the same as PEM', pem('CERTIFICATE', base64(bytes.subarray(0, 201)))],
    ['as base64', base64(bytes)],
    ['as base64 of PEM', base64(Buffer.from(pem('CERTIFICATE', base64(bytes))))],
    ['as hexadecimal digits', Buffer.from(bytes).toString('hex')],
    ['as a trusted one', pem('TRUSTED CERTIFICATE', base64(bytes))],
    ['with bytes behind it', pem('CERTIFICATE', base64(Buffer.concat([bytes, Uint8Array.of(1, 2, 3)])))],
    ['as request', pem('CERTIFICATE REQUEST', base64(bytes))],
    ['a faulty one', Uint8Array.from(bytes, (octet, at) => (at === 12 ? 4 : octet))],
  ]);
});

describe('messages', () => {
  const oid = (hex: string): Uint8Array => tlv(6, Buffer.from(hex, 'hex'));
  const [data, signed, enveloped, encryptedData, digested] = [1, 2, 3, 6, 5].map((n) =>
    oid(`2a864886f70d01070${n}`),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const text = (value: string): Uint8Array => tlv(0x0c, Buffer.from(value));
  const name = (value: string): Uint8Array => tlv(0x30, tlv(0x31, tlv(0x30, oid('550403'), text(value))));
  const party = (value: string): Uint8Array => tlv(0x30, name(value), tlv(2, [7]));
  const sha256 = tlv(0x30, oid('608648016503040201'));
  const rsa = tlv(0x30, oid('2a864886f70d010101'), tlv(5));
  const aes = tlv(0x30, oid('60864801650304012a'), tlv(4, new Uint8Array(16)));
  const message = (type: Uint8Array, ...parts: Uint8Array[]): Uint8Array =>
    tlv(0x30, type, tlv(0xa0, tlv(0x30, ...parts)));
  const crl = Uint8Array.from(
    sample('revoked.crl').toString('latin1').startsWith('-----')
      ? findPemBlocks(sample('revoked.crl').toString('latin1'))[0]!.bytes
      : sample('revoked.crl'),
  );
  const certificates = findPemBlocks(sample('chain.pem').toString('latin1')).map(({ bytes }) => bytes);
  const time = tlv(
    0xa0,
    tlv(0x30, oid('2a864886f70d010905'), tlv(0x31, tlv(0x17, Buffer.from('260102030405Z')))),
  );
  const signer = (value: string, ...attributes: Uint8Array[]): Uint8Array =>
    tlv(0x30, tlv(2, [1]), party(value), sha256, ...attributes, rsa, tlv(4, [1, 2, 3]));
  const signedMessage = (content: Uint8Array[], bags: Uint8Array[], ...signers: Uint8Array[]): Uint8Array =>
    message(
      signed,
      tlv(2, [1]),
      tlv(0x31, sha256),
      tlv(0x30, data, ...content),
      ...bags,
      tlv(0x31, ...signers),
    );
  const recipient = (value: string, key: readonly number[]): Uint8Array =>
    tlv(0x30, tlv(2, [0]), party(value), rsa, tlv(4, key));
  const agreement = (...keys: number[]): Uint8Array =>
    tlv(
      0xa1,
      tlv(2, [3]),
      tlv(0xa0, party('Originator')),
      tlv(0x30, oid('2b8104010b01'), tlv(0x30, oid('60864801650304012d'))),
      tlv(0x30, ...keys.map((key) => tlv(0x30, party(`R${key}`), tlv(4, [key, 1, 2])))),
    );
  const encrypted = (...ciphertext: Uint8Array[]): Uint8Array => tlv(0x30, data, aes, ...ciphertext);
  const envelope = (content: Uint8Array, ...recipients: Uint8Array[]): Uint8Array =>
    message(enveloped, tlv(2, [2]), tlv(0x31, ...recipients), content);
  const content = tlv(0xa0, tlv(4, Buffer.from('any text')));
  const many = <One>(count: number, one: (nth: number) => One): One[] =>
    Array.from({ length: count }, (_, n) => one(n));

  it('say who signed, for whom they are, and lengths of what is encrypted', () =>
    held('messages', [
      ['no signer, no content', signedMessage([], [])],
      ['content of no bytes', signedMessage([tlv(0xa0, tlv(4))], [])],
      ['signed', signedMessage([content], [], signer('A'), signer('B', time))],
      ['one CRL', signedMessage([], [tlv(0xa1, crl)])],
      ['three CRLs', signedMessage([], [tlv(0xa1, crl, crl, crl)])],
      [
        'certificates, one expired, and a CRL',
        signedMessage([], [tlv(0xa0, ...certificates), tlv(0xa1, crl)]),
      ],
      [
        'enveloped',
        envelope(encrypted(tlv(0x80, [9, 8, 7])), recipient('A', [1, 2]), recipient('B', [3, 4])),
      ],
      ['without ciphertext', envelope(encrypted(), recipient('A', [1, 2]))],
      ['by agreement', envelope(encrypted(tlv(0x80, [9, 8, 7])), agreement(1, 2))],
      ['encrypted', message(encryptedData, tlv(2, [0]), encrypted(tlv(0x80, [1, 2, 3])))],
      ['digested', message(digested, tlv(2, [0]), sha256, tlv(0x30, data, content), tlv(4, [1, 2]))],
      ['data', tlv(0x30, data, tlv(0xa0, tlv(4, [1, 2, 3])))],
      ['of no known type', tlv(0x30, oid('2a0304'), tlv(0xa0, tlv(2, [5])))],
    ]));

  it('tell twenty signers, recipients and keys, fifty certificates, and findings once', () => {
    const lines = (bytes: Uint8Array): string[] => reportLines('', reportOf(bytes, options));
    const count = (bytes: Uint8Array, id: string): number =>
      lines(bytes).filter((line) => line.trimStart().startsWith(`${id}-`)).length;
    for (const [made, expected] of [
      [20, 20],
      [21, 20],
    ] as const) {
      expect(count(signedMessage([], [], ...many(made, (n) => signer(`S${n}`))), 'signer')).toBe(expected);
      expect(count(envelope(encrypted(), ...many(made, (n) => recipient(`R${n}`, [n]))), 'recipient')).toBe(
        expected,
      );
      expect(count(envelope(encrypted(), agreement(...many(made, (n) => n))), 'encryptedKey')).toBe(expected);
    }
    const expired = certificates[2]!;
    for (const [made, expected] of [
      [50, 50],
      [51, 50],
    ] as const) {
      const bytes = signedMessage([], [tlv(0xa0, ...many(made, () => expired))]);
      expect(count(bytes, 'certificate')).toBe(expected);
    }
    const twice = signedMessage([], [tlv(0xa0, expired, expired)]);
    expect(lines(twice).filter((line) => line.includes('x509_expired'))).toHaveLength(2);
  });
});
