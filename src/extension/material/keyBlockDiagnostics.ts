import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/findings';
import type { LocatedKeyBlock } from './documentKeyBlock';
import { diagnosticSource, registerDocumentProblems } from './documentProblems';
import { setting } from '../ui/settings';

/** Diagnostics of one document; the last of them says that there are more. */
const most = 200;

/** What is wrong with the key blocks of a document, in Problems: key block files, others where the setting asks for it. */
export function registerKeyBlockDiagnostics(): vscode.Disposable {
  return registerDocumentProblems({
    name: 'keyMaterial',
    section: 'diagnostics',
    watches: isWatched,
    find: diagnosticsOf,
  });
}

function isWatched(document: vscode.TextDocument): boolean {
  // What an output channel or a comparison shows is not the user's to mend.
  if (/^(output|git|vscode-scm|comment)$/.test(document.uri.scheme)) return false;
  return (
    document.languageId === 'keyblock' || setting('diagnostics.otherFiles', document.uri) === 'information'
  );
}

async function diagnosticsOf(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  const [{ keyBlocksOf, mostCharacters }, { brokenUpCode, rangeOf }, { localised }] = await Promise.all([
    import('./keyBlocksOf'),
    import('./documentKeyBlock'),
    import('../ui/localise'),
  ]);
  const own = document.languageId === 'keyblock';
  const { blocks, whole } = keyBlocksOf(document);
  const diagnostics: vscode.Diagnostic[] = [];
  for (const { located, block } of blocks) {
    for (const finding of block.findings) {
      if (diagnostics.length === most) {
        const message = vscode.l10n.t('Showing the first {0} problems in this file.', most);
        diagnostics.push(note(located.range, message, 'more_findings'));
        return diagnostics;
      }
      diagnostics.push(diagnosticOf(finding, located, own));
    }
    if (own && isBrokenUp(located)) {
      const message = vscode.l10n.t(
        'The key block contains white space: an HSM or key service accepts it only in one piece.',
      );
      diagnostics.push(note(located.range, message, brokenUpCode, vscode.DiagnosticSeverity.Warning));
    }
  }
  if (!whole) {
    const end = document.positionAt(mostCharacters);
    const message = vscode.l10n.t(
      'Only the first {0} million characters of this file were read for problems.',
      mostCharacters / 1_000_000,
    );
    diagnostics.push(note(new vscode.Range(end, end), message, 'file_too_long'));
  }
  return diagnostics;

  function diagnosticOf(finding: Finding, located: LocatedKeyBlock, strict: boolean): vscode.Diagnostic {
    const range = finding.span ? rangeOf(located, finding.span) : located.range;
    const diagnostic = new vscode.Diagnostic(
      range.isEmpty ? widened(range, located.range) : range,
      localised(finding),
      strict ? severities[finding.severity] : vscode.DiagnosticSeverity.Information,
    );
    diagnostic.source = diagnosticSource;
    diagnostic.code = finding.code;
    diagnostic.relatedInformation = (finding.folded ?? []).map(
      (folded) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(document.uri, folded.span ? rangeOf(located, folded.span) : located.range),
          vscode.l10n.t('Follows from it: {0}', localised(folded)),
        ),
    );
    return diagnostic;
  }
}

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** An empty range has no squiggle: the character before it, inside the block, is taken. */
function widened(range: vscode.Range, block: vscode.Range): vscode.Range {
  return range.start.isAfter(block.start) && range.start.character > 0
    ? new vscode.Range(range.start.translate(0, -1), range.end)
    : range;
}

/** Two pieces on one line: not wrapped, but with spaces in it. */
const isBrokenUp = ({ pieces }: LocatedKeyBlock): boolean =>
  pieces.some(({ start }, i) => start.line === pieces[i - 1]?.start.line);

function note(
  range: vscode.Range,
  message: string,
  code: string,
  severity = vscode.DiagnosticSeverity.Information,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, severity);
  diagnostic.source = diagnosticSource;
  diagnostic.code = code;
  return diagnostic;
}
