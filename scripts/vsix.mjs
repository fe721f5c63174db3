// Builds and packages the extension. The VSIX goes where it is asked to go. With SOURCE_DATE_EPOCH (seconds since 1970)
// it has the same bytes wherever it is built from the same sources and packages.
import fs from 'node:fs';
import path from 'node:path';
import { bundledPackages, licenceNotices, packagedMetafiles } from './bundledPackages.mjs';
import { run } from './children.mjs';
import { packedText } from './packedText.mjs';
import { build, remove, root } from './paths.mjs';
import { Problem } from './problem.mjs';

/** Files and folders of which .vscodeignore takes what the VSIX holds. */
const taken = ['package.json', 'package.nls.json', '.vscodeignore', 'LICENSE', 'dist', 'media'];
const texts = ['README.md', 'CHANGELOG.md', 'SECURITY.md'];

/** @param {string} file where the VSIX goes */
export async function packageVsix(file) {
  const built = await run(process.execPath, ['esbuild.mjs', '--package'], { cwd: root });
  if (built.code !== 0) throw new Problem(`The build failed:\n${built.output.trim()}`);
  const stage = path.join(build, 'package');
  layOut(stage);
  const { createVSIX } = await import('@vscode/vsce');
  const zone = process.env['TZ'];
  // A ZIP file has local times, without their zone.
  if (process.env['SOURCE_DATE_EPOCH'] !== undefined) process.env['TZ'] = 'UTC';
  try {
    await createVSIX({
      cwd: stage,
      packagePath: file,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
}

/** A folder with what is packaged, as it is packaged. @param {string} stage absolute; made anew */
function layOut(stage) {
  remove(stage);
  fs.mkdirSync(stage, { recursive: true });
  for (const name of taken) fs.cpSync(path.join(root, name), path.join(stage, name), { recursive: true });
  for (const name of texts)
    fs.writeFileSync(path.join(stage, name), packedText(fs.readFileSync(path.join(root, name), 'utf8')));
  fs.writeFileSync(
    path.join(stage, 'ThirdPartyNotices.txt'),
    licenceNotices(bundledPackages(packagedMetafiles())),
  );
  // The modes of files go into the VSIX, and those of a checkout are as its user likes them.
  for (const entry of fs.readdirSync(stage, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) fs.chmodSync(path.join(entry.parentPath, entry.name), 0o644);
}
