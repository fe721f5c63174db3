// The key block inspector: findings and verdict, optional blocks as a tree, copies, comparison, following edits,
// typing, and a narrow split.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

// So short that no line of a narrow editor breaks in it.
const withOptional = 'B0104B0TX';
const broken = 'B0096P0TE';

journey('Key block inspector', {}, async (workbench) => {
  const { page } = workbench;
  const view = workbench.webview();
  const inspect = async (/** @type {string} */ start) => {
    await workbench.openFile('payments.log');
    // A click is lost while the editor is still being laid out.
    const atStart = page.locator('.statusbar', { hasText: 'Ln 1, Col 1' });
    for (let click = 0; click < 5; click++) {
      await workbench.cursorIn(start);
      await page.waitForTimeout(300);
      if (!(await atStart.isVisible())) break;
    }
    await workbench.command('Key Material: Decode Key Block');
    await view.locator('.run').first().waitFor({ timeout: 30_000 });
    await view
      .locator('.run .characters', { hasText: start.slice(1, 5) })
      .first()
      .waitFor();
  };

  await workbench.check('a wrong length is a finding, and its place leads to the field', async () => {
    await inspect(broken);
    const finding = view.locator('.finding.error').first();
    ok(/Error/.test(await finding.innerText()), 'no word says how severe the finding is');
    await finding.locator('.place').click();
    ok(/Length/.test(await view.locator('.chosen').innerText()), 'the length is not chosen');
    ok(/Length/.test(await view.locator('tr.selected').innerText()), 'the row of the length is not marked');
    await workbench.picture('inspector-broken');
  });

  await workbench.check('optional blocks are a tree that the keyboard walks', async () => {
    await inspect(withOptional);
    const tree = view.getByRole('tree');
    const first = tree.getByRole('treeitem').first();
    ok(/KS/.test(await first.innerText()), 'no KS in the tree');
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    ok((await tree.locator('[aria-selected="true"]').count()) === 1, 'no part of KS is chosen');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    ok((await first.getAttribute('aria-expanded')) === 'false', 'KS does not close');
    await page.keyboard.press('ArrowRight');
  });

  await workbench.check('the verdict is one line with its reasons behind it', async () => {
    ok(
      /TR31_B0_BASE_DERIVATION_KEY/.test(await view.locator('.sentence').innerText()),
      'no KeyUsage is named',
    );
    await view.locator('details summary').click();
    await view.locator('details .facts').waitFor();
    await workbench.picture('inspector-optional');
  });

  await workbench.check('the menu copies as JSON, by keyboard', async () => {
    await view.locator('vscode-button', { hasText: 'Copy ▾' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await view.locator('.copied', { hasText: 'Copied' }).waitFor();
  });

  await workbench.check('axe finds nothing, with the menu open too', async () => {
    const closed = await workbench.axe();
    ok(closed === '', closed);
    await view.locator('vscode-button', { hasText: 'Copy ▾' }).click();
    const open = await workbench.axe();
    ok(open === '', open);
    await page.keyboard.press('Escape');
  });

  await workbench.check('a field is shown in the editor', async () => {
    await view.locator('.run', { hasText: 'Key usage' }).click();
    await view.locator('vscode-button', { hasText: 'Show in Editor' }).click();
    await page.locator('.statusbar', { hasText: '(2 selected)' }).waitFor();
  });

  await workbench.check('another block of the document is compared', async () => {
    await view.locator('vscode-button', { hasText: 'Compare' }).click();
    await workbench.pick(/A0072P0TE00E0000/);
    await view.locator('table.comparison').waitFor();
    ok((await view.locator('.comparison tr.differs').count()) > 3, 'hardly anything differs');
    ok((await view.locator('.comparison tr.onlyHere').count()) === 1, 'KS is not said to be here only');
    await workbench.surface('inspector-compare');
    await view.locator('vscode-button', { hasText: 'Close Comparison' }).click();
    await view.locator('table.comparison').waitFor({ state: 'hidden' });
  });

  await workbench.check('typed text stays while it is read', async () => {
    await view.locator('vscode-button', { hasText: 'Type or Paste' }).click();
    const box = view.locator('vscode-text-area textarea');
    await box.fill('D0112P0AE00E0000 B826');
    await view.locator('.finding.error').first().waitFor();
    await box.press('End');
    await page.keyboard.type('7911', { delay: 60 });
    await view.locator('h1', { hasText: '24 characters' }).waitFor();
    ok((await box.inputValue()) === 'D0112P0AE00E0000 B8267911', 'what was typed has changed');
    await view.locator('vscode-button[data-key="back"]').click();
    await view.locator('.documentPlace', { hasText: 'payments.log' }).waitFor();
    await view.locator('vscode-button[data-key="forward"]').click();
    await view.locator('h1', { hasText: '24 characters' }).waitFor();
    ok((await box.inputValue()) === 'D0112P0AE00E0000 B8267911', 'what was typed is lost');
    await workbench.picture('inspector-typed');
  });

  await workbench.check('the inspector follows the edits of its document', async () => {
    await inspect(withOptional);
    await workbench.cursorIn(withOptional, 7);
    await page.keyboard.press('Delete');
    await page.keyboard.type('A');
    await view.locator('tr', { hasText: 'Algorithm' }).filter({ hasText: 'AES' }).waitFor();
    await page.keyboard.press('Control+Shift+K');
    await view.locator('.notice', { hasText: 'no longer in payments.log' }).waitFor();
    await page.keyboard.press('Control+z');
    await view.locator('.notice').waitFor({ state: 'hidden' });
  });

  await workbench.check('nothing is cut in a narrow split', async () => {
    await page.setViewportSize({ width: 700, height: 900 });
    await page.keyboard.press('Control+b');
    await page.waitForTimeout(800);
    const wide = await view.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
    ok(wide <= 0, `the page is ${wide} pixels wider than its split`);
    await workbench.surface('inspector-narrow');
  });
});
