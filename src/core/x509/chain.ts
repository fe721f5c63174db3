/**
 * Puts any bag of certificates in order and checks each link: RFC 5280 section 6, said per link and
 * without deciding whom to trust.
 */
import type { Finding } from '../findings';
import { sameOctets } from '../octets';
import { toHex } from '../asn1/value';
import type { Certificate } from './certificateTypes';
import { validityFindings } from './certificateFindings';
import type { Chain, CheckedChain, CheckedPath, IssuerCandidate, Link, LinkVerdict } from './chainTypes';
import { x509Finding } from './findingTexts';
import { compareKeyIds } from './issuerSignature';
import type { SignatureCheck } from './signature';
import { checkSignature } from './signature';

/** Bounds against bags made to explode: cross-signing multiplies the ways up. */
const mostPaths = 64;
const longestPath = 32;
const mostSteps = 20_000;

/** Orders certificates by names (byte for byte) and key identifiers. No cryptography, no clock. */
export function orderChain(given: readonly Certificate[]): Chain {
  const certificates = withoutCopies(given);
  const candidates = findCandidates(certificates);
  const issued = new Set<number>();
  candidates.forEach((list, subject) => {
    for (const { issuer } of list) if (issuer !== subject) issued.add(issuer);
  });
  const all = certificates.map((_, i) => i);
  const roots = all.filter(
    (i) => candidates[i]!.some(({ issuer }) => issuer === i) && candidates[i]![0]?.issuer === i,
  );
  const leaves = startingPoints(all, issued, candidates);
  const paths = leaves.flatMap((leaf) => waysUp(leaf, certificates, candidates));
  return {
    certificates,
    copies: given.length - certificates.length,
    candidates,
    leaves,
    roots,
    paths,
    findings: nameFindings(certificates, candidates),
  };
}

function withoutCopies(given: readonly Certificate[]): Certificate[] {
  const seen = new Map<string, Certificate[]>();
  return given.filter((certificate) => {
    const key = `${certificate.raw.length} ${toHex(certificate.signature.subarray(0, 16))}`;
    const alike = seen.get(key) ?? [];
    if (alike.some((other) => sameOctets(other.raw, certificate.raw))) return false;
    seen.set(key, [...alike, certificate]);
    return true;
  });
}

/** Name equality is equality of the bytes (stricter than RFC 5280 7.1, as HSMs and AWS compare). */
function findCandidates(certificates: readonly Certificate[]): IssuerCandidate[][] {
  const bySubject = new Map<string, number[]>();
  certificates.forEach(({ subject }, i) => {
    const key = toHex(subject.raw.subarray(0, 4096));
    bySubject.set(key, [...(bySubject.get(key) ?? []), i]);
  });
  return certificates.map((certificate, i) => {
    if (certificate.issuer.raw.length === 0) return [];
    const alike = bySubject.get(toHex(certificate.issuer.raw.subarray(0, 4096))) ?? [];
    return alike
      .filter((issuer) => sameOctets(certificates[issuer]!.subject.raw, certificate.issuer.raw))
      .filter((issuer) => issuer === i || !isTwin(certificate, certificates[issuer]!))
      .map((issuer): IssuerCandidate => ({
        issuer,
        keyIds: compareKeyIds(certificate, certificates[issuer]!),
      }))
      .sort((a, b) => rank(a, i) - rank(b, i) || later(certificates[b.issuer]!, certificates[a.issuer]!));
  });
}

/** Same name and key, other dates or signer: a renewal or a cross certificate, never its issuer. */
function isTwin(a: Certificate, b: Certificate): boolean {
  return sameOctets(a.subject.raw, b.subject.raw) && sameOctets(a.publicKey.raw, b.publicKey.raw);
}

/** A self-issued certificate without an AKI that says otherwise has most likely signed itself. */
function rank({ issuer, keyIds }: IssuerCandidate, self: number): number {
  const order = { match: 0, unknown: 2, differ: 4 };
  return order[keyIds] - (issuer === self && keyIds !== 'differ' ? 1 : 0);
}

function later(a: Certificate, b: Certificate): number {
  return (a.notAfter?.date?.getTime() ?? 0) - (b.notAfter?.date?.getTime() ?? 0);
}

