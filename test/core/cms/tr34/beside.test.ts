import { beforeAll, describe, expect, it, vi } from 'vitest';
import { neededOf, type AtHand, type Beside } from '../../../../src/core/cms/tr34/needed';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import { tr34Forms, type Tr34Token } from '../../../../src/core/cms/tr34/types';
import { verifyTr34, type Tr34Options } from '../../../../src/core/cms/tr34/verify';
import { readAsn1 } from '../../../../src/core/asn1/read';
import { type Extension, readExtension } from '../../../../src/core/x509/certificateExtension';
import { tlv } from '../../asn1/makeCrl';
import { issueCertificate, issueCrl } from '../../../../src/core/make/certificates';
import { generateKeys, type Issued } from '../../../../src/core/make/keys';
import { buildKeyToken, buildRandomToken } from '../../../../src/core/make/tr34Tokens';
import { readCertificate } from '../../../../src/core/x509/certificate';
import { readCrl, type Crl } from '../../../../src/core/x509/crl';
import { at, clearKey, makePki, nonce16, nonce8, type Pki } from './pki';

let pki: Pki;
let token: Tr34Token;
/** Another CA of the same name: anybody can make one. */
let impostor: Issued;
const from = new Date('2026-11-01T00:00:00Z');
const to = new Date('2027-11-01T00:00:00Z');

beforeAll(async () => {
  pki = await makePki();
  impostor = await issueCertificate({
    name: 'KDH CA',
    keys: await generateKeys('RSA_2048'),
    serial: 100,
    ca: true,
    keyUsage: ['keyCertSign', 'cRLSign'],
    notBefore: from,
    notAfter: to,
  });
  const der = await buildKeyToken({
    kdh: pki.kdh,
    krd: pki.krd.certificate,
    key: clearKey,
    header: 'D9999K0TB00E0000',
    fresh: nonce8,
    cipher: 'TDES',
    form: tr34Forms.aws_2012,
  });
  token = readTr34(der)!;
});

const nothing: AtHand = { certificates: [], crls: [], nonce: undefined };

function file(name: string, one: Partial<Beside> & { issued?: readonly Issued[] }): Beside {
  const { issued = [], crls = [], nonces = [] } = one;
  return {
    name,
    isOpen: false,
    certificates: issued.map(({ certificate }) => readCertificate(certificate)),
    crls,
    nonces,
  };
}

const random = (nonce: Uint8Array): Uint8Array => readTr34(buildRandomToken(nonce))!.nonce!;
const found = async (files: readonly Beside[], hand = nothing): Promise<string[]> =>
  (await neededOf(token, files, hand)).map(({ name }) => name);

