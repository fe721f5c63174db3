// Names that a request does not have, and values in other forms: what each is taken for, wherever it stands.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  certificateParameter,
  hexParameter,
  tokenParameter,
} from '../../../src/keyservice/requests/parameterForms';
import { readRequest } from '../../../src/keyservice/requests/read';
import { requests, type Json } from './damages';

const samples = path.join(import.meta.dirname, '../../../media/samples');
const sample = (name: string): Json =>
  JSON.parse(readFileSync(path.join(samples, 'aws-guide', name), 'utf8')) as Json;

type Request = Readonly<Record<string, Json>>;
const wayOf = (request: Request): readonly [string, Request] =>
  Object.entries(request.KeyMaterial as Record<string, Request>)[0]!;
const within = (request: Request, more: Request): Request => {
  const [way, value] = wayOf(request);
  return { ...request, KeyMaterial: { [way]: { ...value, ...more } } };
};
const codes = (request: Json, place?: string): string => {
  const text = JSON.stringify(request);
  const { findings = [], fixes = [] } = readRequest(text) ?? {};
  const said = findings
    .filter(({ span }) => place === undefined || text.slice(span?.start, span?.end) === JSON.stringify(place))
    .map(({ code, args = [] }) => `${code} (${args.join('; ').slice(0, 80)})`);
  return [...said, ...fixes.flatMap(({ edits }) => edits.map((one) => `fix ${one.text.slice(0, 60)}`))].join(
    ', ',
  );
};

const ways: Readonly<Record<string, Request>> = {
  ...requests,
  root: sample('import-key-root.json') as Request,
  trusted: sample('import-key-trusted.json') as Request,
};
const names = [
  ...[
    'KeyAttributes',
    'KeyUsage',
    'KeyAlgorithm',
    'KeyClass',
    'KeyModesOfUse',
    'Exportable',
    'KeyExportability',
  ],
  ...[
    'region',
    'Profile',
    'endpoint_url',
    'output',
    'query',
    'debug',
    'no-sign-request',
    'CliInputJson',
    'AwsRegion',
    'endpoint',
    'generate-cli-skeleton',
    'regions',
  ],
  ...['--region', '--other', 'other=', 'other-name', 'other-', 'other', 'Other', 'x'.repeat(50)],
  ...[
    'enabled',
    '--enabled',
    'enabled=',
    'requester-comment',
    'RequesterComment',
    'KeyMaterialType',
    'keyMaterialType',
  ],
  ...[
    'WrappingKeyIdentifier',
    'WrappingKeyCertificate',
    'wrapping-key-identifier',
    'ImportToken',
    'importtoken',
    'PublicKeyCertificate',
    'RandomNonce',
    'WrappedKeyCryptogram',
  ],
];

describe('a name that is not one of the object', () => {
  it.each(Object.entries(ways))('in %s is taken for the same as before', async (way, request) => {
    const lines = names.flatMap((name) => {
      const beside = request[name] === undefined ? codes({ ...request, [name]: 'x' }, name) : 'there';
      const inside =
        wayOf(request)[1][name] === undefined ? codes(within(request, { [name]: 'x' }), name) : 'there';
      return [name, `  beside: ${beside}`, `  inside: ${inside}`];
    });
    await expect(lines.join('\n')).toMatchFileSnapshot(`whole/names.${way}.txt`);
  });

  it('in a list of tags, and in attributes', () => {
    const attributes = wayOf(requests.cryptogram)[1].KeyAttributes as Record<string, Json>;
    expect([
      codes({ ...requests.tr31, Tags: [{ Key: 'a', Value: 'b', Other: 'c' }] }),
      codes({ ...requests.tr31, Tags: [{ key: 'a', Value: 'b' }] }),
      codes(within(requests.cryptogram, { KeyAttributes: { ...attributes, Exportable: true } })),
      codes(within(requests.cryptogram, { KeyAttributes: { ...attributes, keyusage: 'x' } })),
    ]).toMatchInlineSnapshot(`
      [
        "request_unknown (Other; Key, Value)",
        "request_spelling (key; Key), fix "Key"",
        "request_unknown (Exportable; KeyUsage, KeyClass, KeyAlgorithm, KeyModesOfUse)",
        "request_spelling (keyusage; KeyUsage)",
      ]
    `);
  });

  it.each([
    'KeyAttributes',
    'PublicKeyCertificate',
    'SigningKeyCertificate',
    'WrappedKeyBlock',
    'WrappedKeyCryptogram',
    'WrappingKeyIdentifier',
    'ImportToken',
    'As2805KeyCryptogram',
    'KeyCryptogram',
  ])('%s alone makes a request of what is under KeyMaterial', (name) =>
    expect(readRequest(JSON.stringify({ KeyMaterial: { [name]: 'x' } }))?.kind).toBe('importKey'),
  );
});

