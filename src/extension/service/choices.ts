/** The questions that every import has: alias, tags, the check value to compare with. */
import * as vscode from 'vscode';
import { kcvMethodName } from '../../core/crypto/kcv';
import { keyCheckValueAlgorithms } from '../../keyservice/model/enums';
import { aliasName, tagKey, tagValue } from '../../keyservice/model/shapes';
import type { Tag } from '../../keyservice/operations';
import { aliasOf, keyIdOf, usageCode } from '../../keyservice/model/names';
import { type CheckValue, fewestDigits } from '../../keyservice/rules/checkValues';
import { type Answer, type Frame, type InputRemark, type Ui, back } from '../flow/ui';

const error = (message: string): InputRemark => ({ message, severity: 'error' });

/** What is known of names: those that point to a key are taken. */
export interface TakenAliases {
  /** ARN that a name points to; undefined where it points to nothing or is none. */
  readonly targetOf: (name: string) => string | undefined;
}

/** What is wrong with a name; undefined where it can be given. */
export function aliasProblem(text: string, taken: TakenAliases): string | undefined {
  const name = aliasOf(text);
  if (name === '') return undefined;
  const { pattern, max = Infinity, min = 0 } = aliasName;
  if (pattern?.test(name) !== true || name.length > max || name.length < min)
    return vscode.l10n.t('Letters, digits, "/", "_" and "-" after alias/, 256 characters at most.');
  const arn = taken.targetOf(name);
  return arn === undefined
    ? undefined
    : vscode.l10n.t('{0} exists already and points to key {1}. Choose another name.', name, keyIdOf(arn));
}

export async function askAlias(
  ui: Ui,
  frame: Frame,
  value: string,
  taken: TakenAliases,
): Promise<Answer<string>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t('Alias, a name for the key; leave it empty for none. It may stand in logs.'),
    placeholder: 'alias/kek-main',
    value,
    check: (text) => {
      const problem = aliasProblem(text, taken);
      return problem === undefined ? undefined : error(problem);
    },
  });
  return typeof answer === 'string' ? aliasOf(answer) : answer;
}

/** A free name after what the key is for: "alias/pek-01". */
export function suggestAlias(usage: string | undefined, taken: TakenAliases): string {
  const code = usageCode(usage ?? '');
  const stem = stems[code] ?? stems[code.slice(0, 1)] ?? 'key';
  for (let number = 1; number < 1000; number++) {
    const name = aliasOf(`${stem}-${String(number).padStart(2, '0')}`);
    if (taken.targetOf(name) === undefined) return name;
  }
  return '';
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

/** "env=test, team=acquiring" to tags; a text where it is none. */
export function parseTags(text: string): readonly Tag[] | string {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const tags: Tag[] = [];
  for (const part of parts) {
    const at = part.indexOf('=');
    const Key = (at < 0 ? part : part.slice(0, at)).trim();
    const Value = at < 0 ? '' : part.slice(at + 1).trim();
    const { max: longestKey = 128 } = tagKey;
    const { min = 1, max = 256 } = tagValue;
    if (at < 0 || Key === '' || Value.length < min)
      return vscode.l10n.t('Write Key=Value, and commas between several: {0}', part);
    if (Key.length > longestKey)
      return vscode.l10n.t('A tag key may have {0} characters: {1}', longestKey, Key);
    if (Value.length > max) return vscode.l10n.t('The value of {0} may have {1} characters.', Key, max);
    if (/^aws:/i.test(Key)) return vscode.l10n.t('Tags that begin with aws: are kept for AWS: {0}', Key);
    if (tags.some((tag) => tag.Key === Key)) return vscode.l10n.t('The tag {0} is given twice.', Key);
    tags.push({ Key, Value });
  }
  // One is added by every import.
  return tags.length > 199 ? vscode.l10n.t('A key may have 200 tags, and one is added here.') : tags;
}

export const tagsText = (tags: readonly Tag[]): string =>
  tags.map(({ Key, Value }) => `${Key}=${Value}`).join(', ');

export async function askTags(ui: Ui, frame: Frame, value: string): Promise<Answer<readonly Tag[]>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t('Tags as Key=Value, with commas between several; leave it empty for none.'),
    placeholder: 'env=test, team=acquiring',
    value,
    check: (text, entered) => {
      const tags = parseTags(text);
      // A tag that is being typed is not wrong yet.
      return entered && typeof tags === 'string' ? error(tags) : undefined;
    },
  });
  if (answer === back || answer === undefined) return answer;
  const tags = parseTags(answer);
  return typeof tags === 'string' ? undefined : tags;
}

/** A check value made here from the key itself. */
export interface ComputedCheckValue {
  /** "ANSI X9.24", "CMAC", "HMAC": as people call it. */
  readonly algorithm: string;
  /** Hex. */
  readonly value: string;
}

/** Hex digits of a check value without what stands between them; undefined where it is none. */
export function checkValueOf(text: string): string | undefined {
  const digits = text.replace(/[\s:.-]/g, '').toUpperCase();
  return /^[0-9A-F]{4,16}$/.test(digits) ? digits : undefined;
}

/** As it is compared: a typed one says no method. */
export function checkValueToCompare({ algorithm, value }: ComputedCheckValue): CheckValue {
  const method = keyCheckValueAlgorithms.find((one) => kcvMethodName(one) === algorithm);
  return { value, ...(method === undefined ? {} : { method }) };
}

/** '' where none is to be compared. */
export async function askCheckValue(
  ui: Ui,
  frame: Frame,
  value: string,
  computed: ComputedCheckValue | undefined,
): Promise<Answer<string>> {
  const answer = await ui.input(frame, {
    prompt: computed
      ? vscode.l10n.t(
          'KCV to compare with: the one of the ceremony sheet, or {0} as computed here ({1})',
          computed.value,
          computed.algorithm,
        )
      : vscode.l10n.t('KCV of the ceremony sheet, to compare with; leave it empty if there is none.'),
    placeholder: '08D7B4',
    value,
    check: (text, entered) => {
      const digits = checkValueOf(text);
      if (entered)
        return text.trim() !== '' && digits === undefined
          ? error(vscode.l10n.t('Enter 4 to 16 hexadecimal digits.'))
          : undefined;
      // What may still grow is not refused, only remarked on.
      return digits !== undefined && digits.length < fewestDigits
        ? {
            message: vscode.l10n.t(
              '{0} digits are too few to confirm the key; {1} are needed.',
              digits.length,
              fewestDigits,
            ),
            severity: 'info',
          }
        : undefined;
    },
  });
  if (answer === back || answer === undefined) return answer;
  return checkValueOf(answer) ?? '';
}
