// TR-34 tokens in the structure viewer: the envelope's picture, the story, the checklist with what to load.
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

/** Kinds of tokens that are not among the samples. @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples }) {
  const { exchangeFiles, tokenFiles } = await loadBundled('test/core/cms/tr34/tokenFiles.ts');
  const exchange = path.join(samples, 'exchange');
  fs.mkdirSync(exchange);
  for (const [folder, files] of [
    [samples, await tokenFiles()],
    [exchange, await exchangeFiles()],
  ])
    for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), bytes);
}

/** What the overview of each says first. @type {readonly (readonly [string, RegExp])[]} */
const kinds = [
  ['tr34-rt-krd.der', /The KRD provides the random number/],
  ['tr34-ubt-kdh.cms', /KDH/],
  ['tr34-ubt-ca.cms', /KDH/],
  ['tr34-rbt-ca.cms', /new KDH/],
  ['tr34-ct-krd.cms', /certificate/],
  ['tr34-ct-kdh.cms', /certificate/],
  ['tr34-one-pass.cms', /sends a key to the KRD/],
];

journey('TR-34 tokens', { prepare }, async (workbench) => {
  const { page } = workbench;
  const view = workbench.webview();
  /** The buttons of the checklist begin at one place. */
  const aligned = async () => {
    const places = await view
      .locator('#section-checks ~ .statements .act')
      .evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
    ok(places.length >= 4 && new Set(places).size === 1, `buttons begin at ${places.join(', ')}`);
  };

  await workbench.check('a rebind token', async () => {
    // Tabs that were opened before the extension is awake stay what they are: this one says when it is.
    await workbench.openFile('tr34-random.der');
    try {
      await view.locator('#section-tr34').waitFor({ timeout: 15_000 });
    } catch {
      await page
        .getByRole('tab', { name: /tr34-random/ })
        .getByRole('button', { name: /^Close/ })
        .first()
        .click();
      await workbench.openFile('tr34-random.der');
      await view.locator('#section-tr34').waitFor({ timeout: 30_000 });
    }
    await page.keyboard.press('Control+F4');
    await workbench.openFile('tr34-rebind.cms');
    await view.locator('.pictureBox', { hasText: 'old KDH signs' }).first().waitFor({ timeout: 30_000 });
    await workbench.picture('tr34-rebind');
  });

  await workbench.check('a key token is told as a story', async () => {
    await workbench.openFile('tr34-annex-b.cms');
    await view.locator('.pictureBox').first().waitFor({ timeout: 60_000 });
    const text = await view.locator('.sections').innerText();
    ok(/sends a key to the KRD/.test(text), 'who sends what to whom is missing');
    ok(/contains the random number/.test(text), 'what makes it fresh is missing');
    ok(/Load the certificate of the signer/.test(text), 'what to load is missing');
    await workbench.picture('tr34-key-token');
  });

  await workbench.check('buttons of the checklist stand in one column', async () => {
    await aligned();
    for (const name of ['Trusted root', 'Expected signer', 'Expected KRD', 'Random number'])
      await view.locator('.statement .label', { hasText: name }).first().scrollIntoViewIfNeeded();
    await workbench.picture('tr34-checked-against');
  });

  await workbench.check('and in a narrow window', async () => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: 760, height: 800 });
    await page.waitForTimeout(500);
    await view.locator('#section-checks').scrollIntoViewIfNeeded();
    await aligned();
    await workbench.picture('tr34-narrow');
    if (size) await page.setViewportSize(size);
  });

  await workbench.check('the picture of a key token leads to its bytes', async () => {
    await view.locator('.pictureBox .link', { hasText: 'nonce' }).click();
    await page.waitForTimeout(500);
    await workbench.picture('tr34-key-token-nonce');
  });

  await workbench.check('no accessibility problem', async () => {
    const problems = await workbench.axe();
    if (problems !== '') throw new Error(problems);
  });

  for (const [name, says] of kinds)
    await workbench.check(`${name} is told`, async () => {
      await page.keyboard.press('Control+F4');
      await workbench.openFile(name);
      await view.locator('#section-tr34').waitFor({ timeout: 30_000 });
      const text = await view.locator('.sections').innerText();
      ok(says.test(text), `it does not say ${says.source}: ${text.slice(0, 300)}`);
      await workbench.step(name.replace(/\..*/, ''));
    });

  // The last: its folder moves the files below out of sight.
  await workbench.check('what lies beside a token is offered, and used after a click', async () => {
    await page.keyboard.press('Control+F4');
    const exchange = page.getByRole('treeitem', { name: 'exchange' }).first();
    await workbench.scrollTo(exchange);
    await exchange.click();
    await workbench.openFile('kt-kdh.cms');
    await view
      .getByText('Found kdh.crt, kdhca.crl, kdhca.crt, krd.pem and 2 more in the same folder')
      .waitFor();
    const checks = view.locator('section', { has: page.locator('#section-checks') });
    ok(/Revocation is not checked/.test(await checks.innerText()), 'something was used before the click');
    await workbench.picture('tr34-offered');
    await view.getByRole('button', { name: 'Use 6 Files' }).click();
    await view
      .locator('.verdicts', { hasText: 'Signatures up to "KDH CA" (found near the token)' })
      .waitFor();
    const text = await checks.innerText();
    for (const part of [
      /The CRL of .* does not list serial/,
      /The random number is the same as in rtkrd\.der/,
    ])
      ok(part.test(text), `it does not say ${part.source}: ${text}`);
    ok((await view.getByText('Found kdh.crt').count()) === 0, 'what was used is offered again');
    await workbench.picture('tr34-used');
    await checks.getByText('The random number is the same as in').scrollIntoViewIfNeeded();
    await workbench.picture('tr34-used-checks');
  });

  await workbench.check('no accessibility problem with a fingerprint among the checks', async () => {
    const problems = await workbench.axe();
    if (problems !== '') throw new Error(problems);
  });
});
