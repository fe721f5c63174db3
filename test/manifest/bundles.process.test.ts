import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import { bundles as bundleOptions, packaged as asPackaged } from '../../esbuild.mjs';
import { importedFiles } from '../../src/browser/modules';

type Metafile = esbuild.Metafile;
const root = path.resolve(__dirname, '../..');
const options = bundleOptions as Record<string, esbuild.BuildOptions>;
const packaged = asPackaged as (options: esbuild.BuildOptions) => esbuild.BuildOptions;

/** The house (CONTRIBUTING.md): which layer may import which. Longest matching folder decides. */
const layers: Record<string, readonly string[]> = {
  'src/core': ['src/core'],
  'src/core/make': ['src/core/make', 'src/core'],
  'src/core/secondOpinion': ['src/core/secondOpinion', 'src/core/make', 'src/core'],
  'src/keyservice': ['src/keyservice', 'src/core'],
  'src/keyservice/aws': ['src/keyservice/aws', 'src/keyservice', 'src/core'],
  'src/keyservice/simulator': ['src/keyservice/simulator', 'src/keyservice', 'src/core', 'src/core/make'],
  'src/keyservice/testsource': ['src/keyservice/testsource', 'src/keyservice', 'src/core', 'src/core/make'],
  'src/protocol': ['src/protocol', 'src/core', 'src/keyservice'],
  'src/extension': [
    'src/extension',
    'src/agent',
    'src/core',
    'src/keyservice',
    'src/protocol',
    'src/core/make',
    'src/core/secondOpinion',
  ],
  'src/agent': ['src/agent', 'src/core', 'src/keyservice'],
  'src/cli': ['src/cli', 'src/agent', 'src/core', 'src/keyservice'],
  webview: ['webview', 'src/protocol'],
  'src/browser': ['src/browser'],
  // The entries join the house to a host: only they may hand adapters to the extension.
  src: [
    'src',
    'src/browser',
    'src/extension',
    'src/keyservice',
    'src/keyservice/aws',
    'src/keyservice/simulator',
    'src/keyservice/testsource',
  ],
};

/** Packages a layer may bundle; a layer that is not named may bundle none. */
const packages: Record<string, readonly string[]> = {
  'src/core': ['@noble/ciphers', '@noble/hashes'],
  // What is made, and what other readers say: loaded when first needed.
  'src/core/make': ['asn1js', '@peculiar/x509', 'reflect-metadata'],
  'src/core/secondOpinion': ['asn1js'],
  'src/keyservice': ['jsonc-parser'],
  'src/keyservice/aws': ['@aws-sdk/', '@smithy/'],
  'src/keyservice/simulator': ['@smithy/signature-v4'],
  'src/protocol': ['valibot'],
  // The protocol is loaded by one command.
  'src/cli': ['@modelcontextprotocol/sdk', '@noble/hashes'],
  webview: ['@vscode/webview-ui-toolkit', '@vscode/l10n', 'lit-html'],
};

function layerOf(file: string): string | undefined {
  return Object.keys(layers)
    .filter((layer) => file.startsWith(layer + '/'))
    .sort((a, b) => b.length - a.length)[0];
}

function packageOf(file: string): string | undefined {
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
  return match?.[1];
}

/** Every forbidden edge of a metafile, as "importer → imported". */
function forbiddenEdges(metafile: Metafile): string[] {
  const bad: string[] = [];
  for (const [file, input] of Object.entries(metafile.inputs)) {
    const layer = layerOf(file);
    if (layer === undefined) continue;
    for (const imported of input.imports) {
      const pkg = packageOf(imported.path);
      if (pkg !== undefined) {
        if (!(packages[layer] ?? []).some((p) => pkg === p || (p.endsWith('/') && pkg.startsWith(p))))
          bad.push(`${file} → ${pkg}`);
      } else if (imported.external) {
        if (imported.path === 'vscode' ? !['src/extension', 'src'].includes(layer) : !mayUseNode(layer))
          bad.push(`${file} → ${imported.path}`);
      } else {
        // What is loaded together is one input of several files: the one that is meant is named in the source.
        const to =
          imported.path.startsWith('whole:') && imported.original !== undefined
            ? `${path.posix.join(path.posix.dirname(file), imported.original)}.ts`
            : imported.path;
        const target = layerOf(to);
        if (target !== undefined && !(layers[layer] ?? []).includes(target)) bad.push(`${file} → ${to}`);
      }
    }
  }
  return bad;
}

