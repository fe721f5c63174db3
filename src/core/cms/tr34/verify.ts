/** The checks of a careful receiver on a TR-34 token: nothing that cannot be told is called right or wrong. */
import { phrase } from '../../findings';
import { digestOf } from '../../crypto/hmac';
import { sameOctets } from '../../octets';
import type { Certificate } from '../../x509/certificateTypes';
import { checkChain } from '../../x509/chain';
import type { Crl } from '../../x509/crl';
import { colonHex } from '../../x509/fingerprints';
import { checkSignature } from '../../x509/signature';
import type { CertificateReference, SignerInfo } from '../types';
import { checkSigners, findCertificate } from '../verify';
import type { Tr34Check } from './checks';
import { tr34Check, worstVerdict } from './checks';
import type { Tr34Verdict } from './checkText';
import { checkCrl } from './verifyCrl';
import { freshChecks, isSigned } from './verifyFresh';
import type { Tr34Token } from './types';
import type { Tr34Part } from './statements';

export interface Tr34Options {
  /** The random number that the KRD asked with: content of RT_KRD, or AWS's RandomNonce. */
  readonly nonce?: Uint8Array;
  /** When certificates and CRLs have to be valid; now where not given. */
  readonly at?: Date;
  /** The root that the chain has to end in. */
  readonly root?: Certificate;
  /** The signer that is expected; then another one is wrong, not unknown. */
  readonly kdh?: Certificate;
  /** The KRD that is expected. */
  readonly krd?: Certificate;
  /** CRLs from elsewhere than the token. */
  readonly crls?: readonly Crl[];
  /** What lay beside the token: it completes a chain and compares a number, and makes nothing trusted or fresh. */
  readonly beside?: {
    readonly certificates: readonly Certificate[];
    /** Name of the file that `nonce` is from, where it is from there. */
    readonly nonceFrom?: string | undefined;
  };
  /** Without a chosen root, says in a line of its own that trust is not shown, with the fingerprint to compare. */
  readonly askTrust?: boolean;
  /** What opening the token showed: its lines take the place of "load the KRD key". */
  readonly opened?: readonly Tr34Check[];
}

export interface Tr34Verification {
  readonly verdict: Tr34Verdict;
  /** In the order in which a receiver works. */
  readonly checks: readonly Tr34Check[];
  readonly signer?: Certificate;
  readonly recipient?: Certificate;
  /** Over which bytes the signature holds. */
  readonly over?: 'as_received' | 'sorted' | 'both' | 'content';
}

/** Checks a token against certificates at hand (its own are used too). Never throws. */
export async function verifyTr34(
  token: Tr34Token,
  certificates: readonly Certificate[] = [],
  options: Tr34Options = {},
): Promise<Tr34Verification> {
  const at = options.at ?? new Date();
  const given = [options.kdh, options.krd, options.root].flatMap((one) => one ?? []);
  const known = [
    ...certificates,
    ...given,
    ...(token.signed?.certificates ?? []),
    ...(token.inner?.certificates ?? []),
  ];
  const checks: Tr34Check[] = [formCheck(token)];
  let over: Tr34Verification['over'];
  let signer: Certificate | undefined;
  if (isSigned(token)) {
    const signed = await signatureChecks(token, known, options);
    checks.push(...signed.checks);
    ({ over, signer } = signed);
    if (signer) checks.push(...(await chainChecks(token, signer, known, at, options)));
    if (signer) checks.push(...certificateChecks(token, signer, 'sign', at));
  }
  const recipient = recipientChecks(token, known, at, options);
  checks.push(...recipient.checks);
  if (token.certificate) {
    if (token.certificate !== signer) {
      const more = await chainChecks(token, token.certificate, known, at, options, 'certificate');
      // One root is asked about once.
      const asked = checks.filter(({ code }) => code === 'chain_trust').map(({ text }) => text);
      checks.push(...more.filter(({ text }) => !asked.includes(text)));
    }
    checks.push(...certificateChecks(token, token.certificate, undefined, at, 'certificate'));
  }
  checks.push(...(await checkCrl(token, known, options.crls ?? [], at)));
  checks.push(...freshChecks(token, at, options.nonce, options.beside?.nonceFrom));
  if (token.kind === 'KT_KDH') checks.push(...(options.opened ?? [tr34Check(token, 'key_block_load')]));
  return {
    verdict: worstVerdict(checks),
    checks,
    ...(signer ? { signer } : {}),
    ...(recipient.recipient ? { recipient: recipient.recipient } : {}),
    ...(over ? { over } : {}),
  };
}

