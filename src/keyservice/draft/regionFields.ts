/** The fields of an import that say in which Regions the key will exist: the account's defaults, chosen ones, or none. */
import type { Localisable } from '../../core/findings';
import type { ServiceTarget } from '../operations';
import { mayReplicate, type DefaultRegions, type Replication } from '../plans/replication';
import { isRegions, readRegions, regionsText } from '../rules/regions';
import type { Candidate, DraftField, WayAnswers } from './draft';
import { draftText } from './draftTexts';
import { choiceField, textField } from './fields';

type RegionsChoice = Replication['by'];

/** Empty while the defaults were not asked for: then nothing can be said of the Regions. */
export function regionFields(
  answers: WayAnswers,
  defaults: DefaultRegions | undefined,
  { region }: Pick<ServiceTarget, 'region'>,
): DraftField[] {
  if (!defaults) return [];
  const candidate = (id: RegionsChoice, note: Localisable): Candidate => ({
    id,
    label: '',
    notes: [note],
    refusals: [],
  });
  const candidates = [
    candidate('default', defaultNote(defaults)),
    candidate('chosen', draftText('regions_chosen')),
    ...(mayReplicate(defaults) ? [candidate('none', draftText('regions_none', region))] : []),
  ];
  const asked = answers.requested?.regions;
  const chosen = choiceField(
    'regions',
    // Where a request file says nothing, what the service does without an answer is no proposal of ours. No other Region
    // is what an account without defaults does by itself.
    answers.regions === undefined && (asked === undefined || (asked === 'none' && !mayReplicate(defaults)))
      ? { ...answers, regions: 'default' }
      : answers,
    candidates,
  );
  if (chosen.value !== 'chosen') return [chosen];
  const others = textField('otherRegions', answers, {
    problem: (text) => regionsProblem(text, region),
  });
  return [chosen, others];
}

const defaultNote = (defaults: DefaultRegions): Localisable =>
  defaults.kind === 'unread'
    ? draftText('regions_default_unread')
    : defaults.regions.length === 0
      ? draftText('regions_default_none')
      : draftText('regions_default', regionsText(defaults.regions));

/** What is wrong with a list of Regions; undefined where it can be sent. @param own Region of the key */
export function regionsProblem(text: string, own: string): Localisable | undefined {
  const read = readRegions(text, own);
  if (isRegions(read)) return read.length === 0 ? draftText('choose_otherRegions') : undefined;
  return draftText(read.problem === 'own' ? 'regions_own' : 'regions_form', read.text);
}

/** What the fields come to; undefined where they are not there, or not answered. */
export function replicationOfFields(
  value: (id: 'regions' | 'otherRegions') => string,
  defaults: DefaultRegions | undefined,
  { region }: Pick<ServiceTarget, 'region'>,
): Replication | undefined {
  if (!defaults) return undefined;
  switch (value('regions') as RegionsChoice | '') {
    case 'default':
      return { by: 'default', defaults };
    case 'none':
      return { by: 'none', defaults };
    case 'chosen': {
      const read = readRegions(value('otherRegions'), region);
      return isRegions(read) && read.length > 0 ? { by: 'chosen', regions: read } : undefined;
    }
    default:
      return undefined;
  }
}
