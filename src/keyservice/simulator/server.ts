/**
 * A local AWS Payment Cryptography control plane: the wire protocol (AWS JSON 1.0, Signature Version 4), and
 * real cryptography behind it. It listens on 127.0.0.1 only. It serves one account or more, each with its own
 * credentials, random for each start, and answers GetCallerIdentity of AWS STS at the same endpoint.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Account, type ReplicationRule } from './account';
import { type FaultSource, LateCalls, RateLimit, type SimulatorOperation } from './faults';
import { usualApproval, type ApprovalRule, type Decision } from './lifecycle';
import { AccessControl } from './policy/access';
import { answer, type Context, type LogEntry, type Signer } from './requests';
import type { Sparse } from './sparse';
import { Store, usualAccount } from './store';
import type { Credentials } from './transport/sigV4';

export type { LogEntry } from './requests';

export interface SimulatorOptions {
  /** A free one where not given. */
  readonly port?: number;
  readonly region?: string;
  /** Further Regions behind the same endpoint, as signatures name them; each has keys of its own, and replicas. */
  readonly otherRegions?: readonly string[];
  /** 12 digits; short for one in `accounts`. */
  readonly account?: string;
  /** 12 digits each. The first is the one of `running.account`. Each has its own keys, aliases and tokens. */
  readonly accounts?: readonly string[];
  /** Of the first account; random where not given. */
  readonly credentials?: Credentials;
  /** Keeps the state in this file; otherwise it ends with the simulator. It holds clear test keys. */
  readonly file?: string;
  /** Bytes from which the file is written anew without what is outdated; 4 MiB where not given. */
  readonly rewriteFrom?: number;
  /** Epoch milliseconds; tokens, certificates and deletions go by it. */
  readonly clock?: () => number;
  /** Calls a second for each account, of all operations of the key service together; no limit where not given. The service's is 5. */
  readonly ratePerSecond?: number;
  readonly mostKeys?: number;
  readonly mostAliases?: number;
  readonly tokenDays?: number;
  readonly faults?: FaultSource;
  /** Actions that are denied to every account, until `setDenied` changes it. */
  readonly deny?: readonly SimulatorOperation[];
  /** Text of an IAM policy document that every account's identity has, until `setPolicy` changes it. */
  readonly policy?: string;
  /** Leaves members out of answers about keys; `setSparse` changes it. */
  readonly sparse?: Sparse;
  /** How approvals end; approved after two seconds where not given. `setApproval` changes it. */
  readonly approval?: ApprovalRule;
  /** How replicas come to be: at the next read, and none fails, where not given. */
  readonly replication?: Partial<ReplicationRule>;
  /** After every call; no input and no output. */
  readonly log?: (entry: LogEntry) => void;
}

export interface SimulatorAccount {
  /** 12 digits. */
  readonly account: string;
  readonly credentials: Credentials;
}

export interface PendingApproval {
  /** 12 digits. */
  readonly account: string;
  /** ARN. */
  readonly session: string;
  /** ARN of the key, or the action whose team is to be disassociated. */
  readonly subject: string;
  readonly comment?: string;
}

export interface Simulator {
  readonly url: string;
  readonly region: string;
  /** 32 hexadecimal digits: the id of the store behind this simulator, whatever its port. */
  readonly storeId: string;
  /** Every account in the order of the options. */
  readonly accounts: readonly SimulatorAccount[];
  /** The first account. */
  readonly account: string;
  /** Of the first account. */
  readonly credentials: Credentials;
  /** Another pair of credentials of an account, as a renewal gives it. Those before stay valid. */
  newCredentials(account: string): Credentials;
  /** Takes the place of `options.faults`. */
  setFaults(faults: FaultSource | undefined): void;
  /**
   * Takes the place of what was denied, to one account or to all. Throws RangeError for a name that is not an
   * action, and for an account that is not served.
   */
  setDenied(actions: readonly SimulatorOperation[], account?: string): void;
  /**
   * Takes the place of the policy (text of an IAM policy document) of one account or all; without a text everything is
   * allowed. Throws RangeError for what is not understood of it, and for an account that is not served.
   */
  setPolicy(policy: string | undefined, account?: string): void;
  /** Takes the place of `options.sparse`. */
  setSparse(kind: Sparse | undefined): void;
  /** Takes the place of `options.approval`, for what is asked from now on. */
  setApproval(rule: ApprovalRule): void;
  /** What waits for approval in every account, the oldest first. */
  pendingApprovals(): readonly PendingApproval[];
  /** Ends a session as its team would, or without one every session that waits. @returns how many */
  decide(as: Decision, session?: string): number;
  /** Resolves when every late call of a fault is done. */
  lateCallsDone(): Promise<void>;
  /** Ends all connections and cancels late calls that have not begun; what was acknowledged is in the file. */
  close(): Promise<void>;
}

/** What the service documents now; older pages say 7 days. */
const tokenDays = 30;

