/** Where the material of an import is: what a command was given, what is selected, open, pasted or in a file. */
import * as vscode from 'vscode';
import { findKeyBlocks } from '../../core/input/find';
import { cleanKeyBlockText } from '../../core/input/selection';
import { decodeHex } from '../../core/input/encodings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkValuesNear } from '../../keyservice/draft/near';
import { readPayloadFacts } from '../../keyservice/draft/payloadFacts';
import { inspectedBlock } from '../inspector/inspector';
import { fileOfText, nameOf, readFile, type FilePart, type StructureFile } from '../material/structureFile';
import { isOfEditor } from '../ui/openTabs';
import { requestAround, requestHere, requestInFile, type FoundSources } from './findRequest';
import { importSource, type ImportSource } from '../material/importSource';
import { activeSession } from '../material/structureSession';
import { keyBlockAtPosition } from '../material/documentKeyBlock';
import { keyBlockHere } from '../material/keyBlockSource';

/** Longest text that is looked through for material. */
const longestText = 5_000_000;
/** Of an RSA key of 2048, 3072 and 4096 bits. */
const cryptogramBytes = new Set([256, 384, 512]);

/** What an argument of the import command names; undefined where it names nothing. */
export async function foundByArgument(argument: unknown): Promise<FoundSources | undefined> {
  // Of the editor in front, its selection and what was not saved count.
  if (argument instanceof vscode.Uri && isOfEditor(argument)) return foundHere();
  const request = await requestOfArgument(argument);
  if (request) return request;
  const sources = await sourceOfArgument(argument);
  return sources && { sources, problem: '' };
}

/** What the user looks at: a request file as a whole, else material. */
export function foundHere(): FoundSources {
  return requestHere() ?? { sources: sourcesHere(), problem: problemHere() };
}

/** The request file that an argument is in: a block of it is imported as the file says. */
async function requestOfArgument(argument: unknown): Promise<FoundSources | undefined> {
  if (argument instanceof vscode.Uri) return requestInFile(argument);
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, source } = argument as Record<string, unknown>;
  if (typeof uri !== 'string' || source !== undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  return requestAround(document);
}

async function sourceOfArgument(argument: unknown): Promise<readonly ImportSource[] | undefined> {
  if (argument instanceof vscode.Uri) return sourcesOfFile(argument);
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { text, uri, start, end, source } = argument as Record<string, unknown>;
  const made = typeof source === 'object' && source !== null ? source : argument;
  if (isSource(made)) return [made];
  if (typeof uri === 'string' && Number.isInteger(start) && Number.isInteger(end)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    const range = new vscode.Range(document.positionAt(start as number), document.positionAt(end as number));
    return sourcesOfDocument(document, range);
  }
  if (typeof text !== 'string' && typeof uri !== 'string') return undefined;
  const block = await keyBlockHere(argument, () => undefined);
  if (!block) return undefined;
  const { origin } = block;
  if (!origin) return [{ kind: 'keyBlock', text: block.text, place: '' }];
  return [{ kind: 'keyBlock', text: block.text, ...whereIn(origin.document, origin.range) }];
}

/** Made by another feature of this extension, whole. */
function isSource(value: object): value is ImportSource {
  const { kind, place, text, bytes, certificates } = value as Record<string, unknown>;
  if (typeof place !== 'string') return false;
  if (kind === 'keyBlock') return typeof text === 'string';
  if (kind === 'tr34' || kind === 'cryptogram') return bytes instanceof Uint8Array;
  return kind === 'certificates' && Array.isArray(certificates);
}

/** What the user looks at: the selection, the block at the cursor, the inspector, the viewer, the document. */
export function sourcesHere(): readonly ImportSource[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return [...sourcesOfInspector(), ...sourcesOfViewer()];
  const { document, selection } = editor;
  const selected = selection.isEmpty ? [] : sourcesOfDocument(document, selection);
  if (selected.length > 0) return selected;
  // A part of a block that is selected means the block.
  const at = keyBlockAtPosition(document, selection.active);
  if (at) return [{ kind: 'keyBlock', text: at.text, ...whereIn(document, at.range) }];
  return sourcesOfDocument(document);
}

/** Why nothing of the document that the user looks at can be imported, where that can be told; '' otherwise. */
function problemHere(): string {
  const document = vscode.window.activeTextEditor?.document;
  return (document && cryptogramProblem(document.getText(new vscode.Range(0, 0, 200, 0)))) ?? '';
}

/** What stands around material in a document, and where it can be read again. */
function whereIn(
  document: vscode.TextDocument,
  range: vscode.Range,
): Pick<ImportSource, 'place' | 'origin' | 'facts' | 'checkValuesNear'> {
  const text = document.getText();
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const line = range.start.line + 1;
  return {
    place: vscode.l10n.t('{0}, line {1}', nameOf(document.uri), line),
    origin: { uri: document.uri.toString(), start, end },
    ...hintsIn(text, start, end),
  };
}

function hintsIn(text: string, start: number, end: number): Pick<ImportSource, 'facts' | 'checkValuesNear'> {
  return {
    facts: readPayloadFacts(text, start),
    checkValuesNear: checkValuesNear(text, start, end),
  };
}

