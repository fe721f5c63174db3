import type * as vscode from 'vscode';
import type { Ui } from '../flow/ui';
import type { ServiceTools } from '../service/tools';
import { ownedKeyRing } from '../testKeys/keyRing';
import { log } from '../ui/log';
import { askAndBuildPayload } from './build';
import { showPayload } from './show';

/** Build Test Payload: builds the payload of an import from test keys, and shows it. */
export async function buildTestPayload(
  context: vscode.ExtensionContext,
  tools: ServiceTools,
  ui: Ui,
): Promise<void> {
  ownedKeyRing(context);
  const payload = await askAndBuildPayload(tools, ui);
  if (!payload) return;
  log().info('A test payload was built.');
  await showPayload(context, ui, payload);
}
