import * as vscode from 'vscode';
import { deletePolicy, editPolicy, putPolicy } from '../../../src/extension/keys/policyActions';
import { showDetails, detailsText, type ShownKey } from '../../../src/extension/keys/keyDetailsPage';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws } from '../../../src/keyservice/aws/service';
import type { KeyService } from '../../../src/keyservice/operations';
import { equal, excludes, includes } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { act, node, pinKey } from '../support/keyActs';
import { testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock } from '../support/wrappedKeys';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const kekBytes = hex('88E1AB2A2E3DD38C1FA039A536500CC8');
const own = '111122223333';
const lender = '444455556666';

describe('Other accounts', () => {
  let test: TestService;
  let theirs: KeyService;
  let kek = '';

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService({ accounts: [own, lender], region: 'us-east-2' });
    const { url: endpoint, region, accounts } = test.simulator;
    theirs = connectAws({
      target: { kind: 'simulator', profile: 'test', region, account: lender, endpoint },
      credentials: () => Promise.resolve(accounts[1]!.credentials),
      queue: new RateQueue({ rate: 1000 }),
    });
    await importKbpk(theirs, kekBytes, 'alias/kek-lent');
    kek = (await theirs.call('GetAlias', { AliasName: 'alias/kek-lent' })).output.Alias.KeyArn ?? '';
  });
  after(() => test.close());

  const lend = (Action: string | readonly string[]): Promise<unknown> =>
    theirs.call('PutResourcePolicy', {
      ResourceArn: kek,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: own }, Action, Resource: '*' }],
      }),
    });

  it('a wrapping key is named by its ARN, and the confirmation names its account', async () => {
    await lend(['payment-cryptography:GetKey', 'payment-cryptography:ImportKey']);
    const block = pinKeyBlock(hex('0123456789ABCDEFFEDCBA9876543210'), kekBytes, 'T');
    const page = await ImportDriver.open(test, { text: block }, ['Import'], {
      replies: [{ type: 'alias/kek-lent' }, { type: kek.replace('us-east-2', 'eu-west-1') }, { type: kek }],
    });
    equal(page.model.ready, false, 'no key of the account fits');
    await page.act('wrappingKey', 'foreign');
    equal(page.ui.remarks.length, 2, 'texts that are not accepted');
    includes(page.shown('wrappingKey'), `account ${lender}`, 'field');
    includes(page.said, `warning: The wrapping key belongs to account ${lender}, not to ${own}`, 'page');
    await page.answer('alias', 'lent-01');
    await page.import();
    const { detail } = page.confirmation;
    includes(detail, `! The wrapping key belongs to account ${lender}, not to ${own}`, 'confirmation');
    includes(detail, 'Account: 1111-2222-3333', 'signing account');
    const { output } = await test.service.call('GetAlias', { AliasName: 'alias/lent-01' });
    equal(output.Alias.KeyArn?.split(':')[4], own, 'the key is of the own account');
    page.close();
  });

  it('a wrapping key that may not be read is used all the same, and that is said', async () => {
    await lend('payment-cryptography:ImportKey');
    const block = pinKeyBlock(hex('FEDCBA98765432100123456789ABCDEF'), kekBytes, 'T');
    const page = await ImportDriver.open(test, { text: block }, ['Import'], { replies: [{ type: kek }] });
    await page.act('wrappingKey', 'foreign');
    includes(page.ui.said.join(), 'The key could not be read, so only the service checks it.', 'said');
    includes(page.said, 'warning: The wrapping key: usage, algorithm and state could not be read', 'page');
    await page.answer('alias', 'lent-02');
    await page.import();
    equal(page.result.title, 'Imported alias/lent-02', 'result');
    page.close();
  });

  describe('the resource policy of a key', () => {
    const policyText = (Statement: object): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [Statement] }, null, 2);
    const write = async (text: string): Promise<void> => {
      const editor = vscode.window.activeTextEditor!;
      const { document } = editor;
      await editor.edit((edit) =>
        edit.replace(
          new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)),
          text,
        ),
      );
    };
    const details = async (arn: string): Promise<string> => {
      let text = '';
      const pages = {
        open: (_: string, shown: ShownKey) => {
          text = detailsText(test.tools.catalogue.find(arn)!, shown.tags, shown.where, shown.policy);
          return Promise.resolve();
        },
      };
      await act(test, (flow, argument) => showDetails(pages, flow, argument), arn, [], []);
      return text;
    };

    it('is opened as a document, put with who gets what, shown in the details, and deleted', async () => {
      const key = await pinKey(test, 'alias/policy-01');
      includes(await details(key.KeyArn), 'Resource policy\n  none', 'details without one');
      await act(test, editPolicy, node(key), [], []);
      includes(vscode.window.activeTextEditor?.document.getText() ?? '', '"000000000000"', 'proposal');
      await write(
        policyText({
          Effect: 'Allow',
          Principal: { AWS: [own, lender] },
          Action: ['payment-cryptography:GetKey', 'payment-cryptography:ExportKey'],
          Resource: '*',
        }),
      );
      const ui = await act(test, putPolicy, undefined, [], ['Copy as AWS CLI', 'Put Policy']);
      const lines = (ui.shown[0]?.detail ?? '').split('\n');
      equal(lines[0], `! ${lender} may GetKey, ExportKey. This includes ExportKey.`, 'dangerous first');
      equal(lines[1], `${own} (own account) may GetKey, ExportKey`, 'own account');
      includes(lines.join('\n'), key.KeyArn, 'key');
      includes(ui.copied.join(), 'put-resource-policy', 'command');
      const { Policy } = (await test.service.call('GetResourcePolicy', { ResourceArn: key.KeyArn })).output;
      includes(Policy, lender, 'at the service');
      includes(await details(key.KeyArn), `! ${lender} may GetKey, ExportKey`, 'details');
      const removed = await act(test, deletePolicy, node(key), [], ['Delete Policy']);
      includes(removed.shown[0]?.detail ?? '', `${lender} may GetKey, ExportKey`, 'what ends');
      const again = await act(test, deletePolicy, node(key), [], []);
      includes(again.said.join(), 'has no resource policy', 'said');
    });

    it('is not sent where it is no policy; one for everyone is explained before AWS refuses it', async () => {
      const key = await pinKey(test, 'alias/policy-02');
      await act(test, editPolicy, node(key), [], []);
      await write('{"Statement": [');
      const before = test.sent.length;
      const broken = await act(test, putPolicy, undefined, [], []);
      includes(broken.shown[0]?.message ?? '', 'it is not a resource policy', 'message');
      excludes(test.sent.slice(before).join(), 'PutResourcePolicy', 'sent');
      await write(
        policyText({ Effect: 'Allow', Principal: '*', Action: 'payment-cryptography:GetKey', Resource: '*' }),
      );
      const open = await act(test, putPolicy, undefined, [], ['Put Policy', 'cancel']);
      includes(
        open.shown[0]?.detail ?? '',
        '! Statement 1 allows everyone, without a condition',
        'confirmation',
      );
      includes(JSON.stringify(open.shown[1]), 'PublicPolicyException', 'refusal');
    });
  });
});
