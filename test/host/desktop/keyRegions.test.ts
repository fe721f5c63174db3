import { createKey } from '../../../src/extension/keys/createKey';
import { addRegions, removeRegions } from '../../../src/extension/keys/regionActions';
import { disableKey, scheduleDeletion } from '../../../src/extension/keys/lifeCycle';
import { editTags } from '../../../src/extension/keys/tagActions';
import { contextOf } from '../../../src/extension/keys/keyTree';
import type { Key } from '../../../src/keyservice/operations';
import { equal, excludes, includes } from '../support/check';
import { useDisk } from '../support/disk';
import { ImportDriver } from '../support/importDriver';
import { act, node, pinKey } from '../support/keyActs';
import { testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock } from '../support/wrappedKeys';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const kekBytes = hex('88E1AB2A2E3DD38C1FA039A536500CC8');
const pinKeyBytes = hex('0123456789ABCDEFFEDCBA9876543210');

describe('Keys in several Regions', () => {
  let test: TestService;
  const block = (): string => pinKeyBlock(pinKeyBytes, kekBytes, 'T');
  const now = async (KeyIdentifier: string): Promise<Key> =>
    (await test.service.call('GetKey', { KeyIdentifier })).output.Key;
  const regionsOf = async (identifier: string): Promise<string[]> =>
    Object.keys((await now(identifier)).ReplicationStatus ?? {}).sort();
  const defaults = (...ReplicationRegions: string[]): Promise<unknown> =>
    test.service.call('EnableDefaultKeyReplicationRegions', { ReplicationRegions });
  const noDefaults = async (): Promise<void> => {
    const { EnabledReplicationRegions: ReplicationRegions } = (
      await test.service.call('GetDefaultKeyReplicationRegions', {})
    ).output;
    if (ReplicationRegions.length > 0)
      await test.service.call('DisableDefaultKeyReplicationRegions', { ReplicationRegions });
  };

  before(async function () {
    this.timeout(60_000);
    useDisk();
    test = await testService({
      region: 'us-east-2',
      otherRegions: ['eu-west-1', 'us-west-2'],
      replication: { milliseconds: 600, fails: ['ap-south-1'] },
    });
    await importKbpk(test.service, kekBytes, 'alias/kek-main');
    await test.tools.catalogue.refresh();
  });
  afterEach(noDefaults);
  after(() => test.close());

  describe('importing', () => {
    it('names the Regions of the account first, and nothing where there are none', async () => {
      await defaults('us-west-2', 'eu-west-1');
      const page = await ImportDriver.open(test, { text: block() }, ['Import']);
      equal(page.shown('regions'), 'Account default: also in eu-west-1, us-west-2', 'field');
      await page.answer('alias', 'regions-01');
      await page.import();
      const lines = page.confirmation.detail.split('\n');
      includes(
        lines.filter((line) => line.startsWith('! ')).join('\n'),
        '! Also in: eu-west-1, us-west-2 (defaults of the account)',
        'line',
      );
      equal(await regionsOf('alias/regions-01'), ['eu-west-1', 'us-west-2'], 'at the service');
      equal(
        page.result.rows.find(({ id }) => id === 'regions')?.value,
        'primary, also in eu-west-1, us-west-2',
        'result',
      );
      page.close();
      await noDefaults();
      const alone = await ImportDriver.open(test, { text: block() }, ['Import']);
      equal(alone.shown('regions'), 'Account default: in this Region only', 'field');
      await alone.answer('alias', 'regions-02');
      await alone.import();
      excludes(alone.confirmation.detail, 'Also in', 'line');
      equal((await now('alias/regions-02')).MultiRegionKeyType, undefined, 'at the service');
      alone.close();
    });

    it('sends selected Regions, and shows them', async () => {
      const page = await ImportDriver.open(test, { text: block() }, ['Import']);
      await page.answer('regions', 'Selected');
      equal(page.model.ready, false, 'ready without Regions');
      await page.answer('otherRegions', 'us-east-2');
      includes(page.said, 'us-east-2 is the Region of the key itself', 'own Region');
      await page.answer('otherRegions', 'eu-west-1');
      await page.answer('alias', 'regions-03');
      await page.import();
      includes(page.confirmation.detail, '! Also in: eu-west-1', 'line');
      equal(await regionsOf('alias/regions-03'), ['eu-west-1'], 'at the service');
      page.close();
    });

    it('says what happened where no other Region was wanted against the default', async () => {
      await defaults('eu-west-1');
      const page = await ImportDriver.open(test, { text: block() }, ['Import']);
      await page.answer('regions', 'Only in us-east-2');
      await page.answer('alias', 'regions-04');
      const before = test.sent.length;
      await page.import();
      includes(
        page.confirmation.detail,
        'Only in this Region, against the defaults of the account (eu-west-1)',
        'line',
      );
      includes(JSON.stringify(page.result.verdicts), 'the key is in no other Region', 'read after');
      equal(test.sent.slice(before).filter((name) => name === 'ImportKey').length, 1, 'one import');
      equal(test.sent.slice(before).filter((name) => name === 'GetKey').length, 1, 'read');
      page.close();
    });

    it('says that the defaults could not be read, and goes on', async () => {
      test.simulator.setDenied(['GetDefaultKeyReplicationRegions']);
      try {
        const page = await ImportDriver.open(test, { text: block() }, ['cancel']);
        includes(page.said, 'warning: The default Regions of the account could not be read', 'page');
        await page.import();
        includes(page.confirmation.detail, '! Also in: not known.', 'line');
        includes(page.confirmation.detail, 'AccessDeniedException', 'reason');
        test.simulator.setDenied([]);
        await page.act('regions', 'reloadRegions');
        equal(page.shown('regions'), 'Account default: in this Region only', 'read again');
        page.close();
      } finally {
        test.simulator.setDenied([]);
      }
    });
  });

  describe('creating', () => {
    const answers = [
      { choose: 'PIN encryption (P0)' },
      { choose: 'AES_128' },
      { choose: 'mode of use B' },
      { choose: 'Not exportable' },
    ];

    it('asks for Regions where the account has defaults, and names them', async () => {
      await defaults('eu-west-1');
      const ui = await act(
        test,
        createKey,
        undefined,
        [
          ...answers,
          { type: 'regions-05' },
          { type: '' },
          { choose: 'Enabled' },
          { choose: 'Selected Regions' },
          { type: 'us-east-2' },
          { type: 'us-west-2' },
        ],
        ['Create Key'],
      );
      includes(ui.remarks.join(), 'us-east-2 is the Region of the key itself', 'own Region');
      includes(ui.shown[0]?.detail ?? '', '! Also in: us-west-2', 'line');
      equal(await regionsOf('alias/regions-05'), ['us-west-2'], 'at the service');
    });
  });

  describe('of a key that is there', () => {
    it('are added and followed until they are synchronized, and removed again', async () => {
      const key = await pinKey(test, 'alias/regions-07');
      const adding = await act(
        test,
        addRegions,
        node(key),
        [{ type: 'us-east-2' }, { type: 'eu-west-1, us-west-2' }],
        ['Copy as AWS CLI', 'Replicate'],
      );
      equal(adding.remarks.length, 1, 'its own Region is not accepted');
      includes(adding.shown[0]?.message ?? '', 'to eu-west-1, us-west-2?', 'question');
      for (const expected of [
        '! The key material will also exist in eu-west-1, us-west-2',
        key.KeyArn,
        `KCV ${key.KeyCheckValue ?? '?'}`,
        'Region: us-east-2',
      ])
        includes(adding.shown[0]?.detail ?? '', expected, 'confirmation');
      includes(adding.copied.join(), 'add-key-replication-regions', 'command');
      includes(adding.progressed.join(), 'eu-west-1 being replicated', 'progress');
      includes(adding.said.join(), 'eu-west-1 synchronized, us-west-2 synchronized', 'said');
      const shown = test.tools.catalogue.find(key.KeyArn);
      includes(shown ? contextOf(shown) : '', 'primary', 'menus');
      const again = await act(test, addRegions, node(key), [{ type: 'eu-west-1' }, 'escape'], []);
      includes(again.remarks.join(), 'The key is in eu-west-1 already.', 'remark');

      const removing = await act(
        test,
        removeRegions,
        node(key),
        [{ tick: ['us-west-2'] }],
        ['Remove Regions'],
      );
      includes(removing.shown[0]?.detail ?? '', '! The replica in us-west-2 is deleted', 'confirmation');
      includes(removing.said.join(), 'eu-west-1 synchronized', 'said');
      equal(await regionsOf(key.KeyArn), ['eu-west-1'], 'at the service');
    });

    it('say where replication failed, and can be cancelled while AWS goes on', async () => {
      const key = await pinKey(test, 'alias/regions-08');
      const failed = await act(test, addRegions, node(key), [{ type: 'ap-south-1' }], ['Replicate']);
      includes(failed.said.join(), 'ap-south-1 failed: Simulator: replication', 'said');
      const cancelled = await act(test, addRegions, node(key), [{ type: 'eu-west-1' }], ['Replicate'], {
        cancelProgress: new Map([[2, 50]]),
      });
      includes(cancelled.said.join(), 'The service continues it', 'said');
      equal(await regionsOf(key.KeyArn), ['ap-south-1', 'eu-west-1'], 'at the service');
    });

    it('are found where the answer was lost, and sent once', async () => {
      const key = await pinKey(test, 'alias/regions-09');
      const before = test.sent.length;
      test.simulator.setFaults(({ operation }) =>
        operation === 'AddKeyReplicationRegions' ? { kind: 'drop', when: 'after' } : undefined,
      );
      try {
        const ui = await act(test, addRegions, node(key), [{ type: 'eu-west-1' }], ['Replicate']);
        includes(ui.said.join(), 'eu-west-1 synchronized', 'said');
      } finally {
        test.simulator.setFaults(undefined);
      }
      const calls = test.sent.slice(before).filter((name) => name === 'AddKeyReplicationRegions');
      equal(calls.length, 1, 'calls');
    });

    it('are none to remove of a key of one Region', async () => {
      const key = await pinKey(test, 'alias/regions-10');
      const ui = await act(test, removeRegions, node(key), [], []);
      includes(ui.said.join(), 'is in no other Region', 'said');
    });
  });

  it('does not change a replica: says where that is done', async () => {
    const key = await pinKey(test, 'alias/regions-06');
    await test.service.call('AddKeyReplicationRegions', {
      KeyIdentifier: key.KeyArn,
      ReplicationRegions: ['eu-west-1'],
    });
    // As eu-west-1 sees it.
    const replica: Key = {
      ...(await now(key.KeyArn)),
      MultiRegionKeyType: 'REPLICA',
      PrimaryRegion: 'us-east-2',
    };
    test.tools.catalogue.keyChanged(replica);
    const before = test.sent.length;
    for (const action of [disableKey, scheduleDeletion, editTags, addRegions]) {
      const ui = await act(test, action, node(key), [], []);
      includes(ui.said.join(), 'Replica of the key in us-east-2. Change it there.', 'said');
    }
    equal(test.sent.length, before, 'nothing sent');
    const shown = test.tools.catalogue.find(key.KeyArn);
    excludes(shown ? contextOf(shown) : '', 'changeable', 'menus');
    await test.tools.catalogue.refresh();
  });
});
