/** Time-stamp tokens and responses: RFC 3161 2.4. What a token says; its signature is that of the message around it. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import {
  booleanValue,
  integerValue,
  oidValue,
  setBits,
  smallInteger,
  stringOctets,
  textValue,
  timeValue,
} from '../asn1/value';
import { hashOf } from '../x509/algorithm';
import { readName } from '../x509/name';
import { readSerial } from '../x509/serial';
import { cmsOf } from './read';
import type { Cms } from './types';

/** OID of the content type of a token. */
export const timestampInfoOid = '1.2.840.113549.1.9.16.1.4';

export interface TimestampInfo {
  readonly version: number | undefined;
  readonly policy: string | undefined;
  /** "SHA-256", or the OID; undefined where neither can be read. */
  readonly hash: string | undefined;
  readonly imprint: Uint8Array;
  /** As serial numbers of certificates. */
  readonly serial: string;
  readonly time: Date | undefined;
  /** The characters as they stand. */
  readonly timeText: string;
  /** Parts that are left out are undefined; undefined where no accuracy is named. */
  readonly accuracy:
    { readonly seconds?: number; readonly millis?: number; readonly micros?: number } | undefined;
  readonly ordering: boolean;
  readonly nonce: bigint | undefined;
  /** Name that the authority gives itself; undefined where it gives none. */
  readonly tsa: string | undefined;
}

export interface TimestampResponse {
  /** Number and word of PKIStatus: 0 is granted. */
  readonly status: number | undefined;
  readonly statusWord: string | undefined;
  readonly texts: readonly string[];
  readonly failures: readonly string[];
  /** A response that was refused holds none. */
  readonly token: Cms | undefined;
}

/** What is asked of an authority: RFC 3161 2.4.1. */
export interface TimestampRequest {
  readonly version: number | undefined;
  /** "SHA-256", or the OID; undefined where neither can be read. */
  readonly hash: string | undefined;
  readonly imprint: Uint8Array;
  /** Undefined where the authority may choose. */
  readonly policy: string | undefined;
  readonly nonce: bigint | undefined;
  /** Whether the token has to carry the certificate of its signer. */
  readonly certificate: boolean;
}

/** Texts of a response that are read. */
const mostTexts = 20;

/** TSTInfo, the content of a token; undefined for anything else. */
export function readTimestampInfo(content: Uint8Array): TimestampInfo | undefined {
  const [root] = readAsn1(content, { embedded: false }).roots;
  if (root?.is(Tag.sequence) !== true) return undefined;
  const [version, policy, imprint, serial, time, ...rest] = root.children();
  if (policy?.is(Tag.oid) !== true || imprint?.is(Tag.sequence) !== true) return undefined;
  const read = timeValue(time);
  const accuracy = rest.find((part) => part.is(Tag.sequence));
  const nonce = rest.find((part) => part.is(Tag.integer));
  const name = rest.find((part) => part.isContext(0))?.children()[0];
  return {
    version: smallInteger(version),
    policy: oidValue(policy),
    ...imprintOf(imprint),
    serial: readSerial(serial).hex,
    time: read?.date,
    timeText: read?.text ?? '',
    accuracy: accuracy && accuracyOf(accuracy),
    ordering: booleanValue(rest.find((part) => part.is(Tag.boolean))) === true,
    nonce: integerValue(nonce),
    tsa: name && nameOf(name),
  };
}

/** A request; undefined for anything else. Never throws. */
export function readTimestampRequest(bytes: Uint8Array): TimestampRequest | undefined {
  const [version, imprint, ...rest] = readAsn1(bytes, { embedded: false }).roots[0]?.children() ?? [];
  if (imprint?.is(Tag.sequence) !== true) return undefined;
  return {
    version: smallInteger(version),
    ...imprintOf(imprint),
    policy: oidValue(rest.find((part) => part.is(Tag.oid))),
    nonce: integerValue(rest.find((part) => part.is(Tag.integer))),
    certificate: booleanValue(rest.find((part) => part.is(Tag.boolean))) === true,
  };
}

/** MessageImprint. */
function imprintOf(node: Asn1Node): Pick<TimestampInfo, 'hash' | 'imprint'> {
  const [algorithm, digest] = node.children();
  return {
    hash: hashOf(algorithm) ?? oidValue(algorithm?.children()[0]),
    imprint: digest ? stringOctets(digest) : new Uint8Array(),
  };
}

function accuracyOf(node: Asn1Node): NonNullable<TimestampInfo['accuracy']> {
  const parts = node.children();
  const seconds = smallInteger(parts.find((part) => part.is(Tag.integer)));
  const millis = smallInteger(parts.find((part) => part.isContext(0)));
  const micros = smallInteger(parts.find((part) => part.isContext(1)));
  return {
    ...(seconds === undefined ? {} : { seconds }),
    ...(millis === undefined ? {} : { millis }),
    ...(micros === undefined ? {} : { micros }),
  };
}

/** A directory name, as authorities have it; other general names as their text. */
function nameOf(node: Asn1Node): string {
  if (node.isContext(4)) return readName(node.children()[0]).text;
  return String.fromCharCode(...stringOctets(node, false).subarray(0, 1000));
}

/** RFC 3161 2.4.2. */
const statusWords = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
] as const;

const failureWords: Readonly<Record<number, string>> = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
};

/** A response with the token that it carries. Never throws; what cannot be read is undefined. */
export function readTimestampResponse(bytes: Uint8Array): TimestampResponse {
  const [info, token] = readAsn1(bytes).roots[0]?.children() ?? [];
  const [statusNode, ...rest] = info?.children() ?? [];
  const status = smallInteger(statusNode);
  const texts = rest.find((part) => part.is(Tag.sequence))?.children() ?? [];
  const bits = rest.find((part) => part.is(Tag.bitString));
  return {
    status,
    statusWord: status === undefined ? undefined : statusWords[status],
    texts: texts.slice(0, mostTexts).map((text) => textValue(text, 1000) ?? ''),
    failures: bits ? setBits(bits.content).map((bit) => failureWords[bit] ?? `bit ${bit}`) : [],
    token: token && cmsOf(token),
  };
}

/** "tsa_policy (1.2.3)" where the OID has a name. */
export function policyText(policy: string): string {
  const name = oidName(policy);
  return name === undefined ? policy : `${name} (${policy})`;
}
