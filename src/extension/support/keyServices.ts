import type { Endpoint } from '../../keyservice/endpoints';
import type { KeyService } from '../../keyservice/operations';
import type { Profile } from '../../keyservice/profiles';

/** What only a host on Node can do: profiles, the AWS SDK, the simulator. Handed in by the desktop entry. */
export interface KeyServiceHost {
  profiles(): Promise<readonly Profile[]>;
  /** Where the shared files are, for messages. */
  configFile(): Promise<string>;
  endpoint(profile: string, region: string): Promise<Endpoint>;
  /** Calls back soon after the shared files changed. @returns ends the watching */
  watchProfiles(changed: () => void): Promise<() => void>;
  /** @param url of `endpoint` */
  connect(choice: ProfileChoice, url: string, ask: AskMfa, log: CallLog): Promise<ConnectedService>;
  /** Account number of a profile, asked of STS. */
  account(choice: ProfileChoice, ask: AskMfa): Promise<string>;
  /** Starts the simulator of this window, once. @param folder outside every workspace */
  simulator(folder: string, log: CallLog): Promise<ConnectedService>;
  /** Why credentials could not be had, by the words of the SDK. */
  credentialsProblem(error: unknown): Promise<CredentialsProblem>;
  /** Forgets fetched credentials. */
  forgetCredentials(): Promise<void>;
}

export type CredentialsProblem = 'ssoExpired' | 'mfaCancelled' | 'mfaRefused' | 'processFailed' | 'other';

export interface ProfileChoice {
  readonly profile: string;
  readonly region: string;
}

/** Asks for a code of the MFA device; rejects with an error named MfaCancelled. */
export type AskMfa = (serial: string, profile: string) => Promise<string>;

export type CallLog = (line: string) => void;

export interface ConnectedService extends KeyService {
  close(): void;
}

let load: (() => Promise<KeyServiceHost>) | undefined;

/** Called once, by the desktop entry. */
export function useKeyServices(services: () => Promise<KeyServiceHost>): void {
  load = services;
}

/** False in the browser. */
export function hasKeyServices(): boolean {
  return load !== undefined;
}

/** Loaded when first asked for; only where `hasKeyServices`. */
export function keyServices(): Promise<KeyServiceHost> {
  return load ? load() : Promise.reject(new Error('no key services in this host'));
}
