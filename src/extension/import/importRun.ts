/**
 * One import from its draft to its key: what is to be imported and where to, what was entered, the plan, and what the
 * service answered. It asks and shows nothing itself: whoever drives it hands it what a user entered, and is told how
 * a call goes on.
 */
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ImportSource } from '../material/importSource';
import type { KeptParameters } from '../service/parameterStore';
import type { KeyServiceError } from '../../keyservice/errors';
import { importOnce, type ImportRequest } from '../../keyservice/imports/importOnce';
import type { ImportPorts, ImportResult } from '../../keyservice/imports/result';
import type { Key, Tag } from '../../keyservice/operations';
import type { ImportChoices, ImportContext, ImportPlan } from '../../keyservice/plans/plan';
import {
  checkValueToCompare,
  parseTags,
  tagsText,
  type ComputedCheckValue,
  type TakenAliases,
} from '../service/choices';
import type { CheckValue } from '../../keyservice/rules/checkValues';
import { importPorts } from '../service/importPorts';
import { actionOn, type ServiceAction } from '../service/serviceAction';
import { type Connected, connectedTarget, sameTarget } from '../service/target';
import { type ServiceTools, testAccounts } from '../service/tools';
import { setting } from '../ui/settings';

/** What every question of an import is asked with. */
export type Asking = Pick<ServiceAction, 'tools' | 'ui'>;

/** What is known when a flow begins. */
export interface ImportStart extends Asking {
  readonly source?: ImportSource | undefined;
  /** ARN of the wrapping key to begin with. */
  readonly wrappingKey?: string | undefined;
  /** Import parameters that the command was run on: they stand first where they fit. */
  readonly parameters?: KeptParameters | undefined;
}

export interface ImportFlow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Kinds of material that it takes; the first flow that takes what was found is begun without a question. */
  readonly takes: readonly ImportSource['kind'][];
  readonly load: () => Promise<(start: ImportStart) => Promise<void>>;
}

/** Its key. */
export interface Imported {
  readonly kind: 'imported';
  readonly key: Key;
  /** Whether the answer, the tag or a person said that it is the key. */
  readonly by: 'answer' | 'tag' | 'user';
}

/** What becomes of an import, from the call or a look to those who began it: its key, or how to go on without it. */
export type ImportOutcome =
  | Imported
  /** Sent once more: nothing arrived, or a second key is wanted. */
  | 'again'
  /** Something that was entered is changed first. */
  | 'change'
  /** Another profile is chosen first. */
  | 'profile'
  /** Copied as a command, and asked for confirmation again. */
  | 'cli'
  /** The user leaves it: refused, cancelled, or not answered yet. */
  | 'end';

/** What is to be imported, as far as the flow before this has learned it. */
export interface ImportDraft {
  /** What, under what: "TR-31 key block under alias/kek-main". */
  readonly headline: string;
  readonly plan: (choices: ImportChoices, context: ImportContext) => ImportPlan;
  /** Certificates that the account would trust or rely on by this call, for the custody guard. */
  readonly relied?: readonly Certificate[];
  /** A certificate that becomes a root: the last eight digits of its fingerprint are typed. */
  readonly root?: Certificate;
  readonly suggestedAlias?: string;
  /** Computed here, where the key was unwrapped or made here. */
  readonly checkValue?: ComputedCheckValue;
  /** What to look at where the service refuses it, in the terms of this material. */
  readonly advice?: (error: KeyServiceError) => string | undefined;
}

/** What was typed so far. */
export interface Entered {
  /** '' for none. */
  alias: string | undefined;
  tags: readonly Tag[];
  /** Check value of the ceremony sheet, or ''. */
  expected: string;
}

const tagsKey = 'keyMaterial.import.tags';

export class ImportRun {
  readonly entered: Entered;
  /** As the answers stood when it was made; this is what is confirmed, sent and recorded. */
  plan: ImportPlan;
  /** Wanted of bytes that were imported before: why a second key, and after which. */
  again: ImportRequest['again'];
  /** What the last call came to. */
  result: ImportResult | undefined;
  /** When its key was known. */
  at = new Date();

