/**
 * Failures of a key service, told so that a person can act: what kind, what the service said, and whether the call may
 * have had its effect.
 */
import { fillTemplate, phrase, type TemplateArguments, type Words } from '../core/findings';
import { failureTexts, refusalTexts, type FailureKind, type FailureText } from './failureTexts';
import { isTagging, readRefusal, type AccessRefusal, type NamedResources } from './iam/refusal';
import { credentialsProblems } from './identity';
import type { OperationName } from './model/shapes';
import { readOperations } from './operations';

export type { FailureKind } from './failureTexts';

/** Whether the call may have had its effect: 'none' is certain. */
export type Effect = 'none' | 'unknown';

/** What an adapter could learn of a failure, before anybody judges it. */
export interface RawFailure {
  readonly operation: OperationName;
  readonly endpoint: string;
  /** Exception name of the service ("ValidationException") or of the SDK. */
  readonly name?: string;
  readonly message?: string;
  /** Of ResourceNotFoundException, which has no message. */
  readonly resourceId?: string;
  readonly status?: number;
  readonly requestId?: string;
  /** "ECONNREFUSED", "ENOTFOUND", …: of the connection. */
  readonly networkCode?: string;
  readonly cancelled?: boolean;
  /** False where it is known that no byte of the request was sent. */
  readonly sent?: boolean;
  /** The key and alias of the request. */
  readonly named?: NamedResources;
}

export class KeyServiceError extends Error {
  override readonly name = 'KeyServiceError';
  readonly kind: FailureKind;
  readonly operation: OperationName;
  readonly endpoint: string;
  /** The service's own name of the error and text, and its request id, where there are any. */
  readonly serviceName: string | undefined;
  readonly serviceText: string | undefined;
  readonly requestId: string | undefined;
  /** Whether name and text came in an answer of the service; else the SDK, the network or this extension gave them. */
  readonly ofService: boolean;
  readonly effect: Effect;
  /** The call may be repeated as it is, later. */
  readonly retryable: boolean;
  /** Of `notAuthorised`: what IAM says of it, where its text was understood. */
  readonly refusal: AccessRefusal | undefined;
  /** The key and alias of the request, where it names some. */
  readonly named: NamedResources;
  /** Templates of what is said of it. */
  readonly texts: FailureText;
  /** Values of the placeholders of `texts`. */
  readonly args: TemplateArguments;

  constructor(failure: RawFailure) {
    const kind = failureKind(failure);
    const refusal = kind === 'notAuthorised' ? readRefusal(failure.message ?? '') : undefined;
    const texts = refusal ? refusalText(refusal, failure.operation) : failureTexts[kind];
    const args = [
      failure.operation,
      hostOf(failure.endpoint),
      subjectOf(failure),
      ...(refusal ? [refusal.action, refusal.policy ?? ''] : []),
    ];
    super(fillTemplate(texts.what, args));
    this.kind = kind;
    this.refusal = refusal;
    this.named = failure.named ?? {};
    this.texts = texts;
    this.args = args;
    this.operation = failure.operation;
    this.endpoint = failure.endpoint;
    this.serviceName = failure.name;
    this.serviceText = textOf(failure);
    this.requestId = failure.requestId;
    this.ofService = isOfService(failure);
    this.effect = effectOf(failure);
    this.retryable = ['throttled', 'unavailable', 'unreachable', 'timedOut'].includes(kind);
  }

  /** Of `otherAccount`: whose the credentials are, 12 digits. */
  get foundAccount(): string | undefined {
    return this.kind === 'otherAccount' ? this.serviceText : undefined;
  }

  /** Whether it is about the credentials: nothing was sent, and another sign-in or profile may help. */
  get ofIdentity(): boolean {
    return this.kind === 'noCredentials' || Object.values<string>(credentialsProblems).includes(this.kind);
  }

  /** English; the extension localises `texts.cause` with `args`. */
  get likelyCause(): string {
    return fillTemplate(this.texts.cause, this.args);
  }

  get action(): string {
    return fillTemplate(this.texts.action, this.args);
  }
}

function refusalText(refusal: AccessRefusal, operation: OperationName): FailureText {
  const { because, policy } = refusal;
  if (because === 'denied') return policy === undefined ? refusalTexts.denied : refusalTexts.deniedIn;
  if (because === 'limited') return refusalTexts.limited;
  return isTagging(refusal, operation) ? refusalTexts.tagging : refusalTexts.notAllowed;
}

const byName: Readonly<Record<string, FailureKind>> = {
  AccessDeniedException: 'notAuthorised',
  AccessDenied: 'notAuthorised',
  NotAuthorized: 'notAuthorised',
  OptInRequired: 'notAuthorised',
  ExpiredToken: 'expiredCredentials',
  ExpiredTokenException: 'expiredCredentials',
  UnrecognizedClientException: 'badCredentials',
  InvalidClientTokenId: 'badCredentials',
  InvalidAccessKeyId: 'badCredentials',
  IncompleteSignature: 'badCredentials',
  IncompleteSignatureException: 'badCredentials',
  MissingAuthenticationToken: 'badCredentials',
  MissingAuthenticationTokenException: 'badCredentials',
  InvalidSignatureException: 'badCredentials',
  SignatureDoesNotMatch: 'badCredentials',
  CredentialsProviderError: 'noCredentials',
  ...credentialsProblems,
  RequestExpired: 'clockSkew',
  RequestTimeTooSkewed: 'clockSkew',
  RequestInTheFuture: 'clockSkew',
  ResourceNotFoundException: 'notFound',
  ValidationException: 'validation',
  ValidationError: 'validation',
  PublicPolicyException: 'validation',
  MalformedHttpRequestException: 'validation',
  RequestEntityTooLargeException: 'validation',
  SerializationException: 'validation',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  ConflictException: 'conflict',
  ServiceQuotaExceededException: 'quota',
  LimitExceededException: 'quota',
  InternalServerException: 'unavailable',
  InternalFailure: 'unavailable',
  InternalServerError: 'unavailable',
  ServiceUnavailableException: 'unavailable',
  ServiceUnavailable: 'unavailable',
  UnknownOperationException: 'wrongEndpoint',
  UnknownOperation: 'wrongEndpoint',
  TimeoutError: 'timedOut',
  AbortError: 'cancelled',
  OtherAccount: 'otherAccount',
  AccountUnknown: 'accountUnknown',
  IncompleteAnswer: 'unexpected',
};

