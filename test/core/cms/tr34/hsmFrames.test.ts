import { beforeAll, describe, expect, it } from 'vitest';
import { derNull, derOf, sequence, set } from '../../../../src/core/make/values';
import { buildKeyToken } from '../../../../src/core/make/tr34Tokens';
import { tr34Forms } from '../../../../src/core/cms/tr34/types';
import { readFuturex, readPayshieldB9, type PayshieldFrame } from '../../../../src/core/cms/tr34/hsmFrames';
import { assemblePayshield } from '../../../../src/core/make/payshieldToken';
import { openTr34 } from '../../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../../src/core/cms/tr34/verify';
import { at, clearKey, makePki, nonce8, type Pki } from './pki';
import { phrased } from '../../../phrased';

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
}, 60_000);

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** A response as payShield would give it: attributes, KCV, EnvelopedData with its header, signature. */
async function response(form: 'aws_2012' | 'annex_b_print', header = 'ABCD'): Promise<Uint8Array> {
  const bytes = await buildKeyToken({
    kdh: pki.kdh,
    krd: pki.krd.certificate,
    key: clearKey,
    header: 'D9999K0TB00E0000',
    fresh: nonce8,
    cipher: 'TDES',
    form: tr34Forms[form],
  });
  const token = readTr34(bytes)!;
  const content = token.signed!.eContent!;
  const body = new Uint8Array([
    ...ascii(`${header}B900`),
    ...token.signer!.attributesAsReceived!,
    0x08,
    0xd7,
    0xb4,
    ...(form === 'aws_2012' ? derOf(sequence(content)) : content),
    ...ascii(String(token.signer!.signature.length).padStart(4, '0')),
    ...token.signer!.signature,
  ]);
  return new Uint8Array([body.length >> 8, body.length & 255, ...body]);
}

describe('payShield B9', () => {
  it.each(['aws_2012', 'annex_b_print'] as const)(
    'is put together to a token that verifies and opens (digest as %s)',
    async (form) => {
      const bytes = await response(form);
      const frame = readPayshieldB9(bytes)!;
      expect(frame).toMatchObject({ product: 'payShield', errorCode: '00', kcv: '08D7B4' });
      expect(frame.problem).toBeUndefined();
      const token = readTr34(assemblePayshield(frame, pki.kdh.certificate)!)!;
      expect(token).toMatchObject({ kind: 'KT_KDH', pass: 'two' });
      expect(token.contentForm).toBe(form === 'aws_2012' ? 'no_sequence' : 'sequence');
      const opened = openTr34(token, pki.krd.privateKey);
      expect(opened.kcvs?.ansiX924).toBe(frame.kcv);
      const { checks } = await verifyTr34(token, pki.certificates, {
        at,
        nonce: nonce8,
        opened: opened.checks,
      });
      expect(checks.filter(({ verdict }) => verdict !== 'right').map(({ code }) => code)).toEqual([
        'crl_load',
      ]);
    },
  );

  it('is put together from whole fields only', async () => {
    const frame = readPayshieldB9(await response('aws_2012'))!;
    const made = (change: Partial<PayshieldFrame>): Uint8Array | undefined =>
      assemblePayshield({ ...frame, ...change }, pki.kdh.certificate);
    expect(made({})).toBeDefined();
    const fields = ['attributes', 'envelope', 'signature'] as const;
    for (const field of fields) {
      const rest = Object.fromEntries(Object.entries(frame).filter(([name]) => name !== field));
      expect(
        assemblePayshield(rest as unknown as PayshieldFrame, pki.kdh.certificate),
        field,
      ).toBeUndefined();
    }
    const primitive = Uint8Array.of(0x04, 0x01, 0x41);
    const empty = new Uint8Array();
    expect([made({ attributes: primitive }), made({ attributes: empty })]).toEqual([undefined, undefined]);
    expect([made({ envelope: primitive }), made({ envelope: empty })]).toEqual([undefined, undefined]);
    // An envelope in a SET is none either.
    expect(made({ envelope: Uint8Array.from([0x31, ...frame.envelope!.subarray(1)]) })).toBeUndefined();
  });

  it('without the length in front, with other headers', async () => {
    const bytes = await response('aws_2012', '');
    expect(readPayshieldB9(bytes.slice(2))!.signature).toBeDefined();
    expect(readPayshieldB9(await response('aws_2012', '0123456789'))!.signature).toBeDefined();
  });

  it('an error of the HSM, a response cut off anywhere, and what is no response', async () => {
    expect(readPayshieldB9(ascii('\x00\x080000B915'))).toMatchObject({
      errorCode: '15',
      problem: phrased('the HSM answered with error 15'),
    });
    const bytes = await response('aws_2012');
    for (let length = 0; length < bytes.length; length += 7) {
      const frame = readPayshieldB9(bytes.slice(0, length));
      if (!frame) continue;
      expect(String(frame.problem)).toMatch(/cannot be read$/);
      expect(assemblePayshield(frame, pki.kdh.certificate)).toBeUndefined();
    }
    expect(readPayshieldB9(derOf(set(derNull())))).toBeUndefined();
  });
});

describe('Futurex', () => {
  it('the token stands in SJ', async () => {
    const bytes = await buildKeyToken({
      kdh: pki.kdh,
      krd: pki.krd.certificate,
      key: clearKey,
      header: 'D0000K0TB00E0000',
      fresh: nonce8,
      cipher: 'TDES',
      form: tr34Forms.futurex,
    });
    const text = `< [AOTRTP;SJ${Buffer.from(bytes).toString('hex').toUpperCase()};AE08D7;]`;
    const frame = readFuturex(text)!;
    expect(frame).toMatchObject({ product: 'Futurex', command: 'TRTP' });
    expect(frame.token).toEqual(bytes);
    expect(text.slice(frame.tokenSpan!.start, frame.tokenSpan!.start + 2)).toBe('30');
    expect(readTr34(frame.token!)!.profile).toMatchObject({ id: 'futurex', differences: [] });
  });

  it('errors, missing brackets, and what is no response', () => {
    expect(readFuturex('[AOERRO;AM1;BBINVALID KEY;]')).toMatchObject({
      command: 'ERRO',
      problem: phrased('there is no token in field SJ; the HSM reports: INVALID KEY'),
    });
    expect(readFuturex('[AOTRTP;SJ3000')).toMatchObject({
      problem: phrased('the closing bracket is missing'),
    });
    expect(readFuturex('no response')).toBeUndefined();
  });
});
