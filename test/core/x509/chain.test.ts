import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../../properties';
import { afterAll, describe, expect, it } from 'vitest';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { readCertificate } from '../../../src/core/x509/certificate';
import { checkChain, orderChain } from '../../../src/core/x509/chain';
import type { CheckedChain } from '../../../src/core/x509/chainTypes';
import { derBlocks, hasVectors } from '../asn1/material';
import { dn, issue, party } from './issue';
import { without } from '../../programs';

const at = new Date('2026-12-01T00:00:00Z');
const root = party('Root', 'rsa');
const other = party('Other Root', 'p384');
const middle = party('Middle', 'p256');
const leaf = party('Leaf', 'p521');
const der = {
  root: issue(root, root, { ca: true }),
  other: issue(other, other, { ca: true }),
  middle: issue(middle, root, { ca: true, pathLength: 0 }),
  cross: issue(middle, other, { ca: true }),
  leaf: issue(leaf, middle),
};

const read = (...list: Uint8Array[]): Certificate[] => list.map(readCertificate);
const labels = (chain: { certificates: readonly Certificate[] }, way: readonly number[]): string =>
  way.map((i) => chain.certificates[i]!.subject.label).join(' < ');
const codes = (chain: CheckedChain, place = 0): string[] =>
  (chain.checkedPaths[place]?.findings ?? []).map(({ code }) => code);

