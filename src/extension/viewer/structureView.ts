import * as vscode from 'vscode';
import {
  isFromStructurePage,
  type ActionId,
  type FromStructurePage,
  type ToStructurePage,
} from '../../protocol/structure';
import { revealSeconds } from '../../protocol/verification';
import { log, logFailure } from '../ui/log';
import { pageTexts } from '../ui/webviewHtml';
import { copied } from './structureCopy';
import { agreesToReveal } from './agreesToReveal';
import { nothingInIt } from './givenMaterial';
import { StructureFinder } from './structureFinder';
import { findingsMessage, structureModel } from './structureModel';
import { unsettledChecks } from '../material/structureChecks';
import type { StructureRows } from '../material/structureRows';
import type { StructureSession } from '../material/structureSession';

/** Rows and bytes that are sent along at first, without being asked for. */
const firstRows = 80;
const firstBytes = 2048;

/** What a view does not do itself: commands that also stand in menus. True where the checks are told anew after it. */
export type RunAction = (id: ActionId, session: StructureSession, node: number) => Promise<boolean>;

/** Joins one page to one session, for as long as the page lives. */
export class StructureView {
  private ready = false;
  private isOver = false;
  /** Generation of the rows that the page knows the number of. */
  private told = -1;
  /** Private values that show for a while. */
  private revealed: { rows: StructureRows; timer: ReturnType<typeof setTimeout> } | undefined;
  private readonly messages: vscode.Disposable;
  private readonly finder: StructureFinder;

