import * as vscode from 'vscode';
import { findKeyBlocks } from '../../core/input/find';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import { locate, type LocatedKeyBlock } from './documentKeyBlock';
import { type FoundKeyBlock, squeezedKeyBlock } from '../../core/input/squeezed';

export const keyBlockLanguage = 'keyblock';

export interface DocumentKeyBlock {
  readonly located: LocatedKeyBlock;
  /** Read when first asked for. */
  readonly block: KeyBlock;
}

export interface DocumentKeyBlocks {
  readonly blocks: readonly DocumentKeyBlock[];
  /** False where the document is so long that only its beginning was looked at. */
  readonly whole: boolean;
}

/** Longer documents are read so far: features over a whole document have to answer while one types. */
export const mostCharacters = 5_000_000;
/** Characters looked at for blocks that white space broke up: twice all that there are, then lines stand for themselves. */
const mostSqueezed = 2 * mostCharacters;

const cache = new WeakMap<vscode.TextDocument, { version: number; blocks: DocumentKeyBlocks }>();

/** All key blocks of a document, in order. Read once for each version of it, whatever asks. */
export function keyBlocksOf(document: vscode.TextDocument): DocumentKeyBlocks {
  const known = cache.get(document);
  if (known?.version === document.version) return known.blocks;
  const blocks = readKeyBlocks(document);
  cache.set(document, { version: document.version, blocks });
  return blocks;
}

function readKeyBlocks(document: vscode.TextDocument): DocumentKeyBlocks {
  const range = new vscode.Range(new vscode.Position(0, 0), document.positionAt(mostCharacters));
  const text = document.getText(range);
  let found: FoundKeyBlock[] = findKeyBlocks(text);
  if (document.languageId === keyBlockLanguage) found = inKeyBlockFile(text, found);
  return {
    blocks: found.map((one) => new Entry(locate(one, (offset) => document.positionAt(offset)))),
    whole: text.length < mostCharacters,
  };
}

class Entry implements DocumentKeyBlock {
  private read: KeyBlock | undefined;
  constructor(readonly located: LocatedKeyBlock) {}
  get block(): KeyBlock {
    return (this.read ??= decodeKeyBlock(this.located.text, { at: new Date() }));
  }
}

const lineOf = /[^\r\n]+/g;
const comment = /^\s*(?:#|\/\/|;)/;

export const isComment = (line: string): boolean => comment.test(line);

/**
 * A file of key blocks has nothing else: comments apart, a line by itself is meant to be a block, however broken,
 * and a block that white space broke up is still one.
 */
function inKeyBlockFile(text: string, found: readonly FoundKeyBlock[]): FoundKeyBlock[] {
  const blocks: FoundKeyBlock[] = [];
  let next = 0;
  let free = 0;
  const budget = { characters: mostSqueezed };
  for (const match of text.matchAll(lineOf)) {
    const [line] = match;
    const end = match.index + line.length;
    if (comment.test(line)) {
      while ((found[next]?.span.start ?? Infinity) < end) next++;
      continue;
    }
    if (match.index < free) {
      while ((found[next]?.span.start ?? Infinity) < free) next++;
      if (end <= free) continue;
    }
    let any = match.index < free;
    for (let one = found[next]; one && one.span.start < end; one = found[++next]) {
      const whole = Number(one.text.slice(1, 5)) === one.text.length;
      const block = whole ? one : (squeezedKeyBlock(text, one.span.start, budget) ?? one);
      blocks.push(block);
      free = block.span.end;
      any = true;
    }
    if (any) continue;
    const start = match.index + (line.length - line.trimStart().length);
    const word = line.trim();
    const squeezed = /^[A-E01][0-9]{4}/.test(word) ? squeezedKeyBlock(text, start, budget) : undefined;
    if (squeezed) {
      blocks.push(squeezed);
      free = squeezed.span.end;
    } else if (/^\S{16,}$/.test(word)) {
      blocks.push({ text: word, span: { start, end: start + word.length } });
      free = start + word.length;
    }
  }
  return blocks;
}
