/** Requests and answers of the loopback server, before anything is known of their protocol. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export const largestBody = 1024 * 1024;

/** Names that lead here, and nothing that a web page elsewhere could have sent. */
export function fromHere(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host) && request.headers.origin === undefined;
}

/** Undefined where it is too long. */
export async function readAll(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`, () => request.destroy());
}

export interface Sent {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

export function send(response: ServerResponse, { status, body, contentType }: Sent, requestId: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

export const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
