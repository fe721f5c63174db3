// Material from elsewhere: pasted, dropped or under a passphrase, in the page that opens where nothing is to inspect.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';

/** @param {Uint8Array} bytes @returns {string} */
const pem = (bytes) => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

/** @type {Uint8Array} */
let certificate;

/** A key store with a chain of two. @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples }) {
  const { issue, party } = await loadBundled('test/core/x509/issue.ts');
  const root = party('Root');
  const leaf = party('terminal.example');
  certificate = issue(leaf, root);
  const work = fs.mkdtempSync(path.join(samples, '..', 'store-'));
  const at = (/** @type {string} */ name) => path.join(work, name);
  fs.writeFileSync(at('key.pem'), leaf.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  fs.writeFileSync(at('cert.pem'), pem(certificate));
  fs.writeFileSync(at('ca.pem'), pem(issue(root, root, { ca: true })));
  execFileSync(
    'openssl',
    [
      ...['pkcs12', '-export', '-inkey', at('key.pem'), '-in', at('cert.pem'), '-certfile', at('ca.pem')],
      ...['-name', 'terminal', '-out', path.join(samples, 'terminal.p12'), '-passout', 'pass:secret'],
    ],
    { stdio: 'pipe' },
  );
  fs.rmSync(work, { recursive: true });
}

