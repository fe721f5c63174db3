/** The account that the Import Key page is filled for, and what the page reads of it. */
import * as vscode from 'vscode';
import type { DraftAnswers, FieldId } from '../../keyservice/draft/draft';
import { KeyServiceError } from '../../keyservice/errors';
import type { ImportVerdict } from '../../protocol/importPage';
import { AccountAnswers } from '../service/accountAnswers';
import { readDefaultRegions } from '../service/defaultRegions';
import type { ServiceAction } from '../service/serviceAction';
import { connectedTarget, sameTarget } from '../service/target';
import { actionWith, type Asking } from './importRun';
import type { PageWork } from './pageWork';

export class PageAccount {
  action: ServiceAction | undefined;
  /** Where new keys also go. */
  readonly regions = new AccountAnswers(readDefaultRegions);

  constructor(private readonly asking: Asking) {}

  /** Of the service that is selected now. @returns undefined where none is */
  async selected(): Promise<ServiceAction | undefined> {
    const connected = await connectedTarget(this.asking.tools);
    return connected && actionWith(this.asking, connected);
  }

  /** What is selected instead of the account of the page; undefined where it is the same. */
  async other(): Promise<ServiceAction | undefined> {
    if (!this.action) return undefined;
    const selected = await this.selected();
    return selected && !sameTarget(selected.target, this.action.target) ? selected : undefined;
  }

  /** Whether answers that mean something in one account only mean nothing there. */
  isOther({ target }: ServiceAction): boolean {
    const here = this.action?.target;
    if (!here) return true;
    return target.account !== here.account || target.region !== here.region || target.kind !== here.kind;
  }

  /** All pages of keys: a candidate that is missing would be proposed as "the only one". */
  async readKeys(work: PageWork, again: boolean): Promise<void> {
    const { catalogue } = this.asking.tools;
    if (!again && catalogue.complete && catalogue.readAt !== undefined && !catalogue.failure) return;
    await work.read(vscode.l10n.t('Reading keys…'), async (signal) => {
      await (again ? catalogue.refresh(signal) : catalogue.loadAll(signal));
      await catalogue.loadAll(signal);
    });
  }

  /** What a key pair derives only GetKey tells. */
  async readDetail(field: FieldId, value: string): Promise<void> {
    const { catalogue } = this.asking.tools;
    if (field !== 'pair' || value === '' || catalogue.find(value)?.detail) return;
    await catalogue.detail(value).catch((error: unknown) => {
      if (!(error instanceof KeyServiceError)) throw error;
    });
  }

  /** Read once for the page: whoever confirms sees it. @returns whether they were read now */
  async readRegions(): Promise<boolean> {
    const { action, regions } = this;
    if (!action || regions.known(action.target)) return false;
    await regions.read(action);
    return true;
  }
}

const ofAccount: ReadonlySet<string> = new Set<FieldId>([
  'wrappingKey',
  'parameters',
  'pair',
  'authority',
  'alias',
  'regions',
  'otherRegions',
]);

/** What is left of the answers in another account. */
export function answersElsewhere(answers: DraftAnswers): DraftAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !ofAccount.has(id)));
}

export function otherAccountNotice(): ImportVerdict {
  return {
    state: 'warning',
    text: vscode.l10n.t(
      'Another account, Region or service was selected. Wrapping key, import parameters, certificate authority, alias and Regions were cleared.',
    ),
  };
}
