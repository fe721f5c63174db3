import * as vscode from 'vscode';
import { registerInspectorPanels } from './inspector/register';
import { registerCertificateCodeLens } from './material/certificateCodeLens';
import { registerCertificateDiagnostics } from './material/certificateDiagnostics';
import { registerCertificateHover } from './material/certificateHover';
import { registerKeyBlockCodeLens } from './material/keyBlockCodeLens';
import { registerKeyBlockDecorations } from './material/keyBlockDecorations';
import { registerKeyBlockDiagnostics } from './material/keyBlockDiagnostics';
import { registerKeyBlockFixes } from './material/keyBlockFixes';
import { registerKeyBlockHighlights } from './material/keyBlockHighlights';
import { registerKeyBlockHover } from './material/keyBlockHover';
import { registerKeyBlockLanguage } from './material/keyBlockLanguage';
import { registerKeyBlockTerminalLinks } from './material/keyBlockTerminalLinks';
import { registerRequestCodeLens } from './material/requestCodeLens';
import { registerRequestDiagnostics } from './material/requestDiagnostics';
import { registerRequestHover } from './material/requestHover';
import { registerTr34Diagnostics } from './material/tr34Diagnostics';
import { registerCommands, type CommandCall, type RunCommand } from './registerCommands';
import { registerStructureViewer } from './viewer/register';
import { logDisposal } from './ui/log';
import { reportScheme } from './ui/settings';

/**
 * What both hosts have. Each feature loads its decoder when it is first used.
 * @param others runs the commands that have to do with AWS and the simulator, or says that there is none here
 */
export function registerFeatures(context: vscode.ExtensionContext, others: RunCommand): void {
  let common: RunCommand | undefined;
  const run = async (id: string, call: CommandCall): Promise<unknown> => {
    const { commonCommands, commonRunner } = await import('./commands');
    if (!(id in commonCommands)) return others(id, call);
    common ??= commonRunner(context);
    return common(id, call);
  };
  const reports = vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
    provideTextDocumentContent: async (uri) => (await import('./reports/reportPages')).reportMarkdown(uri),
  });
  context.subscriptions.push(
    registerCommands(context, run),
    registerInspectorPanels(context),
    registerStructureViewer(context),
    reports,
    registerKeyBlockHover(),
    registerKeyBlockLanguage(),
    registerKeyBlockDiagnostics(),
    registerKeyBlockFixes(),
    registerKeyBlockCodeLens(),
    registerKeyBlockDecorations(),
    registerKeyBlockHighlights(),
    registerKeyBlockTerminalLinks(),
    registerCertificateHover(),
    registerCertificateCodeLens(),
    registerCertificateDiagnostics(),
    registerTr34Diagnostics(),
    registerRequestHover(),
    registerRequestCodeLens(),
    registerRequestDiagnostics(),
    logDisposal,
  );
}
