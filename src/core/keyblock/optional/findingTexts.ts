import { error, type FindingTemplate, info, warning } from '../../findings';

const framing = 'X9.143:2021 clause 6';
const x9 = (table: number) => `X9.143:2021 table ${table}`;

/** Findings on what optional blocks say; those on their framing are with the header's. A released code keeps its meaning. */
export const optionalTemplates = {
  optional_block_unknown: warning(
    'Optional block {0} is not in the tables of the standards and is not numeric. Some systems reject the entire block because of it.',
    framing,
  ),
  optional_block_duplicate: warning(
    'Optional block {0} appears more than once; it should appear once.',
    framing,
  ),
  optional_block_pb_not_last: warning(
    'The padding block PB should be the last optional block. Some systems reject that.',
    x9(19),
  ),
  optional_block_not_for_usage: warning(
    'Optional block {0} belongs to keys of usage {1}; this one is {2}.',
    framing,
  ),
  optional_block_not_for_algorithm: warning(
    'Optional block {0} belongs to keys of algorithm {1}; this one is {2}.',
    framing,
  ),
  optional_block_length_in_bytes: info(
    'The extended length of optional block {0} is plausible only in bytes, as some systems interpret TR-31:2018; X9.143 counts characters. Systems that count characters reject the block.',
    'X9.143:2021 8.5; TR-31:2018',
  ),
  optional_block_length_ambiguous: warning(
    'The extended length of optional block {0} is plausible in characters (X9.143) and in bytes (as some systems interpret TR-31:2018). It was interpreted as characters.',
    'X9.143:2021 8.5; TR-31:2018',
  ),
  al_malformed: warning('AL should be 0100 (ephemeral key) or 0101 (static key), found "{0}".', x9(8)),
  bi_length_invalid: warning('BI should have {0} characters, found {1}.', x9(9)),
  bi_type_unknown: warning(
    'Type 00 (TDES) or 01 (AES) expected in BI, found "{0}". AWS documents 11 for AES, against the standard.',
    x9(9),
  ),
  bi_not_hex: warning('Hexadecimal digits expected in the identifier of BI, found "{0}".', x9(9)),
  ct_length_invalid: warning('CT should have {0}, found "{1}".', x9(11)),
  ct_format_unknown: warning(
    'Certificate format 00 (X.509), 01 (EMV) or 02 (chain, not inside a chain) expected in CT, found "{0}".',
    x9(11),
  ),
  ct_not_base64: warning(
    'Base64 expected in CT, found "{0}". The certificate must be DER in base64 without line breaks.',
    x9(10),
  ),
  ct_base64_damaged: warning('The base64 of the certificate in CT is damaged: {0}.', x9(10)),
  ct_not_certificate: warning(
    'CT should contain an X.509 certificate in DER; its {0} bytes do not have that structure.',
    x9(10),
  ),
  ct_expired: error('The certificate "{0}" in CT expired on {1}.', 'RFC 5280 4.1.2.5'),
  ct_not_yet_valid: error('The certificate "{0}" in CT is not valid before {1}.', 'RFC 5280 4.1.2.5'),
  ct_key_algorithm: warning(
    'The certificate "{0}" in CT has a key of type {1}, but the block contains a key with algorithm {2}. It cannot be the certificate of that key.',
    x9(10),
  ),
  ct_key_usage: warning(
    'The keyUsage of the certificate "{0}" in CT is {1}; a key of usage {2} needs {3}.',
    'RFC 5280 4.2.1.3',
  ),
  ct_extended_key_usage: warning(
    'The extendedKeyUsage of the certificate "{0}" in CT ({1}) is for signing only; usage {2} is for encryption.',
    'RFC 5280 4.2.1.12',
  ),
  da_version_unknown: warning('Version 01 expected in DA, found "{0}".', x9(12)),
  da_version_missing: warning(
    'DA should begin with the version 01; it begins with usage {0}, as the input of an IBM verb does.',
    x9(12),
  ),
  da_length_invalid: warning(
    'DA should hold sets of 5 characters (usage, algorithm, mode, exportability); {0} characters cannot be split into such sets.',
    x9(12),
  ),
  da_code_unknown: warning('{0} {1} in DA is not defined in the standards.', x9(12)),
  hm_unknown: warning(
    'Hash code {0} in HM is not defined in the standards (21 is SHA-256). Ask the sender.',
    x9(13),
  ),
  hm_without_hmac_algorithm: warning(
    'Optional block {0} belongs to HMAC keys, algorithm {1}; this one is {2}.',
    x9(13),
  ),
  hm_missing: info(
    'An HMAC key should specify its hash in optional block HM. Without HM, ISO 20038 implies SHA-1, and AWS Payment Cryptography rejects the block.',
    x9(13),
  ),
  ik_malformed: warning(
    'IK should be 16 hexadecimal digits (BDK identifier and derivation identifier), found "{0}".',
    'X9.143:2021 clause 6; ANSI X9.24-3',
  ),
  check_value_malformed: warning('{0} should have {1}, found "{2}".', x9(15)),
  ks_not_hex: warning(
    'KS should be 20 hexadecimal digits, found "{0}".',
    'X9.143:2021 clause 6; ANSI X9.24-1',
  ),
  ks_length_invalid: warning(
    'KS should be 20 hexadecimal digits (16 in old blocks), found {0}.',
    'X9.143:2021 clause 6; ANSI X9.24-1',
  ),
  ks_not_uppercase_hex: warning(
    'KS has lower-case hexadecimal digits; the standard allows only upper case.',
    'X9.143:2021 clause 4',
  ),
  ks_counter_nonzero: warning(
    'KS should be an initial key serial number with counter 0; found {0}.',
    'X9.143:2021 clause 6; ANSI X9.24-1',
  ),
  kv_deprecated: warning('Optional block KV is deprecated; new blocks should not have it.', x9(17)),
  kv_malformed: warning('KV should be four letters or digits, found "{0}".', x9(17)),
  ts_format_invalid: warning(
    '{0} should be a time in UTC as {1}; found "{2}".',
    'X9.143:2021 tables 21 and 22',
  ),
  ts_value_invalid: warning(
    '{0} contains {1}, which is not a valid date or time.',
    'X9.143:2021 tables 21 and 22',
  ),
  ts_before_tc: warning(
    'The key was wrapped (TS {0}) before it was created (TC {1}). One of the clocks was wrong.',
    'X9.143:2021 tables 21 and 22',
  ),
  wp_value_unknown: warning('WP should be 000, 001, 002 or 003, found "{0}".', x9(23)),
} as const satisfies Record<string, FindingTemplate>;
