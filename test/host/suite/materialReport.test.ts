import * as vscode from 'vscode';
import { keyMaterialReport } from '../../../src/extension/reports/keyMaterialReport';
import { openReport, saveReport } from '../../../src/extension/reports/reportPages';
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

  it('is saved in the form that is chosen, where the user says, and nowhere else', async () => {
    const done = await keyMaterialReport(scriptedUi([]), undefined, [
      vscode.Uri.joinPath(root(), 'keys.csv'),
    ]);
    ok(done, 'a report');
    const page = await openReport(done.page);
    const place = vscode.Uri.joinPath(root(), 'saved-report.csv');
    const text = async (uri: vscode.Uri): Promise<string> =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
    try {
      const ui = scriptedUi([{ choose: 'every item and every rule' }], { saves: [place] });
      equal((await saveReport(ui, page))?.toString(), place.toString(), 'place');
      const csv = await text(place);
      ok(csv.startsWith('\uFEFF"Kind","ID","Place"'), 'a spreadsheet reads it as UTF-8');
      const rows = done.report.assets.map((asset) =>
        Math.max(1, done.report.hits.filter(({ assets }) => assets.includes(asset)).length),
      );
      equal(
        csv.split('\r\n').length - 2,
        rows.reduce((sum, one) => sum + one, 0),
        'a row for each rule',
      );
      includes(ui.said.join(), 'saved-report.csv', 'said');
      await saveReport(scriptedUi([{ choose: 'Markdown' }], { saves: [place] }), page);
      equal(await text(place), done.page.markdown, 'Markdown');
      equal(await saveReport(scriptedUi(['escape']), page), undefined, 'given up');
    } finally {
      await vscode.workspace.fs.delete(place);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
    const folder = vscode.Uri.joinPath(root(), 'aws-guide');
    const refused = scriptedUi([{ choose: 'Markdown' }], { saves: [folder] });
    equal(await saveReport(refused, page), undefined, 'not written');
    includes(refused.said.join(), 'Select another location', 'said');
    const without = scriptedUi([]);
    equal(await saveReport(without, undefined), undefined, 'no report is open');
    includes(without.said.join(), 'Open a report first', 'said');
  });
});
