import { error, type FindingCode, findingTable } from '../findings';

/** What is to be said of a PKCS#12 file. A released code keeps its meaning. */
export const pkcs12Finding = findingTable('PKCS#12 files', {
  pkcs12_mac_invalid: error(
    'The MAC does not match, although the passphrase decrypts the content: the file was changed or damaged.',
    'RFC 7292 section 5.1',
  ),
});

export type Pkcs12FindingCode = FindingCode<typeof pkcs12Finding>;
