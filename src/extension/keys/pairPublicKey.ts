/** The public key of an own key pair, by which a request and a certificate are known to be of it. */
import * as vscode from 'vscode';
import type { Certificate } from '../../core/x509/certificateTypes';
import { KeyServiceError } from '../../keyservice/errors';
import { publicKeyDigest } from '../../keyservice/rules/pairCertificates';
import { failureText } from '../service/callService';
import { localTime } from '../service/importTexts';
import { certificatesIn } from '../service/parameterCertificates';
import type { ServiceAction } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';

/** SHA-256 of SubjectPublicKeyInfo; `problem`: why the service did not give it, on one line. */
export type PairKey =
  /** The service gave it now. */
  | { readonly digest: string; readonly by: 'certificate' }
  /** Of a request that was checked here before, `at` milliseconds since 1970. */
  | { readonly digest: string; readonly by: 'request'; readonly at: number; readonly problem: string }
  | { readonly problem: string };

/** What a public key that fits was compared with, as a line with its mark. */
export function comparedText(pair: PairKey): string {
  if (!('digest' in pair))
    return `– ${vscode.l10n.t('Its public key was not compared with the public key of the key pair.')} ${pair.problem}`;
  return pair.by === 'certificate'
    ? `✓ ${vscode.l10n.t('Its public key matches the key pair.')}`
    : `✓ ${vscode.l10n.t('Its public key matches the certificate signing request that was checked here on {0}. It was not compared with GetPublicKeyCertificate.', localTime(pair.at))} ${pair.problem}`;
}

const stateKey = 'keyMaterial.requestedKeys';
const mostRemembered = 200;

/** Digest of a public key, and when its request was checked. */
interface Requested {
  readonly digest: string;
  readonly at: number;
}

/** By the ARN of the key pair: no secret. */
function remembered({ context }: Pick<ServiceTools, 'context'>): Readonly<Record<string, Requested>> {
  const value = context.globalState.get<unknown>(stateKey);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value as Record<string, Partial<Requested> | null>).filter(
      (one): one is [string, Requested] => typeof one[1]?.digest === 'string' && Number.isFinite(one[1].at),
    ),
  );
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
    Object.fromEntries([...others, [arn, { digest, at: Date.now() }]].slice(-mostRemembered)),
  );
}

/**
 * Asks the service for the pair's certificate, else looks among the requests that were made here.
 * @returns undefined where the user cancelled
 */
export async function readPairKey(
  { service, tools, ui }: Pick<ServiceAction, 'service' | 'tools' | 'ui'>,
  arn: string,
  doing: string,
): Promise<PairKey | undefined> {
  let problem = vscode.l10n.t('GetPublicKeyCertificate returned no readable certificate.');
  try {
    const { output } = await ui.progress(doing, (signal) =>
      service.call('GetPublicKeyCertificate', { KeyIdentifier: arn }, { signal }),
    );
    const [certificate]: (Certificate | undefined)[] = certificatesIn(output.KeyCertificate);
    if (certificate?.wellFormed === true)
      return { digest: publicKeyDigest(certificate.publicKey), by: 'certificate' };
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    if (error.kind === 'cancelled') return undefined;
    problem = failureText(error, service.target.kind === 'simulator').replaceAll('\n', ' ');
  }
  const requested = remembered(tools)[arn];
  return requested ? { ...requested, by: 'request', problem } : { problem };
}
