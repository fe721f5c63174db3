// A root that an approval team decides about, in pictures: the comment, the confirmation, waiting, approved, refused, the
// tree and the history. Only when asked for: node scripts/e2e.mjs --only approval.
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { profileOf } from '../../scripts/simulatorProfile.mjs';
import { ImportPage } from './importPage.mjs';
import { journey } from './journey.mjs';
import { Keyboard } from './keyboard.mjs';
import { ok } from './workbench.mjs';

const team = 'arn:aws:mpa:us-east-2:111122223333:approval-team/release-officers';
/** @type {import('../keyservice/simulator/recordedService').RecordedService} */
let service;

/** @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples, config, onEnd }) {
  const { recordedService, testChain } = await loadBundled('test/keyservice/simulator/recordedService.ts');
  service = await recordedService({ approval: 'manual' });
  onEnd(() => service.end());
  fs.writeFileSync(config, profileOf(service, 'lab'));
  await service.call('AssociateMpaTeam', {
    Action: 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE',
    MpaTeamArn: team,
  });
  /** @type {{ pem: string }[]} */
  const [root, ca] = await testChain(['TEST Root', 'TEST KDH CA'], 'RSA_2048');
  const [other] = await testChain(['TEST Other Root'], 'RSA_2048');
  fs.writeFileSync(path.join(samples, 'chain.pem'), `${root?.pem}${ca?.pem}`);
  fs.writeFileSync(path.join(samples, 'other.pem'), other.pem);
}

const imports = () => service.bodies.filter(({ operation }) => operation === 'ImportKey');

journey(
  'A root that an approval team decides about',
  { whenAsked: true, themes: ['light', 'dark'], prepare },
  async (workbench) => {
    const { page } = workbench;
    const keyboard = new Keyboard(workbench);
    const importing = new ImportPage(keyboard);
    const open = async (/** @type {string} */ file) => {
      await workbench.command('View: Close All Editors');
      await workbench.command('Notifications: Clear All Notifications');
      await keyboard.open(file);
      await workbench.command('Key Material: Import Key…');
    };
    await keyboard.check('the profile of the lab is chosen', async () => {
      await keyboard.open('other.pem');
      await workbench.command('Key Material: Select AWS Profile…');
      await keyboard.choose('Select AWS Profile', 'lab', 'lab');
      await page
        .locator('.statusbar')
        .getByRole('button', { name: /Key service: lab/ })
        .waitFor();
    });

    await keyboard.check('the comment is a field, with what AWS does with it', async () => {
      await open('chain.pem');
      await importing.choose(
        'purpose',
        'Keys for verification (S0): every certificate, including the last one',
      );
      await importing.judged();
      const text = await importing.text();
      for (const part of ['release-officers', 'CloudTrail', 'Comment for the approval team'])
        ok(text.includes(part), `the page lacks ${part}: ${text}`);
      await workbench.surface('approval-comment');
      await importing.type('comment', 'key 00112233445566778899AABBCCDDEEFF');
      await importing.frame.getByText('This may contain key material').first().waitFor();
      await workbench.surface('approval-comment-wrong');
      await importing.type('comment', 'Ceremony 7, requested by A. Custodian');
      await importing.judged();
    });
    await keyboard.check('the confirmation names the team, and the import waits', async () => {
      await importing.import();
      await keyboard.fingerprint();
      await keyboard.press(/Import 2 certificates/, 'Import', { picture: 'approval-confirmation' });
      await importing.done('Waiting for approval');
      ok(imports().length === 1, `${imports().length} calls`);
      ok(
        imports()[0]?.body['RequesterComment'] === 'Ceremony 7, requested by A. Custodian',
        JSON.stringify(imports()[0]?.body['RequesterComment']),
      );
      await workbench.surface('approval-waiting');
    });
    await keyboard.check('the tree and the history show it', async () => {
      await workbench.command('Key Material: Focus on Keys View');
      await page.locator('.pane', { hasText: 'Keys' }).getByText('waiting for approval').first().waitFor();
      await workbench.command('Key Material: Focus on History View');
      await page.getByRole('treeitem', { name: /Import of .*waiting for approval/ }).waitFor();
      await workbench.picture('approval-tree');
    });
    await keyboard.check('a window that was reloaded shows it, and sends nothing', async () => {
      await workbench.command('Developer: Reload Window');
      await importing.done('Restored after a reload');
      await workbench.surface('approval-restored');
      const before = service.bodies.length;
      await importing.press('Check Now');
      await importing.done('The team');
      await importing.frame.locator('.result').waitFor();
      ok(imports().length === 1, `${imports().length} calls`);
      ok(service.bodies.length > before, 'nothing was read');
    });
    await keyboard.check('it was approved, and the rest waits for the user', async () => {
      service.decide('APPROVED');
      await importing.press('Check Now');
      await importing.done('Approved and imported');
      ok(imports().length === 1, `${imports().length} calls`);
      await workbench.surface('approval-approved');
      await importing.press('Continue…');
      await importing.choose(
        'purpose',
        'Keys for verification (S0): every certificate, including the last one',
      );
      await importing.judged();
      await importing.import();
      await keyboard.press('Import this certificate?', 'Import');
      await importing.done('Imported');
      ok(imports().length === 2, `${imports().length} calls`);
      await workbench.surface('approval-continued');
    });
    await keyboard.check('one that was rejected says so, and can be requested again', async () => {
      await open('other.pem');
      await importing.choose(
        'purpose',
        'Keys for verification (S0): every certificate, including the last one',
      );
      await importing.judged();
      await importing.import();
      await keyboard.fingerprint();
      await keyboard.press('Import this certificate?', 'Import');
      await importing.done('Waiting for approval');
      service.decide('FAILED');
      await importing.done('Not approved, not imported');
      await workbench.surface('approval-failed');
      await workbench.command('Key Material: Focus on Keys View');
      await page.locator('.pane', { hasText: 'Keys' }).getByText('not approved').first().waitFor();
      await workbench.picture('approval-failed-tree');
      await importing.press('Import Again…');
      await keyboard.fingerprint();
      await keyboard.press('Import this certificate?', 'Import');
      await importing.done('Waiting for approval');
      ok(imports().length === 4, `${imports().length} calls`);
      service.decide('CANCELLED');
      await importing.done('cancelled or lapsed (CANCELLED)');
      await workbench.surface('approval-lapsed');
    });
  },
);
