/** Import of an RSA cryptogram: nothing in it says what the key is, so usage, algorithm and exportability are answered. */
import type { KeyUsage, WrappingKeySpec } from '../model/enums';
import { modesText } from '../model/names';
import { isOwnReceiver, planCryptogram } from '../plans/tokenPlans';
import {
  cipherAlgorithms,
  modesOfUse,
  usageAttributes,
  usageAttributesOf,
  type KeyAlgorithm,
} from '../rules/keyAttributes';
import { transportMethods } from '../rules/wrappingKeys';
import type { Candidate, DraftCheck, DraftKnown, WayAnswers, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, firstFit, proposed, type Proposal } from './fields';
import { parametersField } from './receiverField';

/** An RSA cryptogram: nothing in it says what the key is, so that usage, algorithm and exportability are answered. */
export function cryptogramDraft(known: DraftKnown, answers: WayAnswers, bytes: Uint8Array): WayDraft {
  const { facts, last } = known;
  const bits = bytes.length * 8;
  const parameters = parametersField(
    known,
    answers,
    'KEY_CRYPTOGRAM',
    (_, wrappingAlgorithm) =>
      wrappingAlgorithm === `RSA_${bits}` ? undefined : draftText('other_size', bits, wrappingAlgorithm),
    draftText('same_size'),
    rsaKeys.find((one) => one === `RSA_${bits}`),
  );
  const chosen =
    parameters.chosen && !isOwnReceiver(parameters.chosen.parameters)
      ? parameters.chosen.parameters
      : undefined;
  const wrapping = (chosen?.wrappingAlgorithm ?? `RSA_${bits}`) as KeyAlgorithm;
  const usageRow = facts?.usage === undefined ? undefined : usageAttributesOf(facts.usage);
  const algorithmField = choiceField(
    'algorithm',
    answers,
    cipherAlgorithms.map((algorithm): Candidate => ({
      id: algorithm,
      label: algorithm,
      notes: last.algorithm === algorithm ? [draftText('last_time')] : [],
      refusals: carries(algorithm, wrapping)
        ? []
        : [
            rsaKeys.some((rsa) => carries(algorithm, rsa))
              ? draftText('not_carried', wrapping, rsaKeys.find((rsa) => carries(algorithm, rsa)) ?? '')
              : draftText('no_rsa'),
          ],
    })),
    facts?.keyAlgorithm === undefined ? undefined : { id: facts.keyAlgorithm, origin: draftText('facts') },
  );
  const algorithm = algorithmField.value as KeyAlgorithm | '';
  const usageField = choiceField(
    'usage',
    answers,
    usageCandidates(algorithm, last.usage),
    usageRow && { id: usageRow.keyUsage, origin: draftText('facts') },
  );
  const usage = usageField.value as KeyUsage | '';
  // The mode of a payload goes with its usage.
  const named = usage === usageRow?.keyUsage ? facts?.mode : undefined;
  const modesField = choiceField('modes', answers, modeCandidates(usage), modesProposal(usage, named));
  const exportableField = choiceField(
    'exportable',
    answers,
    (['no', 'yes'] as const).map((id): Candidate => ({
      id,
      label: '',
      notes: [draftText(`exportable_${id}`)],
      refusals: [],
    })),
    proposed(exportableBy[facts?.exportability ?? ''], draftText('facts')),
  );
  const specField = choiceField(
    'spec',
    answers,
    specs,
    firstFit(specs, [
      proposed(facts?.wrappingSpec, draftText('facts')),
      proposed(last.spec, draftText('last_time')),
      proposed('RSA_OAEP_SHA_256', draftText('usual')),
    ]),
  );
  const modes = modesOfUse(modesField.value) ?? {};
  const answered =
    chosen && algorithm !== '' && usage !== '' && modesField.value !== '' && exportableField.value !== '';
  return {
    fields: [parameters.field, algorithmField, usageField, modesField, exportableField, specField],
    findings: [],
    checks: [
      ...lengthChecks(bytes),
      { state: 'notChecked', text: draftText('cryptogram_not_checked'), field: undefined },
    ],
    becomes: {
      ...(usage === '' ? {} : { usage }),
      ...(algorithm === '' ? {} : { algorithms: [algorithm] }),
      modes,
      ...(exportableField.value === '' ? {} : { exportable: exportableField.value === 'yes' }),
    },
    work: answered
      ? {
          headline: draftText('headline_cryptogram', algorithm),
          plan: (choices, context) =>
            planCryptogram(
              {
                attributes: {
                  KeyUsage: usage,
                  KeyAlgorithm: algorithm,
                  KeyClass: 'SYMMETRIC_KEY',
                  KeyModesOfUse: modes,
                },
                exportable: exportableField.value === 'yes',
                cryptogram: bytes,
                spec: specField.value as WrappingKeySpec,
                parameters: chosen,
              },
              choices,
              context,
            ),
          relied: [],
          steps: [],
        }
      : undefined,
  };
}

const specs: readonly Candidate[] = [
  { id: 'RSA_OAEP_SHA_256', label: 'SHA-256 (RSA_OAEP_SHA_256)', notes: [], refusals: [] },
  { id: 'RSA_OAEP_SHA_512', label: 'SHA-512 (RSA_OAEP_SHA_512)', notes: [], refusals: [] },
];

/** What a payload says of its key: only what AWS documents is proposed. */
const exportableBy: Readonly<Partial<Record<string, 'yes' | 'no'>>> = { E: 'yes', S: 'yes', N: 'no' };

const sizes = [256, 384, 512];

/** What is cut off or something else is said before anything is asked. */
function lengthChecks({ length }: Uint8Array): DraftCheck[] {
  return sizes.includes(length)
    ? []
    : [{ state: 'failed', text: draftText('cryptogram_length', length), field: undefined }];
}

const rsaKeys = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;

const carries = (algorithm: KeyAlgorithm, wrapping: KeyAlgorithm): boolean =>
  transportMethods(algorithm, wrapping).length > 0;

/** Usages that go with an algorithm; those with a doubt come last. */
function usageCandidates(algorithm: KeyAlgorithm | '', last: string | undefined): Candidate[] {
  const rows = usageAttributes.filter(
    ({ kind, algorithms }) => kind === 'symmetric' && (algorithm === '' || algorithms.includes(algorithm)),
  );
  const doubtful = (one: (typeof rows)[number]): boolean =>
    (algorithm !== '' && one.unused.includes(algorithm)) || one.listed !== 'guide';
  return [...rows]
    .sort((a, b) => Number(doubtful(a)) - Number(doubtful(b)))
    .map((one) => ({
      id: one.keyUsage,
      label: one.keyUsage,
      notes: [
        ...(last === one.keyUsage ? [draftText('last_time')] : []),
        ...(algorithm !== '' && one.unused.includes(algorithm)
          ? [draftText('unused', algorithm)]
          : one.listed === 'guide'
            ? []
            : [draftText('enum_only')]),
      ],
      refusals: [],
    }));
}

function modeCandidates(usage: string): Candidate[] {
  return Array.from(usageAttributesOf(usage)?.modes ?? '').map((letter) => ({
    id: letter,
    label: `${modesText(modesOfUse(letter) ?? {})} (${letter})`,
    notes: [],
    refusals: [],
  }));
}

function modesProposal(usage: string, named: string | undefined): Proposal | undefined {
  const letters = usageAttributesOf(usage)?.modes ?? '';
  if (named !== undefined && letters.includes(named)) return { id: named, origin: draftText('facts') };
  return letters.length === 1 ? { id: letters, origin: draftText('one_set') } : undefined;
}
