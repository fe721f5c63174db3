import { counting, error, type FindingCode, findingTable, info, warning } from '../../findings';

const b = (section: string): string => `TR-34 annex B.${section}`;
const keyToken = b('8, B.9');

/** Every finding on the form of a TR-34 token: severity, English template, source. A released code keeps its meaning. */
export const tr34Finding = findingTable('TR-34 tokens', {
  tr34_structure: error(
    'This is not a complete TR-34 token: {0}. The parts that could be read are shown; compare them with the structure.',
    'TR-34 annex B',
  ),
  tr34_truncated: error(
    'The token is cut off: {0} of {1} declared bytes are here. Copy the complete token.',
    'X.690 8.1.3',
  ),
  tr34_trailing: counting(
    error('{0} bytes follow the token. They are not part of it; remove them.', 'X.690 8.1.3'),
    '{0} byte follows the token. It is not part of it; remove it.',
  ),
  tr34_outer_length: error(
    'The outer length is {0} bytes, but {1} bytes are here and belong together: the length is wrong.',
    'X.690 8.1.3',
  ),
  tr34_no_signer: error('This token is not signed, but a {0} must be.', 'TR-34 annex B'),
  tr34_many_signers: warning(
    'This token has {0} signers, but TR-34 has one. The first is shown.',
    'TR-34 annex B',
  ),
  tr34_no_attributes: error(
    'No attributes are signed: nothing shows that this {0} is fresh, and no header is bound to it.',
    'TR-34 annex B',
  ),
  tr34_attributes_unexpected: warning(
    'The unbind token of a higher authority contains signed attributes; the published one has none.',
    b('13'),
  ),
  tr34_content_only: info(
    'Only the content is signed, without attributes: anyone who can get bytes signed can create such a token. The published token has this form.',
    `${b('13')}, draft-vangeest-lamps-cms-euf-cma-signeddata`,
  ),
  tr34_not_fresh: error(
    'Neither a random number nor a signing time is signed: an old token could be sent again. Expected randomNonce or signingTime.',
    keyToken,
  ),
  tr34_fresh_twice: warning(
    'Both a random number and a signing time are signed; a key token has only one of them. It is treated as two-pass.',
    keyToken,
  ),
  tr34_nonce_missing: error(
    'A {0} contains the random number of the KRD (randomNonce); here it is missing.',
    b('11, B.14'),
  ),
  tr34_nonce_form: error('The random number must be an OCTET STRING, found {0}.', b('12')),
  tr34_nonce_length: warning('The random number has {0} bytes. Known products accept 8 to 16.', b('12')),
  tr34_signing_time: error('The signing time is not a valid date.', b('8')),
  tr34_signing_time_missing: error('The signing time is missing.', b('10')),
  tr34_header_missing: error(
    'The key block header is not among the signed attributes (type id-data), so the usage of the key is not specified.',
    keyToken,
  ),
  tr34_header_form: error(
    'The key block header must be an OCTET STRING of ASCII characters, found {0}.',
    keyToken,
  ),
  tr34_header_length: error('The key block header has {0} characters; it must have 16.', keyToken),
  tr34_attribute_order: warning(
    'The signed attributes are in the order {0}, which is neither the order of the published tokens ({1}) nor DER. Receivers that expect a fixed order do not find them.',
    keyToken,
  ),
  tr34_attribute_unknown: info('The signed attribute {0} does not belong in any TR-34 token.', keyToken),
  tr34_digest_algorithm: warning(
    'The digest is calculated with {0}; TR-34 tokens use SHA-256.',
    'TR-34 annex B',
  ),
  tr34_signature_algorithm: warning(
    'The signature algorithm is {0}; TR-34 tokens are signed with RSA (PKCS#1 v1.5).',
    'TR-34 annex B',
  ),
  tr34_content_missing: error('The signed content is not in the token.', 'TR-34 annex B'),
  tr34_content_unreadable: error('The signed content is not a {0}: {1}.', 'TR-34 annex B'),
  tr34_content_trailing: counting(
    warning(
      '{0} bytes follow the {1} in the signed content. They are signed, but no reader uses them.',
      'TR-34 annex B',
    ),
    '{0} byte follows the {1} in the signed content. It is signed, but no reader uses it.',
  ),
  tr34_recipient_count: error('The envelope is for {0} recipients, a key token is for one KRD.', keyToken),
  tr34_recipient_kind: warning(
    'The key is sent to the recipient by {0}. No standard or vendor document is known for this form; TR-34 uses key transport with RSA.',
    keyToken,
  ),
  tr34_recipient_name: warning(
    'The recipient is identified by {0}; TR-34 uses issuer and serial number.',
    keyToken,
  ),
  tr34_signer_name: warning(
    'The signer is identified by {0}; TR-34 uses issuer and serial number.',
    keyToken,
  ),
  tr34_same_party: warning('Signer and recipient are the same certificate ({0}).', keyToken),
  tr34_key_encryption: warning('The ephemeral key is encrypted with {0}; TR-34 uses RSA-OAEP.', keyToken),
  tr34_oaep_hash: warning('The OAEP parameters specify {0}; TR-34 uses SHA-256.', keyToken),
  tr34_oaep_mixed: warning(
    'The OAEP parameters specify {0} for the label and {1} for the mask (MGF1). Few libraries support different hashes.',
    'RFC 8017 7.1',
  ),
  tr34_oaep_label: warning(
    'The OAEP parameters contain a label of {0} bytes; TR-34 uses an empty label.',
    keyToken,
  ),
  tr34_cipher: warning(
    'The key block is encrypted with {0}; published tokens use des-EDE3-CBC or aes128-CBC.',
    b('2.2.3'),
  ),
  tr34_iv_length: warning(
    'The IV has {0} bytes; {1} needs {2}. One published AES token has the same fault: it opens with zeros after the IV.',
    b('2.2.3'),
  ),
  tr34_ciphertext_missing: error(
    'The encrypted key block is missing: it is neither after nor inside the algorithm.',
    keyToken,
  ),
  tr34_ciphertext_length: error(
    'The encrypted key block has {0} bytes, which is not a multiple of the block size {1} ({2}).',
    'RFC 5652 6.3',
  ),
  tr34_crl_misplaced: error(
    'The CRL is after the signers, as in a published sample (B.6). OpenSSL rejects such a token; other libraries silently drop the CRL.',
    b('6'),
  ),
  tr34_crl_count: warning('There are {0} CRLs; TR-34 has one.', 'TR-34 annex B'),
  tr34_certificates_inside: counting(
    info(
      '{0} certificates are inside. The published tokens contain none, because the KRD knows the KDH from the bind. AWS accepts 2048 bytes in total.',
      keyToken,
    ),
    '{0} certificate is inside. The published tokens contain none, because the KRD knows the KDH from the bind. AWS accepts 2048 bytes in total.',
  ),
  tr34_identifiers: error(
    '{0} certificates are identified by issuer and serial number; a {1} identifies {2}.',
    b('10, B.11, B.13, B.14'),
  ),
  tr34_identifiers_wrapped: warning(
    'The two names are inside an additional SEQUENCE; in the published tokens, one follows the other.',
    b('13'),
  ),
  tr34_rebind_certificate: error(
    'A rebind token contains one certificate, of the new host; this one contains {0}.',
    b('10, B.11'),
  ),
  tr34_credential_possible: info(
    'Any PKCS#7 message with one certificate looks like this. Its format allows it to be used as {0}, which TR-34 uses to bind.',
    b('6, B.7'),
  ),
  tr34_certificate_role: info('Its key usage allows this certificate to be used as {0}.', b('2.1')),
  tr34_random_token: info(
    'A random number token is a single attribute, without ContentInfo and without a signature.',
    b('12'),
  ),
});

export type Tr34FindingCode = FindingCode<typeof tr34Finding>;
