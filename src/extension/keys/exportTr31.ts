/** Export as TR-31 key block under a key of the service that the receiver has too. */
import * as vscode from 'vscode';
import { escapeNotification } from '../ui/markdown';
import { flowWithin } from '../flow/flow';
import { back, type Answer, type Frame } from '../flow/ui';
import { custodyRefusal } from '../service/custody';
import { type Change, askTyped, confirmChange, keyLines, live, sendChange } from '../service/confirmChange';
import { pickKey } from '../service/pickKey';
import type { ServiceAction } from '../service/serviceAction';
import { askHeaders, headerLines, headerQuestions, headersOf, type HeaderWishes } from './exportHeaders';
import { fileName, tellExported } from './exported';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyName, keyWithKcv } from '../service/names';
import type { KeyPanels } from './panels';
import { unfitToExport } from './wrappingKey';
import { arnEnd } from '../../keyservice/model/names';

export async function exportTr31(
  action: ServiceAction,
  key: CatalogueKey,
  panels: KeyPanels,
): Promise<Answer<true>> {
  const title = vscode.l10n.t('Export as TR-31');
  const refuse = ({ summary }: CatalogueKey): Promise<string | undefined> =>
    custodyRefusal(action.tools, action.target, { wrapsUnder: summary });
  const answers = await flowWithin({ title, canGoBack: true })
    .ask('wrapping', (frame) => askWrappingKey(action, frame, key, refuse))
    .ask('headers', (frame, _, former: HeaderWishes | undefined) => askHeaders(action, frame, key, former), {
      count: headerQuestions(key),
    })
    .askWhen(
      () => live(action),
      'typed',
      (frame, { wrapping }) => askTyped(action, frame, ...typedOf(key, wrapping)),
    )
    .run();
  if (answers === undefined || answers === back) return answers;
  const { wrapping, headers } = answers;
  const KeyBlockHeaders = headersOf(headers);
  const change: Change<'ExportKey'> = {
    operation: 'ExportKey',
    input: {
      ExportKeyIdentifier: key.summary.KeyArn,
      KeyMaterial: {
        Tr31KeyBlock: {
          WrappingKeyIdentifier: wrapping.summary.KeyArn,
          ...(KeyBlockHeaders ? { KeyBlockHeaders } : {}),
        },
      },
    },
    question: vscode.l10n.t('Export {0} as TR-31?', keyWithKcv(key)),
    lines: [
      ...keyLines(key),
      vscode.l10n.t('under {0}', keyWithKcv(wrapping)),
      wrapping.summary.KeyArn,
      ...headerLines(headers, key),
    ],
    action: vscode.l10n.t('Export'),
    doing: vscode.l10n.t('Exporting {0}', keyName(key)),
    // Nothing changed at the service that could be looked at.
    look: () => Promise.resolve(undefined),
  };
  if (!(await confirmChange(action, change))) return undefined;
  // Again: the list of test accounts, and the keys that are here, may have changed since the question.
  const objection = await refuse(wrapping);
  if (objection !== undefined) {
    await action.ui.failed(vscode.l10n.t('Nothing was exported.'), escapeNotification(objection));
    return undefined;
  }
  const output = await sendChange(action, change);
  if (!output) return undefined;
  const text = output.WrappedKey.KeyMaterial;
  panels.block(text);
  tellExported(action, key, output, {
    name: `${fileName(key)}.tr31`,
    bytes: new TextEncoder().encode(text),
  });
  return true;
}

/** One that the custody guard lets through. */
async function askWrappingKey(
  action: ServiceAction,
  frame: Frame,
  key: CatalogueKey,
  refuse: (wrapping: CatalogueKey) => Promise<string | undefined>,
): Promise<Answer<CatalogueKey>> {
  for (;;) {
    const answer = await pickKey(
      action,
      {
        placeholder: vscode.l10n.t('Under which key? The receiver has to have the same.'),
        unfit: (wrapping) => unfitToExport(wrapping, key),
      },
      frame,
    );
    if (answer === undefined || answer === back) return answer;
    const objection = await refuse(answer);
    if (objection === undefined) return answer;
    await action.ui.failed(
      vscode.l10n.t('No key is exported under this key.'),
      escapeNotification(objection),
    );
  }
}

function typedOf(key: CatalogueKey, wrapping: CatalogueKey): [prompt: string, expected: string[]] {
  const end = arnEnd(wrapping.summary.KeyArn);
  const kcv = wrapping.summary.KeyCheckValue;
  return [
    vscode.l10n.t(
      'LIVE: {0} leaves the account under {1}. To agree, type the last 8 characters of the ARN of the wrapping key: {2}',
      keyWithKcv(key),
      keyWithKcv(wrapping),
      kcv === undefined ? end : `${end} (KCV ${kcv})`,
    ),
    [end],
  ];
}
