/** Collects what is wrong with a request, each fault once, and what would take it away. */
import { fillTemplate, type Finding, type Span, type TemplateArguments } from '../../core/findings';
import { jsonSpan, type JsonNode } from '../jsonTree';
import type { RequestFix } from './requestTypes';
import { fixTitles, requestFinding, type FixTitle, type RequestRule } from './requestTexts';

const mostFindings = 100;
/** Of each of two names the file may mean either: these are listed after the others are full. */
const mostTwice = 200;
const longestShown = 40;

/** A value in a sentence: short, and no key material of any length. */
export const shownText = (text: string): string =>
  text.length > longestShown ? `${text.slice(0, longestShown - 2)}…` : text;

export interface FixParts {
  readonly title: FixTitle;
  readonly args?: TemplateArguments;
  readonly edits: RequestFix['edits'];
  readonly certain?: boolean;
}

export class RequestJudge {
  readonly findings: Finding[] = [];
  readonly fixes: RequestFix[] = [];
  /** Places that have a finding: what else is wrong there follows from it. */
  private readonly judged = new Set<number>();
  private readonly excused = new Set<string>();

  /** More than are listed were found, or not looked for. */
  private cut = false;

  /** False once enough is listed: what is left is not looked at. */
  goesOn(): boolean {
    if (this.findings.length < mostFindings) return true;
    this.cut = true;
    return false;
  }

  /** A place has one finding: the first counts. @returns whether it was taken */
  add(
    code: RequestRule,
    at: JsonNode | Span,
    args: TemplateArguments = [],
    ...fixes: readonly FixParts[]
  ): boolean {
    const span = 'offset' in at ? jsonSpan(at) : at;
    if (this.judged.has(span.start)) return false;
    if (code === 'request_twice' ? this.findings.length >= mostTwice : !this.goesOn()) {
      this.cut = true;
      return false;
    }
    this.judged.add(span.start);
    this.findings.push(requestFinding(code, span, args));
    for (const { title, args: titleArgs = [], edits, certain = true } of fixes)
      this.fixes.push({
        code,
        span,
        title: {
          template: fixTitles[title],
          ...(titleArgs.length === 0 ? {} : { args: titleArgs }),
        },
        edits,
        certain,
      });
    return true;
  }

  /** A finding of another table, at a place of the document; its place may have others of these. */
  take(finding: Finding, at: JsonNode | Span): void {
    const span = 'offset' in at ? jsonSpan(at) : at;
    if (this.goesOn()) this.findings.push({ ...finding, span });
  }

  /** That a member is not missing in an object: what was meant as it has a finding of its own. */
  excuse(object: JsonNode, name: string): void {
    this.excused.add(`${object.offset} ${name}`);
  }

  isExcused(object: JsonNode, name: string): boolean {
    return this.excused.has(`${object.offset} ${name}`);
  }

  isJudged({ offset }: JsonNode): boolean {
    return this.judged.has(offset);
  }

  isJudgedAt(start: number): boolean {
    return this.judged.has(start);
  }

  get inOrder(): readonly Finding[] {
    const sorted = [...this.findings].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
    const span = sorted.at(-1)?.span;
    // What is not listed may be what the import hangs on.
    return this.cut ? [...sorted, requestFinding('request_more', span, [sorted.length])] : sorted;
  }
}

/** A change of a whole text value. */
export const writeText = (node: JsonNode, text: string): RequestFix['edits'] => [
  { span: jsonSpan(node), text: JSON.stringify(text) },
];

export const titleInEnglish = ({ template, args = [] }: RequestFix['title']): string =>
  fillTemplate(template, args);
