/** The draft of an import: the way, its fields, what every import asks, and what stands against sending it. */
import type { Localisable } from '../../core/findings';
import { checkValueOfBlock, compareCheckValues, fewestDigits } from '../rules/checkValues';
import { aliasOf } from '../model/names';
import type { Tag } from '../operations';
import type { ImportChoices, ImportPlan } from '../plans/plan';
import { awsKeyAlgorithm } from '../rules/certificates';
import { fittingWrappingKeys } from '../rules/keyBlocks';
import { wrappingKeyOf } from '../plans/keyBlockPlans';
import { certificatesDraft } from './certificatesDraft';
import { openRoot, plansAhead, stepChoices, withFindings } from './chainSteps';
import {
  shownFindings,
  type Candidate,
  type Draft,
  type DraftAnswers,
  type DraftCheck,
  type DraftField,
  type DraftKnown,
  type DraftWay,
  type FieldId,
  type WayAnswers,
  type WayDraft,
} from './draft';
import { draftText } from './draftTexts';
import { aliasProblem, checkValueOf, isTags, readTags, suggestAlias } from './entered';
import {
  checkValueAlgorithms,
  requestedAnswers,
  requestedChecks,
  requestedFields,
  requestedWayCheck,
  tagsOfFile,
  withCertificateOfFile,
} from './requested';
import { requestedFindings } from './requestFaults';
import { choiceField, textField } from './fields';
import { obstacleOf } from './obstacle';
import { agreedDraft, agreementPairs } from './agreedDraft';
import { cryptogramDraft } from './cryptogramDraft';
import { keyBlockDraft } from './keyBlockDraft';
import { commentField } from './rootApproval';
import { regionFields, replicationOfFields } from './regionFields';
import { tr34Draft } from './tr34Draft';

export interface DraftOptions {
  /** Sent disabled, and enabled once the expected KCV has been compared. */
  readonly enableAfterMatch?: boolean;
}

/**
 * The draft as the answers stand. Pure but for the cryptography of checks; never throws on material.
 * @param answered by the user; answers to questions that the way does not ask are ignored
 */
export async function importDraft(
  around: DraftKnown,
  answered: DraftAnswers,
  { enableAfterMatch = false }: DraftOptions = {},
): Promise<Draft> {
  const known = withCertificateOfFile(around);
  const requested = requestedAnswers(known);
  const answers: WayAnswers = { ...answered, requested };
  const wayField = chooseWay(known, answers);
  const way = wayField.value as DraftWay;
  const made = await wayDraft(known, answers, way);
  const isKey = way !== 'certificates';
  const root = made.work && openRoot(made.work.steps);
  const comment = commentField(answers, root, known.approval);
  const shown: DraftField[] = [
    ...(wayField.candidates.length > 1 ? [wayField] : []),
    ...made.fields,
    ...(comment ? [comment] : []),
    ...commonFields(known, answers, made, isKey),
    ...regionFields(answers, known.context.defaultRegions, known.context.target),
  ];
  const replication = replicationOfFields(
    (id) => valueOf(shown, id),
    known.context.defaultRegions,
    known.context.target,
  );
  const choices: ImportChoices = {
    ...choicesOf(shown, enableAfterMatch && isKey, {
      tags: tagsOfFile(known, answers),
      expected: answered.expected === undefined && requested.expected !== undefined,
    }),
    ...(replication ? { replication } : {}),
  };
  const faults = requestedFindings(known, shown, answered);
  const ofFile = faults.map(({ finding }) => finding);
  const planned = made.work?.plan;
  // What is said of the file belongs to whatever comes of it.
  const planOf =
    planned && ((...given: Parameters<typeof planned>) => withFindings(planned(...given), ofFile));
  const plan = planOf?.(choices, known.context);
  // A single certificate is the plan itself.
  const ahead =
    made.work && (isKey || !plan) ? plansAhead(made.work.steps, known.context, stepChoices(choices)) : [];
  const findings = shownFindings([
    ...(plan?.findings ?? [...made.findings, ...ofFile]),
    ...ahead.flatMap((one) => one.plan.findings),
  ]);
  const last = made.work?.steps.findLast(({ step }) => step.importAs !== 'none')?.step.importAs;
  const checks = [
    ...made.checks,
    ...expectedChecks(known, shown),
    ...requestedChecks(known, requested, shown),
    ...requestedWayCheck(known, plan?.kind ?? last),
  ];
  const obstacle = obstacleOf(shown, { made, findings, checks, faults });
  // Whoever sends looks at the plan: what stands against it is in it.
  const held = (one: ImportPlan): ImportPlan => (obstacle ? { ...one, blocked: true } : one);
  return {
    way,
    fields: shown,
    work: made.work && {
      ...made.work,
      plan: planOf && ((...given) => held(planOf(...given))),
    },
    plan: plan && held(plan),
    choices,
    findings,
    checks,
    becomes: plan
      ? {
          usage: plan.wanted.usage,
          algorithms: plan.algorithms,
          modes: plan.wanted.modes ?? {},
          exportable: plan.wanted.exportable,
        }
      : made.becomes,
    ...(root && known.approval ? { approval: known.approval } : {}),
    ...(obstacle ? { obstacle } : {}),
  };
}

