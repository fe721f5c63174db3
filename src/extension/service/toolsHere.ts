/**
 * The key service's tools for commands that work without them as well: undefined where the host has no key service, and
 * in Restricted Mode, where nothing is sent.
 */
import * as vscode from 'vscode';
import type { ServiceTools } from './tools';

let here: ServiceTools | undefined;

export function useServiceTools(tools: ServiceTools | undefined): void {
  here = tools;
}

export const serviceToolsHere = (): ServiceTools | undefined =>
  vscode.workspace.isTrusted ? here : undefined;
