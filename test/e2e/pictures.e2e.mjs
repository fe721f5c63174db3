// The pictures of the documents (media/pictures): one theme, cropped to what they show. Taken when asked:
// node scripts/e2e.mjs --update-pictures.
import path from 'node:path';
import { ImportPage } from './importPage.mjs';
import { journey } from './journey.mjs';
import { Keyboard } from './keyboard.mjs';

const start = 'D0112P0AE00E0000';

journey('Pictures of the documents', { themes: ['light'], whenAsked: true }, async (workbench) => {
  const { page } = workbench;
  const view = () => workbench.webview();

  /**
   * A picture of what is around some elements of the window.
   * @param {string} name @param {readonly import('@playwright/test').Locator[]} shown @param {{ height?: number, pad?: number }} [size] pixels
   */
  const crop = async (name, shown, { height = Infinity, pad = 8 } = {}) => {
    await page.waitForTimeout(400);
    const boxes = [];
    for (const one of shown) {
      const box = await one.first().boundingBox();
      if (box) boxes.push(box);
    }
    if (boxes.length !== shown.length) throw new Error(`${name}: something is not there`);
    const size = page.viewportSize() ?? { width: 0, height: 0 };
    const left = Math.max(0, Math.min(...boxes.map(({ x }) => x)) - pad);
    const top = Math.max(0, Math.min(...boxes.map(({ y }) => y)) - pad);
    const right = Math.min(size.width, Math.max(...boxes.map(({ x, width }) => x + width)) + pad);
    const bottom = Math.min(
      size.height,
      Math.max(...boxes.map((box) => box.y + box.height)) + pad,
      top + height,
    );
    await page.screenshot({
      path: path.join(workbench.opening.pictures, `${name}.png`),
      clip: { x: left, y: top, width: right - left, height: bottom - top },
      animations: 'disabled',
    });
  };
  const frame = () => page.locator('iframe.webview.ready:visible').last();
  const closeAll = () => workbench.command('View: Close All Editors');

  await workbench.check('hover', async () => {
    await page.setViewportSize({ width: 1060, height: 760 });
    await workbench.openFile('payments.log');
    await workbench.cursorIn(start);
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    const hover = await workbench.hover(start, 'PIN encryption key');
    await crop('hover', [page.locator('.view-line', { hasText: start }), hover]);
    await page.keyboard.press('Escape');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  await workbench.check('problems', async () => {
    await page.setViewportSize({ width: 1060, height: 620 });
    await closeAll();
    await workbench.openFile('blocks.tr31');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await page.locator('.squiggly-error').first().waitFor({ timeout: 20_000 });
    await workbench.command('Problems: Focus on Problems View');
    const panel = page.locator('.part.panel');
    await panel.locator('.monaco-list-row').nth(2).waitFor({ timeout: 20_000 });
    await crop('problems', [page.locator('.part.editor .editor-container'), panel]);
    await workbench.command('View: Toggle Panel Visibility');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  await workbench.check('chain', async () => {
    await page.setViewportSize({ width: 1060, height: 820 });
    await closeAll();
    await workbench.openFile('chain.p7b');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await view()
      .getByRole('tab', { name: /^Chain$/ })
      .click();
    await view().getByText('signed by').first().waitFor();
    await crop('chain', [frame()], { height: 400, pad: 0 });
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  await workbench.check('TR-34 token', async () => {
    await closeAll();
    await workbench.openFile('tr34-annex-b.cms');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await view().locator('.pictureBox').first().waitFor({ timeout: 60_000 });
    await crop('tr34', [frame()], { height: 640, pad: 0 });
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  await workbench.check('import page', async () => {
    await page.setViewportSize({ width: 1060, height: 1000 });
    await closeAll();
    const keyboard = new Keyboard(workbench);
    const importing = new ImportPage(keyboard);
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', '', 'Simulator');
    await page
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: Simulator/ })
      .waitFor();
    await workbench.command('Key Material: Build Test Payload…');
    await keyboard.choose(
      'Select a payload. All are TEST payloads, built from test keys',
      'As proposed',
      /As proposed/,
    );
    await keyboard.notified('TEST TR-34 token created', 'Import…');
    await importing.judged();
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('View: Join All Editor Groups');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await importing.judged();
    await crop('import', [frame()], { height: 760, pad: 0 });
  });
});
