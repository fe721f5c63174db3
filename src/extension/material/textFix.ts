import type * as vscode from 'vscode';

/** A change of text that settles something; its title says what changes. */
export interface TextFix {
  readonly title: string;
  /** The finding that it settles; undefined where nothing was wrong with the characters. */
  readonly code: string | undefined;
  readonly edits: readonly vscode.TextEdit[];
}
