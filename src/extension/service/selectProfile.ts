import * as vscode from 'vscode';
import type { ProfileKind } from '../../keyservice/profiles';
import { keyServices, type ListedProfile } from '../host/keyServices';
import { localised } from '../ui/localise';
import { logFailure } from '../ui/log';
import { KeyServiceError } from '../../keyservice/errors';
import { isLive } from '../../keyservice/rules/live';
import { escapeIcons, escapeNotification } from '../ui/markdown';
import { failureSentences } from './callService';
import { hostOf, isOnThisMachine, type KeyServiceConnection } from './connection';
import { identityActions } from './identityActions';

interface ProfileItem extends vscode.QuickPickItem {
  readonly profile?: ListedProfile;
  readonly simulator?: true;
}

/** Regions that AWS names for the service (user guide, endpoints); others can be typed. */
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'af-south-1',
  'ap-northeast-1',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
];

/** Chooses the simulator or a profile, then a Region where the profile names none; then tells the account. */
export async function selectProfile(connection: KeyServiceConnection): Promise<void> {
  const services = await keyServices();
  const profiles = await services.profiles();
  const item = await pickProfile(profiles, await services.configFile());
  if (!item) return;
  if (item.simulator) {
    await connection.choose({ kind: 'simulator' });
    return;
  }
  const { profile } = item;
  if (!profile) return;
  if (profile.kind === 'incomplete') {
    const open = vscode.l10n.t('Open Configuration');
    const errors = profile.findings.filter(({ severity }) => severity === 'error');
    const answer = await vscode.window.showWarningMessage(errors.map(localised).join(' '), open);
    if (answer === open)
      await vscode.window.showTextDocument(vscode.Uri.file(await services.configFile()), { preview: true });
    return;
  }
  const region = profile.region ?? (await pickRegion(undefined));
  if (region === undefined) return;
  await connection.choose({ kind: 'aws', profile: profile.name, region });
  await learnAccount(connection);
}

/** Another Region for the chosen profile. */
export async function selectRegion(connection: KeyServiceConnection): Promise<void> {
  const { chosen } = connection;
  if (chosen?.choice.kind !== 'aws') {
    if (chosen)
      void vscode.window.showInformationMessage(vscode.l10n.t('The simulator has only one Region.'));
    else await selectProfile(connection);
    return;
  }
  const region = await pickRegion(chosen.choice.region);
  if (region === undefined) return;
  await connection.choose({ ...chosen.choice, region });
  await learnAccount(connection);
}

