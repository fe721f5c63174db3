import * as vscode from 'vscode';
import { entryOf, placeText, readAgain } from '../../../src/extension/inspector/inspectedEntry';
import { keyBlockAtPosition } from '../../../src/extension/material/documentKeyBlock';
import { keyBlockTerminalLinks } from '../../../src/extension/material/keyBlockTerminalLinks';
import { keyBlocksOf } from '../../../src/extension/material/keyBlocksOf';
import { equal, excludes, includes, ok } from '../support/check';
import { activated, hoverAt, hoverText, openText, placeOf } from '../support/hovers';
import { closeAll, inspectorTab } from '../support/inspectorTab';

const block = 'B0080P0TE00E0000C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121A6F16E2D41A449B3';
const codes = Array.from(block, (character) => character.charCodeAt(0).toString(16).toUpperCase());
const ebcdic = Array.from(block, (character) =>
  (character <= '9'
    ? 0xf0 + Number(character)
    : character.charCodeAt(0) + (character < 'J' ? 0x80 : character < 'S' ? 0x87 : 0x8f)
  )
    .toString(16)
    .toUpperCase(),
);
const encoded = btoa(block);
const dump = codes
  .map((_, i) => i)
  .filter((i) => i % 16 === 0)
  .map(
    (i) =>
      `${i.toString(16).padStart(4, '0')}  ${codes.slice(i, i + 16).join(' ')}  ${block.slice(i, i + 16)}`,
  )
  .join('\n');

const coats: readonly (readonly [coat: string, text: string, under: string])[] = [
  ['hexadecimal', `DF8150 ${codes.join('')} end`, codes.slice(8, 20).join('')],
  ['hexadecimal › EBCDIC', `data: ${ebcdic.join('')}`, ebcdic.slice(8, 20).join('')],
  ['base64', `zmk: ${encoded}`, encoded.slice(10, 30)],
  ['hex dump', `before\n\n${dump}\n\nafter`, codes.slice(32, 48).join(' ')],
];

describe('key blocks in coats', () => {
  before(activated);
  after(closeAll);

  for (const [coat, text, under] of coats)
    it(`are explained in ${coat}`, async () => {
      const document = await openText(text, 'plaintext');
      const said = await hoverAt(document, placeOf(document, under));
      includes(said, 'PIN encryption key', 'hover');
      includes(said, `In ${coat}`, 'hover');
      const [found, ...more] = keyBlocksOf(document).blocks;
      equal(more.length, 0, 'more blocks');
      equal(found?.located.text, block, 'block of the document');
    });

  it('open in the inspector, with their coat named', async () => {
    const [, text, under] = coats[0]!;
    const document = await openText(text, 'plaintext');
    const { line, character } = placeOf(document, under);
    await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock', {
      uri: document.uri.toString(),
      line,
      character,
    });
    await inspectorTab();
  });

  it('are links in a terminal, as wide as they stand there', async () => {
    const line = `$ xxd -p key  ${codes.join('')}`;
    const links = await keyBlockTerminalLinks.provideTerminalLinks({ line });
    equal(
      links.map(({ text, startIndex, length }) => [text, line.slice(startIndex, startIndex + length)]),
      [[block, codes.join('')]],
      'links',
    );
  });

  it('are replaced as a whole, never in part', async () => {
    const [, text, under] = coats[0]!;
    const document = await openText(text, 'plaintext');
    const at = placeOf(document, under);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.QuickFix.value,
    );
    const ours = actions.filter(({ title }) => title === 'Replace with the key block in plain text');
    equal(ours.length, 1, 'the fix');
    ok(ours[0]?.edit && (await vscode.workspace.applyEdit(ours[0].edit)), 'it is applied');
    equal(document.getText(), `DF8150 ${block} end`, 'text after the fix');
  });

  for (const [what, text, under] of [
    ['a message in hexadecimal', `x 52${codes.join('')} y`, codes.slice(8, 20).join('')],
    ['an array of C', `{ 0x${codes.join(', 0x')} }`, codes.slice(8, 10).join(', 0x')],
    ['a dump', dump, codes.slice(32, 40).join(' ')],
  ] as const)
    it(`are not replaced in ${what}, of which something would be lost`, async () => {
      const document = await openText(text, 'plaintext');
      const at = placeOf(document, under);
      includes(await hoverAt(document, at), 'PIN encryption key', 'hover');
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(at, at),
        vscode.CodeActionKind.QuickFix.value,
      );
      equal(
        actions.filter(({ title }) => /key block/i.test(title)).map(({ title }) => title),
        [],
        'fixes',
      );
    });

  it('stay the block that they are in the inspector while the document is edited', async () => {
    const document = await openText(`before\n\n${dump}\n\nafter`, 'plaintext');
    const entry = entryOf(block, {
      document,
      range: keyBlockAtPosition(document, placeOf(document, codes.slice(32, 40).join(' ')))!.range,
    });
    includes(placeText(entry) ?? '', 'In hex dump', 'place');
    equal(readAgain(entry), false, 'another block');
    equal([entry.text, entry.place?.gone], [block, false], 'block');
  });

  it('say what stands around them in a message of an HSM', async () => {
    const said = await hoverText(`HDR1A900R${block}A1B2C3`, 20);
    for (const part of [
      'payShield response A9, error code 00',
      'Scheme tag R\\: TR\\-31 key block',
      'Followed by A1B2C3\\: probably a KCV, not compared',
    ])
      includes(said, part, 'hover');
  });
});

describe('what HSMs put out besides key blocks', () => {
  before(activated);

  it('is explained where it stands', async () => {
    const atalla = '1ADNE000,30E6A07C9E4C487EB08F46AF01E64CAED0992A87B336AC61,A66804B787FC9CDD';
    const said = await hoverText(`key ${atalla}`, 30);
    for (const part of ['Atalla key block', 'ATM master key', 'not TR\\-31'])
      includes(said, part, 'hover on an Atalla key block');
    const cryptogram = await hoverText('ZMK: U0123456789ABCDEF0123456789ABCDEF', 20);
    for (const part of ['Key cryptogram, scheme U', 'found after \\"ZMK\\"', 'nothing binds the use'])
      includes(cryptogram, part, 'hover on a cryptogram');
    const serial = await hoverText('KSN FFFF9876543210E00008', 12);
    for (const part of ['Key serial number, DUKPT TDES', 'transactions left', 'Transaction\u00a0counter'])
      includes(serial, part, 'hover on a key serial number');
  });

  it('is not seen in what merely looks so', async () => {
    for (const text of [
      'sha1 U0123456789ABCDEF0123456789ABCDEF',
      'commit 0123456789ABCDEF0123456789ABCDEF01234567',
      'id 9f1c2d3e-58a1-4b0e-9d2b-1f0f4e7a6c55',
    ])
      excludes(await hoverText(text, 16), 'ryptogram', text);
  });
});
