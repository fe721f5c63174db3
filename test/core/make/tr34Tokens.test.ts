import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { context, derOf, objectIdentifier, sequence } from '../../../src/core/make/values';
import {
  buildAuthorityRebindToken,
  buildAuthorityUnbindToken,
  buildCredentialToken,
  buildKeyToken,
  buildRandomToken,
  buildRebindToken,
  buildUnbindToken,
} from '../../../src/core/make/tr34Tokens';
import { type Tr34Form, tr34Forms, type Tr34Token } from '../../../src/core/cms/tr34/types';
import { openTr34 } from '../../../src/core/cms/tr34/open';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../src/core/cms/tr34/verify';
import { toPem } from '../../../src/core/input/pem';
import { at, clearKey, makePki, nonce16, nonce8, type Pki } from '../cms/tr34/pki';
import { without } from '../../programs';

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
}, 60_000);

const profiles = Object.entries(tr34Forms);
const time = new Date('2026-11-20T10:00:00Z');

type Builder = (form: Tr34Form) => Promise<Uint8Array> | Uint8Array;
const builders: Record<string, Builder> = {
  'KT_KDH two-pass TDES': (form) =>
    buildKeyToken({
      kdh: pki.kdh,
      krd: pki.krd.certificate,
      key: clearKey,
      header: 'D9999K0TB00E0000',
      fresh: nonce8,
      cipher: 'TDES',
      crl: pki.crl,
      form,
    }),
  'KT_KDH two-pass AES': (form) =>
    buildKeyToken({
      kdh: pki.kdh,
      krd: pki.krd.certificate,
      key: clearKey,
      header: 'D9999K1AB00E0000',
      fresh: nonce16,
      cipher: 'AES',
      crl: pki.crl,
      form,
    }),
  'KT_KDH one-pass': (form) =>
    buildKeyToken({
      kdh: pki.kdh,
      krd: pki.krd.certificate,
      key: clearKey,
      header: 'A0256K0TB00E0000',
      fresh: time,
      cipher: 'TDES',
      crl: pki.crl,
      form,
    }),
  CT_KDH: (form) => buildCredentialToken(pki.kdh.certificate, form, pki.crl),
  CT_KRD: (form) => buildCredentialToken(pki.krd.certificate, form),
  RT_KRD: () => buildRandomToken(nonce8),
  UBT_KDH: (form) => buildUnbindToken(pki.kdh, pki.krd.certificate, nonce8, form, pki.crl),
  RBT_KDH: (form) =>
    buildRebindToken(pki.kdh, pki.kdh2.certificate, pki.krd.certificate, nonce8, form, pki.crl),
  UBT_CA_UNBIND: (form) =>
    buildAuthorityUnbindToken(pki.krdCa, pki.krd.certificate, pki.kdh.certificate, form),
  RBT_CA_UNBIND: (form) =>
    buildAuthorityRebindToken(
      pki.krdCa,
      pki.kdh2.certificate,
      pki.krd.certificate,
      pki.kdh.certificate,
      time,
      form,
    ),
};

/** Built, read, verified, opened: what every combination has to pass. */
async function passes(name: string, form: Tr34Form): Promise<Tr34Token> {
  const token = readTr34(await builders[name]!(form))!;
  expect(token.kind).toBe(name.split(' ')[0]);
  const misplaced = token.axes.some(({ value }) => value === 'misplaced');
  const errors = token.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  expect(errors).toEqual(misplaced ? ['tr34_crl_misplaced'] : []);
  const opened = token.kind === 'KT_KDH' ? openTr34(token, pki.krd.privateKey, pki.certificates) : undefined;
  if (opened) {
    expect(opened.open).toBe(true);
    expect(opened.key).toEqual(clearKey);
    expect(opened.axis?.value).toBe(form.keyBlock === 'attribute' ? '1/attribute' : '0/octet_string');
  }
  const { checks } = await verifyTr34(token, pki.certificates, {
    at,
    kdh: pki.certificates[token.kind.includes('_CA_') ? 1 : 2]!,
    krd: pki.certificates[4]!,
    ...(token.nonce ? { nonce: token.nonce } : {}),
    ...(opened ? { opened: opened.checks } : {}),
  });
  const doubtful = checks.filter(({ verdict }) => verdict !== 'right').map(({ code }) => code);
  const noCrl = token.crls.length === 0 && ['KT_KDH', 'UBT_KDH', 'RBT_KDH'].includes(token.kind);
  expect(doubtful).toEqual(noCrl ? ['crl_load'] : []);
  return token;
}

describe('every token in every profile', () => {
  it.each(profiles.flatMap(([id, form]) => Object.keys(builders).map((name) => [name, id, form] as const)))(
    '%s as %s',
    async (name, id, form) => {
      const token = await passes(name, form);
      if (token.kind !== 'KT_KDH') return;
      expect(token.profile).toMatchObject({ id, differences: [] });
      expect(token.profile!.fromAws.length === 0).toBe(id === 'aws_2012');
      expect(token.pass).toBe(name.includes('one') ? 'one' : 'two');
    },
  );
});

