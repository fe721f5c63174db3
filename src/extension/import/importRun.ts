/**
 * One import from its task to its key: what is sent and where to, what was entered, the plan, and what the service
 * answered. It asks and shows nothing itself: whoever drives it hands it what a user entered, and is told how a call
 * goes on.
 */
import type { Certificate } from '../../core/x509/certificateTypes';
import type { KeyServiceError } from '../../keyservice/errors';
import { importOnce, type ImportRequest } from '../../keyservice/imports/importOnce';
import type { ImportPorts, ImportResult } from '../../keyservice/imports/result';
import type { OpenNote, WaitingNote } from '../../keyservice/imports/note';
import type { Key } from '../../keyservice/operations';
import type { ImportChoices, ImportContext, ImportPlan } from '../../keyservice/plans/plan';
import type { CheckValue } from '../../keyservice/rules/checkValues';
import type { TakenAliases } from '../service/choices';
import { importPorts } from '../service/importPorts';
import { actionOn, type ServiceAction } from '../service/serviceAction';
import { type Connected, connectedTarget, sameTarget } from '../service/target';
import { type ServiceTools, testAccounts } from '../service/tools';

/** What every question of an import is asked with. */
export type Asking = Pick<ServiceAction, 'tools' | 'ui'>;

/** Its key. */
export interface Imported {
  readonly kind: 'imported';
  readonly key: Key;
  /** Whether the answer, the tag or a person said that it is the key. */
  readonly by: 'answer' | 'tag' | 'user';
}

/** Nothing was imported, that is certain. */
export interface ImportFailed {
  readonly kind: 'failed';
  readonly cause: KeyServiceError;
}

/** It could not be noted on this computer, and so was not sent. */
export interface ImportNotNoted {
  readonly kind: 'notNoted';
  readonly problem: string;
}

/** A team decides about its key. */
export interface ImportWaiting {
  readonly kind: 'waiting';
  readonly key: Key;
  readonly note: WaitingNote;
}

/** A team did not approve it: nothing was imported, that is certain. */
export interface ImportRefused {
  readonly kind: 'refused';
  /** In CREATE_FAILED. */
  readonly key: Key;
  readonly note: OpenNote;
}

/** What becomes of an import, from the call or a look to those who began it: its key, or how to go on without it. */
export type ImportOutcome =
  | Imported
  | ImportFailed
  | ImportNotNoted
  | ImportWaiting
  | ImportRefused
  /** Sent again: nothing arrived, or a second key is wanted. */
  | 'again'
  /** The user leaves it: cancelled, or not answered yet. */
  | 'end';

/** What is sent, and what is said of it. */
export interface ImportTask {
  /** What, under what: "TR-31 key block under alias/kek-main". */
  readonly headline: string;
  readonly plan: (choices: ImportChoices, context: ImportContext) => ImportPlan;
  /** Certificates that the account would trust or rely on by this call, for the custody guard. */
  readonly relied: readonly Certificate[];
  /** What the user entered. */
  readonly choices: ImportChoices;
}

/** Whether imports carry tags. */
export interface Tagging {
  /** Tags were refused, and the user agreed to go without. */
  without: boolean;
}

export class ImportRun {
  /** As it was confirmed; this is what is sent and recorded. */
  readonly plan: ImportPlan;
  /** Wanted of bytes that were imported before: why a second key, and after which. */
  again: ImportRequest['again'];
  /** What the last call came to. */
  result: ImportResult | undefined;
  /** When its key was known. */
  at = new Date();

  /**
   * @param action with the service whose account was checked
   * @param tagging of all imports that one confirmation covers
   */
  constructor(
    readonly action: ServiceAction,
    readonly task: ImportTask,
    readonly tagging: Tagging = { without: false },
  ) {
    this.plan = task.plan(task.choices, importContext(action));
  }

  /** Whether what is confirmed still goes to the service that was named. */
  async sameService(): Promise<boolean> {
    const now = await connectedTarget(this.action.tools);
    return now !== undefined && sameTarget(now.target, this.action.target);
  }

  /** Check values that are known of the key without the service, to compare with its own. */
  get expected(): readonly CheckValue[] {
    return this.task.choices.expectedCheckValues ?? [];
  }

  /** Sends the plan once, or finds what became of an earlier call of the same bytes. */
  async send(how: Pick<ImportPorts, 'signal' | 'report'>): Promise<ImportResult> {
    const { again, plan, expected, task, tagging } = this;
    const { alias } = task.choices;
    const request: ImportRequest = {
      input: plan.request,
      wanted: plan.wanted,
      headline: task.headline,
      ...(alias === undefined ? {} : { alias }),
      expected,
      ...(again ? { again } : {}),
      ...(tagging.without ? { untagged: true } : {}),
    };
    const { service, tools } = this.action;
    this.result = await importOnce(service, request, { ...importPorts(tools), ...how });
    return this.result;
  }

  get requestId(): string | undefined {
    return this.result?.kind === 'imported' ? this.result.requestId : undefined;
  }

  /** Why the same bytes were imported again. A key of before was not, whatever was asked for on the way. */
  get againBecause(): string | undefined {
    return this.result?.kind === 'before' ? undefined : this.again?.reason;
  }
}

/** Where a call goes now, and what is known of the account. */
export function importContext({ tools, target }: Pick<ServiceAction, 'tools' | 'target'>): ImportContext {
  const { catalogue } = tools;
  return {
    target,
    now: new Date(),
    keys: catalogue.keys.map(({ summary }) => summary),
    aliasOf: (arn) => catalogue.find(arn)?.aliases[0],
    testAccounts: testAccounts(),
    ...(catalogue.readAt
      ? { aliases: catalogue.aliasNames.filter((name) => catalogue.aliasTarget(name) !== undefined) }
      : {}),
  };
}

/** An action on the service as it was checked. */
export function actionWith({ tools, ui }: Asking, { service, target }: Connected): ServiceAction {
  return { ...actionOn(tools, ui, service), target };
}

/** Aliases that are in use in the account, as far as they were read. */
export function aliasesOf({ catalogue }: Pick<ServiceTools, 'catalogue'>): TakenAliases {
  return { targetOf: (name) => catalogue.aliasTarget(name) };
}
