/** An Atalla key block under a master file key: its MAC and the KCV of its key; the key itself is not shown. */
import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { readAtallaKeyBlock, type AtallaKeyBlock } from '../../core/hsm/atalla';
import { openAtallaKeyBlock, type OpenedAtallaKeyBlock } from '../../core/hsm/openAtalla';
import { flow, made } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import type { Ui } from '../flow/ui';

/** What keeps it from being checked, whatever the key; undefined where nothing does. */
export function whyNotAtalla(text: string): string | undefined {
  return text.startsWith('1')
    ? undefined
    : vscode.l10n.t('Only version 1, under a TDES master file key, can be checked here.');
}

/** What came of it, as a notice; undefined where the user gave up or the text is no Atalla key block. */
export async function askAndVerifyAtalla(
  ui: Ui,
  text: string,
): Promise<{ readonly message: string; readonly verified: boolean } | undefined> {
  const block = readAtallaKeyBlock(text);
  if (!block) return undefined;
  const hopeless = whyNotAtalla(text);
  if (hopeless !== undefined) return { message: hopeless, verified: false };
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
          'MAC not verified: the block was not created under this MFK, or characters of it were changed.',
        ),
        verified: false,
      };
    wipe(opened.content);
    return { message: openedText(block, opened), verified: true };
  } finally {
    wipe(bytes);
  }
}

/** Special handling of a component (akbSpecial), which has no KCV of a key. */
const component = /^[Cn234ke]$/;

function openedText({ header }: AtallaKeyBlock, { keyBytes, kcv }: OpenedAtallaKeyBlock): string {
  if (keyBytes === undefined || kcv === undefined)
    return vscode.l10n.t(
      'MAC verified. The filler is unknown, so the length and the KCV of the key are unknown, too.',
    );
  if (component.test(header[6] ?? ''))
    return vscode.l10n.t('MAC verified. A component of {0} bytes, not a key: no KCV is shown.', keyBytes);
  // AES and RSA are named by J and R: a KCV by TDES would not be theirs.
  return /^[JR]$/.test(header[2] ?? '')
    ? vscode.l10n.t('MAC verified. Key of {0} bytes, not a TDES key: no KCV is shown.', keyBytes)
    : vscode.l10n.t('MAC verified. Key of {0} bytes, KCV {1} (TDES, zero block).', keyBytes, kcv);
}
