import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { combineComponents, type KeyTextProblem, readKeyText } from '../../core/crypto/keyText';
import { withOddParity } from '../../core/crypto/desKey';
import { kcvCipher } from '../../core/crypto/kcv';
import type { KeyStrength } from '../../core/crypto/strength';
import type { Finding } from '../../core/findings';
import type { Cipher, KeyRing } from '../testKeys/keyRing';
import { checkValueText, keyText, remarksOn, strengthRemarks, type KeyKind } from '../testKeys/keyFacts';
import { rememberClearKey } from '../testKeys/loadedKeys';
import { localised } from '../ui/localise';
import { flowInStep, made } from './flow';
import {
  type Answer,
  type Choice,
  type Frame,
  type InputRemark,
  type PickQuestion,
  type Ui,
  back,
} from './ui';

export interface KeyRequest {
  /** What the key is called in the questions: "KBPK", "new KBPK", "key". */
  readonly name: string;
  readonly kind: KeyKind;
  /** Bytes it may have; empty where any number will do. */
  readonly lengths: readonly number[];
  /** Where remembered keys are offered, and this one may be remembered. */
  readonly ring?: { readonly keys: KeyRing; readonly cipher: Cipher };
  /** False where the key's check value is shown right after, so that there is nothing to confirm. */
  readonly confirmed?: boolean;
  /** Bytes of a key that may be generated; none where it may not. */
  readonly generated?: readonly number[];
  /** The KBPK that shall protect it: what is stronger is marked, not left out. */
  readonly under?: KeyStrength | undefined;
}

type Source = Given | { readonly kind: 'more' };
type Given =
  | { readonly kind: 'remembered'; readonly copy: () => Uint8Array }
  | { readonly kind: 'generate'; readonly bytes: number }
  | { readonly kind: 'parts'; readonly count: number };

/**
 * Asks for a clear key: remembered, as digits, in components, or generated, and has the user confirm it
 * by its check value. Nothing of it is kept on the way back or on Escape. The caller wipes the bytes.
 */
export async function askKey(ui: Ui, frame: Frame, request: KeyRequest): Promise<Answer<Uint8Array>> {
  const answers = await flowInStep(frame)
    .ask('source', (inner) => ui.pick(inner, sourceQuestion(request)))
    .askWhen(
      ({ source }) => source?.kind === 'more',
      'count',
      (inner) => askCount(ui, inner),
    )
    .ask('key', (inner, { source, count = 0 }) =>
      keyFrom(ui, inner, request, source.kind === 'more' ? { kind: 'parts', count } : source),
    )
    .run();
  return made(answers, ({ key }) => {
    const cipher = kcvCipher(request.kind.algorithm);
    if (cipher) rememberClearKey(cipher, key);
    return key;
  });
}

function sourceQuestion(request: KeyRequest): PickQuestion<Source> {
  const { ring, generated = [] } = request;
  const offers = ring ? ring.keys.offers(ring.cipher, request.lengths) : [];
  const choices: Choice<Source>[] = [
    ...offers.map(({ name, copy }, i) => ({
      label: `$(key) ${name}`,
      value: { kind: 'remembered', copy } as const,
      ...(i === 0 ? { group: vscode.l10n.t('Remembered in this window') } : {}),
    })),
    ...generated.map((bytes, i) => ({
      label: `$(sparkle) ${vscode.l10n.t('Generate {0} bits', bytes * 8)}`,
      description: isStronger(request, bytes)
        ? vscode.l10n.t('random; stronger than the KBPK')
        : vscode.l10n.t('random'),
      value: { kind: 'generate', bytes } as const,
      ...(i === 0 ? { group: vscode.l10n.t('Generate') } : {}),
    })),
    {
      label: `$(edit) ${vscode.l10n.t('Hexadecimal digits')}`,
      description: vscode.l10n.t('the complete key, hidden as you type'),
      value: { kind: 'parts', count: 1 },
      group: vscode.l10n.t('Type'),
    },
    ...[2, 3].map((count) => ({
      label: `$(list-ordered) ${vscode.l10n.t('{0} components', count)}`,
      description: vscode.l10n.t('one after another, combined by XOR'),
      value: { kind: 'parts', count } as const,
    })),
    { label: `$(list-ordered) ${vscode.l10n.t('More components…')}`, value: { kind: 'more' } },
  ];
  return { placeholder: vscode.l10n.t('How do you want to enter the {0}?', request.name), choices };
}

