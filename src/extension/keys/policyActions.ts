/**
 * The resource policy of a key: read on demand, edited as a JSON document, and put after a confirmation that lists who gets
 * what. The document is of this window only: nothing of it is kept.
 */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { readResourcePolicy } from '../../keyservice/iam/resourcePolicy';
import { accountText } from '../../keyservice/model/names';
import { callService } from '../service/callService';
import { type Change, confirmAndSend, keyLines } from '../service/confirmChange';
import type { CatalogueKey } from '../service/keyCatalogue';
import { replicaReason } from '../service/keyRegions';
import { keyName, keyWithKcv } from '../service/names';
import { chooseKey, type KeyQuestion } from '../service/pickKey';
import { changing, type ServiceAction } from '../service/serviceAction';
import { localised } from '../ui/localise';
import { escapeNotification } from '../ui/markdown';
import { policyLines } from './policyText';

const unfit: NonNullable<KeyQuestion['unfit']> = ({ summary }) =>
  replicaReason(summary) ??
  (summary.KeyState === 'CREATE_COMPLETE'
    ? undefined
    : vscode.l10n.t('This key is in state {0}.', summary.KeyState));

/** The policy of a key as the service has it; null where it has none. Rejects with KeyServiceError. */
export async function readPolicyOf(
  { service }: Pick<ServiceAction, 'service'>,
  arn: string,
): Promise<string | null> {
  try {
    return (await service.call('GetResourcePolicy', { ResourceArn: arn })).output.Policy;
  } catch (error) {
    // A key without a policy answers so; a key that is gone does, too, and is said by every other call.
    if (error instanceof KeyServiceError && error.kind === 'notFound') return null;
    throw error;
  }
}

/** Documents that were opened here, by their address: the key that each is of. */
const opened = new Map<string, string>();

/** Opens the policy, or a new one, as a document; `putPolicy` sends it. */
export async function editPolicy(action: ServiceAction, argument: unknown): Promise<void> {
  const key = await chooseKey(action, argument, {
    title: vscode.l10n.t('Edit Resource Policy'),
    placeholder: vscode.l10n.t('Select a key to edit its resource policy'),
    unfit,
  });
  if (!key) return;
  const arn = key.summary.KeyArn;
  const policy = await callService(action, {
    doing: vscode.l10n.t('Reading the resource policy of {0}', keyName(key)),
    repeatable: true,
    run: () => readPolicyOf(action, arn),
  });
  if (policy === undefined) return;
  const content = policy === null ? template(arn) : indented(policy);
  const document = await vscode.workspace.openTextDocument({ language: 'json', content });
  opened.set(document.uri.toString(), arn);
  await vscode.window.showTextDocument(document, { preview: false });
  const put = vscode.l10n.t('Put Resource Policy…');
  action.ui.afterwards(async () => {
    const chosen = await action.ui.tell(
      escapeNotification(
        policy === null
          ? vscode.l10n.t('{0} has no resource policy. Edit the proposal, then put it.', keyName(key))
          : vscode.l10n.t(
              'Edit the resource policy of {0}, then put it. Nothing is sent before that.',
              keyName(key),
            ),
      ),
      put,
    );
    if (chosen === put) await putPolicy(action, { arn, uri: document.uri.toString() });
  });
}

/** As it is read best; a text that is not JSON stays as it is. */
function indented(policy: string): string {
  try {
    return `${JSON.stringify(JSON.parse(policy), null, 2)}\n`;
  } catch {
    return policy;
  }
}

/** It gives nothing before it is edited: the account in it does not exist. */
const template = (arn: string): string =>
  `${JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '000000000000' },
          Action: ['payment-cryptography:GetKey', 'payment-cryptography:ImportKey'],
          Resource: arn,
        },
      ],
    },
    null,
    2,
  )}\n`;

