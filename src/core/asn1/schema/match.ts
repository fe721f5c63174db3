/** Puts the names of a schema on the nodes of a tolerant tree: on demand, level by level. */
import { phrase, type Words } from '../../findings';
import type { Asn1Node } from '../node';
import { oidName } from '../oidNames';
import { Tag } from '../tags';
import { oidValue } from '../value';
import { definitions } from './definitions';
import type { Schema, SchemaField } from './language';

export interface NodeName {
  /** "serialNumber", or "" for members of a list. */
  readonly field: string;
  /** "TBSCertificate"; "" for plain types. */
  readonly type: string;
  /** Why the names end here: set on the first node that does not fit, and on a parent that lacks something. */
  readonly mismatch?: Words;
}

interface Resolved {
  /** Without references and choices; 'any' where nothing more is known. */
  readonly shape: Schema;
  readonly type: string;
  /** Names of the options taken on the way ("ktri"). */
  readonly option: string;
}

interface Assigned {
  readonly field: string;
  readonly schema: Schema;
  readonly mismatch?: Words;
}

const any: Schema = { kind: 'any' };
const deepestReference = 40;

/** Follows references and choices until something that says what the node itself must be. */
function resolve(schema: Schema, node: Asn1Node): Resolved | undefined {
  let type = '';
  let option = '';
  let at = schema;
  for (let step = 0; step < deepestReference; step++) {
    if (at.kind === 'reference') {
      type = at.name;
      at = definitions().types.get(at.name) ?? any;
    } else if (at.kind === 'choice') {
      const taken = at.options.find((candidate) => fits(candidate.type, node));
      if (!taken) return undefined;
      option = taken.name;
      at = taken.type;
    } else return { shape: at, type, option };
  }
  return { shape: any, type, option };
}

/** The node's own tag fits; what is inside is looked at only where options differ there. */
function fits(schema: Schema, node: Asn1Node, level = 0): boolean {
  if (node.kind !== 'value' || level > deepestReference) return false;
  switch (schema.kind) {
    case 'any':
    case 'by':
      return true;
    case 'primitive':
      return node.tagClass === 'universal' && schema.tags.includes(node.tagNumber);
    case 'oid':
      return oidName(oidValue(node) ?? '') === schema.name;
    case 'list':
      return node.is(schema.tag) && node.constructed;
    case 'fields':
      return node.is(schema.tag) && node.constructed && firstFits(schema.fields, node);
    case 'wrapping':
      // Where a choice leaves it open, only what was opened can be meant.
      return node.is(schema.tag) && (level === 0 || node.hasChildren);
    case 'tagged':
      return node.isContext(schema.number);
    case 'choice':
      return schema.options.some((option) => fits(option.type, node, level + 1));
    case 'reference':
      return fits(definitions().types.get(schema.name) ?? any, node, level + 1);
  }
}

/** Tells SEQUENCEs of a choice apart by their first member. */
function firstFits(fields: readonly SchemaField[], node: Asn1Node): boolean {
  const [first] = node.children();
  if (!first) return fields.every(({ optional }) => optional);
  for (const field of fields) {
    if (shallowFits(field.type, first)) return true;
    if (!field.optional) return false;
  }
  return false;
}

/** By the tag alone. */
function shallowFits(schema: Schema, node: Asn1Node, level = 0): boolean {
  if (schema.kind === 'reference') {
    return (
      level < deepestReference && shallowFits(definitions().types.get(schema.name) ?? any, node, level + 1)
    );
  }
  if (schema.kind === 'choice')
    return schema.options.some((option) => shallowFits(option.type, node, level + 1));
  if (schema.kind === 'fields') return node.is(schema.tag);
  return fits(schema, node);
}

/** "BY Table" made concrete with the OID in front, through tags and wrappings. */
function decide(schema: Schema, oid: string): Schema {
  switch (schema.kind) {
    case 'by':
      return (
        definitions()
          .tables.get(schema.table)
          ?.get(oidName(oid) ?? '') ?? schema.otherwise
      );
    case 'tagged':
    case 'wrapping': {
      const type = decide(schema.type, oid);
      return type === schema.type ? schema : { ...schema, type };
    }
    default:
      return schema;
  }
}

/** The OBJECT IDENTIFIER that decides: an earlier sibling, or the first member of one (AlgorithmIdentifier). */
function decidingOid(children: readonly Asn1Node[], before: number): string {
  for (let i = before - 1; i >= 0; i--) {
    const sibling = children[i]!;
    const oid = oidValue(sibling) ?? (sibling.is(Tag.sequence) ? oidValue(sibling.children()[0]) : undefined);
    if (oid !== undefined) return oid;
  }
  return '';
}

function assignFields(
  fields: readonly SchemaField[],
  children: readonly Asn1Node[],
): { assigned: Assigned[]; missing?: Words } {
  const assigned: Assigned[] = [];
  let at = 0;
  for (const [place, child] of children.entries()) {
    while (at < fields.length && fields[at]!.optional && !takes(fields[at]!, children, place)) at++;
    const field = fields[at];
    if (!field || !takes(field, children, place)) {
      const mismatch = field
        ? phrase('{0} expected, {1} found', field.name, child.tagName)
        : phrase('nothing more expected, {0} found', child.tagName);
      assigned.push({ field: '', schema: any, mismatch });
      // Behind the first that does not fit nothing is named.
      while (assigned.length < children.length) assigned.push({ field: '', schema: any });
      return { assigned };
    }
    assigned.push({ field: field.name, schema: decide(field.type, decidingOid(children, place)) });
    at++;
  }
  const missing = fields.slice(at).find(({ optional }) => !optional);
  return missing ? { assigned, missing: phrase('{0} is missing', missing.name) } : { assigned };
}

