import * as vscode from 'vscode';
import { cleanKeyBlockText } from '../../core/input/find';
import {
  isFromInspectorPage,
  restoreTokenOf,
  type InspectorMade,
  type InspectorModel,
  type FromInspectorPage,
  type ToInspectorPage,
} from '../../protocol/inspector';
import {
  isFromVerification,
  type FromVerification,
  type ToVerification,
  type VerificationModel,
} from '../../protocol/verification';
import { copyKeyBlock, modelTexts, severityWord } from './inspectorTexts';
import { log, logFailure } from '../ui/log';
import { columnBeside, EditorMark, keepInSight, showCharacters, type Origin } from './editorMark';
import { InspectedHistory } from './inspectedHistory';
import {
  entryOf,
  noticeText,
  originOf,
  placeText,
  readAgain,
  restoredEntry,
  restoreTokenFor,
  sourceOfEntry,
  type Entry,
} from './inspectedEntry';
import { keyBlockModel } from './keyBlockModel';
import { openCertificate } from './openCertificate';
import { inspectorViewType } from '../ui/settings';
import { hasKeyServices } from '../host/keyServices';
import { pageTexts, webviewHtml, webviewOptions } from '../ui/webviewHtml';

export type { Origin } from './editorMark';

/** A block in the inspector. */
export interface InspectedBlock {
  readonly text: string;
  readonly origin?: Origin;
  /** What was found out about its MAC, in a few words. */
  readonly mac?: string | undefined;
  /** Digits behind it that may belong to it, where the length field is wrong. */
  readonly mayGoOn?: string;
}

/** What a feature shows beside the block; disposed of when another block comes, or the same one again. */
export interface VerificationView {
  readonly model: VerificationModel;
  dispose(): void;
  /** Posts its model, whenever the page is new. */
  show(): void;
  handle(message: FromVerification): unknown;
}

/** One inspector, reused: decoding the next block puts it after those that were shown before. */
let current: Inspector | undefined;

/** Offered where a feature has registered it. */
const verifyCommand = 'keyMaterial.verifyKeyBlock';
/** Milliseconds without an edit before the block is read again. */
const pause = 200;

/**
 * Shows a block beside its editor, in which it stays in sight.
 * @param more.made what is told of a block that was made just now
 * @param more.preserveFocus leaves the focus where it is
 */
export function showInspector(
  context: vscode.ExtensionContext,
  text: string,
  origin: Origin | undefined,
  more: { readonly made?: InspectorMade; readonly preserveFocus?: boolean } = {},
): void {
  const { made, preserveFocus = false } = more;
  if (!current) {
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(
      inspectorViewType,
      vscode.l10n.t('Key Block'),
      { viewColumn: column, preserveFocus },
      webviewOptions(context.extensionUri),
    );
    current = new Inspector(context, panel);
  }
  const entry = entryOf(text, origin);
  current.open(made ? { ...entry, made } : entry);
  current.panel.reveal(columnBeside(current.panel, origin), preserveFocus);
  if (origin) keepInSight(origin);
}

/** Shows the block again that stood where the panel's state says; a typed block is gone. */
export async function restoreInspector(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  panel.webview.options = webviewOptions(context.extensionUri);
  current?.panel.dispose();
  const inspector = new Inspector(context, panel);
  current = inspector;
  const token = restoreTokenOf(state);
  if (!token) return;
  try {
    const entry = await restoredEntry(token);
    if (entry) inspector.open(entry);
  } catch (error) {
    // The document is gone or cannot be read; the page then asks for a block.
    logFailure('Restoring the inspector', error);
  }
}

/** The block in the inspector, while it is in front: what a command without another block is about. */
export function inspectedBlock(): InspectedBlock | undefined {
  return current?.panel.visible === true ? current.block() : undefined;
}

/** Puts another block beside the one that is shown. */
export function compareInInspector(other: Entry['other']): void {
  current?.compare(other);
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
  make: (post: (message: ToVerification) => void) => VerificationView,
): boolean {
  return current?.attach(text, make) ?? false;
}

class Inspector {
  readonly #mark = new EditorMark();
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #history = new InspectedHistory();
  #model: InspectorModel | undefined;
  #verification: VerificationView | undefined;
  #ready = false;
  #reading: ReturnType<typeof setTimeout> | undefined;

