/** @peculiar/x509 on certificates, revocation lists and requests: does it read them, and as we do. */
// First, and here too: in a chunk that is shared, a bundler runs first what is nearest to those who load it.
import '../make/reflect';
import {
  Pkcs10CertificateRequest,
  X509Certificate,
  X509Crl,
  type Name as TheirName,
} from '../make/x509Library';
import type { AlgorithmInfo } from '../x509/algorithm';
import { readCertificate } from '../x509/certificate';
import { readCrl } from '../x509/crl';
import { readCsr } from '../x509/csr';
import type { Name } from '../x509/name';
import {
  type Difference,
  type Opinion,
  type OpinionKind,
  reasonOf,
  refusal,
  type RefusedPart,
} from './opinion';

/** Names and lists can be long; what is said of them stays a line. */
const longestText = 200;

/** What is read on both sides: undefined there, and the part is refused. */
interface Compared {
  readonly what: Difference['what'];
  readonly part: RefusedPart['part'];
  readonly there: () => string;
  readonly here: string;
}

/** A part that is read there only: does it throw? */
interface Touched {
  readonly part: RefusedPart['part'];
  readonly there: () => unknown;
}

/**
 * The opinion of @peculiar/x509. Never throws.
 * @param asn1js what asn1js said, which it reads with: that is how far it read
 */
export function opinionOfX509(
  bytes: Uint8Array,
  kind: Exclude<OpinionKind, 'private' | 'other'>,
  asn1js: Opinion,
): Opinion {
  try {
    // It keeps no copy of a view that is part of something larger, but takes it whole: this is one of its own.
    const own = new Uint8Array(bytes);
    const rows = { certificate: certificateRows, crl: crlRows, request: requestRows }[kind](own);
    const differences: Difference[] = [];
    const refused: RefusedPart[] = [];
    for (const row of rows) {
      try {
        const there = row.there();
        if (!('here' in row) || there === row.here) continue;
        differences.push({ what: row.what, there: short(there as string), here: short(row.here) });
      } catch (error) {
        if (!refused.some(({ part }) => part === row.part))
          refused.push({ part: row.part, reason: reasonOf(error) });
      }
    }
    const consumed = asn1js.outcome === 'reads' ? asn1js.consumed : bytes.length;
    return { outcome: 'reads', consumed, differences, refused };
  } catch (error) {
    return refusal(error, asn1js.outcome === 'refuses' ? asn1js.offset : undefined);
  }
}

type Rows = readonly (Compared | Touched)[];

function certificateRows(bytes: Uint8Array<ArrayBuffer>): Rows {
  const there = new X509Certificate(bytes);
  const here = readCertificate(bytes);
  return [
    compared('serial', 'name', () => there.serialNumber, here.serial.hex.toLowerCase()),
    compared('issuer', 'name', () => theirNameText(there.issuerName), nameText(here.issuer)),
    compared('subject', 'name', () => theirNameText(there.subjectName), nameText(here.subject)),
    compared('notBefore', 'dates', () => dateText(there.notBefore), dateText(here.notBefore?.date)),
    compared('notAfter', 'dates', () => dateText(there.notAfter), dateText(here.notAfter?.date)),
    signature(() => there.signatureAlgorithm, here.signatureAlgorithm),
    compared('extensions', 'extensions', () => oids(there.extensions), oidsHere(here.extensions)),
    { part: 'publicKey', there: () => there.publicKey },
  ];
}

function crlRows(bytes: Uint8Array<ArrayBuffer>): Rows {
  const there = new X509Crl(bytes);
  const here = readCrl(bytes);
  return [
    compared('issuer', 'name', () => theirNameText(there.issuerName), nameText(here.issuer)),
    compared('thisUpdate', 'dates', () => dateText(there.thisUpdate), dateText(here.thisUpdate?.date)),
    compared('nextUpdate', 'dates', () => dateText(there.nextUpdate), dateText(here.nextUpdate?.date)),
    signature(() => there.signatureAlgorithm, here.signatureAlgorithm),
    compared('revoked', 'revoked', () => String(there.entries.length), String(here.count)),
    compared('extensions', 'extensions', () => oids(there.extensions), oidsHere(here.extensions)),
  ];
}

function requestRows(bytes: Uint8Array<ArrayBuffer>): Rows {
  const there = new Pkcs10CertificateRequest(bytes);
  const here = readCsr(bytes);
  return [
    compared('subject', 'name', () => theirNameText(there.subjectName), nameText(here.subject)),
    signature(() => there.signatureAlgorithm, here.signatureAlgorithm),
    { part: 'attributes', there: () => there.attributes },
    compared('extensions', 'extensions', () => oids(there.extensions), oidsHere(here.extensions)),
    { part: 'publicKey', there: () => there.publicKey },
  ];
}

function compared(
  what: Difference['what'],
  part: RefusedPart['part'],
  there: () => string,
  here: string,
): Compared {
  return { what, part, there, here };
}

function oids(extensions: readonly { readonly type: string }[]): string {
  return extensions.map(({ type }) => type).join(', ');
}

function oidsHere(extensions: readonly { readonly oid: string }[]): string {
  return extensions.map(({ oid }) => oid).join(', ');
}

/** Values only: the two abbreviate types differently. */
function nameText({ rdns }: Name): string {
  return rdns.flatMap((rdn) => rdn.map(({ value }) => value)).join(', ');
}

function theirNameText(name: TheirName): string {
  return name
    .toJSON()
    .flatMap((rdn) => Object.values(rdn).flat())
    .join(', ');
}

function dateText(date: Date | undefined): string {
  return date === undefined || Number.isNaN(date.getTime()) ? '–' : date.toISOString();
}

const schemes: Readonly<Record<string, string>> = { 'RSA-PKCS1': 'RSASSA-PKCS1-v1_5' };

/** Both by the names of Web Crypto; an algorithm that one does not know, by its OID. */
function signature(there: () => object, here: AlgorithmInfo): Compared {
  return compared(
    'signature',
    'signature',
    () => {
      const { name = '', hash } = there() as { name?: string; hash?: { name?: string } };
      // Where the name says all, ours is less exact: ML-DSA-44 is an ML-DSA.
      if (/^\d+(\.\d+)+$/.test(name))
        return here.scheme === 'unknown' && name === here.oid ? hereText(here) : name;
      if (/^(ML-DSA|SLH-DSA|Ed)/.test(name) && name.startsWith(here.scheme.slice(0, 2)))
        return hereText(here);
      return [name, ...(hash?.name === undefined ? [] : [hash.name])].join(' ');
    },
    hereText(here),
  );
}

function hereText({ scheme, hash, oid }: AlgorithmInfo): string {
  if (scheme === 'unknown') return oid;
  return [schemes[scheme] ?? scheme, ...(hash === undefined ? [] : [hash])].join(' ');
}

function short(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