/** One axis turned at a time, away from annex B. */
const turns: [string, Partial<Tr34Form>, string][] = [
  ['envelope', { envelope: 'no_sequence' }, 'no_sequence'],
  ['envelope', { envelope: 'content_info' }, 'content_info'],
  ['envelope', { envelope: 'any' }, 'any'],
  ['ciphertext', { ciphertext: 'inside_algorithm' }, 'inside_algorithm'],
  ['oaep', { oaep: 'tagged' }, 'tagged'],
  ['oaep', { oaep: 'untagged_no_null' }, 'untagged_no_null'],
  ['oaep', { oaep: 'defaults' }, 'defaults'],
  ['versions', { versions: [3, 1] }, '3/1'],
  ['versions', { versions: [73, 73] }, '73/73'],
  ['versions', { versions: [4, 2] }, '4/2'],
  ['signature', { signature: 'sha256WithRSAEncryption' }, 'sha256WithRSAEncryption'],
  ['crl', { crl: 'absent' }, 'absent'],
  ['crl', { crl: 'misplaced' }, 'misplaced'],
  ['key_block', { keyBlock: 'octet_string' }, 'unknown'],
  ['content', { content: 'absent' }, 'absent'],
];

describe('each axis by itself', () => {
  it.each(
    turns.flatMap(([axis, turn, value]) =>
      Object.keys(builders).map((name) => [name, axis, value, turn] as const),
    ),
  )('%s with %s %s', async (name, axis, value, turn) => {
    const token = await passes(name, { ...tr34Forms.annex_b_2019, ...turn });
    const found = token.axes.find(({ id }) => id === axis);
    const absent = name === 'CT_KRD' || name.includes('_CA_') || (name === 'CT_KDH' && value === 'absent');
    if (found && !(axis === 'crl' && absent)) expect(found.value).toBe(value);
    if (name.startsWith('KT_') && axis !== 'content') expect(found).toBeDefined();
  });

  it('attributes in the order as sent and in DER order, with a random number that makes them differ', async () => {
    const build = async (form: Tr34Form): Promise<Tr34Token> =>
      readTr34(await builders['KT_KDH two-pass AES']!(form))!;
    const sample = await build(tr34Forms.aws_2012);
    const der = await build({ ...tr34Forms.aws_2012, order: 'der' });
    const order = ({ axes }: Tr34Token): string | undefined => axes.find(({ id }) => id === 'order')?.value;
    expect([order(sample), order(der)]).toEqual(['sample', 'der']);
    const over = async (token: Tr34Token): Promise<string | undefined> =>
      (await verifyTr34(token, pki.certificates, { at })).over;
    expect([await over(sample), await over(der)]).toEqual(['as_received', 'both']);
  });
});

describe.skipIf(without('openssl'))('beside OpenSSL (skipped where it is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tr34-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: Uint8Array | string): string => {
    const where = path.join(folder, name);
    writeFileSync(where, content);
    return where;
  };

  it.each(profiles.flatMap(([id, form]) => Object.keys(builders).map((name) => [name, id, form] as const)))(
    '%s as %s is printed and verified',
    async (name, id, form) => {
      if (name === 'RT_KRD') return;
      const token = file(`${name.replaceAll(' ', '-')}-${id}.der`, await builders[name]!(form));
      const printed = execFileSync('openssl', [
        'cms',
        '-cmsout',
        '-print',
        '-inform',
        'DER',
        '-in',
        token,
      ]).toString();
      expect(printed).toContain('d.signedData');
      if (name.startsWith('CT_')) return;
      const signer = name.includes('_CA_') ? pki.krdCa : pki.kdh;
      const certificate = file('signer.pem', toPem('CERTIFICATE', signer.certificate));
      const result = spawnSync('openssl', [
        'cms',
        '-verify',
        '-noverify',
        '-nointern',
        '-inform',
        'DER',
        '-in',
        token,
        '-certfile',
        certificate,
        '-out',
        path.join(folder, 'content'),
      ]);
      expect(result.stderr.toString()).toContain('CMS Verification successful');
    },
  );

  it('the strict profile is decrypted', async () => {
    const token = readTr34(await builders['KT_KDH two-pass AES']!(tr34Forms.cms))!;
    const wrapped = derOf(sequence(objectIdentifier('envelopedData'), context(0, token.signed!.eContent!)));
    const input = file('enveloped.der', wrapped);
    const key = file('krd.key', toPem('PRIVATE KEY', pki.krd.privateKey));
    const recipient = file('krd.pem', toPem('CERTIFICATE', pki.krd.certificate));
    const plain = execFileSync('openssl', [
      'cms',
      '-decrypt',
      '-inform',
      'DER',
      '-in',
      input,
      '-recip',
      recipient,
      '-inkey',
      key,
    ]);
    expect(plain.toString('hex')).toContain(Buffer.from(clearKey).toString('hex'));
  });
});
