import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/findings';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { judgeKeyBlock } from '../../../src/keyservice/rules/keyBlocks';
import { issue, type IssueOptions, party, type Party } from '../x509/issue';

const at = new Date('2026-12-01T00:00:00Z');
const [rsa, ec, ca, dsa] = [party('KDH', 'rsa'), party('KDH EC'), party('CA', 'rsa'), dsaParty('KDH DSA')];

function dsaParty(name: string): Party {
  const { privateKey, publicKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  return { name, privateKey, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
}

const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
const hex4 = (n: number): string => n.toString(16).toUpperCase().padStart(4, '0');
function header(codes: string, data: string): string {
  return `D0000${codes}00E0100CT0004${hex4(data.length + 10)}${data}`;
}
const one = (der: Uint8Array): string => `00${base64(der)}`;
const chain = (...ders: Uint8Array[]): string =>
  `02${ders.map((der) => `00${hex4(base64(der).length)}${base64(der)}`).join('')}`;

function found(codes: string, data: string, now = at): Finding[] {
  const { findings } = decodeKeyBlock(header(codes, data), { part: 'header', at: now });
  return findings.filter(({ code }) => code.startsWith('ct_'));
}
const codesOf = (...given: Parameters<typeof found>): string[] => found(...given).map(({ code }) => code);

/** keyUsage in DER, from the most significant bit: digitalSignature 80, keyEncipherment 20, keyCertSign 04. */
const may = (bits: string): IssueOptions => ({ keyUsage: `0302${bits === '80' ? '07' : '00'}${bits}` });
const codeSigning = '2b06010505070303';
const emailProtection = '2b06010505070304';

describe('the certificate in CT', () => {
  const expired = issue(rsa, ca, { notAfter: '260601000000Z' });
  const future = issue(rsa, ca, { notBefore: '270101000000Z' });

  it('that has expired, or is not valid yet, is an error at its characters', () => {
    const [finding] = found('S0RS', one(expired));
    expect(finding).toMatchObject({ code: 'ct_expired', severity: 'error', args: ['CN=KDH', '2026-06-01'] });
    const text = header('S0RS', one(expired));
    expect(text.slice(finding!.span!.start, finding!.span!.end)).toBe(base64(expired));
    expect(codesOf('S0RS', one(future))).toEqual(['ct_not_yet_valid']);
    expect(codesOf('S0RS', one(expired), new Date('2026-05-31T00:00:00Z'))).toEqual([]);
  });

  it('is not judged by a clock that nobody gave', () => {
    const { findings } = decodeKeyBlock(header('S0RS', one(expired)), { part: 'header' });
    expect(findings.filter(({ code }) => code.startsWith('ct_'))).toEqual([]);
  });

  it('does not make the block unsound for AWS by its dates', () => {
    const block = decodeKeyBlock(header('S0RS', one(expired)), { part: 'header', at });
    expect(block.findings.map(({ code }) => code)).toContain('ct_expired');
    expect(judgeKeyBlock(block).findings.map(({ code }) => code)).not.toContain('aws_block_unsound');
  });

  it.each([
    ['S0RS', issue(rsa, ca), []],
    ['S0RS', issue(ec, ca), ['ct_key_algorithm']],
    ['S0ES', issue(rsa, ca), ['ct_key_algorithm']],
    ['S0ES', issue(ec, ca), []],
    // Of a TDES key it is known neither whose certificate it is nor what for.
    ['K0TB', issue(ec, ca, may('04')), []],
    ['K3RB', issue(rsa, ca, may('80')), ['ct_key_usage']],
    ['K3RB', issue(rsa, ca, may('20')), []],
    ['D1RB', issue(rsa, ca, may('80')), ['ct_key_usage']],
    ['S0RS', issue(rsa, ca, may('20')), ['ct_key_usage']],
    ['S0RS', issue(rsa, ca, may('04')), []],
    ['S1RS', issue(rsa, ca, may('80')), ['ct_key_usage']],
    ['S2RT', issue(rsa, ca, may('80')), []],
    ['K3RB', issue(rsa, ca, { ...may('20'), extendedKeyUsage: [codeSigning] }), ['ct_extended_key_usage']],
    ['K3RB', issue(rsa, ca, { ...may('20'), extendedKeyUsage: [codeSigning, emailProtection] }), []],
    ['S0RS', issue(rsa, ca, { extendedKeyUsage: [codeSigning] }), []],
  ] as const)('in a block %s fits its key or not, as a warning (%#)', (codes, der, expected) => {
    const findings = found(codes, one(der));
    expect(findings.map(({ code }) => code)).toEqual(expected);
    for (const { severity } of findings) expect(severity).toBe('warning');
  });

  it.each([
    ['S0', '80 40 04 02', '20 10 08'],
    ['S1', '04 02', '80 40 20 10 08'],
    ['S2', '80 40 20 10 08 04 02', ''],
    ['D1', '20 10', '80 40 08 04 02'],
    ['K3', '20 08', '80 40 10 04 02'],
  ])('%s needs one of its key usages', (usage, enough, tooLittle) => {
    const told = (bits: string): string[] => codesOf(`${usage}RN`, one(issue(rsa, ca, may(bits))));
    for (const bits of enough.split(' ')) expect(told(bits), bits).toEqual([]);
    for (const bits of tooLittle.split(' ').filter(Boolean))
      expect(told(bits), bits).toEqual(['ct_key_usage']);
    // Another one besides does not matter.
    expect(told((Number.parseInt(enough.slice(0, 2), 16) | 0x08).toString(16).padStart(2, '0'))).toEqual([]);
  });

  it('says which key usages it has, and which of them it needs', () => {
    expect(found('K3RB', one(issue(rsa, ca, may('84'))))[0]?.args).toEqual([
      'CN=KDH',
      'digitalSignature, keyCertSign',
      'K3',
      'keyEncipherment or keyAgreement',
    ]);
    expect(found('K3RB', one(issue(rsa, ca, { keyUsage: '030100' })))[0]?.args?.[1]).toBe('none');
  });

  it('RSA, EC and DSA keys fit the letter of their algorithm; of others nothing is said', () => {
    const told = (letter: string): string =>
      [rsa, ec, dsa, party('KDH Ed25519', 'ed25519')]
        .map((key) => codesOf(`S0${letter}S`, one(issue(key, ca))).join() || 'fits')
        .join(' ');
    expect(Array.from('RESTAH', (letter) => `${letter}: ${told(letter)}`)).toEqual([
      'R: fits ct_key_algorithm ct_key_algorithm fits',
      'E: ct_key_algorithm fits ct_key_algorithm fits',
      'S: ct_key_algorithm ct_key_algorithm fits fits',
      'T: fits fits fits fits',
      'A: fits fits fits fits',
      'H: fits fits fits fits',
    ]);
  });

  it('is valid from its first second to its last', () => {
    const dated = issue(rsa, ca, { notBefore: '260601000000Z', notAfter: '261130235959Z' });
    const times = [
      '2026-05-31T23:59:59Z',
      '2026-06-01T00:00:00Z',
      '2026-11-30T23:59:59Z',
      '2026-12-01T00:00:00Z',
    ];
    expect(times.map((time) => codesOf('S0RS', one(dated), new Date(time)).join())).toEqual([
      'ct_not_yet_valid',
      '',
      '',
      'ct_expired',
    ]);
  });

  it.each(['2b06010505070303', '2b06010505070308', '2b06010505070309'])(
    'for signing alone is not for encryption (%s)',
    (purpose) => {
      const der = (extendedKeyUsage: string[], bits: string): string =>
        one(issue(rsa, ca, { ...may(bits), extendedKeyUsage }));
      for (const [codes, bits] of [
        ['K3RB', '20'],
        ['D1RB', '20'],
      ] as const) {
        expect(codesOf(codes, der([purpose], bits))).toEqual(['ct_extended_key_usage']);
        expect(codesOf(codes, der([purpose, codeSigning], bits))).toEqual(['ct_extended_key_usage']);
        expect(codesOf(codes, der([purpose, emailProtection], bits))).toEqual([]);
      }
      expect(codesOf('S1RS', der([purpose], '04'))).toEqual([]);
    },
  );

  it('of a chain: the first is that of the key, dates count for each', () => {
    const above = issue(ca, ca, { ca: true, notAfter: '260601000000Z' });
    expect(codesOf('S0ES', chain(issue(ec, ca), above))).toEqual(['ct_expired']);
    expect(codesOf('S0RS', chain(issue(ec, ca), above))).toEqual(['ct_key_algorithm', 'ct_expired']);
  });
});

it('the length of a certificate in a chain is 1 or more, and within the block', () => {
  const told = (data: string): string => {
    const block = decodeKeyBlock(header('S0RS', data), { part: 'header', at });
    const ct = block.findings.filter(({ code }) => code.startsWith('ct_'));
    return ct.map(({ code, span }) => `${code} ${span!.start}-${span!.end}`).join(', ');
  };
  // Positions: the data of CT begins at 26, its first length at 30.
  expect(told('02000000')).toBe('ct_length_invalid 30-34');
  expect(told('020000010')).toBe('ct_base64_damaged 34-35, ct_not_certificate 34-35');
  expect(told('02000002AA')).toBe('ct_not_certificate 34-36');
  expect(told('02000003AA')).toBe('ct_length_invalid 30-34');
  expect(told('0200000GAA')).toBe('ct_length_invalid 30-34');
});
