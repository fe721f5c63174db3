/**
 * Unwrapping key blocks, beside Node's own crypto (OpenSSL) doing the same primitive operations in the
 * same run. A plain program: prints rows of name, microseconds per operation, ratio to psec, which is a
 * recorded figure (340 µs for an unwrap of B or D, measured on a machine with 2 cores).
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { fromHex } from '../../src/core/crypto/bytes';
import { aesCbcDecrypt, aesCmac } from '../../src/core/crypto/aes';
import { keyCheckValues } from '../../src/core/crypto/kcv';
import { Cmac } from '../../src/core/crypto/blockModes';
import { Tdes, tdesCbcDecrypt } from '../../src/core/crypto/tdes';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { deriveKeys } from '../../src/core/keyblock/derive';
import { unwrapKeyBlock, verifyKeyBlock } from '../../src/core/keyblock/unwrap';
import { wrapKeyBlock } from '../../src/core/keyblock/wrap';
import { examples } from '../core/keyblock/blocks';
import { report } from './report';

const recordedPsec = 340;

/** Microseconds of one run: best of several rounds, so that neighbours on the machine weigh less. */
function measure(run: () => unknown): number {
  const warm = performance.now() + 300;
  let count = 0;
  while (performance.now() < warm) {
    run();
    count++;
  }
  const perRound = Math.max(50, Math.floor(count / 3));
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round++) {
    const began = performance.now();
    for (let i = 0; i < perRound; i++) run();
    fastest = Math.min(fastest, ((performance.now() - began) * 1000) / perRound);
  }
  return fastest;
}

const example = (version: string) => {
  const { block, kbpk, kbek } = examples.find((candidate) => candidate.block.startsWith(version))!;
  return { block: decodeKeyBlock(block), text: block, kbpk: fromHex(kbpk)!, kbek: fromHex(kbek)! };
};
const [a, b, d, e] = (['A', 'B', 'D', 'E'] as const).map(example) as [
  ReturnType<typeof example>,
  ReturnType<typeof example>,
  ReturnType<typeof example>,
  ReturnType<typeof example>,
];

/** The peer: the steps of X9.143:2021 clause 5 over Node's crypto, with a hand-made CMAC, and nothing said about the key. */
function nodeUnwrap(text: string, kbpk: Buffer): boolean {
  const aes = text.startsWith('D');
  const size = aes ? 16 : 8;
  const zeros = Buffer.alloc(size);
  const full = (key: Buffer): Buffer =>
    aes || key.length === 24 ? key : Buffer.concat([key, key.subarray(0, 8)]);
  const name = aes ? `aes-${kbpk.length * 8}-cbc` : 'des-ede3-cbc';
  const encrypt = (key: Buffer, data: Buffer): Buffer =>
    createCipheriv(name, full(key), zeros).setAutoPadding(false).update(data);
  const double = (block: Buffer): Buffer => {
    const carry = block[0]! >> 7;
    for (let i = 0; i < size; i++) block[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >> 7);
    block[size - 1]! ^= (aes ? 0x87 : 0x1b) * carry;
    return block;
  };
  const cmac = (key: Buffer, data: Buffer): Buffer => {
    const mask = double(encrypt(key, zeros));
    const whole = data.length > 0 && data.length % size === 0;
    const padded = Buffer.alloc(Math.max(1, Math.ceil(data.length / size)) * size);
    data.copy(padded);
    if (!whole) {
      padded[data.length] = 0x80;
      double(mask);
    }
    for (let i = 0; i < size; i++) padded[padded.length - size + i]! ^= mask[i]!;
    return encrypt(key, padded).subarray(-size);
  };
  const algorithm = aes ? kbpk.length / 8 : kbpk.length / 8 - 2;
  const derive = (usage: number): Buffer => {
    const pieces: Buffer[] = [];
    for (let counter = 1; pieces.length * size < kbpk.length; counter++)
      pieces.push(
        cmac(
          kbpk,
          Buffer.from([counter, 0, usage, 0, 0, algorithm, (kbpk.length * 8) >> 8, (kbpk.length * 8) & 255]),
        ),
      );
    return Buffer.concat(pieces).subarray(0, kbpk.length);
  };
  const mac = Buffer.from(text.slice(-2 * size), 'hex');
  const decipher = createDecipheriv(name, full(derive(0)), mac).setAutoPadding(false);
  const plaintext = decipher.update(Buffer.from(text.slice(16, -2 * size), 'hex'));
  const computed = cmac(derive(1), Buffer.concat([Buffer.from(text.slice(0, 16), 'latin1'), plaintext]));
  return timingSafeEqual(computed, mac);
}

