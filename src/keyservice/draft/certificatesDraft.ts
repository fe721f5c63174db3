/** Certificates: the root first, then each intermediate under the one before; the last one only where it becomes a key. */
import { checkChain } from '../../core/x509/chain';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import { awsCertificatePlan } from '../rules/certificates';
import { chooseAuthority } from './authority';
import { chainSteps, openSteps, planStep, withFindings, type ImportPurpose } from './chainSteps';
import type { Candidate, DraftAnswers, DraftKnown, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, onlyOne } from './fields';

const purposes: readonly ImportPurpose[] = [
  'TR34_SIGNER',
  'TR34_RECIPIENT',
  'ECDH_PARTNER',
  'PUBLIC_KEY',
  'ALL',
];

/** The best way up from each certificate that issued no other. */
function waysOf(chain: CheckedChain): readonly CheckedPath[] {
  const best = new Map<number, CheckedPath>();
  for (const path of chain.checkedPaths) {
    const [leaf] = path.certificates;
    if (leaf !== undefined && !best.has(leaf)) best.set(leaf, path);
  }
  return [...best.values()];
}

/** One way from a root down. What has been imported from here is left out. */
export async function certificatesDraft(
  known: DraftKnown,
  answers: DraftAnswers,
  certificates: readonly Certificate[],
): Promise<WayDraft> {
  const chain = await checkChain(certificates, known.context.now);
  const ways = waysOf(chain);
  const named = (index: number | undefined): string => {
    const subject = index === undefined ? undefined : chain.certificates[index]?.subject;
    return subject === undefined ? '' : subject.label || subject.text;
  };
  const pathCandidates = ways.map((path, place): Candidate => ({
    id: `path-${place}`,
    label: [...path.certificates].reverse().map(named).join(' › '),
    notes: [],
    refusals: [],
  }));
  const pathField = choiceField(
    'path',
    answers,
    pathCandidates,
    onlyOne(pathCandidates, draftText('only_way')),
  );
  const path = ways[pathCandidates.findIndex(({ id }) => id === pathField.value)];
  const fields = ways.length > 1 ? [pathField] : [];
  const nothing: WayDraft = { fields, findings: [], checks: [], becomes: {}, work: undefined };
  if (!path) return nothing;
  const leaf = chain.certificates[path.certificates[0]!]!;
  const purposeField = choiceField(
    'purpose',
    answers,
    purposes.map((id): Candidate => ({
      id,
      label: '',
      notes: [draftText(`purpose_${id}`)],
      refusals: [],
    })),
    leaf.basicConstraints?.ca === true ? { id: 'ALL', origin: draftText('is_authority') } : undefined,
  );
  const purpose = purposeField.value as ImportPurpose | '';
  if (purpose === '') return { ...nothing, fields: [...fields, purposeField] };
  const top = chain.certificates[path.certificates.at(-1)!]!;
  const above = path.complete ? undefined : await chooseAuthority(known, answers, top);
  const steps = chainSteps(known.imported, chain, path, purpose, above?.key);
  const { findings } = awsCertificatePlan(chain, path, purpose === 'ALL' ? 'PUBLIC_KEY' : purpose);
  const open = openSteps(steps);
  const [only] = open;
  const missing = above !== undefined && !above.key && above.steps.length === 0;
  const wholeSteps = above ? [...above.steps, ...shifted(steps, above.steps.length)] : steps;
  const last = steps.at(-1)!;
  return {
    fields: [...fields, purposeField, ...(above ? [above.field] : [])],
    findings,
    checks: [],
    becomes: { usage: last.step.keyUsage || undefined, algorithms: [], modes: {} },
    work:
      missing || !only
        ? undefined
        : {
            headline:
              openSteps(wholeSteps).length === 1
                ? draftText('headline_certificate', only.certificate.subject.text)
                : draftText('headline_certificates', openSteps(wholeSteps).length, leaf.subject.text),
            plan:
              openSteps(wholeSteps).length === 1
                ? (choices, context) =>
                    withFindings(
                      planStep(
                        only,
                        only.above ?? (only.parent === undefined ? undefined : steps[only.parent]?.known),
                        choices,
                        context,
                      ),
                      findings,
                    )
                : undefined,
            relied: openSteps(wholeSteps).map(({ certificate }) => certificate),
            steps: wholeSteps,
          },
  };
}

/** Steps after others: the topmost of them is under the last of those. */
function shifted(steps: ReturnType<typeof chainSteps>, by: number): ReturnType<typeof chainSteps> {
  if (by === 0) return steps;
  return steps.map((step) => ({ ...step, parent: step.parent === undefined ? by - 1 : step.parent + by }));
}
