/**
 * TR-34 tokens built from test keys, in every form that products write: the base of the test source,
 * and what the reader is tried on. Functions throw RangeError for what cannot be built.
 */
import { Tag } from '../asn1/tags';
import type { Tr34Form } from '../cms/tr34/types';
import { aesCbcEncrypt } from '../crypto/aes';
import { wipe } from '../crypto/bytes';
import { digestOf, hashSizes } from '../crypto/hmac';
import { oaepEncode, plainForm } from '../crypto/oaep';
import { rsaPublic, rsaPublicKey } from '../crypto/rsa';
import { tdesCbcEncrypt } from '../crypto/tdes';
import { randomOctets } from '../platform';
import { readCertificate } from '../x509/certificate';
import { signWithRsa, type Issuer } from './keys';
import { join, secretDer } from './secretDer';
import {
  ascii,
  context,
  contextOctets,
  derNull,
  derOf,
  integer,
  integerOctets,
  objectIdentifier,
  octetString,
  sequence,
  set,
  sorted,
  time,
  type Value,
} from './values';

export interface KeyTokenParts {
  readonly kdh: Issuer;
  /** Certificate of the KRD, DER. */
  readonly krd: Uint8Array;
  /** The clear key: a test key. Not kept. */
  readonly key: Uint8Array;
  /** Key block header, 16 characters and optional blocks. */
  readonly header: string;
  /** Two-pass with a random number, one-pass with a time. */
  readonly fresh: Uint8Array | Date;
  readonly cipher: 'TDES' | 'AES';
  readonly crl?: Uint8Array;
  readonly form: Tr34Form;
  /** Faults to order, for tests of receivers. */
  readonly faults?: { readonly innerHeader?: string; readonly innerKdh?: Uint8Array };
}

/** KT_KDH: annex B.8 and B.9. */
export async function buildKeyToken(parts: KeyTokenParts): Promise<Uint8Array> {
  const content = buildEnvelope(parts);
  const fresh =
    parts.fresh instanceof Date ? attribute('signingTime', time(parts.fresh)) : nonceAttribute(parts.fresh);
  return signedMessage(parts.kdh, 'envelopedData', content, parts.form, parts.crl, [
    fresh,
    attribute('data', octetString(ascii(parts.header))),
  ]);
}

/** Clear key block, encrypted; the ephemeral key wrapped; the members as the form has them. */
function buildEnvelope({ kdh, krd, key, header, cipher, form, faults }: KeyTokenParts): Content {
  const inside = ascii(faults?.innerHeader ?? header);
  const secret = secretDer(Tag.octetString, key);
  const block = secretDer(
    0x20 | Tag.sequence,
    derOf(integer(form.keyBlock === 'attribute' ? 1 : 0)),
    faults?.innerKdh ?? issuerAndSerial(kdh.certificate),
    secret,
    derOf(form.keyBlock === 'attribute' ? attribute('data', octetString(inside)) : octetString(inside)),
  );
  const size = cipher === 'AES' ? 16 : 8;
  const padded = pkcs7(block, size);
  const ephemeral = cipher === 'AES' ? randomOctets(16) : tdesKey();
  const iv = randomOctets(size);
  const ciphertext = (cipher === 'AES' ? aesCbcEncrypt : tdesCbcEncrypt)(ephemeral, iv, padded);
  const wrapped = wrapEphemeral(ephemeral, krd, form);
  wipe(secret, block, padded, ephemeral);
  const oid = objectIdentifier(cipher === 'AES' ? 'aes128-CBC' : 'des-EDE3-CBC');
  const encrypted = contextOctets(0, ciphertext);
  const nested = form.ciphertext === 'inside_algorithm';
  const algorithm = sequence(oid, octetString(iv), ...(nested ? [encrypted] : []));
  const members = [
    integer(0),
    set(sequence(integer(0), issuerAndSerial(krd), oaepAlgorithm(form), octetString(wrapped))),
    sequence(objectIdentifier('data'), algorithm, ...(nested ? [] : [encrypted])),
  ];
  return contentOf(members, 'envelopedData', form);
}

