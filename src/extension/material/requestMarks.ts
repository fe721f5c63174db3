/** Whether a document can be a request or an answer of the AWS CLI. Small: it is loaded with the extension. */
import type * as vscode from 'vscode';

/** As in keyservice/requests, which is loaded only for texts that have one. */
const marks =
  /"(?:KeyMaterial|RootCertificatePublicKey|TrustedCertificatePublicKey|Tr3[14]KeyBlock|KeyCryptogram|DiffieHellmanTr31KeyBlock|As2805KeyCryptogram|WrappedKey|WrappedKeyMaterialFormat|ImportToken|KeyArn|KeyAttributes)"\s{0,100}:/;
const longest = 1_000_000;

const cache = new WeakMap<vscode.TextDocument, { readonly version: number; readonly marked: boolean }>();

/** Looked for once in each version of a document. */
export function requestMarksIn(document: vscode.TextDocument): boolean {
  const known = cache.get(document);
  if (known?.version === document.version) return known.marked;
  const text = document.getText();
  const marked = text.length <= longest && marks.test(text);
  cache.set(document, { version: document.version, marked });
  return marked;
}
