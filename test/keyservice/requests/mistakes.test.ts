// Mistakes in requests: each has one finding at its place, and where the right text is certain a fix that takes it away.
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/keyservice/requests/read';
import { titleInEnglish } from '../../../src/keyservice/requests/judge';
import type { RequestDocument } from '../../../src/keyservice/requests/requestTypes';
import { testChain } from '../../../src/keyservice/testsource/parties';

const read = (value: unknown): RequestDocument => readRequest(textOf(value))!;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** "code: the characters of its place", in order. */
const said = (value: unknown): string[] =>
  read(value).findings.map(
    ({ code, span }) => `${code}: ${textOf(value).slice(span!.start, span!.end).slice(0, 60)}`,
  );

/** The text after the first certain fix. */
function fixed(value: unknown): string {
  const [fix] = read(value).fixes.filter(({ certain }) => certain);
  let text = textOf(value);
  for (const { span, text: written } of [...(fix?.edits ?? [])].sort((a, b) => b.span.start - a.span.start))
    text = text.slice(0, span.start) + written + text.slice(span.end);
  return text;
}

const allFour = { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true };
const attributes = (more: object = {}): object => ({
  KeyAlgorithm: 'AES_128',
  KeyClass: 'SYMMETRIC_KEY',
  KeyModesOfUse: allFour,
  KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
  ...more,
});
const token = 'import-token-0123456789abcdef';
const cryptogram = (more: object = {}, around: object = {}): object => ({
  KeyMaterial: {
    KeyCryptogram: {
      Exportable: true,
      ImportToken: token,
      KeyAttributes: attributes(),
      WrappedKeyCryptogram: '1A'.repeat(384),
      WrappingSpec: 'RSA_OAEP_SHA_256',
      ...more,
    },
  },
  ...around,
});
const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const tr31 = (more: object = {}, around: object = {}): object => ({
  KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: block, ...more } },
  ...around,
});

