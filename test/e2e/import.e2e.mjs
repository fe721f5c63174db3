// From no keys to a key under an imported KEK and its export, by keyboard alone, against the simulator.
import { ImportPage } from './importPage.mjs';
import { Keyboard } from './keyboard.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

journey('Import, the whole round', { themes: ['light', 'dark'] }, async (workbench) => {
  const { page } = workbench;
  const keyboard = new Keyboard(workbench);
  const importing = new ImportPage(keyboard);
  const began = Date.now();

  await keyboard.check('the simulator is chosen', async () => {
    await page.getByRole('treeitem', { name: 'notes.txt' }).first().waitFor({ timeout: 60_000 });
    // VS Code ticks off what is done once the walkthrough was shown, not before.
    await workbench.command('Key Material: Get Started');
    await page.locator('.gettingStartedContainer .getting-started-step').first().waitFor({ timeout: 30_000 });
    await workbench.command('View: Close All Editors');
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', '', 'Simulator');
    await page
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: Simulator/ })
      .waitFor();
    await workbench.picture('import-1-service');
  });

  await keyboard.check('a TR-34 token of a test KDH is built as proposed', async () => {
    await workbench.command('Key Material: Build Test Payload…');
    await keyboard.choose(
      'Select a payload. All are TEST payloads, built from test keys',
      'As proposed',
      /As proposed.*TR-34 token · K1 · AES_128/s,
      {
        picture: 'import-3-payload',
      },
    );
    await keyboard.notified('TEST TR-34 token created', undefined, { picture: 'import-3-token', kept: true });
  });
  await keyboard.check('the token is imported with its CA: Enter, the fingerprint, Enter', async () => {
    await keyboard.notified('TEST TR-34 token created', 'Import…', { kept: true });
    await importing.judged();
    const kcv = await expected();
    await workbench.surface('import-4-page');
    await importing.import();
    await keyboard.fingerprint({ picture: 'import-4-fingerprint' });
    await keyboard.press('Import this key and the certificates that it needs?', 'Import', {
      picture: 'import-4-confirm',
    });
    await importing.done(`KCV ${kcv} matches the expected KCV`);
    await workbench.surface('import-4-result');
  });

  await keyboard.check('a PIN encryption key is wrapped under it as a TR-31 key block', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Key Material: Build Test Payload…');
    // Once a KEK is kept, a PIN encryption key under it is proposed.
    await keyboard.choose(
      'Select a payload. All are TEST payloads, built from test keys',
      'As proposed',
      /As proposed.*TR-31 key block · P0 · AES_128/s,
      {
        step: 'import-5-payload',
      },
    );
    await keyboard.notified('TEST TR-31 key block created', undefined, { step: 'import-5-block' });
    await keyboard.find('D0144P0');
    await workbench.command('Show or Focus Hover');
    await page
      .locator('.monaco-hover', { hasText: 'PIN encryption key' })
      .first()
      .waitFor({ timeout: 15_000 });
    await workbench.picture('import-5-hover');
    await page.keyboard.press('Escape');
  });

  await keyboard.check('the block is imported under the KEK, and its KCV is equal', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Key Material: Import Key…');
    await importing.judged();
    const kcv = await expected();
    ok((await importing.chosen('wrappingKey')).includes('alias/kek-01'), 'the wrapping key is not there');
    await importing.import();
    await keyboard.press('Import this key?', 'Import', { picture: 'import-confirm' });
    await importing.done(`KCV ${kcv} matches the expected KCV`);
    await workbench.surface('import-5-result');
    await importing.press('Show in Tree');
    await page
      .getByRole('treeitem', { name: /alias\/pek-01/ })
      .first()
      .waitFor({ timeout: 20_000 });
  });
  await keyboard.check('both stand in the tree, the KEK by its alias and check value', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    for (const name of [/alias\/kek-01/, /alias\/pek-01/])
      await page.getByRole('treeitem', { name }).first().waitFor({ timeout: 20_000 });
    await page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
    await workbench.picture('keys-tree');
  });
  await keyboard.check('the step of the walkthrough is ticked off by the imported key', async () => {
    await workbench.command('Key Material: Get Started');
    const step = page.locator('.gettingStartedContainer .getting-started-step', { hasText: 'Import a key' });
    await step.first().locator('.codicon.complete').first().waitFor({ timeout: 30_000 });
  });
  await keyboard.check('the key is exported as TR-31 into the inspector', async () => {
    await workbench.command('View: Close All Editors');
    // From the key itself, which has the selection: its menu.
    const key = page.getByRole('treeitem', { name: /alias\/pek-01/ }).first();
    await key.click();
    await keyboard.menu('Export Key…');
    await keyboard.choose(': select a format', 'TR-31', 'TR-31 key block');
    await keyboard.choose(
      'Select the wrapping key. The receiver must have the same key.',
      '',
      'alias/kek-01',
    );
    await keyboard.choose(
      'May the receiver export it again? This is written into the header.',
      '',
      'Exportable',
    );
    await keyboard.press('as TR-31?', 'Export', { picture: 'import-6-export' });
    await workbench
      .webview()
      .getByRole('heading', { name: /PIN encryption key/ })
      .waitFor({ timeout: 20_000 });
    await workbench.picture('import-6-exported');
  });
  ok(
    keyboard.decisions.length <= 14,
    `${keyboard.decisions.length} decisions: ${keyboard.decisions.join('; ')}`,
  );
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  workbench.tell(
    `the README's tour, from an empty simulator to an exported PEK: ${keyboard.decisions.length} decisions, ` +
      `${seconds} s by a driver, pictures included\n${keyboard.decisions.map((one, i) => `${i + 1}. ${one}`).join('\n')}`,
  );

  await keyboard.check('a reload keeps keys and import parameters', async () => {
    await workbench.reload();
    await workbench.command('View: Show Key Material');
    await page
      .getByRole('treeitem', { name: /TR-34, RSA_3072/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await page
      .getByRole('treeitem', { name: /alias\/pek-01/ })
      .first()
      .waitFor({ timeout: 60_000 });
  });

  /** The KCV that the page read from the payload. */
  async function expected() {
    const kcv = await (await importing.to('expected')).inputValue();
    ok(/^[0-9A-F]{6}$/.test(kcv), `no KCV was read: ${kcv}`);
    return kcv;
  }
});
