/**
 * Values of known extensions to fields: RFC 5280 4.2, 5.2 and 5.3, RFC 6960 4.4, RFC 3739, RFC 6962, RFC 7633;
 * Netscape's and Microsoft's too.
 */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidValue, setBits, stringOctets, toHex, valueText } from '../asn1/value';
import { joinTexts, ofTable, phrase, type Field, type Localisable } from '../findings';
import { keyUsageNames, netscapeTypes } from './bitNames';
import {
  certificatePolicies,
  inhibitAnyPolicy,
  nameConstraints,
  policyConstraints,
  policyMappings,
} from './extensionPolicies';
import { qcStatements, subjectDirectoryAttributes } from './extensionQualified';
import type { Decoder } from './extensionReading';
import { plain, someOf } from './extensionReading';
import {
  crlReferences,
  distributionPoints,
  informationAccess,
  issuingDistributionPoint,
  preferredAlgorithms,
  reasonCode,
  serviceLocator,
} from './extensionRevocation';
import { timestampList } from './extensionTimestamps';
import { generalName, generalNames } from './generalName';
import { readSerial } from './serial';

const named = (node: Asn1Node): string => oidName(oidValue(node) ?? '') ?? oidValue(node) ?? valueText(node);

/** Names of the bits that are set. @param isText whether the names are texts of ours, not of the standard */
const bits = (list: readonly string[], isText = false): Decoder =>
  plain((node) => {
    const names = setBits(node.content).map((bit): string | Localisable => {
      const name = list[bit];
      if (name === undefined) return phrase('bit {0}', bit);
      return isText ? ofTable(name) : name;
    });
    return names.length === 0 ? phrase('none') : ofTable('{0}', joinTexts(names));
  });

/** OIDs, named where they are known, in one value and one by one. */
const oids =
  (id: 'purpose' | 'responseType'): Decoder =>
  (node, reading) => {
    const one = (oid: Asn1Node): Field => {
      reading.oid(oid, node, phrase('the list'));
      return reading.field(oid, id, named(oid));
    };
    // RFC 6960 lets a client name no type.
    const fields = id === 'purpose' ? reading.some(node, phrase('its list'), one) : reading.each(node, one);
    return { value: fields.map(({ meaning }) => meaning).join(', '), fields };
  };

const authorityKeyIdentifier: Decoder = (node, reading) => ({
  fields: reading.tagged(node, phrase('authorityKeyIdentifier'), {
    0: (part) => reading.field(part, 'keyIdentifier', reading.octets(part.content)),
    1: (part) => reading.field(part, 'issuer', '', generalNames(part, reading)),
    2: (part) => reading.field(part, 'serial', readSerial(part).hex),
  }),
});

const basicConstraints: Decoder = (node, reading) => {
  const fields = reading.each(node, (part) =>
    part.is(Tag.boolean)
      ? reading.field(part, 'ca', reading.boolean(part, phrase('CA')))
      : part.is(Tag.integer)
        ? reading.field(part, 'pathLength', reading.integer(part, phrase('the path length')))
        : reading.unexpected(part, phrase('basicConstraints')),
  );
  const ca = fields.some(({ id, meaning }) => id === 'ca' && meaning === 'yes');
  const path = fields.find(({ id }) => id === 'pathLength');
  if (path)
    return {
      value: ca
        ? phrase('CA, path length {0}', path.meaning)
        : phrase('no CA, path length {0}', path.meaning),
      fields,
    };
  return { value: ca ? phrase('CA') : phrase('no CA'), fields };
};

const privateKeyUsagePeriod: Decoder = (node, reading) => ({
  fields: reading.tagged(node, phrase('privateKeyUsagePeriod'), {
    0: (part) => reading.field(part, 'notBefore', reading.time(part, phrase('the beginning'))),
    1: (part) => reading.field(part, 'notAfter', reading.time(part, phrase('the end'))),
  }),
});

/** Numbers of TLS extensions that a server has to support: RFC 7633. */
const tlsFeatures: Readonly<Record<string, string>> = {
  '5': 'status_request (must staple)',
  '17': 'status_request_v2',
};

const tlsFeature: Decoder = (node, reading) => {
  const fields = reading.each(node, (part) => {
    const number = reading.integer(part, phrase('a TLS feature'));
    return reading.field(part, 'tlsFeature', tlsFeatures[number] ?? number);
  });
  return { value: fields.map(({ meaning }) => meaning).join(', '), fields };
};

const certificateTemplate: Decoder = (node, reading) => {
  const ids = ['certificateTemplate', 'majorVersion', 'minorVersion'] as const;
  let at = 0;
  return {
    fields: reading.each(node, (part) => {
      const id = ids[at++];
      if (id === undefined) return reading.unexpected(part, phrase('msCertificateTemplate'));
      return reading.field(
        part,
        id,
        part.is(Tag.oid) ? named(part) : reading.integer(part, phrase('a version')),
      );
    }),
  };
};

