import * as vscode from 'vscode';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { CopyForm } from '../../protocol/inspector';
import { markdownTexts } from './inspectorTexts';
import { keyBlockJson, keyBlockMarkdown } from '../material/keyBlockCopies';

/**
 * Puts a block on the clipboard, as it is or as what is known of it.
 * @param mac what the MAC says where it was checked
 */
export async function copyKeyBlock(text: string, form: CopyForm, mac?: string): Promise<void> {
  await vscode.env.clipboard.writeText(keyBlockAs(text, form, mac));
}

export function keyBlockAs(text: string, form: CopyForm, mac?: string): string {
  if (form === 'block') return text;
  const block = decodeKeyBlock(text);
  return form === 'json'
    ? `${JSON.stringify(keyBlockJson(block), undefined, 2)}\n`
    : keyBlockMarkdown(block, markdownTexts(block, mac));
}
