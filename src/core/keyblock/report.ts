import type { Finding, Span } from '../findings';
import { keyBlockFinding, type KeyBlockFindingCode } from './findingTexts';

type Arguments = Parameters<typeof keyBlockFinding>;

/**
 * What the reader has to say. Findings on the structure come first, in the order of the checks;
 * those on the meaning follow, in the order of the fields.
 */
export class Report {
  private readonly structure: Finding[] = [];
  private readonly meaning: Finding[] = [];

  /** Something that keeps the block from being taken apart or verified. */
  add(code: KeyBlockFindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.structure.push(keyBlockFinding(code, span, args, more));
  }

  /** Something about a value that could be read. */
  lint(code: KeyBlockFindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.meaning.push(keyBlockFinding(code, span, args, more));
  }

  all(): Finding[] {
    return this.meaning.length === 0 ? this.structure : this.structure.concat(this.meaning);
  }
}
