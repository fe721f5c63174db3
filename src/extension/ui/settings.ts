import * as vscode from 'vscode';

/** The settings of package.json, with their types; defaults live in package.json alone. */
interface Settings {
  'codeLens.pem': 'off' | 'pemFiles' | 'everywhere';
  'diagnostics.tokens': boolean;
  'diagnostics.certificates': boolean;
  'hover.enabled': boolean;
  'decorations.enabled': boolean;
  'codeLens.show': 'keyBlockFiles' | 'allFiles' | 'off';
  'diagnostics.otherFiles': 'off' | 'information';
  allowClearKeys: boolean;
  testAccounts: readonly string[];
  'import.enableAfterMatch': boolean;
}

export function setting<K extends keyof Settings>(key: K, scope?: vscode.Uri): Settings[K] | undefined {
  return vscode.workspace.getConfiguration('keyMaterial', scope).get<Settings[K]>(key);
}

/** Calls back when a setting changes. */
export function onSetting(key: keyof Settings, changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`keyMaterial.${key}`)) changed();
  });
}
