/** Labels against contents, other formats, and what is folded under damage. Keys by OpenSSL 3, OpenSSH 9 and Node's crypto. */
import { generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import fc from '../../properties';
import { findKeyMaterial, structureOf } from '../../../src/core/input/material';
import { findOtherFormats, structureNote } from '../../../src/core/input/otherFormats';
import { findPemBlocks, pemLabels, toPem } from '../../../src/core/input/pem';
import { isDamaged, materialFindings, pemFindings } from '../../../src/core/input/pemFindings';
import { unfolded } from '../../../src/core/findings';
import { issue, issueCrl, party } from '../x509/issue';

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Label Root');
const certificate = issue(root, root, { ca: true });
const keys = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privateDer = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): Uint8Array =>
  new Uint8Array(key.export({ type, format: 'der' } as never) as unknown as Buffer);
const publicDer = (key: KeyObject, type: 'pkcs1' | 'spki'): Uint8Array =>
  new Uint8Array(key.export({ type, format: 'der' }) as Buffer);
function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const pkcs7 = (...certificates: readonly Uint8Array[]): Buffer =>
  tlv(
    0x30,
    hex('06092a864886f70d010702'),
    tlv(
      0xa0,
      tlv(0x30, hex('020101 3100 300b06092a864886f70d010701'), tlv(0xa0, ...certificates), hex('3100')),
    ),
  );

const said = (label: string, der: Uint8Array): string[] => {
  const [block] = findPemBlocks(toPem(label, der));
  const { frame, content } = pemFindings(block!, now);
  return [...frame, ...content].map(({ code, message }) => `${code}: ${message}`);
};
const refused = 'Programs that rely on the label reject it.';

