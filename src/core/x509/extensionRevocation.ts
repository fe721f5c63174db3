/** Where to ask about revocation, and what CRLs and OCSP add: RFC 5280 4.2.1.13, 4.2.2, 5.2 and 5.3, RFC 6960 4.4. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { setBits } from '../asn1/value';
import { phrase, type Field } from '../findings';
import { reasonFlags, reasonNames } from './bitNames';
import type { ExtensionLabel } from './extensionLabels';
import type { Decoder, ExtensionReading } from './extensionReading';
import { listOf, someOf } from './extensionReading';
import { generalName, generalNames } from './generalName';
import { readName, relativeNameText } from './name';

export const distributionPoints: Decoder = someOf((point, reading) =>
  reading.field(
    point,
    'distributionPoint',
    '',
    reading.tagged(point, phrase('a distribution point'), {
      0: (part) => pointName(part, reading),
      1: (part) => reading.field(part, 'reasons', reasons(part)),
      2: (part) => reading.field(part, 'crlIssuer', '', generalNames(part, reading)),
    }),
  ),
);

/** DistributionPointName: a choice, and so under an explicit tag. */
function pointName(node: Asn1Node, reading: ExtensionReading): Field[] {
  return reading.tagged(node, phrase('the name of a distribution point'), {
    0: (part) => reading.field(part, 'fullName', '', generalNames(part, reading)),
    1: (part) => reading.field(part, 'relativeName', relativeNameText(part)),
  });
}

function reasons(node: Asn1Node): string {
  return setBits(node.content)
    .map((bit) => reasonFlags[bit] ?? `bit ${bit}`)
    .join(', ');
}

/** What a CRL is about, and whose entries it may have: RFC 5280 5.2.5. */
export const issuingDistributionPoint: Decoder = (node, reading) => {
  const flag = (id: ExtensionLabel) => (part: Asn1Node) =>
    reading.field(part, id, reading.boolean(part, phrase('issuingDistributionPoint')));
  return {
    fields: reading.tagged(node, phrase('issuingDistributionPoint'), {
      0: (part) => reading.field(part, 'distributionPoint', '', pointName(part, reading)),
      1: flag('onlyUserCertificates'),
      2: flag('onlyCaCertificates'),
      3: (part) => reading.field(part, 'reasons', reasons(part)),
      4: flag('indirectCrl'),
      5: flag('onlyAttributeCertificates'),
    }),
  };
};

const accessMethods: Readonly<Record<string, ExtensionLabel>> = {
  ocsp: 'ocsp',
  caIssuers: 'caIssuers',
  timeStamping: 'timeStamping',
  caRepository: 'caRepository',
};

/** Each location under its method. */
export const informationAccess: Decoder = someOf(accessDescription);

function accessDescription(node: Asn1Node, reading: ExtensionReading): Field {
  const [method, location] = node.children();
  const name = oidName(reading.oid(method, node, phrase('an access description'))) ?? '';
  if (!location) reading.broken(node.span, phrase('an access description has no location'));
  const at = location ? [generalName(location, reading)] : [];
  const id = Object.hasOwn(accessMethods, name) ? accessMethods[name] : undefined;
  return id === undefined
    ? reading.named(
        node,
        'accessMethod',
        reading.oidText(method, node, phrase('an access description')),
        '',
        at,
      )
    : reading.field(node, id, '', at);
}

/** Why a certificate was revoked: RFC 5280 5.3.1. */
export const reasonCode: Decoder = (node, reading) => {
  const code = reading.integer(node, phrase('the reason'));
  return { value: reasonNames[Number(code)] ?? `unknown (${code})` };
};

/** CrlID: which CRL an answer relies on. */
export const crlReferences: Decoder = (node, reading) => ({
  fields: reading.tagged(node, phrase('CrlID'), {
    0: (part) => inner(part, 'crlUrl', reading, (value) => reading.text(value, phrase('the URL of a CRL'))),
    1: (part) =>
      inner(part, 'crlNumber', reading, (value) => reading.integer(value, phrase('the number of a CRL'))),
    2: (part) => inner(part, 'crlTime', reading, (value) => reading.time(value, phrase('the time of a CRL'))),
  }),
});

function inner(
  node: Asn1Node,
  id: ExtensionLabel,
  reading: ExtensionReading,
  text: (value: Asn1Node) => string,
): Field {
  const [value] = node.children();
  return value ? reading.field(node, id, text(value)) : reading.unexpected(node, phrase('CrlID'));
}

/** Where the responder of a certificate is: RFC 6960 4.4.6. */
export const serviceLocator: Decoder = (node, reading) => {
  const [issuer, locator] = node.children();
  if (issuer?.is(Tag.sequence) !== true) reading.broken(node.span, phrase('the locator has no issuer'));
  return {
    fields: [
      ...(issuer ? [reading.field(issuer, 'issuer', readName(issuer).text)] : []),
      ...(locator ? reading.each(locator, (part) => accessDescription(part, reading)) : []),
    ],
  };
};

export const preferredAlgorithms: Decoder = listOf((node, reading) => {
  const [algorithm] = node.children();
  const [oid] = algorithm?.children() ?? [];
  return reading.field(node, 'preferredAlgorithm', reading.oidText(oid, node, phrase('an algorithm')));
});
