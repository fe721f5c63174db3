// What people really have, in pictures: key blocks in coats and messages, what is no key block, damaged PEM. Only when
// asked for: node scripts/e2e.mjs --only fieldCases.
import fs from 'node:fs';
import path from 'node:path';
import { journey } from './journey.mjs';
import { Keyboard } from './keyboard.mjs';
import { ok } from './workbench.mjs';

const block = 'B0080P0TE00E0000C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121A6F16E2D41A449B3';
const codes = [...block].map((character) => character.charCodeAt(0).toString(16).toUpperCase());
const message = [...`HDR1A900R${block}A1B2C3`].map((one) => one.charCodeAt(0).toString(16));
const dump = message
  .map((_, at) => at)
  .filter((at) => at % 16 === 0)
  .map((at) => {
    const row = message.slice(at, at + 16);
    const text = row.map((one) => String.fromCharCode(Number.parseInt(one, 16))).join('');
    return `${at.toString(16).padStart(4, '0')}  ${row.join(' ').padEnd(47)}  ${text}`;
  })
  .join('\n');

/**
 * The text of a file, what the pointer is put on, and what the hover has to say.
 * @type {Readonly<Record<string, { text: (pem: string[]) => string, on: string, says: RegExp }>>}
 */
const cases = {
  'message.txt': {
    text: () => `HDR1A900R${block}A1B2C3\n`,
    on: block.slice(0, 16),
    says: /payShield response A9/,
  },
  'hexadecimal.txt': {
    text: () => `DF8150 ${codes.join('')}\n`,
    on: codes.slice(4, 12).join(''),
    says: /In hexadecimal/,
  },
  'capture.txt': { text: () => `${dump}\n`, on: message.slice(16, 24).join(' '), says: /In hex dump/ },
  'encoded.txt': {
    text: () => `zmk: ${Buffer.from(block).toString('base64')}\n`,
    on: Buffer.from(block).toString('base64').slice(0, 20),
    says: /In base64/,
  },
  'query.txt': {
    text: () => `kb=R%42${block.slice(1)}&x=1\n`,
    on: block.slice(1, 17),
    says: /In URL encoding/,
  },
  'atalla.txt': {
    text: () => '1ADNE000,30E6A07C9E4C487EB08F46AF01E64CAED0992A87B336AC61,A66804B787FC9CDD\n',
    on: '30E6A07C9E4C',
    says: /Atalla key block/,
  },
  'cryptogram.txt': {
    text: () => 'ZMK under LMK: U0123456789ABCDEF0123456789ABCDEF\n',
    on: 'U0123456789ABCDEF',
    says: /nothing binds the use/,
  },
  'serial.txt': { text: () => 'KSN=FFFF9876543210E00008\n', on: 'FFFF98765432', says: /transactions left/ },
  'damaged.pem': {
    text: (pem) =>
      pem.map((line, at) => (at === 4 ? `${line.slice(0, 20)}?${line.slice(21)}` : line)).join('\n'),
    on: '-----BEGIN CERTIFICATE',
    says: /line 5/i,
  },
  'label.pem': {
    text: (pem) => pem.join('\n').replaceAll('CERTIFICATE', 'PRIVATE KEY'),
    on: '-----BEGIN PRIVATE KEY',
    says: /CERTIFICATE/,
  },
};

/** @param {import('./journey.mjs').Ground} ground */
function prepare({ samples }) {
  const [pem = ''] =
    /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/.exec(
      fs.readFileSync(path.join(samples, 'chain.pem'), 'utf8'),
    ) ?? [];
  for (const [name, { text }] of Object.entries(cases))
    fs.writeFileSync(path.join(samples, name), text(pem.split('\n')));
}

journey(
  'What people really have',
  { whenAsked: true, themes: ['light', 'dark'], prepare },
  async (workbench) => {
    const { page } = workbench;
    const keyboard = new Keyboard(workbench);
    await page.getByRole('treeitem', { name: 'notes.txt' }).first().waitFor({ timeout: 60_000 });
    for (const [name, { on, says }] of Object.entries(cases))
      await workbench.check(name, async () => {
        await workbench.command('View: Close All Editors');
        await keyboard.open(name);
        await keyboard.find(on);
        const hover = page.locator('.monaco-hover', { hasText: says }).first();
        for (let tries = 1; ; tries++) {
          await workbench.command('Show or Focus Hover');
          const there = await hover.waitFor({ timeout: 10_000 }).then(
            () => true,
            () => false,
          );
          if (there) break;
          const texts = await page.locator('.monaco-hover').allInnerTexts();
          ok(tries < 3, `no hover says ${says.source}: ${texts.join(' | ')}`);
        }
        await workbench.picture(`field-${name.replace('.', '-')}`);
        await page.keyboard.press('Escape');
      });
  },
);
