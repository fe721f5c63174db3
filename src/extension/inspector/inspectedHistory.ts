/** The blocks that the inspector showed, in the order in which they were opened, and the one that it shows. */
import type * as vscode from 'vscode';
import { follow, type Entry } from './inspectedEntry';

/** Blocks that Back returns to. */
const longest = 20;

export class InspectedHistory {
  readonly #entries: Entry[] = [];
  #at = -1;

  get current(): Entry | undefined {
    return this.#entries[this.#at];
  }

  /** Makes an entry the current one; what Forward would have returned to is dropped. */
  open(entry: Entry): void {
    const shown = this.current;
    // The block that is shown, again: no step in the history. Where it came without a place, it keeps its own.
    if (shown?.text === entry.text && (!entry.place || shown.place?.document === entry.place.document)) {
      if (entry.place) shown.place = entry.place;
      shown.made = entry.made ?? shown.made;
      return;
    }
    this.#entries.splice(this.#at + 1);
    this.#entries.push(entry);
    if (this.#entries.length > longest) this.#entries.shift();
    this.#at = this.#entries.length - 1;
  }

  /** Goes back or forward. @returns the entry that is current then; undefined where there is none that way */
  step(step: -1 | 1): Entry | undefined {
    const entry = this.#entries[this.#at + step];
    if (entry) this.#at += step;
    return entry;
  }

  /** Moves every entry with an edit of its document. @returns whether the current one is in that document */
  follow(event: vscode.TextDocumentChangeEvent): boolean {
    let concerned = false;
    for (const entry of this.#entries) if (follow(entry, event)) concerned ||= entry === this.current;
    return concerned;
  }

  /** Which ways are open. */
  ways(): { readonly back: boolean; readonly forward: boolean } {
    return { back: this.#at > 0, forward: this.#at < this.#entries.length - 1 };
  }
}
