/** Which of the files that lie beside a token its checks can use: chosen by what the token names, never by file names. */
import { toUpperHex } from '../../crypto/bytes';
import { sameOctets } from '../../octets';
import type { Certificate } from '../../x509/certificateTypes';
import type { Crl } from '../../x509/crl';
import { checkIssuerSignature } from '../../x509/issuerSignature';
import type { CertificateReference } from '../types';
import { findCertificate } from '../verify';
import type { Tr34Token } from './types';

/** Certificates and CRLs that are offered for one token: far more than any check takes. */
const mostNeeded = 200;

/** What is in one file. */
export interface Beside {
  readonly name: string;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** It is open in an editor, and lies elsewhere. */
  readonly isOpen: boolean;
  /** Of random number tokens. */
  readonly nonces: readonly Uint8Array[];
}

/** What of one file the checks can use. */
export interface Needed {
  readonly name: string;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly nonce: Uint8Array | undefined;
  readonly isOpen: boolean;
}

/** What is at hand already: it is not looked for. */
export interface AtHand {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly nonce: Uint8Array | undefined;
}

const mostLevels = 16;

/**
 * The signer, the recipient and the device that the token names, those that issued them, CRLs of the signer's issuer,
 * the random number. An issuer is one whose key made the signature: a name alone is free to take. Each thing is taken
 * from the first file that has it; files without any are left out. Never throws.
 */
export async function neededOf(token: Tr34Token, files: readonly Beside[], hand: AtHand): Promise<Needed[]> {
  const lying = files.flatMap(({ certificates }) => certificates);
  const own = [
    ...hand.certificates,
    ...(token.signed?.certificates ?? []),
    ...(token.inner?.certificates ?? []),
  ];
  const certificates: Certificate[] = [];
  const have = (): Certificate[] => [...own, ...certificates];
  for (const reference of references(token)) {
    if (findCertificate(reference, have())) continue;
    const found = findCertificate(reference, lying);
    if (found) certificates.push(found);
  }
  let level = [
    ...references(token).flatMap((one) => findCertificate(one, have()) ?? []),
    ...(token.certificate ? [token.certificate] : []),
  ];
  for (let depth = 0; depth < mostLevels && level.length > 0; depth++) {
    const above: Certificate[] = [];
    for (const one of level) {
      if (one.selfIssued) continue;
      const known = await issuerOf(one, have());
      const found = known ?? (await issuerOf(one, lying));
      if (!found) continue;
      if (!known) certificates.push(found);
      above.push(found);
    }
    level = above;
  }
  const crls = neededCrls(token, have(), files, [...token.crls, ...hand.crls]);
  const nonce = neededNonce(token, files, hand.nonce);
  return allotted(files, certificates, crls, nonce);
}

function references(token: Tr34Token): CertificateReference[] {
  const recipient = token.envelope?.recipients[0]?.names[0];
  return [token.signer?.sid, recipient, token.krd, token.kdh].flatMap((one) => one ?? []);
}

/** One whose key fails is none; where the key cannot be used here, the name has to do. */
async function issuerOf(one: Certificate, among: readonly Certificate[]): Promise<Certificate | undefined> {
  const found = await checkIssuerSignature(one, among);
  return found.verdict === 'valid' || found.verdict === 'cannot_check' ? found.by : undefined;
}

/** The CRLs that the check of the signer takes; one with an issuer of its own is at hand with the token. */
function neededCrls(
  token: Tr34Token,
  known: readonly Certificate[],
  files: readonly Beside[],
  hand: readonly Crl[],
): Crl[] {
  const sid = token.signer?.sid;
  const about = token.certificate ?? (sid && findCertificate(sid, known));
  const issuer = sid?.kind === 'issuerAndSerial' ? sid.issuer : about?.issuer;
  const isOf = (crl: Crl): boolean => issuer !== undefined && sameOctets(crl.issuer.raw, issuer.raw);
  return hand.some(isOf) ? [] : files.flatMap(({ crls }) => crls.filter(isOf));
}

/** The number of the token where it lies there; another one only where it is the only one. */
function neededNonce(
  { nonce, kind }: Tr34Token,
  files: readonly Beside[],
  hand: Uint8Array | undefined,
): Uint8Array | undefined {
  if (!nonce || kind === 'RT_KRD' || hand) return undefined;
  const lying = files.flatMap(({ nonces }) => nonces);
  const same = lying.find((one) => sameOctets(one, nonce));
  return same ?? (lying.length === 1 ? lying[0] : undefined);
}

function allotted(
  files: readonly Beside[],
  certificates: readonly Certificate[],
  crls: readonly Crl[],
  nonce: Uint8Array | undefined,
): Needed[] {
  const wanted = new Set<Certificate | Crl>([...certificates, ...crls].slice(0, mostNeeded));
  const taken = new Set<string>();
  const first = (raw: Uint8Array): boolean => taken.size < taken.add(toUpperHex(raw)).size;
  return files.flatMap((file) => {
    const own = {
      name: file.name,
      isOpen: file.isOpen,
      certificates: file.certificates.filter((one) => wanted.has(one) && first(one.raw)),
      crls: file.crls.filter((one) => wanted.has(one) && first(one.raw)),
      nonce: file.nonces.find((one) => one === nonce),
    };
    return own.certificates.length + own.crls.length > 0 || own.nonce ? [own] : [];
  });
}
