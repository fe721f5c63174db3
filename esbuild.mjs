// Builds what VS Code loads (dist/) and, with --tests, what its hosts run as tests (.build/host/).
// Usage: node esbuild.mjs [--watch] [--tests] [--meta]
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { writeIgnoreFile } from './scripts/commandLineFiles.mjs';
import { writeBundle } from './scripts/l10n.mjs';
import { startInOneFile } from './scripts/startFile.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));

/** `import 'glob:./suite/*.test.ts'` imports every file that matches, so that no list is kept by hand. */
const globImports = {
  name: 'glob',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^glob:/ }, (args) => ({
      path: path.resolve(args.resolveDir, args.path.slice('glob:'.length)),
      namespace: 'glob',
    }));
    build.onLoad({ filter: /.*/, namespace: 'glob' }, async (args) => {
      const folder = path.dirname(args.path);
      const [before = '', after = ''] = path.basename(args.path).split('*');
      const names = (await readdir(folder)).filter((n) => n.startsWith(before) && n.endsWith(after)).sort();
      return {
        contents: names.map((n) => `import ${JSON.stringify('./' + n)};`).join('\n'),
        resolveDir: folder,
        loader: 'js',
        watchDirs: [folder],
      };
    });
  },
};

/**
 * What is loaded by import() and used together, by the paths from `src`: each of these is one chunk, where a file for each
 * part costs more in the package than it saves in time. What answers while a user moves the mouse is left as it is.
 * @type {Record<string, RegExp>}
 */
const wholes = {
  ...Object.fromEntries(
    [
      ...['service', 'import', 'manifest', 'testPayload', 'history', 'parameters', 'keys', 'clearKeys'],
      ...['viewer', 'inspector', 'reports'],
    ].map((room) => [room, new RegExp(`^extension/${room}/\\w+$`)]),
  ),
  fixes: /^extension\/material\/\w+Fix$/,
  problems: /^extension\/material\/\w+Problems$/,
  aws: /^keyservice\/aws\/\w+$/,
  make: /^core\/make\/\w+$/,
  desktop: /^desktop\/\w+$/,
  commands: /^cli\/(chain|manifest|checkValues|reconcile|materialReport|sarif)$/,
};

/** Turns each import() of a part of such a whole into one of its parts together. */
const partsAtOnce = {
  name: 'parts',
  /** @param {import('esbuild').PluginBuild} build */
  async setup(build) {
    const source = path.join(root, 'src');
    /** The whole that a file is a part of. @param {string} file */
    const wholeOf = (file) => {
      const name = path.relative(source, file).replaceAll(path.sep, '/').replace(/\.ts$/, '');
      return Object.keys(wholes).find((whole) => wholes[whole]?.test(name));
    };
    /** @type {Map<string, Set<string>>} files by whole */
    const parts = new Map(Object.keys(wholes).map((whole) => [whole, new Set()]));
    for (const entry of await readdir(source, { recursive: true })) {
      if (!entry.endsWith('.ts')) continue;
      const text = await readFile(path.join(source, entry), 'utf8');
      for (const [, name = ''] of text.matchAll(/[^f] import\('(\.{1,2}\/[^']*)'\)/g)) {
        const file = path.join(source, path.dirname(entry), `${name}.ts`);
        parts.get(wholeOf(file) ?? '')?.add(file);
      }
    }
    build.onResolve({ filter: /^\./ }, ({ kind, path: name, resolveDir }) => {
      const file = path.resolve(resolveDir, `${name}.ts`);
      const whole = wholeOf(file);
      return kind === 'dynamic-import' && whole !== undefined && parts.get(whole)?.has(file)
        ? { path: whole, namespace: 'whole' }
        : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'whole' }, async ({ path: whole }) => {
      const files = [...(parts.get(whole) ?? [])].sort();
      /** @type {Map<string, string>} */
      const owners = new Map();
      for (const file of files)
        for (const [, name = ''] of (await readFile(file, 'utf8')).matchAll(
          /^export (?:async function|function|class|const) (\w+)/gm,
        )) {
          const other = owners.get(name);
          // Neither of the two could be imported then.
          if (other !== undefined)
            return { errors: [{ text: `${name} is exported by ${other} and by ${file}` }] };
          owners.set(name, file);
        }
      return {
        contents: files.map((file) => `export * from ${JSON.stringify(file)};`).join('\n'),
        resolveDir: root,
      };
    });
  },
};

/**
 * Where credentials come from, as the SDK asks for them: each kind of profile loads one or two of these, and each would
 * bring five files of its own.
 */
const credentialSources = [
  ...['env', 'http', 'ini', 'process', 'sso', 'web-identity'].map(
    (kind) => `@aws-sdk/credential-provider-${kind}`,
  ),
  ...['@aws-sdk/nested-clients/sso-oidc', '@aws-sdk/nested-clients/sts', '@smithy/credential-provider-imds'],
];

/** The sources of credentials as one chunk, and none of what reads streams of events, which no action of ours answers. */
const sdkAtOnce = {
  name: 'sdk',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ kind, path: name, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      if (credentialSources.includes(name))
        return { path: 'credentials', namespace: 'sdk', pluginData: resolveDir };
      return name === '@smithy/core/event-streams' ? { path: name, namespace: 'sdk' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'sdk' }, ({ path: name, pluginData }) => ({
      contents:
        name === 'credentials'
          ? credentialSources.map((source) => `export * from ${JSON.stringify(source)};`).join('\n')
          : `export class EventStreamSerde {
               constructor() { throw new Error('no stream of events is read here'); }
             }`,
      resolveDir: pluginData,
    }));
  },
};

