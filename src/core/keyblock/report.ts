/** Where the reader of key blocks collects its findings. */
import type { Finding, Span } from '../findings';
import { keyBlockFinding, type KeyBlockFindingCode } from './findingTexts';

/** What a block that ends too early, or goes on too long, breaks besides: it cannot be split where it should be. */
const followsFromLength: ReadonlySet<string> = new Set<KeyBlockFindingCode>([
  'length_field_mismatch',
  'length_not_block_multiple',
  'mac_truncated',
  'mac_not_hex',
  'optional_block_id_truncated',
  'optional_block_length_malformed',
  'optional_block_length_of_length_malformed',
  'optional_block_data_truncated',
  'payload_empty_or_not_block_multiple',
  'payload_not_hex',
  'payload_too_short_for_algorithm',
]);

/** Findings that follow from a wrong length are folded under it: one fault, one finding. */
function foldLength(findings: Finding[], cut: boolean): Finding[] {
  const lead =
    findings.find(({ code }) => code === 'header_too_short') ??
    findings.find(({ code }) => code === 'length_field_mismatch');
  if (!lead) return findings;
  const follows = ({ code, span }: Finding): boolean =>
    followsFromLength.has(code) &&
    // A character in the middle that is no digit is a fault of its own where the block ends too early.
    !(cut && (code === 'mac_not_hex' || code === 'payload_not_hex')) &&
    // So is a framing that breaks before the end of the text is reached.
    !(code.startsWith('optional_block_length') && cut && span !== undefined && span.end - span.start >= 2);
  const folded = findings.filter((finding) => finding !== lead && follows(finding));
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

  /** Letters that say something in upper case only, and were read so. */
  lower(span: Span): void {
    this.lowered.push(span);
  }

  /**
   * All of them, what follows from a fault folded under it.
   * @param text the block as given
   * @param cut whether it has fewer characters than it declares
   */
  all(text: string, cut: boolean): Finding[] {
    const found = foldLength(this.structure.concat(this.meaning), cut);
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
