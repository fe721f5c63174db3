/** GetCallerIdentity of AWS STS (Query protocol: a form in, XML out), so that a client can ask whose credentials it has. */
import type { Account } from './account';
import { callerArn } from './policy/access';
import { ServiceError } from './serviceError';

const version = '2011-06-15';
const namespace = `https://sts.amazonaws.com/doc/${version}/`;

/** The action of a request. Throws UnknownOperationException for any but GetCallerIdentity. */
export function stsOperationOf(body: Uint8Array): 'GetCallerIdentity' {
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  if (form.get('Action') !== 'GetCallerIdentity' || form.get('Version') !== version)
    throw new ServiceError(
      'UnknownOperationException',
      `only GetCallerIdentity of AWS STS, version ${version}, is supported.`,
    );
  return 'GetCallerIdentity';
}

export function callerIdentity(account: Account, storeId: string, requestId: string): string {
  return `<GetCallerIdentityResponse xmlns="${namespace}">
  <GetCallerIdentityResult>
    <Arn>${callerArn(account, storeId)}</Arn>
    <UserId>AROASIMULATOR:${storeId}</UserId>
    <Account>${account.options.account}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>${requestId}</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`;
}

/** Code and status of STS ("Common errors") where they differ from those of the key service. */
const codes: Readonly<Partial<Record<ServiceError['type'], readonly [code: string, status: number]>>> = {
  AccessDeniedException: ['AccessDenied', 403],
  UnrecognizedClientException: ['InvalidClientTokenId', 403],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  MissingAuthenticationTokenException: ['MissingAuthenticationToken', 403],
  UnknownOperationException: ['InvalidAction', 400],
  ThrottlingException: ['Throttling', 400],
  InternalServerException: ['InternalFailure', 500],
  ServiceUnavailableException: ['ServiceUnavailable', 503],
};

export function stsFailure(error: ServiceError, requestId: string): { status: number; body: string } {
  const [code, status] = codes[error.type] ?? [error.type, error.status];
  return {
    status,
    body: `<ErrorResponse xmlns="${namespace}">
  <Error>
    <Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>
    <Code>${code}</Code>
    <Message>${escaped(error.message)}</Message>
  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
