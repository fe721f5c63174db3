import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../../properties';
import { runs } from '../../quick';
import { afterAll, describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { toHex } from '../../../src/core/asn1/value';
import { readCms } from '../../../src/core/cms/read';
import type { Cms, EnvelopedData, SignedData } from '../../../src/core/cms/types';
import { checkDigestedData, checkSigners } from '../../../src/core/cms/verify';
import { readCertificate } from '../../../src/core/x509/certificate';
import { tlv } from '../asn1/makeCrl';
import { derBlocks, fromHex, hasVectors, vectorIndex } from '../asn1/material';
import { issue, oid, party, signerOf } from '../x509/issue';
import { without } from '../../programs';

const codes = (findings: readonly { code: string }[]): string[] => findings.map(({ code }) => code);
const signedOf = (cms: Cms): SignedData => cms.content as SignedData;
const tokens = vectorIndex().filter(
  ({ file }) => file.startsWith('tr34/') && /\.der$|CT_KRD_Pem/.test(file) && !file.includes('rtkrd'),
);
const certificateFiles = vectorIndex().filter(
  ({ kind, file }) => kind === 'x509' && file.startsWith('tr34/'),
);
const certificates = certificateFiles.flatMap(({ file }) => derBlocks(file)).map(readCertificate);

describe.skipIf(!hasVectors)('TR-34 tokens as CMS', () => {
  it.each(tokens.map((entry) => [entry.file, entry] as const))('%s', async (_file, entry) => {
    const [der] = derBlocks(entry.file);
    const cms = readCms(der!);
    const signed = signedOf(cms);
    expect(cms).toMatchObject({ wellFormed: true, contentInfo: true, contentType: { name: 'signedData' } });
    const expected = entry.expected ?? {};
    const checks = await checkSigners(signed, certificates);
    if (entry.kind.startsWith('CT_')) {
      expect(signed.signers).toEqual([]);
      expect(signed.certificates.length).toBe(1);
      expect(signed.crls.length).toBe(entry.kind === 'CT_KDH' ? 1 : 0);
      expect(codes(cms.findings)).toContain('cms_degenerate');
      return;
    }
    expect(signed.signers.length).toBe(1);
    const [check] = checks;
    const signer = signed.signers[0]!;
    if (entry.kind.startsWith('KT_')) {
      expect(signed.version).toBe(expected.sdVersion);
      expect(signer.version).toBe(expected.siVersion);
      expect(signed.eContentType.name).toBe('envelopedData');
      expect(signed.crls.length).toBe(expected.crl === true ? 1 : 0);
      const order = signer
        .signedAttributes!.map(({ name }) => (name === 'data' ? 'id-data(KBH)' : name))
        .join(',');
      expect(order).toBe(expected.attrOrder);
      expect(signer.inDerOrder).toBe(expected.derSorted);
      expect(check!.digest === 'match').toBe(expected.digestOk);
      expect([
        check!.over === 'both' || check!.over === 'as_received',
        check!.over === 'both' || check!.over === 'sorted',
      ]).toEqual([expected.sigAsIs, expected.sigSorted]);
      expect(signer.signatureAlgorithm.name.replace('Encryption', '')).toBe(
        String(expected.sigAlg).replace('Encryption', ''),
      );
      const nonce = signer.signedAttributes!.find(({ name }) => name === 'randomNonce');
      if (expected.nonce !== undefined) expect(nonce?.text.toLowerCase()).toBe(expected.nonce);
      const kbh = signer.signedAttributes!.find(({ name }) => name === 'data');
      expect(Buffer.from(kbh!.values[0]!.content).toString('latin1')).toBe(expected.kbh);
    }
    expect(check!.signature.verdict).toBe('valid');
    expect(check!.over).toBe(entry.kind === 'UBT_CA_UNBIND' ? 'content' : 'both');
    const by = typeof expected.signer === 'string' ? expected.signer : 'kdh.crt';
    const [wanted] = derBlocks(`tr34/generated/${by}`);
    expect(Buffer.from(check!.certificate!.raw).equals(Buffer.from(wanted!))).toBe(true);
  });

  it('a changed byte of content is a digest that differs, of attributes a signature that is wrong', async () => {
    const [der] = derBlocks('tr34/generated/annexB2019-2pass.der');
    const { signers, eContentNode } = signedOf(readCms(der!));
    const change = async (at: number): Promise<Awaited<ReturnType<typeof checkSigners>>[number]> => {
      const bytes = der!.slice();
      bytes[at]! ^= 1;
      return (await checkSigners(signedOf(readCms(bytes)), certificates))[0]!;
    };
    expect(await change(eContentNode!.contentEnd - 1)).toMatchObject({
      digest: 'differs',
      signature: { verdict: 'valid' },
    });
    const kbh = signers[0]!.signedAttributes!.find(({ name }) => name === 'data')!.values[0]!;
    expect(await change(kbh.contentStart + 3)).toMatchObject({
      digest: 'match',
      signature: { verdict: 'invalid' },
    });
  });

  it('serial numbers alone never name a certificate', async () => {
    const [der] = derBlocks('tr34/generated/annexB2019-2pass.der');
    const krd = readCertificate(derBlocks('tr34/generated/krd.crt')[0]!);
    const kdh = readCertificate(derBlocks('tr34/generated/kdh.crt')[0]!);
    expect(krd.serial.hex).toBe(kdh.serial.hex);
    const [check] = await checkSigners(signedOf(readCms(der!)), [krd]);
    expect(check!.certificate).toBeUndefined();
    expect(codes(check!.findings)).toEqual(['cms_signer_missing']);
  });
});

describe.skipIf(!hasVectors)('other CMS of the corpus', () => {
  const read = (name: string): Cms => readCms(derBlocks(`cms/${name}`)[0]!);
  it('certificates only, CRLs only', () => {
    expect(signedOf(read('boring_windows.p7c'))).toMatchObject({
      certificates: [{ wellFormed: true }],
      crls: [],
      signers: [],
    });
    expect(signedOf(read('boring_openssl_crl.p7c'))).toMatchObject({
      certificates: [],
      crls: [{ wellFormed: true }],
      signers: [],
    });
  });
  it('signer named by key identifier, content detached', () => {
    const cms = read('boring_sign_sha256_key_id.p7s');
    expect(signedOf(cms).signers[0]).toMatchObject({
      version: 3,
      sid: { kind: 'keyIdentifier' },
      hash: 'SHA-256',
    });
    expect(codes(cms.findings)).toContain('cms_no_content');
  });
  it('RSA 1024 with SHA-1, certificate inside', async () => {
    const cms = read('lapo_sig-rsa1024-sha1.p7s');
    const [check] = await checkSigners(signedOf(cms));
    expect(check).toMatchObject({ digest: 'no_content', signature: { verdict: 'valid' }, over: 'both' });
    expect(codes(cms.findings)).toContain('cms_weak_digest');
  });
  it('password recipient', () => {
    const { content } = read('lapo_cms-password.p7m');
    expect(content).toMatchObject({
      type: 'envelopedData',
      version: 3,
      recipients: [{ kind: 'password', algorithm: { name: 'pwri-KEK' } }],
      content: { algorithm: { name: 'aes256-CBC' }, position: 'sibling' },
    });
    expect((content as EnvelopedData).content!.ciphertext!.length).toBe(16);
  });
  it('ML-KEM recipient', () => {
    const { content } = read('lamps_ML-KEM-512_KEMRI.cms');
    expect(content).toMatchObject({
      type: 'authEnvelopedData',
      recipients: [{ kind: 'kem', algorithm: { name: 'ML-KEM-512' }, names: [{ kind: 'keyIdentifier' }] }],
      content: { algorithm: { name: 'aes128-GCM' } },
    });
    expect((content as EnvelopedData).mac!.length).toBe(16);
    expect((content as EnvelopedData).recipients[0]!.encryptedKeys[0]!.length).toBe(24);
  });
  it('CMP is not CMS', () => {
    const text = readFileSync(
      path.join(import.meta.dirname, '../../../../shared/vectors/cms/lapo_cmpv2.b64'),
      'latin1',
    );
    const body = /begin-base64[^\n]*\n([^=]*=*)/.exec(text)![1]!;
    expect(readCms(new Uint8Array(Buffer.from(body, 'base64'))).wellFormed).toBe(false);
  });
});

describe('orders and forms made here', () => {
  const signer = party('TEST signer', 'rsa');
  const certificate = issue(signer, signer);
  const sha256 = tlv(0x30, oid('608648016503040201'));
  const content = fromHex('0102030405');
  const attribute = (id: string, value: Uint8Array): Uint8Array => tlv(0x30, oid(id), tlv(0x31, value));
  const parsed = readCertificate(certificate);

  async function message(
    options: { sortFirst?: boolean; crlLast?: boolean; content?: Uint8Array } = {},
  ): Promise<Uint8Array> {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content.slice()));
    const attributes = [
      attribute('2a864886f70d010904', tlv(4, digest)),
      attribute('2a864886f70d010903', oid('2a864886f70d010701')),
    ];
    const signedOver = options.sortFirst === true ? [...attributes].reverse() : attributes;
    const { make, algorithm } = signerOf(signer);
    const signature = make(tlv(0x31, ...signedOver));
    const sid = tlv(0x30, parsed.issuer.raw, tlv(2, parsed.serial.content));
    const info = tlv(0x30, tlv(2, [1]), sid, sha256, tlv(0xa0, ...attributes), algorithm, tlv(4, signature));
    const encapsulated = tlv(0x30, oid('2a864886f70d010701'), tlv(0xa0, options.content ?? tlv(4, content)));
    const bag = tlv(0xa0, certificate);
    const tail = options.crlLast === true ? [tlv(0x31, info), bag] : [bag, tlv(0x31, info)];
    const signed = tlv(0x30, tlv(2, [1]), tlv(0x31, sha256), encapsulated, ...tail);
    return tlv(0x30, oid('2a864886f70d010702'), tlv(0xa0, signed));
  }

  it.each([
    ['signed as sent, not in DER order', {}, 'as_received'],
    ['signed in DER order, sent otherwise', { sortFirst: true }, 'sorted'],
  ] as const)('%s', async (_name, options, over) => {
    const cms = readCms(await message(options));
    const [check] = await checkSigners(signedOf(cms));
    expect(check).toMatchObject({ digest: 'match', signature: { verdict: 'valid' }, over });
    expect(codes(cms.findings)).toContain('cms_attributes_order');
    expect(codes(check!.findings)).toEqual(['cms_signature_order']);
  });

  it('members in the wrong order are found all the same', async () => {
    const cms = readCms(await message({ crlLast: true }));
    expect(codes(cms.findings)).toContain('cms_order');
    expect(signedOf(cms).certificates.length).toBe(1);
    expect((await checkSigners(signedOf(cms)))[0]!.signature.verdict).toBe('valid');
  });

  it('content in pieces', async () => {
    const cms = readCms(
      await message({ content: tlv(0x24, tlv(4, content.subarray(0, 2)), tlv(4, content.subarray(2))) }),
    );
    expect((await checkSigners(signedOf(cms)))[0]!.digest).toBe('match');
  });

  it('a SignedData without its ContentInfo', async () => {
    const whole = await message();
    const [, explicit] = readAsn1(whole).roots[0]!.children();
    const inner = explicit!.content;
    expect(readCms(inner)).toMatchObject({
      contentInfo: false,
      wellFormed: true,
      contentType: { name: 'signedData' },
    });
  });

  it.each([
    ['nothing', ''],
    ['a number', '020105'],
    ['an OID alone', '06092a864886f70d010702'],
    ['a content type without content', '300b06092a864886f70d010702'],
  ])('%s', (_name, hex) => expect(readCms(fromHex(hex)).wellFormed).toBe(false));

  it('digested data', async () => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content.slice()));
    const make = (value: Uint8Array): Uint8Array =>
      tlv(
        0x30,
        oid('2a864886f70d010705'),
        tlv(
          0xa0,
          tlv(
            0x30,
            tlv(2, [0]),
            sha256,
            tlv(0x30, oid('2a864886f70d010701'), tlv(0xa0, tlv(4, content))),
            tlv(4, value),
          ),
        ),
      );
    const check = (bytes: Uint8Array): Promise<string> => {
      const read = readCms(bytes).content;
      return read.type === 'digestedData' ? checkDigestedData(read) : Promise.resolve(read.type);
    };
    expect(await check(make(digest))).toBe('match');
    expect(await check(make(new Uint8Array(32)))).toBe('differs');
  });
});

