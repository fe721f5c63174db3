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
  readonly headers: Readonly<Record<string, string>>;
}

export function send(response: ServerResponse, sent: Sent, requestId: string): void {
  writeHead(response, sent, requestId);
  response.end(sent.body);
}

/** The connection ends within the body. */
export function sendPart(response: ServerResponse, sent: Sent, bytes: number, requestId: string): void {
  writeHead(response, sent, requestId);
  response.write(Buffer.from(sent.body).subarray(0, bytes), () => response.destroy());
}

function writeHead(response: ServerResponse, { status, body, headers }: Sent, requestId: string): void {
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
  });
}

export const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
