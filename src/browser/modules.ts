/**
 * Loads the ESM files of the build where the host has no ESM: each file becomes a blob: URL, and what it imports is
 * named by such URLs. A file is read once, and only when something that imports it is loaded.
 */

/** Where the files are. */
export interface ModuleFiles {
  /** Text of a file; rejects if it cannot be read. @param name path below `dist`, such as `c/2U6J3VMK.mjs` */
  read(name: string): Promise<string>;
  /** Where it was read, for stacks and the debugger. */
  place(name: string): string;
}

/** A module as `import()` gives it. */
export type LoadedModule = Readonly<Record<string, unknown>>;

/** An import in the minified output of esbuild; a test compares what it finds with the metafile of the build. */
const imports = /\b(?:(import\()|from|import)"(\.{1,2}\/[\w/-]+\.mjs|vscode)"/g;

/**
 * What all hosts load is in the desktop's entry, and the files import it from there; the browser's entry exports the same
 * names.
 */
const stands: Readonly<Record<string, string>> = { 'extension.mjs': 'web.mjs' };

/** The files that a file imports, by their names below `dist`. */
export interface ImportedFiles {
  /** Without `vscode`. */
  readonly atOnce: readonly string[];
  readonly later: readonly string[];
}

/** Names below `dist` of the files that a file of the build imports. @param name of the file itself */
export function importedFiles(name: string, text: string): ImportedFiles {
  const files = [...text.matchAll(imports)].filter(([, , file]) => file !== 'vscode');
  const of = (later: boolean): string[] => [
    ...new Set(
      files
        .filter(([, call]) => (call !== undefined) === later)
        .map(([, , file]) => beside(name, file ?? '')),
    ),
  ];
  return { atOnce: of(false), later: of(true) };
}

/** `./x.mjs` or `../x.mjs` as the file `name` means it. */
function beside(name: string, file: string): string {
  const folders = name.split('/').slice(0, -1);
  const found = file.startsWith('../')
    ? [...folders.slice(0, -1), file.slice(3)]
    : [...folders, file.slice(2)];
  const whole = found.join('/');
  return stands[whole] ?? whole;
}

/** In a module: what is called instead of `import()`. */
const importer = 'keyMaterialImport';

/**
 * Loads a file and what it imports.
 * @param api what `vscode` means in it
 * @param load `import()` of the host
 * @returns like `import()`, for names of files; rejects with the error of `read`, and then reads again when asked again
 */
export async function moduleLoader(
  files: ModuleFiles,
  api: LoadedModule,
  load: (url: string) => Promise<unknown>,
): Promise<(name: string) => Promise<LoadedModule>> {
  const urls = new Map<string, Promise<string>>();
  const importFile = async (name: string): Promise<LoadedModule> =>
    (await load(await urlOf(name))) as LoadedModule;
  const shared = await sharedModule(api, importFile, load);

  function urlOf(name: string): Promise<string> {
    let url = urls.get(name);
    if (url === undefined) {
      url = makeUrl(name).catch((error: unknown) => {
        urls.delete(name);
        throw error;
      });
      urls.set(name, url);
    }
    return url;
  }

  async function makeUrl(name: string): Promise<string> {
    const text = await files.read(name);
    const { atOnce } = importedFiles(name, text);
    const ready = new Map(await Promise.all(atOnce.map(async (file) => [file, await urlOf(file)] as const)));
    const linked = text.replace(imports, (whole: string, call: string | undefined, file: string) => {
      const target = file === 'vscode' ? shared : (ready.get(beside(name, file)) ?? '');
      return call === undefined
        ? whole.replace(file, target)
        : `${importer}(${JSON.stringify(beside(name, file))}`;
    });
    // Imports may come last; so lines and columns of the source map stay right.
    return script(`${linked}\nimport{${importer}}from"${shared}";\n//# sourceURL=${files.place(name)}`);
  }

  return importFile;
}

/** A module that exports the API and the importer: both pass through the global scope once, as text cannot hold them. */
async function sharedModule(
  api: LoadedModule,
  importFile: (name: string) => Promise<LoadedModule>,
  load: (url: string) => Promise<unknown>,
): Promise<string> {
  // `default` is the whole.
  const names = Object.keys(api).filter((name) => name !== 'default');
  const scope = globalThis as { keyMaterialShared?: unknown };
  scope.keyMaterialShared = { api, importFile };
  try {
    const url = script(
      `const{api,importFile:${importer}}=globalThis.keyMaterialShared;export{${importer}};export default api;export const{${names.join()}}=api;`,
    );
    await load(url);
    return url;
  } finally {
    delete scope.keyMaterialShared;
  }
}

const script = (text: string): string => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
