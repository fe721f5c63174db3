/**
 * What makes two imports the same one: where the key goes, and the bytes as the service decodes them. It is about
 * these bytes, not about a key: a token, a cryptogram and a re-wrapped block carry one key in other bytes.
 */
import { digestOf } from '../../core/crypto/hmac';
import { asciiBytes, fromHex, toUpperHex } from '../../core/crypto/bytes';
import { decodeBase64 } from '../../core/input/encodings';
import { findPemBlocks } from '../../core/input/pem';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { ImportKeyMaterial, ServiceTarget } from '../operations';
import { isLive } from '../rules/live';

export interface ImportIdentity {
  /** "aws", "simulator:<store id>", or "local:<host and port>" of a service on this machine that is neither. */
  readonly service: string;
  /** The account that receives the key, 12 digits. */
  readonly account: string;
  readonly region: string;
  /** Member of KeyMaterial in the request. */
  readonly kind: string;
  /** SHA-256 of the bytes, hex. */
  readonly material: string;
}

/** Where an import goes: what `ImportIdentity` says of the service. */
export type ImportPlace = Pick<ImportIdentity, 'service' | 'account' | 'region'>;

/**
 * Undefined where the account is not known. All endpoints of one Region of AWS are one service; a simulator is known
 * by its store, whatever port it has today.
 */
export function importPlace(target: ServiceTarget): ImportPlace | undefined {
  const { account, region, store, endpoint } = target;
  if (account === undefined || !/^\d{12}$/.test(account)) return undefined;
  const service = isLive(target)
    ? 'aws'
    : store === undefined
      ? `local:${/^[a-z]+:\/\/([^/]+)/i.exec(endpoint)?.[1] ?? endpoint}`
      : `simulator:${store}`;
  return { service, account, region };
}

export function importIdentity(
  target: ServiceTarget,
  material: ImportKeyMaterial,
): ImportIdentity | undefined {
  const place = importPlace(target);
  const [kind, members] = Object.entries(material)[0] ?? [];
  if (!place || kind === undefined) return undefined;
  return { ...place, kind, material: sha256(materialBytes(kind, members as Members)) };
}

/** 64 hex digits that name an identity among files. */
export function identityName({ service, account, region, kind, material }: ImportIdentity): string {
  return sha256(textBytes([service, account, region, kind, material].join('\n')));
}

/** 64 hex digits that name a text among files. */
export function textName(text: string): string {
  return sha256(textBytes(text));
}

export function samePlace(a: ImportPlace, b: ImportPlace): boolean {
  return a.service === b.service && a.account === b.account && a.region === b.region;
}

type Members = Readonly<Record<string, unknown>>;

function materialBytes(kind: string, members: Members): Uint8Array {
  const text = (name: string): string => {
    const value = members[name];
    return typeof value === 'string' ? value : '';
  };
  switch (kind) {
    case 'Tr31KeyBlock':
    case 'DiffieHellmanTr31KeyBlock':
      return keyBlockBytes(text('WrappedKeyBlock'));
    case 'Tr34KeyBlock':
      return hexBytes(text('WrappedKeyBlock'));
    case 'KeyCryptogram':
      return hexBytes(text('WrappedKeyCryptogram'));
    case 'As2805KeyCryptogram':
      // Without a MAC in it, the same digits under another key or variant are another key.
      return textBytes(
        [
          toUpperHex(hexBytes(text('WrappedKeyCryptogram'))),
          text('WrappingKeyIdentifier'),
          text('As2805KeyVariant'),
        ].join('\n'),
      );
    default:
      return certificateBytes(text('PublicKeyCertificate'));
  }
}

/** Line breaks and a scheme tag off, digits of payload and MAC in one case; header and optional blocks as they are. */
export function keyBlockBytes(text: string): Uint8Array {
  const block = text
    .replace(/[\r\n\t]/g, '')
    .trim()
    .replace(/^[RS](?=[A-D01]\d{4})/, '');
  const { headerLength } = decodeKeyBlock(block);
  const digits = block.slice(headerLength).replace(/\s/g, '').toUpperCase();
  return textBytes(block.slice(0, headerLength) + digits);
}

function hexBytes(text: string): Uint8Array {
  return fromHex(text.replace(/\s/g, '')) ?? textBytes(text);
}

/** DER, out of base64 of PEM as the API takes it, or of PEM or base64 alone; else the text itself. */
function certificateBytes(text: string): Uint8Array {
  if (text.includes('-----BEGIN')) return findPemBlocks(text)[0]?.bytes ?? textBytes(text);
  const { bytes, strange, problem } = decodeBase64(text);
  if (strange.length > 0 || problem !== undefined) return textBytes(text);
  return findPemBlocks(asciiText(bytes))[0]?.bytes ?? bytes;
}

/** ASCII as it is, any other text in two octets a character: every text has its own bytes. */
function textBytes(text: string): Uint8Array {
  const ascii = asciiBytes(text);
  if (ascii) return ascii;
  const octets = new Uint8Array(2 + text.length * 2);
  octets.fill(0xff, 0, 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    octets[2 + 2 * i] = unit >> 8;
    octets[3 + 2 * i] = unit & 0xff;
  }
  return octets;
}

/** PEM is ASCII; what else comes out is not PEM. */
function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function sha256(bytes: Uint8Array): string {
  return toUpperHex(digestOf('SHA-256', bytes)).toLowerCase();
}
