/**
 * One argument of a command as text for a shell that somebody pastes it into. What a shell cannot be given
 * exactly is refused with the reason, never sent changed.
 *
 * - POSIX (sh, bash, zsh; fish too): single quotes hold everything but the single quote.
 * - PowerShell 5.1 and 7: the same with the quote doubled. An argument then goes through the command line of
 *   Windows, where the two versions treat `"` differently: see `powerShellBlock` of cliText.ts.
 * - cmd: double quotes, which do not keep `%NAME%` or, with delayed expansion, `!NAME!` from being replaced.
 *   The program splits the line by the rules of the Microsoft C runtime.
 */

/** Kinds of shells that differ in their quoting. */
export const shells = ['posix', 'powerShell', 'cmd'] as const;
export type Shell = (typeof shells)[number];

export type CliRefusalReason =
  'control' | 'surrogate' | 'empty' | 'doubleQuote' | 'trailingBackslash' | 'percent' | 'exclamation';

/** Why a command cannot be written for a shell. */
export interface CliRefusal {
  readonly reason: CliRefusalReason;
  /** The argument, which is a name, never key material: that is in JSON, and JSON can always be written. */
  readonly value: string;
}

/** Thrown by the quoting functions and caught by `awsCliText`. */
export class CannotQuote extends Error {
  constructor(readonly refusal: CliRefusal) {
    super(refusal.reason);
    this.name = 'CannotQuote';
  }
}

export type Quote = (text: string) => string;

/** Text that goes to the program exactly as it is. @throws CannotQuote */
export const quote: Readonly<Record<Shell, Quote>> = {
  posix(text) {
    refuseAnywhere(text);
    return /^[A-Za-z0-9_./:@%+-][A-Za-z0-9_./:@%+=-]*$/.test(text) ? text : posixQuoted(text);
  },
  powerShell(text) {
    refuseAnywhere(text);
    // 5.1 leaves an empty argument out, and a double quote in an argument as it is for the program to take off.
    if (text === '') throw new CannotQuote({ reason: 'empty', value: text });
    if (text.includes('"')) throw new CannotQuote({ reason: 'doubleQuote', value: text });
    // An argument with a blank gets double quotes, and 5.1 does not double the backslash before the last of them.
    if (/\s/.test(text) && text.endsWith('\\'))
      throw new CannotQuote({ reason: 'trailingBackslash', value: text });
    return /^[A-Za-z][A-Za-z0-9_./:-]*$/.test(text) ? text : powerShellQuoted(text);
  },
  cmd(text) {
    refuseAnywhere(text);
    if (text.includes('"')) throw new CannotQuote({ reason: 'doubleQuote', value: text });
    if (text.includes('%')) throw new CannotQuote({ reason: 'percent', value: text });
    if (text.includes('!')) throw new CannotQuote({ reason: 'exclamation', value: text });
    // Backslashes before the closing quote would escape it.
    return /^[A-Za-z0-9_./:\\@+-]+$/.test(text) ? text : `"${text.replace(/(?<!\\)\\+$/, '$&$&')}"`;
  },
};

/** A value as JSON, quoted. It can be written for every shell: what a shell would read is escaped in the JSON. */
export const quoteJson: Readonly<Record<Shell, (value: unknown) => string>> = {
  posix: (value) => posixQuoted(escaped(JSON.stringify(value), unseen)),
  powerShell: (value) => `'${backslashed(value)}'`,
  cmd: (value) => backslashed(value),
};

/** Characters that a terminal acts on or does not show, and the backslash that fish reads in single quotes. */
const unseen = /[\\\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** What is neither a letter, digit nor structure of JSON: to the shells, and to a batch file that stands in for aws. */
const special = /[^A-Za-z0-9_./:@+={}[\]",-]/g;

/**
 * JSON without blanks, so that nothing puts quotes around it, and without backslashes before its own quotes, so that
 * each of these needs just one.
 */
function backslashed(value: unknown): string {
  return escaped(JSON.stringify(value), special).replaceAll('"', '\\"');
}

/** Escapes of JSON that JSON.stringify did not write. They are allowed wherever such characters are: in strings. */
function escaped(json: string, characters: RegExp): string {
  return json.replace(/\\(?:u[0-9a-f]{4}|.)|[^\\]/gu, (one) => {
    if (one.length > 1 && one.startsWith('\\')) {
      const short = { '"': '"', '\\': '\\', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[one[1]!];
      return short === undefined ? one : unicode(short);
    }
    return one.replace(characters, unicode);
  });
}

function unicode(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

function refuseAnywhere(text: string): void {
  // A terminal acts on these while they are pasted, whatever quotes are around them.
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw new CannotQuote({ reason: 'control', value: text });
  if (/\p{Surrogate}/u.test(text)) throw new CannotQuote({ reason: 'surrogate', value: text });
}

/** A backslash before a backslash or a quote is taken out of the quotes: fish reads such a pair in them. */
function posixQuoted(text: string): string {
  return `'${text.replace(/\\(?=[\\']|$)|'/g, (one) => `'\\${one}'`)}'`;
}

/** PowerShell takes the typographic single quotes for quotes too. */
function powerShellQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
