/** The chain's picture: order, who signed whom, validity on one time line, what AWS will say. */
import * as vscode from 'vscode';
import { bySeverity, type Finding } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkChain } from '../../core/x509/chain';
import type { CheckedChain, CheckedPath, Link } from '../../core/x509/chainTypes';
import { fingerprints } from '../../core/x509/fingerprints';
import { awsCertificatePlan, type CertificatePlan } from '../../keyservice/rules/certificates';
import type { ChainPurpose } from '../../keyservice/rules/chainTypes';
import type {
  ChainCertificate,
  ChainModel,
  ChainPath,
  Statement,
  StatementStatus,
} from '../../protocol/structure';
import { localised } from '../ui/localise';
import { type Axis, axisOf, fact, ofFinding, timeBar, validityWords, verdict } from './structureStatements';

/** Certificates that are put in order and drawn; the tree has all. */
const mostCertificates = 200;
const mostDrawnPaths = 12;

/** What a leaf can be for, and how it is called. */
function purposes(): readonly (readonly [ChainPurpose, string])[] {
  return [
    ['TR34_SIGNER', vscode.l10n.t('the signer of a TR-34 token (import)')],
    ['TR34_RECIPIENT', vscode.l10n.t('the recipient of a TR-34 token (export)')],
    ['ECDH_PARTNER', vscode.l10n.t('the other party in an ECDH agreement')],
    ['PUBLIC_KEY', vscode.l10n.t('a public key to import')],
  ];
}

export async function chainModel(
  given: readonly Certificate[],
  now: Date,
  purpose = 0,
  isForAws = false,
): Promise<ChainModel | undefined> {
  const readable = given.filter(({ wellFormed }) => wellFormed).slice(0, mostCertificates);
  if (readable.length === 0) return undefined;
  const chain = await checkChain(readable, now);
  const axis = axisOf(
    chain.certificates.map(({ notBefore, notAfter }) => ({ from: notBefore?.date, to: notAfter?.date })),
    now,
  );
  const known = purposes();
  const paths: ChainPath[] = [];
  const leaves = new Set<number>();
  for (const path of bestPaths(chain).slice(0, mostDrawnPaths)) {
    const [leaf] = path.certificates;
    const isFirst = leaf !== undefined && !leaves.has(leaf);
    if (leaf !== undefined) leaves.add(leaf);
    paths.push(await pathModel(chain, path, axis, given, now, (known[purpose] ?? known[0]!)[0], isFirst));
  }
  const notes: Statement[] = chain.findings.map(ofFinding);
  if (chain.copies > 0)
    notes.push(
      verdict(
        'none',
        chain.copies === 1
          ? vscode.l10n.t('1 certificate is a duplicate of another.')
          : vscode.l10n.t('{0} certificates are duplicates of others.', chain.copies),
      ),
    );
  if (given.length > readable.length)
    notes.push(
      verdict(
        'warn',
        vscode.l10n.t(
          '{0} could not be read as certificates or are beyond the first {1}.',
          given.length - readable.length,
          mostCertificates,
        ),
      ),
    );
  const other = chain.checkedPaths.length - paths.length;
  if (other > 0)
    notes.push(
      verdict(
        'none',
        other === 1
          ? vscode.l10n.t('1 other certificate path is not shown.')
          : vscode.l10n.t('{0} other certificate paths are not shown.', other),
      ),
    );
  return { paths, notes, purposes: known.map(([, title]) => title), purpose, isForAws };
}

/** For each leaf its best way up, then the others. */
export function bestPaths({ checkedPaths }: CheckedChain): CheckedPath[] {
  const seen = new Set<number>();
  const first = checkedPaths.filter(({ certificates }) => {
    const leaf = certificates[0]!;
    return seen.has(leaf) ? false : (seen.add(leaf), true);
  });
  return [...first, ...checkedPaths.filter((path) => !first.includes(path))];
}

