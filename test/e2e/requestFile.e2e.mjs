// A request file of the AWS CLI, by keyboard: opened in the editor, Import Key…, the confirmation, the result; and the
// mistakes of the AWS user guide in Problems.
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { profileOf } from '../../scripts/simulatorProfile.mjs';
import { ImportPage } from './importPage.mjs';
import { journey } from './journey.mjs';
import { Keyboard } from './keyboard.mjs';
import { ok } from './workbench.mjs';

/** @type {import('../keyservice/simulator/recordedService').RecordedService} */
let service;

/** @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples, config, onEnd }) {
  const { recordedService } = await loadBundled('test/keyservice/simulator/recordedService.ts');
  const { guideForms, jsonText } = await loadBundled('test/keyservice/requests/guideForms.ts');
  service = await recordedService();
  onEnd(() => service.end());
  fs.writeFileSync(config, profileOf(service, 'lab'));
  /** @type {Record<string, unknown>} */
  const forms = await guideForms(service.call);
  for (const form of ['cryptogram', 'root', 'tr31', 'tr34', 'trusted', 'publicKey', 'ecdh'])
    fs.writeFileSync(path.join(samples, `request-${form}.json`), jsonText(forms[form]));
}

journey('Request files', { themes: ['light', 'dark'], prepare }, async (workbench) => {
  const { page } = workbench;
  const keyboard = new Keyboard(workbench);
  const importing = new ImportPage(keyboard);
  const open = async (/** @type {string} */ file) => {
    await workbench.command('View: Close All Editors');
    await workbench.command('Notifications: Clear All Notifications');
    await keyboard.open(file);
  };
  const imports = () => service.bodies.filter(({ operation }) => operation === 'ImportKey').length;

  await keyboard.check('the profile of the lab is chosen', async () => {
    await keyboard.open('request-cryptogram.json');
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', 'lab', 'lab');
    await page
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: lab/ })
      .waitFor();
  });

  await workbench.check('the file has its lens, and a hover says what it is', async () => {
    await open('request-cryptogram.json');
    await page.locator('.codelens-decoration', { hasText: 'Import Key…' }).waitFor({ timeout: 30_000 });
    await workbench.hover('KeyCryptogram', 'RSA-wrapped key');
    await workbench.picture('request-hover');
    await page.keyboard.press('Escape');
  });

  await keyboard.check('Import Key… leads straight to the confirmation of a cryptogram', async () => {
    await open('request-cryptogram.json');
    const before = imports();
    await workbench.command('Key Material: Import Key…');
    const dialog = await keyboard.dialog('Import this key?');
    const said = await dialog.innerText();
    for (const text of [
      'The import token is from request-cryptogram.json',
      'Exportable: yes',
      'AES_128',
      'K0',
    ])
      ok(said.includes(text), `the confirmation lacks "${text}": ${said}`);
    ok(imports() === before, 'something was sent before the confirmation');
    await workbench.surface('request-confirmation');
    await keyboard.press('Import this key?', 'Import');
    await importing.done('Imported alias/');
    ok(imports() === before + 1, 'one import, one call');
    await workbench.surface('request-result');
  });

  await keyboard.check('a root asks for its fingerprint, whatever the file says', async () => {
    await open('request-root.json');
    await workbench.command('Key Material: Import Key…');
    await keyboard.fingerprint();
    await keyboard.press('Import this certificate?', 'Import');
    await importing.done('Imported alias/');
  });

  await workbench.check(
    'leaving the confirmation leads to the page, with each answer from the file',
    async () => {
      await open('request-tr31.json');
      const before = imports();
      await workbench.command('Key Material: Import Key…');
      await keyboard.press('Import this key?', 'Cancel');
      await importing.judged();
      ok((await importing.text()).includes('From the request file'), 'an origin is missing');
      ok(imports() === before, 'something was sent');
      await workbench.surface('request-page');
    },
  );

  for (const [form, what] of /** @type {const} */ ([
    ['tr31', 'a TR-31 key block'],
    ['tr34', 'a TR-34 token'],
    ['ecdh', 'a key block under an agreed key'],
    ['trusted', 'an intermediate certificate'],
    ['publicKey', 'a public key for encryption'],
  ]))
    await workbench.check(`${what} goes from its file to the result`, async () => {
      await open(`request-${form}.json`);
      const before = imports();
      await workbench.command('Key Material: Import Key…');
      const dialog = await keyboard.dialog(/Import this (key|certificate)\?/);
      ok(/1111-?2222-?3333/.test(await dialog.innerText()), 'the confirmation lacks the account');
      await keyboard.press(/Import this (key|certificate)\?/, 'Import');
      await importing.done('Imported');
      ok(imports() === before + 1, 'one import, one call');
    });

  await workbench.check('mistakes of the AWS user guide are problems', async () => {
    await open('guide-mistake-usage.json');
    await workbench.command('Problems: Focus on Problems View');
    await page.getByText('mixes two usages').first().waitFor({ timeout: 30_000 });
    await page.getByText('The mode of use is called DeriveKey').first().waitFor();
    await workbench.picture('request-problems');
  });
});