/** Puts the policy in the document that is open. */
export async function putPolicy(action: ServiceAction, argument: unknown): Promise<void> {
  const { uri, arn: given } = (typeof argument === 'object' && argument !== null ? argument : {}) as {
    uri?: unknown;
    arn?: unknown;
  };
  const document =
    typeof uri === 'string'
      ? vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri)
      : vscode.window.activeTextEditor?.document;
  if (!document) {
    action.ui.warn(vscode.l10n.t('Open the resource policy first: select Edit Resource Policy for a key.'));
    return;
  }
  const ofDocument = opened.get(document.uri.toString());
  const key = await chooseKey(action, typeof given === 'string' ? given : ofDocument, {
    title: vscode.l10n.t('Put Resource Policy'),
    placeholder: vscode.l10n.t('Select the key for this resource policy'),
    unfit,
  });
  const there = key && (await changing(action));
  if (!there) return;
  const arn = key.summary.KeyArn;
  const text = document.getText();
  const read = readResourcePolicy(text);
  const error = read.findings.find(({ severity }) => severity === 'error');
  if (error) {
    await there.ui.failed(
      vscode.l10n.t('This is not sent: it is not a resource policy'),
      escapeNotification(localised(error)),
    );
    return;
  }
  // Of spaces nothing depends, and the service counts characters.
  const Policy = JSON.stringify(JSON.parse(text));
  const before = await there.ui.shortly(() => readPolicyOf(there, arn));
  const output = await confirmAndSend(there, {
    operation: 'PutResourcePolicy',
    input: { ResourceArn: arn, Policy },
    question: vscode.l10n.t('Put this resource policy on {0}?', keyWithKcv(key)),
    lines: [
      ...policyLines(read, accountOf(key)),
      ...(before === null ? [] : [vscode.l10n.t('It replaces the resource policy that the key has now.')]),
      ...keyLines(key),
    ],
    action: vscode.l10n.t('Put Policy'),
    doing: vscode.l10n.t('Putting the resource policy of {0}', keyName(key)),
    failed: vscode.l10n.t('The resource policy was not put.'),
    look: async () => {
      const now = await readPolicyOf(there, arn);
      return now !== null && sameJson(now, Policy) ? { ResourceArn: arn, Policy: now } : undefined;
    },
  } satisfies Change<'PutResourcePolicy'>);
  if (output)
    there.ui.done(escapeNotification(vscode.l10n.t('{0} has a new resource policy.', keyName(key))));
}

const accountOf = ({ summary }: CatalogueKey): string => summary.KeyArn.split(':')[4] ?? '';

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return one === other;
  }
}

export async function deletePolicy(action: ServiceAction, argument: unknown): Promise<void> {
  const key = await chooseKey(action, argument, {
    title: vscode.l10n.t('Delete Resource Policy'),
    placeholder: vscode.l10n.t('Select a key to delete its resource policy'),
    unfit,
  });
  const there = key && (await changing(action));
  if (!there) return;
  const arn = key.summary.KeyArn;
  const policy = await callService(there, {
    doing: vscode.l10n.t('Reading the resource policy of {0}', keyName(key)),
    repeatable: true,
    run: () => readPolicyOf(there, arn),
  });
  if (policy === undefined) return;
  if (policy === null) {
    there.ui.warn(escapeNotification(vscode.l10n.t('{0} has no resource policy.', keyName(key))));
    return;
  }
  const output = await confirmAndSend(there, {
    operation: 'DeleteResourcePolicy',
    input: { ResourceArn: arn },
    question: vscode.l10n.t('Delete the resource policy of {0}?', keyWithKcv(key)),
    lines: [
      vscode.l10n.t(
        'The access that it grants ends immediately. Identity policies in account {0} stay.',
        accountText(accountOf(key)),
      ),
      ...policyLines(readResourcePolicy(policy), accountOf(key)).map((line) => line.replace(/^! /, '')),
      ...keyLines(key),
    ],
    action: vscode.l10n.t('Delete Policy'),
    doing: vscode.l10n.t('Deleting the resource policy of {0}', keyName(key)),
    failed: vscode.l10n.t('The resource policy was not deleted.'),
    look: async () => ((await readPolicyOf(there, arn)) === null ? {} : undefined),
  } satisfies Change<'DeleteResourcePolicy'>);
  if (output)
    there.ui.done(escapeNotification(vscode.l10n.t('The resource policy of {0} is deleted.', keyName(key))));
}
