/** Certificates: the root first, then each intermediate under the one before; the last one only where it becomes a key. */
import { checkChain } from '../../core/x509/chain';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import type { KnownKey } from '../plans/plan';
import { awsCertificatePlan } from '../rules/certificates';
import { chooseAuthority, namesAuthority } from './authority';
import {
  chainSteps,
  incomplete,
  openSteps,
  planStep,
  withFindings,
  type ChainStep,
  type ImportPurpose,
} from './chainSteps';
import type { Candidate, DraftKnown, WayAnswers, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, onlyOne } from './fields';
import { fingerprintOf, nameOf } from './materialFields';

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
  answers: WayAnswers,
  certificates: readonly Certificate[],
): Promise<WayDraft> {
  const chain = await checkChain(certificates, known.context.now);
  const ways = waysOf(chain);
  const named = (index: number): string => nameOf(chain.certificates[index]!);
  const pathCandidates = ways.map((path): Candidate => ({
    id: fingerprintOf(chain.certificates[path.certificates[0]!]!),
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
  const [first] = chainSteps(known.imported, chain, path, purpose, undefined);
  // The issuer of the topmost certificate is named by its call: where there is none, nothing is asked.
  const needed = !path.complete && first !== undefined && openSteps([first]).length > 0;
  const above = needed ? await chooseAuthority(known, answers, top) : undefined;
  const steps = chainSteps(known.imported, chain, path, purpose, above?.key);
  const judged = awsCertificatePlan(chain, path, purpose === 'ALL' ? 'PUBLIC_KEY' : purpose).findings;
  // A chain ends in what the account has, or in what is imported first; while that is not known, it is asked for.
  const findings = [...judged.filter(({ code }) => code !== incomplete), ...(above?.findings ?? [])];
  const missing = above !== undefined && !namesAuthority(above);
  const whole = above ? [...above.steps, ...shifted(steps, above.steps.length)] : steps;
  const open = openSteps(whole);
  const [only, second] = open;
  const last = steps.findLast(({ step }) => step.importAs !== 'none');
  return {
    fields: [...fields, purposeField, ...(above ? [above.field] : [])],
    findings,
    checks: [],
    issued: nameOf(top),
    becomes: { usage: last?.step.keyUsage, algorithms: [], modes: {} },
    nothing: whole.some(({ step }) => step.importAs !== 'none') ? 'all_imported' : 'nothing_to_import',
    work:
      missing || !only
        ? undefined
        : {
            headline: second
              ? draftText('headline_certificates', open.length, nameOf(open.at(-1)!.certificate))
              : draftText('headline_certificate', nameOf(only.certificate)),
            plan: second
              ? undefined
              : (choices, context) =>
                  withFindings(planStep(only, issuerOf(only, whole), choices, context), findings),
            relied: open.map(({ certificate }) => certificate),
            steps: whole,
          },
  };
}

const issuerOf = ({ above, parent }: ChainStep, steps: readonly ChainStep[]): KnownKey | undefined =>
  above ?? (parent === undefined ? undefined : steps[parent]?.known);

/** Steps after others: the topmost of them is under the last of those. */
function shifted(steps: readonly ChainStep[], by: number): readonly ChainStep[] {
  if (by === 0) return steps;
  return steps.map((step) => ({ ...step, parent: step.parent === undefined ? by - 1 : step.parent + by }));
}
