/** A TR-31 key block under a key that both parties derive (ECDH). */
import { fromHex } from '../../core/crypto/bytes';
import type { KeyBlock } from '../../core/keyblock/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import {
  keyDerivationFunctions,
  keyDerivationHashes,
  type KeyDerivationFunction,
  type KeyDerivationHashAlgorithm,
  type SymmetricKeyAlgorithm,
} from '../model/enums';
import { planAgreedKeyBlock } from '../plans/keyBlockPlans';
import { awsKeyAlgorithm } from '../rules/certificates';
import { judgeKeyBlock } from '../rules/keyBlocks';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import { protectsInKeyBlock, transportMethods } from '../rules/wrappingKeys';
import { chooseAuthority } from './authority';
import { futureKey } from './chainSteps';
import type { Candidate, DraftAnswers, DraftKey, DraftKnown, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, keyLabelOf, likenessNotes, onlyOne, stateRefusals, textField } from './fields';
import { judged, macOpen } from './keyBlockDraft';
import { certificateCandidates } from './materialFields';

/** Whether a key pair for key agreement can bring in one of these keys. */
export function pairCarries(pair: KeyAlgorithm, carried: readonly KeyAlgorithm[]): boolean {
  return carried.length === 0 || carried.some((one) => transportMethods(one, pair).includes('ECDH'));
}

/** Key pairs of the account for key agreement. */
export function agreementPairs({ keys }: Pick<DraftKnown, 'keys'>): readonly DraftKey[] {
  return keys.filter(
    ({ key: { KeyAttributes } }) =>
      KeyAttributes.KeyClass === 'ASYMMETRIC_KEY_PAIR' && KeyAttributes.KeyUsage.startsWith('TR31_K3'),
  );
}

const derivable = ['AES_256', 'AES_192', 'AES_128', 'TDES_3KEY', 'TDES_2KEY'] as const;
const longestShared = 1024;

/** Under an agreed key: own pair, the other party's certificate and who issued it, and how the key is derived. */
export async function agreedDraft(
  known: DraftKnown,
  answers: DraftAnswers,
  block: KeyBlock,
): Promise<WayDraft> {
  const { facts, last } = known;
  const carried = judgeKeyBlock(block).keyAlgorithms;
  const pairs = agreementPairs(known);
  const pairCandidates = pairs.map((one): Candidate => ({
    id: one.key.KeyArn,
    label: keyLabelOf(one),
    notes: likenessNotes(one, pairs),
    refusals: pairRefusals(one.key, carried),
  }));
  const pairField = choiceField(
    'pair',
    answers,
    pairCandidates,
    facts?.keyPairArn === undefined
      ? onlyOne(pairCandidates)
      : { id: facts.keyPairArn, origin: draftText('named_by_facts') },
  );
  const pair = pairs.find(({ key }) => key.KeyArn === pairField.value)?.key;
  const partner = partnerField(known, answers, pair?.KeyAttributes.KeyAlgorithm);
  const authority = partner.certificate && (await chooseAuthority(known, answers, partner.certificate));
  const derived = derivedField(known, answers, block, carried);
  const listed = (
    id: 'function' | 'hash',
    values: readonly string[],
    named: string | undefined,
    usual: string,
  ): ReturnType<typeof choiceField> =>
    choiceField(
      id,
      answers,
      values.map((value) => ({
        id: value,
        label: value,
        notes: value === 'NIST_SP800' || value === 'ANSI_X963' ? [draftText(`function_${value}`)] : [],
        refusals: [],
      })),
      named !== undefined
        ? { id: named, origin: draftText('facts') }
        : last[id] !== undefined
          ? { id: last[id], origin: draftText('last_time') }
          : { id: usual, origin: draftText('usual') },
    );
  const functions = listed(
    'function',
    keyDerivationFunctions,
    facts?.derivation?.KeyDerivationFunction,
    'NIST_SP800',
  );
  const hashes = listed(
    'hash',
    keyDerivationHashes,
    facts?.derivation?.KeyDerivationHashAlgorithm,
    'SHA_256',
  );
  const shared = textField('sharedInformation', answers, {
    problem: (text) => (sharedOf(text) ? undefined : draftText('shared_form')),
    ...(facts?.sharedInformation === undefined
      ? {}
      : { proposal: { value: facts.sharedInformation, origin: draftText('facts') } }),
  });
  const sharedInformation = sharedOf(shared.value);
  const deriveAlgorithm = derived.value as SymmetricKeyAlgorithm | '';
  const issuer = authority && (authority.key ?? (authority.steps.length > 0 ? 'step' : undefined));
  const party = partner.certificate;
  return {
    ...judged(block),
    fields: [
      pairField,
      partner.field,
      ...(authority ? [authority.field] : []),
      derived,
      functions,
      hashes,
      shared,
    ],
    checks: [macOpen(known)],
    work:
      pair && party && authority && issuer && deriveAlgorithm !== '' && sharedInformation
        ? {
            headline: draftText('headline_agreed', party.subject.label || party.subject.text),
            plan: (choices, context, made) =>
              planAgreedKeyBlock(
                {
                  block,
                  own: pair,
                  partner: party,
                  authority: made ?? authority.key ?? futureKey(authority.steps.length - 1, context.target),
                  deriveAlgorithm,
                  derivation: functions.value as KeyDerivationFunction,
                  hash: hashes.value as KeyDerivationHashAlgorithm,
                  sharedInformation,
                },
                choices,
                context,
              ),
            relied: [party, ...(authority.certificate ? [authority.certificate] : [])],
            steps: authority.steps,
          }
        : undefined,
  };
}

