import * as vscode from 'vscode';
import { mostHits, StructureSearch } from '../material/structureSearch';
import type { StructureSession } from '../material/structureSession';

/** Time that a search takes before it lets others through. */
const slice = 30;

/** What a search brings about in the page. */
interface FinderPage {
  /** Beside the search box. */
  readonly say: (text: string, failed: boolean) => void;
  readonly select: (node: number) => void;
}

/** Goes from hit to hit, then counts them: in a large file the first is there long before the last. */
export class StructureFinder {
  /** Counts up with every search, so that the one before stops. */
  private turn = 0;
  private search: StructureSearch | undefined;
  private hits: { readonly search: StructureSearch; readonly nodes: readonly number[] } | undefined;

  constructor(
    private readonly session: StructureSession,
    private readonly page: FinderPage,
  ) {}

  stop(): void {
    this.turn++;
  }

  /** Selects the next hit. @param text empty: nothing is searched for any more */
  async find(text: string, backwards: boolean): Promise<void> {
    const rows = this.session.rows();
    const turn = ++this.turn;
    // Another text, or other rows: a content that was opened or closed since.
    if (rows.search?.text !== text || this.search !== rows.search) {
      this.search = text.trim() === '' ? undefined : new StructureSearch(rows, text);
      rows.search = this.search;
      // Rows that the page has are told anew, as others are marked now.
      rows.generation++;
    }
    const { search } = this;
    const { start, end } = this.session.selected;
    const selected = end > start ? rows.nodeOfSpan({ start, end }) : -1;
    if (!search) {
      this.page.say('', false);
      this.page.select(Math.max(0, selected));
      return;
    }
    const found = await this.through(search.next(selected, backwards), turn);
    if (found === undefined) return;
    if (found < 0) {
      this.page.say(vscode.l10n.t('not found'), true);
      this.page.select(Math.max(0, selected));
      return;
    }
    this.page.select(found);
    const nodes = this.hits?.search === search ? this.hits.nodes : await this.through(search.all(), turn);
    if (!nodes) return;
    this.hits = { search, nodes };
    this.page.say(placeOf(nodes, found), false);
  }

  /** Lets others through now and then; undefined where another search began. */
  private async through<T>(steps: Generator<number, T>, turn: number): Promise<T | undefined> {
    let began = Date.now();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (Date.now() - began < slice) continue;
      this.page.say(vscode.l10n.t('Searching… {0} %', Math.floor(step.value * 100)), false);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (turn !== this.turn) return undefined;
      began = Date.now();
    }
  }
}

function placeOf(nodes: readonly number[], found: number): string {
  const at = nodes.indexOf(found) + 1;
  const count = nodes.length.toLocaleString(vscode.env.language);
  const of = nodes.length < mostHits ? count : vscode.l10n.t('{0} or more', count);
  return at > 0 ? vscode.l10n.t('{0} of {1}', at.toLocaleString(vscode.env.language), of) : of;
}