async function pickProfile(
  profiles: readonly ListedProfile[],
  configFile: string,
): Promise<ProfileItem | undefined> {
  return vscode.window.showQuickPick(profileItems(profiles, configFile), {
    title: vscode.l10n.t('Select AWS Profile'),
    placeHolder:
      profiles.length > 0
        ? vscode.l10n.t('Nothing is sent before you select one')
        : vscode.l10n.t('No profiles on this machine; the simulator needs none'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

/** The simulator of the window first, once: a profile that leads to it is named there. */
export function profileItems(all: readonly ListedProfile[], configFile: string): ProfileItem[] {
  const here = all.filter(({ windowSimulator }) => windowSimulator).map(({ name }) => escapeIcons(name));
  const profiles = all.filter(({ windowSimulator }) => !windowSimulator);
  const usable = profiles.filter(({ kind }) => kind !== 'incomplete');
  const others = profiles.filter(({ kind }) => kind === 'incomplete');
  const separator = (label: string): ProfileItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: ProfileItem[] = [
    {
      label: `$(beaker) ${vscode.l10n.t('Simulator')}`,
      description: vscode.l10n.t('no AWS account, no HSM: real cryptography on this machine'),
      ...(here.length === 0 ? {} : { detail: vscode.l10n.t('also profile {0}', here.join(', ')) }),
      simulator: true,
    },
    separator(vscode.l10n.t('Profiles in {0}', configFile)),
    ...usable.map(profileItem),
  ];
  if (others.length > 0) items.push(separator(vscode.l10n.t('Not usable')), ...others.map(profileItem));
  return items;
}

function profileItem(profile: ListedProfile): ProfileItem {
  const { name, kind, account, region, mfaSerial, sources, endpoint } = profile;
  const problem = profile.findings.find(({ severity }) => severity === 'error');
  const regionText =
    region === undefined
      ? vscode.l10n.t('no Region; you are asked for it')
      : regions.includes(region)
        ? region
        : vscode.l10n.t('{0} (not a Region that AWS lists for this service)', region);
  const detail = [
    ...(problem ? [localised(problem)] : []),
    ...(mfaSerial === undefined ? [] : [vscode.l10n.t('MFA: {0}', mfaSerial)]),
    ...(sources.length === 0 ? [] : [vscode.l10n.t('source profile: {0}', sources.join(' ← '))]),
    ...(endpoint === undefined
      ? []
      : [
          isOnThisMachine(hostOf(endpoint))
            ? vscode.l10n.t('simulator at {0}', endpoint)
            : vscode.l10n.t('endpoint: {0}', endpoint),
        ]),
  ];
  return {
    label: name === '' ? vscode.l10n.t('Environment variables') : escapeIcons(name),
    description: [kindName(kind), account, kind === 'incomplete' ? region : regionText]
      .filter(Boolean)
      .join(' · '),
    ...(detail.length === 0 ? {} : { detail: escapeIcons(detail.join(' · ')) }),
    profile,
  };
}

function kindName(kind: ProfileKind): string {
  const names: Record<ProfileKind, string> = {
    environment: vscode.l10n.t('keys of the environment'),
    static: vscode.l10n.t('access key'),
    session: vscode.l10n.t('session'),
    role: vscode.l10n.t('role'),
    webIdentity: vscode.l10n.t('web identity'),
    process: vscode.l10n.t('credential process'),
    sso: vscode.l10n.t('SSO'),
    login: vscode.l10n.t('aws login'),
    incomplete: '',
  };
  return names[kind];
}

/** A Region of the list, or one that is typed. */
async function pickRegion(present: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick();
    const rows = (typed: string): vscode.QuickPickItem[] => [
      ...(/^[a-z]{2,}(-[a-z]+)+-\d$/.test(typed) && !regions.includes(typed)
        ? [{ label: typed, description: vscode.l10n.t('not in the AWS list') }]
        : []),
      ...regions.map((label) => ({
        label,
        ...(label === present ? { description: vscode.l10n.t('present') } : {}),
      })),
    ];
    pick.title = vscode.l10n.t('Select Region');
    pick.placeholder = vscode.l10n.t('Keys exist in one Region only; enter a Region if it is not listed');
    pick.items = rows('');
    pick.onDidChangeValue((typed) => (pick.items = rows(typed.trim())));
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.label);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/**
 * Finds out to which account the credentials of the chosen profile belong, so that it can be shown before any change;
 * of a simulator that a profile leads to also its store. A failure is shown, but not that of a simulator.
 * @returns true where the user knows why it is not known: it was said, cancelled, or another service was chosen
 */
export async function learnAccount(connection: KeyServiceConnection): Promise<boolean> {
  const choice = connection.chosen?.choice;
  if (choice?.kind !== 'aws') return false;
  const service = await connection.connect();
  if (!service) return true;
  const live = isLive(service.target);
  try {
    const { account, store } = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: live
          ? vscode.l10n.t('Asking AWS for the account…')
          : vscode.l10n.t('Asking the simulator for its account…'),
      },
      () => service.identity(),
    );
    connection.learnFrom(service, { account, store });
    return false;
  } catch (error) {
    // Another profile was chosen since, or the profiles changed: it is no news of what is chosen now.
    if (!connection.isConnected(service)) return connection.chosen?.choice !== choice;
    if (!(error instanceof KeyServiceError)) throw error;
    // Not waited for: the message may stand for an hour.
    if (live) void tellIdentityFailure(connection, error, choice.profile);
    else logFailure('Asking a simulator for its account', error);
    return live;
  }
}

/** What is wrong, with what may help; nothing of what the user cancelled. */
async function tellIdentityFailure(
  connection: KeyServiceConnection,
  error: KeyServiceError,
  profile: string,
): Promise<void> {
  if (error.kind === 'cancelled' || error.kind === 'mfaCancelled') return;
  logFailure('Asking for the account', error);
  const actions = identityActions(error.kind);
  const chosen = await vscode.window.showErrorMessage(
    escapeNotification(
      vscode.l10n.t('{0} (profile {1})', failureSentences(error), profile || vscode.l10n.t('environment')),
    ),
    ...actions.map(({ label }) => label),
  );
  const action = actions.find(({ label }) => label === chosen);
  // The message may have waited for an hour.
  const now = connection.chosen?.choice;
  if (action && now?.kind === 'aws' && now.profile === profile)
    await vscode.commands.executeCommand(action.command);
}
