import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import {
  algorithmChoices,
  exportabilityChoices,
  modeChoices,
  rewrapChoices,
  usageChoices,
  versionChoices,
} from '../../../src/core/keyblock/headerChoices';
import { usages } from '../../../src/core/keyblock/tables';

const codes = (rows: readonly { code: string }[]): string => rows.map(({ code }) => code).join(' ');

describe('what may be chosen for a new header', () => {
  it('versions by the cipher of the KBPK', () => {
    expect(codes(versionChoices('AES').legal)).toBe('D E');
    expect(codes(versionChoices('AES').other)).toBe('1');
    expect(codes(versionChoices('TDES').legal)).toBe('B C');
    expect(codes(versionChoices('TDES').other)).toBe('A 0');
  });

  it('algorithms and modes by usage', () => {
    expect(codes(algorithmChoices('P0').legal)).toBe('A T');
    expect(codes(algorithmChoices('M7').legal)).toBe('H I J');
    expect(codes(algorithmChoices('M3').legal)).toBe('T');
    expect(codes(algorithmChoices('K2').legal)).toBe('R E S');
    expect(codes(modeChoices('P0').legal)).toBe('B D E N');
    expect(codes(modeChoices('B0').legal)).toBe('X N');
    expect(codes(modeChoices('I0').legal)).toBe('N');
    expect(modeChoices('K4').other).toEqual([]);
    expect(algorithmChoices('99').other).toEqual([]);
    expect(codes(usageChoices().other)).toBe('F0 F1 F2');
  });

  it('are exactly those about which the reader says nothing', () => {
    let checked = 0;
    const said = (usage: string, algorithm: string, mode: string): string[] =>
      decodeKeyBlock(`D0016${usage}${algorithm}${mode}00E0000`, { part: 'header' }).findings.map(
        ({ code }) => code,
      );
    for (const { code: usage } of usages) {
      const algorithms = algorithmChoices(usage);
      const modes = modeChoices(usage);
      for (const { code: algorithm } of algorithms.legal)
        for (const { code: mode } of modes.legal) {
          expect(said(usage, algorithm, mode).filter((code) => code.endsWith('_illegal_for_usage'))).toEqual(
            [],
          );
          checked++;
        }
      for (const { code: mode } of modes.other)
        expect(said(usage, algorithms.legal[0]!.code, mode)).toContain('mode_illegal_for_usage');
      for (const { code: algorithm } of algorithms.other.filter(({ code }) => code !== 'D'))
        expect(said(usage, algorithm, modes.legal[0]!.code)).toContain('algorithm_illegal_for_usage');
    }
    expect(checked).toBeGreaterThan(150);
  });

  it('every code appears once, legal or not', () => {
    for (const { legal, other } of [
      usageChoices(),
      algorithmChoices('P0'),
      modeChoices('P0'),
      exportabilityChoices(),
    ]) {
      const all = [...legal, ...other].map(({ code }) => code);
      expect(new Set(all).size).toBe(all.length);
    }
  });
});

describe('what rewrapping may change', () => {
  const header = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' };
  const may = (changes: object) => rewrapChoices({ ...header, ...changes });

  it('exportability only stricter', () => {
    expect(may({ exportability: 'S' }).exportability).toEqual(['S', 'E', 'N']);
    expect(may({ exportability: 'E' }).exportability).toEqual(['E', 'N']);
    expect(may({ exportability: 'N' }).exportability).toEqual(['N']);
    expect(may({ exportability: '7' }).exportability).toEqual(['7']);
  });

  it('mode only narrower', () => {
    expect(may({}).mode).toEqual(['B', 'E', 'D']);
    expect(may({ mode: 'E' }).mode).toEqual(['E']);
    expect(may({ mode: 'N' }).mode).toEqual(['N', 'B', 'D', 'E']);
    expect(may({ usage: 'M3', mode: 'C' }).mode).toEqual(['C', 'G', 'V']);
    expect(may({ usage: 'B0', mode: 'N' }).mode).toEqual(['N', 'X']);
    expect(may({ usage: 'I0', mode: 'N' }).mode).toEqual(['N']);
    expect(may({ usage: 'S2', mode: 'T' }).mode).toEqual(['T', 'S', 'D']);
    expect(may({ usage: '10', mode: '1' }).mode).toEqual(['1']);
    expect(may({ usage: '99', mode: 'N' }).mode).toEqual(['N']);
  });

  it('key context only more definite', () => {
    expect(may({}).keyContext).toEqual(['0', '1', '2']);
    expect(may({ keyContext: '2' }).keyContext).toEqual(['2']);
    expect(may({ keyContext: 'Z' }).keyContext).toEqual(['Z']);
  });
});
