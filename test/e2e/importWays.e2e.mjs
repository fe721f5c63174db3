// Every way of importing in pictures: the page as it opens, with something wrong, finished, and its result. Only when
// asked for: node scripts/e2e.mjs --only importWays. What the page does is driven by the other journeys.
import { randomBytes } from 'node:crypto';
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
let sharedInformation = '';

/** The certificate with one bit of its signature turned. @param {string} pem */
function bent(pem) {
  const bytes = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples, config, onEnd }) {
  const { recordedService, testChain, testKeyBlock, testAgreedKeyBlock } = await loadBundled(
    'test/keyservice/simulator/recordedService.ts',
  );
  service = await recordedService();
  onEnd(() => service.end());
  fs.writeFileSync(config, profileOf(service, 'lab'));
  const put = (/** @type {string} */ name, /** @type {string} */ text) =>
    fs.writeFileSync(path.join(samples, name), text);
  /** @type {{ pem: string }[]} */
  const chain = await testChain(['TEST Root', 'TEST KDH CA', 'TEST Encryption'], 'RSA_2048');
  for (const [at, name] of ['root', 'trusted', 'public'].entries()) {
    const pem = chain[at]?.pem ?? '';
    put(`${name}.pem`, pem);
    // With its issuer beside it, a false signature shows; a root is its own issuer.
    put(`${name}-wrong.pem`, bent(pem) + (name === 'public' ? (chain[1]?.pem ?? '') : ''));
  }
  const kek = await service.addKey('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', 'alias/kek-main');
  const header = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'N' };
  const block = testKeyBlock(header, new Uint8Array(randomBytes(16)), kek.bytes);
  put('block.txt', block);
  put('block-wrong.txt', block.slice(0, 80));
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
  const [ca, partner] = await testChain(['TEST Partner CA', 'TEST Partner'], 'ECC_NIST_P521');
  const agreed = testAgreedKeyBlock(
    { usage: 'K1', algorithm: 'A', mode: 'B', exportability: 'E' },
    new Uint8Array(randomBytes(32)),
    partner.privateKey,
    KeyCertificate,
    {
      DeriveKeyAlgorithm: 'AES_256',
      KeyDerivationFunction: 'NIST_SP800',
      KeyDerivationHashAlgorithm: 'SHA_512',
    },
  );
  ({ sharedInformation } = agreed);
  put('agreed.txt', `${agreed.keyBlock}\n\n${ca.pem}${partner.pem}`);
  put('agreed-wrong.txt', `${agreed.keyBlock}\n\n${ca.pem}${bent(partner.pem)}`);
}

