// Key blocks in the editor: a file of them with its colours, lenses, squiggles and fixes, tinted fields, a terminal.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

const pek = 'D0112P0AE00E0000';

journey('Key blocks in the editor', { settings: { 'editor.wordWrap': 'off' } }, async (workbench) => {
  const { page } = workbench;
  /** The hover that is there goes. */
  const away = async () => {
    await page.keyboard.press('Escape');
    await page.mouse.move(100, 500);
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden', timeout: 5000 });
  };
  await workbench.check(
    'a key block file has lenses, squiggles and an own colour for each field',
    async () => {
      await workbench.openFile('blocks.tr31');
      const lens = page.locator('.codelens-decoration a', { hasText: 'Decode' }).first();
      await lens.waitFor({ timeout: 60_000 });
      await page.locator('.squiggly-error').first().waitFor({ timeout: 10_000 });
      await workbench.cursorIn('B0128B1TX00N0300');
      await page.locator('.view-overlays [class*="ced-"]').first().waitFor({ timeout: 10_000 });
      const colours = await page
        .locator('.view-line', { hasText: pek })
        .first()
        .locator('span span')
        .evaluateAll((spans) => spans.map((span) => span.className));
      ok(new Set(colours).size >= 3, `colours of the header: ${colours.join(', ')}`);
      await workbench.picture('key-block-file');
    },
  );
  await workbench.check('the hover on a faulty block begins with its faults', async () => {
    // VS Code's own part of the hover, with the problem, comes first.
    const hover = await workbench.hover('B0096P0TE00E0000', 'does not meet the documented rules');
    ok(/The length field is 0096/.test(await hover.innerText()), 'no fault');
    await workbench.picture('hover-fault');
  });
  await workbench.check('a typical hover fits without scrolling', async () => {
    await away();
    const hover = await workbench.hover(pek, 'PIN encryption key');
    await workbench.picture('hover-typical');
    const { shown, whole } = await hover
      .locator('.monaco-scrollable-element')
      .first()
      .evaluate((element) => ({
        shown: element.clientHeight,
        whole: element.firstElementChild?.scrollHeight ?? 0,
      }));
    ok(whole <= shown + 1, `${whole} pixels are shown in ${shown}`);
  });
  await workbench.check('the hover on a block with optional blocks has a line for each', async () => {
    await away();
    await workbench.hover('B0128B1TX00N0300', 'Optional block');
    await workbench.picture('hover-optional');
  });
  await workbench.check('the lamp mends the length field', async () => {
    await page.keyboard.press('Escape');
    await workbench.cursorIn('B0096P0TE00E0000', 3);
    await page.keyboard.press('Control+.');
    await page.getByText('Set the length field to 0080').first().waitFor({ timeout: 10_000 });
    await workbench.picture('quick-fix');
    await page.keyboard.press('Enter');
    await page
      .locator('.view-line', { hasText: 'B0080P0TE00E000094B4' })
      .first()
      .waitFor({ timeout: 10_000 });
  });
});
