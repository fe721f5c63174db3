/** What follows an export. */
import * as vscode from 'vscode';
import type { OutputOf } from '../../keyservice/operations';
import { compareCheckValues } from '../../keyservice/rules/checkValues';
import { escapeNotification } from '../ui/markdown';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { ServiceAction } from '../service/serviceAction';
import { historyOf } from '../history/historyStore';
import { keyName } from '../service/names';

/** "pek-01" of "alias/payments/pek-01". */
export const fileName = (key: CatalogueKey): string => keyName(key).split('/').at(-1) ?? 'key';

/** The check value of what was exported, and how it compares: only values of one method can differ. */
export function comparedWords(
  { summary, detail }: CatalogueKey,
  { KeyCheckValueAlgorithm: method }: OutputOf<'ExportKey'>['WrappedKey'],
  kcv: string,
): string {
  const { KeyCheckValue: own, KeyAttributes } = summary;
  const ownMethod = detail?.KeyCheckValueAlgorithm;
  const verdict =
    own === undefined
      ? 'notComparable'
      : compareCheckValues(
          { value: kcv, ...(method === undefined ? {} : { method }) },
          { value: own, ...(ownMethod === undefined ? {} : { method: ownMethod }) },
          KeyAttributes.KeyAlgorithm,
        );
  switch (verdict) {
    case 'equal':
      return vscode.l10n.t('KCV {0} ✓ matches the key', kcv);
    case 'different':
      return vscode.l10n.t("KCV {0} ✗ differs from the key's KCV, {1}", kcv, own ?? '');
    case 'notComparable':
      return vscode.l10n.t('KCV {0}', kcv);
  }
}

/** Says what was exported, the two check values compared, and offers what comes next. */
export function tellExported(
  { ui, tools, target }: ServiceAction,
  key: CatalogueKey,
  { WrappedKey }: OutputOf<'ExportKey'>,
  file: { readonly name: string; readonly bytes: Uint8Array },
): void {
  const kcv = WrappedKey.KeyCheckValue;
  const compared = kcv === undefined ? '' : ` · ${comparedWords(key, WrappedKey, kcv)}`;
  const { profile, account, region } = target;
  void historyOf(tools.context).add({
    time: Date.now(),
    kind: 'export',
    title: vscode.l10n.t('Exported {0}', keyName(key)),
    arn: key.summary.KeyArn,
    ...(kcv === undefined ? {} : { kcv }),
    profile,
    ...(account === undefined ? {} : { account }),
    region,
  });
  const copy = vscode.l10n.t('Copy');
  const save = vscode.l10n.t('Save…');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(`${vscode.l10n.t('Exported {0}', keyName(key))}${compared}`),
      copy,
      save,
    );
    if (chosen === copy) await ui.copy(WrappedKey.KeyMaterial);
    if (chosen !== save) return;
    const uri = await ui.save({ title: vscode.l10n.t('Save Exported Key'), name: file.name });
    if (uri) await vscode.workspace.fs.writeFile(uri, file.bytes);
  });
}
