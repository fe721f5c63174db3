/** PEM blocks whose frame was damaged while their content is whole, and the change of text that gives the frame back. */
import { readAsn1 } from '../asn1/read';
import { recognise } from '../asn1/schema/recognise';
import { wipe } from '../crypto/bytes';
import { phrase, type Span, type Words } from '../findings';
import { decodeBase64 } from './encodings';
import { pemLabels } from './pem';
import { andAll, boundaryLine, notWrittenAs, type PemBoundary, readBoundary } from './pemBoundary';
import { labelledWrong } from './pemFindings';

/** What is written instead of the characters of a span; an empty span is a place to write at. */
export interface FrameChange {
  readonly span: Span;
  readonly text: string;
  /** The line itself, without indentation and line break. */
  readonly line: string;
}

export interface DamagedFrame {
  /** From the first line of the block, its frame or its content, to the last. */
  readonly span: Span;
  /** What is wrong with the frame, as a sentence without full stop. */
  readonly problem: Words;
  /** Code of the finding that the changes settle. */
  readonly code: 'pem_broken' | 'pem_label';
  /** In the order of the text; never empty. */
  readonly changes: readonly FrameChange[];
}

interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  readonly text: string;
}

interface Boundary extends PemBoundary {
  readonly at: number;
  /** Written as it should be. */
  readonly isRight: boolean;
}

const mostFrames = 1000;
/** RFC 1421 4.6: a header, its continuation, the empty line after. */
const header = /^([A-Za-z][A-Za-z0-9-]{0,60}:|[ \t]|$)/;
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Frames that can be mended: a BEGIN or END line that is missing or not written as it should be, or that names another
 * thing than its counterpart or its content. Only where what they hold is base64 of one whole structure, or encrypted by RFC 1421: an
 * END line that is missing may also mean that the rest was cut off. Linear in the length of the text; never throws.
 */
export function findDamagedFrames(text: string): DamagedFrame[] {
  const lines = linesOf(text);
  const boundaries = lines.flatMap((line, at): Boundary[] => {
    const read = /begin|end/i.test(line.text.slice(0, 40)) ? readBoundary(line.text) : undefined;
    return read ? [{ ...read, at, isRight: line.text.trim() === read.right }] : [];
  });
  const found: DamagedFrame[] = [];
  for (let i = 0; i < boundaries.length && found.length < mostFrames; i++) {
    const one = boundaries[i]!;
    const next = boundaries[i + 1];
    const isPair = one.kind === 'BEGIN' && next?.kind === 'END';
    const frame = isPair
      ? pairOf(lines, one, next)
      : one.kind === 'BEGIN'
        ? withoutEnd(lines, one, next?.at ?? lines.length, text)
        : withoutBegin(lines, one, boundaries[i - 1]?.at ?? -1, text);
    if (isPair) i++;
    if (frame) found.push(frame);
  }
  return found;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 ? text.length : feed;
    const end = stop > start && text[stop - 1] === '\r' ? stop - 1 : stop;
    lines.push({ start, end, text: text.slice(start, end) });
    if (feed < 0) break;
    start = feed + 1;
  }
  return lines;
}

const endMissing = phrase('the END line is missing');
const beginMissing = phrase('the BEGIN line is missing');
const notWritten = ({ kind, right }: Boundary): Words => notWrittenAs(kind, right);

function pairOf(lines: readonly Line[], begin: Boundary, end: Boundary): DamagedFrame | undefined {
  const same = begin.label === end.label;
  const content = contentOf(lines, begin.at + 1, end.at, begin.label);
  const broken = !begin.isRight || !end.isRight || !same;
  const right = broken ? undefined : content?.right;
  if (!content || (!broken && right === undefined)) return undefined;
  // What the content is decides; where that has no label of its own, the BEGIN line.
  const label = same
    ? (content.right ?? begin.label)
    : pemLabels[content.type ?? ''] === end.label
      ? end.label
      : begin.label;
  const changes = [begin, end].flatMap((one): FrameChange[] => {
    const { start, end: stop, text } = lines[one.at]!;
    const line = boundaryLine(one.kind, label);
    const blanks = text.length - text.trimStart().length;
    if (text.trim() === line) return [];
    return [
      {
        span: { start: start + blanks, end: stop - (text.length - text.trimEnd().length) },
        text: line,
        line,
      },
    ];
  });
  const unlike = [begin, end].filter(({ isRight }) => !isRight).map(notWritten);
  return {
    span: { start: lines[begin.at]!.start, end: lines[end.at]!.end },
    problem:
      right !== undefined
        ? phrase('the label should be {0}', right)
        : same
          ? andAll(unlike)
          : phrase('it begins as "{0}" and ends as "{1}"', begin.label, end.label),
    code: right === undefined ? 'pem_broken' : 'pem_label',
    changes,
  };
}