function takes(field: SchemaField, children: readonly Asn1Node[], place: number): boolean {
  return fits(decide(field.type, decidingOid(children, place)), children[place]!);
}

/**
 * Names for the nodes of one document under one root. Nothing is computed before it is asked for,
 * and a list of 100 000 members costs nothing but its asked-for members.
 */
/** Nodes with children that are remembered: a list may have hundreds of thousands. */
const mostKnown = 1_000;

export class SchemaNames {
  private readonly levels = new Map<number, { assigned: readonly Assigned[]; missing?: Words }>();
  /** What the schema has for a node, by where it starts: those below it ask again. */
  readonly #known = new Map<number, Assigned>();

  /** `rootType`: a name of the definitions, "Certificate". */
  constructor(
    readonly root: Asn1Node,
    readonly rootType: string,
  ) {}

  /** Undefined where the schema says nothing about the node. */
  nameOf(node: Asn1Node): NodeName | undefined {
    const path: Asn1Node[] = [];
    let here: Assigned = { field: '', schema: { kind: 'reference', name: this.rootType } };
    let parent = this.root;
    for (let at: Asn1Node | undefined = node; at && at.start !== this.root.start; at = at.parent) {
      const known = this.#known.get(at.start);
      if (known) {
        here = known;
        parent = at;
        break;
      }
      path.push(at);
    }
    for (const step of path.reverse()) {
      const next = this.assign(parent, here.schema, step);
      if (!next) return undefined;
      if (step !== node) this.remember(step, next);
      here = next;
      parent = step;
    }
    const resolved = resolve(here.schema, node);
    if (here.schema.kind === 'any' && here.mismatch === undefined && here.field === '') return undefined;
    const missing = resolved && this.level(node, resolved.shape)?.missing;
    const mismatch = here.mismatch ?? (resolved ? missing : phrase('none of the allowed types'));
    const field = here.field || resolved?.option || '';
    return { field, type: resolved?.type ?? '', ...(mismatch === undefined ? {} : { mismatch }) };
  }

  private remember(node: Asn1Node, assigned: Assigned): void {
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(node.start, assigned);
  }

  private assign(parent: Asn1Node, schema: Schema, child: Asn1Node): Assigned | undefined {
    const shape = resolve(schema, parent)?.shape;
    if (!shape) return undefined;
    const item = listItem(shape);
    if (item)
      return fits(item, child)
        ? { field: '', schema: item }
        : { field: '', schema: any, mismatch: phrase('{0} does not belong here', child.tagName) };
    const level = this.level(parent, shape);
    const place = level ? parent.children().findIndex(({ start }) => start === child.start) : -1;
    return level?.assigned[place];
  }

  /** Members of a node whose shape gives each of them its own field. */
  private level(
    node: Asn1Node,
    shape: Schema,
  ): { assigned: readonly Assigned[]; missing?: Words } | undefined {
    const known = this.levels.get(node.start);
    if (known) return known;
    const made = membersOf(shape, node);
    if (made) this.levels.set(node.start, made);
    return made;
  }
}

/** Item of a list, also under an implicit tag. */
function listItem(shape: Schema): Schema | undefined {
  if (shape.kind === 'list') return shape.item;
  if (shape.kind === 'tagged' && !shape.explicit) {
    const inner = dereference(shape.type);
    return inner.kind === 'list' ? inner.item : undefined;
  }
  return undefined;
}

function dereference(schema: Schema): Schema {
  let at = schema;
  for (let step = 0; at.kind === 'reference' && step < deepestReference; step++)
    at = definitions().types.get(at.name) ?? any;
  return at;
}

function membersOf(
  shape: Schema,
  node: Asn1Node,
): { assigned: readonly Assigned[]; missing?: Words } | undefined {
  const children = node.children();
  if (shape.kind === 'fields') return assignFields(shape.fields, children);
  if (shape.kind === 'wrapping') return wrapped(shape.type, children);
  if (shape.kind !== 'tagged') return undefined;
  if (shape.explicit) return { assigned: children.map((child) => single(shape.type, child)) };
  const inner = dereference(shape.type);
  if (inner.kind === 'choice') return { assigned: children.map((child) => single(inner, child)) };
  return inner.kind === 'fields' ? assignFields(inner.fields, children) : undefined;
}

function single(schema: Schema, child: Asn1Node): Assigned {
  if (fits(schema, child)) return { field: '', schema };
  return { field: '', schema: any, mismatch: phrase('{0} does not belong here', child.tagName) };
}

/** One value, or the members of it without their SEQUENCE header, as TR-34:2012 tokens have them. */
function wrapped(
  schema: Schema,
  children: readonly Asn1Node[],
): { assigned: readonly Assigned[]; missing?: Words } {
  const inner = dereference(schema);
  if (children.length > 1 && inner.kind === 'fields') return assignFields(inner.fields, children);
  return { assigned: children.map((child) => single(schema, child)) };
}
