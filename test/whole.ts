/**
 * What a reader makes of its input, whole, as lines for a file of expectations: every span, order and word is held, so
 * that a change of any of them is seen. `npx vitest run FILE -u` writes them again; read the difference before committing.
 */
import { Asn1Node } from '../src/core/asn1/node';
import { english, type Field, type Finding, type Localisable, type Span } from '../src/core/findings';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isSpan = (value: unknown): value is Span =>
  isRecord(value) && Object.keys(value).join() === 'start,end' && typeof value.start === 'number';

const isFinding = (value: unknown): value is Finding =>
  isRecord(value) && 'severity' in value && 'message' in value && 'code' in value;

/** A text by itself; findings and the like carry theirs in a member. */
const isPhrase = (value: unknown): value is Localisable =>
  isRecord(value) && Object.keys(value).join() === 'template,args';

/** Templates of texts that are beside them. */
const templates: ReadonlySet<string> = new Set(['words', 'nameWords', 'summaryWords']);

const isField = (value: unknown): value is Field =>
  isRecord(value) && 'raw' in value && 'meaning' in value && 'name' in value && isSpan(value.span);

const place = (span: Span | undefined): string => (span ? `${span.start}-${span.end}` : 'nowhere');

/** The first octets of bytes, and how many there are. */
function bytesText(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return bytes.length > 16 ? `${shown}… ${bytes.length} bytes` : `${shown || 'no'} bytes`;
}

function findingText(finding: Finding): string {
  const { severity, code, span, message, reference, doubt, expected, found, folded } = finding;
  const rest = [
    ...(reference === undefined ? [] : [reference]),
    ...(doubt ? ['doubt'] : []),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
    ...(folded ?? []).map((following) => `folds ${findingText(following)}`),
  ];
  return `${severity} ${code} ${place(span)}: ${message} (${rest.join('; ')})`;
}

/** Control characters, and halves of surrogates, which no file holds. */
const unprintable = /[^\P{Cc}\n]|\p{Cs}/gu;
const codeOf = (character: string): string => `\\u{${character.charCodeAt(0).toString(16)}}`;

function cut(text: string): string {
  const shown = text.replace(unprintable, codeOf);
  return shown.length > 300 ? `${shown.slice(0, 300)}… ${text.length}` : shown;
}

function scalarText(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return bytesText(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Asn1Node) return `${value.tagName} ${place(value.span)}`;
  if (isSpan(value)) return place(value);
  if (isFinding(value)) return findingText(value);
  if (isPhrase(value)) return cut(english(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'function';
  return isRecord(value) ? undefined : cut(String(value));
}

function fieldLines(field: Field, indent: string): string[] {
  const { id, name, raw, meaning, span, children = [] } = field;
  return [
    `${indent}${place(span)} ${id} | ${name} | ${cut(raw)} | ${cut(meaning)}`,
    ...children.flatMap((child) => fieldLines(child, `${indent}  `)),
  ];
}

/**
 * A value as lines. @param without names of members to leave out, as they are in another part already
 */
export function wholeLines(value: unknown, without: readonly string[] = [], indent = ''): string[] {
  const text = scalarText(value);
  if (text !== undefined) return [`${indent}${text}`];
  if (isField(value)) return fieldLines(value, indent);
  if (Array.isArray(value))
    return value.flatMap((member: unknown) => {
      const short = scalarText(member);
      if (short !== undefined) return [`${indent}- ${short}`];
      const lines = wholeLines(member, without, `${indent}  `);
      return isField(member) ? lines : [`${indent}- ${(lines[0] ?? '').trimStart()}`, ...lines.slice(1)];
    });
  const entries = value instanceof Map ? [...value] : Object.entries(value as object);
  return entries.flatMap(([key, member]: [unknown, unknown]) => {
    const name = String(key);
    if (without.includes(name) || templates.has(name) || member === undefined) return [];
    const short = scalarText(member);
    if (short !== undefined) return [`${indent}${name}: ${short}`];
    if (Array.isArray(member) && member.length === 0) return [`${indent}${name}: none`];
    return [`${indent}${name}:`, ...wholeLines(member, without, `${indent}  `)];
  });
}

/** Cases under headings. @param cases what was read, and what was made of it */
export function wholeText(
  cases: readonly (readonly [string, unknown])[],
  without: readonly string[] = [],
): string {
  return cases.map(([name, value]) => [`# ${name}`, ...wholeLines(value, without), ''].join('\n')).join('\n');
}
