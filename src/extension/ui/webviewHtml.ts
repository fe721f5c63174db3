import * as vscode from 'vscode';

/** 128 random bits as hex: one nonce for one page. */
function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The page of a webview: one script with what it imports, one style sheet, no network. Imported scripts have the
 * nonce of the one that imports them.
 *
 * The style nonce is for the toolkit's focus-visible probe, which adds an empty `<style>`;
 * it reads the nonce from the meta element (webview/ui/toolkit.ts). No data goes into the
 * page: the page asks with `ready` and gets its model as a message.
 */
export function webviewHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: { script: string; style: string; title: string },
): string {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(folder, page.script)).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(folder, page.style)).toString();
  const once = nonce();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${once}'`,
    `style-src ${webview.cspSource} 'nonce-${once}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${once}">
<title>${escapeAttribute(page.title)}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="root"></main>
<script type="module" nonce="${once}" src="${script}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

/** The page's first message: its texts in the user's language, by their English. None where that is English. */
export function pageTexts(): { readonly type: 'texts'; readonly texts: Readonly<Record<string, string>> } {
  return { type: 'texts', texts: vscode.l10n.bundle ?? {} };
}

/** What such a page may load: the built webview files, nothing else. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
}