const alternativeNames = someOf((name, reading) => generalName(name, reading));
const integer = plain((node, reading) => reading.integer(node, phrase('the number')));
const text = plain((node, reading) => reading.text(node, phrase('the text')));
const nothing: Decoder = () => ({});
const timestamps = { tag: Tag.octetString, decode: timestampList };

/** By name in the OID table: universal type the value must have, and its reader. */
export const extensionDecoders: Readonly<Record<string, { tag: number; decode: Decoder }>> = {
  subjectKeyIdentifier: {
    tag: Tag.octetString,
    decode: plain((node, reading) => reading.octets(stringOctets(node))),
  },
  authorityKeyIdentifier: { tag: Tag.sequence, decode: authorityKeyIdentifier },
  keyUsage: { tag: Tag.bitString, decode: bits(keyUsageNames) },
  extKeyUsage: { tag: Tag.sequence, decode: oids('purpose') },
  basicConstraints: { tag: Tag.sequence, decode: basicConstraints },
  subjectAltName: { tag: Tag.sequence, decode: alternativeNames },
  issuerAltName: { tag: Tag.sequence, decode: alternativeNames },
  certificateIssuer: { tag: Tag.sequence, decode: alternativeNames },
  nameConstraints: { tag: Tag.sequence, decode: nameConstraints },
  cRLDistributionPoints: { tag: Tag.sequence, decode: distributionPoints },
  freshestCRL: { tag: Tag.sequence, decode: distributionPoints },
  issuingDistributionPoint: { tag: Tag.sequence, decode: issuingDistributionPoint },
  authorityInfoAccess: { tag: Tag.sequence, decode: informationAccess },
  subjectInfoAccess: { tag: Tag.sequence, decode: informationAccess },
  certificatePolicies: { tag: Tag.sequence, decode: certificatePolicies },
  msApplicationPolicies: { tag: Tag.sequence, decode: certificatePolicies },
  policyMappings: { tag: Tag.sequence, decode: policyMappings },
  policyConstraints: { tag: Tag.sequence, decode: policyConstraints },
  inhibitAnyPolicy: { tag: Tag.integer, decode: inhibitAnyPolicy },
  subjectDirectoryAttributes: { tag: Tag.sequence, decode: subjectDirectoryAttributes },
  privateKeyUsagePeriod: { tag: Tag.sequence, decode: privateKeyUsagePeriod },
  tlsFeature: { tag: Tag.sequence, decode: tlsFeature },
  qcStatements: { tag: Tag.sequence, decode: qcStatements },
  signedCertificateTimestamps: timestamps,
  ocspSignedCertificateTimestamps: timestamps,
  ctPoison: { tag: Tag.null, decode: nothing },
  noRevAvail: { tag: Tag.null, decode: nothing },
  ocspNoCheck: { tag: Tag.null, decode: nothing },
  ocspExtendedRevoke: { tag: Tag.null, decode: nothing },
  ocspNonce: { tag: Tag.octetString, decode: plain((node) => toHex(stringOctets(node)).toUpperCase()) },
  ocspCrlReferences: { tag: Tag.sequence, decode: crlReferences },
  // The acceptable types of a response; the extension has the OID of what it asks for.
  ocspResponse: { tag: Tag.sequence, decode: oids('responseType') },
  ocspArchiveCutoff: {
    tag: Tag.generalizedTime,
    decode: plain((node, reading) => reading.time(node, phrase('the cutoff'))),
  },
  ocspServiceLocator: { tag: Tag.sequence, decode: serviceLocator },
  ocspPreferredAlgorithms: { tag: Tag.sequence, decode: preferredAlgorithms },
  cRLNumber: { tag: Tag.integer, decode: integer },
  deltaCRLIndicator: { tag: Tag.integer, decode: integer },
  cRLReason: { tag: Tag.enumerated, decode: reasonCode },
  invalidityDate: {
    tag: Tag.generalizedTime,
    decode: plain((node, reading) => reading.time(node, phrase('the date'))),
  },
  holdInstructionCode: { tag: Tag.oid, decode: plain(named) },
  msCAVersion: { tag: Tag.integer, decode: integer },
  msCertificateTemplate: { tag: Tag.sequence, decode: certificateTemplate },
  msCertificateTemplateName: { tag: Tag.bmpString, decode: text },
  netscapeCertType: { tag: Tag.bitString, decode: bits(netscapeTypes, true) },
  netscapeComment: { tag: Tag.ia5String, decode: text },
  netscapeBaseUrl: { tag: Tag.ia5String, decode: text },
  netscapeRevocationUrl: { tag: Tag.ia5String, decode: text },
  netscapeCaRevocationUrl: { tag: Tag.ia5String, decode: text },
  netscapeRenewalUrl: { tag: Tag.ia5String, decode: text },
  netscapeCaPolicyUrl: { tag: Tag.ia5String, decode: text },
  netscapeSslServerName: { tag: Tag.ia5String, decode: text },
};
