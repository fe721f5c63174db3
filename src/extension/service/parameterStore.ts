/**
 * Whose import parameters are: the service and the account in which they were fetched. What a sender wraps for them can
 * be imported there and nowhere else, so that they are offered for nothing else.
 */
import type { GetParametersForImportOutput, ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import * as vscode from 'vscode';
import type { KeyMaterialType } from '../../keyservice/model/enums';
import type { ImportParameters } from '../../keyservice/plans/tokenPlans';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { isKeptCertificate, type KeptCertificate } from './pairCertificates';
import type { SecretPersistence } from './secretPersistence';

type Kept = ServiceTarget;

/** Why parameters cannot be used in calls to a service. */
export type Misfit =
  /** In which account they were fetched is not known: kept by an earlier version. */
  | 'accountUnknown'
  /** Which account the calls go to is not known. */
  | 'targetUnknown'
  | 'otherAccount'
  /** Another service, Region or simulator. */
  | 'otherService';

/** What is not known never fits what is known, nor the other way round. Undefined where they fit. */
export function misfitOf(kept: Kept, target: ServiceTarget): Misfit | undefined {
  if (kept.region !== target.region || !sameService(kept, target)) return 'otherService';
  if (hasNoAccount(kept)) return 'accountUnknown';
  if (kept.account === target.account) return undefined;
  if (kept.account === undefined) return 'accountUnknown';
  return target.account === undefined ? 'targetUnknown' : 'otherAccount';
}

/** All endpoints of AWS in a Region lead to one service; a simulator is known by its store, whatever its port. */
function sameService(kept: Kept, target: ServiceTarget): boolean {
  if (isLive(kept) && isLive(target)) return true;
  if (kept.kind === 'simulator' && target.kind === 'simulator') return kept.store === target.store;
  return kept.kind === target.kind && kept.endpoint === target.endpoint;
}

/**
 * Whether the account is missing. A service on this machine that a profile leads to is the only one that has none:
 * STS does not know it.
 */
export function hasNoAccount(kept: Pick<Kept, 'kind' | 'endpoint' | 'account'>): boolean {
  return kept.account === undefined && (kept.kind === 'simulator' || isLive(kept));
}

/** The service that alone can import what is wrapped for them: custody is judged by it. */
export function ownerOf({ kind, profile, region, endpoint, account, store }: Kept): ServiceTarget {
  return {
    kind,
    profile,
    region,
    endpoint,
    ...(account === undefined ? {} : { account }),
    ...(store === undefined ? {} : { store }),
  };
}

/** What one GetParametersForImport gave, kept until it is forgotten. */
export interface KeptParameters {
  /** 32 hex digits of our own: names it without the token. */
  readonly id: string;
  readonly kind: ServiceTarget['kind'];
  readonly profile: string;
  readonly region: string;
  /** 12 digits, in which they were fetched. Entries of earlier versions may lack it: they fit nothing. */
  readonly account?: string;
  readonly endpoint: string;
  /** Id of the store behind the simulator that gave them, where it is known. */
  readonly store?: string;
  readonly materialType: KeyMaterialType;
  readonly wrappingAlgorithm: KeyAlgorithm;
  readonly token: string;
  /** Base64 of PEM, as the service gives them. */
  readonly certificate: string;
  readonly chain: string;
  /** Milliseconds since 1970. */
  readonly validUntil: number;
}

const secretKey = 'keyMaterial.importParameters';
/** Beside it: an earlier version, which does not know them, leaves them alone. */
const certificatesKey = 'keyMaterial.pairCertificates';

/**
 * Import parameters in VS Code's SecretStorage: a token is worth nothing alone, and still nobody else's to read. The
 * certificates of own key pairs, used in place of a token, are kept beside them.
 */
export class ImportParameterStore implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly subscription: vscode.Disposable;
  /** Writings in turn: each begins with what the one before left. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly secrets: vscode.SecretStorage,
    /** Whether they will be there after a reload. */
    readonly persistence: () => Promise<SecretPersistence> = () => Promise.resolve('kept'),
  ) {
    // Other windows change the same store.
    this.subscription = secrets.onDidChange(({ key }) => {
      if (key === secretKey || key === certificatesKey) this.changes.fire();
    });
  }

  list(): Promise<readonly KeptParameters[]> {
    return this.read(secretKey, isKept);
  }

  /** Certificates of own key pairs, of all accounts and services. */
  certificates(): Promise<readonly KeptCertificate[]> {
    return this.read(certificatesKey, isKeptCertificate);
  }

  private async read<One>(key: string, isOne: (value: unknown) => value is One): Promise<readonly One[]> {
    const text = await this.secrets.get(key);
    if (text === undefined) return [];
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) ? value.filter(isOne) : [];
    } catch {
      return [];
    }
  }

  /** Those that a call to a service can name, the longest valid first. */
  async fitting(
    target: ServiceTarget,
    materialType: KeyMaterialType,
    now: Date,
  ): Promise<readonly KeptParameters[]> {
    const all = await this.list();
    return all
      .filter(
        (one) =>
          one.materialType === materialType &&
          misfitOf(one, target) === undefined &&
          one.validUntil > now.getTime(),
      )
      .sort((a, b) => b.validUntil - a.validUntil);
  }

  async add(
    target: ServiceTarget,
    materialType: KeyMaterialType,
    given: GetParametersForImportOutput,
  ): Promise<KeptParameters> {
    const kept: KeptParameters = {
      id: newId(),
      ...ownerOf(target),
      materialType,
      wrappingAlgorithm: given.WrappingKeyAlgorithm,
      token: given.ImportToken,
      certificate: given.WrappingKeyCertificate,
      chain: given.WrappingKeyCertificateChain,
      validUntil: given.ParametersValidUntilTimestamp.getTime(),
    };
    await this.change(secretKey, isKept, (all) => [...all, kept]);
    return kept;
  }

  /** Keeps a certificate of a key pair of the target; once, however often it is given. */
  async keepCertificate(
    target: ServiceTarget,
    given: Omit<KeptCertificate, keyof ServiceTarget | 'id'>,
  ): Promise<KeptCertificate> {
    const kept: KeptCertificate = { id: newId(), ...ownerOf(target), ...given };
    const same = (one: KeptCertificate): boolean =>
      one.pair === kept.pair &&
      one.certificate === kept.certificate &&
      // Simulators may give ARNs alike.
      misfitOf(one, target) === undefined;
    await this.change(certificatesKey, isKeptCertificate, (all) => [
      ...all.filter((one) => !same(one)),
      kept,
    ]);
    return kept;
  }

  async forget(id: string): Promise<void> {
    const others = (one: { readonly id: string }): boolean => one.id !== id;
    await this.change(secretKey, isKept, (all) => all.filter(others));
    await this.change(certificatesKey, isKeptCertificate, (all) => all.filter(others));
  }

  private change<One>(
    key: string,
    isOne: (value: unknown) => value is One,
    how: (all: readonly One[]) => readonly One[],
  ): Promise<void> {
    const next = this.turn.then(async () => {
      const all = await this.read(key, isOne);
      const changed = how(all);
      const same = changed.length === all.length && changed.every((one, place) => one === all[place]);
      if (!same) await this.secrets.store(key, JSON.stringify(changed));
    });
    this.turn = next.catch(() => undefined);
    return next;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** As a plan uses it. One service may have several endpoints, and a simulator another port each time. */
export function planParameters(kept: KeptParameters, target: ServiceTarget): ImportParameters {
  return {
    token: kept.token,
    materialType: kept.materialType,
    wrappingAlgorithm: kept.wrappingAlgorithm,
    validUntil: new Date(kept.validUntil),
    region: kept.region,
    ...(kept.account === undefined ? {} : { account: kept.account }),
    endpoint: misfitOf(kept, target) === undefined ? target.endpoint : kept.endpoint,
    ...(kept.store === undefined ? {} : { store: kept.store }),
  };
}

function isKept(value: unknown): value is KeptParameters {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Record<string, unknown>;
  return (
    typeof one.validUntil === 'number' &&
    ['id', 'kind', 'profile', 'region', 'endpoint', 'materialType', 'wrappingAlgorithm', 'token'].every(
      (name) => typeof one[name] === 'string',
    ) &&
    typeof one.certificate === 'string' &&
    typeof one.chain === 'string' &&
    (one.account === undefined || typeof one.account === 'string') &&
    (one.store === undefined || typeof one.store === 'string')
  );
}
