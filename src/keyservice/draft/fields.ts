/** Fields of a draft: an answer that still fits, else a proposal with its reason, else nothing. */
import type { Localisable } from '../../core/findings';
import { keyIdOf } from '../model/names';
import type { KnownKey } from '../plans/plan';
import type { Candidate, DraftField, DraftKey, DraftKnown, FieldId, WayAnswers } from './draft';
import { draftText } from './draftTexts';

/** A value that is there until the user gives another, and why. */
export interface Proposal {
  readonly id: string;
  readonly origin: Localisable;
}

export const fits = ({ refusals }: Candidate): boolean => refusals.length === 0;

/** A choice of one of several: those that fit first, each kind in the order given. */
export function choiceField(
  id: FieldId,
  answers: WayAnswers,
  candidates: readonly Candidate[],
  proposal?: Proposal,
): DraftField {
  const usable = candidates.filter(fits);
  const answered = usable.find((one) => one.id === answers[id]);
  const offered = requestedOf(id, answers) ?? proposal;
  const proposed = answered ? undefined : offered && usable.find((one) => one.id === offered.id);
  return {
    id,
    kind: 'choice',
    value: (answered ?? proposed)?.id ?? '',
    ...(proposed && offered ? { origin: offered.origin } : {}),
    optional: false,
    candidates: [...usable, ...candidates.filter((one) => !fits(one))],
  };
}

/** What a request file asks for in a field. */
function requestedOf(id: FieldId, { requested }: WayAnswers): Proposal | undefined {
  const value = requested?.[id];
  return value === undefined ? undefined : { id: value, origin: draftText('requested') };
}

/** Proposes the only candidate that fits. */
export function onlyOne(
  candidates: readonly Candidate[],
  origin = draftText('only_one'),
): Proposal | undefined {
  const [first, second] = candidates.filter(fits);
  return first && !second ? { id: first.id, origin } : undefined;
}

/** A value from somewhere, where there is one. */
export const proposed = (id: string | undefined, origin: Localisable): Proposal | undefined =>
  id === undefined ? undefined : { id, origin };

/** The first of several proposals whose candidate fits: a value of before may not be among these any more. */
export function firstFit(
  candidates: readonly Candidate[],
  proposals: readonly (Proposal | undefined)[],
): Proposal | undefined {
  return proposals.find(
    (one) => one && candidates.some((candidate) => candidate.id === one.id && fits(candidate)),
  );
}

/** A text that is typed. @param problem what is wrong with a text; undefined where it can be sent */
export function textField(
  id: FieldId,
  answers: WayAnswers,
  {
    proposal,
    optional = false,
    problem,
  }: {
    readonly proposal?: { readonly value: string; readonly origin: Localisable } | undefined;
    readonly optional?: boolean;
    readonly problem?: (text: string) => Localisable | undefined;
  } = {},
): DraftField {
  const given = answers[id];
  const asked = requestedOf(id, answers);
  const offered = asked ? { value: asked.id, origin: asked.origin } : proposal;
  const value = given ?? offered?.value ?? '';
  const wrong = value.trim() === '' ? undefined : problem?.(value);
  return {
    id,
    kind: 'text',
    value,
    ...(given === undefined && offered && offered.value !== '' ? { origin: offered.origin } : {}),
    optional,
    candidates: [],
    ...(wrong ? { problem: wrong } : {}),
  };
}

/** Why a key cannot be named in a call now. */
export function stateRefusals({ KeyState, Enabled }: KnownKey): readonly Localisable[] {
  if (KeyState === 'DELETE_PENDING') return [draftText('state_deleting')];
  if (KeyState !== 'CREATE_COMPLETE') return [draftText('state_other', KeyState)];
  return Enabled === false ? [draftText('state_disabled')] : [];
}

/** "alias/kek-main · AES_128 · KCV DF9ADA": the name of a key with what tells it from others. */
export function keyLabelOf({ key, aliases }: DraftKey): string {
  return [
    aliases[0] ?? keyIdOf(key.KeyArn),
    key.KeyAttributes.KeyAlgorithm,
    ...(key.KeyCheckValue === undefined ? [] : [`KCV ${key.KeyCheckValue}`]),
  ].join(' · ');
}

/** Of a key of another account: which, and whether only its ARN is known. */
export function foreignNotes({ key }: DraftKey): readonly Localisable[] {
  return [
    draftText('of_account', key.KeyArn.split(':')[4] ?? '?'),
    ...(key.unread === true ? [draftText('key_unread')] : []),
  ];
}

/** Keys of other accounts that can be named in a call to a Region. */
export const foreignKeysIn = (
  { foreignKeys = [] }: Pick<DraftKnown, 'foreignKeys'>,
  region: string,
): readonly DraftKey[] => foreignKeys.filter(({ key }) => key.KeyArn.split(':')[3] === region);

/** A key of another account as a candidate, whatever is known of it: the rules on the plan judge it. */
export const foreignCandidate = (one: DraftKey): Candidate => ({
  id: one.key.KeyArn,
  label: one.key.unread === true ? one.key.KeyArn : keyLabelOf(one),
  notes: foreignNotes(one),
  refusals: [],
});

/** Keys that share their check value are told apart by id and date as well. @returns the notes on one of the keys */
export function likenessNotes(all: readonly DraftKey[]): (one: DraftKey) => readonly Localisable[] {
  const counts = new Map<string, number>();
  const valueOf = ({ key }: DraftKey): string => key.KeyCheckValue?.toUpperCase() ?? '';
  for (const one of all) counts.set(valueOf(one), (counts.get(valueOf(one)) ?? 0) + 1);
  return (one) =>
    valueOf(one) === '' || (counts.get(valueOf(one)) ?? 0) < 2
      ? []
      : [
          draftText('same_kcv'),
          draftText('key_id', keyIdOf(one.key.KeyArn)),
          ...(one.created ? [draftText('created', one.created.toISOString().slice(0, 10))] : []),
        ];
}