async function wayDraft(known: DraftKnown, answers: WayAnswers, way: DraftWay): Promise<WayDraft> {
  const { material } = known;
  switch (material.kind) {
    case 'keyBlock':
      return way === 'agreed'
        ? agreedDraft(known, answers, material.block)
        : keyBlockDraft(known, answers, material.block);
    case 'tr34':
      return tr34Draft(known, answers, material.token);
    case 'cryptogram':
      return cryptogramDraft(known, answers, material.bytes);
    case 'certificates':
      return certificatesDraft(known, answers, material.certificates);
  }
}

/** Ways by what is present: an EC certificate and a key pair for key agreement bring ECDH first. */
function chooseWay(known: DraftKnown, answers: WayAnswers): DraftField {
  const { material, facts } = known;
  if (material.kind !== 'keyBlock')
    return choiceField('way', answers, [wayCandidate(material.kind)], {
      id: material.kind,
      origin: draftText('only_one'),
    });
  const { block } = material;
  const pairs = agreementPairs(known);
  const elliptic = known.certificates.some(({ value }) =>
    awsKeyAlgorithm(value.publicKey)?.startsWith('ECC_'),
  );
  const wrapped = fittingWrappingKeys(
    block,
    known.keys
      .filter(({ key }) => key.KeyAttributes.KeyClass === 'SYMMETRIC_KEY')
      .map(({ key }) => wrappingKeyOf(key)),
  );
  const named = wrapped.some(({ fits: can, checkValue }) => can !== 'no' && checkValue === 'equal');
  const noneFits = wrapped.every(({ fits: can }) => can === 'no');
  const agreed: Localisable | undefined =
    facts !== undefined || named || pairs.length === 0
      ? undefined
      : elliptic
        ? draftText('ecdh_present')
        : noneFits
          ? draftText('no_wrapping_key')
          : undefined;
  const proposal: { readonly id: DraftWay; readonly origin: Localisable } =
    facts !== undefined
      ? { id: facts.kind === 'agreed' ? 'agreed' : 'keyBlock', origin: draftText('facts') }
      : agreed
        ? { id: 'agreed', origin: agreed }
        : {
            id: 'keyBlock',
            origin: draftText(named ? 'named_by_kp' : noneFits ? 'no_pair' : 'wrapping_key_fits'),
          };
  const ways: readonly DraftWay[] =
    (answers.requested?.way ?? proposal.id) === 'agreed' ? ['agreed', 'keyBlock'] : ['keyBlock', 'agreed'];
  return choiceField('way', answers, ways.map(wayCandidate), proposal);
}

const wayCandidate = (id: DraftWay): Candidate => ({
  id,
  label: '',
  notes: [draftText(`way_${id}`)],
  refusals: [],
});

