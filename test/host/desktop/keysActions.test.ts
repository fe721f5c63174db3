import { createAlias, deleteAlias, moveAlias } from '../../../src/extension/keys/aliasActions';
import { createKey } from '../../../src/extension/keys/createKey';
import { disableKey, enableKey, restoreKey, scheduleDeletion } from '../../../src/extension/keys/lifeCycle';
import { editTags } from '../../../src/extension/keys/tagActions';
import { getPublicCertificate, useAsWrappingKey } from '../../../src/extension/keys/useActions';
import type { Key } from '../../../src/keyservice/operations';
import { equal, excludes, includes, ok } from '../support/check';
import { act, node, pinKey, type Action } from '../support/keyActs';
import { useDisk } from '../support/disk';
import { testService, type TestService } from '../support/serviceTools';

describe('Actions on keys', () => {
  let test: TestService;
  const now = async ({ KeyArn }: Key): Promise<Key> =>
    (await test.service.call('GetKey', { KeyIdentifier: KeyArn })).output.Key;
  const ownerOf = async (AliasName: string): Promise<string | undefined> =>
    (await test.service.call('GetAlias', { AliasName })).output.Alias.KeyArn;

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService();
  });
  after(() => test.close());

  describe('life cycle', () => {
    it('disables and enables, naming key, KCV and service, and offers the command of the CLI', async () => {
      const key = await pinKey(test, 'alias/life-01');
      const disabling = await act(test, disableKey, node(key), [], ['Copy as AWS CLI', 'Disable']);
      const [first] = disabling.shown;
      includes(first?.message ?? '', `Disable alias/life-01 · KCV ${key.KeyCheckValue ?? '?'}?`, 'question');
      for (const expected of [
        'PIN encryption (P0)',
        key.KeyArn,
        'Profile: simulator',
        'Endpoint: simulator on this computer',
        test.simulator.url,
      ])
        includes(first?.detail ?? '', expected, 'confirmation');
      includes(disabling.copied.join(), `stop-key-usage --key-identifier ${key.KeyArn}`, 'command');
      includes(disabling.copied.join(), `--endpoint-url ${test.simulator.url}`, 'endpoint');
      equal((await now(key)).Enabled, false, 'An internal error of the service.');
      equal(test.tools.catalogue.find(key.KeyArn)?.summary.Enabled, false, 'in the view');
      includes(disabling.said.join(), 'alias/life-01 is disabled', 'said');
      await act(test, enableKey, node(key), [], ['Enable']);
      equal((await now(key)).Enabled, true, 'enabled again');
    });

    it('asks for a key from the palette, fitting ones first, the others with the reason', async () => {
      const key = await pinKey(test, 'alias/life-02');
      await act(test, disableKey, node(key), [], ['Disable']);
      const ui = await act(test, enableKey, undefined, [{ choose: 'alias/life-02' }], ['Enable']);
      const labels = ui.asked[0]?.labels ?? [];
      ok(labels[0]?.includes('alias/life-02'), 'the disabled key comes first');
      includes(labels.join('\n'), 'This key is enabled.', 'reason');
    });

    it('changes nothing when the confirmation is closed', async () => {
      const key = await pinKey(test);
      await act(test, disableKey, node(key), [], ['cancel']);
      equal((await now(key)).Enabled, true, 'still enabled');
    });

    it('schedules a deletion by days and a typed name, and restores', async () => {
      const key = await pinKey(test, 'alias/life-03');
      const ui = await act(
        test,
        scheduleDeletion,
        node(key),
        [
          { type: '2' },
          { type: '181' },
          { type: '30' },
          { type: 'alias/other' },
          'back',
          'accept',
          { type: 'life-03' },
        ],
        ['Schedule Deletion'],
      );
      equal(ui.remarks.length, 3, 'refused texts');
      // What is to be typed is repeated in the question and where something else was typed.
      const end = key.KeyArn.slice(-8);
      includes(ui.remarks[2] ?? '', `Type one of: alias/life-03, life-03, ${end}`, 'what is to be typed');
      const question = ui.asked.find(({ text }) => text.includes('To delete'))?.text ?? '';
      includes(question, 'type its alias alias/life-03', 'alias to be typed');
      includes(question, end, 'end of the ARN to be typed');
      includes(ui.shown[0]?.detail ?? '', 'alias/life-03', 'aliases that go');
      includes(ui.said.join(), 'Aliases that no longer point to it: alias/life-03', 'said');
      includes(ui.shown[0]?.message ?? '', 'in 30 days', 'question');
      includes(
        ui.shown[0]?.detail ?? '',
        'This tool cannot tell what still needs the key: terminals, partners',
        'warning',
      );
      const pending = await now(key);
      equal(pending.KeyState, 'DELETE_PENDING', 'state');
      const days = ((pending.DeletePendingTimestamp?.getTime() ?? 0) - Date.now()) / 86_400_000;
      ok(days > 29 && days < 31, `in 30 days, not ${days}`);
      equal(test.tools.catalogue.find(key.KeyArn)?.summary.KeyState, 'DELETE_PENDING', 'in the view');
      equal(test.tools.catalogue.find(key.KeyArn)?.aliases.length, 0, 'aliases in the view');
      await act(test, restoreKey, node(key), [], ['Restore']);
      equal((await now(key)).KeyState, 'CREATE_COMPLETE', 'restored');
    });

    it('says after a restore that the key is disabled and which aliases are gone, and puts both back', async () => {
      const key = await pinKey(test, 'alias/life-05');
      for (const AliasName of ['alias/life-06', 'alias/life-07'])
        await test.service.call('CreateAlias', { AliasName, KeyArn: key.KeyArn });
      await test.tools.catalogue.refresh();
      const replies = ['accept', { type: key.KeyArn.slice(-8) }] as const;
      await act(test, scheduleDeletion, node(key), replies, ['Schedule Deletion']);
      // Gone for good, and taken by another key: neither is offered as one that is free.
      await test.service.call('DeleteAlias', { AliasName: 'alias/life-06' });
      const other = await pinKey(test);
      await test.service.call('UpdateAlias', { AliasName: 'alias/life-07', KeyArn: other.KeyArn });
      const ui = await act(
        test,
        restoreKey,
        node(key),
        [],
        [
          'Restore',
          'Enable Key',
          'Enable',
          'Assign alias/life-05',
          'Assign Alias',
          'Assign alias/life-06',
          'Assign Alias',
        ],
      );
      const told = ui.shown.filter(({ kind }) => kind === 'tell');
      includes(told[0]?.message ?? '', 'It is disabled and cannot be used yet.', 'state');
      includes(told[0]?.message ?? '', 'alias/life-05, alias/life-06', 'aliases');
      excludes(told[0]?.message ?? '', 'life-07', 'an alias of another key');
      equal(told.length, 3, 'until all is as before');
      equal((await now(key)).Enabled, true, 'enabled');
      equal(await ownerOf('alias/life-05'), key.KeyArn, 'unassigned alias');
      equal(await ownerOf('alias/life-06'), key.KeyArn, 'deleted alias');
      equal(await ownerOf('alias/life-07'), other.KeyArn, 'alias of the other key');
    });

    it('takes the end of the ARN of a key without a name', async () => {
      const key = await pinKey(test);
      await act(
        test,
        scheduleDeletion,
        node(key),
        ['accept', { type: key.KeyArn.slice(-8) }],
        ['Schedule Deletion'],
      );
      equal((await now(key)).KeyState, 'DELETE_PENDING', 'state');
    });

    it('says what became of a key that was deleted meanwhile, and shows it', async () => {
      const key = await pinKey(test, 'alias/life-04');
      await test.service.call('DeleteKey', { KeyIdentifier: key.KeyArn, DeleteKeyInDays: 3 });
      const ui = await act(test, disableKey, node(key), [], ['Disable', 'cancel']);
      const failed = ui.shown.find(({ kind }) => kind === 'failed');
      includes(failed?.detail ?? '', 'Simulator:', 'words of the service');
      equal(test.tools.catalogue.find(key.KeyArn)?.summary.KeyState, 'DELETE_PENDING', 'in the view');
    });

    it('looks before it says that a lost answer is lost, and sends once', async () => {
      const key = await pinKey(test);
      const before = test.sent.length;
      test.simulator.setFaults(({ operation }) =>
        operation === 'StopKeyUsage' ? { kind: 'drop', when: 'after' } : undefined,
      );
      try {
        const ui = await act(test, disableKey, node(key), [], ['Disable']);
        includes(ui.said.join(), 'is disabled', 'found out');
      } finally {
        test.simulator.setFaults(undefined);
      }
      equal(test.sent.slice(before).filter((one) => one === 'StopKeyUsage').length, 1, 'calls');
    });

    it('does not offer to repeat a call whose effect is unknown', async () => {
      const key = await pinKey(test);
      test.simulator.setFaults(({ operation }) =>
        operation === 'StopKeyUsage' || operation === 'GetKey' ? { kind: 'drop', when: 'before' } : undefined,
      );
      try {
        const ui = await act(test, disableKey, node(key), [], ['Disable', 'cancel']);
        const failed = ui.shown.find(({ kind }) => kind === 'failed');
        excludes((failed?.actions ?? []).join(), 'Try Again', 'actions');
        includes((failed?.actions ?? []).join(), 'Refresh Keys', 'actions');
      } finally {
        test.simulator.setFaults(undefined);
      }
    });
  });

  describe('aliases', () => {
    it('creates one, refuses a name that is taken while it is typed', async () => {
      const key = await pinKey(test);
      await pinKey(test, 'alias/name-taken');
      const ui = await act(
        test,
        createAlias,
        node(key),
        [{ type: 'name-taken' }, { type: 'name-01' }],
        ['Create Alias'],
      );
      includes(ui.remarks.join(), 'already exists and points to key', 'remark');
      equal(await ownerOf('alias/name-01'), key.KeyArn, 'owner');
      equal(test.tools.catalogue.find('alias/name-01')?.summary.KeyArn, key.KeyArn, 'in the view');
    });

    it('says who has a name that was taken meanwhile, and leaves it', async () => {
      const key = await pinKey(test);
      const other = await pinKey(test);
      await test.service.call('CreateAlias', { AliasName: 'alias/name-meanwhile', KeyArn: other.KeyArn });
      const ui = await act(
        test,
        createAlias,
        node(key),
        [{ type: 'name-meanwhile' }],
        ['Create Alias', 'cancel'],
      );
      equal(await ownerOf('alias/name-meanwhile'), other.KeyArn, 'owner');
      includes(ui.said.join(), other.KeyArn.slice(-16), 'who has it');
      equal(test.tools.catalogue.aliasTarget('alias/name-meanwhile'), other.KeyArn, 'in the view');
    });

    it('moves one, with the old and the new key named as they are now', async () => {
      const old = await pinKey(test, 'alias/move-01');
      const middle = await pinKey(test);
      const key = await pinKey(test, 'alias/move-target');
      await test.service.call('UpdateAlias', { AliasName: 'alias/move-01', KeyArn: middle.KeyArn });
      const ui = await act(test, moveAlias, node(old), [{ choose: 'alias/move-target' }], ['Move Alias']);
      const detail = ui.shown[0]?.detail ?? '';
      includes(detail, `from ${middle.KeyArn.split('/')[1] ?? '?'}`, 'old');
      includes(detail, `to ${key.KeyArn.split('/')[1] ?? '?'}`, 'new');
      equal(await ownerOf('alias/move-01'), key.KeyArn, 'owner');
      equal(test.tools.catalogue.aliasTarget('alias/move-01'), key.KeyArn, 'in the view');
    });

    it('says that one is gone', async () => {
      const key = await pinKey(test, 'alias/gone-01');
      await test.service.call('DeleteAlias', { AliasName: 'alias/gone-01' });
      const ui = await act(test, moveAlias, node(key), [], []);
      includes(ui.said.join(), 'alias alias/gone-01 no longer exists', 'said');
      equal(test.tools.catalogue.aliasNames.includes('alias/gone-01'), false, 'in the view');
    });

    it('deletes one from the palette; the key stays', async () => {
      const key = await pinKey(test, 'alias/delete-01');
      await act(test, deleteAlias, undefined, [{ choose: 'alias/delete-01' }], ['Delete Alias']);
      equal(test.tools.catalogue.aliasNames.includes('alias/delete-01'), false, 'in the view');
      equal((await now(key)).KeyState, 'CREATE_COMPLETE', 'key');
      const { output } = await test.service.call('ListAliases', { KeyArn: key.KeyArn });
      equal(output.Aliases.length, 0, 'An internal error of the service.');
    });
  });

  describe('tags', () => {
    const tagsOf = async ({ KeyArn }: Key) =>
      (await test.service.call('ListTagsForResource', { ResourceArn: KeyArn })).output.Tags;

    it('adds, changes and removes', async () => {
      const key = await pinKey(test);
      const ui = await act(
        test,
        editTags,
        node(key),
        [
          { choose: 'Add' },
          { type: 'nonsense' },
          { type: 'env=test, team=acquiring' },
          { choose: 'env' },
          { choose: 'Change' },
          { type: 'prod' },
          { choose: 'team' },
          { choose: 'Remove' },
          'escape',
        ],
        ['Save Tags', 'Save Tags', 'Remove Tag'],
      );
      equal(ui.remarks.length, 1, 'refused');
      equal(await tagsOf(key), [{ Key: 'env', Value: 'prod' }], 'tags');
      includes(ui.shown[1]?.detail ?? '', 'from test\nto prod', 'confirmation');
    });

    it('does not write over a tag that is there', async () => {
      const key = await pinKey(test);
      await test.service.call('TagResource', { ResourceArn: key.KeyArn, Tags: [{ Key: 'env', Value: 'a' }] });
      const ui = await act(
        test,
        editTags,
        node(key),
        [{ choose: 'Add' }, { type: 'env=b' }, 'back', 'escape'],
        [],
      );
      includes(ui.remarks.join(), 'already has the tag env', 'remark');
    });
  });

  describe('creating', () => {
    it('makes a key by usage, algorithm and modes that go together, with name and tags', async () => {
      const ui = await act(
        test,
        createKey,
        undefined,
        [
          { choose: 'Key block protection (K1)' },
          { choose: 'AES_256' },
          'back',
          'back',
          { choose: 'PIN encryption (P0)' },
          { choose: 'AES_128' },
          { choose: 'mode of use B' },
          { choose: 'Not exportable' },
          { type: 'created-01' },
          { type: 'env=test' },
          { choose: 'Initially disabled' },
        ],
        ['Copy as AWS CLI', 'Create Key', 'Copy ARN'],
      );
      const modes = ui.asked
        .filter(({ text }) => text.startsWith('Select the modes of use. They cannot be changed later.'))
        .at(-1);
      equal(modes?.labels.length, 4, 'modes of P0: B, E, D, N');
      includes(ui.shown[0]?.message ?? '', 'PIN encryption (P0), AES_128', 'question');
      for (const expected of [
        'not exportable',
        'initially disabled',
        'alias/created-01',
        'env=test',
        'Endpoint: simulator on this computer',
      ])
        includes(ui.shown[0]?.detail ?? '', expected, 'confirmation');
      includes(ui.copied[0] ?? '', '--no-exportable --no-enabled', 'command');
      const arn = ui.copied[1] ?? '';
      const { output } = await test.service.call('GetKey', { KeyIdentifier: 'alias/created-01' });
      equal(output.Key.KeyArn, arn, 'named');
      equal(output.Key.Enabled, false, 'disabled');
      equal(output.Key.Exportable, false, 'stays');
      equal(output.Key.KeyAttributes.KeyModesOfUse?.Wrap, true, 'modes');
      const tags = await test.service.call('ListTagsForResource', { ResourceArn: arn });
      equal(tags.output.Tags, [{ Key: 'env', Value: 'test' }], 'tags');
      equal(test.tools.catalogue.find('alias/created-01')?.summary.KeyArn, arn, 'in the view');
    });

    it('makes a pair for key agreement, and shows its certificate', async () => {
      const ui = await act(
        test,
        createKey,
        undefined,
        [
          { choose: 'Key agreement (K3)' },
          { choose: 'ECC_NIST_P256' },
          { choose: 'DeriveKey' },
          { choose: 'TR31_K1' },
          { type: 'created-pair' },
          { type: '' },
          { choose: 'Enabled' },
        ],
        ['Create Key', 'Copy ARN'],
      );
      includes(ui.shown[0]?.detail ?? '', 'derives keys of usage Key block protection (K1)', 'confirmation');
      const shown: [string, string][] = [];
      const panels = {
        structure: (name: string, text: string) => void shown.push([name, text]),
        block: () => undefined,
        text: () => undefined,
      };
      await act(
        test,
        (flow, argument) => getPublicCertificate(flow, argument, panels),
        'alias/created-pair',
        [],
        [],
      );
      includes(shown[0]?.[0] ?? '', 'Certificate of alias/created-pair', 'title');
      ok((shown[0]?.[1].match(/BEGIN CERTIFICATE/g) ?? []).length >= 2, 'certificate and chain');
    });

    it('says that a name was taken meanwhile, and that the key is there', async () => {
      const other = await pinKey(test);
      await test.service.call('CreateAlias', { AliasName: 'alias/created-02', KeyArn: other.KeyArn });
      const ui = await act(
        test,
        createKey,
        undefined,
        [
          { choose: 'CMAC' },
          { choose: 'AES_128' },
          { choose: 'mode of use C' },
          { choose: 'Exportable' },
          { type: 'created-02' },
          { type: '' },
          { choose: 'Enabled' },
        ],
        ['Create Key', 'cancel'],
      );
      includes(ui.said.join(), 'without the alias alias/created-02', 'said');
      equal(await ownerOf('alias/created-02'), other.KeyArn, 'owner');
    });

    it('finds the key of an answer that was lost, and makes one only', async () => {
      const count = async (): Promise<number> =>
        (await test.service.call('ListKeys', { MaxResults: 100 })).output.Keys.length;
      const before = await count();
      test.simulator.setFaults(({ operation }) =>
        operation === 'CreateKey' ? { kind: 'drop', when: 'after' } : undefined,
      );
      try {
        await act(
          test,
          createKey,
          undefined,
          [
            { choose: 'Card verification' },
            { choose: 'TDES_2KEY' },
            { choose: 'mode of use C' },
            { choose: 'Exportable' },
            { type: 'created-03' },
            { type: '' },
            { choose: 'Enabled' },
          ],
          ['Create Key', 'This Is the Key'],
        );
      } finally {
        test.simulator.setFaults(undefined);
      }
      equal(await count(), before + 1, 'keys');
      ok(await ownerOf('alias/created-03'), 'named');
    });
  });

  describe('use', () => {
    it('begins an import under a key that can unwrap, and says why another cannot', async () => {
      const { output } = await test.service.call('CreateKey', {
        KeyAttributes: {
          KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: 'AES_128',
          KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
        },
        Exportable: true,
      });
      const begun: unknown[] = [];
      const use: Action = (flow, argument) =>
        useAsWrappingKey(flow, argument, (wish) => Promise.resolve(begun.push(wish)));
      await act(test, use, node(output.Key), [], []);
      equal(begun, [{ wrappingKey: output.Key.KeyArn }], 'import');
      const ui = await act(test, use, node(await pinKey(test)), [], []);
      includes(ui.said.join(), 'its usage is not K0 or K1', 'reason');
    });

    it('gives no certificate of a symmetric key', async () => {
      const panels = { structure: () => undefined, text: () => undefined, block: () => undefined };
      const ui = await act(
        test,
        (flow, argument) => getPublicCertificate(flow, argument, panels),
        node(await pinKey(test)),
        [],
        [],
      );
      includes(ui.said.join(), 'Not a key pair', 'reason');
    });
  });

  describe('on a live account', () => {
    it('names account, endpoint and LIVE', async () => {
      const endpoint = 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com';
      const target = { kind: 'aws', profile: 'payments', region: 'us-east-1', endpoint } as const;
      const account = '111122223333';
      const live = await testService({ posesAs: { ...target, account }, region: target.region, account });
      try {
        const key = await pinKey(live);
        const ui = await act(live, disableKey, node(key), [], ['cancel']);
        includes(
          ui.shown[0]?.detail ?? '',
          'Account: 1111-2222-3333\nRegion: us-east-1\nEndpoint: live AWS',
          'confirmation',
        );
        includes(ui.shown[0]?.detail ?? '', endpoint, 'endpoint');
      } finally {
        await live.close();
      }
    });
  });
});
