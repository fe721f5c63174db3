/**
 * A wrapping key or certificate authority of another account, named by its ARN. It is read once, signed as every other call
 * with the credentials of the selected account; where that is refused, only its ARN is known.
 */
import * as vscode from 'vscode';
import type { DraftKey, FieldId } from '../../keyservice/draft/draft';
import { KeyServiceError } from '../../keyservice/errors';
import type { KnownKey } from '../../keyservice/plans/plan';
import { once } from '../flow/flow';
import { failureSentences } from '../service/callService';
import type { ServiceAction } from '../service/serviceAction';
import { escapeNotification } from '../ui/markdown';
import type { FieldChange } from './fieldChange';

/** API reference, KeyArn. */
const keyArn =
  /^arn:aws:payment-cryptography:([a-z]{2}-[a-z]{1,16}-[0-9]+):([0-9]{12}):key\/[0-9a-zA-Z]{16,64}$/;

/** Why an ARN cannot be named in a call to a Region; undefined where it can. */
export function foreignArnProblem(text: string, region: string): string | undefined {
  const [, of] = keyArn.exec(text) ?? [];
  if (of === undefined)
    return vscode.l10n.t(
      'Enter the ARN of a key: arn:aws:payment-cryptography:{0}:123456789012:key/…',
      region,
    );
  return of === region
    ? undefined
    : vscode.l10n.t('The key is in {0}. A call to {1} can only use keys in {1}.', of, region);
}

/** Asks for the ARN and reads the key. Undefined where the user gave up. */
export async function foreignKey(
  action: ServiceAction,
  field: Extract<FieldId, 'wrappingKey' | 'authority'>,
): Promise<FieldChange | undefined> {
  const { ui, target } = action;
  const typed = await once(vscode.l10n.t('Key of Another Account'), (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t(
        'ARN of the key. Its resource policy must allow account {0} to use it.',
        target.account ?? '?',
      ),
      placeholder: `arn:aws:payment-cryptography:${target.region}:123456789012:key/…`,
      check: (text, entered) => {
        const problem = entered ? foreignArnProblem(text.trim(), target.region) : undefined;
        return problem === undefined ? undefined : { message: problem, severity: 'error' };
      },
    }),
  );
  if (typed === undefined) return undefined;
  const arn = typed.trim();
  const key = await readForeign(action, arn, field);
  const known: DraftKey = { key, aliases: [] };
  return { foreignKeys: [known], answers: { [field]: arn } };
}

async function readForeign(
  { service, target, ui }: ServiceAction,
  arn: string,
  field: 'wrappingKey' | 'authority',
): Promise<KnownKey> {
  const { account } = target;
  try {
    const { output } = await ui.shortly(() =>
      service.call('GetKey', { KeyIdentifier: arn }, account === undefined ? {} : { account }),
    );
    return output.Key;
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    ui.warn(
      escapeNotification(
        vscode.l10n.t(
          'The key could not be read, so only the service checks it. {0}',
          failureSentences(error, target.kind === 'simulator'),
        ),
      ),
    );
    return unreadKey(arn, field);
  }
}

/** What a call needs is its ARN. */
const unreadKey = (arn: string, field: 'wrappingKey' | 'authority'): KnownKey => ({
  KeyArn: arn,
  KeyState: 'CREATE_COMPLETE',
  KeyAttributes: {
    KeyUsage:
      field === 'authority'
        ? 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE'
        : 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyClass: field === 'authority' ? 'PUBLIC_KEY' : 'SYMMETRIC_KEY',
    KeyAlgorithm: '',
  },
  unread: true,
});
