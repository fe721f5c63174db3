/** What every import asks: alias, expected KCV, tags. What is wrong with a text is a sentence, not an exception. */
import type { Localisable } from '../../core/findings';
import { aliasOf, keyIdOf, usageCode } from '../model/names';
import { aliasName, tagKey, tagValue } from '../model/members';
import type { Tag } from '../operations';
import { draftText } from './draftTexts';

/** What is wrong with an alias; undefined where it can be given. @param targetOf ARN that an alias points to */
export function aliasProblem(
  text: string,
  targetOf: (alias: string) => string | undefined,
): Localisable | undefined {
  const name = aliasOf(text);
  if (name === '') return undefined;
  const { pattern, max = Infinity, min = 0 } = aliasName;
  if (pattern?.test(name) !== true || name.length > max || name.length < min) return draftText('alias_form');
  const arn = targetOf(name);
  return arn === undefined ? undefined : draftText('alias_taken', name, keyIdOf(arn));
}

const stems: Readonly<Record<string, string>> = {
  B0: 'bdk',
  C0: 'cvk',
  D0: 'dek',
  D1: 'public',
  E: 'emv',
  K: 'kek',
  K3: 'agreement',
  M: 'mac',
  M7: 'hmac',
  P0: 'pek',
  S0: 'ca',
  V: 'pvk',
};

/** A free alias after what the key is for: "alias/pek-01"; '' where a thousand are taken. */
export function suggestAlias(
  usage: string | undefined,
  targetOf: (alias: string) => string | undefined,
): string {
  const code = usageCode(usage ?? '');
  const stem = stems[code] ?? stems[code.slice(0, 1)] ?? 'key';
  for (let number = 1; number < 1000; number++) {
    const name = aliasOf(`${stem}-${String(number).padStart(2, '0')}`);
    if (targetOf(name) === undefined) return name;
  }
  return '';
}

/** "env=test, team=acquiring" to tags; a sentence where it is none. */
export function readTags(text: string): readonly Tag[] | Localisable {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const tags: Tag[] = [];
  const { max: longestKey = 128 } = tagKey;
  const { min = 1, max = 256 } = tagValue;
  for (const part of parts) {
    const at = part.indexOf('=');
    const Key = (at < 0 ? part : part.slice(0, at)).trim();
    const Value = at < 0 ? '' : part.slice(at + 1).trim();
    if (at < 0 || Key === '' || Value.length < min) return draftText('tag_form', part);
    if (Key.length > longestKey) return draftText('tag_key_long', longestKey, Key);
    if (Value.length > max) return draftText('tag_value_long', Key, max);
    if (/^aws:/i.test(Key)) return draftText('tag_reserved', Key);
    if (tags.some((tag) => tag.Key === Key)) return draftText('tag_twice', Key);
    tags.push({ Key, Value });
  }
  // One is added by every import.
  return tags.length > 199 ? draftText('tag_many') : tags;
}

/** Tags, where a text has been read as such. */
export function isTags(read: readonly Tag[] | Localisable): read is readonly Tag[] {
  return Array.isArray(read);
}

/** "env=test, team=acquiring". */
export const tagsText = (tags: readonly Tag[]): string =>
  tags.map(({ Key, Value }) => `${Key}=${Value}`).join(', ');

/** Hex digits of a check value without what separates them, upper case; undefined where it is none. */
export function checkValueOf(text: string): string | undefined {
  const digits = text.replace(/[\s:.-]/g, '').toUpperCase();
  return /^[0-9A-F]{4,16}$/.test(digits) ? digits : undefined;
}
