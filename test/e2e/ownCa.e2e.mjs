// One's own CA, by keyboard: a key pair by its purpose, its request as a document, the certificate that a CA made with
// @peculiar/x509 issues for it, and its row beside the import parameters.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import fs from 'node:fs';
import path from 'node:path';
import { Keyboard } from './keyboard.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 3072,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const day = 86_400_000;

/** The certificate and its root as PEM. @param {string} request PEM */
async function signed(request) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [notBefore, notAfter] = [new Date(Date.now() - day), new Date(Date.now() + 365 * day)];
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Example Bank Root, O=Example Bank',
    keys,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const csr = new x509.Pkcs10CertificateRequest(request);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: csr.subject,
    issuer: root.subject,
    publicKey: csr.publicKey,
    notBefore,
    notAfter,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyEncipherment, true),
    ],
  });
  return `${certificate.toString('pem')}\n${root.toString('pem')}\n`;
}

journey("One's own CA", { themes: ['light', 'dark'] }, async (workbench) => {
  const { page } = workbench;
  const keyboard = new Keyboard(workbench);
  const row = (/** @type {string | RegExp} */ name) => page.getByRole('treeitem', { name }).first();
  let request = '';

  await keyboard.check('a key pair is created by what it is for', async () => {
    await row('notes.txt').waitFor({ timeout: 60_000 });
    await workbench.command('Key Material: Select AWS Profile…');
    await keyboard.choose('Select AWS Profile', '', 'Simulator');
    await workbench.command('Key Material: Create Key…');
    await keyboard.choose('What is the key for?', 'Receive TR-34', 'Receive TR-34 under my own CA', {
      step: 'ownca-purpose',
    });
    await keyboard.choose('Algorithm', 'RSA_3072');
    await keyboard.choose('Select the modes of use.', '', '');
    await keyboard.type('Alias for the key (o', 'krd-01');
    await keyboard.type('Tags (optional)', '');
    await keyboard.choose('Enable the key now?', '', 'Enabled');
    await keyboard.press('Create a key', 'Create Key');
    await keyboard.notified('Created alias/krd-01', undefined, { step: 'ownca-created' });
    await workbench.command('Notifications: Clear All Notifications');
  });

  await keyboard.check('its request is a document with the public key and what was checked', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.watchClipboard();
    await workbench.command('Key Material: Get Certificate Signing Request…');
    await keyboard.choose('Select the key pair that your own CA will certify', 'krd-01', 'alias/krd-01');
    await keyboard.type('Common name (CN)', 'payments-krd-01');
    await keyboard.asked('Other parts of the subject');
    await page.keyboard.press('Enter');
    await keyboard.choose('Hash with which the key pair signs', '', 'SHA256');
    await keyboard.press('Get a certificate signing request', 'Get Request', { picture: 'ownca-confirm' });
    await page.getByText('SHA-256 of the public key').first().waitFor({ timeout: 30_000 });
    await workbench.picture('ownca-request');
    await keyboard.notified('Have your CA sign this request', 'Copy as PEM');
    request = await workbench.copied(/CERTIFICATE REQUEST/);
    ok(request.startsWith('-----BEGIN CERTIFICATE REQUEST-----'), request.slice(0, 40));
    await workbench.command('Notifications: Clear All Notifications');
  });

  await keyboard.check('the signed certificate is checked and kept', async () => {
    fs.writeFileSync(path.join(workbench.samples, 'krd-signed.pem'), await signed(request));
    await keyboard.open('krd-signed.pem');
    await workbench.command('Key Material: Use Signed Certificate…');
    await keyboard.choose(
      'Select the key pair that the certificate was issued for',
      'krd-01',
      'alias/krd-01',
    );
    await keyboard.choose('Certificate that your CA issued', '', 'payments-krd-01', { step: 'ownca-which' });
    await keyboard.press('Keep this certificate', 'Keep Certificate', { picture: 'ownca-keep' });
    await keyboard.notified('is kept in the Import Parameters view', undefined, { step: 'ownca-kept' });
    await workbench.command('Notifications: Clear All Notifications');
  });

  await keyboard.check('it is a row beside the import parameters, with what it is good for', async () => {
    await workbench.command('View: Show Key Material');
    await row(/Certificate of the key pair alias\/krd-01/).waitFor({ timeout: 20_000 });
    await workbench.picture('ownca-view');
  });
});
