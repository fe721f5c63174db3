/** A request file, or an answer of ExportKey, as a source of an import; or why it is none. */
import * as vscode from 'vscode';
import { bySeverity } from '../../core/findings';
import { readRequest } from '../../keyservice/requests/read';
import type { RequestDocument, RequestMaterial } from '../../keyservice/requests/requestTypes';
import { localised } from '../ui/localise';
import type { ImportSource } from './importSource';

export type RequestReading =
  /** The material with what the file asks for. */
  | { readonly source: ImportSource }
  /** Why nothing of it can be imported, in the user's language. */
  | { readonly problem: string };

/** @param place name of the document, for people. @returns undefined where the text is no such file */
export function requestSource(text: string, place: string): RequestReading | undefined {
  const document = readRequest(text);
  return document && readingOf(document, place, (offset) => text.slice(0, offset).split('\n').length);
}

/** The same of a document that was read. @param lineOf number of the line, from 1, that a character is in */
export function readingOf(
  document: RequestDocument,
  place: string,
  lineOf: (offset: number) => number,
): RequestReading {
  const { kind, values, exported, findings } = document;
  const material = (values ?? exported)?.material;
  const unreadable = findings.find(({ code }) => syntaxCodes.has(code));
  if (material && !unreadable) {
    const request = { place, document };
    // Of the text; whoever knows its document says of which.
    const origin = { uri: '', ...document.span };
    return { source: { ...sourceOf(material), place, origin, request } };
  }
  if (unreadable && (kind === 'importKey' || kind === 'keyMaterial'))
    return {
      problem: vscode.l10n.t(
        'This looks like an ImportKey request, but line {0} is not valid JSON. {1}',
        lineOf(unreadable.span?.start ?? 0),
        localised(unreadable),
      ),
    };
  if (kind === 'importParameters')
    return {
      problem: vscode.l10n.t(
        "These are import parameters. The sender wraps the key for their certificate. Open the sender's key material, then select Import Key again. The import token is offered there.",
      ),
    };
  if (kind === 'key')
    return { problem: vscode.l10n.t('This is a key description. It contains nothing to import.') };
  const [worst] = bySeverity(findings);
  return {
    problem: worst
      ? localised(worst)
      : vscode.l10n.t('This request has no key material that can be read. See Problems for details.'),
  };
}

const syntaxCodes: ReadonlySet<string> = new Set(['request_json', 'request_backslash']);

type Material = ImportSource extends infer One
  ? One extends { kind: string }
    ? Omit<One, 'place'>
    : never
  : never;

function sourceOf(material: RequestMaterial): Material {
  switch (material.kind) {
    case 'keyBlock':
      return { kind: 'keyBlock', text: material.text };
    case 'tr34':
      return { kind: 'tr34', bytes: material.token.raw };
    case 'cryptogram':
      return { kind: 'cryptogram', bytes: material.bytes };
    case 'certificate':
      return { kind: 'certificates', certificates: [material.certificate] };
  }
}