function askCount(ui: Ui, frame: Frame): Promise<Answer<number>> {
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('How many components?'),
    choices: [4, 5, 6, 7, 8, 9].map((value) => ({ label: String(value), value })),
  });
}

async function keyFrom(
  ui: Ui,
  frame: Frame,
  request: KeyRequest,
  source: Given,
): Promise<Answer<Uint8Array>> {
  if (source.kind === 'remembered') return source.copy();
  if (source.kind === 'parts')
    return source.count === 1
      ? askWhole(ui, frame, request)
      : askComponents(ui, frame, request, source.count);
  return confirmed(ui, frame, request, generateKey(request.kind, source.bytes), 'generated', []);
}

/** Whether a random key of a length would be stronger than the KBPK. */
function isStronger({ kind, under }: KeyRequest, bytes: number): boolean {
  // No two parts are alike, as in a random key.
  const stand = Uint8Array.from({ length: bytes }, (_, i) => i);
  return strengthRemarks(kind, stand, under).length > 0;
}

/** A random key; DES keys get odd parity. */
export function generateKey(kind: KeyKind, bytes: number): Uint8Array {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  if (!/^[TD]$/.test(kind.algorithm)) return random;
  const adjusted = withOddParity(random);
  wipe(random);
  return adjusted;
}

async function askWhole(ui: Ui, frame: Frame, request: KeyRequest): Promise<Answer<Uint8Array>> {
  const answers = await flowInStep(frame)
    .ask('typed', (inner) => askDigits(ui, inner, request.name, request.lengths), { forget: wipe })
    .ask('key', async (inner, { typed }) =>
      request.confirmed === false
        ? typed
        : confirmed(ui, inner, request, typed, 'typed', remarksOn(request.kind, typed)),
    )
    .run();
  return made(answers, ({ key }) => key);
}

async function askComponents(
  ui: Ui,
  frame: Frame,
  request: KeyRequest,
  count: number,
): Promise<Answer<Uint8Array>> {
  const answers = await componentSteps(ui, frame, request, count)
    .ask('key', (inner, before) => {
      const { key, findings } = combineComponents(Object.values(before));
      if (!key) return Promise.resolve(back);
      return confirmed(ui, inner, request, key, 'typed', [...findings, ...remarksOn(request.kind, key)]);
    })
    .run();
  return made(answers, ({ key, ...before }) => {
    wipe(...Object.values(before));
    return key;
  });
}

/** The components of a key, each as a step by its number: numbers keep their order. They are wiped when the flow is left. */
export function componentSteps(ui: Ui, frame: Frame, request: KeyRequest, count: number) {
  const forget = { forget: wipe };
  let components = flowInStep(frame).ask<string, Uint8Array>(
    '1',
    (inner) => askComponent(ui, inner, request, 1, count, request.lengths),
    forget,
  );
  for (let number = 2; number <= count; number++)
    components = components.ask(
      String(number),
      (inner, before) => askComponent(ui, inner, request, number, count, [before['1']!.length]),
      forget,
    );
  return components;
}

/** One component, confirmed by its own check value. */
async function askComponent(
  ui: Ui,
  frame: Frame,
  request: KeyRequest,
  number: number,
  count: number,
  lengths: readonly number[],
): Promise<Answer<Uint8Array>> {
  const kind = { ...request.kind, component: true };
  const name = vscode.l10n.t('component {0} of {1}', number, count);
  const answers = await flowInStep(frame)
    .ask('component', (inner) => askDigits(ui, inner, name, lengths), { forget: wipe })
    .ask('right', async (inner, { component }) => {
      const yes = vscode.l10n.t('Component {0} is correct', number);
      const right = await ui.pick(inner, {
        placeholder: `${sentence(name)}: ${checkValueText(kind, component)}. ${vscode.l10n.t('Is this check value correct?')}`,
        choices: [
          { label: `$(check) ${yes}`, description: checkValueText(kind, component), value: true },
          { label: `$(close) ${vscode.l10n.t('No, enter it again')}`, value: false },
        ],
      });
      return right === false ? back : right;
    })
    .run();
  return made(answers, ({ component }) => component);
}

