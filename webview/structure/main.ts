import {
  isToStructurePage,
  type ActionId,
  type CopyForm,
  type FromStructurePage,
  type RestoreToken,
  type StructureModel,
  type StructureStrings,
  type StructureWord,
  type TabId,
  type ToStructurePage,
  type TreeRow,
} from '../../src/protocol/structure';
import { control, element } from '../ui/dom';
import { registerControls } from '../ui/toolkit';
import { HexPane } from './hex';
import { chainPage, findingsPage, noticeBar, overviewPage } from './overview';
import { linkBar, showLink } from './linkBar';
import { TreePane } from './tree';
import { fillIn } from './words';

declare function acquireVsCodeApi(): {
  postMessage(message: FromStructurePage): void;
  setState(state: RestoreToken | undefined): void;
};

const host = acquireVsCodeApi();
const root = document.getElementById('root') ?? document.body;
const send = (message: FromStructurePage): void => host.postMessage(message);

const tabIds: readonly TabId[] = ['overview', 'chain', 'structure', 'bytes', 'findings'];

/** The page of one model; made anew for each. */
class Page {
  private readonly tabs = new Map<TabId, HTMLElement>();
  private readonly panels = new Map<TabId, HTMLElement>();
  private readonly tree: TreePane;
  private readonly hex: HexPane;
  private readonly status: HTMLElement;
  private readonly path: HTMLElement;
  private readonly nodeBar: HTMLElement;
  private readonly panes: HTMLElement;
  private tab: TabId = 'overview';
  private row: TreeRow | undefined;
  /** Link of values that can be shown as structure or as value. */
  private inside: HTMLElement | undefined;

  constructor(
    private readonly model: StructureModel,
    private readonly strings: StructureStrings,
  ) {
    this.status = element('div', { class: 'status', role: 'status' });
    this.path = element('div', { class: 'path' });
    this.tree = new TreePane(
      strings,
      send,
      (row) => this.chosen(row),
      (row) => this.hex.hover(row),
    );
    this.hex = new HexPane(strings, send, (offset, byte) =>
      this.say(fillIn(strings.byteStatus, offset, byte)),
    );
    this.nodeBar = this.makeNodeBar();
    this.panes = element(
      'div',
      { class: 'panes' },
      element('div', { class: 'treeSide' }, this.searchBar(), this.tree.scroller),
      element('div', { class: 'hexSide' }, this.legend(), this.hex.scroller),
    );
    root.replaceChildren(this.header(), this.tabList(), ...this.panelList(), this.status);
    this.hex.setSize(model.size);
    this.open(model.tab === 'chain' ? 'overview' : model.tab, false);
  }

  private word(name: StructureWord): string {
    return this.strings[name];
  }

  private header(): HTMLElement {
    const { model } = this;
    const actions = model.actions.map(({ id, title }) => this.actionButton(id, title));
    return element(
      'header',
      {},
      element(
        'div',
        { class: 'title' },
        element(
          'div',
          { class: 'names' },
          element('h1', {}, model.title),
          element('p', { class: 'subtitle' }, model.subtitle),
        ),
        element('div', { class: 'actions' }, ...actions),
      ),
      ...noticeBar(model.notices, this.strings, send),
      ...(model.parts.length > 1 ? [this.partChooser()] : []),
    );
  }

  private actionButton(id: ActionId, title: string): HTMLElement {
    const button = control('vscode-button', { appearance: 'secondary' }, title);
    button.addEventListener('click', () => send({ type: 'action', id, argument: 0 }));
    return button;
  }

  private partChooser(): HTMLElement {
    const select = element('select', { id: 'part' });
    for (const [i, { title, detail }] of this.model.parts.entries())
      select.append(
        element(
          'option',
          { value: String(i), ...(i === this.model.part ? { selected: '' } : {}) },
          `${i + 1} · ${title} · ${detail}`,
        ),
      );
    select.addEventListener('change', () => send({ type: 'part', part: Number(select.value) }));
    return element('div', { class: 'parts' }, element('label', { for: 'part' }, this.word('part')), select);
  }

