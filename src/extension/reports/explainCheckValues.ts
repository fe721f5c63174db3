/** Explain Check Values…: two or more values, what is known of the key, and a test key if there is one. */
import * as vscode from 'vscode';
import { checkValueDigits, explainCheckValues, mostValues } from '../../core/checkValues/explain';
import { explanationJson, explanationMarkdown } from '../../core/checkValues/page';
import type { ClearMaterial, Explanation, GivenValue, KeyFacts } from '../../core/checkValues/types';
import { asKeys } from '../../keyservice/reconcile/writtenValues';
import { flow, made } from '../flow/flow';
import { back, type Answer, type Choice, type Frame, type Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { serviceToolsHere } from '../service/toolsHere';
import { localised } from '../ui/localise';
import { openReport, type Report } from './reportPages';
import { askClear, forgetClear, type Kind } from './testMaterial';
import { valueOfKey, valuesOfDocument, type OfferedValue } from './valueSources';

export async function explainCommand(_context: unknown, argument: unknown): Promise<void> {
  const explained = await explainValues(vscodeUi, await offeredValues(argument));
  if (explained) await openReport(explained.report);
}

/** Asks and explains; undefined where the user gave up. */
export async function explainValues(
  ui: Ui,
  offered: Offered,
): Promise<{ readonly explanation: Explanation; readonly report: Report } | undefined> {
  const asked = await askValues(ui, offered);
  if (!asked) return undefined;
  const { values, facts, clear } = asked;
  try {
    const explanation = explainCheckValues(values, facts, clear);
    const report: Report = {
      name: vscode.l10n.t('Check Values'),
      markdown: explanationMarkdown(explanation, facts, localised),
      forms: [
        {
          label: 'JSON',
          detail: vscode.l10n.t('for programs'),
          extension: 'json',
          text: () => explanationJson(explanation, facts),
        },
      ],
    };
    return { explanation, report };
  } finally {
    if (clear) forgetClear(clear);
  }
}

interface Offered {
  readonly values: readonly OfferedValue[];
  /** What is ticked at first. */
  readonly picked: readonly OfferedValue[];
}

/** Of the active editor and of loaded keys; of a key that the command was called on, that value is ticked. */
export async function offeredValues(
  argument: unknown,
  document: vscode.TextDocument | undefined = vscode.window.activeTextEditor?.document,
): Promise<Offered> {
  const ofText = document ? valuesOfDocument(document) : [];
  const keys = ((await serviceToolsHere())?.catalogue.keys ?? []).map((key) => ({
    key,
    value: valueOfKey(key),
  }));
  const arn =
    typeof argument === 'object' && argument !== null ? (argument as { id?: unknown }).id : undefined;
  const given = keys.find(({ key }) => key.summary.KeyArn === arn)?.value;
  const values = [...ofText, ...keys.flatMap(({ value }) => value ?? [])];
  const form = ofText.filter(({ group }) => group === 'form').slice(0, mostValues);
  return { values, picked: given ? [given] : form };
}

interface AskedValues {
  readonly values: readonly GivenValue[];
  readonly facts: KeyFacts;
  readonly clear: ClearMaterial | undefined;
}

type Material = 'none' | 'key' | number;

async function askValues(ui: Ui, { values, picked }: Offered): Promise<AskedValues | undefined> {
  const title = vscode.l10n.t('Explain Check Values');
  const answers = await flow(title)
    .askWhen(
      () => values.length > 0,
      'picked',
      (frame, _, former: readonly OfferedValue[] = picked) => askPicked(ui, frame, values, former),
    )
    .askWhen(
      (known) => (known.picked?.length ?? 0) < 2,
      'typed',
      (frame, { picked: chosen = [] }, former?: readonly string[]) =>
        askTyped(ui, frame, 2 - chosen.length, former),
    )
    .ask('kind', (frame, { picked: chosen = [] }, former?: Kind) =>
      askKind(ui, frame, former ?? kindOf(chosen)),
    )
    .ask('moved', (frame, { picked: chosen = [] }, former?: KeyFacts['moved'] | 'unknown') =>
      askMoved(ui, frame, former ?? chosen.find(({ facts }) => facts.moved)?.facts.moved),
    )
    .ask('material', async (frame, { kind }, former?: Material) => {
      const material = await askMaterial(ui, frame, kind, former);
      if (material === undefined || material === back || material === 'none') return material;
      return (await ui.clearKeys(title)) ? material : undefined;
    })
    .askWhen(
      ({ material = 'none' }) => material !== 'none',
      'clear',
      (frame, { material, kind }) => askClear(ui, frame, material as 'key' | number, kind),
      { forget: forgetClear },
    )
    .run();
  if (!answers) return undefined;
  const { kind, moved, clear } = answers;
  const chosen = answers.picked ?? [];
  const usages = [...new Set(chosen.flatMap(({ facts }) => facts.usage ?? []))];
  const given: GivenValue[] = [
    ...chosen.map((one) => one.given),
    ...(answers.typed ?? []).map((value): GivenValue => ({
      value,
      origin: vscode.l10n.t('typed'),
      role: 'key',
    })),
  ];
  return {
    values: asKeys(given),
    facts: {
      ...kind,
      ...(clear ? { algorithm: clear.algorithm, bits: clear.key.length * 8 } : {}),
      ...(moved === 'unknown' ? {} : { moved }),
      ...(usages.length === 1 ? { usage: usages[0]! } : {}),
    },
    clear,
  };
}

async function askPicked(
  ui: Ui,
  frame: Frame,
  values: readonly OfferedValue[],
  picked: readonly OfferedValue[],
): Promise<Answer<readonly OfferedValue[]>> {
  const headings: Readonly<Record<OfferedValue['group'], string>> = {
    form: vscode.l10n.t('Values in the editor'),
    block: vscode.l10n.t('Key blocks in the editor'),
    manifest: vscode.l10n.t('Rows of the manifest'),
    key: vscode.l10n.t('Keys that are loaded'),
  };
  const answer = await ui.pickMany(frame, {
    placeholder: vscode.l10n.t('Select the values to compare, or none to enter them'),
    choices: values.map((value, place) => ({
      label: value.given.value,
      description: value.given.origin,
      value,
      ...(values[place - 1]?.group === value.group ? {} : { group: headings[value.group] }),
    })),
    picked,
  });
  if (answer === undefined || answer === back || answer.length <= mostValues) return answer;
  ui.warn(vscode.l10n.t('Only the first {0} values are compared.', mostValues));
  return answer.slice(0, mostValues);
}

function askTyped(
  ui: Ui,
  frame: Frame,
  needed: number,
  former: readonly string[] | undefined,
): Promise<Answer<readonly string[]>> {
  const read = (text: string): string[] =>
    text
      .split(/[,;\s]+/)
      .filter((one) => one !== '')
      .slice(0, mostValues);
  return ui
    .input(frame, {
      prompt:
        needed === 1
          ? vscode.l10n.t('The check value to compare with')
          : vscode.l10n.t('Check values, separated by spaces or commas'),
      placeholder: needed === 1 ? '08D7B4' : '08D7B4, 8CA64D',
      ...(former ? { value: former.join(', ') } : {}),
      check: (text, entered) => {
        const values = read(text);
        const wrong = values.find((one) => checkValueDigits(one) === undefined);
        if (wrong !== undefined && (entered || /[^0-9A-Fa-f]/.test(wrong)))
          return {
            message: vscode.l10n.t('A check value has 4 to 40 hexadecimal digits (0–9, A–F).'),
            severity: 'error',
          };
        return entered && values.length < needed
          ? { message: vscode.l10n.t('Type {0} values or more.', needed), severity: 'error' }
          : undefined;
      },
    })
    .then((text) => made(text, read));
}

const kinds: readonly (readonly [label: string, kind: Kind])[] = [
  ['TDES, 128 bits', { algorithm: 'TDES', bits: 128 }],
  ['TDES, 192 bits', { algorithm: 'TDES', bits: 192 }],
  ['AES-128', { algorithm: 'AES', bits: 128 }],
  ['AES-192', { algorithm: 'AES', bits: 192 }],
  ['AES-256', { algorithm: 'AES', bits: 256 }],
  ['DES, 64 bits', { algorithm: 'DES', bits: 64 }],
  ['HMAC', { algorithm: 'HMAC' }],
];

const kindOf = (chosen: readonly OfferedValue[]): Kind | undefined => {
  const facts = chosen.find(({ facts: { algorithm } }) => algorithm)?.facts;
  return facts && { algorithm: facts.algorithm!, ...(facts.bits === undefined ? {} : { bits: facts.bits }) };
};

function askKind(ui: Ui, frame: Frame, active: Kind | undefined): Promise<Answer<Kind>> {
  const known = kinds.find(
    ([, kind]) => kind.algorithm === active?.algorithm && (active?.bits ?? kind.bits) === kind.bits,
  );
  const unknown: Kind = {};
  const choices: Choice<Kind>[] = [
    { label: vscode.l10n.t('Not known'), value: unknown },
    ...kinds.map(([label, value]) => ({ label, value })),
  ];
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('Algorithm and length of the key'),
    choices,
    active: known?.[1] ?? unknown,
  });
}