describe('a mistake that is fixed for certain', () => {
  it.each<[string, unknown, string]>([
    [
      'Derive',
      cryptogram({
        KeyAttributes: attributes({
          KeyUsage: 'TR31_B0_BASE_DERIVATION_KEY',
          KeyModesOfUse: { Derive: true },
        }),
      }),
      'request_mode_derive: "Derive"',
    ],
    [
      'a mode in lower case',
      cryptogram({
        KeyAttributes: attributes({
          KeyModesOfUse: { Encrypt: true, Decrypt: true, wrap: true, Unwrap: true },
        }),
      }),
      'request_mode: "wrap"',
    ],
    [
      'modes as a list',
      cryptogram({ KeyAttributes: attributes({ KeyModesOfUse: ['Encrypt', 'Decrypt', 'Wrap', 'Unwrap'] }) }),
      'request_modes_list: ["Encrypt","Decrypt","Wrap","Unwrap"]',
    ],
    ['a boolean as text', cryptogram({ Exportable: 'True' }), 'request_boolean: "True"'],
    [
      'a mode as text',
      cryptogram({ KeyAttributes: attributes({ KeyModesOfUse: { ...allFour, Wrap: 'true' } }) }),
      'request_boolean: "true"',
    ],
    [
      'a short usage',
      cryptogram({ KeyAttributes: attributes({ KeyUsage: 'TR31_K0' }) }),
      'request_usage: "TR31_K0"',
    ],
    [
      'a usage in lower case',
      cryptogram({ KeyAttributes: attributes({ KeyUsage: 'tr31_k0_key_encryption_key' }) }),
      'request_spelling: "tr31_k0_key_encryption_key"',
    ],
    [
      'an algorithm with a hyphen',
      cryptogram({ KeyAttributes: attributes({ KeyAlgorithm: 'AES-128' }) }),
      'request_spelling: "AES-128"',
    ],
    [
      'digits in lower case',
      cryptogram({ WrappedKeyCryptogram: 'a1'.repeat(384) }),
      `request_lower_case: "${'a1'.repeat(384).slice(0, 59)}`,
    ],
    [
      'base64 of a cryptogram',
      cryptogram({ WrappedKeyCryptogram: Buffer.alloc(256, 0xee).toString('base64') }),
      `request_not_hex: "${Buffer.alloc(256, 0xee).toString('base64').slice(0, 59)}`,
    ],
    [
      'a block with a prefix and spaces',
      tr31({ WrappedKeyBlock: ` ${block.slice(0, 60)}\n${block.slice(60)} ` }),
      `request_block_spaces: " ${block.slice(0, 58)}`,
    ],
    [
      'a member as an option of the command',
      tr31({ WrappedKeyBlock: undefined, '--wrapped-key-block=': block }),
      'request_cli_option: "--wrapped-key-block="',
    ],
    [
      'a member in camel case',
      { KeyMaterial: { Tr31KeyBlock: { wrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: block } } },
      'request_spelling: "wrappingKeyIdentifier"',
    ],
    [
      'backslashes of a shell',
      `{"Tr31KeyBlock": { \\\n"WrappingKeyIdentifier": "alias/kek", \\\n"WrappedKeyBlock": "${block}"}}`,
      'request_backslash: \\',
    ],
  ])('%s', (_, value, finding) => {
    expect(said(value)).toEqual([finding]);
    expect(said(fixed(value))).toEqual([]);
  });

  it('of certificates', async () => {
    const [party] = await testChain(['TEST ROOT'], 'ECC_NIST_P256');
    const { parameter, certificate, pem } = party!;
    const root = (more: object, given: unknown = parameter): object => ({
      KeyMaterial: {
        RootCertificatePublicKey: {
          KeyAttributes: {
            KeyAlgorithm: 'ECC_NIST_P256',
            KeyClass: 'PUBLIC_KEY',
            KeyModesOfUse: { Verify: true },
            KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
            ...more,
          },
          ...(given === null ? {} : { PublicKeyCertificate: given }),
        },
      },
    });
    const cases: [object, string][] = [
      [root({ KeyAlgorithm: 'ECC' }), 'request_algorithm'],
      [root({ KeyUsage: parameter }, null), 'request_usage_certificate'],
      [root({}, pem), 'request_certificate_form'],
      [root({}, Buffer.from(certificate).toString('base64')), 'request_certificate_form'],
      [root({}, Buffer.from(certificate).toString('hex')), 'request_certificate_form'],
    ];
    for (const [value, code] of cases) {
      expect(read(value).findings.map((one) => one.code)).toEqual([code]);
      expect(said(fixed(value))).toEqual([]);
    }
    expect(said(root({}))).toEqual([]);
    const other = said(root({ KeyAlgorithm: 'RSA_2048' }));
    expect(other).toEqual(['request_certificate_algorithm: "RSA_2048"']);
    expect(said(root({ KeyModesOfUse: { Verify: true, Encrypt: true } }))[0]).toContain(
      'request_certificate_modes',
    );
    expect(said(root({ KeyUsage: 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION' }))).toEqual([
      'request_certificate_usage: "TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION"',
    ]);
    expect(said(root({ KeyClass: 'SYMMETRIC_KEY' }))).toEqual(['request_key_class: "SYMMETRIC_KEY"']);
    expect(said(root({}, 'LS0tLS1CRUdJTiBOT1RISU5H'))[0]).toContain('request_certificate_unreadable');
  });
});

describe('a mistake without one right text', () => {
  it.each<[string, unknown, string[]]>([
    [
      'two usages mixed',
      cryptogram({ KeyAttributes: attributes({ KeyUsage: 'TR31_K1_KEY_ENCRYPTION_KEY' }) }),
      ['request_usage_k1: "TR31_K1_KEY_ENCRYPTION_KEY"'],
    ],
    [
      'a usage that AWS has not',
      cryptogram({ KeyAttributes: attributes({ KeyUsage: 'TR31_E3_EMV_MKEY_OTHER' }) }),
      ['request_usage_none: "TR31_E3_EMV_MKEY_OTHER"'],
    ],
    [
      'no usage at all',
      cryptogram({ KeyAttributes: attributes({ KeyUsage: 'KEK' }) }),
      ['request_usage_unknown: "KEK"'],
    ],
    [
      'a family',
      cryptogram({ KeyAttributes: attributes({ KeyAlgorithm: 'AES' }) }),
      ['request_algorithm: "AES"'],
    ],
    [
      'modes that do not go with the usage',
      cryptogram({ KeyAttributes: attributes({ KeyModesOfUse: { Encrypt: true, Decrypt: true } }) }),
      ['aws_plan_modes: {"Encrypt":true,"Decrypt":true}'],
    ],
    [
      'an algorithm that does not',
      cryptogram({
        KeyAttributes: attributes({
          KeyUsage: 'TR31_M1_ISO_9797_1_MAC_KEY',
          KeyModesOfUse: { Verify: true },
        }),
      }),
      ['aws_plan_attributes: "AES_128"'],
    ],
    [
      'a file in the JSON',
      cryptogram({ WrappedKeyCryptogram: 'file://key.hex' }),
      ['request_file_reference: "file://key.hex"'],
    ],
    [
      'a bare file reference',
      '{"Tr34KeyBlock": {"SigningKeyCertificate": file://kdh.pem}}',
      ['request_file_reference: file://kdh.pem'],
    ],
    [
      'placeholders',
      cryptogram({ ImportToken: 'import-token-…', WrappedKeyCryptogram: '<hex>' }),
      ['request_placeholder: "import-token-…"', 'request_placeholder: "<hex>"'],
    ],
    [
      'an export token',
      cryptogram({ ImportToken: 'export-token-0123456789abcdef' }),
      ['request_export_token: "export-token-0123456789abcdef"'],
    ],
    ['a token of another form', cryptogram({ ImportToken: 'token' }), ['request_value: "token"']],
    [
      'a cut cryptogram',
      cryptogram({ WrappedKeyCryptogram: '1A'.repeat(300) }),
      [`request_cryptogram_length: "${'1A'.repeat(30).slice(0, 59)}`],
    ],
    [
      'what is no key block',
      tr31({ WrappedKeyBlock: 'K'.repeat(60) }),
      ['version_unsupported: K', 'length_field_not_numeric: KKKK', 'optional_block_count_not_numeric: KK'],
    ],
    [
      'what is no token',
      {
        Tr34KeyBlock: {
          CertificateAuthorityPublicKeyIdentifier: 'alias/ca',
          ImportToken: token,
          KeyBlockFormat: 'X9_TR34_2012',
          WrappedKeyBlock: '30820102',
        },
      },
      ['request_missing: "Tr34KeyBlock"', 'request_no_token: "30820102"'],
    ],
    [
      'a member twice',
      JSON.stringify(cryptogram()).replace('"Exportable":true', '"Exportable":false,"Exportable":true'),
      ['request_twice: "Exportable"'],
    ],
    [
      'options of the command',
      tr31({}, { '--region': 'us-east-1', profile: 'x' }),
      ['request_cli_option_outside: "--region"', 'request_cli_option_outside: "profile"'],
    ],
    [
      'KeyMaterialType',
      tr31({}, { KeyMaterialType: 'TR31_KEY_BLOCK' }),
      ['request_material_type: "KeyMaterialType"'],
    ],
    [
      'what the header has',
      tr31({ KeyAttributes: {}, Exportable: true }),
      ['request_from_header: "KeyAttributes"', 'request_from_header: "Exportable"'],
    ],
    [
      'a member of the way beside it',
      cryptogram({}, { ImportToken: token }),
      ['request_elsewhere_in_file: "ImportToken"'],
    ],
    ['an unknown member', tr31({}, { Comment: 'x' }), ['request_unknown: "Comment"']],
    [
      'members that are not sent',
      tr31({}, { ReplicationRegions: ['us-east-1'], RequesterComment: 'x' }),
      ['request_not_served: "RequesterComment"'],
    ],
    [
      'our own tag',
      tr31({}, { Tags: [{ Key: 'key-material-inspector:import', Value: '00' }] }),
      ['request_own_tag: {"Key":"key-material-inspector:import","Value":"00"}'],
    ],
    ['a missing member', tr31({ WrappingKeyIdentifier: undefined }), ['request_missing: "Tr31KeyBlock"']],
    ['two ways', { KeyMaterial: { Tr31KeyBlock: {}, KeyCryptogram: {} } }, ['request_union: {']],
    ['no way', { KeyMaterial: {}, Enabled: true }, ['request_union: {']],
    [
      'a way that is not served',
      { KeyMaterial: { As2805KeyCryptogram: { X: 1 } } },
      ['request_way_not_served: "As2805KeyCryptogram"'],
    ],
    [
      'a block for nothing of AWS',
      tr31({ WrappedKeyBlock: block.replace('P0AE', 'I0AE') }),
      ['aws_usage_no_value: I0'],
    ],
    [
      'a request to export',
      {
        ExportKeyIdentifier: 'alias/x',
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek' } },
      },
      ['request_export: {'],
    ],
  ])('%s', (_, value, findings) => {
    expect(said(value)).toEqual(findings);
    expect(read(value).fixes.filter(({ certain }) => certain)).toEqual([]);
  });

  it('offers both usages that may be meant', () => {
    const { fixes } = read(
      cryptogram({ KeyAttributes: attributes({ KeyUsage: 'TR31_K1_KEY_ENCRYPTION_KEY' }) }),
    );
    expect(fixes.map(({ title, certain }) => [titleInEnglish(title), certain])).toEqual([
      ['Change to TR31_K1_KEY_BLOCK_PROTECTION_KEY', false],
      ['Change to TR31_K0_KEY_ENCRYPTION_KEY', false],
    ]);
  });

  it.each([
    ['{"KeyMaterial": {"Tr31KeyBlock": {"WrappingKeyIdentifier": "alias/kek" "WrappedKeyBlock": "x"}}}'],
    ['{"Tr31KeyBlock": {"WrappingKeyIdentifier": "alias/kek",}}'],
    ['{"Tr31KeyBlock": {"WrappingKeyIdentifier": "alias/kek"'],
    ['// a note\n{"Tr31KeyBlock": {"WrappingKeyIdentifier": "alias/kek"}}'],
  ])('JSON that cannot be read: %s', (text) => {
    expect(read(text).findings.map(({ code }) => code)).toEqual(['request_json']);
    expect(read(text).values).toBeUndefined();
  });

  it.each([
    [
      '',
      '{}',
      '[]',
      'null',
      '"KeyMaterial":',
      '{"KeyMaterial": "x"}',
      '{"KeyMaterial": {"Name": 1}}',
      '{"keys": [], "KeyArn": "x"}',
    ],
  ])('no document of the AWS CLI', (...texts) => {
    for (const text of texts) expect(readRequest(text)).toBeUndefined();
  });

  it('shows no key material of any length in a finding', () => {
    const secret = '1A'.repeat(300);
    for (const value of [
      cryptogram({ WrappedKeyCryptogram: secret }),
      cryptogram({ ImportToken: secret }),
      tr31({ WrappedKeyBlock: secret }),
    ])
      for (const { message } of read(value).findings) expect(message).not.toContain(secret.slice(0, 64));
  });
});

describe('answers', () => {
  it('are read as sparse as they are', () => {
    const arn = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/abcdefghijklmnop';
    expect(read({ KeyArn: arn, KeyAttributes: { KeyUsage: 'TR31_P9_NEW' } }).key).toEqual({
      arn,
      usage: 'TR31_P9_NEW',
    });
    expect(
      said({
        Key: { KeyArn: arn, KeyAttributes: { KeyUsage: 'TR31_K1_KEY_ENCRYPTION_KEY', KeyAlgorithm: 'ECC' } },
      }),
    ).toEqual(['request_usage_k1: "TR31_K1_KEY_ENCRYPTION_KEY"', 'request_algorithm: "ECC"']);
  });

  it('of exports name a form that does not fit', () => {
    const exported = (WrappedKeyMaterialFormat: string): object => ({
      WrappedKey: { WrappingKeyArn: 'x', WrappedKeyMaterialFormat, KeyMaterial: block },
    });
    expect(said(exported('TR31_KEY_BLOCK'))).toEqual([]);
    expect(said(exported('TR34_KEY_BLOCK'))).toEqual(['request_exported_format: "TR34_KEY_BLOCK"']);
  });

  it.each([[1698245002.065], ['2023-10-25T14:43:22.065000+00:00']])(
    'date of version 1 and 2 of the CLI: %s',
    (ParametersValidUntilTimestamp) => {
      const request = readRequest(
        JSON.stringify({ ImportToken: token, WrappingKeyCertificate: 'x', ParametersValidUntilTimestamp }),
        new Date('2023-10-26'),
      );
      expect(request?.parameters?.validUntil?.toISOString()).toBe('2023-10-25T14:43:22.065Z');
      expect(request?.findings.map(({ code }) => code)).toEqual(['request_parameters_expired']);
    },
  );
});
