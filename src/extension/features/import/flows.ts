/** Every way to import: one line each. What a flow needs is loaded when it is chosen. */
import * as vscode from 'vscode';
import type { ServiceTools } from '../keyService/tools';
import type { ImportPrompts } from './importPrompts';
import type { ImportSource } from './importSource';

/** What was chosen before the flow began. */
export interface ImportWishes {
  /** ARN of the wrapping key to begin with. */
  readonly wrappingKey?: string;
}

export type RunImport = (
  tools: ServiceTools,
  asks: ImportPrompts,
  source?: ImportSource,
  wishes?: ImportWishes,
) => Promise<void>;

export interface ImportFlow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Kinds of material that it takes; the first flow that takes what was found is begun without a question. */
  readonly takes: readonly ImportSource['kind'][];
  readonly load: () => Promise<RunImport>;
}

/** In the order in which they are offered. */
export function importFlows(): readonly ImportFlow[] {
  return [
    {
      id: 'keyBlock',
      label: vscode.l10n.t('TR-31 key block'),
      description: vscode.l10n.t('under a wrapping key that is there already'),
      takes: ['keyBlock'],
      load: async () => (await import('./keyBlockImport')).importKeyBlock,
    },
    {
      id: 'certificates',
      label: vscode.l10n.t('Certificates'),
      description: vscode.l10n.t('root, then each intermediate; or a public key'),
      takes: ['certificates'],
      load: async () => (await import('./certificatesImport')).importCertificates,
    },
  ];
}

/** A way that is there, by its name; for one flow that offers another. */
export function importFlow(id: string): ImportFlow | undefined {
  return importFlows().find((flow) => flow.id === id);
}
