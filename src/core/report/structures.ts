/** What a report has of a BER or DER structure. Of private keys, key stores and what is not known: kind and length. */
import { readAsn1 } from '../asn1/read';
import { secretTypes } from '../asn1/schema/recognise';
import { Reading } from '../cms/reading';
import { isClearPrivateKey } from '../crypto/keyPairs';
import { encryptionOf } from '../crypto/passphraseCipher';
import { clearKeys, type Pkcs12Store } from '../crypto/pkcs12Store';
import { readPrivateKey } from '../crypto/privateKey';
import { fillTemplate, type Finding } from '../findings';
import { pemFinding } from '../input/findingTexts';
import type { DerMaterial } from '../input/keyMaterial';
import { formatOfBlock } from '../input/otherFormats';
import { isDamaged, materialFindings } from '../input/pemFindings';
import { readPublicKey } from '../x509/publicKey';
import { carriedCertificates, publicKeyFields, toldCertificate, toldCrl, toldRequest } from './certificates';
import type { Told } from './keyBlock';
import { toldMessage, toldToken } from './messages';
import type { MaterialKind, ReportedField } from './types';
import { bytesOf, field, group, hidden, withheldSecret, withoutKeys } from './values';

export interface ToldStructure extends Told {
  readonly reading: Reading;
}

/** Undefined for bytes in which nothing can be made out, such as those of a picture. */
export function toldStructure(material: DerMaterial, at: Date): ToldStructure | undefined {
  const { bytes, label, encrypted = false } = material;
  const reading = new Reading(bytes, label);
  const told = toldBy(material, reading, at);
  if (!told) return undefined;
  const own = encrypted ? [] : [...formFindings(bytes, told.kind), ...told.findings];
  return {
    ...told,
    reading,
    fields:
      label === undefined ? told.fields : [field('label', 'PEM label', withoutKeys(label)), ...told.fields],
    findings: materialFindings(material, told.kind === 'otherFormat' ? [] : own, at),
  };
}

const publicKinds: ReadonlySet<MaterialKind> = new Set(['certificate', 'crl', 'publicKey']);
/** They quote the content of what looks like a date, as their third argument. */
const quoting: ReadonlySet<string> = new Set(['asn1_time_invalid', 'der_time_form']);

/** What is wrong with the form. In a damaged private key, any octet of the key may look like a date: it is told by its length. */
function formFindings(bytes: Uint8Array, kind: MaterialKind): readonly Finding[] {
  const findings = readAsn1(bytes).findings();
  if (publicKinds.has(kind)) return findings;
  return findings.map((finding) => {
    const { code, template, args = [] } = finding;
    if (!quoting.has(code)) return finding;
    const kept = args.map((value, at) => (at === 2 ? `(${String(value).length} characters)` : value));
    return { ...finding, args: kept, message: fillTemplate(template, kept) };
  });
}

function toldBy(
  { bytes, label, encrypted = false, problem }: DerMaterial,
  reading: Reading,
  at: Date,
): Told | undefined {
  const format = label === undefined ? undefined : formatOfBlock(label, bytes);
  if (format)
    return {
      kind: format.secret ? 'privateKey' : 'otherFormat',
      name: 'Key in another format',
      fields: [hidden('content', 'Content', withheldSecret('unknown', bytesOf(bytes.length)))],
      findings: [],
    };
  if (encrypted)
    return {
      kind: 'encryptedPrivateKey',
      name: 'Private key, encrypted by its PEM header',
      fields: [],
      findings: [],
    };
  const { type, token } = reading;
  if (isClearPrivateKey(type, label)) return toldPrivateKey(bytes, type);
  if (token && (token.certainty === 'certain' || token.kind === 'KT_KDH'))
    return toldToken(token, reading, at);
  switch (type) {
    case 'Certificate':
      return toldCertificate(reading.certificate, at);
    case 'CertificateList':
      return toldCrl(reading.crl, at);
    case 'CertificationRequest':
      return toldRequest(reading);
    case 'ContentInfo':
    case 'SignedData':
    case 'EnvelopedData':
    case 'EncryptedData':
      return toldMessage(reading.message, reading, at);
    case 'PFX':
      return toldStore(reading);
    case 'SubjectPublicKeyInfo': {
      const key = readPublicKey(readAsn1(bytes).roots[0]);
      return { kind: 'publicKey', name: 'Public key', fields: publicKeyFields(key), findings: key.findings };
    }
    case 'EncryptedPrivateKeyInfo':
      return {
        kind: 'encryptedPrivateKey',
        name: 'Encrypted private key',
        fields: [
          field(
            'encryption',
            'Encrypted with',
            String(encryptionOf(readAsn1(bytes).roots[0]?.children()[0]).name),
          ),
        ],
        findings: [],
      };
    default:
      return toldOther(bytes, type, label !== undefined || problem !== undefined);
  }
}

/** Kind and length alone: no modulus, no public key, nothing to compare with. */
function toldPrivateKey(bytes: Uint8Array, type: string | undefined): Told {
  const { form, algorithm, bits, findings } = readPrivateKey(bytes);
  const name = bits > 0 ? `${algorithm}, ${bits} bits` : algorithm;
  const inClear: Finding[] = type === undefined ? [] : [pemFinding('private_key_not_encrypted')];
  return {
    kind: 'privateKey',
    name: 'Private key, not encrypted',
    fields: [
      field('form', 'Format', form),
      field('algorithm', 'Algorithm', name),
      hidden('key', 'Private key', withheldSecret('secret', bytesOf(bytes.length))),
    ],
    findings: [...inClear, ...findings],
  };
}

function toldStore({ store, certificates }: Reading): Told {
  const inClear = store ? clearKeys(store) : [];
  return {
    kind: 'keyStore',
    name: 'PKCS#12 key store',
    fields: [...(store?.safes ?? []).slice(0, 50).map(safeField), ...carriedCertificates(certificates)],
    findings: inClear.map(({ span }) => pemFinding('private_key_not_encrypted', span)),
  };
}

function safeField({ encryption, bags }: Pkcs12Store['safes'][number], at: number): ReportedField {
  const content = (bags ?? []).map(({ kind }) => kind).join(', ');
  return group(`part-${at + 1}`, 'Part', [
    field('encryption', 'Encrypted with', encryption ? String(encryption.name) : 'not encrypted'),
    ...(bags ? [field('content', 'Content', content)] : []),
  ]);
}

/** What is named by its structure alone. A secret may be in it: its length is all that is told. */
function toldOther(bytes: Uint8Array, type: string | undefined, framed: boolean): Told | undefined {
  const [root] = readAsn1(bytes, { children: 200 }).roots;
  const isWhole = root?.kind === 'value' && !root.truncated && root.end === bytes.length;
  if (type === undefined && !isWhole && !framed) return undefined;
  const secret = type !== undefined && secretTypes.has(type);
  return {
    kind: 'structure',
    name: type === undefined ? 'Unknown structure' : `ASN.1 structure ${type}`,
    fields: [
      ...(root?.kind === 'value' ? [field('tag', 'Outer tag', root.tagName)] : []),
      hidden('content', 'Content', withheldSecret(secret ? 'secret' : 'unknown', bytesOf(bytes.length))),
    ],
    findings: [],
  };
}

/** Whether what was read of it is to be judged by a service's rules. */
export const isSound = (material: DerMaterial): boolean => !isDamaged(material);
