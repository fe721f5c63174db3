import type { InspectorField } from '../../src/protocol/inspector';

/** The field that is chosen or pointed at, for everything on the page that shows it. */
export class Selection {
  #pointed: InspectorField | undefined;

  constructor(
    public chosen: InspectorField | undefined,
    /** Paints the page again. */
    private readonly paint: () => void,
    private readonly told: (chosen: InspectorField) => void,
  ) {}

  choose(field: InspectorField | undefined): void {
    this.chosen = field;
    this.paint();
    if (field) this.told(field);
  }

  point(field: InspectorField | undefined): void {
    if (field === this.#pointed) return;
    this.#pointed = field;
    this.paint();
  }

  /** Whether a field holds the chosen one, or is it. */
  isChosen(field: InspectorField): boolean {
    return this.chosen !== undefined && covers(field, this.chosen);
  }

  isPointed(field: InspectorField): boolean {
    return this.#pointed !== undefined && covers(field, this.#pointed);
  }
}

const covers = (outer: InspectorField, inner: InspectorField): boolean =>
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