function withoutEnd(
  lines: readonly Line[],
  begin: Boundary,
  limit: number,
  text: string,
): DamagedFrame | undefined {
  let after = skipHeaders(lines, begin.at + 1, limit);
  while (after < limit && base64.test(lines[after]!.text.trim())) after++;
  if (!contentOf(lines, begin.at + 1, after)) return undefined;
  const last = lines[after - 1]!;
  const first = lines[begin.at]!;
  const line = boundaryLine('END', begin.label);
  const missing = {
    span: { start: last.end, end: last.end },
    text: breakOf(text) + indentOf(last) + line,
    line,
  };
  const blanks = first.text.length - first.text.trimStart().length;
  return {
    span: { start: first.start, end: last.end },
    code: 'pem_broken',
    problem: begin.isRight ? endMissing : andAll([endMissing, notWritten(begin)]),
    changes: [
      ...(begin.isRight
        ? []
        : [{ span: { start: first.start + blanks, end: first.end }, text: begin.right, line: begin.right }]),
      missing,
    ],
  };
}

function withoutBegin(
  lines: readonly Line[],
  end: Boundary,
  limit: number,
  text: string,
): DamagedFrame | undefined {
  let from = end.at;
  while (from - 1 > limit && base64.test(lines[from - 1]!.text.trim())) from--;
  if (!contentOf(lines, from, end.at)) return undefined;
  const first = lines[from]!;
  const last = lines[end.at]!;
  const line = boundaryLine('BEGIN', end.label);
  const place = { start: first.start, end: first.start };
  const blanks = last.text.length - last.text.trimStart().length;
  return {
    span: { start: first.start, end: last.end },
    code: 'pem_broken',
    problem: end.isRight ? beginMissing : andAll([beginMissing, notWritten(end)]),
    changes: [
      { span: place, text: indentOf(first) + line + breakOf(text), line },
      ...(end.isRight
        ? []
        : [{ span: { start: last.start + blanks, end: last.end }, text: end.right, line: end.right }]),
    ],
  };
}

const breakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
const indentOf = ({ text }: Line): string => text.slice(0, text.length - text.trimStart().length);

function skipHeaders(lines: readonly Line[], from: number, to: number): number {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,60}:/.test(lines[from]?.text.trim() ?? '')) return from;
  let at = from;
  while (at < to && header.test(lines[at]!.text)) at++;
  return at;
}

/** What lines hold; undefined where that is not whole. The octets, which may be those of a key, are overwritten. */
function contentOf(
  lines: readonly Line[],
  from: number,
  to: number,
  label = '',
): { readonly type: string | undefined; readonly right?: string | undefined } | undefined {
  const begin = skipHeaders(lines, from, to);
  if (begin >= to) return undefined;
  const body = lines
    .slice(begin, to)
    .map(({ text }) => text)
    .join('\n');
  const { bytes, strange, problem } = decodeBase64(body);
  try {
    if (bytes.length === 0 || strange.length > 0 || problem !== undefined) return undefined;
    if (lines.slice(from, begin).some(({ text }) => text.includes('DEK-Info:'))) return { type: undefined };
    const { roots } = readAsn1(bytes);
    const [root] = roots;
    if (roots.length !== 1 || root?.kind !== 'value' || root.truncated || root.span.end !== bytes.length)
      return undefined;
    const known = recognise(root, label);
    const wrong = labelledWrong(label, bytes, known)?.args?.[2];
    return { type: known?.type, right: wrong === undefined ? undefined : String(wrong) };
  } finally {
    wipe(bytes);
  }
}
