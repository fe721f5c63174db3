/** Which services are AWS itself, and which of its accounts are for tests. Small: it is loaded with the extension. */
import { isLoopback } from '../loopback';
import type { ServiceTarget } from '../operations';

/** Whether calls go to AWS itself: neither the simulator nor any service on this machine. */
export function isLive(target: Pick<ServiceTarget, 'kind' | 'endpoint'>): boolean {
  if (target.kind === 'simulator') return false;
  const host = /^https?:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/i.exec(target.endpoint)?.[1] ?? target.endpoint;
  return !isLoopback(host);
}

/** Whether test material may go there: not live, or an account that this machine lists for tests. */
export function isForTests(target: ServiceTarget, testAccounts: readonly string[]): boolean {
  const { account } = target;
  return !isLive(target) || (isAccount(account) && testAccounts.includes(account));
}

/** Twelve digits. */
export function isAccount(account: string | undefined): account is string {
  return account !== undefined && /^\d{12}$/.test(account);
}
