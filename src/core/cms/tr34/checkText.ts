/** What a line of the checklist is made from. */
import type { Tr34Part } from './statements';

export type Tr34Verdict = 'right' | 'wrong' | 'warning' | 'cannot_tell';

/** What to load so that a line can be told. */
export type Tr34Load =
  | 'signer_certificate'
  | 'recipient_certificate'
  | 'ca_certificates'
  | 'crl'
  | 'random_number'
  | 'krd_key'
  | 'trusted_root';

export type Tr34CheckId =
  | 'form'
  | 'content_type'
  | 'digest'
  | 'signature'
  | 'signer'
  | 'recipient'
  | 'chain'
  | 'crl'
  | 'fresh'
  | 'dates'
  | 'role'
  | 'certificate'
  | 'key_block';

export interface CheckText {
  readonly id: Tr34CheckId;
  readonly verdict: Tr34Verdict;
  readonly template: string;
  readonly part: Tr34Part;
  readonly load?: Tr34Load;
}

export const right = 'right';
export const wrong = 'wrong';
export const warning = 'warning';
export const cannot = 'cannot_tell';

/** One line of the table. */
export function text(
  id: Tr34CheckId,
  verdict: Tr34Verdict,
  part: Tr34Part,
  template: string,
  load?: Tr34Load,
): CheckText {
  return { id, verdict, template, part, ...(load ? { load } : {}) };
}
