import { createPublicKey, publicEncrypt, constants } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainForm, type OaepForm } from '../../../../src/core/crypto/oaep';
import { readRsaPrivateKey } from '../../../../src/core/crypto/rsa';
import { buildKeyToken, issuerAndSerial, type KeyTokenParts } from '../../../../src/core/make/tr34Tokens';
import { type Tr34Form, tr34Forms, type Tr34Token } from '../../../../src/core/cms/tr34/types';
import { openTr34 } from '../../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../../src/core/cms/tr34/verify';
import { issueCertificate } from '../../../../src/core/make/certificates';
import { generateKeys } from '../../../../src/core/make/keys';
import { readCertificate } from '../../../../src/core/x509/certificate';
import { at, clearKey, makePki, nonce8, type Pki } from './pki';

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
}, 60_000);

async function token(form: Partial<Tr34Form> = {}, parts: Partial<KeyTokenParts> = {}): Promise<Tr34Token> {
  const bytes = await buildKeyToken({
    kdh: pki.kdh,
    krd: pki.krd.certificate,
    key: clearKey,
    header: 'D9999K0TB00E0000',
    fresh: nonce8,
    cipher: 'TDES',
    form: { ...tr34Forms.aws_2012, ...form },
    ...parts,
  });
  return readTr34(bytes)!;
}

/** The token with an encrypted key of our making: as long as the one it replaces. */
function withEncryptedKey(given: Tr34Token, encrypted: Uint8Array): Tr34Token {
  const old = given.envelope!.recipients[0]!.encryptedKeys[0]!;
  const bytes = given.raw.slice();
  bytes.set(encrypted, Buffer.from(bytes).indexOf(old));
  return readTr34(bytes)!;
}

const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);

