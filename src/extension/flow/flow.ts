/**
 * Questions one after another, with Back and Escape inside: `flow(title).ask('days', …).ask('mode', …).run()` gives the
 * answers by their names. A builder, as the answers that a question sees are typed by those before it.
 */
import { back, type Answer, type Frame } from './ui';

/** How many questions it stands for, where it is a sequence of its own that counts on; 1 where not given. */
type Count<Answers> = number | ((answers: Partial<Answers>) => number);

interface Options<Answers, Value> {
  readonly count?: Count<Answers>;
  /**
   * Wipes an answer that is a secret, or holds one: when it is asked for again, when the user gives up, when something
   * throws, and when it does not apply any more. Those of a flow that ran to its end are the caller's to wipe.
   */
  readonly forget?: (value: Value) => void;
}

type Ask<Answers, Value> = (
  frame: Frame,
  answers: Answers,
  former: Value | undefined,
) => Promise<Answer<Value>>;

type Asked<Answers, Name extends string, Value> = Answers & Readonly<Record<Name, Value>>;
type MaybeAsked<Answers, Name extends string, Value> = Answers & Readonly<Partial<Record<Name, Value>>>;

/** Whose end is the end of its first question, Back among it where it is part of another. */
interface Flow<Answers, End> {
  /**
   * Asks under a name.
   * @param ask gets the answers so far, and the former answer where the user came back to it
   */
  ask<Name extends string, Value>(
    name: Name,
    ask: Ask<Answers, Value>,
    options?: Options<Answers, Value>,
  ): Flow<Asked<Answers, Name, Value>, End>;
  /**
   * Asks only where it applies; it is not counted, and has no answer, where it does not.
   * @param when also asked ahead, for the count, when only some of the answers are known
   */
  askWhen<Name extends string, Value>(
    when: (answers: Partial<Answers>) => boolean,
    name: Name,
    ask: Ask<Answers, Value>,
    options?: Options<Answers, Value>,
  ): Flow<MaybeAsked<Answers, Name, Value>, End>;
  /**
   * Asks all that apply, in turn. Back goes to the question before, Escape ends it.
   * @param from answers that are proposed, as former ones are; and the name of the question to begin at, with those
   * before it behind it
   */
  run(from?: {
    readonly at?: keyof Answers & string;
    readonly answers?: Partial<Answers>;
  }): Promise<Answers | End>;
}

/** A flow by itself: undefined where the user gave up. */
export function flow(title: string): Flow<object, undefined> {
  return flowOf([], { frame: { title, canGoBack: false }, within: 'nothing' }) as Flow<object, undefined>;
}

/** A flow inside another one, which counts on from there: Back from its first question goes there, too. */
export function flowWithin(frame: Frame): Flow<object, typeof back | undefined> {
  return flowOf([], { frame, within: 'flow' }) as Flow<object, typeof back | undefined>;
}

/** One question of a flow in several parts: they count as one, and Back from the first part leaves them. */
export function flowInStep(frame: Frame): Flow<object, typeof back | undefined> {
  return flowOf([], { frame, within: 'step' }) as Flow<object, typeof back | undefined>;
}

/** One question by itself. */
export async function once<Value>(
  title: string,
  ask: (frame: Frame) => Promise<Answer<Value>>,
): Promise<Value | undefined> {
  const answer = await ask({ title, canGoBack: false });
  return answer === back ? undefined : answer;
}

/** What is made of an answer; Back and Escape stay what they are. */
export function made<Value, Made>(answer: Answer<Value>, make: (value: Value) => Answer<Made>): Answer<Made> {
  if (answer === back) return back;
  return answer === undefined ? undefined : make(answer);
}

interface Question {
  readonly name: string;
  readonly ask: Ask<never, unknown>;
  readonly when?: ((answers: never) => boolean) | undefined;
  readonly count?: Count<never> | undefined;
  readonly forget?: ((value: never) => void) | undefined;
}

