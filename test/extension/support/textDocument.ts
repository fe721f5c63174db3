/** A text document and its places, as far as decoders of documents ask for them. */
import type * as vscode from 'vscode';

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
  isAfter(other: Position): boolean {
    return this.line > other.line || (this.line === other.line && this.character > other.character);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(...at: [Position, Position] | [number, number, number, number]) {
    if (at.length === 2) [this.start, this.end] = at;
    else [this.start, this.end] = [new Position(at[0], at[1]), new Position(at[2], at[3])];
  }
  get isEmpty(): boolean {
    return this.start.line === this.end.line && this.start.character === this.end.character;
  }
}

export class MarkdownString {
  isTrusted: unknown;
  constructor(readonly value: string) {}
}

export class Diagnostic {
  source: string | undefined;
  code: string | undefined;
  relatedInformation: unknown;
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity: number,
  ) {}
}

export class Location {
  constructor(
    readonly uri: unknown,
    readonly range: Range,
  ) {}
}

export class DiagnosticRelatedInformation {
  constructor(
    readonly location: Location,
    readonly message: string,
  ) {}
}

export function textDocument(
  text: string,
  languageId = 'plaintext',
  name = '/file.txt',
): vscode.TextDocument {
  const lines = text.split('\n');
  const offsetAt = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + character;
  const positionAt = (offset: number): Position => {
    const before = text.slice(0, Math.max(0, offset)).split('\n');
    return new Position(before.length - 1, before.at(-1)!.length);
  };
  return {
    version: 1,
    languageId,
    uri: { path: name, scheme: 'file', toString: () => `file://${name}` },
    lineCount: lines.length,
    getText: (range?: Range) => (range ? text.slice(offsetAt(range.start), offsetAt(range.end)) : text),
    lineAt: (at: number | Position) => {
      const line = typeof at === 'number' ? at : at.line;
      return {
        text: lines[line]!,
        range: new Range(line, 0, line, lines[line]!.length),
      };
    },
    offsetAt,
    positionAt,
  } as unknown as vscode.TextDocument;
}
