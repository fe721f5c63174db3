import type * as vscode from 'vscode';
import { registerCommonCommands } from './commands';
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
import { registerStructureViewer } from './viewer/register';
import { logDisposal } from './ui/log';

/**
 * What both hosts have. Each feature loads its decoder when it is first used.
 * @param keyService what has to do with AWS and the simulator, or what says that there is none here
 */
export function registerFeatures(context: vscode.ExtensionContext, keyService: vscode.Disposable): void {
  context.subscriptions.push(
    keyService,
    registerCommonCommands(context),
    registerInspectorPanels(context),
    registerStructureViewer(context),
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
