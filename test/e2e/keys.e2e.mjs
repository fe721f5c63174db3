/// <reference lib="dom" />
/* global document */
// Clear test keys, by keyboard: the guard, a KBPK in components, the result and the key behind Reveal; wrapping,
// rewrapping and check values. In the end nothing that VS Code wrote or said may hold a piece of a key.
import { Keyboard } from './keyboard.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { filesHolding, piecesOf, places } from './traces.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

const start = 'D0112P0AE00E0000';
const kbpk = '88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6';
const key = '3F419E1CB7079442AA37474C2EFBF8B8';
const first = '5C0FFEE05C0FFEE05C0FFEE05C0FFEE05C0FFEE05C0FFEE05C0FFEE05C0FFEE0';
const second = Array.from(kbpk, (digit, i) =>
  (parseInt(digit, 16) ^ parseInt(first.charAt(i), 16)).toString(16).toUpperCase(),
).join('');

journey('Clear test keys', {}, async (workbench) => {
  const { page } = workbench;
  const input = workbench.quickInput();
  const widget = page.locator('.quick-input-widget');
  const message = page.locator('.quick-input-message');

  /** Filters the open pick and takes its first row. @param {string} filter @param {string} expected */
  const choose = async (filter, expected = filter) => {
    // Rows out of sight do not exist: the filter brings the one that is meant.
    await page.locator('.quick-input-list .monaco-list-row.focused').first().waitFor();
    await input.fill(filter);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: expected }).waitFor();
    await input.press('Enter');
  };
  /** Waits for a question that has a text in its title, message or placeholder. @param {string} text */
  const asked = (text) =>
    page.waitForFunction(
      (wanted) => {
        const box = document.querySelector('.quick-input-widget');
        const line = /** @type {HTMLInputElement | null} */ (box?.querySelector('input.input'));
        return `${box?.textContent ?? ''} ${line?.placeholder ?? ''}`.includes(wanted);
      },
      text,
      { timeout: 15_000 },
    );
  /**
   * Waits for a question and accepts what it offers first.
   * @param {string} question @param {string} [picture]
   */
  const accept = async (question, picture) => {
    await asked(question);
    await workbench.settled();
    if (picture !== undefined) await workbench.step(picture);
    // A page beside may have taken the focus back meanwhile.
    await page.locator('.quick-input-widget').locator('input.input').first().focus();
    await page.keyboard.press('Enter');
  };
  /** What follows needs what went before. @param {string} name @param {() => Promise<void>} body */
  const check = async (name, body) => {
    let done = false;
    await workbench.check(name, async () => {
      await body();
      done = true;
    });
    ok(done, `nothing was tried after: ${name}`);
  };
  /** Types into a password box and accepts. @param {string} question @param {string} text */
  const typeKey = async (question, text) => {
    await asked(question);
    ok((await input.getAttribute('type')) === 'password', 'the box shows what is typed');
    // A key that is typed must not go anywhere else.
    await page
      .waitForFunction(() => document.activeElement?.matches('.quick-input-widget input.input') === true)
      .catch(() => ok(false, `the box does not get the focus: ${question}`));
    await input.fill(text);
    await input.press('Enter');
  };
  const frame = () => {
    const found = page.frames().filter((f) => f.url().includes('fake.html'));
    const last = found.at(-1);
    if (!last) throw new Error('no webview');
    return last;
  };

  /** Presses Tab until an element of the inspector has the focus. @param {import('@playwright/test').Locator} wanted */
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 80; presses++) {
      if (await wanted.evaluate((element) => element.matches(':focus, :focus-within'))) return;
      // A dialog or a change of themes may have left the focus in the text, where Tab is a character.
      const inPage = await page.evaluate(() => document.activeElement?.tagName === 'IFRAME');
      await page.keyboard.press(inPage ? 'Tab' : 'Control+2');
      if (!inPage) await page.waitForTimeout(200);
    }
    throw new Error('Tab does not lead there');
  };

  await check('clear keys are off, and the message offers to turn them on', async () => {
    const keyboard = new Keyboard(workbench);
    await keyboard.open('payments.log');
    await page.locator('.view-line', { hasText: start }).first().waitFor({ timeout: 60_000 });
    await keyboard.find(start);
    await page.locator('.view-overlays [class*="ced-"]').first().waitFor({ timeout: 30_000 });
    await keyboard.menu('Verify Key Block…', 'keys-menu');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('needs a clear key, and clear keys are turned off.').waitFor({ timeout: 30_000 });
    ok(!(await widget.isVisible()), 'a key is asked for all the same');
    await workbench.picture('keys-guard');
    // Enter alone turns nothing on.
    await dialog.getByRole('button', { name: 'Turn On for Test Keys' }).focus();
    await page.keyboard.press('Enter');
    await asked('How do you want to enter the KBPK?');
    const settings = fs.readFileSync(path.join(workbench.data, 'data/Machine/settings.json'), 'utf8');
    ok(/"keyMaterial.allowClearKeys":\s*true/.test(settings), `not in the machine's settings: ${settings}`);
  });

  await check('a KBPK comes in components, each confirmed by its check value', async () => {
    await workbench.picture('keys-source');
    await choose('2 components');
    await asked('Component 1 of 2');
    await page.keyboard.type('12x');
    await message.filter({ hasText: 'Character 3 is not a hexadecimal digit' }).waitFor();
    await workbench.picture('keys-character');
    await page.keyboard.press('Backspace');
    await message.filter({ hasText: 'Digits so far: 2' }).waitFor();
    await workbench.picture('keys-component');
    await input.fill('');
    await typeKey('Component 1 of 2', first);
    await accept('Is this check value correct?', 'keys-component-kcv');
    await typeKey('Component 2 of 2', second);
    await accept('Is this check value correct?');
    await asked('233155 (CMAC)');
    await workbench.picture('keys-confirm');
    await choose('Use and remember');
  });

  await check('the inspector tells that the MAC is right, and hides the key', async () => {
    const section = workbench.webview().locator('section.verification');
    const verdict = workbench
      .webview()
      .locator('.verdict.verified', { hasText: 'MAC verified under KBPK 233155' });
    await verdict.waitFor({ timeout: 20_000 });
    ok(/08793E \(CMAC\)/.test(await section.innerText()), 'the check value is not there');
    const expected = section.getByLabel('Expected KCV');
    for (const { typed, answer } of [
      { typed: '08793F', answer: /no match, neither/ },
      { typed: '0879', answer: /not comparable/ },
      { typed: '08 79 3e', answer: /match, CMAC/ },
    ]) {
      await expected.fill(typed);
      await section.getByRole('status').filter({ hasText: answer }).waitFor();
    }
    const seen = await verdict.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= document.documentElement.clientHeight;
    });
    ok(seen, 'the result is out of sight');
    await frame().evaluate(() => {
      const scope = /** @type {any} */ (globalThis);
      scope['received'] = [];
      scope.addEventListener('message', (/** @type {any} */ event) =>
        scope['received'].push(JSON.stringify(event.data)),
      );
    });
    await workbench.surface('keys-result');
    const html = await frame().evaluate(() => document.documentElement.outerHTML);
    ok(!html.toUpperCase().includes(key.slice(0, 8)), 'the key is in the page before it is revealed');
  });

  await check('Reveal asks, shows the key, and hides it again', async () => {
    const section = workbench.webview().locator('section.verification');
    await tabTo(section.locator('vscode-button').first());
    await workbench.picture('keys-reveal-focus');
    await page.keyboard.press('Enter');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Show the clear key on the screen?').waitFor();
    await workbench.picture('keys-reveal-dialog');
    // Enter alone reveals nothing.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    ok(await section.getByText('hidden', { exact: true }).isVisible(), 'Enter alone revealed the key');
    const reveal = dialog.getByRole('button', { name: 'Reveal for 30 Seconds' });
    await tabTo(section.locator('vscode-button').first());
    await page.keyboard.press('Enter');
    await reveal.focus();
    await page.keyboard.press('Enter');
    await section.getByText('3F41 9E1C').waitFor({ timeout: 10_000 });
    await workbench.picture('keys-revealed');
    const received = await frame().evaluate(() => /** @type {any} */ (globalThis)['received']);
    const carrying = received.filter((/** @type {string} */ text) => text.includes(key));
    ok(carrying.length === 1 && /"revealed"/.test(carrying[0]), `${carrying.length} messages carry the key`);
    // By its button, and once more by its time.
    await tabTo(section.locator('vscode-button').first());
    await page.keyboard.press('Enter');
    await section.getByText('hidden', { exact: true }).waitFor({ timeout: 5000 });
    await tabTo(section.locator('vscode-button').first());
    await page.keyboard.press('Enter');
    await reveal.focus();
    await page.keyboard.press('Enter');
    await section.getByText('3F41 9E1C').waitFor({ timeout: 10_000 });
    await section.getByText('hidden', { exact: true }).waitFor({ timeout: 36_000 });
    const html = await frame().evaluate(() => document.documentElement.outerHTML);
    ok(!html.toUpperCase().includes('3F41'), 'the key is still in the page');
  });

  await makeBlocks();

  await check('remembered keys are seen, and forgotten on request', async () => {
    const status = page.locator('.statusbar-item', { has: page.locator('.codicon-key') }).first();
    ok(await status.isVisible(), 'the status bar does not show that a key is remembered');
    await workbench.command('Key Material: Forget Keys');
    await page.getByText('1 key was forgotten').first().waitFor();
    ok(!(await status.isVisible()), 'the status bar still shows a key');
  });

  await check('nothing that was written or said holds a piece of a key', async () => {
    await page.evaluate(() => console.log('said by the journey'));
    await page.waitForTimeout(2000);
    const pieces = [kbpk, key, first, second].flatMap(piecesOf);
    const held = await places(workbench);
    // The search finds what is there: a block in a file, the setting, the console, the state. Log files are not
    // among them: the server from npm makes their folders and no files.
    const block = filesHolding(workbench.samples, [Buffer.from(start)]);
    ok(block.includes('payments.log'), `the block was found in: ${block.join(', ')}`);
    const settings = held([Buffer.from('allowClearKeys')]);
    ok(
      settings.some((name) => /settings\.json$/.test(name)),
      `the setting was found in: ${settings.join(', ')}`,
    );
    ok(held([Buffer.from('said by the journey')]).includes('what was said'), 'the console was not searched');
    ok(held([Buffer.from('payments.log')]).includes('state in the browser'), 'the state was not searched');
    const found = held(pieces);
    ok(found.length === 0, `found in ${found.join(', ')}`);
  });

  async function makeBlocks() {
    await check('a key is wrapped: only what goes together is offered, with a way back', async () => {
      await workbench.command('Key Material: Wrap Key…');
      await accept('Which KBPK protects the block?', 'wrap-cipher');
      await accept('How do you want to enter the KBPK?', 'wrap-remembered');
      await accept('Version of the block', 'wrap-version');
      await asked('Key usage');
      await workbench.step('wrap-usage');
      await choose('B0', 'Base derivation key');
      await accept('Algorithm of the key');
      await accept('Mode of use', 'wrap-mode');
      await accept('Exportability');
      await accept('Key version', 'wrap-key-version');
      await asked('Key context');
      // Back, by its key, and forth again.
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await accept('Key version');
      await accept('Key context');
      await accept('Optional blocks (PB is added automatically)', 'wrap-extras');
      await asked('How do you want to enter the key?');
      await workbench.step('wrap-key');
      await choose('Generate 128');
      await accept('Use this key', 'wrap-confirm');
      await accept('Key block created:', 'wrap-delivery');
      await workbench
        .webview()
        .getByRole('heading', { name: /Base derivation key/ })
        .waitFor({ timeout: 20_000 });
      await workbench
        .webview()
        .locator('.made', { hasText: 'Key wrapped' })
        .filter({ hasText: 'KBPK' })
        .waitFor();
      await workbench.step('wrap-result');
    });

    await check('the block in the inspector is rewrapped', async () => {
      await workbench.command('Key Material: Rewrap Key Block…');
      await accept('How do you want to enter the current KBPK?');
      await accept('Which KBPK should protect the rewrapped key?');
      await asked('How do you want to enter the new KBPK?');
      await choose('Hexadecimal digits');
      await typeKey('New KBPK', first);
      await accept('Use this new KBPK');
      await accept('Version of the new block');
      await asked('Exportability: unchanged or stricter');
      await workbench.step('rewrap-exportability');
      await choose('N', 'not exportable');
      await accept('Key context');
      await accept('Key block created:');
      await workbench.webview().getByText('not exportable').first().waitFor({ timeout: 20_000 });
    });

    await check('check values are calculated', async () => {
      await workbench.command('Key Material: Calculate KCV…');
      await asked('What is the key for?');
      await workbench.step('kcv-algorithm');
      await choose('AES');
      await asked('How do you want to enter the key?');
      await choose('Hexadecimal digits');
      await typeKey('Key', key);
      await accept('select a check value to copy', 'kcv-result');
      await page.getByText('KCV 08793E copied').waitFor();
    });
  }
});
