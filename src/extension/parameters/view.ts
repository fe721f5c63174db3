/**
 * The view Import Parameters: what was got from GetParametersForImport, and certificates of own key pairs, which take the
 * place of a token; and how long each is still valid.
 */
import * as vscode from 'vscode';
import { escapeMarkdown } from '../ui/markdown';
import type { Choice, KeyServiceConnection } from '../service/connection';
import type { ServiceTarget } from '../../keyservice/operations';
import type { KeptCertificate } from '../service/pairCertificates';
import { hasNoAccount, type ImportParameterStore, type KeptParameters } from '../service/parameterStore';
import { isLive } from '../../keyservice/rules/live';
import {
  type Expiry,
  expiryOf,
  expiryText,
  localTime,
  ownerName,
  pairCertificateTitle,
  parametersTitle,
  purposeText,
  serviceName,
} from '../service/importTexts';

/** Of one account or service other than the chosen one. */
interface Elsewhere {
  readonly kind: 'elsewhere';
  /** unknown: not known in which account they were fetched. unconfirmed: of the chosen profile, by its name. */
  readonly why: 'other' | 'unknown' | 'unconfirmed';
  readonly service: string;
  readonly kept: readonly Kept[];
}
type Kept = KeptParameters | KeptCertificate;
export type ParametersNode =
  | { readonly kind: 'parameters'; readonly kept: KeptParameters }
  | { readonly kind: 'certificate'; readonly kept: KeptCertificate }
  | Elsewhere;

/** How often the countdown is looked at, in milliseconds. */
const tick = 20_000;

export class ImportParametersView implements vscode.TreeDataProvider<ParametersNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private timer: ReturnType<typeof setInterval> | undefined;
  private shown = '';
  private list: readonly Kept[] = [];

  /**
   * @param tree VS Code's view, which it fills
   * @param seen called with what the user sees whenever the view comes into sight
   */
  constructor(
    tree: Pick<vscode.TreeView<ParametersNode>, 'visible' | 'onDidChangeVisibility'>,
    private readonly store: ImportParameterStore,
    private readonly connection: KeyServiceConnection,
    private readonly seen: (kept: readonly KeptParameters[]) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.subscriptions = [
      store.onDidChange(() => this.changed.fire()),
      connection.onDidChange(() => this.changed.fire()),
      tree.onDidChangeVisibility(({ visible }) => this.visibilityChanged(visible)),
    ];
    if (tree.visible) this.visibilityChanged(true);
  }

  /** Whether the countdown runs: only while somebody sees it. */
  get counting(): boolean {
    return this.timer !== undefined;
  }

  dispose(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const one of this.subscriptions) one.dispose();
    this.changed.dispose();
  }

  private visibilityChanged(visible: boolean): void {
    clearInterval(this.timer);
    this.timer = visible ? setInterval(() => this.count(), tick) : undefined;
    if (!visible) return;
    this.count();
    void this.store.list().then(this.seen);
  }

  /** Draws anew only where a text has changed: selection and screen readers are left in peace. */
  private count(): void {
    if (this.texts(this.list) !== this.shown) this.changed.fire();
  }

  private texts(list: readonly Kept[]): string {
    const now = this.now();
    return list.map(({ id, validUntil }) => `${id} ${expiryText(validUntil, now)}`).join('\n');
  }

  async getChildren(parent?: ParametersNode): Promise<ParametersNode[]> {
    if (parent?.kind === 'elsewhere') return parent.kept.map(nodeOf);
    if (parent) return [];
    const all: readonly Kept[] = [...(await this.store.list()), ...(await this.store.certificates())];
    this.list = [...all].sort((a, b) => b.validUntil - a.validUntil);
    this.shown = this.texts(this.list);
    const choice = this.connection.chosen?.choice;
    const account = this.connection.chosen?.account;
    const here = this.list.filter((one) => isOf(one, choice, account));
    const groups = new Map<string, Kept[]>();
    for (const one of this.list)
      if (!here.includes(one)) groups.set(ownerName(one), [...(groups.get(ownerName(one)) ?? []), one]);
    return [
      ...here.map(nodeOf),
      ...[...groups].map(([service, kept]): Elsewhere => ({
        kind: 'elsewhere',
        why: whyElsewhere(kept[0]!, choice, account),
        service,
        kept,
      })),
    ];
  }

  getTreeItem(node: ParametersNode): vscode.TreeItem {
    switch (node.kind) {
      case 'parameters':
        return parametersItem(node.kept, this.now());
      case 'certificate':
        return certificateItem(node.kept, this.now());
      case 'elsewhere':
        return elsewhereItem(node);
    }
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ParametersNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'elsewhere') item.tooltip = await tooltip(node.kept, this.now());
    return item;
  }
}

