// What is packaged: nothing that is not meant to be in it, and not much of it.
import fs from 'node:fs';
import { filesIn } from '../../scripts/zip.mjs';
import { checks, test } from './journey.mjs';
import { ok, themes } from './workbench.mjs';

/** What may be in the VSIX; hashes of chunk names taken out. */
const allowed =
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|SECURITY\.md|LICENSE\.txt|ThirdPartyNotices\.txt|dist\/(cli\.mjs|extension\.mjs|web\.m?js|c\/\*\.mjs|webview\/\w+\.(js|css))|media\/(icons|language|walkthrough|schema)\/[\w.-]+\.(png|svg|json|md)))$/;

test('VSIX', { tag: Object.keys(themes).map((theme) => `@${theme}`) }, async ({ ground }, info) => {
  const { check, end } = checks();
  const zip = fs.readFileSync(ground.vsix);
  const names = [...filesIn(zip).keys()].map((name) => name.replace(/\/[A-Z0-9]{8}\.mjs$/, '/*.mjs'));
  info.annotations.push({ type: 'told', description: `${zip.length} bytes, ${names.length} files` });
  await check('the VSIX holds what is meant to be in it and nothing else', () => {
    const unexpected = names.filter((name) => !allowed.test(name));
    ok(unexpected.length === 0, `unexpected: ${unexpected.join(', ')}`);
  });
  await check('the VSIX is under 1 MB, with the command line and its protocol server', () =>
    ok(zip.length < 1_000_000, `${zip.length} bytes`),
  );
  end();
});
