// A key block in a log: hover, the command, the inspector by keyboard, and the inspector after a reload.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

const start = 'D0112P0AE00E0000';

journey('Key block', {}, async (workbench) => {
  const { page } = workbench;
  await workbench.check('hover explains the block in the log', async () => {
    await workbench.openFile('payments.log');
    await workbench.cursorIn(start);
    const hover = await workbench.hover(start, 'PIN encryption key');
    ok(/Exportability/.test(await hover.innerText()), 'the hover names no exportability');
    await workbench.picture('hover');
  });
  await workbench.check('the command opens the inspector', async () => {
    await workbench.cursorIn(start);
    await workbench.command('Key Material: Decode Key Block');
    await workbench.webview().getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 });
    await workbench.webview().locator('.tile').first().waitFor();
  });
  await workbench.check('axe finds nothing in the inspector', async () => {
    await workbench.surface('inspector');
  });
  await workbench.check('arrow keys move the selection', async () => {
    await workbench.webview().locator('.tile').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    ok(
      /PIN encryption/.test(await workbench.webview().locator('.tile[aria-selected="true"]').innerText()),
      'the usage is not selected',
    );
  });
  await workbench.check('the inspector comes back after a reload, with its block', async () => {
    const tile = workbench.webview().locator('.tile').first();
    await workbench.reload();
    await tile.waitFor({ timeout: 60_000 });
    ok(/D/.test(await tile.innerText()), 'the block is not there');
  });
});
