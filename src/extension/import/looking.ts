/** What looking for an import needs, and what can come of it. */
import type { ImportResult } from '../../keyservice/imports/result';
import type { Key, KeyService } from '../../keyservice/operations';
import type { ServiceTools } from '../service/tools';
import type { Ui } from '../flow/ui';
import type { Onward } from './sending';

/** What looking at an import needs. */
export interface Looking {
  readonly tools: ServiceTools;
  readonly service: KeyService;
  readonly ui: Ui;
}

/** Whether the answer, the tag or a person said that it is the key. */
export type Found =
  { readonly kind: 'found'; readonly key: Key; readonly by: 'answer' | 'tag' | 'user' } | Onward;

/** Results that only more looking, or a person, can settle. */
export type Unsettled = Extract<
  ImportResult,
  { kind: 'differs' | 'lost' | 'candidates' | 'unseen' | 'unclear' | 'elsewhere' | 'unreadable' }
>;

export type Of<Kind extends Unsettled['kind']> = Extract<Unsettled, { kind: Kind }>;