/** Names that the host and the SDK give: of a page that is not JSON, of a connection that ended, of an answer without a name. */
const ofThisMachine: ReadonlySet<string> = new Set([
  'AbortError',
  'Error',
  'RangeError',
  'SyntaxError',
  'TimeoutError',
  'TypeError',
  'UnknownError',
  'CredentialsProviderError',
  'OtherAccount',
  'AccountUnknown',
  'IncompleteAnswer',
  ...Object.keys(credentialsProblems),
]);

/** A request id comes from the service only; a name may, unless it is given on this machine. */
function isOfService({ name, requestId, networkCode }: RawFailure): boolean {
  if (networkCode !== undefined) return false;
  return name === undefined || ofThisMachine.has(name)
    ? name !== 'SyntaxError' && requestId !== undefined
    : true;
}

/** Of the connection: no byte of the request can have arrived. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ERR_INVALID_URL']);
const unreachable = new Set([
  ...neverSent,
  // On a connection that was there they may come after the request was sent.
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'EPIPE',
  'ENETDOWN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'EPROTO',
]);

function failureKind(failure: RawFailure): FailureKind {
  const { name = '', message = '', status, networkCode = '', cancelled } = failure;
  if (cancelled) return 'cancelled';
  if (networkCode === 'ETIMEDOUT' || networkCode === 'ESOCKETTIMEDOUT') return 'timedOut';
  if (unreachable.has(networkCode)) return 'unreachable';
  // A signature that is right but for its time has the name of a wrong one.
  if (
    /^(InvalidSignatureException|SignatureDoesNotMatch)$/.test(name) &&
    /expired|not yet current/i.test(message)
  )
    return 'clockSkew';
  // The one text of a refused ImportKey that is known.
  if (name === 'ValidationException' && message.includes('KeyAlgorithm of the WrappedKey is mismatching'))
    return 'wrappedAlgorithm';
  const named = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (named) return named;
  // A page instead of JSON, or an error without a name.
  if (name === 'SyntaxError') return status !== undefined && status >= 500 ? 'unavailable' : 'wrongEndpoint';
  if (status === 429) return 'throttled';
  if (status !== undefined && status >= 500) return 'unavailable';
  if (status === 404 || status === 405 || (status !== undefined && status < 400)) return 'wrongEndpoint';
  if (status === 401) return 'badCredentials';
  if (status === 403) return 'notAuthorised';
  return 'unexpected';
}

/**
 * Errors of the service's model that it gives before it acts. With another status than 4xx such a name is not the
 * service's own word.
 */
const modelled: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ConflictException',
  'PublicPolicyException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ThrottlingException',
  'ValidationException',
]);

/**
 * Errors that every service's front gives (API reference, common errors; IAM, troubleshooting of signatures): of the
 * signature, the credentials or the form of the request, which therefore reached no service. Not among them are those
 * that may come later: RequestAbortedException, RequestTimeoutException, InternalFailure, ServiceUnavailable.
 */
const ofTheFront: ReadonlySet<string> = new Set([
  'AccessDenied',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MalformedHttpRequestException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'RequestEntityTooLargeException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SerializationException',
  'SignatureDoesNotMatch',
  'UnknownOperation',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationError',
]);

/** 'none' needs a proof; whatever gives none may have had its effect. */
function effectOf({ operation, sent, networkCode = '', name = '', status = 0 }: RawFailure): Effect {
  if (readOperations.has(operation) || sent === false || neverSent.has(networkCode)) return 'none';
  const refused = status >= 400 && status < 500 && (modelled.has(name) || ofTheFront.has(name));
  return refused ? 'none' : 'unknown';
}

function subjectOf({ operation, resourceId, name, message }: RawFailure): string | Words {
  if (name === 'ResourceNotFoundException') return resourceId ?? phrase('What the request names');
  if (name === 'OtherAccount') return message ?? phrase('its number is not known');
  if (name === 'IncompleteAnswer')
    return operation === 'ImportKey' || operation === 'CreateKey'
      ? phrase('the answer does not name the key')
      : phrase('the answer is incomplete');
  // The words of whoever was to give credentials: the name is ours, or says nothing.
  if (name !== undefined && (Object.hasOwn(credentialsProblems, name) || name === 'CredentialsProviderError'))
    return withoutFullStop(message ?? '') || phrase('no reason was given');
  return name ?? message ?? phrase('an error without a name');
}

/** Without full stops and white space at its end. */
function withoutFullStop(text: string): string {
  let end = text.length;
  while (end > 0 && /[.\s]/.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** The SDK says "UnknownError" where the service gave no text, and adds to others where a programmer may look. */
function textOf({ message = '' }: RawFailure): string | undefined {
  const added = message.indexOf('Deserialization error: to see the raw response');
  const text = added < 0 ? message : message.slice(0, added).trimEnd();
  return text === '' || text === 'UnknownError' ? undefined : text;
}

function hostOf(endpoint: string): string {
  return /^[a-z]+:\/\/([^/]+)/i.exec(endpoint)?.[1] ?? endpoint;
}
