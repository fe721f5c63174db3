/** A planned import as a script for a shell: the call, sent once, then the KCV compared, then the alias. */
import { awsCliText, type CliChoices, type CliLine, type Shell } from '../cliText';
import type { ServiceTarget } from '../operations';
import { planCliText, type ImportPlan } from './plan';

export interface ScriptWishes {
  /** "alias/pek-01"; undefined for none. */
  readonly alias: string | undefined;
  /** Upper-case hex of the KCV that the key must have; undefined where none is compared. */
  readonly expected: string | undefined;
  /** Of the file that holds the request; in the command itself where there is none. */
  readonly path?: string | undefined;
}

/** A word that each shell leaves as it is, and that is replaced by its variable. */
const placeholder = '@ARN@';

/**
 * Undefined where a shell cannot be given a value of it exactly. The alias is assigned only where the KCV is the expected
 * one. cmd cannot take the ARN out of an answer: its script says where to put it.
 */
export function importScript(
  plan: ImportPlan,
  target: ServiceTarget,
  shell: Shell,
  wishes: ScriptWishes,
): string | undefined {
  const line = importScripts(plan, target, wishes)[shell];
  return 'command' in line ? line.command : undefined;
}

/** The same for every shell, with the reason where one cannot be given a value of it exactly. */
export function importScripts(
  plan: ImportPlan,
  target: ServiceTarget,
  wishes: ScriptWishes,
): Readonly<Record<Shell, CliLine>> {
  const made = (shell: Shell): CliLine => scriptFor(plan, target, shell, wishes);
  return { posix: made('posix'), powerShell: made('powerShell'), cmd: made('cmd') };
}

function scriptFor(
  plan: ImportPlan,
  target: ServiceTarget,
  shell: Shell,
  { alias, expected, path }: ScriptWishes,
): CliLine {
  const place: CliChoices = {
    profile: target.profile,
    region: target.region,
    ...(target.kind === 'simulator' ? { endpointUrl: target.endpoint } : {}),
  };
  const text = planCliText(plan, target, path);
  const call = (path === undefined ? text.lines : text.file.lines)[shell];
  const create =
    alias === undefined
      ? undefined
      : awsCliText('CreateAlias', { AliasName: alias, KeyArn: placeholder }, place).lines[shell];
  const look = awsCliText('GetKey', { KeyIdentifier: placeholder }, place).lines[shell];
  if (!('command' in call)) return call;
  if (!('command' in look)) return look;
  if (create && !('command' in create)) return create;
  const commands = {
    call: call.command,
    look: look.command,
    create: create?.command,
    expected,
  };
  if (commands.create === undefined && expected === undefined) return call;
  switch (shell) {
    case 'posix':
      return { command: posixScript(commands) };
    case 'powerShell':
      return { command: powerShellScript(commands) };
    case 'cmd':
      return { command: cmdScript(commands) };
  }
}

interface Commands extends Pick<ScriptWishes, 'expected'> {
  readonly call: string;
  readonly look: string;
  readonly create: string | undefined;
}

function posixScript({ call, look, create, expected }: Commands): string {
  const withArn = (command: string): string => command.replaceAll(placeholder, '"$KEY_ARN"');
  const begin = `KEY_ARN=$(${call} --query Key.KeyArn --output text) && echo "$KEY_ARN"`;
  if (expected === undefined) return [begin, withArn(create ?? '')].join(' &&\n');
  return [
    begin,
    `KCV=$(${withArn(look)} --query Key.KeyCheckValue --output text) && echo "KCV $KCV"`,
    `case "$KCV" in ${expected}*) ${create === undefined ? ':' : withArn(create)} ;; *) echo "The KCV is not ${expected}." >&2; false ;; esac`,
  ].join(' &&\n');
}

function powerShellScript({ call, look, create, expected }: Commands): string {
  const withArn = (command: string): string =>
    command.replaceAll(`'${placeholder}'`, '$keyArn').replaceAll(placeholder, '$keyArn');
  const query = (command: string, path: string): string => {
    const asked = ` --query ${path} --output text`;
    // A block sets what has to be set around its command: the question belongs to the command in it.
    const end = command.indexOf(' } finally {');
    if (end >= 0) return command.slice(0, end) + asked + command.slice(end);
    return command.endsWith(' }') ? `${command.slice(0, -2)}${asked} }` : command + asked;
  };
  const lines = [
    `$keyArn = ${query(call, 'Key.KeyArn')}`,
    `if ($LASTEXITCODE -ne 0) { throw 'The key was not imported.' }`,
    '$keyArn',
  ];
  if (expected !== undefined)
    lines.push(
      `$kcv = ${query(withArn(look), 'Key.KeyCheckValue')}`,
      '"KCV $kcv"',
      `if (-not "$kcv".StartsWith('${expected}')) { throw 'The KCV is not ${expected}.' }`,
    );
  if (create !== undefined) lines.push(withArn(create));
  return lines.join('\n');
}

function cmdScript({ call, look, create, expected }: Commands): string {
  const withArn = (command: string): string => command.replaceAll(placeholder, 'KEY_ARN');
  return [
    call,
    'rem Then, with the KeyArn of the answer in place of KEY_ARN:',
    ...(expected === undefined
      ? []
      : [
          `${withArn(look)} --query Key.KeyCheckValue --output text`,
          `rem Assign the alias only if the KCV begins with ${expected}.`,
        ]),
    ...(create === undefined ? [] : [withArn(create)]),
  ].join('\n');
}
