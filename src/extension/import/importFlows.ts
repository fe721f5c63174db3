/** Every way to import, and what it begins with. What a flow needs is loaded when it is chosen. */
import * as vscode from 'vscode';
import type { ImportFlow } from './importRun';

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
