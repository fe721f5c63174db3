// The imports besides the round, by keyboard alone: a chain, a public key, an RSA-wrapped key, a key block under an
// agreed key, and a manifest; of each the last step in pictures.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from '../../scripts/bundleForNode.mjs';
import { profileOf } from '../../scripts/simulatorProfile.mjs';
import { ImportPage } from './importPage.mjs';
import { Keyboard } from './keyboard.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

/** @type {import('../keyservice/simulator/recordedService').RecordedService} */
let service;
let sharedInformation = '';

/** @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples, config, onEnd }) {
  const { recordedService, testChain, testKeyBlock, testAgreedKeyBlock } = await loadBundled(
    'test/keyservice/simulator/recordedService.ts',
  );
  service = await recordedService();
  onEnd(() => service.end());
  fs.writeFileSync(config, profileOf(service, 'lab'));
  const pems = async (/** @type {readonly string[]} */ names, /** @type {string} */ kind) => {
    const parties = await testChain(names, kind);
    return { parties, text: parties.map((/** @type {{ pem: string }} */ { pem }) => pem).join('') };
  };
  fs.writeFileSync(
    path.join(samples, 'kdh-chain.pem'),
    (await pems(['TEST Root', 'TEST KDH CA', 'TEST KDH'], 'RSA_2048')).text,
  );
  fs.writeFileSync(
    path.join(samples, 'encryption.pem'),
    (await pems(['TEST Issuer', 'TEST Encryption'], 'RSA_2048')).text,
  );
  const kek = await service.addKey('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', 'alias/kek-main');
  const header = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'N' };
  const block = () => testKeyBlock(header, new Uint8Array(randomBytes(16)), kek.bytes);
  fs.writeFileSync(
    path.join(samples, 'terminals.keymanifest.json'),
    JSON.stringify(
      {
        version: 1,
        defaults: { wrappingKey: 'alias/kek-main' },
        keys: [
          { keyBlock: block(), alias: 'alias/terminal-1' },
          { keyBlock: block(), alias: 'alias/terminal-2' },
          { keyBlock: block(), alias: 'alias/terminal-2' },
        ],
      },
      null,
      2,
    ),
  );
  // Something that is not a manifest at all, and a block whose middle is gone.
  fs.writeFileSync(path.join(samples, 'notes.keymanifest.json'), 'Dear all, the keys follow by courier.');
  fs.writeFileSync(
    path.join(samples, 'cut.csv'),
    `keyBlock,wrappingKey,alias,kcv\n${block().slice(0, 60)},alias/kek-main,alias/terminal-9,12E456\n${block()},alias/nobody,alias/terminal-10,A1B2C3\n`,
  );
  const { Key } = await service.call('CreateKey', {
    Exportable: true,
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyAttributes: {
      KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      KeyClass: 'ASYMMETRIC_KEY_PAIR',
      KeyAlgorithm: 'ECC_NIST_P521',
      KeyModesOfUse: { DeriveKey: true },
    },
  });
  await service.call('CreateAlias', { AliasName: 'alias/agreement', KeyArn: Key.KeyArn });
  const { KeyCertificate } = await service.call('GetPublicKeyCertificate', { KeyIdentifier: Key.KeyArn });
  const partner = await pems(['TEST Partner CA', 'TEST Partner'], 'ECC_NIST_P521');
  const agreed = testAgreedKeyBlock(
    { usage: 'K1', algorithm: 'A', mode: 'B', exportability: 'E' },
    new Uint8Array(randomBytes(32)),
    partner.parties[1].privateKey,
    KeyCertificate,
    {
      DeriveKeyAlgorithm: 'AES_256',
      KeyDerivationFunction: 'NIST_SP800',
      KeyDerivationHashAlgorithm: 'SHA_512',
    },
  );
  ({ sharedInformation } = agreed);
  fs.writeFileSync(path.join(samples, 'from-partner.txt'), `${agreed.keyBlock}\n\n${partner.text}`);
}

