import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { readFile } from '../../../src/extension/material/structureFile';
import { StructureSession } from '../../../src/extension/material/structureSession';
import { offerNotice } from '../../../src/extension/material/tr34Offer';
import { loadRandomNumber } from '../../../src/extension/viewer/tr34Loading';
import { lookBeside } from '../../../src/extension/viewer/tr34Beside';
import { exchangeFiles } from '../../core/cms/tr34/tokenFiles';
import { equal, eventually, excludes, includes, ok } from '../support/check';
import { scriptedUi } from '../support/scriptedUi';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tr34-beside-'));
const alone = path.join(folder, 'alone');
const at = (...names: string[]): vscode.Uri => vscode.Uri.file(path.join(folder, ...names));

async function offered(session: StructureSession): Promise<string> {
  await lookBeside(session);
  return offerNotice(session.offered?.files ?? [])[0]?.text ?? '';
}

async function checks(session: StructureSession): Promise<string> {
  const { sections } = await session.overview(new Date('2026-12-01T12:00:00Z'));
  const found = sections.find(({ id }) => id === 'checks')?.statements ?? [];
  return found.map(({ status, text }) => `${status} ${text}`).join('\n');
}

describe('files beside a TR-34 token', () => {
  before(async () => {
    fs.mkdirSync(alone);
    for (const [name, bytes] of Object.entries(await exchangeFiles()))
      fs.writeFileSync(at(name).fsPath, bytes);
    fs.copyFileSync(at('kt-kdh.cms').fsPath, at('alone', 'kt-kdh.cms').fsPath);
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are found when it is opened, and complete its checks when they are used', async () => {
    const session = new StructureSession(await readFile(at('kt-kdh.cms')));
    equal(
      await offered(session),
      'Found kdh.crt, kdhca.crl, kdhca.crt, krd.pem and 2 more in the same folder',
    );
    includes(await checks(session), 'unknown Load the certificate of the signer');
    session.useOffered();
    const told = await checks(session);
    for (const part of [
      'ok The signature is valid',
      '" (found near the token) is valid.',
      'This does not establish trust in "',
      'ok The CRL of "',
      'unknown The random number is the same as in rtkrd.der; this does not prove freshness.',
    ])
      includes(told, part);
    excludes(told, 'wrong ');
  });

  it('count when they are open in tabs, and not when they are nowhere', async () => {
    const session = new StructureSession(await readFile(at('alone', 'kt-kdh.cms')));
    equal(await offered(session), '', 'nothing is open');
    await vscode.commands.executeCommand('vscode.open', at('kdh.crt'), { preview: false });
    await vscode.commands.executeCommand('vscode.openWith', at('rtkrd.der'), 'keyMaterial.structure', {
      preview: false,
    });
    await eventually(
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length === 2,
      'two tabs are open',
    );
    equal(await offered(session), 'Found kdh.crt (open) and rtkrd.der (open)');
  });

  it('are loaded several at once where the random number is asked for', async () => {
    const session = new StructureSession(await readFile(at('alone', 'kt-kdh.cms')));
    const script = scriptedUi([{ choose: 'From a File' }], {
      files: [at('kdh.crt'), at('kdhca.crt'), at('rtkrd.der')],
    });
    ok(await loadRandomNumber(session, script), 'something was loaded');
    const told = await checks(session);
    for (const part of [
      "ok The random number matches the one in the KRD's request.",
      'ok The signature is valid',
    ])
      includes(told, part);
  });
});
