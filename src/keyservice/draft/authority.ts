/** The imported certificate that issued another: a key of the account, or one that is imported with the same confirmation. */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import { sameOctets } from '../../core/octets';
import { checkChain } from '../../core/x509/chain';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkSignature } from '../../core/x509/signature';
import type { KnownKey } from '../plans/plan';
import { awsKeyAlgorithm } from '../rules/certificates';
import { chainSteps, openSteps, type ChainStep } from './chainSteps';
import type { Candidate, DraftAnswers, DraftField, DraftKey, DraftKnown, FieldId } from './draft';
import { draftText } from './draftTexts';
import { choiceField, keyLabelOf, likenessNotes, stateRefusals, type Proposal } from './fields';

const longestChain = 10;

/** Certificates whose key signed this one, the issuer first, then upwards. */
export async function issuersOf(
  subject: Certificate,
  known: readonly Certificate[],
): Promise<readonly Certificate[]> {
  const chain: Certificate[] = [];
  for (let last = subject; chain.length < longestChain; last = chain.at(-1)!) {
    const candidates = known.filter(
      (certificate) => sameOctets(certificate.subject.raw, last.issuer.raw) && !chain.includes(certificate),
    );
    let issuer: Certificate | undefined;
    for (const candidate of candidates) {
      const { verdict } = await checkSignature(
        candidate.publicKey,
        last.signatureAlgorithm,
        last.signature,
        last.tbs,
      );
      if (verdict === 'valid') issuer ??= candidate;
    }
    if (!issuer || sameOctets(issuer.raw, last.raw)) break;
    chain.push(issuer);
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
function isKeyOf(certificate: Certificate, { KeyCheckValue: value = '', KeyAttributes }: KnownKey): boolean {
  return (
    value.length >= 8 &&
    awsKeyAlgorithm(certificate.publicKey) === KeyAttributes.KeyAlgorithm &&
    toUpperHex(digestOf('SHA-1', certificate.publicKey.raw)).startsWith(value.toUpperCase())
  );
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
}

const chainId = 'chain';

/** @param subject the certificate whose issuer is named; @param id of the field */
export async function chooseAuthority(
  known: DraftKnown,
  answers: DraftAnswers,
  subject: Certificate,
  id: FieldId = 'authority',
): Promise<ChosenAuthority> {
  const issuers = await issuersOf(
    subject,
    known.certificates.map(({ value }) => value),
  );
  const [issuer] = issuers;
  const name = subject.subject.label || subject.subject.text;
  const keys = known.keys.filter(
    ({ key: { KeyAttributes } }) =>
      KeyAttributes.KeyClass === 'PUBLIC_KEY' && KeyAttributes.KeyUsage.startsWith('TR31_S0'),
  );
  const before = issuer && known.imported(issuer, 'TR31_S0');
  const matches = ({ key }: DraftKey): boolean =>
    key.KeyArn === before?.KeyArn || (issuer !== undefined && isKeyOf(issuer, key));
  const sorted = [...keys].sort((a, b) => Number(matches(b)) - Number(matches(a)));
  const steps = await stepsTo(known, issuers);
  const chain = chainCandidate(issuers, steps);
  const candidates: Candidate[] = sorted.map((one) => ({
    id: one.key.KeyArn,
    label: keyLabelOf(one),
    notes: [...(matches(one) ? [draftText('issued_it', name)] : []), ...likenessNotes(one, keys)],
    refusals: refusalsOf(one.key, signingAlgorithm(subject)),
  }));
  const found = candidates.find(
    ({ id: arn, refusals }, place) => refusals.length === 0 && arn !== '' && matches(sorted[place]!),
  );
  const proposal: Proposal | undefined = found
    ? {
        id: found.id,
        origin: draftText(found.id === before?.KeyArn ? 'imported_before' : 'issued_it', name),
      }
    : chain && { id: chainId, origin: draftText('chain_first', name) };
  const field = choiceField(id, answers, chain ? [...candidates, chain] : candidates, proposal);
  const chosen = keys.find(({ key }) => key.KeyArn === field.value)?.key;
  const byChain = field.value === chainId;
  return {
    field,
    key: chosen,
    steps: byChain ? steps : [],
    certificate: byChain || (chosen && issuer && isKeyOf(issuer, chosen)) ? issuer : undefined,
  };
}

function refusalsOf(key: KnownKey, wanted: readonly string[]): Candidate['refusals'] {
  const state = stateRefusals(key);
  if (state.length > 0) return state;
  const { KeyAlgorithm } = key.KeyAttributes;
  return wanted.some((beginning) => KeyAlgorithm.startsWith(beginning))
    ? []
    : [draftText('not_signing_key', wanted.join(' / '), KeyAlgorithm)];
}

/** The chain at hand that ends in the issuer: every certificate of it becomes a key that verifies. */
async function stepsTo(known: DraftKnown, issuers: readonly Certificate[]): Promise<readonly ChainStep[]> {
  if (issuers.length === 0) return [];
  const chain = await checkChain(issuers, known.context.now);
  const [path] = chain.checkedPaths;
  return path ? chainSteps(known.imported, chain, path, 'ALL', undefined) : [];
}

function chainCandidate(issuers: readonly Certificate[], steps: readonly ChainStep[]): Candidate | undefined {
  const [issuer] = issuers;
  const top = issuers.at(-1);
  if (!issuer || !top) return undefined;
  const open = openSteps(steps);
  const name = issuer.subject.label || issuer.subject.text;
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