function pairRefusals(key: DraftKey['key'], carried: readonly KeyAlgorithm[]): Candidate['refusals'] {
  const { KeyAlgorithm, KeyModesOfUse } = key.KeyAttributes;
  if (!KeyModesOfUse.DeriveKey) return [draftText('no_derive')];
  const state = stateRefusals(key);
  if (state.length > 0) return state;
  return pairCarries(KeyAlgorithm, carried) ? [] : [draftText('weaker', KeyAlgorithm, carried.join(', '))];
}

function partnerField(
  known: DraftKnown,
  answers: DraftAnswers,
  curve: string | undefined,
): { field: ReturnType<typeof choiceField>; certificate: Certificate | undefined } {
  const all = certificateCandidates(known, ({ publicKey }) => {
    const own = awsKeyAlgorithm(publicKey);
    if (own?.startsWith('ECC_') !== true) return [draftText('not_ec', publicKey.name)];
    return curve === undefined || own === curve ? [] : [draftText('other_curve', publicKey.name, curve)];
  });
  // An authority is rarely the other party itself.
  const sorted = [...all].sort(
    (a, b) => Number(isAuthority(a.certificate)) - Number(isAuthority(b.certificate)),
  );
  const ends = sorted.filter(
    ({ certificate, refusals }) => refusals.length === 0 && !isAuthority(certificate),
  );
  const [only, second] = ends;
  const field = choiceField(
    'partner',
    answers,
    sorted,
    only && !second ? { id: only.id, origin: only.notes[0] ?? draftText('only_one') } : undefined,
  );
  return { field, certificate: all.find(({ id }) => id === field.value)?.certificate };
}

const isAuthority = ({ basicConstraints }: Certificate): boolean => basicConstraints?.ca === true;

function derivedField(
  { facts, last }: DraftKnown,
  answers: DraftAnswers,
  { version }: KeyBlock,
  carried: readonly KeyAlgorithm[],
): ReturnType<typeof choiceField> {
  const family = version.code === 'D' ? 'AES' : 'TDES';
  const candidates = derivable.map((algorithm): Candidate => ({
    id: algorithm,
    label: algorithm,
    notes: [],
    refusals: !algorithm.startsWith(family)
      ? [draftText('other_family', version.code, family)]
      : carried.length === 0 || carried.some((key) => protectsInKeyBlock(algorithm, key) !== false)
        ? []
        : [draftText('weaker_derived', carried.join(', '))],
  }));
  const named = facts?.derivation?.DeriveKeyAlgorithm;
  return choiceField(
    'derived',
    answers,
    candidates,
    named !== undefined
      ? { id: named, origin: draftText('facts') }
      : last.derived !== undefined
        ? { id: last.derived, origin: draftText('last_time') }
        : onlyOne(candidates),
  );
}

function sharedOf(text: string): Uint8Array | undefined {
  const bytes = fromHex(text.replace(/[\s:]/g, ''));
  return bytes && bytes.length >= 1 && bytes.length <= longestShared ? bytes : undefined;
}
