import type { KeyBlockHeader } from '../../core/keyblock/blockHeader';
import type { Endpoint } from '../../keyservice/endpoints';
import type {
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
  SymmetricKeyAlgorithm,
  WrappingKeySpec,
} from '../../keyservice/model/enums';
import type { AskMfa, WaitListener } from '../../keyservice/identity';
import type { CancelSignal, KeyService, ServiceIdentity } from '../../keyservice/operations';
import type { Profile } from '../../keyservice/profiles';

/** What only a host on Node can do: profiles, the AWS SDK, the simulator. Handed in by the desktop entry. */
export interface KeyServiceHost {
  profiles(): Promise<readonly ListedProfile[]>;
  /** Where the shared files are, for messages. */
  configFile(): Promise<string>;
  endpoint(profile: string, region: string): Promise<Endpoint>;
  /** Calls back soon after the shared files changed. @returns ends the watching */
  watchProfiles(changed: () => void): Promise<() => void>;
  /** @param url of `endpoint` */
  connect(choice: ProfileChoice, url: string, ui: IdentityUi, log: CallLog): Promise<ConnectedService>;
  /** Starts the simulator of this window, once. @param folder outside every workspace */
  simulator(folder: string, log: CallLog): Promise<ConnectedService>;
  /** The next wait for credentials of the profile lasts until it is cancelled. */
  keepWaiting(profile: string): Promise<void>;
  /** Runs `aws sso login`, for the source of a role. @param write gets what the program writes */
  signIn(profile: string, write: (text: string) => void): Promise<SignIn>;
  testSource(): Promise<TestSource>;
  /** Forgets fetched credentials. */
  forgetCredentials(): Promise<void>;
}

export interface ListedProfile extends Profile {
  /** Where calls go, where it is not the endpoint of AWS. */
  readonly endpoint?: string;
  /** It leads to the simulator of this window, which is listed by itself. */
  readonly windowSimulator: boolean;
}

/** Payloads for imports that the host's own cryptography makes, from test keys. */
export interface TestSource {
  /** A key under the certificate of import parameters (base64 of PEM), upper-case digits. */
  cryptogram(key: Uint8Array, certificate: string, spec: WrappingKeySpec): string;
  /**
   * A key block under the key that a test party and a key pair of the service agree on.
   * @param own PKCS#8
   * @param partner certificate of the key pair, base64 of PEM
   * @param sharedInformation hexadecimal digits
   */
  agreedKeyBlock(
    header: Omit<KeyBlockHeader, 'version'>,
    key: Uint8Array,
    own: Uint8Array,
    partner: string,
    choices: AgreementChoices,
    sharedInformation: string,
  ): string;
}

export interface AgreementChoices {
  readonly DeriveKeyAlgorithm: SymmetricKeyAlgorithm;
  readonly KeyDerivationFunction: KeyDerivationFunction;
  readonly KeyDerivationHashAlgorithm: KeyDerivationHashAlgorithm;
}

/** A program that signs in. */
export interface SignIn {
  readonly ended: Promise<SignInEnd>;
  /** Ends it early; it then ends as failed. */
  stop(): void;
}

export type SignInEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'noProgram' }
  /** An exit code, a signal, or the name of an error of the system. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface ProfileChoice {
  readonly profile: string;
  readonly region: string;
}

/** Who is asked, and told of waits, when credentials are fetched. */
export interface IdentityUi {
  readonly mfaCode: AskMfa;
  readonly wait: WaitListener;
}

export type CallLog = (line: string) => void;

export interface ConnectedService extends KeyService {
  /**
   * Whose the credentials are that the next call would be signed with. Rejects with KeyServiceError.
   */
  identity(signal?: CancelSignal): Promise<ServiceIdentity>;
  /** Ends its waits for an identity, and closes its connections. */
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

let chosen = false;

/** Told by what keeps the connection: rooms below it only ask whether there is one. */
export function serviceWasChosen(now: boolean): void {
  chosen = now;
}

/** A profile or the simulator was chosen: advice about AWS is of use. */
export function isServiceChosen(): boolean {
  return chosen;
}