const nodeOf = (kept: Kept): ParametersNode =>
  'pair' in kept ? { kind: 'certificate', kept } : { kind: 'parameters', kept };

/**
 * Whether parameters are of the chosen service and account. A profile may lead to another account by now: its name
 * counts for services on this machine only, which have no account.
 */
export function isOf(kept: ServiceTarget, choice: Choice | undefined, account: string | undefined): boolean {
  if (kept.kind !== choice?.kind || hasNoAccount(kept)) return false;
  // Until it is started, the account of the simulator is not known; there is but one.
  if (choice.kind === 'simulator') return account === undefined || kept.account === account;
  if (kept.region !== choice.region) return false;
  return isLive(kept)
    ? account !== undefined && kept.account === account
    : kept.profile === choice.profile && kept.account === account;
}

function whyElsewhere(
  kept: ServiceTarget,
  choice: Choice | undefined,
  account: string | undefined,
): Elsewhere['why'] {
  if (hasNoAccount(kept)) return 'unknown';
  const byName =
    choice?.kind === 'aws' &&
    kept.kind === 'aws' &&
    kept.profile === choice.profile &&
    kept.region === choice.region;
  return byName && account === undefined ? 'unconfirmed' : 'other';
}

const icons: Readonly<Record<Expiry, vscode.ThemeIcon>> = {
  valid: new vscode.ThemeIcon('shield'),
  soon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  expired: new vscode.ThemeIcon('circle-slash'),
};

export function parametersItem(kept: KeptParameters, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(parametersTitle(kept));
  const expiry = expiryOf(kept.validUntil, now);
  item.id = kept.id;
  item.description = expiryText(kept.validUntil, now);
  item.iconPath = hasNoAccount(kept) ? icons.soon : icons[expiry];
  item.contextValue = hasNoAccount(kept)
    ? 'importParametersUnknown'
    : expiry === 'expired'
      ? 'importParametersExpired'
      : 'importParameters';
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      'Import parameters {0} of {1}, {2}',
      parametersTitle(kept),
      ownerName(kept),
      item.description,
    ),
  };
  return item;
}

