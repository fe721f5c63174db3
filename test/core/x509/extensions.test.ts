/** Extensions as trees of labels and values, from certificates made with OpenSSL (extensions/make.sh). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKeyMaterial } from '../../../src/core/input/material';
import type { Field } from '../../../src/core/findings';
import { readAsn1 } from '../../../src/core/asn1/read';
import { readCertificate } from '../../../src/core/x509/certificate';
import { readExtension, type Extension } from '../../../src/core/x509/certificateExtension';
import { readCrl } from '../../../src/core/x509/crl';
import { readCsr } from '../../../src/core/x509/csr';
import { readSerial } from '../../../src/core/x509/serial';
import fc from '../../properties';
import { runs } from '../../quick';
import { tlv } from '../asn1/makeCrl';
import { fromHex } from '../asn1/material';

function der(name: string): Uint8Array {
  const bytes = new Uint8Array(readFileSync(path.join(import.meta.dirname, 'extensions', name)));
  const [found] = findKeyMaterial(bytes);
  if (found?.kind !== 'der') throw new Error(`${name} holds no DER`);
  return found.bytes;
}

const certificates = [
  'constraints',
  'names',
  'revocation',
  'policies',
  'timestamps',
  'precertificate',
  'qualified',
  'netscape',
  'ocsp',
  'unknown',
];
const extensionsOf = (name: string): readonly Extension[] => readCertificate(der(`${name}.pem`)).extensions;

/** "label: value" a line, two blanks a level. */
function tree(fields: readonly Field[], indent = ''): string[] {
  return fields.flatMap(({ name, meaning, children = [] }) => [
    `${indent}${name}: ${meaning}`.trimEnd(),
    ...tree(children, `${indent}  `),
  ]);
}

function treeOf(extensions: readonly Extension[], name: string): string[] {
  const found = extensions.find((one) => one.name === name)!;
  return [...(found.field.meaning === '' ? [] : [found.field.meaning]), ...tree(found.fields)];
}

describe('extensions that OpenSSL prints as bytes', () => {
  const qualified = extensionsOf('qualified');
  it('qcStatements: RFC 3739 and ETSI', () => {
    expect(treeOf(qualified, 'qcStatements')).toEqual([
      'EU qualified certificate: yes',
      'Limit of transaction value:',
      '  Currency: EUR',
      '  Amount: 15',
      '  Exponent: 3',
      'Retention period (years): 15',
      'Key held in a qualified device (QSCD): yes',
      'PKI disclosure statement:',
      '  URI: https://ca.example.com/pds-en',
      '  Language: en',
      '  URI: https://ca.example.com/pds-de',
      '  Language: de',
      'Type of qualified certificate:',
      '  Type: qcTypeSeal (0.4.0.1862.1.6.2)',
      'Legislation of qualified certificate:',
      '  Country: CH',
      'Statement: pkixQCSyntax-v2 (1.3.6.1.5.5.7.11.2)',
      '  Semantics: semanticsLegal (0.4.0.194121.1.2)',
      '  Name registration authorities:',
      '    URI: https://register.example.com/',
      'PSD2 payment service provider:',
      '  Role: PSP_AS (0.4.0.19495.1.1)',
      '  Authority name: TEST Authority',
      '  Authority ID: DE-TEST',
      'Statement: 1.2.3.4.7',
      '  UTF8String: something',
    ]);
  });
  it('attributes of the subject, period of use', () => {
    expect(treeOf(qualified, 'subjectDirectoryAttributes')).toEqual([
      'countryOfCitizenship: DE, FR',
      'dateOfBirth: 1970-01-02 12:00:00 UTC',
    ]);
    expect(treeOf(qualified, 'privateKeyUsagePeriod')).toEqual([
      'Not before: 2026-01-01 00:00:00 UTC',
      'Not after: 2027-01-01 12:30:00 UTC',
    ]);
  });
  it('those of no table: the text where there is one, else the parts, and the bytes', () => {
    const unknown = extensionsOf('unknown');
    expect(treeOf(unknown, '1.2.3.4.8')).toEqual([
      'Text: A text, Grüße',
      'Hex: 0c0f4120746578742c204772c3bcc39f65',
    ]);
    expect(treeOf(unknown, '1.2.3.4.9')).toEqual(['Text: hello', 'Hex: 68656c6c6f']);
    expect(treeOf(unknown, '1.2.3.4.10')).toEqual([
      'SEQUENCE:',
      '  INTEGER: 7',
      '  IA5String: inside',
      'Hex: 300b0201071606696e73696465',
    ]);
    expect(treeOf(unknown, '1.2.3.4.11')).toEqual(['Hex: fffe00']);
    expect(treeOf(unknown, 'msCertificateTemplate')).toEqual([
      'Template: 1.3.6.1.4.1.311.21.8.1',
      'Major version: 100',
      'Minor version: 4',
    ]);
    expect(treeOf(unknown, 'msApplicationPolicies')).toEqual(['Policy: clientAuth (1.3.6.1.5.5.7.3.2)']);
    expect(treeOf(unknown, 'msCertificateTemplateName')).toEqual(['TestTemplate']);
    expect(treeOf(unknown, 'msCAVersion')).toEqual(['65537']);
  });
  it('OCSP signature algorithms', () => {
    expect(treeOf(extensionsOf('ocsp'), 'ocspPreferredAlgorithms')).toEqual([
      'Preferred signature algorithm: ecdsa-with-SHA256 (1.2.840.10045.4.3.2)',
    ]);
  });
});

