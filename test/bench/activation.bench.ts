/**
 * The start of the extension as packaged, each time in a new process: the one file that is read, our own part of
 * activation by the mark inside `activate`, and the first hovers, with what they load. VS Code's calls answer at once
 * here; the host test of activation prints the same mark as measured in VS Code.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';
import { examples } from '../core/keyblock/blocks';
import { makeCrl } from '../core/asn1/makeCrl';
import { report } from './report';

const times = 15;
const root = process.cwd();
// Not bundled with this program: it finds its own by its place.
const load = <T>(file: string): Promise<T> => import(pathToFileURL(file).href) as Promise<T>;
const { build } = await load<typeof Esbuild>(path.join(root, 'node_modules/esbuild/lib/main.js'));
const { bundles, packaged } = await load<{
  bundles: { extension: Esbuild.BuildOptions };
  packaged: (options: Esbuild.BuildOptions) => Esbuild.BuildOptions;
}>(path.join(root, 'esbuild.mjs'));

const folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-bench-'));
try {
  const { metafile } = await build({ ...packaged(bundles.extension), outdir: path.join(folder, 'dist') });
  const host = path.join(folder, 'node_modules/vscode/index.mjs');
  const child = path.join(folder, 'child.mjs');
  const plain = { bundle: true, platform: 'node', format: 'esm', absWorkingDir: root } as const;
  await build({ ...plain, entryPoints: ['test/bench/vscodeHost.ts'], outfile: host });
  await build({ ...plain, entryPoints: ['test/bench/activationChild.ts'], outfile: child });
  mkdirSync(path.dirname(host), { recursive: true });
  writeFileSync(
    path.join(folder, 'node_modules/vscode/package.json'),
    JSON.stringify({ name: 'vscode', type: 'module', main: 'index.mjs', exports: './index.mjs' }),
  );
  writeFileSync(path.join(folder, 'empty.mjs'), 'export const activate = () => undefined;');
  cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));

  const outputs = Object.entries(metafile?.outputs ?? {});
  const [entry = '', { imports } = { imports: [] }] =
    outputs.find(([name]) => name.endsWith('/extension.mjs')) ?? [];
  const atOnce = imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true);
  const bytes = statSync(path.join(folder, 'dist/extension.mjs')).size;
  console.log(`${path.basename(entry)}: ${bytes} bytes in ${1 + atOnce.length} file read at start`);

  const block = examples[0]!.block;
  const crl = path.join(folder, 'large.der');
  writeFileSync(crl, makeCrl(100_000));
  const runs = Array.from({ length: times }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [child, folder, block, crl], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr.trim().slice(-500));
    return JSON.parse(stdout) as Record<
      'empty' | 'load' | 'activate' | 'first' | 'second' | 'longFirst' | 'shown',
      number
    >;
  });
  const best = (of: keyof (typeof runs)[number]): number => Math.min(...runs.map((run) => run[of]));
  const file = 'activation: load the file';
  report(file, 'ours', best('load'));
  report(file, 'an extension that does nothing', best('empty'));
  report('activation: our own part, by the mark in activate', 'ours', best('activate'));
  report('first hover after the start, with loading', 'ours', best('first'));
  report('second hover', 'ours', best('second'));
  report('hover on a line of 1 MB', 'ours', best('longFirst'));
  report('first paint of a CRL of 4.9 MB: our part in the host', 'ours', best('shown'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
