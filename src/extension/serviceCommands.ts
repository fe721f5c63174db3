/** The commands that need a key service: id → what a command needs → how its code is loaded. */
import type * as vscode from 'vscode';
import type { CommandTable, Guards } from './commands';
import type { Ui } from './flow/ui';
import type { KeyDetails, KeyPanels } from './keys/keyDetails';
import type { KeysView } from './keys/keysView';
import type { ManifestProblems } from './manifest/manifestProblems';
import type { AccessPage } from './service/accessPage';
import { parameterCommands, parameterGuards, type ParameterNeeds } from './parameterCommands';
import { mayConnect } from './service/connection';
import type { ServiceAction } from './service/serviceAction';
import type { ServiceTools } from './service/tools';

/** What a window has for these commands, made once. */
export interface ServiceParts {
  readonly context: vscode.ExtensionContext;
  readonly tools: ServiceTools;
  readonly keysView: KeysView;
  readonly keyDetails: KeyDetails;
  readonly keyPanels: KeyPanels;
  readonly manifestProblems: ManifestProblems;
  readonly accessPage: AccessPage;
}

interface ServiceNeeds extends ParameterNeeds {
  /** The chosen key service, connected. A command without an argument asks for the key. */
  service: [action: ServiceAction, argument: unknown];
  keysView: [view: KeysView, argument: unknown];
}

