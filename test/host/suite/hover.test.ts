import * as vscode from 'vscode';
import { equal, excludes, includes, ok } from '../support/check';
import { activated, hoverAt, hoverText, openSample, placeOf } from '../support/hovers';

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

describe('hover', () => {
  before(activated);

  it('explains every field of a block', async () => {
    const text = await hoverText(`key = ${block};`, 30);
    for (const part of [
      'Version',
      'Key usage',
      'Algorithm, mode',
      'Exportability',
      'Key version',
      'Key and MAC',
    ])
      includes(text.replaceAll('\u00a0', ' '), `|${part}|`, 'hover');
    for (const code of ['D', 'P0', 'A` `E', '00` `00', 'E'])
      includes(text.replaceAll('\u00a0', ' '), `|\`${code}\`|`, 'codes in the hover');
    includes(text, 'PIN encryption key', 'hover');
    includes(text, 'command:keyMaterial.decodeKeyBlock', 'hover');
  });

  it('covers the whole block and nothing else', async () => {
    const document = await vscode.workspace.openTextDocument({ content: `key = ${block};` });
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 30),
    );
    const range = hovers[0]?.range;
    ok(range, 'the hover has a range');
    equal(document.getText(range), block, 'text under the hover');
  });

  for (const [name, start, meaning] of [
    ['payments.log', 'D0112P0AE00E0000', 'PIN encryption key'],
    ['keys.json', 'D0112P0AE00E0000', 'PIN encryption key'],
    ['keys.yaml', 'D0112C0TC00E0000', 'Card verification key'],
    ['keys.csv', 'D0144K0AB00E0000', 'Key encryption key'],
    ['notes.txt', 'E0084B0TV16N0000', 'Base derivation key'],
  ] as const)
    it(`finds the block in ${name}`, async () => {
      const document = await openSample(name);
      includes(await hoverAt(document, placeOf(document, start)), meaning, 'hover');
    });

  it('names faults in words, with what was expected', async () => {
    const text = await hoverText(block.slice(0, -4), 3);
    includes(text, '**Error**', 'hover');
    includes(text, 'The length field is 0112', 'hover');
  });

  it('says what AWS Payment Cryptography makes of the block, in words', async () => {
    includes(
      await hoverText(block, 3),
      '**AWS Payment Cryptography:** meets the documented rules as TR31\\_P0\\_PIN\\_ENCRYPTION\\_KEY',
      'hover',
    );
    includes(await hoverText(block.slice(0, -4), 3), 'the block has errors', 'broken block');
  });

  it('says nothing of what merely resembles a block', async () => {
    const log = await openSample('payments.log');
    for (const start of ['2026-11-20T08', '9f1c2d3e-58a1', '5e884898da28047', 'QjAwODBQMFRF'])
      excludes(await hoverAt(log, placeOf(log, start)), 'key block', `hover on ${start}`);
  });

  it('finds a block in a line of a million characters', async () => {
    const text = `${'x '.repeat(250_000)}${block}${' y'.repeat(250_000)}`;
    const median = async (content: string, character: number): Promise<number> => {
      const document = await vscode.workspace.openTextDocument({ content });
      const times: number[] = [];
      for (let round = 0; round < 21; round++) {
        const began = performance.now();
        const found = await hoverAt(document, new vscode.Position(0, character));
        times.push(performance.now() - began);
        includes(found, 'PIN encryption key', 'hover');
      }
      return times.sort((a, b) => a - b)[10]!;
    };
    // A measure, not a check: the machine may be busy. The short line tells what the way through VS Code takes.
    const [long, short] = [await median(text, 500_010), await median(block, 10)];
    console.log(`      median ${long.toFixed(1)} ms through VS Code, ${short.toFixed(1)} ms in a short line`);
  });

  const wrapped = [
    'D0144D0AN00N0000127862F945C2DED04530FAF7CDBC8B0BA10C7AA79BD5E0C2',
    'C5D6AC173BF588E4B19ACF1357178D50EA0AB193228E13958304FC6149632DFD',
    'CADF3A5B3D57E814',
  ];
  for (const [name, lines] of [
    ['wrapped over lines', wrapped],
    ['wrapped and indented', wrapped.map((line) => `    ${line}`)],
    ['that a console put spaces into', wrapped.map((line) => line.replace(/.{16}(?=.)/g, '$& '))],
  ] as const)
    it(`explains a block ${name}, from any of its lines`, async () => {
      const document = await vscode.workspace.openTextDocument({
        content: `before\n\n${lines.join('\n')}\n\nafter`,
      });
      for (const row of [2, 3, 4]) {
        const text = await hoverAt(document, new vscode.Position(row, 10));
        includes(text, 'Data encryption key', `hover on line ${row}`);
        includes(text, '144 characters', `hover on line ${row}`);
      }
    });

  it('joins no lines that are not one block', async () => {
    const document = await vscode.workspace.openTextDocument({
      content: `${wrapped[0]!}\n${wrapped[1]!}\n0123456789ABCDEF01`,
    });
    excludes(await hoverAt(document, new vscode.Position(1, 10)), 'key block', 'hover');
  });

  it('has links for commands that are there, and trusts no others', async () => {
    const document = await vscode.workspace.openTextDocument({ content: block });
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 30),
    );
    const markdown = hovers[0]?.contents[0] as vscode.MarkdownString;
    const linked = [...markdown.value.matchAll(/\(command:([\w.]+)\?/g)].map((match) => match[1]);
    includes(linked.join(), 'keyMaterial.copyKeyBlockAsJson', 'links');
    const commands = await vscode.commands.getCommands(true);
    equal(
      linked.filter((command) => !commands.includes(command ?? '')),
      [],
      'links without a command',
    );
    equal(
      (markdown.isTrusted as { enabledCommands: readonly string[] }).enabledCommands,
      linked,
      'trusted commands',
    );
    equal(markdown.supportHtml ?? false, false, 'HTML');
  });

  it('is silent where the setting turns it off', async () => {
    const configuration = vscode.workspace.getConfiguration('keyMaterial');
    await configuration.update('hover.enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      equal(await hoverText(block, 20), '', 'hover');
    } finally {
      await configuration.update('hover.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
    includes(await hoverText(block, 20), 'PIN encryption key', 'hover after it is on again');
  });

  it('shows text of the file as text, never as a link or markup', async () => {
    const text = await hoverText('D0112P0AE00E0000[x](command:evil)<img src=x>', 3);
    excludes(text, '](command:evil)', 'hover');
    excludes(text, '<img', 'hover');
  });
});
