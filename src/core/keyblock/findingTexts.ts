import { fillTemplate, type Finding, type Severity, type Span } from '../findings';

/** What a finding of a code says. Templates carry what was expected, what was found, what to do. */
export interface FindingText {
  readonly severity: Severity;
  readonly template: string;
  readonly reference: string;
}

const layout = 'X9.143:2021 table 1';

/** Every finding code of the key block reader. A released code keeps its meaning. */
export const findingTexts = {
  header_too_short: text(
    'error',
    'A key block header has 16 characters, found {0}. Copy the whole block.',
    layout,
  ),
  header_not_alphanumeric: text('error', 'Letters and digits expected in the header, found "{0}".', layout),
  version_unsupported: text('error', 'Version A, B, C, D or E expected, found "{0}".', layout),
  length_field_not_numeric: text('error', 'Four decimal digits expected as length, found "{0}".', layout),
  length_field_mismatch: text(
    'error',
    'Length field says {0}, the block has {1} characters. Check whether the block was cut off or something was added.',
    layout,
  ),
  length_not_block_multiple: text(
    'error',
    'Version {0} needs a length that is a multiple of {1}, found {2}.',
    layout,
  ),
  key_usage_invalid: text('error', 'Key usage is two letters or digits, found "{0}".', 'X9.143:2021 table 2'),
  algorithm_invalid: text('error', 'Algorithm is one letter or digit, found "{0}".', 'X9.143:2021 table 3'),
  mode_of_use_invalid: text(
    'error',
    'Mode of use is one letter or digit, found "{0}".',
    'X9.143:2021 table 4',
  ),
  key_version_invalid: text(
    'error',
    'Key version is two letters or digits, found "{0}".',
    'X9.143:2021 table 5',
  ),
  exportability_invalid: text(
    'error',
    'Exportability is one letter or digit, found "{0}".',
    'X9.143:2021 table 6',
  ),
  optional_block_count_not_numeric: text(
    'error',
    'Two decimal digits expected as number of optional blocks, found "{0}".',
    layout,
  ),
  optional_block_id_truncated: text(
    'error',
    'The text ends inside the identifier of optional block {0}.',
    'X9.143:2021 clause 4',
  ),
  optional_block_id_invalid: text(
    'error',
    'An optional block identifier is two upper-case letters or digits, found "{0}".',
    'X9.143:2021 clause 4',
  ),
  optional_block_length_malformed: text(
    'error',
    'Hexadecimal length of the optional block expected, found "{0}".',
    'X9.143:2021 clause 4',
  ),
  optional_block_length_of_length_zero: text(
    'error',
    'An extended length cannot be 0 characters long.',
    'X9.143:2021 8.5',
  ),
  optional_block_length_too_small: text(
    'error',
    'Optional block {0} says it is {1} characters long; it needs {2} at least.',
    'X9.143:2021 clause 4',
  ),
  optional_block_data_truncated: text(
    'error',
    'Optional block {0} says it is {1} characters long, but {2} are left.',
    'X9.143:2021 clause 4',
  ),
  optional_block_data_not_printable: text(
    'error',
    'Optional block {0} holds characters that are not printable ASCII.',
    'X9.143:2021 clause 4',
  ),
  optional_blocks_not_block_multiple: text(
    'error',
    'The optional blocks have {0} characters; version {1} needs a multiple of {2}. A PB block should fill them up.',
    'X9.143:2021 clause 4',
  ),
  mac_truncated: text(
    'error',
    'Version {0} ends with a MAC of {1} characters; {2} are left after the header.',
    layout,
  ),
  mac_not_hex: text('error', 'The MAC has "{0}", which is not a hexadecimal digit.', 'X9.143:2021 clause 4'),
  payload_not_hex: text(
    'error',
    'The encrypted key has "{0}", which is not a hexadecimal digit.',
    'X9.143:2021 clause 4',
  ),
  payload_empty_or_not_block_multiple: text(
    'error',
    'The encrypted key has {0} characters; version {1} needs {2}.',
    'X9.143:2021 clause 5',
  ),
  payload_not_uppercase_hex: text(
    'warning',
    'Lower-case hexadecimal digits: the standard has upper case only, some HSMs refuse others.',
    'X9.143:2021 clause 4',
  ),
  key_context_unknown: text('warning', 'Key context 0, 1 or 2 expected, found "{0}".', layout),
  reserved_nonzero: text(
    'warning',
    'The last header character is reserved and should be 0, found "{0}".',
    layout,
  ),
  usage_unknown: text('warning', 'Key usage {0} is in no table of the standards.', 'X9.143:2021 table 2'),
  usage_proprietary: text(
    'warning',
    'Key usage {0} is proprietary: its maker defines it.',
    'X9.143:2021 table 2',
  ),
  algorithm_unknown: text('warning', 'Algorithm {0} is in no table of the standards.', 'X9.143:2021 table 3'),
  mode_unknown: text('warning', 'Mode of use {0} is in no table of the standards.', 'X9.143:2021 table 4'),
  mode_proprietary: text(
    'warning',
    'Mode of use {0} is proprietary: its maker defines it.',
    'X9.143:2021 table 4',
  ),
  exportability_unknown: text(
    'warning',
    'Exportability {0} is in no table of the standards.',
    'X9.143:2021 table 6',
  ),
  mode_illegal_for_usage: text(
    'warning',
    'Mode {0} is not legal for usage {1}; {2} expected.',
    'TR-31:2018 table of legal combinations',
  ),
  algorithm_illegal_for_usage: text(
    'warning',
    'Algorithm {0} does not go with usage {1}.',
    'X9.143:2021 tables 2 and 3',
  ),
} as const satisfies Record<string, FindingText>;

export type FindingCode = keyof typeof findingTexts;

function text(severity: Severity, template: string, reference: string): FindingText {
  return { severity, template, reference };
}

/** The finding of a code at a place, its message filled in. */
export function finding(
  code: FindingCode,
  span: Span,
  args: readonly (string | number)[] = [],
  more: { expected?: string; found?: string } = {},
): Finding {
  const { severity, template, reference } = findingTexts[code];
  return { code, severity, message: fillTemplate(template, args), span, reference, args, ...more };
}
