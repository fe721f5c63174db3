// npm run test:e2e: packages the VSIX, checks what is in it, installs it in a clean VS Code and drives it.
// Pictures go to .build/screenshots; --update-pictures copies the README's two to media/readme.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { launchBrowser, viewport } from './browser.mjs';
import { build, root, temporaryFolder } from './paths.mjs';
import { runMain } from './problem.mjs';
import { installVsix, serve } from './serve.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';
import { packageVsix } from './vsix.mjs';

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};
const counts = { passed: 0, failed: 0 };

/** @param {string} name @param {() => unknown} body throws where the check fails */
async function check(name, body) {
  try {
    await body();
    counts.passed++;
    console.log(`  ✔ ${name}`);
  } catch (error) {
    counts.failed++;
    console.log(`  ✘ ${name}\n    ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {unknown} condition @param {string} message */
function ok(condition, message) {
  if (!condition) throw new Error(message);
}

/** Names and sizes in a ZIP file, from its central directory. @param {Buffer} zip */
function zipNames(zip) {
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

runMain(async () => {
  const work = temporaryFolder('e2e');
  const vsix = path.join(work, 'extension.vsix');
  await packageVsix(vsix);
  const zip = fs.readFileSync(vsix);
  const names = zipNames(zip).map((name) => name.replace(/-[A-Z0-9]{8}\.mjs$/, '-*.mjs'));
  console.log(`  VSIX: ${zip.length} bytes, ${names.length} files`);
  const allowed =
    /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|SECURITY\.md|LICENSE\.txt|dist\/(extension\.mjs|web\.js|chunks\/[\w-]+-\*\.mjs|webview\/inspector\.(js|css))|l10n\/bundle\.l10n\.json|media\/icons\/icon\.png))$/;
  await check('the VSIX holds what is meant to be in it and nothing else', () =>
    ok(
      names.every((name) => allowed.test(name)),
      `unexpected: ${names.filter((name) => !allowed.test(name)).join(', ')}`,
    ),
  );
  await check('the VSIX is under 1 MB', () => ok(zip.length < 1_000_000, `${zip.length} bytes`));

  const server = await vscodeServer(buildNamed('newest'), (text) => console.log(text));
  const folders = { data: path.join(work, 'data'), extensions: path.join(work, 'extensions') };
  await installVsix(server, { ...folders, vsix });
  const pictures = path.join(build, 'screenshots');
  fs.mkdirSync(pictures, { recursive: true });
  const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await launchBrowser();
  const samples = path.join(work, 'samples');
  fs.cpSync(path.join(root, 'media/samples'), samples, { recursive: true });

  for (const [short, theme] of Object.entries(themes)) {
    const data = path.join(work, `data-${short}`);
    const running = await serve(server, {
      data,
      extensions: folders.extensions,
      trustAll: true,
      settings: {
        'workbench.colorTheme': theme,
        'editor.hover.delay': 100,
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
      },
    });
    const page = await browser.newPage({ viewport });
    /** @type {string[]} */
    const violations = [];
    page.on('console', (message) => {
      if (
        /Content Security Policy/.test(message.text()) &&
        /inspector|style-src|script-src/.test(message.text())
      )
        violations.push(message.text());
    });
    const address = new URL(running.url);
    address.searchParams.set('folder', samples);
    await page.goto(address.href);
    const inspector = () => page.frameLocator('iframe.webview').frameLocator('#active-frame');
    const command = async (/** @type {string} */ title) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill(`>${title}`);
      await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await page.keyboard.press('Enter');
    };
    await check(`${short}: hover explains the block in the log`, async () => {
      await page.getByRole('treeitem', { name: /payments\.log/ }).dblclick({ timeout: 60_000 });
      const line = page.locator('.view-line', { hasText: 'D0112P0AE00E0000' }).first();
      await line.waitFor({ timeout: 30_000 });
      await page.waitForTimeout(1500);
      // A little into the block, by the width of a character.
      const place = await line.evaluate((element) => {
        const box = /** @type {any} */ (element).firstElementChild.getBoundingClientRect();
        const text = /** @type {string} */ (/** @type {any} */ (element).textContent);
        return {
          x: box.x + ((text.indexOf('D0112P0A') + 5) * box.width) / text.length,
          y: box.y + box.height / 2,
        };
      });
      await page.mouse.click(place.x, place.y);
      const hover = page.locator('.monaco-hover', { hasText: 'PIN encryption key' }).first();
      // The pointer comes again where the extension was not awake yet at its first visit.
      for (let visit = 1; visit <= 6 && !(await hover.isVisible()); visit++) {
        await page.mouse.move(place.x + 120, place.y + 160);
        await page.mouse.move(place.x + 6, place.y + 1, { steps: 4 });
        await hover.waitFor({ timeout: 5000 }).catch(() => undefined);
      }
      await hover.waitFor({ timeout: 5000 });
      ok(/Exportability/.test(await hover.innerText()), 'the hover names no exportability');
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(pictures, `hover-${short}.png`) });
    });
    await check(`${short}: the command opens the inspector`, async () => {
      await page.keyboard.press('Escape');
      await command('Key Material: Decode Key Block');
      await inspector().getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 });
      ok((await inspector().getByRole('row').count()) === 13, 'twelve fields and a heading expected');
      await page.waitForTimeout(500);
      await page.screenshot({ path: path.join(pictures, `inspector-${short}.png`) });
    });
    await check(`${short}: axe finds nothing in the inspector`, async () => {
      const frame = page
        .frames()
        .filter((f) => f.url().includes('fake.html') || f.name() === 'active-frame')
        .at(-1);
      ok(frame, 'no frame');
      await frame?.evaluate(axe);
      const found = await frame?.evaluate(() => /** @type {any} */ (globalThis)['axe'].run());
      ok(
        found.violations.length === 0,
        found.violations
          .map((/** @type {any} */ v) => `${v.id}: ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`)
          .join('\n    '),
      );
    });
    await check(`${short}: arrow keys walk the fields and mark the row`, async () => {
      await inspector().locator('.run').first().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      ok(
        /Key usage/.test(await inspector().locator('tr.selected').innerText()),
        'the row of the usage is not selected',
      );
    });
    await check(`${short}: no content security policy violation`, () =>
      ok(violations.length === 0, violations.join('\n    ')),
    );
    await page.close();
    await running.close();
  }
  if (process.argv.includes('--update-pictures')) {
    fs.mkdirSync(path.join(root, 'media/readme'), { recursive: true });
    fs.copyFileSync(path.join(pictures, 'hover-light.png'), path.join(root, 'media/readme/hover.png'));
    fs.copyFileSync(path.join(pictures, 'inspector-dark.png'), path.join(root, 'media/readme/inspector.png'));
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
});
