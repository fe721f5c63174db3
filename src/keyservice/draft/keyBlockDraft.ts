/** A TR-31 key block under a key of the account: keys are ranked, the header says the rest. */
import { phrase } from '../../core/findings';
import type { KeyBlock } from '../../core/keyblock/types';
import { keyIdOf } from '../model/names';
import { planKeyBlock, wrappingKeyOf } from '../plans/keyBlockPlans';
import { compareCheckValues, fewestDigits } from '../rules/checkValues';
import {
  fittingWrappingKeys,
  judgeKeyBlock,
  withBlockFaults,
  type WrappingKey,
  type WrappingKeyFit,
} from '../rules/keyBlocks';
import type { Candidate, DraftCheck, DraftKey, DraftKnown, WayAnswers, WayDraft } from './draft';
import { draftText } from './draftTexts';
import {
  choiceField,
  foreignCandidate,
  foreignKeysIn,
  keyLabelOf,
  likenessNotes,
  onlyOne,
  type Proposal,
} from './fields';

/** What is known of a key block without any answer. */
export function judged(block: KeyBlock): Pick<WayDraft, 'findings' | 'becomes'> {
  const { findings, keyUsage, keyAlgorithms, modes, exportable } = judgeKeyBlock(block);
  return {
    findings: withBlockFaults(findings, block),
    becomes: { usage: keyUsage, algorithms: keyAlgorithms, modes, exportable },
  };
}

export const macOpen = ({ context }: DraftKnown): DraftCheck => ({
  state: 'notChecked',
  text: draftText(
    'mac_not_verified',
    context.target.kind === 'simulator' ? phrase('The simulator') : 'AWS Payment Cryptography',
  ),
  field: undefined,
});

/** Under a wrapping key: keys are ranked by KP, by a KCV in the text, and by last use here; the header says the rest. */
export function keyBlockDraft(known: DraftKnown, answers: WayAnswers, block: KeyBlock): WayDraft {
  const { facts, checkValuesNear } = known;
  const keys = known.keys.filter(({ key }) => key.KeyAttributes.KeyClass === 'SYMMETRIC_KEY');
  const ranked = fittingWrappingKeys(
    block,
    keys.map((of) => ({ ...wrappingKeyOf(of.key), of })),
  );
  const near = new Set(
    keys.filter(({ key }) => checkValuesNear.some((value) => compareOf(key, value) === 'equal')),
  );
  const likeness = likenessNotes(keys);
  const sorted = ranked
    .map((one) => ({
      ...one,
      rank: [
        one.fits === 'no' ? 1 : 0,
        kpRank[one.checkValue],
        near.has(one.key.of) ? 0 : 1,
        -(one.key.of.lastUse ?? 0),
        one.fits === 'yes' ? 0 : 1,
      ],
    }))
    .sort((a, b) => a.rank.map((value, place) => value - b.rank[place]!).find((one) => one !== 0) ?? 0);
  const candidates = sorted.map(({ key: { of }, fits, checkValue, findings }): Candidate => {
    const worst = findings.find(({ severity }) => severity !== 'info');
    return {
      id: of.key.KeyArn,
      label: keyLabelOf(of),
      notes: [
        ...(checkValue === 'equal' ? [draftText('kp_names')] : []),
        ...(near.has(of) ? [draftText('kcv_near')] : []),
        ...(of.lastUse === undefined ? [] : [draftText('used_before')]),
        ...likeness(of),
        ...(fits !== 'no' && worst ? [worst] : []),
      ],
      refusals: fits === 'no' ? findings.filter(({ severity }) => severity === 'error') : [],
    };
  });
  const foreign = foreignKeysIn(known, known.context.target.region);
  const field = choiceField(
    'wrappingKey',
    answers,
    [...candidates, ...foreign.map(foreignCandidate)],
    proposedKey(block, sorted, candidates, facts),
  );
  const wrapping = [...keys, ...foreign].find(({ key }) => key.KeyArn === field.value);
  const [alias] = wrapping?.aliases ?? [];
  return {
    ...judged(block),
    fields: [field],
    checks: [macOpen(known)],
    work: wrapping && {
      headline: draftText(
        'headline_keyBlock',
        alias ?? keyIdOf(wrapping.key.KeyArn),
        // Of a key of another account that could not be read, the account is all that is known.
        wrapping.key.KeyAttributes.KeyAlgorithm || (wrapping.key.KeyArn.split(':')[4] ?? ''),
      ),
      plan: (choices, context) =>
        planKeyBlock(
          {
            block,
            wrappingKey: wrapping.key,
            ...(alias === undefined ? {} : { wrappingKeyAlias: alias }),
          },
          choices,
          context,
        ),
      relied: [],
      steps: [],
    },
  };
}

/** A key that is named comes before those that are not, and one that is contradicted after them. */
const kpRank = { equal: 0, unknown: 1, different: 2 } as const;

/**
 * One that block or payload name, else the only one that fits. Where they name a key that is not here, none is
 * proposed: another would only be refused.
 */
function proposedKey(
  block: KeyBlock,
  ranked: readonly WrappingKeyFit<WrappingKey & { readonly of: DraftKey }>[],
  candidates: readonly Candidate[],
  facts: DraftKnown['facts'],
): Proposal | undefined {
  const fitting = ranked.filter(({ fits }) => fits !== 'no');
  const kp = block.optionalBlocks.find(({ id }) => id === 'KP')?.data.slice(2) ?? '';
  const named = (
    by: readonly (typeof fitting)[number][],
    code: 'named_by_kp' | 'named_by_facts',
  ): Proposal | undefined => {
    const [only, second] = by;
    return only && !second ? { id: only.key.of.key.KeyArn, origin: draftText(code) } : undefined;
  };
  const byKp = fitting.filter(
    ({ checkValue, key }) =>
      checkValue === 'equal' && Math.min(kp.length, key.checkValue?.length ?? 0) >= fewestDigits,
  );
  const value = facts?.wrappingKcv;
  const byFacts = fitting.filter(
    ({ key: { of } }) =>
      value !== undefined &&
      compareOf(of.key, value) === 'equal' &&
      (facts?.wrappingAlgorithm ?? of.key.KeyAttributes.KeyAlgorithm) === of.key.KeyAttributes.KeyAlgorithm,
  );
  const proposal = named(byKp, 'named_by_kp') ?? named(byFacts, 'named_by_facts');
  if (proposal || value !== undefined || fitting[0]?.checkValue === 'different') return proposal;
  return onlyOne(candidates);
}

function compareOf(key: DraftKey['key'], value: string): 'equal' | 'different' | 'notComparable' {
  const { KeyCheckValue, KeyCheckValueAlgorithm: method, KeyAttributes } = key;
  if (KeyCheckValue === undefined) return 'notComparable';
  const own = { value: KeyCheckValue, ...(method === undefined ? {} : { method }) };
  return compareCheckValues({ value }, own, KeyAttributes.KeyAlgorithm);
}
