/** Verifications of this window, for a record: what was compared, no key and no block. In memory only. */
import * as vscode from 'vscode';
import type { RecordedStep } from '../../keyservice/ceremony/record';

const most = 20;
const steps: RecordedStep[] = [];

export function rememberVerification(step: RecordedStep): void {
  steps.unshift(step);
  steps.splice(most);
  void vscode.commands.executeCommand('setContext', 'keyMaterial.blockVerified', true);
}

/** Newest first. */
export const verifications = (): readonly RecordedStep[] => steps;