const broken: ReadonlySet<string> = new Set([
  'tr34_structure',
  'tr34_truncated',
  'tr34_trailing',
  'tr34_outer_length',
  'tr34_content_unreadable',
]);

/** What was read around damage may be another thing than what a strict receiver reads. */
function formCheck(token: Tr34Token): Tr34Check {
  const fault = token.findings.find(
    ({ code, severity }) => broken.has(code) || (severity === 'error' && code.startsWith('asn1_')),
  );
  const check = tr34Check(token, fault ? 'form_wrong' : 'form_right', fault ? [fault.message] : []);
  return fault?.span ? { ...check, span: fault.span } : check;
}

interface SignatureResult {
  readonly checks: Tr34Check[];
  readonly signer?: Certificate;
  readonly over?: 'as_received' | 'sorted' | 'both' | 'content';
}

async function signatureChecks(
  token: Tr34Token,
  known: readonly Certificate[],
  options: Tr34Options,
): Promise<SignatureResult> {
  const { signed, signer } = token;
  if (!signed || !signer) return { checks: [tr34Check(token, 'signature_missing')] };
  const checks: Tr34Check[] = [];
  if (signer.signedAttributes) {
    const { contentType } = signer;
    if (!contentType) checks.push(tr34Check(token, 'content_type_missing'));
    else {
      const same = contentType.oid === signed.eContentType.oid;
      const code = same ? 'content_type_right' : 'content_type_wrong';
      checks.push(tr34Check(token, code, [contentType.name, signed.eContentType.name]));
    }
  }
  // Of this signer only: TR-34 has one.
  const [result] = await checkSigners({ ...signed, signers: [signer] }, known);
  if (!result) return { checks };
  const { digest, certificate } = result;
  if (digest === 'match') checks.push(tr34Check(token, 'digest_right', [signer.hash ?? '']));
  else if (digest === 'differs') checks.push(tr34Check(token, 'digest_wrong'));
  else if (digest !== 'not_used') {
    const why =
      digest === 'no_content'
        ? phrase('the content is not here')
        : phrase('{0} is not available here', signer.digestAlgorithm.name);
    checks.push(
      tr34Check(token, 'digest_cannot', [signer.messageDigest ? why : phrase('no digest was signed')]),
    );
  }
  checks.push(...nameCheck(token, 'signer', signer.sid, known, options.kdh));
  if (!certificate) {
    const other = await whoSigned(signer, known);
    checks.push(
      other
        ? tr34Check(token, 'signature_other', [other.subject.text, signer.sid.text])
        : tr34Check(token, 'signature_load', [signer.sid.text]),
    );
    return { checks };
  }
  const name = certificate.subject.text;
  const { verdict, reason } = result.signature;
  if (verdict === 'valid') {
    const codes = {
      both: 'signature_right',
      as_received: 'signature_as_sent',
      sorted: 'signature_sorted',
      content: 'signature_content',
    } as const;
    const over = result.over ?? 'both';
    checks.push(tr34Check(token, codes[over]));
    return { checks, signer: certificate, over };
  }
  if (verdict === 'cannot_check') checks.push(tr34Check(token, 'signature_cannot', [reason ?? '']));
  else if (
    signer.signedAttributes &&
    signed.eContent &&
    (await holds(certificate, signer, signed.eContent))
  ) {
    checks.push(tr34Check(token, 'signature_content_only'));
    return { checks, signer: certificate, over: 'content' };
  } else checks.push(tr34Check(token, 'signature_wrong', [name]));
  return { checks, signer: certificate };
}

