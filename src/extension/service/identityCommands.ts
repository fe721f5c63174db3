/** Sign in, try again, keep waiting, cancel: what the rows of the Keys view and the messages do. */
import { keyServices } from '../host/keyServices';
import type { KeyServiceConnection } from './connection';
import { learnAccount } from './selectProfile';
import { signInWithTerminal } from './signIn';
import type { ServiceTools } from './tools';

/** Fetches credentials anew, shows whose they are, and reads the keys. */
export async function retrySignIn({ connection, catalogue }: ServiceTools): Promise<void> {
  await Promise.all([learnAccount(connection), catalogue.refresh()]);
}

/** Signs in in a terminal; what failed for want of it is tried again. */
export async function signIn(tools: ServiceTools): Promise<void> {
  const choice = tools.connection.chosen?.choice;
  if (choice?.kind !== 'aws') return;
  await signInWithTerminal(choice.profile, async () => {
    if (tools.connection.chosen?.choice !== choice) return;
    await (await keyServices()).forgetCredentials();
    tools.connection.renew();
    await retrySignIn(tools);
  });
}

/** Takes the limit away from what is waited for; where it is over, begins again without one. */
export async function keepWaiting(tools: ServiceTools): Promise<void> {
  const { wait, chosen } = tools.connection;
  if (wait) wait.keepWaiting();
  else if (chosen?.choice.kind === 'aws') {
    await (await keyServices()).keepWaiting(chosen.choice.profile);
    await retrySignIn(tools);
  }
}

export const cancelWait = (connection: KeyServiceConnection): void => connection.wait?.cancel();