describe('order', () => {
  it('any order gives the same way up', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([der.root, der.middle, der.leaf], { minLength: 3 }), (bag) => {
        const chain = orderChain(read(...bag));
        expect(chain.paths.map((way) => labels(chain, way))).toEqual(['Leaf < Middle < Root']);
        expect(chain.roots.map((i) => chain.certificates[i]!.subject.label)).toEqual(['Root']);
        expect(chain.leaves.map((i) => chain.certificates[i]!.subject.label)).toEqual(['Leaf']);
      }),
    );
  });

  it('says how key identifiers of a candidate compare', () => {
    const compared = (issuer: Uint8Array, subject: Uint8Array): string[] =>
      orderChain(read(subject, issuer)).candidates[0]!.map(({ issuer: of, keyIds }) => `${of} ${keyIds}`);
    expect(compared(der.middle, der.leaf)).toEqual(['1 match']);
    expect(compared(der.middle, issue(leaf, middle, { keyIds: false }))).toEqual(['1 unknown']);
    expect(compared(issue(party('Middle', 'p256'), root, { ca: true }), der.leaf)).toEqual(['1 differ']);
  });

  it('ways up with the best issuer first, and past a root only where a key is named', () => {
    const older = issue(middle, root, { ca: true, pathLength: 0, notAfter: '270601000000Z' });
    const newer = issue(middle, other, { ca: true, notAfter: '300601000000Z' });
    const crossRoot = issue(root, other, { ca: true });
    const unnamed = issue(root, other, { ca: true, keyIds: false });
    const ways = (...bag: Uint8Array[]): string[] => {
      const chain = orderChain(read(...bag));
      return chain.paths.map((way) => way.join(' '));
    };
    // Of two that fit alike, the one that is valid for longer comes first.
    expect(ways(der.leaf, older, newer, der.root, der.other)).toEqual(['0 2 4', '0 1 3']);
    expect(ways(der.leaf, newer, older, der.root, der.other)).toEqual(['0 1 4', '0 2 3']);
    // Where the root's own key is also certified by another, that certificate is another way, not one past the root.
    expect(ways(der.leaf, der.middle, der.root, crossRoot, der.other)).toEqual(['0 1 2', '0 1 3 4']);
    expect(ways(der.leaf, der.middle, der.root, unnamed, der.other)).toEqual(['0 1 2', '0 1 3 4']);
    // Another key under the name of a root, without identifiers, leads nowhere from it.
    const [a, b] = [party('Same'), party('Same')];
    const selfSigned = issue(a, a, { ca: true });
    const selfUnnamed = issue(a, a, { ca: true, keyIds: false });
    const second = issue(b, b, { ca: true, keyIds: false });
    expect(ways(issue(leaf, a), selfSigned, second)).toEqual(['0 1', '0 2']);
    expect(ways(issue(leaf, a), selfSigned, issue(b, b, { ca: true }))).toEqual(['0 1']);
    expect(ways(issue(leaf, a, { keyIds: false }), selfUnnamed, second)).toEqual(['0 1', '0 2']);
    expect(ways(issue(leaf, a, { keyIds: false }), second, selfUnnamed)).toEqual(['0 1', '0 2']);
  });

  it('names are compared whole, however long', () => {
    const long = 'N'.repeat(5000);
    const [top, sameStart] = [party(`${long}1`), party(`${long}2`)];
    const chain = orderChain(
      read(issue(leaf, top), issue(sameStart, sameStart, { ca: true }), issue(top, top, { ca: true })),
    );
    expect(chain.candidates.map((list) => list.map(({ issuer }) => issuer))).toEqual([[2], [1], [2]]);
  });

  it('a way up has 32 certificates at most', () => {
    const parties = Array.from({ length: 34 }, (_, i) => party(`P${i}`));
    const bag = parties.map((one, i) => issue(one, parties[i + 1] ?? one, { ca: true }));
    const lengths = (count: number): number[] =>
      orderChain(read(...bag.slice(34 - count))).paths.map((way) => way.length);
    expect([lengths(31), lengths(32), lengths(33), lengths(34)]).toEqual([[31], [32], [32], [32]]);
  });

  it('a way up that cannot be checked comes before a longer or shorter one that ends', async () => {
    // ecdsa-with-SHA256 in both places made an algorithm that nobody knows.
    const unknown = der.cross.slice();
    const known = Buffer.from('2a8648ce3d040302', 'hex');
    const places = [...unknown.keys()].filter((i) => known.equals(unknown.subarray(i, i + known.length)));
    for (const place of places) unknown[place + known.length - 1] = 0x7f;
    expect(places).toHaveLength(2);
    for (const bag of [
      [der.leaf, der.middle, unknown, der.other],
      [der.other, unknown, der.middle, der.leaf],
    ]) {
      const { certificates, checkedPaths } = await checkChain(read(...bag), at);
      expect(
        checkedPaths.map(({ certificates: way, verdict }) => [labels({ certificates }, way), verdict]),
      ).toEqual([
        ['Leaf < Middle < Other Root', 'cannot_check'],
        ['Leaf < Middle', 'missing_issuer'],
      ]);
    }
  });

  it('copies are said and left out', () => {
    expect(orderChain(read(der.root, der.leaf, der.root)).copies).toBe(1);
  });

  it('cross-signed: both ways up', () => {
    const chain = orderChain(read(der.cross, der.leaf, der.other, der.root, der.middle));
    expect(chain.paths.map((way) => labels(chain, way)).sort()).toEqual([
      'Leaf < Middle < Other Root',
      'Leaf < Middle < Root',
    ]);
  });

  it('a ring of certificates that issued each other ends', async () => {
    const [a, b] = [party('A'), party('B')];
    const chain = await checkChain(read(issue(a, b, { ca: true }), issue(b, a, { ca: true })), at);
    expect(chain.roots).toEqual([]);
    expect(chain.checkedPaths.length).toBe(1);
    expect(chain.checkedPaths[0]).toMatchObject({ complete: false, verdict: 'missing_issuer' });
  });

  it('a bag made to explode stays bounded', () => {
    // 12 levels of 3 certificates with one name and three keys, each issued by all three above.
    const bag: Uint8Array[] = [];
    let above = [party('L0'), party('L0'), party('L0')];
    for (let level = 1; level < 12; level++) {
      const here = [party(`L${level}`), party(`L${level}`), party(`L${level}`)];
      for (const one of here) for (const up of above) bag.push(issue(one, up, { ca: true, keyIds: false }));
      above = here;
    }
    const began = Date.now();
    const chain = orderChain(read(...bag));
    expect(chain.paths.length).toBeLessThanOrEqual(64 * chain.leaves.length);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it('nothing', async () => {
    expect((await checkChain([], at)).checkedPaths).toEqual([]);
  });
});

