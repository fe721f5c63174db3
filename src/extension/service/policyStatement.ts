/** The statement that an administrator adds where IAM refuses a call: offered wherever the refusal is shown. */
import * as vscode from 'vscode';
import type { KeyServiceError } from '../../keyservice/errors';
import { policyStatement, type RefusedPlace } from '../../keyservice/iam/refusal';
import type { ImportAction } from '../../protocol/importPage';
import type { Ui } from '../flow/ui';
import type { ServiceTools } from './tools';

export const copyPolicyLabel = (): string => vscode.l10n.t('Copy Policy Statement');

/** JSON; undefined where no statement helps, or the text was not understood, or what it is about is not known. */
export function statementFor(
  { refusal, operation, named }: KeyServiceError,
  place: RefusedPlace,
): string | undefined {
  return refusal && policyStatement(refusal, operation, place, named);
}

export async function copyStatement(ui: Pick<Ui, 'copy' | 'done'>, statement: string): Promise<void> {
  await ui.copy(statement);
  ui.done(vscode.l10n.t("The policy statement was copied. Add it to a policy of this profile's identity."));
}

/** The same as a button of a page; none where no statement helps. */
export function policyAction(error: KeyServiceError, place: RefusedPlace): readonly ImportAction[] {
  return statementFor(error, place) === undefined ? [] : [{ id: 'policy', label: copyPolicyLabel() }];
}

/** The command of the Keys view: the statement for what could not be read. */
export async function copyPolicyOfView({ catalogue, connection }: ServiceTools, ui: Ui): Promise<void> {
  const { failure } = catalogue;
  const service = failure && (await connection.connect());
  if (!service) return;
  const account = connection.chosen?.account ?? service.target.account;
  const statement = statementFor(failure, { region: service.target.region, account });
  if (statement !== undefined) await copyStatement(ui, statement);
}
