import { findingOf, type Finding, type FindingTemplate, type Span } from '../findings';

/** Every finding on CMS structures and their signatures: severity, English template, source. */
export const cmsFindingTexts = {
  cms_structure: { severity: 'error', template: 'This is not CMS: {0}.', reference: 'RFC 5652 3' },
  cms_content_structure: {
    severity: 'error',
    template: 'The {0} is not complete: {1}.',
    reference: 'RFC 5652',
  },
  cms_bare: {
    severity: 'info',
    template: 'This is a {0} by itself, without the ContentInfo that names it.',
    reference: 'RFC 5652 3',
  },
  cms_type_unknown: {
    severity: 'info',
    template: 'The content type {0} is not known; its structure is shown.',
    reference: 'RFC 5652 3',
  },
  cms_order: {
    severity: 'error',
    template: 'The {0} stand before the {1}. Strict parsers refuse this or drop the {1} silently.',
    reference: 'RFC 5652 5.1',
  },
  cms_version: {
    severity: 'info',
    template: 'The {0} has version {1}; by its content {2} is expected.',
    reference: 'RFC 5652 5.1, 5.3, 6.1',
  },
  cms_degenerate: {
    severity: 'info',
    template: 'Nobody signed this: it only carries certificates and CRLs.',
    reference: 'RFC 5652 5.2',
  },
  cms_digest_not_listed: {
    severity: 'warning',
    template:
      'The signer uses {0}, which digestAlgorithms does not list; software that reads in one pass may not verify it.',
    reference: 'RFC 5652 5.1',
  },
  cms_weak_digest: {
    severity: 'warning',
    template: 'The signer uses {0}, which is broken.',
    reference: 'NIST SP 800-131A',
  },
  cms_attributes_order: {
    severity: 'warning',
    template:
      'The signed attributes are not in DER order. Verifiers that sort them first (BouncyCastle) reject the signature if it was made over the order as sent, and the other way round.',
    reference: 'RFC 5652 5.3, X.690 11.6',
  },
  cms_attributes_not_der: {
    severity: 'warning',
    template:
      'The signed attributes are not in DER (indefinite length); the signature is over their DER form.',
    reference: 'RFC 5652 5.3',
  },
  cms_attribute_missing: {
    severity: 'error',
    template: 'The signed attributes lack {0}.',
    reference: 'RFC 5652 5.3',
  },
  cms_attribute_duplicate: {
    severity: 'error',
    template: 'The attribute {0} is there twice.',
    reference: 'RFC 5652 5.3',
  },
  cms_attribute_values: {
    severity: 'error',
    template: 'The attribute {0} has {1} values instead of one.',
    reference: 'RFC 5652 11',
  },
  cms_content_type_differs: {
    severity: 'error',
    template: 'The signed content type ({0}) is not the type of the content ({1}).',
    reference: 'RFC 5652 11.1',
  },
  cms_no_signed_attributes: {
    severity: 'warning',
    template:
      'Nothing but the content is signed (no signed attributes), though its type is {0}: they are required then.',
    reference: 'RFC 5652 5.3',
  },
  cms_content_not_octets: {
    severity: 'warning',
    template:
      'The content is {0}, not an OCTET STRING, as PKCS#7 1.5 wrote it. It is digested without tag and length.',
    reference: 'RFC 5652 5.2.1',
  },
  cms_content_in_algorithm: {
    severity: 'warning',
    template:
      'The encrypted content stands inside the algorithm identifier, not behind it: readers of CMS do not find it.',
    reference: 'RFC 5652 6.1',
  },
  cms_iv_length: {
    severity: 'warning',
    template: 'The IV has {0} bytes; {1} needs {2}.',
    reference: 'RFC 3370 5, RFC 3565 4.1',
  },
  cms_ciphertext_length: {
    severity: 'error',
    template: 'The encrypted content has {0} bytes, which is no multiple of the block length {1} of {2}.',
    reference: 'RFC 5652 6.3',
  },
  cms_oaep_untagged: {
    severity: 'warning',
    template:
      'The RSA-OAEP parameters are written without their tags; strict readers do not accept them, or fall back to SHA-1.',
    reference: 'RFC 8017 A.2.1',
  },
  cms_signer_missing: {
    severity: 'warning',
    template: 'The certificate of the signer {0} is not here; the signature was not checked.',
    reference: 'RFC 5652 5.3',
  },
  cms_no_content: {
    severity: 'info',
    template: 'The signed content is not in here (detached signature).',
    reference: 'RFC 5652 5.2',
  },
  cms_digest_differs: {
    severity: 'error',
    template: 'The content was changed: its {0} is {1}, the signed one is {2}.',
    reference: 'RFC 5652 5.4, 5.6',
  },
  cms_digest_unchecked: {
    severity: 'warning',
    template: 'The digest cannot be checked: {0}.',
    reference: 'RFC 5652 5.6',
  },
  cms_signature_invalid: {
    severity: 'error',
    template: 'The signature does not verify with the key of "{0}".',
    reference: 'RFC 5652 5.6',
  },
  cms_signature_unchecked: {
    severity: 'warning',
    template: 'The signature by "{0}" cannot be checked: {1}.',
  },
  cms_signature_order: {
    severity: 'warning',
    template: 'The signature verifies over the signed attributes {0}, not {1}.',
    reference: 'RFC 5652 5.3',
  },
} as const satisfies Record<string, FindingTemplate>;

export type CmsFindingCode = keyof typeof cmsFindingTexts;

/** Makes one finding of the table above. */
export function cmsFinding(
  code: CmsFindingCode,
  span: Span | undefined,
  ...args: readonly (string | number)[]
): Finding {
  return findingOf(code, cmsFindingTexts[code], span, args);
}
