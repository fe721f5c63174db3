/** A document that is a request or an answer of the AWS CLI: what it is, what it says, and what is wrong with it. */
import type { Span } from '../../core/findings';
import { jsonMembers, jsonSpan, readJsonTree, type JsonFault, type JsonNode } from '../jsonTree';
import { readExportedKey, readImportParameters, readKeyAnswer } from './answers';
import { readImportRequest } from './importRequest';
import { RequestJudge } from './judge';
import { objectOf, requestKindOf, requestMarks } from './kinds';
import { faultsOf } from './requestFaults';
import { deepestRequest, longestRequest, mostMembers, type RequestDocument } from './requestTypes';

/**
 * Undefined where the text is none of these documents, judged by the members of its one object. Never throws. Of JSON
 * that cannot be read only that is said, and nothing of it is given.
 * @param now to judge validity by
 */
export function readRequest(text: string, now = new Date()): RequestDocument | undefined {
  if (text.length > longestRequest || !requestMarks.test(text)) return undefined;
  const tree = readJsonTree(text, { deepest: deepestRequest, strict: true });
  if (tree.deepAt !== undefined || tree.root?.type !== 'object') return undefined;
  const { root, faults } = tree;
  const kind = requestKindOf(root);
  if (kind === undefined) return undefined;
  const judge = new RequestJudge();
  const span = jsonSpan(root);
  const [fault] = faults;
  if (fault) judgeSyntax(fault, text, judge);
  const common = { kind, span, names: namesOf(root) };
  const done = (more: Partial<RequestDocument> = {}): RequestDocument => ({
    ...common,
    ...more,
    findings: judge.inOrder,
    fixes: judge.fixes,
  });
  const many = objectWithMany(root);
  if (!fault && many)
    judge.add('request_many_members', { start: many.offset, end: many.offset + 1 }, [mostMembers]);
  if (fault || many) return done();
  switch (kind) {
    case 'importKey':
    case 'keyMaterial': {
      const [input, material] =
        kind === 'importKey' ? [root, objectOf(root, 'KeyMaterial') ?? root] : [undefined, root];
      const values = readImportRequest({ input, material }, judge, text);
      return done({ values, faults: faultsOf(root, text, judge.inOrder) });
    }
    case 'exportKey':
      judge.add('request_export', { start: span.start, end: span.start + 1 });
      return done();
    case 'exportedKey':
      return done({ exported: readExportedKey(root, judge) });
    case 'importParameters':
      return done({ parameters: readImportParameters(root, judge, now) });
    case 'key':
      return done({ key: readKeyAnswer(root, judge) });
  }
}

/** The first object that is larger than any of a request: nothing of it is judged, as each of its members costs time. */
function objectWithMany(node: JsonNode): JsonNode | undefined {
  const { type, children = [] } = node;
  if (type === 'object' && children.length > mostMembers) return node;
  for (const child of children) {
    const found = objectWithMany(child);
    if (found) return found;
  }
  return undefined;
}

function namesOf(node: JsonNode): readonly Span[] {
  return jsonMembers(node).flatMap(({ key, value }) => [jsonSpan(key), ...namesOf(value)]);
}

/** Backslashes of a shell command at the ends of lines, outside of texts. */
const continuation = /\\[ \t]*(?=\r?\n|$)/g;

/** One fault, one finding: of what people copy from a command line, in its own words. */
function judgeSyntax({ words, span }: JsonFault, text: string, judge: RequestJudge): void {
  const lineEnd = text.indexOf('\n', span.start);
  const rest = text.slice(span.start, lineEnd < 0 ? text.length : lineEnd);
  if (/^\\[ \t\r]*$/.test(rest)) {
    const edits = [...text.matchAll(continuation)].map(({ index, 0: found }) => ({
      span: { start: index, end: index + found.length },
      text: '',
    }));
    judge.add('request_backslash', { start: span.start, end: span.start + 1 }, [], {
      title: 'remove_backslashes',
      edits,
    });
    return;
  }
  const lineStart = text.lastIndexOf('\n', Math.max(span.start - 1, 0)) + 1;
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const reference = /:\s{0,20}(fileb?:\/\/[^\s,}"]{0,200})/.exec(line);
  const option = /(--[a-z][a-z-]{0,60}=?)/.exec(line);
  const spanOf = (found: RegExpExecArray): Span => {
    const start = lineStart + found.index + found[0].indexOf(found[1]!);
    return { start, end: start + found[1]!.length };
  };
  if (reference) judge.add('request_file_reference', spanOf(reference), [reference[1]!.slice(0, 60)]);
  else if (option && !line.slice(0, option.index).includes('"'))
    judge.add('request_cli_option_outside', spanOf(option), [option[1]!]);
  // At the end of the text there is no character: the one before it is shown.
  else judge.add('request_json', { ...span, start: Math.min(span.start, span.end - 1) }, [words]);
}
