/** Initial keys of DUKPT: ANSI X9.24-1:2009 annex A.6 (TDES), ANSI X9.24-3:2017 6.3.3 (AES). */
import { ecb } from '@noble/ciphers/aes.js';
import { wipe } from './bytes';
import { Tdes } from './tdes';

/** The right half comes from the base key with this on each of its halves. */
const variant = Uint8Array.of(0xc0, 0xc0, 0xc0, 0xc0, 0, 0, 0, 0);

/**
 * IPEK of a double-length base derivation key (16 bytes) and a key serial number of 10 bytes, whose counter
 * (21 bits) does not matter. Throws RangeError for other lengths.
 */
export function tdesInitialKey(baseKey: Uint8Array, serialNumber: Uint8Array): Uint8Array {
  if (baseKey.length !== 16 || serialNumber.length !== 10)
    throw new RangeError('TDES DUKPT takes a base key of 16 bytes and a serial number of 10');
  const device = serialNumber.slice(0, 8);
  device[7]! &= 0xe0;
  const key = new Uint8Array(16);
  const other = baseKey.map((byte, i) => byte ^ variant[i % 8]!);
  for (const [half, from] of [baseKey, other].entries()) {
    const cipher = new Tdes(from);
    cipher.encryptBlock(device, 0, key, 8 * half);
    cipher.wipe();
  }
  wipe(other);
  return key;
}

/** Algorithm indicators of X9.24-3 table 3, by bytes of the key. */
const indicators: Readonly<Record<number, number>> = { 16: 2, 24: 3, 32: 4 };

/**
 * Initial key of an AES base derivation key, as long as that, for an initial key id of 8 bytes (the first 8 of
 * a serial number of 12). Throws RangeError for other lengths.
 */
export function aesInitialKey(baseKey: Uint8Array, serialNumber: Uint8Array): Uint8Array {
  const indicator = indicators[baseKey.length];
  if (indicator === undefined || serialNumber.length < 8)
    throw new RangeError('AES DUKPT takes an AES base key and an initial key id of 8 bytes');
  const bits = baseKey.length * 8;
  const blocks = Math.ceil(baseKey.length / 16);
  const data = new Uint8Array(16 * blocks);
  for (let block = 0; block < blocks; block++) {
    // Version 1, counter, usage "key derivation, initial key", algorithm, length in bits, id.
    data.set([1, block + 1, 0x80, 1, 0, indicator, bits >> 8, bits & 0xff], 16 * block);
    data.set(serialNumber.subarray(0, 8), 16 * block + 8);
  }
  const encrypted = ecb(baseKey, { disablePadding: true }).encrypt(data);
  const key = encrypted.slice(0, baseKey.length);
  wipe(encrypted);
  return key;
}