describe('what the checks of a token need', () => {
  it('is chosen by what the token names: parties, their issuers, the CRL of the signer, the number', async () => {
    const files = [
      file('kdh.crt', { issued: [pki.kdh] }),
      file('kdh-again.pem', { issued: [pki.kdh] }),
      file('kdh2.crt', { issued: [pki.kdh2] }),
      file('kdhca.crl', { crls: [readCrl(pki.crl)] }),
      file('kdhca.crt', { issued: [pki.kdhCa] }),
      file('krd-side.pem', { issued: [pki.krdCa, pki.krd, pki.kdh2] }),
      file('krdca.crl', { crls: [readCrl(await issueCrl(pki.krdCa, [], from, to))] }),
      file('rtkrd.der', { nonces: [random(nonce8)] }),
      file('rtkrd-old.der', { nonces: [random(nonce16)] }),
    ];
    const needed = await neededOf(token, files, nothing);
    expect(
      needed.map((one) => [one.name, one.certificates.length, one.crls.length, one.nonce !== undefined]),
    ).toEqual([
      ['kdh.crt', 1, 0, false],
      ['kdhca.crl', 0, 1, false],
      ['kdhca.crt', 1, 0, false],
      ['krd-side.pem', 2, 0, false],
      ['rtkrd.der', 0, 0, true],
    ]);
  });

  it('is no issuer by name alone: its key has to have made the signature', async () => {
    const files = [file('impostor.crt', { issued: [impostor] }), file('ca.crt', { issued: [pki.kdhCa] })];
    const hand = { ...nothing, certificates: [readCertificate(pki.kdh.certificate)] };
    expect(await found(files, hand)).toEqual(['ca.crt']);
    expect(await found([files[0]!], hand)).toEqual([]);
  });

  it('is found behind a crowd of the same name, with few signatures checked', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const made = await issueCertificate({
          name: 'KDH CA',
          keys: await generateKeys('RSA_2048'),
          serial: 200 + at,
          ca: true,
          keyUsage: ['keyCertSign'],
          notBefore: from,
          notAfter: to,
        });
        return file(`crowd${at}.crt`, { issued: [made] });
      }),
    );
    const hand = { ...nothing, certificates: [readCertificate(pki.kdh.certificate)] };
    const verify = vi.spyOn(crypto.subtle, 'verify');
    try {
      expect(await found([...crowd, file('ca.crt', { issued: [pki.kdhCa] })], hand)).toEqual(['ca.crt']);
      expect(verify.mock.calls.length).toBeLessThan(3);
    } finally {
      verify.mockRestore();
    }
  });

  it('is not what is at hand already', async () => {
    const files = [
      file('kdh.crt', { issued: [pki.kdh] }),
      file('kdhca.crl', { crls: [readCrl(pki.crl)] }),
      file('rtkrd.der', { nonces: [random(nonce8)] }),
    ];
    const hand = { certificates: pki.certificates, crls: [readCrl(pki.crl)], nonce: nonce8 };
    expect(await found(files, hand)).toEqual([]);
  });

  it('takes another number only where no doubt is which one is meant', async () => {
    const one = file('a.der', { nonces: [random(nonce16)] });
    expect(await found([one])).toEqual(['a.der']);
    expect(await found([one, file('b.der', { nonces: [random(nonce16)] })])).toEqual([]);
  });
});

