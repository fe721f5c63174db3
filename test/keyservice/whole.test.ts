// Verdicts and plans, whole: every finding with its words, place and order, every request and command.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTr34 } from '../../src/core/cms/tr34/read';
import { fromHex } from '../../src/core/crypto/bytes';
import { findPemBlocks } from '../../src/core/input/pem';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { usages } from '../../src/core/keyblock/tables';
import { readCertificate } from '../../src/core/x509/certificate';
import { checkChain } from '../../src/core/x509/chain';
import { preflight } from '../../src/keyservice/manifest/preflight';
import { readManifest } from '../../src/keyservice/manifest/read';
import type { KeyAttributes, KeySummary, ServiceTarget } from '../../src/keyservice/operations';
import { planCertificate } from '../../src/keyservice/plans/certificatePlans';
import { planAgreedKeyBlock, planKeyBlock } from '../../src/keyservice/plans/keyBlockPlans';
import { planCliText, type ImportContext, type KnownKey } from '../../src/keyservice/plans/plan';
import { planCryptogram, planTr34, type ImportParameters } from '../../src/keyservice/plans/tokenPlans';
import { awsCertificateFindings, awsCertificatePlan } from '../../src/keyservice/rules/certificates';
import {
  cipherAlgorithm,
  keyAlgorithms,
  modeLetter,
  modesOfUse,
  usageAttributes,
} from '../../src/keyservice/rules/keyAttributes';
import { fittingWrappingKeys, judgeKeyBlock } from '../../src/keyservice/rules/keyBlocks';
import { protectsInKeyBlock, transportMethods } from '../../src/keyservice/rules/wrappingKeys';
import { judgeTr34, tr34Parameters } from '../../src/keyservice/rules/tr34';
import { wholeText } from '../whole';

const samples = path.join(import.meta.dirname, '../../media/samples');
const sample = (name: string): Buffer => readFileSync(path.join(samples, name));
const certificatesOf = (name: string) =>
  findPemBlocks(sample(name).toString('latin1')).map(({ bytes }) => readCertificate(bytes));
const now = new Date('2026-12-01T00:00:00Z');
const without = ['raw', 'node', 'certificates', 'block', 'template', 'args', 'material'];

const block = (header: string, optional = '', payload = 96): string =>
  `${header[0]}${String(16 + optional.length + payload).padStart(4, '0')}${header.slice(1)}${optional}${'A'.repeat(payload)}`;
const judge = (header: string, optional = '', keyBits?: number) =>
  judgeKeyBlock(decodeKeyBlock(block(header, optional)), keyBits === undefined ? {} : { keyBits });

describe('key blocks', () => {
  it('every usage, with every algorithm and mode', async () => {
    const lines = usages.flatMap(({ code }) =>
      Array.from('TAHDERS').flatMap((algorithm) => {
        /** Modes by the verdict that they share. */
        const groups = new Map<string, string>();
        for (const mode of 'BCDEGNSTVXY') {
          const {
            importable,
            usable,
            keyAlgorithms: may,
            findings,
          } = judge(`D${code}${algorithm}${mode}00E0000`);
          const said = findings.map(
            ({ code: rule, severity }) => `${rule}${severity === 'error' ? '!' : ''}`,
          );
          const verdict = `${importable}, ${usable}, ${may.join(' ')}: ${said.join(' ')}`;
          groups.set(verdict, (groups.get(verdict) ?? '') + mode);
        }
        return [...groups].map(([verdict, letters]) => `${code} ${algorithm} ${letters}: ${verdict}`);
      }),
    );
    await expect(lines.join('\n')).toMatchFileSnapshot('whole/usages.txt');
  });

  it('versions, lengths and the other fields', async () => {
    const headers = [
      ['AP0TE00E0000'],
      ['BP0TE00E0000'],
      ['CP0TE00E0000'],
      ['DP0AE00E0000'],
      ['EP0AE00E0000'],
      ['1P0AE00E0000'],
      ['DP0AE00N0000'],
      ['DP0AE00S0000'],
      ['DP0AEc1E0000'],
      ['DP0AE07E0000'],
      ['DP0AE00E0010'],
      ['DP0AE00E0020'],
      ['DP0AE00E0000', '', 128],
      ['DP0AE00E0000', '', 256],
      ['DP0AE00E0000', '', 100],
      ['DP0TE00E0000', '', 128],
      ['DP0TE00E0000', '', 192],
      ['DC0TG00E0000', '', 192],
      ['DC0AG00E0000', '', 128],
      ['DE0TX00E0000', '', 192],
      ['DM0TG00E0000'],
      ['DP1AB00E0000'],
      ['DM7HG00E0000'],
      ['DM7HG00E0100', 'HM1021'],
      ['DM7HG00E0200', `HM0621PB0A${'0'.repeat(6)}`],
      ['DM7HG00E0200', `HM0610PB0A${'0'.repeat(6)}`],
      ['DP0AE00E0200', 'KP0A01ABCDPB0600'],
      ['DP0AE00E0100', 'KC100001AABBCCDD'],
      ['DP0AE00E0100', 'TS1320230228000000Z'],
      ['D99AE00E0000'],
      ['DQQAE00E0000'],
      ['DP0AE00Q0000'],
      ['DP0AQ00E0000'],
      ['DP0QE00E0000'],
    ] as const;
    const cases = headers.map(
      ([header, optional, bits]) =>
        [`${header} ${optional ?? ''} ${bits ?? ''}`, judge(header, optional, bits)] as const,
    );
    await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/keyBlocks.txt');
  });
});

