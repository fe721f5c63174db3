import {
  counting,
  error,
  findingTable,
  info,
  warning,
  type Finding,
  type FindingCode,
  type TemplateArguments,
} from '../findings';

/** Every finding of the BER/DER reader: severity, English template, source. `der_…` codes are legal BER. */
export const asn1Finding = findingTable('BER and DER', {
  asn1_empty: error('There are no bytes to read.'),
  asn1_other_format: error(
    'The bytes look like {0}, not BER or DER. Select the file that contains the structure itself.',
  ),
  asn1_tag_unterminated: error(
    'The tag at offset {0} never ends: each of its bytes indicates that another follows.',
    'X.690 8.1.2.4',
  ),
  asn1_tag_huge: error('The tag number at offset {0} is larger than 53 bits.', 'X.690 8.1.2.4'),
  asn1_length_missing: error('The data ends after the tag at offset {0}, before a length.', 'X.690 8.1.3'),
  asn1_length_reserved: error('The length byte FF at offset {0} is reserved.', 'X.690 8.1.3.5 c'),
  asn1_length_truncated: counting(
    error(
      'The length at offset {0} should have {1} more bytes, but the data ends before that.',
      'X.690 8.1.3.5',
    ),
    'The length at offset {0} should have {1} more byte, but the data ends before that.',
    1,
  ),
  asn1_length_overrun: counting(
    error(
      'The value at offset {0} declares {1} bytes of content, but the data ends after {2}. It was cut off, or a length was changed.',
      'X.690 8.1.3.2',
    ),
    'The value at offset {0} declares {1} byte of content, but the data ends after {2}. It was cut off, or a length was changed.',
    1,
  ),
  asn1_indefinite_primitive: error(
    'The value at offset {0} is primitive and has an indefinite length; only a constructed value may have one.',
    'X.690 8.1.3.2 a',
  ),
  asn1_missing_eoc: error(
    'The indefinite-length value at offset {0} has no end-of-contents octets (00 00).',
    'X.690 8.1.5',
  ),
  asn1_unexpected_eoc: error(
    '{0} zero bytes at offset {1} where a value should begin; no indefinite length is open there.',
    'X.690 8.1.5',
  ),
  asn1_zero_padding: counting(
    warning('The last {0} bytes are zeros: padding, not part of the structure.'),
    'The last byte is zero: padding, not part of the structure.',
  ),
  asn1_trailing_bytes: counting(
    error('{0} bytes follow the value that ends at offset {1}; they are not a value.'),
    '{0} byte follows the value that ends at offset {1}; it is not a value.',
  ),
  asn1_several_values: info('There are {0} values one after another, not one value.'),
  asn1_depth_limit: warning('The value at offset {0} is nested {1} levels deep and was not opened.'),
  asn1_node_limit: warning('Reading stopped at offset {0} after {1} nodes; {2} bytes were not read.'),
  asn1_time_limit: warning('Reading stopped at offset {0} after {1} ms; {2} bytes were not read.'),
  asn1_finding_limit: counting(
    info('{0} more findings of the same kinds are not listed.'),
    '{0} more finding of the same kind is not listed.',
  ),
  asn1_reserved_tag: error(
    'Universal tag number {0} at offset {1} is reserved or not assigned.',
    'X.680 table 1',
  ),
  asn1_constructed_primitive: error(
    '{0} at offset {1} is constructed, but its type is always primitive.',
    'X.690 8.2 to 8.19',
  ),
  asn1_primitive_constructed: error(
    '{0} at offset {1} is primitive, but its type is always constructed.',
    'X.690 8.9.1',
  ),
  asn1_boolean_length: error(
    'The BOOLEAN at offset {0} has {1} bytes of content instead of one.',
    'X.690 8.2.1',
  ),
  asn1_integer_empty: error('The {0} at offset {1} has no content; even zero needs one byte.', 'X.690 8.3.1'),
  asn1_integer_not_minimal: warning(
    'The {0} at offset {1} is padded: its first nine bits are all {2}.',
    'X.690 8.3.2',
  ),
  asn1_null_content: error('The NULL at offset {0} has {1} bytes of content instead of none.', 'X.690 8.8.2'),
  asn1_bit_string_empty: error(
    'The BIT STRING at offset {0} lacks its first byte, the number of unused bits.',
    'X.690 8.6.2.3',
  ),
  asn1_bit_string_unused: error(
    'The BIT STRING at offset {0} gives {1} unused bits; at most {2} are possible.',
    'X.690 8.6.2.2',
  ),
  asn1_oid_empty: error('The {0} at offset {1} has no content.', 'X.690 8.19.2'),
  asn1_oid_padded: error(
    'The {0} at offset {1} has an arc that begins with a padding byte 80.',
    'X.690 8.19.2',
  ),
  asn1_oid_unterminated: error('The last arc of the {0} at offset {1} never ends.', 'X.690 8.19.2'),
  asn1_time_invalid: error('The {0} at offset {1} is not a date and time: "{2}".', 'X.680 46, 47'),
  asn1_utf8_invalid: error('The UTF8String at offset {0} is not UTF-8 from offset {1} on.', 'X.690 8.23.10'),
  asn1_string_length: error(
    'The {0} at offset {1} has {2} bytes, which is not a multiple of {3}.',
    'X.690 8.23',
  ),
  asn1_string_charset: warning(
    'The {0} at offset {1} contains a character outside its character set at offset {2}.',
    'X.680 41',
  ),
  der_length_not_minimal: warning(
    'The length at offset {0} is encoded with more bytes than needed; DER requires the shortest form.',
    'X.690 10.1',
  ),
  der_tag_not_minimal: warning(
    'The tag at offset {0} is written with more bytes than needed.',
    'X.690 8.1.2.4.2 c',
  ),
  der_indefinite: info('The value at offset {0} has an indefinite length: valid BER, not DER.', 'X.690 10.1'),
  der_constructed_string: info(
    'The {0} at offset {1} is split into pieces: valid BER, not DER.',
    'X.690 10.2',
  ),
  der_boolean_value: warning(
    'The BOOLEAN at offset {0} is true encoded as {1}; DER requires FF.',
    'X.690 11.1',
  ),
  der_bits_padding: warning('The unused bits of the BIT STRING at offset {0} are not zero.', 'X.690 11.2.1'),
  der_set_order: warning(
    'The members of the SET at offset {0} are not in DER order (the one at offset {1} should come earlier). A signature over the sorted form will not match these bytes.',
    'X.690 10.3, 11.6',
  ),
  der_time_form: warning(
    'The {0} "{2}" at offset {1} is not in the form that DER requires: {3}.',
    'X.690 11.7, 11.8',
  ),
});

export type Asn1FindingCode = FindingCode<typeof asn1Finding>;

/** Where checks report to. */
export type Report = (code: Asn1FindingCode, start: number, end: number, ...args: TemplateArguments) => void;

/** Collects findings up to a number; what goes beyond is counted and said in one line. */
export class FindingList {
  readonly list: Finding[] = [];
  private dropped = 0;
  constructor(private readonly limit: number) {}

  readonly report: Report = (code, start, end, ...args) => {
    if (this.list.length < this.limit) this.list.push(asn1Finding(code, { start, end }, args));
    else this.dropped++;
  };

  /** Past the limit: for what must be said whatever the number (limits that cut the reading short). */
  readonly always: Report = (code, start, end, ...args) => {
    this.list.push(asn1Finding(code, { start, end }, args));
  };

  finish(length: number): readonly Finding[] {
    if (this.dropped > 0)
      this.list.push(asn1Finding('asn1_finding_limit', { start: 0, end: length }, [this.dropped]));
    this.dropped = 0;
    return this.list;
  }
}