describe('attributes of a certificate', () => {
  it.each(['root', 'trusted'])('of a %s are judged as before', async (name) => {
    const request = ways[name]!;
    const given = wayOf(request)[1].KeyAttributes as Record<string, Json>;
    const wrong: Readonly<Record<string, readonly Json[]>> = {
      KeyUsage: [
        'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
        'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION',
        'TR31_K2_TR34_ASYMMETRIC_KEY',
        'TR31_P0_PIN_ENCRYPTION_KEY',
        'NEW',
      ],
      KeyClass: ['PUBLIC_KEY', 'PRIVATE_KEY', 'SYMMETRIC_KEY', 'ASYMMETRIC_KEY_PAIR', 'KEY', 'new'],
      KeyAlgorithm: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'AES_128', 'NEW'],
      KeyModesOfUse: [
        { Verify: true },
        { Encrypt: true, Wrap: true },
        { Encrypt: true },
        { Verify: true, Sign: true },
        { Verify: false },
        {},
      ],
    };
    const lines = Object.entries(wrong).flatMap(([member, values]) =>
      values.flatMap((value) => [
        `${member} ${JSON.stringify(value)}`,
        `  ${codes(within(request, { KeyAttributes: { ...given, [member]: value } }))}`,
        ...(member === 'KeyModesOfUse'
          ? [
              `  of D1: ${codes(within(request, { KeyAttributes: { ...given, KeyUsage: 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION', [member]: value } }))}`,
            ]
          : []),
      ]),
    );
    await expect(lines.join('\n')).toMatchFileSnapshot(`whole/attributes.${name}.txt`);
  });
});

describe('a parameter', () => {
  const pem = readFileSync(path.join(samples, 'expired.crt'), 'latin1');
  const der = certificateParameter(pem)!.certificate.raw;
  const hex = Buffer.from(der).toString('hex');
  const base64 = Buffer.from(der).toString('base64');

  it.each<[string, string, string | undefined]>([
    ['PEM', pem, 'PEM'],
    ['PEM behind words', `words\n${pem}`, 'PEM'],
    ['base64 of PEM', Buffer.from(pem).toString('base64'), 'base64 of PEM'],
    ['base64 of DER', base64, 'base64 of DER'],
    ['base64 in lines', base64.replace(/.{64}/g, '$&\n'), 'base64 of DER'],
    ['lower case', hex, 'hexadecimal digits'],
    ['upper case in lines', hex.toUpperCase().replace(/.{64}/g, '$&\n'), 'hexadecimal digits'],
    ['half of it', hex.slice(0, 200), undefined],
    ['nothing', '', undefined],
    ['words', 'no certificate!', undefined],
    ['a mark alone', '-----BEGIN', undefined],
    ['as long as may be', `${pem}${' '.repeat(200_000 - pem.length)}`, 'PEM'],
    ['longer', `${pem}${' '.repeat(200_001 - pem.length)}`, undefined],
  ])('as a certificate: %s', (_, text, form) => {
    const read = certificateParameter(text);
    expect(read?.form).toBe(form);
    if (read) expect(Buffer.from(read.certificate.raw).toString('hex')).toBe(hex);
  });

  it.each<[string, string | undefined]>([
    ['30AB', '30ab upper case'],
    ['30ab', '30ab lower case'],
    ['30Ab', '30ab lower case'],
    ['30 AB', '30ab hexadecimal digits with others'],
    ['30:ab', '30ab hexadecimal digits with others'],
    ['30A\nB', '30ab hexadecimal digits with others'],
    ['30A', undefined],
    ['30 AB C', undefined],
    ['0000: 30 AB\n0002: CD', '30abcd hexadecimal digits with others'],
    ['3 0', '30 hexadecimal digits with others'],
    ['MIIB', '308201 base64'],
    ['MII=', '3082 base64'],
    [' MIIB\n', '308201 base64'],
    ['M', undefined],
    ['', undefined],
    [' ', undefined],
    [':', undefined],
    ['MI-B', undefined],
    ['-----BEGIN', undefined],
    ['-----BEGIN X-----\nMIIB\n-----END X-----', '308201 PEM'],
  ])('as digits: %j', (text, expected) => {
    const read = hexParameter(text);
    expect(read && `${Buffer.from(read.bytes).toString('hex')} ${read.form}`).toBe(expected);
  });

  it('as digits has 200,000 characters at most', () => {
    expect([200_000, 200_002].map((length) => hexParameter('0'.repeat(length))?.bytes.length)).toEqual([
      100_000,
      undefined,
    ]);
  });

  it('as a token is a key token alone', () => {
    const token = (name: string): string | undefined =>
      tokenParameter(readFileSync(path.join(samples, name)).toString('hex'))?.kind;
    expect([token('tr34-annex-b.cms'), token('tr34-rebind.cms'), token('kdh.der')]).toEqual([
      'KT_KDH',
      undefined,
      undefined,
    ]);
    expect([tokenParameter(''), tokenParameter('30'), tokenParameter('31AB')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
