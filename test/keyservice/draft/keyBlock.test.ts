// A TR-31 key block under a wrapping key of the account.
import { describe, expect, it } from 'vitest';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import type { DraftKey } from '../../../src/keyservice/draft/draft';
import { planKeyBlock } from '../../../src/keyservice/plans/keyBlockPlans';
import {
  arn,
  candidatesOf,
  checksOf,
  cmac,
  codesOf,
  context,
  draftKey,
  faultsOf,
  fieldsOf,
  known,
  obstacleOf,
  pairKey,
  pinBlock,
} from './setting';

const kbpk = new Uint8Array(32).fill(0x42);
const kcv = cmac(kbpk).slice(0, 6);
const other = cmac(new Uint8Array(32).fill(0x43)).slice(0, 6);
const aes = (name: string, value: string, of: Omit<Partial<DraftKey>, 'key'> = {}, more = {}): DraftKey =>
  draftKey(name, { KeyCheckValue: value, KeyCheckValueAlgorithm: 'CMAC', ...more }, of);
const named = pinBlock(kbpk, { optionalBlocks: [{ id: 'KP', data: `01${kcv}` }] });
const plain = pinBlock(kbpk);
const material = (block = plain) => ({ kind: 'keyBlock', block }) as const;

describe('the wrapping key', () => {
  it('is the only one that fits, with all else from the header', async () => {
    const draft = await importDraft(
      known(material(), {
        keys: [
          aes('pin', '111111', {}, { usage: 'TR31_P0_PIN_ENCRYPTION_KEY' }),
          aes('weak', '222222', {}, { algorithm: 'TDES_3KEY' }),
          aes('kek', kcv),
        ],
      }),
      {},
    );
    expect(fieldsOf(draft)).toEqual({
      way: 'Under a wrapping key of the account <- A key in this account can unwrap the block',
      wrappingKey: `alias/kek · AES_256 · KCV ${kcv} <- The only match`,
      alias: 'alias/pek-01 <- Next free alias for this usage',
      expected: '',
      tags: '',
    });
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([
      `alias/kek · AES_256 · KCV ${kcv}`,
      'alias/pin · AES_256 · KCV 111111 - The wrapping key must be TR31_K1_KEY_BLOCK_PROTECTION_KEY or TR31_K0_KEY_ENCRYPTION_KEY, not TR31_P0_PIN_ENCRYPTION_KEY.',
      'alias/weak · TDES_3KEY · KCV 222222 - Version D is wrapped under a key of type AES; TDES_3KEY is of a different type.',
    ]);
    expect(checksOf(draft)).toEqual([
      'notChecked: MAC not verified. AWS Payment Cryptography checks it with the wrapping key.',
    ]);
    expect(obstacleOf(draft)).toBeUndefined();
    expect(faultsOf(draft)).toEqual([]);
    expect(draft.becomes).toEqual({
      usage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      algorithms: ['AES_128', 'AES_192', 'AES_256'],
      modes: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
      exportable: true,
    });
    expect(draft.plan).toEqual(
      planKeyBlock(
        { block: plain, wrappingKey: aes('kek', kcv).key, wrappingKeyAlias: 'alias/kek' },
        { alias: 'alias/pek-01' },
        context,
      ),
    );
    expect(draft.plan?.request).toEqual({
      KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: arn('kek'), WrappedKeyBlock: plain.text } },
    });
  });

  it('is not proposed where several fit, and these are ranked: KCV in the text, last use', async () => {
    const draft = await importDraft(
      known(material(), {
        keys: [
          aes('a', '111111'),
          aes('used', '222222', { lastUse: 5 }),
          aes('disabled', kcv, { lastUse: 9 }, { Enabled: false }),
          aes('later', '333333', { lastUse: 8 }),
          aes('near', kcv),
        ],
        checkValuesNear: [kcv],
      }),
      {},
    );
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([
      `alias/near · AES_256 · KCV ${kcv} (its KCV is in the text near the block; another key has the same KCV; key ID near000000000000)`,
      'alias/later · AES_256 · KCV 333333 (used for your imports)',
      'alias/used · AES_256 · KCV 222222 (used for your imports)',
      'alias/a · AES_256 · KCV 111111',
      `alias/disabled · AES_256 · KCV ${kcv} (its KCV is in the text near the block; used for your imports; another key has the same KCV; key ID disabled00000000) - The wrapping key is disabled. Enable it first.`,
    ]);
    expect(fieldsOf(draft).wrappingKey).toBe('');
    expect(obstacleOf(draft)).toEqual(['wrappingKey', 'Select the wrapping key.']);
    expect([draft.plan, draft.work]).toEqual([undefined, undefined]);
  });

  it('that KP names comes first and is proposed', async () => {
    const keys = [aes('a', other, { lastUse: 9 }), aes('b', '333333'), aes('kek', kcv)];
    const draft = await importDraft(known(material(named), { keys }), {});
    expect(fieldsOf(draft).wrappingKey).toBe(
      `alias/kek · AES_256 · KCV ${kcv} <- Identified by the block's KP`,
    );
    expect(fieldsOf(draft).way).toBe("Under a wrapping key of the account <- Identified by the block's KP");
    expect(candidatesOf(draft, 'wrappingKey').map((line) => line.slice(0, 9))).toEqual([
      'alias/kek',
      'alias/a ·',
      'alias/b ·',
    ]);
    expect(faultsOf(draft)).toEqual([]);
  });

  it('after it come those of which nothing is known, then those that KP contradicts', async () => {
    const unknown = { KeyCheckValue: undefined };
    const keys = [
      aes('c', other),
      aes('b', '', {}, unknown),
      aes('late', other, { lastUse: 9 }),
      aes('kek', kcv),
      aes('used', '', { lastUse: 1 }, unknown),
      aes('more', '', { lastUse: 2 }, unknown),
    ];
    const order = async (near: readonly string[]): Promise<string> => {
      const draft = await importDraft(known(material(named), { keys, checkValuesNear: near }), {});
      return candidatesOf(draft, 'wrappingKey')
        .map((line) => /^alias\/(\w+)/.exec(line)?.[1])
        .join(' ');
    };
    expect(await order([])).toBe('kek more used b late c');
    // A KCV in the text counts less than KP.
    expect(await order([other])).toBe('kek more used b late c');
  });

  it('two keys of the KCV that KP states are both shown, and none is proposed', async () => {
    const created = new Date('2026-02-03T10:00:00Z');
    const draft = await importDraft(
      known(material(named), { keys: [aes('one', kcv, { created }), aes('two', kcv)] }),
      {},
    );
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([
      `alias/one · AES_256 · KCV ${kcv} (identified by the block's KP; another key has the same KCV; key ID one0000000000000; created 2026-02-03)`,
      `alias/two · AES_256 · KCV ${kcv} (identified by the block's KP; another key has the same KCV; key ID two0000000000000)`,
    ]);
    expect(obstacleOf(draft)).toEqual(['wrappingKey', 'Select the wrapping key.']);
  });

  it.each([
    ['of another method', { KeyCheckValueAlgorithm: 'ANSI_X9_24' }, ''],
    ['of four digits', { KeyCheckValue: kcv.slice(0, 4) }, ''],
  ])('with a check value %s is not named by KP', async (_, more, value) => {
    const draft = await importDraft(
      known(material(named), {
        keys: [aes('kek', kcv, {}, more), aes('b', '', {}, { KeyCheckValue: undefined })],
      }),
      {},
    );
    expect(fieldsOf(draft).wrappingKey).toBe(value);
  });

  it('that KP contradicts is not proposed, though it is the only one that fits', async () => {
    const draft = await importDraft(known(material(named), { keys: [aes('b', other)] }), {});
    expect(fieldsOf(draft).wrappingKey).toBe('');
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([
      `alias/b · AES_256 · KCV ${other} (According to the block, its wrapping key has the check value ${kcv}; this one has ${other}, so it is probably another key.)`,
    ]);
    const chosen = await importDraft(known(material(named), { keys: [aes('b', other)] }), {
      wrappingKey: arn('b'),
    });
    expect([obstacleOf(chosen), chosen.plan?.blocked]).toEqual([undefined, false]);
    expect(codesOf(chosen)).toContain('warning aws_wrapping_check_value');
  });

  it('that the payload names is proposed, and no other where that is not here', async () => {
    const facts = { kind: 'keyBlock', test: true, wrappingKcv: kcv, kcv: 'AABBCC' } as const;
    const keys = [aes('a', '111111'), aes('kek', kcv), aes('b', '222222')];
    const here = await importDraft(known(material(), { keys, facts }), {});
    expect(fieldsOf(here)).toMatchObject({
      wrappingKey: `alias/kek · AES_256 · KCV ${kcv} <- Specified by the test payload`,
      expected: 'AABBCC <- From the test payload',
    });
    const gone = await importDraft(known(material(), { keys: [aes('a', '111111')], facts }), {});
    expect(fieldsOf(gone).wrappingKey).toBe('');
  });

  it('of another account is emptied', async () => {
    const keys = [aes('a', '111111'), aes('b', '222222')];
    const first = await importDraft(known(material(), { keys }), { wrappingKey: arn('b') });
    expect(first.plan?.request.KeyMaterial).toMatchObject({
      Tr31KeyBlock: { WrappingKeyIdentifier: arn('b') },
    });
    const moved = await importDraft(known(material(), { keys: [aes('c', '111111'), aes('d', '222222')] }), {
      wrappingKey: arn('b'),
    });
    expect(obstacleOf(moved)).toEqual(['wrappingKey', 'Select the wrapping key.']);
    expect(moved.plan).toBeUndefined();
  });

  it('is missing in an account without one', async () => {
    const draft = await importDraft(known(material()), {});
    expect(obstacleOf(draft)).toEqual(['wrappingKey', 'No key in this account can unwrap the block.']);
  });
});

