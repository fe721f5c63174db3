/** What the overview of a structure is made from, and what it is. */
import type { Reading } from '../../core/cms/reading';
import type { Pkcs12Store, StoredBag } from '../../core/crypto/pkcs12Store';
import type { Finding } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Crl } from '../../core/x509/crl';
import type { Section, Statement } from '../../protocol/structure';
import type { StructureRows } from './structureRows';
import type { Tr34Memory } from './tr34Memory';

/** What a decoder is given: the reading of one structure, and what surrounds it. */
export interface OverviewInput {
  readonly rows: StructureRows;
  readonly reading: Reading;
  /** Whether bytes are missing or wrong because its encoding is damaged: what is found in them follows from that. */
  readonly damaged?: boolean;
  /** Whether PEM says that these bytes are encrypted: whatever they look like is chance. */
  readonly encrypted?: boolean;
  /** Name of the structure in the schema; undefined where none fits. */
  readonly type: string | undefined;
  /** Certificates of the same file and those added by hand. */
  readonly certificates: readonly Certificate[];
  /** Those of them that were added by hand. */
  readonly added?: readonly Certificate[];
  /** CRLs of the same file. */
  readonly crls?: readonly Crl[];
  readonly now: Date;
  /** What finds an issuer that is not there. */
  readonly findIssuer?: Statement['action'];
  /** Which key or certificate of the same file belongs to this one. */
  readonly pairs?: readonly Statement[];
  /** What was loaded to check a token. */
  readonly tr34?: Tr34Memory;
  /** A PKCS#12 file as its passphrase opened it. */
  readonly store?: Pkcs12Store;
  /** Parts of the file that are in that one. */
  readonly places?: ReadonlyMap<StoredBag, number>;
}

export interface Overview {
  /** What comes before all else that was checked: a key that was opened. */
  readonly headline?: readonly Statement[];
  /** What was checked, on top of every tab: the encoding first. */
  readonly verdicts?: readonly Statement[];
  readonly sections: readonly Section[];
  /** Of the decoder, beyond those of the bytes. */
  readonly findings: readonly Finding[];
  /** Checks that are no findings and did not succeed; without it, they are what the sections call not checked. */
  readonly checks?: readonly Statement[];
  /** Certificates inside: they take part in the chain. */
  readonly certificates: readonly Certificate[];
  /** A better name than that of the structure: "TR-34 key token, two-pass". */
  readonly title?: string;
}

/** Undefined: not mine. A TR-34 decoder stands in front of the one for CMS. */
export type OverviewDecoder = (input: OverviewInput) => Promise<Overview | undefined>;
