import type { Finding, Span } from '../findings';
import { finding, type FindingCode } from './findingTexts';

type Arguments = Parameters<typeof finding>;

/**
 * What the reader has to say. Findings on the structure come first, in the order of the checks;
 * those on the meaning follow, in the order of the fields.
 */
export class Report {
  private readonly structure: Finding[] = [];
  private readonly meaning: Finding[] = [];

  /** Something that keeps the block from being taken apart or verified. */
  add(code: FindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.structure.push(finding(code, span, args, more));
  }

  /** Something about a value that could be read. */
  lint(code: FindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.meaning.push(finding(code, span, args, more));
  }

  all(): Finding[] {
    return this.meaning.length === 0 ? this.structure : this.structure.concat(this.meaning);
  }
}
