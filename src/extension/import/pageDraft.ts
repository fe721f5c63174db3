/** What the user answered on the Import Key page, and the draft that it comes to: judged anew with each change. */
import type { Draft, DraftAnswers, FieldId } from '../../keyservice/draft/draft';
import type { ImportVerdict } from '../../protocol/importPage';
import type { ImportSource } from '../material/importSource';
import { copyStatement } from '../service/policyStatement';
import type { ServiceAction } from '../service/serviceAction';
import { fieldAction } from './fieldActions';
import { ImportJudge } from './importJudge';
import type { Loaded } from './importKnown';
import { answersElsewhere, otherAccountNotice, type PageAccount } from './pageAccount';
import type { PageApproval } from './pageApproval';
import type { PageMaterial } from './pageMaterial';
import type { PageWork } from './pageWork';

/** What the draft is made from, besides the answers. */
export interface DraftParts {
  readonly account: PageAccount;
  readonly material: PageMaterial;
  readonly approval: PageApproval;
  readonly work: PageWork;
}

export class PageDraft {
  notice: ImportVerdict | undefined;
  private loaded: Loaded = { certificates: [], randomNumbers: [] };
  private readonly judgement: ImportJudge;

  constructor(
    private readonly parts: DraftParts,
    private answers: DraftAnswers,
    isOver: () => boolean,
  ) {
    this.judgement = new ImportJudge(() => {
      const { account, material, approval } = parts;
      const { action } = account;
      return {
        action,
        source: material.source,
        material: material.decoded,
        loaded: this.loaded,
        answers: this.answers,
        approval: action && approval.teams.known(action.target),
        defaultRegions: action && account.regions.known(action.target),
      };
    }, isOver);
  }

  get draft(): Draft | undefined {
    return this.judgement.draft;
  }

  /** Where the user goes on. */
  get next(): string | undefined {
    const { draft } = this;
    if (!draft) return undefined;
    return draft.obstacle ? (draft.obstacle.field ?? undefined) : 'import';
  }

  /** A request file that leaves nothing to answer, and nothing to look at first: no error in it, no warning of a check. */
  get isWholeRequest(): boolean {
    const request = this.parts.material.source?.request?.document;
    const { draft } = this;
    if (request?.values === undefined || !draft?.work || draft.obstacle) return false;
    return (
      !request.findings.some(({ severity }) => severity === 'error') &&
      !draft.checks.some(({ state }) => state === 'warning')
    );
  }

  /** A new root is judged with what is known of an approval team, which is asked once. */
  async judge(again?: boolean): Promise<void> {
    const { account, approval } = this.parts;
    await this.judgement.judge(again);
    if (await approval.ask(account.action, this.draft)) await this.judgement.judge(false);
  }

  async readKeys(again = false): Promise<void> {
    await this.parts.account.readKeys(this.parts.work, again);
    await this.judge();
  }

  async readRegions(): Promise<void> {
    if (await this.parts.account.readRegions()) await this.judge(false);
  }

  async set(field: FieldId, value: string): Promise<void> {
    this.notice = undefined;
    this.answers = { ...this.answers, [field]: value };
    await this.parts.account.readDetail(field, value);
    await this.judge(false);
  }

  async take(source: ImportSource): Promise<void> {
    this.parts.material.take(source);
    this.answers = {};
    await this.judge();
  }

  /** Neither material nor answers are kept. */
  clear(): void {
    this.parts.material.forget();
    this.judgement.forget();
    this.answers = {};
  }

  /** What a button at a field does. @returns whether the page has changed */
  async act(field: string, id: string): Promise<boolean> {
    const { draft, parts } = this;
    const { action } = parts.account;
    if (!action || !draft) return false;
    switch (id) {
      case 'policy':
        if (draft.approval?.kind === 'unread' && draft.approval.statement !== undefined)
          await copyStatement(action.ui, draft.approval.statement);
        return false;
      case 'askTeam':
        parts.approval.teams.forget();
        await this.judge();
        return true;
      case 'reloadRegions':
        parts.account.regions.forget();
        await this.readRegions();
        return true;
      case 'reload':
        await this.readKeys(true);
        return true;
    }
    const change = await fieldAction(action, draft, field, id, parts.material.source);
    if (!change) return false;
    const { certificates, randomNumbers, foreignKeys = [] } = this.loaded;
    this.loaded = {
      certificates: [...(change.certificates ?? []), ...certificates],
      randomNumbers: [...(change.randomNumbers ?? []), ...randomNumbers],
      foreignKeys: [...(change.foreignKeys ?? []), ...foreignKeys],
    };
    this.answers = { ...this.answers, ...change.answers };
    await this.judge();
    return true;
  }

  /** What belongs to the account before is emptied, and that is said. */
  async moveTo(other: ServiceAction): Promise<void> {
    const { account, approval } = this.parts;
    const another = account.isOther(other);
    approval.leave();
    this.judgement.forget();
    account.action = other;
    if (another) {
      this.answers = answersElsewhere(this.answers);
      this.notice = otherAccountNotice();
      await this.readKeys();
      await this.readRegions();
    }
    await this.judge();
  }
}
