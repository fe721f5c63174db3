/** The questions that every import has, as steps: name, tags, check value, findings, fingerprint. */
import * as vscode from 'vscode';
import { findingHere } from '../ui/localise';
import type { Finding } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { KeyServiceError } from '../../keyservice/errors';
import type { Tag } from '../../keyservice/operations';
import type { CheckValue } from '../../keyservice/rules/checkValues';
import type { ImportChoices, ImportContext, ImportPlan } from '../../keyservice/plans/plan';
import { compareCheckValues } from '../../keyservice/rules/checkValues';
import { type Answer, type Ui, back } from '../flow/ui';
import { setting } from '../ui/settings';
import type { Step, StepEnd } from '../flow/steps';
import { testAccounts, type ServiceTools } from '../service/tools';
import {
  askAlias,
  askCheckValue,
  askTags,
  checkValueToCompare,
  suggestAlias,
  tagsText,
  type ComputedCheckValue,
  type TakenAliases,
} from '../service/choices';
import { askFingerprint, showFindings } from '../service/confirmation';
import { checkValuesGiven } from './importRecord';
import { notableFindings, row } from '../service/importTexts';
import type { Connected } from '../service/target';

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
  alias: string | undefined;
  tags: readonly Tag[];
  expected: string;
}

/** Whether a key is sent disabled, and enabled once its check value is one of these. */
export function enablesAfterMatch(expected: readonly CheckValue[]): boolean {
  return expected.length > 0 && setting('import.enableAfterMatch') === true;
}

/** The plan as the answers stand now; made anew for every look, as time goes on. */
export class Plans {
  constructor(
    private readonly draft: ImportDraft,
    private readonly connected: Connected,
    private readonly tools: ServiceTools,
    private readonly entered: Entered,
  ) {}

  now(): ImportPlan {
    const { alias, tags, expected } = this.entered;
    const { catalogue } = this.tools;
    const expectedCheckValues = checkValuesGiven(expected, this.draft.checkValue);
    return this.draft.plan(
      {
        ...(tags.length === 0 ? {} : { tags }),
        ...(alias === undefined || alias === '' ? {} : { alias }),
        ...(expectedCheckValues.length === 0 ? {} : { expectedCheckValues }),
        ...(enablesAfterMatch(expectedCheckValues) ? { enabled: false } : {}),
      },
      {
        target: this.connected.target,
        now: new Date(),
        keys: catalogue.keys.map(({ summary }) => summary),
        aliasOf: (arn) => catalogue.find(arn)?.aliases[0],
        testAccounts: testAccounts(),
        ...(catalogue.readAt
          ? { aliases: catalogue.aliasNames.filter((name) => catalogue.aliasTarget(name) !== undefined) }
          : {}),
      },
    );
  }
}

export function questions(
  draft: ImportDraft,
  plans: Plans,
  ui: Ui,
  entered: Entered,
  taken: TakenAliases,
): Step[] {
  const answered = <T>(answer: Answer<T>, take: (value: T) => void): StepEnd => {
    if (answer === undefined) return undefined;
    if (answer === back) return back;
    take(answer);
    return 'next';
  };
  const isKey = (): boolean => !plans.now().kind.endsWith('CertificatePublicKey');
  const notable = (): readonly Finding[] => [
    ...checkValueFindings(entered.expected, draft.checkValue),
    ...notableFindings(plans.now()),
  ];
  return [
    {
      ask: async (frame) => {
        const proposed =
          entered.alias ?? draft.suggestedAlias ?? suggestAlias(row(plans.now(), 'usage'), taken);
        return answered(await askAlias(ui, frame, proposed, taken), (alias) => (entered.alias = alias));
      },
    },
    {
      ask: async (frame) =>
        answered(await askTags(ui, frame, tagsText(entered.tags)), (tags) => (entered.tags = tags)),
    },
    {
      when: isKey,
      ask: async (frame) =>
        answered(
          await askCheckValue(ui, frame, entered.expected, draft.checkValue),
          (value) => (entered.expected = value),
        ),
    },
    {
      when: () => notable().length > 0,
      ask: (frame) => showFindings(ui, frame, notable()),
    },
    {
      when: () => draft.root !== undefined,
      ask: async (frame) => {
        if (!draft.root) return 'next';
        return answered(await askFingerprint(ui, frame, draft.root), () => undefined);
      },
    },
  ];
}

/** A sheet that says another value than the key has here is worth a word before the call. */
function checkValueFindings(expected: string, computed: ComputedCheckValue | undefined): readonly Finding[] {
  if (expected === '' || !computed) return [];
  const ours = checkValueToCompare(computed);
  const typed = { value: expected, ...(ours.method === undefined ? {} : { method: ours.method }) };
  if (compareCheckValues(typed, ours) !== 'different') return [];
  return [
    findingHere(
      'check_value_differs_here',
      'warning',
      vscode.l10n.t(
        'The KCV that you typed, {0}, is not the one computed here, {1} ({2}).',
        expected,
        computed.value,
        computed.algorithm,
      ),
    ),
  ];
}
