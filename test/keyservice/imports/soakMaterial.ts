/** What the soak imports: key blocks, chains of certificates and manifests of new test keys, in random mixture. */
import { createHash, randomBytes } from 'node:crypto';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import type { Key } from '../../../src/keyservice/operations';
import type { SimulatorAccount } from '../../../src/keyservice/simulator/server';
import { testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';

/** One key that has to be there in the end, in this account and no other, as often as it was asked for. */
export interface SoakKey {
  /** By this the soak knows it: no two keys of a round have the same. */
  readonly kcv: string;
  /** Why the same bytes are imported a second time. */
  readonly again?: string;
}

export interface SoakBlock extends SoakKey {
  readonly block: string;
  readonly alias?: string;
}

export interface SoakCertificate extends SoakKey {
  /** DER in base64. */
  readonly certificate: string;
}

export type SoakJob = { readonly id: number; readonly account: string } & (
  | {
      readonly kind: 'single';
      readonly key: SoakBlock;
      /** The worker that wants the key disabled: what the other one finds differs. */
      readonly disabledBy?: number;
    }
  /** Root first. */
  | { readonly kind: 'chain'; readonly certificates: readonly SoakCertificate[] }
  | { readonly kind: 'manifest'; readonly rows: readonly SoakBlock[] }
);

export interface SoakAccount extends Pick<SimulatorAccount, 'account'> {
  readonly kek: Key;
  /** Renewals take one or another of them. */
  readonly sets: readonly SimulatorAccount['credentials'][];
}

export function keysOf(job: SoakJob): readonly (SoakBlock | SoakCertificate)[] {
  switch (job.kind) {
    case 'single':
      return [job.key];
    case 'chain':
      return job.certificates;
    case 'manifest':
      return job.rows;
  }
}

/** @param count keys, as near as chains and manifests allow, never more */
export async function makeJobs(
  count: number,
  accounts: readonly { readonly account: string; readonly kekBytes: Uint8Array }[],
  random: () => number,
  rows: number,
): Promise<SoakJob[]> {
  const jobs: SoakJob[] = [];
  const taken = new Set<string>();
  let chain: readonly SoakCertificate[] | undefined;
  let left = count;
  const block = (kekBytes: Uint8Array): SoakBlock => {
    for (;;) {
      const clear = new Uint8Array(randomBytes(16));
      const kcv = keyCheckValue('ANSI_X9_24', clear, { algorithm: 'TDES' });
      // Three bytes: of ten thousand keys some would be alike.
      if (taken.has(kcv)) continue;
      taken.add(kcv);
      const header = { version: 'D', usage: 'P0', algorithm: 'T', mode: 'B', exportability: 'E' };
      return { kcv, block: testKeyBlock(header, clear, kekBytes), ...again(random) };
    }
  };
  while (left > 0) {
    const id = jobs.length;
    const { account, kekBytes } = accounts[Math.floor(random() * accounts.length)]!;
    const kind = random();
    if (kind < 0.12 && left >= rows) {
      const blocks = Array.from({ length: rows }, (_, i) => ({
        ...block(kekBytes),
        alias: `alias/${id}/${i}`,
      }));
      jobs.push({ id, account, kind: 'manifest', rows: blocks });
      left -= rows;
    } else if (kind < 0.3 && left >= 3) {
      // Half of them are imported into another account, too: the same bytes there are another import.
      const beside = chain && random() < 0.5 ? chain : undefined;
      chain = beside ? undefined : await makeChain(random);
      const other = accounts.find((one) => one.account !== lastChain(jobs)?.account) ?? accounts[0]!;
      jobs.push({
        id,
        account: beside ? other.account : account,
        kind: 'chain',
        certificates: beside ?? chain!,
      });
      left -= 3;
    } else {
      const disabled = random() < 0.1 ? { disabledBy: Math.floor(random() * 2) } : {};
      jobs.push({ id, account, kind: 'single', key: block(kekBytes), ...disabled });
      left--;
    }
  }
  return jobs;
}

const lastChain = (jobs: readonly SoakJob[]): SoakJob | undefined =>
  jobs.findLast(({ kind }) => kind === 'chain');

const again = (random: () => number): Pick<SoakKey, 'again'> =>
  random() < 0.02 ? { again: 'a second key, on purpose' } : {};

/** A root and two authorities below it, of new keys. */
async function makeChain(random: () => number): Promise<readonly SoakCertificate[]> {
  const parties: TestParty[] = [];
  for (const name of ['root', 'middle', 'issuing']) {
    const issuer = parties.at(-1);
    const unique = Math.floor(random() * 2 ** 32).toString(16);
    parties.push(
      await testParty(`${name} ${unique}`, {
        kind: 'ECC_NIST_P256',
        ca: true,
        ...(issuer ? { issuer } : {}),
      }),
    );
  }
  return parties.map(({ certificate, publicKey }) => ({
    certificate: Buffer.from(certificate).toString('base64'),
    // As the simulator makes that of a public key: SHA-1 over SubjectPublicKeyInfo.
    kcv: createHash('sha1').update(publicKey).digest('hex').slice(0, 8).toUpperCase(),
  }));
}

/** mulberry32: the same for the same seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
