import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTr34 } from '../../src/core/cms/tr34/read';
import { fromHex } from '../../src/core/crypto/bytes';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { readCertificate } from '../../src/core/x509/certificate';
import { checkChain } from '../../src/core/x509/chain';
import type { Key, KeyAttributes } from '../../src/keyservice/operations';
import { planCertificate } from '../../src/keyservice/plans/certificatePlans';
import { planAgreedKeyBlock, planKeyBlock } from '../../src/keyservice/plans/keyBlockPlans';
import { planCliText, type ImportContext, type ImportPlan } from '../../src/keyservice/plans/plan';
import { awsPlanFinding } from '../../src/keyservice/plans/planTexts';
import { planCryptogram, planTr34, type ImportParameters } from '../../src/keyservice/plans/tokenPlans';
import { awsCertificatePlan } from '../../src/keyservice/rules/certificates';
import { testChain, testParty, type TestParty } from '../../src/keyservice/testsource/parties';
import { testAgreedKeyBlock, testCryptogram, testKeyBlock } from '../../src/keyservice/testsource/payloads';
import { testTr34Token } from '../../src/keyservice/testsource/tr34Tokens';
import { allFour, attributes, service } from './simulator/client';

const at = service();
const context = (more: Partial<ImportContext> = {}): ImportContext => ({
  target: {
    kind: 'simulator',
    profile: 'simulator',
    region: 'us-east-2',
    account: '111122223333',
    endpoint: at().simulator.url,
  },
  now: new Date(),
  ...more,
});
const codes = ({ findings }: ImportPlan): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
const run = async (plan: ImportPlan): Promise<Key> => (await at().call('ImportKey', plan.request)).Key;
const kbpk = new Uint8Array(16).fill(0x42);
const kek = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour);

async function parameters(
  materialType: 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM',
  wrappingAlgorithm: 'RSA_2048' | 'RSA_3072',
): Promise<ImportParameters & { certificate: string }> {
  const answer = await at().call('GetParametersForImport', {
    KeyMaterialType: materialType,
    WrappingKeyAlgorithm: wrappingAlgorithm,
  });
  return {
    token: answer.ImportToken,
    materialType,
    wrappingAlgorithm,
    validUntil: answer.ParametersValidUntilTimestamp,
    region: 'us-east-2',
    account: '111122223333',
    endpoint: at().simulator.url,
    certificate: answer.WrappingKeyCertificate,
  };
}