/**
 * The server of the Model Context Protocol brings a compiler of JSON schemas, which makes code out of text, for answers
 * that it may ask of a user. None is asked for here: inputs of tools are checked by their own table. Nor are schemas made
 * of its own types.
 */
const noSchemaCompiler = {
  name: 'no schema compiler',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /@modelcontextprotocol[\\/]sdk[\\/].*[\\/]ajv-provider\.js$/ }, () => ({
      contents: `export class AjvJsonSchemaValidator {
        getValidator() { throw new Error('no schema is checked here'); }
      }`,
    }));
    build.onLoad(
      { filter: /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ },
      async ({ path: file }) => {
        const names = [...(await readFile(file, 'utf8')).matchAll(/^export (?:const|function) (\w+)/gm)];
        return {
          contents: [
            `const refuse = () => { throw new Error('no schema is made here'); };`,
            // Asked for at the beginning, with each type.
            'const refused = () => refuse;',
            ...names.map(
              ([, name = '']) => `export { ${name.startsWith('create') ? 'refused' : 'refuse'} as ${name} };`,
            ),
          ].join('\n'),
        };
      },
    );
  },
};

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  // Names of chunks come from the paths of what is in them: where a linked node_modules leads must not change them.
  preserveSymlinks: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  external: ['vscode'],
};

/** One entry per thing that is loaded by itself. The import rules are tested over their metafiles. */
export const bundles = {
  /** All hosts: ESM, so that `import()` stays a separate file that is read when first needed. */
  extension: {
    ...common,
    plugins: [
      partsAtOnce,
      sdkAtOnce,
      noSchemaCompiler,
      startInOneFile({
        entry: 'src/extension.ts',
        stand: 'src/web.ts',
        apart: 'src/cli/main.ts',
        // What every surface asks first, and a hover loads while somebody waits. Finder and decoder are files without it:
        // the command line loads them too, where there is no VS Code.
        wholes: [
          'src/core/input/selection.ts',
          'src/core/keyblock/decode.ts',
          'src/extension/material/documentKeyBlock.ts',
        ],
        written: writeIgnoreFile,
      }),
    ],
    // The browser's part is loaded from these files too, by its loader below.
    // The command line shares the decoders with them: their pieces are in the package once.
    entryPoints: { extension: 'src/extension.ts', web: 'src/web.ts', cli: 'src/cli/main.ts' },
    // What it is in a browser: the other asks for Node's util first.
    alias: { inherits: 'inherits/inherits_browser.js' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: ['node20', 'es2022'],
    mainFields: ['module', 'main'],
  },
  /** The one file that the browser's extension host loads, as CommonJS: it loads what `extension` has made. */
  web: {
    ...common,
    entryPoints: ['src/webLoader.ts'],
    outfile: 'dist/web.js',
    format: 'cjs',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
  },
  webview: {
    ...common,
    entryPoints: [
      { in: 'webview/main.ts', out: 'inspector' },
      { in: 'webview/styles/inspector.css', out: 'inspector' },
      { in: 'webview/structure/main.ts', out: 'structure' },
      { in: 'webview/styles/structure.css', out: 'structure' },
      { in: 'webview/importPage/main.ts', out: 'importPage' },
      { in: 'webview/styles/importPage.css', out: 'importPage' },
      { in: 'webview/manifestPage/main.ts', out: 'manifestPage' },
      { in: 'webview/styles/manifestPage.css', out: 'manifestPage' },
    ],
    outdir: 'dist/webview',
    entryNames: '[name]',
    // What the pages share, most of it the toolkit, is there once.
    chunkNames: 'shared_[hash]',
    format: 'esm',
    splitting: true,
    platform: 'browser',
    target: 'es2022',
  },
};

/** Test bundles, run inside VS Code's extension hosts. */
export const testBundles = {
  host: {
    ...common,
    minify: false,
    sourcesContent: true,
    entryPoints: ['test/host/index.ts'],
    outfile: '.build/host/index.cjs',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    plugins: [globImports],
  },
};

/**
 * As a bundle goes into the VSIX: its maps stay at home, so no file names its own, and hundreds of pieces have
 * short names.
 * @param {import('esbuild').BuildOptions} options @returns {import('esbuild').BuildOptions}
 */
export function packaged(options) {
  return {
    ...options,
    sourcemap: 'external',
    ...(options.chunkNames === undefined
      ? {}
      : { chunkNames: options.chunkNames.replace('chunks/[name]-', 'c/') }),
  };
}

async function run() {
  const flags = new Set(process.argv.slice(2));
  const chosen = flags.has('--tests') ? testBundles : bundles;
  if (!flags.has('--tests')) {
    await rm(path.join(root, 'dist'), { recursive: true, force: true });
    await writeBundle();
  }
  if (flags.has('--watch')) {
    for (const options of Object.values(chosen)) {
      const context = await esbuild.context(/** @type {import('esbuild').BuildOptions} */ (options));
      await context.watch();
    }
    return;
  }
  await mkdir(path.join(root, '.build/meta'), { recursive: true });
  await Promise.all(
    Object.entries(chosen).map(async ([name, built]) => {
      const whole = /** @type {import('esbuild').BuildOptions} */ (built);
      const result = await esbuild.build(flags.has('--package') ? packaged(whole) : whole);
      await writeFile(path.join(root, `.build/meta/${name}.json`), JSON.stringify(result.metafile));
    }),
  );
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  run().catch((error) => {
    // esbuild has printed its own messages already; anything else is ours to say.
    if (!(error && typeof error === 'object' && 'errors' in error)) console.error(error);
    process.exitCode = 1;
  });
}
