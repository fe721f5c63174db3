// What is packaged: nothing that is not meant to be in it, and not much of it.
import fs from 'node:fs';
import { checks, test } from './journey.mjs';
import { ok, themes } from './workbench.mjs';

/** What may be in the VSIX; hashes of chunk names taken out. */
const allowed =
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|SECURITY\.md|LICENSE\.txt|dist\/(extension\.mjs|web\.m?js|c\/\*\.mjs|webview\/\w+\.(js|css))|media\/(icons|language|walkthrough|schema)\/[\w.-]+\.(png|svg|json|md)))$/;

/** The names in a ZIP file, from its central directory. @param {Buffer} zip */
function namesIn(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const names = [];
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}

test('VSIX', { tag: Object.keys(themes).map((theme) => `@${theme}`) }, async ({ ground }, info) => {
  const { check, end } = checks();
  const zip = fs.readFileSync(ground.vsix);
  const names = namesIn(zip).map((name) => name.replace(/\/[A-Z0-9]{8}\.mjs$/, '/*.mjs'));
  info.annotations.push({ type: 'told', description: `${zip.length} bytes, ${names.length} files` });
  await check('the VSIX holds what is meant to be in it and nothing else', () => {
    const unexpected = names.filter((name) => !allowed.test(name));
    ok(unexpected.length === 0, `unexpected: ${unexpected.join(', ')}`);
  });
  await check('the VSIX is under 1 MB', () => ok(zip.length < 1_000_000, `${zip.length} bytes`));
  end();
});
