import { error, type FindingCode, findingTable, info, warning } from '../../findings';

const b = (section: string): string => `TR-34 annex B.${section}`;
const keyToken = b('8, B.9');

/** Every finding on the form of a TR-34 token: severity, English template, source. A released code keeps its meaning. */
export const tr34Finding = findingTable('TR-34 tokens', {
  tr34_structure: error(
    'This is no whole TR-34 token: {0}. What can be made out is shown; compare with the structure.',
    'TR-34 annex B',
  ),
  tr34_truncated: error(
    'The token is cut off: {0} bytes are here, {1} are declared. Copy it again, whole.',
    'X.690 8.1.3',
  ),
  tr34_trailing: error('{0} bytes follow the token. They are not part of it; remove them.', 'X.690 8.1.3'),
  tr34_outer_length: error(
    'The outer length says {0} bytes, but {1} are here and belong together: the length is wrong.',
    'X.690 8.1.3',
  ),
  tr34_no_signer: error('Nobody signed this token, though a {0} has to be signed.', 'TR-34 annex B'),
  tr34_many_signers: warning(
    'This token has {0} signers, TR-34 has one; the first is shown.',
    'TR-34 annex B',
  ),
  tr34_no_attributes: error(
    'The signer signed no attributes: nothing makes this {0} fresh, and no header is bound to it.',
    'TR-34 annex B',
  ),
  tr34_attributes_unexpected: warning(
    'The unbind token of a higher authority carries signed attributes; the published one has none.',
    b('13'),
  ),
  tr34_content_only: info(
    'Only the content is signed, without attributes: whoever can have bytes signed can make such a token. That is how the published token is.',
    `${b('13')}, draft-vangeest-lamps-cms-euf-cma-signeddata`,
  ),
  tr34_not_fresh: error(
    'Neither a random number nor a signing time is signed: an old token could be sent again. Expected randomNonce or signingTime.',
    keyToken,
  ),
  tr34_fresh_twice: warning(
    'Both a random number and a signing time are signed; a key token has one of them. It is read as two-pass.',
    keyToken,
  ),
  tr34_nonce_missing: error(
    'A {0} carries the random number of the KRD (randomNonce); it is missing.',
    b('11, B.14'),
  ),
  tr34_nonce_form: error('The random number has to be an OCTET STRING, found {0}.', b('12')),
  tr34_nonce_length: warning('The random number has {0} bytes. Known products take 8 to 16.', b('12')),
  tr34_signing_time: error('The signing time is no date that can be read.', b('8')),
  tr34_signing_time_missing: error('The signing time is missing.', b('10')),
  tr34_header_missing: error(
    'The key block header is not among the signed attributes (type id-data): what the key may be used for is not said.',
    keyToken,
  ),
  tr34_header_form: error(
    'The key block header has to be an OCTET STRING of ASCII characters, found {0}.',
    keyToken,
  ),
  tr34_header_length: error('The key block header has {0} characters, it needs 16.', keyToken),
  tr34_attribute_order: warning(
    'The signed attributes are in the order {0}, which is neither that of the published tokens ({1}) nor DER. Receivers that walk a fixed template do not find them.',
    keyToken,
  ),
  tr34_attribute_unknown: info('The signed attribute {0} belongs to no TR-34 token.', keyToken),
  tr34_digest_algorithm: warning('The digest is made with {0}; TR-34 tokens use SHA-256.', 'TR-34 annex B'),
  tr34_signature_algorithm: warning(
    'The signature algorithm is {0}; TR-34 tokens are signed with RSA (PKCS#1 v1.5).',
    'TR-34 annex B',
  ),
  tr34_content_missing: error('The signed content is not in the token.', 'TR-34 annex B'),
  tr34_content_unreadable: error('The signed content is no {0}: {1}.', 'TR-34 annex B'),
  tr34_content_trailing: warning(
    '{0} bytes stand behind the {1} in the signed content. They are signed, and nobody reads them.',
    'TR-34 annex B',
  ),
  tr34_recipient_count: error('The envelope is for {0} recipients, a key token is for one KRD.', keyToken),
  tr34_recipient_kind: warning(
    'The recipient is reached by {0}. For this form no text of a standard or a vendor is known; TR-34 uses key transport with RSA.',
    keyToken,
  ),
  tr34_recipient_name: warning(
    'The recipient is named by {0}; TR-34 names issuer and serial number.',
    keyToken,
  ),
  tr34_signer_name: warning('The signer is named by {0}; TR-34 names issuer and serial number.', keyToken),
  tr34_same_party: warning('Signer and recipient are the same certificate ({0}).', keyToken),
  tr34_key_encryption: warning('The ephemeral key is encrypted with {0}; TR-34 uses RSA-OAEP.', keyToken),
  tr34_oaep_hash: warning('The OAEP parameters name {0}; TR-34 uses SHA-256.', keyToken),
  tr34_oaep_mixed: warning(
    'The OAEP parameters name {0} for the label and {1} for the mask (MGF1). Few libraries open the mixed form.',
    'RFC 8017 7.1',
  ),
  tr34_oaep_label: warning(
    'The OAEP parameters carry a label of {0} bytes; TR-34 has an empty one.',
    keyToken,
  ),
  tr34_cipher: warning(
    'The key block is encrypted with {0}; published tokens use des-EDE3-CBC or aes128-CBC.',
    b('2.2.3'),
  ),
  tr34_iv_length: warning(
    'The IV has {0} bytes, {1} needs {2}. One published AES token is so: it opens with zeros behind the IV.',
    b('2.2.3'),
  ),
  tr34_ciphertext_missing: error(
    'The encrypted key block is not there, neither behind nor inside the algorithm.',
    keyToken,
  ),
  tr34_ciphertext_length: error(
    'The encrypted key block has {0} bytes, which are no whole blocks of {1} ({2}).',
    'RFC 5652 6.3',
  ),
  tr34_crl_misplaced: error(
    'The CRL stands behind the signers. OpenSSL refuses such a token, other libraries drop the CRL silently. A published sample (B.6) is so.',
    b('6'),
  ),
  tr34_crl_count: warning('There are {0} CRLs, TR-34 has one.', 'TR-34 annex B'),
  tr34_certificates_inside: info(
    '{0} certificates are inside. The published tokens carry none: the KRD knows the KDH from the bind. AWS takes 2048 bytes in all.',
    keyToken,
  ),
  tr34_identifiers: error(
    '{0} certificates are named by issuer and serial number; a {1} names {2}.',
    b('10, B.11, B.13, B.14'),
  ),
  tr34_identifiers_wrapped: warning(
    'The two names are wrapped in one more SEQUENCE; the published tokens write them one after the other.',
    b('13'),
  ),
  tr34_rebind_certificate: error(
    'A rebind token carries the certificate of the new host, here are {0}.',
    b('10, B.11'),
  ),
  tr34_credential_possible: info(
    'Any PKCS#7 with one certificate looks like this. By its form it can serve as {0}, which TR-34 uses to bind.',
    b('6, B.7'),
  ),
  tr34_certificate_role: info('By its key usage this certificate can serve as {0}.', b('2.1')),
  tr34_random_token: info(
    'A random number token is an attribute by itself: no ContentInfo, and nobody signed it.',
    b('12'),
  ),
});

export type Tr34FindingCode = FindingCode<typeof tr34Finding>;
