import * as vscode from 'vscode';
import { guardedCommand } from '../ui/commands';
import { hasKeyServices } from '../host/keyServices';
import type { Ui } from '../flow/ui';
import type { KeptParameters } from '../service/parameterStore';
import { ImportParametersView } from './view';
import { mayConnect } from '../service/connection';
import type { ServiceTools } from '../service/tools';

/** View and commands of kept import parameters. What they need is loaded when one is first used. */
export function registerImportParameters(tools: ServiceTools): vscode.Disposable {
  const view = new ImportParametersView(tools.parameters, tools.connection, (kept) => {
    if (kept.length > 0) void import('./warnSoon').then(({ warnSoon }) => warnSoon(tools, kept));
  });
  /** A command on one set: that of the argument, or one that is chosen. */
  const onKept =
    (title: () => string, body: (kept: KeptParameters, ui: Ui) => Promise<unknown>) =>
    async (argument: unknown): Promise<void> => {
      const ui = await here();
      if (!ui) return;
      const { keptOf } = await import('./pickKept');
      const kept = await keptOf(tools, ui, argument, title());
      if (kept) await body(kept, ui);
    };
  const titles = {
    get: () => vscode.l10n.t('Get Import Parameters'),
    open: () => vscode.l10n.t('Open KRD Certificate and Chain'),
    save: () => vscode.l10n.t('Save KRD Certificate'),
    copy: () => vscode.l10n.t('Copy KRD Certificate as PEM'),
    fingerprint: () => vscode.l10n.t('Copy KRD Certificate Fingerprint'),
    use: () => vscode.l10n.t('Import with These Parameters'),
    forget: () => vscode.l10n.t('Forget Import Parameters'),
    forgetExpired: () => vscode.l10n.t('Forget Expired Import Parameters'),
  };
  return vscode.Disposable.from(
    view,
    guardedCommand('keyMaterial.importParameters.get', titles.get, async () => {
      const ui = await here();
      if (!ui || !mayConnect()) return;
      const { getAndTell } = await import('./getParameters');
      await getAndTell(tools, ui);
    }),
    guardedCommand(
      'keyMaterial.importParameters.openCertificate',
      titles.open,
      onKept(titles.open, async (kept) => {
        const { openCertificates } = await import('./certificateActions');
        await openCertificates(tools, kept);
      }),
    ),
    guardedCommand(
      'keyMaterial.importParameters.saveCertificate',
      titles.save,
      onKept(titles.save, async (kept, ui) => {
        const { saveCertificates } = await import('./certificateActions');
        await saveCertificates(kept, ui);
      }),
    ),
    guardedCommand(
      'keyMaterial.importParameters.copyCertificate',
      titles.copy,
      onKept(titles.copy, async (kept) => {
        const { copyCertificate } = await import('./certificateActions');
        await copyCertificate(kept);
      }),
    ),
    guardedCommand(
      'keyMaterial.importParameters.copyFingerprint',
      titles.fingerprint,
      onKept(titles.fingerprint, async (kept) => {
        const { copyFingerprint } = await import('./certificateActions');
        await copyFingerprint(kept);
      }),
    ),
    guardedCommand(
      'keyMaterial.importParameters.use',
      titles.use,
      onKept(titles.use, async (kept) => {
        await vscode.commands.executeCommand('keyMaterial.importKey', {
          flow: kept.materialType === 'TR34_KEY_BLOCK' ? 'tr34' : 'cryptogram',
          parameters: kept.id,
        });
      }),
    ),
    guardedCommand(
      'keyMaterial.importParameters.forget',
      titles.forget,
      onKept(titles.forget, async (kept, ui) => {
        const { forget } = await import('./pickKept');
        await forget(tools, ui, kept);
      }),
    ),
    guardedCommand('keyMaterial.importParameters.forgetExpired', titles.forgetExpired, async () => {
      const ui = await here();
      if (!ui) return;
      const { forgetExpired } = await import('./pickKept');
      await forgetExpired(tools, ui);
    }),
  );
}

/** The questions; undefined in a browser, where nothing is kept and nothing can be got: then that is said. */
async function here(): Promise<Ui | undefined> {
  if (!hasKeyServices()) {
    mayConnect();
    return undefined;
  }
  return (await import('../flow/vscodeUi')).vscodeUi;
}
