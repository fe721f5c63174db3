import { error, type FindingCode, findingTable, info, warning } from '../findings';
import { optionalTemplates } from './optional/findingTexts';

const layout = 'X9.143:2021 table 1';
const framing = 'X9.143:2021 clause 6';
const x9 = (table: number) => `X9.143:2021 table ${table}`;

/** Every finding code of the key block reader, in the order of the checks. A released code keeps its meaning. */
export const keyBlockFinding = findingTable('Key blocks (TR-31, X9.143, ISO 20038)', {
  header_too_short: error(
    'A key block header has 16 characters; only {0} found. Copy the complete block.',
    layout,
  ),
  lower_case_letters: error(
    'Letters of the header are in lower case ("{0}"); the standard allows only upper case. They are read as upper case here. The MAC covers the header as written: with the KBPK, Verify shows which of the two is right.',
    layout,
  ),
  version_unsupported: error(
    'Version A, B, C, D or E expected (or 0 or 1, the versions of Thales), found "{0}". Check that the block begins here, and that its letters are upper case.',
    layout,
  ),
  length_field_not_numeric: error(
    'The length must be four decimal digits; found "{0}". Check the header for a lost or added character.',
    layout,
  ),
  key_usage_invalid: error(
    'The key usage must be two letters or digits; found "{0}". Copy the block again.',
    x9(2),
  ),
  algorithm_invalid: error(
    'The algorithm must be one letter or digit; found "{0}". Copy the block again.',
    x9(3),
  ),
  mode_of_use_invalid: error(
    'The mode of use must be one letter or digit; found "{0}". Copy the block again.',
    x9(4),
  ),
  key_version_invalid: error(
    'The key version must be two letters or digits; found "{0}". Copy the block again.',
    x9(5),
  ),
  exportability_invalid: error(
    'The exportability must be one letter or digit; found "{0}". Copy the block again.',
    x9(6),
  ),
  optional_block_count_not_numeric: error(
    'The number of optional blocks must be two decimal digits; found "{0}". It is decimal even above 9. Ask the sender.',
    layout,
  ),
  header_not_alphanumeric: error(
    'Letters and digits expected in the header, found "{0}". Copy the block again.',
    layout,
  ),
  length_field_mismatch: error(
    'The length field is {0}, but the block has {1} characters. Check whether the block was cut off or something was added.',
    layout,
  ),
  length_not_block_multiple: error(
    'Version {0} needs a length that is a multiple of {1}; found {2}. The block was truncated or created incorrectly.',
    layout,
  ),
  optional_block_id_truncated: error(
    'Identifier of optional block {0} expected, found "{1}" at the end of the text. Copy the complete block, or correct the number of optional blocks.',
    framing,
  ),
  optional_block_id_invalid: error(
    'An optional block identifier must be two upper-case letters or digits; found "{0}". The length of the previous block may be wrong.',
    framing,
  ),
  optional_block_length_malformed: error(
    'Hexadecimal length of optional block {0} expected, found "{1}". Check it and the block before it.',
    framing,
  ),
  optional_block_length_of_length_malformed: error(
    'Optional block {0} has an extended length: expected two hexadecimal digits with the size of the length, found "{1}".',
    'X9.143:2021 8.5',
  ),
  optional_block_length_of_length_zero: error(
    'The extended length of optional block {0} is 0 characters long; usually 04 is expected. Ask the sender to create the block again.',
    'X9.143:2021 8.5',
  ),
  optional_block_length_too_small: error(
    'Optional block {0} should be {1} characters long, but identifier and length alone need {2}. Ask the sender to create the block again.',
    framing,
  ),
  optional_block_data_truncated: error(
    'Optional block {0} should be {1} characters long, but the data ends after {2}. Copy the complete block, or check that length.',
    framing,
  ),
  optional_block_data_not_printable: error(
    'Optional block {0} contains a character that is not printable ASCII. Copy the block again as text.',
    'X9.143:2021 clause 4',
  ),
  optional_blocks_not_block_multiple: error(
    'The optional blocks have {0} characters; version {1} needs a multiple of {2}. A PB block should fill them up.',
    framing,
  ),
  mac_truncated: error(
    'Version {0} ends with a MAC of {1} characters; {2} are left after the header. Copy the complete block.',
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
    'The encrypted key has {0} characters; version {1} needs {2}. The block was truncated or created incorrectly.',
    'X9.143:2021 clause 5',
  ),

  usage_unknown: warning(
    'Key usage {0} is not defined in the standards. Ask the sender what it means.',
    x9(2),
  ),
  usage_proprietary: warning(
    'Key usage {0} is proprietary: defined by its vendor; other systems may reject it.',
    x9(2),
  ),
  usage_thales_unknown: warning(
    'Key usage {0} is specific to Thales and is not in its public tables. See the list of key usages in the HSM manual.',
    'observed; no published text',
  ),
  algorithm_unknown: warning(
    'Algorithm {0} is not defined in the standards. Ask the sender what it means.',
    x9(3),
  ),
  algorithm_proprietary: warning(
    'Algorithm {0} is proprietary: defined by its vendor; other systems may reject it.',
    x9(3),
  ),
  mode_unknown: warning(
    'Mode of use {0} is not defined in the standards. Ask the sender what it means.',
    x9(4),
  ),
  mode_proprietary: warning(
    'Mode of use {0} is proprietary: defined by its vendor; other systems may reject it.',
    x9(4),
  ),
  exportability_unknown: warning(
    'Exportability E, N or S expected, found "{0}". Ask the sender what it means.',
    x9(6),
  ),
  exportability_proprietary: warning(
    'Exportability {0} is proprietary: defined by its vendor; other systems may reject it.',
    x9(6),
  ),
  key_context_unknown: warning(
    'Key context 0, 1 or 2 expected, found "{0}". TR-31:2018 has 0 here; some systems reject anything else.',
    layout,
  ),
  reserved_nonzero: warning(
    'The last header character is reserved and should be 0, found "{0}". Some systems reject that.',
    layout,
  ),
  algorithm_illegal_for_usage: warning(
    'Algorithm {0} is not allowed with usage {1} (allowed: {2}).',
    'X9.143:2021 tables 2 and 3',
  ),
  mode_illegal_for_usage: warning(
    'Mode {0} is not allowed with usage {1} (allowed: {2}).',
    'TR-31:2018 table of legal combinations',
  ),
  version_proprietary: info(
    'Version {0} is a Thales payShield layout, created under its local master key {1}; other systems do not read it. Export the key under a KBPK to exchange it.',
    'observed; no published text',
  ),
  version_deprecated: info(
    'Version {0} is deprecated: its keys are variants of the KBPK and its MAC has 4 bytes. New blocks use version B (TDES) or D (AES).',
    layout,
  ),
  ...optionalTemplates,

  payload_not_uppercase_hex: warning(
    'Lower-case hexadecimal digits: the standard allows only upper case, and some HSMs reject lower case.',
    'X9.143:2021 clause 4',
  ),
  payload_too_short_for_algorithm: warning(
    'The encrypted key has {0} bytes, which leaves {1} for a key: too short for algorithm {2}.',
    'X9.143:2021 clause 5',
  ),
});

export type KeyBlockFindingCode = FindingCode<typeof keyBlockFinding>;
