import { findingOf, type Finding, type FindingTemplate, type Span } from '../findings';

/** Every finding on certificates, CRLs, requests and chains: severity, English template, source. */
export const x509FindingTexts = {
  x509_structure: {
    severity: 'error',
    template: 'This is not a {0}: {1}.',
    reference: 'RFC 5280 4.1',
  },
  x509_trailing_data: {
    severity: 'error',
    template: '{0} bytes stand inside the {1} after its last field.',
    reference: 'RFC 5280 4.1',
  },
  x509_version: {
    severity: 'warning',
    template: 'Version {0} does not go with {1}.',
    reference: 'RFC 5280 4.1.2.1',
  },
  x509_serial_missing: {
    severity: 'error',
    template: 'There is no serial number.',
    reference: 'RFC 5280 4.1.2.2',
  },
  x509_serial_negative: {
    severity: 'warning',
    template:
      'The serial number is negative; tools print it differently ({0} or {1}). It has to be positive.',
    reference: 'RFC 5280 4.1.2.2',
  },
  x509_serial_zero: {
    severity: 'warning',
    template: 'The serial number is zero; it has to be positive.',
    reference: 'RFC 5280 4.1.2.2',
  },
  x509_serial_long: {
    severity: 'warning',
    template: 'The serial number takes {0} octets; 20 is the most allowed.',
    reference: 'RFC 5280 4.1.2.2',
  },
  x509_algorithm_mismatch: {
    severity: 'error',
    template: 'The signature algorithm outside ({0}) differs from the signed one inside ({1}).',
    reference: 'RFC 5280 4.1.1.2',
  },
  x509_algorithm_unknown: {
    severity: 'warning',
    template: 'The signature algorithm {0} is not known.',
    reference: 'RFC 5280 4.1.1.2',
  },
  x509_weak_hash: {
    severity: 'warning',
    template: 'It is signed with {0}, which is broken. Ask the issuer for one signed with SHA-256 or better.',
    reference: 'NIST SP 800-131A',
  },
  x509_weak_key: {
    severity: 'warning',
    template: 'The key {0} is weak; {1} is the least in use today.',
    reference: 'NIST SP 800-131A',
  },
  x509_rsa_exponent: {
    severity: 'error',
    template: 'The RSA exponent {0} cannot be used.',
    reference: 'RFC 8017 3.1',
  },
  x509_key_unreadable: {
    severity: 'error',
    template: 'The public key could not be read: {0}.',
    reference: 'RFC 5280 4.1.2.7',
  },
  x509_issuer_empty: {
    severity: 'error',
    template: 'The issuer name is empty.',
    reference: 'RFC 5280 4.1.2.4',
  },
  x509_subject_empty: {
    severity: 'warning',
    template: 'The subject name is empty, and there is no critical subjectAltName instead.',
    reference: 'RFC 5280 4.1.2.6',
  },
  x509_name_encoding: {
    severity: 'info',
    template:
      '{0} of the {1} is a {2}, a string type of old; names are compared byte by byte, so a copy in UTF8String is another name.',
    reference: 'RFC 5280 4.1.2.4',
  },
  x509_country_length: {
    severity: 'warning',
    template: 'The country "{0}" is not two letters.',
    reference: 'X.520 6.3.1',
  },
  x509_validity_missing: {
    severity: 'error',
    template: 'The {0} date is missing or not a date.',
    reference: 'RFC 5280 4.1.2.5',
  },
  x509_validity_order: {
    severity: 'error',
    template: 'It ends ({0}) before it begins ({1}).',
    reference: 'RFC 5280 4.1.2.5',
  },
  x509_time_type: {
    severity: 'warning',
    template: 'The {0} date is a {1}; dates through 2049 are UTCTime, later ones GeneralizedTime.',
    reference: 'RFC 5280 4.1.2.5',
  },
  x509_expired: { severity: 'error', template: 'It expired on {0}.', reference: 'RFC 5280 4.1.2.5' },
  x509_not_yet_valid: {
    severity: 'error',
    template: 'It is not valid before {0}.',
    reference: 'RFC 5280 4.1.2.5',
  },
  x509_extensions_empty: {
    severity: 'error',
    template: 'The list of extensions is there, but empty.',
    reference: 'RFC 5280 4.1.2.9',
  },
  x509_extension_duplicate: {
    severity: 'error',
    template: 'The extension {0} is there twice. OpenSSL and Java refuse such a certificate.',
    reference: 'RFC 5280 4.2',
  },
  x509_extension_broken: {
    severity: 'error',
    template: 'The extension {0} is not what its type says: {1}.',
    reference: 'RFC 5280 4.2',
  },
  x509_extension_unknown_critical: {
    severity: 'warning',
    template:
      'The extension {0} is critical and not known here; software that does not know it has to refuse.',
    reference: 'RFC 5280 4.2',
  },
  x509_path_length: {
    severity: 'error',
    template: 'The path length {0} is not possible{1}.',
    reference: 'RFC 5280 4.2.1.9',
  },
  x509_ca_key_usage: {
    severity: 'warning',
    template: 'It is a CA, but its keyUsage lacks keyCertSign.',
    reference: 'RFC 5280 4.2.1.3',
  },
  x509_cert_sign_without_ca: {
    severity: 'warning',
    template: 'Its keyUsage has keyCertSign, but it is no CA.',
    reference: 'RFC 5280 4.2.1.9',
  },
  x509_key_usage_empty: {
    severity: 'error',
    template: 'keyUsage has no bit set.',
    reference: 'RFC 5280 4.2.1.3',
  },
  x509_basic_constraints_not_critical: {
    severity: 'warning',
    template: 'basicConstraints of a CA has to be critical.',
    reference: 'RFC 5280 4.2.1.9',
  },
  x509_ski_missing: {
    severity: 'info',
    template: 'A CA should have a subjectKeyIdentifier.',
    reference: 'RFC 5280 4.2.1.2',
  },
  x509_crl_stale: {
    severity: 'warning',
    template: 'The CRL should have been renewed by {0}.',
    reference: 'RFC 5280 5.1.2.5',
  },
  x509_crl_cut: { severity: 'info', template: 'The CRL lists {0} certificates; {1} are shown here.' },
  x509_request_signature: {
    severity: 'error',
    template: 'The request is not signed with its own key.',
    reference: 'RFC 2986 4.2',
  },
  chain_missing_issuer: {
    severity: 'warning',
    template: 'The issuer of "{0}" is not here: add the certificate of "{1}".',
    reference: 'RFC 5280 6.1',
  },
  chain_name_bytes: {
    severity: 'warning',
    template:
      'A certificate here reads like the issuer of "{0}" ("{1}"), but its name is other bytes (string type or spelling). Names have to be equal byte for byte.',
    reference: 'RFC 5280 7.1',
  },
  chain_signature_invalid: {
    severity: 'error',
    template: 'The signature on "{0}" does not verify with the key of "{1}".',
    reference: 'RFC 5280 6.1.3 a',
  },
  chain_signature_unchecked: {
    severity: 'warning',
    template: 'The signature on "{0}" by "{1}" cannot be checked: {2}.',
  },
  chain_key_ids_differ: {
    severity: 'warning',
    template: 'The authorityKeyIdentifier of "{0}" names another key than that of "{1}".',
    reference: 'RFC 5280 4.2.1.1',
  },
  chain_issuer_no_ca: {
    severity: 'error',
    template: '"{0}" issued a certificate, but its basicConstraints do not make it a CA.',
    reference: 'RFC 5280 6.1.4 k',
  },
  chain_issuer_version_1: {
    severity: 'warning',
    template: '"{0}" issued a certificate; it is of an old version that cannot say whether it is a CA.',
    reference: 'RFC 5280 6.1.4 k',
  },
  chain_issuer_key_usage: {
    severity: 'error',
    template: '"{0}" issued a certificate, but its keyUsage lacks keyCertSign.',
    reference: 'RFC 5280 6.1.4 n',
  },
  chain_path_length: {
    severity: 'error',
    template: '"{0}" allows {1} CA certificates below it; there are {2}.',
    reference: 'RFC 5280 6.1.4 m',
  },
  chain_name_constraints: {
    severity: 'info',
    template: '"{0}" restricts the names of what it issues; this is shown, not checked here.',
    reference: 'RFC 5280 4.2.1.10',
  },
} as const satisfies Record<string, FindingTemplate>;

export type X509FindingCode = keyof typeof x509FindingTexts;

/** Makes one finding of the table above. */
export function x509Finding(
  code: X509FindingCode,
  span: Span | undefined,
  ...args: readonly (string | number)[]
): Finding {
  return findingOf(code, x509FindingTexts[code], span, args);
}
