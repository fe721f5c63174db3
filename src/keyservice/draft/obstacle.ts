/** What stands against sending a draft. */
import type { Finding, Localisable } from '../../core/findings';
import { fieldOfFinding, type Draft, type DraftCheck, type DraftField, type WayDraft } from './draft';
import { draftText, draftTexts, type DraftText } from './draftTexts';
import { fits } from './fields';
import type { FileFinding } from './requestFaults';

interface Judged {
  readonly made: WayDraft;
  readonly findings: readonly Finding[];
  readonly checks: readonly DraftCheck[];
  readonly faults: readonly FileFinding[];
}

const askFor: ReadonlySet<string> = new Set(
  Object.keys(draftTexts).filter((code) => code.startsWith('choose_') || code.startsWith('none_')),
);

/**
 * The first thing that stands against sending it: what no answer can change, then in the order of the fields what is
 * wrong or missing.
 */
export function obstacleOf(
  fields: readonly DraftField[],
  { made, findings, checks, faults }: Judged,
): Draft['obstacle'] {
  const failed = checks.find(({ state }) => state === 'failed');
  if (failed) return { text: failed.text, field: failed.field };
  const errors = findings
    .filter(({ severity }) => severity === 'error')
    .map((text) => ({
      text,
      field: fieldOfFinding(text) ?? faults.find(({ finding }) => isSame(finding, text))?.field,
    }));
  const material = errors.find(({ text }) => made.findings.some((one) => isSame(one, text)));
  if (material) return material;
  for (const field of fields) {
    const error = errors.find((one) => one.field === field.id);
    const text = field.problem ?? error?.text ?? missingText(field, made);
    if (text) return { text, field: field.id };
  }
  const [error] = errors;
  if (error) return error;
  return made.work ? undefined : { text: draftText(made.nothing ?? 'choose_other'), field: undefined };
}

const isSame = (one: Finding, other: Finding): boolean =>
  one.code === other.code && one.message === other.message;

/** What is asked for where a field has no answer; undefined where it has one, or needs none. */
function missingText(
  { id, kind, value, optional, candidates }: DraftField,
  { issued = '' }: WayDraft,
): Localisable | undefined {
  if (optional || value !== '') return undefined;
  const none = kind === 'choice' && !candidates.some(fits) && askFor.has(`none_${id}`);
  const code = none ? `none_${id}` : askFor.has(`choose_${id}`) ? `choose_${id}` : 'choose_other';
  return draftText(code as DraftText, ...(id === 'authority' ? [issued] : []));
}
