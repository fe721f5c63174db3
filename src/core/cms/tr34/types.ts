/**
 * A TR-34 token as plain values. Spans are bytes of what was read.
 *
 * Forms in which tokens are built: one choice for each axis on which real tokens differ.
 */
import type { Finding, Span } from '../../findings';
import type { KeyBlock } from '../../keyblock/types';
import type { Certificate } from '../../x509/certificateTypes';
import type { Crl } from '../../x509/crl';
import type { CertificateReference, EnvelopedData, SignedData, SignerInfo } from '../types';
import type { Tr34Axis, Tr34ContentForm, Tr34Profile, Tr34ProfileId } from './axes';
import type { Tr34Part, Tr34Statement } from './statements';
import type { OaepForm } from '../../crypto/oaep';

/** Message names of annex B of TR-34; a certificate and a CRL by themselves belong to the exchange too. */
export type Tr34Kind =
  | 'KT_KDH'
  | 'CT_KDH'
  | 'CT_KRD'
  | 'RT_KRD'
  | 'UBT_KDH'
  | 'RBT_KDH'
  | 'UBT_CA_UNBIND'
  | 'RBT_CA_UNBIND'
  | 'CRL'
  | 'CERTIFICATE';

export interface Tr34Token {
  readonly kind: Tr34Kind;
  /** 'possible': other messages look the same (any PKCS#7 with one certificate), or the token is damaged. */
  readonly certainty: 'certain' | 'possible';
  readonly raw: Uint8Array;
  /** Key tokens: told by the attribute that makes them fresh. */
  readonly pass?: 'one' | 'two';
  /** Key block header in clear, as signed: 16 characters and optional blocks. */
  readonly header?: string;
  /** The header by the TR-31 tables. Its version and length say nothing in TR-34 and are not judged. */
  readonly headerBlock?: KeyBlock;
  readonly nonce?: Uint8Array;
  readonly signingTime?: Date;
  /** Absent for RT_KRD, CRL and certificate. */
  readonly signed?: SignedData;
  /** The first, and in TR-34 the only one. */
  readonly signer?: SignerInfo;
  readonly envelope?: EnvelopedData;
  /** How the envelope (key tokens) or the inner SignedData (rebind) is written. */
  readonly contentForm?: Tr34ContentForm;
  /** Rebind tokens: the SignedData inside. */
  readonly inner?: SignedData;
  /** Unbind and rebind tokens: the device that is to change its host. */
  readonly krd?: CertificateReference;
  /** UBT_CA_UNBIND and RBT_CA_UNBIND: the host that is to lose it. */
  readonly kdh?: CertificateReference;
  /** Credential tokens: the certificate; rebind tokens: that of the new host; CERTIFICATE: itself. */
  readonly certificate?: Certificate;
  readonly crls: readonly Crl[];
  readonly axes: readonly Tr34Axis[];
  /** Key tokens only. */
  readonly profile?: Tr34Profile;
  /** What the token says, as sentences in the order of a story. */
  readonly statements: readonly Tr34Statement[];
  readonly spans: Readonly<Partial<Record<Tr34Part, Span>>>;
  readonly findings: readonly Finding[];
}

export interface Tr34Form {
  /** How the envelope, and the SignedData inside a rebind token, stand in the content. */
  readonly envelope: Exclude<Tr34ContentForm, 'broken'>;
  readonly ciphertext: 'sibling' | 'inside_algorithm';
  readonly oaep: 'tagged' | 'untagged' | 'untagged_no_null' | 'defaults';
  readonly order: 'sample' | 'der';
  /** Of SignedData and SignerInfo. */
  readonly versions: readonly [number, number];
  readonly signature: 'rsaEncryption' | 'sha256WithRSAEncryption';
  /** 'absent': a CRL that is given is left out. */
  readonly crl: 'present' | 'absent' | 'misplaced';
  readonly keyBlock: 'attribute' | 'octet_string';
  /** Of certificate messages. */
  readonly content: 'empty' | 'absent';
  /** How the ephemeral key is really padded; SHA-256 throughout where not given. */
  readonly padding?: OaepForm;
}

const annexB: Tr34Form = {
  envelope: 'sequence',
  ciphertext: 'sibling',
  oaep: 'untagged',
  order: 'sample',
  versions: [1, 1],
  signature: 'rsaEncryption',
  crl: 'present',
  keyBlock: 'attribute',
  content: 'empty',
};

/** The profiles that products write: see `tr34AxisTexts`. */
export const tr34Forms: Readonly<Record<Tr34ProfileId, Tr34Form>> = {
  annex_b_2019: annexB,
  annex_b_print: { ...annexB, ciphertext: 'inside_algorithm' },
  aws_2012: { ...annexB, envelope: 'no_sequence', ciphertext: 'inside_algorithm', crl: 'absent' },
  futurex: {
    ...annexB,
    envelope: 'no_sequence',
    oaep: 'untagged_no_null',
    versions: [73, 73],
    crl: 'absent',
  },
  cms: {
    ...annexB,
    oaep: 'tagged',
    order: 'der',
    versions: [3, 1],
    signature: 'sha256WithRSAEncryption',
    keyBlock: 'octet_string',
    content: 'absent',
  },
};
