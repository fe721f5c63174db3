/** The imported certificate that issued another: a key of the account, or one that is imported with the same confirmation. */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Finding, Localisable } from '../../core/findings';
import { sameOctets } from '../../core/octets';
import { checkChain } from '../../core/x509/chain';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkIssuerSignature, compareKeyIds } from '../../core/x509/issuerSignature';
import type { KnownKey } from '../plans/plan';
import type { ServiceTarget } from '../operations';
import { awsCertificatePlan, awsKeyAlgorithm } from '../rules/certificates';
import { chainSteps, futureKey, incomplete, openSteps, type ChainStep } from './chainSteps';
import type { Candidate, DraftField, DraftKey, DraftKnown, WayAnswers, DraftWork } from './draft';
import { draftText } from './draftTexts';
import {
  choiceField,
  foreignCandidate,
  foreignKeysIn,
  keyLabelOf,
  likenessNotes,
  stateRefusals,
  type Proposal,
} from './fields';
import { nameOf } from './materialFields';

const longestChain = 10;

/** Certificates whose key signed this one, the issuer first, then upwards. */
export async function issuersOf(
  subject: Certificate,
  known: readonly Certificate[],
): Promise<readonly Certificate[]> {
  const chain: Certificate[] = [];
  for (let last = subject; chain.length < longestChain; last = chain.at(-1)!) {
    const candidates = known.filter((certificate) => !chain.includes(certificate));
    const signed = await checkIssuerSignature(last, candidates);
    if (signed.verdict !== 'valid' || sameOctets(signed.by.raw, last.raw)) break;
    chain.push(signed.by);
  }
  return chain;
}

/**
 * KeyAlgorithms, or their beginnings, that can have made the signature: an RSA signature has the length of its key,
 * an ECDSA one tells only that it is one.
 */
export function signingAlgorithm({ signature, signatureAlgorithm }: Certificate): readonly string[] {
  return /ecdsa/i.test(signatureAlgorithm.name) ? ['ECC_'] : [`RSA_${signature.length * 8}`];
}

/**
 * By the check value, where the service gives one: first bytes of SHA-1 over the public key. What AWS computes for
 * certificates is not documented, so that a difference says nothing.
 */
export function isKeyOf(
  certificate: Certificate,
  { KeyCheckValue: value = '', KeyAttributes }: KnownKey,
): boolean {
  return (
    value.length >= 8 &&
    awsKeyAlgorithm(certificate.publicKey) === KeyAttributes.KeyAlgorithm &&
    checkDigits(certificate).startsWith(value.toUpperCase())
  );
}

const digests = new WeakMap<Certificate, string>();

function checkDigits(certificate: Certificate): string {
  const made = digests.get(certificate) ?? toUpperHex(digestOf('SHA-1', certificate.publicKey.raw));
  digests.set(certificate, made);
  return made;
}

/** What the answer to the authority's question comes to. */
export interface ChosenAuthority {
  readonly field: DraftField;
  /** The imported certificate; undefined where it is imported first, or none was chosen. */
  readonly key: KnownKey | undefined;
  /** Certificates that are imported first, root first. */
  readonly steps: readonly ChainStep[];
  /** The certificate itself, where it is at hand. */
  readonly certificate: Certificate | undefined;
  /** On the chain that is imported first, as a whole. */
  readonly findings: readonly Finding[];
}

/** Whether a call can name it, now or once the chain has been imported. */
export const namesAuthority = ({ key, steps }: ChosenAuthority): boolean =>
  key !== undefined || steps.length > 0;

/** The key that a call names; a key that represents it while its certificate has not been imported. */
export const authorityNow = ({ key, steps }: ChosenAuthority, target: ServiceTarget): KnownKey =>
  key ?? futureKey(steps.length - 1, target);

/** What an import relies on that names it, and what is imported first. */
export function workOfAuthority(
  subject: Certificate,
  { certificate, steps }: ChosenAuthority,
): Pick<DraftWork, 'relied' | 'steps' | 'authorityStep'> {
  const first = openSteps(steps).map((step) => step.certificate);
  return {
    relied: [subject, ...new Set([...(certificate ? [certificate] : []), ...first])],
    steps,
    ...(steps.length > 0 ? { authorityStep: steps.length - 1 } : {}),
  };
}

const chainId = 'chain';