async function holds(certificate: Certificate, signer: SignerInfo, data: Uint8Array): Promise<boolean> {
  const { signatureAlgorithm, signature, hash } = signer;
  const check = await checkSignature(certificate.publicKey, signatureAlgorithm, signature, data, hash);
  return check.verdict === 'valid';
}

const mostTried = 30;

/** A loaded certificate whose key made the signature though it is not the one named. */
async function whoSigned(
  signer: SignerInfo,
  known: readonly Certificate[],
): Promise<Certificate | undefined> {
  const data = signer.attributesAsReceived;
  if (!data) return undefined;
  for (const candidate of known.slice(0, mostTried))
    if (await holds(candidate, signer, data)) return candidate;
  return undefined;
}

/** Is this reference one of ours; byte for byte, and what to say where it only looks so. */
function nameCheck(
  token: Tr34Token,
  role: 'signer' | 'recipient',
  reference: CertificateReference | undefined,
  known: readonly Certificate[],
  expected: Certificate | undefined,
  part?: Tr34Part,
): Tr34Check[] {
  const name = reference?.text ?? phrase('not named');
  const found = reference && findCertificate(reference, known);
  if (expected && found !== expected && !(found && sameOctets(found.raw, expected.raw))) {
    if (reference && readsAlike(reference, expected))
      return [tr34Check(token, `${role}_alike`, [expected.subject.text], part)];
    return [tr34Check(token, `${role}_wrong`, [name, expected.subject.text], part)];
  }
  if (found) return [tr34Check(token, `${role}_right`, [found.subject.text], part)];
  const alike = reference && known.find((one) => readsAlike(reference, one));
  if (alike) return [tr34Check(token, `${role}_alike`, [alike.subject.text], part)];
  return [tr34Check(token, `${role}_load`, [name], part)];
}

function readsAlike(reference: CertificateReference, { issuer, serial }: Certificate): boolean {
  if (reference.kind !== 'issuerAndSerial' || sameOctets(issuer.raw, reference.issuer.raw)) return false;
  const fold = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');
  return serial.hex === reference.serial.hex && fold(issuer.text) === fold(reference.issuer.text);
}

function recipientChecks(
  token: Tr34Token,
  known: readonly Certificate[],
  at: Date,
  options: Tr34Options,
): { checks: Tr34Check[]; recipient?: Certificate } {
  if (!isSigned(token)) return { checks: [] };
  const key = token.kind === 'KT_KDH';
  const reference = key ? token.envelope?.recipients[0]?.names[0] : token.krd;
  const checks = nameCheck(token, 'recipient', reference, known, options.krd, key ? 'recipientId' : 'krdId');
  if (token.kdh) {
    const kdh = findCertificate(token.kdh, known);
    checks.push(
      kdh
        ? tr34Check(token, 'kdh_right', [kdh.subject.text])
        : tr34Check(token, 'kdh_load', [token.kdh.text]),
    );
  }
  const recipient = reference && findCertificate(reference, known);
  if (!recipient) return { checks };
  if (key) checks.push(...certificateChecks(token, recipient, 'encipher', at, 'recipientId'));
  return { checks, recipient };
}

