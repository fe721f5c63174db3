#!/usr/bin/env node
/** Entry of the command line. Commands are loaded when they are run, so that help and mistakes are answered at once. */
import { parseArgs } from 'node:util';
import { options, type Values } from './options';
import { CommandProblem, exitCodes, given, packageVersion, warn } from './outcome';

/** @returns the exit code */
type Command = (sources: readonly string[], values: Values) => Promise<number>;

interface CommandRow {
  /** Arguments as the help shows them. */
  readonly usage: string;
  readonly what: string;
  readonly accepts: readonly (keyof Values)[];
  readonly load: () => Promise<Command>;
}

const reading = ['json', 'sarif', 'aws', 'fail-on', 'at', 'stdin-name'] as const;

const commands: Readonly<Record<string, CommandRow>> = {
  explain: {
    usage: 'explain [FILE…]',
    what: 'Shows every field and finding of the key material in files or standard input.',
    accepts: reading,
    load: async () => (await import('./explain')).explain,
  },
  find: {
    usage: 'find [FILE | FOLDER | GLOB …]',
    what: 'Lists where key material is. Reads streams of any size.',
    accepts: reading,
    load: async () => (await import('./explain')).find,
  },
  lint: {
    usage: 'lint [FILE | FOLDER | GLOB …]',
    what: 'Lists findings only, one a line.',
    accepts: reading,
    load: async () => (await import('./explain')).lint,
  },
  chain: {
    usage: 'chain FILE…',
    what: 'Puts certificates in order and checks every chain among them.',
    accepts: ['json', 'fail-on', 'at'],
    load: async () => (await import('./chain')).chain,
  },
  'manifest check': {
    usage: 'manifest check FILE…',
    what: 'Checks import manifests: their form, key blocks and the rules of AWS, without an account.',
    accepts: ['json', 'sarif', 'fail-on', 'at'],
    load: async () => (await import('./manifest')).checkManifests,
  },
  'check-values': {
    usage: 'check-values VALUE | FILE …',
    what: 'Explains why check values differ: typed, or written in forms, key blocks and manifests.',
    accepts: ['json', 'algorithm', 'moved'],
    load: async () => (await import('./checkValues')).explainValues,
  },
  reconcile: {
    usage: 'reconcile FIRST SECOND',
    what: 'Compares two lists of keys: CSV, import manifest, or the answer of list-keys.',
    accepts: ['json', 'csv', 'columns', 'fail-on'],
    load: async () => (await import('./reconcile')).reconcileLists,
  },
  report: {
    usage: 'report [FILE | FOLDER | GLOB …]',
    what: 'Counts key material and lists what must still move, with sources.',
    accepts: ['json', 'csv', 'cyclonedx', 'kcv', 'fail-on', 'at'],
    load: async () => (await import('./materialReport')).report,
  },
  mcp: {
    usage: 'mcp [--root FOLDER]',
    what: 'Serves the agent tools over the Model Context Protocol on standard input and output.',
    accepts: ['root'],
    load: async () => (await import('./mcp')).serve,
  },
};

const optionHelp: readonly (readonly [string, string])[] = [
  ['--json', 'Writes reports as JSON.'],
  ['--sarif', 'Writes findings as SARIF 2.1.0.'],
  ['--aws', 'Counts and lists findings of the AWS Payment Cryptography rules too.'],
  ['--fail-on LEVEL', 'Exits with 1 for error, warning, info, material (any key material) or never.'],
  ['--at MOMENT', 'Judges validity at this moment (ISO 8601) instead of now.'],
  ['--stdin-name NAME', 'Names standard input in reports.'],
  ['--algorithm NAME', 'Algorithm of the key: DES, TDES, AES-128, AES-256, HMAC … (check-values).'],
  ['--moved HOW', 'How the key was moved: components, cryptogram or key-block (check-values).'],
  ['--columns LIST', 'What columns hold: kcv=Digits,name=Label … (reconcile).'],
  ['--csv', 'Writes CSV (reconcile, report).'],
  ['--cyclonedx', 'Writes a CycloneDX 1.6 bill of materials (report).'],
  ['--kcv', 'Adds six digits of each written KCV to the bill of materials (report).'],
  ['--root FOLDER', 'Folder that the agent tools may read (mcp); the current folder if left out.'],
  ['--version', 'Writes the version.'],
];

function help(): string {
  const rows = [...Object.values(commands).map(({ usage, what }) => [usage, what] as const)];
  const line = ([left, right]: readonly [string, string]): string => `  ${left.padEnd(30)}  ${right}`;
  return [
    'Usage: key-material COMMAND [OPTIONS] [SOURCES]',
    '',
    ...rows.map(line),
    '',
    'Options:',
    ...optionHelp.map(line),
    '',
    'Examples:',
    '  key-material explain token.p7m',
    '  key-material find --fail-on material src',
    '  zcat payments.log.gz | key-material lint --fail-on warning',
    '',
    'Without a source, or with "-", standard input is read. In folders, files that .gitignore excludes,',
    '.git and node_modules are left out. Nothing is sent anywhere; output never contains key values,',
    'encrypted keys or MACs.',
    '',
    'Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 could not run.',
    '',
  ].join('\n');
}

/** The command and what is left of the arguments. */
function commandOf(words: readonly string[]): { name: string; sources: readonly string[] } {
  const [first = '', second] = words;
  if (first === 'manifest') {
    if (second !== 'check') throw new CommandProblem('Usage: key-material manifest check FILE…');
    return { name: 'manifest check', sources: words.slice(2) };
  }
  if (!Object.hasOwn(commands, first))
    throw new CommandProblem(`${given(first)} is not a command. Run key-material --help for the list.`);
  return { name: first, sources: words.slice(1) };
}

async function run(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [problem = ''] = error instanceof Error ? error.message.split('. ') : [];
    const [option] = /(?<=').*(?=')/s.exec(problem) ?? [];
    throw new CommandProblem(
      `${option === undefined ? problem : problem.replace(`'${option}'`, () => given(option))}. Run key-material --help for the list.`,
    );
  }
  const { values, positionals } = parsed;
  if (values.version === true) {
    process.stdout.write(`${packageVersion()}\n`);
    return exitCodes.clean;
  }
  const asked = values.help === true || positionals[0] === 'help';
  if (asked || positionals.length === 0) {
    process.stdout.write(help());
    return asked ? exitCodes.clean : exitCodes.failed;
  }
  const { name, sources } = commandOf(positionals);
  const { accepts, load } = commands[name]!;
  for (const option of Object.keys(values))
    if (!accepts.includes(option as keyof Values))
      throw new CommandProblem(`${name} does not accept --${option}.`);
  const command = await load();
  return command(sources, values);
}

// Whoever reads the output may stop, as head does: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.clean : exitCodes.failed);
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  warn(textOf(error));
  if (process.env.KEY_MATERIAL_DEBUG !== undefined && !(error instanceof CommandProblem))
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exitCode = exitCodes.failed;
}

/** Texts of our own, and what the file system refused: nothing of what was read. */
function textOf(error: unknown): string {
  if (error instanceof CommandProblem) return error.message;
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined) return 'internal error';
  return path === undefined ? `failed (${code}).` : `${given(path)} cannot be read (${code}).`;
}
