/** Lines of the checklist, made from their table. */
import { fillTemplate, type Localisable, type Span, type TemplateArguments } from '../../findings';
import type { CheckText, Tr34CheckId, Tr34Load, Tr34Verdict } from './checkText';
import { tr34CheckTexts, type Tr34CheckCode } from './checkTexts';
import type { Tr34Token } from './types';
import type { Tr34Part } from './statements';

export interface Tr34Check extends Localisable {
  readonly id: Tr34CheckId;
  /** Key of the sentence; stable. */
  readonly code: Tr34CheckCode;
  readonly verdict: Tr34Verdict;
  /** English, complete. */
  readonly text: string;
  readonly args: TemplateArguments;
  readonly load?: Tr34Load;
  readonly part: Tr34Part;
  readonly span?: Span;
}

/** One line of the checklist; `part` where it concerns another place than the table says. */
export function tr34Check(
  token: Pick<Tr34Token, 'spans'>,
  code: Tr34CheckCode,
  args: TemplateArguments = [],
  part: Tr34Part = tr34CheckTexts[code].part,
): Tr34Check {
  const { id, verdict, template, load }: CheckText = tr34CheckTexts[code];
  const span = token.spans[part] ?? token.spans.signer ?? token.spans.token;
  return {
    id,
    code,
    verdict,
    text: fillTemplate(template, args),
    template,
    args,
    part,
    ...(load ? { load } : {}),
    ...(span ? { span } : {}),
  };
}

const rank: Readonly<Record<Tr34Verdict, number>> = { right: 0, warning: 1, cannot_tell: 2, wrong: 3 };

/** The worst of the lines: one wrong makes the whole wrong; where nothing was checked, nothing can be told. */
export function worstVerdict(checks: readonly Tr34Check[]): Tr34Verdict {
  if (checks.length === 0) return 'cannot_tell';
  return checks.reduce<Tr34Verdict>(
    (worst, { verdict }) => (rank[verdict] > rank[worst] ? verdict : worst),
    'right',
  );
}
