import { english } from '../../src/core/findings';
import { generateKeyPairSync } from 'node:crypto';
import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import { StructureRows } from '../../src/extension/material/structureRows';
import { hexPattern, StructureSearch } from '../../src/extension/material/structureSearch';
import type { TreeRow } from '../../src/protocol/structure';
import { makeCrl, tlv } from '../core/asn1/makeCrl';
import { fromHex, hasVectors, vectorBytes } from '../core/asn1/material';
import { issue, party, request } from '../core/x509/issue';

const words = {
  hidden: '(hidden)',
  unread: 'not read',
  broken: 'broken',
  truncated: 'cut off',
  unterminated: 'no end',
  tooDeep: 'too deep',
  localise: english,
};
const rowsOf = (bytes: Uint8Array, label?: string): StructureRows => new StructureRows(bytes, label, words);
const root = party('Rows Root');
const certificate = issue(root, root, { ca: true, serial: 5 });

function run(rows: StructureRows, text: string, after = -1, backwards = false): number {
  const search = new StructureSearch(rows, text).next(after, backwards);
  for (;;) {
    const step = search.next();
    if (step.done === true) return step.value;
  }
}

/** All that a page can learn of a structure. */
function everything(rows: StructureRows): string {
  rows.rows.openAll(-1);
  return JSON.stringify(rows.page(0, rows.rows.length)) + rows.hex(0, rows.bytes.length);
}