async function chainChecks(
  token: Tr34Token,
  certificate: Certificate,
  known: readonly Certificate[],
  at: Date,
  { root, beside, askTrust = false }: Tr34Options,
  part: Tr34Part = 'signerId',
): Promise<Tr34Check[]> {
  // What the certificate itself issued leads down, not up.
  const others = known.filter(
    ({ issuer, raw }) => !sameOctets(issuer.raw, certificate.subject.raw) || sameOctets(raw, certificate.raw),
  );
  const chain = await checkChain([certificate, ...others], at);
  const path = chain.checkedPaths.find(({ certificates: [first] }) => first === 0);
  const name = certificate.subject.text;
  if (!path) return [tr34Check(token, 'chain_load', [name, certificate.issuer.text], part)];
  const bad = path.links.find(({ verdict }) => verdict === 'bad');
  if (bad) return [tr34Check(token, 'chain_wrong', [name, firstMessage(bad.findings)], part)];
  const top = chain.certificates[path.certificates.at(-1)!]!;
  if (path.links.some(({ verdict }) => verdict === 'missing_issuer') || !path.complete)
    return [tr34Check(token, 'chain_load', [top.subject.text, top.issuer.text], part)];
  const unchecked = path.links.find(({ verdict }) => verdict === 'cannot_check');
  if (unchecked) return [tr34Check(token, 'chain_cannot', [name, firstMessage(unchecked.findings)], part)];
  // Dates of the certificate itself have their own line.
  const dates = path.certificates
    .slice(1)
    .flatMap((place) => dateDoubt(token, chain.certificates[place]!, at, part));
  if (!root) {
    const trust = askTrust ? [trustCheck(token, top, part)] : [];
    if (path.certificates.length === 1)
      return [tr34Check(token, 'chain_self', [name], part), ...dates, ...trust];
    const lay = beside?.certificates.some(({ raw }) => sameOctets(raw, top.raw));
    const code = lay === true ? 'chain_beside' : askTrust ? 'chain_up' : 'chain_right';
    return [tr34Check(token, code, [name, top.subject.text], part), ...dates, ...trust];
  }
  return sameOctets(root.raw, top.raw)
    ? [tr34Check(token, 'chain_root', [name, top.subject.text], part), ...dates]
    : [tr34Check(token, 'chain_other_root', [name, top.subject.text, root.subject.text], part)];
}

function trustCheck(token: Tr34Token, top: Certificate, part: Tr34Part): Tr34Check {
  return tr34Check(token, 'chain_trust', [top.subject.text, colonHex(digestOf('SHA-256', top.raw))], part);
}

function firstMessage(findings: readonly { message: string; severity: string }[]): string {
  return (findings.find(({ severity }) => severity === 'error') ?? findings[0])?.message ?? '';
}

/** A certificate that is not valid at that time; none where it is. */
function dateDoubt(
  token: Tr34Token,
  { subject, notBefore, notAfter }: Certificate,
  at: Date,
  part: Tr34Part,
): Tr34Check[] {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  if (notAfter?.date && at > notAfter.date)
    return [tr34Check(token, 'dates_expired', [subject.text, day(notAfter.date)], part)];
  if (notBefore?.date && at < notBefore.date)
    return [tr34Check(token, 'dates_early', [subject.text, day(notBefore.date)], part)];
  return [];
}

const usages = { sign: 'digitalSignature', encipher: 'keyEncipherment' } as const;
const words = { sign: phrase('sign'), encipher: phrase('encipher keys') };

/** Dates, role and form of a certificate: doubts, never a refusal. */
function certificateChecks(
  token: Tr34Token,
  certificate: Certificate,
  role: 'sign' | 'encipher' | undefined,
  at: Date,
  part: Tr34Part = 'signerId',
): Tr34Check[] {
  const { subject, notAfter, keyUsage, findings } = certificate;
  const name = subject.text;
  const checks: Tr34Check[] = [];
  const until = notAfter?.date?.toISOString().slice(0, 10) ?? phrase('no date');
  const doubts = dateDoubt(token, certificate, at, part);
  checks.push(...doubts);
  if (doubts.length === 0) checks.push(tr34Check(token, 'dates_right', [name, until], part));
  if (role) {
    const fits = keyUsage?.includes(usages[role]);
    const code = fits === undefined ? 'role_open' : fits ? 'role_right' : 'role_doubtful';
    // A CA that unbinds signs with the key that signs certificates.
    const authority =
      role === 'sign' && keyUsage?.includes('keyCertSign') === true && token.kind.includes('_CA_');
    checks.push(
      tr34Check(
        token,
        authority ? 'role_right' : code,
        code === 'role_open' ? [name] : [name, words[role]],
        part,
      ),
    );
  }
  const fault = findings.find(({ severity }) => severity === 'error');
  if (fault) checks.push(tr34Check(token, 'certificate_form', [name, fault], part));
  return checks;
}
