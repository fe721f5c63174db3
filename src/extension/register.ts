import type * as vscode from 'vscode';
import { registerCertificateCodeLens } from './material/certificateCodeLens';
import { registerCertificateDiagnostics } from './material/certificateDiagnostics';
import { registerCertificateHover } from './material/certificateHover';
import { registerCompare } from './viewer/compare';
import { registerInspectKeyMaterial } from './viewer/inspectKeyMaterial';
import { registerOpenAsText } from './viewer/openAsText';
import { registerCompareKeyBlocks } from './inspector/compareCommand';
import { registerCopyKeyBlock } from './inspector/copyCommands';
import { registerDecodeKeyBlock } from './inspector/decodeKeyBlock';
import { registerFindKeyBlocks } from './search/register';
import { registerKeyBlockCodeLens } from './material/keyBlockCodeLens';
import { registerKeyBlockDecorations } from './material/keyBlockDecorations';
import { registerKeyBlockDiagnostics } from './material/keyBlockDiagnostics';
import { registerKeyBlockFixes } from './material/keyBlockFixes';
import { registerKeyBlockHighlights } from './material/keyBlockHighlights';
import { registerKeyBlockHover } from './material/keyBlockHover';
import { registerKeyBlockLanguage } from './material/keyBlockLanguage';
import { registerKeyBlockTerminalLinks } from './material/keyBlockTerminalLinks';
import { registerKeyCommands } from './clearKeys/keyCommands';
import { registerTr34 } from './clearKeys/tr34';
import { registerTr34Diagnostics } from './material/tr34Diagnostics';
import { registerWalkthrough } from './walkthrough/register';
import { logDisposal } from './ui/log';

/**
 * What both hosts have. Each feature loads its decoder when it is first used.
 * @param keyService what has to do with AWS and the simulator, or what says that there is none here
 */
export function registerFeatures(context: vscode.ExtensionContext, keyService: vscode.Disposable): void {
  context.subscriptions.push(
    keyService,
    registerDecodeKeyBlock(context),
    registerCopyKeyBlock(),
    registerKeyBlockHover(),
    registerKeyBlockLanguage(),
    registerKeyBlockDiagnostics(),
    registerKeyBlockFixes(),
    registerKeyBlockCodeLens(),
    registerKeyBlockDecorations(),
    registerKeyBlockHighlights(),
    registerKeyBlockTerminalLinks(),
    registerFindKeyBlocks(),
    registerCompareKeyBlocks(context),
    registerKeyCommands(context),
    registerInspectKeyMaterial(context),
    registerOpenAsText(),
    registerCompare(),
    registerCertificateHover(),
    registerCertificateCodeLens(),
    registerCertificateDiagnostics(),
    registerTr34(context),
    registerTr34Diagnostics(),
    registerWalkthrough(context),
    logDisposal,
  );
}