function askMoved(
  ui: Ui,
  frame: Frame,
  active: KeyFacts['moved'] | 'unknown',
): Promise<Answer<KeyFacts['moved'] | 'unknown'>> {
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('How was the key moved between the two sides?'),
    choices: [
      { label: vscode.l10n.t('Not known'), value: 'unknown' as const },
      { label: vscode.l10n.t('In components'), value: 'components' as const },
      {
        label: vscode.l10n.t('As a cryptogram under a wrapping key'),
        description: vscode.l10n.t('without header or MAC'),
        value: 'cryptogram' as const,
      },
      {
        label: vscode.l10n.t('In a key block'),
        description: 'TR-31, X9.143, TR-34',
        value: 'keyBlock' as const,
      },
    ],
    active: active ?? 'unknown',
  });
}

function askMaterial(
  ui: Ui,
  frame: Frame,
  { algorithm }: Kind,
  former: Material = 'none',
): Promise<Answer<Material>> {
  const choices: Choice<Material>[] = [
    {
      label: vscode.l10n.t('No: use the values and facts only'),
      value: 'none',
    },
  ];
  if (algorithm === undefined)
    choices.push({
      label: vscode.l10n.t('To use a test key, go back and select the algorithm'),
      value: 'none',
    });
  else
    choices.push(
      { label: vscode.l10n.t('Yes, with the test key'), value: 'key' },
      ...[2, 3, 4, 5].map((count) => ({
        label: vscode.l10n.t('Yes, with {0} test components', count),
        value: count,
      })),
    );
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('Compute every cause with a clear test key?'),
    choices,
    active: former,
  });
}
