// npm run package: the VSIX in the root, and beside it its SHA-256 (as sha256sum writes and checks it) and its bill of
// materials.
//
// Usage: node scripts/package.mjs [--out FOLDER]
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { billOfMaterials } from './billOfMaterials.mjs';
import { bundledPackages, packagedMetafiles } from './bundledPackages.mjs';
import { readOptions } from './options.mjs';
import { root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { packageVsix } from './vsix.mjs';
import { partsOf, partsText } from './vsixParts.mjs';

/** What the prebuilt file of the toolkit has in it, by the imports of its source. */
const inside = {
  '@vscode/webview-ui-toolkit': [
    '@microsoft/fast-element',
    '@microsoft/fast-foundation',
    '@microsoft/fast-web-utilities',
    'exenv-es6',
    'tabbable',
    'tslib',
  ],
};

runMain(async () => {
  const { out } = readOptions({ out: { type: 'string', default: root } });
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined && !/^\d+$/.test(epoch))
    throw new Problem(`SOURCE_DATE_EPOCH is seconds since 1970, not ${epoch}.`);
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const words = JSON.parse(fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8'));
  const name = `${manifest.name}-${manifest.version}`;
  const vsix = path.resolve(out, `${name}.vsix`);
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  await packageVsix(vsix);
  const bytes = fs.readFileSync(vsix);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  fs.writeFileSync(`${vsix}.sha256`, `${sha256}  ${path.basename(vsix)}\n`);
  const bill = billOfMaterials(
    { ...manifest, description: words['extension.description'] },
    bundledPackages(packagedMetafiles()),
    bytes,
    { inside, seconds: epoch === undefined ? undefined : Number(epoch) },
  );
  fs.writeFileSync(path.resolve(out, `${name}.cdx.json`), `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(
    `${partsText(partsOf(bytes, packagedMetafiles()))}\n${(bytes.length / 1000).toFixed(1)} kB in all`,
  );
  console.log(`SHA-256 ${sha256}`);
});
