import type { RawFailure } from '../errors';

export interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
}

/** What the SDK's errors hold, of their own members only: `$response` is hidden and holds everything. */
export function rawFailure(error: unknown): Omit<RawFailure, 'operation' | 'endpoint'> {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { name, message, code, ResourceId, $metadata } = error as Partial<
    Record<'name' | 'message' | 'code' | 'ResourceId', unknown> & { $metadata: Metadata }
  >;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const found = {
    name: text(name),
    message: text(message),
    networkCode: text(code),
    resourceId: text(ResourceId),
    status: $metadata?.httpStatusCode,
    requestId: $metadata?.requestId,
    cancelled: name === 'AbortError' ? true : undefined,
    sent: neverConnected(error) ? false : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/**
 * The host was not found or did not let itself be connected to: Node names the call of the system that failed. On a
 * connection that was there, the same code (EHOSTUNREACH) may come after the request was sent.
 */
function neverConnected(error: object): boolean {
  const { syscall, errors } = error as { readonly syscall?: unknown; readonly errors?: unknown };
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  // Several addresses of one host were tried.
  if (!Array.isArray(errors) || errors.length === 0) return false;
  return errors.every((one: unknown) => typeof one === 'object' && one !== null && neverConnected(one));
}
