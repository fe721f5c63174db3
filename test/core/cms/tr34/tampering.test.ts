import fc from '../../../properties';
import { quick, runs } from '../../../quick';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildKeyToken, buildRebindToken } from '../../../../src/core/make/tr34Tokens';
import { tr34Forms, type Tr34Token } from '../../../../src/core/cms/tr34/types';
import { openTr34 } from '../../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import { tr34Picture, tr34Title } from '../../../../src/core/cms/tr34/story';
import { verifyTr34 } from '../../../../src/core/cms/tr34/verify';
import { toHex } from '../../../../src/core/asn1/value';
import { tlv } from '../../asn1/makeCrl';
import { derBlocks, hasVectors, vectorIndex } from '../../asn1/material';
import { at, clearKey, makePki, nonce8, type Pki } from './pki';

let pki: Pki;
let keyToken: Uint8Array;
let rebindToken: Uint8Array;
beforeAll(async () => {
  pki = await makePki();
  keyToken = await buildKeyToken({
    kdh: pki.kdh,
    krd: pki.krd.certificate,
    key: clearKey,
    header: 'D9999K0TB00E0000',
    fresh: nonce8,
    cipher: 'TDES',
    crl: pki.crl,
    form: tr34Forms.annex_b_2019,
  });
  rebindToken = await buildRebindToken(
    pki.kdh,
    pki.kdh2.certificate,
    pki.krd.certificate,
    nonce8,
    tr34Forms.annex_b_2019,
    pki.crl,
  );
}, 60_000);

/** What a receiver acts on. Versions and the spelling of algorithms are not signed, and change nothing of it. */
function meaning(token: Tr34Token): unknown {
  const reference = (one: Tr34Token['krd']): string =>
    one?.kind === 'issuerAndSerial' ? toHex(one.raw) : String(one?.text ?? '');
  const recipient = token.envelope?.recipients[0];
  return {
    kind: token.kind,
    header: token.header,
    nonce: token.nonce && toHex(token.nonce),
    time: token.signingTime?.getTime(),
    signer: reference(token.signer?.sid),
    recipient: reference(recipient?.names[0]),
    krd: reference(token.krd),
    key: recipient?.encryptedKeys.map((key) => toHex(key)),
    content: token.envelope?.content?.ciphertext && toHex(token.envelope.content.ciphertext),
    certificate: token.certificate && toHex(token.certificate.raw),
    crls: token.crls.map(({ tbs }) => toHex(tbs)),
  };
}

async function fate(token: Tr34Token | undefined, whole: string): Promise<string> {
  if (!token) return 'no token';
  const { verdict } = await verifyTr34(token, pki.certificates, {
    at,
    nonce: nonce8,
    kdh: pki.certificates[2]!,
    krd: pki.certificates[4]!,
    opened: [],
  });
  if (verdict !== 'right') return verdict;
  return JSON.stringify(meaning(token)) === whole ? 'same' : 'CHANGED';
}

/** All bits of a token take minutes: KMI_LONG=1 runs them, else one bit of every other byte, another one each time. */
const step = process.env.KMI_LONG === '1' ? 1 : quick ? 171 : 17;

describe('every single bit turned ends in a failed check or an unchanged meaning', () => {
  it.each(['key token', 'rebind token'])('%s', { timeout: 600_000 }, async (name) => {
    const token = name === 'key token' ? keyToken : rebindToken;
    const whole = JSON.stringify(meaning(readTr34(token)!));
    expect(await fate(readTr34(token), whole)).toBe('same');
    const fates: Record<string, number> = {};
    for (let bit = 0; bit < token.length * 8; bit += step) {
      const bytes = token.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const found = readTr34(bytes);
      const end = await fate(found, whole);
      fates[end] = (fates[end] ?? 0) + 1;
      if (end === 'CHANGED') expect.fail(`bit ${bit & 7} of byte ${bit >> 3} changes the meaning unseen`);
      if (found) {
        expect(tr34Title(found)).not.toBe('');
        expect(tr34Picture(found).label).not.toBe('');
      }
    }
    const runs = Object.values(fates).reduce((sum, count) => sum + count, 0);
    expect(fates.wrong).toBeGreaterThan(runs * 0.8);
    // Most of a damaged token is still shown.
    expect(fates['no token'] ?? 0).toBeLessThan(runs / 40);
  });
});

