/** Key material that is open in this window: viewers, the selection, documents. Nothing is read from disk. */
import * as vscode from 'vscode';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { fileOfText, nameOf, type StructureFile } from '../material/structureFile';
import { activeSession, openSessions, StructureSession } from '../material/structureSession';

/** With the name of where it is open. */
export interface Open<T> {
  readonly value: T;
  readonly place: string;
}

const mostCharacters = 1_000_000;
const mostDocuments = 50;

/** What the user looks at first comes first. */
export function openPlaces(): Open<StructureSession>[] {
  const active = activeSession();
  const sessions = [...(active ? [active] : []), ...openSessions().filter((one) => one !== active)];
  const editor = vscode.window.activeTextEditor;
  const documents = vscode.workspace.textDocuments
    .filter(({ uri, isClosed }) => !isClosed && !['output', 'git', 'vscode-scm'].includes(uri.scheme))
    .sort((a, b) => Number(b === editor?.document) - Number(a === editor?.document))
    .slice(0, mostDocuments);
  const places: Open<StructureSession>[] = [];
  const add = (file: StructureFile): void =>
    void places.push({ value: new StructureSession(file), place: file.name });
  if (editor && !editor.selection.isEmpty) {
    const text = editor.document.getText(editor.selection);
    if (text.length <= mostCharacters) add(fileOfText(vscode.l10n.t('Selection'), text));
  }
  const viewers = sessions.map((session) => ({ value: session, place: session.file.name }));
  // An editor in front is what is looked at, also where a viewer is open behind it.
  if (editor) {
    for (const document of documents) addDocument(document, add);
    return [...places, ...viewers];
  }
  places.push(...viewers);
  for (const document of documents) addDocument(document, add);
  return places;
}

function addDocument(document: vscode.TextDocument, add: (file: StructureFile) => void): void {
  const text = document.getText();
  // Cheap refusals first: most documents hold none of it.
  if (text.length <= mostCharacters && /-----BEGIN|LS0t|M[A-P]|30[0-9A-Fa-f]/.test(text))
    add(fileOfText(nameOf(document.uri), text));
}

/** Key tokens (KT_KDH), each once. */
export function openTokens(): Open<Tr34Token>[] {
  const found: Open<Tr34Token>[] = [];
  for (const { value: session, place } of openPlaces())
    for (const token of tokensIn(session.file))
      if (token.kind === 'KT_KDH' && !found.some(({ value }) => sameOctets(value.raw, token.raw)))
        found.push({ value: token, place });
  return found;
}

/** Tokens of any kind in a file or text. */
export function tokensIn({ parts }: StructureFile): Tr34Token[] {
  return parts.flatMap(({ reading }) => reading.token ?? []);
}

const mostCertificates = 200;

/** Certificates, by themselves and in messages, each once. */
export function openCertificates(): Certificate[] {
  return distinct(openPlaces().flatMap(({ value }) => value.certificates()));
}

export function certificatesInFile(file: StructureFile): Certificate[] {
  return distinct(new StructureSession(file).certificates());
}

export function distinct(certificates: readonly Certificate[]): Certificate[] {
  const found: Certificate[] = [];
  for (const one of certificates)
    if (one.wellFormed && !found.some(({ raw }) => sameOctets(raw, one.raw))) found.push(one);
  return found.slice(0, mostCertificates);
}

/** Random numbers of KRDs: loaded into a viewer, or in a token that is open. */
export function openRandomNumbers(): Uint8Array[] {
  return openPlaces().flatMap(({ value: session }) => [
    ...(session.tr34.nonce ? [session.tr34.nonce] : []),
    ...session.file.parts.flatMap(({ bytes, reading }) => {
      const token = bytes.length <= 100 ? reading.token : undefined;
      return token?.kind === 'RT_KRD' && token.nonce ? [token.nonce] : [];
    }),
  ]);
}
