// Material for the table of verdicts: one file for each thing that can be verified, failed, doubtful or not checked.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { loadBundled } from '../../scripts/bundleForNode.mjs';

/** A block with its key, from keys made for the purpose. */
export const kbpk = '88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6';
const sound =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

/** Each in a line of its own; the names are those of the states that a hover tells. */
export const blocks = {
  notChecked: sound,
  // The last digit of the MAC is another one: nothing but a verification can tell.
  wrongMac: `${sound.slice(0, -1)}5`,
  failed: sound.replace('D0112P0', 'D0128P0'),
  // The reserved character is not 0.
  warning: sound.replace('E0000', 'E0001'),
};

/** @param {string} label @param {Uint8Array} bytes @returns {string} */
const pem = (label, bytes) => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
};

/** @param {string} folder @param {readonly string[]} args */
const openssl = (folder, args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/** Writes all files into the workspace. @param {import('./journey.mjs').Ground} ground */
export async function prepareVerdicts(ground) {
  await writeTokens(await writeWithoutTokens(ground));
}

/** The same without tokens, in a few seconds. @param {import('./journey.mjs').Ground} ground */
export async function prepareWalk(ground) {
  await writeWithoutTokens(ground);
}

/** @param {import('./journey.mjs').Ground} ground @returns what writes a file into the workspace */
async function writeWithoutTokens({ samples }) {
  for (const name of fs.readdirSync(samples)) fs.rmSync(path.join(samples, name), { recursive: true });
  /** @param {string} name @param {string | Uint8Array} content */
  const write = (name, content) => {
    const file = path.join(samples, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  };
  // Of these files Problems are always listed.
  write('blocks.tr31', `${Object.values(blocks).join('\n')}\n`);
  write('blocks.log', `${Object.values(blocks).join('\n')}\n`);
  await writeCertificates(samples, write);
  return write;
}

/** How a block that carries certificates begins: no other sample does so. */
export const withCertificates = 'S0ES00E0200CT';

/**
 * Writes a block with two certificates in CT, a chain by X9.143:2021 table 11, of which the first has expired.
 * @param {import('./journey.mjs').Ground} ground
 */
export async function prepareCertificateBlock({ samples }) {
  const { issue, party } = await loadBundled('test/core/x509/issue.ts');
  const [key, ca] = [party('signing-7.bank.example'), party('Payments Issuing CA 3')];
  const chain = [
    issue(key, ca, { notBefore: '240101000000Z', notAfter: '250104000000Z' }),
    issue(ca, ca, { ca: true }),
  ];
  const hex = (/** @type {number} */ value, /** @type {number} */ digits) =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  const parts = chain.map((bytes) => {
    const base64 = Buffer.from(bytes).toString('base64');
    return `00${hex(base64.length, 4)}${base64}`;
  });
  const data = `02${parts.join('')}`;
  const ct = `CT0004${hex(data.length + 10, 4)}${data}`;
  const short = (16 - ((ct.length + 4) % 16)) % 16;
  const optional = `${ct}PB${hex(short + 4, 2)}${'0'.repeat(short)}`;
  const rest = `S0ES00E0200${optional}${'A'.repeat(192)}${'B'.repeat(32)}`;
  fs.writeFileSync(path.join(samples, 'cards.log'), `D${String(rest.length + 5).padStart(4, '0')}${rest}\n`);
}

/** @param {string} samples @param {(name: string, content: string | Uint8Array) => void} write */
async function writeCertificates(samples, write) {
  const { issue, issueCrl, party, request } = await loadBundled('test/core/x509/issue.ts');
  const root = party('Payments Root', 'rsa');
  const leaf = party('terminal-14.example');
  const certificates = {
    verified: issue(root, root, { ca: true }),
    failed: issue(root, root, { ca: true, breakSignature: true }),
    notChecked: issue(leaf, root),
  };
  const broken = issue(leaf, root, { serial: 2, breakSignature: true });
  const expired = issue(party('expired.example'), root, {
    serial: 3,
    notBefore: '240101000000Z',
    notAfter: '250104000000Z',
  });
  const orphan = issue(party('orphan.example'), party('Elsewhere'));
  const crl = issueCrl(root, [{ serial: [2], reason: 1 }], '261115000000Z');
  const key = `${leaf.privateKey.export({ format: 'pem', type: 'pkcs8' })}`;
  const locked = `${root.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' })}`;
  for (const [state, bytes] of Object.entries(certificates)) {
    write(`${state}/one.der`, bytes);
    write(`${state}/one.pem`, pem('CERTIFICATE', bytes));
  }
  write('warning/key.pem', key);
  openssl(path.join(samples, 'warning'), [
    ...['req', '-x509', '-newkey', 'rsa:1024', '-sha1', '-nodes', '-days', '300', '-subj', '/CN=Weak Root'],
    ...['-outform', 'DER', '-keyout', 'weak.key', '-out', 'one.der'],
  ]);
  fs.rmSync(path.join(samples, 'warning/weak.key'));
  write('warning/one.pem', pem('CERTIFICATE', fs.readFileSync(path.join(samples, 'warning/one.der'))));
  /** @type {Record<string, Uint8Array>} */
  const leaves = { verified: certificates.notChecked, failed: broken, expired, notChecked: orphan };
  for (const [state, bytes] of Object.entries(leaves)) {
    fs.mkdirSync(path.join(samples, state), { recursive: true });
    write('chain.pem', pem('CERTIFICATE', bytes) + pem('CERTIFICATE', certificates.verified));
    openssl(samples, [
      ...['crl2pkcs7', '-nocrl', '-certfile', 'chain.pem'],
      ...['-outform', 'DER', '-out', `${state}/chain.p7b`],
    ]);
  }
  fs.rmSync(path.join(samples, 'chain.pem'));
  const all = [certificates.verified, certificates.notChecked, broken, expired, orphan];
  write(
    'bundle.der',
    all.map((bytes) => pem('CERTIFICATE', bytes)).join('') +
      pem('X509 CRL', crl) +
      pem('CERTIFICATE REQUEST', request(leaf)) +
      key +
      locked,
  );
  write('others/late.crl.der', crl);
  write('others/request.der', request(leaf));
  write('others/forged.der', request(leaf, root));
  write('others/store.pem', key + pem('CERTIFICATE', certificates.notChecked));
  openssl(path.join(samples, 'others'), [
    ...['pkcs12', '-export', '-in', 'store.pem', '-name', 'terminal'],
    ...['-out', 'store.p12', '-passout', 'pass:secret'],
  ]);
  fs.rmSync(path.join(samples, 'others/store.pem'));
}

/**
 * A token with all that its checks need beside it, the same with its signature changed, one with a CRL that is
 * overdue, and one by itself.
 * @param {(name: string, content: string | Uint8Array) => void} write
 */
async function writeTokens(write) {
  const { exchangeFiles } = await loadBundled('test/core/cms/tr34/tokenFiles.ts');
  const files = await exchangeFiles();
  const overdue = await exchangeFiles(new Date('2026-11-15T00:00:00Z'));
  const { 'kt-kdh.cms': token } = files;
  const changed = Uint8Array.from(token);
  changed.set([(changed.at(-1) ?? 0) ^ 1], changed.length - 1);
  /** @type {Record<string, Record<string, Uint8Array>>} */
  const folders = { verified: files, failed: { ...files, 'kt-kdh.cms': changed }, warning: overdue };
  for (const [folder, content] of Object.entries(folders))
    for (const [name, bytes] of Object.entries(content))
      if (!/key|bundle|bare|other/.test(name)) write(`${folder}/${name}`, bytes);
  write('notChecked/kt-kdh.cms', token);
  write('notChecked/token.pem', pem('CMS', token));
}
