import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTr34 } from '../../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../../src/core/cms/tr34/verify';
import { toHex } from '../../../../src/core/asn1/value';
import { readCertificate } from '../../../../src/core/x509/certificate';
import { derBlocks, hasVectors, vectorIndex, vectorPath } from '../../asn1/material';

const entries = vectorIndex().filter(({ file }) => file.startsWith('tr34/'));
const tokens = entries.filter(({ file }) => /\.der$|CT_KRD_Pem/.test(file));
const certificates = entries
  .filter(({ kind, file }) => kind === 'x509' && file.startsWith('tr34/generated'))
  .map(({ file }) => readCertificate(derBlocks(file)[0]!));
const at = new Date('2026-12-01');

describe.skipIf(!hasVectors)('published and generated tokens', () => {
  it('are there', () => expect(tokens.length).toBeGreaterThan(13));

  it.each(tokens.map((entry) => [entry.file, entry] as const))('%s', (_file, entry) => {
    const der = derBlocks(entry.file)[0]!;
    const token = readTr34(der)!;
    const expected = entry.expected ?? {};
    const [kind, pass] = entry.kind.split('-');
    expect(token.kind).toBe(kind);
    expect(token.pass).toBe(pass?.replace('pass', '').replace('1', 'one').replace('2', 'two'));
    expect(token.certainty).toBe(kind!.startsWith('CT_') ? 'possible' : 'certain');
    expect(token.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(token.statements.length).toBeGreaterThan(0);
    for (const { span } of token.statements) expect(span).toBeDefined();
    if (typeof expected.nonce === 'string') expect(toHex(token.nonce!)).toBe(expected.nonce.toLowerCase());
    if (kind !== 'KT_KDH') return;
    expect(token.header).toBe(expected.kbh);
    const axis = (id: string): string | undefined => token.axes.find((one) => one.id === id)?.value;
    expect(axis('envelope')).toBe(expected.envelopeSequence === true ? 'sequence' : 'no_sequence');
    expect(axis('ciphertext')).toBe(
      String(expected.encContent).startsWith('sibling') ? 'sibling' : 'inside_algorithm',
    );
    expect(axis('oaep')).toBe(String(expected.oaep).startsWith('tagged') ? 'tagged' : 'untagged');
    expect(axis('order')).toBe(expected.derSorted === true ? 'both' : 'sample');
    expect(axis('versions')).toBe(`${String(expected.sdVersion)}/${String(expected.siVersion)}`);
    expect(axis('crl')).toBe(expected.crl === true ? 'present' : 'absent');
    expect(token.profile?.differences).toEqual([]);
    const key = createPrivateKey(readFileSync(vectorPath('tr34/generated/krd.key')));
    const opened = openTr34(
      token,
      new Uint8Array(key.export({ format: 'der', type: 'pkcs8' })),
      certificates,
    );
    expect(opened.open).toBe(true);
    expect(toHex(opened.key!)).toBe(expected.clearKey);
    expect(opened.padding).toBe('SHA-256');
    if (expected.kcvTDES !== undefined) expect(opened.kcvs?.ansiX924).toBe(expected.kcvTDES);
    if (expected.kcvCMAC !== undefined) expect(opened.kcvs?.cmac?.slice(0, 6)).toBe(expected.kcvCMAC);
    expect(opened.axis?.value).toBe(
      `${String(expected.kbVersion)}/${expected.kbhForm === 'Attribute' ? 'attribute' : 'octet_string'}`,
    );
    expect(opened.checks.map(({ code }) => code)).toEqual(['key_block_right']);
    expect(
      JSON.stringify(opened, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(String(expected.clearKey));
    opened.dispose();
    expect(opened.key!.every((octet) => octet === 0)).toBe(true);
  });

  it.each(
    tokens.filter(({ file }) => file.includes('generated')).map((entry) => [entry.file, entry] as const),
  )('%s passes the checks of a careful receiver', async (_file, entry) => {
    const token = readTr34(derBlocks(entry.file)[0]!)!;
    const { checks } = await verifyTr34(token, certificates, {
      at,
      ...(token.nonce ? { nonce: token.nonce } : {}),
    });
    const doubtful = checks.filter(({ verdict }) => verdict !== 'right').map(({ code }) => code);
    const expected = token.kind === 'KT_KDH' ? ['key_block_load'] : [];
    if (token.kind === 'KT_KDH' && token.crls.length === 0) expected.unshift('crl_load');
    expect(doubtful).toEqual(expected);
    for (const { span, text } of checks) {
      expect(span).toBeDefined();
      expect(text).not.toMatch(/\{\d\}/);
    }
  });

  it('with nothing loaded says what to load, and calls nothing wrong', async () => {
    const token = readTr34(derBlocks('tr34/generated/annexB2019-2pass.der')[0]!)!;
    const { checks, verdict } = await verifyTr34(token, [], { at });
    expect(verdict).toBe('cannot_tell');
    expect(checks.filter((check) => check.verdict === 'wrong')).toEqual([]);
    expect(checks.flatMap(({ load }) => load ?? [])).toEqual([
      'signer_certificate',
      'signer_certificate',
      'recipient_certificate',
      'ca_certificates',
      'random_number',
      'krd_key',
    ]);
  });
});
