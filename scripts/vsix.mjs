// Builds and packages the extension. The VSIX goes where it is asked to go.
import { run } from './children.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

/** @param {string} file where the VSIX goes */
export async function packageVsix(file) {
  const built = await run(process.execPath, ['esbuild.mjs', '--package'], { cwd: root });
  if (built.code !== 0) throw new Problem(`The build failed:\n${built.output.trim()}`);
  const { createVSIX } = await import('@vscode/vsce');
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}
