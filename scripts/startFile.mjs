// One file for what is loaded at once. esbuild puts what two chunks share into a chunk of its own, so that an entry of few
// kilobytes is read from a dozen files. Here those that an entry, or another chunk that is named, imports at once are put
// into it, and what is loaded later imports from there.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

/** @typedef {{ path: string, kind: string, external?: boolean }} Import */
/** @typedef {Record<string, { bytes: number, inputs: Record<string, { bytesInOutput: number }>, imports: Import[], exports: string[], entryPoint?: string }>} Outputs */

/**
 * @param {{ entry: string, stand: string, apart: string, wholes: readonly string[], written: (outputs: Outputs, folder: string, base: string) => Promise<void> }} options
 * the source of the entry that the others import from; that of the entry that takes its place in another host, which
 * exports the same names of what both hosts load; an entry that runs without this one: it keeps files of its own of what
 * both load; sources of import()s that become one file, too, in this order, or sources in the chunk that does; what is
 * done after the files were written: the folder of the outputs, and the one that their names start from
 * @returns {import('esbuild').Plugin}
 */
export function startInOneFile({ entry, stand, apart, wholes, written }) {
  return {
    name: 'start',
    setup(build) {
      const { initialOptions } = build;
      const write = initialOptions.write !== false;
      initialOptions.write = false;
      initialOptions.metafile = true;
      build.onEnd(async (result) => {
        if (result.errors.length > 0 || !result.outputFiles || !result.metafile) return;
        const { outputs } = result.metafile;
        /** @type {string[]} */
        const done = [];
        await merge(result.outputFiles, outputs, initialOptions, [entry, stand], done, apart);
        for (const one of wholes) await merge(result.outputFiles, outputs, initialOptions, [one], done);
        if (!write) return;
        await Promise.all(
          [...new Set(result.outputFiles.map(({ path: file }) => path.dirname(file)))].map(madeFolder),
        );
        await Promise.all(result.outputFiles.map(({ path: file, contents }) => writeFile(file, contents)));
        const base = initialOptions.absWorkingDir ?? process.cwd();
        await written(outputs, path.resolve(base, initialOptions.outdir ?? '.'), base);
      });
    },
  };
}

/** @param {string} folder */
const madeFolder = (folder) => mkdir(folder, { recursive: true });

/**
 * @param {import('esbuild').OutputFile[]} files changed in place
 * @param {Outputs} outputs of the metafile, changed in place
 * @param {import('esbuild').BuildOptions} options
 * @param {readonly string[]} entries sources
 * @param {string[]} done outputs that are one file already; this one is added
 * @param {string} [apart] source of the entry that runs without these
 */
