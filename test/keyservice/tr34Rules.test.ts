import { beforeAll, describe, expect, it } from 'vitest';
import { buildCredentialToken, buildKeyToken, type KeyTokenParts } from '../../src/core/make/tr34Tokens';
import { type Tr34Form, tr34Forms, type Tr34Token } from '../../src/core/cms/tr34/types';
import { readTr34 } from '../../src/core/cms/tr34/read';
import { toPem } from '../../src/core/input/pem';
import { readCertificate } from '../../src/core/x509/certificate';
import { readCrl } from '../../src/core/x509/crl';
import { issueCertificate } from '../../src/core/make/certificates';
import { generateKeys, type Issued } from '../../src/core/make/keys';
import { judgeTr34, type Tr34CallText, tr34Parameters } from '../../src/keyservice/rules/tr34';
import { at, clearKey, makePki, nonce8, type Pki } from '../core/cms/tr34/pki';

let pki: Pki;
let krd3072: Issued;
beforeAll(async () => {
  pki = await makePki();
  krd3072 = await issueCertificate({
    name: 'KRD 3072',
    keys: await generateKeys('RSA_3072'),
    issuer: pki.krdCa,
    ca: false,
    keyUsage: ['keyEncipherment'],
    notBefore: new Date('2026-11-01'),
    notAfter: new Date('2027-11-01'),
  });
}, 90_000);

async function token(form: Partial<Tr34Form> = {}, parts: Partial<KeyTokenParts> = {}): Promise<Tr34Token> {
  const bytes = await buildKeyToken({
    kdh: pki.kdh,
    krd: pki.krd.certificate,
    key: clearKey,
    header: 'D9999K1TB00E0000',
    fresh: nonce8,
    cipher: 'TDES',
    crl: pki.crl,
    form: { ...tr34Forms.aws_2012, ...form },
    ...parts,
  });
  return readTr34(bytes)!;
}

const judge = (given: Tr34Token, call: Tr34CallText = {}): string[] =>
  judgeTr34(given, { at, ...call }).findings.map(({ code }) => code);

