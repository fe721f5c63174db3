/** Forms in which tokens are built: one choice for each axis on which real tokens differ. */

import type { OaepForm } from '../../crypto/oaep';
import type { Tr34ProfileId } from './axes';
import type { Tr34ContentForm } from './axes';

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
