/** Policies, their mappings and constraints, and what constrains names: RFC 5280 4.2.1.4, 5, 10, 11 and 14. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { phrase, type Field } from '../findings';
import type { Decoder, ExtensionReading } from './extensionReading';
import { someOf } from './extensionReading';
import { generalName } from './generalName';

/** Each policy with its own qualifiers. */
export const certificatePolicies: Decoder = someOf((policy, reading) => {
  const [id, qualifiers] = policy.children();
  return reading.field(
    policy,
    'policy',
    reading.oidText(id, policy, phrase('a policy')),
    qualifiers
      ? reading.some(qualifiers, phrase('the list of qualifiers'), (qualifier) =>
          policyQualifier(qualifier, reading),
        )
      : [],
  );
});

function policyQualifier(node: Asn1Node, reading: ExtensionReading): Field {
  const [kind, value] = node.children();
  const oid = reading.oid(kind, node, phrase('a policy qualifier'));
  if (!value) reading.broken(node.span, phrase('a policy qualifier has no value'));
  else if (oidName(oid) === 'cps')
    return reading.field(node, 'cps', reading.text(value, phrase('a CPS pointer')));
  else if (oidName(oid) === 'unotice')
    return reading.field(
      node,
      'userNotice',
      '',
      reading.each(value, (part) => noticePart(part, reading)),
    );
  return reading.field(node, 'qualifier', oid, value ? [reading.structure(value)] : []);
}

/** Of a UserNotice: the reference to a notice, or a text. */
function noticePart(node: Asn1Node, reading: ExtensionReading): Field[] {
  if (!node.is(Tag.sequence))
    return [reading.field(node, 'explicitText', reading.text(node, phrase('a user notice')))];
  const [organization, numbers] = node.children();
  return [
    ...(organization
      ? [
          reading.field(
            organization,
            'organization',
            reading.text(organization, phrase('the organization of a notice')),
          ),
        ]
      : []),
    ...(numbers
      ? reading.each(numbers, (number) =>
          reading.field(number, 'noticeNumber', reading.integer(number, phrase('a notice number'))),
        )
      : []),
  ];
}

export const policyMappings: Decoder = someOf((mapping, reading) => {
  const [issuer, subject] = mapping.children();
  return reading.field(mapping, 'policyMapping', '', [
    reading.field(
      issuer ?? mapping,
      'issuerDomainPolicy',
      reading.oidText(issuer, mapping, phrase('a mapping')),
    ),
    reading.field(
      subject ?? mapping,
      'subjectDomainPolicy',
      reading.oidText(subject, mapping, phrase('a mapping')),
    ),
  ]);
});

/** When a path needs a policy, and when it may no longer map one: RFC 5280 4.2.1.11. */
export const policyConstraints: Decoder = (node, reading) => ({
  fields: reading.tagged(node, phrase('policyConstraints'), {
    0: (part) =>
      reading.field(part, 'requireExplicitPolicy', reading.integer(part, phrase('a policy constraint'))),
    1: (part) =>
      reading.field(part, 'inhibitPolicyMapping', reading.integer(part, phrase('a policy constraint'))),
  }),
});

/** Certificates below for which anyPolicy still counts: RFC 5280 4.2.1.14. */
export const inhibitAnyPolicy: Decoder = (node, reading) => ({
  fields: [reading.field(node, 'skipCerts', reading.integer(node, phrase('the number')))],
});

/** Names that certificates below may have, and may not: RFC 5280 4.2.1.10. */
export const nameConstraints: Decoder = (node, reading) => ({
  fields: reading.tagged(node, phrase('nameConstraints'), {
    0: (part) => reading.field(part, 'permitted', '', subtrees(part, reading)),
    1: (part) => reading.field(part, 'excluded', '', subtrees(part, reading)),
  }),
});

/** GeneralSubtrees: the name as it is; the distances, which RFC 5280 does not use, below it. */
function subtrees(node: Asn1Node, reading: ExtensionReading): Field[] {
  return reading.some(node, phrase('a list of names'), (subtree) => {
    const [base, ...distances] = subtree.children();
    if (!base) return reading.unexpected(subtree, phrase('a list of names'));
    const name = generalName(base, reading, true);
    const limits = distances.map((part) =>
      part.isContext(0)
        ? reading.field(part, 'minimum', reading.integer(part, phrase('the minimum distance')))
        : part.isContext(1)
          ? reading.field(part, 'maximum', reading.integer(part, phrase('the maximum distance')))
          : reading.unexpected(part, phrase('a constraint')),
    );
    return limits.length === 0 ? name : { ...name, children: [...(name.children ?? []), ...limits] };
  });
}
