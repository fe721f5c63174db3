import { counting, error, type FindingCode, findingTable, info, warning } from '../findings';

/**
 * What can be said about a clear key or its components. No template ever takes key bytes: lengths,
 * counts and names only. A released code keeps its meaning.
 */
export const keyMaterialFinding = findingTable('Keys and components', {
  des_key_repeated_parts: warning(
    'This TDES key is no stronger than {0} ({1} bits): {2}.',
    'NIST SP 800-67 rev. 2 section 3.3.1',
  ),
  des_key_weak: warning(
    'Part {0} of this key is a {1} DES key: encrypting twice can return the plaintext. Replace the key.',
    'NIST SP 800-67 rev. 2 section 3.3.2',
  ),
  des_parity_not_odd: info(
    '{0} of {1} bytes do not have odd parity. TDES ignores parity, but some HSMs reject such a key.',
    'FIPS 46-3',
  ),
  component_count: error('A key is combined from at least 2 components; found {0}.', 'ANSI X9.24-1'),
  component_lengths_differ: error(
    'All components must have the same length; component {0} has {1} bytes, component 1 has {2}.',
    'ANSI X9.24-1',
  ),
  component_empty: error('Component {0} is empty.', 'ANSI X9.24-1'),
  component_zero: warning(
    'Component {0} is all zeros: it adds nothing, so the holders of the other components know the key.',
    'ANSI X9.24-1',
  ),
  components_equal: warning(
    'Components {0} and {1} are the same and cancel each other out. Was one entered twice?',
    'ANSI X9.24-1',
  ),
  combined_key_zero: warning('The components cancel out to a key of zeros.', 'ANSI X9.24-1'),
  private_key_unreadable: warning(
    'The payload of an asymmetric key should be a DER private key, but {0}.',
    'RFC 8017 A.1.2, RFC 5915, RFC 5958',
  ),
  private_key_trailing: counting(
    warning('{0} bytes follow the private key.', 'RFC 8017 A.1.2, RFC 5915, RFC 5958'),
    '{0} byte follows the private key.',
  ),
  private_key_encrypted: warning(
    'The private key is itself encrypted (PKCS#8 with a passphrase), so its type is unknown.',
    'RFC 5958 section 3',
  ),
});

export type KeyMaterialCode = FindingCode<typeof keyMaterialFinding>;
