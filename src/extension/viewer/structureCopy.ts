/** What the page copies of a structure; private values only while they are shown. */
import * as vscode from 'vscode';
import { toHex } from '../../core/asn1/value';
import { encodeBase64 } from '../../core/input/encodings';
import { pemLabels, toPem } from '../../core/input/pem';
import type { CopyForm } from '../../protocol/structure';
import { isRelativeName } from '../material/structureValues';
import type { StructureRows } from '../material/structureRows';

/** Bytes that one copy puts on the clipboard. */
const mostCopied = 8 * 1024 * 1024;

interface Wanted {
  readonly form: CopyForm;
  readonly from: number;
  readonly to: number;
  readonly node: number;
}

/** Copies bytes, or what is said of them. @returns what came of it, in a sentence */
export async function copied(rows: StructureRows, { form, from, to, node }: Wanted): Promise<string> {
  const end = Math.min(to, rows.bytes.length);
  const start = Math.min(from, end);
  if (form === 'path') {
    await vscode.env.clipboard.writeText(rows.path(Math.min(node, rows.index.length - 1)));
    return vscode.l10n.t('Copied.');
  }
  if (rows.hides(start, end))
    return vscode.l10n.t('It contains private values. Show them first to copy them.');
  if (end - start > mostCopied) return vscode.l10n.t('Too large for the clipboard. Save it to a file.');
  await vscode.env.clipboard.writeText(textOf(rows, form, rows.bytes.subarray(start, end), node));
  return end - start === 1
    ? vscode.l10n.t('Copied 1 byte.')
    : vscode.l10n.t('Copied {0} bytes.', end - start);
}

function textOf(rows: StructureRows, form: CopyForm, bytes: Uint8Array, node: number): string {
  if (form === 'hex') return toHex(bytes);
  if (form === 'base64') return encodeBase64(bytes);
  const at = rows.document.node(node);
  if (form === 'pem')
    return toPem(pemLabels[(at && rows.nameOf(at)?.type) ?? ''] ?? rows.label ?? 'DATA', bytes);
  if (!at) return '';
  return isRelativeName(at) ? rows.lineAt(node) : rows.valueOf(at, 65_536) || toHex(at.content);
}
