// Joins the AWS adapter and the simulator, which do not know each other, for the extension on Node.
// Everything heavy is imported when it is first used.
import { createPrivateKey } from 'node:crypto';
import path from 'node:path';
import type { CallRecord } from '../keyservice/aws/service';
import { resolveEndpoint, resolveStsEndpoint } from '../keyservice/endpoints';
import { listProfiles, signInProfile } from '../keyservice/profiles';
import type { RateQueue } from '../keyservice/aws/rateQueue';
import type { Simulator, SimulatorOptions } from '../keyservice/simulator/server';
import type { CredentialsCache } from '../keyservice/aws/credentials';
import type { IdentityWaits } from '../keyservice/aws/identityWaits';
import type { CallLog, ConnectedService, IdentityUi, KeyServiceHost } from '../extension/host/keyServices';

/** One pace for each account and Region, here by profile, as the account is not always known. */
const queues = new Map<string, RateQueue>();
let cache: CredentialsCache | undefined;
let simulatorUrl: string | undefined;
let simulator: Promise<{ connect: (log: CallLog) => Promise<ConnectedService> }> | undefined;
/** Who is asked by the latest call: a cached provider outlives the command that made it. */
let identityUi: IdentityUi | undefined;
let logLine: CallLog = () => undefined;
let waits: IdentityWaits | undefined;

async function identityWaits(): Promise<IdentityWaits> {
  const { IdentityWaits: Waits } = await import('../keyservice/aws/identityWaits');
  return (waits ??= new Waits({ listener: (wait, over) => identityUi?.wait(wait, over) }));
}

async function credentials(ui: IdentityUi, log: CallLog): Promise<CredentialsCache> {
  identityUi = ui;
  logLine = log;
  const { CredentialsCache: Cache } = await import('../keyservice/aws/credentials');
  const shared = await identityWaits();
  return (cache ??= new Cache({
    mfaCode: (question) => identityUi?.mfaCode(question) ?? Promise.reject(new Error('nobody to ask')),
    waits: shared,
    log: (text) => logLine(text),
  }));
}

async function queueOf(key: string): Promise<RateQueue> {
  const { RateQueue: Queue } = await import('../keyservice/aws/rateQueue');
  const queue = queues.get(key) ?? new Queue();
  queues.set(key, queue);
  return queue;
}

/** Operation, host, status, time, request id: no input, no output, no text of an error. */
function line({ operation, host, status, milliseconds, attempt, requestId, error }: CallRecord): string {
  return [
    operation,
    host,
    status === undefined ? 'no answer' : String(status),
    `${milliseconds} ms`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(error === undefined ? [] : [error]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ].join(' · ');
}

export const desktopKeyServices: KeyServiceHost = {
  async profiles() {
    const { readSharedFiles } = await import('../keyservice/aws/sharedFiles');
    const files = await readSharedFiles();
    return listProfiles(files, process.env).map((profile) => {
      // Where it names no Region, one is asked for later; what overrides the endpoint is the same in all.
      const found = resolveEndpoint(files, process.env, profile.name, profile.region ?? 'us-east-1');
      return {
        ...profile,
        ...(found.standard || found.url === undefined ? {} : { endpoint: found.url }),
        windowSimulator: found.url !== undefined && found.url.replace(/\/$/, '') === simulatorUrl,
      };
    });
  },
  async configFile() {
    const { sharedFilePaths } = await import('../keyservice/aws/sharedFiles');
    return sharedFilePaths().config;
  },
  async endpoint(profile, region) {
    const { readSharedFiles } = await import('../keyservice/aws/sharedFiles');
    return resolveEndpoint(await readSharedFiles(), process.env, profile, region);
  },
  async watchProfiles(changed) {
    const { watchSharedFiles } = await import('../keyservice/aws/sharedFiles');
    return watchSharedFiles(() => {
      cache?.clear();
      changed();
    });
  },
  async connect({ profile, region }, url, ui, log) {
    const { connectAws } = await import('../keyservice/aws/service');
    const sts = resolveStsEndpoint(process.env, region).url;
    return connectAws({
      target: { kind: 'aws', profile, region, endpoint: url },
      credentials: (await credentials(ui, log)).of(profile, region),
      waits: await identityWaits(),
      ...(sts === undefined ? {} : { stsEndpoint: sts }),
      queue: await queueOf(`${profile}\n${region}\n${url}`),
      log: (record) => log(line(record)),
    });
  },
  async simulator(folder, log) {
    simulator ??= (async () => {
      const { startSimulator } = await import('../keyservice/simulator/server');
      const file = path.join(folder, 'simulator.jsonl');
      // One window at a time has the file; another's simulator lives as long as its window.
      const { freeSimulatorPort } = await import('./simulatorPort');
      const port = await freeSimulatorPort();
      const start = async (options: SimulatorOptions): Promise<Simulator> => {
        try {
          return await startSimulator({ ...options, ...(port === undefined ? {} : { port }) });
        } catch (error) {
          // Another window was faster. On a remote machine VS Code may forward the port that is used then.
          if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return startSimulator(options);
          throw error;
        }
      };
      const running = await start({ file }).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'JournalError') return start({});
        throw error;
      });
      simulatorUrl = running.url;
      const { connectAws } = await import('../keyservice/aws/service');
      const { RateQueue: Queue } = await import('../keyservice/aws/rateQueue');
      return {
        connect: (logging: CallLog) =>
          Promise.resolve(
            connectAws({
              target: {
                kind: 'simulator',
                profile: 'simulator',
                region: running.region,
                account: running.account,
                endpoint: running.url,
                store: running.storeId,
              },
              credentials: () => Promise.resolve(running.credentials),
              queue: new Queue({ rate: 200 }),
              log: (record) => logging(line(record)),
            }),
          ),
      };
    })().catch((error: unknown) => {
      simulator = undefined;
      throw error;
    });
    return (await simulator).connect(log);
  },
  async keepWaiting(profile) {
    (await identityWaits()).keepWaiting(profile);
  },
  async signIn(profile, write) {
    const { readSharedFiles } = await import('../keyservice/aws/sharedFiles');
    const source = signInProfile(await readSharedFiles(), profile);
    return (await import('./awsSignIn')).awsSignIn(source, write);
  },
  async testSource() {
    const { testAgreedKeyBlock, testCryptogram } = await import('../keyservice/testsource/payloads');
    return {
      cryptogram: testCryptogram,
      agreedKeyBlock: (header, key, own, partner, choices, sharedInformation) => {
        const pair = createPrivateKey({ key: Buffer.from(own), format: 'der', type: 'pkcs8' });
        return testAgreedKeyBlock(header, key, pair, partner, choices, sharedInformation).keyBlock;
      },
    };
  },
  forgetCredentials() {
    cache?.clear();
    return Promise.resolve();
  },
};
