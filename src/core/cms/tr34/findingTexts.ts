import type { Finding, Severity, Span } from '../../findings';
import { findingOf } from '../../findings';

interface FindingText {
  readonly severity: Severity;
  readonly template: string;
  readonly reference: string;
}

const b = (section: string): string => `TR-34 annex B.${section}`;
const keyToken = b('8, B.9');

/** Every finding on the form of a TR-34 token: severity, English template, source. A released code keeps its meaning. */
export const tr34FindingTexts = {
  tr34_structure: {
    severity: 'error',
    template: 'This is no whole TR-34 token: {0}. What can be made out is shown; compare with the structure.',
    reference: 'TR-34 annex B',
  },
  tr34_truncated: {
    severity: 'error',
    template: 'The token is cut off: {0} bytes are here, {1} are declared. Copy it again, whole.',
    reference: 'X.690 8.1.3',
  },
  tr34_trailing: {
    severity: 'error',
    template: '{0} bytes follow the token. They are not part of it; remove them.',
    reference: 'X.690 8.1.3',
  },
  tr34_outer_length: {
    severity: 'error',
    template: 'The outer length says {0} bytes, but {1} are here and belong together: the length is wrong.',
    reference: 'X.690 8.1.3',
  },
  tr34_no_signer: {
    severity: 'error',
    template: 'Nobody signed this token, though a {0} has to be signed.',
    reference: 'TR-34 annex B',
  },
  tr34_many_signers: {
    severity: 'warning',
    template: 'This token has {0} signers, TR-34 has one; the first is shown.',
    reference: 'TR-34 annex B',
  },
  tr34_no_attributes: {
    severity: 'error',
    template: 'The signer signed no attributes: nothing makes this {0} fresh, and no header is bound to it.',
    reference: 'TR-34 annex B',
  },
  tr34_attributes_unexpected: {
    severity: 'warning',
    template: 'The unbind token of a higher authority carries signed attributes; the published one has none.',
    reference: b('13'),
  },
  tr34_content_only: {
    severity: 'info',
    template:
      'Only the content is signed, without attributes: whoever can have bytes signed can make such a token. That is how the published token is.',
    reference: `${b('13')}, draft-vangeest-lamps-cms-euf-cma-signeddata`,
  },
  tr34_not_fresh: {
    severity: 'error',
    template:
      'Neither a random number nor a signing time is signed: an old token could be sent again. Expected randomNonce or signingTime.',
    reference: keyToken,
  },
  tr34_fresh_twice: {
    severity: 'warning',
    template:
      'Both a random number and a signing time are signed; a key token has one of them. It is read as two-pass.',
    reference: keyToken,
  },
  tr34_nonce_missing: {
    severity: 'error',
    template: 'A {0} carries the random number of the KRD (randomNonce); it is missing.',
    reference: b('11, B.14'),
  },
  tr34_nonce_form: {
    severity: 'error',
    template: 'The random number has to be an OCTET STRING, found {0}.',
    reference: b('12'),
  },
  tr34_nonce_length: {
    severity: 'warning',
    template: 'The random number has {0} bytes. Known products take 8 to 16.',
    reference: b('12'),
  },
  tr34_signing_time: {
    severity: 'error',
    template: 'The signing time is no date that can be read.',
    reference: b('8'),
  },
  tr34_signing_time_missing: {
    severity: 'error',
    template: 'The signing time is missing.',
    reference: b('10'),
  },
  tr34_header_missing: {
    severity: 'error',
    template:
      'The key block header is not among the signed attributes (type id-data): what the key may be used for is not said.',
    reference: keyToken,
  },
  tr34_header_form: {
    severity: 'error',
    template: 'The key block header has to be an OCTET STRING of ASCII characters, found {0}.',
    reference: keyToken,
  },
  tr34_header_length: {
    severity: 'error',
    template: 'The key block header has {0} characters, it needs 16.',
    reference: keyToken,
  },
  tr34_attribute_order: {
    severity: 'warning',
    template:
      'The signed attributes are in the order {0}, which is neither that of the published tokens ({1}) nor DER. Receivers that walk a fixed template do not find them.',
    reference: keyToken,
  },
  tr34_attribute_unknown: {
    severity: 'info',
    template: 'The signed attribute {0} belongs to no TR-34 token.',
    reference: keyToken,
  },
  tr34_digest_algorithm: {
    severity: 'warning',
    template: 'The digest is made with {0}; TR-34 tokens use SHA-256.',
    reference: 'TR-34 annex B',
  },
  tr34_signature_algorithm: {
    severity: 'warning',
    template: 'The signature algorithm is {0}; TR-34 tokens are signed with RSA (PKCS#1 v1.5).',
    reference: 'TR-34 annex B',
  },
  tr34_content_missing: {
    severity: 'error',
    template: 'The signed content is not in the token.',
    reference: 'TR-34 annex B',
  },
  tr34_content_unreadable: {
    severity: 'error',
    template: 'The signed content is no {0}: {1}.',
    reference: 'TR-34 annex B',
  },
  tr34_content_trailing: {
    severity: 'warning',
    template: '{0} bytes stand behind the {1} in the signed content. They are signed, and nobody reads them.',
    reference: 'TR-34 annex B',
  },
  tr34_recipient_count: {
    severity: 'error',
    template: 'The envelope is for {0} recipients, a key token is for one KRD.',
    reference: keyToken,
  },
  tr34_recipient_kind: {
    severity: 'warning',
    template:
      'The recipient is reached by {0}. For this form no text of a standard or a vendor is known; TR-34 uses key transport with RSA.',
    reference: keyToken,
  },
  tr34_recipient_name: {
    severity: 'warning',
    template: 'The recipient is named by {0}; TR-34 names issuer and serial number.',
    reference: keyToken,
  },
  tr34_signer_name: {
    severity: 'warning',
    template: 'The signer is named by {0}; TR-34 names issuer and serial number.',
    reference: keyToken,
  },
  tr34_same_party: {
    severity: 'warning',
    template: 'Signer and recipient are the same certificate ({0}).',
    reference: keyToken,
  },
  tr34_key_encryption: {
    severity: 'warning',
    template: 'The ephemeral key is encrypted with {0}; TR-34 uses RSA-OAEP.',
    reference: keyToken,
  },
  tr34_oaep_hash: {
    severity: 'warning',
    template: 'The OAEP parameters name {0}; TR-34 uses SHA-256.',
    reference: keyToken,
  },
  tr34_oaep_mixed: {
    severity: 'warning',
    template:
      'The OAEP parameters name {0} for the label and {1} for the mask (MGF1). Few libraries open the mixed form.',
    reference: 'RFC 8017 7.1',
  },
  tr34_oaep_label: {
    severity: 'warning',
    template: 'The OAEP parameters carry a label of {0} bytes; TR-34 has an empty one.',
    reference: keyToken,
  },
  tr34_cipher: {
    severity: 'warning',
    template: 'The key block is encrypted with {0}; published tokens use des-EDE3-CBC or aes128-CBC.',
    reference: b('2.2.3'),
  },
  tr34_iv_length: {
    severity: 'warning',
    template:
      'The IV has {0} bytes, {1} needs {2}. One published AES token is so: it opens with zeros behind the IV.',
    reference: b('2.2.3'),
  },
  tr34_ciphertext_missing: {
    severity: 'error',
    template: 'The encrypted key block is not there, neither behind nor inside the algorithm.',
    reference: keyToken,
  },
  tr34_ciphertext_length: {
    severity: 'error',
    template: 'The encrypted key block has {0} bytes, which are no whole blocks of {1} ({2}).',
    reference: 'RFC 5652 6.3',
  },
  tr34_crl_misplaced: {
    severity: 'error',
    template:
      'The CRL stands behind the signers. OpenSSL refuses such a token, other libraries drop the CRL silently. A published sample (B.6) is so.',
    reference: b('6'),
  },
  tr34_crl_count: {
    severity: 'warning',
    template: 'There are {0} CRLs, TR-34 has one.',
    reference: 'TR-34 annex B',
  },
  tr34_certificates_inside: {
    severity: 'info',
    template:
      '{0} certificates are inside. The published tokens carry none: the KRD knows the KDH from the bind. AWS takes 2048 bytes in all.',
    reference: keyToken,
  },
  tr34_identifiers: {
    severity: 'error',
    template: '{0} certificates are named by issuer and serial number; a {1} names {2}.',
    reference: b('10, B.11, B.13, B.14'),
  },
  tr34_identifiers_wrapped: {
    severity: 'warning',
    template:
      'The two names are wrapped in one more SEQUENCE; the published tokens write them one after the other.',
    reference: b('13'),
  },
  tr34_rebind_certificate: {
    severity: 'error',
    template: 'A rebind token carries the certificate of the new host, here are {0}.',
    reference: b('10, B.11'),
  },
  tr34_credential_possible: {
    severity: 'info',
    template:
      'Any PKCS#7 with one certificate looks like this. By its form it can serve as {0}, which TR-34 uses to bind.',
    reference: b('6, B.7'),
  },
  tr34_certificate_role: {
    severity: 'info',
    template: 'By its key usage this certificate can serve as {0}.',
    reference: b('2.1'),
  },
  tr34_random_token: {
    severity: 'info',
    template: 'A random number token is an attribute by itself: no ContentInfo, and nobody signed it.',
    reference: b('12'),
  },
} as const satisfies Record<string, FindingText>;

export type Tr34FindingCode = keyof typeof tr34FindingTexts;

/** Makes one finding of the table above. */
export function tr34Finding(
  code: Tr34FindingCode,
  span: Span | undefined,
  ...args: readonly (string | number)[]
): Finding {
  return findingOf(code, tr34FindingTexts[code], span, args);
}
