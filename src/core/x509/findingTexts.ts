import { counting, error, type FindingCode, findingTable, info, warning } from '../findings';

/** Every finding on certificates, CRLs, requests and chains: severity, English template, source. */
export const x509Finding = findingTable('Certificates, CRLs, requests and chains', {
  x509_structure: error('This is not a {0}: {1}.', 'RFC 5280 4.1'),
  x509_trailing_data: counting(
    error('{0} extra bytes inside the {1} after its last field.', 'RFC 5280 4.1'),
    '{0} extra byte inside the {1} after its last field.',
  ),
  x509_version: warning(
    'Version {0} is not compatible with extensions, which came with {1}.',
    'RFC 5280 4.1.2.1',
  ),
  x509_version_unknown: warning(
    'Version {0} is not compatible with X.509, which ends at 3.',
    'RFC 5280 4.1.2.1',
  ),
  x509_serial_missing: error('There is no serial number.', 'RFC 5280 4.1.2.2'),
  x509_serial_negative: warning(
    'The serial number is negative; tools print it differently ({0} or {1}). It must be positive.',
    'RFC 5280 4.1.2.2',
  ),
  x509_serial_zero: warning('The serial number is zero; it must be positive.', 'RFC 5280 4.1.2.2'),
  x509_serial_long: warning('The serial number has {0} bytes; at most 20 are allowed.', 'RFC 5280 4.1.2.2'),
  x509_algorithm_mismatch: error(
    'The signature algorithm outside ({0}) differs from the signed one inside ({1}).',
    'RFC 5280 4.1.1.2',
  ),
  x509_algorithm_unknown: warning('The signature algorithm {0} is not known.', 'RFC 5280 4.1.1.2'),
  x509_weak_hash: warning(
    'It is signed with {0}, which is broken. Ask the issuer for one signed with SHA-256 or better.',
    'NIST SP 800-131A',
  ),
  x509_weak_key: warning('The key {0} is weak; {1} is the minimum in use today.', 'NIST SP 800-131A'),
  x509_modulus_negative: error(
    'The RSA modulus is encoded as a negative number: its leading 00 is missing. Read as unsigned, as OpenSSL does, it has {0} bits; other programs reject the key. Ask the issuer for a new certificate.',
    'X.690 8.3.3; RFC 8017 A.1.1',
  ),
  x509_rsa_exponent: error('The RSA exponent {0} cannot be used.', 'RFC 8017 3.1'),
  x509_key_unreadable: error('The public key could not be read: {0}.', 'RFC 5280 4.1.2.7'),
  x509_issuer_empty: error('The issuer name is empty.', 'RFC 5280 4.1.2.4'),
  x509_subject_empty: warning(
    'The subject name is empty, but there is no critical subjectAltName.',
    'RFC 5280 4.1.2.6',
  ),
  x509_name_encoding: info(
    '{0} of the {1} is a {2}, an obsolete string type. Names are compared byte by byte, so the same text as UTF8String is a different name.',
    'RFC 5280 4.1.2.4',
  ),
  x509_country_length: warning('The country "{0}" is not two letters.', 'X.520 6.3.1'),
  x509_validity_missing: error('The {0} date is missing or not a date.', 'RFC 5280 4.1.2.5'),
  x509_validity_order: error('It ends ({0}) before it begins ({1}).', 'RFC 5280 4.1.2.5'),
  x509_time_type: warning(
    'The {0} date is a {1}; dates through 2049 must be UTCTime, later dates GeneralizedTime.',
    'RFC 5280 4.1.2.5',
  ),
  x509_expired: error('It expired on {0}.', 'RFC 5280 4.1.2.5'),
  x509_revoked: error('A CRL in this file lists it as revoked since {0}.', 'RFC 5280 5.3'),
  x509_listed_revoked: warning(
    'A CRL in this file lists it as revoked since {0}; the signature on that CRL was not verified.',
    'RFC 5280 5.3',
  ),
  x509_not_yet_valid: error('It is not valid before {0}.', 'RFC 5280 4.1.2.5'),
  x509_extensions_empty: error('The list of extensions is present but empty.', 'RFC 5280 4.1.2.9'),
  x509_extension_duplicate: error(
    'The extension {0} appears twice. OpenSSL and Java reject such a certificate.',
    'RFC 5280 4.2',
  ),
  x509_extension_broken: error('The extension {0} does not match its type: {1}.', 'RFC 5280 4.2'),
  x509_extension_cut: info('The extension {0} has more than {1} parts; the others are in the structure.'),
  x509_extension_unknown_critical: warning(
    'The extension {0} is critical and unknown to this tool. Software that does not know it must reject the certificate.',
    'RFC 5280 4.2',
  ),
  x509_path_length: error('The path length {0} is not possible{1}.', 'RFC 5280 4.2.1.9'),
  x509_ca_key_usage: warning('It is a CA, but its keyUsage lacks keyCertSign.', 'RFC 5280 4.2.1.3'),
  x509_cert_sign_without_ca: warning('Its keyUsage has keyCertSign, but it is not a CA.', 'RFC 5280 4.2.1.9'),
  x509_key_usage_empty: error('keyUsage has no bit set.', 'RFC 5280 4.2.1.3'),
  x509_basic_constraints_not_critical: warning(
    'basicConstraints of a CA must be critical.',
    'RFC 5280 4.2.1.9',
  ),
  x509_ski_missing: info('A CA should have a subjectKeyIdentifier.', 'RFC 5280 4.2.1.2'),
  x509_crl_serial: counting(
    warning(
      "Entry {0} of the CRL has the serial number {1}; it must be positive. It revokes a certificate only if that certificate's serial number is encoded the same way. There are {2} such entries.",
      'RFC 5280 4.1.2.2',
    ),
    "Entry {0} of the CRL has the serial number {1}; it must be positive. It revokes a certificate only if that certificate's serial number is encoded the same way.",
    2,
  ),
  x509_crl_delta: info(
    'This is a delta CRL: it lists only changes since CRL number {0}. Use it together with that CRL to check whether a certificate is revoked.',
    'RFC 5280 5.2.4',
  ),
  x509_crl_indirect: info(
    'This is an indirect CRL: its entries may be certificates of other issuers, each named at its entry.',
    'RFC 5280 5.2.5',
  ),
  x509_crl_scope: info('This CRL covers only some of the certificates: {0}.', 'RFC 5280 5.2.5'),
  x509_crl_stale: warning('The CRL should have been renewed by {0}.', 'RFC 5280 5.1.2.5'),
  x509_crl_cut: info('The CRL lists {0} certificates; {1} are shown here.'),
  x509_request_signature: error('The request is not signed with its own key.', 'RFC 2986 4.2'),
  chain_missing_issuer: warning(
    'The issuer of "{0}" is missing. Add the certificate of "{1}".',
    'RFC 5280 6.1',
  ),
  chain_name_bytes: warning(
    'A certificate here looks like the issuer of "{0}" ("{1}"), but its name is encoded differently (string type or spelling). Names must match byte for byte.',
    'RFC 5280 7.1',
  ),
  chain_signature_invalid: error(
    'The signature on "{0}" does not verify with the key of "{1}".',
    'RFC 5280 6.1.3 a',
  ),
  chain_signature_unchecked: warning('The signature on "{0}" by "{1}" cannot be checked: {2}.'),
  chain_key_ids_differ: warning(
    'The authorityKeyIdentifier of "{0}" refers to another key than the one of "{1}".',
    'RFC 5280 4.2.1.1',
  ),
  chain_issuer_no_ca: error(
    '"{0}" issued a certificate, but its basicConstraints do not make it a CA.',
    'RFC 5280 6.1.4 k',
  ),
  chain_issuer_version_1: warning(
    '"{0}" issued a certificate, but its version is too old to mark it as a CA.',
    'RFC 5280 6.1.4 k',
  ),
  chain_issuer_key_usage: error(
    '"{0}" issued a certificate, but its keyUsage lacks keyCertSign.',
    'RFC 5280 6.1.4 n',
  ),
  chain_path_length: error('"{0}" allows {1} CA certificates below it; there are {2}.', 'RFC 5280 6.1.4 m'),
  chain_name_constraints: info(
    '"{0}" has name constraints. They are shown but not checked here.',
    'RFC 5280 4.2.1.10',
  ),
});

export type X509FindingCode = FindingCode<typeof x509Finding>;
