import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../properties';
import { runs } from '../quick';
import { afterAll, describe, expect, it } from 'vitest';
import { quick } from '../quick';
import {
  awsCliText,
  type CliChoices,
  type CliLine,
  type CliRefusalReason,
  type Shell,
  shells,
} from '../../src/keyservice/cliText';
import type { InputOf } from '../../src/keyservice/operations';
import { argvOf, lineOfCmd, passedByLegacy, passedExactly, wordsOfPowerShell } from './shellParsers';

const choices = { profile: 'prod', region: 'us-east-2' };
const commandOf = (line: CliLine): string => {
  if ('refusal' in line) throw new Error(line.refusal.reason);
  return line.command;
};

describe('the AWS CLI command of a request', () => {
  it('imports a key block', () => {
    const { posix, lines } = awsCliText(
      'ImportKey',
      {
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: 'D0112' } },
        KeyCheckValueAlgorithm: 'CMAC',
        Enabled: true,
        Tags: [{ Key: 'env', Value: 'test' }],
      },
      choices,
    );
    expect(posix).toBe(
      `aws --profile prod --region us-east-2 payment-cryptography import-key --key-material '{"Tr31KeyBlock":{"WrappingKeyIdentifier":"alias/kek","WrappedKeyBlock":"D0112"}}' --key-check-value-algorithm CMAC --enabled --tags '[{"Key":"env","Value":"test"}]'`,
    );
    // The CLI repeats a call whose answer was lost, which would make a second key.
    expect(commandOf(lines.posix)).toBe(`AWS_MAX_ATTEMPTS=1 ${posix}`);
    expect(commandOf(lines.cmd)).toBe(
      `set "AWS_MAX_ATTEMPTS=1" & aws --profile prod --region us-east-2 payment-cryptography import-key --key-material {\\"Tr31KeyBlock\\":{\\"WrappingKeyIdentifier\\":\\"alias/kek\\",\\"WrappedKeyBlock\\":\\"D0112\\"}} --key-check-value-algorithm CMAC --enabled --tags [{\\"Key\\":\\"env\\",\\"Value\\":\\"test\\"}]`,
    );
    expect(commandOf(lines.powerShell)).toBe(
      `& { $PSNativeCommandArgumentPassing = 'Legacy'; $kept = $env:AWS_MAX_ATTEMPTS; $env:AWS_MAX_ATTEMPTS = '1'; try { aws --profile prod --region us-east-2 payment-cryptography import-key --key-material '{\\"Tr31KeyBlock\\":{\\"WrappingKeyIdentifier\\":\\"alias/kek\\",\\"WrappedKeyBlock\\":\\"D0112\\"}}' --key-check-value-algorithm CMAC --enabled --tags '[{\\"Key\\":\\"env\\",\\"Value\\":\\"test\\"}]' } finally { $env:AWS_MAX_ATTEMPTS = $kept } }`,
    );
  });

  it('names members, numbers and endpoints as the CLI does', () => {
    const { posix, lines } = awsCliText(
      'DeleteKey',
      { KeyIdentifier: 'alias/a', DeleteKeyInDays: 7 },
      { ...choices, endpointUrl: 'http://127.0.0.1:9' },
    );
    expect(posix).toBe(
      'aws --profile prod --region us-east-2 --endpoint-url http://127.0.0.1:9 payment-cryptography delete-key --key-identifier alias/a --delete-key-in-days 7',
    );
    // A call that may be repeated has nothing around it.
    for (const shell of shells) expect(commandOf(lines[shell])).toBe(posix);
    expect(awsCliText('ListKeys', {}, choices).posix).toBe(
      'aws --profile prod --region us-east-2 payment-cryptography list-keys',
    );
    expect(awsCliText('ListKeys', {}, { ...choices, profile: '' }).posix).not.toContain('--profile');
    expect(
      awsCliText('ImportKey', { KeyMaterial: {} as never, Enabled: false }, { region: 'us-east-1' }).posix,
    ).toContain(' --no-enabled');
  });

  it('gives one file that every shell takes', () => {
    const input = { AliasName: 'alias/my-kek', KeyArn: 'arn' };
    const { file } = awsCliText('CreateAlias', input, { profile: "it's mine", region: 'us-east-2' });
    expect(JSON.parse(file.json)).toEqual(input);
    const rest = '--region us-east-2 payment-cryptography create-alias --cli-input-json';
    expect(file.lines).toEqual({
      posix: { command: `aws --profile 'it'\\''s mine' ${rest} file://create-alias.json` },
      powerShell: { command: `aws --profile 'it''s mine' ${rest} file://create-alias.json` },
      cmd: { command: `aws --profile "it's mine" ${rest} file://create-alias.json` },
    });
  });

  it.each<[Shell, string, CliRefusalReason]>([
    ['cmd', '100%', 'percent'],
    ['cmd', '%PATH%', 'percent'],
    ['cmd', 'go!', 'exclamation'],
    ['cmd', 'a "b"', 'doubleQuote'],
    ['powerShell', 'a "b"', 'doubleQuote'],
    ['powerShell', 'in C:\\', 'trailingBackslash'],
    ['powerShell', 'a\nb', 'control'],
    ['cmd', 'a\rb', 'control'],
    ['posix', 'a\tb', 'control'],
    ['posix', '\ud800', 'surrogate'],
  ])('says why %s cannot be given a profile named %j', (shell, profile, reason) => {
    const { lines } = awsCliText('ListKeys', {}, { profile, region: 'r' });
    expect(lines[shell]).toEqual({ refusal: { reason, value: profile } });
  });

  it('writes what a tag holds for every shell', () => {
    const Tags = [{ Key: 'k', Value: `it's "100%" of\n%PATH% !x! & C:\\ ‘’ 🔑` }];
    const { lines } = awsCliText('TagResource', { ResourceArn: 'a', Tags }, choices);
    for (const shell of shells) expect(commandOf(lines[shell])).not.toContain('\n');
    expect(JSON.parse(readBy.cmd(commandOf(lines.cmd))[0]!.at(-1)!)).toEqual(Tags);
  });
});

