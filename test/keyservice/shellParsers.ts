/**
 * How Windows reads a command, written from the documentation of each part and not from the code that quotes:
 * cmd, PowerShell's single-quoted strings and bare words, how each version of PowerShell makes a command line of its
 * arguments, and how the Microsoft C runtime splits that. They throw where a shell would do anything else than hand
 * arguments on.
 */

/** "Parsing C command-line arguments" (Microsoft C runtime since 2008), without the rules for the program's name. */
export function argvOf(line: string): string[] {
  const args: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (at >= line.length) return args;
    let arg = '';
    let quoted = false;
    while (at < line.length && (quoted || (line[at] !== ' ' && line[at] !== '\t'))) {
      let slashes = 0;
      while (line[at] === '\\') {
        slashes++;
        at++;
      }
      if (line[at] !== '"') {
        arg += '\\'.repeat(slashes);
        if (slashes === 0) arg += line.charAt(at++);
        continue;
      }
      arg += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) {
        arg += '"';
        at++;
      } else if (quoted && line[at + 1] === '"') {
        arg += '"';
        at += 2;
      } else {
        quoted = !quoted;
        at++;
      }
    }
    args.push(arg);
  }
}

/** cmd at its prompt, with and without delayed expansion; the line as it goes to the program. */
export function lineOfCmd(text: string): string {
  if (/[%!\r\n\0]/.test(text)) throw new Error('cmd may replace a variable or end the line');
  let line = '';
  let quoted = false;
  for (const one of text) {
    if (one === '"') quoted = !quoted;
    else if (!quoted && '&|<>()^'.includes(one)) throw new Error(`cmd acts on ${one}`);
    line += one;
  }
  if (quoted) throw new Error('cmd: a quote is open');
  return line;
}

/** Arguments of a PowerShell command of bare words and single-quoted strings (about_Quoting_Rules). */
export function wordsOfPowerShell(text: string): string[] {
  const isQuote = (one: string | undefined): boolean => one !== undefined && "'‘’‚‛".includes(one);
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    let word = '';
    if (isQuote(text[at])) {
      at++;
      for (;;) {
        const one = text[at];
        if (one === undefined || one === '\n') throw new Error('PowerShell: a quote is open');
        at++;
        if (isQuote(one)) {
          if (!isQuote(text[at])) break;
          at++;
        }
        word += one;
      }
      if (at < text.length && text[at] !== ' ')
        throw new Error('PowerShell begins a new argument after a quote');
    } else {
      while (at < text.length && text[at] !== ' ') {
        const one = text[at++]!;
        if (!/[A-Za-z0-9_./:-]/.test(one)) throw new Error(`PowerShell acts on ${one}`);
        word += one;
      }
      // about_Parsing: a bare word such as -a.b or -a:b is parted.
      if (/^-.*[.:]/.test(word)) throw new Error(`PowerShell parts ${word}`);
    }
    words.push(word);
  }
  return words;
}

/** What a program gets in PowerShell 7.3 and later, unless $PSNativeCommandArgumentPassing is Legacy. */
export const passedExactly = (words: readonly string[]): string[] => [...words];

/**
 * What a program gets otherwise (NativeCommandParameterBinder of PowerShell): an empty argument is left out, one with
 * a blank outside double quotes is put in double quotes, nothing in it is escaped.
 * @param doubles whether backslashes at the end are doubled then; 5.1 does not
 */
export function passedByLegacy(words: readonly string[], doubles: boolean): string[] {
  const line = words
    .filter((word) => word !== '')
    .map((word) => {
      if (!needsQuotes(word)) return word;
      const end = doubles ? (/\\*$/.exec(word)?.[0] ?? '') : '';
      return `"${word}${end}"`;
    });
  return argvOf(line.join(' '));
}

function needsQuotes(word: string): boolean {
  let quotes = 0;
  let before = '';
  for (const one of word) {
    if (one === '"' && before !== '\\') quotes++;
    else if (/\s/.test(one) && quotes % 2 === 0) return true;
    before = one;
  }
  return false;
}
