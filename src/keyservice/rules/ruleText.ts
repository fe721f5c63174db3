/** What a rule of the key service says, and the finding made of it. */
import { fillTemplate, type Finding, type Severity, type Span } from '../../core/findings';

export interface RuleText {
  /** Documented rules are errors; what is only inferred, or seen in samples, is a warning. */
  readonly severity: Severity;
  readonly template: string;
  readonly reference: string;
  /** True where the rule leaves open whether the service takes it. */
  readonly doubt?: true;
}

/** The finding of a rule: template filled in, reference and arguments kept for localisation. */
export function ruleFinding<Code extends string>(
  texts: Readonly<Record<Code, RuleText>>,
  code: Code,
  args: readonly (string | number)[] = [],
  span?: Span,
  more: { expected?: string; found?: string } = {},
): Finding {
  const { severity, template, reference } = texts[code];
  return {
    code,
    severity,
    message: fillTemplate(template, args),
    reference,
    args,
    ...(span ? { span } : {}),
    ...more,
  };
}
