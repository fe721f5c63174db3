/** From a request body to an operation's answer. */
import { operationInputs, type OperationName } from '../model/shapes';
import { violations } from '../model/violations';
import type { InputOf } from '../operations';
import type { Account } from './account';
import { type Answer, invalid, ServiceError } from './serviceError';
import * as approval from './operations/approval';
import { getCertificateRequest } from './operations/certificateRequests';
import { exportKey } from './operations/exportKey';
import { importKey } from './operations/importKey';
import * as keys from './operations/keys';
import * as lists from './operations/lists';
import * as parameters from './operations/parameters';
import * as policies from './operations/policies';
import * as replication from './operations/replication';

type Handlers = {
  readonly [Name in OperationName]: (account: Account, input: InputOf<Name>) => Answer | Promise<Answer>;
};

const handlers: Handlers = {
  AddKeyReplicationRegions: replication.addReplicas,
  AssociateMpaTeam: approval.associateTeam,
  CreateAlias: lists.createAlias,
  CreateKey: keys.createKey,
  DeleteAlias: lists.deleteAlias,
  DeleteKey: keys.deleteKey,
  DeleteResourcePolicy: policies.deletePolicy,
  DisableDefaultKeyReplicationRegions: replication.disableDefaults,
  DisassociateMpaTeam: approval.disassociateTeam,
  EnableDefaultKeyReplicationRegions: replication.enableDefaults,
  ExportKey: exportKey,
  GetAlias: lists.getAlias,
  GetCertificateSigningRequest: getCertificateRequest,
  GetDefaultKeyReplicationRegions: replication.getDefaults,
  GetKey: keys.getKey,
  GetMpaTeamAssociation: approval.getTeamAssociation,
  GetParametersForExport: parameters.getParametersForExport,
  GetParametersForImport: parameters.getParametersForImport,
  GetPublicKeyCertificate: keys.getPublicKeyCertificate,
  GetResourcePolicy: policies.getPolicy,
  ImportKey: importKey,
  ListAliases: lists.listAliases,
  ListKeys: lists.listKeys,
  ListTagsForResource: lists.listTags,
  PutResourcePolicy: policies.putPolicy,
  RemoveKeyReplicationRegions: replication.removeReplicas,
  RestoreKey: keys.restoreKey,
  StartKeyUsage: keys.startKeyUsage,
  StopKeyUsage: keys.stopKeyUsage,
  TagResource: lists.tagResource,
  UntagResource: lists.untagResource,
  UpdateAlias: lists.updateAlias,
};

const prefix = 'PaymentCryptographyControlPlane.';

/** Operation of an X-Amz-Target header. Throws UnknownOperationException. */
export function operationOf(target: string | undefined): OperationName {
  const name = target?.startsWith(prefix) ? target.slice(prefix.length) : '';
  if (!Object.hasOwn(handlers, name))
    throw new ServiceError(
      'UnknownOperationException',
      `unknown operation: ${(target ?? '(none)').slice(0, 100)}.`,
    );
  return name as OperationName;
}

/** Throws SerializationException where the body is not a JSON object. */
export function readBody(body: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = body.length === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ServiceError('SerializationException', 'the body is not JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new ServiceError('SerializationException', 'the body is not a JSON object.');
  return parsed as Record<string, unknown>;
}

/**
 * Checks the request against the API model, then runs it. Members that the model does not have are ignored, as JSON services
 * do, and told to `ignored`. Throws ServiceError.
 */
export async function run(
  account: Account,
  operation: OperationName,
  body: Record<string, unknown>,
  ignored: (member: string) => void = () => undefined,
): Promise<Answer> {
  const wrong = violations(operationInputs[operation], body, ignored);
  if (wrong.length > 0) {
    const lines = wrong.map(
      ({ path, expected, found }) =>
        `${path || 'the request'}: expected ${String(expected)}, found ${String(found)}`,
    );
    const many = wrong.length === 1 ? '1 member' : `${wrong.length} members`;
    throw invalid(`${many} of ${operation} break the API model: ${lines.join('; ')}.`);
  }
  // The model has just said that it is of this shape.
  const handler = handlers[operation] as (account: Account, input: unknown) => Answer | Promise<Answer>;
  return handler(account, withoutNulls(body));
}

/** The service reads null as left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [name, withoutNulls(item)]),
  );
}
