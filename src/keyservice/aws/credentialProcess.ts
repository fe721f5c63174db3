/**
 * Runs the credential_process of a profile. The SDK's own runner can be neither cancelled nor limited, leaves behind
 * what it started, and takes a child that holds the output open for the program itself.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import { CredentialsError } from '../identity';
import { endTree, markName, startedBy, type RunningProcess } from './processTree';

export interface ProcessOptions {
  /** Ends the process, and what it started. */
  readonly signal: AbortSignal;
  /** It asks a person to sign in: it wrote an address to open. */
  readonly onPerson?: () => void;
  /** Told of a process that left the group and could not be ended with it. */
  readonly strayed?: (process: RunningProcess) => void;
  /** Milliseconds between the signal that can be handled and the one that cannot. */
  readonly grace?: number;
}

export interface ProcessRun {
  readonly credentials: Promise<AwsCredentialIdentity>;
  /** Whether it started a browser, or what opens one, that still runs. */
  opensBrowser(): Promise<boolean>;
}

/** Bytes of either stream; as the SDK allows. */
const mostOutput = 1024 * 1024;
/** Milliseconds for the rest of the output once the program has ended: a child of its own may hold it open. */
const drain = 250;

/** The environment without what VS Code sets for its own processes: a browser that is opened would inherit it. */
export function ownEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)),
  );
}

export function runCredentialProcess(command: string, options: ProcessOptions): ProcessRun {
  const mark = randomUUID();
  // A shell reads the line, as for the SDKs and the CLI.
  const child = spawn(command, {
    shell: true,
    // A group of its own, which can be ended as a whole.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ownEnvironment(), [markName]: mark },
  });
  const credentials = outputOf(child, options).then(credentialsIn);
  const { signal, grace = 2_000, strayed = () => undefined } = options;
  const end = (): void => void endTree(child, { mark, grace, strayed });
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  const over = (): void => signal.removeEventListener('abort', end);
  credentials.then(over, over);
  return {
    credentials,
    opensBrowser: async () =>
      child.pid !== undefined && (await startedBy(child.pid, mark)).some(({ name }) => browsers.test(name)),
  };
}

/** Programs that open a page, and browsers; names are cut to 15 characters on Linux. */
const browsers =
  /^(.*\/)?(xdg-open|gio|wslview|x-www-browser|sensible-browse|www-browser|open|firefox|chrom|google-chrome|msedge|microsoft-edge|brave|safari)/i;

async function outputOf(child: ChildProcess, { onPerson }: ProcessOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let said = '';
  let asks = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < mostOutput) said += chunk.toString();
    if (asks || !/https:\/\/\S/.test(said)) return;
    asks = true;
    onPerson?.();
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > mostOutput) child.kill();
  });
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CredentialsError('ProcessFailed', error.code ?? error.name)),
    );
    child.once('exit', (number, signal) => {
      const done = (): void => resolve(number ?? signal ?? '');
      child.once('close', done);
      setTimeout(done, drain).unref();
    });
  });
  const output = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  if (code === 0) return output;
  output.fill(0);
  const words = lastWords(said);
  // What a shell says where there is no such program: POSIX 127, cmd.exe in words or 9009.
  if (code === 127 || code === 9009 || (process.platform === 'win32' && said.includes('is not recognized')))
    throw new CredentialsError('ProgramMissing', words);
  throw new CredentialsError('ProcessFailed', words === '' ? String(code) : words);
}

/** The end of what it wrote, in one line. */
function lastWords(said: string): string {
  return said.trim().slice(-300).replace(/\s+/g, ' ');
}

function credentialsIn(output: Buffer): AwsCredentialIdentity {
  let value: unknown;
  try {
    value = JSON.parse(output.toString('utf8'));
  } catch {
    // The text of the error would quote what was read.
    throw new CredentialsError('ProcessFailed', 'invalid JSON');
  } finally {
    output.fill(0);
  }
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, CredentialScope } = (value ??
    {}) as Record<string, unknown>;
  if (Version !== 1) throw new CredentialsError('ProcessFailed', 'Version is not 1');
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw new CredentialsError('ProcessFailed', 'no AccessKeyId or no SecretAccessKey');
  const expiration = typeof Expiration === 'string' ? new Date(Expiration) : undefined;
  if (expiration && !(expiration.getTime() > Date.now()))
    throw new CredentialsError('ProcessFailed', 'expired credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {}),
    ...(expiration ? { expiration } : {}),
    ...(typeof CredentialScope === 'string' ? { credentialScope: CredentialScope } : {}),
  };
}
