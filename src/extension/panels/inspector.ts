import * as vscode from 'vscode';
import { bySeverity } from '../../core/findings';
import { cleanKeyBlockText } from '../../core/input/find';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import {
  isToExtension,
  restoreTokenOf,
  type InspectorModel,
  type InspectorStrings,
  type ToWebview,
} from '../../protocol/inspector';
import { keyBlockAtOffset } from '../support/documentKeyBlock';
import { localisedMessage } from '../support/localise';
import { log, logFailure } from '../support/log';
import { inspectorViewType } from './viewTypes';
import { webviewHtml, webviewOptions } from './webviewHtml';

/** Where a shown block stands; undefined for one that was typed. */
export interface Origin {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

interface Inspector {
  readonly panel: vscode.WebviewPanel;
  model: InspectorModel | undefined;
  ready: boolean;
}

/** One inspector, reused: decoding the next block replaces what it shows. */
let current: Inspector | undefined;

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
  current.model = modelOf(text, origin);
  current.panel.reveal(undefined, false);
  update(current);
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
    if (located) inspector.model = modelOf(located.text, { document, range: located.range });
  } catch (error) {
    // The document is gone or cannot be read; the page then asks for a block.
    logFailure('Restoring the inspector', error);
  }
  update(inspector);
}

function adopt(context: vscode.ExtensionContext, panel: vscode.WebviewPanel): Inspector {
  current?.panel.dispose();
  const inspector: Inspector = { panel, model: undefined, ready: false };
  current = inspector;
  const messages = panel.webview.onDidReceiveMessage((message: unknown) => {
    if (!isToExtension(message)) {
      log().warn('A message from the inspector was not understood.');
      return;
    }
    if (message.type === 'ready') inspector.ready = true;
    else inspector.model = modelOf(cleanKeyBlockText(message.text), undefined);
    update(inspector);
  });
  panel.onDidDispose(() => {
    messages.dispose();
    if (current === inspector) current = undefined;
  });
  panel.webview.html = webviewHtml(panel.webview, context.extensionUri, {
    script: 'inspector.js',
    style: 'inspector.css',
    title: vscode.l10n.t('Key Block'),
  });
  return inspector;
}

function update(inspector: Inspector): void {
  if (!inspector.ready) return;
  const message: ToWebview = inspector.model
    ? { type: 'show', model: inspector.model, strings: strings() }
    : { type: 'empty', strings: strings() };
  void inspector.panel.webview.postMessage(message);
}

function modelOf(text: string, origin: Origin | undefined): InspectorModel {
  const block = decodeKeyBlock(text);
  return {
    title: keyBlockTitle(block),
    text: text.slice(0, 9999),
    fields: block.fields.map(({ id, name, raw, meaning, span }) => ({
      id,
      name,
      raw: raw.slice(0, 9999),
      meaning,
      ...span,
    })),
    findings: bySeverity(block.findings).map((finding) => ({
      severity: finding.severity,
      message: localisedMessage(finding),
      reference: finding.reference ?? '',
      start: finding.span?.start ?? 0,
      end: finding.span?.end ?? 0,
    })),
    restore: origin && {
      uri: origin.document.uri.toString(),
      start: origin.document.offsetAt(origin.range.start),
      end: origin.document.offsetAt(origin.range.end),
    },
  };
}

function strings(): InspectorStrings {
  return {
    empty: vscode.l10n.t('No key block here. Select one, or paste it.'),
    pasteLabel: vscode.l10n.t('Key block'),
    decode: vscode.l10n.t('Decode'),
    findings: vscode.l10n.t('Findings'),
    noFindings: vscode.l10n.t('Structure is sound.'),
    fields: vscode.l10n.t('Fields'),
    columns: [
      vscode.l10n.t('Field'),
      vscode.l10n.t('Code'),
      vscode.l10n.t('Meaning'),
      vscode.l10n.t('Characters (from 0)'),
    ],
    strip: vscode.l10n.t('Characters of the block by field'),
    severities: {
      error: vscode.l10n.t('Error'),
      warning: vscode.l10n.t('Warning'),
      info: vscode.l10n.t('Note'),
    },
    characters: vscode.l10n.t('characters {0}–{1}', '{0}', '{1}'),
  };
}
