/** Values of known extensions to fields: RFC 5280 4.2, 5.2 and 5.3; Netscape's and RFC 7633's too. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import {
  booleanValue,
  oidValue,
  setBits,
  smallInteger,
  stringOctets,
  textValue,
  timeValue,
  toHex,
  valueText,
} from '../asn1/value';
import type { Field } from '../findings';
import { keyUsageNames, netscapeTypes, reasonFlags, reasonNames } from './bitNames';
import { generalNameText, ipText } from './name';

export function field(
  node: Asn1Node,
  id: string,
  name: string,
  meaning: string,
  children: readonly Field[] = [],
): Field {
  const raw = toHex(node.raw.subarray(0, 4096));
  return { id, name, raw, meaning, span: node.span, ...(children.length > 0 ? { children } : {}) };
}

const named = (oid: string): string => oidName(oid) ?? oid;
const names = (node: Asn1Node): string => node.children().slice(0, 1000).map(generalNameText).join(', ');

/** Bits of a BIT STRING that may be implicitly tagged. */
function bitNames(node: Asn1Node, list: readonly string[]): string[] {
  return setBits(node.content).map((bit) => list[bit] ?? `bit ${bit}`);
}

type Decoder = (node: Asn1Node) => readonly Field[];

const list =
  (id: string, name: string, meaning: (node: Asn1Node) => string): Decoder =>
  (node) =>
    node
      .children()
      .slice(0, 1000)
      .map((child, i) => field(child, `${id}[${i}]`, name, meaning(child)));

const generalNames = list('name', 'name', generalNameText);

const distributionPoints: Decoder = (node) =>
  node
    .children()
    .slice(0, 1000)
    .map((point, i) => field(point, `point[${i}]`, 'distribution point', '', distributionPoint(point)));

function distributionPoint(point: Asn1Node): Field[] {
  const fields: Field[] = [];
  for (const part of point.children()) {
    if (part.isContext(0)) {
      const inner = part.children()[0];
      if (inner?.isContext(0)) fields.push(field(part, 'fullName', 'full name', names(inner)));
      else if (inner) fields.push(field(part, 'relativeName', 'name relative to the issuer', rdnText(inner)));
    } else if (part.isContext(1) || part.isContext(3)) {
      // [1] in a DistributionPoint, [3] in an IssuingDistributionPoint.
      fields.push(field(part, 'reasons', 'reasons', bitNames(part, reasonFlags).join(', ')));
    } else if (part.isContext(2)) fields.push(field(part, 'cRLIssuer', 'CRL issuer', names(part)));
  }
  return fields;
}

function rdnText(node: Asn1Node): string {
  return node
    .children()
    .map(
      (attribute) =>
        `${named(oidValue(attribute.children()[0]) ?? '?')}=${attribute.children()[1] ? valueText(attribute.children()[1]!) : ''}`,
    )
    .join('+');
}

const access: Decoder = (node) =>
  node
    .children()
    .slice(0, 1000)
    .map((entry, i) => {
      const [method, location] = entry.children();
      return field(
        entry,
        `access[${i}]`,
        named(oidValue(method) ?? '?'),
        location ? generalNameText(location) : '',
      );
    });

const policies: Decoder = (node) =>
  node
    .children()
    .slice(0, 1000)
    .map((policy, i) => {
      const [id, qualifiers] = policy.children();
      const children = (qualifiers?.children() ?? []).map((qualifier, k) => {
        const [kind, value] = qualifier.children();
        return field(
          qualifier,
          `qualifier[${k}]`,
          named(oidValue(kind) ?? '?'),
          value ? noticeText(value) : '',
        );
      });
      return field(policy, `policy[${i}]`, 'policy', named(oidValue(id) ?? '?'), children);
    });

/** CPS URI, or the texts inside a UserNotice. */
function noticeText(node: Asn1Node): string {
  const own = textValue(node);
  if (own !== undefined) return own;
  return node
    .children()
    .map(
      (child) =>
        textValue(child) ??
        child
          .children()
          .map((part) => textValue(part) ?? '')
          .filter(Boolean)
          .join(' '),
    )
    .join(' ');
}

/** Implicitly tagged small INTEGER fields of a SEQUENCE. */
const integers =
  (labels: readonly string[]): Decoder =>
  (node) =>
    node.children().map((part) => {
      const label = labels[part.tagNumber] ?? part.tagName;
      return field(part, label, label, String(smallInteger(part) ?? toHex(part.content.subarray(0, 32))));
    });

const single =
  (id: string, name: string, meaning: (node: Asn1Node) => string | undefined): Decoder =>
  (node) => [field(node, id, name, meaning(node) ?? valueText(node))];