/** @param subject the certificate whose issuer is named */
export async function chooseAuthority(
  known: DraftKnown,
  answers: WayAnswers,
  subject: Certificate,
): Promise<ChosenAuthority> {
  const issuers = await issuersOf(
    subject,
    known.certificates.map(({ value }) => value),
  );
  const [issuer] = issuers;
  const name = nameOf(subject);
  const keys = known.keys.filter(
    ({ key: { KeyAttributes } }) =>
      KeyAttributes.KeyClass === 'PUBLIC_KEY' && KeyAttributes.KeyUsage.startsWith('TR31_S0'),
  );
  const before = issuer && known.imported(issuer, 'TR31_S0');
  const reasonOf = ({ key }: DraftKey): Localisable | undefined =>
    key.KeyArn === before?.KeyArn
      ? draftText('imported_before', name)
      : issuer && isKeyOf(issuer, key)
        ? draftText('issued_it', name)
        : undefined;
  const likeness = likenessNotes(keys);
  const wanted = signingAlgorithm(subject);
  const reasons = new Map(keys.map((one) => [one.key.KeyArn, reasonOf(one)]));
  const sorted = [...keys].sort(
    (a, b) =>
      Number(reasons.get(b.key.KeyArn) !== undefined) - Number(reasons.get(a.key.KeyArn) !== undefined),
  );
  const candidates = sorted.map((one): Candidate => {
    const reason = reasons.get(one.key.KeyArn);
    return {
      id: one.key.KeyArn,
      label: keyLabelOf(one),
      notes: [...(reason ? [reason] : []), ...likeness(one)],
      refusals: refusalsOf(one.key, wanted),
    };
  });
  const found = candidates.find(({ id, refusals }) => reasons.get(id) && refusals.length === 0);
  const { steps, findings } = await stepsTo(known, issuers);
  const chain = chainCandidate(issuers, steps);
  const reason = found && reasons.get(found.id);
  // Where the account has it and cannot use it now, a second copy is no proposal.
  const isHere = [...reasons.values()].some((one) => one !== undefined);
  const proposal: Proposal | undefined = reason
    ? { id: found.id, origin: reason }
    : chain && !isHere
      ? { id: chainId, origin: draftText('chain_first', name) }
      : undefined;
  const foreign = foreignKeysIn(known, known.context.target.region);
  const choice = choiceField(
    'authority',
    answers,
    [...candidates, ...foreign.map(foreignCandidate), ...(chain ? [chain] : [])],
    proposal,
  );
  const broken = issuer || choice.value !== '' ? undefined : await falseSignature(known, subject);
  const field = broken ? { ...choice, problem: broken } : choice;
  const chosen = [...keys, ...foreign].find(({ key }) => key.KeyArn === field.value);
  const byChain = field.value === chainId;
  return {
    field,
    key: chosen?.key,
    steps: byChain ? steps : [],
    certificate:
      byChain || (chosen && reasonOf(chosen))
        ? issuer
        : chosen && issuers.find((one) => isKeyOf(one, chosen.key)),
    findings: byChain ? findings : [],
  };
}

/** That a certificate at hand bears the issuer's name and did not sign the subject. */
async function falseSignature(known: DraftKnown, subject: Certificate): Promise<Localisable | undefined> {
  const signed = await checkIssuerSignature(
    subject,
    known.certificates.map(({ value }) => value),
  );
  // A certificate of the same name with another key identifier is only not the one that is meant.
  return signed.verdict === 'invalid' && compareKeyIds(subject, signed.by) !== 'differ'
    ? draftText('authority_signature', nameOf(subject), nameOf(signed.by))
    : undefined;
}

function refusalsOf(key: KnownKey, wanted: readonly string[]): Candidate['refusals'] {
  const state = stateRefusals(key);
  if (state.length > 0) return state;
  const { KeyAlgorithm } = key.KeyAttributes;
  return wanted.some((beginning) => KeyAlgorithm.startsWith(beginning))
    ? []
    : [draftText('not_signing_key', wanted.join(' / '), KeyAlgorithm)];
}

/**
 * The chain at hand that ends in the issuer: every certificate of it becomes a key that verifies. What is above one
 * that the account has already is not needed.
 */
async function stepsTo(
  known: DraftKnown,
  issuers: readonly Certificate[],
): Promise<Pick<ChosenAuthority, 'steps' | 'findings'>> {
  const none = { steps: [], findings: [] };
  if (issuers.length === 0) return none;
  const chain = await checkChain(issuers, known.context.now);
  const [path] = chain.checkedPaths;
  if (!path || chain.certificates[path.certificates[0]!] !== issuers[0]) return none;
  const imported = (certificate: Certificate, usage: string): KnownKey | undefined =>
    known.imported(certificate, usage) ??
    known.keys.find(
      ({ key }) =>
        key.KeyAttributes.KeyClass === 'PUBLIC_KEY' &&
        key.KeyAttributes.KeyUsage === usage &&
        stateRefusals(key).length === 0 &&
        isKeyOf(certificate, key),
    )?.key;
  const steps = chainSteps(imported, chain, path, 'ALL', undefined);
  const { findings } = awsCertificatePlan(chain, path, 'PUBLIC_KEY');
  const from = Math.max(
    0,
    steps.findLastIndex((step) => step.known !== undefined),
  );
  return {
    steps: steps.slice(from).map((step) => ({
      ...step,
      parent: step.parent === undefined || step.parent < from ? undefined : step.parent - from,
    })),
    // Where the way up leads to a key of the account, the rest of it is not missed.
    findings: steps[from]?.known ? findings.filter(({ code }) => code !== incomplete) : findings,
  };
}

function chainCandidate(issuers: readonly Certificate[], steps: readonly ChainStep[]): Candidate | undefined {
  const [issuer] = issuers;
  const top = issuers.at(-1);
  if (!issuer || !top) return undefined;
  const open = openSteps(steps);
  // Its own key is in the account: it is among the keys.
  if (steps.length > 0 && open.length === 0) return undefined;
  const name = nameOf(issuer);
  const first = open[0];
  // A chain whose root is neither here nor imported cannot be imported.
  const rootless = first?.step.importAs === 'TrustedCertificatePublicKey' && first.parent === undefined;
  return {
    id: chainId,
    label: '',
    notes: [open.length > 1 ? draftText('chain_several', open.length, name) : draftText('chain', name)],
    refusals:
      rootless || open.length === 0 ? [draftText('root_missing', top.issuer.label || top.issuer.text)] : [],
  };
}
