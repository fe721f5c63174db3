/** Checks of a TR-34 token as lines of the page, and how they came out as words on top of it. */
import * as vscode from 'vscode';
import type { Tr34Check } from '../../core/cms/tr34/checks';
import type { Tr34Load, Tr34Verdict } from '../../core/cms/tr34/checkText';
import type { OpenedTr34 } from '../../core/cms/tr34/open';
import type { Statement, StatementStatus } from '../../protocol/structure';
import { tdesLength } from '../ui/keyLength';
import { localised } from '../ui/localise';
import { fact, verdict } from './structureStatements';

const statuses: Readonly<Record<Tr34Verdict, StatementStatus>> = {
  right: 'ok',
  wrong: 'wrong',
  warning: 'warn',
  cannot_tell: 'unknown',
};

/** One check, with what would do it. */
export function checkStatement(check: Tr34Check): Statement {
  const line = verdict(statuses[check.verdict], localised(check), check.span);
  const action = check.load && loadAction(check.load);
  const inside =
    check.code === 'chain_trust' ? [fact('SHA-256', String(check.args[1]), undefined, true)] : undefined;
  return { ...line, ...(action ? { action } : {}), ...(inside ? { inside } : {}) };
}

function loadAction(load: Tr34Load): NonNullable<Statement['action']> {
  switch (load) {
    case 'random_number':
      return { id: 'addRandomNumber', title: vscode.l10n.t('Load…') };
    case 'krd_key':
      return { id: 'openWithKrdKey', title: vscode.l10n.t('Open with KRD Key…') };
    case 'trusted_root':
      return { id: 'chooseRoot', title: vscode.l10n.t('Select…') };
    case 'signer_certificate':
    case 'recipient_certificate':
    case 'ca_certificates':
    case 'crl':
      return { id: 'addCertificates', title: vscode.l10n.t('Load…') };
  }
}

/** How many checks came out how, worst first; each is told below. */
function checkVerdicts(checks: readonly Tr34Check[]): Statement[] {
  const count = (wanted: Tr34Verdict): number => checks.filter(({ verdict: one }) => one === wanted).length;
  const [wrong, warned, open, right] = [
    count('wrong'),
    count('warning'),
    count('cannot_tell'),
    count('right'),
  ];
  return [
    ...(wrong > 0 ? [verdict('wrong', vscode.l10n.t('Checks: {0} failed', wrong))] : []),
    ...(warned > 0 ? [verdict('warn', vscode.l10n.t('Checks: {0} with a warning', warned))] : []),
    ...(open > 0 ? [verdict('unknown', vscode.l10n.t('Checks: {0} not done', open))] : []),
    ...(right > 0 ? [verdict('ok', vscode.l10n.t('Checks: {0} passed', right))] : []),
  ];
}

/** What of a token was checked, the worst first; a chain says nothing for a token whose own signature fails. */
export function tokenVerdicts(checks: readonly Tr34Check[]): Statement[] {
  const counts = checkVerdicts(checks);
  const failed = counts.filter(({ status }) => status === 'wrong');
  const others = counts.filter(({ status }) => status !== 'wrong');
  const isSigned = !checks.some(({ id, verdict: one }) => signedBy.has(id) && one === 'wrong');
  return [
    ...(isSigned ? [] : [verdict('wrong', vscode.l10n.t('Signer: a check failed'))]),
    ...failed,
    ...(isSigned ? chainVerdicts(checks) : []),
    ...others,
  ];
}

/** The checks that show who signed. */
const signedBy: ReadonlySet<Tr34Check['id']> = new Set(['signature', 'signer', 'digest']);

/** How far up signatures hold, and that trust is another matter. */
function chainVerdicts(checks: readonly Tr34Check[]): Statement[] {
  const up = checks.find(({ code }) => code === 'chain_beside' || code === 'chain_up');
  const trust = checks.find(({ code }) => code === 'chain_trust');
  const root = checks.find(({ code }) => code === 'chain_root');
  return [
    ...(up?.code === 'chain_beside'
      ? [verdict('ok', vscode.l10n.t('Signatures up to "{0}" (found near the token)', nameIn(up, 1)))]
      : up
        ? [verdict('ok', vscode.l10n.t('Signatures up to "{0}"', nameIn(up, 1)))]
        : []),
    ...(root
      ? [verdict('ok', vscode.l10n.t('Signatures up to the selected root "{0}"', nameIn(root, 1)))]
      : []),
    ...(trust
      ? [
          {
            ...verdict('unknown', vscode.l10n.t('Trust: compare the fingerprint')),
            action: { id: 'chooseRoot' as const, title: vscode.l10n.t('Select…') },
          },
        ]
      : []),
  ];
}

/** "CN=KDH CA, O=X" without what is around the common name. */
/** The name that a check speaks of, shortened. */
function nameIn({ args }: Tr34Check, place: number): string {
  const name = args[place] ?? '';
  return shortName(typeof name === 'object' ? localised(name) : String(name));
}

function shortName(name: string): string {
  return /^CN=([^,+\\]{1,80})(?:,|\+|$)/.exec(name)?.[1] ?? name;
}

/** What opening gave, before all else: the key, its check value, and whether it is known who sent it. */
export function tr34Headline(opened: OpenedTr34 | undefined, checks: readonly Tr34Check[]): Statement[] {
  if (!opened) return [];
  if (!opened.open) {
    const isOpen = checks.some(({ code }) => code === 'key_block_cannot');
    return [verdict(isOpen ? 'unknown' : 'wrong', vscode.l10n.t('Not opened'))];
  }
  const { kcvs, strength, bits = 0 } = opened;
  const key = strength && /^T?DES/.test(strength.name) ? tdesLength(bits) : strength?.name;
  const kcv = kcvs?.ansiX924 ?? kcvs?.cmac?.slice(0, 6) ?? kcvs?.hmac;
  const words = [
    vscode.l10n.t('Opened'),
    ...(key === undefined ? [] : [key]),
    ...(kcv === undefined ? [] : [`KCV ${kcv}`]),
  ];
  return [verdict('ok', words.join(' · ')), ...signerVerdict(checks)];
}

function signerVerdict(checks: readonly Tr34Check[]): Statement[] {
  const signed = checks.filter(({ id }) => signedBy.has(id));
  const is = (wanted: Tr34Verdict): boolean => signed.some(({ verdict: one }) => one === wanted);
  const signature = signed.find(({ id }) => id === 'signature');
  if (is('wrong')) return [verdict('wrong', vscode.l10n.t('Signer: a check failed'))];
  if (!signature || signature.verdict === 'cannot_tell' || is('cannot_tell'))
    return [
      {
        ...verdict('unknown', vscode.l10n.t('Signer not checked')),
        action: { id: 'addCertificates', title: vscode.l10n.t('Load…') },
      },
    ];
  const status = is('warning') ? 'warn' : 'ok';
  const who = signed.find(({ code }) => code === 'signer_right');
  return who ? [verdict(status, vscode.l10n.t('Signed by "{0}"', nameIn(who, 0)))] : [];
}
