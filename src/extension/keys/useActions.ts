/** What a key is used for from here: as wrapping key of an import, as key pair whose certificate goes to others. */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { escapeNotification } from '../ui/markdown';
import { certificatesOf } from '../service/parameterCertificates';
import { chooseKey } from '../service/pickKey';
import type { ServiceAction } from '../service/serviceAction';
import { isPair, keyName, lifeStage } from '../service/names';
import type { KeyPanels } from './keyDetails';
import { unfitAsWrappingKey } from './wrappingKey';

/** Begins an import under the key. */
export async function useAsWrappingKey(
  action: ServiceAction,
  argument: unknown,
  begin: (argument: { readonly wrappingKey: string }) => PromiseLike<unknown> = (wish) =>
    vscode.commands.executeCommand('keyMaterial.importKey', wish),
): Promise<void> {
  const key = await chooseKey(action, argument, {
    title: vscode.l10n.t('Use as Wrapping Key'),
    placeholder: vscode.l10n.t('Select the key under which the key block was wrapped'),
    unfit: (one) => unfitAsWrappingKey(one, 'import'),
  });
  if (key) await begin({ wrappingKey: key.summary.KeyArn });
}

/** Of own key pairs only: the service gives no imported certificate back. */
export async function getPublicCertificate(
  action: ServiceAction,
  argument: unknown,
  panels: KeyPanels,
): Promise<void> {
  const key = await chooseKey(action, argument, {
    title: vscode.l10n.t('Get Public Certificate'),
    placeholder: vscode.l10n.t('Select a key pair to show its certificate'),
    unfit: ({ summary }) =>
      !isPair(summary)
        ? vscode.l10n.t('Not a key pair of the service: there is no certificate for it.')
        : ['enabled', 'disabled', 'unreported'].includes(lifeStage(summary))
          ? undefined
          : vscode.l10n.t('its state is {0}', summary.KeyState),
  });
  if (!key) return;
  const { output } = await action.ui.progress(vscode.l10n.t('Getting the certificate'), (signal) =>
    action.service.call('GetPublicKeyCertificate', { KeyIdentifier: key.summary.KeyArn }, { signal }),
  );
  const chain = certificatesOf({ certificate: output.KeyCertificate, chain: output.KeyCertificateChain });
  if (chain.length === 0) {
    action.ui.warn(escapeNotification(vscode.l10n.t('No certificate was returned for {0}.', keyName(key))));
    return;
  }
  panels.structure(
    vscode.l10n.t('Certificate of {0}', keyName(key)),
    chain.map(({ raw }) => toPem('CERTIFICATE', raw)).join(''),
  );
}
