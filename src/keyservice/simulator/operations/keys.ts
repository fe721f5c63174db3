/** CreateKey and the life of keys. */
import { randomBytes } from 'node:crypto';

import { desKeyShape, desPartWeakness, withOddParity } from '../../../core/crypto/desKey';
import type { InputOf } from '../../operations';
import { usageAttributesOf, type KeyAlgorithm } from '../../rules/keyAttributes';
import type { Account } from '../account';
import { without } from '../lifecycle';
import { holderOf } from '../otherAccounts';
import { keyAnswer } from '../keyAnswer';
import { fromBase64 } from '../authority';
import { certificateAnswer } from '../certificates';
import { makePair } from '../keyPairs';
import { replicasOfNew } from './replication';
import { checkAttributes, checkTags, checkValueOf, keyBytes, publicCheckValue } from '../keyRules';
import type { IssuedCertificate, KeyRecord } from '../store';
import { type Answer, invalid } from '../serviceError';

const day = 86_400_000;

export async function createKey(account: Account, input: InputOf<'CreateKey'>): Promise<Answer> {
  const { KeyAttributes: attributes, DeriveKeyUsage, KeyCheckValueAlgorithm: method } = input;
  checkAttributes(attributes, 'created');
  const agreement = attributes.KeyUsage.startsWith('TR31_K3');
  if (agreement && DeriveKeyUsage === undefined)
    throw invalid('a key pair of usage TR31_K3 needs DeriveKeyUsage.');
  if (!agreement && DeriveKeyUsage !== undefined)
    throw invalid('only a key pair of usage TR31_K3 has DeriveKeyUsage.');
  const tags = checkTags(input.Tags ?? []);
  account.checkKeyQuota();
  const algorithm = attributes.KeyAlgorithm;
  const common = {
    attributes,
    exportable: input.Exportable,
    enabled: input.Enabled ?? true,
    origin: 'AWS_PAYMENT_CRYPTOGRAPHY',
    tags,
    ...(DeriveKeyUsage === undefined ? {} : { deriveKeyUsage: DeriveKeyUsage }),
    ...replicasOfNew(account, input.ReplicationRegions),
  } as const;
  if (usageAttributesOf(attributes.KeyUsage)?.kind === 'pair') {
    const pair = await makePair(algorithm);
    const value = publicCheckValue(fromBase64(pair.spki), method);
    return {
      Key: keyAnswer(account, account.add({ ...common, ...value, material: { kind: 'pair', ...pair } })),
    };
  }
  const key = randomKey(algorithm);
  const value = checkValueOf(algorithm, key, method);
  const material = { kind: 'symmetric', key: Buffer.from(key).toString('hex') } as const;
  return { Key: keyAnswer(account, account.add({ ...common, ...value, material })) };
}

/** TDES with odd parity, parts that differ, none of them weak. */
function randomKey(algorithm: KeyAlgorithm): Uint8Array {
  const size = keyBytes[algorithm]!;
  if (!algorithm.startsWith('TDES')) return new Uint8Array(randomBytes(size));
  for (;;) {
    const key = withOddParity(new Uint8Array(randomBytes(size)));
    const weak = Array.from({ length: size / 8 }, (_, part) => desPartWeakness(key, part)).some(Boolean);
    if (!weak && desKeyShape(key)?.repeats === undefined) return key;
  }
}

export function getKey(account: Account, input: InputOf<'GetKey'>): Answer {
  const holder = holderOf(account, input.KeyIdentifier, 'GetKey');
  return { Key: keyAnswer(holder, holder.key(input.KeyIdentifier)) };
}

export function deleteKey(account: Account, input: InputOf<'DeleteKey'>): Answer {
  const record = account.ownKey(input.KeyIdentifier);
  if (record.state !== 'CREATE_COMPLETE') throw invalid('the key is not in CREATE_COMPLETE state.');
  const deleted: KeyRecord = {
    ...record,
    state: 'DELETE_PENDING',
    enabled: false,
    usageStop: account.now,
    deletePending: account.now + (input.DeleteKeyInDays ?? 7) * day,
  };
  const aliases = [...account.store.aliases.values()].filter(({ keyId }) => keyId === record.id);
  account.store.commit(
    ['keys', record.id, deleted],
    ...aliases.map(({ name, sequence }) => ['aliases', name, { name, sequence }] as const),
  );
  return { Key: keyAnswer(account, deleted) };
}

export function restoreKey(account: Account, input: InputOf<'RestoreKey'>): Answer {
  const record = account.ownKey(input.KeyIdentifier);
  if (record.state !== 'DELETE_PENDING')
    throw invalid(`the key is in state ${record.state}, not DELETE_PENDING.`);
  return {
    Key: keyAnswer(
      account,
      account.put({ ...without(record, 'deletePending'), state: 'CREATE_COMPLETE', enabled: false }),
    ),
  };
}

export function startKeyUsage(account: Account, input: InputOf<'StartKeyUsage'>): Answer {
  const rest = without(completed(account, input.KeyIdentifier), 'usageStop');
  return { Key: keyAnswer(account, account.put({ ...rest, enabled: true, usageStart: account.now })) };
}

export function stopKeyUsage(account: Account, input: InputOf<'StopKeyUsage'>): Answer {
  const record = completed(account, input.KeyIdentifier);
  return { Key: keyAnswer(account, account.put({ ...record, enabled: false, usageStop: account.now })) };
}

function completed(account: Account, identifier: string): KeyRecord {
  const record = account.ownKey(identifier);
  if (record.state !== 'CREATE_COMPLETE')
    throw invalid(`the key is in state ${record.state}, not CREATE_COMPLETE.`);
  return record;
}

/** Valid for 90 days; the last one is given again while it has 30 left. */
export async function getPublicKeyCertificate(
  account: Account,
  input: InputOf<'GetPublicKeyCertificate'>,
): Promise<Answer> {
  const record = account.key(input.KeyIdentifier);
  if (record.material.kind !== 'pair')
    throw invalid('only the public key of a key pair that was created here has a certificate.');
  const { issued, spki } = record.material;
  const family = record.attributes.KeyAlgorithm.startsWith('RSA') ? 'RSA' : 'ECC';
  if (issued && issued.notAfter > account.now + 30 * day) {
    const authority = await account.authorities.of(family);
    return answer(issued, authority.certificate);
  }
  const notAfter = account.now + 90 * day;
  const { certificate, authority } = await account.authorities.issue(spki, notAfter);
  const fresh = { certificate, notAfter };
  // Meanwhile the key may have been changed or deleted by another call.
  const current = account.key(input.KeyIdentifier);
  // A replica keeps nothing of its own.
  if (current.material.kind === 'pair' && current.primaryRegion === undefined)
    account.put({ ...current, material: { ...current.material, issued: fresh } });
  return answer(fresh, authority);
}

function answer(issued: IssuedCertificate, authority: string): Answer {
  return {
    KeyCertificate: certificateAnswer(issued.certificate),
    KeyCertificateChain: certificateAnswer(authority),
  };
}
