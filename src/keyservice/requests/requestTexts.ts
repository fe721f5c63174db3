import { error, type FindingCode, findingTable, info, textTable, warning } from '../../core/findings';

const cli = 'AWS CLI, parameters as JSON';
const guide = 'AWS Payment Cryptography user guide, Import keys';
const api = (shape: string) => `AWS Payment Cryptography API reference, ${shape}`;
const own = 'Key Material Inspector, request files';

/** What can be said of the JSON of a request or an answer of the AWS CLI. */
export const requestFinding = findingTable('AWS CLI JSON: requests and answers', {
  request_json: error('This cannot be read as JSON: {0}. Fix it here first.', cli),
  request_many_members: error(
    'This object has more than {0} members. Requests of the AWS CLI have far fewer. Remove the members that do not belong here.',
    own,
  ),
  request_more: error(
    'There are more problems than the {0} that are listed. Correct those first, and the next ones appear.',
    own,
  ),
  request_backslash: error(
    'A backslash at the end of a line continues a shell command. JSON does not allow it: remove it.',
    cli,
  ),
  request_file_reference: error(
    'The AWS CLI does not read files inside JSON: {0} is passed as text or rejected. Enter the content of the file here.',
    cli,
  ),
  request_cli_option: error(
    '{0} is an option of the AWS CLI command, not a member of the JSON. Inside the JSON, write {1}.',
    cli,
  ),
  request_cli_option_outside: error(
    '{0} is an option of the AWS CLI command, not a member of the JSON. Remove it here and pass it with the command.',
    cli,
  ),
  request_placeholder: error('{0} contains a placeholder, {1}. Replace it with the real value.', own),
  request_twice: error('{0} appears twice. Programs differ in which one they use. Remove one of them.', cli),
  request_union: error(
    'KeyMaterial must contain exactly one import method; found: {0}. Keep one of {1}.',
    api('ImportKeyMaterial'),
  ),
  request_missing: error('{0} is missing.', api('ImportKey')),
  request_unknown: error('{0} is not a known member, and the AWS CLI rejects it. Known members: {1}.', cli),
  request_spelling: error('{0} must be spelled {1}.', api('ImportKey')),
  request_value: error('{0}: expected {1}, found {2}.', api('ImportKey')),
  request_usage_k1: error(
    '{0} mixes two usages. Use TR31_K1_KEY_BLOCK_PROTECTION_KEY for a key that wraps TR-31 key blocks, or TR31_K0_KEY_ENCRYPTION_KEY. This is an error in the AWS user guide.',
    api('KeyUsage'),
  ),
  request_usage_certificate: error(
    'KeyUsage contains a certificate. Enter the usage here ({0}), and put the certificate in PublicKeyCertificate next to KeyAttributes. This is an error in the AWS user guide.',
    guide,
  ),
  request_usage: error('{0} is not a key usage of the API. Write {1}.', api('KeyUsage')),
  request_usage_none: error('{0} is not a key usage of the API: AWS has none for {1}.', api('KeyUsage')),
  request_usage_unknown: error(
    '{0} is not a key usage of the API. Usages begin with TR31_ and their code, such as TR31_P0_PIN_ENCRYPTION_KEY.',
    api('KeyUsage'),
  ),
  request_algorithm: error('{0} is not a key algorithm of the API. Write one of {1}.', api('KeyAlgorithm')),
  request_mode: error('{0} is not a mode of use. Write one of {1}.', api('KeyModesOfUse')),
  request_mode_derive: error(
    'The mode of use is called DeriveKey, not Derive. This is an error in the AWS user guide.',
    api('KeyModesOfUse'),
  ),
  request_modes_list: error(
    'KeyModesOfUse must be an object with a member for each mode, such as {0}, not a list or a string.',
    api('KeyModesOfUse'),
  ),
  request_boolean: error('{0} must be true or false, without quotation marks.', cli),
  request_token_as_certificate: error(
    '{0} contains the TR-34 token. Put the token in WrappedKeyBlock, and the certificate of its signer here. The AWS user guide merges the two lines.',
    guide,
  ),
  request_certificate_form: error(
    '{0} must be base64 of the PEM text (it begins with LS0tLS1CRUdJTi); this is {1}.',
    guide,
  ),
  request_certificate_unreadable: error(
    '{0} contains no readable certificate. Enter the base64 of its PEM text.',
    guide,
  ),
  request_not_hex: error('{0} must be upper-case hexadecimal digits; this is {1}.', api('ImportKeyMaterial')),
  request_odd_digits: error(
    '{0} has an odd number of hexadecimal digits, {1}: one is missing, or is too many. Copy it again completely.',
    api('ImportKeyMaterial'),
  ),
  request_lower_case: error(
    '{0} must be in upper case: the API accepts only the digits 0–9 and A–F.',
    api('ImportKeyMaterial'),
  ),
  request_block_spaces: error(
    'WrappedKeyBlock must contain only the key block, without white space, prefix or anything else.',
    api('ImportTr31KeyBlock'),
  ),
  request_no_token: error(
    'WrappedKeyBlock contains no readable TR-34 key token. Copy the complete token again.',
    api('ImportTr34KeyBlock'),
  ),
  request_export_token: error(
    'This is an export token. Imports need an import token, from GetParametersForImport.',
    api('ImportKey'),
  ),
  request_material_type: error(
    'KeyMaterialType belongs to GetParametersForImport. In ImportKey, the member of KeyMaterial determines what is imported: remove KeyMaterialType.',
    api('GetParametersForImport'),
  ),
  request_from_header: error(
    '{0} does not belong here: AWS reads it from the key block header. Remove it.',
    api('ImportTr31KeyBlock'),
  ),
  request_elsewhere_in_file: error('{0} belongs in {1}. Move it there.', api('ImportKeyMaterial')),
  request_certificate_usage: error('{0} must have usage {1}; {2} was found.', guide),
  request_certificate_modes: error('A key with usage {0} can be imported only with {1}.', guide),
  request_key_class: error('The key class of {0} is {1}; {2} was found.', guide),
  request_certificate_algorithm: warning(
    'KeyAlgorithm is {0}, but the key in the certificate is {1}. Write {1}.',
    `${guide} (inferred)`,
  ),
  request_root_issued: warning(
    '"{0}" was issued by "{1}": it is not a root. Import it as TrustedCertificatePublicKey under its issuer.',
    `${guide} (inferred)`,
  ),
  request_cryptogram_length: error(
    'A cryptogram is 256, 384 or 512 bytes long, the length of its RSA key; this is {0} bytes. It may be truncated.',
    guide,
  ),
  request_nonce: warning(
    'RandomNonce is {0}, but the token contains {1}. The import sends the random number of the token.',
    api('ImportTr34KeyBlock'),
  ),
  request_not_served: warning(
    'This extension does not send {0}. If the import needs it, use the AWS CLI.',
    own,
  ),
  request_way_not_served: error('{0} cannot be imported from here. Use the AWS CLI.', own),
  request_own_tag: warning(
    'Each import from here sets a new value for the tag {0}; the value in the file is ignored.',
    own,
  ),
  request_export: info('This is a request to export a key. It contains nothing to import.', api('ExportKey')),
  request_key_elsewhere: error(
    '{0} in the file refers to account {1} in {2}. The selected profile is for {3} in {4}. Select the profile that the file was written for, or correct the file.',
    api('KeyArn'),
  ),
  request_region: error(
    'The file specifies Region {0}, but the selected Region is {1}. Select the profile that the file was written for, or correct the file.',
    own,
  ),
  request_endpoint: error(
    'The file specifies the endpoint {0}, but calls go to {1}. Select the profile that the file was written for, or correct the file.',
    own,
  ),
  request_parameters_expired: warning(
    'These import parameters expired at {0}. Get new ones, and have the key wrapped for their certificate.',
    api('GetParametersForImport'),
  ),
  request_exported_format: warning(
    'WrappedKeyMaterialFormat is {0}, but KeyMaterial is not in that format.',
    api('WrappedKey'),
  ),
});

export type RequestRule = FindingCode<typeof requestFinding>;

/** Titles of changes of text. */
export const fixTitles = textTable(
  {
    write: 'Change to {0}',
    write_member: 'Change the member to {0}',
    write_true: 'Remove the quotation marks around {0}',
    write_certificate: 'Convert the certificate to base64 of PEM',
    write_hex: 'Convert to upper-case hexadecimal digits',
    write_block: 'Keep only the key block',
    write_modes: 'Change the modes to an object',
    move_certificate: 'Move the certificate to PublicKeyCertificate',
    remove_backslashes: 'Remove the backslashes at the ends of lines',
    remove_member: 'Remove {0}',
  } as const,
  (template) => [template],
);

export type FixTitle = keyof typeof fixTitles;
