// What VS Code itself says of our start: printed, not judged, as machines are noisy.
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

journey('Measures', { themes: ['light'], alone: true }, async (workbench) => {
  await workbench.check('VS Code tells the activation time', async () => {
    await workbench.page.waitForTimeout(3000);
    await workbench.command('Developer: Show Running Extensions');
    const row = workbench.page.locator('.runtime-extensions-editor .extension', {
      hasText: /key[- ]material/i,
    });
    // The slowest are first, and rows out of sight do not exist.
    const list = workbench.page.locator('.runtime-extensions-editor .monaco-list').first();
    await list.waitFor({ timeout: 20_000 });
    for (let page = 0; page < 20 && !(await row.first().isVisible()); page++) {
      await list.press('PageDown');
      await row
        .first()
        .waitFor({ timeout: 1000 })
        .catch(() => undefined);
    }
    await row.first().waitFor();
    const text = (await row.first().innerText()).replace(/\s+/g, ' ');
    workbench.tell(text);
    ok(/Activation/.test(text), text);
    ok(!/uncaught|error/i.test(text), text);
  });
});
