import * as vscode from 'vscode';
import type { IdentityWait } from '../../keyservice/identity';
import { hasKeyServices, keyServices, type ConnectedService, type ProfileChoice } from '../host/keyServices';
import { isLoopback } from '../../keyservice/loopback';
import { log } from '../ui/log';
import { ShownWaits } from './identityWait';

/** What was chosen: the simulator of this window, or a profile and Region of AWS. Names only. */
export type Choice = { readonly kind: 'simulator' } | ({ readonly kind: 'aws' } & ProfileChoice);

/** A choice with what is known of it. */
export interface Chosen {
  readonly choice: Choice;
  /** Twelve digits; undefined until it was asked for. */
  readonly account: string | undefined;
  /** Id of the store of a simulator; undefined where it is none, or it was not asked. */
  readonly store?: string | undefined;
  /** Host that calls go to, undefined where it cannot be told. */
  readonly endpoint: string | undefined;
}

const stateKey = 'keyMaterial.keyService';

/** The chosen key service of this window, and the one connection to it. */
export class KeyServiceConnection implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<Chosen | undefined>();
  readonly onDidChange = this.changes.event;
  private readonly waits = new ShownWaits();
  /** Something is waited for before a call can be signed, or no longer. */
  readonly onDidWait = this.waits.onDidChange;
  private current: Chosen | undefined;
  private service: ConnectedService | undefined;
  /** Counts the changes of the profiles. */
  private generation = 0;
  private making: { choice: Choice; service: Promise<ConnectedService | undefined> } | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {
    const choice = context.workspaceState.get<unknown>(stateKey);
    if (isChoice(choice)) this.current = { choice, account: undefined, endpoint: undefined };
  }

  get chosen(): Chosen | undefined {
    return this.current;
  }

  /** What the chosen profile is waited for; waits of other profiles are none of its business. */
  get wait(): IdentityWait | undefined {
    const choice = this.current?.choice;
    return choice?.kind === 'aws' ? this.waits.latest(choice.profile, choice.region) : undefined;
  }

  /** Whether calls still go through this service: what an earlier one reports is of no interest. */
  isConnected(service: ConnectedService): boolean {
    return this.service === service;
  }

  /** Remembers a choice, by its names only, and leaves the service that was connected before. */
  async choose(choice: Choice | undefined, known: Partial<Chosen> = {}): Promise<void> {
    this.service?.close();
    this.service = undefined;
    this.current = choice && { account: undefined, endpoint: undefined, ...known, choice };
    await this.context.workspaceState.update(stateKey, choice);
    this.changes.fire(this.current);
  }

  /** Adds what became known of a choice; nothing where another was made meanwhile. */
  learn(choice: Choice, known: Partial<Pick<Chosen, 'account' | 'endpoint' | 'store'>>): void {
    if (this.current?.choice !== choice) return;
    this.current = { ...this.current, ...known };
    this.changes.fire(this.current);
  }

  /**
   * Adds what a service found out of itself; nothing where it was left since, as its credentials may be those of
   * before a change.
   */
  learnFrom(service: ConnectedService, known: Pick<Chosen, 'account' | 'store'>): void {
    if (this.service !== service || !this.current) return;
    const { account, store } = this.current;
    if (known.account === account && known.store === store) return;
    this.learn(this.current.choice, { account: known.account, store: known.store });
  }

  /**
   * The profiles changed: the next call connects anew, as the client keeps credentials of the old ones. What is
   * under way is let finish.
   */
  renew(): void {
    const { current } = this;
    if (current?.choice.kind !== 'aws') return;
    this.generation++;
    this.service = undefined;
    this.making = undefined;
    this.learn(current.choice, { account: undefined, endpoint: undefined, store: undefined });
  }

  /**
   * The service of the present choice, connected when first asked for; asks for a choice where there is none.
   * Undefined where the user chose none, or it cannot be used; then that was said.
   */
  async connect(): Promise<ConnectedService | undefined> {
    if (!mayConnect()) return undefined;
    if (!this.current) await vscode.commands.executeCommand('keyMaterial.selectProfile');
    const choice = this.current?.choice;
    if (!choice) return undefined;
    if (this.service) return this.service;
    // Whoever asks while it is being made gets the same one.
    if (this.making?.choice !== choice) {
      const service = this.make(choice, this.generation).finally(() => {
        if (this.making?.service === service) this.making = undefined;
      });
      this.making = { choice, service };
    }
    return this.making.service;
  }

  private async make(choice: Choice, generation: number): Promise<ConnectedService | undefined> {
    const service =
      choice.kind === 'simulator' ? await this.startSimulator(choice) : await this.connectAws(choice);
    // The profiles changed since: this one has the credentials of before.
    if (this.current?.choice === choice && generation !== this.generation) {
      service?.close();
      return this.connect();
    }
    if (this.current?.choice !== choice) {
      // Another was chosen meanwhile: nothing may go where the status bar no longer says.
      service?.close();
      return undefined;
    }
    return (this.service ??= service);
  }

  private async startSimulator(choice: Choice): Promise<ConnectedService | undefined> {
    const folder = this.context.globalStorageUri;
    await vscode.workspace.fs.createDirectory(folder);
    const service = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Starting the simulator…') },
      async () => (await keyServices()).simulator(folder.fsPath, logCall),
    );
    const { endpoint, account, store } = service.target;
    this.learn(choice, { endpoint: hostOf(endpoint), account, store });
    return service;
  }

  private async connectAws(choice: Choice & ProfileChoice): Promise<ConnectedService | undefined> {
    const services = await keyServices();
    const { url, findings } = await services.endpoint(choice.profile, choice.region);
    if (this.current?.choice !== choice) return undefined;
    if (url === undefined) {
      const { localised } = await import('../ui/localise');
      void vscode.window.showErrorMessage(findings.map(localised).join(' '));
      return undefined;
    }
    this.learn(choice, { endpoint: hostOf(url) });
    const { askMfa } = await import('./askMfa');
    return services.connect(choice, url, { mfaCode: askMfa, wait: this.waits.listener }, logCall);
  }

  dispose(): void {
    this.service?.close();
    this.changes.dispose();
    this.waits.dispose();
  }
}

/** Whether a key service may be used at all here; says why not. */
export function mayConnect(): boolean {
  if (!hasKeyServices()) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'AWS and the simulator need VS Code on a desktop or a remote machine, not in the browser.',
      ),
    );
    return false;
  }
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Trust');
    void vscode.window
      .showWarningMessage(
        vscode.l10n.t(
          'AWS and the simulator are off in Restricted Mode: a profile may run a command to get its credentials.',
        ),
        manage,
      )
      .then((chosen) =>
        chosen === manage ? vscode.commands.executeCommand('workbench.trust.manage') : undefined,
      );
    return false;
  }
  return true;
}

/** Whether a host, with or without its port, is this machine: a simulator that a profile leads to. */
export function isOnThisMachine(host: string): boolean {
  return isLoopback(host.replace(/:\d+$/, ''));
}

function logCall(line: string): void {
  log().info(line);
}

export function hostOf(url: string): string {
  return /^https?:\/\/([^/]+)/.exec(url)?.[1] ?? url;
}

function isChoice(value: unknown): value is Choice {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, profile, region } = value as Record<string, unknown>;
  return (
    kind === 'simulator' || (kind === 'aws' && typeof profile === 'string' && typeof region === 'string')
  );
}
