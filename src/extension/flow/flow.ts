/**
 * Questions one after another, with Back and Escape inside: `flow(title).ask('days', …).ask('mode', …).run()` gives the
 * answers by their names. A builder, as the answers that a question sees are typed by those before it.
 */
import { back, type Answer, type Frame } from './ui';

/** How many questions it stands for, where it is a sequence of its own that counts on; 1 where not given. */
type Count<Answers> = number | ((answers: Answers) => number);

interface Question {
  readonly name: string;
  readonly ask: (frame: Frame, answers: never, former: unknown) => Promise<Answer<unknown>>;
  readonly when?: ((answers: never) => boolean) | undefined;
  readonly count?: Count<never> | undefined;
}

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
    ask: (frame: Frame, answers: Answers, former: Value | undefined) => Promise<Answer<Value>>,
    more?: { readonly count?: Count<Answers> },
  ): Flow<Asked<Answers, Name, Value>, End>;
  /** Asks only where it applies; it is not counted, and has no answer, where it does not. */
  askWhen<Name extends string, Value>(
    when: (answers: Answers) => boolean,
    name: Name,
    ask: (frame: Frame, answers: Answers, former: Value | undefined) => Promise<Answer<Value>>,
    more?: { readonly count?: Count<Answers> },
  ): Flow<MaybeAsked<Answers, Name, Value>, End>;
  /**
   * Asks all that apply, in turn. Back goes to the question before, Escape ends it.
   * @param from name of the question to begin at, with the answers before it given
   */
  run(from?: { readonly at: string; readonly answers: Partial<Answers> }): Promise<Answers | End>;
}

/** A flow by itself: undefined where the user gave up. */
export function flow(title: string): Flow<object, undefined> {
  return flowOf([], { title, canGoBack: false }, undefined) as Flow<object, undefined>;
}

/** A flow inside another one, which counts on from there: Back from its first question goes there, too. */
export function flowWithin(frame: Frame): Flow<object, typeof back | undefined> {
  return flowOf([], frame, frame) as Flow<object, typeof back | undefined>;
}

/** A question that stands by itself. */
export const alone = (title: string): { title: string; canGoBack: false } => ({ title, canGoBack: false });

/** One question by itself. */
export async function once<Value>(
  title: string,
  ask: (frame: Frame) => Promise<Answer<Value>>,
): Promise<Value | undefined> {
  const answer = await ask({ title, canGoBack: false });
  return answer === back ? undefined : answer;
}

/** What is made of an answer; Back and Escape stay what they are. */
export function made<Value, Made>(answer: Answer<Value>, make: (value: Value) => Made): Answer<Made> {
  if (answer === back) return back;
  return answer === undefined ? undefined : make(answer);
}

function flowOf(questions: readonly Question[], frame: Frame, outer: Frame | undefined): unknown {
  const withQuestion = (question: Question): unknown => flowOf([...questions, question], frame, outer);
  return {
    ask: (name: string, ask: Question['ask'], more?: { count?: Count<never> }) =>
      withQuestion({ name, ask, count: more?.count }),
    askWhen: (
      when: NonNullable<Question['when']>,
      name: string,
      ask: Question['ask'],
      more?: { count?: Count<never> },
    ) => withQuestion({ name, ask, when, count: more?.count }),
    run: (from?: { at: string; answers: object }) => runFlow(questions, frame, outer, from),
  };
}

async function runFlow(
  questions: readonly Question[],
  { title }: Frame,
  outer: Frame | undefined,
  from: { at: string; answers: object } | undefined,
): Promise<unknown> {
  // What later questions were answered stays as a proposal while an earlier one is asked again.
  const given: Record<string, unknown> = { ...from?.answers };
  /** Places of the questions that are behind. */
  const trail: number[] = [];
  const answersOf = (places: readonly number[]): never =>
    Object.fromEntries(
      places.map((place) => [questions[place]!.name, given[questions[place]!.name]]),
    ) as never;
  const applies = (place: number, answers: never): boolean => questions[place]!.when?.(answers) !== false;
  const next = (start: number): number => {
    let place = start;
    while (place < questions.length && !applies(place, answersOf(trail))) place++;
    return place;
  };
  const counted = (place: number, answers: never): number => {
    const { count = 1 } = questions[place]!;
    return typeof count === 'number' ? count : count(answers);
  };

  let place = next(0);
  if (from)
    while (place < questions.length && questions[place]!.name !== from.at) {
      trail.push(place);
      place = next(place + 1);
    }
  const before = (outer?.step ?? 1) - 1;
  while (place < questions.length) {
    const answers = answersOf(trail);
    const behind = trail.reduce((sum, done) => sum + counted(done, answers), 0);
    // Whether later ones apply is judged by what is known: former answers, too.
    const known = given as never;
    let ahead = 0;
    for (let later = place; later < questions.length; later++)
      if (later === place || applies(later, known)) ahead += counted(later, known);
    const step = before + behind + 1;
    const totalSteps = Math.max(before + behind + ahead, step, outer?.totalSteps ?? 0);
    const { name, ask } = questions[place]!;
    const answer = await ask(
      {
        title,
        canGoBack: trail.length > 0 || outer?.canGoBack === true,
        // "1/1" says nothing.
        ...(totalSteps > 1 ? { step, totalSteps } : {}),
      },
      answers,
      given[name],
    );
    if (answer === undefined) return undefined;
    if (answer === back) {
      const last = trail.pop();
      if (last === undefined) return back;
      place = last;
      continue;
    }
    given[name] = answer;
    trail.push(place);
    place = next(place + 1);
  }
  return answersOf(trail);
}