journey(
  'Every way of importing',
  { whenAsked: true, themes: ['light', 'dark'], prepare },
  async (workbench) => {
    const { page } = workbench;
    const keyboard = new Keyboard(workbench);
    const importing = new ImportPage(keyboard);
    const samples = path.join(workbench.folder, 'samples');
    const open = async (/** @type {string} */ file) => {
      await workbench.command('View: Close All Editors');
      await workbench.command('Notifications: Clear All Notifications');
      await keyboard.open(file);
      await workbench.command('Key Material: Import Key…');
    };
    /** The page as it opens, once it has said what is missing or that it is ready. @param {string} name */
    const shown = async (name) => {
      await importing.frame.locator('.obstacle, [data-key="import"]:not([disabled])').first().waitFor();
      await workbench.surface(name);
      return importing.text();
    };
    /** Something wrong is said, and Import… is not to be had. @param {string} way @param {string} file @param {RegExp} said @param {() => Promise<void>} [answers] */
    const wrong = async (way, file, said, answers) => {
      await open(file);
      await importing.frame.locator('.obstacle, [data-key="import"]:not([disabled])').first().waitFor();
      await answers?.();
      await importing.frame.getByText(said).first().waitFor({ timeout: 20_000 });
      ok(
        (await importing.frame.locator('[data-key="import"]:not([disabled])').count()) === 0,
        'Import… is to be had',
      );
      await workbench.surface(`way-${way}-wrong`);
    };
    /** @param {string} way @param {string} done @param {{ title: RegExp | string, fingerprint?: boolean }} asked */
    const finished = async (way, done, { title, fingerprint }) => {
      await importing.judged();
      await workbench.surface(`way-${way}-finished`);
      await importing.import();
      if (fingerprint) await keyboard.fingerprint();
      await keyboard.press(title, 'Import');
      await importing.done(done);
      await workbench.surface(`way-${way}-result`);
    };

    await keyboard.check('the profile of the lab is chosen', async () => {
      await keyboard.open('root.pem');
      await workbench.command('Key Material: Select AWS Profile…');
      await keyboard.choose('Select AWS Profile', 'lab', 'lab');
      await page
        .locator('.statusbar')
        .getByRole('button', { name: /Key service: lab/ })
        .waitFor();
    });

    await workbench.check('a root certificate', async () => {
      await wrong('root', 'root-wrong.pem', /signature/i);
      await open('root.pem');
      await shown('way-root-empty');
      await importing.type('alias', 'root');
      await finished('root', 'Imported alias/root', { title: /Import/, fingerprint: true });
    });
    await workbench.check('a trusted certificate, whose root is in the account but not open', async () => {
      // The root is not at hand: nothing here can check the signature, the service will.
      await wrong('trusted', 'trusted-wrong.pem', /Select the certificate authority/);
      await open('trusted.pem');
      await shown('way-trusted-empty');
      await importing.choose('authority', 'alias/root');
      await importing.type('alias', 'kdh-ca');
      await finished('trusted', 'Imported alias/kdh-ca', { title: /Import/ });
    });
    await workbench.check('a public key', async () => {
      await wrong('public', 'public-wrong.pem', /signature/i, () =>
        importing.choose('purpose', 'A public key for encryption (D1): Encrypt and Wrap'),
      );
      await open('public.pem');
      await shown('way-public-empty');
      await importing.choose('purpose', 'A public key for encryption (D1): Encrypt and Wrap');
      await importing.choose('authority', 'alias/kdh-ca');
      await importing.type('alias', 'encryption');
      await finished('public', 'Imported alias/encryption', { title: /Import/ });
    });
    await workbench.check('a key block under a key of the account', async () => {
      await wrong(
        'tr31',
        'block-wrong.txt',
        /characters\. Check whether the block was cut off or something was/,
      );
      await open('block.txt');
      await shown('way-tr31-empty');
      await importing.choose('wrappingKey', 'kek-main');
      await importing.type('alias', 'pek');
      await finished('tr31', 'Imported alias/pek', { title: 'Import this key?' });
    });
    await workbench.check('a key block under an agreed key', async () => {
      const agree = async () => {
        await importing.choose('way', 'agreed by ECDH');
        await importing.choose('pair', 'alias/agreement');
        await importing.choose('partner', 'TEST Partner ·');
      };
      await wrong('ecdh', 'agreed-wrong.txt', /signature/i, agree);
      await open('agreed.txt');
      await importing.choose('way', 'agreed by ECDH');
      await shown('way-ecdh-empty');
      await agree();
      await importing.choose('derived', 'AES_256');
      await importing.choose('function', 'NIST');
      await importing.choose('hash', '512');
      await importing.type('sharedInformation', sharedInformation);
      await importing.type('alias', 'kek-ecdh');
      await finished('ecdh', 'Imported alias/kek-ecdh', { title: /Import this key/, fingerprint: true });
    });

    /** The text of the payload that was built last, from the disk. @param {string} kind */
    const payload = (kind) => {
      const files = fs
        .readdirSync(workbench.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.startsWith(`TEST-${kind}`));
      const [file] = files;
      ok(file !== undefined, `no payload TEST-${kind}`);
      return fs.readFileSync(path.join(file?.parentPath ?? '', file?.name ?? ''), 'utf8');
    };
    /** One digit of the last long run of hexadecimal is another. @param {string} text @param {(run: string) => string} change */
    const changed = (text, change) => {
      const runs = [...text.matchAll(/(?:[0-9A-F]{32,}\s*)+/g)];
      const last = runs.at(-1);
      ok(last !== undefined, `no digits in ${text.slice(0, 300)}`);
      const at = last?.index ?? 0;
      return text.slice(0, at) + change(last?.[0] ?? '') + text.slice(at + (last?.[0].length ?? 0));
    };

    await workbench.check('a cryptogram under RSA', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.command('Notifications: Clear All Notifications');
      await workbench.command('Key Material: Build Test Payload…');
      await keyboard.choose(
        'Select a payload. All are TEST payloads, built from test keys',
        'RSA',
        'RSA cryptogram',
      );
      await keyboard.choose(
        'What will the key be used for?',
        '',
        /a KEK for TR-31 key blocks; start with one/,
      );
      await keyboard.choose('Algorithm of the key', 'AES_128', 'AES_128');
      await keyboard.choose('Mode of use', '', '');
      await keyboard.choose('Exportability', '', '');
      await keyboard.choose('Wrapping key size (sizes strong enough for', 'RSA_3072', 'RSA_3072');
      await keyboard.choose('Hash of RSA-OAEP', '256', '256');
      await keyboard.choose('Key value', 'Generate', 'Generate');
      await keyboard.notified('TEST RSA cryptogram created');
      const text = payload('rsa-cryptogram');
      fs.writeFileSync(
        path.join(samples, 'cryptogram.txt'),
        text
          .split('\n')
          .filter((line) => !line.startsWith('#'))
          .join('\n')
          .trim(),
      );
      fs.writeFileSync(
        path.join(samples, 'cryptogram-wrong.txt'),
        changed(text, (run) => run.trim().slice(2)),
      );
      await open('cryptogram-wrong.txt');
      await importing.frame.getByText('These are 383 bytes').waitFor();
      await workbench.surface('way-rsa-wrong');
      // Without the facts of the payload, as a cryptogram comes from elsewhere.
      await open('cryptogram.txt');
      await shown('way-rsa-empty');
      await importing.choose('algorithm', 'AES_128');
      await importing.choose('usage', 'K1');
      await importing.choose('modes', '(B)');
      await importing.choose('exportable', 'Exportable');
      await importing.type('alias', 'kek-rsa');
      await finished('rsa', 'Imported alias/kek-rsa', { title: /Import this key/ });
    });
    await workbench.check('a TR-34 token with its chain', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.command('Notifications: Clear All Notifications');
      await workbench.command('Key Material: Build Test Payload…');
      await keyboard.choose(
        'Select a payload. All are TEST payloads, built from test keys',
        'TR-34',
        /TR-34/,
      );
      await page.waitForTimeout(500);
      while (!(await page.locator('.notification-toast', { hasText: 'TR-34 token created' }).count())) {
        await page.keyboard.press('Enter');
        await page.waitForTimeout(700);
      }
      const text = payload('tr34');
      fs.writeFileSync(path.join(samples, 'token-wrong.txt'), changed(text, bendRun));
      await wrong('tr34', 'token-wrong.txt', /signature/i);
      await open('notes.txt');
      fs.writeFileSync(path.join(samples, 'token.txt'), text);
      await open('token.txt');
      await shown('way-tr34-empty');
      await finished('tr34', 'Imported', { title: /Import this key/, fingerprint: true });
    });
  },
);

/** @param {string} run */
function bendRun(run) {
  const digits = run.trimEnd();
  return `${digits.slice(0, -1)}${digits.endsWith('0') ? '1' : '0'}${run.slice(digits.length)}`;
}
