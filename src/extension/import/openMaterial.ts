/** Key material that is open in this window: viewers, the selection, documents. Nothing is read from disk. */
import * as vscode from 'vscode';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Found } from '../../keyservice/draft/draft';
import type { ImportSource } from '../material/importSource';
import type { ParameterValues } from '../../keyservice/requests/requestTypes';
import { requestOf } from '../material/requestDocument';
import { otherColumn } from '../ui/openTabs';
import { fileOfText, nameOf, type StructureFile } from '../material/structureFile';
import { activeSession, openSessions, StructureSession } from '../material/structureSession';

const mostCharacters = 1_000_000;
const mostDocuments = 50;

/** What the user looks at first comes first. */
export function openPlaces(): Found<StructureSession>[] {
  const active = activeSession();
  const sessions = [...(active ? [active] : []), ...openSessions().filter((one) => one !== active)];
  const editor = vscode.window.activeTextEditor;
  const documents = vscode.workspace.textDocuments
    .filter(({ uri, isClosed }) => !isClosed && !['output', 'git', 'vscode-scm'].includes(uri.scheme))
    .sort((a, b) => Number(b === editor?.document) - Number(a === editor?.document))
    .slice(0, mostDocuments);
  const places: Found<StructureSession>[] = [];
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

const mostCertificates = 200;

/** Certificates, by themselves and in messages, each once, with the document it is in. */
export function openCertificates(): Found<Certificate>[] {
  return distinctCertificates(
    openPlaces().flatMap(({ value, place }) =>
      value.certificates().map((certificate) => ({ value: certificate, place })),
    ),
  );
}

export function certificatesInFile(file: StructureFile): Found<Certificate>[] {
  return distinctCertificates(
    new StructureSession(file).certificates().map((value) => ({ value, place: file.name })),
  );
}

export function distinctCertificates(certificates: readonly Found<Certificate>[]): Found<Certificate>[] {
  const found: Found<Certificate>[] = [];
  for (const one of certificates)
    if (one.value.wellFormed && !found.some(({ value }) => sameOctets(value.raw, one.value.raw)))
      found.push(one);
  return found.slice(0, mostCertificates);
}

/** Answers of GetParametersForImport in documents that are open: their token and certificate. */
export function openParameterAnswers(): Found<ParameterValues>[] {
  return vscode.workspace.textDocuments
    .filter(({ isClosed }) => !isClosed)
    .slice(0, mostDocuments)
    .flatMap((document) => {
      const parameters = requestOf(document)?.parameters;
      return parameters ? [{ value: parameters, place: nameOf(document.uri) }] : [];
    });
}

/** Random numbers of KRDs: loaded into a viewer, or in a token that is open. */
export function openRandomNumbers(): Found<Uint8Array>[] {
  return openPlaces().flatMap(({ value: session, place }) => [
    ...(session.tr34.nonce ? [{ value: session.tr34.nonce, place }] : []),
    ...randomNumbersInFile(session.file),
  ]);
}

export function randomNumbersInFile(file: StructureFile): Found<Uint8Array>[] {
  return file.parts.flatMap(({ bytes, reading }) => {
    const token = bytes.length <= 100 ? reading.token : undefined;
    return token?.kind === 'RT_KRD' && token.nonce ? [{ value: token.nonce, place: file.name }] : [];
  });
}

/** Shows where material is: in its editor, or in the viewer of its file. */
export async function revealSource(source: ImportSource | undefined): Promise<void> {
  const { origin } = source ?? {};
  if (!origin || origin.uri === '') return;
  const uri = vscode.Uri.parse(origin.uri, true);
  if (origin.start === undefined) {
    await vscode.commands.executeCommand('vscode.open', uri, otherColumn());
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const start = document.positionAt(origin.start);
  const selection = new vscode.Range(start, document.positionAt(origin.end ?? origin.start));
  const shown = vscode.window.visibleTextEditors.find((one) => one.document === document);
  await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? otherColumn(),
    selection,
  });
}
