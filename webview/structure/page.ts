import * as l10n from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import {
  tabIds,
  type ByteSpan,
  type ChainModel,
  type FromStructurePage,
  type Section,
  type Statement,
  type StructureModel,
  type TabId,
  type ToStructurePage,
  type TreeRow,
} from '../../src/protocol/structure';
import { focusWhenHere } from '../ui/focus';
import { element, painter } from '../ui/painter';
import { chainPage } from './chain';
import { ContentsPage } from './contents';
import { HexPane } from './hex';
import { NodeBar } from './nodeBar';
import { findingsPage, noticeBar, overviewPage, secondOpinionPart, verdictList } from './overview';
import { SearchBox } from './searchBox';
import { Splitter } from './splitter';
import { actionButton, type PageActions } from './statements';
import { tabBar } from './tabBar';
import { TreePane } from './tree';

/** What outlives the page: how the panes are divided. */
export interface PageMemory {
  readonly share: number | undefined;
  readonly remember: (share: number | undefined) => void;
}

/** The page of one model; made anew for each, into the elements of the one before. */
export class Page {
  private readonly tree: TreePane;
  private readonly hex: HexPane;
  private readonly nodeBar: NodeBar;
  /** Tree and bytes, which two tabs show differently: one pair, painted by itself, that goes where it shows. */
  private readonly panes = element('div', { class: 'panes' });
  private readonly splitter: Splitter;
  private readonly search: SearchBox;
  private readonly status = element('div', { class: 'status', role: 'status' });
  private readonly actions: PageActions;
  private readonly paint: () => void;
  private tab: TabId;
  /** Of the user, who is not taken elsewhere by what comes later. */
  private hasChosenTab = false;
  private sections: readonly Section[] | undefined;
  private verdicts: readonly Statement[] = [];
  private offers: StructureModel['notices'] = [];
  private findings: Extract<ToStructurePage, { type: 'findings' }> | undefined;
  private secondOpinion: readonly Statement[] | undefined;
  private chain: { readonly chain?: ChainModel | undefined } | undefined;
  private readonly contents: ContentsPage;
  /** Between the file and one of its parts: the next page takes the focus. */
  leaving = false;

  constructor(
    private readonly model: StructureModel,
    private readonly root: HTMLElement,
    private readonly send: (message: FromStructurePage) => void,
    memory: PageMemory,
  ) {
    this.tab = model.tab === 'chain' ? (model.isWhole ? 'contents' : 'overview') : model.tab;
    this.actions = { send, goTo: (span) => this.goTo(span) };
    this.contents = new ContentsPage(model.part, (part) => {
      this.leaving = true;
      send({ type: 'part', part });
    });
    this.search = new SearchBox(send);
    this.splitter = new Splitter(this.panes, memory.share, memory.remember);
    this.tree = new TreePane(
      send,
      (row) => this.chosen(row),
      (row) => this.hex.hover(row),
    );
    this.hex = new HexPane(send, (offset, byte) => this.say(l10n.t('Offset {0}: {1}', offset, byte)));
    this.nodeBar = new NodeBar(send, (form, row) =>
      this.tab === 'bytes' && form !== 'value' && form !== 'pem'
        ? this.hex.range
        : { from: row.start, to: row.end },
    );
    render(this.panePair(), this.panes);
    this.paint = painter(() => this.page(), root);
    this.hex.setSize(model.size);
    this.open(this.tab, false);
  }

  private page(): TemplateResult {
    return html`${this.header()}${this.tabList()}${tabIds.map((id) => this.panel(id))}${this.status}`;
  }

  private header(): TemplateResult {
    const { title, subtitle, notices, parts, isWhole } = this.model;
    return html`<header>
      ${parts.length > 1 && !isWhole ? this.partChooser() : nothing}
      <div class="title">
        <div class="names">
          <h1>${title}</h1>
          <p class="subtitle">${subtitle}</p>
        </div>
        ${isWhole ? this.contents.counts() : this.actionButtons()}
      </div>
      ${noticeBar([...notices, ...this.offers], this.actions)}
      ${this.verdicts.length > 0 ? verdictList(this.verdicts, this.actions) : nothing}
    </header>`;
  }

  /** A chain of one is no chain to export. */
  private actionButtons(): TemplateResult {
    const joined = this.chain?.chain?.paths.some(({ certificates }) => certificates.length > 1) === true;
    return html`<div class="actions">
      ${this.model.actions
        .filter(({ id }) => id !== 'exportChain' || joined)
        .map((action) => actionButton(this.actions, action))}
    </div>`;
  }

  /** From a part to the file that holds it; false where this is no part of one. */
  back(): boolean {
    const { parts, isWhole } = this.model;
    if (parts.length < 2 || isWhole) return false;
    this.leaving = true;
    this.send({ type: 'whole' });
    return true;
  }

  /** Takes the focus from a page that gave way to this one. */
  arrive(): void {
    if (this.model.isWhole) this.contents.takeFocus();
    else focusWhenHere(() => document.getElementById('back'));
  }

  private partChooser(): TemplateResult {
    const choose = ({ currentTarget }: Event): void =>
      this.send({ type: 'part', part: (currentTarget as HTMLSelectElement).selectedIndex });
    return html`<nav class="parts" aria-label=${l10n.t('Structures in this file')}>
      <button
        type="button"
        class="link"
        id="back"
        title=${l10n.t('Back to the list (Escape)')}
        @click=${() => this.back()}
      >
        <span aria-hidden="true">‹ </span><span class="heard">${l10n.t('Back to')} </span>${this.model.file}
      </button>
      <label for="part" class="heard">${l10n.t('Structure in this file')}</label>
      <select id="part" @change=${choose}>
        ${this.model.parts.map(
          ({ title, detail }, i) =>
            html`<option value=${i} .selected=${live(i === this.model.part)}>
              ${i + 1} · ${title} · ${detail}
            </option>`,
        )}
      </select>
    </nav>`;
  }