describe('label and content', () => {
  it.each<[string, Uint8Array, string]>([
    [
      'CERTIFICATE',
      pkcs7(certificate),
      `pem_label: This is PKCS #7 with 1 certificate (CN=Label Root) with the label CERTIFICATE; the label should be PKCS7. ${refused}`,
    ],
    [
      'X509 CERTIFICATE',
      pkcs7(certificate, certificate),
      `pem_label: This is PKCS #7 with 2 certificates with the label X509 CERTIFICATE; the label should be PKCS7. ${refused}`,
    ],
    [
      'PRIVATE KEY',
      certificate,
      'pem_label_no_key: This is a certificate with the label PRIVATE KEY: there is no private key in it. Look for the key in another file. The label should be CERTIFICATE.',
    ],
    [
      'CERTIFICATE',
      publicDer(keys.publicKey, 'spki'),
      `pem_label: This is a public key (X.509) with the label CERTIFICATE; the label should be PUBLIC KEY. ${refused}`,
    ],
    [
      'PUBLIC KEY',
      publicDer(keys.publicKey, 'pkcs1'),
      `pem_label: This is an RSA public key (PKCS #1) with the label PUBLIC KEY; the label should be RSA PUBLIC KEY. ${refused}`,
    ],
    [
      'DH PARAMETERS',
      sign('sha256', Buffer.of(1), ec.privateKey),
      'pem_label_other: This is an ECDSA or DSA signature with the label DH PARAMETERS. Ask the sender for the material that the label names.',
    ],
  ])('%s', (label, der, message) => expect(said(label, der)).toEqual([message]));

  it.each<[string, Uint8Array, string]>([
    ['RSA PRIVATE KEY', privateDer(keys.privateKey, 'pkcs8'), 'PRIVATE KEY'],
    ['PRIVATE KEY', privateDer(keys.privateKey, 'pkcs1'), 'RSA PRIVATE KEY'],
    ['PRIVATE KEY', privateDer(ec.privateKey, 'sec1'), 'EC PRIVATE KEY'],
    ['CERTIFICATE', privateDer(ec.privateKey, 'pkcs8'), 'PRIVATE KEY'],
  ])('a private key under %s is said to be one in the clear, too', (label, der, right) => {
    const [wrong, clear, ...more] = said(label, der);
    expect(wrong).toContain(`the label should be ${right}.`);
    expect(clear).toMatch(/^private_key_not_encrypted/);
    expect(more).toEqual([]);
  });

  it('PKCS #12', () => {
    const pfx = tlv(
      0x30,
      hex('020103'),
      tlv(0x30, hex('06092a864886f70d010701'), tlv(0xa0, tlv(4, tlv(0x30)))),
    );
    expect(structureOf(pfx)).toBe('PFX');
    expect(said('PRIVATE KEY', pfx)).toEqual([expect.stringMatching(/^pem_label_pkcs12: .* \.p12 file/)]);
    expect(said('PKCS12', pfx)).toEqual([]);
    const codes = (label: string): string[] =>
      pemFindings(findPemBlocks(toPem(label, pfx))[0]!, now).notes.map(({ code }) => code);
    expect([codes('PKCS12'), codes('PRIVATE KEY')]).toEqual([['format_pkcs12'], []]);
  });

  it('nothing of labels that fit, of others, and of what is encrypted', () => {
    const samples: readonly (readonly [string, Uint8Array])[] = [
      ['CERTIFICATE', certificate],
      ['TRUSTED CERTIFICATE', certificate],
      ['TR34 KDH CERTIFICATE', certificate],
      ['PKCS7', pkcs7(certificate)],
      ['CMS', pkcs7(certificate)],
      ['PUBLIC KEY', publicDer(ec.publicKey, 'spki')],
      ['RSA PUBLIC KEY', publicDer(keys.publicKey, 'pkcs1')],
    ];
    for (const [label, der] of samples) expect(said(label, der), label).toEqual([]);
    const encrypted = ec.privateKey.export({
      type: 'pkcs8',
      format: 'der',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    });
    expect(said('ENCRYPTED PRIVATE KEY', encrypted)).toEqual([]);
    expect(said('PRIVATE KEY', encrypted)).toEqual([
      `pem_label: This is an encrypted private key (PKCS #8) with the label PRIVATE KEY; the label should be ENCRYPTED PRIVATE KEY. ${refused}`,
    ]);
    const legacy = toPem('RSA PRIVATE KEY', certificate).replace(
      'KEY-----\n',
      'KEY-----\nDEK-Info: X,00\n\n',
    );
    expect(pemFindings(findPemBlocks(legacy)[0]!, now)).toMatchObject({ frame: [], content: [] });
  });

  it('each label of a structure is that of the structure', () => {
    for (const label of Object.values(pemLabels)) expect(label).toMatch(/^[A-Z0-9. ]+$/);
    expect(new Set(Object.values(pemLabels)).size).toBe(Object.keys(pemLabels).length);
  });
});

describe('what follows from damage', () => {
  const pem = toPem('CERTIFICATE', certificate);
  const lines = pem.split('\n');
  const texts = [
    lines.filter((_, i) => i !== 2).join('\n'),
    lines.map((line, i) => (i === 3 ? `${line.slice(0, 9)}*${line.slice(10)}` : line)).join('\n'),
    lines.map((line, i) => (i === 3 ? line.slice(1) : line)).join('\n'),
    lines.slice(0, 5).join('\n'),
  ];
  it('is folded under it, in Problems as in the viewer', () => {
    for (const text of texts) {
      const [block] = findPemBlocks(text);
      const { frame, content } = pemFindings(block!, now);
      expect(frame.map(({ code }) => code)).toEqual(['pem_broken']);
      expect(content).toEqual([]);
      expect(frame[0]!.folded!.length).toBeGreaterThan(0);
      expect(
        unfolded(frame)
          .slice(1)
          .every(({ code }) => code !== 'pem_broken'),
      ).toBe(true);
      const [found] = findKeyMaterial(text);
      if (found?.kind !== 'der') throw new Error('nothing found');
      expect(isDamaged(found)).toBe(true);
      const all = materialFindings(found, frame[0]!.folded!, now);
      expect(all.map(({ message }) => message)).toEqual(frame.map(({ message }) => message));
    }
  });

  it('is nothing where the content is whole', () => {
    const [block] = findPemBlocks(pem.replace(/-----END.*\n/, ''));
    const late = new Date('2200-01-01T00:00:00Z');
    const { frame, content } = pemFindings(block!, late);
    expect(frame.map(({ code, folded }) => [code, folded])).toEqual([['pem_broken', undefined]]);
    expect(content.map(({ code }) => code)).toEqual(['x509_expired']);
    expect(new X509Certificate(Buffer.from(block!.bytes)).subject).toBe('CN=Label Root');
  });

  it('a list of revocations is out of date where it is whole, and nothing is said of the dates of a damaged one', () => {
    const list = toPem('X509 CRL', issueCrl(root, [{ serial: [0x34] }]));
    const late = new Date('2200-01-01T00:00:00Z');
    const codesOf = (text: string): string[][] => {
      const { frame, content } = pemFindings(findPemBlocks(text)[0]!, late);
      return [frame.map(({ code }) => code), content.map(({ code }) => code)];
    };
    expect(codesOf(list)).toEqual([[], ['x509_crl_stale']]);
    expect(codesOf(list.replace(/\n.{64}\n/, '\n'))).toEqual([['pem_broken'], []]);
    expect(
      codesOf(list.replace('X509 CRL', 'CERTIFICATE').replace('END X509 CRL', 'END CERTIFICATE')),
    ).toEqual([['pem_label'], ['x509_crl_stale']]);
  });

  it('a key in the clear stays one', () => {
    const der = privateDer(keys.privateKey, 'pkcs8');
    const text = toPem('PRIVATE KEY', der).replace(/\n.{64}\n/, '\n');
    const { frame } = pemFindings(findPemBlocks(text)[0]!, now);
    expect(frame.map(({ code }) => code)).toContain('private_key_not_encrypted');
  });
});

