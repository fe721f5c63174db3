// Changes that `npm run mutate` can make and that change nothing that anybody could see, with the reason. Each is found by
// its file and words; one that is no longer in its file is said to be out of date.

/** @type {readonly { file: string, words: string, reason: string }[]} */
export const equivalents = [];
