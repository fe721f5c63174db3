import { error, type FindingCode, findingTable, info, warning } from '../findings';

/** Every finding on CMS structures and their signatures: severity, English template, source. */
export const cmsFinding = findingTable('CMS', {
  cms_structure: error('This is not CMS: {0}.', 'RFC 5652 3'),
  cms_content_structure: error('The {0} is not complete: {1}.', 'RFC 5652'),
  cms_bare: info('This is a bare {0}, without the ContentInfo that identifies it.', 'RFC 5652 3'),
  cms_type_unknown: info('The content type {0} is not known; its structure is shown.', 'RFC 5652 3'),
  cms_order: error(
    'The {0} come before the {1}. Strict parsers reject this or silently drop the {1}.',
    'RFC 5652 5.1',
  ),
  cms_version: info('The {0} has version {1}; by its content {2} is expected.', 'RFC 5652 5.1, 5.3, 6.1'),
  cms_degenerate: info('Unsigned: contains only certificates and CRLs.', 'RFC 5652 5.2'),
  cms_certificate_expired: error('The certificate of "{0}" in it expired on {1}.', 'RFC 5280 4.1.2.5'),
  cms_certificate_early: error('The certificate of "{0}" in it is not valid before {1}.', 'RFC 5280 4.1.2.5'),
  cms_digest_not_listed: warning(
    'The signer uses {0}, which digestAlgorithms does not list; software that reads in one pass may not verify it.',
    'RFC 5652 5.1',
  ),
  cms_weak_digest: warning('The signer uses {0}, which is broken.', 'NIST SP 800-131A'),
  cms_attributes_order: warning(
    'The signed attributes are not in DER order. Verifiers that sort them first (BouncyCastle) reject a signature over the order as sent, and vice versa.',
    'RFC 5652 5.3, X.690 11.6',
  ),
  cms_attributes_not_der: warning(
    'The signed attributes are not in DER (indefinite length); the signature is over their DER form.',
    'RFC 5652 5.3',
  ),
  cms_attribute_missing: error('The signed attributes lack {0}.', 'RFC 5652 5.3'),
  cms_attribute_duplicate: error('The attribute {0} appears twice.', 'RFC 5652 5.3'),
  cms_attribute_values: error('The attribute {0} has {1} values instead of one.', 'RFC 5652 11'),
  cms_content_type_differs: error(
    'The signed content type ({0}) does not match the type of the content ({1}).',
    'RFC 5652 11.1',
  ),
  cms_no_signed_attributes: warning(
    'Only the content is signed (no signed attributes), but signed attributes are required for its type, {0}.',
    'RFC 5652 5.3',
  ),
  cms_content_not_octets: warning(
    'The content is {0}, not an OCTET STRING, as in PKCS#7 1.5. It is digested without tag and length.',
    'RFC 5652 5.2.1',
  ),
  cms_content_in_algorithm: warning(
    'The encrypted content is inside the algorithm identifier instead of after it: CMS readers do not find it.',
    'RFC 5652 6.1',
  ),
  cms_iv_length: warning('The IV has {0} bytes; {1} needs {2}.', 'RFC 3370 5, RFC 3565 4.1'),
  cms_ciphertext_length: error(
    'The encrypted content has {0} bytes, which is not a multiple of the block length {1} of {2}.',
    'RFC 5652 6.3',
  ),
  cms_oaep_untagged: warning(
    'The RSA-OAEP parameters are written without their tags; strict readers do not accept them, or fall back to SHA-1.',
    'RFC 8017 A.2.1',
  ),
  cms_signer_missing: warning(
    'The certificate of the signer {0} is not available; the signature was not checked.',
    'RFC 5652 5.3',
  ),
  cms_no_content: info('The signed content is not included (detached signature).', 'RFC 5652 5.2'),
  cms_digest_differs: error(
    'The content was changed: its {0} is {1}, the signed one is {2}.',
    'RFC 5652 5.4, 5.6',
  ),
  cms_digest_unchecked: warning('The digest cannot be checked: {0}.', 'RFC 5652 5.6'),
  cms_signature_invalid: error('The signature does not verify with the key of "{0}".', 'RFC 5652 5.6'),
  cms_signature_unchecked: warning('The signature by "{0}" cannot be checked: {1}.'),
  cms_signature_order: warning(
    'The signature verifies over the signed attributes {0}, not {1}.',
    'RFC 5652 5.3',
  ),
});

export type CmsFindingCode = FindingCode<typeof cmsFinding>;
