// Two files that import each other cannot be understood, moved or tested one without the other. Imports of types count
// as well: the bundler drops them, a reader does not.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../..');

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')));
}

/** Files that a file imports, statically or later, by their paths from the root. */
function importsOf(file: string, text: string, known: ReadonlySet<string>): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const target = path.posix.join(path.posix.dirname(file), fileName);
    return [target, `${target}.ts`].filter((one) => known.has(one)).slice(0, 1);
  });
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** Tarjan's strongly connected components that have more than one member, or import themselves. */
function circlesOf(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1 || graph.get(node)?.includes(node)) found.push(circle.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

const files = ['src', 'webview'].flatMap(filesBelow);
const known = new Set(files);
const graph: Graph = new Map(
  files.map((file) => [file, importsOf(file, readFileSync(path.join(root, file), 'utf8'), known)]),
);

describe('imports', () => {
  it('the search for circles finds them', () => {
    const small: Graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
      ['e', ['e']],
    ]);
    expect(circlesOf(small)).toEqual([['a', 'b', 'c'], ['e']]);
    const two = new Set(['src/x/a.ts', 'src/b.ts']);
    expect(importsOf('src/x/a.ts', "import type { B } from '../b';\nawait import('./a');", two)).toEqual([
      'src/b.ts',
      'src/x/a.ts',
    ]);
  });

  it('go in no circles of files', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(circlesOf(graph)).toEqual([]);
  });

  it('go in no circles of rooms of the extension', () => {
    const roomOf = (file: string): string | undefined => /^src\/extension\/([^/]+)\//.exec(file)?.[1];
    const rooms = new Map<string, Set<string>>();
    for (const [file, targets] of graph) {
      const from = roomOf(file);
      if (from === undefined) continue;
      const others = rooms.get(from) ?? new Set<string>();
      rooms.set(from, others);
      for (const target of targets) {
        const to = roomOf(target);
        if (to !== undefined && to !== from) others.add(to);
      }
    }
    expect(rooms.size).toBeGreaterThan(10);
    expect(circlesOf(new Map([...rooms].map(([room, others]) => [room, [...others]])))).toEqual([]);
  });
});
