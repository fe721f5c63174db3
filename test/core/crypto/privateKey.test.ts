import { createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from '../../properties';
import { runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { belongsTo, readPrivateKey } from '../../../src/core/crypto/privateKey';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { unwrapKeyBlock } from '../../../src/core/keyblock/unwrap';
import { wrapKeyBlock } from '../../../src/core/keyblock/wrap';
import { readPublicKey, type PublicKeyInfo } from '../../../src/core/x509/publicKey';
import { bytes, hex } from './hex';

const spki = (key: KeyObject): PublicKeyInfo =>
  readPublicKey(readAsn1(new Uint8Array(key.export({ type: 'spki', format: 'der' }))).roots[0]);
const der = (key: KeyObject, type: 'pkcs1' | 'sec1' | 'pkcs8'): Uint8Array =>
  new Uint8Array(key.export({ type: type as 'pkcs8', format: 'der' }));

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-384' });

describe('readPrivateKey', () => {
  it('RSA, bare and in PKCS#8', () => {
    for (const [type, form] of [
      ['pkcs1', 'RSAPrivateKey'],
      ['pkcs8', 'PKCS#8'],
    ] as const) {
      const info = readPrivateKey(der(rsa.privateKey, type));
      expect(info).toMatchObject({
        form,
        algorithm: 'RSA',
        name: 'RSA 1024',
        bits: 1024,
        strength: 80,
        findings: [],
      });
      const jwk = rsa.publicKey.export({ format: 'jwk' });
      expect(hex(info.modulus!)).toBe(hex(Buffer.from(jwk.n!, 'base64url')));
      expect(hex(info.exponent!)).toBe('010001');
      expect(belongsTo(info, spki(rsa.publicKey))).toBe(true);
      expect(belongsTo(info, spki(otherRsa.publicKey))).toBe(false);
      expect(belongsTo(info, spki(ec.publicKey))).toBe(false);
    }
  });

  it('elliptic curves, bare and in PKCS#8, points compressed or not', () => {
    for (const [type, form] of [
      ['sec1', 'ECPrivateKey'],
      ['pkcs8', 'PKCS#8'],
    ] as const) {
      const info = readPrivateKey(der(ec.privateKey, type));
      expect(info).toMatchObject({
        form,
        name: 'EC P-384',
        bits: 384,
        strength: 192,
        curve: 'P-384',
        findings: [],
      });
      const certified = spki(ec.publicKey);
      expect(belongsTo(info, certified)).toBe(true);
      expect(belongsTo(info, spki(otherEc.publicKey))).toBe(false);
      const point = certified.key;
      const compress = (parity: number): PublicKeyInfo => ({
        ...certified,
        key: Uint8Array.of(parity, ...point.subarray(1, 49)),
      });
      expect(belongsTo(info, compress(2 + (point.at(-1)! & 1)))).toBe(true);
      expect(belongsTo(info, compress(3 - (point.at(-1)! & 1)))).toBe(false);
    }
    for (const [namedCurve, name] of [
      ['P-256', 'EC P-256'],
      ['P-521', 'EC P-521'],
      ['secp256k1', 'EC secp256k1'],
      ['brainpoolP256r1', 'EC brainpoolP256r1'],
    ] as const)
      expect(readPrivateKey(der(generateKeyPairSync('ec', { namedCurve }).privateKey, 'pkcs8')).name).toBe(
        name,
      );
  });

  it('an EC key that lacks its public part or its curve', () => {
    // RFC 5915 with the private value only, and with the curve only.
    const bare = readPrivateKey(bytes(`30250201010420${'11'.repeat(32)}`));
    expect(bare).toMatchObject({ form: 'ECPrivateKey', algorithm: 'EC', curve: 'unnamed curve', bits: 0 });
    expect(bare.publicKey).toBeUndefined();
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(belongsTo(bare, spki(p256.publicKey))).toBeUndefined();
    const named = readPrivateKey(bytes(`30310201010420${'11'.repeat(32)}A00A06082A8648CE3D030107`));
    expect(named).toMatchObject({ name: 'EC P-256', bits: 256 });
    expect(belongsTo(named, spki(p256.publicKey))).toBeUndefined();
    expect(belongsTo(named, spki(ec.publicKey))).toBe(false);
  });

  it('Edwards curves and DSA', () => {
    const ed = generateKeyPairSync('ed25519');
    expect(readPrivateKey(der(ed.privateKey, 'pkcs8'))).toMatchObject({
      name: 'Ed25519',
      bits: 256,
      strength: 128,
    });
    const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
    expect(readPrivateKey(der(dsa.privateKey, 'pkcs8'))).toMatchObject({
      algorithm: 'DSA',
      name: 'DSA 1024',
    });
  });

  it('what is none, is encrypted, cut off, or followed by something', () => {
    const codes = (data: Uint8Array): string[] => readPrivateKey(data).findings.map(({ code }) => code);
    const good = der(rsa.privateKey, 'pkcs1');
    expect(codes(Uint8Array.of(...good, 0, 0))).toEqual(['private_key_trailing']);
    expect(codes(good.subarray(0, 100))).toEqual(['private_key_unreadable']);
    expect(codes(new Uint8Array(0))).toEqual(['private_key_unreadable']);
    expect(codes(bytes('0400'))).toEqual(['private_key_unreadable']);
    expect(codes(bytes('3003020100'))).toEqual(['private_key_unreadable']);
    const encrypted = rsa.privateKey.export({
      type: 'pkcs8',
      format: 'der',
      cipher: 'aes-128-cbc',
      passphrase: 'test',
    });
    expect(codes(new Uint8Array(encrypted))).toEqual(['private_key_encrypted']);
  });

  it('never throws, and says nothing private, whatever is changed', () => {
    const seeds = [der(rsa.privateKey, 'pkcs1'), der(ec.privateKey, 'pkcs8'), der(ec.privateKey, 'sec1')];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.nat(200),
        fc.uint8Array({ maxLength: 8 }),
        fc.nat(20),
        (seed, at, put, drop) => {
          const data = Uint8Array.of(...seed.subarray(0, at), ...put, ...seed.subarray(at + drop));
          const info = readPrivateKey(data);
          expect(typeof info.name).toBe('string');
          for (const { message } of info.findings) expect(message).not.toMatch(/[0-9a-f]{16}/i);
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  it('keeps the public part when the key is wiped', () => {
    const data = der(ec.privateKey, 'sec1');
    const info = readPrivateKey(data);
    const point = hex(info.publicKey!);
    data.fill(0);
    expect(hex(info.publicKey!)).toBe(point);
    expect(point).not.toMatch(/^0+$/);
  });
});

describe('asymmetric keys in blocks', () => {
  const kbpk = bytes('88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6');
  const random = (count: number): Uint8Array => new Uint8Array(count);
  const unwrapped = (algorithm: string, key: Uint8Array) =>
    unwrapKeyBlock(
      decodeKeyBlock(
        wrapKeyBlock({ version: 'D', usage: 'S0', algorithm, mode: 'S', exportability: 'N' }, key, kbpk, {
          random,
        }),
      ),
      kbpk,
    );

  it('are named, and compared with the header', () => {
    const good = unwrapped('R', der(rsa.privateKey, 'pkcs1'));
    expect(good.privateKey?.name).toBe('RSA 1024');
    expect(good.strength).toEqual({ name: 'RSA 1024', bits: 80 });
    expect(good.findings).toEqual([]);
    expect(unwrapped('E', der(rsa.privateKey, 'pkcs8')).findings.map(({ code }) => code)).toEqual([
      'private_key_algorithm_differs',
    ]);
    expect(unwrapped('R', new Uint8Array(30)).findings.map(({ code }) => code)).toEqual([
      'private_key_unreadable',
    ]);
    const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
    expect(unwrapped('E', der(p521.privateKey, 'sec1')).strength?.bits).toBe(256);
  });
});

const shared = path.resolve(__dirname, '../../../../shared/vectors');
const blocksFile = path.join(shared, 'keyblocks.json');

describe.skipIf(!existsSync(blocksFile))('published asymmetric key blocks', () => {
  interface Vector {
    id: string;
    keyblock: string;
    valid: boolean;
    kbpk?: string;
    header?: { algorithm: string };
  }
  const vectors = existsSync(blocksFile)
    ? (JSON.parse(readFileSync(blocksFile, 'utf8')) as { published: Vector[] }).published.filter(
        (v) => v.valid && v.kbpk !== undefined && 'RES'.includes(v.header?.algorithm ?? '-'),
      )
    : [];
  it('are there', () => expect(vectors.length).toBeGreaterThanOrEqual(5));
  it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const block = decodeKeyBlock(vector.keyblock);
    const result = unwrapKeyBlock(block, bytes(vector.kbpk!));
    const name = vector.header!.algorithm === 'R' ? 'RSA 2048' : 'EC P-256';
    expect(result.privateKey).toMatchObject({ name, findings: [] });
    expect(result.certificateMatches).toBe(true);
    expect(result.findings).toEqual([]);
    for (const { matches } of result.checkValues) expect(matches).toBe(true);

    // Another certificate in its place is noticed.
    const ct = block.optionalBlocks.find(({ id }) => id === 'CT')!;
    const other = vectors.find((v) => v.header!.algorithm !== vector.header!.algorithm)!;
    const strange = decodeKeyBlock(other.keyblock).optionalBlocks.find(({ id }) => id === 'CT')!;
    const swapped = wrapKeyBlock(
      {
        version: 'D',
        usage: 'S0',
        algorithm: block.algorithm.code,
        mode: 'S',
        exportability: 'N',
        optionalBlocks: [{ id: 'CT', data: strange.data }],
      },
      result.key,
      bytes(vector.kbpk!),
      { random: (count) => new Uint8Array(count) },
    );
    const mismatched = unwrapKeyBlock(decodeKeyBlock(swapped), bytes(vector.kbpk!));
    expect(mismatched.certificateMatches).toBe(false);
    expect(mismatched.findings.map(({ code }) => code)).toEqual(['certificate_key_mismatch']);
    expect(ct.data).not.toBe(strange.data);
  });
});

const tr34 = path.join(shared, 'tr34');
describe.skipIf(!existsSync(tr34))('private keys beside the TR-34 tokens', () => {
  const files = existsSync(tr34)
    ? ['generated', 'clover'].flatMap((folder) =>
        readdirSync(path.join(tr34, folder))
          .filter((file) => /\.key$|PrivateKey/.test(file))
          .map((file) => path.join(tr34, folder, file)),
      )
    : [];
  it.each(files.map((file) => [path.basename(file), file] as const))('%s', (_name, file) => {
    const text = readFileSync(file, 'utf8');
    const data = new Uint8Array(Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64'));
    const info = readPrivateKey(data);
    expect(info).toMatchObject({
      form: text.includes('RSA PRIVATE') ? 'RSAPrivateKey' : 'PKCS#8',
      name: 'RSA 2048',
      findings: [],
    });
    expect(belongsTo(info, spki(createPublicKey(text)))).toBe(true);
    const certificate = file.replace(/\.key$/, '.crt').replace('PrivateKey', 'Cert');
    if (existsSync(certificate))
      expect(belongsTo(info, spki(new X509Certificate(readFileSync(certificate)).publicKey))).toBe(true);
  });
  it('are as many as there were', () => expect(files.length).toBeGreaterThanOrEqual(11));
});
