/** The rows of a manifest as commands of the AWS CLI: a script that only its owner can read. */
import * as vscode from 'vscode';
import { isWanted, type Preflight } from '../../keyservice/manifest/preflight';
import { awsCliText, quote } from '../../keyservice/cliText';
import { planCliText } from '../../keyservice/plans/plan';
import type { ServiceTarget } from '../../keyservice/operations';
import { escapeNotification } from '../ui/markdown';
import { marksEnding, writeCliFile } from '../service/cliFiles';
import type { ManifestWork } from './manifestWork';

/**
 * What the rows call. For row N the folder of marks holds N.begun from before the call, N.arn when the key is there
 * and N.alias when it has its alias. Only errors that AWS gives before it does anything take N.begun away.
 */
const functions = String.raw`umask 077
# The AWS CLI repeats a call whose answer was lost. That would import a key twice.
export AWS_MAX_ATTEMPTS=1
export AWS_PAGER=

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

# A copy of this script keeps its marks here too. After a day they are gone with the script.
mkdir "$marks" 2>/dev/null || [ -d "$marks" ] || stop "This script is out of date. Copy it again from the manifest."

# import_row ROW COMMAND...: imports the row unless that was done; KEY is the ARN of its key.
import_row() {
  row=$1
  shift
  KEY=
  if [ -s "$marks/$row.arn" ]; then
    read -r KEY <"$marks/$row.arn"
    printf 'Row %s: already imported as %s\n' "$row" "$KEY"
    return
  fi
  if ! (set -C && : >"$marks/$row.begun") 2>/dev/null; then
    [ -e "$marks/$row.begun" ] || stop "Row $row: $marks cannot be written. Nothing was sent."
    stop "Row $row: an earlier run sent this row and got no answer, so the key may exist. Look for the key first.
If the key exists, write its ARN into this file: $marks/$row.arn
If it does not exist, delete this file: $marks/$row.begun
Then run the script again."
  fi
  sync "$marks/$row.begun" 2>/dev/null || sync
  KEY=$("$@" --query Key.KeyArn --output text 2>"$marks/$row.error")
  status=$?
  cat "$marks/$row.error" >&2
  refused=
  for error in AccessDenied ExpiredToken InvalidSignature UnrecognizedClient ResourceNotFound \
    Conflict ServiceQuotaExceeded Throttling Validation; do
    case $(cat "$marks/$row.error") in
    *"An error occurred (""$error""Exception) when calling the ImportKey operation"*) refused=yes ;;
    esac
  done
  rm -f "$marks/$row.error"
  if [ "$status" -ne 0 ] && [ -n "$refused" ]; then
    rm -f "$marks/$row.begun"
    stop "Row $row: not imported. The script stopped here."
  fi
  case $status:$KEY in
  0:arn:*) ;;
  *) stop "Row $row: no usable answer, so the key may exist. Look for the key before you run the script again." ;;
  esac
  printf '%s\n' "$KEY" >"$marks/$row.new" && mv "$marks/$row.new" "$marks/$row.arn" ||
    stop "Row $row: imported as $KEY, but $marks cannot be written. Write this ARN into $marks/$row.arn before you run the script again."
  printf 'Row %s: imported as %s\n' "$row" "$KEY"
}

# owner_is COMMAND...: whether the alias that the command reads belongs to KEY.
owner_is() {
  [ "$("$@" --query Alias.KeyArn --output text 2>/dev/null)" = "$KEY" ]
}

# named ROW: notes that the key of the row has its alias.
named() {
  : >"$marks/$1.alias"
}

# not_named ROW: the key is there, its alias is not.
not_named() {
  stop "Row $1: the alias of $KEY could not be created. Run the script again to continue with it."
}`;

/**
 * A script for POSIX shells. It imports row by row, each with its alias after it, and stops at the first that fails.
 * When it is run again, it continues where it stopped.
 * @param marks absolute path of the folder in which it notes what is done
 * @returns undefined where a name cannot be written for a shell
 */
export function manifestScript(
  { rows }: Preflight,
  target: ServiceTarget,
  marks: string,
): string | undefined {
  const place = {
    profile: target.profile,
    region: target.region,
    ...(target.kind === 'simulator' ? { endpointUrl: target.endpoint } : {}),
  };
  const commands = rows.filter(isWanted).flatMap(({ row, plan, record }): string[] => {
    const alias = (): string[] => {
      if (row.alias === undefined) return [];
      const create = awsCliText('CreateAlias', { AliasName: row.alias, KeyArn: '@ARN@' }, place).posix;
      const look = awsCliText('GetAlias', { AliasName: row.alias }, place).posix;
      return [
        `[ -e "$marks/${row.number}.alias" ] || ${create.replace('@ARN@', '"$KEY"')} || owner_is ${look} || not_named ${row.number}`,
        `named ${row.number}`,
      ];
    };
    if (record) return ['', `KEY=${quote.posix(record.arn)}`, ...alias()];
    if (!plan) return [];
    return ['', `import_row ${row.number} ${planCliText(plan, target).posix}`, ...alias()];
  });
  if ('refusal' in awsCliText('ListKeys', {}, place).lines.posix) return undefined;
  return [
    '#!/bin/sh',
    '# Imports the rows of a manifest into AWS Payment Cryptography, each of them once, also when it is run again.',
    `marks=${quote.posix(marks)}`,
    functions,
    ...commands,
    '',
    `echo 'All rows of this script are imported.'`,
    '',
  ].join('\n');
}

export async function copyScript({ tools, ui, target }: ManifestWork, judged: Preflight): Promise<void> {
  if (manifestScript(judged, target, '/') === undefined) {
    ui.warn(vscode.l10n.t('No script was written: the profile name contains a control character.'));
    return;
  }
  const path = await writeCliFile(
    tools.context.globalStorageUri,
    'import-manifest',
    'sh',
    (at) => manifestScript(judged, target, at + marksEnding) ?? '',
  );
  await vscode.env.clipboard.writeText(`sh ${quote.posix(path)}`);
  void ui.tell(
    escapeNotification(
      vscode.l10n.t(
        'Copied for sh, bash and zsh. It runs {0}, which only you can read and which is deleted after a day. If it stops, run it again: it continues with the rows that are not imported yet.',
        path,
      ),
    ),
  );
}
