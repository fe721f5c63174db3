/** A TR-31 key block under a key of the account: keys are ranked, the header says the rest. */
import type { KeyBlock } from '../../core/keyblock/types';
import { keyIdOf } from '../model/names';
import { planKeyBlock, wrappingKeyOf } from '../plans/keyBlockPlans';
import { compareCheckValues } from '../rules/checkValues';
import { fittingWrappingKeys, judgeKeyBlock } from '../rules/keyBlocks';
import type { Candidate, DraftAnswers, DraftCheck, DraftKey, DraftKnown, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, keyLabelOf, likenessNotes, onlyOne, type Proposal } from './fields';

/** What is known of a key block without any answer. */
export function judged(block: KeyBlock): Pick<WayDraft, 'findings' | 'becomes'> {
  const { findings, keyUsage, keyAlgorithms, modes, exportable } = judgeKeyBlock(block);
  return { findings, becomes: { usage: keyUsage, algorithms: keyAlgorithms, modes, exportable } };
}

export const macOpen = ({ context }: DraftKnown): DraftCheck => ({
  state: 'notChecked',
  text: draftText(
    'mac_not_verified',
    context.target.kind === 'simulator' ? 'The simulator' : 'AWS Payment Cryptography',
  ),
  field: undefined,
});

/** KCVs of six digits and more name a key; fewer are shared by too many. */
const namesAKey = 6;

/** Under a wrapping key: keys are ranked by KP, by a KCV in the text, and by last use here; the header says the rest. */
export function keyBlockDraft(known: DraftKnown, answers: DraftAnswers, block: KeyBlock): WayDraft {
  const { facts, checkValuesNear } = known;
  const keys = known.keys.filter(({ key }) => key.KeyAttributes.KeyClass === 'SYMMETRIC_KEY');
  const ranked = fittingWrappingKeys(
    block,
    keys.map((of) => ({ ...wrappingKeyOf(of.key), of })),
  );
  const isNear = ({ key }: DraftKey): boolean =>
    checkValuesNear.some((value) => compareOf(key, value) === 'equal');
  const rank = ({ fits, checkValue, key: { of } }: (typeof ranked)[number]): readonly number[] => [
    fits === 'no' ? 1 : 0,
    checkValue === 'equal' ? 0 : 1,
    isNear(of) ? 0 : 1,
    -(of.lastUse ?? 0),
    fits === 'yes' ? 0 : 1,
  ];
  const sorted = [...ranked].sort((a, b) => {
    const [one, other] = [rank(a), rank(b)];
    return one.map((value, place) => value - other[place]!).find((difference) => difference !== 0) ?? 0;
  });
  const candidates = sorted.map(({ key: { of }, fits, checkValue, findings }): Candidate => {
    const worst = findings.find(({ severity }) => severity !== 'info');
    return {
      id: of.key.KeyArn,
      label: keyLabelOf(of),
      notes: [
        ...(checkValue === 'equal' ? [draftText('named_by_kp')] : []),
        ...(isNear(of) ? [draftText('kcv_near')] : []),
        ...(of.lastUse === undefined ? [] : [draftText('used_before')]),
        ...likenessNotes(of, keys),
        ...(fits !== 'no' && worst ? [worst] : []),
      ],
      refusals: fits === 'no' ? findings.filter(({ severity }) => severity === 'error') : [],
    };
  });
  const kp = block.optionalBlocks.find(({ id }) => id === 'KP')?.data.slice(2) ?? '';
  const byKp = sorted.filter(({ fits, checkValue }) => fits !== 'no' && checkValue === 'equal');
  const byFacts = sorted.filter(
    ({ fits, key: { of } }) =>
      fits !== 'no' && facts?.wrappingKcv !== undefined && compareOf(of.key, facts.wrappingKcv) === 'equal',
  );
  const proposal: Proposal | undefined =
    byKp.length === 1 && kp.length >= namesAKey
      ? { id: byKp[0]!.key.of.key.KeyArn, origin: draftText('named_by_kp') }
      : byFacts.length === 1
        ? { id: byFacts[0]!.key.of.key.KeyArn, origin: draftText('named_by_facts') }
        : onlyOne(candidates);
  const field = choiceField('wrappingKey', answers, candidates, proposal);
  const wrapping = keys.find(({ key }) => key.KeyArn === field.value);
  const [alias] = wrapping?.aliases ?? [];
  return {
    ...judged(block),
    fields: [field],
    checks: [macOpen(known)],
    work: wrapping && {
      headline: draftText(
        'headline_keyBlock',
        alias ?? keyIdOf(wrapping.key.KeyArn),
        wrapping.key.KeyAttributes.KeyAlgorithm,
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

function compareOf(key: DraftKey['key'], value: string): 'equal' | 'different' | 'notComparable' {
  const { KeyCheckValue, KeyCheckValueAlgorithm: method, KeyAttributes } = key;
  if (KeyCheckValue === undefined) return 'notComparable';
  const own = { value: KeyCheckValue, ...(method === undefined ? {} : { method }) };
  return compareCheckValues({ value }, own, KeyAttributes.KeyAlgorithm);
}
