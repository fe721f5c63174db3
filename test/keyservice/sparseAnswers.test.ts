// Answers that leave members out, or hold what no model has: what every reader of keys makes of them.
import { describe, expect, it } from 'vitest';
import { isComplete, readAnswer } from '../../src/keyservice/aws/answers';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../src/keyservice/aws/service';
import { importDraft } from '../../src/keyservice/draft/importDraft';
import { preflight } from '../../src/keyservice/manifest/preflight';
import { readManifest } from '../../src/keyservice/manifest/read';
import { modesText } from '../../src/keyservice/model/names';
import type { Key, KeySummary } from '../../src/keyservice/operations';
import { planKeyBlock } from '../../src/keyservice/plans/keyBlockPlans';
import { compareCheckValues } from '../../src/keyservice/rules/checkValues';
import { keysOfSameValue } from '../../src/keyservice/rules/sameKeys';
import { testParty } from '../../src/keyservice/testsource/parties';
import fc from '../properties';
import { runs } from '../quick';
import { candidatesOf, context, draftKey, known, open, pairKey, pinBlock } from './draft/setting';
import { attributes, service, verifier } from './simulator/client';

const at = service();
const adapter = (): AwsService => {
  const { url, region, account, credentials } = at().simulator;
  return connectAws({
    target: { kind: 'simulator', profile: 'simulator', region, account, endpoint: url },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 1000 }),
  });
};
const kek = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256', { Decrypt: true, Unwrap: true });

describe('sparse answers of the simulator, read by the adapter', () => {
  it('have the documented members only, or nothing that can be left out', async () => {
    const { simulator } = at();
    const aws = adapter();
    const root = await testParty('sparse root', { kind: 'ECC_NIST_P256', ca: true });
    try {
      simulator.setSparse('documented');
      const { Key: key } = (await aws.call('CreateKey', { KeyAttributes: kek, Exportable: true })).output;
      expect(key.KeyAttributes.KeyModesOfUse).toEqual({ Decrypt: true, Unwrap: true });
      expect(key.KeyCheckValue).toMatch(/^[0-9A-F]{6}$/);
      const imported = await aws.call('ImportKey', {
        KeyMaterial: {
          RootCertificatePublicKey: {
            KeyAttributes: verifier('ECC_NIST_P256'),
            PublicKeyCertificate: root.parameter,
          },
        },
      });
      const { KeyCheckValue, KeyCheckValueAlgorithm, Exportable, KeyAttributes } = imported.output.Key;
      expect([KeyCheckValue, KeyCheckValueAlgorithm, Exportable, KeyAttributes.KeyModesOfUse]).toEqual(
        Array(4).fill(undefined),
      );
      expect(imported.output.Key.CreateTimestamp).toBeInstanceOf(Date);

      simulator.setSparse('all');
      const bare = (await aws.call('GetKey', { KeyIdentifier: key.KeyArn })).output.Key;
      expect(bare).toEqual({
        KeyArn: key.KeyArn,
        KeyState: 'CREATE_COMPLETE',
        Enabled: true,
        KeyAttributes: {
          KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: 'AES_256',
        },
      });
      const { Keys } = (await aws.call('ListKeys', {})).output;
      expect(Keys.find(({ KeyArn }) => KeyArn === key.KeyArn)).toEqual(bare);
    } finally {
      simulator.setSparse(undefined);
      aws.close();
    }
  });
});

