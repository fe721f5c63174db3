/** Search in one structure: by name, type, tag, value, OID, or bytes in hex. Knows no VS Code. */
import { nextOf } from '../../core/asn1/flatIndex';
import { valueText } from '../../core/asn1/value';
import type { RowSearch, StructureRows } from './structureRows';
import { SearchFilter } from './structureSearchFilter';
import { isRelativeName } from './structureValues';

/** Hits that are counted and marked; a search for "0" has many. */
export const mostHits = 10_000;

export class StructureSearch implements RowSearch {
  /** Nodes that hold the bytes, in order; undefined where the text is no hex or is in no bytes. */
  private readonly byBytes: readonly number[] | undefined;
  private readonly wanted: string;
  private readonly filter: SearchFilter;

  constructor(
    private readonly rows: StructureRows,
    readonly text: string,
  ) {
    this.wanted = text.trim().toLowerCase();
    this.filter = new SearchFilter(rows, this.wanted);
    const pattern = hexPattern(this.wanted);
    const found = pattern ? this.findBytes(pattern) : [];
    this.byBytes = found.length > 0 ? found : undefined;
  }

  isHit(at: number): boolean {
    return this.byBytes ? this.byBytes.includes(at) : this.wanted !== '' && this.matches(at);
  }

  /**
   * Next hit from `after` on and round the end. Yields how far it is, from 0 to 1, so that its caller can pause;
   * returns the node, -1 where none is.
   */
  *next(after: number, backwards: boolean): Generator<number, number> {
    const { length } = this.rows.index;
    if (this.wanted === '' || length === 0) return -1;
    if (this.byBytes) {
      const others = this.byBytes.filter((node) => (backwards ? node < after || after < 0 : node > after));
      return (backwards ? others.at(-1) : others[0]) ?? this.byBytes.at(backwards ? -1 : 0)!;
    }
    for (let step = 1; step <= length; step++) {
      if ((step & 0x3ff) === 0) yield step / length;
      const at = (((after + (backwards ? -step : step)) % length) + length) % length;
      if (this.matches(at)) return at;
    }
    return -1;
  }

  /** All hits in order, the first `mostHits` of them. */
  *all(): Generator<number, readonly number[]> {
    if (this.byBytes) return this.byBytes;
    const found: number[] = [];
    const { length } = this.rows.index;
    for (let at = 0; at < length && found.length < mostHits && this.wanted !== ''; at++) {
      if ((at & 0x3ff) === 0x3ff) yield at / length;
      if (this.matches(at)) found.push(at);
    }
    return found;
  }

  /** A relative name is one line: what is found inside it is found there. */
  private matches(at: number): boolean {
    const { parent } = this.rows.index;
    const [above, higher] = [parent[at]!, parent[parent[at]!] ?? -1];
    if (this.isLine(above) || this.isLine(higher)) return false;
    if (!this.isLine(at)) return this.filter.matches(at, this.matchesItself);
    if (this.rows.lineAt(at).toLowerCase().includes(this.wanted)) return true;
    const end = nextOf(this.rows.index, at);
    for (let inner = at; inner < end; inner++) if (this.matchesItself(inner)) return true;
    return false;
  }

  private isLine(at: number): boolean {
    // The tag of a SET first: this is asked for every node of a large file.
    if (at < 0 || this.rows.bytes[this.rows.index.start[at]!] !== 0x31) return false;
    const node = this.rows.document.node(at);
    return node !== undefined && isRelativeName(node);
  }

  private readonly matchesItself = (at: number): boolean => {
    const { rows, wanted } = this;
    const node = rows.document.node(at);
    if (!node) return false;
    const name = rows.nameOf(node);
    if (name && (name.field.toLowerCase().includes(wanted) || name.type.toLowerCase().includes(wanted)))
      return true;
    if (node.tagName.toLowerCase() === wanted) return true;
    if (rows.hides(node.contentStart, node.contentEnd)) return false;
    if (valueText(node, 4096).toLowerCase().includes(wanted)) return true;
    return !node.constructed && rows.lineAt(at).toLowerCase().includes(wanted);
  };

  private findBytes(pattern: Uint8Array): number[] {
    const { bytes } = this.rows;
    const found: number[] = [];
    for (let i = bytes.indexOf(pattern[0]!); i >= 0; i = bytes.indexOf(pattern[0]!, i + 1)) {
      if (!pattern.every((octet, k) => bytes[i + k] === octet)) continue;
      if (this.rows.hides(i, i + pattern.length)) continue;
      const node = this.rows.rows.nodeAt(i);
      if (node < 0 || found.at(-1) === node) continue;
      found.push(node);
      if (found.length >= mostHits) break;
    }
    // Bytes of a value go on behind those inside it.
    return [...new Set(found)].sort((a, b) => a - b);
  }
}

/** "30 82", "0x3082", "30:82" to bytes; undefined for anything that is no whole pairs. */
export function hexPattern(text: string): Uint8Array | undefined {
  const digits = text.replace(/^0x/i, '').replace(/[\s:]/g, '');
  if (!/^(?:[0-9a-f]{2}){2,}$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}
