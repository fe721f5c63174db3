/** Attributes whose value says more than its bytes: S/MIME capabilities (RFC 8551 2.5.2), signing certificates (RFC 5035). */
import type { Asn1Node } from '../asn1/node';
import { Tag } from '../asn1/tags';
import { smallInteger, stringOctets, valueText } from '../asn1/value';
import { hashOf } from '../x509/algorithm';
import { readName } from '../x509/name';
import { readSerial } from '../x509/serial';
import { typeName } from './parts';
import type { Attribute } from './types';

/** A way to encrypt, sign or digest that the signer can read. */
export interface Capability {
  readonly name: string;
  /** Bits of the key for RC2, or the parameters as they stand; '' where there are none. */
  readonly parameters: string;
}

/** The certificate that a signer says it signed with. */
export interface SigningCertificate {
  /** "SHA-256", SHA-1 for the older attribute; undefined where the hash is none that is known. */
  readonly hash: string | undefined;
  /** The hash is not named, and is SHA-256 by default (RFC 5035 4). */
  readonly isDefault: boolean;
  readonly digest: Uint8Array;
  readonly issuer: string | undefined;
  readonly serial: string | undefined;
}

const most = 100;

/** What a smimeCapabilities attribute lists, best first; empty for any other attribute or a broken value. */
export function smimeCapabilities({ name, values }: Attribute): Capability[] {
  if (name !== 'smimeCapabilities') return [];
  return (values[0]?.children() ?? []).slice(0, most).flatMap((capability) => {
    const [oid, parameters] = capability.children();
    if (oid?.is(Tag.oid) !== true) return [];
    const bits = parameters?.is(Tag.integer) === true ? smallInteger(parameters) : undefined;
    return [
      {
        name: typeName(oid).name,
        parameters: bits === undefined ? (parameters ? valueText(parameters) : '') : `${bits} bits`,
      },
    ];
  });
}

/** What a signingCertificate or signingCertificateV2 attribute names; empty for any other attribute or a broken value. */
export function signingCertificates({ name, values }: Attribute): SigningCertificate[] {
  if (name !== 'signingCertificate' && name !== 'signingCertificateV2') return [];
  const [certificates] = values[0]?.children() ?? [];
  return (certificates?.children() ?? []).slice(0, most).flatMap((id) => {
    const one = signingCertificate(id, name === 'signingCertificateV2');
    return one ? [one] : [];
  });
}

/** ESSCertID and ESSCertIDv2. */
function signingCertificate(id: Asn1Node, second: boolean): SigningCertificate | undefined {
  const parts = [...id.children()];
  const algorithm = second && parts[0]?.is(Tag.sequence) === true ? parts.shift() : undefined;
  const [digest, issuerSerial] = parts;
  if (digest?.is(Tag.octetString) !== true) return undefined;
  const [names, serial] = issuerSerial?.children() ?? [];
  // GeneralNames with one directory name: [4] EXPLICIT Name.
  const name = names
    ?.children()
    .find((general) => general.isContext(4))
    ?.children()[0];
  return {
    hash: second ? (algorithm ? hashOf(algorithm) : 'SHA-256') : 'SHA-1',
    isDefault: second && !algorithm,
    digest: stringOctets(digest),
    issuer: name && readName(name).text,
    serial: serial?.is(Tag.integer) === true ? readSerial(serial).hex : undefined,
  };
}
