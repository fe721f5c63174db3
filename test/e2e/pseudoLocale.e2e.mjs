/// <reference lib="dom" />
/* global document, getComputedStyle, innerWidth, NodeFilter */
// Every surface in a language that nobody speaks, a third longer than English: no plain English is left in it, and
// nothing is cut off or pushed out of its page.
import fs from 'node:fs';
import path from 'node:path';
import { journey } from './journey.mjs';
import { data, englishIn, notWords, ofVsCode, pseudo } from './pseudo.mjs';
import { ok } from './workbench.mjs';

const machineSettings = { 'keyMaterial.allowClearKeys': true };

/** Samples that are text, under the name with which the structure viewer opens them. */
const structures = {
  'chain.pem': 'chain.der',
  'expired.crt': 'expired.der',
  'revoked.crl': 'crl.der',
  'kdh.csr': 'csr.der',
};

/** @param {import('./journey.mjs').Ground} ground */
function prepare({ samples }) {
  for (const [from, to] of Object.entries(structures))
    fs.copyFileSync(path.join(samples, from), path.join(samples, to));
}

const options = { themes: ['light'], pseudo: true, machineSettings, prepare };

journey('Another language', options, async (workbench) => {
  const { page, words } = workbench;
  const view = () => workbench.webview();
  /** A command of ours by its English title. @param {string} title */
  const command = (title) => workbench.command(pseudo(title).replace(/·+⟧$/, ''));
  const quickPick = page.locator('.quick-input-widget');
  const rows = quickPick.locator('.monaco-list-row');
  const asked = quickPick.locator('.quick-input-title', { hasText: '⟦' });

  /** Texts that are shown inside what a locator finds; code and what was typed left out. @param {import('playwright-core').Locator} within */
  const textsOf = (within) =>
    within.evaluateAll((roots, left) => {
      /** @type {string[]} */
      const texts = [];
      for (const top of roots) {
        const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const parent = node.parentElement;
          if (!parent?.checkVisibility() || parent.closest(left)) continue;
          const text = node.textContent?.trim() ?? '';
          if (text !== '') texts.push(text);
        }
        for (const one of top.querySelectorAll('[aria-label], [title], [placeholder]'))
          for (const name of ['aria-label', 'title', 'placeholder']) {
            const text = one.getAttribute(name);
            if (text && one.checkVisibility() && !one.closest(left)) texts.push(text);
          }
      }
      return texts;
    }, notWords);

  /**
   * @param {string} name @param {import('playwright-core').Locator} within
   * @param {readonly RegExp[]} [others] what VS Code itself says there
   * @param {boolean} [shown] whether a picture is taken, too
   */
  const surface = async (name, within, others = ofVsCode, shown = true) => {
    if (shown) await workbench.step(`pseudo-${name}`);
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

  /**
   * The page that is shown; at the width that it has, and at 400 pixels.
   * @param {string} name @param {boolean} [shown]
   */
  const webPage = async (name, shown = true) => {
    await surface(name, view().locator('body'), [], shown);
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
    ['chain.der', '#panel-contents'],
    ['expired.der', '.sections'],
    ['crl.der', '.sections'],
    ['csr.der', '.sections'],
    ['tr34-rebind.cms', '#section-tr34'],
    ['tr34-annex-b.cms', '#section-tr34'],
  ]))
    await workbench.check(`${file} in the structure viewer`, async () => {
      await page.keyboard.press('Escape');
      await workbench.command('View: Close All Editors');
      await workbench.openFile(file);
      await view().locator(ready).first().waitFor({ timeout: 20_000 });
      const name = file.replace(/\.\w+$/, '');
      const tabs = await view().getByRole('tab').all();
      await each(
        tabs.map((tab, place) => async () => {
          await tab.click();
          await page.waitForTimeout(200);
          await webPage(`${name}-${place}`, place === 0);
        }),
      );
    });

  /**
   * Answers question after question by Enter, each of them looked at.
   * @param {string} name @param {readonly string[]} [answers] texts of rows, by question; none: the first row
   */
  const walk = async (name, answers = []) => {
    /** @type {string[]} */
    const faults = [];
    for (let step = 0; step < 10; step++) {
      // By its title: the list of commands is still closing.
      await asked.waitFor({ timeout: step === 0 ? 30_000 : 2500 }).catch(() => undefined);
      if (!(await asked.isVisible())) {
        ok(step > 0, `${name}: nothing is asked`);
        break;
      }
      await workbench.settled();
      await surface(`${name}-${step}`, quickPick).catch((error) => faults.push(error.message));
      const answer = answers[step];
      if (answer === undefined) await page.keyboard.press('Enter');
      else await workbench.pick(answer);
      await page.waitForTimeout(500);
    }
    if (await quickPick.isVisible()) await page.keyboard.press('Escape');
    ok(faults.length === 0, faults.join('\n    '));
  };
  const inPseudo = (/** @type {string} */ text) => pseudo(text).slice(1, 9);

  await workbench.check('the profiles', async () => {
    await workbench.command('View: Close All Editors');
    await command('Select AWS Profile…');
    await rows.first().waitFor();
    await each([
      () => surface('profiles', quickPick),
      async () => {
        await workbench.pick(inPseudo('Simulator'));
        const selected = page.locator('.statusbar').getByRole('button', { name: inPseudo('Simulator') });
        await selected.first().waitFor({ timeout: 20_000 });
      },
    ]);
  });
  await workbench.check('questions, a confirmation and what is done', async () => {
    await command('Create Key…');
    const dialog = page.locator('.monaco-dialog-box');
    await each([
      () => walk('create'),
      async () => {
        await dialog.waitFor({ timeout: 10_000 });
        await surface('confirmation', dialog);
      },
      async () => {
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'hidden' });
        const toast = page.locator('.notification-toast', { hasText: '⟦' }).first();
        await toast.waitFor({ timeout: 20_000 });
        await surface('notification', toast);
      },
    ]);
  });
  await workbench.check('the tree of keys and what a key shows on hover', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    try {
      await page.locator('.activitybar .action-item a[aria-label*="⟦"]').first().click();
      const tree = page.locator('.sidebar .pane-body');
      await tree.locator('.monaco-list-row', { hasText: '⟦' }).first().waitFor({ timeout: 20_000 });
      await each([
        () => surface('tree', page.locator('.sidebar')),
        async () => {
          await tree.locator('.monaco-list-row[aria-level="2"]').first().hover();
          const tip = page
            .locator('.workbench-hover-container, .monaco-hover')
            .filter({ hasText: '⟦' })
            .first();
          await tip.waitFor({ timeout: 5000 });
          await surface('tooltip', tip);
        },
      ]);
    } finally {
      await workbench.command('View: Show Explorer');
    }
  });
  await workbench.check('the import page', async () => {
    await workbench.openFile('blocks.tr31');
    await command('Import Key…');
    await view().locator('[data-key="import"]').first().waitFor({ timeout: 30_000 });
    await page.waitForTimeout(1000);
    await webPage('import');
  });

  /** The page of a report: a frame with a text in the other language; our pages are closed then. @param {string} name */
  const report = async (name) => {
    const end = Date.now() + 20_000;
    while (Date.now() < end) {
      for (const frame of page.frames()) {
        const body = frame.locator('body.vscode-body');
        if (
          await body
            .getByText('⟦')
            .first()
            .isVisible()
            .catch(() => false)
        ) {
          await surface(name, body);
          return;
        }
      }
      await page.waitForTimeout(300);
    }
    throw new Error(`no page of ${name}`);
  };
  const columns = inPseudo('Use these columns');
  for (const [name, title, files, answers] of /** @type {const} */ ([
    ['explained', 'Explain Check Values…', ['ceremony-form.txt'], []],
    [
      'reconciled',
      'Reconcile Keys…',
      ['hsm-list-other.csv', 'hsm-list.csv'],
      ['hsm-list.csv', columns, 'hsm-list-other.csv', columns],
    ],
    ['material-report', 'Key Material Report…', [], [inPseudo('Files of the workspace')]],
  ]))
    await workbench.check(`the report: ${title}`, async () => {
      await workbench.command('View: Close All Editors');
      for (const file of files) await workbench.openFile(file);
      await command(title);
      await each([() => walk(name, answers), () => report(name)]);
    });
  await workbench.check('the walkthrough', async () => {
    await workbench.command('View: Close All Editors');
    await command('Get Started');
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    await steps.first().waitFor({ timeout: 20_000 });
    await surface('walkthrough', page.locator('.gettingStartedContainer .gettingStartedSlideDetails'));
  });
});
