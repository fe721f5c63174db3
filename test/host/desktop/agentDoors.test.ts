/** The doors of VS Code give the reports that are kept of 500 artefacts: the agent tool, the editor, and the MCP server that it offers. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as vscode from 'vscode';
import { reportOf, reportText } from '../../../src/core/report/report';
import { mcpServers } from '../../../src/extension/agent/mcpServer';
import { reportHere } from '../../../src/extension/reports/copyFileReport';
import { awsReportJudge } from '../../../src/keyservice/rules/reportJudge';
import { type Artefact, artefacts } from '../../core/report/artefacts';
import { equal, eventually, includes, ok } from '../support/check';
import { activated } from '../support/hovers';

const at = '2026-11-30T00:00:00Z';

describe('500 artefacts in VS Code', () => {
  let all: Artefact[];
  let root: vscode.Uri;
  let extension: vscode.Uri;
  /** By name, the report of the core and the hash that is kept of it. */
  let expected: Map<string, { readonly text: string; readonly kept: string | undefined }>;
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('keyMaterial');

  before(async function () {
    this.timeout(120_000);
    await activated();
    extension = vscode.extensions.getExtension('key-material-inspector.key-material-inspector')!.extensionUri;
    root = vscode.workspace.workspaceFolders![0]!.uri;
    all = artefacts(vscode.Uri.joinPath(extension, 'media/samples').fsPath);
    const kept = new Map(
      fs
        .readFileSync(vscode.Uri.joinPath(extension, 'test/core/report/whole/reports.txt').fsPath, 'utf8')
        .split('\n')
        .map((line) => line.split(' ') as [name: string, hash: string]),
    );
    expected = new Map(
      all.map(({ name, bytes }) => {
        const options = { at: new Date(at), judge: awsReportJudge, name };
        const text = reportText(reportOf(Uint8Array.from(bytes), options));
        return [name, { text, kept: kept.get(name) }];
      }),
    );
    for (const { name, bytes } of all) fs.writeFileSync(path.join(root.fsPath, name), bytes);
    await configuration().update('agentTools', true, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await configuration().update('agentTools', undefined, vscode.ConfigurationTarget.Global);
    for (const { name } of all) fs.rmSync(path.join(root.fsPath, name), { force: true });
  });

  /** That a door gave the report of the core, which is the one that is kept. */
  function isKept(name: string, text: string): void {
    const { text: core, kept } = expected.get(name)!;
    ok(text === core, `${name}: ${text.slice(0, 200)}`);
    equal(createHash('sha256').update(text).digest('hex').slice(0, 16), kept, name);
  }

  /** Some at once: VS Code asks before each call, and answers itself in tests. */
  async function ofEach(give: (name: string) => Promise<string>): Promise<void> {
    for (let i = 0; i < all.length; i += 25)
      await Promise.all(all.slice(i, i + 25).map(async ({ name }) => isKept(name, await give(name))));
  }

  const invoke = async (tool: string, input: object): Promise<string> => {
    const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
    return content
      .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : JSON.stringify(part)))
      .join('');
  };

  it('have the kept reports from the agent tool, called through VS Code', async function () {
    this.timeout(240_000);
    equal(all.length, 500, 'artefacts');
    await eventually(
      () => vscode.lm.tools.some(({ name }) => name === 'keyMaterial_explain'),
      'the tool is listed',
    );
    await eventually(
      () =>
        invoke('keyMaterial_explain', { text: '', at }).then(
          () => true,
          () => false,
        ),
      'the tool answers',
    );
    const began = Date.now();
    await ofEach((name) => invoke('keyMaterial_explain', { path: name, at }));
    console.log(`    500 calls of the agent tool: ${Date.now() - began} ms`);
  });

  it('have the kept reports from the editor', async function () {
    this.timeout(240_000);
    await ofEach(async (name) => {
      const report = await reportHere(vscode.Uri.joinPath(root, name), new Date(at));
      ok(report && report !== 'tooLarge', name);
      return reportText(report);
    });
  });

  it('are copied by the command with the same report, judged now', async () => {
    const names = all.filter(({ name }) => /-(?:chain\.pem|keys\.json|kdh\.der)$/.test(name));
    ok(names.length >= 3, 'names');
    for (const { name, bytes } of names) {
      await vscode.commands.executeCommand('keyMaterial.copyFileReport', vscode.Uri.joinPath(root, name));
      const text = await vscode.env.clipboard.readText();
      const moment = new Date((JSON.parse(text) as { at: string }).at);
      equal(
        text,
        reportText(reportOf(Uint8Array.from(bytes), { at: moment, judge: awsReportJudge, name })),
        name,
      );
    }
  });

  it('of a selection, places are those of the document', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, 'payments.log'));
    const editor = await vscode.window.showTextDocument(document);
    const text = document.getText();
    const start = text.indexOf('D0112P0AE00E0000');
    editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(start + 112));
    const report = await reportHere(document.uri, new Date(at));
    ok(report && report !== 'tooLarge', 'a report');
    const [material, ...others] = report.materials;
    equal(others.length, 0, 'others');
    const { line, character } = document.positionAt(start);
    equal(material?.place, {
      ...{ unit: 'lines', line: line + 1, column: character + 1 },
      ...{ endLine: line + 1, endColumn: character + 113 },
    });
    equal(report.source.size.count, 112, 'size');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('have the same reports from the MCP server that is offered to VS Code, started as its definition says', async function () {
    this.timeout(120_000);
    const servers = mcpServers(extension, process.execPath);
    equal(
      servers.map(({ label }) => label),
      ['Key Material'],
      'servers',
    );
    const { command, args, env } = servers[0]!;
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(
      new StdioClientTransport({ command, args: [...args], env: { ...env }, stderr: 'ignore' }),
    );
    try {
      const { tools } = await client.listTools();
      includes(tools.map(({ name }) => name).join(), 'keyMaterial_explain', 'tools');
      for (let i = 0; i < all.length; i += 50) {
        const { name } = all[i]!;
        const { content } = await client.callTool({
          name: 'keyMaterial_explain',
          arguments: { path: name, at },
        });
        isKept(name, (content as { text: string }[])[0]!.text);
      }
    } finally {
      await client.close();
    }
  });

  it('have the same reports from the MCP server that VS Code starts itself', async function () {
    this.timeout(120_000);
    const [, minor = 0] = vscode.version.split('.').map(Number);
    // Before, VS Code does not accept servers of extensions, or cannot wait for their tools.
    if (minor < 139) this.skip();
    const ours = (): string[] =>
      vscode.lm.tools.map(({ name }) => name).filter((name) => /^mcp_.*keyMaterial_/.test(name));
    await eventually(
      async () => {
        await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
        return ours().length === 4;
      },
      `VS Code lists the tools of the server: ${vscode.lm.tools.map(({ name }) => name).join()}`,
    );
    console.log(
      `    Tools in VS Code ${vscode.version}: ${vscode.lm.tools.map(({ name }) => name).join(', ')}`,
    );
    const explain = ours().find((name) => name.endsWith('keyMaterial_explain'))!;
    for (let i = 0; i < all.length; i += 50) {
      const { name } = all[i]!;
      isKept(name, await invoke(explain, { path: name, at }));
    }
  });
});
