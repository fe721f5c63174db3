import { describe, expect, it } from 'vitest';
import { findingsSection } from '../../webview/keyBlock/findings';
import type { PageContext } from '../../webview/keyBlock/pageContext';
import { openChecks } from '../../webview/keyBlock/verdicts';
import type { InspectorFinding } from '../../src/protocol/inspector';
import { textOf } from './templateText';

function shown(mac: PageContext['mac'], findings: readonly InspectorFinding[] = []): string {
  const context = { model: { findings }, mac, offers: { verify: true } } as unknown as PageContext;
  return textOf(findingsSection(context, openChecks(context)));
}

const warning = { severity: 'warning', message: 'Odd.', reference: '', start: 0, end: 1 } as const;

describe('the findings of a key block', () => {
  it('have no tick while the MAC is not verified, and name it', () => {
    expect(shown(undefined)).not.toContain('✓');
    expect(shown(undefined)).toContain('0 findings, 1 check not done');
    expect(shown(undefined)).toMatch(/\? MAC not verified Verify…/);
    expect(shown(undefined, [warning])).toMatch(/Odd\..*\? MAC not verified/);
  });

  it('have none where it is wrong', () => {
    expect(shown('wrong')).not.toContain('✓');
    expect(shown('wrong')).toContain('No other findings: only the MAC is wrong.');
  });

  it('have one once it is', () => {
    expect(shown('right')).toMatch(/✓ Structure is valid\./);
    expect(shown('right')).not.toContain('not verified');
  });
});
