import type { Finding } from '../core/findings';
import { isLoopback } from './loopback';
import {
  type Environment,
  own,
  profileFinding,
  type ProfileFindingCode,
  settingsOf,
  type SharedFiles,
} from './profiles';

/** Where the calls of a profile go. */
export interface Endpoint {
  /** Undefined where it cannot be told safely; then nothing may be sent. */
  readonly url: string | undefined;
  /** What said so: a setting's name, or "AWS". */
  readonly source: string;
  /** True for the endpoint of AWS itself. */
  readonly standard: boolean;
  readonly findings: readonly Finding[];
}

/**
 * The endpoint by the order of the SDKs and the CLI: environment for the service, environment for all,
 * services section of the profile, endpoint_url of the profile, AWS.
 */
export function resolveEndpoint(
  files: SharedFiles,
  environment: Environment,
  name: string,
  region: string,
): Endpoint {
  if (!isRegion(region)) return wrongRegion(region, name);
  const settings = settingsOf(files, name) ?? {};
  const ignored = [environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, settings.ignore_configured_endpoint_urls];
  const standard: Endpoint = {
    url: `https://controlplane.payment-cryptography.${region}.${dnsSuffix(region)}`,
    source: 'AWS',
    standard: true,
    findings: [],
  };
  if (ignored.some((value) => value?.toLowerCase() === 'true')) return standard;
  const insecure = insecureSignIn(files, environment, name);
  if (insecure) return insecure;
  const services = settings.services;
  const section = services === undefined ? undefined : own(files.config, `services.${services}`);
  const byEnvironment = (['AWS_ENDPOINT_URL_PAYMENT_CRYPTOGRAPHY', 'AWS_ENDPOINT_URL'] as const).find(
    (key) => environment[key],
  );
  if (byEnvironment !== undefined) return checked(environment[byEnvironment] ?? '', byEnvironment);
  if (services !== undefined && section === undefined)
    return {
      url: undefined,
      source: `services = ${services}`,
      standard: false,
      findings: [profileFinding('profile_services_unknown', undefined, [name, services])],
    };
  const ofService = section?.['payment_cryptography.endpoint_url'];
  if (ofService) return checked(ofService, `[services ${services ?? ''}]`);
  const ofProfile = settings.endpoint_url;
  return ofProfile ? checked(ofProfile, `endpoint_url of profile ${name}`) : standard;
}

/**
 * Where STS is asked whose the credentials are: its own variable of the environment, else AWS. The SDK would take
 * that of [default] otherwise.
 */
export function resolveStsEndpoint(environment: Environment, region: string): Endpoint {
  if (!isRegion(region)) return wrongRegion(region, '');
  const given = environment.AWS_ENDPOINT_URL_STS;
  if (given && environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() !== 'true')
    return checked(given, 'AWS_ENDPOINT_URL_STS');
  return {
    url: `https://sts.${region}.${dnsSuffix(region)}`,
    source: 'AWS',
    standard: true,
    findings: [],
  };
}

/**
 * The first endpoint at which the SDK would sign in (STS for roles, SSO) in clear text on another machine. It takes
 * them from the environment, the profiles and their services sections by itself, so such a profile is refused.
 */
function insecureSignIn(files: SharedFiles, environment: Environment, name: string): Endpoint | undefined {
  const candidates: [string | undefined, string][] = (
    ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_SSO_OIDC'] as const
  ).map((key) => [environment[key], key]);
  for (const profile of new Set(['default', name])) {
    const { endpoint_url, services } = settingsOf(files, profile) ?? {};
    candidates.push([endpoint_url, `endpoint_url of profile ${profile}`]);
    const section = services === undefined ? undefined : own(files.config, `services.${services}`);
    for (const service of ['sts', 'sso', 'sso_oidc'])
      candidates.push([section?.[`${service}.endpoint_url`], `[services ${services ?? ''}]`]);
  }
  for (const [url, source] of candidates) {
    const found = url ? checked(url, source) : undefined;
    if (found?.findings.some(({ code }) => code === 'endpoint_insecure')) return found;
  }
  return undefined;
}

/** A Region becomes a part of a host name: a dot or a slash in it would name another host. */
function isRegion(region: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(region);
}

function wrongRegion(region: string, name: string): Endpoint {
  return {
    url: undefined,
    source: `region = ${region}`,
    standard: false,
    findings: [profileFinding('region_malformed', undefined, [region, name])],
  };
}

function checked(url: string, source: string): Endpoint {
  const parts = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^/:?#\s@]+)(:\d{1,5})?(\/[^\s?#]*)?$/i.exec(url);
  const wrong = (code: ProfileFindingCode): Endpoint => ({
    url: undefined,
    source,
    standard: false,
    findings: [profileFinding(code, undefined, [url, source])],
  });
  if (!parts) return wrong('endpoint_malformed');
  if (parts[1]?.toLowerCase() === 'http' && !isLoopback(parts[2] ?? '')) return wrong('endpoint_insecure');
  return {
    url,
    source,
    standard: false,
    findings: [profileFinding('endpoint_custom', undefined, [url, source])],
  };
}

function dnsSuffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
