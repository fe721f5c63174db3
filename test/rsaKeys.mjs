// RSA keys of tests: real ones, made once for a checkout and kept in .build/, as making one of 4096 bits takes seconds and
// almost every test of the service needs some. Within a file of tests each is given once, so that no two are the same.
// Only new keys of Node's crypto and of WebCrypto with exponent 65537 are taken from there; Vitest loads this before each
// file of tests.
import crypto, { webcrypto } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const folder = path.resolve(import.meta.dirname, '../.build/rsa');
/** Smaller ones are soon made. */
const smallest = 2048;

const { subtle } = webcrypto;
// A process may run many files of tests, and load this before each.
const first = /** @type {any} */ (globalThis);
first.kmiRsaKeys ??= {
  /** How many of a size were given. @type {Map<number, number>} */
  given: new Map(),
  makeSync: crypto.generateKeyPairSync,
  makeLater: promisify(crypto.generateKeyPair),
  make: crypto.generateKeyPair,
  makeCryptoKeys: subtle.generateKey.bind(subtle),
};
const { given, makeSync, makeLater, make, makeCryptoKeys } = first.kmiRsaKeys;

/** The keys are given from the first again: for the next file of tests in this process. */
export const giveAgain = () => given.clear();
giveAgain();

/** Where the next key of a size is. @param {number} bits */
function nextFile(bits) {
  const number = given.get(bits) ?? 0;
  given.set(bits, number + 1);
  return path.join(folder, `${bits}-${number}.der`);
}

/** @param {string} file @returns {crypto.KeyObject | undefined} */
function kept(file) {
  try {
    return crypto.createPrivateKey({ key: fs.readFileSync(file), format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}

/** @param {string} file @param {crypto.KeyObject} key */
function keep(file, key) {
  fs.mkdirSync(folder, { recursive: true });
  // Another file of tests may make and keep one at the same moment; each is whole at its place.
  const part = `${file}.${process.pid}.${crypto.randomBytes(4).toString('hex')}`;
  fs.writeFileSync(part, key.export({ format: 'der', type: 'pkcs8' }), { mode: 0o600 });
  fs.renameSync(part, file);
  return key;
}

/** @param {crypto.KeyObject} privateKey */
const pairOf = (privateKey) => ({ publicKey: crypto.createPublicKey(privateKey), privateKey });

/** @param {number} bits */
async function pairLater(bits) {
  const file = nextFile(bits);
  return pairOf(kept(file) ?? keep(file, (await makeLater('rsa', { modulusLength: bits })).privateKey));
}

/** The size, where a plain pair of RSA is wanted. @param {unknown} type @param {any} options */
const bitsOf = (type, options) =>
  type === 'rsa' && Object.keys(options).join() === 'modulusLength' && options.modulusLength >= smallest
    ? Number(options.modulusLength)
    : undefined;

/** @type {any} */ (crypto).generateKeyPairSync = (/** @type {any} */ type, /** @type {any} */ options) => {
  const bits = bitsOf(type, options);
  if (bits === undefined) return makeSync(type, options);
  const file = nextFile(bits);
  return pairOf(kept(file) ?? keep(file, makeSync('rsa', { modulusLength: bits }).privateKey));
};
/** @param {any} type @param {any} options @param {(...results: any[]) => void} done */
function generateKeyPair(type, options, done) {
  const bits = bitsOf(type, options);
  if (bits === undefined) return make(type, options, done);
  pairLater(bits).then(({ publicKey, privateKey }) => done(null, publicKey, privateKey), done);
}
Object.defineProperty(generateKeyPair, promisify.custom, {
  value: (/** @type {any} */ type, /** @type {any} */ options) => {
    const bits = bitsOf(type, options);
    return bits === undefined ? makeLater(type, options) : pairLater(bits);
  },
});
/** @type {any} */ (crypto).generateKeyPair = generateKeyPair;
syncBuiltinESMExports();

/** @type {any} */ (subtle).generateKey = async (
  /** @type {any} */ algorithm,
  /** @type {boolean} */ extractable,
  /** @type {webcrypto.KeyUsage[]} */ usages,
) => {
  const { name = '', modulusLength = 0, publicExponent = [] } = algorithm;
  if (!/^RSA/.test(name) || modulusLength < smallest || [...publicExponent].join() !== '1,0,1')
    return makeCryptoKeys(algorithm, extractable, usages);
  const { publicKey, privateKey } = await pairLater(modulusLength);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const own = usages.filter((usage) => ['sign', 'decrypt', 'unwrapKey'].includes(usage));
  const others = usages.filter((usage) => !own.includes(usage));
  return {
    publicKey: await subtle.importKey('spki', spki, algorithm, true, others),
    privateKey: await subtle.importKey('pkcs8', pkcs8, algorithm, extractable, own),
  };
};
