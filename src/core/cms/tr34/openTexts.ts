import { error, type FindingCode, findingTable, warning } from '../../findings';

const envelope = 'TR-34 annex B.2.2';

/** What opening a key token can say. No template ever takes bytes of a key. A released code keeps its meaning. */
export const tr34OpenFinding = findingTable('TR-34 tokens', {
  tr34_open_nothing: error('There is nothing to open: {0}.', envelope),
  tr34_open_key: error('The private key cannot be used: {0}.', 'RFC 8017 A.1.2'),
  tr34_open_key_size: error(
    'Wrong key: the ephemeral key was encrypted for an RSA key of {0} bits, this one has {1}.',
    'RFC 8017 7.1',
  ),
  tr34_open_wrong_key: error(
    'Wrong key: the token is for "{0}", and this private key does not belong to that certificate.',
    envelope,
  ),
  tr34_open_damaged: error(
    'This is the private key of "{0}", the token\'s recipient, but it cannot decrypt the ephemeral key. The encrypted ephemeral key was changed, or encrypted for another key under the same name.',
    'RFC 8017 7.1.2',
  ),
  tr34_open_cannot_tell: error(
    'The encrypted ephemeral key cannot be decrypted: wrong private key, or a damaged token. To find out which, load the certificate of the recipient, {0}.',
    'RFC 8017 7.1.2',
  ),
  tr34_open_label: error(
    "The ephemeral key is padded with OAEP ({0}), but with a label that is not empty; the key is right, the sender's label is not.",
    'RFC 8017 7.1.2',
  ),
  tr34_open_separator: error(
    "The OAEP padding starts correctly ({0}) but then becomes invalid: the key is right, but the sender's padding is wrong.",
    'RFC 8017 7.1.2',
  ),
  tr34_open_form: warning(
    'The ephemeral key decrypts with OAEP {0}, but the parameters name {1}. Few libraries accept this. The published samples have the same mixed form.',
    'RFC 8017 7.1',
  ),
  tr34_open_pkcs1: warning(
    'The ephemeral key is padded with PKCS#1 v1.5, not with OAEP as TR-34 requires.',
    'RFC 8017 7.2',
  ),
  tr34_open_ephemeral: error('The ephemeral key has {0} bytes; {1} needs {2}.', envelope),
  tr34_open_cipher: error('The key block is encrypted with {0}, which is not opened here.', envelope),
  tr34_open_iv: warning(
    'The IV is too short; the key block opened with zeros after it, as a published AES token does.',
    envelope,
  ),
  tr34_open_content: error(
    'The ephemeral key was decrypted, but the content under it is not a key block ({0}): ciphertext or IV was changed.',
    envelope,
  ),
  tr34_open_padding: warning(
    'The padding after the key block is {0}; PKCS#7 padding is expected. Strict receivers reject it.',
    'RFC 5652 6.3',
  ),
  tr34_open_version: warning(
    'The key block has version {0}; published key blocks have 1 or 0.',
    'TR-34 annex D',
  ),
  tr34_open_weak_ephemeral: warning(
    'The key ({0}, {1} bits of security) is stronger than the {2} key that encrypts it ({3} bits).',
    'NIST SP 800-57 part 1 table 2; PCI PIN annex C',
  ),
});

export type Tr34OpenCode = FindingCode<typeof tr34OpenFinding>;
