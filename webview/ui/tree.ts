import { element } from './dom';

/** A row of a small tree; large ones need rows that exist only while they are seen. */
export interface TreeNode {
  /** Unique in the tree; kept when the page is made anew. */
  readonly key: string;
  readonly content: readonly (Node | string)[];
  readonly children: readonly TreeNode[];
}

export interface Tree {
  readonly node: HTMLElement;
  /** Marks a row as chosen, and opens what hides it. */
  readonly mark: (key: string | undefined) => void;
}

/**
 * An accessible tree. Up, Down, Home and End move; Right opens or goes in, Left closes or goes out; Enter and
 * Space choose; Ctrl+C copies.
 *
 * @param open rows whose children are shown at first
 */
export function tree(
  nodes: readonly TreeNode[],
  options: {
    readonly labelledBy: string;
    readonly open: (node: TreeNode) => boolean;
    readonly choose: (key: string) => void;
    readonly copy: (key: string) => void;
  },
): Tree {
  const items = new Map<string, HTMLElement>();
  const list = element('ul', { role: 'tree', 'aria-labelledby': options.labelledBy, class: 'tree' });

  const add = (into: HTMLElement, node: TreeNode): void => {
    const row = element('div', { class: 'treeRow' }, ...node.content);
    const item = element('li', { role: 'treeitem', tabindex: '-1', 'data-key': node.key }, row);
    item.setAttribute('aria-selected', 'false');
    items.set(node.key, item);
    if (node.children.length > 0) {
      item.setAttribute('aria-expanded', String(options.open(node)));
      const group = element('ul', { role: 'group' });
      for (const child of node.children) add(group, child);
      item.append(group);
    }
    row.addEventListener('click', (event) => {
      const inMarker = event.offsetX < 18 && event.target === row;
      if (inMarker && item.hasAttribute('aria-expanded')) toggle(item);
      else options.choose(node.key);
      focus(item);
    });
    into.append(item);
  };
  for (const node of nodes) add(list, node);
  items.values().next().value?.setAttribute('tabindex', '0');

  const shown = (): HTMLElement[] =>
    [...items.values()].filter((item) => item.parentElement?.closest('[aria-expanded="false"]') === null);
  const focus = (item: HTMLElement | undefined): void => {
    if (!item) return;
    for (const other of items.values()) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  };
  const toggle = (item: HTMLElement): void =>
    item.setAttribute('aria-expanded', String(item.getAttribute('aria-expanded') !== 'true'));

  list.addEventListener('keydown', (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]');
    if (!item) return;
    const key = item.dataset.key ?? '';
    const rows = shown();
    const at = rows.indexOf(item);
    const expanded = item.getAttribute('aria-expanded');
    const parent = item.parentElement?.closest<HTMLElement>('[role="treeitem"]') ?? undefined;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focus(rows[at + 1]),
      ArrowUp: () => focus(rows[at - 1]),
      Home: () => focus(rows[0]),
      End: () => focus(rows.at(-1)),
      ArrowRight: () => (expanded === 'false' ? toggle(item) : expanded === 'true' && focus(rows[at + 1])),
      ArrowLeft: () => (expanded === 'true' ? toggle(item) : focus(parent)),
      Enter: () => options.choose(key),
      ' ': () => options.choose(key),
    };
    const copies = (event.ctrlKey || event.metaKey) && event.key === 'c';
    const action = copies ? () => options.copy(key) : actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });

  return {
    node: list,
    mark: (key) => {
      for (const [name, item] of items) item.setAttribute('aria-selected', String(name === key));
      const chosen = key === undefined ? undefined : items.get(key);
      for (
        let outer = chosen?.parentElement?.closest('[aria-expanded]');
        outer;
        outer = outer.parentElement?.closest('[aria-expanded]')
      )
        outer.setAttribute('aria-expanded', 'true');
    },
  };
}
