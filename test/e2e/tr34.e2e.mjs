// TR-34 tokens in the structure viewer: the envelope's picture, the story, the checklist with what to load.
import { ok } from './workbench.mjs';

export const title = 'TR-34 tokens';

export const settings = { 'workbench.secondarySideBar.defaultVisibility': 'hidden' };

/** @param {import('./workbench.mjs').Workbench} workbench */
export async function journey(workbench) {
  const { page } = workbench;
  const view = workbench.webview();

  await workbench.check('a rebind token', async () => {
    await workbench.openFile('tr34-rebind.cms');
    try {
      await view.locator('.pictureBox', { hasText: 'old KDH signs' }).first().waitFor({ timeout: 30_000 });
    } catch {
      await workbench.picture('tr34-not-there');
      await page.keyboard.press('Control+F4');
      await workbench.openFile('tr34-rebind.cms');
      await view.locator('.pictureBox', { hasText: 'old KDH signs' }).first().waitFor({ timeout: 30_000 });
    }
    await workbench.picture('tr34-rebind');
  });

  await workbench.check('a key token is told as a story, its picture leads to the bytes', async () => {
    await workbench.openFile('tr34-annex-b.cms');
    await view.locator('.pictureBox').first().waitFor({ timeout: 60_000 });
    const text = await view.locator('.sections').innerText();
    ok(/sends a key to the KRD/.test(text), 'who sends what to whom is missing');
    ok(/fresh by the random number/.test(text), 'what makes it fresh is missing');
    ok(/Load the certificate of the signer/.test(text), 'what to load is missing');
    await workbench.picture('tr34-key-token');
    await view.locator('.pictureBox .link', { hasText: 'nonce' }).click();
    await page.waitForTimeout(500);
    await workbench.picture('tr34-key-token-nonce');
  });

  await workbench.check('no accessibility problem', async () => {
    const problems = await workbench.axe();
    if (problems !== '') throw new Error(problems);
  });
}
