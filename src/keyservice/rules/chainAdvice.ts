/** What to do with each certificate of a chain, in one sentence each; nothing where the chain is refused. */
import { fillTemplate, type Localisable, textTable } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CertificateStep, ChainPurpose } from './chainTypes';

/** Of one certificate; `code` names the sentence and is stable. */
export interface ChainAdvice extends Localisable {
  /** Number in `CheckedChain.certificates`. */
  readonly certificate: number;
  readonly code: ChainAdviceCode;
  /** English, complete. */
  readonly text: string;
}

const table = textTable(
  {
    root: 'Import "{0}" as root.',
    trusted: 'Import "{0}" as trusted certificate.',
    public_key: 'Import "{0}" as a public key for encryption.',
    root_and_public_key: 'Import "{0}" as root first, then again as a public key for encryption.',
    leaf_TR34_SIGNER: 'Do not import "{0}" as a key: it is the SigningKeyCertificate of the TR-34 import.',
    leaf_TR34_RECIPIENT:
      'Do not import "{0}" as a key: it is the WrappingKeyCertificate of the TR-34 export.',
    leaf_ECDH_PARTNER: 'Do not import "{0}" as a key: it is the PublicKeyCertificate of the ECDH call.',
    root_and_TR34_SIGNER: 'Import "{0}" as root; it is also the SigningKeyCertificate of the TR-34 import.',
    root_and_TR34_RECIPIENT:
      'Import "{0}" as root; it is also the WrappingKeyCertificate of the TR-34 export.',
    root_and_ECDH_PARTNER: 'Import "{0}" as root; it is also the PublicKeyCertificate of the ECDH call.',
  } as const,
  (template) => [template],
);

export type ChainAdviceCode = keyof typeof table;

/** One sentence for each certificate, in the order of the steps, root first. */
export function chainAdvice(
  steps: readonly CertificateStep[],
  certificates: readonly Certificate[],
  purpose: ChainPurpose,
): ChainAdvice[] {
  const own = [...new Set(steps.map(({ certificate }) => certificate))];
  return own.map((certificate) => {
    const code = codeOf(
      steps.filter((step) => step.certificate === certificate),
      purpose,
    );
    const template = table[code];
    const args = [certificates[certificate]!.subject.text];
    return { certificate, code, text: fillTemplate(template, args), template, args };
  });
}

function codeOf(steps: readonly CertificateStep[], purpose: ChainPurpose): ChainAdviceCode {
  const isRoot = steps.some(({ importAs }) => importAs === 'RootCertificatePublicKey');
  const isPublicKey = steps.some(({ keyUsage }) => keyUsage.startsWith('TR31_D1'));
  if (isPublicKey || purpose === 'PUBLIC_KEY')
    return isPublicKey ? (isRoot ? 'root_and_public_key' : 'public_key') : isRoot ? 'root' : 'trusted';
  if (steps.some(({ importAs }) => importAs === 'none'))
    return isRoot ? `root_and_${purpose}` : `leaf_${purpose}`;
  return isRoot ? 'root' : 'trusted';
}
