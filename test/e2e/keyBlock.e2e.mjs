// A key block in a log: hover, the command, the inspector by keyboard, and the inspector after a reload.
import { ok } from './workbench.mjs';

export const title = 'Key block';

const start = 'D0112P0AE00E0000';

/** @param {import('./workbench.mjs').Workbench} workbench */
export async function journey(workbench) {
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
    await workbench.webview().locator('.run').first().waitFor();
    await workbench.picture('inspector');
  });
  await workbench.check('axe finds nothing in the inspector', async () => {
    const found = await workbench.axe();
    ok(found === '', found);
  });
  await workbench.check('arrow keys walk the fields and mark the row', async () => {
    await workbench.webview().locator('.run').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    ok(
      /Key usage/.test(await workbench.webview().locator('tr.selected').innerText()),
      'the row of the usage is not selected',
    );
  });
  if (workbench.theme !== 'light') return;
  await workbench.check('the inspector comes back after a reload, with its block', async () => {
    // VS Code in the browser writes the state of its panels when it is idle, a minute apart at most: a reload before
    // that knows nothing of the panel, and then it is opened again and waited for longer.
    const run = workbench.webview().locator('.run').first();
    for (const seconds of [15, 70]) {
      await page.waitForTimeout(seconds * 1000);
      await page.reload();
      if (
        await run.waitFor({ timeout: 25_000 }).then(
          () => true,
          () => false,
        )
      )
        break;
      if (seconds === 70) continue;
      await workbench.openFile('payments.log');
      await workbench.cursorIn(start);
      await workbench.command('Key Material: Decode Key Block');
      await run.waitFor({ timeout: 30_000 });
    }
    ok(/D/.test(await run.innerText({ timeout: 30_000 })), 'the block is not there');
  });
}
