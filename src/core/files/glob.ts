/**
 * Globs of settings and of .gitignore files. A workspace brings them along, so none may be slow: they are not
 * made into regular expressions, which would try each way that several `*` can share a name, and braces are not
 * written out. All ways are followed at once: a match takes time in proportion to glob times path at most.
 */

export interface GlobOptions {
  /** Whether `{a,b}` is a choice; in .gitignore files it is not. */
  readonly braces: boolean;
  /** Whether `folder/**` matches the folder itself, as in VS Code, and not only what is in it, as in Git. */
  readonly folderItself: boolean;
  readonly ignoreCase: boolean;
}

/** Whether a path fits. It is written with '/', without one at either end. */
export type Glob = (path: string) => boolean;

type Token =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'set'; readonly has: (code: number) => boolean }
  /** `?` */
  | { readonly kind: 'one' }
  | { readonly kind: 'stars'; readonly whole: boolean }
  | { readonly kind: 'slash' | 'open' | 'comma' | 'close' };

const slash = 47;

/** `**` as a whole part of a path stands for any number of folders, `*` for characters of one name. */
export function compileGlob(pattern: string, options: GlobOptions): Glob {
  const folded = options.ignoreCase ? pattern.toLowerCase() : pattern;
  const all = tokensOf(folded, options.braces);
  const nameOnly = isNameOnly(all);
  const tokens = nameOnly ? all.slice(2) : all;
  const steps = program(tokens, options.folderItself);
  // Most globs have a name or an ending in them that most paths have not.
  const needed = longestLiteral(tokens);
  return (path) => {
    const given = options.ignoreCase ? path.toLowerCase() : path;
    const text = nameOnly ? given.slice(given.lastIndexOf('/') + 1) : given;
    return text.includes(needed) && matches(steps, text);
  };
}

/** The longest run of characters that every path that fits has; '' where there is none. */
function longestLiteral(tokens: readonly Token[]): string {
  let longest = '';
  let run = '';
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    run = token.kind === 'code' && depth === 0 ? run + String.fromCodePoint(token.code) : '';
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

/** Whether only the last part of a path counts: `**` and a slash before a glob without either. */
function isNameOnly(tokens: readonly Token[]): boolean {
  const [first, second, ...others] = tokens;
  return (
    first?.kind === 'stars' &&
    first.whole &&
    second?.kind === 'slash' &&
    others.every((token) => token.kind !== 'slash' && !(token.kind === 'stars' && token.whole))
  );
}

function tokensOf(pattern: string, braces: boolean): Token[] {
  const characters = Array.from(pattern);
  const tokens: Token[] = [];
  const code = (character: string): Token => ({ kind: 'code', code: character.codePointAt(0)! });
  /** Places of open braces and of the commas that belong to each. */
  const open: number[][] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    const next = characters[i + 1];
    if (character === '\\' && next !== undefined) {
      tokens.push(code(next));
      i++;
    } else if (character === '*') {
      let count = 1;
      for (; characters[i + 1] === '*'; i++) count++;
      tokens.push({ kind: 'stars', whole: count === 2 });
    } else if (character === '?') tokens.push({ kind: 'one' });
    else if (character === '/') tokens.push({ kind: 'slash' });
    else if (character === '[') {
      const end = endOfSet(characters, i);
      // Git matches nothing by a set that does not end.
      const none = (): boolean => false;
      if (end < 0) tokens.push(braces ? code(character) : { kind: 'set', has: none });
      else tokens.push({ kind: 'set', has: setOf(characters.slice(i + 1, end)) });
      if (end >= 0) i = end;
    } else if (braces && character === '{') {
      open.push([tokens.length]);
      tokens.push({ kind: 'open' });
    } else if (character === ',' && open.length > 0) {
      open.at(-1)!.push(tokens.length);
      tokens.push({ kind: 'comma' });
    } else if (character === '}' && open.pop()) tokens.push({ kind: 'close' });
    else tokens.push(code(character));
  }
  // A brace that is never closed is a character like any other.
  for (const [brace, ...commas] of open) {
    tokens[brace!] = code('{');
    for (const comma of commas) tokens[comma] = code(',');
  }
  return tokens.map((token, i) =>
    token.kind === 'stars' && token.whole
      ? { kind: 'stars', whole: isEdge(tokens[i - 1], 'open') && isEdge(tokens[i + 1], 'close') }
      : token,
  );
}

