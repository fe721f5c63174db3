import type { InspectorField } from '../../src/protocol/inspector';

/** The field that is chosen or pointed at, for everything on the page that shows it. */
export class Selection {
  readonly #followers: ((chosen: InspectorField | undefined) => void)[] = [];
  readonly #pointers: ((field: InspectorField | undefined) => void)[] = [];
  chosen: InspectorField | undefined;

  choose(field: InspectorField | undefined): void {
    this.chosen = field;
    for (const follow of this.#followers) follow(field);
  }

  point(field: InspectorField | undefined): void {
    for (const follow of this.#pointers) follow(field);
  }

  onChosen(follow: (chosen: InspectorField | undefined) => void): void {
    this.#followers.push(follow);
  }

  onPointed(follow: (field: InspectorField | undefined) => void): void {
    this.#pointers.push(follow);
  }

  /** Marks an element while a field in it is chosen or pointed at, and points while the pointer is on it. */
  link(node: HTMLElement, field: InspectorField, mark: (on: boolean) => void): void {
    this.onChosen((chosen) => mark(chosen !== undefined && covers(field, chosen)));
    this.onPointed((pointed) =>
      node.classList.toggle('linked', pointed !== undefined && covers(field, pointed)),
    );
    node.addEventListener('mouseenter', () => this.point(field));
    node.addEventListener('mouseleave', () => this.point(undefined));
    node.addEventListener('focusin', () => this.point(field));
    node.addEventListener('focusout', () => this.point(undefined));
  }
}

export const covers = (outer: InspectorField, inner: InspectorField): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && (inner.end > inner.start || inner.id === outer.id);

/** The field and, in it, the smallest part that holds a character. */
export function fieldAt(fields: readonly InspectorField[], at: number): InspectorField | undefined {
  const field = fields.find(({ start, end }) => start <= at && at < end);
  return field && (fieldAt(field.parts, at) ?? field);
}

/** The field at the same path as another, in a block that was read anew. */
export function sameField(
  fields: readonly InspectorField[],
  path: readonly InspectorField[],
): InspectorField | undefined {
  const [first, ...rest] = path;
  const found = first && fields.find(({ id }) => id === first.id);
  return rest.length === 0 ? found : found && sameField(found.parts, rest);
}

/** The fields from the outermost to a given one; [] where it is not among them. */
export function pathTo(fields: readonly InspectorField[], wanted: InspectorField): readonly InspectorField[] {
  for (const field of fields) {
    if (field === wanted) return [field];
    const inner = pathTo(field.parts, wanted);
    if (inner.length > 0) return [field, ...inner];
  }
  return [];
}
