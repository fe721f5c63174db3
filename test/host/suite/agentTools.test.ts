/** The agent tools in VS Code: off by default, confirmed, and with the report that every door gives. */
import * as vscode from 'vscode';
import { tools } from '../../../src/agent/tools';
import { reportOf, reportText } from '../../../src/core/report/report';
import { invoked, prepared } from '../../../src/extension/agent/invoke';
import { awsReportJudge } from '../../../src/keyservice/rules/reportJudge';
import { equal, eventually, excludes, includes, ok } from '../support/check';
import { activated } from '../support/hovers';

const at = '2026-11-30T00:00:00Z';

async function answer(name: (typeof tools)[number]['name'], input: unknown): Promise<string> {
  const { token } = new vscode.CancellationTokenSource();
  const { content } = await invoked(name, input, () => ({ complete: true, keys: [] }), token);
  equal(content.length, 1, 'parts');
  ok(content[0] instanceof vscode.LanguageModelTextPart, 'a part of text');
  return content[0].value;
}

const ours = (): string[] =>
  vscode.lm.tools
    .map(({ name }) => name)
    .filter((name) => name.startsWith('keyMaterial_'))
    .sort();

describe('agent tools', () => {
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('keyMaterial');
  before(activated);
  after(() => configuration().update('agentTools', undefined, vscode.ConfigurationTarget.Global));

  it('are contributed, and have nothing behind them until the setting is on', async () => {
    const call = async (): Promise<string> => {
      const input = { text: 'nothing', at };
      try {
        const { content } = await vscode.lm.invokeTool('keyMaterial_explain', {
          input,
          toolInvocationToken: undefined,
        });
        return (content[0] as vscode.LanguageModelTextPart).value;
      } catch (error) {
        return String(error);
      }
    };
    includes(await call(), 'does not have an implementation', 'call while off');
    await configuration().update('agentTools', true, vscode.ConfigurationTarget.Global);
    // Newer versions list what is contributed, whether it is on or not.
    const all = tools.map(({ name }) => name).sort();
    await eventually(() => ours().join() === all.join(), 'the tools are listed');
    console.log(`    Tools in VS Code ${vscode.version}: ${ours().join(', ')}`);
    const expected = reportText(reportOf('nothing', { at: new Date(at), judge: awsReportJudge }));
    await eventually(async () => (await call()) === expected, 'the tool answers with a report');
    await configuration().update('agentTools', undefined, vscode.ConfigurationTarget.Global);
    await eventually(
      async () => (await call()).includes('does not have an implementation'),
      'it is off again',
    );
  });

  it('say what a call reads before it does', () => {
    const { confirmationMessages } = prepared('keyMaterial_explain', { path: 'payments.log', startLine: 2 });
    ok(confirmationMessages, 'a confirmation');
    const { message } = confirmationMessages;
    const text = typeof message === 'string' ? message : message.value;
    includes(text.replaceAll('\\', ''), 'File: payments.log, lines 2 to', 'message');
    for (const { name } of tools) ok(prepared(name, {}).confirmationMessages, `${name} is confirmed`);
  });

  it('give the report of every other door', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    for (const name of ['payments.log', 'chain.pem', 'kdh.der', 'keys.json', 'tr34-annex-b.cms']) {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
      const expected = reportText(
        reportOf(Uint8Array.from(bytes), { at: new Date(at), judge: awsReportJudge, name }),
      );
      equal(await answer('keyMaterial_explain', { path: name, at }), expected, name);
    }
    includes(await answer('keyMaterial_find', { include: '*.pem', at }), '"chain.pem"', 'found');
    includes(await answer('keyMaterial_checkChain', { paths: ['chain.pem'], at }), '"good"', 'chain');
  });

  it('refuse what is outside the workspace', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const outside = vscode.Uri.joinPath(folder, '..', 'outside.txt');
    const inWorker = folder.scheme !== 'file';
    if (!inWorker)
      await vscode.workspace.fs.writeFile(outside, new TextEncoder().encode('KBPK C0FFEE00C0FFEE11'));
    for (const path of [
      '../outside.txt',
      'a/../../outside.txt',
      '..\\outside.txt',
      outside.path,
      outside.toString(),
      '/etc/passwd',
      '',
    ]) {
      const text = await answer('keyMaterial_explain', { path });
      excludes(text, 'C0FFEE00', path);
      includes(text, 'no such file', path);
    }
    if (!inWorker) await vscode.workspace.fs.delete(outside);
  });
});
