/** Errors as the service sends them. The texts are the simulator's own and say so. */

export type ErrorType =
  | 'ValidationException'
  | 'AccessDeniedException'
  | 'ResourceNotFoundException'
  | 'ConflictException'
  | 'ServiceQuotaExceededException'
  | 'ThrottlingException'
  | 'InternalServerException'
  | 'ServiceUnavailableException'
  | 'PublicPolicyException'
  // Of the layer before the service: not in its model, but every SDK knows them.
  | 'UnrecognizedClientException'
  | 'InvalidSignatureException'
  | 'MissingAuthenticationTokenException'
  | 'UnknownOperationException'
  | 'SerializationException';

/**
 * HTTP status by error. The API reference gives 400 and 500 for everything, the Smithy model finer ones;
 * AWS JSON protocols ignore the latter, and every SDK goes by the name.
 */
const statusOf: Readonly<Partial<Record<ErrorType, number>>> = {
  InternalServerException: 500,
  ServiceUnavailableException: 503,
};

export class ServiceError extends Error {
  constructor(
    readonly type: ErrorType,
    text: string,
    /** Of ResourceNotFoundException, which carries this and no message. */
    readonly resourceId?: string,
  ) {
    super(`Simulator: ${text}`);
  }

  get status(): number {
    return statusOf[this.type] ?? 400;
  }

  get body(): string {
    const members =
      this.type === 'ResourceNotFoundException' ? { ResourceId: this.resourceId } : { Message: this.message };
    return JSON.stringify({ __type: this.type, ...members });
  }
}

export function invalid(text: string): ServiceError {
  return new ServiceError('ValidationException', text);
}

/** How a key is wrapped under a variant is in no page of AWS, so nothing is made that would only look right. */
export function notAs2805(): ServiceError {
  return invalid('AS 2805 cryptograms cannot be imported or exported here: AWS documents no method.');
}

export function notFound(resourceId: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'not found', resourceId);
}

export function conflict(text: string): ServiceError {
  return new ServiceError('ConflictException', text);
}

/** What an operation answers: the members of its output, as JSON. */
export type Answer = Readonly<Record<string, unknown>>;