describe('padding of the ephemeral key', () => {
  const forms: [string, OaepForm, string, string[]][] = [
    ['as declared', plainForm('SHA-256'), 'SHA-256', []],
    ['mask with SHA-1', plainForm('SHA-256', 'SHA-1'), 'SHA-256 with MGF1-SHA-1', ['tr34_open_form']],
    [
      'as in the published samples: only the data masked with SHA-1',
      { hash: 'SHA-256', seedMask: 'SHA-256', dataMask: 'SHA-1' },
      'SHA-256 with MGF1-SHA-256 over the seed and MGF1-SHA-1 over the data',
      ['tr34_open_form'],
    ],
    ['SHA-1 throughout', plainForm('SHA-1'), 'SHA-1', ['tr34_open_form']],
    ['SHA-512 throughout', plainForm('SHA-512'), 'SHA-512', ['tr34_open_form']],
  ];
  it.each(forms)('%s', async (_name, padding, named, expected) => {
    const opened = openTr34(await token({ padding }), pki.krd.privateKey);
    expect(opened).toMatchObject({ open: true, padding: named });
    expect(codes(opened.findings)).toEqual(expected);
    expect(opened.key).toEqual(clearKey);
  });

  const encrypt = (
    options: { padding: number; oaepLabel?: Buffer; oaepHash?: string },
    data: Uint8Array,
  ): Uint8Array => {
    const key = createPublicKey({ key: Buffer.from(pki.krd.publicKey), format: 'der', type: 'spki' });
    return new Uint8Array(publicEncrypt({ key, ...options }, data));
  };

  it('PKCS#1 v1.5 is named, and its content judged', async () => {
    const sealed = encrypt({ padding: constants.RSA_PKCS1_PADDING }, new Uint8Array(24).fill(7));
    const opened = openTr34(withEncryptedKey(await token(), sealed), pki.krd.privateKey);
    // Another ephemeral key than the one that the key block is encrypted with.
    expect(codes(opened.findings)).toEqual(['tr34_open_pkcs1', 'tr34_open_content']);
  });

  it('another label is told from a wrong key', async () => {
    const sealed = encrypt(
      { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from('label') },
      new Uint8Array(24),
    );
    const opened = openTr34(withEncryptedKey(await token(), sealed), pki.krd.privateKey);
    expect(codes(opened.findings)).toEqual(['tr34_open_label']);
  });

  it('an ephemeral key of a wrong length says so', async () => {
    const sealed = encrypt(
      { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      new Uint8Array(20),
    );
    const opened = openTr34(withEncryptedKey(await token(), sealed), pki.krd.privateKey);
    expect(opened.findings[0]).toMatchObject({ code: 'tr34_open_ephemeral', args: [20, 'des-EDE3-CBC', 24] });
  });

  it('an ephemeral key of a wrong length for AES says how long it should be', async () => {
    const sealed = encrypt(
      { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      new Uint8Array(24),
    );
    const opened = openTr34(withEncryptedKey(await token({}, { cipher: 'AES' }), sealed), pki.krd.privateKey);
    expect(opened.findings[0]).toMatchObject({ code: 'tr34_open_ephemeral', args: [24, 'aes128-CBC', 16] });
  });

  it('opens what Node encrypts', async () => {
    // The other way round than the builder: padding by OpenSSL, opened by our own code.
    for (const oaepHash of ['sha1', 'sha256', 'sha512']) {
      const sealed = encrypt(
        { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
        new Uint8Array(24).fill(3),
      );
      const opened = openTr34(withEncryptedKey(await token(), sealed), pki.krd.privateKey);
      expect(codes(opened.findings).at(-1)).toBe('tr34_open_content');
    }
  });
});

describe('a key that is stronger than what protects it', () => {
  it.each([
    ['TDES', 'D9999K0AB00E0000', 16, 'AES-128', 'TDES'],
    ['AES', 'D9999K0AB00E0000', 32, 'AES-256', 'AES-128'],
  ] as const)('under %s: %s', async (cipher, header, bytes, strong, weak) => {
    const key = Uint8Array.from({ length: bytes }, (_, i) => 17 * i + 1);
    const opened = openTr34(await token({}, { cipher, header, key }), pki.krd.privateKey);
    expect(opened.open).toBe(true);
    const found = opened.findings.find(({ code }) => code === 'tr34_open_weak_ephemeral');
    expect(found?.message).toContain(strong);
    expect(found?.message).toContain(weak);
    expect(opened.bits).toBe(8 * bytes);
    opened.dispose();
    expect([...opened.key!].every((octet) => octet === 0)).toBe(true);
  });
});

describe('wrong key, damaged token, or cannot tell', () => {
  it('another key of the same size: cannot tell, until the certificate is loaded', async () => {
    const given = await token();
    const blind = openTr34(given, pki.kdh.privateKey);
    expect(codes(blind.findings)).toEqual(['tr34_open_cannot_tell']);
    expect(blind.checks[0]).toMatchObject({ code: 'key_block_cannot', verdict: 'cannot_tell' });
    const seeing = openTr34(given, pki.kdh.privateKey, pki.certificates);
    expect(codes(seeing.findings)).toEqual(['tr34_open_wrong_key']);
    expect(seeing.checks[0]).toMatchObject({ code: 'key_block_closed', verdict: 'wrong' });
  });

  it('the right key and a damaged ephemeral key', async () => {
    const given = await token();
    const sealed = given.envelope!.recipients[0]!.encryptedKeys[0]!.slice();
    sealed[100]! ^= 1;
    const damaged = withEncryptedKey(given, sealed);
    expect(codes(openTr34(damaged, pki.krd.privateKey).findings)).toEqual(['tr34_open_cannot_tell']);
    expect(codes(openTr34(damaged, pki.krd.privateKey, pki.certificates).findings)).toEqual([
      'tr34_open_damaged',
    ]);
  });

  it('a key of another size is wrong for sure', async () => {
    const pair = await generateKeys('RSA_3072');
    const opened = openTr34(await token(), pair.privateKey);
    expect(opened.findings[0]).toMatchObject({ code: 'tr34_open_key_size', args: [2048, 3072] });
    expect(opened.checks[0]!.verdict).toBe('wrong');
  });

  it('a damaged ciphertext', async () => {
    const given = await token();
    const bytes = given.raw.slice();
    bytes[Buffer.from(bytes).indexOf(given.envelope!.content!.ciphertext!)]! ^= 1;
    const opened = openTr34(readTr34(bytes)!, pki.krd.privateKey);
    expect(opened.open).toBe(false);
    expect(codes(opened.findings)).toEqual(['tr34_open_content']);
  });

  it.each([
    ['no key', new Uint8Array([1, 2, 3])],
    ['nothing', new Uint8Array()],
  ])('%s', async (_name, key) => {
    expect(codes(openTr34(await token(), key).findings)).toEqual(['tr34_open_key']);
  });

  it('EC keys are refused with the reason', async () => {
    const { privateKey } = (await import('node:crypto')).generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
    });
    const der = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
    expect(readRsaPrivateKey(der)).toBe('it is not an RSA key');
  });
});

describe('what is inside', () => {
  it('another header inside than outside is wrong', async () => {
    const given = await token({}, { faults: { innerHeader: 'D9999P0TB00E0000' } });
    const opened = openTr34(given, pki.krd.privateKey);
    expect(opened.open).toBe(true);
    expect(codes(opened.checks)).toEqual(['key_block_header']);
    const { verdict } = await verifyTr34(given, pki.certificates, {
      at,
      nonce: nonce8,
      opened: opened.checks,
    });
    expect(verdict).toBe('wrong');
  });

  it('another KDH inside than the signer is wrong, though the serial number is the same', async () => {
    const given = await token({}, { faults: { innerKdh: issuerAndSerial(pki.krd.certificate) } });
    expect(codes(openTr34(given, pki.krd.privateKey).checks)).toEqual(['key_block_kdh']);
  });

  it('check values, strength, and a key that is stronger than what encrypts it', async () => {
    const tdes = openTr34(await token(), pki.krd.privateKey);
    expect(tdes).toMatchObject({ bits: 128, kcvs: { ansiX924: '08D7B4' }, strength: { name: 'TDES 2-key' } });
    const aes = openTr34(await token({}, { header: 'D9999K0AB00E0000', cipher: 'AES' }), pki.krd.privateKey);
    expect(aes.kcvs?.cmac?.slice(0, 6)).toBe('2090A6');
    expect(codes(aes.findings)).toEqual([]);
    const long = await token({}, { header: 'D9999K0AB00E0000', key: new Uint8Array(32).fill(9) });
    expect(codes(openTr34(long, pki.krd.privateKey).findings)).toEqual(['tr34_open_weak_ephemeral']);
  });
});

describe('the checklist on tokens with faults', () => {
  const run = async (
    given: Tr34Token,
    options: Parameters<typeof verifyTr34>[2] = {},
    more: readonly Uint8Array[] = [],
  ): Promise<string[]> => {
    const { checks } = await verifyTr34(given, [...pki.certificates, ...more.map(readCertificate)], {
      at,
      nonce: nonce8,
      opened: [],
      ...options,
    });
    return checks.filter(({ verdict }) => verdict !== 'right').map(({ code }) => code);
  };

  it('another random number, and a random number for a one-pass token', async () => {
    expect(await run(await token(), { nonce: new Uint8Array(8) })).toEqual(['crl_load', 'fresh_wrong']);
    const onePass = await token({}, { fresh: new Date('2026-11-20T10:00:00Z') });
    expect(await run(onePass)).toEqual(['crl_load', 'fresh_one_pass']);
    const { checks } = await verifyTr34(
      await token({}, { fresh: new Date('2026-12-20T10:00:00Z') }),
      pki.certificates,
      { at },
    );
    expect(codes(checks)).toContain('fresh_future');
  });

  it('a revoked KDH, an old CRL, a CRL of someone else, a CRL with a broken signature', async () => {
    const { issueCrl } = await import('../../../../src/core/make/certificates');
    const from = new Date('2026-11-01');
    const to = new Date('2027-11-01');
    const serial = readCertificate(pki.kdh.certificate).serial.content;
    const form = { crl: 'present' } as const;
    const revoked = await token(form, { crl: await issueCrl(pki.kdhCa, [serial], from, to) });
    expect(await run(revoked)).toEqual(['crl_revoked']);
    const old = await token(form, { crl: await issueCrl(pki.kdhCa, [], from, new Date('2026-11-05')) });
    expect(await run(old)).toEqual(['crl_stale']);
    const other = await token(form, { crl: await issueCrl(pki.krdCa, [], from, to) });
    expect(await run(other)).toEqual(['crl_other']);
    const broken = pki.crl.slice();
    broken[broken.length - 1]! ^= 1;
    expect(await run(await token(form, { crl: broken }))).toEqual(['crl_signature']);
  });

  it('expected parties, a chosen root', async () => {
    const [kdhCa, krdCa, kdh, kdh2, krd] = pki.certificates;
    const form = { crl: 'present' } as const;
    const given = await token(form, { crl: pki.crl });
    expect(await run(given, { root: kdhCa!, kdh: kdh!, krd: krd! })).toEqual([]);
    expect(await run(given, { root: krdCa! })).toEqual(['chain_other_root']);
    expect(await run(given, { kdh: kdh2! })).toEqual(['signer_wrong']);
    expect(await run(given, { krd: kdh! })).toEqual(['recipient_wrong']);
  });

  it('expired certificates and unfit roles are doubts', async () => {
    // The KDH, its CA, and the KRD.
    expect(await run(await token(), { at: new Date('2028-01-01') })).toEqual([
      'dates_expired',
      'dates_expired',
      'dates_expired',
      'crl_load',
    ]);
    // KDH and KRD with their roles exchanged: the KDH may not sign by its key usage, the KRD may not encipher.
    const swapped = await token({}, { kdh: pki.krd, krd: pki.kdh.certificate });
    expect(await run(swapped)).toEqual(['role_doubtful', 'role_doubtful', 'crl_load']);
  });

  it('a signer of the same name and serial number with another key', async () => {
    const pair = await generateKeys('RSA_2048');
    const twin = await issueCertificate({
      name: 'KDH 1',
      keys: pair,
      issuer: pki.kdhCa,
      serial: 200,
      ca: false,
      keyUsage: ['digitalSignature'],
      notBefore: new Date('2026-11-01'),
      notAfter: new Date('2027-11-01'),
    });
    expect(await run(await token({}, { kdh: twin }))).toEqual(['signature_wrong', 'crl_load']);
  });
});
