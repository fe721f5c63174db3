import type * as vscode from 'vscode';
import { registerCertificateCodeLens } from './features/certificateCodeLens';
import { registerCertificateDiagnostics } from './features/certificateDiagnostics';
import { registerCertificateHover } from './features/certificateHover';
import { registerCompare } from './features/compare';
import { registerInspectKeyMaterial } from './features/inspectKeyMaterial';
import { registerOpenAsText } from './features/openAsText';
import { registerCompareKeyBlocks } from './features/compareKeyBlocks';
import { registerCopyKeyBlock } from './features/copyKeyBlock';
import { registerDecodeKeyBlock } from './features/decodeKeyBlock';
import { registerFindKeyBlocks } from './features/findKeyBlocks';
import { registerKeyBlockCodeLens } from './features/keyBlockCodeLens';
import { registerKeyBlockDecorations } from './features/keyBlockDecorations';
import { registerKeyBlockDiagnostics } from './features/keyBlockDiagnostics';
import { registerKeyBlockFixes } from './features/keyBlockFixes';
import { registerKeyBlockHighlights } from './features/keyBlockHighlights';
import { registerKeyBlockHover } from './features/keyBlockHover';
import { registerKeyBlockLanguage } from './features/keyBlockLanguage';
import { registerKeyBlockTerminalLinks } from './features/keyBlockTerminalLinks';
import { registerKeyCommands } from './features/keyCommands';
import { registerTr34 } from './features/tr34';
import { registerTr34Diagnostics } from './features/tr34Diagnostics';
import { registerWalkthrough } from './features/walkthrough';
import { logDisposal } from './support/log';

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