  private tabList(): HTMLElement {
    const bar = element('div', { class: 'tabs', role: 'tablist', 'aria-label': this.word('tabs') });
    for (const id of tabIds) {
      const tab = element(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${id}`,
          'aria-controls': `panel-${id}`,
          'aria-selected': 'false',
          tabindex: '-1',
        },
        this.word(id),
      );
      if (id === 'chain') tab.hidden = true;
      tab.addEventListener('click', () => this.open(id, true));
      this.tabs.set(id, tab);
      bar.append(tab);
    }
    bar.addEventListener('keydown', (event) => {
      const shown = tabIds.filter((id) => this.tabs.get(id)?.hidden === false);
      const at = shown.indexOf(this.tab);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const id = shown[(to + shown.length) % shown.length]!;
      this.open(id, true);
      this.tabs.get(id)?.focus();
    });
    return bar;
  }

  private panelList(): HTMLElement[] {
    return tabIds.map((id) => {
      const panel = element('div', {
        class: `panel ${id}`,
        role: 'tabpanel',
        id: `panel-${id}`,
        'aria-labelledby': `tab-${id}`,
      });
      if (id !== 'structure' && id !== 'bytes') panel.tabIndex = 0;
      panel.hidden = true;
      this.panels.set(id, panel);
      return panel;
    });
  }

  private searchBar(): HTMLElement {
    const field = control('vscode-text-field', {
      placeholder: this.word('find'),
      'aria-label': this.word('find'),
    }) as HTMLElement & { value: string };
    const find = (backwards: boolean): void => {
      if (field.value.trim() !== '') send({ type: 'find', text: field.value, backwards });
    };
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      // An offset is where it can be one; a number is searched for with a blank in front.
      if (/^@\s*(0x[0-9a-f]+|\d+)$/i.test(field.value.trim()))
        send({ type: 'goTo', text: field.value.replace('@', '') });
      else find(event.shiftKey);
    });
    const button = (name: StructureWord, text: string, act: () => void): HTMLElement => {
      const made = control(
        'vscode-button',
        { appearance: 'icon', 'aria-label': this.word(name), title: this.word(name) },
        text,
      );
      made.addEventListener('click', act);
      return made;
    };
    return element(
      'div',
      { class: 'bar' },
      field,
      button('findPrevious', '↑', () => find(true)),
      button('findNext', '↓', () => find(false)),
      button('expandAll', '⊞', () => send({ type: 'fold', node: -1, open: true, all: true })),
      button('collapseAll', '⊟', () => send({ type: 'fold', node: -1, open: false, all: true })),
    );
  }

  private legend(): HTMLElement {
    return element(
      'div',
      { class: 'bar legend' },
      element('span', {}, this.word('legendSelected')),
      element('span', { class: 'byte t' }, this.word('legendTag')),
      element('span', { class: 'byte l' }, this.word('legendLength')),
      element('span', { class: 'byte c' }, this.word('legendContent')),
    );
  }

  private makeNodeBar(): HTMLElement {
    const copy = (form: CopyForm): void => {
      const { row } = this;
      if (!row) return;
      const range =
        this.tab === 'bytes' && form !== 'value' && form !== 'pem'
          ? this.hex.range
          : { from: row.start, to: row.end };
      send({ type: 'copy', form, ...range, node: row.node });
    };
    const act = (id: ActionId): void => {
      if (this.row) send({ type: 'action', id, argument: this.row.node });
    };
    const entries: readonly (readonly [StructureWord, () => void])[] = [
      ['copyValue', () => copy('value')],
      ['copyHex', () => copy('hex')],
      ['copyBase64', () => copy('base64')],
      ['copyPem', () => copy('pem')],
      ['copyPath', () => copy('path')],
      ['saveNode', () => act('saveNode')],
      ['openEmbedded', () => act('openEmbedded')],
      ['showAsValue', () => act('turnInside')],
    ];
    const bar = linkBar(
      this.word('ofNode'),
      entries.map(([name, run]) => [this.word(name), run]),
    );
    this.inside = bar.lastElementChild as HTMLElement;
    showLink(this.inside, undefined);
    return element('div', { class: 'nodeBar' }, this.path, bar);
  }

  private now(row: TreeRow): void {
    this.row = row;
    if (this.inside)
      showLink(this.inside, row.inside && this.word(row.inside === 'closed' ? 'showInside' : 'showAsValue'));
  }

  /** Tree and bytes are one pair of panes that the two tabs show differently. */
  open(id: TabId, byUser: boolean): void {
    this.tab = id;
    for (const [name, tab] of this.tabs) {
      const on = name === id;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      const panel = this.panels.get(name);
      if (panel) panel.hidden = !on;
    }
    document.body.dataset.tab = id;
    if (id === 'structure' || id === 'bytes') {
      this.panels.get(id)?.append(this.panes, this.nodeBar);
      this.tree.refresh();
      this.hex.refresh();
    }
    if (byUser) send({ type: 'tab', tab: id });
  }

  private goTo(span: { start: number; end: number }): void {
    this.open('structure', true);
    send({ type: 'locate', offset: span.start, end: span.end, focus: true });
  }

  private chosen(row: TreeRow): void {
    this.now(row);
    this.hex.select(row, row.start);
  }

  private say(text: string): void {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  receive(message: ToStructurePage): void {
    const goTo = (span: { start: number; end: number }): void => this.goTo(span);
    switch (message.type) {
      case 'show':
        return;
      case 'overview':
        this.panels
          .get('overview')
          ?.replaceChildren(overviewPage(message.sections, this.strings, send, goTo));
        return;
      case 'chain': {
        const tab = this.tabs.get('chain');
        const count =
          message.chain?.paths.reduce((sum, { certificates }) => sum + certificates.length, 0) ?? 0;
        if (tab) tab.hidden = count === 0;
        const choosing = document.activeElement?.id === 'purpose';
        this.panels.get('chain')?.replaceChildren(...chainPage(message.chain, this.strings, send));
        if (choosing) document.getElementById('purpose')?.focus();
        if (this.model.tab === 'chain' && count > 0) this.open('chain', false);
        return;
      }
      case 'findings': {
        const { findings, more } = message;
        this.panels.get('findings')?.replaceChildren(...findingsPage(findings, more, this.strings, goTo));
        const tab = this.tabs.get('findings');
        if (tab && findings.length > 0)
          tab.textContent = fillIn(this.word('findingsCount'), findings.length + more);
        return;
      }
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
        this.now(message.row);
        this.hex.select(message.row, message.offset);
        this.path.textContent = message.path;
        return;
      case 'say':
        this.say(message.text);
        return;
    }
  }
}

let page: Page | undefined;

performance.mark('script');
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!isToStructurePage(event.data)) return;
  const message = event.data;
  if (message.type === 'show') {
    host.setState(message.model.restore);
    page = new Page(message.model, message.strings);
    performance.mark('shown');
    requestAnimationFrame(() => performance.mark('painting'));
  } else page?.receive(message);
});
send({ type: 'ready' });
// While the answer is under way.
registerControls();
performance.mark('controls');
