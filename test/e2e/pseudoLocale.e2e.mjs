/// <reference lib="dom" />
/* global document, innerWidth, NodeFilter */
// Every surface in a language that nobody speaks, a third longer than English: no plain English is left in it, and
// nothing is cut off or pushed out of its page.
import { journey } from './journey.mjs';
import { englishIn, pseudo } from './pseudo.mjs';
import { ok } from './workbench.mjs';

/** What is the same in every language: what stands in the material, and names of standards, algorithms and the service. */
const data = [/\bTEST [A-Z0-9 ]+\b/g, /\bAWS Payment Cryptography\b/g, /\bKey Material Inspector\b/g];

journey('Another language', { themes: ['light'], whenAsked: true, pseudo: true }, async (workbench) => {
  const { page, words } = workbench;
  const view = () => workbench.webview();
  const command = (/** @type {string} */ title) => workbench.command(pseudo(title).slice(0, 12));

  /** Texts that are shown inside what a locator finds; code and what was typed left out. @param {import('playwright-core').Locator} within */
  const textsOf = (within) =>
    within.evaluateAll((roots) => {
      /** @type {string[]} */
      const texts = [];
      for (const top of roots) {
        const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const parent = node.parentElement;
          if (
            !parent?.checkVisibility() ||
            parent.closest('code, pre, script, style, textarea, .mono, .characters')
          )
            continue;
          const text = node.textContent?.trim() ?? '';
          if (text !== '') texts.push(text);
        }
        for (const one of top.querySelectorAll('[aria-label], [title], [placeholder]'))
          for (const name of ['aria-label', 'title', 'placeholder']) {
            const text = one.getAttribute(name);
            if (text && one.checkVisibility()) texts.push(text);
          }
      }
      return texts;
    });

  /** @param {string} name @param {import('playwright-core').Locator} within */
  const surface = async (name, within) => {
    await workbench.step(`pseudo-${name}`);
    const texts = await textsOf(within);
    ok(
      texts.some((text) => text.includes('⟦')),
      `nothing is in the other language: ${texts.slice(0, 5).join(' | ')}`,
    );
    const left = englishIn(texts, words, data);
    ok(left.length === 0, `plain English:\n      ${left.join('\n      ')}`);
  };

  /** The page that is shown, and that its content is not wider than it. @param {string} name */
  const webPage = async (name) => {
    await surface(name, view().locator('body'));
    const over = await view()
      .locator('body')
      .evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `the page is ${over} pixels wider than its window`);
  };

  await workbench.check('a key block on hover', async () => {
    await workbench.openFile('notes.txt');
    const hover = await workbench.hover('D0112', '⟦');
    await surface('hover', hover);
  });
  await workbench.check('the key block inspector', async () => {
    await workbench.cursorIn('D0112');
    await command('Decode Key Block');
    await view().locator('.tile').first().waitFor({ timeout: 30_000 });
    await view().locator('.allFields > summary').click();
    await webPage('inspector');
  });
  for (const [file, ready] of /** @type {const} */ ([
    ['ceremony.p7m', '.sections'],
    ['chain.pem', '.sections'],
    ['expired.crt', '.sections'],
    ['revoked.crl', '.sections'],
    ['kdh.csr', '.sections'],
    ['tr34-rebind.cms', '#section-tr34'],
    ['tr34-annex-b.cms', '#section-tr34'],
  ]))
    await workbench.check(`${file} in the structure viewer`, async () => {
      await page.keyboard.press('Escape');
      await workbench.command('View: Close All Editors');
      await workbench.openFile(file);
      await view().locator(ready).waitFor({ timeout: 60_000 });
      await webPage(file.replace(/\..*/, ''));
      for (const tab of await view().getByRole('tab').all()) {
        await tab.click();
        await page.waitForTimeout(300);
        await webPage(`${file.replace(/\..*/, '')}-${(await tab.getAttribute('id')) ?? ''}`);
      }
    });
  await workbench.check('the import page', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openFile('blocks.tr31');
    await command('Select AWS Profile…');
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await surface('profiles', page.locator('.quick-input-widget'));
    await page.keyboard.press('Enter');
    await command('Import Key…');
    await view().locator('main, .page, form').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(3000);
    await webPage('import');
  });
});
