import { counting, error, type FindingCode, findingTable, info, warning } from '../../core/findings';

const guide = (page: string) => `AWS Payment Cryptography user guide, ${page}`;
const api = (shape: string) => `AWS Payment Cryptography API reference, ${shape}`;
const strength = guide('keys-importexport, strength table');

/** Every rule on a planned call: severity, English template, source. Documented: error; inferred: warning. */
export const awsPlanFinding = findingTable('AWS Payment Cryptography: planned imports', {
  aws_plan_member: error('{0}: expected {1}, found {2}.', api('constraints of the request')),
  aws_plan_token_expired: error(
    'The import token expired at {0}. Get new parameters, and have the key wrapped for the new certificate.',
    api('GetParametersForImport'),
  ),
  aws_plan_token_expires_soon: counting(
    warning('The import token expires at {0}, in {1} hours.', api('GetParametersForImport')),
    'The import token expires at {0}, in {1} hour.',
    1,
  ),
  aws_plan_token_kind: error(
    'The import token was issued for {0}, but this import needs one for {1}.',
    api('GetParametersForImport'),
  ),
  aws_plan_token_elsewhere: error(
    'The import token was issued for {0}, but this call goes to {1}.',
    `${api('GetParametersForImport')} (inferred)`,
  ),
  aws_plan_token_of_file: warning(
    'The import token is from {0}. Its account and validity period are not visible here. AWS rejects a token from another account or Region.',
    `${api('GetParametersForImport')} (inferred)`,
  ),
  aws_plan_token_of_answer: warning(
    'The import token is from {0}. The account that it was issued for is not visible here. AWS rejects a token from another account or Region.',
    `${api('GetParametersForImport')} (inferred)`,
  ),
  aws_plan_key_elsewhere: error('{0} is a key in {1}, but this call goes to {2}.', api('KeyArn')),
  aws_plan_key_other_account: warning(
    '{0} belongs to account {1}, not to {2}. AWS accepts it only if the resource policy of that key allows this account to use it.',
    guide('ImportKey, cross-account use'),
  ),
  aws_plan_key_unread: warning(
    '{0}: usage, algorithm and state could not be read, so they are not checked here. The service checks them.',
    api('GetKey'),
  ),
  aws_plan_key_state: error(
    '{0} is in state {1}; only a completely created key can be used.',
    api('KeyState'),
  ),
  aws_plan_key_disabled: error('{0} is disabled. Enable it first.', api('StartKeyUsage')),
  aws_plan_authority_usage: error(
    'The certificate authority must be an imported certificate with usage S0 and Verify; {0} is {1}.',
    guide('Import keys'),
  ),
  aws_plan_attributes: error('{0} is allowed with {1}, not with {2}.', guide('keys-validattributes')),
  aws_plan_modes: error(
    'The modes {0} are not a combination that {1} allows.',
    guide('keys-validattributes'),
  ),
  aws_plan_pair: error(
    '{0} is for a key pair: AWS creates such keys itself or imports their certificate, never a wrapped key.',
    guide('Import keys'),
  ),
  aws_plan_unused: warning(
    '{0} can be imported as {1}, but no cryptographic operation uses it.',
    guide('keys-validattributes'),
  ),
  aws_plan_usage_unlisted: warning(
    '{0} is listed as an unused key type: no cryptographic operation uses it, and no modes are documented for it.',
    guide('keys-validattributes, unused key types'),
  ),
  aws_plan_too_strong: error('{0} must not be wrapped under {1}: the table allows {2}.', strength),
  aws_plan_cryptogram_length: error(
    'A cryptogram under {0} has {1} bytes; this one has {2}. It was created for another key, or is truncated.',
    guide('Import keys'),
  ),
  aws_plan_pair_usage: error(
    'Your own key must be an ECC key pair with usage K3 and DeriveKey; {0} is {1}.',
    guide('Import keys'),
  ),
  aws_plan_pair_derives: error(
    'Your own key pair derives keys of usage {0}; to unwrap a key block, it must derive K1 or K0.',
    api('DeriveKeyUsage'),
  ),
  aws_plan_receiver_usage: error(
    'Your own key pair must be an RSA key pair with usage K2 that can decrypt; {0} is {1}.',
    guide('page on using your own certificate authority'),
  ),
  aws_plan_curves: error(
    'Your own key pair is {0}, the certificate of the other party {1}: both must use the same curve.',
    `${guide('Import keys')} (inferred)`,
  ),
  aws_plan_shared_zero: warning(
    'The shared information contains a zero byte. The API reference asks for none, but AWS samples send random bytes.',
    api('SharedInformation'),
  ),
  aws_plan_check_value_method: error(
    'The check value of {0} is calculated with {1}, not with {2}.',
    api('KeyCheckValueAlgorithm'),
  ),
  aws_plan_tag_twice: error('The tag {0} appears twice.', api('Tag')),
  aws_plan_tag_reserved: error('Tags that begin with aws: are reserved for AWS: {0}.', api('Tag')),
  aws_plan_tag_empty: warning(
    'The tag {0} has no value. The API reference allows this, but the service model requires a character and the AWS CLI rejects it.',
    `${api('Tag')}; service model, TagValue`,
  ),
  aws_plan_alias_form: error(
    'An alias starts with alias/, followed by letters, digits, "/", "_" and "-", at most 256 characters: {0}.',
    api('AliasName'),
  ),
  aws_plan_alias_taken: error(
    '{0} already exists and points to another key. Enter another alias, or move it after the import.',
    api('CreateAlias'),
  ),
  aws_plan_same_key: warning(
    'This may be the same key as {0}: usage, algorithm and KCV ({1}) are equal.',
    'Key Material Inspector, custody guards',
  ),
  aws_plan_replica_here: warning(
    '{0} is a replica of a key in {1}, and may be the same key: usage, algorithm and KCV ({2}) are equal. Importing it here creates an independent key, which changes to the primary key do not affect.',
    guide('multi-Region keys (inferred)'),
  ),
  aws_plan_regions_unread: warning(
    'The default Regions of the account could not be read: the key may also exist in other Regions.',
    api('GetDefaultKeyReplicationRegions'),
  ),
  aws_plan_regions_none: warning(
    'How to keep a key out of the default Regions is not documented. An empty list of Regions is sent, and the Regions of the key are read after the import.',
    api('ImportKey, ReplicationRegions'),
  ),
  aws_plan_plaintext: info(
    'Alias and tags may appear in logs in plain text. Do not put confidential data there.',
    api('Tag'),
  ),
});

export type AwsPlanRule = FindingCode<typeof awsPlanFinding>;