async function pathModel(
  chain: CheckedChain,
  path: CheckedPath,
  axis: Axis,
  given: readonly Certificate[],
  now: Date,
  purpose: ChainPurpose,
  isFirst: boolean,
): Promise<ChainPath> {
  const topDown = [...path.links].reverse();
  const certificates: ChainCertificate[] = [];
  for (const link of topDown) certificates.push(await certificateModel(chain, link, axis, given, now));
  const leaf = chain.certificates[path.certificates[0]!]!;
  const isOpen = path.findings.some(({ code }) => code === unchecked);
  const plan = awsCertificatePlan(chain, path, purpose);
  return {
    title: vscode.l10n.t('Chain of "{0}"', leaf.subject.label),
    status: {
      good: isOpen ? 'unknown' : 'ok',
      bad: 'wrong',
      cannot_check: 'unknown',
      missing_issuer: 'unknown',
    }[path.verdict] as StatementStatus,
    certificates,
    aws: isFirst
      ? awsStatements(plan)
      : // Two ways up would give two pieces of advice for one certificate.
        [
          verdict(
            'none',
            vscode.l10n.t('Alternative certificate path. See the first one for the certificates to import.'),
          ),
        ],
  };
}

/** Why AWS refuses the chain and what to do; else what is open, and what becomes of each certificate. */
function awsStatements({ refusals, findings, advice }: CertificatePlan): Statement[] {
  if (refusals.length > 0) return refusals.map(ofFinding);
  const open = bySeverity(findings)
    // Which certificate is not imported, the advice says.
    .filter(({ code }) => code !== 'aws_certificate_leaf_import')
    .map(adviceOf);
  return [
    ...open.filter(({ status }) => status !== 'unknown'),
    ...open.filter(({ status }) => status === 'unknown'),
    ...advice.map((one) => verdict('none', localised(one))),
  ];
}

/** A certificate that is not here is no fault of those that are. */
function adviceOf(finding: Finding): Statement {
  const line = ofFinding(finding);
  return finding.code === 'aws_certificate_chain_incomplete' ? { ...line, status: 'unknown' } : line;
}

/** A check that is not made: no tick on the chain stands for it. */
const unchecked = 'chain_name_constraints';
/** Findings of a link that the line of the certificate says. */
const toldApart: ReadonlySet<string> = new Set(['chain_signature_invalid', 'chain_missing_issuer']);

async function certificateModel(
  chain: CheckedChain,
  link: Link,
  axis: Axis,
  given: readonly Certificate[],
  now: Date,
): Promise<ChainCertificate> {
  const certificate = chain.certificates[link.subject]!;
  const validity = { from: certificate.notBefore?.date, to: certificate.notAfter?.date };
  const dates = validityWords(validity, now);
  const signed = linkWords(chain, link);
  const prints = await fingerprints(certificate);
  return {
    number: given.indexOf(certificate),
    name: certificate.subject.label || certificate.subject.text,
    signature: signed,
    dates,
    facts: certificate.publicKey.name,
    // That it expired, or that the signature fails, is told already.
    problems: link.findings
      .filter(({ code, severity }) => (severity !== 'info' || code === unchecked) && !toldApart.has(code))
      .map((finding) =>
        finding.code === unchecked ? { ...ofFinding(finding), status: 'unknown' } : ofFinding(finding),
      ),
    bar: timeBar(certificate.subject.label, validity, axis, now),
    details: [
      fact(vscode.l10n.t('Subject'), certificate.subject.text),
      fact(vscode.l10n.t('Serial number, hex'), certificate.serial.hex, undefined, true),
      ...(prints ? [fact('SHA-256', prints.sha256, undefined, true)] : []),
      ...link.findings
        .filter(({ severity, code }) => severity === 'info' && code !== unchecked)
        .map(ofFinding),
    ],
  };
}

function linkWords(chain: CheckedChain, link: Link): { status: StatementStatus; text: string } {
  if (link.issuer === undefined) {
    const { issuer } = chain.certificates[link.subject]!;
    return { status: 'unknown', text: vscode.l10n.t('issuer "{0}" not in this file', issuer.label) };
  }
  const self = link.issuer === link.subject;
  const name = chain.certificates[link.issuer]!.subject.label;
  switch (link.signature?.verdict) {
    case 'valid':
      return {
        status: 'ok',
        text: self ? vscode.l10n.t('self-signed') : vscode.l10n.t('signed by "{0}"', name),
      };
    case 'invalid':
      return {
        status: 'wrong',
        text: self
          ? vscode.l10n.t('its own signature does not verify')
          : vscode.l10n.t('the signature of "{0}" does not verify', name),
      };
    default:
      return {
        status: 'unknown',
        text: self
          ? vscode.l10n.t('self-issued, signature not checked')
          : vscode.l10n.t('issued by "{0}", signature not checked', name),
      };
  }
}
