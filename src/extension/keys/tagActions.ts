/** Tags of a key: looked at, added, changed, removed, one call each. */
import * as vscode from 'vscode';
import { tagValue } from '../../keyservice/model/members';
import type { Tag } from '../../keyservice/operations';
import { escapeIcons } from '../ui/markdown';
import { type Choice, back } from '../flow/ui';
import { once } from '../flow/flow';
import { parseTags } from '../service/choices';
import { type ServiceAction, changing } from '../service/serviceAction';
import { type Change, confirmAndSend, keyLines } from '../service/confirmChange';
import { chooseKey } from '../service/pickKey';
import type { CatalogueKey } from '../service/keyCatalogue';
import { replicaReason } from '../service/keyRegions';
import { readTags } from './keyDetailsPage';
import { keyWithKcv } from '../service/names';

export async function editTags(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Edit Tags');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select a key to show its tags'),
    unfit: ({ summary }) =>
      summary.KeyState === 'DELETE_COMPLETE'
        ? vscode.l10n.t('This key was deleted.')
        : replicaReason(summary),
  });
  if (!key) return;
  const arn = key.summary.KeyArn;
  for (;;) {
    const tags = await action.ui.shortly(() => readTags(action, arn));
    const picked = await once(title, (frame) =>
      action.ui.pick<Tag | 'add'>(frame, {
        placeholder:
          tags.length === 0
            ? vscode.l10n.t('{0} has no tags', keyWithKcv(key))
            : vscode.l10n.t('Tags of {0}; select one to change or remove it', keyWithKcv(key)),
        choices: [
          ...tags.map((tag): Choice<Tag> => ({
            label: escapeIcons(tag.Key),
            description: escapeIcons(tag.Value),
            value: tag,
          })),
          { label: `$(add) ${vscode.l10n.t('Add Tags…')}`, value: 'add' },
        ],
      }),
    );
    if (picked === undefined) return;
    if (picked === 'add') await addTags(action, key, tags);
    else await editTag(action, key, picked);
  }
}

async function addTags(action: ServiceAction, key: CatalogueKey, there: readonly Tag[]): Promise<void> {
  const known = new Set(there.map(({ Key }) => Key));
  const text = await action.ui.input(
    { title: vscode.l10n.t('Add Tags'), canGoBack: true },
    {
      prompt: vscode.l10n.t('Tags as Key=Value, separated by commas'),
      placeholder: 'env=test, team=acquiring',
      check: (typed, entered) => {
        if (!entered) return undefined;
        const tags = parseTags(typed);
        if (typeof tags === 'string') return { message: tags, severity: 'error' };
        const double = tags.find((tag) => known.has(tag.Key));
        if (double)
          return {
            message: vscode.l10n.t(
              'The key already has the tag {0}. Select it in the list to change it.',
              double.Key,
            ),
            severity: 'error',
          };
        return emptyValue(tags);
      },
    },
  );
  if (typeof text !== 'string') return;
  const tags = parseTags(text);
  if (typeof tags === 'string' || tags.length === 0) return;
  await put(action, key, tags, vscode.l10n.t('Add tags to {0}?', keyWithKcv(key)), [
    ...tags.map(({ Key, Value }) => `${Key} = ${Value}`),
  ]);
}

/** The API text allows an empty value, the model does not: said, not refused. */
function emptyValue(tags: readonly Tag[]): { message: string; severity: 'info' } | undefined {
  const empty = tags.find(({ Value }) => Value === '');
  return (
    empty && {
      message: vscode.l10n.t(
        '{0} has no value. It is not clearly documented whether AWS accepts this.',
        empty.Key,
      ),
      severity: 'info',
    }
  );
}

async function editTag(action: ServiceAction, key: CatalogueKey, tag: Tag): Promise<void> {
  const frame = { title: vscode.l10n.t('Tag {0}', tag.Key), canGoBack: true };
  const what = await action.ui.pick<'change' | 'remove'>(frame, {
    placeholder: `${escapeIcons(tag.Key)} = ${escapeIcons(tag.Value)}`,
    choices: [
      { label: `$(edit) ${vscode.l10n.t('Change Value…')}`, value: 'change' },
      { label: `$(trash) ${vscode.l10n.t('Remove Tag…')}`, value: 'remove' },
    ],
  });
  if (what === undefined || what === back) return;
  if (what === 'remove') return remove(action, key, tag);
  const { min = 1, max = 256 } = tagValue;
  const value = await action.ui.input(frame, {
    prompt: vscode.l10n.t('New value'),
    value: tag.Value,
    check: (text, entered) =>
      !entered || (text.trim().length >= min && text.trim().length <= max)
        ? emptyValue(entered ? [{ Key: tag.Key, Value: text.trim() }] : [])
        : { message: vscode.l10n.t('{0} to {1} characters.', min, max), severity: 'error' },
  });
  if (typeof value !== 'string' || value.trim() === tag.Value) return;
  await put(
    action,
    key,
    [{ Key: tag.Key, Value: value.trim() }],
    vscode.l10n.t('Change the tag {0} of {1}?', tag.Key, keyWithKcv(key)),
    [vscode.l10n.t('from {0}', tag.Value), vscode.l10n.t('to {0}', value.trim())],
  );
}

async function put(
  action: ServiceAction,
  key: CatalogueKey,
  tags: readonly Tag[],
  question: string,
  lines: readonly string[],
): Promise<void> {
  const there = await changing(action);
  if (!there) return;
  const ResourceArn = key.summary.KeyArn;
  await confirmAndSend(there, {
    operation: 'TagResource',
    input: { ResourceArn, Tags: tags },
    question,
    lines: [...lines, ...keyLines(key), policiesLine()],
    action: vscode.l10n.t('Save Tags'),
    doing: vscode.l10n.t('Saving tags'),
    look: async () => {
      const now = await readTags(there, ResourceArn);
      const all = tags.every(({ Key, Value }) => now.some((one) => one.Key === Key && one.Value === Value));
      return all ? {} : undefined;
    },
  } satisfies Change<'TagResource'>);
}

async function remove(action: ServiceAction, key: CatalogueKey, { Key, Value }: Tag): Promise<void> {
  const there = await changing(action);
  if (!there) return;
  const ResourceArn = key.summary.KeyArn;
  await confirmAndSend(there, {
    operation: 'UntagResource',
    input: { ResourceArn, TagKeys: [Key] },
    question: vscode.l10n.t('Remove the tag {0} of {1}?', Key, keyWithKcv(key)),
    lines: [`${Key} = ${Value}`, ...keyLines(key), policiesLine()],
    action: vscode.l10n.t('Remove Tag'),
    doing: vscode.l10n.t('Removing a tag'),
    look: async () => ((await readTags(there, ResourceArn)).some((one) => one.Key === Key) ? undefined : {}),
  } satisfies Change<'UntagResource'>);
}

const policiesLine = (): string =>
  vscode.l10n.t('Policies may depend on tags: changing tags can change who may use the key.');
