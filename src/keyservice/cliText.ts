/**
 * A planned request as a command of the AWS CLI. The command sends exactly the planned body: in one line with JSON
 * for each structure, or with one file. Each form is written for three kinds of shells (cliQuoting.ts).
 */
import { CannotQuote, quote, quoteJson, shells, type CliRefusal, type Quote, type Shell } from './cliQuoting';
import type { OperationName } from './model/shapes';
import type { InputOf } from './operations';

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
