/**
 * What `vscode` is for benches: as much as the start, a hover and the views of keys and structures ask for. Providers of
 * hovers and of custom editors are kept; files are those of the disk.
 */
import { readFile, stat } from 'node:fs/promises';
import { vscodeStub } from '../extension/support/vscodeStub';

/** Takes whatever is asked of it, and gives itself. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_, name) => (name === Symbol.toPrimitive || name === 'then' ? undefined : anything),
  apply: () => anything,
  construct: () => anything as object,
});
const withRest = (known: object): unknown =>
  new Proxy(known, { get: (of, name) => (name in of ? (Reflect.get(of, name) as unknown) : anything) });

/** Providers of hovers, in the order in which they were registered. */
export const hoverProviders: { provideHover(...given: unknown[]): unknown }[] = [];

/** Providers of custom editors, by what they show. */
export const customEditors = new Map<string, unknown>();

export const {
  Diagnostic,
  DiagnosticSeverity,
  EndOfLine,
  EventEmitter,
  FileType,
  MarkdownString,
  Position,
  ProgressLocation,
  Range,
  StatusBarAlignment,
  TextEdit,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  l10n,
} = vscodeStub;
export const Hover = class {
  constructor(
    readonly contents: unknown,
    readonly range: unknown,
  ) {}
};
export class Disposable {
  static from = (): Disposable => new Disposable();
  readonly dispose = (): void => undefined;
}
/** What is only extended or compared with. */
class Empty {
  readonly isEmpty = true;
}
export const CodeActionKind = anything;
export const RelativePattern = Empty;
export const SemanticTokensLegend = Empty;
export const TerminalLink = Empty;
export const TabInputText = Empty;
export const TabInputCustom = Empty;
export const commands = withRest(vscodeStub.commands);
export const env = withRest(vscodeStub.env);
export const languages = withRest({
  registerHoverProvider: (_: unknown, provider: (typeof hoverProviders)[number]) => {
    hoverProviders.push(provider);
    return new Disposable();
  },
});
export const window = withRest({
  ...vscodeStub.window,
  tabGroups: withRest(vscodeStub.window.tabGroups),
  activeTextEditor: undefined,
  registerCustomEditorProvider: (type: string, provider: unknown) => {
    customEditors.set(type, provider);
    return new Disposable();
  },
});
export const workspace = withRest({
  ...vscodeStub.workspace,
  fs: withRest({
    stat: async ({ fsPath }: { fsPath: string }) => ({ size: (await stat(fsPath)).size, type: 1 }),
    readFile: ({ fsPath }: { fsPath: string }) => readFile(fsPath),
  }),
});
