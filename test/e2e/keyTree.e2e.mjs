// Keys in the tree, by keyboard: an empty account, keys that are created, the menu of one, its export, its deletion.
import { Keyboard } from './keyboard.mjs';
import { journey } from './journey.mjs';

journey('Keys in the tree', { themes: ['light', 'dark'] }, async (workbench) => {
  const { page } = workbench;
  const keyboard = new Keyboard(workbench);
  const row = (/** @type {string | RegExp} */ name) => page.getByRole('treeitem', { name }).first();

  await keyboard.check('an empty account says how to begin', async () => {
    await row('notes.txt').waitFor({ timeout: 60_000 });
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', '', 'Simulator');
    await workbench.command('View: Show Key Material');
    await page
      .getByText('There are no keys in this account and Region yet.')
      .first()
      .waitFor({ timeout: 30_000 });
    await workbench.picture('tree-empty');
  });

  /** @param {string} usage @param {string} algorithm @param {string} alias @param {boolean} [shown] */
  const create = async (usage, algorithm, alias, shown = false) => {
    const step = (/** @type {string} */ name) => (shown ? { step: `tree-create-${name}` } : {});
    await workbench.command('Key Material: Create Key…');
    await keyboard.choose('What is the key for?', usage, usage, step('usage'));
    await keyboard.choose('Algorithm', algorithm, algorithm, step('algorithm'));
    await keyboard.choose('Select the modes of use. They cannot be changed later.', '', '', step('modes'));
    await keyboard.choose(
      'May the key be exported in wrapped form? This cannot be changed later.',
      '',
      'Exportable',
      step('exportable'),
    );
    await keyboard.type('Alias for the key (optional). It may appear in logs.', alias, step('alias'));
    await keyboard.type('Tags (optional)', 'env=test');
    await keyboard.choose('Enable the key now?', '', 'Enabled');
    await keyboard.press('Create a key', 'Create Key', shown ? { picture: 'tree-create-confirm' } : {});
    await keyboard.notified(`Created alias/${alias}`, undefined, step('result'));
    await workbench.command('Notifications: Clear All Notifications');
  };
  await keyboard.check('keys are created, and stand in the tree at once', async () => {
    await create('Key block protection', 'AES_256', 'kek-01');
    await create('PIN encryption', 'AES_128', 'pek-01', true);
    await row(/alias\/pek-01/).waitFor();
  });

  await keyboard.check('the menu of a key holds what can be done with it', async () => {
    await row(/alias\/pek-01/).click();
    await page.keyboard.press('Shift+F10');
    await page.locator('.monaco-menu .action-item', { hasText: 'Export Key…' }).waitFor();
    await workbench.picture('tree-menu');
    await page.keyboard.press('Escape');
  });

  await keyboard.check('it is exported under another key, into the inspector', async () => {
    await workbench.command('Key Material: Export Key…');
    await keyboard.choose('Select the key to export (wrapped)', 'pek-01', 'alias/pek-01');
    await keyboard.choose(': select a format', '', 'TR-31', { step: 'tree-export-form' });
    await keyboard.choose(
      'Select the wrapping key. The receiver must have the same key.',
      '',
      'alias/kek-01',
      { step: 'tree-export-wrapping' },
    );
    await keyboard.choose(
      'May the receiver export it again? This is written into the header.',
      'Not exportable',
      'Not exportable',
      {
        step: 'tree-export-header',
      },
    );
    await keyboard.press('as TR-31?', 'Export', { picture: 'tree-export-confirm' });
    await keyboard.notified('✓ matches the key', undefined, { picture: 'tree-export-result' });
    await workbench.command('Notifications: Clear All Notifications');
  });

  await keyboard.check('its deletion is scheduled by days and its name, and restored', async () => {
    await workbench.command('Key Material: Schedule Key Deletion…');
    await keyboard.choose('Select the key to delete', 'pek-01', 'alias/pek-01');
    await keyboard.type('days; until then the key can be restored but not used', '30', {
      step: 'tree-delete-days',
    });
    await keyboard.type('type its alias', 'pek-01', { step: 'tree-delete-typed' });
    await keyboard.press('in 30 days?', 'Schedule Deletion', { picture: 'tree-delete-confirm' });
    // The service unassigns its alias at once: the row is known by what becomes of the key.
    await row(/deletes/).waitFor({ timeout: 20_000 });
    await workbench.picture('tree-deleting');
    await workbench.command('Key Material: Restore Key…');
    await keyboard.choose('Select the key to restore', '', '');
    await keyboard.press('Restore', 'Restore');
    await keyboard.notified('It is disabled', 'Assign alias/pek-01', { picture: 'tree-restored' });
    await keyboard.press('Assign alias/pek-01 to the restored key?', 'Assign Alias');
    await row(/alias\/pek-01.*disabled/).waitFor({ timeout: 20_000 });
  });
});
