import path from 'node:path';
import * as esbuild from 'esbuild';

/** Makes one file for Node of a text that imports from the root of the checkout: a process of its own runs it. */
export async function nodeScript(contents: string, outfile: string): Promise<void> {
  await esbuild.build({
    stdin: { contents, resolveDir: path.resolve(__dirname, '../..'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    logLevel: 'error',
    // Packages of CommonJS ask for what an ES module has not.
    banner: {
      js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
    },
  });
}
