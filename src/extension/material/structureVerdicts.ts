/** What stands on top of a structure: each thing that was checked, or could be, in a few words. */
import * as vscode from 'vscode';
import { cmsFinding } from '../../core/cms/findingTexts';
import type { Finding } from '../../core/findings';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkChain } from '../../core/x509/chain';
import { crlFreshness, type Crl } from '../../core/x509/crl';
import type { Revocation } from '../../core/x509/revocation';
import type { Statement } from '../../protocol/structure';
import type { OverviewInput } from './overview';
import type { StructureRows } from './structureRows';
import { day, moment, validityWords, verdict } from './structureStatements';

/** Whether the bytes are DER, and those of the structure that they seem to be. */
export function encodingVerdict(
  { document, known, otherFormat }: StructureRows,
  damaged: boolean | undefined,
): Statement {
  if (damaged === true) return verdict('wrong', vscode.l10n.t('Encoding: damaged'));
  const findings = document.findings();
  const count = (wanted: string): number => findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (otherFormat !== undefined && !known) return verdict('wrong', vscode.l10n.t('Encoding: not DER'));
  if (errors > 0)
    return verdict(
      'wrong',
      errors === 1 ? vscode.l10n.t('Encoding: 1 error') : vscode.l10n.t('Encoding: {0} errors', errors),
    );
  if (known?.mismatch) return verdict('warn', vscode.l10n.t('Encoding: does not match the structure'));
  if (warnings > 0)
    return verdict(
      'warn',
      warnings === 1
        ? vscode.l10n.t('Encoding: 1 warning')
        : vscode.l10n.t('Encoding: {0} warnings', warnings),
    );
  return verdict('ok', vscode.l10n.t('Encoding'));
}

/** On top of what is encrypted: its encoding is all that was checked. */
export const notOpened = (): Statement => verdict('unknown', vscode.l10n.t('Encrypted: not opened'));

/** "Valid until 2027-01-27", "Expired on 2026-01-04". */
export function validityVerdict({ notBefore, notAfter }: Certificate, now: Date): Statement {
  const [from, to] = [notBefore?.date, notAfter?.date];
  if (!from || !to) return verdict('wrong', validityWords({ from, to }, now).text);
  if (now > to) return verdict('wrong', vscode.l10n.t('Expired on {0}', day(to)));
  if (now < from) return verdict('wrong', vscode.l10n.t('Not valid before {0}', day(from)));
  return verdict('ok', vscode.l10n.t('Valid until {0}', day(to)));
}

/** Weak keys and algorithms, and what else a certificate is warned of: no row of ticks without them. */
export function warningVerdicts(findings: readonly Finding[]): Statement[] {
  const count = findings.filter(({ severity }) => severity === 'warning').length;
  if (count === 0) return [];
  return [verdict('warn', count === 1 ? vscode.l10n.t('1 warning') : vscode.l10n.t('{0} warnings', count))];
}

/** Of a message: signatures on the certificates and CRLs in it. */
export function failedSignatures(findings: readonly Finding[]): Statement[] {
  const count = findings.filter(({ code }) => code === 'chain_signature_invalid').length;
  if (count === 0) return [];
  return [
    verdict(
      'wrong',
      count === 1
        ? vscode.l10n.t('1 signature does not verify')
        : vscode.l10n.t('{0} signatures do not verify', count),
    ),
  ];
}

/** Expired or not yet valid, with the name: several certificates are in a message. */
export function dateFindings({ subject, notBefore, notAfter }: Certificate, now: Date): Finding[] {
  const name = subject.label || subject.text;
  if (notAfter?.date && now > notAfter.date)
    return [cmsFinding('cms_certificate_expired', notAfter.span, [name, moment(notAfter.date)])];
  if (notBefore?.date && now < notBefore.date)
    return [cmsFinding('cms_certificate_early', notBefore.span, [name, moment(notBefore.date)])];
  return [];
}

/** Of a message: certificates in it that are expired or not yet valid. */
export function datesVerdict(findings: readonly Finding[]): Statement[] {
  const count = (wanted: string): number => findings.filter(({ code }) => code === wanted).length;
  const [expired, early] = [count('cms_certificate_expired'), count('cms_certificate_early')];
  return [
    ...(expired > 0
      ? [
          verdict(
            'wrong',
            expired === 1
              ? vscode.l10n.t('1 certificate expired')
              : vscode.l10n.t('{0} certificates expired', expired),
          ),
        ]
      : []),
    ...(early > 0
      ? [
          verdict(
            'wrong',
            early === 1
              ? vscode.l10n.t('1 certificate not yet valid')
              : vscode.l10n.t('{0} certificates not yet valid', early),
          ),
        ]
      : []),
  ];
}