describe('cut off anywhere', () => {
  it('says so, and shows what is there', () => {
    const kinds = new Set<string>();
    for (let length = 0; length < keyToken.length; length += quick ? 7 : 1) {
      const token = readTr34(keyToken.slice(0, length));
      if (!token) {
        expect(length).toBeLessThan(120);
        continue;
      }
      kinds.add(token.kind);
      expect(token.findings.map(({ code }) => code)).toContain('tr34_truncated');
      for (const { span } of [...token.statements, ...token.findings])
        if (span) expect(span.end).toBeLessThanOrEqual(length);
    }
    expect([...kinds]).toEqual(['KT_KDH']);
    const late = readTr34(keyToken.slice(0, keyToken.length - 100))!;
    expect(late).toMatchObject({ header: 'D9999K0TB00E0000', pass: 'two', kind: 'KT_KDH' });
  });

  it('followed by more, and with a wrong outer length', () => {
    const codes = (bytes: Uint8Array): string[] => readTr34(bytes)!.findings.map(({ code }) => code);
    expect(codes(new Uint8Array([...keyToken, 0, 0, 0]))).toEqual(['tr34_trailing', 'asn1_zero_padding']);
    const short = keyToken.slice();
    short[2]! -= 1;
    const read = readTr34(short)!;
    expect(read.findings[0]!.code).toBe('tr34_outer_length');
    expect(meaning(read)).toEqual(meaning(readTr34(keyToken)!));
  });
});

describe('an outer length that is wrong', () => {
  const first = (bytes: Uint8Array) => {
    const { code, message } = readTr34(bytes)!.findings[0]!;
    return [code, message];
  };
  // RT_KRD is short enough for a length of one octet: a SEQUENCE of an OID and a SET of the number.
  const random = (octets: number): Uint8Array => {
    const nonce = tlv(0x31, tlv(0x04, new Uint8Array(octets).fill(7)));
    return tlv(0x30, tlv(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x19, 3]), nonce);
  };

  it.each([
    ['one octet', 8, 1, [-1, -2, -5]],
    ['one octet, as much as it can say', 0x7f - 16, 1, [-1]],
    ['two octets', 0xf0 - 18, 2, [-1, -100]],
    ['three octets', 0x400, 3, [-1, -256]],
  ] as const)('of %s', (_name, nonce, at, changes) => {
    const whole = random(nonce);
    for (const change of changes) {
      const bytes = whole.slice();
      const [lowest, high] = [bytes[at]! + change, at === 3 ? bytes[2]! : 0];
      bytes[at] = lowest & 0xff;
      if (at === 3 && lowest < 0) bytes[2] = high - 1;
      const content = whole.length - 1 - at;
      expect(first(bytes)).toEqual([
        'tr34_outer_length',
        `The outer length is ${content + change} bytes, but ${content} bytes are here and belong together: the length is wrong.`,
      ]);
      expect(readTr34(bytes)!.nonce).toEqual(new Uint8Array(nonce).fill(7));
    }
  });

  it('of four octets, and not of five, which no token needs', () => {
    const content = random(8).subarray(2);
    const codes = (...octets: number[]) =>
      readTr34(Uint8Array.from([0x30, ...octets, content.length - 1, ...content]))?.findings.map(
        ({ code }) => code,
      );
    expect(codes(0x84, 0, 0, 0)).toContain('tr34_outer_length');
    expect(codes(0x85, 0, 0, 0, 0) ?? []).not.toContain('tr34_outer_length');
  });

  it('what no length of as many octets can say is taken for more behind it', () => {
    const whole = random(0x80 - 16);
    const short = Uint8Array.from([0x30, 0x7f, ...whole.subarray(3)]);
    expect(readTr34(short)?.findings.map(({ code }) => code)).not.toContain('tr34_outer_length');
  });
});

describe('bytes in a Buffer of Node, whose slice is no copy', () => {
  it('are left as they are by reading, verifying and opening', async () => {
    const bytes = Buffer.from([...keyToken, 1, 2, 3]);
    const before = bytes.toString('hex');
    for (let round = 0; round < 2; round++) {
      const token = readTr34(bytes)!;
      expect(token.nonce).toEqual(nonce8);
      const { over } = await verifyTr34(token, pki.certificates, { at, nonce: nonce8 });
      expect(over).toBe('both');
      openTr34(token, Buffer.from(pki.krd.privateKey), pki.certificates).dispose();
    }
    const short = Buffer.from(keyToken);
    short[2]! -= 1;
    readTr34(short);
    expect(short[2]).toBe(keyToken[2]! - 1);
    expect(bytes.toString('hex')).toBe(before);
  });
});

describe.skipIf(!hasVectors)('whatever comes', () => {
  const files = vectorIndex().filter(({ file }) => /tr34\/generated\/.*\.(der|crt|crl)$/.test(file));
  it('never throws', async () => {
    const tokens = files.map(({ file }) => derBlocks(file)[0]!);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...tokens),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        fc.nat(),
        async (token, changes, cut) => {
          const bytes = token.slice(0, 1 + (cut % (2 * token.length)));
          for (const [place, value] of changes) bytes[place % bytes.length] = value;
          const read = readTr34(bytes);
          if (!read) return;
          await verifyTr34(read, pki.certificates, { at });
          openTr34(read, pki.krd.privateKey, pki.certificates).dispose();
          tr34Picture(read);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
