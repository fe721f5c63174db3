/** Export as TR-31 key block under a key of the service that the receiver has too. */
import * as vscode from 'vscode';
import { escapeNotification } from '../ui/markdown';
import { type Answer, back } from '../flow/ui';
import { runSteps } from '../flow/steps';
import { custodyRefusal } from '../service/custody';
import { askTyped, confirmed, keyLines, live, send, type Change } from '../service/change';
import { asTheKeyHasIt, headerLines, headersOf, headerSteps } from './exportHeaders';
import { fileName, tellExported } from './exported';
import type { CatalogueKey } from '../service/keyCatalogue';
import { pickKey, type KeyFlow } from '../service/keyFlow';
import { keyName, keyWithKcv } from '../service/keyWords';
import type { KeyPanels } from './panels';
import { unfitToExport } from './wrappingKey';

export async function exportTr31(flow: KeyFlow, key: CatalogueKey, panels: KeyPanels): Promise<Answer<true>> {
  const title = vscode.l10n.t('Export as TR-31');
  const headers = asTheKeyHasIt();
  let wrapping: CatalogueKey | undefined;
  const refuse = ({ summary }: CatalogueKey): Promise<string | undefined> =>
    custodyRefusal(flow.tools, flow.target, { wrapsUnder: summary });
  const end = await runSteps(
    title,
    [
      {
        ask: async (frame) => {
          for (;;) {
            const answer = await pickKey(
              flow,
              {
                title,
                placeholder: vscode.l10n.t('Under which key? The receiver has to have the same.'),
                unfit: (one) => unfitToExport(one, key),
              },
              frame,
            );
            if (answer === undefined || answer === back) return answer;
            const objection = await refuse(answer);
            if (objection === undefined) {
              wrapping = answer;
              return 'next';
            }
            await flow.ui.failed(
              vscode.l10n.t('No key is exported under this key.'),
              escapeNotification(objection),
            );
          }
        },
      },
      ...headerSteps(flow, key, headers),
      {
        when: () => live(flow),
        ask: async (frame) => {
          const end = await askTyped(flow, frame, ...typedOf(key, wrapping!));
          return end === true ? 'next' : end;
        },
      },
    ],
    { title, canGoBack: true },
  );
  if (end !== 'next' || !wrapping) return end === back ? back : undefined;
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
  if (!(await confirmed(flow, change))) return undefined;
  // Again: the list of test accounts, and the keys that are here, may have changed since the question.
  const objection = await refuse(wrapping);
  if (objection !== undefined) {
    await flow.ui.failed(vscode.l10n.t('Nothing was exported.'), escapeNotification(objection));
    return undefined;
  }
  const output = await send(flow, change);
  if (!output) return undefined;
  const text = output.WrappedKey.KeyMaterial;
  panels.block(text);
  tellExported(flow, key, output, {
    name: `${fileName(key)}.tr31`,
    bytes: new TextEncoder().encode(text),
  });
  return true;
}

function typedOf(key: CatalogueKey, wrapping: CatalogueKey): [prompt: string, expected: string[]] {
  const end = wrapping.summary.KeyArn.slice(-8);
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