/** Whether a part of a path begins or ends here. */
function isEdge(token: Token | undefined, brace: 'open' | 'close'): boolean {
  return token === undefined || token.kind === 'slash' || token.kind === 'comma' || token.kind === brace;
}

/** The bracket that closes a set; right after the opening one it is a member. */
function endOfSet(characters: readonly string[], start: number): number {
  let at = start + 1;
  if (characters[at] === '!' || characters[at] === '^') at++;
  return characters.indexOf(']', at + 1);
}

function setOf(characters: readonly string[]): (code: number) => boolean {
  const negated = characters[0] === '!' || characters[0] === '^';
  const codes = characters.slice(negated ? 1 : 0).map((one) => one.codePointAt(0)!);
  const ranges: [number, number][] = [];
  for (let i = 0; i < codes.length; i++) {
    const from = codes[i]!;
    const to = codes[i + 1] === 45 ? codes[i + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) i += 2;
  }
  return (code) => code !== slash && ranges.some(([from, to]) => from <= code && code <= to) !== negated;
}

/** What a path has to have next; a fork needs nothing, and goes on at each of its places. */
type Step =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'set'; readonly has: (code: number) => boolean }
  | { readonly kind: 'one' | 'any' | 'end' }
  | { readonly kind: 'fork'; readonly to: number[] };

const one: Step = { kind: 'one' };
const any: Step = { kind: 'any' };
const separator: Step = { kind: 'code', code: slash };

function program(tokens: readonly Token[], folderItself: boolean): Step[] {
  const steps: Step[] = [];
  const groups: { readonly fork: number[]; readonly ends: number[][] }[] = [];
  const fork = (...to: number[]): number[] => {
    steps.push({ kind: 'fork', to });
    return to;
  };
  const repeat = (step: Step): void => {
    const start = steps.length;
    fork(start + 1, start + 3);
    steps.push(step);
    fork(start);
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const next = tokens[i + 1];
    const group = groups.at(-1);
    if (token.kind === 'code' || token.kind === 'set' || token.kind === 'one') steps.push(token);
    else if (token.kind === 'slash') {
      const rest = next?.kind === 'stars' && next.whole && tokens[i + 2]?.kind !== 'slash';
      const skip = rest && folderItself ? fork(steps.length + 1) : undefined;
      steps.push(separator);
      if (!rest) continue;
      if (!folderItself) steps.push(any);
      repeat(any);
      skip?.push(steps.length);
      i++;
    } else if (token.kind === 'stars' && token.whole && next?.kind === 'slash') {
      // Any number of names, each with its slash.
      const start = steps.length;
      const out = fork(start + 1);
      repeat(one);
      steps.push(separator);
      fork(start);
      out.push(steps.length);
      i++;
    } else if (token.kind === 'stars') repeat(token.whole ? any : one);
    else if (token.kind === 'open') groups.push({ fork: fork(steps.length + 1), ends: [] });
    else if (group) {
      group.ends.push(fork());
      if (token.kind === 'comma') group.fork.push(steps.length);
      else {
        for (const end of group.ends) end.push(steps.length);
        groups.pop();
      }
    }
  }
  steps.push({ kind: 'end' });
  return steps;
}

/** Follows all ways at once, each place of the program at most once for each character. */
function matches(steps: readonly Step[], text: string): boolean {
  const seen = new Uint32Array(steps.length);
  let round = 1;
  let places: number[] = [];
  const reach = (place: number): void => {
    if (seen[place] === round) return;
    seen[place] = round;
    places.push(place);
  };
  /** Follows forks; the list grows under the loop. */
  const spread = (): void => {
    for (const from of places) {
      const step = steps[from]!;
      if (step.kind === 'fork') for (const place of step.to) reach(place);
    }
  };
  reach(0);
  spread();
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const before = places;
    places = [];
    round++;
    for (const place of before) if (fits(steps[place]!, code)) reach(place + 1);
    if (places.length === 0) return false;
    spread();
  }
  return seen[steps.length - 1] === round;
}

function fits(step: Step, code: number): boolean {
  switch (step.kind) {
    case 'code':
      return step.code === code;
    case 'set':
      return step.has(code);
    case 'one':
      return code !== slash;
    case 'any':
      return true;
    case 'fork':
    case 'end':
      return false;
  }
}