/** Of a certificate: that a CRL of the same file lists it. @param found nothing where none does */
export function revocationVerdict(found: Revocation | undefined): Statement[] {
  if (!found) return [];
  const { date, reason } = found.entry;
  const when = [date ? day(date) : '?', ...(reason === undefined ? [] : [reason])].join(', ');
  return [
    found.verified
      ? verdict('wrong', vscode.l10n.t('Revoked ({0}) by a CRL in this file', when))
      : verdict('warn', vscode.l10n.t('Listed as revoked ({0}), CRL not verified', when)),
  ];
}

/** Of a CRL: whether the next one is due. */
export function freshnessVerdict(crl: Crl, now: Date): Statement {
  const due = crl.nextUpdate?.date;
  if (!due) return verdict('unknown', vscode.l10n.t('Freshness: no next update given'));
  const [late] = crlFreshness(crl, now);
  if (late?.code === 'x509_not_yet_valid')
    return verdict('warn', vscode.l10n.t('Not valid before {0}', day(crl.thisUpdate!.date!)));
  return late
    ? verdict('warn', vscode.l10n.t('Next update was due on {0}', day(due)))
    : verdict('ok', vscode.l10n.t('Next update due on {0}', day(due)));
}

/** Whether a chain leads to the root that the user chose; nothing is trusted because it is in the file. */
export async function trustVerdict(
  certificate: Certificate,
  { certificates, now, tr34 }: OverviewInput,
): Promise<Statement> {
  const root = tr34?.expected.root;
  if (!root)
    return {
      ...verdict('unknown', vscode.l10n.t('Trust: root not given')),
      action: { id: 'chooseRoot', title: vscode.l10n.t('Load…') },
    };
  const name = root.subject.label || root.subject.text;
  const change = { id: 'chooseRoot' as const, title: vscode.l10n.t('Change…') };
  const verdicts = await ways(certificate, root, certificates, now);
  if (verdicts.includes('good'))
    return {
      ...verdict(
        'ok',
        vscode.l10n.t('Chain to the root "{0}" that you selected, revocation not checked', name),
      ),
      action: change,
    };
  if (verdicts.includes('names'))
    return {
      ...verdict(
        'unknown',
        vscode.l10n.t(
          'Chain to the root "{0}" that you selected: signatures and dates verify, name constraints and revocation not checked',
          name,
        ),
      ),
      action: change,
    };
  if (verdicts.includes('bad'))
    return {
      ...verdict('wrong', vscode.l10n.t('Trust: the chain to "{0}" has errors', name)),
      action: change,
    };
  return {
    ...verdict('unknown', vscode.l10n.t('Trust: no chain to "{0}" could be checked', name)),
    action: change,
  };
}

/** Verdicts of every way from a certificate up to the root, also where it is in the middle of a chain. */
async function ways(
  certificate: Certificate,
  root: Certificate,
  known: readonly Certificate[],
  now: Date,
): Promise<string[]> {
  const chain = await checkChain([certificate, ...known, root], now);
  const isSame = (place: number, one: Certificate): boolean =>
    sameOctets(chain.certificates[place]!.raw, one.raw);
  return chain.checkedPaths.flatMap(({ certificates, links }) => {
    const from = certificates.findIndex((place) => isSame(place, certificate));
    if (from < 0 || !isSame(certificates.at(-1)!, root)) return [];
    const above = certificates.slice(from);
    if (above.some((place) => chain.validity[place]!.length > 0)) return ['bad'];
    // The root is where trust begins: its own signature says nothing.
    const below = above.slice(0, -1);
    const own = links.filter(({ subject }) => below.includes(subject));
    if (own.some((link) => link.verdict === 'bad')) return ['bad'];
    if (own.some((link) => link.verdict !== 'good')) return ['cannot_check'];
    // A name that an issuer excludes makes the chain invalid: without that check there is no tick.
    const names = own.some(({ findings }) => findings.some(({ code }) => code === 'chain_name_constraints'));
    return [names ? 'names' : 'good'];
  });
}