/** `ssh-keygen -t ed25519`, without a passphrase and with one; `ssh-keygen -e`. */
const openSsh = (cipher: string): Buffer => {
  const string = (text: string | Buffer): Buffer => {
    const octets = Buffer.from(text as string);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(octets.length);
    return Buffer.concat([size, octets]);
  };
  const key = Buffer.concat([string('ssh-ed25519'), string(Buffer.alloc(32, 7))]);
  return Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string(cipher),
    string('none'),
    string(''),
    hex('00000001'),
    string(key),
    string(Buffer.alloc(136)),
  ]);
};

describe('other formats', () => {
  const notesOf = (label: string, bytes: Uint8Array): unknown => {
    const [block] = findPemBlocks(toPem(label, bytes));
    const { frame, notes } = pemFindings(block!, now);
    return [
      frame.map(({ code }) => code),
      notes.map(({ code, args }) => [code, ...(args ?? []).map(String)]),
    ];
  };
  it('in PEM', () => {
    const noise = Buffer.alloc(60, 0x99);
    expect(notesOf('PGP PUBLIC KEY BLOCK', noise)).toEqual([[], [['format_openpgp', 'a public key']]]);
    expect(notesOf('PGP MESSAGE', noise)).toEqual([[], [['format_openpgp', 'a message']]]);
    expect(notesOf('OPENSSH PRIVATE KEY', openSsh('none'))).toEqual([
      ['private_key_not_encrypted'],
      [['format_openssh', 'ssh-ed25519', 'not encrypted']],
    ]);
    expect(notesOf('OPENSSH PRIVATE KEY', openSsh('aes256-ctr'))).toEqual([
      [],
      [['format_openssh', 'ssh-ed25519', 'encrypted with aes256-ctr']],
    ]);
    expect(notesOf('OPENSSH PRIVATE KEY', openSsh('none').subarray(0, 40))).toEqual([
      [],
      [['format_openssh', 'not readable', 'damaged']],
    ]);
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nhello\n${toPem('PGP SIGNATURE', noise)}`;
    expect(findPemBlocks(signed).map(({ label, problem }) => [label, problem])).toEqual([
      ['PGP SIGNATURE', undefined],
    ]);
    expect(notesOf('SSH SIGNATURE', noise)).toEqual([[], [['format_other', 'SSH SIGNATURE']]]);
  });

  const ssh = `ssh-ed25519 ${Buffer.concat([hex('0000000b'), Buffer.from('ssh-ed25519'), hex('00000020'), Buffer.alloc(32, 1)]).toString('base64')} me@host`;
  it.each<[string, string, string, string]>([
    [
      'PuTTY',
      'PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\nComment: x\r\n',
      'format_putty',
      'ssh-rsa, not encrypted',
    ],
    [
      'PuTTY, encrypted',
      'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\n',
      'format_putty',
      'ssh-rsa, encrypted with aes256-cbc',
    ],
    ['SSH, one line', `# keys\n${ssh}\n`, 'format_ssh_public', 'ssh-ed25519'],
    [
      'SSH, RFC 4716',
      `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "x"\nAAAA\n---- END SSH2 PUBLIC KEY ----`,
      'format_ssh_public',
      'RFC 4716',
    ],
    [
      'JWK',
      JSON.stringify({ keys: [keys.publicKey.export({ format: 'jwk' })] }, undefined, 2),
      'format_jwk',
      'RSA 1024',
    ],
    ['JWK, EC', JSON.stringify(ec.publicKey.export({ format: 'jwk' })), 'format_jwk', 'EC P-256'],
    [
      'JWK, private',
      JSON.stringify(ec.privateKey.export({ format: 'jwk' })),
      'format_jwk_secret',
      'private key, EC P-256',
    ],
    [
      'JWK, secret',
      '{"k":"AyM1SysPpbyDfgZld3umj1qzKObwVMko","kty":"oct"}',
      'format_jwk_secret',
      'secret key of 24 bytes',
    ],
  ])('%s', (_, text, code, words) => {
    const found = findOtherFormats(text);
    expect(found.map(({ finding }) => finding.code)).toEqual([code]);
    expect(found[0]!.finding.args!.join(', ')).toBe(words);
    expect(found[0]!.secret).toBe(/none|jwk_secret/.test(text + code));
    const { start, end } = found[0]!.finding.span!;
    expect(text.slice(start, end)).toMatch(/^(PuTTY|ssh-|---- BEGIN|\{[^]*\}$)/);
    expect(findKeyMaterial(text)).toEqual([]);
  });

  it('not in words about them', () => {
    for (const text of [
      'PuTTY-User-Key-File-2 is its first line',
      'an ssh-rsa key, AAAA as they begin',
      'the member "kty" names the type',
      '{"kty": 5}',
      '{"kty": "RSA", "n": 7}',
      '{"kty":"EC"',
      '-- BEGIN SSH2 PUBLIC KEY',
    ])
      expect(findOtherFormats(text)).toEqual([]);
  });

  it('a hundred at most, in bounded time, without throwing', () => {
    const began = Date.now();
    expect(findOtherFormats('{"kty":"oct","k":"AAAA"}\n'.repeat(5000))).toHaveLength(100);
    findOtherFormats('"kty"'.repeat(200_000));
    findOtherFormats(`{${'"kty":{'.repeat(100_000)}`);
    findOtherFormats(' AAAA'.repeat(200_000));
    expect(Date.now() - began).toBeLessThan(5000);
    const piece = fc.constantFrom(
      '"kty"',
      '{',
      '}',
      ':',
      '"RSA"',
      ' AAAA',
      'ssh-rsa',
      'PuTTY-User-Key-File-',
      '2: a\n',
      'Encryption: none',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        for (const { finding } of findOtherFormats(text))
          expect(finding.span!.end).toBeLessThanOrEqual(text.length);
      }),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom('OPENSSH PRIVATE KEY', 'PGP MESSAGE', 'PRIVATE KEY', 'CERTIFICATE'),
        (bytes, label) => {
          const text = toPem(label, Buffer.concat([openSsh('none').subarray(0, bytes.length), bytes]));
          for (const block of findPemBlocks(text)) pemFindings(block, now);
        },
      ),
    );
  });

  it('structures that hold no key have a note', () => {
    expect(structureNote('DsaParameters')?.message).toBe(
      'These are DSA parameters, which many keys may share: there is no key in them.',
    );
    for (const type of ['PFX', 'AttributeCertificate', 'DhParameters', 'X942DhParameters', 'DsaSignature'])
      expect(structureNote(type)?.severity).toBe('info');
    for (const type of ['Certificate', 'toString', undefined]) expect(structureNote(type)).toBeUndefined();
  });
});