export function serviceCommands(parts: ServiceParts): CommandTable<ServiceNeeds> {
  const { context, tools, keyDetails, keyPanels, manifestProblems, accessPage } = parts;
  return {
    'keyMaterial.selectProfile': {
      needs: 'trust',
      load: async () => {
        const { selectProfile } = await import('./service/selectProfile');
        return ({ connection }) => selectProfile(connection);
      },
    },
    'keyMaterial.selectRegion': {
      needs: 'trust',
      load: async () => {
        const { selectRegion } = await import('./service/selectProfile');
        return ({ connection }) => selectRegion(connection);
      },
    },
    'keyMaterial.checkAccess': {
      needs: 'trust',
      load: async () => {
        const { checkAccess } = await import('./service/checkAccess');
        return (_tools, ui) => checkAccess(tools, ui, accessPage);
      },
    },
    'keyMaterial.signIn': {
      needs: 'trust',
      load: async () => (await import('./service/identityCommands')).signIn,
    },
    'keyMaterial.retrySignIn': {
      needs: 'trust',
      load: async () => (await import('./service/identityCommands')).retrySignIn,
    },
    'keyMaterial.keepWaiting': {
      needs: 'trust',
      load: async () => (await import('./service/identityCommands')).keepWaiting,
    },
    'keyMaterial.cancelWait': {
      needs: 'trust',
      load: async () => {
        const { cancelWait } = await import('./service/identityCommands');
        return ({ connection }) => cancelWait(connection);
      },
    },
    'keyMaterial.importKey': {
      needs: 'trust',
      load: async () => {
        const { importKey } = await import('./import/importKey');
        return (_tools, ui, argument) => importKey(context.extensionUri, tools, ui, argument);
      },
    },
    'keyMaterial.importFromManifest': {
      needs: 'trust',
      load: async () => {
        const { importFromManifest } = await import('./manifest/manifestImport');
        return (_tools, ui, argument) =>
          importFromManifest(context.extensionUri, tools, ui, manifestProblems, argument);
      },
    },
    'keyMaterial.buildTestPayload': {
      needs: 'trust',
      load: async () => {
        const { buildTestPayload } = await import('./testPayload/buildTestPayload');
        return (_tools, ui) => buildTestPayload(context, tools, ui);
      },
    },
    'keyMaterial.deleteTestKeys': {
      needs: 'tools',
      load: async () => {
        const { deleteKept } = await import('./testPayload/deleteKept');
        return (_tools, ui) => deleteKept(context, ui);
      },
    },
    'keyMaterial.history.checkApproval': {
      needs: 'trust',
      load: async () => (await import('./import/checkApproval')).checkApproval,
    },
    'keyMaterial.history.showKey': {
      needs: 'trust',
      load: async () => (await import('./history/historyCommands')).showHistoryKey,
    },
    'keyMaterial.history.copyArn': {
      needs: 'trust',
      load: async () => (await import('./history/historyCommands')).copyHistoryArn,
    },
    'keyMaterial.history.copyFacts': {
      needs: 'trust',
      load: async () => (await import('./history/historyCommands')).copyFacts,
    },
    'keyMaterial.history.remove': {
      needs: 'trust',
      load: async () => (await import('./history/historyCommands')).removeFromHistory,
    },
    ...parameterCommands(tools),
    'keyMaterial.keys.refresh': {
      needs: 'keysView',
      load: () => Promise.resolve((view) => view.reading(() => tools.catalogue.refresh())),
    },
    'keyMaterial.keys.loadMore': {
      needs: 'keysView',
      load: () =>
        Promise.resolve((view, argument) => {
          const group = (argument as { group?: unknown } | undefined)?.group;
          if (typeof group !== 'string') return view.reading(() => tools.catalogue.loadMore());
          view.showMore(group);
          return undefined;
        }),
    },
    'keyMaterial.keys.filter': {
      needs: 'keysView',
      load: async () => {
        const { askFilter } = await import('./keys/viewCommands');
        return (view) => askFilter(view);
      },
    },
    'keyMaterial.keys.clearFilter': {
      needs: 'keysView',
      load: () => Promise.resolve((view) => void (view.filter = '')),
    },
    'keyMaterial.keys.groupBy': {
      needs: 'keysView',
      load: async () => {
        const { askGrouping } = await import('./keys/viewCommands');
        return (view) => askGrouping(view);
      },
    },
    'keyMaterial.keys.copyPolicy': {
      needs: 'trust',
      load: async () => (await import('./service/policyStatement')).copyPolicyOfView,
    },
    'keyMaterial.keys.reveal': {
      needs: 'keysView',
      load: async () => {
        const { revealKey } = await import('./keys/viewCommands');
        return (view, argument) => revealKey(tools, view, argument);
      },
    },
    'keyMaterial.keys.details': {
      needs: 'service',
      load: async () => {
        const { showDetails } = await import('./keys/keyDetailsPage');
        return (flow, argument) => showDetails(keyDetails, flow, argument);
      },
    },
    'keyMaterial.keys.copyArn': {
      needs: 'service',
      load: async () => (await import('./service/cliChoices')).copyArn,
    },
    'keyMaterial.keys.copyAlias': {
      needs: 'service',
      load: async () => (await import('./service/cliChoices')).copyAlias,
    },
    'keyMaterial.keys.copyKcv': {
      needs: 'service',
      load: async () => (await import('./service/cliChoices')).copyKcv,
    },
    'keyMaterial.keys.copyCli': {
      needs: 'service',
      load: async () => (await import('./service/cliChoices')).copyCli,
    },
    'keyMaterial.keys.create': {
      needs: 'service',
      load: async () => (await import('./keys/createKey')).createKey,
    },
    'keyMaterial.keys.enable': {
      needs: 'service',
      load: async () => (await import('./keys/lifeCycle')).enableKey,
    },
    'keyMaterial.keys.disable': {
      needs: 'service',
      load: async () => (await import('./keys/lifeCycle')).disableKey,
    },
    'keyMaterial.keys.restore': {
      needs: 'service',
      load: async () => (await import('./keys/lifeCycle')).restoreKey,
    },
    'keyMaterial.keys.scheduleDeletion': {
      needs: 'service',
      load: async () => (await import('./keys/lifeCycle')).scheduleDeletion,
    },
    'keyMaterial.keys.createAlias': {
      needs: 'service',
      load: async () => (await import('./keys/aliasActions')).createAlias,
    },
    'keyMaterial.keys.moveAlias': {
      needs: 'service',
      load: async () => (await import('./keys/aliasActions')).moveAlias,
    },
    'keyMaterial.keys.deleteAlias': {
      needs: 'service',
      load: async () => (await import('./keys/aliasActions')).deleteAlias,
    },
    'keyMaterial.keys.editTags': {
      needs: 'service',
      load: async () => (await import('./keys/tagActions')).editTags,
    },
    'keyMaterial.keys.addRegions': {
      needs: 'service',
      load: async () => (await import('./keys/regionActions')).addRegions,
    },
    'keyMaterial.keys.removeRegions': {
      needs: 'service',
      load: async () => (await import('./keys/regionActions')).removeRegions,
    },
    'keyMaterial.keys.editPolicy': {
      needs: 'service',
      load: async () => (await import('./keys/policyActions')).editPolicy,
    },
    'keyMaterial.keys.putPolicy': {
      needs: 'service',
      load: async () => (await import('./keys/policyActions')).putPolicy,
    },
    'keyMaterial.keys.deletePolicy': {
      needs: 'service',
      load: async () => (await import('./keys/policyActions')).deletePolicy,
    },
    'keyMaterial.keys.wrapWith': {
      needs: 'service',
      load: async () => {
        const { useAsWrappingKey } = await import('./keys/useActions');
        return (flow, argument) => useAsWrappingKey(flow, argument);
      },
    },
    'keyMaterial.keys.publicCertificate': {
      needs: 'service',
      load: async () => {
        const { getPublicCertificate } = await import('./keys/useActions');
        return (flow, argument) => getPublicCertificate(flow, argument, keyPanels);
      },
    },
    'keyMaterial.keys.certificateRequest': {
      needs: 'service',
      load: async () => {
        const { getCertificateRequest } = await import('./keys/certificateRequest');
        return (flow, argument) => getCertificateRequest(flow, argument, keyPanels);
      },
    },
    'keyMaterial.keys.useCertificate': {
      needs: 'service',
      load: async () => (await import('./keys/signedCertificate')).useSignedCertificate,
    },
    'keyMaterial.keys.export': {
      needs: 'service',
      load: async () => {
        const { exportKey } = await import('./keys/exportKey');
        return (flow, argument) => exportKey(flow, argument, keyPanels);
      },
    },
    'keyMaterial.keys.exportList': {
      needs: 'service',
      load: async () => (await import('./keys/exportKeyList')).exportKeyList,
    },
  };
}

export function serviceGuards({ tools, keysView }: ServiceParts): Guards<ServiceNeeds> {
  const questions = async (): Promise<Ui> => (await import('./flow/vscodeUi')).vscodeUi;
  return {
    ...parameterGuards(tools, questions),
    tools: async (load) => {
      await (
        await load()
      )(tools, await questions());
    },
    trust: async (load, { args }) => {
      if (mayConnect()) await (await load())(tools, await questions(), args[0]);
    },
    service: async (load, { args }) => {
      const { runAction } = await import('./service/serviceAction');
      await runAction(tools, args[0], load);
    },
    keysView: async (load, { args }) => {
      await (
        await load()
      )(keysView, args[0]);
    },
  };
}
