/**
 * The key block inside the envelope: decrypting it and reading it. TR-34 annex B.2.2.2.
 *
 * What the envelope of a key token has wrong in its form.
 */
import type { Asn1Node } from '../../asn1/node';
import { readAsn1 } from '../../asn1/read';
import { Tag } from '../../asn1/tags';
import { smallInteger, stringOctets } from '../../asn1/value';
import { aesCbcDecrypt } from '../../crypto/aes';
import { tdesCbcDecrypt } from '../../crypto/tdes';
import type { CertificateReference, EncryptedContent, EnvelopedData, Recipient, SignerInfo } from '../types';
import { readReference } from '../parts';
import { phrase, type Finding, type Localisable, type Span } from '../../findings';
import { sameOctets } from '../../octets';
import { tr34Finding } from './findingTexts';

export interface InnerKeyBlock {
  readonly version: number | undefined;
  readonly kdh: CertificateReference;
  /** A view of the decrypted octets: wiped with them. */
  readonly key: Uint8Array;
  readonly header: string;
  readonly headerForm: 'attribute' | 'octet_string' | 'other';
  /** What follows it in the decrypted octets: PKCS#7 padding, none, or something else. */
  readonly padding: 'pkcs7' | 'none' | 'other';
}

/** Whole blocks decrypted; a string says why not. */
export function decryptContent(
  content: EncryptedContent,
  ephemeral: Uint8Array,
): { readonly plaintext: Uint8Array; readonly zeroFilledIv: boolean } | 'cipher' | 'key_length' | 'length' {
  const cipher = contentCiphers[content.algorithm.name];
  if (!cipher) return 'cipher';
  const tdes = cipher.block === 8;
  if (!cipher.keys.includes(ephemeral.length) && !(tdes && ephemeral.length === 16)) return 'key_length';
  const { ciphertext, iv } = content;
  if (!ciphertext || ciphertext.length === 0 || ciphertext.length % cipher.block !== 0) return 'length';
  const whole = new Uint8Array(cipher.block);
  whole.set((iv ?? new Uint8Array()).subarray(0, cipher.block));
  const plaintext = (tdes ? tdesCbcDecrypt : aesCbcDecrypt)(ephemeral, whole, ciphertext);
  return { plaintext, zeroFilledIv: (iv?.length ?? 0) < cipher.block };
}

/** SEQUENCE { version, IssuerAndSerialNumber of the KDH, key, header }; a text says why it is none. */
export function readInnerKeyBlock(plaintext: Uint8Array): InnerKeyBlock | Localisable {
  const root = readAsn1(plaintext, { embedded: false, depth: 20, nodes: 500 }).roots[0];
  if (root?.is(Tag.sequence) !== true) return phrase('it begins with no SEQUENCE');
  if (root.truncated || root.indefinite) return phrase('it is cut off');
  const parts = root.children();
  const [version, kdh, key, header] = parts;
  if (version?.is(Tag.integer) !== true || kdh?.is(Tag.sequence) !== true)
    return phrase('version or KDH is missing');
  if (key?.is(Tag.octetString) !== true || header === undefined) return phrase('key or header is missing');
  if (parts.some(({ kind, truncated }) => kind !== 'value' || truncated))
    return phrase('a member is cut off');
  return {
    version: smallInteger(version),
    kdh: readReference(copied(kdh)),
    key: key.content,
    ...innerHeader(header),
    padding: paddingOf(plaintext, root.end),
  };
}

/** Read from a copy, so that the name survives the wiping of what stood around the key. */
function copied(node: Asn1Node): Asn1Node | undefined {
  return readAsn1(node.raw.slice(), { embedded: false, depth: 20, nodes: 500 }).roots[0];
}

function innerHeader(node: Asn1Node): Pick<InnerKeyBlock, 'header' | 'headerForm'> {
  const [, set] = node.children();
  const attribute = node.is(Tag.sequence) ? set?.children()[0] : undefined;
  const found = attribute ?? node;
  const text = (octets: Uint8Array): string => String.fromCharCode(...octets.subarray(0, 9999));
  if (found.is(Tag.octetString))
    return { header: text(stringOctets(found)), headerForm: attribute ? 'attribute' : 'octet_string' };
  return { header: text(found.content), headerForm: 'other' };
}

