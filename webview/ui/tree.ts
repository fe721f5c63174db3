import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

/** A row of a small tree; large ones need rows that exist only while they are seen. */
export interface TreeNode {
  /** Unique in the tree. */
  readonly key: string;
  readonly content: TemplateResult;
  readonly children: readonly TreeNode[];
}

/** What the user has made of a tree: rows opened and shut, the row that the Tab key stops at. */
export class TreeState {
  readonly #open = new Map<string, boolean>();
  #shown: string | undefined;
  stop: string | undefined;

  /** @param first rows whose children are shown at first */
  constructor(private readonly first: boolean) {}

  isOpen(key: string): boolean {
    return this.#open.get(key) ?? this.first;
  }

  toggle(key: string): void {
    this.#open.set(key, !this.isOpen(key));
  }

  /** Opens what hides a row that is chosen now, once for each choice. */
  show(key: string | undefined, nodes: readonly TreeNode[]): void {
    if (key === this.#shown) return;
    this.#shown = key;
    if (key !== undefined) for (const outer of ancestors(nodes, key) ?? []) this.#open.set(outer, true);
  }
}

function ancestors(nodes: readonly TreeNode[], wanted: string): readonly string[] | undefined {
  for (const { key, children } of nodes) {
    if (key === wanted) return [];
    const inner = ancestors(children, wanted);
    if (inner) return [key, ...inner];
  }
  return undefined;
}

interface TreeOptions {
  readonly labelledBy: string;
  readonly state: TreeState;
  readonly chosen: string | undefined;
  readonly choose: (key: string) => void;
  readonly copy: (key: string) => void;
  /** Paints again after rows were opened or shut. */
  readonly paint: () => void;
}

/**
 * An accessible tree. Up, Down, Home and End move; Right opens or goes in, Left closes or goes out; Enter and
 * Space choose; Ctrl+C copies.
 */
export function tree(nodes: readonly TreeNode[], options: TreeOptions): TemplateResult {
  const { state, chosen, labelledBy } = options;
  state.show(chosen, nodes);
  return html`<ul
    role="tree"
    aria-labelledby=${labelledBy}
    class="tree"
    @keydown=${(event: KeyboardEvent) => key(event, options)}
    @focusin=${(event: Event) => {
      const { key } = itemOf(event)?.dataset ?? {};
      if (key === undefined || key === state.stop) return;
      state.stop = key;
      options.paint();
    }}
  >
    ${items(nodes, options, state.stop ?? nodes[0]?.key)}
  </ul>`;
}

function items(nodes: readonly TreeNode[], options: TreeOptions, stop: string | undefined): unknown {
  const { state, chosen } = options;
  return repeat(
    nodes,
    ({ key }) => key,
    ({ key, content, children }) =>
      html`<li
        role="treeitem"
        tabindex=${key === stop ? '0' : '-1'}
        data-key=${key}
        aria-selected=${String(key === chosen)}
        aria-expanded=${children.length > 0 ? String(state.isOpen(key)) : nothing}
      >
        <div
          class="treeRow"
          @click=${(event: MouseEvent) => {
            const onMarker = event.offsetX < 18 && event.target === event.currentTarget;
            if (onMarker && children.length > 0) toggle(key, options);
            else options.choose(key);
            itemOf(event)?.focus();
          }}
        >
          ${content}
        </div>
        ${
          children.length > 0
            ? html`<ul role="group">
                ${items(children, options, stop)}
              </ul>`
            : nothing
        }
      </li>`,
  );
}

function itemOf({ target }: Event): HTMLElement | undefined {
  return (target as HTMLElement).closest<HTMLElement>('[role="treeitem"]') ?? undefined;
}

function toggle(key: string, { state, paint }: TreeOptions): void {
  state.toggle(key);
  paint();
}

function key(event: KeyboardEvent, options: TreeOptions): void {
  const item = itemOf(event);
  const list = event.currentTarget as HTMLElement;
  if (!item) return;
  const key = item.dataset.key ?? '';
  const rows = [...list.querySelectorAll<HTMLElement>('[role="treeitem"]')].filter(
    (row) => row.parentElement?.closest('[aria-expanded="false"]') === null,
  );
  const at = rows.indexOf(item);
  const expanded = item.getAttribute('aria-expanded');
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => rows[at + 1]?.focus(),
    ArrowUp: () => rows[at - 1]?.focus(),
    Home: () => rows[0]?.focus(),
    End: () => rows.at(-1)?.focus(),
    ArrowRight: () => {
      if (expanded === 'false') toggle(key, options);
      else if (expanded === 'true') rows[at + 1]?.focus();
    },
    ArrowLeft: () => {
      if (expanded === 'true') toggle(key, options);
      else item.parentElement?.closest<HTMLElement>('[role="treeitem"]')?.focus();
    },
    Enter: () => options.choose(key),
    ' ': () => options.choose(key),
  };
  const copies = (event.ctrlKey || event.metaKey) && event.key === 'c';
  const action = copies ? () => options.copy(key) : actions[event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}
