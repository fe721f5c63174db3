import * as vscode from 'vscode';
import { AccessPage } from '../../../src/extension/service/accessPage';
import { accessText } from '../../../src/extension/service/accessText';
import { type AccessReport, askForAccess, checkAccess } from '../../../src/extension/service/checkAccess';
import { readOperations } from '../../../src/keyservice/operations';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import { equal, excludes, includes, ok } from '../support/check';
import { closeAll } from '../support/inspectorTab';
import { scriptedUi } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';

const never = new AbortController().signal;

describe('Check Access', () => {
  let test: TestService;
  let reports: AccessReport[];
  const pages = { open: (report: AccessReport) => Promise.resolve(void reports.push(report)) };

  before(async function () {
    this.timeout(60_000);
    test = await testService();
  });
  beforeEach(() => {
    reports = [];
    test.sent.length = 0;
  });
  afterEach(() => {
    test.simulator.setFaults(undefined);
    test.simulator.setDenied([]);
  });
  after(async () => {
    await closeAll();
    await test.close();
  });

  /** "ListKeys allowed", of what was asked. */
  const asked = ({ rows }: AccessReport): string[] =>
    rows
      .filter(({ result }) => result !== 'notAsked' && result !== 'changes')
      .map(({ action, result }) => `${action.split(':')[1]} ${result}`);
  const row = ({ rows }: AccessReport, operation: string) =>
    rows.find(({ action }) => action.endsWith(`:${operation}`))!;

  it('sends reads only, and in an empty account says what there was nothing to ask about', async () => {
    await checkAccess(test.tools, scriptedUi([]), pages);
    const [report] = reports;
    ok(report, 'a report');
    equal(test.sent, ['ListKeys', 'ListAliases'], 'sent');
    equal(asked(report), ['GetCallerIdentity allowed', 'ListKeys allowed', 'ListAliases allowed'], 'asked');
    equal(report.target.account, test.simulator.account, 'account');
    includes(
      row(report, 'GetKey').words ?? '',
      'There is no key to check in this account and Region.',
      'GetKey',
    );
    equal(test.tools.connection.chosen?.account, test.simulator.account, 'the status bar learns it');
  });

  it('asks about the first key and alias, and never calls what changes something', async () => {
    const { KeyArn } = (
      await test.service.call('CreateKey', {
        KeyAttributes: {
          KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: 'AES_128',
          KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
        },
        Exportable: true,
      })
    ).output.Key;
    await test.service.call('CreateAlias', { AliasName: 'alias/pek-01', KeyArn });
    test.sent.length = 0;
    const report = await askForAccess(test.service, never);
    equal(test.sent, ['ListKeys', 'ListAliases', 'GetKey', 'ListTagsForResource', 'GetAlias'], 'sent');
    for (const name of test.sent) ok(readOperations.has(name as OperationName), `${name} only reads`);
    for (const name of ['GetParametersForImport', 'ImportKey', 'TagResource', 'CreateAlias'])
      equal(row(report, name).result, 'changes', name);
    ok(
      report.rows.every(({ result }) => result === 'allowed' || result === 'changes'),
      'nothing failed',
    );
  });

  it("shows what is denied with AWS's error name, text and request ID, and goes on", async () => {
    test.simulator.setDenied(['ListTagsForResource']);
    const report = await askForAccess(test.service, never);
    const denied = row(report, 'ListTagsForResource');
    equal(denied.result, 'denied', 'result');
    ok(/AccessDeniedException: ".+" \(request [\w-]+\)/.test(denied.words ?? ''), denied.words ?? '');
    equal(row(report, 'GetAlias').result, 'allowed', 'what comes after it');
    const text = accessText(report);
    ok(text.indexOf('\nDenied\n') < text.indexOf('\nAllowed\n'), 'what is denied comes first');
    includes(text, 'AccessDeniedException', 'text');
  });

  it('where nobody can say whose the credentials are, each read answers for itself', async () => {
    const other = await testService();
    try {
      other.simulator.setDenied(['GetCallerIdentity', 'ListKeys']);
      const report = await askForAccess(other.service, never);
      equal(report.target.account, undefined, 'account');
      equal(row(report, 'ListKeys').result, 'denied', 'ListKeys');
      equal(row(report, 'ListAliases').result, 'allowed', 'ListAliases');
      equal(report.rows[0]?.result, 'failed', 'identity');
      includes(accessText(report), 'The account could not be determined', 'text');
    } finally {
      await other.close();
    }
  });

  it('where lists are denied, nothing is asked that needs a key or an alias', async () => {
    test.simulator.setDenied(['ListKeys', 'ListAliases']);
    const report = await askForAccess(test.service, never);
    equal(test.sent, ['ListKeys', 'ListAliases'], 'sent');
    equal(row(report, 'GetKey').words, 'No key is known that could be checked.', 'GetKey');
  });

  it('stops at a failure that every call would have', async () => {
    test.simulator.setFaults(({ operation }) =>
      operation === 'ListKeys'
        ? {
            kind: 'reply',
            reply: { status: 400, body: '{"__type":"ExpiredTokenException"}' },
            when: 'before',
          }
        : undefined,
    );
    const report = await askForAccess(test.service, never);
    equal(asked(report), ['GetCallerIdentity allowed', 'ListKeys failed'], 'asked');
    equal(test.sent, ['ListKeys'], 'sent');
    equal(row(report, 'ListAliases').words, 'Not sent after the failure above.', 'ListAliases');
  });

  it('is shown as a read-only document', async () => {
    const page = new AccessPage();
    try {
      await checkAccess(test.tools, scriptedUi([]), page);
      const { document } = vscode.window.activeTextEditor!;
      equal(
        [document.isUntitled, document.isDirty, document.uri.scheme],
        [false, false, 'key-material-access'],
      );
      const text = document.getText();
      includes(text, 'Access of Simulator', 'title');
      includes(text, 'sts:GetCallerIdentity', 'an action');
      includes(text, test.simulator.account.replace(/^(\d{4})(\d{4})/, '$1-$2-'), 'account');
      excludes(text, 'undefined', 'text');
    } finally {
      page.dispose();
    }
  });
});
