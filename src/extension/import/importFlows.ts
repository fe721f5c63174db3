/** Every way to import, and what it begins with. What a flow needs is loaded when it is chosen. */
import * as vscode from 'vscode';
import type { ImportSource } from '../material/importSource';
import type { KeptParameters } from '../service/parameterStore';
import type { Asking } from './importRun';

/** What is known when a flow begins. */
export interface ImportStart extends Asking {
  readonly source?: ImportSource | undefined;
  /** ARN of the wrapping key to begin with. */
  readonly wrappingKey?: string | undefined;
  /** Import parameters that the command was run on: they stand first where they fit. */
  readonly parameters?: KeptParameters | undefined;
}

export interface ImportFlow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Kinds of material that it takes; the first flow that takes what was found is begun without a question. */
  readonly takes: readonly ImportSource['kind'][];
  readonly load: () => Promise<(start: ImportStart) => Promise<void>>;
}

/** In the order in which they are offered. */
export function importFlows(): readonly ImportFlow[] {
  return [
    {
      id: 'keyBlock',
      label: vscode.l10n.t('TR-31 key block'),
      description: vscode.l10n.t('under a wrapping key that is there already'),
      takes: ['keyBlock'],
      load: async () => {
        const { importKeyBlock } = await import('./keyBlockImport');
        return (start) => importKeyBlock(start, importFlows());
      },
    },
    {
      id: 'tr34',
      label: vscode.l10n.t('TR-34 key token'),
      description: vscode.l10n.t('for the KRD certificate of import parameters; a first KEK comes so'),
      takes: ['tr34'],
      load: async () => (await import('./tr34Import')).importTr34,
    },
    {
      id: 'cryptogram',
      label: vscode.l10n.t('RSA-wrapped key'),
      description: vscode.l10n.t('a cryptogram by RSA-OAEP; usage and modes are chosen here'),
      takes: ['cryptogram'],
      load: async () => (await import('./cryptogramImport')).importCryptogram,
    },
    {
      id: 'agreed',
      label: vscode.l10n.t('TR-31 key block under an agreed key (ECDH)'),
      description: vscode.l10n.t('own key pair, certificate of the other party; carries AES-256 too'),
      takes: ['keyBlock'],
      load: async () => (await import('./agreedImport')).importAgreed,
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