describe('what must not be mixed up', () => {
  const constraints = extensionsOf('constraints');
  it('permitted and excluded names', () => {
    const found = constraints.find(({ name }) => name === 'nameConstraints')!;
    expect(tree(found.fields)).toEqual([
      'Permitted:',
      '  DNS name: example.com',
      '  DNS name: .example.org',
      '  Email: example.com',
      '  IP address: 10.1.0.0/255.255.0.0',
      '  IP address: fd00:1::/ffff:ffff::',
      '  Directory name: O=TEST\\, made here,C=DE',
      '  URI: .example.com',
      'Excluded:',
      '  DNS name: secret.example.com',
      '  IP address: 10.1.2.0/255.255.255.0',
      '  Registered ID: 1.2.3.4',
      '  User principal name (UPN): @example.com',
    ]);
    expect(found.summary).toMatch(/^Permitted \(DNS name: example.com, .*\), Excluded \(DNS name: secret/);
  });
  it('policy constraints have their names', () => {
    expect(treeOf(constraints, 'policyConstraints')).toEqual([
      'Certificates before an explicit policy is required: 3',
      'Certificates before policy mapping is inhibited: 0',
    ]);
  });
  it('OCSP and issuers', () => {
    expect(treeOf(extensionsOf('revocation'), 'authorityInfoAccess')).toEqual([
      'OCSP:',
      '  URI: http://ocsp.example.com/',
      'CA issuers:',
      '  URI: http://ca.example.com/ca.cer',
      'CA issuers:',
      '  DNS name: ca.example.com',
    ]);
  });
  it('each policy with its own qualifiers', () => {
    expect(treeOf(extensionsOf('policies'), 'certificatePolicies')).toEqual([
      'Policy: 1.2.3.4',
      '  Certification practice statement (CPS): https://ca.example.com/cps',
      '  Certification practice statement (CPS): https://ca.example.com/cps-de',
      'Policy: 1.2.3.5',
      '  User notice:',
      '    Organization: TEST, made here',
      '    Notice number: 1',
      '    Notice number: 2',
      '    Notice number: 130',
      '    Text: Only for tests, Grüße',
      'Policy: anyPolicy (2.5.29.32.0)',
      '  Certification practice statement (CPS): https://ca.example.com/any',
      '  User notice:',
      '    Text: Second notice',
      'Policy: organizationValidated (2.23.140.1.2.2)',
    ]);
  });
  it('serial numbers and times', () => {
    const serials = [
      readCertificate(der('constraints.pem')).serial,
      ...readCrl(der('list.crl'))
        .revoked()
        .map(({ serial }) => serial),
      readSerial(readAsn1(fromHex('0203123456')).roots[0]),
    ];
    expect(serials.map(({ hex }) => hex)).toEqual(['20112605', '7F', '0A0B', '112233', '20112605', '123456']);
    const texts = serials.flatMap((serial) => Object.values(serial).filter((one) => typeof one === 'string'));
    for (const text of [...texts, ...treeOf(constraints, 'authorityKeyIdentifier').slice(-1)])
      expect(text).not.toMatch(/\d\d:\d\d/);
    expect(treeOf(constraints, 'authorityKeyIdentifier').at(-1)).toBe('Serial number, hex: 123456');
  });
});

describe('places', () => {
  const all = [
    ...certificates.map((name) => [name, extensionsOf(name)] as const),
    ['list.crl', readCrl(der('list.crl')).extensions] as const,
    [
      'indirect.crl',
      readCrl(der('indirect.crl'))
        .revoked()
        .flatMap(({ extensions }) => extensions),
    ] as const,
    ['request.pem', readCsr(der('request.pem')).extensions] as const,
  ];
  it.each(all)(
    'of %s: each part lies in the one above it, and nothing is found fault with',
    (_name, extensions) => {
      const within = (field: Field): void => {
        for (const child of field.children ?? []) {
          expect(child.span.start >= field.span.start && child.span.end <= field.span.end, child.name).toBe(
            true,
          );
          expect(child.span.end).toBeGreaterThan(child.span.start);
          within(child);
        }
      };
      expect(extensions.length).toBeGreaterThan(0);
      for (const { field, findings } of extensions) {
        within(field);
        expect(findings.filter(({ code }) => code !== 'x509_extension_unknown_critical')).toEqual([]);
      }
    },
  );
  it('of a timestamp are those of its bytes', () => {
    const bytes = der('timestamps.pem');
    const [list] = readCertificate(bytes).extensions;
    const [first, second] = list!.fields;
    const log = first!.children!.find(({ id }) => id === 'logId')!;
    expect([...bytes.subarray(log.span.start, log.span.end)]).toEqual(
      Array.from({ length: 32 }, (_, i) => i),
    );
    expect(tree(second!.children!).slice(2, 5)).toEqual([
      'Timestamp: 2026-03-01 12:00:00.125 UTC',
      'SCT extensions: 01:02',
      'Signature algorithm: RSA with SHA256',
    ]);
  });
});

/** The extension of an OID with this content, and its places from the content on. */
function extension(oid: string, content: Uint8Array): Extension {
  return readExtension(readAsn1(tlv(0x30, tlv(6, fromHex(oid)), tlv(4, content))).roots[0]!);
}

describe('broken ones keep what could be read, with a finding at the place', () => {
  it.each([
    [
      'an address of three bytes',
      '551d11',
      '300c820361622e8703010203 8200',
      'an IP address has 3 bytes',
      ['DNS name: ab.'],
    ],
    [
      'a mask that is missing',
      '551d1e',
      '300aa00830068704 0a000000',
      'has 4 bytes, not 8 or 32',
      ['Permitted:'],
    ],
    [
      'an access without location',
      '2b06010505070101',
      '300c300a06082b06010505073001',
      'no location',
      ['OCSP:'],
    ],
    ['a policy that is a number', '551d20', '30053003020105', 'a policy has no OID', ['Policy: ?']],
    [
      'a notice that is no text',
      '551d20',
      '301b301906022a033013301106082b060105050702023005 0c0161 0500',
      'not a string',
      ['Policy: 1.2.3', 'Text: a'],
    ],
    [
      'a tag that does not belong there',
      '551d24',
      '3006800100850107',
      'policyConstraints holds [5]',
      ['Certificates before an explicit policy is required: 0'],
    ],
    [
      'a period that is no time',
      '551d10',
      '3006 8004 32303236',
      'the beginning is not a time',
      ['Not before: 2026'],
    ],
    [
      'an SCT that is cut off',
      '2b06010401d679020402',
      '0408 0006 0004 00010203',
      'an SCT is cut off',
      ['Signed certificate timestamp (SCT):'],
    ],
    ['a list of SCTs that says less', '2b06010401d679020402', '0404 0000 0000', 'cut off, or longer', []],
    [
      'a limit without amount',
      '2b06010505070103',
      '300e300c06060400 8e460102 3002 0500',
      'currency, amount and exponent',
      ['Limit of transaction value:'],
    ],
  ])('%s', (_name, oid, hex, why, kept) => {
    const read = extension(oid, fromHex(hex.replaceAll(' ', '')));
    expect(read.findings.map(({ code }) => code)).toContain('x509_extension_broken');
    expect(read.findings.map(({ message }) => message).join()).toContain(why);
    const lines = tree(read.fields);
    for (const line of kept) expect(lines.join('\n')).toContain(line);
    for (const { span } of read.findings)
      expect(span!.start >= read.field.span.start && span!.end <= read.field.span.end).toBe(true);
  });

  it.each([
    ['subjectAltName', '551d11', '3000', 'its list is empty', [9, 11]],
    ['extKeyUsage', '551d25', '3000', 'its list is empty', [9, 11]],
    ['certificatePolicies', '551d20', '3000', 'its list is empty', [9, 11]],
    ['authorityInfoAccess', '2b06010505070101', '3000', 'its list is empty', [14, 16]],
    ['cRLDistributionPoints', '551d1f', '30063004a002a000', 'a list of names is empty', [15, 17]],
    ['nameConstraints', '551d1e', '3002a100', 'a list of names is empty', [11, 13]],
    ['certificatePolicies', '551d20', '3008300606022a033000', 'the list of qualifiers is empty', [17, 19]],
  ] as const)('%s with nothing in a list: RFC 5280 wants one', (name, oid, hex, why, [start, end]) => {
    const { findings } = extension(oid, fromHex(hex));
    expect(findings.map(({ code, message, span }) => [code, message, span])).toEqual([
      ['x509_extension_broken', `The extension ${name} does not match its type: ${why}.`, { start, end }],
    ]);
  });

  it.each([
    ['a fourth part', '300f 0603551d0e 0101ff 0403040161 0500', ['NULL is beside its value', 15, 17]],
    [
      'critical behind the value',
      '300d 0603551d0e 0403040161 0101ff',
      ['BOOLEAN is beside its value', 12, 15],
    ],
    ['critical twice', '3010 0603551d0e 0101ff 0101ff 0403040161', ['BOOLEAN is beside its value', 10, 13]],
    [
      'critical that is a number',
      '300d 0603551d0e 020101 0403040161',
      ['INTEGER is beside its value', 7, 10],
    ],
    ['no value, and something else', '3008 0603551d0e 020101', ['it has no OID and OCTET STRING', 0, 10]],
  ] as const)('%s', (_name, hex, [why, start, end]) => {
    const read = readExtension(readAsn1(fromHex(hex.replaceAll(' ', ''))).roots[0]!);
    expect(read.findings.map(({ message, span }) => [message, span])).toEqual([
      [`The extension subjectKeyIdentifier does not match its type: ${why}.`, { start, end }],
    ]);
  });

  it('a list of 10 000 names is bounded, and says so', () => {
    const names = Array.from({ length: 10_000 }, () => tlv(0x82, [0x61]));
    const read = extension('551d11', tlv(0x30, ...names));
    expect(read.fields).toHaveLength(2000);
    expect(read.findings.map(({ code }) => code)).toEqual(['x509_extension_cut']);
  });

  it('deep nesting and many faults are bounded', () => {
    let deep = tlv(0x30);
    for (let level = 0; level < 3000; level++) deep = tlv(0x30, deep);
    expect(tree(extension('2a0304', deep).fields).length).toBeLessThan(30);
    const faults = extension('551d11', tlv(0x30, ...Array.from({ length: 500 }, () => tlv(0x87, [1]))));
    expect(faults.findings.length).toBeLessThanOrEqual(20);
  });

  it('changed anywhere: never throws, places inside', () => {
    const samples = [...certificates.map((name) => der(`${name}.pem`)), der('list.crl'), der('indirect.crl')];
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat({ max: 255 }), (sample, at, to) => {
        const bytes = sample.slice();
        bytes[at % bytes.length] = to;
        const crl = readCrl(bytes);
        const lists = [readCertificate(bytes).extensions, crl.extensions];
        for (const { field, findings } of [
          ...lists,
          ...crl.revoked(0, 5).map((one) => one.extensions),
        ].flat()) {
          for (const { span } of findings)
            expect(span!.end <= bytes.length && span!.start <= span!.end).toBe(true);
          expect(field.span.end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

it('numbers of extensions: decimal to 127 bits, in whole octets of hexadecimal above, cut where they are long', () => {
  // 2.5.29.54, inhibitAnyPolicy.
  const said = (content: string): string =>
    readExtension(readAsn1(tlv(0x30, tlv(6, fromHex('551d36')), tlv(4, tlv(2, fromHex(content))))).roots[0]!)
      .fields.map(({ meaning }) => meaning)
      .join();
  const bits127 = `7f${'ff'.repeat(15)}`;
  expect(['00', '05', '80', 'ff7f', bits127].map(said)).toEqual([
    '0',
    '5',
    '-128',
    '-129',
    String(2n ** 127n - 1n),
  ]);
  expect(said(`0080${'00'.repeat(15)}`)).toBe(`0x80${'00'.repeat(15)}`);
  expect(said(`0100${'00'.repeat(15)}`)).toBe(`0x0100${'00'.repeat(15)}`);
  expect(said(`80${'00'.repeat(15)}`)).toBe(`-0x80${'00'.repeat(15)}`);
  expect(said(`fe${'00'.repeat(16)}`)).toBe(`-0x0200${'00'.repeat(15)}`);
  expect(said(`01${'00'.repeat(300)}`)).toBe(`0x01${'00'.repeat(300)}`.slice(0, 512));
});

it('algorithms of SCTs by their names: every hash and signature of TLS 1.2, and those that have none', () => {
  const said = (hash: number, signature: number): string => {
    const sct = [
      0,
      ...Array<number>(32).fill(7),
      ...Array<number>(8).fill(0),
      0,
      0,
      hash,
      signature,
      0,
      1,
      9,
    ];
    const list = [0, sct.length + 2, 0, sct.length, ...sct];
    const read = readExtension(
      readAsn1(tlv(0x30, tlv(6, fromHex('2b06010401d679020402')), tlv(4, tlv(4, list)))).roots[0]!,
    );
    return tree(read.fields)
      .filter((line) => line.includes('lgorithm'))
      .map((line) => line.trim())
      .join();
  };
  const hashes = Array.from({ length: 9 }, (_, hash) => said(hash, 1));
  const signatures = Array.from({ length: 6 }, (_, signature) => said(4, signature));
  expect([hashes, signatures]).toEqual([
    ['none', 'MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512']
      .map((name) => `Signature algorithm: RSA with ${name}`)
      .concat(hashes.slice(7)),
    ['anonymous', 'RSA', 'DSA', 'ECDSA']
      .map((name) => `Signature algorithm: ${name} with SHA256`)
      .concat(signatures.slice(4)),
  ]);
  for (const line of [...hashes.slice(7), ...signatures.slice(4)]) expect(line).toMatch(/\b[4578]\b/);
});
