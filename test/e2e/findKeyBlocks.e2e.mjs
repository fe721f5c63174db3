// The key blocks of the whole workspace, listed in the panel; a click opens one where it stands.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

journey('Find key blocks', { themes: ['light', 'dark'] }, async (workbench) => {
  const { page } = workbench;
  const rows = page.getByRole('treeitem');
  await workbench.check('the search lists the blocks of the samples by file', async () => {
    // Once the workbench has settled, as its panel is laid out anew while it starts.
    await workbench.openFile('notes.txt');
    await workbench.command('Key Material: Find Key Blocks in Workspace');
    await workbench.picture('find-key-blocks-begin');
    await rows.filter({ hasText: 'PIN encryption key' }).first().waitFor({ timeout: 30_000 });
    await workbench.picture('find-key-blocks');
  });
  await workbench.check('a click opens the block where it stands', async () => {
    await rows.filter({ hasText: 'PIN encryption key' }).first().click();
    await page
      .getByRole('tab', { name: /blocks\.tr31|keys\.json|payments\.log/ })
      .first()
      .waitFor();
    await workbench.picture('find-key-blocks-opened');
    ok((await rows.filter({ hasText: 'PIN encryption key' }).count()) > 0, 'the list went');
  });
});
