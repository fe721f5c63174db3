/** What the simulator remembers. Everything here is JSON; private keys and clear keys are test keys. */
import type {
  DeriveKeyUsage,
  KeyCheckValueAlgorithm,
  KeyMaterialType,
  KeyOrigin,
  KeyState,
} from '../model/enums';
import type { KeyAttributes, Tag } from '../operations';
import type { KeyAlgorithm } from '../rules/keyAttributes';

export type Material =
  /** The clear key in hexadecimal digits. */
  | { readonly kind: 'symmetric'; readonly key: string }
  /** An imported certificate, DER in base64; `parent` is the id of its issuer's key. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly parent?: string }
  /** PKCS#8 and SubjectPublicKeyInfo in base64; the certificate that was issued last. */
  | {
      readonly kind: 'pair';
      readonly pkcs8: string;
      readonly spki: string;
      readonly issued?: IssuedCertificate;
    }
  /** What is left of a deleted key. */
  | { readonly kind: 'erased' };

export interface IssuedCertificate {
  /** DER in base64. */
  readonly certificate: string;
  /** Epoch milliseconds. */
  readonly notAfter: number;
}

export interface KeyRecord {
  /** The last part of the ARN. */
  readonly id: string;
  /** Order of creation, for lists. */
  readonly sequence: number;
  readonly attributes: KeyAttributes;
  readonly checkValue: string;
  readonly checkValueAlgorithm: KeyCheckValueAlgorithm;
  readonly enabled: boolean;
  readonly exportable: boolean;
  readonly state: KeyState;
  readonly origin: KeyOrigin;
  /** Epoch milliseconds, as all times here. */
  readonly created: number;
  readonly usageStart?: number;
  readonly usageStop?: number;
  readonly deletePending?: number;
  readonly deleted?: number;
  readonly deriveKeyUsage?: DeriveKeyUsage;
  readonly tags: readonly Tag[];
  readonly material: Material;
}

export interface AliasRecord {
  readonly name: string;
  readonly sequence: number;
  readonly keyId?: string;
}

/** Of GetParametersForImport and GetParametersForExport. */
export interface TokenRecord {
  readonly token: string;
  readonly direction: 'import' | 'export';
  readonly materialType: KeyMaterialType;
  readonly algorithm: KeyAlgorithm;
  readonly validUntil: number;
  readonly pkcs8: string;
  readonly certificate: string;
}

/** A certificate authority of the account, one for RSA and one for EC keys. */
export interface AuthorityRecord {
  readonly family: 'RSA' | 'ECC';
  readonly pkcs8: string;
  readonly certificate: string;
}

export interface Tables {
  readonly keys: KeyRecord;
  readonly aliases: AliasRecord;
  readonly tokens: TokenRecord;
  readonly authorities: AuthorityRecord;
}
export type TableName = keyof Tables;

/** One row written or, with null, taken away. Those of one call are one line of the journal. */
export type Change = {
  [Name in TableName]: readonly [table: Name, id: string, row: Tables[Name] | null];
}[TableName];