/** Digits in a password box, judged as they are typed. */
async function askDigits(
  ui: Ui,
  frame: Frame,
  name: string,
  lengths: readonly number[],
): Promise<Answer<Uint8Array>> {
  const digits = lengths.map((bytes) => bytes * 2);
  // The prompt gives way to remarks; the title goes on saying which component it is.
  const titled = { ...frame, title: `${frame.title} · ${sentence(name)}` };
  const text = await ui.input(titled, {
    prompt:
      digits.length > 0
        ? vscode.l10n.t('{0}: {1} hexadecimal digits', sentence(name), alternatives(digits))
        : vscode.l10n.t('{0}: hexadecimal digits', sentence(name)),
    placeholder: vscode.l10n.t('Hidden; spaces between digits are allowed'),
    password: true,
    check: (typed, entered) => {
      const read = readKeyText(typed, lengths);
      if ('problem' in read) return remark(read.problem, entered);
      wipe(read.bytes);
      return undefined;
    },
  });
  return made(text, (digitsTyped) => {
    const read = readKeyText(digitsTyped, lengths);
    return 'bytes' in read ? read.bytes : back;
  });
}

function remark(problem: KeyTextProblem, entered: boolean): InputRemark {
  switch (problem.kind) {
    case 'empty':
      return { message: vscode.l10n.t('Type hexadecimal digits.'), severity: 'error' };
    case 'character':
      return {
        message: vscode.l10n.t('Character {0} is not a hexadecimal digit (0–9, A–F).', problem.position),
        severity: 'error',
      };
    case 'length': {
      const unfinished = problem.mayGrow && !entered;
      if (problem.digits === 64 && problem.expected.at(-1) === 48)
        return {
          message: vscode.l10n.t(
            '64 digits is the length of an AES key, as used with version D key blocks; {0} expected.',
            alternatives(problem.expected),
          ),
          severity: 'error',
        };
      const message =
        problem.expected.length > 0
          ? vscode.l10n.t(
              'Digits so far: {0}; expected: {1}.',
              problem.digits,
              alternatives(problem.expected),
            )
          : vscode.l10n.t('Digits so far: {0}; an even number is expected.', problem.digits);
      return { message, severity: unfinished ? 'info' : 'error' };
    }
  }
}

/** The key once the custodian has compared its check value, and whether to remember it; else it is wiped. */
async function confirmed(
  ui: Ui,
  frame: Frame,
  request: KeyRequest,
  key: Uint8Array,
  origin: 'typed' | 'generated',
  remarks: readonly Finding[],
): Promise<Answer<Uint8Array>> {
  const facts = `${keyText(request.kind, key)} · ${checkValueText(request.kind, key)}`;
  const detail = [...remarks, ...strengthRemarks(request.kind, key, request.under)].map(localised).join(' ');
  const choices: Choice<'use' | 'remember' | 'again'>[] = [
    {
      label: `$(check) ${vscode.l10n.t('Use this {0}', request.name)}`,
      description: facts,
      value: 'use',
      ...(detail === '' ? {} : { detail: `$(warning) ${detail}` }),
    },
  ];
  if (request.ring)
    choices.push({
      label: `$(key) ${vscode.l10n.t('Use and remember it')}`,
      description: vscode.l10n.t('in memory, until this window closes or you run Forget Keys'),
      value: 'remember',
    });
  choices.push({
    label: `$(close) ${origin === 'typed' ? vscode.l10n.t('Enter it again') : vscode.l10n.t('Select again')}`,
    value: 'again',
  });
  let answer: Answer<'use' | 'remember' | 'again'>;
  try {
    answer = await ui.pick(frame, { placeholder: `${sentence(request.name)}: ${facts}`, choices });
  } finally {
    if (answer !== 'use' && answer !== 'remember') wipe(key);
  }
  if (answer === 'remember') request.ring?.keys.remember(request.ring.cipher, key);
  return made(answer, (choice) => (choice === 'again' ? back : key));
}

/** "32 or 48", "32, 48 or 64". */
function alternatives(values: readonly number[]): string {
  if (values.length < 2) return values.join('');
  return vscode.l10n.t('{0} or {1}', values.slice(0, -1).join(', '), values.at(-1)!);
}

const sentence = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
