import * as vscode from 'vscode';
import { findKeyBlocks } from '../../../src/core/input/find';
import { equal, eventually, excludes, includes, ok } from '../support/check';
import { activated } from '../support/hovers';

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

interface Found {
  state: string;
  files: { path: string; blocks: { line: number; character: number; usage: string }[] }[];
  text: string;
}

const find = async (): Promise<Found> => {
  const found = await vscode.commands.executeCommand<Found | undefined>('keyMaterial.findKeyBlocks');
  ok(found, 'the search answers');
  return found;
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** With its mark of byte order. */
function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), true);
  return bytes;
}

describe('Find Key Blocks in Workspace', () => {
  const root = (): vscode.Uri => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    ok(folder, 'a workspace folder is open');
    return folder.uri;
  };
  const place = (path: string): vscode.Uri => vscode.Uri.joinPath(root(), 'find-test', ...path.split('/'));
  const write = (path: string, bytes: Uint8Array) => vscode.workspace.fs.writeFile(place(path), bytes);

  before(async () => {
    await activated();
    await write('.gitignore', utf8('secret/\n*.tmp\n!kept.tmp\n'));
    await write('plain.log', utf8(`one\r\né🔑 ${block}\r\n`));
    await write(
      'coats.log',
      utf8(`at ${btoa(block)} and ${Array.from(block, (c) => c.charCodeAt(0).toString(16)).join('')}`),
    );
    await write('wide.txt', utf16(`first\n🔑 key ${block}\n`));
    await write('mark.txt', utf8(`\ufeff${block}`));
    await write('tool.bin', new Uint8Array([...utf8(block), 0, 1, 2, 0]));
    await write('secret/keys.log', utf8(block));
    await write('a.tmp', utf8(block));
    await write('kept.tmp', utf8(block));
    await write('deep/.gitignore', utf8('*.log\n!kept.log\nkept.tmp\n'));
    await write('deep/x.log', utf8(block));
    await write('deep/kept.log', utf8(block));
    await write('deep/kept.tmp', utf8(block));
    await write('node_modules/pack/keys.txt', utf8(block));
    await write('large.log', utf8(('x'.repeat(80) + '\n').repeat(60_000) + `late ${block}\n`));
  });

  after(async () => {
    await vscode.commands.executeCommand('keyMaterial.findKeyBlocks.clear');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(root(), 'find-test'), { recursive: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('lists the blocks of the samples where they stand', async () => {
    const found = await find();
    equal(found.state, 'done', 'state');
    for (const name of ['payments.log', 'keys.json', 'keys.yaml', 'keys.csv']) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root(), name));
      const wanted = findKeyBlocks(document.getText()).map(({ span, text }) => {
        const { line, character } = document.positionAt(span.start);
        return { line, character, usage: text.slice(5, 7) };
      });
      ok(wanted.length > 0, `${name} has blocks`);
      equal(found.files.find(({ path }) => path === name)?.blocks, wanted, name);
    }
  });

  it('leaves out what .gitignore files, settings and binary files leave out', async () => {
    const found = await find();
    const paths = found.files.map(({ path }) => path).filter((path) => path.startsWith('find-test/'));
    equal(
      paths.sort(),
      [
        'find-test/coats.log',
        'find-test/deep/kept.log',
        'find-test/kept.tmp',
        'find-test/large.log',
        'find-test/mark.txt',
        'find-test/plain.log',
        'find-test/wide.txt',
      ],
      'files',
    );
    includes(found.text, 'Binary files skipped:', 'summary');
  });

  it('counts lines and columns as the editor does, in UTF-8, UTF-16 and far down a large file', async () => {
    const found = await find();
    for (const name of ['plain.log', 'wide.txt', 'mark.txt', 'large.log']) {
      const document = await vscode.workspace.openTextDocument(place(name));
      const start = document.positionAt(document.getText().indexOf(block));
      const blocks = found.files.find(({ path }) => path === `find-test/${name}`)?.blocks;
      equal(blocks, [{ line: start.line, character: start.character, usage: 'P0' }], name);
    }
  });

  it('finds blocks in base64 and in hexadecimal of their characters', async () => {
    const blocks = (await find()).files.find(({ path }) => path === 'find-test/coats.log')?.blocks;
    const second = 'at '.length + btoa(block).length + ' and '.length;
    equal(
      blocks,
      [3, second].map((character) => ({ line: 0, character, usage: 'P0' })),
      'blocks in coats',
    );
  });

  it('takes the settings of the workspace', async () => {
    const settings = vscode.workspace.getConfiguration();
    const { Workspace } = vscode.ConfigurationTarget;
    try {
      await settings.update('search.exclude', { '**/plain.*': true }, Workspace);
      await settings.update('search.useIgnoreFiles', false, Workspace);
      const paths = (await find()).files.map(({ path }) => path);
      ok(!paths.includes('find-test/plain.log'), 'search.exclude');
      ok(paths.includes('find-test/secret/keys.log'), 'without .gitignore');
      ok(!paths.some((path) => path.includes('node_modules')), 'the default excludes stay');
    } finally {
      await settings.update('search.exclude', undefined, Workspace);
      await settings.update('search.useIgnoreFiles', undefined, Workspace);
    }
  });

  it('reads what is in an editor and not yet saved', async () => {
    const document = await vscode.workspace.openTextDocument(place('plain.log'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${block}\n`));
    ok(document.isDirty, 'unsaved');
    const found = await find();
    const lines = found.files
      .find(({ path }) => path === 'find-test/plain.log')
      ?.blocks.map(({ line }) => line);
    equal(lines, [0, 2], 'lines');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('copies headers and places, never a payload', async () => {
    await find();
    for (const [command, head] of [
      ['copyCsv', '"File","Line","Column","Version"'],
      ['copyMarkdown', '| File | Line | Column | Version'],
    ] as const) {
      await vscode.env.clipboard.writeText('');
      await vscode.commands.executeCommand(`keyMaterial.findKeyBlocks.${command}`);
      const text = await vscode.env.clipboard.readText();
      includes(text, head, command);
      includes(text, 'PIN encryption key', command);
      excludes(text, block.slice(20, 60), command);
    }
  });

  it('a second search takes the place of the first', async () => {
    const first = vscode.commands.executeCommand<Found>('keyMaterial.findKeyBlocks');
    const second = await find();
    equal(second.state, 'done', 'second');
    ok(['done', 'cancelled'].includes((await first).state), 'first');
    await eventually(() => true, 'both ended');
  });
});
