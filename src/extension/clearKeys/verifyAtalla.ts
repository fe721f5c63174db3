/** An Atalla key block under a master file key: its MAC and the KCV of its key; the key itself is not shown. */
import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { openAtallaKeyBlock, readAtallaKeyBlock } from '../../core/hsm/atalla';
import { flow, made } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import type { Ui } from '../flow/ui';

/** What came of it, as a notice; undefined where the user gave up or the text is no Atalla key block. */
export async function askAndVerifyAtalla(
  ui: Ui,
  text: string,
): Promise<{ readonly message: string; readonly verified: boolean } | undefined> {
  const block = readAtallaKeyBlock(text);
  if (!block) return undefined;
  if (!block.header.startsWith('1'))
    return {
      message: vscode.l10n.t('Only version 1, under a TDES master file key, can be checked here.'),
      verified: false,
    };
  const answers = await flow(vscode.l10n.t('Verify Atalla Key Block'))
    .ask(
      'mfk',
      async (frame) =>
        made(await askKey(ui, frame, { name: 'MFK', kind: { algorithm: 'T' }, lengths: [24] }), (bytes) => ({
          bytes,
        })),
      { forget: ({ bytes }) => wipe(bytes) },
    )
    .run();
  if (!answers) return undefined;
  const { bytes } = answers.mfk;
  try {
    const opened = openAtallaKeyBlock(block, bytes);
    if (!opened)
      return {
        message: vscode.l10n.t(
          'MAC not verified: this MFK did not make the block, or characters of the block were changed.',
        ),
        verified: false,
      };
    wipe(opened.content);
    return {
      message:
        opened.keyBytes === undefined
          ? vscode.l10n.t(
              'MAC verified. The filler is none that is known, so the length of the key is not, nor its KCV.',
            )
          : vscode.l10n.t(
              'MAC verified. Key of {0} bytes, KCV {1} (TDES, zero block).',
              opened.keyBytes,
              opened.kcv ?? '',
            ),
      verified: true,
    };
  } finally {
    wipe(bytes);
  }
}