/** By name in the OID table: universal type the value must have, and its fields. */
export const extensionDecoders: Readonly<Record<string, { tag: number; decode: Decoder }>> = {
  subjectKeyIdentifier: {
    tag: Tag.octetString,
    decode: single('keyIdentifier', 'key identifier', (node) => toHex(stringOctets(node), ':').toUpperCase()),
  },
  authorityKeyIdentifier: {
    tag: Tag.sequence,
    decode: (node) =>
      node
        .children()
        .map((part) =>
          part.isContext(0)
            ? field(part, 'keyIdentifier', 'key identifier', toHex(part.content, ':').toUpperCase())
            : part.isContext(1)
              ? field(part, 'issuer', 'issuer', names(part))
              : part.isContext(2)
                ? field(part, 'serial', 'serial number', toHex(part.content.subarray(0, 64)).toUpperCase())
                : field(part, 'unknown', part.tagName, valueText(part)),
        ),
  },
  keyUsage: {
    tag: Tag.bitString,
    decode: single('usages', 'key usage', (node) => bitNames(node, keyUsageNames).join(', ') || 'none'),
  },
  netscapeCertType: {
    tag: Tag.bitString,
    decode: single('types', 'types', (node) => bitNames(node, netscapeTypes).join(', ')),
  },
  extKeyUsage: {
    tag: Tag.sequence,
    decode: list('purpose', 'purpose', (node) => named(oidValue(node) ?? valueText(node))),
  },
  basicConstraints: {
    tag: Tag.sequence,
    decode: (node) =>
      node
        .children()
        .map((part) =>
          part.is(Tag.boolean)
            ? field(part, 'cA', 'CA', booleanValue(part) === true ? 'yes' : 'no')
            : field(
                part,
                'pathLength',
                'CA certificates allowed below',
                String(smallInteger(part) ?? valueText(part)),
              ),
        ),
  },
  subjectAltName: { tag: Tag.sequence, decode: generalNames },
  issuerAltName: { tag: Tag.sequence, decode: generalNames },
  certificateIssuer: { tag: Tag.sequence, decode: generalNames },
  nameConstraints: {
    tag: Tag.sequence,
    decode: (node) =>
      node.children().flatMap((part) => {
        const kind = part.isContext(0) ? 'permitted' : part.isContext(1) ? 'excluded' : part.tagName;
        return part
          .children()
          .slice(0, 1000)
          .map((subtree, i) => {
            const base = subtree.children()[0];
            const text = base?.isContext(7)
              ? `IP:${ipText(base.content)}`
              : base
                ? generalNameText(base)
                : '';
            return field(subtree, `${kind}[${i}]`, kind, text);
          });
      }),
  },
  cRLDistributionPoints: { tag: Tag.sequence, decode: distributionPoints },
  freshestCRL: { tag: Tag.sequence, decode: distributionPoints },
  issuingDistributionPoint: {
    tag: Tag.sequence,
    decode: (node) => {
      const flags: Readonly<Record<number, string>> = {
        1: 'only user certificates',
        2: 'only CA certificates',
        4: 'indirect CRL',
        5: 'only attribute certificates',
      };
      return node.children().flatMap((part) => {
        const flag = part.tagClass === 'context' ? flags[part.tagNumber] : undefined;
        if (flag !== undefined) return [field(part, flag, flag, booleanValue(part) === true ? 'yes' : 'no')];
        return part.isContext(0) || part.isContext(3)
          ? distributionPoint(node).filter(({ span }) => span.start === part.start)
          : [];
      });
    },
  },
  authorityInfoAccess: { tag: Tag.sequence, decode: access },
  subjectInfoAccess: { tag: Tag.sequence, decode: access },
  certificatePolicies: { tag: Tag.sequence, decode: policies },
  policyMappings: {
    tag: Tag.sequence,
    decode: list('mapping', 'issuer policy → subject policy', (node) =>
      node
        .children()
        .map((oid) => named(oidValue(oid) ?? '?'))
        .join(' → '),
    ),
  },
  policyConstraints: {
    tag: Tag.sequence,
    decode: integers(['requireExplicitPolicy', 'inhibitPolicyMapping']),
  },
  inhibitAnyPolicy: { tag: Tag.integer, decode: single('skipCerts', 'certificates to skip', valueText) },
  subjectDirectoryAttributes: {
    tag: Tag.sequence,
    decode: list('attribute', 'attribute', rdnTextOfAttribute),
  },
  privateKeyUsagePeriod: {
    tag: Tag.sequence,
    decode: (node) =>
      node
        .children()
        .map((part) =>
          field(
            part,
            part.isContext(0) ? 'notBefore' : 'notAfter',
            part.isContext(0) ? 'not before' : 'not after',
            String.fromCharCode(...part.content.subarray(0, 32)),
          ),
        ),
  },
  tlsFeature: {
    tag: Tag.sequence,
    decode: list('feature', 'TLS feature', (node) =>
      smallInteger(node) === 5 ? 'status_request (must staple)' : valueText(node),
    ),
  },
  ocspNoCheck: { tag: Tag.null, decode: () => [] },
  noRevAvail: { tag: Tag.null, decode: () => [] },
  cRLNumber: { tag: Tag.integer, decode: single('number', 'number', valueText) },
  deltaCRLIndicator: { tag: Tag.integer, decode: single('base', 'number of the base CRL', valueText) },
  cRLReason: {
    tag: Tag.enumerated,
    decode: single(
      'reason',
      'reason',
      (node) => reasonNames[smallInteger(node) ?? -1] ?? `unknown (${valueText(node)})`,
    ),
  },
  invalidityDate: {
    tag: Tag.generalizedTime,
    decode: single('date', 'invalid since', (node) => timeValue(node)?.date?.toISOString()),
  },
  holdInstructionCode: {
    tag: Tag.oid,
    decode: single('code', 'hold instruction', (node) => named(oidValue(node) ?? '?')),
  },
  netscapeComment: { tag: Tag.ia5String, decode: single('comment', 'comment', valueText) },
};

function rdnTextOfAttribute(node: Asn1Node): string {
  const [type, values] = node.children();
  return `${named(oidValue(type) ?? '?')}: ${(values?.children() ?? []).map((value) => valueText(value)).join(', ')}`;
}