/** Drops a file on the page of a frame. @param {import('@playwright/test').FrameLocator} view @param {string} name @param {number[]} bytes */
const drop = (view, name, bytes) =>
  view.locator('body').evaluate((body, [file, content]) => {
    const window = /** @type {any} */ (body.ownerDocument.defaultView);
    const dataTransfer = new window.DataTransfer();
    dataTransfer.items.add(new window.File([new window.Uint8Array(content)], file));
    for (const type of ['dragover', 'drop'])
      body.dispatchEvent(new window.DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, /** @type {[string, number[]]} */ ([name, bytes]));

journey('Key material from elsewhere', { prepare, themes: ['light', 'dark'] }, async (workbench) => {
  const { page } = workbench;
  const view = () => workbench.webview();
  const ask = async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('Key Material: Inspect Key Material');
    await view().getByRole('heading', { name: 'Drop or paste key material' }).waitFor({ timeout: 60_000 });
  };
  const box = () => view().getByLabel('PEM, base64 or hex');
  /** @param {import('@playwright/test').Locator} locator */
  const hasFocus = (locator) => locator.evaluate((e) => e === e.ownerDocument.activeElement);

  await workbench.check('a page asks for it, with the box in focus and the buttons behind it', async () => {
    await ask();
    ok(await hasFocus(box()), 'the box has no focus');
    await workbench.surface('given-ask');
    await box().focus();
    for (const name of ['Clipboard', 'Select a File…']) {
      await page.keyboard.press('Tab');
      ok(await hasFocus(view().locator('vscode-button', { hasText: name })), `Tab does not go to ${name}`);
    }
  });
  await workbench.check('what is no key material stays in the box, with a word beside it', async () => {
    await box().fill('not key material');
    await view().getByText('There is no certificate, token or other structure in it.').waitFor();
    ok((await box().inputValue()) === 'not key material', 'the text is gone');
    await workbench.surface('given-nothing');
  });
  await workbench.check('a page that was hidden comes back with the text', async () => {
    await ask();
    await box().fill('half of it');
    await view().getByText('There is no certificate, token or other structure in it.').waitFor();
    await workbench.command('File: New Untitled Text File');
    await page.keyboard.press('Control+PageUp');
    await box().waitFor();
    await view().getByText('There is no certificate, token or other structure in it.').waitFor();
    ok((await box().inputValue()) === 'half of it', 'the text is gone');
  });
  await workbench.check(
    'a dropped file that is nothing is named; one that is a certificate is shown',
    async () => {
      await ask();
      await drop(view(), 'picture.png', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]);
      await view().getByText('There is no certificate, token or other structure in picture.png.').waitFor();
      await drop(view(), 'terminal.cer', [...certificate]);
      await view().getByRole('heading', { name: 'terminal.example' }).waitFor();
      await workbench.surface('given-dropped');
    },
  );
  await workbench.check('a file that is dropped on what is shown opens beside it', async () => {
    const before = await page.locator('.tab').count();
    await drop(view(), 'again.cer', [...certificate]);
    await page.locator('.tab', { hasText: 'again.cer' }).waitFor();
    ok((await page.locator('.tab').count()) === before + 1, 'not one more tab');
  });
  await workbench.check(
    'a file is dragged over what is shown: with Shift it opens beside, without VS Code takes it',
    async () => {
      const file = path.join(workbench.folder, 'dragged.cer');
      fs.writeFileSync(file, certificate);
      const frame = page.locator('iframe.webview.ready:visible').first();
      const { x, y, width, height } = (await frame.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const devTools = await page.context().newCDPSession(page);
      /** @param {number} modifiers as DevTools count them: Shift is 8 */
      const drag = async (modifiers) => {
        const data = { items: [], files: [file], dragOperationsMask: 1 };
        const at = { x: x + width / 2, y: y + height / 2, data, modifiers };
        // By way of the tabs, as a hand does: VS Code sees the drag before the page has it.
        const tabs = { ...at, y: y - 20 };
        await devTools.send('Input.dispatchDragEvent', { ...tabs, type: 'dragEnter' });
        for (const place of [tabs, tabs, at, at, at, at]) {
          await devTools.send('Input.dispatchDragEvent', { ...place, type: 'dragOver' });
          await page.waitForTimeout(200);
        }
        return (/** @type {'drop' | 'dragCancel'} */ type) =>
          devTools.send('Input.dispatchDragEvent', { ...at, type });
      };
      const ours = view().locator('body.dropping');
      const cancel = await drag(0);
      const taken = await ours.count();
      await cancel('dragCancel');
      ok(taken === 0, 'the page has the drag without Shift');
      const end = await drag(8);
      await ours.waitFor({ timeout: 5000 });
      await workbench.step('given-dragged');
      await end('drop');
      await page.locator('.tab', { hasText: 'dragged.cer' }).waitFor();
    },
  );
  await workbench.check(
    'a pasted certificate is shown in the same tab, a key block in the inspector',
    async () => {
      await ask();
      await box().fill(pem(certificate));
      await view().getByRole('heading', { name: 'terminal.example' }).waitFor();
      ok((await page.locator('.tab', { hasText: 'Pasted' }).count()) === 1, 'the tab is not renamed');
      ok((await page.locator('.tab').count()) === 1, 'there is more than one tab');
      await ask();
      await box().fill(block);
      await view().getByText('PIN encryption key (P0)').first().waitFor();
      await page.locator('.tab', { hasText: 'Inspect Key Material' }).waitFor({ state: 'detached' });
    },
  );
  await workbench.check('a key store opens with its passphrase, asked again where it is wrong', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openFile('terminal.p12');
    await view().getByText('Not opened', { exact: true }).waitFor({ timeout: 60_000 });
    await workbench.surface('store-closed');
    await view().getByRole('button', { name: 'Open with Passphrase…' }).first().click();
    const input = page.locator('.quick-input-widget input[type="password"]');
    await input.waitFor();
    await input.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('That was not the right passphrase.').first().waitFor();
    await input.fill('secret');
    await page.keyboard.press('Enter');
    await view().getByText('HMAC with SHA-256, 2,048 iterations: verified').waitFor();
    await workbench.surface('store-open');
    await view().locator('#back').click();
    await view().getByRole('table', { name: 'Structures in this file' }).waitFor();
    await view().getByText('belongs to 2 by localKeyId').waitFor();
    await workbench.surface('store-contents');
  });
});