describe('what AWS Payment Cryptography makes of a token', () => {
  it('its own form is taken, and says as what', async () => {
    const verdict = judgeTr34(await token());
    expect(verdict).toMatchObject({
      importable: 'yes',
      wrappingAlgorithm: 'RSA_2048',
      key: { keyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' },
    });
    expect(verdict.findings.map(({ code }) => code)).toContain('aws_tr34_profile');
  });

  it('version and length of the header are not judged', async () => {
    expect(judgeTr34(await token({}, { header: 'X0000K1TB00E0000' })).importable).toBe('yes');
  });

  it.each([
    [
      'CMS',
      'cms',
      [
        'aws_tr34_envelope',
        'aws_tr34_form',
        'aws_tr34_form',
        'aws_tr34_form',
        'aws_tr34_form',
        'aws_tr34_crl',
      ],
    ],
    ['annex B', 'annex_b_2019', ['aws_tr34_envelope', 'aws_tr34_form', 'aws_tr34_crl']],
    ['Futurex', 'futurex', ['aws_tr34_futurex']],
  ] as const)('the form of %s', async (_name, profile, expected) => {
    const found = await token(tr34Forms[profile]);
    const own = judge(found).filter((code) => code.startsWith('aws_tr34'));
    expect(own).toEqual(expected);
    expect(judgeTr34(found).importable).toBe(profile === 'futurex' ? 'yes' : 'unclear');
  });

  it('hex: case, separators, base64, PEM, size', async () => {
    const given = await token();
    const hex = Buffer.from(given.raw).toString('hex');
    const only = (text: string): string[] =>
      judge(given, { wrappedKeyBlock: text }).filter(
        (code) => code !== 'aws_tr34_profile' && code.startsWith('aws_tr34'),
      );
    expect(only(hex.toUpperCase())).toEqual([]);
    expect(only(hex)).toEqual(['aws_tr34_lower_case']);
    expect(only(hex.toUpperCase().replace(/../g, '$& '))).toEqual(['aws_tr34_not_hex']);
    expect(only(Buffer.from(given.raw).toString('base64'))).toEqual(['aws_tr34_not_hex']);
    expect(only(toPem('TR34', given.raw))).toEqual(['aws_tr34_not_hex']);
    const crl = new Uint8Array(1600);
    crl.set([0x30, 0x82, 0x06, 0x3c]);
    const large = await token({ crl: 'present' }, { crl });
    expect(judgeTr34(large).findings.find(({ code }) => code === 'aws_tr34_size')?.args?.[3]).toContain(
      'CRL',
    );
  });

  it('the size of the encrypted key is that of the RSA key it is wrapped under', async () => {
    const given = await token();
    const of = (bytes: number) => {
      const { envelope } = given;
      const [recipient] = envelope!.recipients;
      const recipients = [{ ...recipient!, encryptedKeys: [new Uint8Array(bytes)] }];
      const { findings, wrappingAlgorithm } = judgeTr34(
        { ...given, envelope: { ...envelope!, recipients } },
        { at },
      );
      const size = findings.find(({ code }) => code === 'aws_tr34_wrapping_size');
      return [wrappingAlgorithm, ...(size?.args ?? [])];
    };
    expect([128, 255, 256, 257, 384, 512, 1024].map(of)).toEqual([
      ['RSA_1024', 'RSA 1024'],
      ['RSA_2040', 'RSA 2040'],
      ['RSA_2048'],
      ['RSA_2056', 'RSA 2056'],
      ['RSA_3072'],
      ['RSA_4096'],
      ['RSA_8192', 'RSA 8192'],
    ]);
  });

  it.each([
    ['', ['aws_tr34_nonce_missing']],
    ['167eb0e72781e494', []],
    ['167EB0E72781E494', []],
    ['167EB0E72781E495', ['aws_tr34_nonce_differs']],
    ['167EB0E72781E4', ['aws_tr34_nonce_form']],
    ['167EB0E72781E4945', ['aws_tr34_nonce_form']],
    ['nonsense nonsense', ['aws_tr34_nonce_form']],
  ])('RandomNonce %j', async (randomNonce, expected) => {
    expect(judge(await token(), { randomNonce }).filter((code) => code.startsWith('aws_tr34_nonce'))).toEqual(
      expected,
    );
  });

  it('one-pass tokens are not documented; other tokens are no keys', async () => {
    const onePass = judgeTr34(await token({}, { fresh: new Date('2026-11-20') }));
    expect(onePass.importable).toBe('unclear');
    expect(onePass.findings.map(({ code }) => code)).toContain('aws_tr34_one_pass');
    const credential = readTr34(buildCredentialToken(pki.krd.certificate, tr34Forms.annex_b_2019))!;
    expect(judge(credential)).toEqual(['aws_tr34_kind']);
  });

  it('SigningKeyCertificate: base64 of PEM, of the signer, valid', async () => {
    const given = await token();
    const only = (text: string, when = at): string[] =>
      judge(given, { signingKeyCertificate: text, at: when }).filter((code) => code.includes('certificate'));
    const kdh = readCertificate(pki.kdh.certificate);
    const { SigningKeyCertificate } = tr34Parameters(given, kdh);
    expect(SigningKeyCertificate).toMatch(/^LS0tLS1CRUdJTi/);
    expect(only(SigningKeyCertificate!)).toEqual([]);
    expect(only(SigningKeyCertificate!, new Date('2028-01-01'))).toEqual(['aws_certificate_expired']);
    const pem = toPem('CERTIFICATE', pki.kdh.certificate);
    const form = (text: string): unknown => {
      const found = judgeTr34(given, { signingKeyCertificate: text, at }).findings;
      return found.find(({ code }) => code === 'aws_tr34_certificate_form')?.args?.[0];
    };
    expect(form(pem)).toBe('the PEM text itself');
    expect(form(Buffer.from(pki.kdh.certificate).toString('base64'))).toBe('base64 of DER');
    expect(form('%%%')).toBe('no base64');
    const other = tr34Parameters(given, readCertificate(pki.kdh2.certificate)).SigningKeyCertificate!;
    expect(only(other)).toEqual(['aws_tr34_certificate_other']);
  });

  it('an AES key needs RSA_3072', async () => {
    const aes = { header: 'D9999K1AB00E0000', cipher: 'AES' } as const;
    const weak = judgeTr34(await token({}, aes));
    expect(weak.importable).toBe('no');
    expect(weak.findings.find(({ code }) => code === 'aws_tr34_wrapping_weak')?.args?.[2]).toBe(
      'RSA_3072 or RSA_4096',
    );
    const strong = await token({}, { ...aes, krd: krd3072.certificate });
    expect(judge(strong)).toContain('aws_tr34_wrapping_limits');
    expect(judgeTr34(strong).wrappingAlgorithm).toBe('RSA_3072');
    expect(judgeTr34(strong, { keyBits: 128 }).importable).toBe('yes');
    expect(
      judgeTr34(strong, { keyBits: 256 }).findings.find(({ code }) => code === 'aws_tr34_wrapping_weak')
        ?.args?.[2],
    ).toMatch(/^ECDH/);
    expect(judge(await token({}, { header: 'D9999K1AB00E0000' }))).toContain('aws_tr34_cipher');
  });

  it('the header is judged by the rules for key blocks, with spans in the token', async () => {
    const given = await token({}, { header: 'D9999K4TB00E0000' });
    const finding = judgeTr34(given).findings.find(({ code }) => code === 'aws_usage_no_value')!;
    expect(Buffer.from(given.raw).toString('latin1').slice(finding.span!.start, finding.span!.end)).toBe(
      'K4',
    );
  });

  it('a damaged token is not sent', async () => {
    const given = await token();
    expect(judge(readTr34(given.raw.slice(0, -10))!)).toContain('aws_tr34_damaged');
  });
});

describe('the words of the rules, with what they name', () => {
  const said = (given: Tr34Token, call: Tr34CallText & { keyBits?: number } = {}): string[] =>
    judgeTr34(given, { at, ...call })
      .findings.filter(({ code }) => code.startsWith('aws_tr34'))
      .map(({ code, span, args = [] }) =>
        [code, span ? `${span.start}-${span.end}` : 'nowhere', ...args].join(' | '),
      );
  const only = (code: string, given: Tr34Token, call: Tr34CallText & { keyBits?: number } = {}): string[] =>
    said(given, call).filter((line) => line.startsWith(`${code} |`));
  const place = (span: { start: number; end: number } | undefined): string =>
    span ? `${span.start}-${span.end}` : 'nowhere';

  it('what may be left out of a token that is too long', async () => {
    const withCrl: Tr34Token = { ...(await token()), crls: [readCrl(pki.crl)] };
    const without = { ...withCrl, crls: [] };
    const bare = { ...without, signed: { ...withCrl.signed!, certificates: [] } };
    const full = {
      ...without,
      signed: { ...withCrl.signed!, certificates: [readCertificate(pki.kdh.certificate)] },
    };
    const [most, least] = ['AB'.repeat(2048), 'AB'.repeat(2049)];
    const size = (given: Tr34Token, wrappedKeyBlock: string): string[] =>
      only('aws_tr34_size', given, { wrappedKeyBlock });
    const advice = (text: string): string[] => [
      `aws_tr34_size | ${place(withCrl.spans.token)} | 4096 | 2048 | 4098 | ${text}`,
    ];
    expect(size(withCrl, most)).toEqual([]);
    expect(size(withCrl, least)).toEqual(advice('Ask for the token without the CRL.'));
    expect(size(full, least)).toEqual(advice('Ask for the token without the certificates.'));
    expect(size(bare, least)).toEqual(advice('Ask for shorter keys or names.'));
    expect(size(withCrl, ` ${most}\n`)).toEqual([]);
  });

  it('random numbers: of the token and of the call', async () => {
    const of = (octets: number): Promise<Tr34Token> => token({}, { fresh: new Uint8Array(octets).fill(7) });
    const lengths = await Promise.all([7, 8, 16, 17].map(of));
    expect(lengths.map((given) => only('aws_tr34_nonce_length', given))).toEqual([
      [`aws_tr34_nonce_length | ${place(lengths[0]!.spans.nonce)} | 7`],
      [],
      [],
      [`aws_tr34_nonce_length | ${place(lengths[3]!.spans.nonce)} | 17`],
    ]);
    const given = lengths[1]!;
    const hex = '07'.repeat(8);
    const call = (randomNonce: string): string[] =>
      said(given, { randomNonce }).filter((line) => line.includes('nonce'));
    expect(call(hex)).toEqual([]);
    expect(call('')).toEqual([`aws_tr34_nonce_missing | nowhere | ${hex}`]);
    expect(call('0'.repeat(15))).toEqual(['aws_tr34_nonce_form | nowhere | 15']);
    expect(call('0'.repeat(34))).toEqual(['aws_tr34_nonce_form | nowhere | 34']);
    expect(call('g'.repeat(16))).toEqual(['aws_tr34_nonce_form | nowhere | 16']);
    const differs = `aws_tr34_nonce_differs | ${place(given.spans.nonce)}`;
    expect(call('ab'.repeat(8))).toEqual([`${differs} | ${'AB'.repeat(8)} | ${hex}`]);
    const onePass = await token({}, { fresh: new Date('2026-12-01T00:00:00Z') });
    expect(said(onePass).filter((line) => /one_pass|fresh|nonce/.test(line))).toEqual([
      `aws_tr34_one_pass | ${place(onePass.spans.signingTime)}`,
    ]);
    const stale = { ...given, nonce: undefined } as unknown as Tr34Token;
    expect(said(stale).filter((line) => /one_pass|fresh|nonce/.test(line))).toEqual([
      `aws_tr34_fresh_missing | ${place(given.spans.signedAttributes)}`,
    ]);
  });

  it('keys that the wrapping key carries, all, some or none of them', async () => {
    const tdes = await token({}, { header: 'D9999P0TB00E0000' });
    const aes = await token({}, { header: 'D9999P0AB00E0000', cipher: 'AES' });
    const recipient = place(aes.spans.recipient);
    const wrapping = (given: Tr34Token, keyBits?: number): string[] =>
      said(given, keyBits === undefined ? {} : { keyBits }).filter((line) => /wrapping|cipher/.test(line));
    expect([wrapping(tdes), wrapping(tdes, 128), wrapping(tdes, 192)]).toEqual([[], [], []]);
    expect(wrapping(aes, 128)).toEqual([
      `aws_tr34_wrapping_weak | ${recipient} | AES_128 | RSA_2048 | RSA_3072 or RSA_4096`,
    ]);
    expect(wrapping(aes, 256)).toEqual([
      `aws_tr34_wrapping_weak | ${recipient} | AES_256 | RSA_2048 | ECDH instead: no RSA key carries it`,
    ]);
    const stronger = await token({}, { header: 'D9999P0AB00E0000', cipher: 'AES', krd: krd3072.certificate });
    expect(wrapping(stronger)).toEqual([
      `aws_tr34_wrapping_limits | ${place(stronger.spans.recipient)} | RSA_3072 | AES_128`,
    ]);
    expect(wrapping(stronger, 128)).toEqual([]);
    const underTdes = await token({}, { header: 'D9999P0AB00E0000', krd: krd3072.certificate });
    expect(wrapping(underTdes, 128)).toEqual([
      `aws_tr34_cipher | ${place(underTdes.spans.contentEncryption)} | des-EDE3-CBC`,
    ]);
  });
});