describe('verdicts', () => {
  it('good', async () => {
    const chain = await checkChain(read(der.leaf, der.root, der.middle), at);
    expect(chain.checkedPaths).toHaveLength(1);
    expect(chain.checkedPaths[0]).toMatchObject({ verdict: 'good', complete: true });
    expect(
      chain.checkedPaths[0]!.links.map(({ verdict, signature }) => [verdict, signature?.verdict]),
    ).toEqual([
      ['good', 'valid'],
      ['good', 'valid'],
      ['good', 'valid'],
    ]);
  });

  it.each([
    [
      'a changed signature',
      [der.root, der.middle, issue(leaf, middle, { breakSignature: true })],
      'bad',
      'chain_signature_invalid',
    ],
    ['a missing issuer', [der.middle, der.leaf], 'missing_issuer', 'chain_missing_issuer'],
    ['an issuer that is no CA', [issue(leaf, leaf), issue(middle, leaf)], 'bad', 'chain_issuer_no_ca'],
    [
      'an issuer that may not sign',
      [issue(root, root, { ca: true, keyUsage: '03020780' }), der.middle],
      'bad',
      'chain_issuer_key_usage',
    ],
    [
      'path length',
      [der.root, der.middle, issue(leaf, middle, { ca: true }), issue(party('Deep'), leaf)],
      'bad',
      'chain_path_length',
    ],
    [
      'an expired root',
      [issue(root, root, { ca: true, notAfter: '260201000000Z' }), der.middle],
      'bad',
      'x509_expired',
    ],
    [
      'a leaf of tomorrow',
      [der.root, der.middle, issue(leaf, middle, { notBefore: '270101000000Z' })],
      'bad',
      'x509_not_yet_valid',
    ],
    [
      'another key under the same name',
      [issue(party('Root'), party('Root'), { ca: true, keyIds: false }), issue(middle, root, { ca: true })],
      'bad',
      'chain_signature_invalid',
    ],
    [
      'a version 1 root',
      [issue(root, root, { version1: true }), der.middle],
      'good',
      'chain_issuer_version_1',
    ],
    [
      'key identifiers that differ',
      [der.root, issue(middle, root, { ca: true, authorityKeyId: new Uint8Array(20) })],
      'good',
      'chain_key_ids_differ',
    ],
  ] as const)('%s', async (_name, bag, verdict, code) => {
    const chain = await checkChain(read(...bag), at);
    expect(chain.checkedPaths[0]!.verdict).toBe(verdict);
    expect(codes(chain)).toContain(code);
  });

  it('a name in another string type is another name, and is said', async () => {
    const chain = await checkChain(
      read(der.root, issue(middle, root, { ca: true, issuerName: dn('Root', 0x13) })),
      at,
    );
    expect(chain.findings.map(({ code }) => code)).toEqual(['chain_name_bytes']);
    expect(chain.checkedPaths.map(({ verdict }) => verdict).sort()).toEqual(['good', 'missing_issuer']);
  });

  it.each([['rsa'], ['p256'], ['p384'], ['p521'], ['ed25519']] as const)('%s signatures', async (kind) => {
    const top = party('Top', kind);
    const chain = await checkChain(read(issue(top, top, { ca: true }), issue(leaf, top)), at);
    expect(chain.checkedPaths[0]!.links.map(({ signature }) => signature?.verdict)).toEqual([
      'valid',
      'valid',
    ]);
  });

  it('RSASSA-PSS', async () => {
    const chain = await checkChain(
      read(issue(root, root, { ca: true, pss: true }), issue(leaf, root, { pss: true })),
      at,
    );
    expect(chain.checkedPaths[0]!.verdict).toBe('good');
    const broken = await checkChain(
      read(issue(root, root, { ca: true, pss: true, breakSignature: true })),
      at,
    );
    expect(broken.checkedPaths[0]!.verdict).toBe('bad');
  });

  it.skipIf(!hasVectors)('an algorithm that is not available is never "wrong"', async () => {
    const certificates = derBlocks('x509/lamps_ML-DSA-44.crt.pem').map(readCertificate);
    const chain = await checkChain(certificates, new Date('2030-01-01'));
    const link = chain.checkedPaths[0]!.links[0]!;
    expect(['cannot_check', 'good']).toContain(link.verdict);
    expect(link.signature!.verdict).not.toBe('invalid');
  });
});

