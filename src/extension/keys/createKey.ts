/** A new key, made by the service: usage, algorithm, modes and names by pick lists that offer legal sets only. */
import * as vscode from 'vscode';
import { type DeriveKeyUsage, deriveKeyUsages } from '../../keyservice/model/enums';
import type { CreateKeyInput, Key, Tag } from '../../keyservice/operations';
import { keyIdOf, modesText } from '../../keyservice/model/names';
import {
  type KeyAlgorithm,
  modesOfUse,
  type UsageAttributes,
  usageAttributesOf,
} from '../../keyservice/rules/keyAttributes';
import { pairPurpose } from '../../keyservice/rules/pairPurposes';
import { flow } from '../flow/flow';
import type { Choice } from '../flow/ui';
import { algorithmChoices, doubtWords, modeChoices, usageChoices } from './newKeyChoices';
import {
  mayReplicate,
  replicationMember,
  replicationOf,
  type DefaultRegions,
  type Replication,
} from '../../keyservice/plans/replication';
import { readDefaultRegions, replicationLines } from '../service/defaultRegions';
import { tellRegionsAfter } from '../service/regionsAfter';
import { askRegions, askRegionsChoice } from '../service/regionQuestions';
import { suggestAlias, tagsText } from '../../keyservice/draft/entered';
import { askAlias, askTags } from '../service/choices';
import { pointTo, taken } from './aliasActions';
import { changing, type ServiceAction } from '../service/serviceAction';
import { usageWords } from '../service/names';
import { KeyServiceError } from '../../keyservice/errors';
import { escapeNotification } from '../ui/markdown';
import { lookForNew } from '../service/newKey';
import { type Change, confirmChange, sendChange } from '../service/confirmChange';

/** What is wanted of a new key. */
export interface Wishes {
  readonly usage: UsageAttributes;
  readonly algorithm: KeyAlgorithm;
  /** As a header has it. */
  readonly mode: string;
  readonly derives?: DeriveKeyUsage;
  readonly exportable?: YesNo;
  /** '' for none. */
  readonly alias: string;
  readonly tags: readonly Tag[];
  readonly enabled: YesNo;
  /** Where the account has default Regions, or they could not be read. */
  readonly regions?: Replication['by'];
  readonly otherRegions?: readonly string[];
}

type YesNo = 'yes' | 'no';

/** Usage, algorithm, modes, names: only what goes together is offered. Undefined where the user gave up. */
export function askWishes(
  action: ServiceAction,
  defaults: DefaultRegions = noDefaults,
): Promise<Wishes | undefined> {
  const { ui, target } = action;
  const known = taken(action);
  /** What was proposed: it follows the usage for as long as the user leaves it as it is. */
  let suggested: string | undefined;
  return flow(vscode.l10n.t('Create Key'))
    .ask('usage', (frame, _, former: UsageAttributes | undefined) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('What is the key for?'),
        choices: usageChoices(),
        active: former,
      }),
    )
    .ask('algorithm', (frame, { usage }, former: KeyAlgorithm | undefined) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('Algorithm'),
        choices: algorithmChoices(usage),
        active: former,
      }),
    )
    .ask('mode', (frame, { usage }, former: string | undefined) =>
      ui.pick(frame, {
        placeholder: vscode.l10n.t('Select the modes of use. They cannot be changed later.'),
        choices: modeChoices(usage),
        active: former,
      }),
    )
    .askWhen(
      ({ usage }) => usage?.code === 'K3',
      'derives',
      (frame, _, former: DeriveKeyUsage | undefined) =>
        ui.pick(frame, {
          placeholder: vscode.l10n.t('What will keys agreed with this key pair be used for?'),
          choices: deriveKeyUsages.map((usage): Choice<DeriveKeyUsage> => ({
            label: usageWords(usage),
            description: usage,
            value: usage,
          })),
          active: former ?? 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        }),
    )
    .askWhen(
      ({ usage }) => usage?.kind === 'symmetric',
      'exportable',
      (frame, _, former: YesNo | undefined) =>
        ui.pick<YesNo>(frame, {
          placeholder: vscode.l10n.t(
            'May the key be exported in wrapped form? This cannot be changed later.',
          ),
          choices: [
            {
              label: vscode.l10n.t('Exportable'),
              description: vscode.l10n.t('under a key or certificate that you choose at export'),
              value: 'yes',
            },
            {
              label: vscode.l10n.t('Not exportable'),
              description: vscode.l10n.t('it can never be exported'),
              value: 'no',
            },
          ],
          active: former ?? 'yes',
        }),
    )
    .ask('alias', (frame, { usage }, former: string | undefined) => {
      const before = suggested;
      suggested = suggestAlias(usage.keyUsage, known.targetOf);
      return askAlias(ui, frame, former === undefined || former === before ? suggested : former, known);
    })
    .ask('tags', (frame, _, former: readonly Tag[] | undefined) => askTags(ui, frame, tagsText(former ?? [])))
    .ask('enabled', (frame, _, former: YesNo | undefined) =>
      ui.pick<YesNo>(frame, {
        placeholder: vscode.l10n.t('Enable the key now?'),
        choices: [
          { label: vscode.l10n.t('Enabled'), value: 'yes' },
          {
            label: vscode.l10n.t('Initially disabled'),
            description: vscode.l10n.t('until someone enables it'),
            value: 'no',
          },
        ],
        active: former ?? 'yes',
      }),
    )
    .askWhen(
      () => mayReplicate(defaults),
      'regions',
      (frame, _, former: Replication['by'] | undefined) =>
        askRegionsChoice(ui, frame, defaults, target, former),
    )
    .askWhen(
      ({ regions }) => regions === 'chosen',
      'otherRegions',
      (frame, _, former: readonly string[] | undefined) => askRegions(ui, frame, target.region, former),
    )
    .run();
}

