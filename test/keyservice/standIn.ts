/** A stand-in for AWS on loopback: STS and the service behind host names of AWS, as far as a test lets them answer. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';

export interface Asked {
  readonly host: string;
  /** "GetCallerIdentity", "ImportKey", … */
  readonly operation: string;
  /** Access key id of the signature. */
  readonly signedBy: string;
  readonly body: string;
}

/** Status and body; 'drop' ends the connection, 'never' gives no answer. */
export type Answer = readonly [status: number, body: string] | 'drop' | 'never';

export interface StandIn {
  readonly port: number;
  readonly asked: Asked[];
  answer: (asked: Asked) => Answer | Promise<Answer>;
  /** Leads every host name here. */
  readonly lookup: LookupFunction;
  /** URL of a host name of AWS that leads here. */
  url(host: string): string;
  close(): Promise<void>;
}

export const callerXml = (account: string, arn = `arn:aws:iam::${account}:user/custodian`): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

export const stsErrorXml = (code: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

export const errorJson = (name: string): string => JSON.stringify({ __type: name, Message: 'no' });

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

export async function standIn(answer: StandIn['answer']): Promise<StandIn> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await read(request);
      const target = String(request.headers['x-amz-target'] ?? '');
      const one: Asked = {
        host: String(request.headers.host).replace(/:\d+$/, ''),
        operation: target.split('.').at(-1) || (new URLSearchParams(body).get('Action') ?? ''),
        signedBy: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
        body,
      };
      asked.push(one);
      const given = await made.answer(one);
      if (given === 'never') return;
      if (given === 'drop') {
        request.socket.destroy();
        return;
      }
      const [status, text] = given;
      response.writeHead(status, {
        'content-type': target === '' ? 'text/xml' : 'application/x-amz-json-1.0',
        'x-amzn-requestid': `request-${asked.length}`,
      });
      response.end(text);
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const made: StandIn = {
    port,
    asked,
    answer,
    lookup: (_, { all }, done) =>
      all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    url: (host) => `http://${host}:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return made;
}