const mayUseNode = (layer: string) =>
  ['src', 'src/cli', 'src/keyservice/aws', 'src/keyservice/simulator', 'src/keyservice/testsource'].includes(
    layer,
  );

/** Copies of one package by the folder they lie in. */
function copiesOf(name: string, metafile: Metafile): string[] {
  const folders = Object.keys(metafile.inputs)
    .filter((file) => packageOf(file) === name)
    .map((file) => file.slice(0, file.lastIndexOf(`node_modules/${name}/`)));
  return [...new Set(folders)];
}

/** Sources that run when the entry is loaded, by their import statements: in one file there are no chunks to look at. */
function runAtOnce(metafile: Metafile, entry: string): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const next of metafile.inputs[file]?.imports ?? [])
      if (next.kind !== 'dynamic-import' && next.external !== true) visit(next.path);
  };
  visit(entry);
  return [...seen];
}

interface Loaded {
  bytes: number;
  inputs: string[];
  files: string[];
}

/** Bytes, inputs and files of everything that the entry loads at once, without a dynamic import; or ever. */
function loadedAtOnce(metafile: Metafile, entry: string, ever = false): Loaded {
  const seen = new Set<string>();
  const visit = (output: string): void => {
    if (seen.has(output)) return;
    seen.add(output);
    for (const next of metafile.outputs[output]?.imports ?? [])
      if ((ever || next.kind === 'import-statement') && !next.external)
        // In the browser, its own entry stands for the desktop's.
        visit(next.path === 'dist/extension.mjs' ? entry : next.path);
  };
  visit(entry);
  const outputs = [...seen].map((name) => metafile.outputs[name]).filter((output) => output !== undefined);
  return {
    bytes: outputs.reduce((sum, output) => sum + output.bytes, 0),
    inputs: outputs.flatMap((output) => Object.keys(output.inputs)),
    files: [...seen],
  };
}

const loadedEver = (metafile: Metafile, entry: string): Loaded => loadedAtOnce(metafile, entry, true);

