// Tokens of the samples, checked with every choice of parties, times and random numbers: each line of the checklist.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTr34 } from '../../../../src/core/cms/tr34/read';
import type { Tr34Kind } from '../../../../src/core/cms/tr34/types';
import { verifyTr34, type Tr34Options } from '../../../../src/core/cms/tr34/verify';
import { findPemBlocks } from '../../../../src/core/input/pem';
import { readCertificate } from '../../../../src/core/x509/certificate';

const sample = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../../../media/samples', name)));
const parties = findPemBlocks(Buffer.from(sample('tr34-certificates.pem')).toString('latin1')).map(
  ({ bytes }) => readCertificate(bytes),
);
const at = new Date('2026-12-01T00:00:00Z');

it('every token, with every choice', async () => {
  const lines: string[] = [];
  for (const name of [
    'tr34-annex-b.cms',
    'tr34-rebind.cms',
    'tr34-random.der',
    'kdh.der',
    'revoked.crl',
    'chain.p7b',
  ]) {
    const token = readTr34(sample(name));
    if (!token) {
      lines.push(`${name}: none`);
      continue;
    }
    const choices: [string, Tr34Options][] = [
      ['now', { at }],
      ['early', { at: new Date('2001-01-01T00:00:00Z') }],
      ['late', { at: new Date('2126-01-01T00:00:00Z') }],
      ['another random number', { at, nonce: new Uint8Array(8) }],
      ['a short one', { at, nonce: new Uint8Array(7) }],
      ...(token.nonce
        ? ([['its random number', { at, nonce: token.nonce }]] as [string, Tr34Options][])
        : []),
      ['opened', { at, opened: [] }],
      ...parties.flatMap((party, i): [string, Tr34Options][] => [
        [`KDH ${i}`, { at, kdh: party }],
        [`KRD ${i}`, { at, krd: party }],
      ]),
    ];
    const known = {
      all: parties,
      none: [],
      backwards: [...parties].reverse(),
      'without the first': parties.slice(1),
    };
    for (const [which, certificates] of Object.entries(known))
      for (const [what, options] of choices) {
        const { verdict, checks } = await verifyTr34(token, certificates, options);
        const told = checks.map(
          ({ code, args, span, load }) => `${code} ${span?.start}-${span?.end} ${args.join()} ${load ?? ''}`,
        );
        const digest = createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 10);
        const bad = checks.filter((check) => check.verdict !== 'right').map(({ code }) => code);
        lines.push(`${name}, ${which}, ${what}: ${verdict} ${bad.join(' ')} | ${checks.length} ${digest}`);
      }
  }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/verified.txt');
});

const kinds: readonly Tr34Kind[] = [
  'KT_KDH',
  'CT_KDH',
  'CT_KRD',
  'RT_KRD',
  'UBT_KDH',
  'RBT_KDH',
  'UBT_CA_UNBIND',
  'RBT_CA_UNBIND',
  'CRL',
  'CERTIFICATE',
];

it('tokens as if they were of another kind', async () => {
  const [crl] = readTr34(sample('tr34-annex-b.cms'))!.crls;
  const lines: string[] = [];
  for (const name of ['tr34-annex-b.cms', 'tr34-rebind.cms', 'kdh.der', 'revoked.crl'])
    for (const kind of kinds) {
      const token = { ...readTr34(sample(name))!, kind };
      const changes: [string, object, Tr34Options?][] = [
        ['as it is', {}],
        ['with a certificate', { certificate: parties[0]! }],
        ['with another certificate', { certificate: parties[1]! }],
        ['without lists', { crls: [] }],
        ['with a list from elsewhere', { crls: [] }, { crls: crl ? [crl] : [] }],
        ['without random number', { nonce: undefined }, { nonce: new Uint8Array(8) }],
        ['signed now', { nonce: undefined, signingTime: at }],
        ['signed long ago', { nonce: undefined, signingTime: new Date('2001-01-01T00:00:00Z') }],
        ['not signed', { signed: undefined, signer: undefined }],
      ];
      for (const [what, change, options] of changes) {
        const changed = { ...token, ...change };
        const { verdict, checks } = await verifyTr34(changed, parties, { at, ...options });
        const codes = checks.map(({ code }) => code);
        lines.push(`${name}, ${kind}, ${what}: ${verdict} ${codes.join(' ')}`);
      }
    }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/verifiedKinds.txt');
});

it('what a certificate may do decides its role; of a higher authority, signing certificates is enough', async () => {
  const usages = [['digitalSignature'], ['keyCertSign'], ['keyEncipherment'], [], undefined] as const;
  const told: Record<string, string[]> = {};
  for (const kind of ['KT_KDH', 'RBT_KDH', 'RBT_CA_UNBIND'] as const)
    for (const keyUsage of usages) {
      const known = parties.map((party) => ({ ...party, keyUsage }));
      const token = { ...readTr34(sample('tr34-rebind.cms'))!, kind };
      const { checks } = await verifyTr34(token, known, { at });
      const codes = checks.map(({ code }) => code).filter((code) => code.startsWith('role_'));
      (told[kind] ??= []).push(codes.join());
    }
  // digitalSignature, keyCertSign, keyEncipherment, nothing, not said.
  const party = ['role_right', 'role_doubtful', 'role_doubtful', 'role_doubtful', 'role_open'];
  const authority = ['role_right', 'role_right', 'role_doubtful', 'role_doubtful', 'role_open'];
  expect(told).toEqual({ KT_KDH: party, RBT_KDH: party, RBT_CA_UNBIND: authority });
});
