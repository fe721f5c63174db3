/** What the columns of a list hold: asked once for each header, and remembered by the header alone. */
import * as vscode from 'vscode';
import { guessColumns, keptColumns, plainHeader, type ColumnRole } from '../../keyservice/reconcile/columns';
import { flowInStep } from '../flow/flow';
import { back, type Answer, type Choice, type Frame, type Ui } from '../flow/ui';

/** Where the columns of a header are kept. */
export type ColumnState = Pick<vscode.Memento, 'get' | 'update'>;
const stateKey = 'keyMaterial.reconcile.columns';
const mostKept = 30;

/** Columns as they were settled for this header before, else as the user settles them now. Only headers are kept. */
export async function columnsOf(
  ui: Ui,
  frame: Frame,
  state: ColumnState,
  name: string,
  header: readonly string[],
): Promise<Answer<readonly ColumnRole[]>> {
  const kept = state.get<Record<string, unknown>>(stateKey, {});
  const known = keptColumns(kept[plainHeader(header)], header);
  if (known) return known;
  const settled = await askColumns(ui, frame, name, header, guessColumns(header));
  if (settled === undefined || settled === back) return settled;
  const others = Object.entries(kept).slice(-(mostKept - 1));
  await state.update(stateKey, Object.fromEntries([...others, [plainHeader(header), settled]]));
  return settled;
}

function roleWords(role: ColumnRole): string {
  switch (role) {
    case 'name':
      return vscode.l10n.t('Alias or label');
    case 'kcv':
      return vscode.l10n.t('KCV');
    case 'method':
      return vscode.l10n.t('KCV method');
    case 'algorithm':
      return vscode.l10n.t('Algorithm');
    case 'length':
      return vscode.l10n.t('Length');
    case 'usage':
      return vscode.l10n.t('Usage');
    case 'mode':
      return vscode.l10n.t('Modes of use');
    case 'exportable':
      return vscode.l10n.t('Exportability');
    case 'state':
      return vscode.l10n.t('State');
    case 'component':
      return vscode.l10n.t('Component or whole key');
    case 'keyBlock':
      return vscode.l10n.t('Key block');
    case 'wrappingKey':
      return vscode.l10n.t('Wrapping key');
    case 'ignore':
      return vscode.l10n.t('Not used');
  }
}

const roleOrder: readonly ColumnRole[] = [
  'name',
  'kcv',
  'method',
  'algorithm',
  'length',
  'usage',
  'mode',
  'exportable',
  'state',
  'component',
  'keyBlock',
  'wrappingKey',
  'ignore',
];

async function askColumns(
  ui: Ui,
  frame: Frame,
  name: string,
  header: readonly string[],
  guessed: readonly ColumnRole[],
): Promise<Answer<readonly ColumnRole[]>> {
  let roles = [...guessed];
  for (;;) {
    const choices: Choice<number>[] = [
      { label: `$(check) ${vscode.l10n.t('Use these columns')}`, value: -1 },
      ...header.map((title, column) => ({
        label: title === '' ? vscode.l10n.t('column {0}', column + 1) : title,
        description: roleWords(roles[column] ?? 'ignore'),
        value: column,
      })),
    ];
    const column = await ui.pick(frame, {
      placeholder: vscode.l10n.t('What do the columns of {0} hold? Select one to change it.', name),
      choices,
    });
    if (column === undefined || column === back) return column;
    if (column < 0) {
      if (roles.includes('kcv') || roles.includes('keyBlock')) return roles;
      ui.warn(vscode.l10n.t('Select the column of the KCV, or of the key block.'));
      continue;
    }
    const changed = await flowInStep({ ...frame, canGoBack: true })
      .ask('role', (inner) =>
        ui.pick(inner, {
          placeholder: vscode.l10n.t('What does the column {0} hold?', header[column] ?? ''),
          choices: roleOrder.map((role) => ({ label: roleWords(role), value: role })),
          active: roles[column],
        }),
      )
      .run();
    if (changed === undefined) return undefined;
    if (changed === back) continue;
    const { role } = changed;
    // A meaning that one column has is taken from the other, but for names.
    roles = roles.map((one, place) => {
      if (place === column) return role;
      return one === role && role !== 'name' ? 'ignore' : one;
    });
  }
}