/** What stands around a flow. */
interface Around {
  readonly frame: Frame;
  readonly within: 'nothing' | 'flow' | 'step';
}

function flowOf(questions: readonly Question[], around: Around): unknown {
  const and = (question: Question): unknown => flowOf([...questions, question], around);
  return {
    ask: (name: string, ask: Question['ask'], options?: Options<never, never>) =>
      and({ name, ask, ...options }),
    askWhen: (when: Question['when'], name: string, ask: Question['ask'], options?: Options<never, never>) =>
      and({ name, ask, when, ...options }),
    run: (from?: { at?: string; answers?: object }) =>
      new Run(questions, around, from?.answers ?? {}).run(from?.at),
  };
}

class Run {
  /** By name. What later questions were answered stays as a proposal while an earlier one is asked again. */
  private readonly given: Map<string, unknown>;
  private readonly behind: Question[] = [];

  constructor(
    private readonly questions: readonly Question[],
    private readonly around: Around,
    proposed: object,
  ) {
    this.given = new Map(Object.entries(proposed));
  }

  async run(at: string | undefined): Promise<unknown> {
    let kept: readonly Question[] = [];
    try {
      const end = await this.askAll(at);
      if (end !== 'end') return end;
      kept = this.behind;
      return this.answers();
    } finally {
      for (const question of this.questions) if (!kept.includes(question)) this.forget(question);
    }
  }

  private async askAll(at: string | undefined): Promise<typeof back | undefined | 'end'> {
    let question = this.next(0);
    while (at !== undefined && question && question.name !== at) question = this.nextAfter(question);
    while (question) {
      // Counted with what is known by now, so before anything is forgotten.
      const frame = this.frame(question);
      this.forget(question);
      const { name, ask } = question;
      const answer = await ask(frame, this.answers() as never, this.given.get(name));
      if (answer === undefined) return undefined;
      if (answer === back) {
        question = this.behind.pop();
        if (!question) return this.around.within === 'nothing' ? undefined : back;
        continue;
      }
      this.given.set(name, answer);
      question = this.nextAfter(question);
    }
    return 'end';
  }

  /** The next one that applies, with this one behind. */
  private nextAfter(question: Question): Question | undefined {
    this.behind.push(question);
    return this.next(this.questions.indexOf(question) + 1);
  }

  private next(start: number): Question | undefined {
    const answers = this.answers();
    return this.questions.slice(start).find((question) => applies(question, answers));
  }

  private answers(): object {
    return Object.fromEntries(this.behind.map(({ name }) => [name, this.given.get(name)]));
  }

  private forget({ name, forget }: Question): void {
    if (!forget || !this.given.has(name)) return;
    const value = this.given.get(name) as never;
    this.given.delete(name);
    forget(value);
  }

  private frame(question: Question): Frame {
    const { frame, within } = this.around;
    const canGoBack = this.behind.length > 0 || frame.canGoBack;
    if (within === 'step') return { ...frame, canGoBack };
    // Whether later ones apply is judged by what is known: former answers, too.
    const known = Object.fromEntries(this.given);
    const later = this.questions.slice(this.questions.indexOf(question) + 1);
    const ahead = [question, ...later.filter((each) => applies(each, known))];
    const before = (frame.step ?? 1) - 1 + counted(this.behind, this.answers());
    const step = before + 1;
    const totalSteps = Math.max(before + counted(ahead, known), step, frame.totalSteps ?? 0);
    // "1/1" says nothing.
    return { title: frame.title, canGoBack, ...(totalSteps > 1 ? { step, totalSteps } : {}) };
  }
}

const applies = ({ when }: Question, answers: object): boolean => when?.(answers as never) !== false;

function counted(questions: readonly Question[], answers: object): number {
  return questions.reduce(
    (sum, { count = 1 }) => sum + (typeof count === 'number' ? count : count(answers as never)),
    0,
  );
}
