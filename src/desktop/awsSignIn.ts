/** Runs `aws sso login` for a profile, without a shell: the name arrives exactly, whatever is in it. */
import { spawn } from 'node:child_process';
import { ownEnvironment } from '../keyservice/aws/credentialProcess';
import type { SignIn, SignInEnd } from '../extension/host/keyServices';

/** The CLI takes a value that begins with a hyphen for another option, unless it is in one word with its own. */
export function signInArguments(profile: string): readonly string[] {
  return ['sso', 'login', ...(profile.startsWith('-') ? [`--profile=${profile}`] : ['--profile', profile])];
}

/**
 * Starts it at once.
 * @param write gets what the program writes, both of its streams, as it comes
 */
export function awsSignIn(
  profile: string,
  write: (text: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
): SignIn {
  const child = spawn('aws', signInArguments(profile), {
    // Its page is the answer; a program that waits for keys would wait for ever.
    stdio: ['ignore', 'pipe', 'pipe'],
    // The AWS CLI would hold the address back until the end where it does not write to a terminal.
    env: { ...ownEnvironment(environment), PYTHONUNBUFFERED: '1' },
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write);
  const ended = new Promise<SignInEnd>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'ENOENT'
          ? { kind: 'noProgram' }
          : { kind: 'failed', reason: error.code ?? error.name },
      ),
    );
    // Its streams are read to their end by then.
    child.once('close', (code, signal) =>
      resolve(code === 0 ? { kind: 'done' } : { kind: 'failed', reason: String(code ?? signal) }),
    );
  });
  return { ended, stop: () => void child.kill() };
}
