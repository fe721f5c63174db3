/**
 * Key material in formats that are not BER or DER, and structures that people take for keys: named, with the next step.
 * OpenPGP (RFC 9580), OpenSSH (PROTOCOL.key, RFC 4716), PuTTY (PPK), JWK (RFC 7517), age.
 */
import { type Finding, phrase, type Span, type TemplateArguments, type Words } from '../findings';
import { formatFinding, type FormatFindingCode } from './findingTexts';
import { decodeBase64 } from './encodings';
import { notAsn1 } from './pem';
import { unsignedBits } from '../asn1/value';

export interface OtherFormat {
  /** What it is and what to do with it. */
  readonly finding: Finding;
  /** Whether a private or secret key is in it that nobody has to decrypt. */
  readonly secret: boolean;
}

const made = (
  code: FormatFindingCode,
  args: TemplateArguments = [],
  secret = false,
  span?: Span,
): OtherFormat => ({ finding: formatFinding(code, span, args), secret });

const pgp: Readonly<Record<string, Words>> = {
  'PGP PUBLIC KEY BLOCK': phrase('a public key'),
  'PGP PRIVATE KEY BLOCK': phrase('a private key'),
  'PGP MESSAGE': phrase('a message'),
  'PGP SIGNATURE': phrase('a signature'),
};

/** What a PEM block is, by its label, where it is not ASN.1. Never throws. */
export function formatOfBlock(label: string, bytes: Uint8Array): OtherFormat | undefined {
  if (!notAsn1.test(label)) return undefined;
  if (label.startsWith('PGP ')) return made('format_openpgp', [pgp[label] ?? label.toLowerCase()]);
  if (label === 'OPENSSH PRIVATE KEY') {
    const { key, cipher } = readOpenSsh(bytes);
    return made('format_openssh', [key, encryptionWords(cipher)], cipher === 'none');
  }
  return made('format_other', [label]);
}

const encryptionWords = (cipher: string): Words =>
  cipher === 'none'
    ? phrase('not encrypted')
    : cipher === ''
      ? phrase('damaged')
      : phrase('encrypted with {0}', cipher);

const magic = 'openssh-key-v1\0';

/** Name of the key and of its cipher; '' where they are not there. PROTOCOL.key of OpenSSH. */
function readOpenSsh(bytes: Uint8Array): { key: string | Words; cipher: string } {
  const damaged = { key: phrase('not readable'), cipher: '' };
  if (asciiOf(bytes.subarray(0, magic.length)) !== magic) return damaged;
  let at = magic.length;
  const next = (): Uint8Array | undefined => {
    const length = numberAt(bytes, at);
    if (length === undefined || at + 4 + length > bytes.length) return undefined;
    at += 4 + length;
    return bytes.subarray(at - length, at);
  };
  const cipher = next();
  next();
  next();
  at += 4;
  const key = next();
  const length = key && numberAt(key, 0);
  if (!cipher || !key || length === undefined || length > 64) return damaged;
  return { key: asciiOf(key.subarray(4, 4 + length)), cipher: asciiOf(cipher.subarray(0, 64)) };
}

function numberAt(bytes: Uint8Array, at: number): number | undefined {
  if (at + 4 > bytes.length) return undefined;
  return bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}

const asciiOf = (octets: Uint8Array): string =>
  [...octets].map((octet) => (octet < 128 ? String.fromCharCode(octet) : '?')).join('');

const notes: Readonly<Record<string, FormatFindingCode>> = {
  PFX: 'format_pkcs12',
  AttributeCertificate: 'format_attribute_certificate',
  DhParameters: 'format_parameters',
  X942DhParameters: 'format_parameters',
  DsaParameters: 'format_parameters',
  DsaSignature: 'format_signature',
};

/** What to do with a structure that holds no key, or not at once; undefined for every other one. */
export function structureNote(type: string | undefined): Finding | undefined {
  const code = type === undefined || !Object.hasOwn(notes, type) ? undefined : notes[type];
  return (
    code &&
    formatFinding(
      code,
      undefined,
      code === 'format_parameters' ? [type!.startsWith('Dsa') ? 'DSA' : 'DH'] : [],
    )
  );
}

const most = 100;

/**
 * Keys of other formats that are not in PEM blocks: PuTTY, SSH public keys, JSON Web Keys. In the order of the text, a
 * hundred at most; the span of each finding is that of its first line, or of the JSON object. Linear; never throws.
 */
