import * as vscode from 'vscode';
import type { Field } from '../../core/findings';
import { logFailure } from '../ui/log';

const selector: vscode.DocumentSelector = { language: 'keyblock' };
/** Symbols of a document; an outline of more would be no outline. */
const mostSymbols = 2000;

/** Where encrypted key and MAC begin, the grammar cannot know in a wrapped block: it sees single lines. */
const legend = new vscode.SemanticTokensLegend(['keyBlockOptional', 'keyBlockPayload', 'keyBlockMac']);
const tokenTypes: Readonly<Record<string, string>> = { payload: 'keyBlockPayload', mac: 'keyBlockMac' };

/** Outline, folding and exact colours of key block files. */
export function registerKeyBlockLanguage(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(selector, { provideDocumentSymbols }),
    vscode.languages.registerFoldingRangeProvider(selector, { provideFoldingRanges }),
    vscode.languages.registerDocumentSemanticTokensProvider(
      selector,
      { provideDocumentSemanticTokens },
      legend,
    ),
  );
}

async function provideDocumentSemanticTokens(
  document: vscode.TextDocument,
): Promise<vscode.SemanticTokens | undefined> {
  try {
    const [{ keyBlocksOf }, { rangesOf }] = await Promise.all([
      import('./keyBlocksOf'),
      import('./documentKeyBlock'),
    ]);
    const builder = new vscode.SemanticTokensBuilder(legend);
    for (const { located, block } of keyBlocksOf(document).blocks.slice(0, mostSymbols))
      for (const { id, span } of block.fields) {
        const type = tokenTypes[id] ?? (id.startsWith('optional-') ? 'keyBlockOptional' : undefined);
        // Of an optional block, identifier and length keep the grammar's colours.
        const part = id.startsWith('optional-')
          ? { start: Math.min(span.start + 4, span.end), end: span.end }
          : span;
        if (type && part.start < part.end)
          for (const range of rangesOf(located, part)) builder.push(range, type);
      }
    return builder.build();
  } catch (error) {
    logFailure('Colours', error);
    return undefined;
  }
}

async function provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
  try {
    const [{ keyBlocksOf }, { rangeOf }, texts] = await Promise.all([
      import('./keyBlocksOf'),
      import('./documentKeyBlock'),
      import('../ui/localise'),
    ]);
    return keyBlocksOf(document)
      .blocks.slice(0, mostSymbols)
      .map(({ located, block }) => {
        const { usage, algorithm, version } = block;
        const symbol = new vscode.DocumentSymbol(
          `${usage.code} ${texts.localised(usage.words)}`,
          vscode.l10n.t(
            'version {0}, {1}, {2} characters',
            version.code,
            algorithm.known ? texts.localised(algorithm.words) : algorithm.code,
            block.text.length,
          ),
          vscode.SymbolKind.Key,
          located.range,
          located.range,
        );
        symbol.children = fieldSymbols(block.fields, texts, (span) => rangeOf(located, span));
        return symbol;
      });
  } catch (error) {
    logFailure('Outline', error);
    return [];
  }
}

function fieldSymbols(
  fields: readonly Field[],
  { fieldName, fieldMeaning }: Readonly<Record<'fieldName' | 'fieldMeaning', (field: Field) => string>>,
  rangeOf: (span: Field['span']) => vscode.Range,
): vscode.DocumentSymbol[] {
  return fields.map((field) => {
    const { raw, span } = field;
    const range = rangeOf(span);
    const code = raw.length > 12 ? '' : `${raw} `;
    return new vscode.DocumentSymbol(
      fieldName(field),
      `${code}${fieldMeaning(field)}`,
      vscode.SymbolKind.Field,
      range,
      range,
    );
  });
}

/** Blocks over several lines, and comments over several lines. */
async function provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
  try {
    const { keyBlocksOf, isComment } = await import('./keyBlocksOf');
    const ranges = keyBlocksOf(document)
      .blocks.map(({ located }) => located.range)
      .filter((range) => !range.isSingleLine)
      .map(({ start, end }) => new vscode.FoldingRange(start.line, end.line));
    for (let row = 0; row < document.lineCount; row++) {
      const first = row;
      while (row < document.lineCount && isComment(document.lineAt(row).text)) row++;
      if (row - first > 1)
        ranges.push(new vscode.FoldingRange(first, row - 1, vscode.FoldingRangeKind.Comment));
    }
    return ranges;
  } catch (error) {
    logFailure('Folding', error);
    return [];
  }
}
