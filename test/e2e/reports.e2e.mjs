// From two values on a key ceremony form to the named cause, and the other reports on the way.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

const themes = ['light', 'dark'];
const machineSettings = { 'keyMaterial.allowClearKeys': true };

journey('Reports', { themes, machineSettings, whenAsked: true }, async (workbench) => {
  const { page } = workbench;
  const answer = async (/** @type {string} */ text) => {
    await workbench.pick(text);
    await workbench.settled();
  };
  /** The preview that has a text: in one of the frames of the page. */
  const preview = async (/** @type {string} */ text) => {
    const end = Date.now() + 40_000;
    while (Date.now() < end) {
      for (const frame of page.frames())
        if (
          await frame
            .getByText(text)
            .first()
            .isVisible()
            .catch(() => false)
        )
          return frame;
      await page.waitForTimeout(200);
    }
    throw new Error(`no page shows ${text}`);
  };

  await workbench.check('two values on a form lead to the cause', async () => {
    await workbench.openFile('ceremony-form.txt');
    const began = Date.now();
    await workbench.command('Key Material: Explain Check Values…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Receiver' }).first().waitFor();
    await workbench.picture('explain-values');
    await page.keyboard.press('Enter');
    await answer('TDES, 128 bits');
    await answer('Not known');
    await answer('Yes, with the test key');
    await answer('Hexadecimal digits');
    await workbench.answer('0123456789ABCDEFFEDCBA9876543210');
    await answer('No');
    const frame = await preview('KCV of one part of a TDES key');
    workbench.tell(`from the form to the cause: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    ok(Date.now() - began < 60_000, 'it took more than a minute');
    await frame.getByText('Check values cannot distinguish them').waitFor();
    await workbench.picture('explained');
  });

  await workbench.check('the report can be saved from the editor title', async () => {
    await page
      .getByRole('button', { name: /Save Report As/ })
      .first()
      .waitFor();
  });

  await workbench.check('two lists are reconciled', async () => {
    await workbench.openFile('hsm-list-other.csv');
    await workbench.openFile('hsm-list.csv');
    await workbench.command('Key Material: Reconcile Keys…');
    await answer('hsm-list.csv');
    await answer('Use these columns');
    await answer('hsm-list-other.csv');
    await answer('Use these columns');
    await preview('Missing in second list');
    await workbench.picture('reconciled');
  });

  await workbench.check('the workspace is reported on', async () => {
    await workbench.command('Key Material: Key Material Report…');
    await answer('Files of the workspace');
    await preview('Reasons to Look');
    await workbench.picture('material-report');
  });

  await workbench.check('a narrow window wraps what is read', async () => {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 448, height: 900 });
    await workbench.settled();
    // Tables of VS Code's own preview scroll sideways; headings and reasons wrap.
    const frame = await preview('Reasons to Look');
    const wide = await frame
      .locator('p, h1, h2, h3')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
    ok(wide === 0, `${wide} texts are wider than the window`);
    await workbench.picture('material-report-400');
    if (before) await page.setViewportSize(before);
  });
});
