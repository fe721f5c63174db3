// A key that is found for a lost import is compared with what is wanted now: a difference is a question, never
// "imported".
import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/keyservice/imports/settle';
import { lookForImport, settleByHand, type Look } from '../../../src/keyservice/imports/unsettled';
import type { WantedKey } from '../../../src/keyservice/imports/note';
import type { Key } from '../../../src/keyservice/operations';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import { notesIn, ports, send } from './importing';
import { blockOf, checkRows, lose, onImport, runRows, setting } from './setting';

const at = setting();

const changed = (planned: ImportPlan, wanted: Partial<WantedKey>): ImportPlan => ({
  ...planned,
  wanted: { ...planned.wanted, ...wanted },
});
const whats = (result: Look): string[] =>
  result.kind === 'differs' ? result.differences.map(({ what }) => what) : [result.kind];

describe('a key that was found', () => {
  it.each<[string, Partial<WantedKey>, string]>([
    ['usage', { usage: 'TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY' }, 'usage'],
    ['algorithm', { algorithms: ['AES_256', 'TDES_2KEY'] }, 'algorithm'],
    ['modes of use', { modes: { Encrypt: true } }, 'modes'],
    ['exportability', { exportable: false }, 'exportable'],
    ['state of being enabled', { enabled: false }, 'enabled'],
  ])(
    'with another %s than is wanted now is a question; it is neither imported nor sent again',
    async (_, wanted, what) => {
      const planned = at.plan();
      await lose(at, planned);
      const now = changed(planned, wanted);
      const before = await at.arns();
      for (let time = 0; time < 2; time++) {
        const result = await send(at.aws, now, ports(at.folder));
        expect(whats(result)).toEqual([what]);
        expect(notesIn(at.folder)).toEqual(['1.open.json']);
      }
      // As it was wanted first, it is what was found.
      expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: true });
      expect(await at.arns()).toEqual(before);
    },
  );

  it('that was disabled or deleted since is a question', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const note = await lose(at, planned);
    const KeyIdentifier = (await at.arns()).find((arn) => !before.includes(arn))!;
    await at.aws.call('StopKeyUsage', { KeyIdentifier });
    expect(whats(await send(at.aws, planned, ports(at.folder)))).toEqual(['enabled']);
    await at.aws.call('DeleteKey', { KeyIdentifier });
    const result = await lookForImport(at.aws, note, ports(at.folder));
    expect(whats(result)).toContain('state');
    // A person takes it as it is: then it is settled, and nothing is sent.
    expect(await settleByHand(note, { key: { KeyArn: KeyIdentifier } }, ports(at.folder))).toBe('settled');
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'before',
      notes: [{ arn: KeyIdentifier, found: 'user' }],
    });
  });

  it('in the very call whose answer was lost is compared, too', async () => {
    const planned = at.plan();
    onImport(at.simulator, { kind: 'drop', when: 'after' });
    expect(whats(await send(at.aws, changed(planned, { exportable: false }), ports(at.folder)))).toEqual([
      'exportable',
    ]);
  });

  it('is found before anything is sent though its usage is not the one that was noted', async () => {
    const planned = changed(at.plan(), { usage: 'TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY' });
    const before = await at.arns();
    await lose(at, planned);
    const calls = onImport(at.simulator);
    expect(whats(await send(at.aws, planned, ports(at.folder)))).toEqual(['usage']);
    expect(calls()).toBe(0);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('for a row of a manifest that asks for something else stops the row', async () => {
    const planned = at.plan();
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    await lose(at, planned);
    const before = await at.arns();
    const rows = await checkRows(at.aws, [{ keyBlock: blockOf(planned), enabled: false }], options);
    const { outcomes } = await runRows(at.aws, rows, options);
    expect(outcomes).toMatchObject([{ result: 'unclear', why: 'differs' }]);
    expect(before).toContain(outcomes[0]!.candidates![0]);
    expect(await at.arns()).toEqual(before);
  });
});

describe('differences', () => {
  const key = {
    KeyArn: 'arn',
    KeyState: 'CREATE_COMPLETE',
    Enabled: true,
    Exportable: true,
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: { Encrypt: true, Decrypt: false, Wrap: true },
    },
  } as unknown as Key;

  it.each<[string, WantedKey, string[]]>([
    ['nothing is asked for', {}, []],
    ['one of several algorithms fits', { algorithms: ['AES_128', 'AES_192'] }, []],
    [
      'modes are the same in another order, with those that are false',
      { modes: { Wrap: true, Encrypt: true, Verify: false } },
      [],
    ],
    ['it is not to be enabled', { enabled: false }, ['enabled']],
    [
      'all differs',
      { usage: 'x', algorithms: ['y'], modes: { Verify: true }, exportable: false, enabled: false },
      ['usage', 'algorithm', 'modes', 'exportable', 'enabled'],
    ],
  ])('where %s', (_, wanted, expected) => {
    expect(differencesOf(key, wanted).map(({ what }) => what)).toEqual(expected);
  });

  it('are not made of what an answer does not say', () => {
    const sparse = { KeyArn: 'arn', KeyState: 'CREATE_COMPLETE', KeyAttributes: {} } as unknown as Key;
    const wanted: WantedKey = { usage: 'x', algorithms: ['y'], modes: { Verify: true }, exportable: true };
    expect(differencesOf(sparse, wanted)).toEqual([]);
  });
});
