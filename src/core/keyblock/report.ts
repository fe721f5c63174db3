/** Where the reader of key blocks collects its findings. */
import type { Finding, Span } from '../findings';
import { keyBlockFinding, type KeyBlockFindingCode } from './findingTexts';

/** Findings that follow from a wrong length are folded under it: one fault, one finding. */
function foldLength(findings: Finding[], follows: ReadonlySet<Finding>): Finding[] {
  const lead =
    findings.find(({ code }) => code === 'header_too_short') ??
    findings.find(({ code }) => code === 'length_field_mismatch');
  if (!lead) return findings;
  const folded = findings.filter((finding) => finding !== lead && follows.has(finding));
  if (folded.length === 0) return findings;
  return findings
    .filter((finding) => !folded.includes(finding))
    .map((finding) => (finding === lead ? { ...lead, folded } : finding));
}

type Arguments = Parameters<typeof keyBlockFinding>;

/**
 * What the reader has to say. Findings on the structure come first, in the order of the checks;
 * those on the meaning follow, in the order of the fields.
 */
export class Report {
  private readonly structure: Finding[] = [];
  private readonly meaning: Finding[] = [];
  private readonly lowered: Span[] = [];
  private readonly following = new Set<Finding>();

  /** @param at the moment at which certificates in the block should be valid; undefined: not judged */
  constructor(readonly at?: Date) {}

  /** Something that keeps the block from being taken apart or verified. */
  add(code: KeyBlockFindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.structure.push(keyBlockFinding(code, span, args, more));
  }

  /** Something about a value that could be read. */
  lint(code: KeyBlockFindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.meaning.push(keyBlockFinding(code, span, args, more));
  }

  /**
   * The same for what is there because the text ends too early, or goes on too long: the block cannot be split where
   * it should be. Where the length is found wrong, that is the fault, and this follows from it.
   */
  addFollowing(code: KeyBlockFindingCode, span: Span, args?: Arguments[2], more?: Arguments[3]): void {
    this.add(code, span, args, more);
    this.following.add(this.structure.at(-1)!);
  }

  /** Something about a value that follows so. */
  lintFollowing(code: KeyBlockFindingCode, span: Span, args?: Arguments[2]): void {
    this.lint(code, span, args);
    this.following.add(this.meaning.at(-1)!);
  }

  /** Letters that say something in upper case only, and were read so. */
  lower(span: Span): void {
    this.lowered.push(span);
  }

  /**
   * All of them, what follows from a fault folded under it.
   * @param text the block as given
   */
  all(text: string): Finding[] {
    const found = foldLength(this.structure.concat(this.meaning), this.following);
    const [first] = this.lowered;
    // Of a text that ends inside the header nothing is said by its letters.
    if (!first || found.some(({ code }) => code === 'header_too_short')) return found;
    const end = Math.max(...this.lowered.map((span) => span.end));
    const given = text.slice(first.start, end);
    const folded = found.filter(({ code }) => code === 'payload_not_uppercase_hex');
    const lower = keyBlockFinding('lower_case_letters', { start: first.start, end }, [given]);
    return [
      { ...lower, ...(folded.length > 0 ? { folded } : {}) },
      ...found.filter((finding) => !folded.includes(finding)),
    ];
  }
}
