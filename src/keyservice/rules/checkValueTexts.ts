import { findingTable, warning } from '../../core/findings';

/** Rules on what a check value shows of the key that is imported. */
export const awsCheckValueFinding = findingTable('AWS Payment Cryptography: check values', {
  aws_known_test_key: warning(
    'The KCV {0} is that of a published test key ({1}). Anyone can know this key: do not use it in a live account.',
    'Key Material Inspector, custody guards',
  ),
});
