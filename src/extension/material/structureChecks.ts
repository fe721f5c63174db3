/** What the Findings of a structure say of its checks: the lines of the overview that failed or were not done. */
import * as vscode from 'vscode';
import type { Statement, StatementStatus } from '../../protocol/structure';
import type { Overview } from './overview';

const order: readonly StatementStatus[] = ['wrong', 'warn', 'unknown'];

/** The same sentences as in the overview, failed ones first. Where a decoder lists its checks, they are these. */
export function unsettledChecks({
  sections,
  checks,
  verdicts = [],
}: Pick<Overview, 'sections' | 'checks' | 'verdicts'>): Statement[] {
  // What stands on top has its sentence in a section, but for trust, which no section tells.
  const trust = verdicts.filter(({ action }) => action?.id === 'chooseRoot');
  const told = checks ?? [...sections.flatMap(({ statements }) => notChecked(statements)), ...trust];
  return order.flatMap((wanted) => told.filter(({ status }) => status === wanted));
}

/** Lines inside another one are told with its name: in a list of their own they need it. */
function notChecked(statements: readonly Statement[], name = ''): Statement[] {
  return statements.flatMap((statement) => {
    const { status, label, text, inside = [] } = statement;
    const own = status === 'unknown' ? [{ ...statement, label: '', text: named(name || label, text) }] : [];
    return [...own, ...notChecked(inside, label || name)];
  });
}

const named = (name: string, text: string): string =>
  name === '' ? text : vscode.l10n.t('{0}: {1}', name, text);

/** "0 findings, 6 checks not done": what was not checked has no finding either. */
export function findingsSummary(findings: number, checks: readonly Statement[]): string {
  const count = (wanted: StatementStatus): number => checks.filter(({ status }) => status === wanted).length;
  const [failed, doubtful, open] = [count('wrong'), count('warn'), count('unknown')];
  const parts = [findings === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', findings)];
  if (failed > 0)
    parts.push(failed === 1 ? vscode.l10n.t('1 check failed') : vscode.l10n.t('{0} checks failed', failed));
  if (doubtful > 0)
    parts.push(
      doubtful === 1
        ? vscode.l10n.t('1 check with a warning')
        : vscode.l10n.t('{0} checks with a warning', doubtful),
    );
  if (open > 0)
    parts.push(open === 1 ? vscode.l10n.t('1 check not done') : vscode.l10n.t('{0} checks not done', open));
  return parts.join(', ');
}
