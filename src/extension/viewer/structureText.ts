import * as vscode from 'vscode';
import { structureTokenOf } from '../../protocol/structure';
import {
  fileOfText,
  nameOf,
  placeOf,
  readFile,
  type StructureFile,
  wipeKeys,
} from '../material/structureFile';
import { openSessions, StructureSession } from '../material/structureSession';

/** Scheme of the read-only text twins of structures. */
export const structureTextScheme = 'key-material-structure';

/** What such an address says: where the structure is read from, never the structure. */
interface TextAddress {
  readonly uri?: string;
  readonly start?: number;
  readonly end?: number;
  /** Number of an open view, for what was pasted. */
  readonly id?: number;
  readonly part?: number;
  readonly plain?: boolean;
}

const ids = new WeakMap<StructureSession, number>();
/** Begins anywhere: a tab that comes back with an address of another window must not name a view of this one. */
let lastId = crypto.getRandomValues(new Uint32Array(1))[0]! * 0x10_0000;

/** Address of the text twin of one part, or of the whole file where `part` is undefined. */
export function structureTextUri(
  session: StructureSession,
  part: number | undefined,
  plain = false,
): vscode.Uri {
  const { range, name } = session.file;
  // What a passphrase opened is in the view alone: the file would be read without it.
  const uri = session.isOpened ? undefined : session.file.uri;
  let id = ids.get(session);
  if (!uri && id === undefined) ids.set(session, (id = ++lastId));
  const address: TextAddress = {
    ...(uri ? { uri: uri.toString(), ...(range ?? {}) } : { id: id ?? 0 }),
    ...(part === undefined ? {} : { part }),
    ...(plain ? { plain } : {}),
  };
  return vscode.Uri.from({
    scheme: structureTextScheme,
    path: `/${name}${part === undefined || session.partCount < 2 ? '' : ` ${part + 1}`}.txt`,
    query: JSON.stringify(address),
  });
}

/** Of a file that is not open in the viewer. */
export function textUriOfFile(uri: vscode.Uri, plain = false): vscode.Uri {
  return vscode.Uri.from({
    scheme: structureTextScheme,
    path: `/${nameOf(uri)}.txt`,
    query: JSON.stringify({ uri: uri.toString(), ...(plain ? { plain } : {}) } satisfies TextAddress),
  });
}

/** Of a text document as it is open, changes that are not saved included. */
export function textUriOfDocument(document: vscode.TextDocument): vscode.Uri {
  const end = document.getText().length;
  const address: TextAddress = { uri: document.uri.toString(), start: 0, end, plain: true };
  return vscode.Uri.from({
    scheme: structureTextScheme,
    path: `/${nameOf(document.uri)}.txt`,
    query: JSON.stringify(address),
  });
}

const kept = new Map<number, StructureFile>();

/** Of what is in no file and no view, as the clipboard: kept until its text is closed. */
export function textUriOfPasted(file: StructureFile): vscode.Uri {
  const session = new StructureSession(file);
  const uri = structureTextUri(session, undefined, true);
  const id = ids.get(session) ?? 0;
  kept.set(id, file);
  const closing = vscode.workspace.onDidCloseTextDocument((document) => {
    if (document.uri.toString() !== uri.toString()) return;
    kept.delete(id);
    wipeKeys(file);
    closing.dispose();
  });
  return uri;
}

/** Content of such an address; read and decoded again each time. */
export async function structureText(address: vscode.Uri): Promise<string> {
  const { dumpOf } = await import('./structureDump');
  const wanted = addressOf(address);
  const open = openSessions().find((one) => ids.get(one) === wanted.id && wanted.id !== undefined);
  // A text stays until it is closed, and what is shown for a time only must not.
  if (open?.endsAt !== undefined)
    return (
      vscode.l10n.t('Private values are shown only for a limited time, so they cannot be opened as text.') +
      '\n'
    );
  const held = open?.file ?? (wanted.id === undefined ? undefined : kept.get(wanted.id));
  const file = held ?? (await restoredFile(wanted).catch(() => undefined));
  if (!file) return vscode.l10n.t('The source of this text is no longer open or cannot be read.') + '\n';
  // Says what the page says, with what was loaded there.
  const shown =
    open ??
    openSessions().find(
      (one) =>
        one.file.uri && !one.file.range && !file.range && one.file.uri.toString() === file.uri?.toString(),
    );
  const session = new StructureSession(file, shown?.memories);
  if (shown) {
    session.added.push(...shown.added);
    session.lookedBeside = shown.lookedBeside;
  }
  session.part = Math.min(wanted.part ?? 0, session.partCount - 1);
  try {
    return await dumpOf(session, wanted.plain === true, wanted.part === undefined);
  } finally {
    // What another view shows is wiped with it, what is kept for a comparison when that is closed.
    if (!held) wipeKeys(file);
  }
}

function addressOf(address: vscode.Uri): TextAddress {
  try {
    const value: unknown = JSON.parse(address.query);
    if (typeof value !== 'object' || value === null) return {};
    const { uri, start, end, id, part, plain } = value as Record<string, unknown>;
    return {
      ...(typeof uri === 'string' ? { uri } : {}),
      ...(typeof start === 'number' && typeof end === 'number' ? { start, end } : {}),
      ...(typeof id === 'number' ? { id } : {}),
      ...(typeof part === 'number' && Number.isInteger(part) && part >= 0 ? { part } : {}),
      ...(plain === true ? { plain } : {}),
    };
  } catch {
    return {};
  }
}

/** The file, or the range of a text document, that a token names; undefined where it names none. */
export async function restoredFile(state: unknown): Promise<StructureFile | undefined> {
  const token = structureTokenOf(state);
  if (token && token.end > token.start) {
    const uri = vscode.Uri.parse(token.uri, true);
    const document = await vscode.workspace.openTextDocument(uri);
    const range = new vscode.Range(document.positionAt(token.start), document.positionAt(token.end));
    return fileOfText(nameOf(uri), document.getText(range), {
      uri,
      range: { start: token.start, end: token.end },
      first: placeOf(range.start),
    });
  }
  const { uri } = (state ?? {}) as { uri?: unknown };
  return typeof uri === 'string' && uri !== '' ? readFile(vscode.Uri.parse(uri, true)) : undefined;
}