describe('bundles', () => {
  const metafiles = new Map<string, Metafile>();
  beforeAll(async () => {
    for (const [name, option] of Object.entries(options)) {
      const result = await esbuild.build({ ...option, absWorkingDir: root, write: false, metafile: true });
      metafiles.set(name, result.metafile);
    }
  });
  const meta = (name: string): Metafile => {
    const metafile = metafiles.get(name);
    if (!metafile) throw new Error(`no bundle ${name}`);
    return metafile;
  };

  it.each(Object.keys(options))('%s keeps the import rules', (name) => {
    expect(forbiddenEdges(meta(name))).toEqual([]);
  });

  it('the rule finds a forbidden edge when there is one', () => {
    const inputs = {
      'src/core/a.ts': { bytes: 1, imports: [{ path: 'src/extension/b.ts', kind: 'import-statement' }] },
      'webview/c.ts': { bytes: 1, imports: [{ path: 'src/core/a.ts', kind: 'import-statement' }] },
      'src/extension/d.ts': {
        bytes: 1,
        imports: [{ path: 'node:fs', kind: 'import-statement', external: true }],
      },
      'src/keyservice/aws/e.ts': {
        bytes: 1,
        imports: [{ path: 'src/keyservice/simulator/f.ts', kind: 'import-statement' }],
      },
      // What is loaded together with others of its room.
      'src/agent/g.ts': {
        bytes: 1,
        imports: [{ path: 'whole:make', original: '../core/make/h', kind: 'dynamic-import' }],
      },
    } as unknown as Metafile['inputs'];
    expect(forbiddenEdges({ inputs, outputs: {} })).toHaveLength(5);
  });

  it.each(Object.keys(options))('%s holds one asn1js where it holds any, and no React', (name) => {
    expect(copiesOf('asn1js', meta(name))).toHaveLength(name === 'extension' ? 1 : 0);
    for (const react of ['react', 'react-dom', 'scheduler']) expect(copiesOf(react, meta(name))).toEqual([]);
  });

  const heavyLibraries = /@aws-sdk|@smithy|@peculiar|@noble|\/asn1js\/|reflect-metadata|tsyringe/;

  it.each(['dist/extension.mjs', 'dist/web.mjs'])(
    '%s is the one file that is read at start, under 40 kB, without libraries and without anything of a key service but its name',
    (entry) => {
      const { bytes, inputs, files } = loadedAtOnce(meta('extension'), entry);
      expect(files).toEqual([entry]);
      expect(bytes).toBeLessThan(40_000);
      expect(bytes).toBeGreaterThan(10_000);
      expect(inputs.filter((file) => file.includes('node_modules'))).toEqual([]);
      // Of core only what escapes texts for Markdown, which every report shares.
      const ofCore = inputs.filter((file) => /^src\/(core|protocol)\//.test(file));
      expect(ofCore.filter((file) => file !== 'src/core/plainText.ts')).toEqual([]);
      expect(inputs.filter((file) => file.startsWith('src/keyservice/'))).toEqual(
        entry === 'dist/web.mjs' ? [] : ['src/keyservice/loopback.ts'],
      );
      expect(inputs).not.toContain('src/extension/commands.ts');
    },
  );

  it('what is in the start is in no other file: there is one of it, but for what the command line needs of the core', () => {
    const { outputs } = meta('extension');
    const { files: ofCommandLine } = loadedEver(meta('extension'), 'dist/cli.mjs');
    const { inputs } = loadedAtOnce(meta('extension'), 'dist/extension.mjs');
    expect(inputs).toContain('src/extension/ui/log.ts');
    const others = Object.entries(outputs).filter(([name]) => !/^dist\/(extension|web)\.mjs/.test(name));
    expect(others.length).toBeGreaterThan(50);
    const twice = others.flatMap(([name, output]) =>
      Object.keys(output.inputs)
        .filter((file) => inputs.includes(file))
        // It has no state, and the command line cannot ask the start for it.
        .filter((file) => !(file.startsWith('src/core/') && ofCommandLine.includes(name)))
        .map((file) => `${name}: ${file}`),
    );
    expect(twice).toEqual([]);
  });

  it('what a command does is loaded when it is first run', () => {
    const metafile = meta('extension');
    const { inputs } = loadedAtOnce(metafile, 'dist/extension.mjs');
    const bodies = ['commands', 'serviceCommands', 'serviceParts'].flatMap((table) =>
      (metafile.inputs[`src/extension/${table}.ts`]?.imports ?? [])
        .filter(({ kind }) => kind === 'dynamic-import')
        .map((imported) => imported.path),
    );
    expect(bodies.length).toBeGreaterThan(40);
    expect(bodies.filter((body) => inputs.includes(body))).toEqual([]);
  });

  it.each([
    ['dist/extension.mjs', 'src/extension.ts'],
    ['dist/web.mjs', 'src/web.ts'],
  ])('%s runs no X.509 library when it is loaded, but has one for later', (output, entry) => {
    const metafile = meta('extension');
    const atOnce = runAtOnce(metafile, entry);
    expect(atOnce).toContain('src/extension/register.ts');
    expect(
      atOnce.filter((file) => heavyLibraries.test(file) || /^src\/core\/(make|secondOpinion)\//.test(file)),
    ).toEqual([]);
    const later = loadedEver(metafile, output).inputs.map(packageOf);
    for (const library of ['asn1js', '@peculiar/x509', 'reflect-metadata']) {
      expect(copiesOf(library, metafile)).toHaveLength(1);
      expect(later).toContain(library);
    }
  });

  it('the simulator and the viewer run without the X.509 library until something is made', () => {
    for (const entry of ['src/keyservice/simulator/server.ts', 'src/extension/viewer/structureEditor.ts'])
      expect(runAtOnce(meta('extension'), entry).filter((file) => /@peculiar|\/asn1js\//.test(file))).toEqual(
        [],
      );
  });

  it('the command line loads what a command does when it is run: little at its start, no AWS SDK ever', () => {
    const { bytes } = loadedAtOnce(meta('extension'), 'dist/cli.mjs');
    expect(bytes).toBeLessThan(12 * 1024);
    const { inputs, files } = loadedEver(meta('extension'), 'dist/cli.mjs');
    // Node has no VS Code: a file that is shared with the extension must not ask for it.
    const asked = files.flatMap((file) => meta('extension').outputs[file]?.imports ?? []);
    expect(asked.filter(({ path: name }) => name === 'vscode')).toEqual([]);
    expect(
      inputs.filter((file) => /@aws-sdk|@smithy|@peculiar|^src\/(extension|desktop)\//.test(file)),
    ).toEqual([]);
    const { inputs: desktop } = loadedEver(meta('extension'), 'dist/extension.mjs');
    expect(desktop.filter((file) => file.includes('@modelcontextprotocol'))).toEqual([]);
    // Its compiler of schemas makes code out of text.
    expect(inputs.filter((file) => packageOf(file) === 'ajv')).toEqual([]);
  });

  it('nothing that is read passes through asn1js: the layers that may bundle it are two', () => {
    const importers = Object.entries(meta('extension').inputs)
      .filter(
        ([file, input]) =>
          file.startsWith('src/') &&
          input.imports.some(({ path: to }) => /\/(asn1js|@peculiar\/x509)\//.test(to)),
      )
      .map(([file]) => file)
      .sort();
    expect(importers.filter((file) => !/^src\/core\/(make|secondOpinion)\//.test(file))).toEqual([]);
    expect(importers).toContain('src/core/make/x509Library.ts');
    expect(importers).toContain('src/core/secondOpinion/asn1jsOpinion.ts');
  });

  it('the chunk of the X.509 library can be loaded: what it needs runs before it', async () => {
    const outdir = mkdtempSync(path.join(tmpdir(), 'kmi-chunks-'));
    try {
      const { metafile } = await esbuild.build({
        ...options.extension,
        absWorkingDir: root,
        outdir,
        sourcemap: false,
        metafile: true,
      });
      const chunks = Object.entries(metafile.outputs)
        .filter(([, { inputs }]) => Object.keys(inputs).some((file) => file.includes('@peculiar/x509/')))
        .map(([file]) => pathToFileURL(path.resolve(root, file)).href);
      expect(chunks.length).toBeGreaterThan(0);
      const script = chunks.map((chunk) => `await import(${JSON.stringify(chunk)});`).join('');
      execFileSync(process.execPath, ['--input-type=module', '-e', script]);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });

  it('the simulator and the AWS adapter are chunks by themselves, the test source none that is loaded at once', () => {
    const { inputs } = loadedAtOnce(meta('extension'), 'dist/extension.mjs');
    const heavy = /^src\/keyservice\/(aws|simulator|testsource)\//;
    expect(inputs.filter((file) => heavy.test(file))).toEqual([]);
    const all = Object.keys(meta('extension').inputs);
    expect(all).toContain('src/keyservice/simulator/server.ts');
    const { inputs: web } = loadedEver(meta('extension'), 'dist/web.mjs');
    expect(web.filter((file) => heavy.test(file))).toEqual([]);
  });

  it('the browser loads no Node module and no AWS SDK', () => {
    const loader = meta('web');
    expect(Object.keys(loader.outputs).filter((name) => !name.endsWith('.map'))).toEqual(['dist/web.js']);
    expect(loadedAtOnce(loader, 'dist/web.js').bytes).toBeLessThan(4 * 1024);
    const metafile = meta('extension');
    const { inputs, files } = loadedEver(metafile, 'dist/web.mjs');
    const external = [
      ...files.flatMap((file) => metafile.outputs[file]?.imports ?? []),
      ...Object.values(loader.inputs).flatMap((input) => input.imports),
    ].filter((imported) => imported.external);
    expect([...new Set(external.map(({ path: name }) => name))]).toEqual(['vscode']);
    expect(inputs).toContain('src/extension/register.ts');
    expect(inputs.filter((file) => /@aws-sdk|^src\/desktop\//.test(file))).toEqual([]);
  });

  it('the sources of credentials are one file, with every name that the SDK asks them for', () => {
    const { inputs, outputs } = meta('extension');
    const [file, chunk] =
      Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'sdk:credentials') ?? [];
    const asked = Object.keys(inputs)
      .filter((input) => /node_modules\/@(aws-sdk|smithy)\//.test(input))
      .flatMap((input) => [
        ...readFileSync(path.join(root, input), 'utf8').matchAll(
          /const \{([^}]+)\} = await import\("@(?:aws-sdk|smithy)\/(?:credential-provider|nested-clients)[^"]*"\)/g,
        ),
      ])
      .flatMap(([, names = '']) => names.split(',').map((name) => name.split(':')[0]!.trim()));
    expect(new Set(asked).size).toBeGreaterThan(9);
    expect(
      asked.filter((name) => !chunk?.exports.includes(name)),
      file,
    ).toEqual([]);
  });

  it('what the browser loads is what a build for browsers would hold', async () => {
    const { metafile: browser } = await esbuild.build({
      ...options.web,
      entryPoints: ['src/web.ts'],
      absWorkingDir: root,
      write: false,
      metafile: true,
    });
    const desktop = meta('extension');
    const resolved = (metafile: Metafile, file: string): Map<string, string> =>
      new Map(metafile.inputs[file]?.imports.map((to) => [to.original ?? to.path, to.path]));
    const shared = loadedEver(desktop, 'dist/web.mjs').inputs.filter((file) => file in browser.inputs);
    expect(shared.length).toBeGreaterThan(100);
    const other = new Set<string>();
    for (const file of shared) {
      const there = resolved(browser, file);
      for (const [name, to] of resolved(desktop, file)) {
        const wanted = there.get(name) ?? to;
        if (wanted !== to && !to.startsWith('whole:'))
          other.add(`${name}: ${to.replace(/^.*node_modules\//, '')}`);
      }
    }
    // In its folder are the same sources as CommonJS, for browsers.
    expect([...other]).toEqual(['pvtsutils: pvtsutils/build/index.es.js']);
  });

  it.each([
    ['as built', (given: esbuild.BuildOptions) => given],
    ['as packaged', packaged],
  ])('the loader of the browser finds the imports that esbuild wrote, in no circle: %s', async (_, built) => {
    const { metafile, outputFiles } = await esbuild.build({
      ...built(options.extension!),
      absWorkingDir: root,
      write: false,
      metafile: true,
    });
    const { files } = loadedEver(metafile, 'dist/web.mjs');
    const below = (file: string): string => path.posix.relative('dist', file);
    const done = new Set<string>();
    const enter = (file: string, from: readonly string[]): void => {
      expect(from, 'a circle').not.toContain(file);
      if (done.has(file)) return;
      const imports = (metafile.outputs[file]?.imports ?? [])
        .filter(({ external }) => external !== true)
        .map((to) => (to.path === 'dist/extension.mjs' ? { ...to, path: 'dist/web.mjs' } : to));
      const text = outputFiles.find((output) => output.path === path.resolve(root, file))?.text ?? '';
      const of = (kind: string): string[] =>
        [...new Set(imports.filter((to) => to.kind === kind).map((to) => below(to.path)))].sort();
      const { atOnce, later } = importedFiles(below(file), text);
      expect({ file, atOnce: [...atOnce].sort(), later: [...later].sort() }).toEqual({
        file,
        atOnce: of('import-statement'),
        later: of('dynamic-import'),
      });
      for (const next of imports) if (next.kind === 'import-statement') enter(next.path, [...from, file]);
      done.add(file);
    };
    for (const file of files) enter(file, []);
    expect(done.size).toBeGreaterThan(50);
  });

  it('one file of the webview imports the toolkit', () => {
    const importers = Object.entries(meta('webview').inputs)
      .filter(
        ([file, input]) =>
          !file.includes('node_modules') && input.imports.some((i) => i.path.includes('webview-ui-toolkit')),
      )
      .map(([file]) => file);
    expect(importers).toEqual(['webview/ui/toolkit.ts']);
  });
});
