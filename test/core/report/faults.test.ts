import { expect, it } from 'vitest';
import { faultsOf } from '../../../src/core/report/faults';
import type { ReportedFinding } from '../../../src/core/report/types';

const finding = (
  code: string,
  severity: ReportedFinding['severity'],
  followsFrom: string | null = null,
): ReportedFinding => ({ code, severity, message: code, reference: null, followsFrom, place: null });
const shown = (findings: readonly ReportedFinding[]): string[] =>
  faultsOf(findings).map(
    ({ cause, follows, severity }) => `${severity} ${[cause, ...follows].map(({ code }) => code).join(' ')}`,
  );

it('what follows from a fault belongs to it, and makes it as grave as its worst', () => {
  expect(
    shown([
      finding('cut', 'error'),
      finding('broken', 'warning'),
      finding('length', 'info', 'broken'),
      finding('end', 'error', 'broken'),
      finding('tag', 'warning', 'end'),
      finding('old', 'info'),
      // Named once, further up: of two alike the second is not listed again.
      finding('late', 'warning', 'cut'),
    ]),
  ).toEqual(['error cut late', 'error broken length end tag', 'info old']);
});

it('a list may begin with what follows, and may be empty', () => {
  expect(shown([finding('end', 'warning', 'broken'), finding('tag', 'info', 'broken')])).toEqual([
    'warning end tag',
  ]);
  expect(shown([])).toEqual([]);
});
