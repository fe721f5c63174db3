/**
 * One argument of a command as text for a shell that somebody pastes it into. What a shell cannot be given
 * exactly is refused with the reason, never sent changed.
 *
 * - POSIX (sh, bash, zsh; fish too): single quotes hold everything but the single quote.
 * - PowerShell 5.1 and 7: the same with the quote doubled. An argument then goes through the command line of
 *   Windows, where the two versions treat `"` differently: see `powerShellBlock`.
 * - cmd: double quotes, which do not keep `%NAME%` or, with delayed expansion, `!NAME!` from being replaced.
 *   The program splits the line by the rules of the Microsoft C runtime.
 *
 * A planned request as a command of the AWS CLI. The command sends exactly the planned body: in one line with JSON
 * for each structure, or with one file. Each form is written for three kinds of shells.
 */
import type { OperationName } from './model/shapes';
import type { InputOf } from './operations';

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

export interface CliChoices {
  /** Left out where it is empty: credentials of the environment. */
  readonly profile?: string;
  readonly region: string;
  /** Of the simulator; a profile's own endpoint needs none. */
  readonly endpointUrl?: string;
  /** Where the file of the file form lies; its name alone where not given. */
  readonly path?: string;
}

/** A command for one shell, or why there is none. */
export type CliLine = { readonly command: string } | { readonly refusal: CliRefusal };

export interface CliText {
  /**
   * One line for POSIX shells, to put into a script. Such a script must set AWS_MAX_ATTEMPTS=1 where the operation
   * makes a key. Empty where it is refused.
   */
  readonly posix: string;
  /** One line for each shell, by itself. */
  readonly lines: Readonly<Record<Shell, CliLine>>;
  readonly file: {
    readonly name: string;
    readonly json: string;
    /** One line for each shell, which reads the file. */
    readonly lines: Readonly<Record<Shell, CliLine>>;
  };
}

/** Each call of these makes a key, so the AWS CLI must not repeat a call by itself: it does after a lost answer. */
const once: ReadonlySet<OperationName> = new Set<OperationName>(['ImportKey', 'CreateKey']);

/** `awsCliText('ImportKey', …).posix` begins `aws --profile … payment-cryptography import-key …`. */
export function awsCliText<Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
  choices: CliChoices,
): CliText {
  const name = kebab(operation);
  const file = `${name}.json`;
  const members = Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const inLine = (shell: Shell): string =>
    [command(choices, quote[shell]), name, ...members.map((member) => option(member, shell))].join(' ');
  const withFile = (shell: Shell): string =>
    `${command(choices, quote[shell])} ${name} --cli-input-json ${quote[shell](`file://${choices.path ?? file}`)}`;
  const linesOf = (write: (shell: Shell) => string): Readonly<Record<Shell, CliLine>> => {
    const lines = shells.map((shell) => [shell, line(() => alone(write(shell), shell, once.has(operation)))]);
    return Object.fromEntries(lines) as Record<Shell, CliLine>;
  };
  const posix = line(() => inLine('posix'));
  return {
    posix: 'command' in posix ? posix.command : '',
    lines: linesOf(inLine),
    file: { name: file, json: `${JSON.stringify(input, null, 2)}\n`, lines: linesOf(withFile) },
  };
}

function line(write: () => string): CliLine {
  try {
    return { command: write() };
  } catch (error) {
    if (error instanceof CannotQuote) return { refusal: error.refusal };
    throw error;
  }
}

function command({ profile, region, endpointUrl }: CliChoices, quoted: Quote): string {
  const parts = ['aws'];
  if (profile !== undefined && profile !== '') parts.push(text('--profile', profile, quoted));
  parts.push(text('--region', region, quoted));
  if (endpointUrl !== undefined) parts.push(text('--endpoint-url', endpointUrl, quoted));
  return [...parts, 'payment-cryptography'].join(' ');
}

function option([member, value]: readonly [string, unknown], shell: Shell): string {
  const flag = kebab(member);
  if (typeof value === 'boolean') return value ? `--${flag}` : `--no-${flag}`;
  if (typeof value === 'number') return `--${flag} ${value}`;
  if (typeof value === 'string') return text(`--${flag}`, value, quote[shell]);
  return `--${flag} ${quoteJson[shell](value)}`;
}

/** The CLI takes a value that begins with a hyphen for another option, unless it is in one word with its own. */
function text(flag: string, value: string, quoted: Quote): string {
  return value.startsWith('-') ? quoted(`${flag}=${value}`) : `${flag} ${quoted(value)}`;
}

/** A command as it is pasted: with what has to be set around it. */
function alone(text: string, shell: Shell, onlyOnce: boolean): string {
  switch (shell) {
    case 'posix':
      return onlyOnce ? `AWS_MAX_ATTEMPTS=1 ${text}` : text;
    case 'cmd':
      return onlyOnce ? `set "AWS_MAX_ATTEMPTS=1" & ${text}` : text;
    case 'powerShell':
      return onlyOnce || text.includes('\\"') ? powerShellBlock(text, onlyOnce) : text;
  }
}

/**
 * Windows PowerShell 5.1 takes `\"` for a double quote in an argument. 7.3 and later pass the backslash on, unless
 * they are set to do as 5.1 does. That setting ends with the block, and 5.1 does not know it. A variable of the
 * environment belongs to the window, so it gets its value back.
 */
function powerShellBlock(text: string, onlyOnce: boolean): string {
  const body = onlyOnce
    ? `$kept = $env:AWS_MAX_ATTEMPTS; $env:AWS_MAX_ATTEMPTS = '1'; try { ${text} } finally { $env:AWS_MAX_ATTEMPTS = $kept }`
    : text;
  return `& { $PSNativeCommandArgumentPassing = 'Legacy'; ${body} }`;
}

/** "DeleteKeyInDays" to "delete-key-in-days", as the CLI names operations and members. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
