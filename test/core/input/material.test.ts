import { readFileSync } from 'node:fs';
import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { quick } from '../../quick';
import { encodeBase64 } from '../../../src/core/input/encodings';
import { findKeyMaterial, structureOf, textOf } from '../../../src/core/input/material';
import { toPem } from '../../../src/core/input/pem';
import { hasVectors, vectorBytes, vectorIndex, vectorPath } from '../asn1/material';
import { issue, party } from '../x509/issue';

const root = party('Material Root');
const der = issue(root, root, { ca: true });
const pem = toPem('CERTIFICATE', der);
const base64 = encodeBase64(der);
const hex = Buffer.from(der).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

/** Text with a certificate in it, and how it is encoded there. */
const cases: [string, string, string][] = [
  ['PEM', pem, 'pem'],
  ['PEM with CRLF among prose', `Hello,\r\n${pem.replaceAll('\n', '\r\n')}\r\nBye`, 'pem'],
  ['PEM in a JSON string', JSON.stringify({ cert: pem }), 'pem'],
  ['PEM under data: of YAML', `data:\n  tls.crt: |\n${pem.replace(/^/gm, '    ')}`, 'pem'],
  ['base64 alone', base64, 'base64'],
  ['base64 in lines', encodeBase64(der, 76), 'base64'],
  ['base64 in a JSON string', JSON.stringify({ a: 'word', KeyCertificate: base64 }), 'base64'],
  ['base64 with \\n in a JSON string', JSON.stringify({ cert: encodeBase64(der, 64) }), 'base64'],
  ['base64 indented in YAML', `data: |\n${encodeBase64(der, 64).replace(/^/gm, '  ')}\nnext: 1\n`, 'base64'],
  ['base64 in an .env file', `CERT=${base64}\nNEXT=2\n`, 'base64'],
  ['base64 of PEM, as AWS gives it', `"KeyCertificate": "${encodeBase64(bytes(pem))}"`, 'base64 of PEM'],
  ['secret of Kubernetes', `data:\n  tls.crt: ${encodeBase64(bytes(pem))}\n`, 'base64 of PEM'],
  ['hex alone', hex, 'hex'],
  ['hex in upper case in a sentence', `token ${hex.toUpperCase()} end`, 'hex'],
  ['hex with colons', hex.match(/../g)!.join(':'), 'hex'],
  [
    'begin-base64 after free text',
    `Some words\nbegin-base64 644 x.der\n${encodeBase64(der, 60)}\n====\n`,
    'base64',
  ],
  [
    'S/MIME headers',
    `MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\n${encodeBase64(der, 64)}\n`,
    'base64',
  ],
];

