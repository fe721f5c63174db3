import { error, type FindingCode, findingTable, info, warning } from '../findings';
import { optionalTemplates } from './optional/findingTexts';

const layout = 'X9.143:2021 table 1';
const framing = 'X9.143:2021 clause 6';
const x9 = (table: number) => `X9.143:2021 table ${table}`;

/** Every finding code of the key block reader, in the order of the checks. A released code keeps its meaning. */
export const keyBlockFinding = findingTable('Key blocks (TR-31, X9.143, ISO 20038)', {
  header_too_short: error('A key block header has 16 characters, found {0}. Copy the whole block.', layout),
  lower_case_letters: error(
    'Letters of the header are in lower case ("{0}"); the standard has upper case only. They are read as upper case here. The MAC covers the header as written: with the KBPK, Verify says which of the two was meant.',
    layout,
  ),
  version_unsupported: error(
    'Version A, B, C, D or E expected (0 or 1 of Thales), found "{0}". Check that the block begins here, and that its letters are upper case.',
    layout,
  ),
  length_field_not_numeric: error(
    'Four decimal digits expected as length, found "{0}". Check the header for a character lost or added.',
    layout,
  ),
  key_usage_invalid: error('Key usage is two letters or digits, found "{0}". Copy the block again.', x9(2)),
  algorithm_invalid: error('Algorithm is one letter or digit, found "{0}". Copy the block again.', x9(3)),
  mode_of_use_invalid: error('Mode of use is one letter or digit, found "{0}". Copy the block again.', x9(4)),
  key_version_invalid: error(
    'Key version is two letters or digits, found "{0}". Copy the block again.',
    x9(5),
  ),
  exportability_invalid: error(
    'Exportability is one letter or digit, found "{0}". Copy the block again.',
    x9(6),
  ),
  optional_block_count_not_numeric: error(
    'Two decimal digits expected as number of optional blocks, found "{0}". The number is decimal also above 9: ask the sender.',
    layout,
  ),
  header_not_alphanumeric: error(
    'Letters and digits expected in the header, found "{0}". Copy the block again.',
    layout,
  ),
  length_field_mismatch: error(
    'Length field says {0}, the block has {1} characters. Check whether the block was cut off or something was added.',
    layout,
  ),
  length_not_block_multiple: error(
    'Version {0} needs a length that is a multiple of {1}, found {2}. The block was cut off or made wrongly.',
    layout,
  ),
  optional_block_id_truncated: error(
    'Identifier of optional block {0} expected, found "{1}" at the end of the text. Copy the whole block, or correct the number of optional blocks.',
    framing,
  ),
  optional_block_id_invalid: error(
    'An optional block identifier is two upper-case letters or digits, found "{0}". The block before it may have a wrong length.',
    framing,
  ),
  optional_block_length_malformed: error(
    'Hexadecimal length of optional block {0} expected, found "{1}". Check it and the block before it.',
    framing,
  ),
  optional_block_length_of_length_malformed: error(
    'Optional block {0} has an extended length: two hexadecimal digits expected that say how long the length is, found "{1}".',
    'X9.143:2021 8.5',
  ),
  optional_block_length_of_length_zero: error(
    'The extended length of optional block {0} says it is 0 characters long; 04 expected as a rule. Ask the sender to make the block again.',
    'X9.143:2021 8.5',
  ),
  optional_block_length_too_small: error(
    'Optional block {0} says it is {1} characters long; identifier and length alone take {2}. Ask the sender to make the block again.',
    framing,
  ),
  optional_block_data_truncated: error(
    'Optional block {0} says it is {1} characters long, but {2} are left. Copy the whole block, or check that length.',
    framing,
  ),
  optional_block_data_not_printable: error(
    'Optional block {0} holds a character that is not printable ASCII. Copy the block again as text.',
    'X9.143:2021 clause 4',
  ),
  optional_blocks_not_block_multiple: error(
    'The optional blocks have {0} characters; version {1} needs a multiple of {2}. A PB block should fill them up.',
    framing,
  ),
  mac_truncated: error(
    'Version {0} ends with a MAC of {1} characters; {2} are left after the header. Copy the whole block.',
    layout,
  ),
  mac_not_hex: error(
    'Hexadecimal digits expected in the MAC, found "{0}" at character {1}. Copy the block again.',
    'X9.143:2021 clause 4',
  ),
  payload_not_hex: error(
    'Hexadecimal digits expected in the encrypted key, found "{0}" at character {1}. Copy the block again; the number of optional blocks may be wrong.',
    'X9.143:2021 clause 4',
  ),
  payload_empty_or_not_block_multiple: error(
    'The encrypted key has {0} characters; version {1} needs {2}. The block was cut off or made wrongly.',
    'X9.143:2021 clause 5',
  ),

  usage_unknown: warning(
    'Key usage {0} is in no table of the standards. Ask the sender what it means.',
    x9(2),
  ),
  usage_proprietary: warning(
    'Key usage {0} is proprietary: its maker defines it, other systems refuse it.',
    x9(2),
  ),
  usage_thales_unknown: warning(
    'Key usage {0} is one of Thales, and in no public table of them: see the list of key usages in the manual of the HSM.',
    'observed; no published text',
  ),
  algorithm_unknown: warning(
    'Algorithm {0} is in no table of the standards. Ask the sender what it means.',
    x9(3),
  ),
  algorithm_proprietary: warning(
    'Algorithm {0} is proprietary: its maker defines it, other systems refuse it.',
    x9(3),
  ),
  mode_unknown: warning(
    'Mode of use {0} is in no table of the standards. Ask the sender what it means.',
    x9(4),
  ),
  mode_proprietary: warning(
    'Mode of use {0} is proprietary: its maker defines it, other systems refuse it.',
    x9(4),
  ),
  exportability_unknown: warning(
    'Exportability E, N or S expected, found "{0}". Ask the sender what it means.',
    x9(6),
  ),
  exportability_proprietary: warning(
    'Exportability {0} is proprietary: its maker defines it, other systems refuse it.',
    x9(6),
  ),
  key_context_unknown: warning(
    'Key context 0, 1 or 2 expected, found "{0}". TR-31:2018 has 0 here; some systems refuse anything else.',
    layout,
  ),
  reserved_nonzero: warning(
    'The last header character is reserved and should be 0, found "{0}". Some systems refuse that.',
    layout,
  ),
  algorithm_illegal_for_usage: warning(
    'Algorithm {0} does not go with usage {1}; {2} expected.',
    'X9.143:2021 tables 2 and 3',
  ),
  mode_illegal_for_usage: warning(
    'Mode {0} is not legal for usage {1}; {2} expected.',
    'TR-31:2018 table of legal combinations',
  ),
  version_proprietary: info(
    'Version {0} is the layout of Thales payShield, made for its local master key {1}: other systems do not read it. Export the key under a KBPK to exchange it.',
    'observed; no published text',
  ),
  version_deprecated: info(
    'Version {0} is deprecated: its keys are variants of the KBPK and its MAC has 4 bytes. New blocks are made in version B (TDES) or D (AES).',
    layout,
  ),
  ...optionalTemplates,

  payload_not_uppercase_hex: warning(
    'Lower-case hexadecimal digits: the standard has upper case only, some HSMs refuse others.',
    'X9.143:2021 clause 4',
  ),
  payload_too_short_for_algorithm: warning(
    'The encrypted key has {0} bytes, which leaves {1} for a key: too short for algorithm {2}.',
    'X9.143:2021 clause 5',
  ),
});

export type KeyBlockFindingCode = FindingCode<typeof keyBlockFinding>;