/** Certificates that issued nothing; where all issue each other in a ring, one of each ring. */
function startingPoints(
  all: readonly number[],
  issued: ReadonlySet<number>,
  candidates: readonly (readonly IssuerCandidate[])[],
): number[] {
  const leaves = all.filter((i) => !issued.has(i));
  const reached = new Set<number>();
  const climb = (from: number): void => {
    const waiting = [from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      for (const { issuer } of candidates[at]!) waiting.push(issuer);
    }
  };
  leaves.forEach(climb);
  for (const i of all) {
    if (reached.has(i)) continue;
    leaves.push(i);
    climb(i);
  }
  return leaves;
}

/** All ways up without visiting the same name and key twice; the most promising first. */
function waysUp(
  leaf: number,
  certificates: readonly Certificate[],
  candidates: readonly (readonly IssuerCandidate[])[],
): number[][] {
  const found: number[][] = [];
  const waiting: number[][] = [[leaf]];
  let steps = 0;
  for (
    let path = waiting.pop();
    path && found.length < mostPaths && steps < mostSteps;
    path = waiting.pop()
  ) {
    const way = path;
    const at = way.at(-1)!;
    const best = candidates[at]![0];
    const selfSigned = best?.issuer === at;
    const named = candidates[at]!.some(({ keyIds }) => keyIds === 'match');
    const next = candidates[at]!.filter(
      ({ issuer, keyIds }) =>
        issuer !== at &&
        // Where one issuer's key is named, another key under its name leads nowhere.
        !(named && keyIds === 'differ') &&
        !way.some((seen) => seen === issuer || isTwin(certificates[seen]!, certificates[issuer]!)),
    );
    steps += 1 + next.length;
    if (selfSigned || next.length === 0 || way.length >= longestPath) found.push(way);
    if (way.length >= longestPath) continue;
    // Last in, first out: the best candidate goes in last. Past a likely root only matching key identifiers lead on.
    const onward = selfSigned ? next.filter(({ keyIds }) => keyIds === 'match') : next;
    for (const { issuer } of [...onward].reverse()) waiting.push([...way, issuer]);
  }
  return found;
}

/** Names that read alike but are other bytes: the trap of re-encoded names. */
function nameFindings(
  certificates: readonly Certificate[],
  candidates: readonly (readonly IssuerCandidate[])[],
): Finding[] {
  return certificates.flatMap((certificate, i) => {
    if (candidates[i]!.length > 0 || certificate.issuer.text === '') return [];
    const alike = certificates.some(({ subject }) => fold(subject.text) === fold(certificate.issuer.text));
    return alike
      ? [x509Finding('chain_name_bytes', undefined, [certificate.subject.text, certificate.issuer.text])]
      : [];
  });
}

function fold(name: string): string {
  return name.toLowerCase().replace(/\s+/g, ' ');
}

/** Checks every link and way up at a moment. Algorithms the host lacks give 'cannot_check', never 'bad'. */
export async function checkChain(chain: Chain | readonly Certificate[], at: Date): Promise<CheckedChain> {
  const ordered = 'paths' in chain ? chain : orderChain(chain);
  const { certificates } = ordered;
  const checks = new Map<string, Promise<SignatureCheck>>();
  const verify = (subject: number, issuer: number): Promise<SignatureCheck> => {
    const key = `${subject} ${issuer}`;
    const running = checks.get(key);
    if (running) return running;
    const { tbs, signature, signatureAlgorithm } = certificates[subject]!;
    const started = checkSignature(certificates[issuer]!.publicKey, signatureAlgorithm, signature, tbs);
    checks.set(key, started);
    return started;
  };
  const validity = certificates.map((certificate) => validityFindings(certificate, at));
  const checkedPaths: CheckedPath[] = [];
  for (const path of ordered.paths) checkedPaths.push(await checkPath(path, ordered, validity, verify));
  const leafOrder = new Map(ordered.leaves.map((leaf, i) => [leaf, i]));
  checkedPaths.sort(
    (a, b) =>
      leafOrder.get(a.certificates[0]!)! - leafOrder.get(b.certificates[0]!)! ||
      severity[a.verdict] - severity[b.verdict] ||
      a.certificates.length - b.certificates.length,
  );
  return { ...ordered, at, validity, checkedPaths };
}