/**
 * Throws RangeError for accounts, denied actions and policies that cannot be, JournalError where the file cannot be used,
 * and what listening throws (a port that is taken).
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const region = options.region ?? 'us-east-2';
  const numbers = accountNumbers(options);
  const access = new AccessControl();
  for (const number of numbers) {
    access.setDenied(number, options.deny ?? []);
    access.setPolicy(number, options.policy);
  }
  const store = await Store.open(options.file, options.rewriteFrom, numbers[0]);
  const signers = new Map<string, Signer>();
  const regions = regionsOf(region, options.otherRegions ?? []);
  let approval = options.approval ?? usualApproval;
  const rooms: ReadonlyMap<string, Omit<Signer, 'credentials'>> = new Map(
    numbers.map((number) => [
      number,
      room(store, number, regions, options, {
        approval: () => approval,
        inRegion: (region) =>
          allAccounts.filter(({ options: of }) => of.region === region && of.account !== number),
      }),
    ]),
  );
  const allAccounts = [...rooms.values()].flatMap((one) => [...one.accounts.values()]);

  const newCredentials = (number: string, given?: Credentials): Credentials => {
    const of = rooms.get(number);
    if (!of) throw notServed(number);
    const credentials = given ?? {
      accessKeyId: freeAccessKeyId(signers),
      secretAccessKey: randomBytes(30).toString('base64url'),
    };
    signers.set(credentials.accessKeyId, { ...of, credentials });
    return credentials;
  };
  const served = (account: string | undefined): readonly string[] => {
    if (account !== undefined && !rooms.has(account)) throw notServed(account);
    return account === undefined ? numbers : [account];
  };
  const accounts = numbers.map((account, index) => ({
    account,
    credentials: newCredentials(account, index === 0 ? options.credentials : undefined),
  }));

  const context: Context = {
    store,
    regions,
    signers,
    access,
    late: new LateCalls(),
    faults: options.faults,
    sparse: options.sparse,
    log: options.log,
    calls: 0,
  };
  const answering = new Set<Promise<void>>();
  const server = createServer(
    { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000 },
    (request, response) => {
      const done = answer(context, request, response).finally(() => answering.delete(done));
      answering.add(done);
    },
  );
  server.maxConnections = 512;
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    region,
    storeId: store.id,
    accounts,
    account: accounts[0]!.account,
    credentials: accounts[0]!.credentials,
    newCredentials: (account) => newCredentials(account),
    setFaults: (faults) => {
      context.faults = faults;
    },
    setSparse: (kind) => {
      context.sparse = kind;
    },
    setApproval: (rule) => {
      approval = rule;
    },
    pendingApprovals: () =>
      allAccounts
        .flatMap((one) =>
          one.pendingApprovals().map((pending) => ({ account: one.options.account, ...pending })),
        )
        .sort((a, b) => a.initiated - b.initiated)
        .map(({ account, session, subject, comment }) => ({
          account,
          session,
          subject,
          ...(comment === undefined ? {} : { comment }),
        })),
    decide: (as, session) => allAccounts.reduce((count, one) => count + one.decide(as, session), 0),
    setDenied: (actions, account) => {
      for (const number of served(account)) access.setDenied(number, actions);
    },
    setPolicy: (policy, account) => {
      for (const number of served(account)) access.setPolicy(number, policy);
    },
    lateCallsDone: () => context.late.settled(),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await context.late.close();
      // Their clients are gone, but a call that has begun writes to the store.
      await Promise.allSettled(answering);
      await store.close();
    },
  };
}

function accountNumbers({ account, accounts }: SimulatorOptions): readonly string[] {
  const numbers = accounts ?? [account ?? usualAccount];
  if (numbers.length === 0) throw new RangeError('A simulator needs an account.');
  if (account !== undefined && account !== numbers[0])
    throw new RangeError('`account` must be the first of `accounts`.');
  for (const [index, number] of numbers.entries()) {
    if (!/^\d{12}$/.test(number))
      throw new RangeError(`An account has 12 digits, not ${number.slice(0, 100)}.`);
    if (numbers.indexOf(number) !== index) throw new RangeError(`Account ${number} is given twice.`);
  }
  return numbers;
}

const notServed = (account: string): RangeError =>
  new RangeError(`This simulator does not serve account ${account.slice(0, 100)}.`);

/** SIMULATOR, SIMULATOR2, … */
function freeAccessKeyId(taken: ReadonlyMap<string, unknown>): string {
  for (let number = taken.size + 1; ; number++) {
    const id = `SIMULATOR${number === 1 ? '' : number}`;
    if (!taken.has(id)) return id;
  }
}

/** Throws RangeError where one is given twice. */
function regionsOf(own: string, others: readonly string[]): readonly string[] {
  const regions = [own, ...others];
  const twice = regions.find((one, index) => regions.indexOf(one) !== index);
  if (twice !== undefined) throw new RangeError(`Region ${twice.slice(0, 100)} is given twice.`);
  return regions;
}

/** An account in every Region, and the rate that its calls share. */
function room(
  store: Store,
  account: string,
  regions: readonly string[],
  options: SimulatorOptions,
  around: {
    readonly approval: () => ApprovalRule;
    /** Other accounts in a Region. */
    readonly inRegion: (region: string) => readonly Account[];
  },
): Omit<Signer, 'credentials'> {
  const accounts = new Map<string, Account>();
  for (const region of regions)
    accounts.set(
      region,
      new Account(store, {
        account,
        region,
        now: options.clock ?? Date.now,
        mostKeys: options.mostKeys ?? 2000,
        mostAliases: options.mostAliases ?? 2000,
        tokenDays: options.tokenDays ?? tokenDays,
        approval: around.approval,
        neighbours: () => around.inRegion(region),
        ...(options.replication ? { replication: options.replication } : {}),
        elsewhere: () => [...accounts.values()].filter((one) => one.options.region !== region),
        // The first Region has the rows that a file without Regions has.
        part: region === regions[0] ? account : `${account}/${region}`,
      }),
    );
  return {
    accounts,
    rate: options.ratePerSecond === undefined ? undefined : new RateLimit(options.ratePerSecond),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
