/** What docs/command-line.md shows for pipelines, run as it is written: the tarball, the hooks of pre-commit, the CI job. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { without } from '../../programs';
import { builtPackage, type BuiltPackage, emptyEnvironment, npm, root, tarballOf } from './builtPackage';

const document = fs.readFileSync(path.join(root, 'docs/command-line.md'), 'utf8');
const sample = (name: string): Buffer => fs.readFileSync(path.join(root, 'media/samples', name));

let built: BuiltPackage;
let tarball: Awaited<ReturnType<typeof tarballOf>>;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  built = await builtPackage();
  tarball = await tarballOf(built);
  // As `npm install --global` makes it.
  const bin = path.join(built.place, 'bin');
  fs.mkdirSync(bin);
  const program = path.join(bin, 'key-material');
  fs.writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${built.cli}" "$@"\n`, { mode: 0o755 });
  env = emptyEnvironment(built.place);
  env.PATH = `${bin}${path.delimiter}${env.PATH ?? ''}`;
}, 240_000);
afterAll(() => built.remove());

/** A folder of its own, with files by name. */
function folderWith(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = path.join(built.place, name);
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function run(program: string, args: readonly string[], cwd: string, own = env): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env: own });
  if (error) throw error;
  return { code: status, out: stdout.toString() + stderr.toString() };
}

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const cutOff = block.slice(0, 90);

describe('the tarball', () => {
  it('holds what the command line loads, and nothing else of dist', () => {
    const { names } = tarball;
    const inDist = names.filter((name) => name.startsWith('dist/'));
    expect(names.filter((name) => !name.startsWith('dist/'))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'docs/command-line.md',
      'media/schema/report.schema.json',
      'package.json',
    ]);
    const loaded = new Set(['dist/cli.mjs']);
    for (const name of loaded) {
      const text = fs.readFileSync(path.join(built.folder, name), 'utf8');
      for (const [, imported = ''] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g))
        loaded.add(path.posix.join(path.posix.dirname(name), imported));
    }
    expect(inDist).toEqual([...loaded].sort());
    // Of the whole package it is a small part: pages and the extension are left out.
    const all = fs.readdirSync(path.join(built.folder, 'dist'), { recursive: true });
    expect(inDist.length * 2).toBeLessThan(all.length);
  });

  it('runs by npx in an empty folder with an empty home, offline and without scripts', async () => {
    const empty = path.join(built.place, 'empty');
    fs.mkdirSync(empty);
    const file = path.join(folderWith('npx', { 'a.txt': block }), 'a.txt');
    const key = (...args: string[]): Promise<{ stdout: string }> =>
      npm(
        ['exec', '--yes', '--ignore-scripts', '--package', tarball.file, '--', 'key-material', ...args],
        empty,
        emptyEnvironment(built.place),
      );
    expect(JSON.parse((await key('explain', '--json', file)).stdout)).toMatchObject({
      format: 'key-material-report',
      materials: [{ kind: 'keyBlock' }],
    });
    // Every command loads its own files.
    expect((await key('lint', '--sarif', file)).stdout).toContain('"version": "2.1.0"');
    expect(
      (await key('chain', '--fail-on', 'never', path.join(root, 'media/samples/chain.pem'))).stdout,
    ).toContain('Chain 1');
    const manifest = path.join(root, 'media/samples/import.csv');
    expect((await key('manifest', 'check', '--fail-on', 'never', manifest)).stdout).toContain('row 1');
    expect(fs.readdirSync(empty)).toEqual([]);
  }, 240_000);
});

/** Name, entry and arguments of each hook, as pre-commit reads them. */
function hooks(): { readonly id: string; readonly command: readonly string[] }[] {
  const text = fs.readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8');
  return text
    .split(/^- /m)
    .slice(1)
    .map((hook) => {
      const value = (name: string): string => new RegExp(`^ *${name}: (.*)$`, 'm').exec(hook)?.[1] ?? '';
      const args = value('args').replace(/^\[|\]$/g, '');
      return { id: value('id'), command: [...value('entry').split(' '), ...args.split(/, */)] };
    });
}

const names = { clean: 'a b.txt', dashed: '--json', glob: '[ab]{c}*.txt' };
const files = {
  [names.clean]: 'nothing of interest\n',
  [names.dashed]: `${block}\n`,
  [names.glob]: `${cutOff}\n`,
  'kdh.der': sample('kdh.der'),
};