const severity: Readonly<Record<LinkVerdict, number>> = {
  good: 0,
  cannot_check: 1,
  missing_issuer: 2,
  bad: 3,
};

async function checkPath(
  path: readonly number[],
  { certificates, candidates }: Chain,
  validity: readonly (readonly Finding[])[],
  verify: (subject: number, issuer: number) => Promise<SignatureCheck>,
): Promise<CheckedPath> {
  const links: Link[] = [];
  for (const [place, subject] of path.entries()) {
    const self = candidates[subject]!.find(({ issuer }) => issuer === subject);
    const candidate =
      place + 1 < path.length ? candidates[subject]!.find(({ issuer }) => issuer === path[place + 1]) : self;
    if (!candidate) {
      const finding = x509Finding('chain_missing_issuer', undefined, [
        certificates[subject]!.subject.text,
        certificates[subject]!.issuer.text,
      ]);
      links.push({
        subject,
        issuer: undefined,
        signature: undefined,
        verdict: 'missing_issuer',
        findings: [finding],
      });
      continue;
    }
    const { issuer } = candidate;
    const signature = await verify(subject, issuer);
    const findings = linkFindings(certificates[subject]!, certificates[issuer]!, candidate, signature);
    // How far below the issuer this is, self-issued certificates not counted (RFC 5280 6.1.4 l).
    const below = path.slice(1, place + 1).filter((i) => !certificates[i]!.selfIssued).length;
    if (issuer !== subject) findings.push(...issuerFindings(certificates[issuer]!, below));
    links.push({ subject, issuer, signature, verdict: linkVerdict(signature, findings), findings });
  }
  const complete = links.at(-1)?.issuer === path.at(-1);
  const dates = path.flatMap((i) => validity[i]!);
  const verdicts: LinkVerdict[] = links.map(({ verdict }) => verdict);
  if (dates.length > 0) verdicts.push('bad');
  const verdict = verdicts.reduce<LinkVerdict>(
    (worst, one) => (severity[one] > severity[worst] ? one : worst),
    'good',
  );
  return {
    certificates: path,
    links,
    complete,
    verdict,
    findings: [...links.flatMap(({ findings }) => findings), ...dates],
  };
}

function linkVerdict(signature: SignatureCheck, findings: readonly Finding[]): LinkVerdict {
  if (signature.verdict === 'invalid' || findings.some((finding) => finding.severity === 'error'))
    return 'bad';
  return signature.verdict === 'cannot_check' ? 'cannot_check' : 'good';
}

function linkFindings(
  subject: Certificate,
  issuer: Certificate,
  candidate: IssuerCandidate,
  signature: SignatureCheck,
): Finding[] {
  const findings: Finding[] = [];
  const who = [subject.subject.text, issuer.subject.text] as const;
  if (signature.verdict === 'invalid') findings.push(x509Finding('chain_signature_invalid', undefined, who));
  if (signature.verdict === 'cannot_check') {
    findings.push(x509Finding('chain_signature_unchecked', undefined, [...who, signature.reason ?? '']));
  }
  if (candidate.keyIds === 'differ') findings.push(x509Finding('chain_key_ids_differ', undefined, who));
  return findings;
}

/** May this certificate issue others, and `below` more CA certificates under it? */
function issuerFindings(issuer: Certificate, below: number): Finding[] {
  const findings: Finding[] = [];
  const name = issuer.subject.text;
  const { basicConstraints, keyUsage, extensions, version } = issuer;
  if (basicConstraints?.ca !== true) {
    const old = version < 3 && basicConstraints === undefined;
    findings.push(x509Finding(old ? 'chain_issuer_version_1' : 'chain_issuer_no_ca', undefined, [name]));
  }
  if (keyUsage && !keyUsage.includes('keyCertSign'))
    findings.push(x509Finding('chain_issuer_key_usage', undefined, [name]));
  const limit = basicConstraints?.pathLength;
  if (limit !== undefined && below > limit)
    findings.push(x509Finding('chain_path_length', undefined, [name, limit, below]));
  if (extensions.some((extension) => extension.name === 'nameConstraints')) {
    findings.push(x509Finding('chain_name_constraints', undefined, [name]));
  }
  return findings;
}
