import { type FindingCode, findingTable, info, warning } from '../findings';

const ajNote = 'Utimaco AJ560-9004A, second-hand from public code that quotes it';

/** What is to be said of what HSMs put out that is no TR-31 key block. A released code keeps its meaning. */
export const hsmFinding = findingTable('Atalla key blocks, cryptograms and key serial numbers', {
  atalla_other_format: info(
    'This is an Atalla key block, not TR-31: only Atalla HSMs and compatible HSMs can read it. Export the key as a TR-31 key block (command 11A) to exchange it.',
    ajNote,
  ),
  atalla_aes_not_read: info(
    'Version {0} is for an AES master file key. No example of its layout was available, so key and MAC cannot be checked here.',
    ajNote,
  ),
  atalla_component: info('This is component {0} of a key, not a key.', ajNote),
  cryptogram_not_bound: warning(
    'This is not a key block: nothing binds the use of the key to it. Ask for the key as a TR-31 key block (scheme tag R), or as a key block of the HSM.',
    'PCI PIN Security v3.1, requirement 18-3',
  ),
  ksn_split_assumed: info(
    'The acquirer decides how the digits before the counter are split into key set and device; the split shown is an assumption.',
    'ANSI X9.24-1:2009 annex A',
  ),
  ksn_initial: info(
    'The counter is 0: this is the serial number of an initial key, before the first transaction.',
    'ANSI X9.24-3:2017',
  ),
  ksn_counter_skipped: warning(
    'Counter values with more than {0} one bits are not used; this one has {1}.',
    'ANSI X9.24-3:2017',
  ),
});

export type HsmFindingCode = FindingCode<typeof hsmFinding>;
