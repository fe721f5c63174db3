/**
 * One shape for every verdict and every decoded field, whatever decoder made it.
 */

/** Half-open range: characters (UTF-16 units) of a text, or bytes of binary data. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning' | 'info';

/** Something a decoder has to say about the data, with the place it concerns. */
export interface Finding {
  /** Stable and snake_case; `findingTexts` of the decoder documents it. */
  readonly code: string;
  readonly severity: Severity;
  /** English, complete: what was expected, what was found, what to do. */
  readonly message: string;
  readonly span?: Span;
  /** Where the rule comes from, e.g. "X9.143:2021 table 2". */
  readonly reference?: string;
  /** Machine-readable halves of the message; they feed quick fixes. */
  readonly expected?: string;
  readonly found?: string;
  /** Values of the placeholders {0}, {1}, … of the code's template, for localisation. */
  readonly args?: readonly (string | number)[];
}

/** A named part of the data: what stands there, and what it means. */
export interface Field {
  readonly id: string;
  readonly name: string;
  /** The characters (or hex of the bytes) as they stand in the data. */
  readonly raw: string;
  readonly meaning: string;
  readonly span: Span;
  readonly children?: readonly Field[];
}

const order: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Worst first; equal severities keep the decoder's order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
}

/** Puts `args` into the placeholders {0}, {1}, … of a template. */
export function fillTemplate(template: string, args: readonly (string | number)[]): string {
  let text = '';
  let from = 0;
  for (let at = template.indexOf('{'); at >= 0; at = template.indexOf('{', at + 1)) {
    // No template has ten placeholders.
    const index = template.charCodeAt(at + 1) - 48;
    const value = index >= 0 && index <= 9 && template[at + 2] === '}' ? args[index] : undefined;
    if (value === undefined) continue;
    text += template.slice(from, at) + String(value);
    from = at + 3;
  }
  return from === 0 ? template : text + template.slice(from);
}

/** One line of a decoder's table of findings. */
export interface FindingTemplate {
  readonly severity: Severity;
  readonly template: string;
  readonly reference?: string;
}

/** The finding of a code, by the line of its table. */
export function findingOf(
  code: string,
  { severity, template, reference }: FindingTemplate,
  span: Span | undefined,
  args: readonly (string | number)[],
): Finding {
  return {
    code,
    severity,
    message: fillTemplate(template, args),
    ...(span === undefined ? {} : { span }),
    ...(reference === undefined ? {} : { reference }),
    ...(args.length === 0 ? {} : { args }),
  };
}
