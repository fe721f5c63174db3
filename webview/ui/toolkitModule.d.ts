declare module '@vscode/webview-ui-toolkit/dist/toolkit.min.js' {
  export * from '@vscode/webview-ui-toolkit';
}