/** What is in a document or a part of it; each with its place. */
export function sourcesOfDocument(
  document: vscode.TextDocument,
  part?: vscode.Range,
): readonly ImportSource[] {
  const begin = part ? document.offsetAt(part.start) : 0;
  const text = document.getText(part).slice(0, longestText);
  return sourcesOfText(text, nameOf(document.uri)).map((source) => {
    const at = source.kind === 'keyBlock' ? source.origin : undefined;
    const start = document.positionAt(begin + (at?.start ?? 0));
    const end = document.positionAt(begin + (at?.end ?? text.length));
    return { ...source, ...whereIn(document, new vscode.Range(start, end)) };
  });
}

function sourcesOfInspector(): ImportSource[] {
  const block = inspectedBlock();
  return block ? [{ kind: 'keyBlock', text: block.text, place: vscode.l10n.t('Inspector') }] : [];
}

function sourcesOfViewer(): ImportSource[] {
  const session = activeSession();
  const source = session && importSource(session);
  return source ? [source] : [];
}

export async function sourcesOfFile(uri: vscode.Uri): Promise<readonly ImportSource[]> {
  const file = await readFile(uri);
  const origin = { uri: uri.toString() };
  return sourcesOfContent(file).map((source) => ({ ...source, origin: { ...source.origin, ...origin } }));
}

/** What is in the content of a file, wherever it came from. */
export function sourcesOfContent(file: StructureFile): readonly ImportSource[] {
  if (!file.isText) return sourcesOfParts(file.parts, file.name);
  const text = new TextDecoder().decode(file.bytes);
  return sourcesOfText(text, file.name).map((source) => {
    const { start = 0, end = text.length } = source.origin ?? {};
    return { ...source, origin: undefined, ...hintsIn(text, start, end) };
  });
}

/** A text with blocks, tokens or certificates; digits that are nothing else may be an RSA cryptogram. */
export function sourcesOfText(text: string, place: string): readonly ImportSource[] {
  const blocks = findKeyBlocks(text).map((found): ImportSource => ({
    kind: 'keyBlock',
    text: cleanKeyBlockText(found.text),
    place,
    // Of this text; whoever knows its document says of which.
    origin: { uri: '', start: found.span.start, end: found.span.end },
  }));
  // One that is broken is no block of a log, but it is one where somebody chose nothing else.
  const whole = cleanKeyBlockText(text.slice(0, 40_000));
  if (blocks.length === 0 && looksLikeBlock(whole)) return [{ kind: 'keyBlock', text: whole, place }];
  const parts = fileOfText(place, text).parts.filter(({ encoding }) => encoding !== 'der');
  const structures = sourcesOfParts(parts, place);
  if (structures.length > 0 || blocks.length > 0) return [...structures, ...blocks];
  const bytes = cryptogramOf(text);
  return bytes ? [{ kind: 'cryptogram', bytes, place }] : [];
}

function looksLikeBlock(text: string): boolean {
  if (!/^[A-E01]\d{4}/.test(text) || text.length < 16) return false;
  const { usage, algorithm } = decodeKeyBlock(text);
  return usage.known && algorithm.known;
}

/** Bytes of an RSA cryptogram given as hex or base64; undefined where they are none. */
export function cryptogramOf(text: string): Uint8Array | undefined {
  const trimmed = withoutQuotes(text.trim());
  const hex = decodeHex(trimmed);
  if (hex.strange.length === 0 && cryptogramBytes.has(hex.bytes.length)) return hex.bytes;
  const base64 = trimmed.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return cryptogramBytes.has(bytes.length) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with digits that are nothing else, of a length near that of an RSA cryptogram; undefined where they
 * are not. Lines that begin with # are notes.
 */
export function cryptogramProblem(text: string): string | undefined {
  if (text.length > 4000) return undefined;
  const digits = decodeHex(withoutQuotes(text.replace(/^#.*$/gm, '').trim()));
  const { length } = digits.bytes;
  if (digits.strange.length > 0 || length < 128 || length > 640 || cryptogramBytes.has(length))
    return undefined;
  return vscode.l10n.t(
    'This is {0} bytes. An RSA cryptogram has {1} bytes, the length of its wrapping key. Copy it again completely.',
    length,
    [...cryptogramBytes].join(' / '),
  );
}

/** Without the quotation mark before a value, and without those and the separators after it. */
function withoutQuotes(text: string): string {
  let end = text.length;
  while (end > 0 && `"',;`.includes(text[end - 1]!)) end--;
  return text.slice(text.startsWith('"') || text.startsWith("'") ? 1 : 0, end);
}

function sourcesOfParts(parts: readonly FilePart[], place: string): ImportSource[] {
  const sources: ImportSource[] = [];
  const certificates: Certificate[] = [];
  for (const { bytes, reading } of parts) {
    const found = reading.certificates.filter(({ wellFormed }) => wellFormed);
    if (reading.token?.kind === 'KT_KDH') sources.push({ kind: 'tr34', bytes, place });
    else if (found.length > 0) certificates.push(...found);
    else if (parts.length === 1 && cryptogramBytes.has(bytes.length))
      sources.push({ kind: 'cryptogram', bytes, place });
  }
  if (certificates.length > 0) sources.push({ kind: 'certificates', certificates, place });
  return sources;
}
