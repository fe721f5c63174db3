import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../../properties';
import { quick, runs } from '../../quick';
import { afterAll, describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { definitions } from '../../../src/core/asn1/schema/definitions';
import type { Schema } from '../../../src/core/asn1/schema/language';
import { parseDefinitions } from '../../../src/core/asn1/schema/language';
import { SchemaNames } from '../../../src/core/asn1/schema/match';
import { recognise, rootTypes } from '../../../src/core/asn1/schema/recognise';
import { oidByName } from '../../../src/core/asn1/oidNames';
import { makeCrl } from './makeCrl';
import { allDer, derBlocks, fromHex, hasVectors, vectorIndex } from './material';
import { without } from '../../programs';

const typeOf = (der: Uint8Array): string | undefined => {
  const [root] = readAsn1(der).roots;
  return root && recognise(root)?.type;
};

/** "0 Certificate/tbsCertificate/serialNumber" for every named node. */
function namesOf(der: Uint8Array, type?: string): string[] {
  const document = readAsn1(der);
  const root = document.roots[0]!;
  const names = type === undefined ? recognise(root)!.names : new SchemaNames(root, type);
  const list: string[] = [];
  for (let i = 0; i < document.index().length; i++) {
    const node = document.node(i)!;
    const name = names.nameOf(node);
    if (name)
      list.push(
        `${node.start} ${name.field}${name.type === '' ? '' : `:${name.type}`}${name.mismatch === undefined ? '' : ` !! ${String(name.mismatch)}`}`,
      );
  }
  return list;
}

describe('the definitions', () => {
  it('every name that is used is defined, every OID of a table is known', () => {
    const { types, tables } = definitions();
    const unknown: string[] = [];
    const visit = (schema: Schema): void => {
      if (schema.kind === 'reference' && !types.has(schema.name)) unknown.push(schema.name);
      if (schema.kind === 'by') {
        if (!tables.has(schema.table)) unknown.push(schema.table);
        visit(schema.otherwise);
      }
      if (schema.kind === 'oid' && oidByName(schema.name) === undefined) unknown.push(schema.name);
      if (schema.kind === 'fields') schema.fields.forEach((field) => visit(field.type));
      if (schema.kind === 'choice') schema.options.forEach((option) => visit(option.type));
      if (schema.kind === 'list') visit(schema.item);
      if (schema.kind === 'tagged' || schema.kind === 'wrapping') visit(schema.type);
    };
    types.forEach(visit);
    for (const table of tables.values()) {
      for (const [oid, schema] of table) {
        if (oidByName(oid) === undefined) unknown.push(oid);
        visit(schema);
      }
    }
    expect(unknown).toEqual([]);
    expect(rootTypes.filter((name) => !types.has(name))).toEqual([]);
  });
  it('a mistake in the notation is found when it is parsed', () => {
    expect(() => parseDefinitions('A = SEQ { a INTEGER')).toThrow(SyntaxError);
  });
});

describe.skipIf(!hasVectors)('the corpus', () => {
  it('kinds are told by structure', () => {
    const wanted: Record<string, string | undefined> = {
      x509: 'Certificate',
      crl: 'CertificateList',
      RT_KRD: 'RandomNumberToken',
      cms: 'ContentInfo',
    };
    let checked = 0;
    for (const { kind, file } of vectorIndex()) {
      if (
        kind.startsWith('bad') ||
        kind === 'rsa-oaep-wrap' ||
        /empty_sequence.pem|data_after|cmpv2/.test(file)
      )
        continue;
      const [der] = derBlocks(file, /^(?!EXT)/);
      const expected =
        kind === 'private-key'
          ? file.endsWith('.key')
            ? 'PrivateKeyInfo'
            : 'RSAPrivateKey'
          : (wanted[kind] ?? 'ContentInfo');
      expect(typeOf(der!), file).toBe(expected);
      checked++;
    }
    expect(checked).toBeGreaterThan(40);
  });

  it('nothing in well-formed samples is left without a name, or does not fit', () => {
    for (const { name, der } of allDer()) {
      if (/boring_cert_|empty_sequence/.test(name)) continue;
      expect(
        namesOf(der).filter((line) => line.includes('!!')),
        name,
      ).toEqual([]);
    }
  });

  it('the members of an envelope without its SEQUENCE header are named', () => {
    const [der] = derBlocks('tr34/generated/aws2012-noncms-2pass-tdes.der');
    const names = namesOf(der!);
    expect(names).toEqual(
      expect.arrayContaining([
        '67 recipientInfos',
        '71 ktri:KeyTransRecipientInfo',
        '501 encryptedContent',
        '694 signedAttrs',
      ]),
    );
  });

  it('changed anywhere: never throws', () => {
    const samples = allDer()
      .map(({ der }) => der)
      .filter(({ length }) => length < 2000);
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        (sample, edits) => {
          const bytes = sample.slice();
          for (const [at, to] of edits) bytes[at % bytes.length] = to;
          const document = readAsn1(bytes);
          const [root] = document.roots;
          const found = root && recognise(root);
          for (let i = 0; found && i < Math.min(300, document.index().length); i++)
            found.names.nameOf(document.node(i)!);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('fallback', () => {
  it('says what does not fit, names what stands before it, and nothing after', () => {
    // RSAPublicKey with an OCTET STRING for the exponent, then one more INTEGER.
    const names = namesOf(fromHex('3009020111040103020105'), 'RSAPublicKey');
    expect(names).toEqual([
      '0 :RSAPublicKey',
      '2 modulus',
      '5  !! publicExponent expected, OCTET STRING found',
    ]);
  });
  it('says what is missing', () => {
    expect(namesOf(fromHex('3003020111'), 'RSAPublicKey')[0]).toBe(
      '0 :RSAPublicKey !! publicExponent is missing',
    );
  });
  it('anything else is nothing', () => {
    for (const hex of ['020105', '3000', '0500', '30060401010c0161', 'ffd8ffe000104a46494600010100']) {
      expect(typeOf(fromHex(hex)), hex).toBeUndefined();
    }
  });
});

describe('on demand', () => {
  it.skipIf(quick)('names for the last entry of 100 000 do not take reading all of them', () => {
    const document = readAsn1(makeCrl(100_000));
    const root = document.roots[0]!;
    const began = Date.now();
    const found = recognise(root)!;
    expect(found.type).toBe('CertificateList');
    const list = root.children()[0]!.children()[5]!;
    const last = list.children().at(-1)!;
    expect(found.names.nameOf(last)).toMatchObject({ type: 'RevokedCertificate' });
    expect(found.names.nameOf(last.children()[0]!)).toMatchObject({ field: 'userCertificate' });
    expect(Date.now() - began).toBeLessThan(2000);
  });
});

describe('keys that Node writes', () => {
  it.each([
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }), 'pkcs1', 'RSAPrivateKey'],
    ['EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sec1', 'ECPrivateKey'],
    ['Ed25519', generateKeyPairSync('ed25519'), undefined, undefined],
  ] as const)('%s', (_name, { privateKey, publicKey }, old, oldType) => {
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const pkcs8 = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
    expect([typeOf(spki), typeOf(pkcs8)]).toEqual(['SubjectPublicKeyInfo', 'PrivateKeyInfo']);
    const encrypted = privateKey.export({
      type: 'pkcs8',
      format: 'der',
      cipher: 'aes-128-cbc',
      passphrase: 'test',
    });
    expect(typeOf(new Uint8Array(encrypted))).toBe('EncryptedPrivateKeyInfo');
    if (old !== undefined)
      expect(typeOf(new Uint8Array(privateKey.export({ type: old, format: 'der' })))).toBe(oldType);
  });
});

describe.skipIf(without('openssl'))('what openssl writes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'schema-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => path.join(folder, name);
  const run = (...options: string[]): void => void execFileSync('openssl', options, { stdio: 'pipe' });
  run(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    at('key'),
    '-out',
    at('crt'),
    '-subj',
    '/CN=TEST',
    '-days',
    '30',
  );

  it.each([
    ['PFX', ['pkcs12', '-export', '-in', 'crt', '-inkey', 'key', '-passout', 'pass:test', '-out', 'out']],
    ['OCSPRequest', ['ocsp', '-issuer', 'crt', '-cert', 'crt', '-reqout', 'out']],
    ['TimeStampReq', ['ts', '-query', '-data', 'crt', '-sha256', '-cert', '-out', 'out']],
    [
      'CertificationRequest',
      ['req', '-new', '-key', 'key', '-subj', '/CN=TEST', '-outform', 'DER', '-out', 'out'],
    ],
  ] as const)('%s', (type, options) => {
    run(...options.map((option) => (['crt', 'key', 'out'].includes(option) ? at(option) : option)));
    const der = new Uint8Array(readFileSync(at('out')));
    expect(typeOf(der)).toBe(type);
    expect(namesOf(der).filter((line) => line.includes('!!'))).toEqual([]);
  });

  it('OCSPResponse and TimeStampResp', () => {
    writeFileSync(at('index'), '');
    run('ocsp', '-issuer', at('crt'), '-cert', at('crt'), '-reqout', at('request'));
    run(
      'ocsp',
      '-index',
      at('index'),
      '-CA',
      at('crt'),
      '-rsigner',
      at('crt'),
      '-rkey',
      at('key'),
      '-reqin',
      at('request'),
      '-respout',
      at('response'),
    );
    const der = new Uint8Array(readFileSync(at('response')));
    expect(typeOf(der)).toBe('OCSPResponse');
    expect(namesOf(der).filter((line) => line.includes('!!'))).toEqual([]);
    // A refused time stamp: status only.
    expect(namesOf(fromHex('30053003020102'), 'TimeStampResp')).toEqual([
      '0 :TimeStampResp',
      '2 status:PKIStatusInfo',
      '4 status',
    ]);
  });
});
