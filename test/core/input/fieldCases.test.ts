/** What people really pasted and 0.1.0 did not read: `vectors/field/cases.json` beside the checkout, and what is right. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { recognise } from '../../../src/core/asn1/schema/recognise';
import { keyBlockAt, keyBlockInSelection } from '../../../src/core/input/find';
import { findHsmMaterial } from '../../../src/core/input/finder';
import { hsmMaterialInSelection } from '../../../src/core/input/hsmMaterial';
import { inputSpans, type KeyMaterial } from '../../../src/core/input/keyMaterial';
import {
  findKeyMaterial,
  structureOf,
  structureUnder,
  type DerMaterial,
} from '../../../src/core/input/material';
import { findPemBlocks } from '../../../src/core/input/pem';
import { pemFindings } from '../../../src/core/input/pemFindings';
import { readAtallaKeyBlock } from '../../../src/core/hsm/atalla';
import { readKeyCryptogram } from '../../../src/core/hsm/cryptogram';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { KeyBlockError } from '../../../src/core/keyblock/keyBlockError';
import { unwrapKeyBlock } from '../../../src/core/keyblock/unwrap';
import { readCertificate } from '../../../src/core/x509/certificate';

const file = path.join(import.meta.dirname, '../../../../shared/vectors/field/cases.json');
interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: string;
}
const cases = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Case[]) : [];
const inputOf = (id: string): string => {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`no case ${id}`);
  return found.input;
};

function certificateIn(text: string): DerMaterial {
  const found = findKeyMaterial(text);
  expect(found).toHaveLength(1);
  const [one] = found;
  if (one?.kind !== 'der') throw new Error('no structure');
  expect(structureOf(one.bytes)).toBe('Certificate');
  expect(one.bytes).toHaveLength(211);
  expect(readCertificate(one.bytes).subject.label).toContain('ed25519');
  expect(one.problem).toBeUndefined();
  return one;
}
function blocksIn(text: string): KeyMaterial[] {
  return findKeyMaterial(text).filter((one) => one.kind === 'keyBlock');
}
const digitsOf = (text: string, block: KeyMaterial): string =>
  inputSpans(block, { start: 0, end: block.text.length })
    .map(({ start, end }) => text.slice(start, end))
    .join('');

describe.skipIf(cases.length === 0)('key blocks in frames', () => {
  it.each([
    ['ps-a1-s-block', 9, 105, 'S', '5C2E91', 'A1'],
    ['ps-a9-r-block-kcv', 9, 105, 'R', 'A1B2C3', 'A9'],
  ] as const)('%s', (id, start, end, prefix, kcv, response) => {
    const text = inputOf(id);
    const [block, ...more] = blocksIn(text);
    expect(more).toEqual([]);
    expect(block).toMatchObject({ span: { start, end }, prefix, after: { text: kcv } });
    expect(block?.frame).toMatchObject({ response, errorCode: '00' });
    expect(keyBlockInSelection(text).text).toBe(text.slice(start, end));
    expect(keyBlockAt(text, 50)?.text).toBe(text.slice(start, end));
    expect(decodeKeyBlock(block!.text).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('ps-block-kcv-no-frame', () => {
    const text = inputOf('ps-block-kcv-no-frame');
    expect(blocksIn(text)).toMatchObject([
      { span: { start: 1, end: 97 }, prefix: 'R', after: { text: 'A1B2C3', longerFits: false } },
    ]);
    expect(keyBlockInSelection(text).text).toHaveLength(96);
  });

  it('kb-llll-prefix', () => {
    expect(blocksIn(inputOf('kb-llll-prefix'))).toMatchObject([
      { span: { start: 27, end: 107 }, frame: { length: true } },
    ]);
  });

  it('kb-groups-of-16', () => {
    const text = inputOf('kb-groups-of-16');
    const [block] = blocksIn(text);
    expect(block?.text).toBe(text.replaceAll(' ', ''));
    expect(keyBlockAt(text, 40)?.text).toBe(block?.text);
  });
});

describe.skipIf(cases.length === 0)('key blocks in coats', () => {
  it.each([
    ['kb-hex-of-ascii', 7, 167, ['hexadecimal']],
    ['kb-base64', 5, 112, ['base64']],
    ['kb-hexdump', 39, 403, ['dump']],
  ] as const)('%s', (id, start, end, coats) => {
    const text = inputOf(id);
    const [block, ...more] = blocksIn(text);
    expect(more).toEqual([]);
    expect(block?.text).toHaveLength(80);
    expect(block?.span).toEqual({ start, end });
    expect(block?.coats).toEqual(coats);
    expect(keyBlockInSelection(text).text).toBe(block?.text);
  });

  it('kb-urlencoded', () => {
    const text = inputOf('kb-urlencoded');
    const [block] = blocksIn(text);
    expect(block).toMatchObject({ prefix: 'R', coats: ['URL encoding'], span: { start: 4, end: 86 } });
    expect(digitsOf(text, block!)).toBe(text.slice(4, 86));
  });

  it('ps-hex-of-ascii', () => {
    const text = inputOf('ps-hex-of-ascii');
    const blocks = blocksIn(text);
    expect(blocks.map((block) => [block.text.length, block.prefix, block.after?.text])).toEqual([
      [96, 'S', undefined],
      [80, 'R', 'A1B2C3'],
    ]);
    for (const block of blocks)
      expect(Buffer.from(digitsOf(text, block), 'hex').toString('latin1')).toBe(block.text);
  });
});

describe.skipIf(cases.length === 0)('usages of Thales', () => {
  it.each([
    ['thales-usage-51', 'Terminal master key (TMK)'],
    ['thales-usage-52', 'Zone master key (ZMK)'],
    ['thales-usage-71', 'Terminal PIN key (TPK)'],
    ['thales-usage-72', 'Zone PIN key (ZPK)'],
  ])('%s', (id, name) => {
    const block = decodeKeyBlock(inputOf(id));
    expect(block.usage.name).toContain(name);
    expect(block.findings.map(({ code }) => code)).toEqual(['version_proprietary']);
  });
});

describe.skipIf(cases.length === 0)('a KBPK of another cipher', () => {
  it('kbpk-32-version-b', () => {
    const block = decodeKeyBlock(inputOf('kbpk-32-version-b').split(' ')[0]!);
    const error = (() => {
      try {
        return unwrapKeyBlock(block, new Uint8Array(32).fill(1));
      } catch (caught) {
        return caught;
      }
    })();
    if (!(error instanceof KeyBlockError)) throw new Error('unwrapped');
    expect(error.findings.map(({ code }) => code)).toEqual(['kbpk_length_invalid', 'kbpk_is_aes']);
    expect(error.message).toContain('32 bytes is an AES key, and key blocks under AES keys are version D');
  });
});

describe.skipIf(cases.length === 0)('other formats', () => {
  it('akb', () => {
    const found = hsmMaterialInSelection(inputOf('akb'));
    expect(found?.kind).toBe('atalla');
    const block = readAtallaKeyBlock(found!.text)!;
    expect(block.header).toBe('1kDNE000');
    expect(block.fields[1]!.meaning).toContain('TR-31');
    expect(block.findings[0]!.message).toContain('command 11A');
  });

  it('variant-scheme-u', () => {
    const text = inputOf('variant-scheme-u');
    expect(hsmMaterialInSelection(text)?.kind).toBe('cryptogram');
    expect(findHsmMaterial(text)).toEqual([]);
    const found = readKeyCryptogram(text)!;
    expect(found.fields[0]!.meaning).toBe('double-length TDES key, variant scheme');
    expect(found.findings[0]!.message).toContain('not a key block');
  });
});

describe.skipIf(cases.length === 0)('what must not throw or be found', () => {
  it('crash-long-run-b64, crash-long-run-b64-lines', () => {
    expect(inputOf('crash-long-run-b64')).toBe("'x ' + 'Abcd'.repeat(1_500_000)");
    expect(findKeyMaterial('x ' + 'Abcd'.repeat(1_500_000))).toEqual([]);
    expect(findKeyMaterial('x MII\n' + ('Abcd'.repeat(19) + '\n').repeat(78_000))).toEqual([]);
  });
  it('uuid-false-positive', () => {
    expect(findKeyMaterial(inputOf('uuid-false-positive'))).toEqual([]);
  });
});

describe.skipIf(cases.length === 0)('certificates', () => {
  it.each([
    'pem-diff-plus',
    'pem-diff-minus',
    'pem-js-concat',
    'pem-comment-slashes',
    'pem-line-numbers',
    'pem-html-br',
    'pem-urlencoded',
  ])('%s', (id) => {
    const found = certificateIn(inputOf(id));
    expect(found.label).toBe('CERTIFICATE');
    expect(found.coats).toContain(id === 'pem-urlencoded' ? 'URL encoding' : 'decorated lines');
  });

  it.each([
    ['xml-cr-entity', ['base64', 'XML entities']],
    ['c-array', undefined],
    ['b64-of-text-and-pem', ['base64', 'PEM']],
    ['dump-in-log', ['dump']],
  ] as const)('%s', (id, coats) => {
    const found = certificateIn(inputOf(id));
    expect(found.coats).toEqual(coats);
    if (id === 'c-array' || id === 'dump-in-log') expect(found.encoding).toBe('hex');
  });

  it('hex-der-then-kcv', () => {
    expect(certificateIn(inputOf('hex-der-then-kcv')).after).toBe(3);
  });

  it('hex-der-cut', () => {
    const [found] = findKeyMaterial(inputOf('hex-der-cut'));
    if (found?.kind !== 'der') throw new Error('no structure');
    expect(found).toMatchObject({ declared: 211, encoding: 'hex' });
    expect(found.bytes).toHaveLength(100);
    expect(String(found.problem)).toBe(
      'it is cut off: it begins like a Certificate of 211 bytes, 100 are here',
    );
  });
});

describe.skipIf(cases.length === 0)('damaged PEM', () => {
  it.each([
    [
      'pem-line-missing',
      'a line is missing somewhere above line 3: the certificate declares 211 bytes, 163 are here',
    ],
    ['pem-strange-char', '"!" at line 3, column 21 is not a base64 character'],
    ['pgp-block', undefined],
  ])('%s', (id, problem) => {
    const text = inputOf(id);
    const [block] = findPemBlocks(text);
    expect(block?.problem?.toString()).toBe(problem);
    expect(findKeyMaterial(text)).toMatchObject([
      problem === undefined ? { encoding: 'pem' } : { problem: block?.problem },
    ]);
  });
});

describe.skipIf(cases.length === 0)('labels and other formats', () => {
  const now = new Date('2026-12-01T00:00:00Z');
  it('pem-label-p7-as-certificate', () => {
    const [block] = findPemBlocks(inputOf('pem-label-p7-as-certificate'));
    const { frame, content } = pemFindings(block!, now);
    expect(frame.map(({ message }) => message)).toEqual([
      'This is PKCS #7 with 1 certificate (CN=ed25519) with the label CERTIFICATE; the label should be PKCS7. Programs that rely on the label reject it.',
    ]);
    expect(content).toEqual([]);
  });
  it('pgp-block', () => {
    const { frame, content, notes } = pemFindings(findPemBlocks(inputOf('pgp-block'))[0]!, now);
    expect([...frame, ...content]).toEqual([]);
    expect(notes.map(({ message }) => message)).toEqual([
      expect.stringContaining('in OpenPGP format, not ASN.1. GnuPG can read it (gpg --list-packets).'),
    ]);
  });
  it.each(['pem-line-missing', 'pem-strange-char'])('%s: what follows is folded', (id) => {
    const { frame, content } = pemFindings(findPemBlocks(inputOf(id))[0]!, now);
    expect(frame).toHaveLength(1);
    expect(frame[0]!.folded!.length).toBeGreaterThan(0);
    expect(content).toEqual([]);
  });
});

const derOf = (id: string): Uint8Array => new Uint8Array(Buffer.from(inputOf(id), 'base64'));

describe.skipIf(cases.length === 0)('types', () => {
  it.each([
    ['type-dh3', 'DhParameters'],
    ['type-ecdsa-signature', 'DsaSignature'],
  ])('%s', (id, type) => {
    const [found] = findKeyMaterial(inputOf(id));
    if (found?.kind !== 'der') throw new Error('nothing found');
    expect(structureOf(found.bytes)).toBe(type);
    expect(structureUnder(found.bytes, found.label)).toBe(type);
  });

  it('attribute-certificate', () => {
    const [root] = readAsn1(derOf('attribute-certificate')).roots;
    expect(recognise(root!)).toMatchObject({ type: 'AttributeCertificate', mismatch: undefined });
    expect(findKeyMaterial(inputOf('attribute-certificate'))).toMatchObject([{ encoding: 'base64' }]);
  });
});

describe.skipIf(cases.length === 0)('certificates with faults, and of other algorithms', () => {
  it('rsa-negative-modulus', () => {
    const { publicKey, findings } = readCertificate(derOf('rsa-negative-modulus'));
    expect(publicKey.name).toBe('RSA 1024');
    expect(findings.find(({ code }) => code === 'x509_modulus_negative')?.message).toContain('1024 bits');
  });
  it('san-ip-as-text', () => {
    const { findings, extensions } = readCertificate(derOf('san-ip-as-text'));
    expect(findings.map(({ code }) => code)).toContain('x509_extension_broken');
    const [broken] = findings.filter(({ code }) => code === 'x509_extension_broken');
    expect(broken!.message).toContain('has 8 bytes, not 4 or 16: they are the characters "10.0.0.1"');
    expect(extensions[0]!.field.children![0]!.meaning).toBe('"10.0.0.1"');
  });
  it('sm2', () => {
    const { publicKey, signatureAlgorithm, findings } = readCertificate(derOf('sm2'));
    expect([publicKey.name, publicKey.curve, signatureAlgorithm.name]).toEqual([
      'EC SM2',
      'SM2',
      'SM2 with SM3',
    ]);
    expect(findings.map(({ code }) => code)).not.toContain('x509_algorithm_unknown');
  });
});
