// Imports of roots that an approval team decides about, on the page, in the tree and in the history; by the real simulator.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { historyFacts, historyItem, historyNodes } from '../../../src/extension/history/historyNodes';
import { checkApproval } from '../../../src/extension/import/checkApproval';
import { importAuthorityNow } from '../../../src/extension/import/importNow';
import { restoredWaiting } from '../../../src/extension/import/waitingImports';
import { keyItem, keyTooltip } from '../../../src/extension/keys/keyTree';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { openAction } from '../../../src/extension/service/serviceAction';
import { longestComment } from '../../../src/keyservice/draft/rootApproval';
import { testChain, testParty } from '../../../src/keyservice/testsource/parties';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { scriptedUi } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';

const Action = 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE' as const;
const team = 'arn:aws:mpa:us-east-2:111122223333:approval-team/release-officers';

describe('an import that a team decides about', function () {
  this.timeout(60_000);
  let test: TestService;
  let root: Certificate;
  const source = (...certificates: Certificate[]) => ({
    kind: 'certificates',
    certificates,
    place: 'root.pem',
  });
  const digits = (certificate: Certificate) => ({ type: fingerprintOf(certificate).slice(-8) });
  const imports = (): number => test.sent.filter((operation) => operation === 'ImportKey').length;
  const asked = (): number => test.sent.filter((operation) => operation === 'GetMpaTeamAssociation').length;

  /** The page, ready to be sent. */
  async function opened(
    certificates: Certificate[],
    purpose: string,
    ...actions: string[]
  ): Promise<ImportDriver> {
    const page = await ImportDriver.open(test, source(...certificates), actions, {
      replies: actions.includes('Import') ? [digits(certificates[0]!)] : [],
    });
    return page.answer('purpose', purpose);
  }
  async function sent(): Promise<ImportDriver> {
    const page = await opened(
      [root],
      'Keys for verification (S0): every certificate, including the last one',
      'Import',
    );
    await page.import();
    return page;
  }

  before(async () => {
    useDisk();
    test = await testService({ approval: 'manual' });
    await test.service.call('AssociateMpaTeam', { Action, MpaTeamArn: team });
  });
  beforeEach(async () => {
    test.simulator.decide('CANCELLED');
    test.simulator.setDenied([]);
    fs.rmSync(path.join(test.folder, 'imports'), { recursive: true, force: true });
    root = readCertificate((await testParty('Team Root', { kind: 'ECC_NIST_P256', ca: true })).certificate);
    test.sent.length = 0;
  });
  after(() => test.close());

  it('asks once whether a team decides, proposes the comment and confirms both', async () => {
    const page = await sent();
    equal(asked(), 1, 'reads of the association');
    const { message, detail } = page.confirmation;
    equal(message, 'Import this certificate?', 'question');
    for (const part of [
      'Approval team that decides: release-officers',
      team,
      "The import waits for the team's decision. Sending it again before then would be a second request.",
      'Comment, which appears in CloudTrail: Root certificate CN=Team Root',
    ])
      includes(detail, part, 'confirmation');
    const [pending] = test.simulator.pendingApprovals();
    const { comment = '', session = '' } = pending ?? {};
    includes(comment.replaceAll(' ', ''), fingerprintOf(root), 'comment');
    ok(comment.length <= longestComment, 'length');
    const { title, verdicts, rows } = page.result;
    includes(title, 'Waiting for approval: certificate "Team Root"', 'title');
    includes(verdicts[0]?.text ?? '', 'the team has not decided yet', 'verdict');
    const row = (id: string): string => rows.find((one) => one.id === id)?.value ?? '';
    equal(row('session'), session, 'session');
    equal(row('state'), 'not decided yet (PENDING)', 'state');
    ok(row('since') !== '' && row('requestId') !== '', 'since and request ID');
    page.close();
  });

  it('shows the field with what AWS does with it, and why it is offered where the team cannot be read', async () => {
    let page = await opened([root], 'Keys for verification (S0): every certificate, including the last one');
    let field = page.field('comment');
    equal(field.optional, false, 'optional');
    includes(field.hint, 'it appears in CloudTrail', 'hint');
    includes(field.verdicts[0]?.text ?? '', 'release-officers', 'team');
    includes(page.model.request?.cli ?? '', "--requester-comment 'Root certificate CN=Team Root", 'command');
    await page.answer('comment', '');
    includes(page.said, 'Enter a comment for the approval team.', 'obstacle');
    page.close();
    test.simulator.setDenied(['GetMpaTeamAssociation']);
    page = await opened([root], 'Keys for verification (S0): every certificate, including the last one');
    field = page.field('comment');
    equal(field.optional, true, 'optional');
    includes(
      field.verdicts[0]?.text ?? '',
      'It is unknown whether a team must approve this import; if so, a comment is required',
      'reason',
    );
    includes(field.verdicts[0]?.text ?? '', 'AccessDeniedException', 'reason');
    test.simulator.setDenied([]);
    // What IAM says of a policy that does not allow it can be answered with a statement.
    const reads = ['ListKeys', 'ListAliases', 'GetKey'].map((name) => `payment-cryptography:${name}`);
    const Statement = [{ Effect: 'Allow', Action: reads, Resource: '*' }];
    test.simulator.setPolicy(JSON.stringify({ Version: '2012-10-17', Statement }));
    await page.act('comment', 'askTeam');
    await page.act('comment', 'policy');
    test.simulator.setPolicy(undefined);
    includes(page.ui.copied.join(), 'payment-cryptography:GetMpaTeamAssociation', 'statement');
    await page.act('comment', 'askTeam');
    equal(page.field('comment').optional, false, 'asked again');
    page.close();
  });

  it('becomes the normal result once it was approved, and gets its alias only when that is confirmed', async () => {
    const page = await opened(
      [root],
      'Keys for verification (S0): every certificate, including the last one',
      'Import',
      'cancel',
      'Assign Alias',
    );
    await page.answer('alias', 'alias/team-root');
    await page.import();
    equal(imports(), 1, 'calls');
    test.simulator.decide('APPROVED');
    await page.act('', 'check');
    await page.until(() => page.result.title.startsWith('Approved and imported'));
    includes(page.result.verdicts.map(({ text }) => text).join(), 'alias/team-root is not assigned', 'alias');
    const changes = (): number => test.sent.filter((operation) => operation === 'CreateAlias').length;
    await page.act('', 'finish');
    equal(changes(), 0, 'nothing unconfirmed');
    await page.act('', 'finish');
    includes(page.ui.shown.at(-1)?.detail ?? '', 'Profile: simulator', 'where it goes');
    equal(page.result.title, 'Imported alias/team-root', 'title');
    equal(changes(), 1, 'aliases');
    equal(imports(), 1, 'calls');
    page.close();
  });

  it('follows it by itself, and says that it was not approved', async () => {
    const page = await sent();
    const arn = page.result.rows.find(({ id }) => id === 'arn')?.value ?? '';
    test.simulator.decide('FAILED');
    await page.until(() => page.model.failure !== undefined);
    includes(page.failure.title, 'Not approved, not imported', 'title');
    for (const part of ['CREATE_FAILED', 'not approved (FAILED)', 'Simulator: the team rejected', arn])
      includes(page.failure.lines.join('\n'), part, 'lines');
    includes(page.failure.actions.map(({ label }) => label).join(), 'Import Again…', 'actions');
    ok(page.model.ready && page.model.result === undefined, 'the form again');
    const key = test.tools.catalogue.find(arn);
    ok(key, 'the failed key');
    includes(keyItem(key).description as string, 'not approved: Simulator: the team rejected', 'row');
    includes(keyTooltip(key).value.replaceAll('\\', ''), 'not approved (FAILED)', 'tooltip');
    page.close();
    // Again: a new request, confirmed as any other.
    const again = await sent();
    equal(imports(), 2, 'calls');
    includes(again.result.title, 'Waiting for approval', 'again');
    again.close();
  });

  it('is found by another window and after a reload, and is not sent again', async () => {
    const first = await sent();
    first.close();
    const restored = await restoredWaiting(test.tools, {
      kind: 'certificates',
      certificates: [root],
      place: 'root.pem',
    });
    ok(restored, 'nothing is known after a reload');
    includes(restored.title, 'Waiting for approval', 'restored');
    includes(restored.rows.map(({ value }) => value).join('\n'), 'not decided yet (PENDING)', 'restored');
    // Without a question: it may wait for days.
    const page = await ImportDriver.open(test, source(root), ['Assign Alias']);
    includes(page.result.title, 'Waiting for approval', 'other window');
    equal(imports(), 1, 'calls');
    const other = await ImportDriver.open(test, source(root), ['Assign Alias']);
    test.simulator.decide('APPROVED');
    await page.act('', 'check');
    await page.until(() => page.result.title.startsWith('Approved and imported'));
    await other.act('', 'check');
    await other.until(() => other.result.title.startsWith('Approved and imported'));
    // Both finish it: one alias, and no complaint.
    await Promise.all([page.act('', 'finish'), other.act('', 'finish')]);
    for (const one of [page, other]) ok(one.result.title.startsWith('Imported alias/'), one.result.title);
    equal(imports(), 1, 'calls');
    page.close();
    other.close();
  });

  it('stops checking when asked to, and keeps waiting', async () => {
    const page = await sent();
    await page.until(() => page.result.rows.some(({ id }) => id === 'checked'));
    await page.act('', 'stop');
    const reads = test.sent.length;
    includes(page.said, 'Checking has stopped', 'verdicts');
    await new Promise((done) => setTimeout(done, 3000));
    equal(test.sent.length, reads, 'reads');
    await page.act('', 'check');
    await page.until(() => test.sent.length > reads);
    page.close();
  });

  it('leaves the rest of a chain until the user continues and confirms', async () => {
    const parties = await testChain(['Chain Root', 'Chain CA'], 'ECC_NIST_P256');
    const chain = parties.map(({ certificate }) => readCertificate(certificate));
    const page = await opened(
      chain,
      'Keys for verification (S0): every certificate, including the last one',
      'Import',
      'Import',
    );
    await page.session.receive({ type: 'import' });
    equal(imports(), 1, 'calls');
    includes(page.said, 'The rest of this import was not sent', 'verdicts');
    test.simulator.decide('APPROVED');
    await page.act('', 'check');
    await page.until(() => page.result.title.startsWith('Approved and imported'));
    equal(imports(), 1, 'nothing by itself');
    equal(page.result.rows.find(({ id }) => id === 'state')?.value, 'approved (APPROVED)', 'state');
    await page.act('', 'continue');
    equal(imports(), 2, 'calls');
    equal(page.ui.shown.filter(({ kind }) => kind === 'confirm').length, 2, 'confirmations');
    includes(page.result.title, 'Imported', 'result');
    page.close();
  });

  it('comes first in the history, which can check it and closes it when it was refused', async () => {
    const page = await sent();
    const arn = page.result.rows.find(({ id }) => id === 'arn')?.value ?? '';
    page.close();
    const [node] = await historyNodes(test.tools);
    ok(node, 'an entry');
    const item = historyItem(node);
    equal(item.description, 'waiting for approval', 'row');
    equal(item.command?.command, 'keyMaterial.history.checkApproval', 'command');
    const facts = historyFacts(node).map(([label, value]) => `${label}: ${value}`);
    for (const part of [
      `ARN: ${arn}`,
      'Last known approval state: not decided yet (PENDING)',
      'Approval session: ',
    ])
      includes(facts.join('\n'), part, 'facts');
    excludes(facts.join('\n'), 'Root certificate CN=', 'comment');
    let ui = scriptedUi([], { actions: ['cancel'] });
    await checkApproval(test.tools, ui, node);
    includes(ui.modals.join(), 'Waiting for approval: certificate "Team Root"', 'dialog');
    test.simulator.decide('CANCELLED');
    ui = scriptedUi([], { actions: ['cancel'] });
    await checkApproval(test.tools, ui, node);
    includes(ui.modals.join(), 'cancelled or lapsed (CANCELLED)', 'dialog');
    const left = await historyNodes(test.tools);
    ok(!left.some((one) => one.kind === 'open' && one.note.waiting?.arn === arn), 'the note is closed');
  });

  it('for another action says that it waits, and that action ends', async () => {
    const action = await openAction(
      test.tools,
      scriptedUi([digits(root)], { actions: ['Import', 'cancel'] }),
    );
    ok(action, 'no service');
    equal(await importAuthorityNow(action, [root], { purpose: 'ALL' }), undefined, 'key');
    equal(imports(), 1, 'calls');
    const second = scriptedUi([], { actions: ['cancel'] });
    equal(await importAuthorityNow({ ...action, ui: second }, [root], { purpose: 'ALL' }), undefined, 'key');
    equal(imports(), 1, 'calls');
    includes(second.modals.join(), 'Waiting for approval', 'dialog');
  });

  it('keeps nothing of the comment on the disk', async () => {
    const page = await sent();
    page.close();
    const folder = vscode.Uri.joinPath(test.tools.context.globalStorageUri, 'imports');
    for (const [name] of await vscode.workspace.fs.readDirectory(folder)) {
      if (!name.endsWith('.json')) continue;
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
      excludes(Buffer.from(bytes).toString(), 'Root certificate CN=', name);
    }
  });
});
