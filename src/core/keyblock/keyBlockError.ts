/** Findings that take a KBPK to make; the ones a reader makes without are in findingTexts.ts. */
import { error, type Finding, type FindingCode, findingTable, info, warning } from '../findings';

const x9 = 'X9.143:2021';

/** Lengths, names and check values only: no template ever takes bytes of a key. A released code keeps its meaning. */
export const keyFinding = findingTable('Key blocks with their KBPK', {
  payload_missing: error(
    'There is nothing to unwrap: encrypted key or MAC could not be made out.',
    `${x9} table 1`,
  ),
  kbpk_length_invalid: error('Version {0} needs a KBPK of {1} bytes, this one has {2}.', `${x9} clause 5`),
  kbpk_is_aes: info(
    'A KBPK of {0} bytes is an AES key, and key blocks under AES keys are version {1}: check the first character of the block, or whether this is its KBPK.',
    `${x9} clause 5`,
  ),
  mac_mismatch: error(
    'The MAC does not fit: this is not the KBPK that the block was made with, or the block was altered.',
    `${x9} clause 5`,
  ),
  mac_fits_longer_block: error(
    'The MAC fits the block of {1} characters that the {2} digits behind this one belong to: its maker wrote the length {0}. Other systems will cut it there. Ask for it again with the right length.',
    `${x9} table 1`,
  ),
  mac_fits_corrected_length: error(
    'The MAC fits once the {2} digits behind the block belong to it and the length field says {1}: the field was changed to {0} after the block was made. Write {1} there.',
    `${x9} table 1`,
  ),
  mac_over_lower_case: warning(
    'The MAC was made over the header as it stands, in lower case: its maker wrote it so. Other systems may refuse it; changed to upper case, the MAC no longer fits.',
    `${x9} clause 5`,
  ),
  mac_over_upper_case: warning(
    'The MAC was made over the header in upper case: the letters were changed on the way. Write the block in upper case before you send it on.',
    `${x9} clause 5`,
  ),
  kp_match: info(
    'Optional block KP fits this KBPK ({0}): the KBPK is the right one, so the block was altered after it was made.',
    `${x9} table 15`,
  ),
  kp_mismatch: warning(
    'Optional block KP names a KBPK with the check value {0}; this one has {1}. If the MAC does not fit either, it is not the KBPK that the sender used.',
    `${x9} table 15`,
  ),
  kc_mismatch: warning(
    'Optional block KC says that the key has the check value {0}; the key inside has {1}. Ask the sender which is right.',
    `${x9} table 15`,
  ),
  pk_differs: info(
    'Optional block PK names an export KBPK with the check value {0}; this KBPK has {1}. PK may name another one.',
    `${x9} table 15`,
  ),
  key_length_not_byte_multiple: error(
    'The decrypted length field says {0} bits, which are no whole bytes. MAC and KBPK are right: the sender made it so.',
    `${x9} clause 5`,
  ),
  key_length_exceeds_payload: error(
    'The decrypted length field says {0} bits, but {1} bytes follow it. MAC and KBPK are right: the sender made it so.',
    `${x9} clause 5`,
  ),
  key_length_illegal_for_algorithm: warning(
    'A key of algorithm {0} has {1}, this one has {2} bits.',
    `${x9} table 3`,
  ),
  key_stronger_than_kbpk: warning(
    'The key ({0}, {1} bits of security) is stronger than the KBPK ({2}, {3} bits) that protects it.',
    'NIST SP 800-57 part 1 table 2; PCI PIN annex C',
  ),
  kbpk_repeated_parts: warning(
    'The KBPK is no stronger than {0} ({1} bits): {2}.',
    'NIST SP 800-67 rev. 2 section 3.3.1',
  ),
  kbpk_weak_part: warning(
    'Part {0} of the KBPK is a {1} DES key, under which encrypting twice can give the plaintext back. Replace the KBPK.',
    'NIST SP 800-67 rev. 2 section 3.3.2',
  ),
  private_key_algorithm_differs: warning(
    'The header says algorithm {0}, the private key inside is {1}.',
    `${x9} table 3`,
  ),
  certificate_key_mismatch: warning(
    'The certificate in optional block CT is for another key ({0}) than the private key inside ({1}).',
    `${x9} table 10`,
  ),
  certificate_match_unknown: info(
    'Whether the certificate in optional block CT ({0}) fits the private key inside ({1}) cannot be told: the private key does not carry its public part.',
    `${x9} table 10`,
  ),
  block_too_long: error(
    'The block would have {0} characters; the length field holds 9999 at most.',
    `${x9} table 1`,
  ),
  key_too_long: error('The length field of the payload holds 65535 bits, the key has {0}.', `${x9} clause 5`),
  rewrap_not_exportable: warning(
    'The header says N, not exportable: this key may move to another KBPK only where the KBPK itself is renewed, never to another party.',
    `${x9} table 6`,
  ),
  rewrap_widens: error(
    'Rewrapping may only make a key stricter: {0} is not among {1}.',
    `${x9} tables 4 and 6`,
  ),
  too_many_optional_blocks: error('A header holds 99 optional blocks, found {0}.', `${x9} table 1`),
});

export type KeyFindingCode = FindingCode<typeof keyFinding>;

/** Which of the two reasons for a wrong MAC it is, told by optional block KP and by what the reader found. */
export type LikelyCause = 'wrong_kbpk' | 'block_altered' | 'unknown';

/**
 * Why a block cannot be verified, unwrapped or made. Its message and findings hold codes, lengths and
 * check values, never bytes of a key.
 */
export class KeyBlockError extends Error {
  override readonly name = 'KeyBlockError';
  /** Code of the first finding. */
  readonly code: string;

  constructor(
    /** The first one is the cause; later ones explain it. */
    readonly findings: readonly [Finding, ...Finding[]],
    /** Given where the MAC does not fit. */
    readonly likelyCause?: LikelyCause,
  ) {
    // What is suggested for a wrong length belongs to it; what is said beside a wrong MAC is of other things.
    const said = findings.slice(0, findings[0].code === 'kbpk_length_invalid' ? undefined : 1);
    super(said.map(({ message }) => message).join(' '));
    this.code = findings[0].code;
  }
}
