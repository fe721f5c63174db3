/** A block in the inspector's history, and how it keeps up with its document. */
import * as vscode from 'vscode';
import { cleanKeyBlockText, keyBlockInSelection } from '../../core/input/find';
import type { KeyMaterial } from '../../core/input/keyMaterial';
import type { InspectorMade, RestoreToken } from '../../protocol/inspector';
import { keyBlockAtOffset, keyBlockAtPosition, type LocatedKeyBlock } from '../material/documentKeyBlock';
import { wordsAround } from '../material/keyBlockAround';
import { sourceOf, type SourceBlock } from '../material/keyBlockSource';
import type { Origin } from './editorMark';
import { movedSpan } from './placeInDocument';

export interface Entry {
  /** The block without white space. */
  text: string;
  /** What was typed into the page's box, where the block was typed. */
  typed: string | undefined;
  place: DocumentPlace | undefined;
  /** The block to compare with, and where it is in words. */
  other: { readonly text: string; readonly place?: string } | undefined;
  /** Of a block that was made here, until the user closes it. */
  made?: InspectorMade | undefined;
}

export interface DocumentPlace {
  document: vscode.TextDocument;
  /** Offsets in the document. */
  start: number;
  end: number;
  /** A selection, which may have white space in it. */
  readonly selection: boolean;
  /** One edit took the block away whole. */
  swallowed: boolean;
  gone: boolean;
}

/** A block is looked for again in documents up to this size. */
const searchable = 5_000_000;

export function entryOf(text: string, origin: Origin | undefined, typed?: string): Entry {
  if (!origin) return { text, typed: typed ?? text, place: undefined, other: undefined };
  const { document, range } = origin;
  const source = document.getText(range);
  return {
    text,
    typed: undefined,
    place: {
      document,
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
      // In a coat it is found again by its place: its characters are not those of the text.
      selection: source !== text && keyBlockAtPosition(document, range.start)?.coats === undefined,
      swallowed: false,
      gone: false,
    },
    other: undefined,
  };
}

export function originOf({ place }: Entry): Origin | undefined {
  if (!place) return undefined;
  const { document, start, end } = place;
  return { document, range: new vscode.Range(document.positionAt(start), document.positionAt(end)) };
}

export function restoreTokenFor({ place }: Entry): RestoreToken | undefined {
  if (!place || place.gone) return undefined;
  const { document, start, end, selection } = place;
  return { uri: document.uri.toString(), start, end, ...(selection ? { selection } : {}) };
}

/** The entry of a panel that VS Code brings back; undefined where no block stands there any more. */
export async function restoredEntry(token: RestoreToken): Promise<Entry | undefined> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(token.uri));
  const { start, end } = token;
  const found = keyBlockAtOffset(document, start, end);
  if (found) return entryOf(found.text, { document, range: found.range });
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const text = cleanKeyBlockText(document.getText(range).slice(0, 40_000));
  return token.selection && text !== '' ? entryOf(text, { document, range }) : undefined;
}

/** Moves the entry with an edit. @returns false where the edit is in another document */
export function follow({ place }: Entry, event: vscode.TextDocumentChangeEvent): boolean {
  if (place?.document !== event.document || event.contentChanges.length === 0) return false;
  const moved = movedSpan(place, event.contentChanges);
  place.start = moved.start;
  place.end = moved.end;
  place.swallowed ||= moved.swallowed;
  return true;
}

/** Reads the block again after edits. @returns whether it is another block now, or gone, or back */
export function readAgain(entry: Entry): boolean {
  const { place } = entry;
  if (!place) return false;
  const before = { text: entry.text, gone: place.gone };
  const lost = place.swallowed || place.gone;
  place.swallowed = false;
  place.gone = false;
  if (!(lost && findSame(entry, place))) readAtPlace(entry, place, lost);
  return entry.text !== before.text || place.gone !== before.gone;
}

function readAtPlace(entry: Entry, place: DocumentPlace, lost: boolean): void {
  const { document } = place;
  const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
  const found = place.selection ? undefined : keyBlockAtPosition(document, range.start);
  // Where the block was taken away, the next one may have slid to its place: only what came instead counts.
  const located = found && (!lost || range.contains(found.range)) ? found : undefined;
  const text = located?.text ?? cleanKeyBlockText(document.getText(range).slice(0, 40_000));
  // What no longer looks like a block is shown with its faults, as long as a header could stand there.
  place.gone = located === undefined && !/^[0-9A-Za-z]{16}/.test(text);
  if (place.gone) return;
  entry.text = text;
  if (!located) return;
  place.start = document.offsetAt(located.range.start);
  place.end = document.offsetAt(located.range.end);
}

/** The same characters, nearest to where they were: after an edit that replaced everything around them. */
function findSame(entry: Entry, place: DocumentPlace): boolean {
  const all = place.document.getText();
  if (place.selection || all.length > searchable) return false;
  let nearest = -1;
  for (let at = all.indexOf(entry.text); at >= 0; at = all.indexOf(entry.text, at + 1))
    if (nearest < 0 || Math.abs(at - place.start) < Math.abs(nearest - place.start)) nearest = at;
  if (nearest < 0) return false;
  place.start = nearest;
  place.end = nearest + entry.text.length;
  return true;
}

/** "payments.log, line 2", then what was taken off the block and what stands around it. */
export function placeText(entry: Entry): string | undefined {
  const origin = originOf(entry);
  const texts = [
    ...(origin ? [vscode.l10n.t('{0}, line {1}', nameOf(origin.document), origin.range.start.line + 1)] : []),
    ...aroundOf(entry, origin),
  ];
  return texts.length === 0 ? undefined : texts.join(' · ');
}

function aroundOf(entry: Entry, origin: Origin | undefined): string[] {
  const found = foundAround(entry, origin);
  return found ? wordsAround(found) : [];
}

/** The entry's block as the source of a command: with the digits behind it that may belong to it. */
export function sourceOfEntry(entry: Entry): SourceBlock {
  return sourceOf(foundAround(entry, originOf(entry)) ?? { text: entry.text });
}

/** The block where it stands, with what is around it; undefined where it is no longer there. */
function foundAround(
  { text, typed, place }: Entry,
  origin: Origin | undefined,
): LocatedKeyBlock | KeyMaterial | undefined {
  if (place?.gone) return undefined;
  const found =
    origin && !place?.selection
      ? keyBlockAtPosition(origin.document, origin.range.start)
      : keyBlockInSelection((origin?.document.getText(origin.range) ?? typed ?? '').slice(0, 40_000));
  return found?.text === text ? found : undefined;
}

/** Says that the block is gone from its document, where it is. */
export function noticeText({ place }: Entry): string | undefined {
  return place?.gone === true
    ? vscode.l10n.t('The block is no longer in {0}. Its last known text is shown.', nameOf(place.document))
    : undefined;
}

function nameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? '';
}
