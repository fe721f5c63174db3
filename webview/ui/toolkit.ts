// The one file that knows the toolkit. The prebuilt file, because its modules do not shake.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit/dist/toolkit.min.js';

/** Registers the controls the pages use: vscode-button, vscode-text-field, vscode-text-area. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextArea(), vsCodeTextField());
}
