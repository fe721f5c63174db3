import * as vscode from 'vscode';
import type { Span } from '../../core/findings';
import { otherColumn } from '../ui/openTabs';

/** Selects a row of a manifest, in the group where the manifest is open; without a span, its beginning shows. */
export async function showRow(uri: vscode.Uri, span: Span | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const open = vscode.window.tabGroups.all.find((group) =>
    group.tabs.some(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
    ),
  );
  const at = document.positionAt(span?.start ?? 0);
  await vscode.window.showTextDocument(document, {
    viewColumn: open?.viewColumn ?? otherColumn(),
    ...(span ? { selection: new vscode.Range(at, document.positionAt(span.end)) } : {}),
  });
}
