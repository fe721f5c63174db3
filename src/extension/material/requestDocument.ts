/** Requests and answers of the AWS CLI in documents, read once for each version. */
import type * as vscode from 'vscode';
import { readRequest } from '../../keyservice/requests/read';
import { longestRequest, type RequestDocument } from '../../keyservice/requests/requestTypes';

const cache = new WeakMap<
  vscode.TextDocument,
  { readonly version: number; readonly request: RequestDocument | undefined }
>();

/** Undefined where the document is none; its name and language do not matter. */
export function requestOf(document: vscode.TextDocument): RequestDocument | undefined {
  const known = cache.get(document);
  if (known?.version === document.version) return known.request;
  const text = document.getText();
  const request = text.length > longestRequest ? undefined : readRequest(text);
  cache.set(document, { version: document.version, request });
  return request;
}
