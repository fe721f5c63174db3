/**
 * One shape for every verdict and every decoded field, whatever decoder made it.
 */

/** Half-open range: characters (UTF-16 units) of a text, or bytes of binary data. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning' | 'info';

/** Something a decoder has to say about the data, with the place it concerns; made by a `findingTable`. */
export interface Finding extends Localisable {
  /** Stable and snake_case; the decoder's table of findings documents it. */
  readonly code: string;
  readonly severity: Severity;
  /** English, complete: what was expected, what was found, what to do. */
  readonly message: string;
  readonly span?: Span;
  /** Where the rule comes from, e.g. "X9.143:2021 table 2". */
  readonly reference?: string;
  /** True where the rule leaves open whether the service takes it. */
  readonly doubt?: true;
  /** What follows from this fault: it goes when the fault goes, and is no fault of its own. */
  readonly folded?: readonly Finding[];
  /** Machine-readable halves of the message; they feed quick fixes. */
  readonly expected?: string;
  readonly found?: string;
}

/** A named part of the data: what stands there, and what it means. */
export interface Field {
  readonly id: string;
  readonly name: string;
  /** The name's template, where a value is in it; without one the name itself is the template. */
  readonly nameWords?: Localisable;
  /** The characters (or hex of the bytes) as they stand in the data. */
  readonly raw: string;
  readonly meaning: string;
  /** The meaning's template; absent where the meaning is what the data says. */
  readonly words?: Localisable;
  readonly span: Span;
  readonly children?: readonly Field[];
}

const order: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Worst first; equal severities keep the decoder's order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
}

/** Every finding with what is folded under it, each right after the one it follows from. */
export function unfolded(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding) => [finding, ...unfolded(finding.folded ?? [])]);
}

/** Puts `args` into the placeholders {0}, {1}, … of a template. */
export function fillTemplate(template: string, args: TemplateArguments): string {
  let text = '';
  let from = 0;
  for (let at = template.indexOf('{'); at >= 0; at = template.indexOf('{', at + 1)) {
    // No template has ten placeholders.
    const index = template.charCodeAt(at + 1) - 48;
    const value = index >= 0 && index <= 9 && template[at + 2] === '}' ? args[index] : undefined;
    if (value === undefined) continue;
    text += template.slice(from, at) + (typeof value === 'object' ? english(value) : String(value));
    from = at + 3;
  }
  return from === 0 ? template : text + template.slice(from);
}

/** Values of the placeholders of a template; one can be a text of its own. */
export type TemplateArguments = readonly (string | number | Words)[];

/** A text that can be told in another language: its template is the key of the translation. */
export interface Localisable {
  /** English, with the placeholders {0}, {1}, …. */
  readonly template: string;
  readonly args?: TemplateArguments;
}

/** A text that can be a value of another one: `phrase` makes it. */
export interface Words extends Localisable {
  /** English. */
  toString(): string;
}

/** A text in English, its values filled in. */
export const english = ({ template, args = [] }: Localisable): string => fillTemplate(template, args);

class Phrase implements Words {
  constructor(
    readonly template: string,
    readonly args: TemplateArguments,
  ) {}

  toString(): string {
    return english(this);
  }

  toJSON(): string {
    return english(this);
  }
}

/**
 * A text that is written where it is used, not in a table. scripts/l10n.mjs collects the literals.
 * @param template English, with the placeholders {0}, {1}, …
 */
export const phrase = (template: string, ...args: TemplateArguments): Words => new Phrase(template, args);

/** A text whose template a `textTable` has, or that has no words. */
export const ofTable = phrase;

/** Texts one after the other, as one value of a template. @param between the template that joins two */
export const joinTexts = (texts: TemplateArguments, between = '{0}, {1}'): TemplateArguments[number] =>
  texts.length === 0 ? '' : texts.reduce((all, one) => ofTable(between, all, one));

/** Name of a field, in English and as its template. */
export const named = (name: Localisable): Pick<Field, 'name' | 'nameWords'> =>
  name.args?.length ? { name: english(name), nameWords: name } : { name: name.template };

