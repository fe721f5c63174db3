/**
 * The one place that reads files of any size: by ranges where the entry handed in how (files on disk, desktop and
 * remote), otherwise whole through VS Code's file system, up to a limit that the caller has to say aloud.
 */
import * as vscode from 'vscode';
import type { Moment } from '../../keyservice/imports/note';
import type { NoteFolder } from '../../keyservice/imports/noteStore';

/** A file that is read piece by piece. */
export interface OpenFile {
  readonly size: number;
  /** Bytes from a place of the file into `into`; how many came, 0 at the end. */
  read(into: Uint8Array, place: number): Promise<number>;
  close(): Promise<void>;
}

/** A file that grows by lines. */
export interface LineFile {
  /** Whole lines, each with its end. */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

/** What a host with a disk hands in (src/extension.ts). */
export interface FileAccess {
  open(path: string): Promise<OpenFile>;
  /** Bytes as characters of the same value. */
  latin1(bytes: Uint8Array): string;
  /** Makes a file that only its owner can read (mode 0600); rejects where it is there already. */
  writePrivate(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts a file of mode 0600 in place of the one that is there, whole or not at all; on the disk when it resolves. */
  replacePrivate(path: string, bytes: Uint8Array): Promise<void>;
  /** Overwrites a file where it lies, as far as the disk lets that be told, and removes it. */
  erase(path: string): Promise<void>;
  /**
   * Opens a file of lines, mode 0600, to write behind its end; makes it where there is none. A last line that was cut
   * off is closed first. What was appended is on the disk when it resolves.
   */
  appendLines(path: string): Promise<LineFile>;
  /** Files and locks of notes on imports, in a folder that is made with the first of them. */
  noteFolder(path: string): NoteFolder;
  /** Now, on the clock of this machine that nobody can set. */
  moment(): Moment;
}

/** Most bytes of a file that can only be read whole. */
export const wholeReadLimit = 32 * 1024 * 1024;

let access: FileAccess | undefined;

/** Called once by the entry, where there is a disk. */
export function useFileAccess(given: FileAccess): void {
  access = given;
}

/** The disk of this machine; undefined in a browser. */
export function diskAccess(): FileAccess | undefined {
  return access;
}

/** Access by ranges to a file of this scheme; undefined where it can only be read whole. */
export function rangeAccess(uri: vscode.Uri): FileAccess | undefined {
  return uri.scheme === 'file' ? access : undefined;
}

/** The whole file; undefined where it is larger than `wholeReadLimit`. */
export async function readWhole(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > wholeReadLimit ? undefined : vscode.workspace.fs.readFile(uri);
}
