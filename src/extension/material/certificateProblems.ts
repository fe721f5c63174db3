import * as vscode from 'vscode';
import { readAsn1 } from '../../core/asn1/read';
import type { Finding } from '../../core/findings';
import { findPemBlocks, type PemBlock } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import { validityFindings } from '../../core/x509/certificateFindings';
import { localised } from '../ui/localise';

/** Labels under which a certificate stands. */
const certificateLabels = /^(X509 |TRUSTED )?CERTIFICATE$/;

/** What is wrong with the certificates of a text, on the lines of their blocks. */
export function certificateDiagnostics(
  document: vscode.TextDocument,
  text: string,
  now: Date,
): vscode.Diagnostic[] {
  return findPemBlocks(text).flatMap((block) => blockDiagnostics(document, block, now));
}

function blockDiagnostics(document: vscode.TextDocument, block: PemBlock, now: Date): vscode.Diagnostic[] {
  const found: vscode.Diagnostic[] = [];
  const head = new vscode.Range(
    document.positionAt(block.span.start),
    document.lineAt(document.positionAt(block.span.start)).range.end,
  );
  const add = (message: string, code: string, severity: vscode.DiagnosticSeverity): void => {
    const diagnostic = new vscode.Diagnostic(head, message, severity);
    diagnostic.source = 'Key Material';
    diagnostic.code = code;
    found.push(diagnostic);
  };
  if (block.problem !== undefined)
    add(
      vscode.l10n.t('This block is broken: {0}.', block.problem),
      'pem_broken',
      vscode.DiagnosticSeverity.Warning,
    );
  if (!certificateLabels.test(block.label)) {
    const [root] = readAsn1(block.bytes).roots;
    const broken = !block.encrypted && (root?.kind !== 'value' || root.truncated);
    if (broken && block.problem === undefined)
      add(
        vscode.l10n.t('The content of this block is no complete structure.'),
        'pem_content',
        vscode.DiagnosticSeverity.Warning,
      );
    return found;
  }
  const certificate = readCertificate(block.bytes);
  const name = certificate.subject.label;
  const tell = (finding: Finding, severity: vscode.DiagnosticSeverity): void =>
    add(
      name === '' ? localised(finding) : vscode.l10n.t('{0}: {1}', name, localised(finding)),
      finding.code,
      severity,
    );
  for (const finding of validityFindings(certificate, now)) tell(finding, vscode.DiagnosticSeverity.Warning);
  const errors = certificate.findings.filter(({ severity }) => severity === 'error');
  for (const finding of errors.slice(0, 5)) tell(finding, vscode.DiagnosticSeverity.Warning);
  return found;
}
