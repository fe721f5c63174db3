import * as vscode from 'vscode';
import { keyMaterialReport } from '../../../src/extension/reports/keyMaterialReport';
import { equal, excludes, includes, ok } from '../support/check';
import { activated } from '../support/hovers';
import { scriptedUi } from '../support/scriptedUi';

const root = (): vscode.Uri => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a workspace folder is open');
  return folder.uri;
};

describe('Key Material Report', () => {
  before(activated);

  it('counts the workspace by kind and gives each rule its source', async () => {
    const ui = scriptedUi([{ choose: 'Files of the workspace' }]);
    const done = await keyMaterialReport(ui, undefined, []);
    ok(done, 'a report');
    const { markdown } = done.page;
    const count = (kind: string): number => done.report.assets.filter((one) => one.kind === kind).length;
    ok(count('keyBlock') > 20, `key blocks: ${count('keyBlock')}`);
    ok(count('certificate') > 5, `certificates: ${count('certificate')}`);
    ok(count('tr34') >= 2, `tokens: ${count('tr34')}`);
    for (const part of [
      '| Key blocks |',
      '| TR-34 tokens |',
      'ANSI X9.143, table 1, 2021',
      'RFC 5280, section 4.1.2.5',
    ])
      includes(markdown, part, 'page');
    ok(markdown.indexOf('| Kind |') < markdown.indexOf('## Reasons to Look'), 'counts come first');
  });

  it('covers selected files and folders only, and saves CSV and CycloneDX without material', async () => {
    const keys = vscode.Uri.joinPath(root(), 'keys.csv');
    const guide = vscode.Uri.joinPath(root(), 'aws-guide');
    const done = await keyMaterialReport(scriptedUi([]), undefined, [keys, guide]);
    ok(done, 'a report');
    ok(
      done.report.assets.every(({ place }) => /^(?:keys\.csv|aws-guide\/)/.test(place)),
      'other places',
    );
    ok(
      done.report.assets.some(({ place }) => place.startsWith('aws-guide/')),
      'the folder',
    );
    const forms = done.page.forms ?? [];
    equal(
      forms.map(({ label }) => label),
      ['CSV', 'JSON', 'CycloneDX 1.6', 'CycloneDX 1.6 with KCVs'],
      'forms',
    );
    for (const form of forms) excludes((await form.text()) ?? '', '7012724C0FAAF64D', form.label);
    const bom = JSON.parse((await forms[2]!.text()) ?? '') as { specVersion: string; components: object[] };
    equal(bom.specVersion, '1.6', 'version');
    ok(bom.components.length > 5, 'components');
  });

  it('says what could not be read', async () => {
    const missing = vscode.Uri.joinPath(root(), 'not-there.csv');
    const done = await keyMaterialReport(scriptedUi([]), undefined, [missing]);
    ok(done, 'a report');
    includes(done.page.markdown, '| not-there.csv | could not be read |', 'page');
    includes(done.page.markdown, 'No key material was found.', 'page');
  });
});