  constructor(
    readonly session: StructureSession,
    private readonly webview: vscode.Webview,
    private readonly restorable: boolean,
    private readonly run: RunAction,
    /** Shows what was dropped on the page in a page of its own. */
    private readonly open: (name: string, bytes: Uint8Array) => Promise<boolean>,
  ) {
    this.finder = new StructureFinder(session, {
      say: (text, failed) => this.post({ type: 'found', text, failed }),
      select: (node) => this.select(node, undefined, false),
    });
    session.refresh = () => void this.show();
    this.messages = webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromStructurePage(message)) {
        log().warn('A message from the structure viewer was not understood.');
        return;
      }
      this.answer(message).catch((error: unknown) => {
        logFailure(`Structure viewer, ${message.type}`, error);
        this.say(vscode.l10n.t('That did not work. See the Key Material log for details.'));
      });
    });
  }

  dispose(): void {
    this.isOver = true;
    this.finder.stop();
    this.hide();
    this.messages.dispose();
  }

  /** For a page that runs already, and showed something else. */
  begin(): Promise<void> {
    this.ready = true;
    return this.show();
  }

  private post(message: ToStructurePage): void {
    // The page may show another session by now.
    if (this.isOver) return;
    void this.webview.postMessage(message);
  }

  private say(text: string): void {
    this.post({ type: 'say', text });
  }

  /** Shows the session from the start: after a load, another part, added certificates. */
  async show(): Promise<void> {
    if (!this.ready) return;
    const { session } = this;
    this.post({ type: 'show', model: structureModel(session, this.restorable) });
    if (session.isWhole) return this.showWhole();
    const rows = session.rows();
    this.postTree();
    this.post({ type: 'bytes', from: 0, hex: rows.hex(0, firstBytes) });
    // The page paints before signatures are checked.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const { part } = session;
    const overview = await session.overview();
    const findings = await session.findings();
    const checks = unsettledChecks(overview);
    if (!session.shows(part)) return;
    rows.mark(findings);
    const { sections, verdicts = [] } = overview;
    this.post({ type: 'overview', sections, verdicts, notices: [] });
    this.post(findingsMessage(findings, checks));
    this.postRows(0, firstRows);
    this.post({ type: 'chain', chain: await session.chain() });
    await this.offer();
  }

  /** After all else is told: files are read for it. Each token is looked for once by itself, and again when asked. */
  private async offer(isAsked = false): Promise<void> {
    const { session } = this;
    const { part } = session;
    if (!session.token()) return;
    const { lookBeside, offerNotice } = await import('./tr34Beside');
    if (isAsked || session.offered?.part !== part) await lookBeside(session);
    if (!session.shows(part) || !session.offered) return;
    const notices = offerNotice(session.offered.files);
    const { sections, verdicts = [] } = await session.overview();
    if (!session.shows(part)) return;
    this.post({ type: 'overview', sections, verdicts, notices });
    if (isAsked && notices.length === 0)
      this.say(vscode.l10n.t('No other files needed for the checks were found in the same folder or open.'));
  }

  private async showWhole(): Promise<void> {
    const { session } = this;
    await new Promise((resolve) => setTimeout(resolve, 0));
    const contents = await session.contents();
    if (session.isWhole) this.post({ type: 'contents', contents });
    this.post({ type: 'chain', chain: await session.chain() });
  }

  private postTree(): void {
    const rows = this.session.rows();
    this.told = ++rows.generation;
    this.post({ type: 'tree', total: rows.rows.length, generation: rows.generation });
    const { start, end } = this.session.selected;
    if (end > start) this.select(rows.nodeOfSpan({ start, end }), start, false);
    else this.postRows(0, firstRows);
  }

  private postRows(from: number, to: number): void {
    const rows = this.session.rows();
    this.post({ type: 'rows', generation: rows.generation, rows: rows.page(from, to) });
  }

  /** Opens the way to a node, selects it and shows a byte of it; with the rows around it where it may be far. */
  private select(node: number, offset: number | undefined, focus: boolean, withRows = true): void {
    const rows = this.session.rows();
    if (node < 0) return;
    const before = rows.rows.length;
    const place = rows.rows.reveal(node);
    const row = rows.row(place);
    if (!row) return;
    if (rows.rows.length !== before) rows.generation++;
    this.session.selected = { start: row.start, end: row.end };
    if (rows.generation !== this.told) {
      this.told = rows.generation;
      this.post({ type: 'tree', total: rows.rows.length, generation: rows.generation });
      withRows = true;
    }
    const from = Math.max(0, place - firstRows / 2);
    if (withRows) this.postRows(from, from + firstRows);
    this.post({
      type: 'select',
      row,
      total: rows.rows.length,
      generation: rows.generation,
      offset: offset ?? row.start,
      path: rows.path(node),
      focus,
    });
  }

  private async answer(message: FromStructurePage): Promise<void> {
    const { session } = this;
    const rows = session.rows();
    switch (message.type) {
      case 'ready':
        // A page that was hidden and comes back comes without private values.
        this.hide();
        this.ready = true;
        this.post(pageTexts());
        return this.show();
      case 'tab':
        session.tab = message.tab;
        return;
      case 'part':
        return this.showPart(message.part);
      case 'whole':
        if (session.partCount < 2) return;
        this.finder.stop();
        this.hide();
        session.isWhole = true;
        session.tab = 'contents';
        return this.show();
      case 'rows':
        if (message.generation === rows.generation) this.postRows(message.from, message.to);
        return;
      case 'bytes':
        this.post({ type: 'bytes', from: message.from, hex: rows.hex(message.from, message.to) });
        return;
      case 'fold':
        this.fold(message.node, message.open, message.all);
        return;
      case 'row': {
        // Of rows that moved since, another one would be meant.
        if (message.generation !== rows.generation) return;
        const node = rows.rows.node(message.row);
        if (node !== undefined) this.select(node, undefined, false, false);
        return;
      }
      case 'locate':
        this.select(
          message.end > message.offset
            ? rows.nodeOfSpan({ start: message.offset, end: message.end })
            : rows.rows.nodeAt(message.offset),
          message.offset,
          message.focus,
        );
        return;
      case 'letters': {
        const found = rows.byLetters(message.text, message.row);
        const node = rows.rows.node(found);
        if (node !== undefined) this.select(node, undefined, false);
        return;
      }
      case 'parent':
        this.select(rows.index.parent[message.node] ?? -1, undefined, false);
        return;
      case 'find':
        return this.finder.find(message.text, message.backwards);
      case 'goTo':
        this.goTo(message.text);
        return;
      case 'copy':
        this.say(await copied(rows, message));
        return;
      case 'copyText':
        await vscode.env.clipboard.writeText(message.text);
        this.say(vscode.l10n.t('Copied.'));
        return;
      case 'secondOpinion': {
        const { part } = session;
        const { secondOpinionStatements } = await import('./secondOpinion');
        const statements = await secondOpinionStatements(rows);
        if (part === session.part) this.post({ type: 'secondOpinion', statements });
        return;
      }
      case 'action':
        return this.act(message.id, message.argument);
      case 'drop':
        if (!(await this.open(message.name, message.bytes))) this.say(nothingInIt());
        return;
      case 'paste':
      case 'clipboard':
      case 'chooseFile':
        // Of the page before: something is shown by now.
        return;
    }
  }

  private async showPart(part: number): Promise<void> {
    const { session } = this;
    if (part >= session.partCount) return;
    this.finder.stop();
    this.hide();
    if (session.isWhole) session.tab = 'overview';
    session.isWhole = false;
    session.part = part;
    session.selected = { start: 0, end: 0 };
    await this.show();
  }

  private fold(node: number, open: boolean, all: boolean): void {
    const rows = this.session.rows();
    if (node >= rows.index.length) return;
    if (all && open) {
      if (!rows.openAll(node)) this.say(vscode.l10n.t('There are too many values to open them all at once.'));
    } else if (all) rows.rows.closeAll(node);
    else if (open) rows.rows.open(node);
    else rows.rows.close(node);
    const { start, end } = this.session.selected;
    const selected = end > start ? rows.nodeOfSpan({ start, end }) : 0;
    rows.generation++;
    // What was selected and is hidden now gives way to what hides it.
    let shown = selected;
    while (shown >= 0 && rows.rows.row(shown) < 0) shown = rows.index.parent[shown]!;
    if (rows.rows.length > 0) this.select(Math.max(0, shown), undefined, false);
  }

  private goTo(text: string): void {
    const clean = text.trim();
    const offset = /^0x[0-9a-f]+$/i.test(clean) || /^\d+$/.test(clean) ? Number(clean) : NaN;
    const { length } = this.session.rows().bytes;
    if (!(offset >= 0 && offset < length)) {
      this.say(
        vscode.l10n.t('Enter an offset from 0 to {0}, or in hexadecimal as 0x….', Math.max(0, length - 1)),
      );
      return;
    }
    this.select(this.session.rows().rows.nodeAt(offset), offset, false);
  }

  private revealFor(rows: StructureRows): void {
    this.hide();
    rows.revealed = true;
    const timer = setTimeout(() => {
      this.hide();
      void this.show();
    }, revealSeconds * 1000);
    this.revealed = { rows, timer };
  }

  private hide(): void {
    if (!this.revealed) return;
    clearTimeout(this.revealed.timer);
    this.revealed.rows.revealed = false;
    this.revealed = undefined;
  }

  private async act(id: ActionId, argument: number): Promise<void> {
    const { session } = this;
    if (id === 'reveal') {
      if (!(await agreesToReveal())) return;
      this.revealFor(session.rows());
      return this.show();
    }
    if (id === 'openPart') return this.showPart(argument);
    if (id === 'chainPurpose') {
      session.purpose = argument;
      this.post({ type: 'chain', chain: await session.chain() });
      return;
    }
    if (id === 'turnInside') {
      this.hide();
      if (!session.turnInside(argument)) return;
      const rows = session.rows();
      rows.mark(await session.findings());
      if (rows === session.rows()) this.postTree();
      return;
    }
    if (id === 'lookBeside') return this.offer(true);
    // After a dialog that was cancelled the page stays as it is.
    if (await this.run(id, session, argument)) await this.show();
  }
}