describe('what is said of the block', () => {
  it('a rule that forbids it stands before every question', async () => {
    const block = pinBlock(kbpk, { usage: 'E3', mode: 'X' });
    const draft = await importDraft(known(material(block), { keys: [aes('a', '1'), aes('b', '2')] }), {});
    expect(codesOf(draft).filter((code) => code.startsWith('error'))).toEqual(['error aws_usage_no_value']);
    expect(draft.obstacle?.text).toMatchObject({ code: 'aws_usage_no_value' });
    expect(faultsOf(draft)).toEqual([]);
    const chosen = await importDraft(known(material(block), { keys: [aes('a', '1')] }), {});
    expect(chosen.plan?.blocked).toBe(true);
    expect(faultsOf(chosen)).toEqual([]);
  });
});

describe('alias, expected KCV, tags', () => {
  const keys = [aes('kek', kcv)];
  const aliasTarget = (alias: string) => (alias === 'alias/pek-01' ? arn('taken') : undefined);
  const draftOf = (answers: Parameters<typeof importDraft>[1], more = {}) =>
    importDraft(known(material(), { keys, aliasTarget, ...more }), answers, { enableAfterMatch: true });

  it('the next free alias is proposed; the tags of the last time too', async () => {
    const draft = await draftOf({}, { last: { tags: 'env=test' } });
    expect(fieldsOf(draft)).toMatchObject({
      alias: 'alias/pek-02 <- Next free alias for this usage',
      tags: 'env=test <- As in your last import',
    });
    expect(draft.choices).toEqual({ alias: 'alias/pek-02', tags: [{ Key: 'env', Value: 'test' }] });
  });

  it.each([
    [
      { alias: 'pek-01' },
      'alias',
      'alias/pek-01 already exists and points to key taken00000000000. Enter another alias.',
    ],
    [{ alias: 'a b' }, 'alias', 'Letters, digits, "/", "_" and "-" after alias/, 256 characters at most.'],
    [{ expected: '08D' }, 'expected', 'Enter 4 to 16 hexadecimal digits.'],
    [{ tags: 'env' }, 'tags', 'Enter tags as Key=Value, separated by commas: env'],
    [{ tags: 'aws:x=1' }, 'tags', 'Tags that begin with aws: are reserved for AWS: aws:x'],
    [{ tags: 'a=1, a=2' }, 'tags', 'The tag a appears twice.'],
    [
      { tags: `${'k'.repeat(129)}=1` },
      'tags',
      `A tag key can have at most 128 characters: ${'k'.repeat(129)}`,
    ],
    [{ tags: `k=${'v'.repeat(257)}` }, 'tags', 'The value of k can have at most 256 characters.'],
    [
      { tags: Array.from({ length: 200 }, (_, place) => `k${place}=1`).join() },
      'tags',
      'A key can have at most 200 tags, and one is added here.',
    ],
    // The first in the order of the fields.
    [
      { alias: 'a b', tags: 'env' },
      'alias',
      'Letters, digits, "/", "_" and "-" after alias/, 256 characters at most.',
    ],
  ])('%#: what is wrong is at its field', async (answers, field, text) => {
    const draft = await draftOf(answers);
    expect(obstacleOf(draft)).toEqual([field, text]);
    expect(draft.plan?.blocked).toBe(true);
    expect(draft.work?.plan?.({}, context).blocked).toBe(true);
    expect(faultsOf(draft)).toEqual([]);
  });

  it('with a KCV to compare the key is sent disabled', async () => {
    const draft = await draftOf({ alias: '', expected: '08 d7:b4', tags: '' });
    expect(draft.choices).toEqual({ expectedCheckValues: [{ value: '08D7B4' }], enabled: false });
    expect(draft.plan?.request).toMatchObject({ Enabled: false });
    expect(faultsOf(draft)).toEqual([]);
  });

  it('few digits, and a KCV other than that of KC, are said', async () => {
    const few = await draftOf({ expected: '08D7' });
    expect(checksOf(few).slice(1)).toEqual([
      'warning @expected: 4 digits are too few to confirm the key: 6 are needed.',
    ]);
    const block = pinBlock(kbpk, { optionalBlocks: [{ id: 'KC', data: '010000000000' }] });
    const differs = await importDraft(known(material(block), { keys }), { expected: '123456' });
    expect(checksOf(differs).slice(1)).toEqual([
      'warning @expected: The expected KCV 123456 does not match the KCV BDBA7E06EC in the key block.',
    ]);
  });

  it('a key of the same check value is at its field', async () => {
    const pin = draftKey('there', {
      algorithm: 'AES_128',
      usage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyCheckValue: '123456',
    });
    const more = { context: { ...context, keys: [pin.key as never] } };
    const draft = await draftOf({ expected: '123456' }, more);
    expect(codesOf(draft)).toContain('warning aws_plan_same_key');
    expect(codesOf(draft)).not.toContain('info aws_plan_plaintext');
    expect(faultsOf(draft)).toEqual([]);
  });
});

describe('the way', () => {
  it('is ECDH first where nothing else fits and the account has a pair', async () => {
    const draft = await importDraft(known(material(), { keys: [pairKey('pair', 'ECC_NIST_P256')] }), {});
    expect(fieldsOf(draft).way).toBe(
      'Under a key agreed by ECDH <- No key in this account can unwrap the block, but it has a key pair for key agreement',
    );
    const back = await importDraft(known(material(), { keys: [pairKey('pair', 'ECC_NIST_P256')] }), {
      way: 'keyBlock',
    });
    expect(back.way).toBe('keyBlock');
  });
});
