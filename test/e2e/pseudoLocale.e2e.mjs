/// <reference lib="dom" />
/* global document, getComputedStyle, innerWidth, NodeFilter */
// Every surface in a language that nobody speaks, a third longer than English: no plain English is left in it, and
// nothing is cut off or pushed out of its page.
import { journey } from './journey.mjs';
import { data, englishIn, ofVsCode, pseudo } from './pseudo.mjs';
import { ok } from './workbench.mjs';

const machineSettings = { 'keyMaterial.allowClearKeys': true };

journey('Another language', { themes: ['light'], pseudo: true, machineSettings }, async (workbench) => {
  const { page, words } = workbench;
  const view = () => workbench.webview();
  /** A command of ours by its English title. @param {string} title */
  const command = (title) => workbench.command(pseudo(title).slice(0, 14));
  const quickPick = page.locator('.quick-input-widget');
  const rows = quickPick.locator('.monaco-list-row');

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
            parent.closest('code, pre, script, style, textarea, .mono, .characters, .hex')
          )
            continue;
          const text = node.textContent?.trim() ?? '';
          if (text !== '') texts.push(text);
        }
        for (const one of top.querySelectorAll('[aria-label], [title], [placeholder]'))
          for (const name of ['aria-label', 'title', 'placeholder']) {
            const text = one.getAttribute(name);
            if (text && one.checkVisibility() && !one.closest('.hex')) texts.push(text);
          }
      }
      return texts;
    });

  /**
   * @param {string} name @param {import('playwright-core').Locator} within
   * @param {readonly RegExp[]} [others] what VS Code itself says there
   */
  const surface = async (name, within, others = ofVsCode) => {
    await workbench.step(`pseudo-${name}`);
    const texts = await textsOf(within);
    ok(
      texts.some((text) => text.includes('⟦')),
      `nothing is in the other language: ${texts.slice(0, 5).join(' | ')}`,
    );
    const left = englishIn(texts, words, [...data, ...others]);
    ok(left.length === 0, `${name}: plain English:\n      ${left.join('\n      ')}`);
  };

  /** How far the content of the page is wider than its window, and what is cut off inside. */
  const widthsOf = () =>
    view()
      .locator('body')
      .evaluate(() => ({
        width: innerWidth,
        over: document.documentElement.scrollWidth - innerWidth,
        cut: [...document.querySelectorAll('body *')]
          .filter((one) => {
            const { overflowX, textOverflow, position } = getComputedStyle(one);
            return (
              ['hidden', 'clip'].includes(overflowX) &&
              textOverflow !== 'ellipsis' &&
              position !== 'absolute' &&
              one.checkVisibility() &&
              one.clientWidth > 1 &&
              one.scrollWidth > one.clientWidth + 1
            );
          })
          .map((one) => `${one.tagName}.${one.className} ${(one.textContent ?? '').trim().slice(0, 60)}`),
      }));

  /** The page that is shown; at the width that it has, and at 400 pixels. @param {string} name */
  const webPage = async (name) => {
    await surface(name, view().locator('body'), []);
    const size = page.viewportSize() ?? { width: 1280, height: 800 };
    const wide = await widthsOf();
    await page.setViewportSize({ ...size, width: size.width - wide.width + 400 });
    await page.waitForTimeout(250);
    const narrow = await widthsOf();
    if (narrow.over > 0 || narrow.cut.length > 0) await workbench.step(`pseudo-${name}-narrow`);
    await page.setViewportSize(size);
    for (const { width, over, cut } of [wide, narrow]) {
      ok(over <= 0, `${name}: the page is ${over} pixels wider than its window of ${width}`);
      ok(cut.length === 0, `${name}: cut off at ${width}: ${cut.slice(0, 3).join(' | ')}`);
    }
  };

  /** Every check is made, and what fails in one of several parts is told with the others. */
  const each = async (/** @type {readonly (() => Promise<void>)[]} */ parts) => {
    const faults = [];
    for (const part of parts)
      try {
        await part();
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
      }
    ok(faults.length === 0, faults.join('\n    '));
  };

  await workbench.check('a key block on hover, in the Problems panel and in the outline', async () => {
    await workbench.openFile('blocks.tr31');
    const hover = await workbench.hover('B0128', '⟦');
    await each([
      () => surface('hover', hover),
      async () => {
        await workbench.command('Problems: Focus on Problems View');
        await page.locator('.markers-panel .monaco-list-row', { hasText: '⟦' }).first().waitFor();
        await surface('problems', page.locator('.markers-panel .monaco-list-rows'));
        await workbench.command('View: Hide Panel');
      },
    ]);
  });
  await workbench.check('the key block inspector', async () => {
    await workbench.cursorIn('B0128');
    await command('Decode Key Block');
    await view().locator('.tile').first().waitFor({ timeout: 30_000 });
    await view().locator('.allFields > summary').click();
    await webPage('inspector');
  });
  for (const [file, ready] of /** @type {const} */ ([
    ['ceremony.p7m', '.sections'],
    ['chain.pem', '.panel'],
    ['expired.crt', '.panel'],
    ['revoked.crl', '.panel'],
    ['kdh.csr', '.panel'],
    ['tr34-rebind.cms', '#section-tr34'],
    ['tr34-annex-b.cms', '#section-tr34'],
  ]))
    await workbench.check(`${file} in the structure viewer`, async () => {
      await page.keyboard.press('Escape');
      await workbench.command('View: Close All Editors');
      await workbench.openFile(file);
      await view().locator(ready).first().waitFor({ timeout: 20_000 });
      const name = file.replace(/\W.*/, '');
      const tabs = await view().getByRole('tab').all();
      await each(
        tabs.map((tab, place) => async () => {
          await tab.click();
          await page.waitForTimeout(200);
          await webPage(`${name}-${place}`);
        }),
      );
    });
  await workbench.check('the profiles, the simulator and its tree', async () => {
    await workbench.command('View: Close All Editors');
    await command('Select AWS Profile…');
    await rows.first().waitFor();
    await surface('profiles', quickPick);
    await workbench.pick(pseudo('Simulator').slice(0, 9));
    await page.waitForTimeout(2000);
    await workbench.command('View: Show Key Material').catch(() => undefined);
  });
  await workbench.check('questions, a confirmation and what follows', async () => {
    await command('Create Key…');
    /** @type {string[]} */
    const seen = [];
    await each(
      Array.from({ length: 8 }, (_, step) => async () => {
        await workbench.settled();
        if (!(await quickPick.isVisible())) return;
        const what = (await workbench.quickInput().getAttribute('placeholder')) ?? '';
        if (seen.includes(what)) return;
        seen.push(what);
        try {
          await surface(`create-${step}`, quickPick);
        } finally {
          await page.keyboard.press('Enter');
          await page.waitForTimeout(700);
        }
      }),
    );
  });
});
