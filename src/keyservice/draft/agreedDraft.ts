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
import { authorityNow, chooseAuthority, isKeyOf, namesAuthority, workOfAuthority } from './authority';
import { withFindings } from './chainSteps';
import type { Candidate, DraftField, DraftKey, DraftKnown, WayAnswers, WayDraft } from './draft';
import { draftText } from './draftTexts';
import {
  choiceField,
  firstFit,
  keyLabelOf,
  likenessNotes,
  onlyOne,
  proposed,
  stateRefusals,
  textField,
} from './fields';
import { judged, macOpen } from './keyBlockDraft';
import { certificateCandidates, nameOf } from './materialFields';

/** Whether a key pair for key agreement can bring in one of these keys. */
export function pairCarries(pair: string, carried: readonly KeyAlgorithm[]): boolean {
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
  answers: WayAnswers,
  block: KeyBlock,
): Promise<WayDraft> {
  const { facts, last } = known;
  const carried = judgeKeyBlock(block).keyAlgorithms;
  const pairs = agreementPairs(known);
  const likeness = likenessNotes(pairs);
  const pairCandidates = pairs.map((one): Candidate => ({
    id: one.key.KeyArn,
    label: keyLabelOf(one),
    notes: likeness(one),
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
  const partner = partnerField(known, answers, pairs, pair?.KeyAttributes.KeyAlgorithm);
  const authority = partner.certificate && (await chooseAuthority(known, answers, partner.certificate));
  const derived = derivedField(known, answers, block, carried);
  const listed = (
    id: 'function' | 'hash',
    values: readonly string[],
    named: string | undefined,
    usual: string,
  ): DraftField => {
    const candidates = values.map((value): Candidate => ({
      id: value,
      label: value,
      notes: value === 'NIST_SP800' || value === 'ANSI_X963' ? [draftText(`function_${value}`)] : [],
      refusals: [],
    }));
    const proposals = [
      proposed(named, draftText('facts')),
      proposed(last[id], draftText('last_time')),
      proposed(usual, draftText('usual')),
    ];
    return choiceField(id, answers, candidates, firstFit(candidates, proposals));
  };
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
  const party = partner.certificate;
  const verdict = judged(block);
  return {
    ...verdict,
    findings: [...verdict.findings, ...(authority?.findings ?? [])],
    issued: party && nameOf(party),
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
      pair && party && authority && namesAuthority(authority) && deriveAlgorithm !== '' && sharedInformation
        ? {
            headline: draftText('headline_agreed', nameOf(party)),
            plan: (choices, context, made) =>
              withFindings(
                planAgreedKeyBlock(
                  {
                    block,
                    own: pair,
                    partner: party,
                    authority: made ?? authorityNow(authority, context.target),
                    deriveAlgorithm,
                    derivation: functions.value as KeyDerivationFunction,
                    hash: hashes.value as KeyDerivationHashAlgorithm,
                    sharedInformation,
                  },
                  choices,
                  context,
                ),
                authority.findings,
              ),
            ...workOfAuthority(party, authority),
          }
        : undefined,
  };
}

function pairRefusals(key: DraftKey['key'], carried: readonly KeyAlgorithm[]): Candidate['refusals'] {
  const { KeyAlgorithm, KeyModesOfUse } = key.KeyAttributes;
  if (KeyModesOfUse && !KeyModesOfUse.DeriveKey) return [draftText('no_derive')];
  const state = stateRefusals(key);
  if (state.length > 0) return state;
  return pairCarries(KeyAlgorithm, carried) ? [] : [draftText('weaker', KeyAlgorithm, carried.join(', '))];
}

function partnerField(
  known: DraftKnown,
  answers: WayAnswers,
  pairs: readonly DraftKey[],
  curve: string | undefined,
): { field: DraftField; certificate: Certificate | undefined } {
  const all = certificateCandidates(known.certificates, (certificate) => {
    const { publicKey } = certificate;
    const own = awsKeyAlgorithm(publicKey);
    if (own?.startsWith('ECC_') !== true) return [draftText('not_ec', publicKey.name)];
    if (pairs.some(({ key }) => isKeyOf(certificate, key))) return [draftText('own_pair')];
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
  answers: WayAnswers,
  { version }: KeyBlock,
  carried: readonly KeyAlgorithm[],
): DraftField {
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
  const proposals = [proposed(last.derived, draftText('last_time')), onlyOne(candidates)];
  return choiceField(
    'derived',
    answers,
    candidates,
    proposed(named, draftText('facts')) ?? firstFit(candidates, proposals),
  );
}

function sharedOf(text: string): Uint8Array | undefined {
  const bytes = fromHex(text.replace(/[\s:]/g, ''));
  return bytes && bytes.length >= 1 && bytes.length <= longestShared ? bytes : undefined;
}
