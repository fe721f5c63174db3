// A TR-31 key block under a KEK that is there, by keyboard alone: every step, what goes wrong on the way, and the
// copied command of the AWS CLI, whose body is that of the extension. The service is a simulator that writes down
// what it is sent.
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { profileOf } from '../../scripts/simulatorProfile.mjs';
import { ImportPage } from './importPage.mjs';
import { Keyboard } from './keyboard.mjs';
import { piecesOf, places } from './traces.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

/** @type {import('../keyservice/simulator/recordedService').RecordedService} */
let service;
let block = '';
let kcv = '';
/** Clear keys, hexadecimal. @type {string[]} */
let secrets = [];

/** @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples, config, onEnd }) {
  const { recordedService, testKeyBlock, checkValueOf } = await loadBundled(
    'test/keyservice/simulator/recordedService.ts',
  );
  service = await recordedService();
  onEnd(() => service.end());
  fs.writeFileSync(config, profileOf(service, 'lab'));
  const main = await service.addKey('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', 'alias/kek-main');
  await service.addKey('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', 'alias/kek-other');
  await service.addKey('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', 'alias/pek-01');
  const key = new Uint8Array(16).map((_, i) => i * 11 + 1);
  kcv = checkValueOf(key);
  secrets = [key, main.bytes].map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());
  const header = { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' };
  block = testKeyBlock(header, key, main.bytes);
  fs.writeFileSync(
    path.join(samples, 'from-acquirer.txt'),
    `Dear all,\n\nthe PEK of terminal group 14, under kek-main:\n\n${block}\n`,
  );
}

journey('Import of a key block', { themes: ['light', 'dark'], prepare }, async (workbench) => {
  const { page } = workbench;
  const keyboard = new Keyboard(workbench);
  const imports = () => service.bodies.filter(({ operation }) => operation === 'ImportKey');
  const before = (await service.keys()).length;
  const importing = new ImportPage(keyboard);
  const begin = async () => {
    await page.keyboard.press('Control+1');
    await workbench.command('Key Material: Import Key…');
    await importing.to('wrappingKey');
  };
  const toConfirmation = async () => {
    await begin();
    await importing.choose('wrappingKey', 'kek-main');
    await importing.type('alias', 'pek-group-14');
    await importing.type('tags', 'env=test');
    await importing.type('expected', '');
    await importing.import();
  };
  const close = async () => {
    await workbench.command('View: Close Editor');
  };
  const nothingSent = async (/** @type {string} */ when) => {
    ok(imports().length === 0, `${when}: ${imports().length} calls of ImportKey`);
    ok((await service.keys()).length === before, `${when}: a key is there`);
    // The progress of reading the keys goes by itself.
    await page
      .locator('.notification-toast')
      .first()
      .waitFor({ state: 'hidden', timeout: 8000 })
      .catch(() => ok(false, `${when}: a notification stays`));
  };

  await keyboard.check('the profile of the lab is chosen', async () => {
    await keyboard.open('from-acquirer.txt');
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', 'lab', 'lab');
    await page
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: lab/ })
      .waitFor();
    service.bodies.length = 0;
  });

  await keyboard.check('the wrapping keys that fit come first, the others with the reason', async () => {
    await begin();
    await importing.judged(/Select the wrapping key/);
    const text = await (await importing.to('wrappingKey')).innerText();
    ok(text.indexOf('alias/kek-main') < text.indexOf('Not usable') || !text.includes('Not usable'), text);
    await workbench.surface('import-tr31-1-empty');
  });

  await keyboard.check('an alias that is taken is shown at its field while it is typed', async () => {
    await importing.choose('wrappingKey', 'kek-main');
    await importing.type('alias', 'pek-01');
    await importing.judged(/already exists and points to key/);
    await workbench.surface('import-tr31-alias-taken');
    await close();
    await nothingSent('an alias that is taken');
  });

  await keyboard.check('Escape at the confirmation leaves everything as it was', async () => {
    await toConfirmation();
    await keyboard.dialog('Import this key?');
    await page.keyboard.press('Escape');
    await page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
    ok((await (await importing.to('alias')).inputValue()) === 'pek-group-14', 'the alias is gone');
    await nothingSent('Escape at the confirmation');
  });

  await keyboard.check('a wrong KEK ends in a plain sentence, and what was entered stays', async () => {
    await importing.choose('wrappingKey', 'kek-other');
    await importing.import();
    await keyboard.press('Import this key?', 'Import');
    await importing.done('The key was not imported');
    ok((await service.keys()).length === before, 'a key is there');
    ok((await (await importing.to('alias')).inputValue()) === 'pek-group-14', 'the alias is gone');
    await workbench.surface('import-tr31-wrong-kek');
    service.bodies.length = 0;
  });

  await keyboard.check('the finished page', async () => {
    await importing.choose('wrappingKey', 'kek-main');
    await importing.frame.locator('.failure.past').waitFor();
    await importing.type('expected', kcv);
    await importing.judged();
    await workbench.surface('import-tr31-4-finished');
    await importing.import();
  });

  /** @type {string[]} */
  const commands = [];
  /** Body of the call without the tag of the extension. */
  let wanted = '';
  await keyboard.check('the command is copied in both forms, and the block is imported once', async () => {
    const context = page.context();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.watchClipboard();
    for (const form of ['In the command itself', 'With a private file']) {
      await keyboard.press('Import this key?', 'Copy as AWS CLI', {
        picture: form === 'In the command itself' ? 'import-tr31-5-confirm' : 'import-tr31-5-confirm-again',
      });
      await keyboard.choose('Select a format', form, form);
      await keyboard.dialog('Import this key?');
      commands.push(await workbench.copied(form === 'With a private file' ? /file:\/\// : /rapped/));
    }
    ok(/wrapped-key-block|WrappedKeyBlock/.test(commands[0] ?? ''), `copied: ${commands[0]}`);
    ok(/file:\/\//.test(commands[1] ?? ''), `copied: ${commands[1]}`);
    await keyboard.press('Import this key?', 'Import');
    await importing.done(`KCV ${kcv} matches the expected KCV`);
    await workbench.surface('import-tr31-6-result');
    const [sent] = imports();
    ok(sent !== undefined && imports().length === 1, `${imports().length} calls of ImportKey`);
    const { Tags = [], ...body } = /** @type {{ Tags?: { Key: string }[] }} */ (sent?.body ?? {});
    const own = Tags.filter(({ Key }) => Key === 'key-material-inspector:import');
    ok(own.length === 1, `${own.length} tags of the extension`);
    wanted = sorted({ ...body, Tags: Tags.filter((tag) => !own.includes(tag)) });
  });

  await keyboard.check(
    'Show in Tree leads to the key, and it is there once, with alias and tag',
    async () => {
      await importing.press('Show in Tree');
      await page
        .getByRole('treeitem', { name: /pek-group-14/ })
        .first()
        .waitFor({ timeout: 20_000 });
      await workbench.picture('import-tr31-7-tree');
      const all = await service.keys();
      ok(all.length === before + 1, `${all.length - before} keys came`);
      const { Alias } = await service.call('GetAlias', { AliasName: 'alias/pek-group-14' });
      const { Tags } = await service.call('ListTagsForResource', { ResourceArn: Alias.KeyArn ?? '' });
      ok(
        Tags.some(({ Key, Value }) => Key === 'env' && Value === 'test'),
        `tags: ${JSON.stringify(Tags)}`,
      );
    },
  );

  // Later than the notification, which goes by itself: the AWS CLI takes its time to start.
  await keyboard.check('the copied commands are run by sh, and send what the extension sends', async () => {
    if (spawnSync('aws', ['payment-cryptography', 'help'], { timeout: 30_000 }).error) {
      workbench.tell('no AWS CLI is on the PATH: the commands were not run');
      return;
    }
    for (const command of commands) {
      service.bodies.length = 0;
      service.close();
      await run('/bin/sh', ['-c', command], {
        cwd: workbench.folder,
        env: {
          PATH: process.env['PATH'],
          HOME: workbench.folder,
          ...workbench.awsFiles,
          AWS_PAGER: '',
          AWS_MAX_ATTEMPTS: '1',
        },
      }).then(
        () => ok(false, 'the closed door answered'),
        (/** @type {{ stderr: string }} */ error) =>
          ok(/the door is closed/.test(error.stderr), error.stderr),
      );
      service.reopen();
      ok(sorted(imports()[0]?.body) === wanted, `the CLI sends ${sorted(imports()[0]?.body)}, not ${wanted}`);
    }
  });

  await keyboard.check(
    'the same block again is a question, and Enter shows the key that is there',
    async () => {
      await workbench.command('Notifications: Clear All Notifications');
      service.bodies.length = 0;
      await begin();
      await importing.choose('wrappingKey', 'kek-main');
      await importing.type('alias', 'pek-second');
      await importing.import();
      await keyboard.press('Import this key?', 'Import');
      const question = await keyboard.dialog('This material was already imported.');
      for (const fact of ['alias/pek-group-14', `KCV ${kcv}`, 'State: enabled, exportable'])
        ok((await question.innerText()).includes(fact), `the question lacks ${fact}`);
      await workbench.picture('import-tr31-8-again');
      ok(
        await question
          .getByRole('button', { name: 'Show Key', exact: true })
          .evaluate((button) => button.matches(':focus')),
        'Enter would not show the key',
      );
      await page.keyboard.press('Enter');
      await question.waitFor({ state: 'hidden' });
      await page
        .getByRole('treeitem', { name: /pek-group-14/, selected: true })
        .first()
        .waitFor({ timeout: 20_000 });
      ok(imports().length === 0, `${imports().length} calls of ImportKey`);
      ok((await service.keys()).length === before + 1, 'a second key came');
    },
  );

  await keyboard.check(
    'nothing that was written or said holds a piece of a key or of the block',
    async () => {
      await page.waitForTimeout(1000);
      const held = await places(workbench);
      const found = held([...secrets, block.slice(16)].flatMap(piecesOf)).filter(
        (name) => !/CachedExtensionVSIXs/.test(name),
      );
      // The file for the CLI was asked for, and only its owner reads it.
      const files = found.filter((name) => /globalStorage.*cli.import-key-.*json$/.test(name));
      ok(files.length === 1 && found.length === 1, `found in ${found.join(', ')}`);
      const mode = fs.statSync(path.join(workbench.data, files[0] ?? '')).mode & 0o777;
      ok(process.platform === 'win32' || mode === 0o600, `others may read it: ${mode.toString(8)}`);
    },
  );
});

const run = promisify(execFile);

/** JSON with members in order, to compare bodies. @param {unknown} value @returns {string} */
function sorted(value) {
  return JSON.stringify(value, (_, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