const keys = keyAlgorithms.flatMap((algorithm) => [
  { algorithm, usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', modes: modesOfUse('B')! },
]);

it('wrapping keys, in the order to offer them', async () => {
  const more = [
    ...keys,
    {
      algorithm: 'AES_128',
      usage: 'TR31_K0_KEY_ENCRYPTION_KEY',
      modes: modesOfUse('D')!,
      checkValue: '123456',
    },
    {
      algorithm: 'AES_128',
      usage: 'TR31_K0_KEY_ENCRYPTION_KEY',
      modes: modesOfUse('N')!,
      checkValue: 'ABCDEF',
    },
    { algorithm: 'AES_256', usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', modes: modesOfUse('E')! },
    { algorithm: 'AES_256', usage: 'TR31_P0_PIN_ENCRYPTION_KEY', modes: modesOfUse('B')!, enabled: false },
    { algorithm: 'AES_256', usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', state: 'DELETE_PENDING' },
    { algorithm: 'TDES_3KEY', usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', checkValue: 'abcd12' },
    { algorithm: 'AES_192', usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', checkValue: 'abcd12' },
    { algorithm: 'AES_192', usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', checkValue: 'ABC' },
    {
      algorithm: 'AES_192',
      usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      checkValue: 'ABCD12',
      checkValueAlgorithm: 'ANSI_X9_24',
    },
  ];
  const kp = decodeKeyBlock(block('DP0AE00E0200', 'KP0A01ABCDPB0600'));
  const cases = [
    ['D, AES', fittingWrappingKeys(decodeKeyBlock(block('DP0AE00E0000')), more)],
    [
      'D, AES of 256 bits',
      fittingWrappingKeys(decodeKeyBlock(block('DP0AE00E0000')), keys, { keyBits: 256 }),
    ],
    [
      'B, TDES of 192 bits',
      fittingWrappingKeys(decodeKeyBlock(block('BP0TE00E0000')), keys, { keyBits: 192 }),
    ],
    ['D, HMAC', fittingWrappingKeys(decodeKeyBlock(block('DM7HG00E0200', 'HM0621PB0A000000')), keys)],
    ['KP by CMAC', fittingWrappingKeys(kp, more)],
  ] as const;
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/wrappingKeys.txt');
});

it('which key may protect which', async () => {
  const lines = keyAlgorithms.flatMap((key) =>
    keyAlgorithms.map(
      (above) =>
        `${key} under ${above}: ${String(protectsInKeyBlock(above, key))} ${transportMethods(key, above).join(' ')}`,
    ),
  );
  const bits = [64, 112, 128, 192, 256].map((count) =>
    Array.from('TAH').map((letter) => cipherAlgorithm(letter, count)),
  );
  const modes = Array.from('BCDEGNSTVXY').map((letter) => [
    letter,
    modesOfUse(letter),
    modeLetter(modesOfUse(letter) ?? {}),
  ]);
  await expect(
    [
      ...lines,
      ...[...bits, ...modes].map((row) => JSON.stringify(row)),
      wholeText([['rows', usageAttributes]]),
    ].join('\n'),
  ).toMatchFileSnapshot('whole/strength.txt');
});

it('TR-34 tokens', async () => {
  const token = readTr34(sample('tr34-annex-b.cms'))!;
  const hex = Buffer.from(token.raw).toString('hex').toUpperCase();
  const pem = Buffer.from(sample('tr34-certificates.pem'));
  const cases = [
    ['as it is', judgeTr34(token, { at: now })],
    ['rebind', judgeTr34(readTr34(sample('tr34-rebind.cms'))!, { at: now })],
    ['lower case', judgeTr34(token, { at: now, wrappedKeyBlock: hex.toLowerCase() })],
    ['PEM', judgeTr34(token, { at: now, wrappedKeyBlock: '-----BEGIN CMS-----' })],
    ['with spaces', judgeTr34(token, { at: now, wrappedKeyBlock: `${hex.slice(0, 8)} ${hex.slice(8)}` })],
    ['base64', judgeTr34(token, { at: now, wrappedKeyBlock: Buffer.from(token.raw).toString('base64') })],
    ['something else', judgeTr34(token, { at: now, wrappedKeyBlock: '{}' })],
    ['too long', judgeTr34(token, { at: now, wrappedKeyBlock: 'AB'.repeat(2049) })],
    ['as long as may be', judgeTr34(token, { at: now, wrappedKeyBlock: 'AB'.repeat(2048) })],
    ['no random number', judgeTr34(token, { at: now, randomNonce: '' })],
    ['a short one', judgeTr34(token, { at: now, randomNonce: 'AB' })],
    ['another one', judgeTr34(token, { at: now, randomNonce: '0011223344556677' })],
    ['the PEM itself', judgeTr34(token, { at: now, signingKeyCertificate: pem.toString('latin1') })],
    ['base64 of PEM', judgeTr34(token, { at: now, signingKeyCertificate: pem.toString('base64') })],
    ['no base64', judgeTr34(token, { at: now, signingKeyCertificate: '*' })],
    ['128 bits', judgeTr34(token, { at: now, keyBits: 128 })],
    ['192 bits', judgeTr34(token, { at: now, keyBits: 192 })],
    ['parameters', tr34Parameters(token)],
  ] as const;
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/tr34.txt');
});

const chains = ['chain.pem', 'tr34-certificates.pem'];

it('certificates, alone and in chains', async () => {
  const cases: [string, unknown][] = [];
  for (const name of chains) {
    const all = certificatesOf(name);
    for (const at of [now, new Date('2020-01-01T00:00:00Z'), new Date('2126-01-01T00:00:00Z')])
      cases.push([`${name} ${at.toISOString()}`, all.map((one) => awsCertificateFindings(one, at))]);
    const chain = await checkChain(all, now);
    for (const purpose of ['TR34_SIGNER', 'TR34_RECIPIENT', 'ECDH_PARTNER', 'PUBLIC_KEY'] as const)
      for (const [place, way] of chain.checkedPaths.entries())
        cases.push([`${name} ${place} ${purpose}`, awsCertificatePlan(chain, way, purpose)]);
  }
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/certificates.txt');
});

const target: ServiceTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'us-east-2',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
};
const arn = (name: string): string =>
  `arn:aws:payment-cryptography:us-east-2:111122223333:key/${name.padEnd(16, '0')}`;
const attributes = (
  usage: KeyAttributes['KeyUsage'],
  algorithm: KeyAttributes['KeyAlgorithm'],
  letter = 'B',
) => ({
  KeyUsage: usage,
  KeyClass: 'SYMMETRIC_KEY' as const,
  KeyAlgorithm: algorithm,
  KeyModesOfUse: modesOfUse(letter)!,
});
const known = (name: string, more: Partial<KnownKey> = {}): KnownKey & KeySummary => ({
  KeyArn: arn(name),
  KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256'),
  KeyState: 'CREATE_COMPLETE',
  KeyCheckValue: '08D7B4',
  Enabled: true,
  ...more,
});
const authority = known('ca', {
  KeyAttributes: {
    KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
    KeyClass: 'PUBLIC_KEY',
    KeyAlgorithm: 'RSA_2048',
    KeyModesOfUse: { Verify: true },
  },
});
const context: ImportContext = { target, now, aliases: ['alias/taken'], keys: [known('same')] };

describe('plans', () => {
  const sound = decodeKeyBlock(
    'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34',
  );
  const wrappingKey = known('kek');
  const parameters = (more: Partial<ImportParameters> = {}): ImportParameters => ({
    token: 'import-token-0000000000000000',
    materialType: 'TR34_KEY_BLOCK',
    wrappingAlgorithm: 'RSA_2048',
    validUntil: new Date('2026-12-20T00:00:00Z'),
    region: target.region,
    account: '111122223333',
    endpoint: target.endpoint,
    ...more,
  });
  const cryptogram = (
    given: KeyAttributes,
    size = 256,
    more: Partial<ImportParameters> = {},
    exportable = true,
  ) =>
    planCryptogram(
      {
        attributes: given,
        exportable,
        cryptogram: new Uint8Array(size).fill(0xab),
        spec: 'RSA_OAEP_SHA_256',
        parameters: parameters({ materialType: 'KEY_CRYPTOGRAM', ...more }),
      },
      {},
      context,
    );
  const token = readTr34(sample('tr34-annex-b.cms'))!;
  const parties = certificatesOf('tr34-certificates.pem');
  const pair = known('pair', {
    KeyAttributes: {
      KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
      KeyClass: 'ASYMMETRIC_KEY_PAIR',
      KeyAlgorithm: 'ECC_NIST_P256',
      KeyModesOfUse: { DeriveKey: true },
    },
    DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  });
  const agreed = (own: KnownKey, hash: 'SHA_256' | 'SHA_512' = 'SHA_256') =>
    planAgreedKeyBlock(
      {
        block: sound,
        own,
        partner: certificatesOf('chain.pem')[0]!,
        authority,
        deriveAlgorithm: 'AES_256',
        derivation: 'NIST_SP800',
        hash,
        sharedInformation: fromHex('00112233445566778899AABBCCDDEEFF')!,
      },
      {},
      context,
    );
  const pinKey = attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128');
  const kek = attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128');

  const plans = [
    ['key block', planKeyBlock({ block: sound, wrappingKey, wrappingKeyAlias: 'alias/kek' }, {}, context)],
    [
      'key block, every choice',
      planKeyBlock(
        { block: sound, wrappingKey, keyBits: 128 },
        {
          checkValueAlgorithm: 'ANSI_X9_24',
          enabled: false,
          tags: [
            { Key: 'env', Value: 'test' },
            { Key: 'env', Value: 'again' },
            { Key: 'AWS:x', Value: '' },
          ],
          alias: 'alias/taken',
          expectedCheckValues: [{ value: '08D7B4' }],
        },
        context,
      ),
    ],
    ['an alias of other form', planKeyBlock({ block: sound, wrappingKey }, { alias: 'kek' }, context)],
    [
      'key block under a key of another Region, disabled',
      planKeyBlock(
        {
          block: sound,
          wrappingKey: known('kek', { KeyArn: arn('kek').replace('us-east-2', 'eu-west-1'), Enabled: false }),
        },
        {},
        { target, now, testAccounts: ['111122223333'] },
      ),
    ],
    ['agreed', agreed(pair)],
    [
      'agreed, a pair for other keys',
      agreed({ ...pair, DeriveKeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY' }, 'SHA_512'),
    ],
    ['agreed, no pair', agreed(known('kek'))],
    ['cryptogram', cryptogram(kek)],
    ['cryptogram of a PIN key', cryptogram(pinKey)],
    [
      'cryptogram of a strong key',
      cryptogram(attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_256'), 256),
    ],
    ['cryptogram of another length', cryptogram(kek, 200)],
    ['cryptogram, never to be exported', cryptogram(kek, 256, {}, false)],
    [
      'cryptogram, modes of another usage',
      cryptogram(attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'TDES_2KEY', 'C')),
    ],
    [
      'cryptogram of a usage without the algorithm',
      cryptogram(attributes('TR31_M3_ISO_9797_3_MAC_KEY', 'AES_128', 'C')),
    ],
    [
      'cryptogram that no operation uses',
      cryptogram(attributes('TR31_C0_CARD_VERIFICATION_KEY', 'AES_128', 'C')),
    ],
    ['token expired', cryptogram(kek, 256, { validUntil: now })],
    ['token expires soon', cryptogram(kek, 256, { validUntil: new Date(now.getTime() + 3_600_001) })],
    [
      'token of another account',
      cryptogram(kek, 256, { account: '444455556666', materialType: 'TR34_KEY_BLOCK' }),
    ],
    ['token of a simulator', cryptogram(kek, 256, { store: 'x' })],
    ['TR-34', planTr34({ token, parameters: parameters(), signer: parties[0]!, authority }, {}, context)],
    [
      'TR-34, another signer and a wrong authority',
      planTr34(
        {
          token,
          parameters: parameters({ wrappingAlgorithm: 'RSA_3072' }),
          signer: parties[1]!,
          authority: known('kek', { KeyState: 'DELETE_PENDING' }),
          keyBits: 192,
        },
        {},
        context,
      ),
    ],
    ...certificatesOf('chain.pem').flatMap((certificate, i) =>
      (['RootCertificatePublicKey', 'TrustedCertificatePublicKey'] as const).map(
        (importAs) =>
          [
            `certificate ${i} as ${importAs}`,
            planCertificate(
              {
                certificate,
                step: {
                  importAs,
                  keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
                  modes: ['Verify'],
                },
                authority,
              },
              {},
              context,
            ),
          ] as const,
      ),
    ),
  ] as const;

  it('requests, summaries and findings', async () => {
    await expect(wholeText(plans, ['node', 'raw', 'template', 'args'])).toMatchFileSnapshot(
      'whole/plans.txt',
    );
  });

  it('commands', async () => {
    const cases = [plans[0], plans[1]].map(
      ([name, plan]) =>
        [
          name,
          [planCliText(plan, target), planCliText(plan, { ...target, kind: 'simulator' }, '/tmp/x.json')],
        ] as const,
    );
    await expect(wholeText(cases)).toMatchFileSnapshot('whole/commands.txt');
  });
});

describe('manifests', () => {
  const kek = known('kek', { KeyCheckValue: 'ECAD62' });
  const account = {
    target,
    now,
    keys: [
      kek,
      known('old', { KeyState: 'DELETE_PENDING' }),
      known('plain', { KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128') }),
    ],
    aliases: new Map([
      ['alias/kek-main', kek.KeyArn],
      ['alias/sample-03', arn('plain')],
      ['alias/empty', ''],
    ]),
    notes: new Map(),
  };
  const sampleBlock = readManifest(sample('import.csv').toString()).rows[0]!.keyBlock;
  const rows = (...given: unknown[]): string =>
    JSON.stringify({ version: 1, defaults: { wrappingKey: 'alias/kek-main' }, keys: given });
  const manifests = {
    csv: sample('import.csv').toString(),
    json: sample('import.keymanifest.json').toString(),
    rules: rows(
      { keyBlock: sampleBlock, checkValue: '08D7B4' },
      { keyBlock: sampleBlock, alias: 'alias/a', enabled: false },
      { keyBlock: sampleBlock, alias: 'alias/a' },
      { keyBlock: sampleBlock, wrappingKey: arn('old') },
      { keyBlock: sampleBlock, wrappingKey: arn('plain'), checkValueAlgorithm: 'HMAC' },
      { keyBlock: sampleBlock, wrappingKey: 'alias/none' },
      { keyBlock: sampleBlock, wrappingKey: 'alias/empty' },
      { keyBlock: sampleBlock, wrappingKey: arn('absent') },
      { keyBlock: sampleBlock, alias: 'a', checkValue: 'XYZ', enabled: 'no', tags: { 'aws:x': '1' } },
      { keyBlock: sampleBlock, tags: { a: 1 }, checkValue: '08D7', note: 5, other: 1 },
      { keyBlock: '' },
      { keyBlock: sampleBlock.slice(0, 40) },
      { keyBlock: 'x' },
      5,
    ),
  };

  it.each(Object.entries(manifests))('%s', async (name, text) => {
    const manifest = readManifest(text);
    const checked = preflight(manifest, account);
    const later = preflight(manifest, { ...account, enableAfterMatch: true, testAccounts: ['111122223333'] });
    await expect(
      wholeText(
        [
          ['read', manifest],
          [
            'checked',
            {
              ...checked,
              rows: checked.rows.map((row) => ({ ...row, row: row.row.number, plan: row.plan?.request })),
            },
          ],
          [
            'enabled after its check value matched, in an account for tests',
            later.rows.map(({ row, verdict, reason, enable, findings }) => ({
              row: row.number,
              verdict,
              reason,
              enable,
              findings,
            })),
          ],
        ],
        ['block', 'template', 'args'],
      ),
    ).toMatchFileSnapshot(`whole/manifest-${name}.txt`);
  });
});
