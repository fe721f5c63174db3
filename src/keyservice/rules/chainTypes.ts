import type { KeyUsage } from '../model/enums';
import type { KeyAlgorithm, ModeName } from './keyAttributes';

/** What the leaf of a chain is for. */
export type ChainPurpose = 'TR34_SIGNER' | 'TR34_RECIPIENT' | 'ECDH_PARTNER' | 'PUBLIC_KEY';

export interface CertificateStep {
  /** Number in `CheckedChain.certificates`. */
  readonly certificate: number;
  /** Member of KeyMaterial; 'none': goes into the import or export call itself, not imported as a key. */
  readonly importAs: 'RootCertificatePublicKey' | 'TrustedCertificatePublicKey' | 'none';
  /** Certificate whose KeyArn this one names as its parent (CertificateAuthorityPublicKeyIdentifier). */
  readonly parent: number | undefined;
  /** KeyUsage and modes, for what is imported; '' and none for what is not. */
  readonly keyUsage: KeyUsage | '';
  readonly modes: readonly ModeName[];
  readonly keyAlgorithm: KeyAlgorithm | undefined;
}
