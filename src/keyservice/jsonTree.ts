/** JSON in a document as a tree with places. It reads on after a fault; comments are read over. */
import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../core/findings';

export type { Node as JsonNode } from 'jsonc-parser';

/** A syntax error, its place within the text. */
export interface JsonFault {
  /** "comma expected". */
  readonly words: string;
  readonly span: Span;
}

export type JsonTree =
  /** Nested deeper than allowed, at this character; nothing was read. */
  | { readonly deepAt: number }
  | {
      readonly deepAt?: undefined;
      /** Undefined where there is no value. */
      readonly root: Node | undefined;
      /** One for one fault: what follows from it in the same line is left out. */
      readonly faults: readonly JsonFault[];
    };

/**
 * @param strict a comma after the last member and comments are faults, as the AWS CLI reads JSON
 * @param deepest levels of objects and lists
 */
export function readJsonTree(
  text: string,
  { deepest, strict = false }: { readonly deepest: number; readonly strict?: boolean },
): JsonTree {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const deepAt = tooDeep(text, start, deepest);
  if (deepAt !== undefined) return { deepAt };
  const errors: ParseError[] = [];
  // A byte order mark is no error of the user's.
  const read = start === 1 ? ` ${text.slice(1)}` : text;
  const root = parseTree(read, errors, { allowTrailingComma: !strict, disallowComments: strict });
  return {
    root,
    faults: tellable(errors, text, root).map(({ error, offset, length }) => ({
      words: inWords(printParseErrorCode(error)),
      span: {
        start: Math.min(offset, text.length),
        end: Math.min(offset + Math.max(length, 1), text.length),
      },
    })),
  };
}

/** The value as JSON.parse gives it; of a member that is given twice, the last one. */
export function jsonValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(jsonValue);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(jsonMembers(node).map(({ name, value }) => [name, jsonValue(value)]));
}

export interface JsonMember {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

const membersOf = new WeakMap<Node, readonly JsonMember[]>();

/** Members of an object in their order, those without a value left out; none of anything else. Listed once for a node. */
export function jsonMembers(node: Node): readonly JsonMember[] {
  if (node.type !== 'object') return [];
  const known = membersOf.get(node);
  if (known) return known;
  const members = (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [{ name: String(key.value), key, value }] : [];
  });
  membersOf.set(node, members);
  return members;
}

/** The whole value, quotation marks included. */
export const jsonSpan = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** Where it is nested too deep: the parser goes down by calling itself. */
function tooDeep(text: string, from: number, deepest: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const at = scanner.getTokenOffset();
    // Behind an open comment the end has a length, too.
    if (at >= text.length) return undefined;
    const first = text[at];
    if (first === '{' || first === '[') {
      if (++depth > deepest) return at;
    } else if (first === '}' || first === ']') depth--;
  }
}

/** "CommaExpected" → "comma expected". */
function inWords(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** One fault, one finding: what follows in the same line, or in a text that is no object at all, comes of the first. */
function tellable(errors: readonly ParseError[], text: string, root: Node | undefined): ParseError[] {
  const [first] = errors;
  if (!first) return [];
  if (root?.type !== 'object') return [first];
  // Each stretch between two errors is looked through once: a hostile text is one long line with many.
  const isNewLine = (from: number, to: number): boolean => text.slice(from, to).includes('\n');
  return errors.filter(({ offset }, at) => {
    const before = errors[at - 1]?.offset;
    return before === undefined || isNewLine(Math.min(before, offset), Math.max(before, offset));
  });
}