const noDefaults: DefaultRegions = { kind: 'read', regions: [] };

export async function createKey(action: ServiceAction): Promise<void> {
  const there = await changing(action);
  if (!there) return;
  const { catalogue } = there.tools;
  if (catalogue.readAt === undefined) await there.ui.shortly(() => catalogue.refresh());
  const defaults = await there.ui.shortly(() => readDefaultRegions(there));
  const wishes = await askWishes(there, defaults);
  if (!wishes) return;
  // Again only where the credentials are of another account, with what was entered.
  for (let at: ServiceAction | undefined = there, of = defaults; at;) {
    const next: ServiceAction | undefined = await createIn(at, wishes, of);
    // Another account has other defaults.
    if (next) of = await readDefaultRegions(next);
    at = next;
  }
}

/** Confirms, creates and names. The flow to confirm it in again; undefined where it is done or was given up. */
async function createIn(
  there: ServiceAction,
  wishes: Wishes,
  defaults: DefaultRegions,
): Promise<ServiceAction | undefined> {
  const replication = replicationOf(wishes.regions ?? 'default', wishes.otherRegions ?? [], defaults);
  const input = { ...requestOf(wishes), ...replicationMember(replication) };
  const since = new Date();
  const end = { moved: false };
  const change: Change<'CreateKey'> = {
    operation: 'CreateKey',
    input,
    question: vscode.l10n.t(
      'Create a key: {0}, {1}?',
      usageWords(input.KeyAttributes.KeyUsage),
      input.KeyAttributes.KeyAlgorithm,
    ),
    lines: [...replicationLines(replication).map((line) => `! ${line}`), ...linesOf(wishes, input)],
    action: vscode.l10n.t('Create Key'),
    doing: vscode.l10n.t('Creating a key'),
    look: () => lookForNew(there, input.KeyAttributes, since),
    moved: () => {
      end.moved = true;
    },
  };
  if (!(await confirmChange(there, change))) return undefined;
  const output = await sendChange(there, change);
  if (!output) return end.moved ? changing(there) : undefined;
  there.tools.catalogue.keyChanged(output.Key, there.choice);
  const alias = await named(there, output.Key, wishes.alias);
  if (wishes.regions === 'none') await tellRegionsAfter(there, output.Key);
  tellCreated(there, output.Key, alias);
  return undefined;
}

