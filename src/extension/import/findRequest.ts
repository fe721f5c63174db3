/** Request files as sources of an import: they come before whatever else is in the same text. */
import * as vscode from 'vscode';
import { longestRequest, sourceKinds } from '../../keyservice/requests/requestTypes';
import type { ImportSource } from '../material/importSource';
import { requestOf } from '../material/requestDocument';
import { readingOf, requestSource, type RequestReading } from '../material/requestSource';
import { nameOf, readFile } from '../material/structureFile';

/** What was found, and why it is nothing where that is known. */
export interface FoundSources {
  readonly sources: readonly ImportSource[];
  readonly problem: string;
}

/** Undefined where the document is no request or answer of the AWS CLI. */
export function requestInDocument(document: vscode.TextDocument): FoundSources | undefined {
  const request = requestOf(document);
  const lineOf = (offset: number): number => document.positionAt(offset).line + 1;
  return request && foundOf(readingOf(request, nameOf(document.uri), lineOf), document.uri);
}

/**
 * Of a document in which one thing was chosen: what a request holds is imported as the request says, or not at all.
 * Undefined where the document holds no request for it.
 */
export function requestAround(document: vscode.TextDocument): FoundSources | undefined {
  const request = requestOf(document);
  return request && sourceKinds.has(request.kind) ? requestInDocument(document) : undefined;
}

/** Of the document in front: as a whole, so where nothing of it is selected. */
export function requestHere(): FoundSources | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  if (selection.isEmpty) return requestInDocument(document);
  const text = document.getText(selection);
  return text.length > longestRequest ? undefined : requestInText(text, nameOf(document.uri));
}

/** Of a text in no document: it cannot be shown again. */
export function requestInText(text: string, place: string): FoundSources | undefined {
  const reading = requestSource(text, place);
  return reading && foundOf(reading, undefined);
}

export async function requestInFile(uri: vscode.Uri): Promise<FoundSources | undefined> {
  const { bytes, isText, name } = await readFile(uri);
  if (!isText || bytes.length > longestRequest) return undefined;
  const reading = requestSource(new TextDecoder().decode(bytes), name);
  return reading && foundOf(reading, uri);
}

function foundOf(reading: RequestReading, uri: vscode.Uri | undefined): FoundSources {
  if ('problem' in reading) return { sources: [], problem: reading.problem };
  const { source } = reading;
  const origin = uri && source.origin && { ...source.origin, uri: uri.toString() };
  return { sources: [{ ...source, origin }], problem: '' };
}
