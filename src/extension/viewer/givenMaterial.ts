/** What was pasted, dropped or chosen: whether there is something in it to show, and where it is shown. */
import * as vscode from 'vscode';
import { findKeyBlocks } from '../../core/input/find';
import { textOf } from '../../core/input/material';
import type { StructureFile } from '../material/structureFile';

export function nothingInIt(): string {
  return vscode.l10n.t('There is no certificate, token or other structure in it.');
}

/** Where it belongs. A binary file that begins as BER is shown even if it is broken: the viewer says where. */
export function kindOfGiven({
  parts,
  bytes,
  keyBlocks,
}: StructureFile): 'structure' | 'keyBlock' | 'nothing' {
  const isText = textOf(bytes.subarray(0, 65_536)) !== undefined;
  // The letters of a text are no structure, even where they could be read as one.
  if (parts.some(({ encoding, reading }) => encoding !== 'der' || (!isText && reading.type !== undefined)))
    return 'structure';
  if (keyBlocks > 0) return 'keyBlock';
  return !isText && (bytes[0] === 0x30 || bytes[0] === 0x31) ? 'structure' : 'nothing';
}

/** The first key block of a text, in the inspector. */
export async function inspectKeyBlock({ bytes }: StructureFile): Promise<void> {
  const text = findKeyBlocks(textOf(bytes) ?? '')[0]?.text;
  if (text !== undefined) await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock', { text });
}