describe('checks with what lay beside the token', () => {
  const codes = async (options: Tr34Options, certificates = pki.certificates): Promise<string[]> => {
    const { checks } = await verifyTr34(token, certificates, { at, askTrust: true, ...options });
    return checks.filter(({ id }) => ['chain', 'crl', 'fresh'].includes(id)).map(({ code }) => code);
  };
  const beside = (nonceFrom?: string): NonNullable<Tr34Options['beside']> => ({
    certificates: pki.certificates,
    nonceFrom,
  });

  it('complete the chain and never anchor it', async () => {
    expect(await codes({ beside: beside() })).toEqual([
      'chain_beside',
      'chain_trust',
      'crl_load',
      'fresh_load',
    ]);
    const root = readCertificate(pki.kdhCa.certificate);
    expect((await codes({ beside: beside(), root }))[0]).toBe('chain_root');
    expect((await codes({ beside: beside(), root: readCertificate(impostor.certificate) }))[0]).toBe(
      'chain_other_root',
    );
  });

  it('show the same number, not freshness', async () => {
    const last = async (options: Tr34Options): Promise<string | undefined> => (await codes(options)).at(-1);
    expect(await last({ nonce: nonce8, beside: beside('rtkrd.der') })).toBe('fresh_beside');
    expect(await last({ nonce: nonce16, beside: beside('rtkrd.der') })).toBe('fresh_beside_other');
    expect(await last({ nonce: nonce8, beside: beside() })).toBe('fresh_right');
    const { checks } = await verifyTr34(token, pki.certificates, {
      at,
      nonce: nonce8,
      beside: beside('r.der'),
    });
    expect(checks.find(({ id }) => id === 'fresh')?.verdict).toBe('cannot_tell');
  });

  it('count a CRL only with its signature verified by the issuer of the signer', async () => {
    const crl = async (list: Crl, certificates = pki.certificates): Promise<string | undefined> =>
      (await codes({ crls: [list] }, certificates)).find((code) => code.startsWith('crl'));
    const serial = readCertificate(pki.kdh.certificate).serial.content;
    const forged = readCrl(await issueCrl(impostor, [], from, to));
    const forgedRevoking = readCrl(await issueCrl(impostor, [serial], from, to));
    const withImpostor = [...pki.certificates, readCertificate(impostor.certificate)];
    expect(await crl(readCrl(pki.crl), withImpostor)).toBe('crl_right');
    expect(await crl(forged, withImpostor)).toBe('crl_signature');
    expect(await crl(forgedRevoking, withImpostor)).toBe('crl_signature');
    const alone = [readCertificate(pki.kdh.certificate), readCertificate(impostor.certificate)];
    expect(await crl(forged, alone)).toBe('crl_issuer');
    expect(await crl(forgedRevoking, alone)).toBe('crl_listed');
    expect(await crl(readCrl(await issueCrl(pki.kdhCa, [serial], from, to)))).toBe('crl_revoked');
  });

  it('give no tick to a CRL that cannot answer: a delta, a part, one without a next date', async () => {
    const list = readCrl(pki.crl);
    const changed = (change: Partial<Crl>): Crl =>
      Object.assign(Object.create(Object.getPrototypeOf(list) as object), list, change) as Crl;
    const extension = (oid: readonly number[], value: readonly number[], critical = true): Extension =>
      readExtension(
        readAsn1(tlv(0x30, tlv(0x06, oid), critical ? tlv(0x01, [0xff]) : new Uint8Array(), tlv(0x04, value)))
          .roots[0]!,
      );
    const of = async (change: Partial<Crl>): Promise<string | undefined> =>
      (await codes({ crls: [changed(change)] })).find((code) => code.startsWith('crl'));
    const more = (one: Extension): Partial<Crl> => ({ extensions: [...list.extensions, one] });
    // deltaCRLIndicator; issuingDistributionPoint with a name alone, with onlyContainsUserCerts, empty.
    expect(await of(more(extension([0x55, 0x1d, 0x1b], [0x02, 0x01, 0x01])))).toBe('crl_partial');
    expect(await of(more(extension([0x55, 0x1d, 0x1c], [0x30, 0x02, 0xa0, 0x00])))).toBe('crl_right');
    expect(await of(more(extension([0x55, 0x1d, 0x1c], [0x30, 0x03, 0x81, 0x01, 0xff])))).toBe('crl_partial');
    // One that nobody knows: critical, and not.
    expect(await of(more(extension([0x2a, 0x03, 0x04], [0x05, 0x00])))).toBe('crl_partial');
    expect(await of(more(extension([0x2a, 0x03, 0x04], [0x05, 0x00], false)))).toBe('crl_right');
    expect(await of({ nextUpdate: undefined })).toBe('crl_undated');
  });

  it('count a CRL from its date to the next one, both included', async () => {
    const list = readCrl(pki.crl);
    const of = async (at: Date): Promise<string | undefined> =>
      (await verifyTr34(token, pki.certificates, { at, crls: [list] })).checks.find(({ id }) => id === 'crl')
        ?.code;
    const [from, to] = [list.thisUpdate!.date!.getTime(), list.nextUpdate!.date!.getTime()];
    const codes = await Promise.all(
      [from - 1, from, from + 1, to - 1, to, to + 1].map((time) => of(new Date(time))),
    );
    expect(codes).toEqual(['crl_early', 'crl_right', 'crl_right', 'crl_right', 'crl_right', 'crl_stale']);
  });

  it('say of which day the CRL is, and when the next one is due', async () => {
    const { checks } = await verifyTr34(token, pki.certificates, { at, crls: [readCrl(pki.crl)] });
    expect(checks.find(({ id }) => id === 'crl')?.args).toEqual([
      pki.certificates[0]!.subject.text,
      'C8',
      '2026-11-01',
      '2027-11-01',
    ]);
  });
});
