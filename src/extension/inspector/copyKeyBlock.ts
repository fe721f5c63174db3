import * as vscode from 'vscode';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import type { CopyForm } from '../../protocol/inspector';
import { markdownTexts } from './inspectorTexts';
import { keyBlockJson, keyBlockMarkdown } from '../material/keyBlockCopies';

/** Puts a block on the clipboard, as it is or as what is known of it. */
export async function copyKeyBlock(text: string, form: CopyForm): Promise<void> {
  await vscode.env.clipboard.writeText(keyBlockAs(text, form));
}

export function keyBlockAs(text: string, form: CopyForm): string {
  if (form === 'block') return text;
  const block = decodeKeyBlock(text);
  return form === 'json'
    ? `${JSON.stringify(keyBlockJson(block), undefined, 2)}\n`
    : keyBlockMarkdown(block, markdownTexts(keyBlockTitle(block)));
}
