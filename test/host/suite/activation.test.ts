import * as vscode from 'vscode';
import { equal, eventually, ok } from '../support/check';

const id = 'key-material-inspector.key-material-inspector';

describe('activation', () => {
  it('comes by itself once VS Code is up, as hovers have no event of their own', async () => {
    await eventually(() => vscode.extensions.getExtension(id)?.isActive, 'the extension is active');
  });

  it('registers every command of the manifest', async () => {
    const extension = vscode.extensions.getExtension(id);
    ok(extension, 'the extension is there');
    await extension.activate();
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    const missing = manifest.contributes.commands
      .map((c) => c.command)
      .filter((c) => !registered.includes(c));
    equal(missing, [], 'commands without an implementation');
  });

  it('marks our own part of it', async () => {
    await eventually(() => vscode.extensions.getExtension(id)?.isActive, 'the extension is active');
    const [own] = performance.getEntriesByName('keyMaterial.activate');
    ok(own, 'the mark is there');
    console.log(`Our own part of activation: ${own.duration.toFixed(1)} ms`);
  });
});