describe.skipIf(process.platform === 'win32')('hooks of pre-commit', () => {
  const runHook = (id: string, ...given: string[]): Ended => {
    const { command } = hooks().find((hook) => hook.id === id)!;
    return run(command[0]!, [...command.slice(1), ...given], folderWith('hooks', files));
  };

  it('fail on what they are for, whatever a file is called', () => {
    expect(hooks().map(({ id }) => id)).toEqual(['key-material-lint', 'key-material-none']);
    expect(runHook('key-material-lint', names.clean, names.dashed, 'kdh.der').code).toBe(0);
    expect(runHook('key-material-lint', names.glob)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${names.glob}:1:`) as string,
    });
    expect(runHook('key-material-none', names.clean).code).toBe(0);
    for (const name of [names.dashed, names.glob, 'kdh.der'])
      expect(runHook('key-material-none', name), name).toMatchObject({
        code: 1,
        out: expect.stringContaining(name) as string,
      });
    expect(runHook('key-material-none', names.glob).out).not.toContain(cutOff.slice(16, 28));
  });

  it.skipIf(without('pre-commit') || without('git'))(
    'run by pre-commit, with the configuration of the document',
    () => {
      const git = (cwd: string, ...args: string[]): Ended =>
        run(
          'git',
          [
            '-c',
            'user.name=test',
            '-c',
            'user.email=test@example.invalid',
            '-c',
            'commit.gpgsign=false',
            ...args,
          ],
          cwd,
          own,
        );
      const own = {
        ...env,
        PRE_COMMIT_HOME: path.join(built.place, 'pre-commit'),
        GIT_CONFIG_NOSYSTEM: '1',
        ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.file.allow', GIT_CONFIG_VALUE_0: 'always' },
      };
      const source = folderWith('source', {
        '.pre-commit-hooks.yaml': fs.readFileSync(path.join(root, '.pre-commit-hooks.yaml')),
      });
      git(source, 'init', '--quiet');
      git(source, 'add', '--all');
      git(source, 'commit', '--quiet', '--message', 'hooks');
      const revision = git(source, 'rev-parse', 'HEAD').out.trim();
      const [, configuration = ''] = /```yaml\n(repos:\n[^`]*)```/.exec(document) ?? [];
      const repository = folderWith('repository', {
        '.pre-commit-config.yaml': configuration
          .replace('<this repository>', source)
          .replace('<commit>', revision),
        'clean.txt': 'nothing of interest\n',
        'test/block.txt': block,
      });
      git(repository, 'init', '--quiet');
      expect(run('pre-commit', ['install'], repository, own).code).toBe(0);
      git(repository, 'add', '--all');
      expect(git(repository, 'commit', '--message', 'clean')).toMatchObject({ code: 0 });
      folderWith('repository', files);
      git(repository, 'add', '--all');
      const dirty = git(repository, 'commit', '--message', 'dirty');
      expect(dirty.code).toBe(1);
      for (const part of ['key-material-lint', 'key-material-none', names.dashed, names.glob, 'kdh.der'])
        expect(dirty.out).toContain(part);
      expect(dirty.out).not.toContain('test/block.txt');
      expect(git(repository, 'log', '--oneline').out.trim().split('\n')).toHaveLength(1);
    },
    120_000,
  );
});

describe.skipIf(process.platform === 'win32')('the CI job of the document', () => {
  it('installs the tarball, writes SARIF to upload, and fails on errors', () => {
    const [job = ''] = /```yaml\njobs:[^`]*```/.exec(document) ?? [];
    const steps = [...job.matchAll(/^ +- run: (.*)$/gm)].map(([, command]) => command!);
    expect(steps).toHaveLength(3);
    const [, uploaded = ''] = /sarif_file: (\S+)/.exec(job) ?? [];
    const version = (
      JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
    ).version;
    const checkout = folderWith('checkout', {
      [`tools/key-material-inspector-${version}.tgz`]: fs.readFileSync(tarball.file),
      'src/keys.txt': `first\n${block}\n`,
      'src/broken.txt': `${cutOff}\n`,
    });
    const own = emptyEnvironment(path.join(built.place, 'job'));
    own.PATH = `${path.join(built.place, 'job/global/bin')}${path.delimiter}${own.PATH ?? ''}`;
    const codes = steps.map((step) => run('bash', ['-e', '-c', step], checkout, own));
    expect(
      codes.map(({ code }) => code),
      codes.map(({ out }) => out).join('\n'),
    ).toEqual([0, 0, 1]);
    const log = JSON.parse(fs.readFileSync(path.join(checkout, uploaded), 'utf8')) as {
      runs: { results: { ruleId: string; locations: { physicalLocation: object }[] }[] }[];
    };
    expect(log.runs[0]!.results.map(({ ruleId }) => ruleId)).toContain('length_field_mismatch');
    expect(log.runs[0]!.results[0]!.locations[0]!.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'src/broken.txt', uriBaseId: '%SRCROOT%' },
    });
    expect(codes[2]!.out).toContain('src/broken.txt:1:');
    expect(codes[2]!.out).not.toContain('.sarif');
  }, 240_000);
});