function wrapEphemeral(ephemeral: Uint8Array, krd: Uint8Array, form: Tr34Form): Uint8Array {
  const { modulus, exponentBytes } = readCertificate(krd).publicKey;
  if (!modulus || !exponentBytes) throw new RangeError('the certificate of the KRD has no RSA key');
  const key = rsaPublicKey(modulus, exponentBytes);
  const padding = form.padding ?? plainForm(form.oaep === 'defaults' ? 'SHA-1' : 'SHA-256');
  const block = oaepEncode(ephemeral, key.size, padding, randomOctets(hashSizes(padding.hash).output));
  const wrapped = rsaPublic(key, block);
  wipe(block);
  return wrapped;
}

function oaepAlgorithm({ oaep }: Tr34Form): Value {
  const oid = objectIdentifier('id-RSAES-OAEP');
  if (oaep === 'defaults') return sequence(oid, sequence());
  const hash = sequence(objectIdentifier('sha256'), ...(oaep === 'untagged_no_null' ? [] : [derNull()]));
  const mask = sequence(objectIdentifier('id-mgf1'), sequence(objectIdentifier('sha256')));
  if (oaep === 'tagged') return sequence(oid, sequence(context(0, hash), context(1, mask)));
  return sequence(oid, sequence(hash, mask, sequence(objectIdentifier('id-pSpecified'), octetString())));
}

/** PKCS#7 padding is always added, a whole block where the content is aligned (RFC 5652 6.3). */
function pkcs7(content: Uint8Array, size: number): Uint8Array {
  const missing = size - (content.length % size);
  return join(content, new Uint8Array(missing).fill(missing));
}

/** Odd parity: some HSMs refuse an ephemeral key without. */
function tdesKey(): Uint8Array {
  const key = randomOctets(24);
  for (let i = 0; i < key.length; i++) {
    let bits = key[i]! >> 1;
    let odd = 1;
    for (; bits > 0; bits >>= 1) odd ^= bits & 1;
    key[i] = (key[i]! & 0xfe) | odd;
  }
  return key;
}

/** What stands inside [0] of the content, and the octets of it that are digested. */
interface Content {
  readonly value: Value;
  readonly digested: Uint8Array;
}

function contentOf(members: readonly Value[], type: string, { envelope }: Tr34Form): Content {
  const whole = sequence(...members);
  switch (envelope) {
    case 'sequence':
      return octets(derOf(whole));
    case 'no_sequence':
      return octets(join(...members.map(derOf)));
    case 'content_info':
      return octets(derOf(sequence(objectIdentifier(type), context(0, whole))));
    case 'any':
      return { value: whole, digested: join(...members.map(derOf)) };
  }
}

function octets(digested: Uint8Array): Content {
  return { value: octetString(digested), digested };
}

/** SignedData with one signer and its attributes; without attributes where `attributes` is undefined. */
async function signedMessage(
  signer: Issuer,
  type: string,
  content: Content,
  form: Tr34Form,
  crl: Uint8Array | undefined,
  attributes: readonly Value[] | undefined,
): Promise<Uint8Array> {
  const list = attributes && [
    attribute('contentType', objectIdentifier(type)),
    ...attributes,
    attribute('messageDigest', octetString(digestOf('SHA-256', content.digested))),
  ];
  const ordered = list && (form.order === 'der' ? sorted(list) : list);
  const signature = await signWithRsa(signer.privateKey, ordered ? derOf(set(...ordered)) : content.digested);
  const sha256 = sequence(objectIdentifier('sha256'));
  const info = sequence(
    integer(form.versions[1]),
    issuerAndSerial(signer.certificate),
    sha256,
    ...(ordered ? [context(0, ...ordered)] : []),
    sequence(objectIdentifier(form.signature), derNull()),
    octetString(signature),
  );
  return message(
    integer(form.versions[0]),
    set(sha256),
    sequence(objectIdentifier(type), context(0, content.value)),
    ...around(set(info), crl, form),
  );
}

