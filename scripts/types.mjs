// npm run check:types: the types of all layers, in one process that parses each file once. What was found is kept under
// .build/types: a layer none of whose files changed is not looked at again, of the others only what a change reaches.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { configOf, layers } from './layers.mjs';
import { build, root } from './paths.mjs';

const kept = path.join(build, 'types');
mkdirSync(kept, { recursive: true });

/** Files by their text: the layers hold the same ones, and bind them alike. @type {Map<string, ts.SourceFile | undefined>} */
const parsed = new Map();

/** @param {string} file */
function stampOf(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return `${file} ${found?.mtimeMs} ${found?.size}`;
}

/** What a check depends on: its files, as they are now. @param {readonly string[]} files @param {readonly string[]} roots */
const digestOf = (files, roots) =>
  createHash('sha256')
    .update(JSON.stringify([ts.version, roots, files.map(stampOf)]))
    .digest('hex');

/** @param {string} layer @returns {number} how many errors it has; they are printed */
function check(layer) {
  const config = configOf(layer);
  const name = path.join(kept, layer.replaceAll('/', '.'));
  const asked = {
    incremental: true,
    tsBuildInfoFile: `${name}.tsbuildinfo`,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  };
  const command = ts.getParsedCommandLineOfConfigFile(config, asked, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => print([diagnostic]),
  });
  if (command === undefined) return 1;
  const { fileNames, options, errors } = command;
  const stamp = `${name}.json`;
  const known = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : undefined;
  if (known?.digest === digestOf(known?.files ?? [], fileNames)) return 0;
  rmSync(stamp, { force: true });
  const host = ts.createIncrementalCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, version, ...rest) => {
    // The scripts' layer reads JavaScript, with types in its comments.
    const key = `${file} ${options.checkJs === true}`;
    if (!parsed.has(key)) parsed.set(key, getSourceFile.call(host, file, version, ...rest));
    return parsed.get(key);
  };
  const program = ts.createIncrementalProgram({
    rootNames: fileNames,
    options,
    configFileParsingDiagnostics: errors,
    host,
  });
  const found = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
  // Only what is known for the next time is written. Declarations are made for it: by them it knows whether a change of a
  // file can reach others.
  program.emit(undefined, (file, text) => {
    if (file.endsWith('.tsbuildinfo')) ts.sys.writeFile(file, text);
  });
  if (found.length === 0) {
    const sources = program.getSourceFiles().map(({ fileName }) => fileName);
    const files = [
      config,
      path.join(root, 'tsconfig.json'),
      path.join(root, 'package-lock.json'),
      ...sources,
    ];
    writeFileSync(stamp, JSON.stringify({ digest: digestOf(files, fileNames), files }));
  }
  print(found);
  return found.length;
}

/** @param {readonly ts.Diagnostic[]} diagnostics */
function print(diagnostics) {
  if (diagnostics.length === 0) return;
  const { sys } = ts;
  const host = {
    getCurrentDirectory: () => root,
    getNewLine: () => sys.newLine,
    getCanonicalFileName: String,
  };
  console.log(ts.formatDiagnostics(diagnostics, host).trim());
}

let failed = 0;
for (const layer of layers) {
  const errors = check(layer);
  if (errors > 0) failed++;
  console.log(`${errors === 0 ? 'ok  ' : 'FAIL'} types of ${layer}`);
}
process.exitCode = failed === 0 ? 0 : 1;
