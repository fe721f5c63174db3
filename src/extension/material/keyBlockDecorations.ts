import * as vscode from 'vscode';
import type { LocatedKeyBlock } from './documentKeyBlock';
import { logFailure } from '../ui/log';
import { setting } from '../ui/settings';

/** Milliseconds that the cursor rests before the fields are tinted. */
const delay = 80;
const contextKey = 'keyMaterial.atKeyBlock';

type Style = 'header' | 'headerAlternate' | 'optional' | 'optionalAlternate' | 'payload' | 'mac';

/** Colour is one sign, the line below the other: fields that touch differ in both. */
const looks: Readonly<Record<Style, { color: string; line: string; width: string }>> = {
  header: { color: 'keyMaterial.headerBackground', line: 'solid', width: '1px' },
  headerAlternate: { color: 'keyMaterial.headerAlternateBackground', line: 'dotted', width: '2px' },
  optional: { color: 'keyMaterial.optionalBlockBackground', line: 'dashed', width: '1px' },
  optionalAlternate: { color: 'keyMaterial.optionalBlockAlternateBackground', line: 'dotted', width: '2px' },
  payload: { color: 'keyMaterial.payloadBackground', line: 'solid', width: '0' },
  mac: { color: 'keyMaterial.macBackground', line: 'double', width: '3px' },
};

/**
 * Tints the fields of the block at the cursor, and keeps the context key that says whether there is one.
 * Looks at the cursor's neighbourhood only, after it came to rest.
 */
export function registerKeyBlockDecorations(): vscode.Disposable {
  let types: Readonly<Record<Style, vscode.TextEditorDecorationType>> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let decorated: vscode.TextEditor | undefined;
  let atBlock = false;
  let disposed = false;
  // Both may have changed while something was awaited.
  const isCurrent = (editor: vscode.TextEditor): boolean =>
    !disposed && editor === vscode.window.activeTextEditor;

  const clear = (): void => {
    if (decorated && types) for (const type of Object.values(types)) decorated.setDecorations(type, []);
    decorated = undefined;
  };
  const tell = (at: boolean): void => {
    if (at === atBlock) return;
    atBlock = at;
    void vscode.commands.executeCommand('setContext', contextKey, at);
  };
  const show = async (): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    if (decorated !== editor) clear();
    if (!editor) {
      tell(false);
      return;
    }
    const { keyBlockAtPosition } = await import('./documentKeyBlock');
    if (!isCurrent(editor)) return;
    const located = keyBlockAtPosition(editor.document, editor.selection.active);
    tell(located !== undefined);
    if (!located || setting('decorations.enabled', editor.document.uri) === false) {
      clear();
      return;
    }
    types ??= decorationTypes();
    const ranges = await rangesByStyle(located);
    if (!isCurrent(editor)) return;
    for (const style of Object.keys(types) as Style[]) editor.setDecorations(types[style], ranges[style]);
    decorated = editor;
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      show().catch((error: unknown) => logFailure('Decorations', error));
    }, delay);
  };
  later();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) later();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) later();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('keyMaterial.decorations')) later();
    }),
    new vscode.Disposable(() => {
      disposed = true;
      clearTimeout(timer);
      for (const type of Object.values(types ?? {})) type.dispose();
    }),
  );
}

function decorationTypes(): Readonly<Record<Style, vscode.TextEditorDecorationType>> {
  const make = (style: Style): vscode.TextEditorDecorationType => {
    const { color, line, width } = looks[style];
    return vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor(color),
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      ...(width === '0'
        ? {}
        : {
            borderColor: new vscode.ThemeColor('keyMaterial.fieldBorder'),
            borderStyle: line,
            borderWidth: `0 0 ${width} 0`,
          }),
    });
  };
  return {
    header: make('header'),
    headerAlternate: make('headerAlternate'),
    optional: make('optional'),
    optionalAlternate: make('optionalAlternate'),
    payload: make('payload'),
    mac: make('mac'),
  };
}

async function rangesByStyle(located: LocatedKeyBlock): Promise<Record<Style, vscode.Range[]>> {
  const [{ decodeKeyBlock }, { rangesOf }] = await Promise.all([
    import('../../core/keyblock/decode'),
    import('./documentKeyBlock'),
  ]);
  const ranges: Record<Style, vscode.Range[]> = {
    header: [],
    headerAlternate: [],
    optional: [],
    optionalAlternate: [],
    payload: [],
    mac: [],
  };
  let header = 0;
  let optional = 0;
  for (const { id, span } of decodeKeyBlock(located.text).fields) {
    const style: Style | undefined = id.startsWith('optional-')
      ? optional++ % 2 === 0
        ? 'optional'
        : 'optionalAlternate'
      : id === 'payload' || id === 'mac'
        ? id
        : id === 'rest'
          ? undefined
          : header++ % 2 === 0
            ? 'header'
            : 'headerAlternate';
    if (style) ranges[style].push(...rangesOf(located, span));
  }
  return ranges;
}
