import { type FindingCode, findingTable, warning } from '../findings';

/** What is to be said of a PEM block, or another encoding, as such. A released code keeps its meaning. */
export const pemFinding = findingTable('PEM and other encodings', {
  pem_broken: warning('This block is broken: {0}.', 'RFC 7468'),
  encoding_unclean: warning('The encoding is not clean: {0}.', 'RFC 4648'),
  pem_content: warning('The content of this block is not a complete structure.', 'RFC 7468'),
  private_key_not_encrypted: warning(
    'Private key not encrypted: everyone who can read this text has the key. Encrypt it with a password, or replace it if others could read it.',
    'RFC 5958 section 3',
  ),
});

export type PemFindingCode = FindingCode<typeof pemFinding>;