/** What the program gets: in each version that there is of the shell. */
const readBy = {
  cmd: (command: string): string[][] => [argvOf(lineOfCmd(without(command, 'set "AWS_MAX_ATTEMPTS=1" & ')))],
  powerShell(command: string): string[][] {
    const legacy = "& { $PSNativeCommandArgumentPassing = 'Legacy'; ";
    const once = "$kept = $env:AWS_MAX_ATTEMPTS; $env:AWS_MAX_ATTEMPTS = '1'; try { ";
    if (!command.startsWith(legacy)) {
      const words = wordsOfPowerShell(command);
      return [passedExactly(words), passedByLegacy(words, false), passedByLegacy(words, true)];
    }
    let inner = without(command.replace(/ }$/, ''), legacy);
    if (inner.startsWith(once))
      inner = without(inner, once).replace(/ } finally { \$env:AWS_MAX_ATTEMPTS = \$kept }$/, '');
    const words = wordsOfPowerShell(inner);
    return [passedByLegacy(words, false), passedByLegacy(words, true)];
  },
};

function without(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-sh-'));
const standIn = path.join(folder, 'aws');
writeFileSync(standIn, `#!/bin/sh\nprintf '%s\\0' aws "$@"\n`);
chmodSync(standIn, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program called `aws` gets of a real shell. */
function readByPosix(command: string): string[] {
  return execFileSync('/bin/sh', ['-c', command], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH ?? ''}` },
  })
    .split('\0')
    .slice(0, -1);
}

/** Words that shells act on, among any others. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      ...Array.from(`'"\\ $\`%!^&|<>(){}[]*?~#;=,-@‘’‚‛“\t\nab1.`),
      'é',
      '🔑',
      '%PATH%',
      '$(id)',
    ),
    maxLength: 12,
  }),
);

/** The arguments that are meant: what is JSON is compared as what it holds. */
function wanted(input: InputOf<'CreateKey'> & { Name: string }, { profile, region }: CliChoices): unknown[] {
  const named = (flag: string, value: string): string[] =>
    value.startsWith('-') ? [`${flag}=${value}`] : [flag, value];
  return [
    'aws',
    ...(profile === undefined || profile === '' ? [] : named('--profile', profile)),
    ...named('--region', region),
    'payment-cryptography',
    'create-key',
    '--key-attributes',
    input.KeyAttributes,
    '--no-exportable',
    ...named('--name', input.Name),
    '--tags',
    input.Tags,
  ];
}
const read = (words: readonly string[]): unknown[] =>
  words.map((word, at) =>
    ['--key-attributes', '--tags'].includes(words[at - 1] ?? '') ? (JSON.parse(word) as unknown) : word,
  );

/** By the rules that the message names, not by the code. */
function mayRefuse(shell: Shell, value: string, isEmptyLeftOut: boolean): boolean {
  if (/[\p{Cc}\u2028\u2029]|\p{Surrogate}/u.test(value)) return true;
  if (shell === 'posix') return false;
  if (shell === 'cmd') return /["%!]/.test(value);
  return (value === '' && !isEmptyLeftOut) || value.includes('"') || /\s[^]*\\$/.test(value);
}

describe.skipIf(process.platform === 'win32' || quick)('a copied command, whatever it names', () => {
  it('arrives exactly in each shell, or is refused for a reason that holds', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, (profile, name, key, value) => {
        const input = {
          KeyAttributes: { KeyUsage: key } as never,
          Exportable: false,
          Name: name,
          Tags: [{ Key: key, Value: value }],
        };
        const where = { profile, region: 'us-east-2' };
        const { lines } = awsCliText('CreateKey', input, where);
        for (const shell of shells) {
          const line = lines[shell];
          if ('refusal' in line) {
            expect([profile, name, `--profile=${profile}`, `--name=${name}`]).toContain(line.refusal.value);
            expect(mayRefuse(shell, profile, true) || mayRefuse(shell, name, false)).toBe(true);
            continue;
          }
          expect(mayRefuse(shell, profile, true) || mayRefuse(shell, name, false)).toBe(false);
          expect(line.command).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
          const all = shell === 'posix' ? [readByPosix(line.command)] : readBy[shell](line.command);
          for (const words of all) expect(read(words)).toEqual(wanted(input, where));
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('arrives in PowerShell without a block around it too', () => {
    fc.assert(
      fc.property(nasty, (profile) => {
        const { powerShell } = awsCliText('ListKeys', {}, { profile, region: 'r' }).lines;
        if ('refusal' in powerShell) return;
        const start = profile.startsWith('-') ? [`--profile=${profile}`] : ['--profile', profile];
        for (const words of readBy.powerShell(powerShell.command))
          expect(words).toEqual([
            'aws',
            ...(profile === '' ? [] : start),
            '--region',
            'r',
            'payment-cryptography',
            'list-keys',
          ]);
      }),
      { numRuns: runs(2000) },
    );
  });
});