describe('findKeyMaterial', () => {
  // The last line of base64 may be short and have no padding, and a word may stand under the last line.
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])(
    'base64 of a structure whose last line has another length: %d',
    (more) => {
      const inner = new Uint8Array(90 + more);
      const whole = new Uint8Array([0x30, inner.length + 2, 0x04, inner.length, ...inner]);
      const lines = encodeBase64(whole, 64);
      for (const text of [
        `data: |\n${lines.replace(/^/gm, '  ')}\nnext: 1\n`,
        `${lines.trimEnd()}\nword\nanother\n`,
        `${lines.trimEnd()}\n\nThe words after it\n`,
      ]) {
        const [one] = findKeyMaterial(text);
        expect(one?.kind).toBe('der');
        if (one?.kind === 'der') expect(Buffer.from(one.bytes).equals(whole)).toBe(true);
      }
    },
  );

  it.each(cases)('%s', (_, text, encoding) => {
    const found = findKeyMaterial(text);
    expect(found.map(({ kind }) => kind)).toEqual(['der']);
    const [one] = found;
    if (one?.kind !== 'der') throw new Error('no structure');
    expect(one.encoding).toBe(encoding);
    expect(Buffer.from(one.bytes).equals(der)).toBe(true);
    expect(structureOf(one.bytes)).toBe('Certificate');
    expect(text.slice(one.span.start, one.span.end)).not.toMatch(/^\s|\s$/);
    // In base64 of PEM the first byte is in the middle of a group.
    if (one.charOf && encoding !== 'base64 of PEM')
      expect(text[one.charOf(0)]).toBe(encoding === 'hex' ? '3' : 'M');
  });

  it('finds several, and key blocks between them, in order', () => {
    const found = findKeyMaterial(`${pem}\nkey ${block}\n${pem}${JSON.stringify([base64])}`);
    expect(found.map((one) => (one.kind === 'der' ? one.encoding : one.kind))).toEqual([
      'pem',
      'keyBlock',
      'pem',
      'base64',
    ]);
  });

  it('tells DER and text of a file apart', () => {
    expect(findKeyMaterial(der)[0]).toMatchObject({ encoding: 'der', span: { start: 0, end: der.length } });
    expect(findKeyMaterial(bytes(pem))[0]).toMatchObject({ encoding: 'pem', label: 'CERTIFICATE' });
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${pem}`, 'utf16le'));
    expect(findKeyMaterial(utf16)[0]).toMatchObject({ encoding: 'pem' });
    expect(findKeyMaterial(new Uint8Array())).toEqual([]);
    expect(textOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]))).toBeUndefined();
    expect(textOf(bytes('schöne Grüße 🙂'))).toBe('schöne Grüße 🙂');
  });

  it.each([
    ['prose', 'The quick brown fox jumps over the lazy dog, again and again and again.'],
    ['a hash', '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8'],
    ['a UUID', '9f1c2d3e-58a1-4b6e-9d4c-2f6a7b8c9d0e'],
    [
      'a JWT',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    ],
    ['base64 of text', Buffer.from('Many words that are no structure at all, but long.').toString('base64')],
    ['zeros', '0'.repeat(400)],
  ])('says nothing of %s', (_, text) => {
    expect(findKeyMaterial(text)).toEqual([]);
  });

  // Where the time grew with the square of the text, it would be minutes.
  it.skipIf(quick)('takes time in proportion to the text', { timeout: 60_000 }, () => {
    findKeyMaterial('MIIB'.repeat(250_000));
    findKeyMaterial(`${'MIIBabcdefghijklmnopqrstuvwxyz\n'.repeat(30_000)}x`);
    expect(findKeyMaterial('30 '.repeat(300_000))).toEqual([]);
  });

  it('never throws, and spans lie in the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(pem, base64, hex, block, '-----BEGIN X-----', '\\n', 'MIIB', 'LS0t', '30820101'),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        for (const { span } of findKeyMaterial(text))
          expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => void findKeyMaterial(input)),
      { numRuns: 100 },
    );
  });

  it.skipIf(!hasVectors)('reads every file of the public material', () => {
    const types: Record<string, string | undefined> = {};
    for (const { file, kind } of vectorIndex()) {
      if (kind === 'bad-der-list' || kind === 'bad-der') continue;
      const found = findKeyMaterial(vectorBytes(file)).filter((one) => one.kind === 'der');
      types[`${kind} ${file}`] = found[0] && structureOf(found[0].bytes);
      if (kind.startsWith('KT_KDH')) expect(types[`${kind} ${file}`]).toBe('ContentInfo');
      if (kind === 'RT_KRD') expect(types[`${kind} ${file}`]).toBe('RandomNumberToken');
      if (kind === 'private-key') expect(types[`${kind} ${file}`]).toMatch(/PrivateKey/);
      if (kind === 'crl') expect(types[`${kind} ${file}`]).toBe('CertificateList');
    }
    const cmp = findKeyMaterial(readFileSync(vectorPath('cms/lapo_cmpv2.b64'), 'latin1'));
    expect(cmp).toHaveLength(1);
  });
});
