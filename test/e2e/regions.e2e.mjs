// Keys in several Regions, and what a policy denies, by keyboard: the confirmation of an import names the Regions, the tree
// marks primary and replica, a Region is added, the replica is read only there, and a denied action names what is missing.
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
  service = await recordedService({ otherRegions: ['us-west-2', 'eu-west-1'] });
  onEnd(() => service.end());
  fs.writeFileSync(config, profileOf(service, 'lab'));
  fs.writeFileSync(path.join(samples, 'request-tr31.json'), jsonText((await guideForms(service.call)).tr31));
  await service.call('EnableDefaultKeyReplicationRegions', { ReplicationRegions: ['us-west-2'] });
}

/** Reads only. */
const readingPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['payment-cryptography:Get*', 'payment-cryptography:List*'],
      Resource: '*',
    },
  ],
});

journey('Keys in several Regions', { themes: ['light', 'dark'], prepare }, async (workbench) => {
  const { page: window } = workbench;
  const keyboard = new Keyboard(workbench);
  const importing = new ImportPage(keyboard);
  const row = (/** @type {string | RegExp} */ name) => window.getByRole('treeitem', { name }).first();
  /** @type {string} */
  let alias = '';

  await keyboard.check('the confirmation of an import names the Regions', async () => {
    await keyboard.open('request-tr31.json');
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', 'lab', 'lab');
    await window
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: lab/ })
      .waitFor();
    await workbench.command('Key Material: Import Key…');
    const dialog = await keyboard.dialog('Import this key?');
    const said = await dialog.innerText();
    ok(said.includes('Also in: us-west-2 (defaults of the account)'), `no Regions: ${said}`);
    await workbench.surface('regions-confirmation');
    await keyboard.press('Import this key?', 'Import');
    alias = /alias\/[\w-]+/.exec(await importing.done('Imported alias/'))?.[0] ?? '';
    await workbench.surface('regions-result');
  });

  await keyboard.check('the tree marks the primary key, and a Region is added', async () => {
    await workbench.command('View: Show Key Material');
    await row(new RegExp(`${alias}.*primary`)).waitFor({ timeout: 30_000 });
    await workbench.command('Key Material: Add Replication Regions…');
    await keyboard.choose('Select the key to replicate', alias, alias);
    await keyboard.type('with commas between them', 'us-west-2');
    await keyboard.asked('The key is in us-west-2 already.');
    await keyboard.type('The key is in us-west-2 already.', 'eu-west-1');
    await keyboard.press('to eu-west-1?', 'Replicate', { picture: 'regions-add' });
    await row(new RegExp(`${alias}.*eu-west-1`)).waitFor({ timeout: 30_000 });
    await workbench.picture('regions-tree');
    await workbench.command('Notifications: Clear All Notifications');
  });

  await keyboard.check('in the other Region the replica is read only, and says why', async () => {
    await workbench.command('Key Material: Select Region…');
    await keyboard.choose('Region', 'us-west-2', 'us-west-2');
    await row(/replica of us-east-2/).waitFor({ timeout: 30_000 });
    const result = await importing.text();
    ok(/us-east-2 · not AWS/.test(result), `the result names another Region than its import: ${result}`);
    await workbench.command('View: Close All Editors');
    await row(/replica of us-east-2/).click();
    await workbench.picture('regions-replica');
    await workbench.command('Key Material: Select Region…');
    await keyboard.choose('Region', 'us-east-2', 'us-east-2');
    await row(new RegExp(`${alias}.*primary`)).waitFor({ timeout: 30_000 });
  });

  await keyboard.check('a denied action names what is missing, and offers the statement', async () => {
    service.setPolicy(readingPolicy);
    await workbench.command('Key Material: Disable Key…');
    await keyboard.choose('Select the key to disable', alias.replace('alias/', ''), alias);
    await keyboard.press('Disable', 'Disable');
    const said = await (await keyboard.dialog('could not be disabled')).innerText();
    ok(said.includes('payment-cryptography:StopKeyUsage'), `the action is missing: ${said}`);
    ok(said.includes('AccessDeniedException'), `the name of the error is missing: ${said}`);
    await window.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.watchClipboard();
    await keyboard.press('could not be disabled', 'Copy Policy Statement', { picture: 'denied-action' });
    const statement = await workbench.copied(/StopKeyUsage/);
    ok(/"Effect":\s*"Allow"/.test(statement), 'no statement is in the clipboard');
  });
});