describe.skipIf(!hasVectors)('the corpus', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chain-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const clover = ['KDH_1', 'KDH_2', 'KDH_CA', 'KRD_1', 'KRD_CA', 'Root'].map(
    (name) => `tr34/clover/TR34_${name}_Cert_Pem.pem`,
  );
  const generated = ['kdh', 'kdh2', 'kdhca', 'krd', 'krdca'].map((name) => `tr34/generated/${name}.crt`);
  const bags: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
    ['clover', clover, '2026-12-01', ['KDH 1 < TR34 KDH CA < TR34 Root CA']],
    ['generated', generated, '2026-12-01', []],
    ['target and intermediate', ['x509/boring_chain_target-and-intermediate.pem'], '2021-12-01', []],
    ['long rollover', ['x509/boring_chain_longrollover.pem'], '2015-06-01', []],
  ];

  function pem(raw: Uint8Array): string {
    return `-----BEGIN CERTIFICATE-----\n${Buffer.from(raw).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  }

  it.skipIf(without('openssl')).each(bags)('%s: as openssl verify', async (_name, files, time) => {
    const chain = await checkChain(
      files.flatMap((file) => derBlocks(file, /CERTIFICATE/)).map(readCertificate),
      new Date(time),
    );
    expect(chain.checkedPaths.length).toBeGreaterThan(0);
    for (const wanted of chain.leaves) {
      const best = chain.checkedPaths.find(({ certificates }) => certificates[0] === wanted)!;
      // The KRD and KDH certificates of this corpus come with their CAs, so every leaf has a good way up.
      expect(best.verdict, labels(chain, best.certificates)).toBe('good');
    }
    const seconds = String(new Date(time).getTime() / 1000);
    for (const checked of chain.checkedPaths) {
      if (!checked.complete) continue;
      const way = checked.certificates.map((i) => chain.certificates[i]!);
      const [leafPem, rootPem] = [pem(way[0]!.raw), pem(way.at(-1)!.raw)];
      writeFileSync(path.join(folder, 'leaf.pem'), leafPem);
      writeFileSync(path.join(folder, 'root.pem'), rootPem);
      writeFileSync(
        path.join(folder, 'middle.pem'),
        way
          .slice(1, -1)
          .map(({ raw }) => pem(raw))
          .join(''),
      );
      const options = [
        'verify',
        '-attime',
        seconds,
        '-CAfile',
        path.join(folder, 'root.pem'),
        '-no-CApath',
        '-no-CAstore',
      ];
      if (way.length > 2) options.push('-untrusted', path.join(folder, 'middle.pem'));
      const { status, stderr } = spawnSync('openssl', [...options, path.join(folder, 'leaf.pem')], {
        encoding: 'utf8',
      });
      expect(checked.verdict === 'good', `${labels(chain, checked.certificates)}: ${stderr}`).toBe(
        status === 0,
      );
    }
  });

  it('a wrong trust anchor shows as a bad signature, not as a missing one', async () => {
    const chain = await checkChain(
      derBlocks('x509/boring_chain_incorrect-trust-anchor.pem', /CERTIFICATE/).map(readCertificate),
      new Date('2021-12-01'),
    );
    expect(chain.checkedPaths.every(({ verdict }) => verdict === 'good')).toBe(false);
  });
});

it('certificates of which nothing can be read have no issuers, not even each other', () => {
  const chain = orderChain(read(new Uint8Array([0x30, 0]), new Uint8Array([0x30, 2, 0x30, 0])));
  expect(chain.candidates).toEqual([[], []]);
  expect(chain.paths).toEqual([[0], [1]]);
});
