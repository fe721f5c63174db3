/** As much of VS Code as flows on the key service need where it is not there: events, places, files, texts. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  Location,
  MarkdownString,
  Position,
  Range,
} from './textDocument';

/** What the user has in the settings of this machine. */
export const machineSettings = new Map<string, unknown>();

class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): { dispose: () => void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class Place {
  readonly scheme = 'file';
  constructor(readonly fsPath: string) {}
  get path(): string {
    return this.fsPath;
  }
  toString(): string {
    return `file://${this.fsPath}`;
  }
  static readonly file = (fsPath: string): Place => new Place(fsPath);
  static readonly from = ({ path: at, query }: { path: string; query: string }): Place =>
    Object.assign(new Place(at), { query });
  static readonly joinPath = (base: Place, ...more: string[]): Place =>
    new Place(path.join(base.fsPath, ...more));
}

const files = {
  readDirectory: (at: Place) =>
    new Promise((resolve) =>
      resolve(
        readdirSync(at.fsPath, { withFileTypes: true }).map((one) => [one.name, one.isDirectory() ? 2 : 1]),
      ),
    ),
  readFile: (at: Place) => new Promise((resolve) => resolve(new Uint8Array(readFileSync(at.fsPath)))),
  writeFile: (at: Place, bytes: Uint8Array) => {
    writeFileSync(at.fsPath, bytes);
    return Promise.resolve();
  },
  createDirectory: (at: Place) => {
    mkdirSync(at.fsPath, { recursive: true });
    return Promise.resolve();
  },
  delete: (at: Place) => {
    rmSync(at.fsPath, { recursive: true, force: true });
    return Promise.resolve();
  },
  stat: (at: Place) => new Promise((resolve) => resolve({ size: statSync(at.fsPath).size })),
};

export const vscodeStub = {
  EndOfLine: { LF: 1, CRLF: 2 },
  TextEdit: { replace: (range: Range, newText: string) => ({ range, newText }) },
  EventEmitter: Emitter,
  Position,
  Range,
  MarkdownString,
  Diagnostic,
  DiagnosticRelatedInformation,
  Location,
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
  Uri: Place,
  FileType: { File: 1, Directory: 2 },
  TreeItem: class {
    constructor(
      readonly label: string,
      readonly collapsibleState = 0,
    ) {}
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ThemeIcon: class {
    constructor(
      readonly id: string,
      readonly color?: unknown,
    ) {}
  },
  ThemeColor: class {
    constructor(readonly id: string) {}
  },
  Disposable: class {
    constructor(readonly dispose: () => void) {}
  },
  ProgressLocation: { Window: 1, Notification: 15 },
  StatusBarAlignment: { Left: 1, Right: 2 },
  env: { language: 'en', clipboard: { writeText: () => Promise.resolve() } },
  l10n: {
    t: (text: string, ...given: unknown[]) =>
      text.replace(/\{(\d+)\}/g, (_, at: string) => String(given[Number(at)])),
  },
  commands: { executeCommand: () => Promise.resolve(undefined), getCommands: () => Promise.resolve([]) },
  window: {
    withProgress: (_: unknown, run: () => Promise<unknown>) => run(),
    showErrorMessage: () => Promise.resolve(undefined),
    showWarningMessage: () => Promise.resolve(undefined),
    showInformationMessage: () => Promise.resolve(undefined),
    createOutputChannel: () => ({ info: () => undefined, error: () => undefined, warn: () => undefined }),
    createTreeView: () => ({
      visible: false,
      onDidChangeVisibility: () => ({ dispose: () => undefined }),
      dispose: () => undefined,
    }),
    createStatusBarItem: () => ({ show: () => undefined, hide: () => undefined, dispose: () => undefined }),
    tabGroups: { all: [] },
  },
  workspace: {
    isTrusted: true,
    onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
    fs: files,
    getWorkspaceFolder: () => undefined,
    getConfiguration: (section: string) => ({
      inspect: (name: string) => ({ globalValue: machineSettings.get(`${section}.${name}`) }),
      get: (name: string, otherwise: unknown) => machineSettings.get(`${section}.${name}`) ?? otherwise,
    }),
    textDocuments: [],
  },
};