const nodeB = Buffer.from(b.kbpk);
const nodeD = Buffer.from(d.kbpk);
if (!nodeUnwrap(b.text, nodeB) || !nodeUnwrap(d.text, nodeD)) throw new Error('the peer is wrong');

const block8 = new Uint8Array(8);
const tdes = new Tdes(b.kbpk);
const cmac = new Cmac(new Tdes(b.kbpk));
const rows: [name: string, run: () => unknown, unwrap: boolean][] = [
  ['unwrap D (AES-256 KBPK): key, check values, findings', () => unwrapKeyBlock(d.block, d.kbpk), true],
  ['unwrap E (AES-256 KBPK)', () => unwrapKeyBlock(e.block, e.kbpk), true],
  ['unwrap B (2-key TDES KBPK)', () => unwrapKeyBlock(b.block, b.kbpk), true],
  ['unwrap A (2-key TDES KBPK)', () => unwrapKeyBlock(a.block, a.kbpk), true],
  ['decode and unwrap D', () => unwrapKeyBlock(decodeKeyBlock(d.text), d.kbpk), true],
  ['decode and unwrap B', () => unwrapKeyBlock(decodeKeyBlock(b.text), b.kbpk), true],
  ['verify D', () => verifyKeyBlock(d.block, d.kbpk), true],
  ['verify B', () => verifyKeyBlock(b.block, b.kbpk), true],
  ["peer, Node's crypto: D, MAC and decryption only", () => nodeUnwrap(d.text, nodeD), true],
  ["peer, Node's crypto: B, MAC and decryption only", () => nodeUnwrap(b.text, nodeB), true],
  ['where D goes: KBEK and KBAK', () => deriveKeys('D', d.kbpk), false],
  [
    'where D goes: AES-CBC of 32 bytes',
    () => aesCbcDecrypt(d.kbek, new Uint8Array(16), new Uint8Array(32)),
    false,
  ],
  ['where D goes: AES-CMAC of 48 bytes', () => aesCmac(d.kbek, new Uint8Array(48)), false],
  ['where D goes: check values', () => keyCheckValues('A', d.kbpk), false],
  ['where B goes: KBEK and KBAK', () => deriveKeys('B', b.kbpk), false],
  ['where B goes: TDES-CBC of 24 bytes', () => tdesCbcDecrypt(b.kbek, block8, new Uint8Array(24)), false],
  ['where B goes: check values', () => keyCheckValues('T', b.kbpk), false],
  [
    'where B goes: one key schedule and its wiping',
    () => {
      const fresh = new Tdes(b.kbpk);
      fresh.encryptBlock(block8, 0, block8, 0);
      fresh.wipe();
    },
    false,
  ],
  ['where B goes: one TDES block', () => tdes.encryptBlock(block8, 0, block8, 0), false],
  ['where B goes: TDES-CMAC of 40 bytes, key set', () => cmac.mac([new Uint8Array(40)]), false],
  [
    'wrap D',
    () => wrapKeyBlock(d.block, d.kbpk, d.kbpk, { random: (count) => new Uint8Array(count) }),
    false,
  ],
];

const measured = new Map<string, number>();
for (const [name, run, unwrap] of rows) {
  const microseconds = measure(run);
  measured.set(name, microseconds);
  const ratio = unwrap ? `  ${(recordedPsec / microseconds).toFixed(1)} × psec (recorded)` : '';
  console.log(`${name.padEnd(56)} ${microseconds.toFixed(2).padStart(8)} µs/op${ratio}`);
}

for (const version of ['D', 'B'] as const) {
  const task = `unwrap a version ${version} block: key, check values, findings`;
  const at = (start: string): number =>
    [...measured].find(([name]) => name.startsWith(start))?.[1] ?? Number.NaN;
  report(task, 'ours', at(`unwrap ${version} (`) / 1000);
  report(task, "Node's crypto, MAC and decryption only", at(`peer, Node's crypto: ${version}`) / 1000);
  report(task, 'psec (quoted)', recordedPsec / 1000);
}
