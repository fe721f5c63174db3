/** Sentences of an import draft: reasons, origins, obstacles, headlines. English templates; the extension translates them. */
import { fillTemplate, type Localisable, type TemplateArguments, textTable } from '../../core/findings';

export const draftTexts = textTable(
  {
    // Where a value came from.
    only_one: 'The only match',
    named_by_kp: "Identified by the block's KP",
    named_by_facts: 'Specified by the test payload',
    facts: 'From the test payload',
    last_time: 'As in your last import',
    in_token: 'In the token',
    made_for: 'The token was created for its certificate',
    same_size: 'The only one with a key of this size',
    found_in: 'Found in {0}',
    usual: 'Used by most senders',
    requested: 'From the request file',
    one_set: 'The only set of modes that is valid for this usage',
    free_alias: 'Next free alias for this usage',
    is_authority: 'The last certificate is a certificate authority',
    only_way: 'The only chain in this material',
    issued_it: 'Its KCV matches the key that issued "{0}"',
    imported_before: 'The certificate that issued "{0}", imported from this computer',
    comment_names: 'Identifies the certificate and its fingerprint',
    chain_first: 'Issued "{0}" and has not been imported',
    wrapping_key_fits: 'A key in this account can unwrap the block',
    no_pair: 'No key pair in this account is for key agreement',
    ecdh_present: 'An EC certificate is open and the account has a key pair for key agreement',
    no_wrapping_key: 'No key in this account can unwrap the block, but it has a key pair for key agreement',
    // Notes on a candidate.
    kp_names: "identified by the block's KP",
    kcv_near: 'its KCV is in the text near the block',
    used_before: 'used for your imports',
    same_kcv: 'another key has the same KCV',
    created: 'created {0}',
    key_id: 'key ID {0}',
    of_account: 'account {0}',
    key_unread: 'its attributes could not be read',
    of_file: 'Import token in {0}',
    of_answer: 'the response does not show which kind of material they are for',
    own_certificate: 'key pair of this account, certificate of your own CA',
    // Ways.
    way_keyBlock: 'Under a wrapping key of the account',
    way_agreed: 'Under a key agreed by ECDH',
    way_tr34: 'TR-34 key token',
    way_cryptogram: 'RSA-wrapped key',
    way_certificates: 'Certificates',
    // Candidates that are no names.
    chain: 'Import {0} first',
    chain_several: 'Import {0} certificates first, up to {1}',
    exportable_no: 'Not exportable: it never leaves the service',
    exportable_yes: 'Exportable: anyone allowed to call ExportKey can export it in wrapped form',
    function_NIST_SP800: 'one-step derivation of NIST SP 800-56A: counter, secret, shared information',
    function_ANSI_X963: 'ANSI X9.63: secret, counter, shared information',
    purpose_TR34_SIGNER:
      'To receive keys by TR-34: the last certificate signs tokens (KDH) and is not imported',
    purpose_TR34_RECIPIENT:
      'To send keys by TR-34: the last certificate receives keys (KRD) and is not imported',
    purpose_ECDH_PARTNER:
      "To agree on keys by ECDH: the last certificate is the other party's and is not imported",
    purpose_PUBLIC_KEY: 'A public key for encryption (D1): Encrypt and Wrap',
    purpose_ALL: 'Keys for verification (S0): every certificate, including the last one',
    unused: 'can be imported as {0}, but no cryptographic operation uses it',
    enum_only: 'in the API, but not in the table of the user guide',
    enabled_yes: 'Enabled: it can be used immediately',
    enabled_no: 'Disabled until someone enables it',
    regions_default: 'Account default: also in {0}',
    regions_default_none: 'Account default: in this Region only',
    regions_default_unread: 'Account default, which could not be read',
    regions_chosen: 'Selected Regions',
    regions_none: 'Only in {0}, against the account default',
    // Reasons against a candidate.
    state_deleting: 'It is scheduled for deletion. Restore it first.',
    state_other: 'It is in state {0}.',
    state_disabled: 'It is disabled. Enable it first.',
    no_derive: 'It cannot derive keys.',
    weaker: '{0} is weaker than the key in the block, {1}.',
    weaker_derived: 'Weaker than the key in the block, {0}.',
    other_family: 'A version {0} block is wrapped under a key of type {1}.',
    other_curve: 'Its key is {0}, the key pair of the account is {1}. Both must be on the same curve.',
    not_ec: 'Its key is {0}, not on one of the curves for key agreement.',
    not_signer: 'The token identifies a different signer: {0}.',
    not_signing_key: 'The certificate is signed by a key of type {0}. This one is {1}.',
    expired: 'Expired {0}. Get new import parameters, and have the key wrapped for their certificate.',
    krd_unreadable: 'Their certificate cannot be read.',
    other_recipient:
      'The token is for {0}. Have the key wrapped for the certificate of these parameters, or select the parameters that it was created for.',
    other_size: 'The cryptogram was created for an RSA key of {0} bits. The key of these parameters has {1}.',
    no_recipient: 'The token does not identify a recipient.',
    own_not_for_rsa:
      'Certificates of your own key pairs are for TR-34. For RSA-wrapped keys, the AWS API requires an import token.',
    own_pair_missing: 'Its key pair is not in this account and Region.',
    own_other_key: 'It is not the certificate of its key pair: the public keys differ.',
    own_cannot_open:
      'Its key pair cannot open TR-34 tokens: usage K2 with RSA and a mode to decrypt are needed.',
    own_expired: 'The certificate expired {0}. Get a new one from your CA, and have the key wrapped for it.',
    own_pair: 'It is the certificate of a key pair in this account.',
    misfit: '{0}',
    not_carried: 'Stronger than {0}. Have it wrapped under {1} or stronger.',
    no_rsa: 'No RSA key is strong enough. Use ECDH, or TR-31 under a key of equal strength.',
    root_missing: 'The root of this chain is missing. Add the certificate of "{0}".',
    // Obstacles.
    choose_wrappingKey: 'Select the wrapping key.',
    choose_parameters: 'Select the import parameters that the sender used.',
    choose_pair: 'Select the key pair for key agreement.',
    choose_partner: "Select the other party's certificate.",
    choose_signer: "Select the signer's certificate.",
    choose_authority: 'Select the certificate authority that issued "{0}".',
    choose_algorithm: 'Select the algorithm of the key.',
    choose_usage: 'Select the purpose of the key.',
    choose_modes: 'Select the modes of use.',
    choose_exportable: 'Select whether the key may be exported.',
    choose_derived: 'Select the algorithm of the derived key.',
    choose_sharedInformation: 'Enter the shared information.',
    choose_comment: 'Enter a comment for the approval team.',
    choose_path: 'Select the chain to import.',
    choose_purpose: 'Select the purpose of the certificates.',
    choose_otherRegions: 'Enter the Regions in which the key will also exist.',
    choose_other: 'An answer is missing.',
    none_wrappingKey: 'No key in this account can unwrap the block.',
    none_parameters: 'No matching import parameters on this computer.',
    none_pair: 'No matching key pair in this account.',
    none_signer: "Load the signer's certificate.",
    none_partner: "Load the other party's certificate.",
    none_authority: 'No imported certificate can have issued "{0}". Load the certificates that issued it.',
    authority_signature:
      'The signature on "{0}" does not verify with the key of "{1}". Get both certificates again from their issuers.',
    all_imported: 'All of these certificates have been imported.',
    nothing_to_import: 'None of these certificates is imported: the last one is passed with the call itself.',
    // What was typed.
    alias_form: 'Letters, digits, "/", "_" and "-" after alias/, 256 characters at most.',
    alias_taken: '{0} already exists and points to key {1}. Enter another alias.',
    tag_form: 'Enter tags as Key=Value, separated by commas: {0}',
    tag_key_long: 'A tag key can have at most {0} characters: {1}',
    tag_value_long: 'The value of {0} can have at most {1} characters.',
    tag_reserved: 'Tags that begin with aws: are reserved for AWS: {0}',
    tag_twice: 'The tag {0} appears twice.',
    tag_many: 'A key can have at most 200 tags, and one is added here.',
    regions_form: 'Enter Regions such as us-east-2, with commas between them: {0}',
    regions_own: '{0} is the Region of the key itself. Enter other Regions.',
    expected_form: 'Enter 4 to 16 hexadecimal digits.',
    expected_few: '{0} digits are too few to confirm the key: {1} are needed.',
    comment_long: 'A comment can have at most {0} characters; this one has {1}.',
    comment_form: 'Control characters and line breaks cannot be sent.',
    comment_key: 'This may contain key material, and comments appear in CloudTrail. Remove it.',
    shared_form: 'Enter 1 to 1024 bytes as hexadecimal digits, two for each byte.',
    random_form: 'Enter 8 to 16 bytes as hexadecimal digits, or the random number token (RT_KRD).',
    // Checks.
    mac_not_verified: 'MAC not verified. {0} checks it with the wrapping key.',
    cryptogram_not_checked:
      'The key inside the cryptogram cannot be seen here. Compare its KCV after the import.',
    cryptogram_length:
      'An RSA cryptogram is 256, 384 or 512 bytes long; this is {0} bytes. It may be truncated.',
    advice_token:
      'Get the token again from the sender, and check the certificate of the key distribution host (KDH).',
    advice_crl: 'Ask the sender which certificate it signs with now.',
    random_same: 'The random number is the same as in the token. It does not show when the token was made.',
    random_differs:
      'The token contains {0}: it answers a different request. Ask the sender to create it again.',
    random_open: 'Random number not compared.',
    kcv_differs: 'The expected KCV {0} does not match the KCV {1} in the key block.',
    requested_other: 'The request file has {0}.',
    requested_unused: 'The request file has {0}, which this import does not use.',
    requested_token: 'The request file contains a different import token.',
    requested_pair:
      'The request file specifies the key pair {0} and its certificate, which is not saved on this computer.',
    requested_unknown: 'The request file refers to {0}, which is not a key in this account and Region.',
    requested_root:
      'The request file imports the certificate as a root, but another certificate issued it. Correct the file.',
    requested_trusted:
      'The request file imports the certificate under another one, but it is a root: it is self-signed. Correct the file.',
    // Headlines.
    headline_keyBlock: 'TR-31 key block under {0} ({1})',
    headline_agreed: 'TR-31 key block under a key agreed with {0}',
    headline_tr34: 'TR-34 token signed by {0}',
    headline_cryptogram: 'RSA-wrapped key, {0}',
    headline_certificate: 'certificate "{0}"',
    headline_certificates: '{0} certificates up to "{1}"',
  } as const,
  (template) => [template],
);

export type DraftText = keyof typeof draftTexts;

/** A sentence with its values. */
export function draftText(code: DraftText, ...args: TemplateArguments): Localisable {
  return { template: draftTexts[code], ...(args.length === 0 ? {} : { args }) };
}

/** The same in English, for tests, the command line and records. */
export function englishOf({ template, args = [] }: Localisable): string {
  return fillTemplate(template, args);
}
