/**
 * A planned request as a command of the AWS CLI. The command sends exactly the planned body: one line of
 * JSON per structure in single quotes for POSIX shells, or one file, which every shell takes.
 */
import type { OperationName } from './model/shapes';
import type { InputOf } from './operations';

export interface CliChoices {
  readonly profile?: string;
  readonly region: string;
  /** Of the simulator; a profile's own endpoint needs none. */
  readonly endpointUrl?: string;
  /** Where the file of the file form lies; its name alone where not given. */
  readonly path?: string;
}

export interface CliText {
  /** One line for sh, bash, zsh. */
  readonly posix: string;
  readonly file: {
    readonly name: string;
    readonly json: string;
    readonly posix: string;
    readonly powerShell: string;
  };
}

/** `awsCliText('ImportKey', …).posix` begins `aws --profile … payment-cryptography import-key …`. */
export function awsCliText<Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
  choices: CliChoices,
): CliText {
  const name = kebab(operation);
  const file = `${name}.json`;
  const source = `file://${choices.path ?? file}`;
  const whole = (quote: (text: string) => string): string => `--cli-input-json ${quote(source)}`;
  const members = Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const options = members.map(([member, value]) => option(member, value)).join(' ');
  const start = (quote: (text: string) => string): string => `${command(choices, quote)} ${name}`;
  return {
    posix: options === '' ? start(posixQuote) : `${start(posixQuote)} ${options}`,
    file: {
      name: file,
      json: `${JSON.stringify(input, null, 2)}\n`,
      posix: `${start(posixQuote)} ${whole(posixQuote)}`,
      powerShell: `${start(powerShellQuote)} ${whole(powerShellQuote)}`,
    },
  };
}

function command({ profile, region, endpointUrl }: CliChoices, quote: (text: string) => string): string {
  const parts = ['aws'];
  if (profile !== undefined) parts.push('--profile', quote(profile));
  parts.push('--region', quote(region));
  if (endpointUrl !== undefined) parts.push('--endpoint-url', quote(endpointUrl));
  return [...parts, 'payment-cryptography'].join(' ');
}

function option(member: string, value: unknown): string {
  const flag = kebab(member);
  if (typeof value === 'boolean') return value ? `--${flag}` : `--no-${flag}`;
  if (typeof value === 'number') return `--${flag} ${value}`;
  return `--${flag} ${posixQuote(typeof value === 'string' ? value : JSON.stringify(value))}`;
}

/** "DeleteKeyInDays" to "delete-key-in-days", as the CLI names operations and members. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

const plain = /^[A-Za-z0-9_./:@%+=-]+$/;

function posixQuote(text: string): string {
  return plain.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

/** In single quotes PowerShell reads everything as it stands, but for the quote itself. */
function powerShellQuote(text: string): string {
  return /^[A-Za-z0-9_./:-]+$/.test(text)
    ? text
    : `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}
