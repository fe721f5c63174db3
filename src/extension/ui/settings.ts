import * as vscode from 'vscode';

/** The settings of package.json, with their types; defaults live in package.json alone. */
interface Settings {
  'codeLens.pem': 'off' | 'pemFiles' | 'everywhere';
  'diagnostics.tokens': boolean;
  'diagnostics.certificates': boolean;
  openBinaryFiles: boolean;
  'hover.enabled': boolean;
  'decorations.enabled': boolean;
  'codeLens.show': 'keyBlockFiles' | 'allFiles' | 'off';
  'diagnostics.otherFiles': 'off' | 'information';
  allowClearKeys: boolean;
  testAccounts: readonly string[];
  'import.enableAfterMatch': boolean;
  agentTools: boolean;
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

/** Also in package.json, as an activation event: a restored panel wakes the extension. */
export const inspectorViewType = 'keyMaterial.inspector';
/** Also in package.json, as an activation event. */
export const importViewType = 'keyMaterial.importPage';
/** Also in package.json, as an activation event. */
export const manifestViewType = 'keyMaterial.manifestPage';

/** Also in package.json: the view in the panel that lists what Find Key Blocks in Workspace found. */
export const foundKeyBlocksViewId = 'keyMaterial.foundKeyBlocks';

/** Also in package.json: the view of the keys of the chosen service. */
export const keysViewId = 'keyMaterial.keys';
/** Also in package.json, as the next. */
export const importParametersViewId = 'keyMaterial.importParameters';
export const historyViewId = 'keyMaterial.history';

/** Schemes of read-only documents: all that is known of a key, the report of Check Access, and reports. */
export const keyDetailsScheme = 'key-material-key';
export const accessScheme = 'key-material-access';
export const reportScheme = 'key-material-report';

/** The read-only editor for structures, and the panel for what stands in no file of its own. */
export const structureViewType = 'keyMaterial.structure';
export const structurePanelViewType = 'keyMaterial.structurePanel';
