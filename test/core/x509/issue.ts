/** Really signed certificates, CRLs and requests as DER, made in the test. */
import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { tlv } from '../asn1/makeCrl';
import { fromHex } from '../asn1/material';

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
export const oid = (hex: string): Uint8Array => tlv(6, fromHex(hex));

export interface Party {
  name: string;
  privateKey: KeyObject;
  spki: Uint8Array;
}

export function party(name: string, kind: 'rsa' | 'p256' | 'p384' | 'p521' | 'ed25519' = 'p256'): Party {
  const curves = { p256: 'prime256v1', p384: 'secp384r1', p521: 'secp521r1' } as const;
  const pair =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('ec', { namedCurve: curves[kind] });
  return {
    name,
    privateKey: pair.privateKey,
    spki: new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })),
  };
}

export function dn(common: string, stringTag = 0x0c): Uint8Array {
  return tlv(0x30, tlv(0x31, tlv(0x30, oid('550403'), tlv(stringTag, ascii(common)))));
}

export function keyId({ spki }: Party): Uint8Array {
  return new Uint8Array(createHash('sha1').update(spki).digest());
}

interface Signer {
  algorithm: Uint8Array;
  make: (data: Uint8Array) => Uint8Array;
}

export function signerOf({ privateKey }: Party, pss = false): Signer {
  if (privateKey.asymmetricKeyType === 'ed25519') {
    return {
      algorithm: tlv(0x30, oid('2b6570')),
      make: (data) => new Uint8Array(sign(null, data, privateKey)),
    };
  }
  if (privateKey.asymmetricKeyType === 'ec') {
    return {
      algorithm: tlv(0x30, oid('2a8648ce3d040302')),
      make: (data) => new Uint8Array(sign('sha256', data, privateKey)),
    };
  }
  if (!pss) {
    return {
      algorithm: tlv(0x30, oid('2a864886f70d01010b'), tlv(5)),
      make: (data) => new Uint8Array(sign('sha256', data, privateKey)),
    };
  }
  const sha256 = tlv(0x30, oid('608648016503040201'));
  const parameters = tlv(
    0x30,
    tlv(0xa0, sha256),
    tlv(0xa1, tlv(0x30, oid('2a864886f70d010108'), sha256)),
    tlv(0xa2, tlv(2, [32])),
  );
  return {
    algorithm: tlv(0x30, oid('2a864886f70d01010a'), parameters),
    make: (data) => new Uint8Array(sign('sha256', data, { key: privateKey, padding: 6, saltLength: 32 })),
  };
}

export interface IssueOptions {
  ca?: boolean;
  pathLength?: number;
  keyUsage?: string;
  /** Identifiers of purposes, in hex. */
  extendedKeyUsage?: readonly string[];
  notBefore?: string;
  notAfter?: string;
  serial?: number;
  /** Names of another string type, keys of another issuer: faults to order. */
  issuerName?: Uint8Array;
  keyIds?: boolean;
  authorityKeyId?: Uint8Array;
  pss?: boolean;
  version1?: boolean;
  breakSignature?: boolean;
  /** More extensions, whole. */
  extensions?: readonly Uint8Array[];
}

export function issue(subject: Party, issuer: Party, options: IssueOptions = {}): Uint8Array {
  const { ca = false, keyIds = true } = options;
  const extension = (id: string, value: Uint8Array): Uint8Array =>
    tlv(0x30, oid(id), tlv(1, [0xff]), tlv(4, value));
  const plain = (id: string, value: Uint8Array): Uint8Array => tlv(0x30, oid(id), tlv(4, value));
  const constraints = tlv(
    0x30,
    ...(ca ? [tlv(1, [0xff])] : []),
    ...(options.pathLength === undefined ? [] : [tlv(2, [options.pathLength])]),
  );
  const extensions = [
    extension('551d13', constraints),
    extension('551d0f', fromHex(options.keyUsage ?? (ca ? '03020106' : '03020780'))),
    ...(options.extendedKeyUsage ? [plain('551d25', tlv(0x30, ...options.extendedKeyUsage.map(oid)))] : []),
    ...(keyIds
      ? [
          plain('551d0e', tlv(4, keyId(subject))),
          plain('551d23', tlv(0x30, tlv(0x80, options.authorityKeyId ?? keyId(issuer)))),
        ]
      : []),
    ...(options.extensions ?? []),
  ];
  const signer = signerOf(issuer, options.pss);
  const times = [options.notBefore ?? '260101000000Z', options.notAfter ?? '360101000000Z'];
  const tbs = tlv(
    0x30,
    ...(options.version1 === true ? [] : [tlv(0xa0, tlv(2, [2]))]),
    tlv(2, [options.serial ?? 1]),
    signer.algorithm,
    options.issuerName ?? dn(issuer.name),
    tlv(0x30, ...times.map((time) => tlv(0x17, ascii(time)))),
    dn(subject.name),
    subject.spki,
    ...(options.version1 === true ? [] : [tlv(0xa3, tlv(0x30, ...extensions))]),
  );
  const signature = signer.make(tbs);
  if (options.breakSignature === true) signature[signature.length - 1]! ^= 1;
  return tlv(0x30, tbs, signer.algorithm, tlv(3, [0], signature));
}

export function issueCrl(
  issuer: Party,
  revoked: readonly { serial: number[]; reason?: number }[],
  nextUpdate = '261201000000Z',
): Uint8Array {
  const signer = signerOf(issuer);
  const entries = revoked.map(({ serial, reason }) =>
    tlv(
      0x30,
      tlv(2, serial),
      tlv(0x17, ascii('260601120000Z')),
      ...(reason === undefined ? [] : [tlv(0x30, tlv(0x30, oid('551d15'), tlv(4, tlv(10, [reason]))))]),
    ),
  );
  const tbs = tlv(
    0x30,
    tlv(2, [1]),
    signer.algorithm,
    dn(issuer.name),
    tlv(0x17, ascii('261101000000Z')),
    tlv(0x17, ascii(nextUpdate)),
    ...(entries.length > 0 ? [tlv(0x30, ...entries)] : []),
    tlv(0xa0, tlv(0x30, tlv(0x30, oid('551d14'), tlv(4, tlv(2, [7]))))),
  );
  return tlv(0x30, tbs, signer.algorithm, tlv(3, [0], signer.make(tbs)));
}

export function request(subject: Party, signedBy: Party = subject): Uint8Array {
  const signer = signerOf(signedBy);
  const wanted = tlv(0x30, tlv(0x30, oid('551d0f'), tlv(1, [0xff]), tlv(4, fromHex('03020780'))));
  const attributes = tlv(
    0xa0,
    tlv(0x30, oid('2a864886f70d010907'), tlv(0x31, tlv(0x0c, ascii('hidden word')))),
    tlv(0x30, oid('2a864886f70d01090e'), tlv(0x31, wanted)),
  );
  const info = tlv(0x30, tlv(2, [0]), dn(subject.name), subject.spki, attributes);
  return tlv(0x30, info, signer.algorithm, tlv(3, [0], signer.make(info)));
}
