/** The public key of an own key pair, by which a request and a certificate are known to be of it. */
import type { Certificate } from '../../core/x509/certificateTypes';
import { KeyServiceError } from '../../keyservice/errors';
import { publicKeyDigest } from '../../keyservice/rules/pairCertificates';
import { failureSentences } from '../service/callService';
import { certificatesIn } from '../service/parameterCertificates';
import type { ServiceAction } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';

export type PairKey =
  /** SHA-256 of SubjectPublicKeyInfo. `by`: the service gave it now, or a request did that was checked here before. */
  | { readonly digest: string; readonly by: 'certificate' | 'request' }
  /** Why it could not be read. */
  | { readonly problem: string };

const stateKey = 'keyMaterial.requestedKeys';
const mostRemembered = 200;

/** Digests of public keys by the ARN of their pair, of requests that were checked here: no secret. */
function remembered({ context }: Pick<ServiceTools, 'context'>): Readonly<Record<string, string>> {
  const value = context.globalState.get<unknown>(stateKey);
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}

/** Keeps the public key of a request: GetPublicKeyCertificate may be denied when its certificate comes back. */
export async function rememberRequestedKey(
  tools: Pick<ServiceTools, 'context'>,
  arn: string,
  digest: string,
): Promise<void> {
  const others = Object.entries(remembered(tools)).filter(([one]) => one !== arn);
  await tools.context.globalState.update(
    stateKey,
    Object.fromEntries([...others, [arn, digest]].slice(-mostRemembered)),
  );
}

/** Asks the service for the pair's certificate, else looks among the requests that were made here. */
export async function readPairKey(
  { service, tools, ui }: Pick<ServiceAction, 'service' | 'tools' | 'ui'>,
  arn: string,
  doing: string,
): Promise<PairKey> {
  let problem = '';
  try {
    const { output } = await ui.progress(doing, (signal) =>
      service.call('GetPublicKeyCertificate', { KeyIdentifier: arn }, { signal }),
    );
    const [certificate]: (Certificate | undefined)[] = certificatesIn(output.KeyCertificate);
    if (certificate?.wellFormed === true)
      return { digest: publicKeyDigest(certificate.publicKey), by: 'certificate' };
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    problem = failureSentences(error, service.target.kind === 'simulator');
  }
  const digest = remembered(tools)[arn];
  return digest === undefined ? { problem } : { digest, by: 'request' };
}
