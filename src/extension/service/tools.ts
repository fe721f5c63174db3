/** Choices of the last import of a kind, proposed the next time: codes and names, never material. */
import * as vscode from 'vscode';
import type { KeyServiceConnection } from './connection';
import type { KeyCatalogue } from './keyCatalogue';
import type { ImportParameterStore } from './parameterStore';

/** What features on the key service share: made once, handed to each. */
export interface ServiceTools {
  readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'globalStorageUri' | 'workspaceState'>;
  readonly connection: KeyServiceConnection;
  readonly catalogue: KeyCatalogue;
  readonly parameters: ImportParameterStore;
  /** Shows what is in a text (PEM and the like) in the structure viewer; not there in tests. */
  readonly showStructure?: (name: string, text: string) => Promise<void>;
}

/**
 * Accounts in which test material may be used, by the machine's own setting: what a workspace says does not
 * count. Twelve digits each, as a list.
 */
export function testAccounts(): readonly string[] {
  const found = vscode.workspace.getConfiguration('keyMaterial').inspect<unknown>('testAccounts');
  const value = found?.globalValue;
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string').map((one) => one.replace(/-/g, ''))
    : [];
}

const key = (action: string): string => `keyMaterial.import.${action}`;

export function keptChoices<T extends object>(tools: ServiceTools, action: string): Partial<T> {
  const value = tools.context.workspaceState.get<unknown>(key(action));
  return typeof value === 'object' && value !== null ? value : {};
}

export async function keepChoices(tools: ServiceTools, action: string, choices: object): Promise<void> {
  await tools.context.workspaceState.update(key(action), choices);
}
