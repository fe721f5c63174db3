import * as vscode from 'vscode';
import type { Span } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';

/** Opens a certificate of the block in the structure viewer; nothing where none is at those characters. */
export async function openCertificate(text: string, { start, end }: Span): Promise<void> {
  const certificate = decodeKeyBlock(text)
    .optionalBlocks.flatMap(({ certificates = [] }) => certificates)
    .find(({ span }) => span.start === start && span.end === end);
  if (!certificate) return;
  await vscode.commands.executeCommand('keyMaterial.inspect', {
    name: certificate.summary?.subject ?? vscode.l10n.t('Certificate in CT'),
    text: certificate.base64,
  });
}