function paddingOf(plaintext: Uint8Array, end: number): InnerKeyBlock['padding'] {
  const rest = plaintext.subarray(end);
  if (rest.length === 0) return 'none';
  return rest.length <= 16 && rest.every((octet) => octet === rest.length) ? 'pkcs7' : 'other';
}

/** Content ciphers that published tokens use, with their block length. */
export const contentCiphers: Readonly<
  Record<string, { readonly block: number; readonly keys: readonly number[] }>
> = {
  'des-EDE3-CBC': { block: 8, keys: [24] },
  'aes128-CBC': { block: 16, keys: [16] },
  'aes192-CBC': { block: 16, keys: [24] },
  'aes256-CBC': { block: 16, keys: [32] },
};

const kinds: Readonly<Record<Recipient['kind'], Localisable>> = {
  keyTransport: phrase('key transport'),
  keyAgreement: phrase('key agreement (EC)'),
  kek: phrase('a shared key'),
  password: phrase('a password'),
  kem: phrase('key encapsulation'),
  other: phrase('a form that is not known'),
};

/**
 * Findings on the envelope of a key token (TR-34 annex B.2.2): recipients, cipher, IV and length. `whole` is the span
 * where the envelope has none.
 */
export function envelopeFindings(
  envelope: EnvelopedData | undefined,
  signer: SignerInfo | undefined,
  whole: Span,
): Finding[] {
  if (!envelope) return [];
  const findings: Finding[] = [];
  const { recipients, content } = envelope;
  const [recipient] = recipients;
  if (recipients.length !== 1) findings.push(tr34Finding('tr34_recipient_count', whole, [recipients.length]));
  if (recipient) findings.push(...recipientFindings(recipient, signer));
  if (!content?.ciphertext) findings.push(tr34Finding('tr34_ciphertext_missing', content?.span ?? whole));
  if (!content) return findings;
  const { algorithm, iv, ciphertext, span } = content;
  const cipher = contentCiphers[algorithm.name];
  if (algorithm.name !== 'des-EDE3-CBC' && algorithm.name !== 'aes128-CBC')
    findings.push(tr34Finding('tr34_cipher', algorithm.span, [algorithm.name]));
  if (cipher && iv?.length !== cipher.block)
    findings.push(
      tr34Finding('tr34_iv_length', algorithm.span, [iv?.length ?? 0, algorithm.name, cipher.block]),
    );
  if (cipher && ciphertext && (ciphertext.length === 0 || ciphertext.length % cipher.block !== 0))
    findings.push(
      tr34Finding('tr34_ciphertext_length', span, [ciphertext.length, cipher.block, algorithm.name]),
    );
  return findings;
}

function recipientFindings(recipient: Recipient, signer: SignerInfo | undefined): Finding[] {
  const findings: Finding[] = [];
  const { kind, span, algorithm, oaep, names } = recipient;
  if (kind !== 'keyTransport') {
    findings.push(tr34Finding('tr34_recipient_kind', span, [kinds[kind]]));
    return findings;
  }
  const [rid] = names;
  if (rid && rid.kind !== 'issuerAndSerial')
    findings.push(tr34Finding('tr34_recipient_name', span, [rid.text]));
  if (
    rid?.kind === 'issuerAndSerial' &&
    signer?.sid.kind === 'issuerAndSerial' &&
    sameOctets(rid.raw, signer.sid.raw)
  )
    findings.push(tr34Finding('tr34_same_party', span, [rid.text]));
  if (!oaep) {
    findings.push(tr34Finding('tr34_key_encryption', algorithm.span, [algorithm.name]));
    return findings;
  }
  const { hash, mgfHash, label } = oaep;
  if (hash !== mgfHash)
    findings.push(
      tr34Finding('tr34_oaep_mixed', algorithm.span, [
        hash ?? phrase('an unknown hash'),
        mgfHash ?? phrase('an unknown hash'),
      ]),
    );
  else if (hash !== 'SHA-256')
    findings.push(tr34Finding('tr34_oaep_hash', algorithm.span, [hash ?? phrase('an unknown hash')]));
  if (label.length > 0) findings.push(tr34Finding('tr34_oaep_label', algorithm.span, [label.length]));
  return findings;
}
