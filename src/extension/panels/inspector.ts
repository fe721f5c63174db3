import * as vscode from 'vscode';
import { cleanKeyBlockText } from '../../core/input/find';
import { isToExtension, restoreTokenOf, type InspectorModel, type ToWebview } from '../../protocol/inspector';
import {
  isVerificationToExtension,
  type VerificationToExtension,
  type VerificationToWebview,
} from '../../protocol/verification';
import { keyBlockAtOffset } from '../support/documentKeyBlock';
import { localisedMessage } from '../support/localise';
import { log, logFailure } from '../support/log';
import { inspectorStrings } from './inspectorStrings';
import { keyBlockModel } from './keyBlockModel';
import { inspectorViewType } from './viewTypes';
import { webviewHtml, webviewOptions } from './webviewHtml';

/** Where a shown block stands; undefined for one that was typed. */
export interface Origin {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/** A block in the inspector. */
export interface InspectedBlock {
  readonly text: string;
  readonly origin?: Origin;
}

/** What a feature shows beside the block; disposed of when another block comes, or the same one again. */
export interface VerificationView extends vscode.Disposable {
  /** Posts its model, whenever the page is new. */
  show(): void;
  handle(message: VerificationToExtension): unknown;
}

interface Inspector {
  readonly panel: vscode.WebviewPanel;
  block: InspectedBlock | undefined;
  model: InspectorModel | undefined;
  verification: VerificationView | undefined;
  ready: boolean;
}

/** One inspector, reused: decoding the next block replaces what it shows. */
let current: Inspector | undefined;

/** Offered where a feature has registered it. */
const verifyCommand = 'keyMaterial.verifyKeyBlock';

export function showInspector(
  context: vscode.ExtensionContext,
  text: string,
  origin: Origin | undefined,
): void {
  if (!current) {
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(
      inspectorViewType,
      vscode.l10n.t('Key Block'),
      { viewColumn: column, preserveFocus: false },
      webviewOptions(context.extensionUri),
    );
    adopt(context, panel);
  }
  if (!current) return;
  setBlock(current, text, origin);
  current.panel.reveal(undefined, false);
  void update(current);
}

/** Shows the block again that stood where the panel's state says; a typed block is gone. */
export async function restoreInspector(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  panel.webview.options = webviewOptions(context.extensionUri);
  const inspector = adopt(context, panel);
  const token = restoreTokenOf(state);
  if (!token) return;
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(token.uri));
    const located = keyBlockAtOffset(document, token.start, token.end);
    if (located) setBlock(inspector, located.text, { document, range: located.range });
  } catch (error) {
    // The document is gone or cannot be read; the page then asks for a block.
    logFailure('Restoring the inspector', error);
  }
  void update(inspector);
}

function adopt(context: vscode.ExtensionContext, panel: vscode.WebviewPanel): Inspector {
  current?.panel.dispose();
  const inspector: Inspector = {
    panel,
    block: undefined,
    model: undefined,
    verification: undefined,
    ready: false,
  };
  current = inspector;
  const messages = panel.webview.onDidReceiveMessage((message: unknown) => {
    if (isVerificationToExtension(message)) {
      void inspector.verification?.handle(message);
      return;
    }
    if (!isToExtension(message)) {
      log().warn('A message from the inspector was not understood.');
      return;
    }
    if (message.type === 'verify') {
      void vscode.commands.executeCommand(verifyCommand);
      return;
    }
    if (message.type === 'ready') inspector.ready = true;
    else setBlock(inspector, cleanKeyBlockText(message.text), undefined);
    void update(inspector);
  });
  panel.onDidDispose(() => {
    messages.dispose();
    inspector.verification?.dispose();
    if (current === inspector) current = undefined;
  });
  panel.webview.html = webviewHtml(panel.webview, context.extensionUri, {
    script: 'inspector.js',
    style: 'inspector.css',
    title: vscode.l10n.t('Key Block'),
  });
  return inspector;
}

async function update(inspector: Inspector): Promise<void> {
  if (!inspector.ready) return;
  const canVerify = (await vscode.commands.getCommands(true)).includes(verifyCommand);
  const strings = inspectorStrings();
  const message: ToWebview = inspector.model
    ? { type: 'show', model: inspector.model, canVerify, strings }
    : { type: 'empty', strings };
  void inspector.panel.webview.postMessage(message);
  inspector.verification?.show();
}

/** Another block, or the same one again: what was verified before is over. */
function setBlock(inspector: Inspector, text: string, origin: Origin | undefined): void {
  inspector.verification?.dispose();
  inspector.verification = undefined;
  inspector.block = origin ? { text, origin } : { text };
  inspector.model = keyBlockModel(
    text,
    origin && {
      uri: origin.document.uri.toString(),
      start: origin.document.offsetAt(origin.range.start),
      end: origin.document.offsetAt(origin.range.end),
    },
    localisedMessage,
  );
}

/** The block in the inspector, while it is in front: what a command without another block is about. */
export function inspectedBlock(): InspectedBlock | undefined {
  return current?.panel.visible === true ? current.block : undefined;
}

/**
 * Puts what was verified beside the block that is shown.
 *
 * @param text the block that was verified; where another one is shown by now, nothing is made
 * @param make gets the way to the page
 * @returns false where nothing was made
 */
export function attachVerification(
  text: string,
  make: (post: (message: VerificationToWebview) => void) => VerificationView,
): boolean {
  if (current?.block?.text !== text) return false;
  const { panel } = current;
  current.verification?.dispose();
  current.verification = make((message) => void panel.webview.postMessage(message));
  if (current.ready) current.verification.show();
  return true;
}
