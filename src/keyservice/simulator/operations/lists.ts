/** Lists in pages, aliases and tags. */
import type { InputOf, Page, Tag } from '../../operations';
import type { Account } from '../account';
import { allModes, regionsAnswer } from '../keyAnswer';
import { checkTags } from '../keyRules';
import type { AliasRecord, KeyRecord } from '../store';
import { type Answer, conflict, invalid, notFound, ServiceError } from '../serviceError';

const mostTags = 200;

export function listKeys(account: Account, input: InputOf<'ListKeys'>): Answer {
  const wanted = (key: KeyRecord): boolean => input.KeyState === undefined || key.state === input.KeyState;
  const { items, next } = page(
    'keys',
    account.keys(),
    ({ key }) => wanted(key),
    ({ place }) => place,
    input,
  );
  return {
    Keys: items.map(({ key }) => {
      return {
        KeyArn: account.arnOf(key.id),
        KeyState: key.state,
        KeyAttributes: { ...key.attributes, KeyModesOfUse: allModes(key.attributes) },
        KeyCheckValue: key.checkValue,
        Exportable: key.exportable,
        Enabled: key.enabled,
        ...regionsAnswer(account, key),
      };
    }),
    ...next,
  };
}

export function listAliases(account: Account, input: InputOf<'ListAliases'>): Answer {
  const of = input.KeyArn === undefined ? undefined : account.key(input.KeyArn).id;
  const wanted = ({ keyId }: AliasRecord): boolean => of === undefined || keyId === of;
  const { items, next } = page('aliases', account.store.aliases.values(), wanted, bySequence, input);
  return { Aliases: items.map((alias) => aliasAnswer(account, alias)), ...next };
}

const bySequence = ({ sequence }: AliasRecord): number => sequence;

/** A token says behind which place the next page begins: keys made or deleted in between shift nothing. */
function page<Row>(
  list: string,
  // In order of their places: maps keep the order in which rows came, and that is the order of creation.
  rows: Iterable<Row>,
  wanted: (row: Row) => boolean,
  place: (row: Row, index: number) => number,
  { NextToken, MaxResults = 50 }: Page,
): { items: Row[]; next: { NextToken?: string } } {
  const after = NextToken === undefined ? -1 : readToken(NextToken, list);
  const items: Row[] = [];
  let last = after;
  let index = 0;
  for (const row of rows) {
    const at = place(row, index++);
    if (at <= after || !wanted(row)) continue;
    if (items.length === MaxResults)
      return { items, next: { NextToken: Buffer.from(`${list}:${last}`).toString('base64url') } };
    items.push(row);
    last = at;
  }
  return { items, next: {} };
}

function readToken(token: string, list: string): number {
  const parts = /^([a-z]+):(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (parts?.[1] !== list) throw invalid('NextToken was not issued for this list.');
  return Number(parts[2]);
}

function aliasAnswer(account: Account, { name, keyId }: AliasRecord): Answer {
  return { AliasName: name, ...(keyId === undefined ? {} : { KeyArn: account.arnOf(keyId) }) };
}

export function createAlias(account: Account, { AliasName: name, KeyArn }: InputOf<'CreateAlias'>): Answer {
  const { store, options } = account;
  if (store.aliases.has(name))
    throw conflict(`${name} already exists; use UpdateAlias to point it to another key.`);
  if (store.aliases.size >= options.mostAliases)
    throw new ServiceError(
      'ServiceQuotaExceededException',
      `the account has ${store.aliases.size} aliases; the limit is ${options.mostAliases}.`,
    );
  return putAlias(account, { name, sequence: store.nextSequence(), ...target(account, KeyArn) });
}

/** Without a key the alias points to nothing afterwards. */
export function updateAlias(account: Account, { AliasName: name, KeyArn }: InputOf<'UpdateAlias'>): Answer {
  const alias = account.store.aliases.get(name);
  if (!alias) throw notFound(name);
  return putAlias(account, { name, sequence: alias.sequence, ...target(account, KeyArn) });
}

function target(account: Account, arn: string | undefined): { keyId?: string } {
  if (arn === undefined) return {};
  const key = account.key(arn);
  if (key.state === 'DELETE_PENDING' || key.state === 'DELETE_COMPLETE')
    throw invalid(`the key is in state ${key.state}; no alias can point to it.`);
  return { keyId: key.id };
}

function putAlias(account: Account, alias: AliasRecord): Answer {
  account.store.commit(['aliases', alias.name, alias]);
  return { Alias: aliasAnswer(account, alias) };
}

export function getAlias(account: Account, { AliasName: name }: InputOf<'GetAlias'>): Answer {
  const alias = account.store.aliases.get(name);
  if (!alias) throw notFound(name);
  return { Alias: aliasAnswer(account, alias) };
}

export function deleteAlias(account: Account, { AliasName: name }: InputOf<'DeleteAlias'>): Answer {
  if (!account.store.aliases.has(name)) throw notFound(name);
  account.store.commit(['aliases', name, null]);
  return {};
}

export function listTags(account: Account, input: InputOf<'ListTagsForResource'>): Answer {
  const { items, next } = page(
    'tags',
    account.key(input.ResourceArn).tags,
    () => true,
    (_, index) => index,
    input,
  );
  return { Tags: items, ...next };
}

export function tagResource(account: Account, input: InputOf<'TagResource'>): Answer {
  const record = account.ownKey(input.ResourceArn);
  const tags = new Map<string, Tag>(record.tags.map((tag) => [tag.Key, tag]));
  for (const tag of checkTags(input.Tags)) tags.set(tag.Key, tag);
  if (tags.size > mostTags)
    throw new ServiceError('ServiceQuotaExceededException', `a key may have at most ${mostTags} tags.`);
  account.put({ ...record, tags: [...tags.values()] });
  return {};
}

export function untagResource(account: Account, input: InputOf<'UntagResource'>): Answer {
  const record = account.ownKey(input.ResourceArn);
  account.put({ ...record, tags: record.tags.filter(({ Key }) => !input.TagKeys.includes(Key)) });
  return {};
}
