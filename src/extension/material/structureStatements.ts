/** Statements of the overview: small pieces that every decoder's story is put together from. */
import * as vscode from 'vscode';
import type { Finding, Span } from '../../core/findings';
import { localised } from '../ui/localise';
import type { Section, Statement, StatementStatus, TimeBar } from '../../protocol/structure';
import type { Certificate } from '../../core/x509/certificateTypes';
import { validityFindings } from '../../core/x509/certificateFindings';

/** Longest text of one statement: names and values out of files may be megabytes. */
const longestText = 2000;

export function fact(label: string, text: string, span?: Span, mono = false): Statement {
  return {
    status: 'none',
    label,
    text: cut(text),
    ...(span && span.end > span.start ? { span: { start: span.start, end: span.end } } : {}),
    ...(mono ? { mono } : {}),
  };
}

export function verdict(status: StatementStatus, text: string, span?: Span): Statement {
  return { ...fact('', text, span), status };
}

export function ofFinding(finding: Finding): Statement {
  const status = { error: 'wrong', warning: 'warn', info: 'none' } as const;
  return verdict(status[finding.severity], localised(finding), finding.span);
}

export function section(id: string, title: string, statements: readonly Statement[]): Section {
  return { id, title, statements };
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}

/** "2026-11-20", in UTC as certificates say it. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** "2026-11-20 20:15:00 UTC", with the fraction of a second that a time stamp may have. */
export function moment(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('.000', '').replace('Z', ' UTC');
}

const dayLength = 86_400_000;

/** "in 3 days", "3 days ago", "today". */
export function fromNow(date: Date, now: Date): string {
  const days = Math.floor(date.getTime() / dayLength) - Math.floor(now.getTime() / dayLength);
  if (days === 0) return vscode.l10n.t('today');
  const count = Math.abs(days);
  if (count < 60) {
    if (days > 0) return count === 1 ? vscode.l10n.t('tomorrow') : vscode.l10n.t('in {0} days', count);
    return count === 1 ? vscode.l10n.t('yesterday') : vscode.l10n.t('{0} days ago', count);
  }
  if (count < 730) {
    const months = Math.round(count / 30.44);
    return days > 0 ? vscode.l10n.t('in {0} months', months) : vscode.l10n.t('{0} months ago', months);
  }
  const years = Math.round(count / 365.25);
  return days > 0 ? vscode.l10n.t('in {0} years', years) : vscode.l10n.t('{0} years ago', years);
}

export interface Validity {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** Expired, not yet valid or valid, in words. */
export function validityWords({ from, to }: Validity, now: Date): { status: StatementStatus; text: string } {
  if (!from || !to) return { status: 'wrong', text: vscode.l10n.t('The dates cannot be read.') };
  if (now > to)
    return { status: 'wrong', text: vscode.l10n.t('Expired on {0}, {1}', day(to), fromNow(to, now)) };
  if (now < from)
    return {
      status: 'wrong',
      text: vscode.l10n.t('Not valid before {0}, {1}', day(from), fromNow(from, now)),
    };
  return { status: 'ok', text: vscode.l10n.t('Valid until {0}, {1}', day(to), fromNow(to, now)) };
}

/** The time line that all bars of one picture share. */
export interface Axis {
  readonly from: number;
  readonly to: number;
}

/** From the first beginning to the last end, with now inside. */
export function axisOf(validities: readonly Validity[], now: Date): Axis {
  const dates = validities.flatMap(({ from, to }) => [from, to]).filter((date) => date !== undefined);
  const all = [...dates.map((date) => date.getTime()), now.getTime()];
  const [from, to] = [Math.min(...all), Math.max(...all)];
  return { from, to: Math.max(to, from + dayLength) };
}

export function timeBar(label: string, validity: Validity, axis: Axis, now: Date): TimeBar | undefined {
  const { from, to } = validity;
  if (!from || !to) return undefined;
  const place = (time: number): number =>
    Math.min(1, Math.max(0, (time - axis.from) / (axis.to - axis.from)));
  const words = validityWords(validity, now);
  return {
    label,
    text: vscode.l10n.t('{0} to {1}. {2}', day(from), day(to), words.text),
    from: place(from.getTime()),
    to: Math.max(place(to.getTime()), place(from.getTime())),
    now: place(now.getTime()),
    ends: [day(new Date(axis.from)), day(new Date(axis.to))],
    status: words.status,
  };
}

/** What is to be said of a certificate at a moment: its own findings and its validity. */
export function certificateFindings(certificate: Certificate, now: Date): Finding[] {
  return [...validityFindings(certificate, now), ...certificate.findings];
}

/** Findings of a decoder include those of its bytes: each is listed once. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, span, message }) => {
    const key = `${code} ${span?.start ?? ''} ${span?.end ?? ''} ${message}`;
    return seen.has(key) ? false : (seen.add(key), true);
  });
}
