// The walkthrough: five steps, pictures of the theme, ticked off by doing what they say.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

journey('Walkthrough', { themes: ['light', 'dark'] }, async (workbench) => {
  const { page } = workbench;
  const steps = page.locator('.gettingStartedContainer .getting-started-step');
  const step = (/** @type {string} */ name) => steps.filter({ hasText: name }).first();
  const done = (/** @type {string} */ name) => step(name).locator('.codicon.complete').first();
  /** A step that was just opened or ticked off is drawn anew: its button is another one then. */
  const press = async (/** @type {string} */ name) => {
    await page.waitForTimeout(2000);
    await page
      .locator('.getting-started-step.expanded .monaco-button:visible')
      .filter({ hasText: name })
      .first()
      .click({ timeout: 10_000 });
  };
  const open = async () => {
    await workbench.command('Key Material: Get Started');
    await steps.first().waitFor({ timeout: 30_000 });
  };
  await workbench.check('it opens by its command and has five steps, each with a picture', async () => {
    // Beside the side bar there is no room for the pictures.
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await open();
    ok((await steps.count()) === 5, `${await steps.count()} steps`);
    for (const [place, name] of [
      'Decode a key block',
      'Open a TR-34 token',
      'Select the simulator',
      'Import a key',
      'Check access to your account',
    ].entries()) {
      await step(name).click();
      await page.waitForTimeout(1500);
      await workbench.inThemes(async () => {
        await page.waitForTimeout(500);
        await workbench.picture(`walkthrough-${place + 1}`);
      });
    }
  });
  await workbench.check('a sample block and a sample token open, and tick off their steps', async () => {
    await step('Decode a key block').click();
    await press('Open a Sample');
    await page
      .locator('.view-line')
      .filter({ hasText: 'D0112P0AE00E0000' })
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.command('Key Material: Decode Key Block');
    await page.locator('iframe.webview.ready').first().waitFor({ timeout: 30_000 });
    await open();
    await done('Decode a key block').waitFor({ timeout: 20_000 });
    await step('Open a TR-34 token').click();
    await press('Open a Sample Token');
    await page.getByRole('tab', { name: /Sample TR-34 token/ }).waitFor({ timeout: 30_000 });
    await open();
    await done('Open a TR-34 token').waitFor({ timeout: 20_000 });
  });
  await workbench.check('the simulator, chosen from its step, ticks it off', async () => {
    await step('Select the simulator').click();
    await press('Select the Simulator');
    await workbench.pick('Simulator');
    await page
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: Simulator/ })
      .waitFor({ timeout: 20_000 });
    await done('Select the simulator').waitFor({ timeout: 20_000 });
    await workbench.picture('walkthrough-done');
  });
  await workbench.check('a test payload is built by Enter alone, and says TEST and its KCV', async () => {
    await workbench.command('Key Material: Build Test Payload…');
    for (const question of [
      'Select a payload. All are TEST payloads, built from test keys',
      'What will the key be used for?',
      'Algorithm of the key',
      'Mode of use',
      'Exportability',
      'Wrapping key size (sizes strong enough for',
      'Key value',
    ]) {
      await page
        .locator(`.quick-input-widget input[placeholder*="${question}"]`)
        .waitFor({ timeout: 60_000 });
      await workbench.settled();
      if (question === 'Select a payload. All are TEST payloads, built from test keys')
        await workbench.picture('build-payload');
      await workbench.quickInput().press('Enter');
    }
    await page
      .locator('.view-line')
      .filter({ hasText: 'KCV to expect after the import' })
      .first()
      .waitFor({ timeout: 30_000 });
    await workbench.picture('test-payload');
  });
});
