import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import type { Finding } from '../../core/findings';
import { findPemBlocks, type PemBlock } from '../../core/input/pem';
import { localised } from '../ui/localise';
import { partsOf } from './documentParts';
import { keyStatement } from './keyPairWords';
import { pemFindings } from './pemFindings';

/** What is wrong with the certificates and keys of a text, on their blocks. */
export function certificateDiagnostics(
  document: vscode.TextDocument,
  text: string,
  now: Date,
): vscode.Diagnostic[] {
  return findPemBlocks(text).flatMap((block) => blockDiagnostics(document, block, now));
}

function blockDiagnostics(document: vscode.TextDocument, block: PemBlock, now: Date): vscode.Diagnostic[] {
  const start = document.positionAt(block.span.start);
  const head = new vscode.Range(start, document.lineAt(start).range.end);
  const { name, frame, content } = pemFindings(block, now);
  const diagnostic = ({ code }: Finding, message: string, range = head): vscode.Diagnostic => {
    const one = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
    one.source = 'Key Material';
    one.code = code;
    return one;
  };
  return [
    ...frame.map((finding) => {
      if (finding.code !== 'private_key_not_encrypted') return diagnostic(finding, localised(finding));
      wipe(block.bytes);
      const { matches, spans, certificates } = partsOf(document);
      const match = matches.find(({ key }) => spans[key]?.start === block.span.start);
      const belongs = match && keyStatement(match, certificates.length);
      return diagnostic(
        finding,
        belongs ? `${localised(finding)} ${belongs.text}` : localised(finding),
        new vscode.Range(start, document.positionAt(block.span.end)),
      );
    }),
    ...content.map((finding) =>
      diagnostic(
        finding,
        name === '' ? localised(finding) : vscode.l10n.t('{0}: {1}', name, localised(finding)),
      ),
    ),
  ];
}
