// Changes that `npm run mutate` can make and that change nothing that anybody could see, with the reason. Each is found by
// its file and words; one that is no longer in its file is said to be out of date.

/** @type {readonly { file: string, words: string, reason: string }[]} */
export const equivalents = [
  {
    file: 'src/core/x509/certificate.ts',
    words: '5 → 5 + 1 in parts.slice(at, at + 5)',
    reason: 'five names are taken from it',
  },
  {
    file: 'src/keyservice/simulator/operations/keys.ts',
    words: 'account.checkKeyQuota(); → left out',
    reason: 'the account checks it again when the key is added; here it spares making one',
  },
  {
    file: 'src/keyservice/aws/service.ts',
    words: '2 → 2 + 1 in 150 * 2 ** attempt',
    reason: 'how long a repeated call waits, which no test may measure',
  },
];