  /** @param action with the service whose account was checked */
  constructor(
    public action: ServiceAction,
    readonly draft: ImportDraft,
    tags: readonly Tag[] = [],
  ) {
    this.entered = { alias: undefined, tags, expected: draft.checkValue?.value ?? '' };
    this.plan = this.planNow();
  }

  /** On the service that was chosen and its account; undefined where there is none, which was said. */
  static async begin({ tools, ui }: Asking, draft: ImportDraft): Promise<ImportRun | undefined> {
    const connected = await connectedTarget(tools);
    if (!connected) return undefined;
    const remembered = parseTags(tools.context.globalState.get<string>(tagsKey, ''));
    const tags = typeof remembered === 'string' ? [] : remembered;
    return new ImportRun(actionWith({ tools, ui }, connected), draft, tags);
  }

  /** Takes the service that is chosen now, where it is another by now; false where there is none, which was said. */
  async connect(): Promise<boolean> {
    const connected = await connectedTarget(this.action.tools);
    if (connected) this.action = actionWith(this.action, connected);
    return connected !== undefined;
  }

  /** Whether what is confirmed still goes to the service that was named. */
  async sameService(): Promise<boolean> {
    const now = await connectedTarget(this.action.tools);
    return now !== undefined && sameTarget(now.target, this.action.target);
  }

  /** The plan as the answers stand now; made anew for every look, as time goes on. */
  planNow(): ImportPlan {
    const { alias = '', tags } = this.entered;
    const { expected } = this;
    const { tools, target } = this.action;
    const { catalogue } = tools;
    this.plan = this.draft.plan(
      {
        ...(tags.length === 0 ? {} : { tags }),
        ...(alias === '' ? {} : { alias }),
        ...(expected.length === 0 ? {} : { expectedCheckValues: expected }),
        // Sent disabled, and enabled once its check value is one of these.
        ...(expected.length > 0 && setting('import.enableAfterMatch') === true ? { enabled: false } : {}),
      },
      {
        target,
        now: new Date(),
        keys: catalogue.keys.map(({ summary }) => summary),
        aliasOf: (arn) => catalogue.find(arn)?.aliases[0],
        testAccounts: testAccounts(),
        ...(catalogue.readAt
          ? { aliases: catalogue.aliasNames.filter((name) => catalogue.aliasTarget(name) !== undefined) }
          : {}),
      },
    );
    return this.plan;
  }

  /** Check values that are known of the key without the service, to compare with its own. */
  get expected(): readonly CheckValue[] {
    const { checkValue } = this.draft;
    return [
      ...(this.entered.expected === '' ? [] : [{ value: this.entered.expected }]),
      ...(checkValue ? [checkValueToCompare(checkValue)] : []),
    ];
  }

  /** Sends the plan once, or finds what became of an earlier call of the same bytes. */
  async send(how: Pick<ImportPorts, 'signal' | 'report'>): Promise<ImportResult> {
    const { again, plan, expected } = this;
    const { alias = '' } = this.entered;
    const request: ImportRequest = {
      input: plan.request,
      wanted: plan.wanted,
      headline: this.draft.headline,
      ...(alias === '' ? {} : { alias }),
      expected,
      ...(again ? { again } : {}),
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

  /** What is proposed the next time. */
  async remember(): Promise<void> {
    await this.action.tools.context.globalState.update(tagsKey, tagsText(this.entered.tags));
  }
}

/** An action on the service as it was checked. */
export function actionWith({ tools, ui }: Asking, { service, target }: Connected): ServiceAction {
  return { ...actionOn(tools, ui, service), target };
}

/** Names that are in use in the account, as far as they were read. */
export function aliasesOf({ catalogue }: Pick<ServiceTools, 'catalogue'>): TakenAliases {
  return { targetOf: (name) => catalogue.aliasTarget(name) };
}
