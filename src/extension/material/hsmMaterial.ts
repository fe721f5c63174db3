/** What HSMs put out that is no TR-31 key block, where it stands in a document: explained on hover, in words for notices. */
import * as vscode from 'vscode';
import type { Field, Finding } from '../../core/findings';
import { findHsmMaterial } from '../../core/input/finder';
import { hsmMaterialInSelection, type HsmMaterial } from '../../core/input/hsmMaterial';
import { readAtallaKeyBlock } from '../../core/hsm/atalla';
import { readKeyCryptogram } from '../../core/hsm/cryptogram';
import { readKeySerialNumber } from '../../core/hsm/ksn';
import { isPlace, placeOf } from './documentKeyBlock';
import { findingLines, fieldTable } from './keyBlockMarkdown';
import { escapeMarkdown } from '../ui/markdown';

/** Characters of a line that are looked at on each side: a value has 74, its label stands before it. */
const reach = 600;

export interface LocatedHsmMaterial extends HsmMaterial {
  readonly range: vscode.Range;
}

export function hsmMaterialAtPosition(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): LocatedHsmMaterial | undefined {
  const from = Math.max(0, character - reach);
  const at = character - from;
  const found = findHsmMaterial(document.lineAt(line).text.slice(from, character + reach)).find(
    ({ span }) => span.start <= at && at <= span.end,
  );
  return (
    found && { ...found, range: new vscode.Range(line, from + found.span.start, line, from + found.span.end) }
  );
}

/** What a command names, else what is selected or stands at the cursor; undefined where it is none. */
export async function hsmMaterialHere(argument: unknown): Promise<HsmMaterial | undefined> {
  if (isPlace(argument)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri));
    return hsmMaterialAtPosition(document, new vscode.Position(argument.line, argument.character));
  }
  if (typeof argument === 'object' && argument !== null && 'text' in argument)
    return typeof argument.text === 'string' ? hsmMaterialInSelection(argument.text) : undefined;
  const editor = vscode.window.activeTextEditor;
  // Menus of an editor hand in the address of its document.
  const ofEditor =
    argument === undefined ||
    (argument instanceof vscode.Uri && argument.toString() === editor?.document.uri.toString());
  if (!editor || !ofEditor) return undefined;
  const { document, selection } = editor;
  return selection.isEmpty
    ? hsmMaterialAtPosition(document, selection.active)
    : hsmMaterialInSelection(document.getText(selection));
}

interface Explained {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly findings: readonly Finding[];
}

export function explained({ kind, text, label }: HsmMaterial): Explained | undefined {
  switch (kind) {
    case 'atalla': {
      const block = readAtallaKeyBlock(text);
      return block && { title: vscode.l10n.t('Atalla key block'), ...block };
    }
    case 'cryptogram': {
      const cryptogram = readKeyCryptogram(text);
      const name = vscode.l10n.t('Key cryptogram, scheme {0}', text.slice(0, 1));
      return (
        cryptogram && {
          ...cryptogram,
          title: label === undefined ? name : vscode.l10n.t('{0} · found after "{1}"', name, label),
        }
      );
    }
    case 'ksn': {
      const ksn = readKeySerialNumber(text);
      return (
        ksn && {
          ...ksn,
          title: vscode.l10n.t(
            'Key serial number, DUKPT {0} · {1} transactions left',
            ksn.algorithm,
            ksn.remaining.toLocaleString('en').replaceAll(',', ' '),
          ),
        }
      );
    }
  }
}

export function hsmMaterialHover(
  material: LocatedHsmMaterial,
  document: vscode.TextDocument,
): vscode.MarkdownString | undefined {
  const said = explained(material);
  if (!said) return undefined;
  const verify = 'keyMaterial.verifyKeyBlock';
  const lines = [`**${escapeMarkdown(said.title)}**`, ...findingLines(said.findings)];
  if (material.kind === 'atalla') {
    const argument = encodeURIComponent(JSON.stringify([placeOf(document.uri, material)]));
    lines.push(`[${escapeMarkdown(vscode.l10n.t('Verify with MFK…'))}](command:${verify}?${argument})`);
  }
  const markdown = new vscode.MarkdownString(`${lines.join('  \n')}\n\n${fieldTable(said.fields)}`, true);
  if (material.kind === 'atalla') markdown.isTrusted = { enabledCommands: [verify] };
  return markdown;
}
