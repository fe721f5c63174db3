/**
 * Which certificates were imported from here, by fingerprint: the service gives no imported certificate back, so
 * only what this machine remembers can tell that one is there.
 */
import type { Certificate } from '../../../core/x509/certificate';
import type { KeyState } from '../../../keyservice/model/enums';
import type { ServiceTarget } from '../../../keyservice/operations';
import type { KnownKey } from '../../../keyservice/plans/plan';
import type { ServiceTools } from '../keyService/tools';
import { fingerprintOf } from './confirmation';

const stateKey = 'keyMaterial.importedCertificates';
const mostRemembered = 1000;

type Remembered = Readonly<Record<string, string>>;

export async function rememberImported(
  tools: Pick<ServiceTools, 'context'>,
  target: ServiceTarget,
  certificate: Certificate,
  usage: string,
  arn: string,
): Promise<void> {
  const all = tools.context.globalState.get<Remembered>(stateKey, {});
  const entries = Object.entries({ ...all, [placeOf(target, certificate, usage)]: arn });
  await tools.context.globalState.update(stateKey, Object.fromEntries(entries.slice(-mostRemembered)));
}

/** The key that a certificate became, where it is still there and can be used; the catalogue has to be read. */
export function importedAs(
  tools: Pick<ServiceTools, 'context' | 'catalogue'>,
  target: ServiceTarget,
  certificate: Certificate,
  usage: string,
): KnownKey | undefined {
  const arn = tools.context.globalState.get<Remembered>(stateKey, {})[placeOf(target, certificate, usage)];
  const key = arn === undefined ? undefined : tools.catalogue.find(arn)?.summary;
  const complete: KeyState = 'CREATE_COMPLETE';
  return key?.KeyState === complete ? key : undefined;
}

/** An account of AWS is one by its number and Region, whatever profile names it. */
function placeOf({ kind, account, region }: ServiceTarget, certificate: Certificate, usage: string): string {
  return [kind, account ?? '', region, usage.slice(0, 7), fingerprintOf(certificate)].join(' ');
}
