import type { Finding } from '../findings';

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
    super(findings[0].message);
    this.code = findings[0].code;
  }
}