function around(signers: Value, crl: Uint8Array | undefined, form: Tr34Form): Value[] {
  if (!crl || form.crl === 'absent') return [signers];
  const bag = context(1, crl);
  return form.crl === 'misplaced' ? [signers, bag] : [bag, signers];
}

function message(...members: readonly Value[]): Uint8Array {
  return derOf(sequence(objectIdentifier('signedData'), context(0, sequence(...members))));
}

/** CT_KRD, and CT_KDH where a CRL is given: annex B.6 and B.7. Nobody signs them. */
export function buildCredentialToken(certificate: Uint8Array, form: Tr34Form, crl?: Uint8Array): Uint8Array {
  const content = form.content === 'empty' ? [context(0, octetString())] : [];
  return message(
    integer(1),
    set(),
    sequence(objectIdentifier('data'), ...content),
    context(0, certificate),
    // A CT_KDH without its CRL would be a CT_KRD.
    ...around(set(), crl, form.crl === 'absent' ? { ...form, crl: 'present' } : form),
  );
}

/** RT_KRD: annex B.12. */
export function buildRandomToken(nonce: Uint8Array): Uint8Array {
  return derOf(nonceAttribute(nonce));
}

/** UBT_KDH: annex B.14. */
export function buildUnbindToken(
  kdh: Issuer,
  krd: Uint8Array,
  nonce: Uint8Array,
  form: Tr34Form,
  crl?: Uint8Array,
): Promise<Uint8Array> {
  return signedMessage(kdh, 'data', octets(issuerAndSerial(krd)), form, crl, [nonceAttribute(nonce)]);
}

/** RBT_KDH: annex B.11, signed by the old host. */
export function buildRebindToken(
  oldKdh: Issuer,
  newKdh: Uint8Array,
  krd: Uint8Array,
  nonce: Uint8Array,
  form: Tr34Form,
  crl?: Uint8Array,
): Promise<Uint8Array> {
  const content = contentOf(bindMembers(newKdh, issuerAndSerial(krd)), 'signedData', form);
  return signedMessage(oldKdh, 'signedData', content, form, crl, [nonceAttribute(nonce)]);
}

/** UBT_CA_UNBIND: annex B.13, signed by the higher authority over the content alone. */
export function buildAuthorityUnbindToken(
  authority: Issuer,
  krd: Uint8Array,
  kdh: Uint8Array,
  form: Tr34Form,
): Promise<Uint8Array> {
  const names = join(issuerAndSerial(krd), issuerAndSerial(kdh));
  return signedMessage(authority, 'data', octets(names), form, undefined, undefined);
}

/** RBT_CA_UNBIND: annex B.10, signed by the higher authority. */
export function buildAuthorityRebindToken(
  authority: Issuer,
  newKdh: Uint8Array,
  krd: Uint8Array,
  oldKdh: Uint8Array,
  signingTime: Date,
  form: Tr34Form,
): Promise<Uint8Array> {
  const names = join(issuerAndSerial(krd), issuerAndSerial(oldKdh));
  const content = contentOf(bindMembers(newKdh, names), 'signedData', form);
  return signedMessage(authority, 'signedData', content, form, undefined, [
    attribute('signingTime', time(signingTime)),
  ]);
}

/** Members of the SignedData inside a rebind token: names, and the new host's certificate. */
function bindMembers(certificate: Uint8Array, names: Uint8Array): Value[] {
  return [
    integer(1),
    set(),
    sequence(objectIdentifier('data'), context(0, octetString(names))),
    context(0, certificate),
    set(),
  ];
}

function attribute(type: string, value: Value): Value {
  return sequence(objectIdentifier(type), set(value));
}

function nonceAttribute(nonce: Uint8Array): Value {
  return attribute('randomNonce', octetString(nonce));
}

/** Issuer and serial number as the certificate has them, byte for byte. */
export function issuerAndSerial(certificate: Uint8Array): Uint8Array {
  const { issuer, serial } = readCertificate(certificate);
  if (issuer.raw.length === 0 || serial.content.length === 0)
    throw new RangeError('this is no certificate with an issuer and a serial number');
  return derOf(sequence(issuer.raw, integerOctets(serial.content)));
}