journey('Imports of other kinds', { themes: ['light', 'dark'], prepare }, async (workbench) => {
  const { page } = workbench;
  const keyboard = new Keyboard(workbench);
  const importing = new ImportPage(keyboard);
  const importOpen = async (/** @type {string} */ file) => {
    await workbench.command('Notifications: Clear All Notifications');
    await keyboard.open(file);
    await workbench.command('Key Material: Import Key…');
  };

  await keyboard.check('the profile of the lab is chosen', async () => {
    await keyboard.open('kdh-chain.pem');
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', 'lab', 'lab');
    await page
      .locator('.statusbar')
      .getByRole('button', { name: /Key service: lab/ })
      .waitFor();
  });

  await workbench.check('a chain is imported root first, its leaf left out', async () => {
    await importOpen('kdh-chain.pem');
    await importing.choose('purpose', 'To receive keys by TR-34');
    await importing.type('alias', 'kdh-ca');
    await importing.judged();
    await workbench.surface('import-chain-page');
    await importing.import();
    await keyboard.fingerprint();
    await keyboard.press('Import 2 certificates?', 'Import', { picture: 'import-chain-confirm' });
    await importing.done('Imported alias/kdh-ca');
    await workbench.surface('import-chain-result');
  });

  await workbench.check('a public key is imported under its root', async () => {
    await importOpen('encryption.pem');
    await importing.choose('purpose', 'A public key for encryption (D1): Encrypt and Wrap');
    await importing.type('alias', 'encryption');
    await importing.import();
    await keyboard.fingerprint();
    await keyboard.press('Import 2 certificates?', 'Import', { picture: 'import-public-key-confirm' });
    await importing.done('Imported alias/encryption');
  });

  await workbench.check('an RSA-wrapped key is imported, with attributes from legal sets', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Key Material: Build Test Payload…');
    await keyboard.choose(
      'Select a payload. All are TEST payloads, built from test keys',
      'RSA',
      'RSA cryptogram',
    );
    await keyboard.choose('What will the key be used for?', '', /a KEK for TR-31 key blocks; start with one/);
    await keyboard.choose('Algorithm of the key', 'AES_128', 'AES_128');
    await keyboard.choose('Mode of use', '', '');
    await keyboard.choose('Exportability', '', '');
    await keyboard.choose('Wrapping key size (sizes strong enough for', 'RSA_3072', 'RSA_3072');
    await keyboard.choose('Hash of RSA-OAEP', '256', '256');
    await keyboard.choose('Key value', 'Generate', 'Generate');
    const said = await keyboard.notified('TEST RSA cryptogram created', 'Import…');
    const kcv = /KCV ([0-9A-F]{6})/.exec(said)?.[1] ?? '';
    ok(kcv !== '', `no KCV in ${said}`);
    // What a cryptogram does not say is read from the payload, and shown as such.
    await importing.judged();
    ok((await importing.chosen('algorithm')).includes('AES_128'), 'the algorithm is not there');
    await workbench.surface('import-rsa-page');
    await importing.choose('algorithm', 'TDES_2KEY');
    await importing.choose('algorithm', 'AES_128');
    await importing.type('alias', 'kek-rsa');
    await importing.import();
    await keyboard.press('Import this key?', 'Import', { picture: 'import-rsa-confirm' });
    await importing.done(`KCV ${kcv} matches the expected KCV`);
    await workbench.surface('import-rsa-result');
  });

  await workbench.check('a key block under an agreed key is imported', async () => {
    await importOpen('from-partner.txt');
    await importing.choose('way', 'agreed by ECDH');
    await importing.choose('pair', 'alias/agreement');
    await importing.choose('partner', 'TEST Partner ·');
    await importing.choose('derived', 'AES_256');
    await importing.choose('function', 'NIST');
    await importing.choose('hash', '512');
    await importing.type('sharedInformation', sharedInformation);
    await importing.type('alias', 'kek-ecdh');
    await importing.judged();
    await workbench.surface('import-ecdh-page');
    await importing.import();
    await keyboard.fingerprint();
    await keyboard.press('Import this key and the certificates', 'Import', {
      picture: 'import-ecdh-confirm',
    });
    await importing.done('Imported alias/kek-ecdh');
  });

  await workbench.check('a manifest is judged as a table, and its sound rows imported', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    await keyboard.open('terminals.keymanifest.json');
    await workbench.command('Key Material: Import from Manifest…');
    const frame = page
      .locator('iframe.webview.ready:visible')
      .last()
      .contentFrame()
      .frameLocator('#active-frame');
    const button = frame.locator('[data-key="import"]');
    await button.waitFor({ timeout: 30_000 });
    await workbench.surface('manifest-page');
    await button.focus();
    await page.keyboard.press('Enter');
    await keyboard.press('Import 2 keys from terminals.keymanifest.json?', 'Import 2 Keys', {
      picture: 'import-manifest-confirm',
    });
    await frame.getByRole('button', { name: '2 imported' }).waitFor({ timeout: 30_000 });
    await workbench.surface('manifest-result');
    // What is wrong with a row leads to its line.
    await frame.getByRole('button', { name: '1 blocked' }).focus();
    await page.keyboard.press('Enter');
    await frame
      .getByText('alias/terminal-2 is also used in row 2')
      .or(frame.getByText('; an alias points to only one key.'))
      .first()
      .waitFor();
    const aliases = (await service.call('ListAliases', { MaxResults: 100 })).Aliases.map(
      ({ AliasName }) => AliasName,
    );
    for (const name of ['kdh-ca', 'encryption', 'kek-rsa', 'kek-ecdh', 'terminal-1', 'terminal-2'])
      ok(aliases.includes(`alias/${name}`), `alias/${name} is not at the service: ${aliases.join(', ')}`);
  });

  await workbench.check('what is broken says so, and offers no import', async () => {
    const frame = page
      .locator('iframe.webview.ready:visible')
      .last()
      .contentFrame()
      .frameLocator('#active-frame');
    for (const { file, said, picture } of [
      { file: 'notes.keymanifest.json', said: /cannot be read as JSON/, picture: 'manifest-nothing' },
      { file: 'cut.csv', said: /2 blocked/, picture: 'manifest-broken' },
    ]) {
      await workbench.command('View: Close All Editors');
      await keyboard.open(file);
      await workbench.command('Key Material: Import from Manifest…');
      await frame.getByText(said).first().waitFor({ timeout: 30_000 });
      ok((await frame.locator('[data-key="import"]').count()) === 0, 'an import is offered');
      await workbench.surface(picture);
    }
    const size = page.viewportSize() ?? { width: 1200, height: 800 };
    await page.setViewportSize({ width: 400, height: 800 });
    await workbench.command('View: Close Primary Side Bar');
    await workbench.surface('manifest-broken-400');
    const cut = await frame
      .locator('#root')
      .evaluate(
        (root) =>
          root.ownerDocument.documentElement.scrollWidth > root.ownerDocument.documentElement.clientWidth,
      );
    ok(!cut, 'the page is wider than the window');
    await page.setViewportSize(size);
  });
});
