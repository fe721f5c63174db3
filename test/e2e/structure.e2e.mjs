// Certificates and messages in the structure viewer: by double click, by keyboard alone, in a narrow window.
import fs from 'node:fs';
import path from 'node:path';
import { viewport } from '../../scripts/browser.mjs';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

/** A bundle with what bundles have: one twice, one expired, the key. @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples }) {
  const { issue, party } = await loadBundled('test/core/x509/issue.ts');
  const root = party('Root', 'rsa');
  const leaf = party('leaf.example', 'p384');
  const certificates = [
    issue(leaf, root),
    issue(party('expired.example'), root, { notBefore: '240101000000Z', notAfter: '250104000000Z' }),
    issue(leaf, root),
    issue(root, root, { ca: true }),
    issue(party('orphan.example'), party('Elsewhere')),
  ];
  const pem = certificates.map((/** @type {Uint8Array} */ bytes) => {
    const lines =
      Buffer.from(bytes)
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  });
  const key = leaf.privateKey.export({ format: 'pem', type: 'pkcs8' });
  fs.writeFileSync(path.join(samples, 'bundle.der'), pem.join('') + key);
}

journey('Structure viewer', { prepare }, async (workbench) => {
  const { page } = workbench;
  const view = () => workbench.webview();
  /** @param {RegExp} name */
  const tab = (name) => view().getByRole('tab', { name });
  const axe = async () => {
    const found = await workbench.axe();
    ok(found === '', found);
  };

  await workbench.check(
    'a double click on a message opens its overview, with the signature checked',
    async () => {
      // A fresh window learns of contributed editors only when it has scanned the extensions.
      for (let attempt = 1; attempt <= 10; attempt++) {
        await workbench.openFile('ceremony.p7m');
        if (
          await page
            .locator('iframe.webview')
            .first()
            .waitFor({ timeout: 4000 })
            .then(
              () => true,
              () => false,
            )
        )
          break;
        await workbench.command('View: Close All Editors');
      }
      await view()
        .getByText('The signature verifies with the key of "TEST KDH 1".')
        .waitFor({ timeout: 60_000 });
      await workbench.surface('structure-overview');
    },
  );
  await workbench.check('the chain names who signed whom', async () => {
    await tab(/^Chain$/).click();
    await view().getByText('signed by "TEST KDH CA"').waitFor();
    await workbench.surface('structure-chain');
  });
  await workbench.check('the chain says what AWS asks for another purpose', async () => {
    // Nothing of it without a service, until it is asked for.
    ok(
      !(await view().getByText('AWS Payment Cryptography', { exact: true }).first().isVisible()),
      'advice on AWS is not folded',
    );
    await view().getByText('Requirements of AWS Payment Cryptography for these certificates').click();
    const chooser = view().getByLabel('Use in AWS');
    const before = await view().locator('.panel.chain').innerText();
    await chooser.focus();
    await chooser.selectOption({ index: 1 });
    await view().getByText('WrappingKeyCertificate').first().waitFor();
    ok((await view().locator('.panel.chain').innerText()) !== before, 'the lines stay the same');
    ok(await chooser.evaluate((e) => e === e.ownerDocument.activeElement), 'the chooser lost the focus');
    await chooser.selectOption({ index: 0 });
  });
  await workbench.check('the keyboard alone walks tabs, tree and bytes', async () => {
    await tab(/^Chain$/).focus();
    await page.keyboard.press('ArrowRight');
    ok(
      (await tab(/^Structure$/).getAttribute('aria-selected')) === 'true',
      'ArrowRight does not go to Structure',
    );
    const tree = view().getByRole('tree');
    await view().locator('.tree .row').first().waitFor();
    // Search field and its buttons lie between.
    for (
      let press = 0;
      press < 12 && !(await tree.evaluate((e) => e === e.ownerDocument.activeElement));
      press++
    )
      await page.keyboard.press('Tab');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await view().locator('.tree .row.selected', { hasText: 'contentType' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await view().locator('.tree .row.selected[aria-expanded="false"]').waitFor();
    await page.keyboard.press('ArrowRight');
    await view().locator('.tree .row.selected[aria-expanded="true"]').waitFor();
    await page.keyboard.type('enc');
    await view().locator('.tree .row.selected', { hasText: 'encapContentInfo' }).waitFor();
    const active = await tree.getAttribute('aria-activedescendant');
    ok(active !== null && (await view().locator(`#${active}`).count()) === 1, 'the active row is not there');
    ok((await view().locator('.hex .byte.t').count()) > 0, 'the bytes do not follow the tree');
    const unread = await view()
      .locator('.hex .byte.c')
      .first()
      .evaluate((e) => {
        const { color, backgroundColor } = e.ownerDocument.defaultView?.getComputedStyle(e) ?? {};
        return color === backgroundColor;
      });
    ok(!unread, 'bytes of the content have the colour of their ground');
    await workbench.picture('structure-tree');
    await page.keyboard.press('Tab');
    await view().getByRole('grid').press('PageDown');
    await page.waitForTimeout(300);
    await axe();
  });
  await workbench.check(
    'search finds a name and an OID, and a click on a byte selects its value',
    async () => {
      const field = view().locator('vscode-text-field input');
      await field.fill('signerInfos');
      await field.press('Enter');
      await view().locator('.tree .row.selected', { hasText: 'signerInfos' }).waitFor();
      await view()
        .locator('.found', { hasText: /^\d+ of \d+$/ })
        .waitFor();
      ok((await view().locator('.tree .row.hit').count()) > 0, 'hits are not marked');
      await field.fill('nothing of this kind');
      await field.press('Enter');
      await view().locator('.found', { hasText: 'not found' }).waitFor();
      await field.fill('1.2.840.113549.1.9.4');
      await field.press('Enter');
      await view().locator('.tree .row.selected', { hasText: 'messageDigest' }).waitFor();
      await tab(/^Bytes$/).click();
      await view().getByRole('grid').press('Control+Home');
      await view()
        .locator('.nodeBar .path', { hasText: /^ContentInfo$/ })
        .waitFor();
      await workbench.surface('structure-bytes');
    },
  );
  await workbench.check(
    'findings lead to their place; an opened content can be shown as a value',
    async () => {
      await workbench.openFile('revoked.crl').catch(() => undefined);
      await page.keyboard.press('Escape');
      await workbench.command('View: Close All Editors');
      await workbench.openFile('kdh.der');
      await view()
        .getByText(/^Valid until 2031-01-01/)
        .first()
        .waitFor({ timeout: 30_000 });
      await workbench.picture('structure-certificate');
      await view()
        .getByRole('button', { name: /^offset \d+, Serial number, hex$/ })
        .click();
      await view().locator('.tree .row.selected', { hasText: 'serialNumber' }).waitFor();
      const field = view().locator('vscode-text-field input');
      await field.fill('extnValue');
      await field.press('Enter');
      await view().locator('.tree .row.selected[aria-expanded]', { hasText: 'extnValue' }).waitFor();
      await view().getByRole('button', { name: 'Show as Value' }).click();
      await view().locator('.tree .row.selected:not([aria-expanded])', { hasText: 'extnValue' }).waitFor();
      await view().getByRole('button', { name: 'Show Structure Inside' }).click();
      await view().locator('.tree .row.selected[aria-expanded="true"]', { hasText: 'extnValue' }).waitFor();
      await axe();
    },
  );
  await workbench.check('findings name the check that was not done, and what does it', async () => {
    await tab(/^Findings \(\d+, 2 not checked\)$/).click();
    const panel = view().locator('.panel.findings');
    await panel.getByText('2 checks not done').waitFor();
    await panel.getByText('Signature not checked: the issuer "TEST KDH CA" is not in this file.').waitFor();
    await axe();
    await workbench.picture('structure-findings');
    await panel.getByRole('button', { name: 'Search Folder' }).click();
    await tab(/^Findings \(\d+, 1 not checked\)$/).waitFor({ timeout: 20_000 });
    ok(!(await panel.innerText()).includes('Signature not checked'), 'the check is still open');
    // That an issuer lies beside it makes nothing trusted.
    await panel.getByText('Trust: root not given').waitFor();
    await tab(/^Overview$/).click();
    await view().getByText('The signature verifies with the key of "TEST KDH CA".').waitFor();
    await workbench.picture('structure-issuer-beside');
    await tab(/^Findings/).click();
  });
  await workbench.check('two other readers are asked when the button is pressed, by keyboard', async () => {
    const part = view().getByRole('region', { name: 'Second opinion' });
    const answers = part.getByRole('status');
    ok((await answers.innerText()).trim() === '', 'there are answers before anybody asked');
    const button = part.getByRole('button', { name: 'Check with asn1js and @peculiar/x509' });
    await button.focus();
    await page.keyboard.press('Enter');
    await answers.getByText('Accepts it.').nth(1).waitFor({ timeout: 20_000 });
    const said = await answers.innerText();
    ok(/asn1js\s+Accepts it\.\s+@peculiar\/x509\s+Accepts it\./.test(said), `the answers are: ${said}`);
    ok(!/✓|OK/.test(said), 'an opinion is shown as a verdict');
    // The button inside the control: its root is the control's.
    const focused = await button.evaluate((e) => /** @type {any} */ (e.getRootNode()).activeElement === e);
    ok(focused, 'the button lost the focus');
    await workbench.surface('structure-opinion');
  });
  await workbench.check('nothing is cut in a narrow editor', async () => {
    await page.setViewportSize({ width: 760, height: 800 });
    await tab(/^Overview$/).click();
    await page.waitForTimeout(400);
    await workbench.picture('structure-narrow');
    await tab(/^Structure$/).click();
    await page.waitForTimeout(400);
    await workbench.picture('structure-narrow-tree');
    const wide = await view()
      .locator('body')
      .evaluate(
        (e) => e.ownerDocument.documentElement.scrollWidth > e.ownerDocument.documentElement.clientWidth,
      );
    ok(!wide, 'the page is wider than its editor');
    await axe();
    await page.setViewportSize(viewport);
  });
  await workbench.check('tree and bytes share their room by keyboard', async () => {
    await tab(/^Structure$/).click();
    const line = view().getByRole('separator');
    await line.focus();
    const before = Number(await line.getAttribute('aria-valuenow'));
    // In this window they are under each other.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    ok(Number(await line.getAttribute('aria-valuenow')) < before, 'ArrowUp makes the tree no smaller');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(200);
  });
  await workbench.check('Open as Text gives the same as a document', async () => {
    await workbench.command('Key Material: Open as Text');
    await page.locator('.view-line', { hasText: 'TEST KDH 1' }).first().waitFor({ timeout: 20_000 });
    await workbench.picture('structure-text');
  });
  await workbench.check('hover explains a certificate in PEM', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openFile('expired.crt');
    await workbench.hover('-----BEGIN', 'Expired on 2026-01-04');
    await workbench.picture('structure-hover');
  });
  await workbench.check('a file of several structures lists them first', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openFile('bundle.der');
    await view()
      .getByRole('heading', { level: 1, name: 'bundle.der · 5 certificates, 1 private key' })
      .waitFor({ timeout: 30_000 });
    await view().getByText('1 expired', { exact: true }).waitFor();
    // Without the words for the ear, which stand beside each sign.
    const table = (await view().getByRole('table').innerText()).replace(
      /(Verified|Failed|Not checked):\s*/g,
      '',
    );
    for (const wanted of [/duplicate of 1/, /private key 6\s*✓\s*matches/, /✗\s*2025-01-04/, /itself\s*✓/])
      ok(wanted.test(table), `the table does not say ${wanted.source}: ${table}`);
    await workbench.surface('structure-contents');
    for (const width of [400, 800, 1600]) {
      await page.setViewportSize({ width: width + 48, height: 800 });
      await page.waitForTimeout(400);
      await workbench.picture(`structure-contents-${width}`);
    }
    await page.setViewportSize(viewport);
    await view().getByRole('button', { name: 'Root' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await view()
      .getByText(/^Expired on 2025-01-04$/)
      .waitFor();
    await workbench.surface('structure-part');
    await page.keyboard.press('Escape');
    await view().getByRole('table').waitFor();
    const focused = await view().locator(':focus').innerText();
    ok(focused === 'expired.example', `the focus is on ${focused}`);
  });
});
