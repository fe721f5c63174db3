import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pkcs12Key } from '../../../src/core/crypto/passphrase';
import {
  clearKeys,
  needsPassphrase,
  openPkcs12,
  type Pkcs12Store,
  readPkcs12,
  wipeClearKeys,
} from '../../../src/core/crypto/pkcs12Store';
import { HashBudget } from '../../../src/core/crypto/passphraseCipher';
import { readPrivateKeyFile } from '../../../src/core/crypto/privateKeyFile';
import { without } from '../../programs';
import fc from '../../properties';
import { phrased } from '../../phrased';

const kindsOf = (store: Pkcs12Store | undefined): (string[] | undefined)[] | undefined =>
  store?.safes.map(({ bags }) => bags?.map(({ kind }) => kind));
const bagsOf = (
  store: Pkcs12Store | undefined,
): NonNullable<Pkcs12Store['safes'][number]['bags']>[number][] =>
  store?.safes.flatMap(({ bags = [] }) => bags) ?? [];

it('bytes that are no PKCS#12 file are none', async () => {
  for (const bytes of [new Uint8Array(), new Uint8Array([0x30, 0]), new Uint8Array([0x30, 3, 2, 1, 3])]) {
    expect(readPkcs12(bytes)).toBeUndefined();
    expect(await openPkcs12(bytes, 'x')).toBeUndefined();
    wipeClearKeys(bytes);
  }
});

it('one budget of hashing for all that is opened, and our own hashing counts more', () => {
  const budget = new HashBudget();
  budget.take(6_000_000);
  budget.take(300_000, 10);
  expect(() => budget.take(1_000_001)).toThrow('hashed too often: 1000001');
  budget.take(1_000_000);
  expect(() => budget.take(1)).toThrow('hashed too often');
});

it('no passphrase and an empty one give different keys', () => {
  const salt = new Uint8Array(8);
  expect(pkcs12Key('SHA-1', null, salt, 1, 1, 24)).not.toEqual(pkcs12Key('SHA-1', '', salt, 1, 1, 24));
});

