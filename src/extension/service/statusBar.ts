import * as vscode from 'vscode';
import { escapeIcons } from '../ui/markdown';
import { isOnThisMachine, type KeyServiceConnection } from './connection';

/** Where keys would go: simulator or live account, always in sight once something was chosen. */
export class KeyServiceStatus implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly connection: KeyServiceConnection) {
    this.item = vscode.window.createStatusBarItem(
      'keyMaterial.keyService',
      vscode.StatusBarAlignment.Right,
      90,
    );
    this.item.name = vscode.l10n.t('Key Material: AWS profile');
    this.item.command = 'keyMaterial.selectProfile';
    this.subscription = connection.onDidChange(() => this.update());
    this.update();
  }

  private update(): void {
    const { chosen } = this.connection;
    if (!chosen) {
      this.item.hide();
      return;
    }
    const { choice, account, endpoint } = chosen;
    const machine = vscode.env.remoteName ?? vscode.l10n.t('this machine');
    if (choice.kind === 'simulator') {
      this.item.text = `$(beaker) ${vscode.l10n.t('Simulator')}`;
      this.item.tooltip = vscode.l10n.t('Keys are sent to the simulator on {0}: test keys only.', machine);
    } else if (endpoint !== undefined && isOnThisMachine(endpoint)) {
      this.item.text = `$(beaker) ${escapeIcons(choice.profile)} · ${choice.region}`;
      this.item.tooltip = [
        vscode.l10n.t('A simulator at {0}: test keys only', endpoint),
        vscode.l10n.t('Profile location: {0}', machine),
      ].join('\n');
    } else {
      this.item.text = `$(key) ${escapeIcons(choice.profile) || vscode.l10n.t('environment')} · ${choice.region}`;
      this.item.tooltip = [
        vscode.l10n.t('AWS Payment Cryptography, live account'),
        vscode.l10n.t('Account: {0}', account ?? vscode.l10n.t('not requested yet')),
        vscode.l10n.t('Endpoint: {0}', endpoint ?? vscode.l10n.t('not requested yet')),
        vscode.l10n.t('Profile location: {0}', machine),
      ].join('\n');
    }
    const spoken = this.item.text.replace(/^\$\(\w+\) /, '');
    this.item.accessibilityInformation = { label: vscode.l10n.t('Key service: {0}', spoken) };
    this.item.show();
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }
}