export function findOtherFormats(text: string): OtherFormat[] {
  const found: OtherFormat[] = [];
  for (const [word, read] of readers) {
    let before = 0;
    for (let at = text.indexOf(word); at >= 0 && found.length < most; at = text.indexOf(word, before)) {
      const one = read(text, at, before);
      if (one) found.push(one);
      before = at + word.length;
    }
  }
  return found.sort((a, b) => (a.finding.span?.start ?? 0) - (b.finding.span?.start ?? 0)).slice(0, most);
}

/** @param lowest where to stop looking back: behind the word before */
type Reader = (text: string, at: number, lowest: number) => OtherFormat | undefined;

function lineAt(text: string, at: number): Span {
  const feed = text.indexOf('\n', at);
  const end = feed < 0 ? text.length : feed;
  return { start: at, end: Math.min(end > at && text[end - 1] === '\r' ? end - 1 : end, at + 2000) };
}

const puttyHead = /^PuTTY-User-Key-File-[123]: ([a-z0-9-]{1,40})\r?\nEncryption: ([a-z0-9-]{1,40})/;

/** Public keys in one line: type, base64, comment. */
const sshLine =
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-[a-z0-9@.-]{1,40}) AAAA[A-Za-z0-9+/]{20}/;
const ssh: Reader = (text, at) => {
  // "ssh-rsa AAAA": back to the beginning of the word.
  let start = at;
  while (start > 0 && at - start < 48 && text.charCodeAt(start - 1) > 32) start--;
  if (!sshLine.test(text.slice(start, start + 100))) return undefined;
  const type = text.slice(start, at);
  return made('format_ssh_public', [type], false, lineAt(text, start));
};

const readers: readonly (readonly [word: string, read: Reader])[] = [
  [
    'PuTTY-User-Key-File-',
    (text, at) => {
      const head = puttyHead.exec(text.slice(at, at + 140));
      if (!head) return undefined;
      const [, key = '', cipher = ''] = head;
      return made('format_putty', [key, encryptionWords(cipher)], cipher === 'none', lineAt(text, at));
    },
  ],
  [' AAAA', ssh],
  [
    'BEGIN SSH2 PUBLIC KEY',
    (text, at) => {
      if (!text.startsWith('---- ', at - 5)) return undefined;
      return made('format_ssh_public', ['RFC 4716'], false, lineAt(text, at - 5));
    },
  ],
  ['"kty"', jsonWebKey],
];

/** Characters of a JSON Web Key: RSA 16384 with its private part has about 15 000. */
const longestKey = 20_000;

function jsonWebKey(text: string, at: number, lowest: number): OtherFormat | undefined {
  const span = objectAround(text, at, Math.max(lowest, at - longestKey));
  if (!span) return undefined;
  let key: unknown;
  try {
    key = JSON.parse(text.slice(span.start, span.end));
  } catch {
    return undefined;
  }
  const { kty, crv, n, d, k } = key as Record<string, unknown>;
  const secret = kty === 'oct' ? typeof k === 'string' : typeof d === 'string';
  if (kty === 'oct')
    return typeof k === 'string'
      ? made(
          'format_jwk_secret',
          [phrase('secret key of {0} bytes', Math.floor((k.length * 3) / 4))],
          true,
          span,
        )
      : undefined;
  let name = '';
  if (kty === 'RSA' && typeof n === 'string') name = `RSA ${unsignedBits(decodeBase64(n).bytes)}`;
  else if ((kty === 'EC' || kty === 'OKP') && typeof crv === 'string') name = `${kty} ${crv.slice(0, 40)}`;
  if (name === '') return undefined;
  return secret
    ? made('format_jwk_secret', [phrase('private key, {0}', name)], true, span)
    : made('format_jwk', [name], false, span);
}

/** The object that has a place in it, without objects inside: a JSON Web Key has none. */
function objectAround(text: string, at: number, lowest: number): Span | undefined {
  let start = at;
  while (start > lowest && text[start] !== '{' && text[start] !== '}') start--;
  if (text[start] !== '{') return undefined;
  const end = text.slice(at, start + longestKey).search(/[{}]/);
  return end < 0 || text[at + end] !== '}' ? undefined : { start, end: at + end + 1 };
}