  constructor(
    context: vscode.ExtensionContext,
    readonly panel: vscode.WebviewPanel,
  ) {
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isFromVerification(message)) void this.#verification?.handle(message);
        else if (isFromInspectorPage(message))
          void this.#handle(message).catch((error: unknown) => logFailure('The inspector', error));
        else log().warn('A message from the inspector was not understood.');
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      panel.onDidDispose(() => this.#dispose()),
    );
    panel.webview.html = webviewHtml(panel.webview, context.extensionUri, {
      script: 'inspector.js',
      style: 'inspector.css',
      title: vscode.l10n.t('Key Block'),
    });
  }

  get #entry(): Entry | undefined {
    return this.#history.current;
  }

  block(): InspectedBlock | undefined {
    const entry = this.#entry;
    if (!entry) return undefined;
    const origin = originOf(entry);
    const { mayGoOn } = sourceOfEntry(entry);
    const block = {
      text: entry.text,
      mac: this.#verification?.model.headline,
      ...(mayGoOn === undefined ? {} : { mayGoOn }),
    };
    return origin ? { ...block, origin } : block;
  }

  open(entry: Entry): void {
    this.#history.open(entry);
    this.#renew();
  }

  compare(other: Entry['other']): void {
    const entry = this.#entry;
    if (!entry) return;
    entry.other = other;
    this.#makeModel();
    void this.#update();
  }

  attach(text: string, make: (post: (message: ToVerification) => void) => VerificationView): boolean {
    if (this.#entry?.text !== text) return false;
    this.#verification?.dispose();
    this.#verification = make((message) => void this.panel.webview.postMessage(message));
    if (this.#ready) this.#verification.show();
    return true;
  }

  async #handle(message: FromInspectorPage): Promise<void> {
    const entry = this.#entry;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#post(pageTexts());
        await this.#update();
        return;
      case 'decode':
        this.#type(message.text);
        return;
      case 'back':
      case 'forward':
        this.#go(message.type === 'back' ? -1 : 1);
        return;
      case 'verify':
        if (entry) await vscode.commands.executeCommand(verifyCommand, sourceOfEntry(entry));
        return;
      case 'import':
        if (entry) await vscode.commands.executeCommand('keyMaterial.importKey', { text: entry.text });
        return;
      case 'compare':
        await vscode.commands.executeCommand('keyMaterial.compareKeyBlocks', { inspected: true });
        return;
      case 'endCompare':
        this.compare(undefined);
        return;
      case 'endMade':
        if (entry) entry.made = undefined;
        this.compare(entry?.other);
        return;
    }
    if (!entry) return;
    switch (message.type) {
      case 'copy':
        await copyKeyBlock(entry.text, message.as, this.#verification?.model.headline);
        break;
      case 'copyCharacters':
        await vscode.env.clipboard.writeText(entry.text.slice(message.start, message.end));
        break;
      case 'copyFinding':
        if (!(await this.#copyFinding(message.of, message.index))) return;
        break;
      case 'select':
        this.#mark.mark(entry.text, originOf(entry), message);
        return;
      case 'showInEditor':
        await this.#showInEditor(entry, message);
        return;
      case 'openCertificate':
        await openCertificate(entry.text, message);
        return;
    }
    this.#post({ type: 'copied' });
  }

  async #copyFinding(of: 'block' | 'aws', index: number): Promise<boolean> {
    const findings = of === 'block' ? this.#model?.findings : this.#model?.verdict.findings;
    const finding = findings?.[index];
    if (!finding) return false;
    const word = severityWord(finding.severity);
    const source = finding.reference === '' ? '' : ` (${finding.reference})`;
    await vscode.env.clipboard.writeText(`${word}: ${finding.message}${source}`);
    return true;
  }

  async #showInEditor(entry: Entry, span: { start: number; end: number }): Promise<void> {
    const origin = originOf(entry);
    if (origin && (await showCharacters(entry.text, origin, span))) {
      this.#mark.mark(entry.text, originOf(entry), span);
      return;
    }
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The block is no longer at its original position. Open the document and decode it again.',
      ),
    );
  }

  /** Typed into the page's box: one entry, however long it takes to type. */
  #type(text: string): void {
    const block = cleanKeyBlockText(text);
    const entry = this.#entry;
    if (entry?.typed !== undefined) {
      entry.typed = text;
      if (entry.text === block) return;
      entry.text = block;
      entry.made = undefined;
      this.#renew();
    } else if (block !== '') this.open(entryOf(block, undefined, text));
  }

  #go(step: -1 | 1): void {
    const entry = this.#history.step(step);
    if (!entry) return;
    readAgain(entry);
    this.#renew();
  }

  #follow(event: vscode.TextDocumentChangeEvent): void {
    if (!this.#history.follow(event)) return;
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => {
      const entry = this.#entry;
      if (!entry) return;
      if (readAgain(entry)) {
        entry.made = undefined;
        this.#renew();
      } else
        this.#post({
          type: 'moved',
          restore: restoreTokenFor(entry),
          place: placeText(entry),
        });
    }, pause);
  }

  /** Another block: what was verified and marked before is over. */
  #renew(): void {
    this.#verification?.dispose();
    this.#verification = undefined;
    this.#mark.clear();
    this.#makeModel();
    void this.#update();
  }

  #makeModel(): void {
    const entry = this.#entry;
    this.#model =
      entry &&
      keyBlockModel(
        {
          text: entry.text,
          at: new Date(),
          other: entry.other,
          restore: restoreTokenFor(entry),
          place: placeText(entry),
          typed: entry.typed,
          notice: noticeText(entry),
          made: entry.made,
        },
        modelTexts(),
      );
  }

  async #update(): Promise<void> {
    if (!this.#ready) return;
    const verify = (await vscode.commands.getCommands(true)).includes(verifyCommand);
    const offers = { verify, import: hasKeyServices(), ...this.#history.ways() };
    this.#post(this.#model ? { type: 'show', model: this.#model, offers } : { type: 'empty', offers });
    this.#verification?.show();
  }

  #post(message: ToInspectorPage): void {
    void this.panel.webview.postMessage(message);
  }

  #dispose(): void {
    clearTimeout(this.#reading);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#verification?.dispose();
    this.#mark.dispose();
    if (current === this) current = undefined;
  }
}
