/**
 * Causes of two check values that differ, as a table: what each computes, what excludes it, what would prove it. In the
 * order in which they are looked for where nothing but the facts ranks them.
 *
 * Sources: X9.143:2021 table 15 (methods, digits), ANSI X9.24-1 (components), FIPS 46-3 (parity), SP 800-67 rev. 2
 * (repeated parts); variants of Thales and Atalla as public simulators and forums describe them (changes.ts).
 */
import { textTable } from '../findings';

interface CauseRow {
  readonly name: string;
  /** What is computed with a test key. */
  readonly computes: string;
  readonly proof: string;
}

const row = (name: string, computes: string, proof: string): CauseRow => ({ name, computes, proof });

export const causeTable = textTable(
  {
    digits: row(
      'Number of digits',
      'The shorter value against the start of the longer one.',
      'Print both values with the same number of digits.',
    ),
    transcription: row(
      'A digit was misread or mistyped',
      'Values that differ in one digit, or in two neighbours exchanged.',
      'Read both values again where they were made.',
    ),
    zeroKey: row(
      'The key is all zeros',
      'Check values of a key of zeros: an empty slot, or equal components that cancel out.',
      'Ask the side with the zero key to show how the key was loaded, and load it again.',
    ),
    methodCmac: row(
      'Method: ANSI X9.24 and CMAC',
      'Zeros encrypted, and the CMAC of a block of zeros.',
      'Let both sides print the value by one named method.',
    ),
    methodEmpty: row(
      'Method: CMAC of the empty message',
      'CMAC of the empty message in place of a block of zeros.',
      'Let both sides print the value by one named method.',
    ),
    methodOnes: row(
      'Method: bytes 01 encrypted',
      'A block of bytes 01 encrypted, as GlobalPlatform cards do for AES keys.',
      'Let both sides print the value by one named method.',
    ),
    methodHmac: row(
      'Method: HMAC',
      'HMAC of the empty message, or of zeros, with SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512.',
      'Let both sides print the value by one named method, and name the hash.',
    ),
    methodDigest: row(
      'Method: SHA-1 or SHA-256',
      'Digest of the key.',
      'Let both sides print the value by one named method.',
    ),
    componentKcv: row(
      'KCV of a component compared with the KCV of the key',
      'Check value of each component.',
      'Print the KCV of the combined key on both sides, and the KCV of each component beside it.',
    ),
    kekKcv: row(
      'KCV of the KEK compared with the KCV of the key',
      'Check value of the wrapping key.',
      'Print the KCV of the wrapping key and of the wrapped key on both sides.',
    ),
    componentLeftOut: row(
      'A component was left out',
      'The key without each component in turn.',
      'Compare the KCV of every component on both sides, and the number of components.',
    ),
    componentTwice: row(
      'A component was entered twice',
      'Each component entered again, or in the place of another one.',
      'Compare the KCV of every component in the order of entry on both sides.',
    ),
    componentsEqual: row(
      'Two components are equal',
      'Each component replaced by a copy of another: equal components cancel out.',
      'Compare the KCVs of the components with each other on the form.',
    ),
    halfKcv: row(
      'KCV of one part of a TDES key',
      'Single DES with each part of 8 bytes.',
      'Let both sides print the KCV of the whole key.',
    ),
    singleDes: row(
      'Equal parts reduce TDES to single DES',
      'A key with one part repeated: K1K1, K2K2, K1K1K3, K1K2K2.',
      'Let the HSM report whether parts of the key repeat, and compare the KCV of each part.',
    ),
    halvesSwapped: row(
      'Parts of a TDES key in another order',
      'Every other order of the parts of 8 bytes.',
      'Compare the KCV of each part in its order on both sides.',
    ),
    length: row(
      'Length: a part of the key was left out or repeated',
      'K1K2 of K1K2K3, K2K3, K1K2K2; the first 128 or 192 bits of an AES key.',
      'Let both sides report the length of the key.',
    ),
    writtenOut: row(
      'A double-length key written as K1K2K1',
      'K1K2K1 of a triple-length key. Of a double-length key it gives the same KCV as K1K2.',
      'Let both sides report the length of the key.',
    ),
    parity: row(
      'Parity forced on a key that is not DES',
      'The key with odd parity in each byte.',
      'Let the side that stores the key report whether it adjusts parity. Send the key as AES or HMAC key.',
    ),
    aesTdes: row(
      'AES where TDES was meant, or the other way round',
      'The same bytes as key of the other cipher.',
      'Let both sides report the algorithm of the key.',
    ),
    variant: row(
      'Variant of the wrapping key',
      'Atalla and Futurex variants 1 to 31, and variants of Thales key schemes U and T, on one side only.',
      'Compare the variant or key scheme that each side uses, then exchange one test key without variant.',
    ),
    ecbCbc: row(
      'ECB on one side and CBC on the other',
      'The cryptogram made with ECB and opened with CBC, and the other way round.',
      'Compare the mode of the cryptogram. The KCV of the first part is the same under both.',
    ),
    wrongKek: row(
      'Wrong wrapping key',
      'The cryptogram opened with another wrapping key: with its parts exchanged or repeated, or the second one given.',
      'Compare the KCV of the wrapping key on both sides. A cryptogram without MAC decrypts under any key.',
    ),
  },
  ({ name, computes, proof }) => [name, computes, proof],
);

export type CauseId = keyof typeof causeTable;
export const causeIds = Object.keys(causeTable) as readonly CauseId[];
