/** Universal tag numbers and names: X.680 table 1. */
export const Tag = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  enumerated: 10,
  utf8String: 12,
  relativeOid: 13,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  t61String: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  generalString: 27,
  universalString: 28,
  bmpString: 30,
} as const;

export type TagClass = 'universal' | 'application' | 'context' | 'private';

export const tagClasses: readonly TagClass[] = ['universal', 'application', 'context', 'private'];

const names: readonly (string | undefined)[] = [
  undefined,
  'BOOLEAN',
  'INTEGER',
  'BIT STRING',
  'OCTET STRING',
  'NULL',
  'OBJECT IDENTIFIER',
  'ObjectDescriptor',
  'EXTERNAL',
  'REAL',
  'ENUMERATED',
  'EMBEDDED PDV',
  'UTF8String',
  'RELATIVE-OID',
  'TIME',
  undefined,
  'SEQUENCE',
  'SET',
  'NumericString',
  'PrintableString',
  'TeletexString',
  'VideotexString',
  'IA5String',
  'UTCTime',
  'GeneralizedTime',
  'GraphicString',
  'VisibleString',
  'GeneralString',
  'UniversalString',
  'CHARACTER STRING',
  'BMPString',
];
const laterNames = ['DATE', 'TIME-OF-DAY', 'DATE-TIME', 'DURATION', 'OID-IRI', 'RELATIVE-OID-IRI'];

/** "SEQUENCE", "[0]", "[APPLICATION 3]", "[UNIVERSAL 15]". */
export function tagName(tagClass: TagClass, number: number): string {
  if (tagClass === 'universal') {
    return names[number] ?? laterNames[number - 31] ?? `[UNIVERSAL ${number}]`;
  }
  return tagClass === 'context' ? `[${number}]` : `[${tagClass.toUpperCase()} ${number}]`;
}

/** Whether X.680 table 1 gives a universal tag number to a type. */
export function isAssigned(number: number): boolean {
  return names[number] !== undefined || laterNames[number - 31] !== undefined;
}

// Bit n set: universal type n. "Always primitive" and "always constructed" by X.690 8.2 to 8.20.
const primitiveOnly = (1 << 1) | (1 << 2) | (1 << 5) | (1 << 6) | (1 << 9) | (1 << 10) | (1 << 13);
const constructedOnly = (1 << 8) | (1 << 11) | (1 << 16) | (1 << 17) | (1 << 29);

/**
 * Universal types whose encoding is always primitive: BOOLEAN, INTEGER, NULL, OIDs, REAL, ENUMERATED (X.690 8.2 to
 * 8.20).
 */
export function isPrimitiveOnly(number: number): boolean {
  return number < 31 && (primitiveOnly & (1 << number)) !== 0;
}

/** Universal types whose encoding is always constructed: EXTERNAL, EMBEDDED PDV, SEQUENCE, SET, CHARACTER STRING. */
export function isConstructedOnly(number: number): boolean {
  return number < 31 && (constructedOnly & (1 << number)) !== 0;
}
