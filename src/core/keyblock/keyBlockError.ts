/** Findings that take a KBPK to make; the ones a reader makes without are in findingTexts.ts. */
import { error, type Finding, type FindingCode, findingTable, info, warning } from '../findings';

const x9 = 'X9.143:2021';

/** Lengths, names and check values only: no template ever takes bytes of a key. A released code keeps its meaning. */
export const keyFinding = findingTable('Key blocks with their KBPK', {
  payload_missing: error(
    'Nothing to unwrap: the encrypted key or the MAC could not be identified.',
    `${x9} table 1`,
  ),
  kbpk_length_invalid: error('Version {0} needs a KBPK of {1} bytes, this one has {2}.', `${x9} clause 5`),
  kbpk_is_aes: info(
    'A KBPK of {0} bytes is an AES key, and key blocks under AES keys are version {1}. Check the first character of the block, or whether this is the right KBPK.',
    `${x9} clause 5`,
  ),
  mac_mismatch: error('MAC check failed: wrong KBPK, or the block was altered.', `${x9} clause 5`),
  mac_fits_longer_block: error(
    'The MAC verifies for {1} characters, including the {2} digits after the block: the sender wrote the wrong length {0}. Other systems will cut the block there. Ask the sender for the block with the right length.',
    `${x9} table 1`,
  ),
  mac_fits_corrected_length: error(
    'The MAC verifies if the {2} digits after the block belong to it and the length field is {1}: the field was changed to {0} after the block was created. Change it back to {1}.',
    `${x9} table 1`,
  ),
  mac_over_lower_case: warning(
    'The MAC covers the header as it is, in lower case: the sender wrote it that way. Other systems may reject it; after a change to upper case, the MAC no longer verifies.',
    `${x9} clause 5`,
  ),
  mac_over_upper_case: warning(
    'The MAC was calculated over the header in upper case: the letters were changed in transit. Change the block to upper case before you send it on.',
    `${x9} clause 5`,
  ),
  kp_match: info(
    'Optional block KP matches this KBPK ({0}): the KBPK is right, so the block was altered after it was made.',
    `${x9} table 15`,
  ),
  kp_mismatch: warning(
    'Optional block KP names a KBPK with the check value {0}; this one has {1}. If the MAC does not verify either, it is not the KBPK that the sender used.',
    `${x9} table 15`,
  ),
  kc_mismatch: warning(
    'Optional block KC gives the check value {0} for the key; the key inside has {1}. Ask the sender which is right.',
    `${x9} table 15`,
  ),
  pk_differs: info(
    'Optional block PK names an export KBPK with the check value {0}; this KBPK has {1}. PK may refer to a different KBPK.',
    `${x9} table 15`,
  ),
  key_length_not_byte_multiple: error(
    'The decrypted length field is {0} bits, which is not a whole number of bytes. MAC and KBPK are right, so the sender made this mistake.',
    `${x9} clause 5`,
  ),
  key_length_exceeds_payload: error(
    'The decrypted length field is {0} bits, but {1} bytes follow it. MAC and KBPK are right, so the sender made this mistake.',
    `${x9} clause 5`,
  ),
  key_length_illegal_for_algorithm: warning(
    'A key with algorithm {0} has {1}; this one has {2} bits.',
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
    'Part {0} of the KBPK is a {1} DES key, with which encrypting twice can return the plaintext. Replace the KBPK.',
    'NIST SP 800-67 rev. 2 section 3.3.2',
  ),
  private_key_algorithm_differs: warning(
    'The algorithm in the header is {0}, but the private key inside is {1}.',
    `${x9} table 3`,
  ),
  certificate_key_mismatch: warning(
    'The certificate in optional block CT is for another key ({0}) than the private key inside ({1}).',
    `${x9} table 10`,
  ),
  certificate_match_unknown: info(
    'The private key ({1}) does not contain its public part, so it cannot be compared with the certificate in optional block CT ({0}).',
    `${x9} table 10`,
  ),
  block_too_long: error(
    'The block would have {0} characters; the length field can hold at most 9999.',
    `${x9} table 1`,
  ),
  key_too_long: error(
    'The length field of the payload can hold at most 65535 bits; the key has {0}.',
    `${x9} clause 5`,
  ),
  rewrap_not_exportable: warning(
    'Exportability in the header is N (not exportable): this key may be rewrapped only when the KBPK itself is renewed, never for another party.',
    `${x9} table 6`,
  ),
  rewrap_widens: error(
    'Rewrapping can only restrict a key further: {0} is not one of {1}.',
    `${x9} tables 4 and 6`,
  ),
  too_many_optional_blocks: error(
    'A header can have at most 99 optional blocks; found {0}.',
    `${x9} table 1`,
  ),
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
