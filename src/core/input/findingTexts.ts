import { type FindingCode, findingTable, info, warning } from '../findings';

/** What is to be said of a PEM block, or another encoding, as such. A released code keeps its meaning. */
export const pemFinding = findingTable('PEM and other encodings', {
  pem_broken: warning('This block is broken: {0}.', 'RFC 7468'),
  encoding_unclean: warning('The encoding has problems: {0}.', 'RFC 4648'),
  pem_content: warning('The content of this block is not a complete structure.', 'RFC 7468'),
  pem_label: warning(
    'This is {0} with the label {1}; the label should be {2}. Programs that rely on the label reject it.',
    'RFC 7468',
  ),
  pem_label_no_key: warning(
    'This is {0} with the label {1}: there is no private key in it. Look for the key in another file. The label should be {2}.',
    'RFC 7468',
  ),
  pem_label_pkcs12: warning(
    'This is a PKCS #12 key store with the label {0}. PKCS #12 is not stored as PEM: decode the base64 into a .p12 file and open it with its passphrase.',
    'RFC 7292',
  ),
  pem_label_other: warning(
    'This is {0} with the label {1}. Ask the sender for the material that the label names.',
    'RFC 7468',
  ),
  private_key_not_encrypted: warning(
    'Private key not encrypted: everyone who can read this text has the key. Encrypt it with a passphrase, or replace it if others could read it.',
    'RFC 5958 section 3',
  ),
});

export type PemFindingCode = FindingCode<typeof pemFinding>;

/** Formats and structures in which a key is looked for, and is not, or not as it is needed: what they are, and the next step. */
export const formatFinding = findingTable('Other formats', {
  format_openpgp: info(
    'This is {0} in OpenPGP format, not ASN.1. GnuPG can read it (gpg --list-packets). Ask the sender for an X.509 certificate, or a key in PEM.',
    'RFC 9580 section 6.2',
  ),
  format_openssh: info(
    'This is a private key of OpenSSH ({0}, {1}), not PKCS #8. Convert a copy of the file: ssh-keygen -p -m PKCS8 -f <file>',
    'OpenSSH PROTOCOL.key',
  ),
  format_ssh_public: info(
    'This is an SSH public key ({0}). Convert it to PEM: ssh-keygen -e -m PKCS8 -f <file>',
    'RFC 4253 section 6.6; RFC 4716',
  ),
  format_putty: info(
    'This is a private key of PuTTY ({0}, {1}). Convert it: puttygen <file> -O private-openssh -o <new file>, then ssh-keygen -p -m PKCS8 -f <new file>',
    'PuTTY manual appendix C',
  ),
  format_jwk: info(
    'This is a JSON Web Key ({0}). Ask the sender for the key in PEM (BEGIN PUBLIC KEY), or for its certificate.',
    'RFC 7517',
  ),
  format_jwk_secret: warning(
    'This is a JSON Web Key ({0}) that is not encrypted: everyone who can read this text has the key. Replace it if others could read it.',
    'RFC 7517 section 9.2',
  ),
  format_pkcs12: info(
    'This is a PKCS #12 key store: certificates and private keys in it can be shown with its passphrase.',
    'RFC 7292',
  ),
  format_attribute_certificate: info(
    "This is an attribute certificate: it assigns roles to the holder of a certificate and has no public key. Ask for the holder's certificate.",
    'RFC 5755',
  ),
  format_parameters: info(
    'These are {0} parameters, which many keys may share: there is no key in them.',
    'PKCS #3; RFC 3279 section 2.3',
  ),
  format_signature: info(
    'These are the numbers r and s of an ECDSA or DSA signature: there is no key and no signed text in it.',
    'RFC 3279 section 2.2',
  ),
  format_other: info('This is {0}, not ASN.1. Ask the sender for a certificate or a key in PEM.', 'RFC 7468'),
});

export type FormatFindingCode = FindingCode<typeof formatFinding>;
