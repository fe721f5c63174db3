/// <reference lib="dom" />
/* global document, getComputedStyle */
// The key block inspector: findings and verdict, tiles by keyboard, all fields, optional blocks, copies, comparison,
// following edits, typing, and other widths.
import { viewport } from '../../scripts/browser.mjs';
import { journey } from './journey.mjs';
import { prepareCertificateBlock, withCertificates } from './verdictMaterial.mjs';
import { ok } from './workbench.mjs';

// So short that no line of a narrow editor breaks in it.
const withOptional = 'B0104B0TX';
const broken = 'B0096P0TE';

journey('Key block inspector', { prepare: prepareCertificateBlock }, async (workbench) => {
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
    await view.locator('.tile').first().waitFor({ timeout: 30_000 });
    await view
      .locator('.tile .characters', { hasText: start.slice(1, 5) })
      .first()
      .waitFor();
  };

  await workbench.check('a wrong length is a finding, and its place leads to the field', async () => {
    await inspect(broken);
    const finding = view.locator('.finding.error').first();
    ok(/Error/.test(await finding.innerText()), 'no word says how severe the finding is');
    await finding.locator('.place').click();
    ok(/Length/.test(await view.locator('.chosen').innerText()), 'the length is not chosen');
    ok(/Length/.test(await view.locator('.tile:focus').innerText()), 'the tile of the length is not focused');
    await view.locator('.allFields > summary').click();
    ok(/Length/.test(await view.locator('tr.selected').innerText()), 'the row of the length is not marked');
    await workbench.picture('inspector-broken');
  });

  await workbench.check('a part of KS is chosen among all fields', async () => {
    await inspect(withOptional);
    await view.locator('.allFields > summary').click();
    const part = view.locator('.allFields tr', { hasText: 'Key set identifier' }).getByRole('button').first();
    await part.focus();
    await page.keyboard.press('Enter');
    ok((await part.getAttribute('aria-pressed')) === 'true', 'the part is not chosen');
    ok(/Key set identifier/.test(await view.locator('.chosen').innerText()), 'the part is not shown');
    const tile = view.locator('.tile[aria-selected="true"]');
    ok(/KS/.test(await tile.innerText()), 'the tile of KS is not selected');
    await workbench.picture('inspector-fields');
  });

  await workbench.check('the arrow keys move the selection over the tiles', async () => {
    const tiles = view.getByRole('listbox');
    const selected = tiles.locator('[aria-selected="true"]');
    await tiles.locator('[tabindex="0"]').focus();
    await page.keyboard.press('Home');
    ok(/Version/.test(await selected.innerText()), 'Home does not select the version');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    ok(/BDK/.test(await selected.innerText()), 'the arrows do not select the usage');
    const line = await view.locator('.chosen').innerText();
    ok(/Base derivation key.*characters 6–7 .*X9.143:2021 table 2/s.test(line), `it says: ${line}`);
    await page.keyboard.press('End');
    ok(/MAC/.test(await selected.innerText()), 'End does not select the MAC');
    ok((await tiles.locator('[tabindex="0"]').count()) === 1, 'Tab stops more than once');
  });

  await workbench.check('optional blocks are a table with their values decoded', async () => {
    const row = view.locator('table.optional tbody tr').first();
    const text = await row.innerText();
    ok(/KS/.test(text) && /Initial key serial number/.test(text) && /KSN/.test(text), `it says: ${text}`);
  });

  await workbench.check('the verdict is one line with its reasons behind it', async () => {
    ok(
      /TR31_B0_BASE_DERIVATION_KEY/.test(await view.locator('.sentence').innerText()),
      'no KeyUsage is named',
    );
    await view.locator('summary', { hasText: 'Reasons' }).click();
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
    await view.locator('.tile', { hasText: 'Key usage' }).click();
    await view.locator('vscode-button', { hasText: 'Show in Editor' }).click();
    await page.locator('.statusbar', { hasText: '(2 selected)' }).waitFor();
  });

  await workbench.check('another block of the document is compared', async () => {
    await view.locator('vscode-button', { hasText: 'Compare' }).click();
    await workbench.pick(/A0072P0TE00E0000/);
    await view.locator('table.differing').waitFor();
    ok((await view.locator('.differing tr.differs').count()) > 3, 'hardly anything differs');
    ok((await view.locator('.differing tr.onlyHere').count()) === 1, 'KS is not said to be here only');
    const seen = await view.locator('#comparison').evaluate((heading) => {
      const { top, bottom } = heading.getBoundingClientRect();
      const header = document.querySelector('header');
      const stays = header && getComputedStyle(header).position === 'sticky';
      const covered = stays ? header.offsetHeight : 0;
      return top >= covered - 1 && bottom <= document.documentElement.clientHeight;
    });
    ok(seen, 'the comparison is out of sight');
    ok(
      (await view.locator('.equal > summary').innerText()).startsWith('Equal: '),
      'equal fields are not told',
    );
    ok((await view.locator('.allFields table').count()) === 1, 'all fields were folded by that');
    await workbench.surface('inspector-compare');
    await view.locator('.allFields > summary').click();
    await view.locator('.allFields table').waitFor({ state: 'hidden' });
    await view.locator('vscode-button', { hasText: 'Close Comparison' }).click();
    await view.locator('table.differing').waitFor({ state: 'hidden' });
  });

  await workbench.check('typed text stays while it is read', async () => {
    await view.locator('vscode-button', { hasText: 'Enter Another Block' }).click();
    const box = view.locator('vscode-text-area textarea');
    await box.fill('D0112P0AE00E0000 B826');
    await view.locator('.finding.error').first().waitFor();
    await box.press('End');
    await page.keyboard.type('7911', { delay: 60 });
    await view.locator('.finding.error', { hasText: 'the block has 24 characters' }).first().waitFor();
    ok((await box.inputValue()) === 'D0112P0AE00E0000 B8267911', 'what was typed has changed');
    await view.locator('vscode-button[data-key="back"]').click();
    await view.locator('.documentPlace', { hasText: 'payments.log' }).waitFor();
    await view.locator('vscode-button[data-key="forward"]').click();
    await view.locator('.finding.error', { hasText: 'the block has 24 characters' }).first().waitFor();
    ok((await box.inputValue()) === 'D0112P0AE00E0000 B8267911', 'what was typed is lost');
    await workbench.picture('inspector-typed');
  });

  await workbench.check('the inspector follows the edits of its document', async () => {
    await inspect(withOptional);
    await workbench.cursorIn(withOptional, 7);
    await page.keyboard.press('Delete');
    await page.keyboard.type('A');
    await view.locator('.tile', { hasText: 'Algorithm' }).filter({ hasText: 'AES' }).waitFor();
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

  await workbench.check('two columns in a wide one', async () => {
    await page.setViewportSize({ width: 3240, height: 1000 });
    await page.waitForTimeout(800);
    const [left, right] = await view
      .locator('.columns > div')
      .evaluateAll((columns) => columns.map((column) => column.getBoundingClientRect().top));
    ok(left === right, 'the columns are one below the other');
    await workbench.picture('inspector-wide');
  });

  await workbench.check(
    'certificates of an optional block are cards, which say what has expired',
    async () => {
      await page.setViewportSize(viewport);
      await workbench.command('View: Close All Editors');
      await workbench.command('View: Show Explorer');
      await workbench.openFile('cards.log');
      await workbench.cursorIn(withCertificates);
      await workbench.command('Key Material: Decode Key Block');
      const cards = view.locator('.card');
      await cards.first().waitFor({ timeout: 30_000 });
      const texts = (await cards.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      ok(texts.length === 2, `there are ${texts.length} cards`);
      ok(
        /signing-7\.bank\.example.*✗ expired 2025-01-04.*Payments Issuing CA 3.*P-256/.test(texts[0] ?? ''),
        `it says: ${texts[0]}`,
      );
      ok(
        /Payments Issuing CA 3.*2036-01-01/.test(texts[1] ?? '') && !/✗/.test(texts[1] ?? ''),
        `it says: ${texts[1]}`,
      );
      await page.keyboard.press('Control+b');
      await workbench.command('View: Toggle Maximize Editor Group');
      for (const width of [400, 940, 1600]) {
        await page.setViewportSize({ width: width + 48, height: 1000 });
        await page.waitForTimeout(500);
        await cards.first().scrollIntoViewIfNeeded();
        for (const theme of ['light', 'dark']) {
          await workbench.wear(theme);
          await workbench.step(`inspector-cards-${width}`);
        }
        await workbench.wear('light');
        const wide = await view.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
        ok(wide <= 0, `the page is ${wide} pixels wider than its pane`);
      }
      const found = await workbench.axeNow();
      ok(found.length === 0, found.join('\n    '));
      await page.setViewportSize(viewport);
      await cards.first().getByRole('button').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('tab', { name: /signing-7/ }).waitFor();
    },
  );
});
