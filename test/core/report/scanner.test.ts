/** A text that comes in pieces: what stands across their ends is found once, whole, and at its place. */
import { describe, expect, it } from 'vitest';
import { reportOf, ReportScanner } from '../../../src/core/report/report';
import type { ReportedMaterial } from '../../../src/core/report/types';
import { makeCrl } from '../asn1/makeCrl';

const at = new Date('2026-11-30T00:00:00Z');
const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const margin = 64 * 1024;

/** In pieces of one size; how many each of them gave, the last being empty. */
function inPieces(text: string, size: number): { found: ReportedMaterial[]; counts: number[] } {
  const scanner = new ReportScanner({ at });
  const found: ReportedMaterial[] = [];
  const counts: number[] = [];
  const push = (piece: string, last: boolean): void => {
    const made = scanner.push(piece, last);
    counts.push(made.length);
    found.push(...made);
  };
  for (let from = 0; from < text.length; from += size) push(text.slice(from, from + size), false);
  push('', true);
  return { found, counts };
}

describe('a text in pieces', () => {
  it('gives blocks that stand at every distance from their ends', () => {
    const text = Array.from({ length: 900 }, (_, n) => `${'.'.repeat(n % 37)} ${block}`).join('\r\n');
    const whole = reportOf(text, { at }).materials;
    expect(whole).toHaveLength(900);
    for (const size of [9_003, 66_000, 100_000]) expect(inPieces(text, size).found).toEqual(whole);
  });

  it('gives blocks in one long line at their columns, with what was said of their places', () => {
    const text = `\ufeff${Array.from({ length: 900 }, (_, n) => `${block.slice(0, 100 + (n % 14))},`).join(' ')}`;
    const whole = reportOf(text, { at }).materials;
    expect(whole.length).toBeGreaterThan(800);
    for (const size of [9_001, 70_000]) expect(inPieces(text, size).found).toEqual(whole);
  });

  it('waits for what is longer than a piece, and for nothing else', () => {
    const base64 = Buffer.from(makeCrl(3000)).toString('base64');
    const crl = `-----BEGIN X509 CRL-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END X509 CRL-----\n`;
    const text = `${block}\n${crl}${block}\n${'x'.repeat(2 * margin)}\n${block}`;
    const whole = reportOf(text, { at }).materials;
    expect(whole.map(({ kind }) => kind)).toEqual(['keyBlock', 'crl', 'keyBlock', 'keyBlock']);
    for (const size of [30_000, 70_000, crl.length]) expect(inPieces(text, size).found).toEqual(whole);
    // The first block comes as soon as a margin stands behind it.
    const first = `${block}\n`;
    expect(inPieces(first + 'x'.repeat(margin - 1), 1 << 20).counts).toEqual([1, 0]);
    expect(inPieces(`${'x'.repeat(margin - first.length - 1)}\n${first}`, 1 << 20).counts).toEqual([0, 1]);
    expect(inPieces('x\n'.repeat(margin), 1 << 20).counts).toEqual([0, 0]);
  });

  it('says what is wrong in a line of the whole text', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(makeCrl(3)).toString('base64').replace(/.{64}/g, '$&\n')}!!\n-----END CERTIFICATE-----`;
    const text = `${'x'.repeat(90)}\n`.repeat(1500) + `  ${pem}\n`.repeat(3);
    const whole = reportOf(text, { at }).materials;
    expect(JSON.stringify(whole)).toContain('line 15');
    for (const size of [9_007, 70_001, 100_000]) expect(inPieces(text, size).found).toEqual(whole);
  });

  it('ends at 20,000 materials, which is said', () => {
    const small = 'KSN: FFFF9876543210E00008\n';
    const report = (count: number) => reportOf(small.repeat(count), { at });
    const [full, over] = [report(20_000), report(20_001)];
    expect([full.materials.length, full.complete]).toEqual([20_000, true]);
    expect([over.materials.length, over.complete]).toEqual([20_000, false]);
    expect(over.materials).toEqual(full.materials);
  });
});
