/** What can come of looking for an import. */
import type { ImportResult } from '../../keyservice/imports/result';
import type { Key } from '../../keyservice/operations';
import type { Onward } from './sending';

/** Whether the answer, the tag or a person said that it is the key. */
export type Found =
  { readonly kind: 'found'; readonly key: Key; readonly by: 'answer' | 'tag' | 'user' } | Onward;

/** Results that only more looking, or a person, can settle. */
export type Unsettled = Extract<
  ImportResult,
  { kind: 'differs' | 'lost' | 'candidates' | 'unseen' | 'unclear' | 'elsewhere' | 'unreadable' }
>;

export type Of<Kind extends Unsettled['kind']> = Extract<Unsettled, { kind: Kind }>;
