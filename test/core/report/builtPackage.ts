/** The package in a folder of its own, built as it is released: what npm packs of it, and what the VSIX unpacks to. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import { bundles as bundleOptions, packaged as asPackaged } from '../../../esbuild.mjs';

export const root = path.join(import.meta.dirname, '../../..');
const { extension } = bundleOptions as { extension: esbuild.BuildOptions };
const packaged = asPackaged as (options: esbuild.BuildOptions) => esbuild.BuildOptions;

export interface BuiltPackage {
  /** A folder for the tests, which `remove` takes away. */
  readonly place: string;
  readonly folder: string;
  readonly cli: string;
  remove(): void;
}

export async function builtPackage(): Promise<BuiltPackage> {
  const place = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'kmi-doors-')));
  const folder = path.join(place, 'package');
  await esbuild.build({
    ...packaged(extension),
    // With the extension's own entries: files are shared with it as in the package.
    outdir: path.join(folder, 'dist'),
    logLevel: 'silent',
  });
  for (const file of [
    'package.json',
    '.npmignore',
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'LICENSE',
    'docs/command-line.md',
    'media/schema/report.schema.json',
  ]) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), path.join(folder, file));
  }
  return {
    ...{ place, folder, cli: path.join(folder, 'dist/cli.mjs') },
    remove: () => fs.rmSync(place, { recursive: true, force: true }),
  };
}

/** An environment in which npm and Git find nothing of the user: no home, no cache, and no registry. */
export function emptyEnvironment(place: string): NodeJS.ProcessEnv {
  const home = path.join(place, 'home');
  fs.mkdirSync(home, { recursive: true });
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|GIT_|HOME$|USERPROFILE$)/i.test(name),
  );
  return {
    ...Object.fromEntries(own),
    ...{ HOME: home, USERPROFILE: home },
    ...{ npm_config_cache: path.join(place, 'cache'), npm_config_prefix: path.join(place, 'global') },
    ...{ npm_config_update_notifier: 'false', npm_config_offline: 'true' },
  };
}

const isWindows = process.platform === 'win32';

export const npm = (
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string }> =>
  promisify(execFile)(isWindows ? 'npm.cmd' : 'npm', [...args], { cwd, shell: isWindows, env });

/** Packs the package. @returns the tarball, and the names of what is in it */
export async function tarballOf({
  folder,
  place,
}: BuiltPackage): Promise<{ readonly file: string; readonly names: readonly string[] }> {
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts'], folder, emptyEnvironment(place));
  // Newer versions name the package, older ones make a list.
  const [packed] = Object.values(
    JSON.parse(stdout) as Record<string, { filename: string; files: { path: string }[] }>,
  );
  return {
    file: path.join(folder, packed!.filename),
    names: packed!.files.map((file) => file.path).sort(),
  };
}
