import * as vscode from 'vscode';

/** '' where it cannot be had in time: a browser may refuse it, or ask its user, who may not see the question. */
export async function clipboardText(milliseconds: number): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(() => resolve(''), milliseconds));
  return Promise.race([Promise.resolve(vscode.env.clipboard.readText()).catch(() => ''), late]);
}