/** A certificate of an own key pair, with what it is good for. */
export function certificateItem(kept: KeptCertificate, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(kept.pairName);
  const expiry = expiryOf(kept.validUntil, now);
  item.id = kept.id;
  const words = [shortPurpose(kept.purpose), expiryText(kept.validUntil, now), kept.subject].join(' · ');
  item.description = words;
  item.iconPath = icons[expiry];
  item.contextValue = `pairCertificate ${kept.purpose} ${expiry === 'expired' ? 'expired' : 'valid'}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      'Certificate of the key pair {0} of {1}, {2}',
      pairCertificateTitle(kept),
      ownerName(kept),
      words,
    ),
  };
  return item;
}

function shortPurpose(purpose: KeptCertificate['purpose']): string {
  switch (purpose) {
    case 'receive':
      return vscode.l10n.t('receives TR-34');
    case 'sign':
      return vscode.l10n.t('signs TR-34 exports');
    case 'agree':
      return vscode.l10n.t('ECDH');
  }
}

function elsewhereItem({ service, why, kept }: Elsewhere): vscode.TreeItem {
  const item = new vscode.TreeItem(
    service,
    why === 'other' ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `elsewhere ${why} ${service}`;
  const sets = kept.length === 1 ? vscode.l10n.t('1 set') : vscode.l10n.t('{0} sets', kept.length);
  item.description = `${whyText(why)}, ${sets}`;
  item.iconPath = why === 'unknown' ? icons.soon : new vscode.ThemeIcon('cloud');
  item.contextValue = 'elsewhere';
  item.tooltip =
    why === 'unknown'
      ? vscode.l10n.t(
          'The account that they belong to is unknown. Forget them, or get new import parameters.',
        )
      : why === 'unconfirmed'
        ? vscode.l10n.t('Usable when the selected profile is confirmed to belong to this account')
        : vscode.l10n.t('Usable again when this account and Region are selected');
  return item;
}

function whyText(why: Elsewhere['why']): string {
  if (why === 'unknown') return vscode.l10n.t('not usable');
  return why === 'unconfirmed'
    ? vscode.l10n.t('account not confirmed yet')
    : vscode.l10n.t('another account or service');
}

/** What its public key was compared with when it was kept. */
function comparedBy({ publicKey, publicKeyBy }: KeptCertificate): string {
  if (publicKey === undefined || publicKeyBy === undefined)
    return vscode.l10n.t('Its public key was not compared with the public key of the key pair.');
  return publicKeyBy === 'certificate'
    ? vscode.l10n.t('Its public key matches the key pair.')
    : vscode.l10n.t(
        'Its public key matches the certificate signing request that was checked here. It was not compared with GetPublicKeyCertificate.',
      );
}

/** Everything but the token. */
async function tooltip(kept: Kept, now: number): Promise<vscode.MarkdownString> {
  const { certificatesOf } = await import('../service/parameterCertificates');
  const { fingerprintOf } = await import('./certificateActions');
  const [certificate] = certificatesOf(kept);
  const own = 'pair' in kept;
  const lines = [
    `**${escapeMarkdown(own ? pairCertificateTitle(kept) : parametersTitle(kept))}**`,
    ...(own
      ? [
          vscode.l10n.t('Purpose: {0}', escapeMarkdown(purposeText(kept.purpose))),
          vscode.l10n.t('Key pair: {0}', escapeMarkdown(kept.pair)),
          comparedBy(kept),
        ]
      : []),
    escapeMarkdown(vscode.l10n.t('{0}: {1}', expiryText(kept.validUntil, now), localTime(kept.validUntil))),
    vscode.l10n.t('Service: {0}', escapeMarkdown(serviceName(kept))),
    vscode.l10n.t('Region: {0}', escapeMarkdown(kept.region)),
    ...(kept.account === undefined
      ? hasNoAccount(kept)
        ? [
            vscode.l10n.t(
              'Account unknown. These import parameters cannot be used. Forget them, or get new ones.',
            ),
          ]
        : []
      : [vscode.l10n.t('Account: {0}', escapeMarkdown(kept.account))]),
    ...(certificate
      ? [
          own
            ? vscode.l10n.t('Certificate: {0}', escapeMarkdown(certificate.subject.text))
            : vscode.l10n.t('KRD certificate: {0}', escapeMarkdown(certificate.subject.text)),
          ...(own ? [vscode.l10n.t('Issued by: {0}', escapeMarkdown(certificate.issuer.text))] : []),
          vscode.l10n.t('Serial number: {0}', escapeMarkdown(certificate.serial.hex)),
          vscode.l10n.t('SHA-256: {0}', escapeMarkdown(fingerprintOf(certificate))),
        ]
      : []),
  ];
  return new vscode.MarkdownString(lines.join('\n\n'));
}