describe.skipIf(without('openssl'))('messages that openssl cms writes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cms-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => path.join(folder, name);
  const people = { rsa: party('TEST rsa', 'rsa'), ec: party('TEST ec', 'p256') };
  const pem = (label: string, der: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
  for (const [name, who] of Object.entries(people)) {
    writeFileSync(at(`${name}.crt`), pem('CERTIFICATE', issue(who, who, { ca: true })));
    writeFileSync(at(`${name}.key`), who.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  const content = Buffer.from('public test content, longer than one block of any cipher here');
  writeFileSync(at('content'), content);
  const run = (...options: string[]): Cms => {
    execFileSync(
      'openssl',
      ['cms', ...options, '-binary', '-in', at('content'), '-outform', 'DER', '-out', at('out')],
      { stdio: 'pipe' },
    );
    return readCms(new Uint8Array(readFileSync(at('out'))));
  };

  it.each([
    ['RSA', 'rsa', ['-nodetach']],
    ['EC', 'ec', ['-nodetach']],
    ['no attributes', 'rsa', ['-nodetach', '-noattr']],
    ['RSASSA-PSS', 'rsa', ['-nodetach', '-keyopt', 'rsa_padding_mode:pss']],
    ['key identifier', 'ec', ['-nodetach', '-keyid']],
    ['indefinite lengths', 'rsa', ['-nodetach', '-stream']],
    ['SHA-512', 'rsa', ['-nodetach', '-md', 'sha512']],
  ] as const)('signed: %s', async (_name, who, options) => {
    const cms = run('-sign', '-signer', at(`${who}.crt`), '-inkey', at(`${who}.key`), ...options);
    const [check] = await checkSigners(signedOf(cms));
    expect(check!.signature.verdict).toBe('valid');
    expect(check!.findings).toEqual([]);
    expect(cms.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(Buffer.from(signedOf(cms).eContent!).equals(content)).toBe(true);
  });

  it('signed, detached', async () => {
    const cms = run('-sign', '-signer', at('rsa.crt'), '-inkey', at('rsa.key'));
    expect((await checkSigners(signedOf(cms)))[0]).toMatchObject({
      digest: 'no_content',
      signature: { verdict: 'valid' },
    });
    expect((await checkSigners(signedOf(cms), [], new Uint8Array(content)))[0]!.digest).toBe('match');
  });

  it('enveloped: key transport with OAEP, key agreement, KEK, GCM', () => {
    const oaep = run(
      '-encrypt',
      '-aes128',
      '-recip',
      at('rsa.crt'),
      '-keyopt',
      'rsa_padding_mode:oaep',
      '-keyopt',
      'rsa_oaep_md:sha256',
    );
    expect(oaep.content).toMatchObject({
      recipients: [
        {
          kind: 'keyTransport',
          oaep: { form: 'tagged', hash: 'SHA-256', mgfHash: 'SHA-256' },
          names: [{ kind: 'issuerAndSerial' }],
        },
      ],
    });
    const agreed = run('-encrypt', '-aes256', '-recip', at('ec.crt')).content as EnvelopedData;
    expect(agreed.recipients).toMatchObject([
      { kind: 'keyAgreement', version: 3, names: [{ kind: 'issuerAndSerial' }] },
    ]);
    expect(agreed.recipients[0]!.encryptedKeys[0]!.length).toBe(40);
    const kek = run('-encrypt', '-aes128', '-secretkey', '00'.repeat(16), '-secretkeyid', 'abcd')
      .content as EnvelopedData;
    expect(kek.recipients).toMatchObject([{ kind: 'kek', names: [{ kind: 'keyIdentifier' }] }]);
    expect(toHex((kek.recipients[0]!.names[0] as { id: Uint8Array }).id)).toBe('abcd');
    expect(run('-encrypt', '-aes-128-gcm', '-recip', at('rsa.crt')).content.type).toBe('authEnvelopedData');
  });

  it('encrypted and digested', async () => {
    expect(run('-EncryptedData_encrypt', '-aes128', '-secretkey', '00'.repeat(16)).content).toMatchObject({
      type: 'encryptedData',
      content: { algorithm: { name: 'aes128-CBC' } },
    });
    const digested = run('-digest_create', '-md', 'sha256').content;
    expect(digested.type === 'digestedData' && (await checkDigestedData(digested))).toBe('match');
  });

  it('changed anywhere: never throws, in bounded time', async () => {
    const samples = [
      run('-sign', '-nodetach', '-signer', at('rsa.crt'), '-inkey', at('rsa.key')).raw,
      run('-encrypt', '-aes128', '-recip', at('ec.crt')).raw,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        async (sample, edits) => {
          const bytes = sample.slice();
          for (const [place, to] of edits) bytes[place % bytes.length] = to;
          const { content: read } = readCms(bytes);
          if (read.type === 'signedData') await checkSigners(read);
        },
      ),
      { numRuns: runs(1500) },
    );
  });
});
