import * as vscode from 'vscode';
import { hasKeyServices } from '../support/keyServices';
import { logFailure } from '../support/log';
import { back } from '../support/prompts';
import type { KeptParameters } from './importParameters/store';
import { ImportParametersView } from './importParameters/view';
import type { ParameterPrompts } from './importParameters/parameterPrompts';
import { mayConnect } from './keyService/connection';
import type { ServiceTools } from './keyService/tools';

type Body = (asks: ParameterPrompts) => Promise<unknown>;
type WithKept = (kept: KeptParameters, asks: ParameterPrompts) => Promise<unknown>;

/** View and commands of kept import parameters. What they need is loaded when one is first used. */
export function registerImportParameters(
  tools: ServiceTools,
  context: vscode.ExtensionContext,
): vscode.Disposable {
  const view = new ImportParametersView(tools.parameters, tools.connection, (kept) => {
    if (kept.length > 0)
      void import('./importParameters/warnSoon').then(({ warnSoon }) => warnSoon(tools, kept));
  });
  const on = (name: string, argument: unknown, body: WithKept): Promise<void> =>
    run(name, async (asks) => {
      const { keptOf } = await import('./importParameters/pickKept');
      const kept = await keptOf(tools, asks, argument, name);
      if (kept !== undefined && kept !== back) await body(kept, asks);
    });
  return vscode.Disposable.from(
    view,
    vscode.commands.registerCommand('keyMaterial.importParameters.get', () =>
      run(vscode.l10n.t('Get Import Parameters'), async (asks) => {
        if (!mayConnect()) return;
        const { getAndTell } = await import('./importParameters/getParameters');
        await getAndTell(tools, asks);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.openCertificate', (argument: unknown) =>
      on(vscode.l10n.t('Open KRD Certificate and Chain'), argument, async (kept) => {
        const { openCertificates } = await import('./importParameters/certificateActions');
        await openCertificates(context, kept);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.saveCertificate', (argument: unknown) =>
      on(vscode.l10n.t('Save KRD Certificate'), argument, async (kept, asks) => {
        const { saveCertificates } = await import('./importParameters/certificateActions');
        await saveCertificates(kept, asks);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.copyCertificate', (argument: unknown) =>
      on(vscode.l10n.t('Copy KRD Certificate as PEM'), argument, async (kept, asks) => {
        const { copyCertificate } = await import('./importParameters/certificateActions');
        await copyCertificate(kept, asks);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.copyFingerprint', (argument: unknown) =>
      on(vscode.l10n.t('Copy KRD Certificate Fingerprint'), argument, async (kept, asks) => {
        const { copyFingerprint } = await import('./importParameters/certificateActions');
        await copyFingerprint(kept, asks);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.use', (argument: unknown) =>
      on(vscode.l10n.t('Import with These Parameters'), argument, async (kept) => {
        await vscode.commands.executeCommand('keyMaterial.importKey', {
          kind: kept.materialType === 'TR34_KEY_BLOCK' ? 'Tr34KeyBlock' : 'KeyCryptogram',
          parameters: kept.id,
        });
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.forget', (argument: unknown) =>
      on(vscode.l10n.t('Forget Import Parameters'), argument, async (kept, asks) => {
        const { forget } = await import('./importParameters/pickKept');
        await forget(tools, asks, kept);
      }),
    ),
    vscode.commands.registerCommand('keyMaterial.importParameters.forgetExpired', () =>
      run(vscode.l10n.t('Forget Expired Import Parameters'), async (asks) => {
        const { forgetExpired } = await import('./importParameters/pickKept');
        await forgetExpired(tools, asks);
      }),
    ),
  );
}

async function run(name: string, body: Body): Promise<void> {
  // Nothing is kept in a browser, and nothing can be got there.
  if (!hasKeyServices()) {
    mayConnect();
    return;
  }
  try {
    const { parameterPrompts } = await import('./importParameters/parameterPrompts');
    await body(parameterPrompts);
  } catch (error) {
    logFailure(name, error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not finish. The log says where it failed, and no key.', name),
    );
  }
}