describe.skipIf(without('openssl'))('files of OpenSSL (skipped where it is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stores-'));
  const at = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  let certificate: Uint8Array;
  let id: string;

  function made(pass: string, ...options: string[]): Uint8Array {
    openssl(
      ...['pkcs12', '-export', '-inkey', at('key.pem'), '-in', at('cert.pem'), '-certfile', at('ca.pem')],
      ...['-name', 'Schlüssel 1', '-out', at('file.p12'), '-passout', `pass:${pass}`, ...options],
    );
    return new Uint8Array(readFileSync(at('file.p12')));
  }

  beforeAll(() => {
    for (const name of ['key', 'ca'])
      openssl(
        'genpkey',
        '-algorithm',
        'EC',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-out',
        at(`${name}.key`),
      );
    writeFileSync(at('key.pem'), readFileSync(at('key.key')));
    openssl('req', '-x509', '-key', at('key.pem'), '-out', at('cert.pem'), '-subj', '/CN=TEST', '-days', '2');
    openssl('req', '-x509', '-key', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=CA', '-days', '2');
    certificate = new Uint8Array(new X509Certificate(readFileSync(at('cert.pem'))).raw);
    // OpenSSL takes the SHA-1 of the certificate.
    id = createHash('sha1').update(certificate).digest('hex');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('today’s default: what shows without the passphrase', () => {
    const file = made('secret ä');
    const store = readPkcs12(file);
    expect(store).toMatchObject({
      version: 3,
      mac: { name: 'SHA-256', iterations: 2048 },
      macHolds: undefined,
      opened: false,
      safes: [
        {
          encryption: { name: phrased('PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC'), iterations: 2048 },
          bags: undefined,
        },
        {
          encryption: undefined,
          bags: [
            {
              kind: 'shroudedKey',
              friendlyName: 'Schlüssel 1',
              localKeyId: id,
              encryption: { name: phrased('PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC') },
            },
          ],
        },
      ],
    });
    expect(needsPassphrase(store!)).toBe(true);
    const [bag] = store!.safes[1]!.bags!;
    expect(file[bag!.span!.start]).toBe(0x30);
    expect(
      Buffer.from(file.subarray(bag!.span!.start, bag!.span!.end)).includes(Buffer.from(bag!.bytes)),
    ).toBe(true);
  });

  it('with the passphrase: the MAC holds, certificates in order, the key stays encrypted', async () => {
    const file = made('secret ä');
    expect(await openPkcs12(file, 'wrong')).toBeUndefined();
    expect(await openPkcs12(file, '')).toBeUndefined();
    const store = await openPkcs12(file, 'secret ä');
    expect(store).toMatchObject({ opened: true, macHolds: true });
    expect(kindsOf(store)).toEqual([['certificate', 'certificate'], ['shroudedKey']]);
    const [first, second, key] = bagsOf(store);
    expect(first).toMatchObject({ bytes: certificate, localKeyId: id, friendlyName: 'Schlüssel 1' });
    expect(second).toMatchObject({ localKeyId: undefined });
    // EncryptedPrivateKeyInfo begins with the algorithm, PrivateKeyInfo with a version.
    expect(key!.bytes[4]).not.toBe(2);
    expect(needsPassphrase(store!)).toBe(false);
    expect(clearKeys(store!)).toEqual([]);
  });

  it.each([
    ['-legacy', ['-legacy'], 'pbeWithSHAAnd40BitRC2-CBC'],
    ['128-bit RC2', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128'], 'pbeWithSHAAnd128BitRC2-CBC'],
  ])('%s: the MAC holds, the key is named, certificates stay closed', async (_name, options, cipher) => {
    const store = await openPkcs12(made('secret', ...options), 'secret');
    expect(store).toMatchObject({ macHolds: true, mac: { name: 'SHA-1' } });
    expect(kindsOf(store)).toEqual([undefined, ['shroudedKey']]);
    expect(store!.safes[0]!.encryption).toMatchObject({
      name: phrased(cipher),
      problem: { code: 'encryption_old' },
    });
  });

  it.each([
    ['empty', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES']],
    ['empty, PBES2', []],
    ['empty, no MAC', ['-nomac', '-certpbe', 'AES-256-CBC']],
  ])('passphrase %s', async (_name, options) => {
    const file = made('', ...options);
    const store = await openPkcs12(file, '');
    expect(kindsOf(store)).toEqual([['certificate', 'certificate'], ['shroudedKey']]);
    expect(store!.macHolds).toBe(options.includes('-nomac') ? undefined : true);
    expect(await openPkcs12(file, 'x')).toBeUndefined();
    expect((await readPrivateKeyFile(file, '')).certificates.length).toBe(2);
  });

  it('without a MAC: the padding tells a wrong passphrase', async () => {
    const file = made('secret', '-nomac', '-certpbe', 'AES-256-CBC');
    expect(readPkcs12(file)).toMatchObject({ mac: undefined });
    expect(await openPkcs12(file, 'wrong')).toBeUndefined();
    expect(await openPkcs12(file, 'secret')).toMatchObject({ opened: true, macHolds: undefined });
  });

  it('a changed file: content decrypts, and the MAC does not hold', async () => {
    const file = made('secret');
    const { span } = readPkcs12(file)!.safes[1]!;
    file[span!.end - 1]! ^= 1;
    expect(await openPkcs12(file, 'secret')).toMatchObject({ opened: true, macHolds: false });
    expect(await openPkcs12(file, 'wrong')).toBeUndefined();
  });

  it('a key that is not encrypted is named, and wiped', () => {
    const file = made('secret', '-keypbe', 'NONE', '-certpbe', 'NONE');
    const store = readPkcs12(file)!;
    expect(kindsOf(store)).toEqual([['certificate', 'certificate'], ['clearKey']]);
    const [key] = clearKeys(store);
    expect(key).toMatchObject({ friendlyName: 'Schlüssel 1', bytes: new Uint8Array() });
    const secret = Buffer.from(
      execFileSync('openssl', ['pkey', '-in', at('key.pem'), '-outform', 'DER']),
    ).subarray(-100, -70);
    const holds = (): boolean => Buffer.from(file).includes(secret.subarray(0, 8));
    expect(holds()).toBe(true);
    wipeClearKeys(file);
    expect(holds()).toBe(false);
  });

  it('iterations are bounded, of one derivation and of all', async () => {
    const file = made('secret', '-iter', '1000');
    const { mac } = readPkcs12(file)!;
    const many = file.slice();
    // 03 E8 becomes 7F FF FF FF would move all behind it: the last INTEGER of the file is the MAC's count.
    expect(Array.from(many.subarray(-4))).toEqual([2, 2, 3, 0xe8]);
    const longer = new Uint8Array([...many.subarray(0, -4), 2, 4, 0x7f, 0xff, 0xff, 0xff]);
    // Both lengths around it grow by two.
    longer[mac!.span.start + 1]! += 2;
    const length = (longer[2]! << 8) | longer[3]!;
    longer[2] = (length + 2) >> 8;
    longer[3] = (length + 2) & 0xff;
    expect(readPkcs12(longer)!.mac).toMatchObject({ iterations: 0x7fffffff });
    await expect(openPkcs12(longer, 'secret')).rejects.toMatchObject({ code: 'too_many_iterations' });
  });

  it('never throws anything else, whatever is changed or cut off', async () => {
    const file = made('secret', '-iter', '1');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(file.length),
        fc.boolean(),
        async (changes, end, cut) => {
          const changed = file.slice(0, cut ? end : file.length);
          for (const [place, value] of changes) if (place < changed.length) changed[place] = value;
          readPkcs12(changed);
          const known = await openPkcs12(changed, 'secret').catch(
            (error: unknown) => (error as { code?: unknown }).code ?? 'other',
          );
          expect([undefined, 'too_many_iterations', 'object']).toContain(
            typeof known === 'object' ? 'object' : known,
          );
          wipeClearKeys(changed);
        },
      ),
      { numRuns: 150 },
    );
  });
});