describe('StructureRows', () => {
  it('shows the content of an extension as a value on request, and as structure again', () => {
    const rows = rowsOf(certificate);
    rows.rows.openAll(-1);
    rows.generation = 7;
    const before = rows.page(0, 1000);
    const opened = before.find(({ inside }) => inside === 'open')!;
    const closed = rows.turned(opened.node)!;
    const after = closed.page(0, 1000);
    expect(after.length).toBeLessThan(before.length);
    expect(after.find(({ start }) => start === opened.start)).toMatchObject({
      inside: 'closed',
      open: undefined,
      end: opened.end,
    });
    expect(closed.generation).toBe(7);
    const again = closed.turned(after.find(({ inside }) => inside === 'closed')!.node)!;
    expect(again.rows.expanded(opened.node)).toBe(true);
    expect(again.index.length).toBe(rows.index.length);
    expect(rows.turned(0)).toBeUndefined();
    expect(rows.turned(1_000_000)).toBeUndefined();
  });

  it('keeps a private key hidden in a content that is shown as a value', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ format: 'der', type: 'sec1' });
    const rows = rowsOf(Uint8Array.from([0x30, key.length + 2, 0x04, key.length, ...key]));
    const secret = Buffer.from(key.subarray(7, 39)).toString('hex');
    const opened = rows.page(0, 10).find(({ inside }) => inside === 'open')!;
    const closed = rows.turned(opened.node)!;
    expect(everything(closed).toLowerCase()).not.toContain(secret.slice(0, 16));
    expect(closed.page(0, 10).at(-1)).toMatchObject({ inside: 'closed', value: '(hidden)' });
  });

  it('gives rows with names, places and lengths', () => {
    const rows = rowsOf(certificate);
    const page = rows.page(0, 1000);
    expect(page[0]).toMatchObject({
      level: 1,
      position: 1,
      siblings: 1,
      open: true,
      type: 'Certificate',
      start: 0,
    });
    expect(page.find(({ name }) => name === 'serialNumber')).toMatchObject({
      tag: 'INTEGER',
      value: '0x05 (5)',
      tagLength: 1,
      headerLength: 2,
      length: 1,
      level: 3,
    });
    expect(rows.page(100_000, 100_010)).toEqual([]);
    rows.rows.openAll(-1);
    const usage = rows.page(0, 1000).find(({ value }) => value.includes('keyCertSign'));
    expect(usage).toMatchObject({ tag: 'BIT STRING', value: 'keyCertSign, cRLSign 0000011' });
  });

  it('gives a relative name as one line, and what is inside when asked', () => {
    const rows = rowsOf(certificate);
    const of = (wanted: string): TreeRow | undefined =>
      rows.page(0, 1000).find(({ value }) => value === wanted);
    const name = of('CN = Rows Root')!;
    expect(name).toMatchObject({ name: '', type: '', tag: 'SET · UTF8String', open: false });
    rows.openAll(-1);
    expect(of('CN = Rows Root')?.open).toBe(false);
    rows.rows.open(name.node);
    expect(of('CN = Rows Root')?.open).toBe(true);
    expect(of('commonName')?.type).toBe('AttributeTypeAndValue');
  });

  it('puts what a reader looks for first', () => {
    const rows = rowsOf(certificate);
    const values = rows.page(0, 1000).map(({ value }) => value);
    expect(values).toContain('ecdsa-with-SHA256 1.2.840.10045.4.3.2');
    expect(values).toContain('keyUsage');
    const names = tlv(0x30, tlv(0x82, Buffer.from('a.example')), tlv(0x87, [192, 0, 2, 1]));
    const extension = rowsOf(names);
    expect(extension.page(0, 9).map(({ value }) => value)).toContain('"a.example" 612e6578616d706c65');
    const message = rowsOf(tlv(4, Buffer.from('Hello\nworld')));
    expect(message.row(0)?.value).toBe('"Hello\\nworld" 48656c6c6f0a776f726c64');
  });

  it('counts and marks hits, those inside a relative name at its line', () => {
    const rows = rowsOf(certificate);
    const all = (text: string): readonly number[] => {
      const search = new StructureSearch(rows, text);
      rows.search = search;
      const steps = search.all();
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
      }
    };
    const hits = all('Rows Root');
    expect(hits).toHaveLength(2);
    const marked = rows.page(0, 1000).filter(({ hit }) => hit);
    expect(marked.map(({ node }) => node)).toEqual(hits);
    expect(marked.map(({ value }) => value)).toEqual(['CN = Rows Root', 'CN = Rows Root']);
    expect(all('2.5.4.3')).toEqual(hits);
    expect(all('06 03 55 1d 0f')).toHaveLength(1);
    expect(all('nothing of this kind')).toEqual([]);
    expect(all(' ')).toEqual([]);
    expect(rows.page(0, 1000).some(({ hit }) => hit)).toBe(false);
  });

  it('pages agree with each other however they are cut', () => {
    const rows = rowsOf(makeCrl(40));
    rows.rows.openAll(-1);
    const whole = rows.page(0, rows.rows.length);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(60), (from, count) => {
        expect(rows.page(from, from + count)).toEqual(whole.slice(from, from + count));
      }),
      { numRuns: 30 },
    );
  });

  it('finds names, types, OIDs, text and bytes, forwards and backwards', () => {
    const rows = rowsOf(certificate);
    const name = (at: number): string => rows.nameOf(rows.document.node(at)!)?.field ?? '';
    expect(name(run(rows, 'serialNumber'))).toBe('serialNumber');
    expect(name(run(rows, 'notafter'))).toBe('notAfter');
    expect(name(run(rows, '2.5.29.15'))).toBe('extnID');
    const first = run(rows, 'Rows Root');
    const second = run(rows, 'Rows Root', first);
    expect(second).toBeGreaterThan(first);
    expect(run(rows, 'Rows Root', second)).toBe(first);
    expect(run(rows, 'Rows Root', second, true)).toBe(first);
    expect(rows.document.node(run(rows, '06 03 55 1d 0f'))?.tagName).toBe('OBJECT IDENTIFIER');
    expect(run(rows, 'nothing of this kind')).toBe(-1);
    expect(run(rowsOf(new Uint8Array()), 'x')).toBe(-1);
  });

  it('goes by typed letters from the given row on', () => {
    const rows = rowsOf(certificate);
    const found = rows.byLetters('ser', 0);
    expect(rows.row(found)?.name).toBe('serialNumber');
    expect(rows.byLetters('zzz', 0)).toBe(-1);
  });

  it.each(['30 82', '0x3082', '30:82', '3082'])('reads %s as bytes', (text) => {
    expect([...(hexPattern(text) ?? [])]).toEqual([0x30, 0x82]);
  });
  it.each(['30', '308', 'signed', ''])('reads "%s" as text', (text) => {
    expect(hexPattern(text)).toBeUndefined();
  });

  it.each([
    ['PKCS#8 EC', 'ec', 'pkcs8'],
    ['SEC 1', 'ec', 'sec1'],
    ['PKCS#8 RSA', 'rsa', 'pkcs8'],
    ['PKCS#1', 'rsa', 'pkcs1'],
    ['Ed25519', 'ed25519', 'pkcs8'],
  ] as const)('shows nothing private of %s until asked', (_, kind, form) => {
    const pair =
      kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 1024 })
        : kind === 'ec'
          ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
          : generateKeyPairSync('ed25519');
    const jwk = pair.privateKey.export({ format: 'jwk' });
    const der = new Uint8Array(pair.privateKey.export({ format: 'der', type: form as 'pkcs8' }));
    const secrets = [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi]
      .filter((value) => value !== undefined)
      .map((value) => Buffer.from(value, 'base64url').toString('hex').slice(4, 40));
    const rows = rowsOf(der);
    const shown = everything(rows).toLowerCase();
    for (const secret of secrets) expect(shown.includes(secret)).toBe(false);
    expect(run(rows, secrets[0]!)).toBe(-1);
    rows.revealed = true;
    expect(everything(rows).toLowerCase().includes(secrets[0]!)).toBe(true);
    // Cut off or broken, it hides no less.
    for (const cut of [der.length - 1, der.length - 7, Math.floor(der.length * 0.8)]) {
      const broken = everything(rowsOf(der.subarray(0, cut), 'PRIVATE KEY')).toLowerCase();
      expect(broken.includes(secrets[0]!.slice(0, 20))).toBe(false);
    }
  });

  it('hides the password of a request', () => {
    expect(everything(rowsOf(request(root)))).not.toMatch(/hidden word|68696464656e20776f7264/);
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 6 }), (bytes, text) => {
        const rows = rowsOf(bytes);
        everything(rows);
        run(rows, text);
        rows.byLetters(text, 0);
        if (rows.index.length > 0) rows.path(rows.index.length - 1);
      }),
      { numRuns: runs(200) },
    );
  });

  it.skipIf(!hasVectors)('pages through 2 000 levels', () => {
    for (const file of ['bad-der/deep2000.der', 'bad-der/indef5000.der']) {
      const rows = rowsOf(vectorBytes(file));
      rows.rows.openAll(-1);
      expect(rows.page(1900, 2000)).toHaveLength(100);
    }
    expect(rowsOf(fromHex('3084ffffffff0201')).page(0, 10).length).toBeGreaterThan(0);
  });
});
