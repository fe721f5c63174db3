import { doubt, error, type FindingCode, findingTable, info, textTable, warning } from '../../core/findings';

const guide = (page: string) => `AWS Payment Cryptography user guide, ${page}`;
const api = (shape: string) => `AWS Payment Cryptography API reference, ${shape}`;
const attributes = guide('keys-validattributes');
const importing = guide('keys-import');
const exporting = guide('keys-export');
const operations = guide('crypto-ops-validkeys');
const strength = guide('keys-importexport, strength table');

/** Every rule on key blocks: severity, English template, source. Documented: error; inferred: warning. */
export const awsKeyBlockFinding = findingTable('AWS Payment Cryptography: key blocks', {
  aws_block_unsound: error(
    'The block itself has errors: {0}. AWS imports only valid TR-31 key blocks.',
    api('ImportTr31KeyBlock'),
  ),
  aws_block_length: error(
    'AWS accepts key blocks of {0} to {1} characters; this one has {2}.',
    api('Tr31WrappedKeyBlock'),
  ),
  aws_block_characters: error(
    'AWS accepts only letters and digits; "{0}" is allowed in the optional blocks of TR-31 but not in the API. Wrap the key again without optional block {1}, or with other text in it.',
    api('Tr31WrappedKeyBlock'),
  ),
  aws_block_lower_case: info(
    'Lower-case letters: the API accepts them now; older versions of its model accepted only upper case.',
    api('Tr31WrappedKeyBlock'),
  ),
  aws_version: error(
    'AWS imports versions A, B, C and D, not {0}. Ask the sender for {1}.',
    guide('cryptographic details'),
  ),
  aws_usage_no_value: error(
    'KeyUsage has no value for usage {0}: such a key cannot be imported.',
    api('KeyUsage'),
  ),
  aws_usage_newest: doubt(
    '{0} is only in the newest API models, for AS2805 and its own import method. It is not documented whether key blocks with usage {1} are accepted.',
    api('KeyUsage'),
  ),
  aws_usage_unlisted: doubt(
    '{0} is listed as an unused key type: no cryptographic operation uses it, and no algorithms and modes are documented for it.',
    `${attributes}, unused key types`,
  ),
  aws_key_pair: error(
    'Usage {0} is for a key pair: AWS creates such keys itself or imports their certificate, never as a key block.',
    importing,
  ),
  aws_algorithm_no_value: error(
    'AWS accepts TDES (T), AES (A) and HMAC (H) keys in key blocks, not algorithm {0}.',
    exporting,
  ),
  aws_algorithm_not_allowed: error('{0} is not allowed with {1}; the guide allows {2}.', attributes),
  aws_algorithm_unused: warning(
    '{0} can be imported as {1}, but no cryptographic operation uses it.',
    attributes,
  ),
  aws_hmac_as_cipher: warning(
    "The guide's table allows {0} for TR31_M7_HMAC_KEY, but HMAC keys are imported with algorithm H and optional block HM in AWS's samples.",
    'AWS samples for Payment Cryptography, key exchange',
  ),
  aws_key_length: error('{0} has no key of {1} bits; AWS accepts {2}.', api('KeyAlgorithm')),
  aws_key_too_short: error('The encrypted key has {0} bytes, too few for a key of {1}.', api('KeyAlgorithm')),
  aws_mode_no_value: error(
    'Mode of use {0} has no counterpart in KeyModesOfUse; {1} allows modes {2}.',
    api('KeyModesOfUse'),
  ),
  aws_mode_not_allowed: error(
    'Mode of use {0} becomes {1}, which {2} does not allow; {3} expected.',
    attributes,
  ),
  aws_hm_missing: error(
    'An HMAC key needs optional block HM, from which AWS reads the hash algorithm.',
    exporting,
  ),
  aws_hm_hash: error(
    'Hash {0} of optional block HM has no KeyAlgorithm; AWS has HMAC with SHA-224, SHA-256, SHA-384 and SHA-512 (20, 21, 22, 23).',
    api('KeyAlgorithm'),
  ),
  aws_hmac_version: warning(
    "AWS's samples import HMAC keys in version D under an AES_256 key; this is version {0}.",
    'AWS samples for Payment Cryptography, payShield command mapping',
  ),
  aws_component: doubt(
    'This is component {0} of a key, not a key. AWS documents no import of components from key blocks: combine them first.',
    `${api('KeyVersion')} (inferred)`,
  ),
  aws_key_version: info(
    'Key version {0} is not kept: AWS sets a key version only on export.',
    api('KeyBlockHeaders'),
  ),
  aws_not_exportable: warning(
    'Exportability N becomes Exportable = false: the key can never leave AWS again. This is inferred; no AWS example shows it.',
    `${api('KeyExportability')} (inferred)`,
  ),
  aws_exportability_unknown: doubt(
    'Exportability {0} is not E, N or S. It is not documented how AWS handles it.',
    `${api('KeyExportability')} (inferred)`,
  ),
  aws_reserved: warning(
    'The last two header characters are "{0}"; AWS documents 00 there.',
    `${importing} (inferred)`,
  ),
  aws_optional_blocks: info(
    'AWS uses optional blocks HM and PB. It may keep {0} but does not use it.',
    importing,
  ),
  aws_kp_dropped: info('Optional block KP is used for the import and is not kept.', importing),
  aws_export_version: info(
    'AWS writes version B or D when it exports, so the key would not come back as version {0}.',
    exporting,
  ),
  aws_key_encryption_key: info(
    'AWS recommends TR31_K1_KEY_BLOCK_PROTECTION_KEY over TR31_K0_KEY_ENCRYPTION_KEY.',
    attributes,
  ),
  aws_version_too_weak: error(
    'Version {0} is wrapped under a TDES key, which must not protect {1}. Ask the sender for version D under an AES key.',
    strength,
  ),
  aws_wrapping_algorithm: error(
    'A key block is wrapped under a TDES or AES key; {0} is neither.',
    operations,
  ),
  aws_wrapping_usage: error(
    'The wrapping key must be TR31_K1_KEY_BLOCK_PROTECTION_KEY or TR31_K0_KEY_ENCRYPTION_KEY, not {0}.',
    operations,
  ),
  aws_wrapping_modes: error(
    'Import needs a wrapping key with the modes Decrypt + Unwrap; this one has {0}.',
    operations,
  ),
  aws_wrapping_no_restrictions: doubt(
    'The guide does not list NoRestrictions among the modes of a wrapping key for import.',
    operations,
  ),
  aws_wrapping_state: error(
    'The wrapping key is in state {0}; only a completely created key can be used.',
    api('KeyState'),
  ),
  aws_wrapping_disabled: error('The wrapping key is disabled. Enable it first.', api('StartKeyUsage')),
  aws_wrapping_version: error(
    'Version {0} is wrapped under a key of type {1}; {2} is of a different type.',
    guide('cryptographic details'),
  ),
  aws_wrapping_weaker: error(
    'A wrapping key must be at least as strong as the key: {0} must not protect {1}.',
    strength,
  ),
  aws_wrapping_perhaps_weaker: doubt(
    'If the key is {0}, {1} must not protect it. The header does not contain its length.',
    strength,
  ),
  aws_wrapping_hmac: warning(
    "AWS's samples import HMAC keys under an AES_256 key; this one is {0}.",
    'AWS samples for Payment Cryptography, payShield command mapping',
  ),
  aws_wrapping_check_value: doubt(
    'According to the block, its wrapping key has the check value {0}; this one has {1}, so it is probably another key.',
    'X9.143:2021 table 15 (optional block KP)',
  ),
});

export type AwsKeyBlockRule = FindingCode<typeof awsKeyBlockFinding>;

/**
 * The verdict as one line. Placeholders: KeyUsage, modes, then one or more KeyAlgorithms. In
 * `aws_refused` and the `aws_perhaps` ones the last placeholder is the message of the finding that decides.
 */
export const awsHeadlineTexts = textTable(
  {
    aws_accepted_1: { template: 'meets the documented rules as {0}, {1}, {2}' },
    aws_accepted_2: {
      template:
        'meets the documented rules as {0}, {1}, {2} or {3} (not in the header; known after unwrapping)',
    },
    aws_accepted_3: {
      template:
        'meets the documented rules as {0}, {1}, {2}, {3} or {4} (not in the header; known after unwrapping)',
    },
    aws_perhaps: { template: 'not documented whether it is accepted, as {0}, {1}: {2}' },
    aws_refused: { template: 'does not meet the documented rules: {0}' },
  } as const,
  ({ template }) => [template],
);

export type AwsHeadline = keyof typeof awsHeadlineTexts;
