/**
 * The key service's tools for commands that work without them as well: undefined where the host has no key service, and
 * in Restricted Mode, where nothing is sent.
 */
import * as vscode from 'vscode';
import type { ServiceTools } from './tools';

let load: (() => Promise<ServiceTools>) | undefined;

/** @param tools makes them when they are first asked for */
export function useServiceTools(tools: (() => Promise<ServiceTools>) | undefined): void {
  load = tools;
}

export const serviceToolsHere = async (): Promise<ServiceTools | undefined> =>
  vscode.workspace.isTrusted ? load?.() : undefined;