  private get certificates(): number {
    return this.chain?.chain?.paths.reduce((sum, { certificates }) => sum + certificates.length, 0) ?? 0;
  }

  private isOffered(id: TabId): boolean {
    if (id === 'chain') return this.certificates > 0;
    return (id === 'contents') === this.model.isWhole;
  }

  private tabName(id: TabId): string {
    const { findings = [], more = 0, checks = [] } = this.findings ?? {};
    const open = checks.filter(({ status }) => status === 'unknown').length;
    // A check that failed is one more thing to look at, whether it has a finding or not.
    const found = findings.length + more + (checks.length - open);
    return {
      contents: l10n.t('Contents'),
      overview: l10n.t('Overview'),
      chain: l10n.t('Chain'),
      structure: l10n.t('Structure'),
      bytes: l10n.t('Bytes'),
      findings:
        open > 0
          ? l10n.t('Findings ({0}, {1} not checked)', found, open)
          : found > 0
            ? l10n.t('Findings ({0})', found)
            : l10n.t('Findings'),
    }[id];
  }

  private tabList(): TemplateResult {
    return tabBar({
      tabs: tabIds.map((id) => ({ id, name: this.tabName(id), hidden: !this.isOffered(id) })),
      current: this.tab,
      label: l10n.t('Views of the structure'),
      open: (id) => this.open(id, true),
    });
  }

  private panel(id: TabId): TemplateResult {
    const measured = id === 'structure' || id === 'bytes';
    return html`<div
      class="panel ${id}"
      role="tabpanel"
      id="panel-${id}"
      aria-labelledby="tab-${id}"
      tabindex=${measured ? nothing : '0'}
      ?hidden=${id !== this.tab}
    >
      ${this.content(id)}
    </div>`;
  }

  private content(id: TabId): unknown {
    const { actions, sections, findings, chain } = this;
    switch (id) {
      case 'contents':
        return this.model.isWhole ? [this.contents.table(), this.actionButtons()] : nothing;
      case 'overview':
        return sections ? overviewPage(sections, actions) : nothing;
      case 'chain':
        return chain ? chainPage(chain.chain, actions) : nothing;
      case 'findings':
        return findings
          ? [findingsPage(findings, actions), secondOpinionPart(this.secondOpinion, actions)]
          : nothing;
      case 'structure':
      case 'bytes':
        return id === this.tab ? [this.panes, this.nodeBar.node] : nothing;
    }
  }

  private panePair(): TemplateResult {
    return html`<div class="treeSide">
        ${this.search.node}
        <div class="treeHead" aria-hidden="true">
          <span>${l10n.t('Name and value')}</span>
          <span class="start">${l10n.t('Offset')}</span>
          <span class="size">${l10n.t('Length')}</span>
        </div>
        ${this.tree.scroller}
      </div>
      ${this.splitter.node}
      <div class="hexSide">
        <div class="bar legend">
          <span>${l10n.t('Selected value:')}</span>
          <span class="byte t">${l10n.t('tag')}</span>
          <span class="byte l">${l10n.t('length')}</span>
          <span class="byte c">${l10n.t('content')}</span>
        </div>
        ${this.hex.scroller}
      </div>`;
  }

  private open(id: TabId, byUser: boolean): void {
    this.tab = id;
    this.paint();
    document.body.dataset.tab = id;
    const measured = id === 'structure' || id === 'bytes';
    if (measured) {
      this.tree.refresh();
      this.hex.refresh();
    }
    if (!byUser) return;
    this.passHeader(measured);
    this.hasChosenTab = true;
    this.send({ type: 'tab', tab: id });
  }

  /** Where the page is narrow, the header scrolls with it: what was chosen begins below the tabs. */
  private passHeader(measured: boolean): void {
    const above = this.root.querySelector('header')?.offsetHeight ?? 0;
    if (measured || this.root.scrollTop > above) this.root.scrollTop = above;
  }

  private goTo(span: ByteSpan): void {
    this.open('structure', true);
    this.send({ type: 'locate', offset: span.start, end: span.end, focus: true });
  }

  private chosen(row: TreeRow): void {
    this.nodeBar.show(row);
    this.hex.select(row, row.start);
  }

  private say(text: string): void {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  receive(message: Exclude<ToStructurePage, { type: 'texts' | 'show' | 'ask' }>): void {
    switch (message.type) {
      case 'contents':
        this.contents.show(message.contents);
        this.paint();
        this.contents.painted();
        return;
      case 'overview':
        this.sections = message.sections;
        this.verdicts = message.verdicts;
        this.offers = message.notices;
        break;
      case 'chain':
        this.chain = message;
        if (this.model.tab === 'chain' && !this.hasChosenTab && this.certificates > 0)
          this.open('chain', false);
        else this.paint();
        return;
      case 'findings':
        this.findings = message;
        break;
      case 'secondOpinion':
        this.secondOpinion = message.statements;
        break;
      case 'tree':
        this.tree.setTotal(message.total, message.generation);
        return;
      case 'rows':
        this.tree.setRows(message.rows, message.generation);
        return;
      case 'bytes':
        this.hex.setBytes(message.from, message.hex);
        return;
      case 'select':
        this.tree.setTotal(message.total, message.generation);
        if (!this.tree.select(message.row, message.focus)) return;
        this.nodeBar.show(message.row, message.path);
        this.hex.select(message.row, message.offset);
        return;
      case 'found':
        this.search.show(message.text, message.failed);
        return;
      case 'say':
        this.say(message.text);
        return;
    }
    this.paint();
  }
}
