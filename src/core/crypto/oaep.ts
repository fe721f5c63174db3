/**
 * RSAES-OAEP padding (RFC 8017 7.1), in the forms that tokens carry and libraries do not open: masks of
 * another hash than the label's, and the two masks of different hashes, as published TR-34 samples have.
 */
import { equalInConstantTime, wipe } from './bytes';
import { digestOf, hashSizes, type HashName } from './hmac';

export interface OaepForm {
  /** Of the label. */
  readonly hash: HashName;
  /** MGF1 that masks the seed. */
  readonly seedMask: HashName;
  /** MGF1 that masks the data block. */
  readonly dataMask: HashName;
}

/** The form that RFC 8017 has: one mask hash for both. */
export function plainForm(hash: HashName, mask: HashName = hash): OaepForm {
  return { hash, seedMask: mask, dataMask: mask };
}

const tried: readonly HashName[] = ['SHA-256', 'SHA-1', 'SHA-384', 'SHA-512'];

/** What is tried, the declared form first; the mixed forms of SHA-256 and SHA-1 among them. */
export function oaepForms(declared?: OaepForm): OaepForm[] {
  const forms: OaepForm[] = declared ? [declared] : [];
  for (const hash of tried) forms.push(plainForm(hash));
  for (const hash of ['SHA-256', 'SHA-1', 'SHA-384', 'SHA-512'] as const)
    for (const seedMask of ['SHA-256', 'SHA-1'] as const)
      for (const dataMask of ['SHA-256', 'SHA-1'] as const) forms.push({ hash, seedMask, dataMask });
  return forms.filter((form, i) => forms.findIndex((one) => sameForm(one, form)) === i);
}

/** Whether two forms use the same three hashes. */
export function sameForm(a: OaepForm, b: OaepForm): boolean {
  return a.hash === b.hash && a.seedMask === b.seedMask && a.dataMask === b.dataMask;
}

/** "SHA-256", or the hashes one by one where they differ. */
export function oaepFormName({ hash, seedMask, dataMask }: OaepForm): string {
  if (hash === seedMask && hash === dataMask) return hash;
  if (seedMask === dataMask) return `${hash} with MGF1-${seedMask}`;
  return `${hash} with MGF1-${seedMask} over the seed and MGF1-${dataMask} over the data`;
}

export type OaepOpening =
  | { readonly result: 'open'; readonly message: Uint8Array; readonly form: OaepForm }
  /** Padding of another scheme: PKCS#1 v1.5. */
  | { readonly result: 'pkcs1'; readonly message: Uint8Array }
  /** Padded so, but with another label than the empty or given one. */
  | { readonly result: 'label'; readonly form: OaepForm }
  /** Label right, what follows it is not. */
  | { readonly result: 'separator'; readonly form: OaepForm }
  /** None of it: another key, or damage. */
  | { readonly result: 'unknown' };

/** Takes the padding of a decrypted block off, by the first form that fits. The caller wipes `block`. */
export function oaepDecode(
  block: Uint8Array,
  forms: readonly OaepForm[],
  label: Uint8Array = new Uint8Array(),
): OaepOpening {
  let near: OaepOpening = { result: 'unknown' };
  for (const form of forms) {
    const opened = decodeAs(block, form, label);
    if (opened.result === 'open') return opened;
    if (near.result === 'unknown' && opened.result !== 'unknown') near = opened;
  }
  return near.result === 'unknown' ? pkcs1(block) : near;
}

function decodeAs(block: Uint8Array, form: OaepForm, label: Uint8Array): OaepOpening {
  const size = hashSizes(form.hash).output;
  if (block.length < 2 * size + 2) return { result: 'unknown' };
  const masked = block.subarray(1 + size);
  const seed = xor(block.subarray(1, 1 + size), mgf1(form.seedMask, masked, size));
  const data = xor(masked, mgf1(form.dataMask, seed, masked.length));
  const labelFits = equalInConstantTime(data.subarray(0, size), digestOf(form.hash, label));
  // Every byte is looked at: where the padding ends shows in no time.
  let separator = -1;
  let strange = block[0]!;
  for (let i = size; i < data.length; i++) {
    const before = separator < 0 ? 1 : 0;
    const one = data[i] === 1 ? 1 : 0;
    if ((before & one) === 1) separator = i;
    else strange |= before === 1 ? data[i]! : 0;
  }
  const whole = separator >= 0 && strange === 0;
  const message = whole && labelFits ? data.slice(separator + 1) : undefined;
  // A run of zeros as long as this does not come by chance.
  const padded = whole && separator - size >= 8;
  wipe(seed, data);
  if (message) return { result: 'open', message, form };
  if (labelFits) return { result: 'separator', form };
  return padded ? { result: 'label', form } : { result: 'unknown' };
}

/** RFC 8017 7.2: 00 02, at least eight bytes that are not zero, 00. */
function pkcs1(block: Uint8Array): OaepOpening {
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10
    ? { result: 'pkcs1', message: block.slice(end + 1) }
    : { result: 'unknown' };
}

/** RFC 8017 7.1.1 step 2. Throws RangeError where the message is too long for the modulus of `size` bytes. */
export function oaepEncode(
  message: Uint8Array,
  size: number,
  form: OaepForm,
  seed: Uint8Array,
  label: Uint8Array = new Uint8Array(),
): Uint8Array {
  const hash = hashSizes(form.hash).output;
  if (message.length > size - 2 * hash - 2) throw new RangeError('the message is too long for this modulus');
  if (seed.length !== hash) throw new RangeError(`the seed has to have ${hash} bytes`);
  const data = new Uint8Array(size - hash - 1);
  data.set(digestOf(form.hash, label));
  data[data.length - message.length - 1] = 1;
  data.set(message, data.length - message.length);
  const masked = xor(data, mgf1(form.dataMask, seed, data.length));
  const block = new Uint8Array(size);
  block.set(xor(seed, mgf1(form.seedMask, masked, hash)), 1);
  block.set(masked, 1 + hash);
  wipe(data);
  return block;
}

/** RFC 8017 B.2.1. */
function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const size = hashSizes(hash).output;
  const mask = new Uint8Array(Math.ceil(length / size) * size);
  for (let counter = 0; counter * size < length; counter++) {
    const octets = new Uint8Array([0, 0, counter >> 8, counter & 0xff]);
    mask.set(digestOf(hash, seed, octets), counter * size);
  }
  return mask.subarray(0, length);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = a[i]! ^ b[i]!;
  return out;
}
