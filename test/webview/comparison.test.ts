import { describe, expect, it } from 'vitest';
import { comparisonSection } from '../../webview/keyBlock/comparison';
import type { PageContext } from '../../webview/keyBlock/pageContext';
import type { ComparisonRow } from '../../src/protocol/inspector';
import { textOf } from './templateText';

const value = (raw: string) => ({ raw, meaning: `means ${raw}`, differing: [] });
const row = (name: string, state: ComparisonRow['state'], here?: string, there?: string): ComparisonRow => ({
  name,
  state,
  here: here === undefined ? undefined : value(here),
  there: there === undefined ? undefined : value(there),
});

function shown(rows: readonly ComparisonRow[]): string {
  const comparison = { title: 'Compared', summary: 'Summary', rows };
  return textOf(comparisonSection({ model: { comparison } } as unknown as PageContext));
}

describe('a comparison of two blocks', () => {
  it('shows what differs first, with both values, and what is equal in one line below', () => {
    const text = shown([
      row('Version', 'same', 'D', 'D'),
      row('Key usage', 'differs', 'P0', 'B0'),
      row('Algorithm', 'same', 'A', 'A'),
      row('Optional block KS', 'onlyHere', 'KS18'),
    ]);
    expect(text).toMatch(/Key usage P0 means P0 B0 means B0 ≠ differs/);
    expect(text).toMatch(/Optional block KS KS18 means KS18 \S.* − only in this block/);
    expect(text).toContain('Equal: Version, Algorithm');
    expect(text.indexOf('Key usage')).toBeLessThan(text.indexOf('Equal: Version'));
    // Unfolded, each equal field has its one value.
    expect(text.match(/means D/g)).toHaveLength(1);
  });

  it('has no line for equal fields where there are none, and no table of differences for equal blocks', () => {
    expect(shown([row('Version', 'differs', 'D', 'B')])).not.toContain('Equal:');
    const equal = shown([row('Version', 'same', 'D', 'D')]);
    expect(equal).toContain('Equal: Version');
    expect(equal).not.toContain('Result');
  });
});
