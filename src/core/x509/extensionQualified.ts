/** Statements of qualified certificates: RFC 3739 3.2.6, ETSI EN 319 412-5, ETSI TS 119 495; and attributes of the subject. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidValue, textValue, timeValue, valueText } from '../asn1/value';
import { utcText } from '../asn1/time';
import { phrase, type Field } from '../findings';
import type { ExtensionLabel } from './extensionLabels';
import type { Decoder, ExtensionReading } from './extensionReading';
import { listOf, someOf } from './extensionReading';
import { generalNames } from './generalName';

type StatementReader = (
  info: Asn1Node,
  reading: ExtensionReading,
) => { value?: string; fields?: readonly Field[] };

const strings =
  (id: ExtensionLabel): StatementReader =>
  (info, reading) => ({
    fields: reading.each(info, (one) => reading.field(one, id, reading.text(one, phrase('a statement')))),
  });

const statements: Readonly<Record<string, StatementReader>> = {
  qcLimitValue: (info, reading) => {
    const [currency, amount, exponent] = info.children();
    if (!currency || !amount || !exponent) {
      reading.broken(info.span, phrase('a limit is not currency, amount and exponent'));
      return { fields: [reading.structure(info)] };
    }
    // ISO 4217: three letters, or its number.
    const unit = currency.is(Tag.integer)
      ? reading.integer(currency, phrase('a currency'))
      : reading.text(currency, phrase('a currency'));
    return {
      fields: [
        reading.field(currency, 'currency', unit),
        reading.field(amount, 'amount', reading.integer(amount, phrase('an amount'))),
        reading.field(exponent, 'exponent', reading.integer(exponent, phrase('an exponent'))),
      ],
    };
  },
  qcRetentionPeriod: (info, reading) => ({ value: reading.integer(info, phrase('the retention period')) }),
  qcPDS: (info, reading) => ({
    fields: reading.each(info, (location) => {
      const [url, language] = location.children();
      return [
        ...(url ? [reading.field(url, 'uri', reading.text(url, phrase('the location of a statement')))] : []),
        ...(language
          ? [reading.field(language, 'language', reading.text(language, phrase('a language')))]
          : []),
      ];
    }),
  }),
  qcType: (info, reading) => ({
    fields: reading.each(info, (type) =>
      reading.field(type, 'type', reading.oidText(type, info, phrase('a type'))),
    ),
  }),
  qcCClegislation: strings('country'),
  qcPsd2: (info, reading) => {
    const [roles, name, id] = info.children();
    return {
      fields: [
        ...(roles
          ? reading.each(roles, (role) => {
              const [oid, text] = role.children();
              const word = text ? reading.text(text, phrase('a role')) : '';
              return reading.field(role, 'role', `${word} (${reading.oid(oid, role, phrase('a role'))})`);
            })
          : []),
        ...(name
          ? [reading.field(name, 'ncaName', reading.text(name, phrase('the name of the authority')))]
          : []),
        ...(id ? [reading.field(id, 'ncaId', reading.text(id, phrase('the ID of the authority')))] : []),
      ],
    };
  },
  'pkixQCSyntax-v1': semantics,
  'pkixQCSyntax-v2': semantics,
};

/** SemanticsInformation. */
function semantics(info: Asn1Node, reading: ExtensionReading): { fields: readonly Field[] } {
  return {
    fields: reading.each(info, (part) =>
      part.is(Tag.oid)
        ? reading.field(part, 'semantics', reading.oidText(part, info, phrase('semantics')))
        : reading.field(part, 'nameRegistrationAuthorities', '', generalNames(part, reading)),
    ),
  };
}

const statementLabels: Readonly<Record<string, ExtensionLabel>> = {
  qcCompliance: 'qcCompliance',
  qcLimitValue: 'qcLimitValue',
  qcRetentionPeriod: 'qcRetentionPeriod',
  qcSSCD: 'qcSSCD',
  qcPDS: 'qcPDS',
  qcType: 'qcType',
  qcPsd2: 'qcPsd2',
  qcCClegislation: 'qcCClegislation',
};

export const qcStatements: Decoder = listOf((node, reading) => {
  const [id, info] = node.children();
  const oid = reading.oid(id, node, phrase('a statement'));
  const name = oidName(oid) ?? '';
  const read = Object.hasOwn(statements, name) ? statements[name] : undefined;
  const label = Object.hasOwn(statementLabels, name) ? statementLabels[name] : undefined;
  const { value = '', fields = [] }: ReturnType<StatementReader> = !info
    ? {}
    : (read?.(info, reading) ?? { fields: [reading.structure(info)] });
  if (label === undefined)
    return reading.field(node, 'statement', reading.oidText(id, node, phrase('a statement')), fields);
  if (!info && read) reading.broken(node.span, phrase('{0} has no content', name));
  return reading.field(node, label, info ? value : phrase('yes'), fields);
});

/** RFC 5280 4.2.1.8; the attributes of RFC 3739 3.2.2 are named. */
export const subjectDirectoryAttributes: Decoder = someOf((node, reading) => {
  const [type, values] = node.children();
  const name = reading.oidText(type, node, phrase('an attribute'));
  const members = values?.children() ?? [];
  const plain = members.every((value) => !value.constructed);
  return reading.named(
    node,
    'attribute',
    oidName(oidValue(type) ?? '') ?? name,
    plain ? members.slice(0, 100).map(attributeText).join(', ') : '',
    plain || !values ? [] : reading.each(values, (value) => reading.structure(value)),
  );
});

function attributeText(value: Asn1Node): string {
  const date = timeValue(value)?.date;
  return date ? utcText(date) : (textValue(value) ?? valueText(value));
}