describe('the one reading of answers', () => {
  const arn = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/k7x2m4pqabcdefgh';

  it('drops what is not of its type, keeps newer members, and takes modes of which none is on as not given', () => {
    const { Key: read } = readAnswer({
      Key: {
        KeyArn: arn,
        KeyState: 'CREATE_FAILED',
        KeyAttributes: { KeyUsage: 'TR31_X9_NEW', KeyModesOfUse: { Encrypt: false }, KeyAlgorithm: 7 },
        KeyCheckValue: 12,
        Exportable: 'yes',
        CreateTimestamp: new Date(Number.NaN),
        UsageStartTimestamp: '2026-01-01',
        MultiRegionKeyType: 'PRIMARY',
      },
    });
    expect(read).toEqual({
      KeyArn: arn,
      KeyState: 'CREATE_FAILED',
      KeyAttributes: { KeyUsage: 'TR31_X9_NEW', KeyClass: '', KeyAlgorithm: '' },
      MultiRegionKeyType: 'PRIMARY',
    });
  });

  it('takes a list in which a key has no ARN as incomplete', () => {
    expect(isComplete('ListKeys', { Keys: [{ KeyArn: arn }] })).toBe(true);
    for (const Keys of [[{ KeyArn: arn }, {}], [null], [{ KeyArn: 3 }]])
      expect(isComplete('ListKeys', { Keys })).toBe(false);
  });

  it('gives every reader below what it can stand, whatever came', () => {
    const block = pinBlock(new Uint8Array(32).fill(7));
    const member = fc.option(
      fc.oneof(fc.string({ maxLength: 8 }), fc.boolean(), fc.integer(), fc.constant({})),
      {
        nil: undefined,
      },
    );
    const names = [
      'KeyState',
      'Enabled',
      'Exportable',
      'KeyCheckValue',
      'KeyCheckValueAlgorithm',
      'KeyOrigin',
    ];
    const part = (list: readonly string[]) =>
      fc.record(Object.fromEntries(list.map((name) => [name, member])));
    fc.assert(
      fc.property(
        part([...names, 'CreateTimestamp', 'DeriveKeyUsage']),
        fc.option(part(['KeyUsage', 'KeyClass', 'KeyAlgorithm', 'KeyModesOfUse']), { nil: undefined }),
        (given, KeyAttributes) => {
          const { Key: key } = readAnswer({ Key: { ...given, KeyArn: arn, KeyAttributes } }) as unknown as {
            Key: Key;
          };
          const plan = planKeyBlock({ block, wrappingKey: key }, {}, context);
          expect(plan.blocked).toBe(true);
          expect(keysOfSameValue([key], { kcv: 'ZZZZZZ' })).toEqual([]);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('keys of which not everything is known', () => {
  const block = pinBlock(new Uint8Array(32).fill(7));
  const noModes: Key['KeyAttributes'] = {
    KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyClass: 'SYMMETRIC_KEY',
    KeyAlgorithm: 'AES_256',
  };

  it('wrap a block where nothing that is given stands against it', () => {
    const bare = draftKey('bare', { KeyAttributes: noModes });
    const plan = planKeyBlock({ block, wrappingKey: bare.key }, {}, context);
    expect([plan.blocked, plan.findings.map(({ code }) => code)]).toEqual([false, []]);
    const partial = { ...noModes, KeyModesOfUse: { Encrypt: true, Wrap: true } };
    const exports = planKeyBlock(
      { block, wrappingKey: { ...bare.key, KeyAttributes: partial } },
      {},
      context,
    );
    expect(exports.findings.map(({ code }) => code)).toEqual(['aws_wrapping_modes']);
  });

  it('are candidates of the import page by what is given', async () => {
    const failed = draftKey('failed', { KeyState: 'CREATE_FAILED' });
    const newer = draftKey('newer', { KeyAttributes: { ...noModes, KeyAlgorithm: 'AES_512' } });
    const keys = [draftKey('bare', { KeyAttributes: noModes }), failed, newer];
    const draft = await importDraft(known({ kind: 'keyBlock', block }, { keys }), {});
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([
      'alias/bare · AES_256',
      expect.stringContaining('alias/failed · AES_256 - ') as string,
      expect.stringContaining('alias/newer · AES_512 - ') as string,
    ]);
  });

  it('agree on a key where their modes are not given, and not where they are given without DeriveKey', async () => {
    const partner = await testParty('sparse partner', { kind: 'ECC_NIST_P521' });
    const pair = pairKey('pair', 'ECC_NIST_P521');
    const { KeyUsage, KeyClass, KeyAlgorithm } = pair.key.KeyAttributes;
    const without = { KeyUsage, KeyClass, KeyAlgorithm };
    const draftOf = (KeyAttributes: Key['KeyAttributes']) =>
      importDraft(
        known(
          { kind: 'keyBlock', block },
          { keys: [{ ...pair, key: { ...pair.key, KeyAttributes } }], certificates: open(partner) },
        ),
        { way: 'agreed' },
      );
    expect(candidatesOf(await draftOf(without), 'pair')).toEqual(['alias/pair · ECC_NIST_P521']);
    const others = { ...without, KeyModesOfUse: { Sign: true } };
    expect(candidatesOf(await draftOf(others), 'pair')[0]).toContain(' - ');
  });

  it('stand in a manifest as wrapping key, and as a key that may be there', () => {
    const summary: KeySummary = {
      KeyArn: draftKey('kek').key.KeyArn,
      KeyState: 'CREATE_COMPLETE',
      KeyAttributes: noModes,
      Enabled: true,
    };
    const text = JSON.stringify({
      version: 1,
      keys: [{ keyBlock: block.text, wrappingKey: summary.KeyArn, checkValue: 'ABCDEF' }],
    });
    const [row] = preflight(readManifest(text), {
      target: context.target,
      now: context.now,
      keys: [summary, { ...summary, KeyArn: draftKey('other').key.KeyArn, KeyState: 'NEW_STATE' }],
      aliases: new Map(),
      notes: new Map(),
    }).rows;
    expect([row!.verdict, row!.findings.filter(({ severity }) => severity !== 'info')]).toEqual([
      'ready',
      [],
    ]);
  });

  it('differ in a check value only where both were made by one method that is known', () => {
    const newer = { value: 'AAAAAA', method: 'SHA3_KCV' };
    expect(compareCheckValues(newer, { value: 'BBBBBB', method: 'SHA3_KCV' }, 'AES_128')).toBe(
      'notComparable',
    );
    expect(compareCheckValues(newer, { value: 'AAAAAA', method: 'SHA3_KCV' }, 'AES_128')).toBe('equal');
    expect(compareCheckValues({ value: 'AAAAAA' }, { value: 'BBBBBB', method: 'CMAC' }, 'TDES_2KEY')).toBe(
      'notComparable',
    );
  });

  it('show modes that are newer than this model', () =>
    expect(modesText({ Wrap: true, Encrypt: true, Ratchet: true, Derive2: false } as object)).toBe(
      'Encrypt + Wrap + Ratchet',
    ));
});

describe('a time that no Date can hold', () => {
  it.each([1e300, Number.NaN, Infinity, -8.64e12 - 1])(
    '%s is left out, or makes the answer incomplete',
    (time) => {
      const Key = { KeyArn: 'arn', CreateTimestamp: time };
      expect((readAnswer({ Key }) as { Key: Key }).Key.CreateTimestamp).toBeUndefined();
      expect(readAnswer({ Other: { ATimestamp: time } })).toEqual({ Other: {} });
      const parameters = { ImportToken: 'x', WrappingKeyCertificate: 'y' };
      const complete = (ParametersValidUntilTimestamp: number): boolean =>
        isComplete('GetParametersForImport', { ...parameters, ParametersValidUntilTimestamp });
      expect([complete(time), complete(1_700_000_000)]).toEqual([false, true]);
    },
  );
});