describe('a round of imports as planned', () => {
  let rsa: Awaited<ReturnType<typeof parameters>>;
  let wrapping: Key;
  let chain: TestParty[];
  let authority: Key;
  const cryptogram = (more: object = {}, given: Partial<ImportParameters> = {}): ImportPlan =>
    planCryptogram(
      {
        attributes: kek,
        exportable: true,
        cryptogram: fromHex(testCryptogram(kbpk, rsa.certificate))!,
        spec: 'RSA_OAEP_SHA_256',
        parameters: { ...rsa, ...given },
        ...more,
      },
      {},
      context(),
    );

  beforeAll(async () => {
    rsa = await parameters('KEY_CRYPTOGRAM', 'RSA_3072');
    wrapping = await run(cryptogram());
    chain = await testChain(['Plan root', 'Plan middle', 'Plan KDH'], 'RSA_2048');
    const certificates = chain.map(({ certificate }) => readCertificate(certificate));
    const checked = await checkChain(certificates, new Date());
    const { steps, authority: last } = awsCertificatePlan(checked, checked.checkedPaths[0]!, 'TR34_SIGNER');
    const imported = new Map<number, Key>();
    for (const step of steps.filter(({ importAs }) => importAs !== 'none')) {
      const above = step.parent === undefined ? undefined : imported.get(step.parent);
      const plan = planCertificate(
        {
          certificate: checked.certificates[step.certificate]!,
          step,
          ...(above ? { authority: above } : {}),
        },
        {},
        context(),
      );
      expect(codes(plan)).toEqual([]);
      expect(plan.summary.find(({ row }) => row === 'fingerprint')?.value).toMatch(/^[0-9A-F]{64}$/);
      imported.set(step.certificate, await run(plan));
    }
    expect(imported.size).toBe(2);
    authority = imported.get(last!)!;
  });

  it('RSA-wrapped: what the plan says is what comes out', () => {
    expect(wrapping.KeyAttributes).toMatchObject({ KeyUsage: kek.KeyUsage, KeyAlgorithm: 'AES_128' });
    expect(codes(cryptogram())).toEqual([]);
    expect(Object.fromEntries(cryptogram().summary.map(({ row, value }) => [row, value]))).toMatchObject({
      action: 'RSA-wrapped key',
      profile: 'simulator',
      account: '111122223333',
      usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      algorithm: 'AES_128',
      modes: 'Encrypt + Decrypt + Wrap + Unwrap',
      exportable: 'yes',
      enabled: 'yes',
    });
  });

  const withoutAccount = (): ImportPlan => {
    const { account, ...others } = rsa;
    expect(account).toBeDefined();
    return cryptogram({ parameters: others });
  };
  const attribute = (more: Partial<KeyAttributes>): { attributes: KeyAttributes } => ({
    attributes: { ...kek, ...more },
  });
  const refusals: [name: string, plan: () => ImportPlan, code: string][] = [
    [
      'an expired token',
      () => cryptogram({}, { validUntil: new Date(Date.now() - 1) }),
      'aws_plan_token_expired',
    ],
    [
      'a token of another kind',
      () => cryptogram({}, { materialType: 'TR34_KEY_BLOCK' }),
      'aws_plan_token_kind',
    ],
    ['a token of another Region', () => cryptogram({}, { region: 'eu-west-1' }), 'aws_plan_token_elsewhere'],
    [
      'a token of another account',
      () => cryptogram({}, { account: '999900001111' }),
      'aws_plan_token_elsewhere',
    ],
    ['a token of which the account is not known', () => withoutAccount(), 'aws_plan_token_elsewhere'],
    ['a token of another simulator', () => cryptogram({}, { store: 'other' }), 'aws_plan_token_elsewhere'],
    ['too strong a key', () => cryptogram(attribute({ KeyAlgorithm: 'AES_256' })), 'aws_plan_too_strong'],
    ['modes', () => cryptogram(attribute({ KeyModesOfUse: { Encrypt: true } })), 'aws_plan_modes'],
    [
      'an algorithm',
      () =>
        cryptogram(attribute({ KeyUsage: 'TR31_M3_ISO_9797_3_MAC_KEY', KeyModesOfUse: { Generate: true } })),
      'aws_plan_attributes',
    ],
    [
      'a key pair',
      () => cryptogram(attribute({ KeyUsage: 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION' })),
      'aws_plan_pair',
    ],
    ['a cut cryptogram', () => cryptogram({ cryptogram: new Uint8Array(256) }), 'aws_plan_cryptogram_length'],
  ];
  it.each(refusals)('says beforehand: %s', (_, plan, code) => {
    const made = plan();
    expect(made.blocked).toBe(true);
    expect(codes(made)).toContain(code);
  });

  it('warns of a token that ends within a day', () => {
    const plan = cryptogram({}, { validUntil: new Date(Date.now() + 3_600_000) });
    expect([plan.blocked, codes(plan)]).toEqual([false, ['aws_plan_token_expires_soon']]);
  });

  const block = testKeyBlock(
    { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' },
    new Uint8Array(randomBytes(16)),
    kbpk,
  );
  const keyBlock = (
    more: object = {},
    choices: Parameters<typeof planKeyBlock>[1] = {},
    where = context(),
  ): ImportPlan =>
    planKeyBlock({ block: decodeKeyBlock(block), wrappingKey: wrapping, ...more }, choices, where);

  it('TR-31', async () => {
    const plan = keyBlock({}, { tags: [{ Key: 'env', Value: 'test' }], alias: 'alias/pin', enabled: false });
    expect(codes(plan)).toEqual([]);
    const key = await run(plan);
    expect([key.Enabled, plan.algorithms.some((one) => one === key.KeyAttributes.KeyAlgorithm)]).toEqual([
      false,
      true,
    ]);
    const { posix, file } = planCliText(plan, context().target);
    expect(posix).toContain(
      `--endpoint-url ${at().simulator.url} payment-cryptography import-key --key-material '{"Tr31KeyBlock":{`,
    );
    expect(JSON.parse(file.json)).toEqual(plan.request);
    expect(planCliText(plan, { ...context().target, kind: 'aws' }).posix).not.toContain('--endpoint-url');
  });

  it('TR-31 of a key that is there already names it, and sends all the same', async () => {
    const { KeyCheckValue, KeyArn } = await run(keyBlock());
    const { Keys: keys } = await at().call('ListKeys', { MaxResults: 100 });
    const expectedCheckValues = [
      { value: KeyCheckValue! },
      { value: KeyCheckValue!, method: 'ANSI_X9_24' as const },
    ];
    const again = keyBlock({}, { expectedCheckValues }, context({ keys }));
    expect([again.blocked, codes(again)]).toEqual([false, Array(2).fill('aws_plan_same_key')]);
    const arns = again.findings.flatMap(({ code, args }) =>
      code === 'aws_plan_same_key' ? [args?.[0]] : [],
    );
    expect(arns).toContain(KeyArn);
    const aliasOf = (arn: string): string | undefined => (arn === KeyArn ? 'alias/pin' : undefined);
    const named = keyBlock({}, { expectedCheckValues }, context({ keys, aliasOf }));
    expect(named.findings.map(({ message }) => message).join()).toContain('same key as alias/pin: ');
    expect(codes(keyBlock({}, { expectedCheckValues: [{ value: 'ABCDEF' }] }, context({ keys })))).toEqual(
      [],
    );
  });

  it('TR-31 of a published test key is warned of in a live account', () => {
    const target = {
      ...context().target,
      kind: 'aws' as const,
      endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
    };
    const expectedCheckValues = [{ value: '08D7B4' }];
    expect(codes(keyBlock({}, { expectedCheckValues }, context({ target })))).toEqual(['aws_known_test_key']);
    for (const where of [context({ target, testAccounts: ['111122223333'] }), context()])
      expect(codes(keyBlock({}, { expectedCheckValues }, where))).toEqual([]);
  });

  it.each([
    [
      'a wrapping key elsewhere',
      () =>
        keyBlock({ wrappingKey: { ...wrapping, KeyArn: wrapping.KeyArn.replace('us-east-2', 'eu-west-1') } }),
      'aws_plan_key_elsewhere',
    ],
    [
      'one that is being deleted',
      () => keyBlock({ wrappingKey: { ...wrapping, KeyState: 'DELETE_PENDING' } }),
      'aws_wrapping_state',
    ],
    [
      'one that is stopped',
      () => keyBlock({ wrappingKey: { ...wrapping, Enabled: false } }),
      'aws_wrapping_disabled',
    ],
    [
      'a tag twice',
      () =>
        keyBlock(
          {},
          {
            tags: [
              { Key: 'a', Value: '1' },
              { Key: 'a', Value: '2' },
            ],
          },
        ),
      'aws_plan_tag_twice',
    ],
    ['a tag of AWS', () => keyBlock({}, { tags: [{ Key: 'AWS:a', Value: '1' }] }), 'aws_plan_tag_reserved'],
    [
      'a tag that is too long',
      () => keyBlock({}, { tags: [{ Key: 'a', Value: 'v'.repeat(257) }] }),
      'aws_plan_member',
    ],
    ['an alias without its beginning', () => keyBlock({}, { alias: 'pin' }), 'aws_plan_alias_form'],
    [
      'an alias that is taken',
      () => keyBlock({}, { alias: 'alias/pin' }, context({ aliases: ['alias/pin'] })),
      'aws_plan_alias_taken',
    ],
    [
      'a check value of another kind',
      () => keyBlock({}, { checkValueAlgorithm: 'HMAC' }),
      'aws_plan_check_value_method',
    ],
    ['a block with a blank', () => keyBlock({ block: decodeKeyBlock(`${block} `) }), 'aws_plan_member'],
  ] as [string, () => ImportPlan, string][])('says beforehand: %s', (_, plan, code) => {
    const made = plan();
    expect(made.blocked).toBe(true);
    expect(codes(made)).toContain(code);
  });

  it('TR-34, with the nonce of the token', async () => {
    const given = await parameters('TR34_KEY_BLOCK', 'RSA_2048');
    const build = async (header: string, key: Uint8Array): Promise<ReturnType<typeof readTr34> & object> =>
      readTr34(
        fromHex(
          await testTr34Token({
            key,
            header,
            kdh: chain[2]!,
            krd: given.certificate,
            fresh: new Uint8Array(8).fill(9),
          }),
        )!,
      )!;
    const signer = readCertificate(chain[2]!.certificate);
    const token = await build('D9999P0TB00E0000', new Uint8Array(randomBytes(16)));
    const plan = planTr34({ token, parameters: given, signer, authority }, {}, context());
    expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect((await run(plan)).KeyAttributes.KeyUsage).toBe('TR31_P0_PIN_ENCRYPTION_KEY');
    const aes = await build('D9999P0AB00E0000', new Uint8Array(16));
    const strong = planTr34({ token: aes, parameters: given, signer, authority }, {}, context());
    expect(codes(strong)).toContain('aws_plan_too_strong');
    const wrong = planTr34({ token, parameters: given, signer, authority: wrapping }, {}, context());
    expect(codes(wrong)).toContain('aws_plan_authority_usage');
  });

  it('ECDH', async () => {
    const create = (usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' | 'TR31_P0_PIN_ENCRYPTION_KEY') =>
      at().call('CreateKey', {
        KeyAttributes: attributes(
          'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
          'ECC_NIST_P256',
          { DeriveKey: true },
          'ASYMMETRIC_KEY_PAIR',
        ),
        Exportable: true,
        DeriveKeyUsage: usage,
      });
    const own = (await create('TR31_K1_KEY_BLOCK_PROTECTION_KEY')).Key;
    const { KeyCertificate } = await at().call('GetPublicKeyCertificate', { KeyIdentifier: own.KeyArn });
    const [root, party] = await testChain(['EC root', 'EC party'], 'ECC_NIST_P256');
    const above = await run(
      planCertificate(
        {
          certificate: readCertificate(root!.certificate),
          step: {
            importAs: 'RootCertificatePublicKey',
            keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
            modes: ['Verify'],
          },
        },
        {},
        context(),
      ),
    );
    const choices = {
      DeriveKeyAlgorithm: 'AES_256',
      KeyDerivationFunction: 'NIST_SP800',
      KeyDerivationHashAlgorithm: 'SHA_256',
    } as const;
    const { keyBlock: text, sharedInformation } = testAgreedKeyBlock(
      { usage: 'D0', algorithm: 'A', mode: 'B', exportability: 'E' },
      new Uint8Array(randomBytes(16)),
      party!.privateKey,
      KeyCertificate,
      choices,
      '0102',
    );
    const plan = (more: object = {}): ImportPlan =>
      planAgreedKeyBlock(
        {
          block: decodeKeyBlock(text),
          own,
          partner: readCertificate(party!.certificate),
          authority: above,
          deriveAlgorithm: 'AES_256',
          derivation: 'NIST_SP800',
          hash: 'SHA_256',
          sharedInformation: fromHex(sharedInformation)!,
          keyBits: 128,
          ...more,
        },
        {},
        context(),
      );
    expect(codes(plan())).toEqual([]);
    expect((await run(plan())).KeyAttributes.KeyAlgorithm).toBe('AES_128');
    const other = await testParty('Other curve', { kind: 'ECC_NIST_P384', issuer: root! });
    expect(codes(plan({ partner: readCertificate(other.certificate) }))).toContain('aws_plan_curves');
    expect(codes(plan({ sharedInformation: new Uint8Array([1, 0]) }))).toEqual(['aws_plan_shared_zero']);
    expect(codes(plan({ own: wrapping }))).toContain('aws_plan_pair_usage');
    expect(codes(plan({ own: (await create('TR31_P0_PIN_ENCRYPTION_KEY')).Key }))).toContain(
      'aws_plan_pair_derives',
    );
    expect(codes(plan({ keyBits: 256 }))).toContain('aws_plan_too_strong');
    expect(codes(plan({ deriveAlgorithm: 'TDES_3KEY' }))).toContain('aws_wrapping_version');
  });

  it('a plan that is not blocked is taken by the simulator, one that is blocked is not', async () => {
    const keys = [
      cryptogram(),
      cryptogram(attribute({ KeyAlgorithm: 'AES_192' })),
      keyBlock(),
      keyBlock({}, { tags: [{ Key: 'a', Value: '' }] }),
    ];
    for (const plan of keys) {
      if (plan.blocked)
        expect((await at().wrong('ImportKey', plan.request)).name).toBe('ValidationException');
      else await run(plan);
    }
  });
});

it('every text of a plan has its placeholders in a row', () => {
  for (const { template } of Object.values(awsPlanFinding.templates)) {
    const numbers = [...template.matchAll(/\{(\d)\}/g)].map(([, digit]) => Number(digit));
    expect([...new Set(numbers)].sort()).toEqual(Array.from({ length: new Set(numbers).size }, (_, i) => i));
  }
});
