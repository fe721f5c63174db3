import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/findings';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { judgeKeyBlock } from '../../../src/keyservice/rules/keyBlocks';
import { issue, type IssueOptions, party } from '../x509/issue';

const at = new Date('2026-12-01T00:00:00Z');
const [rsa, ec, ca] = [party('KDH', 'rsa'), party('KDH EC'), party('CA', 'rsa')];

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

  it('of a chain: the first is that of the key, dates count for each', () => {
    const above = issue(ca, ca, { ca: true, notAfter: '260601000000Z' });
    expect(codesOf('S0ES', chain(issue(ec, ca), above))).toEqual(['ct_expired']);
    expect(codesOf('S0RS', chain(issue(ec, ca), above))).toEqual(['ct_key_algorithm', 'ct_expired']);
  });
});