function commonFields(known: DraftKnown, answers: WayAnswers, made: WayDraft, isKey: boolean): DraftField[] {
  const { aliasTarget, facts, last } = known;
  const usage = made.becomes.usage;
  const ofFile = tagsOfFile(known, answers);
  const alias = suggestAlias(usage ?? (isKey ? undefined : 'TR31_S0'), aliasTarget);
  return [
    textField('alias', answers, {
      optional: true,
      proposal: { value: alias, origin: draftText('free_alias') },
      problem: (text) => aliasProblem(text, aliasTarget),
    }),
    ...(isKey
      ? [
          textField('expected', answers, {
            optional: true,
            problem: (text) => (checkValueOf(text) === undefined ? draftText('expected_form') : undefined),
            ...(facts?.kcv === undefined
              ? {}
              : { proposal: { value: facts.kcv, origin: draftText('facts') } }),
          }),
        ]
      : []),
    ...requestedFields(answers),
    textField('tags', answers, {
      optional: true,
      problem: (text) => {
        // A value may hold what separates tags in the field: the file's own are sent as they are.
        if (ofFile) return undefined;
        const read = readTags(text);
        return isTags(read) ? undefined : read;
      },
      ...(last.tags === undefined || last.tags === ''
        ? {}
        : { proposal: { value: last.tags, origin: draftText('last_time') } }),
    }),
  ];
}

const valueOf = (fields: readonly DraftField[], id: FieldId): string => {
  const field = fields.find((one) => one.id === id);
  return field === undefined || field.problem ? '' : field.value;
};

function choicesOf(
  fields: readonly DraftField[],
  enableAfterMatch: boolean,
  ofFile: {
    readonly tags: readonly Tag[] | undefined;
    /** Whether the expected KCV is that of the file which the key is in. */
    readonly expected: boolean;
  },
): ImportChoices {
  const alias = aliasOf(valueOf(fields, 'alias'));
  const expected = checkValueOf(valueOf(fields, 'expected'));
  const read = readTags(valueOf(fields, 'tags'));
  const tags = ofFile.tags ?? (isTags(read) ? read : []);
  const checkValueAlgorithm = checkValueAlgorithms.find((one) => one === valueOf(fields, 'checkValue'));
  const enabled = valueOf(fields, 'enabled');
  const comment = valueOf(fields, 'comment').trim();
  return {
    ...(checkValueAlgorithm === undefined ? {} : { checkValueAlgorithm }),
    ...(comment === '' ? {} : { requesterComment: comment }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(alias === '' ? {} : { alias }),
    ...(expected === undefined
      ? {}
      : {
          expectedCheckValues: [{ value: expected }],
          ...(ofFile.expected ? { expectedOfFile: true as const } : {}),
        }),
    // One file must not both supply a key and release it.
    ...(enabled === 'no' || (enableAfterMatch && ofFile.expected && expected !== undefined)
      ? { enabled: false, staysDisabled: true }
      : enableAfterMatch && expected !== undefined
        ? { enabled: false }
        : enabled === 'yes'
          ? { enabled: true }
          : {}),
  };
}

/** What can be said of the expected KCV before the key is there. */
function expectedChecks({ material }: DraftKnown, fields: readonly DraftField[]): DraftCheck[] {
  const expected = checkValueOf(valueOf(fields, 'expected'));
  if (expected === undefined) return [];
  const few: DraftCheck[] =
    expected.length < fewestDigits
      ? [
          {
            state: 'warning',
            text: draftText('expected_few', expected.length, fewestDigits),
            field: 'expected',
          },
        ]
      : [];
  const stated = material.kind === 'keyBlock' ? checkValueOfBlock(material.block) : undefined;
  if (!stated) return few;
  const typed = { value: expected, ...(stated.method === undefined ? {} : { method: stated.method }) };
  return compareCheckValues(typed, stated) === 'different'
    ? [
        ...few,
        { state: 'warning', text: draftText('kcv_differs', expected, stated.value), field: 'expected' },
      ]
    : few;
}
