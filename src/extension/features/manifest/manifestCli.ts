/** The rows of a manifest as commands of the AWS CLI: a script that only its owner can read. */
import * as vscode from 'vscode';
import { isWanted, type Preflight } from '../../../keyservice/manifest/preflight';
import { awsCliText } from '../../../keyservice/cliText';
import { planCliText } from '../../../keyservice/plans/plan';
import type { ServiceTarget } from '../../../keyservice/operations';
import { privateFolder } from '../import/importFolder';
import type { ManifestWork } from './manifestWork';

/** One import a line, each with its alias behind it; stops at the first that fails. */
export function manifestScript({ rows }: Preflight, target: ServiceTarget): string {
  const place = {
    profile: target.profile,
    region: target.region,
    ...(target.kind === 'simulator' ? { endpointUrl: target.endpoint } : {}),
  };
  const lines = rows.filter(isWanted).flatMap(({ row, plan, record }) => {
    const alias = (arn: string): string =>
      row.alias === undefined
        ? ''
        : ` && ${awsCliText('CreateAlias', { AliasName: row.alias, KeyArn: '@ARN@' }, place).posix.replace('@ARN@', arn)}`;
    if (record) return [`: ${alias(record.arn)}`];
    if (!plan) return [];
    return [
      `KEY=$(${planCliText(plan, target).posix} --query Key.KeyArn --output text) && echo "$KEY"${alias('"$KEY"')}`,
    ];
  });
  // `set -e` passes over what fails before an `&&`.
  return [...lines.map((line) => `${line} || exit 1`), ''].join('\n');
}

export async function copyScript({ tools, asks, target }: ManifestWork, judged: Preflight): Promise<void> {
  const folder = vscode.Uri.joinPath(tools.context.globalStorageUri, 'cli');
  const name = `import-manifest-${new Date().toISOString().replace(/[:.]/g, '-')}.sh`;
  await privateFolder(folder).put(name, new TextEncoder().encode(manifestScript(judged, target)));
  const path = vscode.Uri.joinPath(folder, name).fsPath;
  await vscode.env.clipboard.writeText(`sh '${path.replaceAll("'", `'\\''`)}'`);
  void asks.tell(vscode.l10n.t('Copied. It runs {0}, which only you can read.', path));
}