function requestOf({ usage, algorithm, mode, derives, exportable, tags, enabled }: Wishes): CreateKeyInput {
  return {
    KeyAttributes: {
      KeyUsage: usage.keyUsage,
      KeyClass: usage.kind === 'pair' ? 'ASYMMETRIC_KEY_PAIR' : 'SYMMETRIC_KEY',
      KeyAlgorithm: algorithm,
      KeyModesOfUse: modesOfUse(mode) ?? {},
    },
    // As every example of the guide has it for a pair, whose private key is never exported.
    Exportable: usage.kind === 'pair' || exportable === 'yes',
    ...(enabled === 'yes' ? {} : { Enabled: false }),
    ...(tags.length === 0 ? {} : { Tags: tags }),
    ...(usage.code === 'K3' && derives ? { DeriveKeyUsage: derives } : {}),
  };
}

function linesOf({ usage, alias, tags, enabled }: Wishes, input: CreateKeyInput): string[] {
  const { KeyUsage: name, KeyAlgorithm: algorithm, KeyModesOfUse: modes } = input.KeyAttributes;
  const doubt = doubtWords(usage, algorithm);
  return [
    ...(doubt === undefined ? [] : [`! ${doubt}`]),
    [usageWords(name), algorithm, modesText(modes)].join(', '),
    ...(input.DeriveKeyUsage === undefined
      ? []
      : [vscode.l10n.t('derives keys of usage {0}', usageWords(input.DeriveKeyUsage))]),
    usage.kind === 'pair'
      ? vscode.l10n.t('The private key cannot be exported.')
      : input.Exportable
        ? vscode.l10n.t('exportable')
        : vscode.l10n.t('not exportable'),
    ...(enabled === 'yes' ? [] : [vscode.l10n.t('initially disabled')]),
    [
      alias === '' ? vscode.l10n.t('no alias') : alias,
      tags.length === 0 ? vscode.l10n.t('no tags') : vscode.l10n.t('tags {0}', tagsText(tags)),
    ].join(' · '),
  ];
}

/** The name that was confirmed with the key; the key is there whatever happens here. */
async function named(action: ServiceAction, key: Key, alias: string): Promise<string | undefined> {
  if (alias === '') return undefined;
  const { catalogue } = action.tools;
  const loose = catalogue.aliasNames.includes(alias) && catalogue.aliasTarget(alias) === undefined;
  try {
    const done = await pointTo(action, {
      operation: loose ? 'UpdateAlias' : 'CreateAlias',
      input: { AliasName: alias, KeyArn: key.KeyArn },
      question: '',
      lines: [],
      action: '',
      doing: vscode.l10n.t('Creating {0}', alias),
    });
    if (done) return alias;
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
  }
  action.ui.warn(
    vscode.l10n.t(
      'The key was created, but without the alias {0}: {1}. Use Create Alias to assign one.',
      alias,
      key.KeyArn,
    ),
  );
  return undefined;
}

function tellCreated({ ui }: ServiceAction, key: Key, alias: string | undefined): void {
  const show = vscode.l10n.t('Show in Tree');
  const copy = vscode.l10n.t('Copy ARN');
  const certificate = vscode.l10n.t('Get Public Certificate');
  const pair = usageAttributesOf(key.KeyAttributes.KeyUsage)?.kind === 'pair';
  const request = vscode.l10n.t('Get Certificate Signing Request…');
  const certified = pairPurpose(key.KeyAttributes.KeyUsage) !== undefined;
  const name = alias ?? keyIdOf(key.KeyArn);
  const message =
    key.KeyCheckValue === undefined
      ? vscode.l10n.t('Created {0}', name)
      : vscode.l10n.t('Created {0} · KCV {1}', name, key.KeyCheckValue);
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(message),
      ...(certified ? [request] : []),
      ...(pair ? [certificate] : []),
      show,
      copy,
    );
    if (chosen === request)
      await vscode.commands.executeCommand('keyMaterial.keys.certificateRequest', key.KeyArn);
    if (chosen === copy) await ui.copy(key.KeyArn);
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
    if (chosen === certificate)
      await vscode.commands.executeCommand('keyMaterial.keys.publicCertificate', key.KeyArn);
  });
}
