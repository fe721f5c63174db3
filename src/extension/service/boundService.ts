import { KeyServiceError } from '../../keyservice/errors';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';

/**
 * A service whose every call carries the account that was confirmed: reads, too, as a look for what became of a call
 * has to be one into the same account.
 *
 * @param target with the account, where it is known
 * @param otherAccount called with the number where the credentials were found to be of another account
 */
export function boundService(
  service: KeyService,
  target: ServiceTarget,
  otherAccount: (account: string) => void = () => undefined,
): KeyService {
  const bound = target.account === undefined ? {} : { account: target.account };
  return {
    target,
    honoursReady: service.honoursReady,
    call: async (operation, input, options) => {
      try {
        return await service.call(operation, input, { ...bound, ...options });
      } catch (error) {
        const found = error instanceof KeyServiceError ? error.foundAccount : undefined;
        if (found !== undefined) otherAccount(found);
        throw error;
      }
    },
  };
}
