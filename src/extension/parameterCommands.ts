/** The commands of the view Import Parameters: kept import parameters, and kept certificates of own key pairs. */
import * as vscode from 'vscode';
import type { CommandTable, Guards } from './commands';
import type { Ui } from './flow/ui';
import type { KeptCertificate } from './service/pairCertificates';
import type { KeptParameters } from './service/parameterStore';
import type { ServiceTools } from './service/tools';

export interface ParameterNeeds {
  /** Works on what is kept here, also in Restricted Mode. */
  tools: [tools: ServiceTools, ui: Ui];
  /** A trusted workspace: the command goes to a key service, or may. */
  trust: [tools: ServiceTools, ui: Ui, argument: unknown];
  /** One set of import parameters: the one in the argument, or one that is chosen. */
  parameters: [kept: KeptParameters, ui: Ui];
  /** One kept certificate of an own key pair: the one in the argument, or one that is chosen. */
  pairCertificate: [kept: KeptCertificate, ui: Ui];
}

export function parameterCommands(tools: ServiceTools): CommandTable<ParameterNeeds> {
  return {
    'keyMaterial.importParameters.get': {
      needs: 'trust',
      load: async () => (await import('./parameters/getParameters')).getAndTell,
    },
    'keyMaterial.importParameters.openCertificate': {
      needs: 'parameters',
      load: async () => {
        const { openCertificates } = await import('./parameters/certificateActions');
        return (kept) => openCertificates(tools, kept);
      },
    },
    'keyMaterial.importParameters.saveCertificate': {
      needs: 'parameters',
      load: async () => (await import('./parameters/certificateActions')).saveCertificates,
    },
    'keyMaterial.importParameters.copyCertificate': {
      needs: 'parameters',
      load: async () => (await import('./parameters/certificateActions')).copyCertificate,
    },
    'keyMaterial.importParameters.copyFingerprint': {
      needs: 'parameters',
      load: async () => (await import('./parameters/certificateActions')).copyFingerprint,
    },
    'keyMaterial.importParameters.use': {
      needs: 'parameters',
      load: () =>
        Promise.resolve(({ materialType, id }) =>
          vscode.commands.executeCommand('keyMaterial.importKey', {
            flow: materialType === 'TR34_KEY_BLOCK' ? 'tr34' : 'cryptogram',
            parameters: id,
          }),
        ),
    },
    'keyMaterial.importParameters.forget': {
      needs: 'parameters',
      load: async () => {
        const { forget } = await import('./parameters/pickKept');
        return (kept, ui) => forget(tools, ui, kept);
      },
    },
    'keyMaterial.importParameters.forgetExpired': {
      needs: 'tools',
      load: async () => (await import('./parameters/pickKept')).forgetExpired,
    },
    'keyMaterial.pairCertificates.use': {
      needs: 'pairCertificate',
      load: () =>
        Promise.resolve(({ id }) =>
          vscode.commands.executeCommand('keyMaterial.importKey', { flow: 'tr34', parameters: id }),
        ),
    },
    'keyMaterial.pairCertificates.open': {
      needs: 'pairCertificate',
      load: async () => {
        const { openPairCertificate } = await import('./parameters/pairCertificateActions');
        return (kept) => openPairCertificate(tools, kept);
      },
    },
    'keyMaterial.pairCertificates.save': {
      needs: 'pairCertificate',
      load: async () => (await import('./parameters/pairCertificateActions')).savePairCertificate,
    },
    'keyMaterial.pairCertificates.copyFingerprint': {
      needs: 'pairCertificate',
      load: async () => (await import('./parameters/pairCertificateActions')).copyPairFingerprint,
    },
    'keyMaterial.pairCertificates.forget': {
      needs: 'pairCertificate',
      load: async () => {
        const { forgetPairCertificate } = await import('./parameters/pairCertificateActions');
        return (kept, ui) => forgetPairCertificate(tools, ui, kept);
      },
    },
  };
}

/** Of what only these commands need. */
export function parameterGuards(
  tools: ServiceTools,
  questions: () => Promise<Ui>,
): Pick<Guards<ParameterNeeds>, 'parameters' | 'pairCertificate'> {
  return {
    parameters: async (load, { title, args }) => {
      const { keptOf } = await import('./parameters/pickKept');
      const ui = await questions();
      const kept = await keptOf(tools, ui, args[0], title);
      if (typeof kept === 'object') await (await load())(kept, ui);
    },
    pairCertificate: async (load, { title, args }) => {
      const { pairCertificateOf } = await import('./parameters/pairCertificateActions');
      const ui = await questions();
      const kept = await pairCertificateOf(tools, ui, args[0], title);
      if (kept) await (await load())(kept, ui);
    },
  };
}
