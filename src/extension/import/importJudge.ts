/** Judges the answers of the Import Key page anew with each change; what comes late for earlier answers is dropped. */
import type { Draft, DraftAnswers, DraftMaterial } from '../../keyservice/draft/draft';
import { importDraft } from '../../keyservice/draft/importDraft';
import type { DefaultRegions } from '../../keyservice/plans/replication';
import type { ImportSource } from '../material/importSource';
import type { RootApproval } from '../../keyservice/draft/draft';
import type { ServiceAction } from '../service/serviceAction';
import { setting } from '../ui/settings';
import { knownFor, surroundingsOf, type Loaded, type Surroundings } from './importKnown';

/** What is judged: as it is when the judgement begins. */
export interface Judged {
  readonly action: ServiceAction | undefined;
  readonly source: ImportSource | undefined;
  readonly material: DraftMaterial | undefined;
  readonly loaded: Loaded;
  readonly answers: DraftAnswers;
  /** Of the account, where it was asked. */
  readonly approval: RootApproval | undefined;
  /** Regions to which new keys of the account replicate; undefined while they were not read. */
  readonly defaultRegions: DefaultRegions | undefined;
}

export class ImportJudge {
  draft: Draft | undefined;
  private surroundings: Surroundings | undefined;
  private turn = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly now: () => Judged,
    private readonly isOver: () => boolean,
  ) {}

  /** What is being judged does not count either. */
  forget(): void {
    this.turn++;
    this.draft = this.surroundings = undefined;
  }

  /**
   * The draft of the answers as they are. Where a later judgement has begun meanwhile, it is waited for.
   * @param again reads what is around the material again, too
   */
  async judge(again = true): Promise<void> {
    if (again) this.surroundings = undefined;
    this.last = this.one(++this.turn);
    for (let newest; newest !== this.last;) await (newest = this.last);
  }

  private async one(turn: number): Promise<void> {
    const { action, source, material, loaded, answers, approval } = this.now();
    if (!action || !source || !material) {
      this.draft = undefined;
      return;
    }
    const around = this.surroundings ?? (await surroundingsOf(action, loaded));
    // The answers may have changed while it was read: those of now are judged.
    const draft = await importDraft(
      { ...knownFor(action, source, material, around, this.now().defaultRegions), approval },
      turn === this.turn ? this.now().answers : answers,
      { enableAfterMatch: setting('import.enableAfterMatch') === true },
    );
    if (turn !== this.turn || this.isOver()) return;
    this.surroundings = around;
    this.draft = draft;
  }
}