async function merge(files, outputs, options, entries, done, apart) {
  const base = options.absWorkingDir ?? process.cwd();
  const whole = (/** @type {string} */ name) => path.resolve(base, name);
  const named = new Map(Object.keys(outputs).map((name) => [whole(name), name]));
  const [main, ...others] = entries.flatMap((entry) => {
    const found =
      Object.keys(outputs).find((name) => outputs[name]?.entryPoint === entry) ??
      Object.keys(outputs).find((name) => Object.hasOwn(outputs[name]?.inputs ?? {}, entry));
    return found === undefined ? [] : [found];
  });
  if (main === undefined) return;
  const prefix = `$${done.length}_`;
  const before = new Set(done);
  done.push(main);
  const atOnce = reachedFrom(outputs, main, (kind) => kind === 'import-statement').filter(
    (name) => name !== main && !before.has(name),
  );
  /** Chunks that become parts of the entry. esbuild's own helpers are of no source: of those the entry has a copy. */
  const parts = atOnce.filter((name) => Object.keys(outputs[name]?.inputs ?? {}).length > 0);
  const isPart = new Set(parts.map(whole));
  /** What the entry apart leads to: it finds parts in their own files, of which the entry has a copy. */
  const reachedApart = new Set(
    apart === undefined
      ? []
      : Object.keys(outputs)
          .filter((name) => outputs[name]?.entryPoint === apart)
          .flatMap((name) => reachedFrom(outputs, name, () => true)),
  );
  for (const part of parts.filter((one) => reachedApart.has(one)))
    for (const input of Object.keys(outputs[part]?.inputs ?? {}))
      if (!input.startsWith('src/core/'))
        throw new Error(`${input} may hold state and would be loaded twice`);
  const isInside = new Set(atOnce.map(whole));
  /** A name that is one of its kind in the entry. @param {string} part @param {string} name */
  const unique = (part, name) => `${prefix}${parts.indexOf(part)}_${name}`;
  const texts = new Map(files.map((file) => [file.path, file]));
  /** A part as the others see it. @param {string} part @param {string} from */
  const handedOn = (part, from) => {
    const names = (outputs[part]?.exports ?? []).map((name) => `${unique(part, name)} as ${name}`);
    return `export{${names.join()}}from${JSON.stringify(from)};`;
  };
  /** With its map, so that that of the result leads to the sources. @param {string} file */
  const load = (file) => {
    const text = (texts.get(file)?.text ?? '').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
    const map = texts.get(`${file}.map`)?.contents;
    if (map === undefined) return text;
    return `${text}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  };
  const common = {
    absWorkingDir: base,
    bundle: true,
    write: /** @type {const} */ (false),
    metafile: /** @type {const} */ (true),
    outdir: whole(options.outdir ?? ''),
    outExtension: options.outExtension ?? {},
    format: /** @type {const} */ ('esm'),
    external: options.external ?? [],
    logLevel: options.logLevel ?? 'warning',
    legalComments: options.legalComments ?? 'none',
    minify: options.minify ?? false,
    sourcemap: options.sourcemap ?? false,
    sourcesContent: options.sourcesContent ?? true,
    target: options.target ?? [],
    platform: options.platform ?? 'neutral',
  };
  /** @param {string} name */
  const out = (name) => path.relative(common.outdir, whole(name)).replace(/\.mjs$/, '');

  // The chunks that are loaded later: what they import of a part, they import from the entry.
  const later = Object.keys(outputs).filter(
    (name) =>
      name !== main &&
      !others.includes(name) &&
      !parts.includes(name) &&
      outputs[name]?.imports.some(({ path: to, kind }) => kind !== 'dynamic-import' && parts.includes(to)),
  );
  const chunks = await esbuild.build({
    ...common,
    entryPoints: later.map((name) => ({ in: whole(name), out: out(name) })),
    plugins: [
      {
        name: 'later',
        setup(build) {
          build.onResolve({ filter: /^\.{0,2}\// }, ({ path: to, importer, kind, namespace }) => {
            if (kind === 'entry-point') return { path: to };
            if (namespace === 'part') return { path: to, external: true };
            const file = path.resolve(path.dirname(importer), to);
            const own =
              reachedApart.has(named.get(importer) ?? '') && reachedApart.has(named.get(file) ?? '');
            return isPart.has(file) && kind !== 'dynamic-import' && !own
              ? { path: `${besideOf(importer, whole(main))} ${file}`, namespace: 'part' }
              : { path: to, external: true };
          });
          build.onLoad({ filter: /.*/, namespace: 'part' }, ({ path: names }) => {
            const [from = '', file = ''] = names.split(/ (.*)/);
            return { contents: handedOn(named.get(file) ?? '', from), loader: 'js' };
          });
          build.onLoad({ filter: /.*/ }, ({ path: file }) => ({ contents: load(file), loader: 'js' }));
        },
      },
    ],
  });
  const used = new Set(
    chunks.outputFiles.flatMap(({ path: file, text }) =>
      file.endsWith('.map') ? [] : (text.match(/\$\d+_\d+_[\w$]+/g) ?? []),
    ),
  );

  for (const part of parts)
    if (outputs[part]?.entryPoint !== undefined)
      for (const name of outputs[part].exports) used.add(unique(part, name));

  // The entries, with the parts in them.
  const starts = [main, ...others];
  const begun = await esbuild.build({
    ...common,
    entryPoints: starts.map((name) => ({ in: `start:${name}`, out: out(name) })),
    plugins: [
      {
        name: 'start',
        setup(build) {
          build.onResolve({ filter: /^start:/ }, ({ path: to }) => ({
            path: to.slice('start:'.length),
            namespace: 'start',
          }));
          build.onLoad({ filter: /.*/, namespace: 'start' }, ({ path: name }) => {
            const reached = new Set(reachedFrom(outputs, name, () => true));
            const lines = [`export*from${JSON.stringify(whole(name))};`];
            for (const part of parts.filter((one) => reached.has(one))) {
              const names = (outputs[part]?.exports ?? []).filter((one) => used.has(unique(part, one)));
              const list = names.map((one) => `${one} as ${unique(part, one)}`).join();
              if (names.length > 0) lines.push(`export{${list}}from${JSON.stringify(whole(part))};`);
            }
            return { contents: lines.join('\n'), loader: 'js', resolveDir: base };
          });
          build.onResolve({ filter: /^\.{0,2}\// }, ({ path: to, importer, namespace }) => {
            if (namespace === 'start') return { path: to };
            const file = path.resolve(path.dirname(importer), to);
            if (isInside.has(file)) return { path: file };
            return { path: besideOf(whole(main), file), external: true };
          });
          build.onLoad({ filter: /.*/ }, ({ path: file }) => ({ contents: load(file), loader: 'js' }));
        },
      },
    ],
  });

  for (const { outputFiles, metafile } of [chunks, begun]) {
    for (const made of outputFiles) files[files.findIndex((file) => file.path === made.path)] = made;
    for (const [name, made] of Object.entries(metafile.outputs)) {
      const before = outputs[name];
      if (before === undefined || name.endsWith('.map')) continue;
      const inside = starts.includes(name)
        ? reachedFrom(outputs, name, () => true).filter((part) => isPart.has(whole(part)))
        : [];
      before.inputs = Object.assign({}, ...inside.map((part) => outputs[part]?.inputs), before.inputs);
      before.bytes = made.bytes;
      before.imports = made.imports.map(({ path: to, kind, external }) => {
        const known = named.get(path.resolve(path.dirname(whole(name)), to));
        return known === undefined || !to.startsWith('.')
          ? { path: to, kind, ...(external ? { external } : {}) }
          : { path: known, kind };
      });
    }
  }
  for (const part of parts.filter((one) => !reachedApart.has(one))) {
    const at = files.findIndex((file) => file.path === whole(part));
    const map = files.findIndex((file) => file.path === `${whole(part)}.map`);
    const { entryPoint, exports = [] } = outputs[part] ?? {};
    delete outputs[`${part}.map`];
    if (entryPoint === undefined) delete outputs[part];
    else {
      // The target of an import() stays a file, of one line.
      const contents = Buffer.from(handedOn(part, besideOf(whole(part), whole(main))));
      files[at] = { path: whole(part), contents, hash: '', text: contents.toString() };
      outputs[part] = {
        bytes: contents.length,
        inputs: {},
        imports: [{ path: main, kind: 'import-statement' }],
        exports,
        entryPoint,
      };
    }
    const gone = [...(entryPoint === undefined ? [at] : []), ...(map >= 0 ? [map] : [])];
    for (const one of gone.sort((a, b) => b - a)) files.splice(one, 1);
  }
}

/** How a file names another. @param {string} from @param {string} to */
function besideOf(from, to) {
  const name = path.relative(path.dirname(from), to).replaceAll(path.sep, '/');
  return name.startsWith('.') ? name : `./${name}`;
}

/** Outputs that one leads to, itself first. @param {Outputs} outputs @param {string} from @param {(kind: string) => boolean} follows */
function reachedFrom(outputs, from, follows) {
  const seen = new Set([from]);
  for (const name of seen)
    for (const { path: to, kind, external } of outputs[name]?.imports ?? [])
      if (external !== true && follows(kind)) seen.add(to);
  return [...seen];
}
