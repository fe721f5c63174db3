import {
  back,
  type Answer,
  type Choice,
  type Frame,
  type Prompts,
} from '../../../src/extension/flow/prompts';
import { CheckFailed } from './check';

/** What to answer next: type a text, choose by a part of a label or description, tick several, Back or Escape. */
export type Reply =
  | { readonly type: string }
  | { readonly choose: string }
  | { readonly tick: readonly string[] }
  | 'accept'
  | 'back'
  | 'escape';

/** One question as it was asked. */
export interface Asked {
  readonly frame: Frame;
  readonly text: string;
  readonly labels: readonly string[];
  readonly active?: string | undefined;
}

export interface Script extends Prompts {
  readonly asked: Asked[];
  /** What was said of texts that were refused. */
  readonly remarks: string[];
  /** Replies that were not used. */
  readonly left: () => number;
}

const line = ({ label, description = '', detail = '' }: Choice<unknown>): string =>
  `${label} ${description} ${detail}`.trim();

/** Answers questions in order, as a user would; runs every text through the check of the question. */
export function scriptedPrompts(replies: readonly Reply[]): Script {
  const rest = [...replies];
  const asked: Asked[] = [];
  const remarks: string[] = [];
  const next = (what: string): Reply => {
    const reply = rest.shift();
    if (reply === undefined) throw new CheckFailed(`no reply is left for: ${what}`);
    return reply;
  };
  const choice = <T>(choices: readonly Choice<T>[], wanted: string, what: string): T => {
    const found = choices.find((candidate) => line(candidate).includes(wanted));
    if (!found) throw new CheckFailed(`${what}: nothing says ${wanted} in ${choices.map(line).join(' | ')}`);
    return found.value;
  };
  const leave = (reply: Reply, frame: Frame): typeof back | undefined | Reply => {
    if (reply === 'escape') return undefined;
    if (reply !== 'back') return reply;
    if (!frame.canGoBack) throw new CheckFailed('there is no Back here');
    return back;
  };
  return {
    asked,
    remarks,
    left: () => rest.length,
    pick<T>(
      frame: Frame,
      question: { placeholder: string; choices: readonly Choice<T>[]; active?: T | undefined },
    ) {
      const { placeholder, choices, active } = question;
      const chosen = choices.find(({ value }) => value === active);
      asked.push({ frame, text: placeholder, labels: choices.map(line), active: chosen?.label });
      const reply = leave(next(placeholder), frame);
      let answer: Answer<T>;
      if (reply === back || reply === undefined) answer = reply;
      else if (reply === 'accept') answer = (chosen ?? choices[0])!.value;
      else if (typeof reply === 'object' && 'choose' in reply)
        answer = choice(choices, reply.choose, placeholder);
      else throw new CheckFailed(`${placeholder} wants a choice`);
      return Promise.resolve(answer);
    },
    pickMany<T>(
      frame: Frame,
      question: { placeholder: string; choices: readonly Choice<T>[]; picked: readonly T[] },
    ) {
      const { placeholder, choices, picked } = question;
      asked.push({ frame, text: placeholder, labels: choices.map(line) });
      const reply = leave(next(placeholder), frame);
      let answer: Answer<readonly T[]>;
      if (reply === back || reply === undefined) answer = reply;
      else if (reply === 'accept') answer = picked;
      else if (typeof reply === 'object' && 'tick' in reply)
        answer = reply.tick.map((wanted) => choice(choices, wanted, placeholder));
      else throw new CheckFailed(`${placeholder} wants ticks`);
      return Promise.resolve(answer);
    },
    input(frame, { prompt, value = '', check }) {
      asked.push({ frame, text: prompt, labels: [], active: value });
      for (;;) {
        const reply = leave(next(prompt), frame);
        if (reply === back || reply === undefined) return Promise.resolve(reply);
        const typed = typeof reply === 'object' && 'type' in reply ? reply.type : value;
        const remark = check(typed, true);
        if (!remark) return Promise.resolve(typed);
        remarks.push(remark.message);
      }
    },
  };
}