/** Meaning of a field, in English and as its template; a string is what the data says. */
export const meant = (meaning: string | Localisable): Pick<Field, 'meaning' | 'words'> =>
  typeof meaning === 'string' ? { meaning } : { meaning: english(meaning), words: meaning };

/** Under this key a table names the templates in it; scripts/tables.mjs finds such tables among the exports. */
export const templatesKey = Symbol.for('key-material.templates');

/**
 * Marks an exported table of texts, so that its templates get into the bundle of translations.
 * @param templates those of one entry
 */
export function textTable<const Table extends Readonly<Record<string, unknown>>>(
  table: Table,
  templates: (entry: Table[keyof Table]) => readonly string[],
): Table {
  Object.defineProperty(table, templatesKey, {
    value: () => Object.values(table as Record<string, Table[keyof Table]>).flatMap(templates),
  });
  return table;
}

/** One line of a table of findings. A template carries what was expected, what was found, what to do. */
export interface FindingTemplate {
  readonly severity: Severity;
  readonly template: string;
  /** Where the rule comes from. */
  readonly reference?: string;
  /** True where the rule leaves open whether the service takes it. */
  readonly doubt?: true;
  /** The template where the value at the place `counted` is 1. */
  readonly one?: { readonly template: string; readonly counted: number };
}

function line(severity: Severity) {
  return (template: string, reference?: string): FindingTemplate => ({
    severity,
    template,
    ...(reference === undefined ? {} : { reference }),
  });
}

/** A line of a table of findings: what breaks the standard, or a documented rule of a service. */
export const error = line('error');
/** What is legal but unwise, inferred, or seen to fail. */
export const warning = line('warning');
/** What is worth knowing. */
export const info = line('info');

/** A warning that leaves open whether the service takes it. */
export const doubt = (template: string, reference: string): FindingTemplate => ({
  ...warning(template, reference),
  doubt: true,
});

/**
 * A line that counts something.
 * @param one its template where there is one of it
 * @param counted place of the number among the values
 */
export const counting = (plural: FindingTemplate, one: string, counted = 0): FindingTemplate => ({
  ...plural,
  one: { template: one, counted },
});

/** Makes the findings of one table. */
export interface FindingTable<Code extends string = string> {
  /**
   * The finding of a code, its template filled in.
   * @param span place in the text or the bytes; undefined where the finding concerns none
   */
  (code: Code, span?: Span, args?: TemplateArguments, more?: FindingDetails): Finding;
  /** Heading of the table in docs/findings.md. */
  readonly heading: string;
  readonly templates: Readonly<Record<Code, FindingTemplate>>;
}

/** What one finding says beyond its table. */
export interface FindingDetails {
  readonly expected?: string;
  readonly found?: string;
  /** Where this finding is graver, or less grave, than its code. */
  readonly severity?: Severity;
}

/** Codes of a table. */
export type FindingCode<Table> = Table extends FindingTable<infer Code> ? Code : never;

/**
 * A decoder's table of findings, code to line, and their maker. A released code keeps its meaning.
 * @param heading under which docs/findings.md lists them; several tables may share one
 */
export function findingTable<const Code extends string>(
  heading: string,
  templates: Readonly<Record<Code, FindingTemplate>>,
): FindingTable<Code> {
  const make: FindingTable<Code> = Object.assign(
    (code: Code, span?: Span, args: TemplateArguments = [], more: FindingDetails = {}): Finding => {
      const { severity, template: plural, one, reference, doubt: open } = templates[code];
      const template = one && args[one.counted] === 1 ? one.template : plural;
      return {
        code,
        severity,
        message: fillTemplate(template, args),
        template,
        ...(span === undefined ? {} : { span }),
        ...(reference === undefined ? {} : { reference }),
        ...(args.length === 0 ? {} : { args }),
        ...(open === undefined ? {} : { doubt: open }),
        ...more,
      };
    },
    { heading, templates },
  );
  Object.defineProperty(make, templatesKey, {
    value: () =>
      Object.values<FindingTemplate>(templates).flatMap(({ template, one }) =>
        one ? [one.template, template] : [template],
      ),
  });
  return make;
}
